/* fuzz_webauthn: what a browser, or somebody who says to be one, sends of a security key: attestation objects, client data, assertions of any
 * bytes are taken or refused. The first byte chooses, modulo 3; an assertion is its three parts and the public key, each after its length in two bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "presenced/core/webauthn.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* what is right */

static const struct webauthn_party party = { VIEW("https://desk.example"), VIEW("desk.example") };

static void
attestation(struct view text)
{
	struct webauthn_made made;

	if (webauthn_made_read(text, &party, &made) == WEBAUTHN_RIGHT) {
		assert(made.id.n > 0 && made.id.n <= WEBAUTHN_ID_MAX &&
		    made.key.n <= WEBAUTHN_KEY_MAX);
		assert(made.id.p >= text.p && made.key.p + made.key.n <= text.p + text.n);
		fuzz_reached++;
	}
}

static void
client(struct view text)
{
	struct buf challenge = { 0 };

	if (webauthn_client_read(text, WEBAUTHN_GET, &party, &challenge) == WEBAUTHN_RIGHT) {
		assert(challenge.n <= WEBAUTHN_CHALLENGE_MAX);
		fuzz_reached++;
	}
	buf_fini(&challenge);
}

static struct view
part(struct view *rest)
{
	const unsigned char *at = (const unsigned char *)rest->p;
	size_t n = rest->n < 2 ? 0 : (size_t)at[0] << 8 | at[1];
	struct view out;

	if (rest->n < 2)
		return (struct view){ rest->p, 0 };
	if (n > rest->n - 2)
		n = rest->n - 2;
	out = (struct view){ rest->p + 2, n };
	*rest = (struct view){ rest->p + 2 + n, rest->n - 2 - n };
	return out;
}

static void
assertion(struct view text)
{
	struct webauthn_assertion answer;
	struct view key;
	uint32_t count;

	answer.client = part(&text);
	answer.data = part(&text);
	answer.signature = part(&text);
	key = part(&text);
	if (webauthn_assertion_check(&answer, &party, key, &count) == WEBAUTHN_RIGHT)
		fuzz_reached++;
}

static void (*const readers[])(struct view) = {
	['a' % 3] = attestation,
	['c' % 3] = client,
	['b' % 3] = assertion,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	readers[data[0] % (sizeof(readers) / sizeof(readers[0]))](
	    (struct view){ (const char *)data + 1, size - 1 });
	return 0;
}
