/*
 * once - a secret of ours that the answer to who made it shows, and nothing else does.
 *
 * Owns: its way there: an owner function gives it back sealed, {"box": hex} (ops.box_json), since answers are kept for a
 *       day; it is opened for the reply alone, the first one and that to the same command again.
 * Must not know: what the secret is for.
 */
#ifndef COMMON_DAEMON_ONCE_H
#define COMMON_DAEMON_ONCE_H

#include "common/daemon/daemon.h"

/* Asks `query` for the id of a thing that is about to be made, so that its secret can be sealed for it; then `then` goes on
 * with the request. */
void once_id(struct http_req *req, const struct db_query *query,
    void (*then)(struct http_req *, int64_t id));

/* Seals it for (table, the actor's tenant, id), added to `sealed`. False: the request is answered. */
bool once_seal(
    struct http_req *req, const char *table, int64_t id, struct view secret, struct buf *sealed);

/* Puts the secret in place of the box that is the member `name` of `body`, sealed for (table, tenant, row). null: it does not
 * open. */
void once_open(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, json_t *body,
    const char *name);

/* Of struct command.show: puts the secret in place of its box. `id_name`: the member of `body` that is the id it was sealed
 * for. null: it does not open. */
void once_show(struct http_req *req, json_t *body, const char *table, const char *id_name,
    const char *secret_name);

#endif
