/* instance - see instance.h */
#include "common/daemon/instance.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(
    steps_total, "trunkline_clock_steps_total", "Steps of the database's clock over 500 ms");
static GAUGE(clock_off, "trunkline_clock_off_ms",
    "The database's clock at the last beat, less what this instance took for it");
static COUNTER(
    beats_total, "trunkline_instance_beats_total", "Beats of this instance that were stored");

/* A beat that could not be stored in time is too old to be worth anything. */
enum { INSTANCE_DEADLINE_MS = 3000 };

static void
submit(struct instance *instance, const struct db_query *query, const struct db_param *params,
    db_done done)
{
	db_submit(instance->daemon->db,
	    &(struct db_call){
		.query = query,
		.lane = DB_LANE_BEAT,
		.params = params,
		.deadline_ms = INSTANCE_DEADLINE_MS,
	    },
	    done, instance);
}

static void
register_row(struct instance *instance, db_done done)
{
	const struct daemon *daemon = instance->daemon;
	const struct db_param params[] = { P_INT(daemon->boot), P_TEXT(daemon->options.name),
		P_TEXT(daemon->bus_url), P_TEXT(daemon->http_url), P_TEXT(TRUNKLINE_VERSION),
		P_TEXT(daemon->key_check) };

	submit(instance, &q_instance_register, params, done);
}

/* ---- peers ---- */

static struct peer_row *
peer_find(struct instance *instance, const char *url)
{
	for (int i = 0; i < instance->peer_count; i++)
		if (strcmp(instance->peers[i].url, url) == 0)
			return &instance->peers[i];
	return NULL;
}

static void
peer_seen(struct instance *instance, struct view url_text, int64_t beat)
{
	struct peer_row *peer;
	char url[INSTANCE_URL_MAX];

	if (!view_copy(url_text, url, sizeof(url)) || url[0] == '\0')
		return;
	peer = peer_find(instance, url);
	if (peer == NULL) {
		if (instance->peer_count == INSTANCE_PEERS_MAX) {
			LOG(ERROR, "peers_full", LOG_INT("max", INSTANCE_PEERS_MAX));
			return;
		}
		peer = &instance->peers[instance->peer_count++];
		*peer = (struct peer_row){ .beat = -1 };
		memcpy(peer->url, url, sizeof(url));
	}
	peer->listed = true;
	peer->read += beat;
}

/* Two rows may have one address: a process that was killed, and the next of its name. */
static void
dial_peers(struct instance *instance)
{
	int64_t now_ms = clock_mono_ms();

	for (int i = 0; i < instance->peer_count; i++) {
		struct peer_row *peer = &instance->peers[i];
		bool alive;

		if (peer->beat != peer->read)
			peer->seen_ms = now_ms;
		peer->beat = peer->read;
		alive = peer->listed && now_ms - peer->seen_ms < INSTANCE_SILENT_MS;

		if (alive && !peer->dialled)
			bus_dial(instance->daemon->bus, peer->url);
		if (!alive && peer->dialled)
			bus_hang_up(instance->daemon->bus, peer->url);
		peer->dialled = alive;
		if (!peer->listed)
			instance->peers[i--] = instance->peers[--instance->peer_count];
	}
}

/* Of ops.instance_look. */
enum { LOOK_BOOT, LOOK_URL, LOOK_BEAT, LOOK_AT_MS, LOOK_HEAD };

static void
take_peers(struct instance *instance, const struct db_result *result)
{
	for (int i = 0; i < instance->peer_count; i++) {
		instance->peers[i].listed = false;
		instance->peers[i].read = 0;
	}
	for (int i = 0; i < result->rows; i++)
		if (db_int(result, i, LOOK_BOOT) != instance->daemon->boot &&
		    !view_is(db_text(result, i, LOOK_URL), instance->daemon->bus_url))
			peer_seen(
			    instance, db_text(result, i, LOOK_URL), db_int(result, i, LOOK_BEAT));
	dial_peers(instance);
}

/* ---- the beat ---- */

static void
take_sample(struct instance *instance, int64_t database_us)
{
	int64_t now_us = clock_mono_us(), step;
	struct dbclock *clock = &instance->daemon->clock;

	if (dbclock_known(clock))
		metric_set(&clock_off, (database_us - dbclock_now_us(clock, now_us)) / 1000);
	if (now_us - instance->sent_us > INSTANCE_SAMPLE_MAX_US && dbclock_known(clock))
		return;
	step = dbclock_add(clock, database_us, instance->sent_us, now_us);
	if (step == 0)
		return;
	metric_add(&steps_total, 1);
	LOG(WARN, "database_clock_stepped", LOG_INT("step_ms", step / 1000));
}

static void
on_registered_again(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	(void)ctx;
	(void)outcome; /* the next beat finds out */
	(void)result;
}

static void
on_unnumbered(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct instance *instance = ctx;

	instance->asking = false;
	if (outcome == DB_DONE && !instance->stopped && db_bool(result, 0, 0))
		sequencer_needed(&instance->daemon->sequencer);
}

/* Batches of a process that has died since: read apart from the beat, which it could delay. */
static void
ask_unnumbered(struct instance *instance)
{
	if (instance->asking)
		return;
	instance->asking = true;
	db_submit(instance->daemon->db,
	    &(struct db_call){ .query = &q_unnumbered, .deadline_ms = INSTANCE_DEADLINE_MS },
	    on_unnumbered, instance);
}

/* The row may have been swept while this process could not beat. */
static bool
is_registered(const struct db_result *result)
{
	return result->rows > 0 && !db_is_null(result, 0, LOOK_AT_MS);
}

static void
on_look(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct instance *instance = ctx;

	instance->looking = false;
	if (outcome != DB_DONE || instance->stopped)
		return;
	take_peers(instance, result);
	if (!is_registered(result)) {
		LOG(WARN, "instance_row_missing", LOG_TEXT("name", instance->daemon->options.name));
		register_row(instance, on_registered_again);
		return;
	}
	metric_add(&beats_total, 1);
	take_sample(instance, db_int(result, 0, LOOK_AT_MS) * 1000);
	/* Spares those who follow the feed a look of their own. */
	follow_told(&instance->daemon->follow, db_int(result, 0, LOOK_HEAD));
}

static void
look(struct instance *instance, db_done done)
{
	char missing[DAEMON_MISSING_SIZE];

	daemon_missing(instance->daemon, missing);
	const struct db_param params[] = { P_INT(instance->daemon->boot), P_TEXT(missing) };

	instance->looking = true;
	instance->sent_us = clock_mono_us();
	submit(instance, &q_instance_look, params, done);
}

/* ---- joining ---- */

static void
on_first_look(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct instance *instance = ctx;

	instance->looking = false;
	if (instance->stopped)
		return;
	if (outcome != DB_DONE || !is_registered(result)) {
		timer_in(&instance->timer, INSTANCE_BEAT_MS);
		return;
	}
	take_sample(instance, db_int(result, 0, LOOK_AT_MS) * 1000);
	instance->joined = true;
	instance->daemon->follow.position = db_int(result, 0, LOOK_HEAD);
	daemon_start_done(instance->daemon);
}

static void
on_registered(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct instance *instance = ctx;
	struct err err = { .kind = ERR_NONE };

	if (instance->stopped)
		return;
	if (outcome == DB_DONE) {
		look(instance, on_first_look);
		return;
	}
	db_outcome_err(outcome, result, &err);
	LOG(WARN, "instance_not_registered", LOG_TEXT("why", err.text));
	timer_in(&instance->timer, INSTANCE_BEAT_MS);
}

/* ---- from outside ---- */

static void
tick(void *ctx)
{
	struct instance *instance = ctx;

	if (instance->stopped)
		return;
	if (!instance->joined) {
		register_row(instance, on_registered);
		return;
	}
	timer_in(&instance->timer, INSTANCE_BEAT_MS);
	if (!instance->looking)
		look(instance, on_look);
	ask_unnumbered(instance);
}

void
instance_init(struct instance *instance, struct daemon *daemon)
{
	memset(instance, 0, sizeof(*instance));
	instance->daemon = daemon;
	timer_init(&instance->timer, &daemon->loop, tick, instance);
}

void
instance_join(struct instance *instance)
{
	tick(instance);
}

void
instance_start(struct instance *instance)
{
	tick(instance);
}

void
instance_announce(struct instance *instance)
{
	register_row(instance, on_registered_again);
}

static void
on_left(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct instance *instance = ctx;

	(void)outcome; /* without a database the row goes stale, as after a kill */
	(void)result;
	instance->left(instance->left_ctx);
}

void
instance_leave(struct instance *instance, void (*left)(void *ctx), void *ctx)
{
	const struct db_param params[] = { P_INT(instance->daemon->boot) };

	if (!instance->joined) {
		left(ctx);
		return;
	}
	instance->left = left;
	instance->left_ctx = ctx;
	submit(instance, &q_instance_leave, params, on_left);
}

void
instance_stop(struct instance *instance)
{
	instance->stopped = true;
	timer_close(&instance->timer, NULL);
}
