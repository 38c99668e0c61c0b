/*
 * digest - digest authentication as SIP uses it (RFC 3261 22.4, RFC 7616, RFC 8760).
 *
 * Owns: the hashes, the form of nonces, which counts of a nonce were used, the values of an Authorization header.
 * Must not know: SIP messages, where hashes are kept, the clock.
 *
 * qop is always "auth": who answers without it, or with auth-int, userhash or a -sess algorithm, is refused; nothing of
 * these is offered.
 */
#ifndef VOICED_CORE_DIGEST_H
#define VOICED_CORE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

/* ---- hashes ---- */

enum digest_algorithm { DIGEST_MD5, DIGEST_SHA256, DIGEST_SHA512_256, DIGEST_ALGORITHMS };

enum { DIGEST_HEX_SIZE = 64 + 1 }; /* the longest hash in hexadecimal, and a NUL */

const char *digest_algorithm_name(enum digest_algorithm algorithm); /* "SHA-256" */
/* Any case; empty is MD5, as in a header that does not say. DIGEST_ALGORITHMS: unknown. */
enum digest_algorithm digest_algorithm_find(struct view name);

/* H(username ":" realm ":" password), lower case: what is kept in place of a password. */
void digest_ha1(enum digest_algorithm algorithm, struct view username, struct view realm,
    struct view password, char out[DIGEST_HEX_SIZE]);

/* ---- what a client sent ---- */

enum { DIGEST_HEADER_MAX = 2048, DIGEST_VALUE_MAX = 256, DIGEST_VALUES_MAX = 32 };

/* Views of the text that was read; absent ones are empty. */
struct digest_auth {
	enum digest_algorithm algorithm; /* DIGEST_ALGORITHMS: none that we know */
	struct view username, realm, nonce, uri, response, cnonce, qop, count, opaque;
	uint32_t nc; /* the number that `count` is */
};

/* Reads `Digest name="value", …`, with or without the scheme's name. Unknown names are passed over. False: too long, no
 * such form, a name twice, a value with an escape, or not all of username, realm, nonce, uri, response, qop=auth, nc and
 * cnonce. */
bool digest_auth_read(struct view text, struct digest_auth *out);

/* The response that is right; "" for an unknown algorithm. */
void digest_response(
    const struct digest_auth *auth, struct view ha1, struct view method, char out[DIGEST_HEX_SIZE]);

/* ---- the client's side: a trunk challenges us ---- */

/* Views of the text that was read. */
struct digest_challenge {
	enum digest_algorithm algorithm;
	struct view realm, nonce, opaque; /* opaque.p NULL: none */
	bool qop; /* "auth" is offered; false: it comes from before RFC 2617 and is answered so */
	bool stale; /* the login was right: answer once more */
};

/* Reads WWW-Authenticate or Proxy-Authenticate, one challenge. False: no such form, an algorithm that we don't know, or
 * auth-int alone. Of several the first that reads is answered (RFC 8760). */
bool digest_challenge_read(struct view text, struct digest_challenge *out);

struct digest_login {
	struct view username, password;
};

/* Adds the value of Authorization or Proxy-Authorization. `uri`: the Request-URI as it is sent; `nc`: how often this nonce was
 * answered, from 1; `cnonce`: random, no quotation marks. False: a name that can't be written. */
bool digest_answer(const struct digest_challenge *challenge, const struct digest_login *login,
    struct view method, struct view uri, uint32_t nc, struct view cnonce, struct buf *out);

/* ---- nonces ---- */

enum {
	DIGEST_KEY_SIZE = 32,
	DIGEST_NONCE_SIZE = 64 + 1,
	DIGEST_NONCES = 16384,
	DIGEST_WINDOW = 64
};

/* The nonces that one process gave, and which counts of them were used. Zeroed but for `key`, which is random and of this
 * process alone: a nonce of another, or of a former life, is stale. `used` is bounded: when it is full the oldest nonce goes,
 * and with it all that are as old and were not used yet. */
struct digest_nonces {
	unsigned char key[DIGEST_KEY_SIZE];
	int64_t life_s; /* how long a nonce is good */
	int64_t
	    floor_s; /* nonces of this second and before are good only while they stand in `used` */
	struct digest_used {
		uint64_t id; /* 0: free */
		int64_t at_s;
		uint32_t highest;
		uint64_t seen; /* bit i: highest - i */
	} used[DIGEST_NONCES];
};

/* `peer`: the address that it is given to, and good for alone. `random`: 8 bytes never given before. */
void digest_nonce_make(const struct digest_nonces *nonces, struct view peer, int64_t now_s,
    uint64_t random, char out[DIGEST_NONCE_SIZE]);
/* Whether it was given to this address, however long ago: so whoever has it hears what is sent there. */
bool digest_nonce_given(const struct digest_nonces *nonces, struct view peer, struct view nonce);

/* ---- the judgement ---- */

enum digest_verdict {
	DIGEST_RIGHT,
	DIGEST_STALE, /* the password is right, the nonce or its count is not: challenge with stale=true */
	DIGEST_WRONG,
};

/* `ha1` empty: there is no such user; it takes the same time. A count is used up only by a right response. */
enum digest_verdict digest_judge(struct digest_nonces *nonces, const struct digest_auth *auth,
    struct view ha1, struct view realm, struct view method, struct view peer, int64_t now_s);

#endif
