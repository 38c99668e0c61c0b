/*
 * endpoints - what administrators set up, by id.
 *
 * Owns: a copy of all endpoints, secrets in their boxes; read again when configuration changes and
 *       every minute.
 * Must not know: what is delivered to them.
 */
#ifndef HOOKD_ENDPOINTS_H
#define HOOKD_ENDPOINTS_H

#include "common/daemon/daemon.h"

struct endpoint {
	int64_t tenant, id, version;
	char *url, *types; /* types: an array as PostgreSQL writes it */
	bool enabled;
	struct buf secret, former_secret; /* sealed; former_secret empty: there is none */
};

/* False until the first reading. */
bool endpoints_known(struct daemon *daemon);
/* Valid until the loop's next turn; NULL: there is none. */
const struct endpoint *endpoint_find(struct daemon *daemon, int64_t id);
void endpoints_reload(struct daemon *daemon);

/* A row of endpoints_load; the caller frees what it holds with endpoint_fini. */
void endpoint_read(struct endpoint *endpoint, const struct db_result *rows, int i);
void endpoint_fini(struct endpoint *endpoint);

/* The secrets of an endpoint, opened, each "whsec_…", one in each of `out`; answers how many,
 * 0: they can't be read. The caller wipes `out`. */
int endpoint_secrets(struct daemon *daemon, const struct endpoint *endpoint, struct buf out[2]);

#endif
