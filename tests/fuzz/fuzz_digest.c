/*
 * fuzz_digest - what a phone, or somebody who says to be one, puts in an Authorization header: any bytes are taken or refused; what
 * is taken lies within the text, and without the password nothing is right.
 *
 * The input is one header or several, cut at NUL bytes. Each that is taken is also judged with a right response, of the nonce that
 * the first byte of its own nonce chooses: that is right once for each count, as a plain list of the counts says.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/digest.h"

int fuzz_reached; /* responses that were right */

#define PEER VIEW("192.0.2.1")
#define METHOD VIEW("REGISTER")

enum { LIFE_S = 60, FRESH = 4, HEADERS_MAX = 200 };

static struct digest_nonces nonces = { .key = { 1 }, .life_s = LIFE_S };
static int64_t now_s =
    1000; /* of the input: its nonces are younger than those of the ones before */

/* The nonces of an input: fresh ones, one that is too old, one of another address. */
enum { TOO_OLD = FRESH, OF_ANOTHER, NONCES };
static struct given {
	char text[DIGEST_NONCE_SIZE];
	uint32_t used[HEADERS_MAX], highest;
	int used_count;
} given[NONCES];

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

static void
give_nonces(void)
{
	static uint64_t number;

	now_s++;
	for (int i = 0; i < NONCES; i++) {
		given[i].used_count = 0;
		given[i].highest = 0;
		digest_nonce_make(&nonces, i == OF_ANOTHER ? VIEW("192.0.2.2") : PEER,
		    i == TOO_OLD ? now_s - LIFE_S - 1 : now_s, ++number, given[i].text);
	}
}

/* Whether this count is still good, and not from now on. */
static bool
count_use(struct given *nonce, uint32_t nc)
{
	if (nonce->highest >= DIGEST_WINDOW && nc <= nonce->highest - DIGEST_WINDOW)
		return false;
	for (int i = 0; i < nonce->used_count; i++)
		if (nonce->used[i] == nc)
			return false;
	nonce->used[nonce->used_count++] = nc;
	if (nc > nonce->highest)
		nonce->highest = nc;
	return true;
}

static void
judge_right(struct digest_auth auth)
{
	const int index = (unsigned char)auth.nonce.p[0] % NONCES;
	char ha1[DIGEST_HEX_SIZE], response[DIGEST_HEX_SIZE];
	enum digest_verdict verdict, expected = DIGEST_STALE;

	if (auth.algorithm == DIGEST_ALGORITHMS)
		return;
	auth.nonce = view_of(given[index].text);
	digest_ha1(auth.algorithm, auth.username, auth.realm, VIEW("not to be guessed"), ha1);
	digest_response(&auth, view_of(ha1), METHOD, response);
	auth.response = view_of(response);
	if (index < FRESH && count_use(&given[index], auth.nc))
		expected = DIGEST_RIGHT;
	verdict = digest_judge(&nonces, &auth, view_of(ha1), auth.realm, METHOD, PEER, now_s);
	assert(verdict == expected);
	assert(digest_nonce_given(&nonces, PEER, auth.nonce) == (index != OF_ANOTHER));
	assert(digest_judge(&nonces, &auth, VIEW(""), auth.realm, METHOD, PEER, now_s) ==
	    DIGEST_WRONG);
	fuzz_reached += verdict == DIGEST_RIGHT;
}

static void
header(struct view text)
{
	char response[DIGEST_HEX_SIZE];
	struct digest_auth auth;

	answer(text);
	if (!digest_auth_read(text, &auth))
		return;
	assert(text.n <= DIGEST_HEADER_MAX && auth.nc > 0 && auth.username.n > 0);
	within(auth.username, text);
	within(auth.nonce, text);
	within(auth.uri, text);
	within(auth.response, text);
	within(auth.cnonce, text);
	within(auth.opaque, text);
	digest_response(&auth, VIEW("not to be guessed"), METHOD, response);
	assert(digest_judge(&nonces, &auth, VIEW("not to be guessed"), auth.realm, METHOD, PEER,
		   now_s) == DIGEST_WRONG ||
	    view_is(auth.response, response));
	judge_right(auth);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = { (const char *)data, size };

	give_nonces();
	for (int i = 0; i < HEADERS_MAX && rest.n > 0; i++)
		header(view_cut(&rest, '\0'));
	return 0;
}
