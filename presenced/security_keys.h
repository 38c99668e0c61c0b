/*
 * security_keys - security keys and passkeys as second factors (docs/decisions/0121-security-keys.md).
 *
 * Owns: challenges: what they are sealed for, how long they hold; what is JSON of a browser's credential. Registering, listing, removing.
 * Must not know: logins and proofs (sessions.c, factors.c), which take a claim; what a right answer is (core/webauthn.h); what was used
 *       before (presence.security_key_judge).
 */
#ifndef PRESENCED_SECURITY_KEYS_H
#define PRESENCED_SECURITY_KEYS_H

#include "presenced/presenced.h"

/* What a challenge is for, and for whom: nothing else takes it. session: 0 at a login. */
enum key_step { KEY_REGISTER = 1, KEY_LOGIN, KEY_PROVE };
struct key_asked {
	int64_t tenant, user, session;
	enum key_step step;
};

/* What a browser's navigator.credentials.get() takes, with a new challenge: of `listed`, as the database has a user's keys. NULL: there are
 * none, or none can be used here. */
json_t *key_request_options(
    struct daemon *daemon, const struct key_asked *asked, int64_t now_s, const json_t *listed);

/* What a browser says that a security key answered, judged. */
struct key_claim {
	bool given, challenged; /* challenged: with a challenge of ours */
	int64_t key, count; /* key -1: it fits none */
	unsigned char challenge[SHA256_SIZE]; /* the digest of it */
};

/* Reads the user's key that the credential names; then key_claim_read judges. */
void key_find(struct daemon *daemon, int64_t tenant, int64_t user, const json_t *credential,
    db_done done, void *ctx);
void key_claim_read(struct daemon *daemon, const struct key_asked *asked, const json_t *credential,
    const struct db_result *row, struct key_claim *out);
/* What a body's field holds is no object: 422, which is answered. A field that is not given is none. */
bool key_field_refused(struct http_req *req, int field);
/* As owner functions take it: key, key_count, challenge. */
struct db_param key_param(const struct key_claim *claim);
struct db_param key_count_param(const struct key_claim *claim);
struct db_param key_challenge_param(const struct key_claim *claim);

#endif
