/* shards - see shards.h */
#include "routerd/shards.h"

#include <inttypes.h>
#include <stdlib.h>
#include <uthash.h>

#include "common/daemon/holder.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "routerd/arrive.h"
#include "routerd/inputs.h"
#include "routerd/load.h"
#include "routerd/routerd.h"
#include "routerd/rows.h"
#include "routerd/shard.h"

enum { SHARDS_MAX = 64, CHANGED_MAX = 256, MAP_RETRY_MS = 200 };

static GAUGE(held_now, "router_shard_held", "Shards that this instance chooses for");
static GAUGE(waiting_now, "router_waiting",
    "Interactions that wait in these shards, those being offered included");

/* Where a tenant's news go. */
struct place {
	int64_t tenant;
	struct shard *shard;
	uint32_t round; /* the reading of the map that showed it last */
	UT_hash_handle hh;
};

struct shards {
	struct daemon *daemon;
	struct holder *holder;
	struct shard *at[SHARDS_MAX];
	int count;
	struct place *places;
	uint32_t round;
	int64_t changed[CHANGED_MAX]; /* tenants whose configuration is to be read after the map */
	int changed_count;
	bool reading, again; /* the map */
	struct timer retry;
	int timers; /* still to be closed at the stop */
	bool stopping, given_up;
};

static struct shards *
shards_of(struct daemon *daemon)
{
	return daemon_data(daemon, "shards");
}

bool
shards_stopping(const struct shards *shards)
{
	return shards->stopping;
}

void
shards_fenced(struct shards *shards)
{
	holder_fenced(shards->holder);
}

void
shards_give(struct shards *shards, int64_t shard)
{
	holder_give(shards->holder, shard);
}

void
shards_tell(struct shards *shards)
{
	int64_t held = 0, waiting = 0;

	for (int i = 0; i < shards->count; i++) {
		const struct shard *shard = shards->at[i];

		if (shard->state < SHARD_CHOOSING)
			continue;
		held += shard->state == SHARD_CHOOSING;
		waiting += shard->model->inputs.waiting;
	}
	metric_set(&held_now, held);
	metric_set(&waiting_now, waiting);
}

/* ---- which shards there are ---- */

static struct shard *
find(const struct shards *shards, int64_t id)
{
	for (int i = 0; i < shards->count; i++)
		if (shards->at[i]->id == id)
			return shards->at[i];
	return NULL;
}

/* NULL: there are SHARDS_MAX already. It has read nothing yet. */
static struct shard *
get(struct shards *shards, int64_t id)
{
	struct shard *shard = find(shards, id);

	if (shard != NULL)
		return shard;
	if (shards->count == SHARDS_MAX) {
		LOG(ERROR, "shard_refused", LOG_ID("shard", id), LOG_INT("max", SHARDS_MAX));
		return NULL;
	}
	shard = shard_new(shards->daemon, shards, id);
	shards->at[shards->count++] = shard;
	return shard;
}

/* ---- the map ---- */

static struct place *
place_find(const struct shards *shards, int64_t tenant)
{
	struct place *place;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, shards->places, &tenant, sizeof(tenant), place);
	return place;
}

/* What the former shard knows of a tenant that has moved, it forgets by reading all anew. */
static void
leave(struct shard *former, int64_t tenant)
{
	LOG(INFO, "tenant_left_shard", LOG_ID("tenant", tenant), LOG_ID("shard", former->id));
	if (former->model != NULL)
		shard_end(former);
}

static void
put(struct shards *shards, int64_t tenant, struct shard *shard)
{
	struct place *place = place_find(shards, tenant);

	if (place != NULL && place->shard == shard) {
		place->round = shards->round;
		return;
	}
	if (place != NULL)
		leave(place->shard, tenant);
	if (place == NULL) {
		place = mem_zero(1, sizeof(*place));
		place->tenant = tenant;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, shards->places, tenant, sizeof(place->tenant), place);
	}
	place->shard = shard;
	place->round = shards->round;
	if (shard->model != NULL)
		loader_tenant(shard->loader, tenant);
}

static void
drop_places(struct shards *shards, bool all)
{
	struct place *place, *next;

	HASH_ITER (hh, shards->places, place, next) {
		if (!all && place->round == shards->round)
			continue;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(shards->places, place);
		free(place);
	}
}

/* Rows come by shard: its tenants become the parameter of its queries. */
static void
take_map(struct shards *shards, const struct db_result *rows)
{
	enum { SHARD, TENANT };

	shards->round++;
	for (int i = 0; i < rows->rows; i++) {
		struct shard *shard = get(shards, db_int(rows, i, SHARD));
		bool first = i == 0 || db_int(rows, i - 1, SHARD) != db_int(rows, i, SHARD);

		if (shard == NULL)
			continue;
		if (first)
			buf_clear(&shard->tenants);
		if (db_is_null(rows, i, TENANT)) {
			buf_add_text(&shard->tenants, "{}");
			continue;
		}
		if (!first)
			shard->tenants.n--; /* the former's end */
		buf_addf(
		    &shard->tenants, "%s%" PRId64 "}", first ? "{" : ",", db_int(rows, i, TENANT));
		put(shards, db_int(rows, i, TENANT), shard);
	}
	drop_places(shards, false);
}

/* Those that have read nothing read all; else only what has changed is read. */
static void
begin_all(struct shards *shards)
{
	for (int i = 0; i < shards->count; i++)
		if (shards->at[i]->state == SHARD_IDLE)
			shard_begin(shards->at[i]);
	for (int i = 0; i < shards->changed_count; i++) {
		struct place *place = place_find(shards, shards->changed[i]);

		if (place != NULL)
			loader_config(place->shard->loader, place->tenant);
	}
	shards->changed_count = 0;
}

static void read_map(struct shards *shards);

static void
on_map(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct shards *shards = ctx;

	shards->reading = false;
	if (shards->stopping) {
		shards_quiet(shards);
		return;
	}
	if (outcome != DB_DONE) {
		timer_in(&shards->retry, MAP_RETRY_MS);
		return;
	}
	if (shards->again) { /* it may be older than what asked for it */
		read_map(shards);
		return;
	}
	take_map(shards, rows);
	begin_all(shards);
}

static void
read_map(struct shards *shards)
{
	if (shards->stopping)
		return;
	shards->again = shards->reading;
	if (shards->reading)
		return;
	shards->reading = true;
	db_submit(
	    daemon_db(shards->daemon), &(struct db_call){ .query = &q_shard_map }, on_map, shards);
}

static void
on_retry(void *ctx)
{
	read_map(ctx);
}

/* ---- news ---- */

/* Too many at once: all of every shard's is read. */
static void
note_changed(struct shards *shards, int64_t tenant)
{
	for (int i = 0; i < shards->changed_count; i++)
		if (shards->changed[i] == tenant)
			return;
	if (shards->changed_count < CHANGED_MAX) {
		shards->changed[shards->changed_count++] = tenant;
		return;
	}
	for (int i = 0; i < shards->count; i++)
		if (shards->at[i]->model != NULL)
			loader_config(shards->at[i]->loader, 0);
}

void
on_routerd_news(struct daemon *daemon, const struct news *news)
{
	struct shards *shards = shards_of(daemon);
	struct place *place;

	if (shards == NULL || shards->stopping)
		return;
	if (news->kind == MESSAGE_config) {
		note_changed(shards, news->tenant);
		read_map(shards);
		return;
	}
	place = place_find(shards, news->tenant);
	if (place != NULL)
		shard_news(place->shard, news);
}

void
on_routerd_reload(struct daemon *daemon)
{
	struct shards *shards = shards_of(daemon);

	if (shards == NULL || shards->stopping)
		return;
	for (int i = 0; i < shards->count; i++)
		shard_end(shards->at[i]);
	read_map(shards);
}

/* ---- holding ---- */

/* One that the map has not shown yet is empty, or has just been added. */
static void
on_gained(void *ctx, int64_t thing, int64_t epoch)
{
	struct shards *shards = ctx;
	struct shard *shard = get(shards, thing);

	if (shards->stopping || shard == NULL)
		return;
	if (shard->state == SHARD_IDLE)
		read_map(shards);
	shard_gained(shard, epoch);
}

static void
on_lost(void *ctx, int64_t thing)
{
	struct shard *shard = find(ctx, thing);

	if (shard != NULL)
		shard_lost(shard);
}

static bool
is_warm(void *ctx, int64_t thing)
{
	const struct shard *shard = find(ctx, thing);

	return shard != NULL && shard_warm(shard);
}

static void
on_asked(void *ctx, int64_t thing)
{
	struct shard *shard = find(ctx, thing);

	if (shard != NULL)
		shard_wind_down(shard);
}

/* ---- start and stop ---- */

int
shards_start(struct daemon *daemon, struct err *err)
{
	struct shards *shards = mem_zero(1, sizeof(*shards));
	const struct holder_config config = { .kind = "shard",
		.max = SHARDS_MAX,
		.gained = on_gained,
		.lost = on_lost,
		.spread = true,
		.warm = is_warm,
		.give = on_asked,
		.ctx = shards };

	(void)err;
	metric_register(&held_now);
	metric_register(&waiting_now);
	inputs_register();
	rows_register();
	arrive_register();
	shards->daemon = daemon;
	daemon_set_data(daemon, "shards", shards);
	timer_init(&shards->retry, daemon_loop(daemon), on_retry, shards);
	read_map(shards);
	shards->holder = holder_start(daemon, &config);
	return 0;
}

static void
shards_free(struct shards *shards)
{
	struct daemon *daemon = shards->daemon;

	for (int i = 0; i < shards->count; i++)
		shard_free(shards->at[i]);
	drop_places(shards, true);
	daemon_set_data(daemon, "shards", NULL);
	free(shards);
	daemon_part_stopped(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct shards *shards = ctx;

	if (--shards->timers == 0)
		shards_free(shards);
}

void
shards_timer_close(struct shards *shards, struct timer *timer)
{
	timer->ctx = shards; /* `closed` gets the timer's ctx */
	shards->timers++;
	timer_close(timer, on_timer_closed);
}

static void
on_given_up(void *ctx)
{
	struct shards *shards = ctx;

	shards->timers = 1; /* until all are being closed */
	shards_timer_close(shards, &shards->retry);
	for (int i = 0; i < shards->count; i++)
		shard_close(shards->at[i]);
	on_timer_closed(shards);
}

/* All are given away when nothing is under way, so that the next ones know all of it. */
void
shards_quiet(struct shards *shards)
{
	if (!shards->stopping || shards->given_up || shards->reading)
		return;
	for (int i = 0; i < shards->count; i++)
		if (shards->at[i]->under_way > 0)
			return;
	shards->given_up = true;
	holder_stop(shards->holder, on_given_up, shards);
}

void
shards_stop(struct daemon *daemon)
{
	struct shards *shards = shards_of(daemon);

	shards->stopping = true;
	for (int i = 0; i < shards->count; i++)
		shard_end(shards->at[i]);
	shards_quiet(shards);
}
