/*
 * command_id - what makes two requests the same command (api.md 7).
 *
 * Owns: the id of a command and the fingerprint of what it asks for.
 * Must not know: HTTP, the database.
 */
#ifndef COMMON_DAEMON_COMMAND_ID_H
#define COMMON_DAEMON_COMMAND_ID_H

#include <stdint.h>

#include "common/auth/auth.h"
#include "common/base/bytes.h"

enum { COMMAND_ID_SIZE = 16, COMMAND_KEY_MAX = 255 };

/* Whose key it is. A key names one command, wherever it is sent. */
struct command_name {
	int64_t tenant, user;
	struct view key; /* the Idempotency-Key */
	enum side side; /* of the user: each account has keys of its own */
};

/* What is asked for: all that could make it do something else. */
struct command_request {
	const char *method;
	struct view target; /* path and query as they came */
	struct view if_match, body; /* empty: none */
};

struct command_id {
	unsigned char id[COMMAND_ID_SIZE];
	unsigned char fingerprint[SHA256_SIZE];
	bool keyed; /* without a key there is no fingerprint */
};

/* The same name gives the same id, the first 16 bytes of a SHA-256; the same request the same
 * fingerprint. */
void command_id_of(
    const struct command_name *name, const struct command_request *request, struct command_id *out);
void command_id_new(struct command_id *out); /* a random one */
/* Of what a daemon does by itself: the same bytes of the same `what` and owner give the same id. */
void command_id_of_bytes(
    const char *what, int64_t owner, struct view bytes, struct command_id *out);

struct view command_id_view(const struct command_id *command); /* its bytes */

/* 1 to 255 visible ASCII characters. */
bool command_key_valid(struct view key);

/* The lock key: ops.key('command', tenant, hex of the id). */
int64_t command_id_lock(const struct command_id *command, int64_t tenant);

#endif
