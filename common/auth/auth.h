/*
 * auth - roles, tokens, secrets: who somebody is, what they may do.
 *
 * Owns: role bits, token form and hash, password hashing, secret boxes.
 * Must not know: HTTP, the database.
 *
 * Rules: api.md 11 and 12, reliability.md "Security", consistency.md 32.
 */
#ifndef COMMON_AUTH_AUTH_H
#define COMMON_AUTH_AUTH_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/bytes.h"
#include "common/base/err.h"
#include "common/base/str.h"

/* The column `role` of a route is a set of these. */
enum role {
	ROLE_NONE = 0,
	ROLE_AGENT = 1,
	ROLE_SUPERVISOR = 2,
	ROLE_ADMINISTRATOR = 4,
	ROLE_INTEGRATOR = 8, /* an API key; its scopes are checked besides */
	ROLE_OPERATOR = 16,
	ROLE_STRANGER = 32, /* no login: webhooks, login itself */
	ROLE_ENROLLING = 64, /* must have a second factor, has none yet: may set one up */
	/* Every session of the app `work`, whatever its user may do elsewhere (session_find): it reaches
	 * the routes that name this role and no others, and no other session reaches those. */
	ROLE_WORK = 128,
	/* A supervisor is an agent who supervises; an administrator with a seat is one too. */
	ROLES_SEATED = ROLE_AGENT | ROLE_SUPERVISOR | ROLE_ADMINISTRATOR,
	ROLES_LEADING = ROLE_SUPERVISOR | ROLE_ADMINISTRATOR,
	ROLES_ACCOUNT = ROLES_SEATED | ROLE_WORK, /* what serves both sides: see actor_account */
	ROLES_PERSON = ROLES_ACCOUNT | ROLE_OPERATOR, /* who has a user: no API key */
	ROLES_ANY = ROLES_PERSON | ROLE_INTEGRATOR,
};

enum role role_find(struct view name); /* ROLE_NONE: unknown */
const char *role_name(enum role role);

enum { GRANTS_SIZE = 512 };

/* Who makes a request. Kept with the request; copied from the session cache. */
struct actor {
	int64_t tenant, user, session;
	enum role role;
	char app[12]; /* workspace, work, admin, api */
	char name[128];
	/* Space-separated: the scopes of an API key, the permissions of a user (directory.permissions: all of them find room). */
	char grants[GRANTS_SIZE];
	int64_t expires_wall_us;
	int64_t idle_min; /* minutes without activity that end the session; 0: none do */
};

/* An account is one side of a user (00-words): the user's id for the agent account, its negative for
 * the Work account. So audiences of news and the streams of pages name accounts. */
enum side { SIDE_AGENT, SIDE_WORK };

enum side actor_side(const struct actor *actor);
const char *side_name(enum side side); /* "agent", "work": as in SQL and JSON */
int64_t account_of(int64_t user, enum side side);
int64_t actor_account(const struct actor *actor);

/* Whether the actor has this scope, or this permission. */
bool actor_granted(const struct actor *actor, const char *name);

enum { TOKEN_TEXT_SIZE = 64 };

/* A new 256-bit token as text, prefix "tls_" (session), "tlk_" (API key), "tlv_" (a
 * web chat's visitor) or "tlp_" (the socket of a page that is a phone). */
void token_make(const char *prefix, char out[TOKEN_TEXT_SIZE]);
/* What is stored of it. False: not a token's form. */
bool token_hash(struct view token, unsigned char out[SHA256_SIZE]);

/* Memory of a hash in KiB (OWASP: 19 MiB with two passes). The Makefile makes it less for sanitizer builds alone. */
#ifndef PASSWORD_MEMORY_KIB
#define PASSWORD_MEMORY_KIB 19456
#endif

/* argon2id, PHC string. Costs about 50 ms and PASSWORD_MEMORY_KIB: run in a job (loop.h), never on the loop. */
int password_hash(struct view password, struct buf *out);
/* `phc` NULL, or no such string: false, after the same work. */
bool password_check(struct view password, const char *phc);

/* Secret boxes: AES-256-GCM; ciphertext = 0 (1 byte), key id (1), nonce (12), data, tag (16). `place` ("sms.account:1:5": table, tenant,
 * row) is bound as associated data, with the two first bytes. The key is HKDF-SHA256 of the ring's key for the place up to its first ':' or
 * ' ' (docs/decisions/0117-derived-keys.md). Boxes of earlier releases begin with the key id and have the ring's key itself. */
struct key_ring;
int key_ring_load(const char *path, struct key_ring **out,
    struct err *err); /* lines "<id> <64 hex>", the last is active */
int key_ring_active(const struct key_ring *ring); /* the id of the key that seals */
/* The check value of the key that seals: its id, a blank, and 32 hexadecimal digits that are derived from the key and do not disclose it.
 * Two rings with equal check values seal with the same key. -1: the library failed. */
enum { KEY_CHECK_SIZE = 40 };
int key_ring_check(const struct key_ring *ring, char out[KEY_CHECK_SIZE], struct err *err);
void key_ring_free(struct key_ring *ring);
/* Whether secret_seal derives keys, as it does after key_ring_load. False: it seals in the form that earlier releases open. */
void key_ring_derive(struct key_ring *ring, bool derives);
int secret_seal(const struct key_ring *ring, const char *place, struct view plain, struct buf *out,
    struct err *err);
/* Adds the secret to `out`, which the caller wipes (buf_fini does not). Give an empty one: a buffer
 * that has to move when it grows leaves a copy behind. */
int secret_open(const struct key_ring *ring, const char *place, struct view sealed, struct buf *out,
    struct err *err);
/* The id of the key that a box is sealed with, of either form; 0: it is no box. */
int secret_key(struct view sealed);

#endif
