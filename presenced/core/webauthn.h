/*
 * webauthn - what a security key or passkey answers to a challenge, read and verified (Web Authentication Level 2, 7.1 and 7.2).
 *
 * Owns: the bounds and checks of client data, attestation objects, authenticator data, public keys and signatures: ES256, EdDSA
 *       (Ed25519), RS256. Attestation is not asked for, and a statement is not looked at.
 * Must not know: challenges (who was given one, and whether it was used), stored counters, base64, HTTP.
 */
#ifndef PRESENCED_CORE_WEBAUTHN_H
#define PRESENCED_CORE_WEBAUTHN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	WEBAUTHN_ID_MAX = 1023, /* bytes of a credential's id */
	WEBAUTHN_KEY_MAX = 2048, /* of a public key as COSE writes it */
	WEBAUTHN_CLIENT_MAX = 4096, /* of client data */
	WEBAUTHN_CHALLENGE_MAX = 256,
	WEBAUTHN_DATA_MAX = 4096, /* of authenticator data */
	WEBAUTHN_ATTESTATION_MAX = 12 * 1024,
	WEBAUTHN_SIGNATURE_MAX = 1024, /* RSA of 8192 bits */
	WEBAUTHN_RSA_BITS_MIN = 2048,
	WEBAUTHN_RSA_BITS_MAX = 8192
};

/* ES256, EdDSA, RS256 as COSE numbers them, in the order in which we like them; ends with 0. */
extern const int webauthn_algorithms[];

/* Our side: the origin of the pages, and the host in it, which is the relying party's id. */
struct webauthn_party {
	struct view origin, id;
};

/* Of the address of the pages ("https://desk.example:8443"), which must outlive `out`. False: a browser knows no security keys
 * there: it is neither https nor http on localhost, or its host is a bare address. */
bool webauthn_party_of(struct view public_url, struct webauthn_party *out);

enum webauthn_step { WEBAUTHN_CREATE, WEBAUTHN_GET };

enum webauthn_verdict {
	WEBAUTHN_RIGHT,
	WEBAUTHN_MALFORMED,
	WEBAUTHN_TYPE, /* client data of the other step */
	WEBAUTHN_ORIGIN, /* another page asked, or ours in a frame of another's */
	WEBAUTHN_PARTY, /* the key was made for, or asked by, another host */
	WEBAUTHN_ABSENT, /* nobody touched it */
	WEBAUTHN_ALGORITHM, /* its public key is none that we verify */
	WEBAUTHN_SIGNATURE,
	WEBAUTHN_VERDICTS
};

/* In words, for who registers a key; static. */
const char *webauthn_verdict_words(enum webauthn_verdict verdict);

/* The challenge in client data (JSON), decoded, is added to `challenge`: whether it is ours is the caller's to judge. */
enum webauthn_verdict webauthn_client_read(struct view client, enum webauthn_step step,
    const struct webauthn_party *party, struct buf *challenge);

/* What an attestation object registers; views into it. */
struct webauthn_made {
	struct view id, key; /* key: as COSE writes it */
	uint32_t count;
};
enum webauthn_verdict webauthn_made_read(
    struct view attestation, const struct webauthn_party *party, struct webauthn_made *out);

/* An assertion: `data` is the authenticator's, `key` as webauthn_made had it. `count`: the authenticator's counter, 0: it has none. */
struct webauthn_assertion {
	struct view client, data, signature;
};
enum webauthn_verdict webauthn_assertion_check(const struct webauthn_assertion *assertion,
    const struct webauthn_party *party, struct view key, uint32_t *count);

#endif
