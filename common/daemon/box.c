/* box - see box.h */
#include "common/daemon/box.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/log/log.h"

enum { PLACE_SIZE = 128 };

static void
place_of(const char *table, int64_t tenant, int64_t row, char out[PLACE_SIZE])
{
	(void)snprintf(out, PLACE_SIZE, "%s:%" PRId64 ":%" PRId64, table, tenant, row);
}

int
box_seal(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, struct view plain,
    struct buf *out, struct err *err)
{
	char place[PLACE_SIZE];

	if (daemon_key_ring(daemon) == NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	place_of(table, tenant, row, place);
	return secret_seal(daemon_key_ring(daemon), place, plain, out, err);
}

int
box_try(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, struct view box,
    struct buf *out, struct err *err)
{
	char place[PLACE_SIZE];

	if (daemon_key_ring(daemon) == NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	place_of(table, tenant, row, place);
	return secret_open(daemon_key_ring(daemon), place, box, out, err);
}

int
box_open(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, struct view box,
    struct buf *out)
{
	struct err err;

	if (box_try(daemon, table, tenant, row, box, out, &err) == 0)
		return 0;
	LOG(ERROR, "secret_unreadable", LOG_TEXT("table", table), LOG_ID("row", row),
	    LOG_TEXT("why", err.text));
	return -1;
}

bool
box_opens(struct daemon *daemon, const char *what, struct view box, struct buf *out)
{
	struct err err;

	return box_try(daemon, what, 0, 0, box, out, &err) == 0;
}

void
box_wipe(struct buf *secret)
{
	if (secret->p != NULL)
		mem_wipe(secret->p, secret->n);
	buf_fini(secret);
}
