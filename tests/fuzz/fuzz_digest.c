/* fuzz_digest: what a phone, or somebody who says to be one, puts in an Authorization header: any bytes are taken or
 * refused; what is taken lies within the text, and without the password nothing is right. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "voiced/core/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PEER VIEW("192.0.2.1")

static struct digest_nonces nonces = { .key = { 1 }, .life_s = 60 };

static void
within(struct view part, struct view text)
{
	assert(part.n <= DIGEST_VALUE_MAX);
	assert(part.n == 0 || (part.p >= text.p && part.p + part.n <= text.p + text.n));
}

/* As a challenge: what we answer is one that our own server reads, with what was asked. */
static void
answer(struct view text)
{
	const struct digest_login login = { VIEW("us"), VIEW("not to be guessed") };
	struct digest_challenge challenge;
	struct buf out = { 0 };
	struct digest_auth auth;

	if (!digest_challenge_read(text, &challenge))
		return;
	within(challenge.realm, text);
	within(challenge.nonce, text);
	within(challenge.opaque, text);
	assert(
	    digest_answer(&challenge, &login, VIEW("INVITE"), VIEW("sip:a"), 1, VIEW("c"), &out));
	assert(memchr(out.p, '\n', out.n) == NULL && memchr(out.p, '\r', out.n) == NULL);
	if (challenge.qop && challenge.realm.n > 0 && out.n <= DIGEST_HEADER_MAX)
		assert(digest_auth_read(buf_view(&out), &auth) &&
		    view_eq(auth.nonce, challenge.nonce));
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { (const char *)data, size };
	char response[DIGEST_HEX_SIZE];
	struct digest_auth auth;

	answer(text);
	if (!digest_auth_read(text, &auth))
		return 0;
	assert(size <= DIGEST_HEADER_MAX && auth.nc > 0 && auth.username.n > 0);
	within(auth.username, text);
	within(auth.nonce, text);
	within(auth.uri, text);
	within(auth.response, text);
	within(auth.cnonce, text);
	within(auth.opaque, text);
	digest_response(&auth, VIEW("not to be guessed"), VIEW("REGISTER"), response);
	assert(digest_judge(&nonces, &auth, VIEW("not to be guessed"), auth.realm, VIEW("REGISTER"),
		   PEER, 1000) == DIGEST_WRONG ||
	    view_is(auth.response, response));
	return 0;
}
