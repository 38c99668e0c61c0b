/* endpoints - see endpoints.h */
#include "hookd/endpoints.h"

#include <stdlib.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/loop/loop.h"
#include "hookd/followers.h"
#include "hookd/hookd.h"

enum { RELOAD_MS = 60000, RETRY_MS = 500, ENDPOINTS_MAX = 1024 };
enum {
	COLUMN_TENANT,
	COLUMN_ID,
	COLUMN_URL,
	COLUMN_TYPES,
	COLUMN_ENABLED,
	COLUMN_SECRET,
	COLUMN_FORMER,
	COLUMN_VERSION
};

struct endpoints {
	struct daemon *daemon;
	struct endpoint *at; /* sorted by id */
	int count;
	bool known, loading, again, stopping;
	struct timer timer;
};

static struct endpoints *
endpoints_of(struct daemon *daemon)
{
	return daemon_data(daemon, "endpoints");
}

/* ---- secrets ---- */

int
endpoint_secrets(struct daemon *daemon, const struct endpoint *endpoint, struct buf out[2])
{
	const struct buf *boxes[] = { &endpoint->secret, &endpoint->former_secret };
	int count = 0;

	for (int i = 0; i < 2; i++)
		if (boxes[i]->n > 0 &&
		    box_open(daemon, PURPOSE_ENDPOINT, endpoint->tenant, endpoint->id,
			buf_view(boxes[i]), &out[count]) == 0)
			count++;
	return count;
}

/* ---- reading ---- */

void
endpoint_read(struct endpoint *endpoint, const struct db_result *rows, int i)
{
	*endpoint = (struct endpoint){
		.tenant = db_int(rows, i, COLUMN_TENANT),
		.id = db_int(rows, i, COLUMN_ID),
		.url = view_dup(db_text(rows, i, COLUMN_URL)),
		.types = view_dup(db_text(rows, i, COLUMN_TYPES)),
		.enabled = db_bool(rows, i, COLUMN_ENABLED),
		.version = db_int(rows, i, COLUMN_VERSION),
	};
	db_bytes(rows, i, COLUMN_SECRET, &endpoint->secret);
	db_bytes(rows, i, COLUMN_FORMER, &endpoint->former_secret);
}

void
endpoint_fini(struct endpoint *endpoint)
{
	free(endpoint->url);
	free(endpoint->types);
	buf_fini(&endpoint->secret);
	buf_fini(&endpoint->former_secret);
}

static void
forget(struct endpoints *endpoints)
{
	for (int i = 0; i < endpoints->count; i++)
		endpoint_fini(&endpoints->at[i]);
	free(endpoints->at);
	endpoints->at = NULL;
	endpoints->count = 0;
}

static void
endpoints_free(void *ctx)
{
	struct endpoints *endpoints = ctx;
	struct daemon *daemon = endpoints->daemon;

	forget(endpoints);
	daemon_set_data(daemon, "endpoints", NULL);
	free(endpoints);
	daemon_part_stopped(daemon);
}

static void
take(struct endpoints *endpoints, const struct db_result *rows)
{
	forget(endpoints);
	endpoints->at = mem_zero((size_t)rows->rows + 1, sizeof(*endpoints->at));
	for (int i = 0; i < rows->rows && i < ENDPOINTS_MAX; i++)
		endpoint_read(&endpoints->at[endpoints->count++], rows, i);
	endpoints->known = true;
	followers_endpoints_changed(endpoints->daemon);
}

static void
on_endpoints(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct endpoints *endpoints = ctx;

	endpoints->loading = false;
	if (endpoints->stopping) {
		timer_close(&endpoints->timer, endpoints_free);
		return;
	}
	if (outcome == DB_DONE)
		take(endpoints, rows);
	if (endpoints->again)
		timer_in(&endpoints->timer, 0);
	else
		timer_in(&endpoints->timer, outcome != DB_DONE ? RETRY_MS : RELOAD_MS);
	endpoints->again = false;
}

static void
load(void *ctx)
{
	struct endpoints *endpoints = ctx;
	const struct db_param params[] = { P_NULL(), P_NULL() };

	endpoints->loading = true;
	db_submit(daemon_db(endpoints->daemon),
	    &(struct db_call){ .query = &q_endpoints_load, .params = params }, on_endpoints,
	    endpoints);
}

void
endpoints_reload(struct daemon *daemon)
{
	struct endpoints *endpoints = endpoints_of(daemon);

	if (endpoints->stopping)
		return;
	if (endpoints->loading)
		endpoints->again = true;
	else
		timer_in(&endpoints->timer, 0);
}

void
on_hookd_news(struct daemon *daemon, const struct news *news)
{
	if (news->kind == MESSAGE_config)
		endpoints_reload(daemon);
	else if (news->kind == MESSAGE_feed)
		pulse_told(daemon);
}

/* ---- from outside ---- */

bool
endpoints_known(struct daemon *daemon)
{
	return endpoints_of(daemon)->known;
}

const struct endpoint *
endpoint_find(struct daemon *daemon, int64_t id)
{
	const struct endpoints *endpoints = endpoints_of(daemon);
	int low = 0, high = endpoints->count;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (endpoints->at[middle].id == id)
			return &endpoints->at[middle];
		if (endpoints->at[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int
endpoints_start(struct daemon *daemon, struct err *err)
{
	struct endpoints *endpoints = mem_zero(1, sizeof(*endpoints));

	(void)err;
	endpoints->daemon = daemon;
	daemon_set_data(daemon, "endpoints", endpoints);
	timer_init(&endpoints->timer, daemon_loop(daemon), load, endpoints);
	timer_in(&endpoints->timer, 0);
	return 0;
}

void
endpoints_stop(struct daemon *daemon)
{
	struct endpoints *endpoints = endpoints_of(daemon);

	endpoints->stopping = true;
	if (!endpoints->loading)
		timer_close(&endpoints->timer, endpoints_free);
}
