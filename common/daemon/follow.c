/* follow - see follow.h */
#include "common/daemon/follow.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/clock.h"
#include "common/base/input_mark.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(applied_total, "trunkline_news_applied_total", "News that were new");
static COUNTER(
    reads_total, "trunkline_news_state_reads_total", "States read, as no doorbell brought them");
static COUNTER(
    reloads_total, "trunkline_news_reloads_total", "Reloads, as the feed had been trimmed");
static COUNTER(dropped_total, "trunkline_news_dropped_total",
    "Doorbells left to the feed, as too much was to be read");
static COUNTER(
    failed_total, "trunkline_news_failed_total", "States that can't be read: a bug; must be 0");

struct want_key {
	int64_t kind, tenant, key;
};

/* A thing whose state is to be read. `version`: the newest that was told. */
struct want {
	struct want_key key;
	struct follow *follow;
	int64_t version, since_ms;
	bool reading, raised;
	struct link link;
	UT_hash_handle hh;
};

bool
follow_stateless(enum message_kind kind)
{
	return kind == MESSAGE_outbound || kind == MESSAGE_session || kind == MESSAGE_config ||
	    kind == MESSAGE_visitor || kind == MESSAGE_feed;
}

static bool
is_wanted(const struct follow *follow, enum message_kind kind)
{
	const enum message_kind *wants = follow->daemon->spec->wants;

	if (kind == MESSAGE_session)
		return true; /* the skeleton's own session cache */
	for (; wants != NULL && *wants != MESSAGE_NONE; wants++)
		if (*wants == kind)
			return true;
	return false;
}

/* ---- telling ---- */

/* Whoever queues a text or changes configuration holds no key in common with the next one, so
 * the lower version may be committed last, and is news all the same. That of the feed and of who types is a time. */
static bool
is_unordered(enum message_kind kind)
{
	return kind == MESSAGE_outbound || kind == MESSAGE_config || kind == MESSAGE_visitor ||
	    kind == MESSAGE_feed || kind == MESSAGE_typing;
}

static void
apply(struct follow *follow, const struct news *news)
{
	struct daemon *daemon = follow->daemon;
	bool (*is_new)(struct versions *, int, int64_t, int64_t, int64_t) =
	    is_unordered(news->kind) ? versions_differ : versions_raise;

	if (!is_new(&follow->versions, (int)news->kind, news->tenant, news->key, news->version))
		return;
	metric_add(&applied_total, 1);
	if (news->kind == MESSAGE_session)
		session_cache_drop(&daemon->sessions, news->key);
	daemon_tell(daemon, news);
}

static void
apply_message(struct follow *follow, const struct message *message, const json_t *state)
{
	struct news news = {
		.kind = message->kind,
		.tenant = message->tenant,
		.key = message->key,
		.version = message->version,
		.audience = message->audience,
		.audience_count = message->audience_count,
		.state = json_is_null(state) ? NULL : state,
		.state_text = message->state,
	};

	apply(follow, &news);
}

/* `text` came from a peer: what is no JSON counts as no state. */
static json_t *
parse_state(struct view text)
{
	return text.n > 0 ? json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL) : NULL;
}

/* ---- reading states ---- */

static void pump(struct follow *follow);

static void
want_free(struct want *want)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(want->follow->wants, want);
	list_remove(&want->follow->queue, &want->link);
	free(want);
}

static struct want *
want_find(struct follow *follow, const struct want_key *key)
{
	struct want *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, follow->wants, key, sizeof(*key), found);
	return found;
}

/* False: `max` things are to be read already. */
static bool
want_add(struct follow *follow, const struct message *message, size_t max)
{
	struct want_key key = { (int64_t)message->kind, message->tenant, message->key };
	struct want *want = want_find(follow, &key);

	if (want == NULL) {
		if (HASH_COUNT(follow->wants) >= max)
			return false;
		want = mem_zero(1, sizeof(*want));
		want->key = key;
		want->follow = follow;
		want->since_ms = clock_mono_ms();
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, follow->wants, key, sizeof(want->key), want);
		list_append(&follow->queue, &want->link);
	}
	if (message->version > want->version) {
		want->version = message->version;
		want->raised = want->reading;
	}
	return true;
}

int
follow_audience_parse(struct view text, int64_t *out, int max)
{
	struct view rest;
	int count = 0;

	if (text.n < 2 || text.p[0] != '[' || text.p[text.n - 1] != ']')
		return -1;
	rest = (struct view){ text.p + 1, text.n - 2 };
	while (rest.n > 0 && count < max)
		if (!view_to_int(view_cut(&rest, ','), INT64_MIN, INT64_MAX, &out[count++]))
			return -1;
	return count;
}

/* No row or no state: the thing is gone, at the version that was told. */
static void
take_state(struct follow *follow, const struct want *want, const struct db_result *result)
{
	int64_t audience[MESSAGE_AUDIENCE_MAX];
	struct news news = {
		.kind = (enum message_kind)want->key.kind,
		.tenant = want->key.tenant,
		.key = want->key.key,
		.version = want->version,
		.audience = audience,
	};
	json_t *state = NULL;

	if (result->rows > 0 && !db_is_null(result, 0, 2)) {
		news.state_text = db_text(result, 0, 2);
		news.state = state = parse_state(news.state_text);
		if (db_int(result, 0, 0) > news.version)
			news.version = db_int(result, 0, 0);
	}
	if (result->rows > 0 && !db_is_null(result, 0, 1))
		news.audience_count =
		    follow_audience_parse(db_text(result, 0, 1), audience, MESSAGE_AUDIENCE_MAX);
	if (news.audience_count < 0)
		news.audience_count = 0;
	apply(follow, &news);
	json_decref(state);
}

/* It is left alone until its next version: one thing must not make all others old. */
static void
tell_failed(const struct want *want, const struct db_result *result)
{
	metric_add(&failed_total, 1);
	LOG(ERROR, "news_state_failed",
	    LOG_TEXT("kind", message_kind_name((enum message_kind)want->key.kind)),
	    LOG_ID("tenant", want->key.tenant), LOG_ID("key", want->key.key),
	    LOG_INT("version", want->version), LOG_TEXT("sqlstate", result->sqlstate));
}

static void
on_state(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct want *want = ctx;
	struct follow *follow = want->follow;

	follow->reads--;
	want->reading = false;
	if (outcome == DB_DONE && result->cols >= 3)
		take_state(follow, want, result);
	if (outcome == DB_FAILED)
		tell_failed(want, result);
	if ((outcome == DB_DONE || outcome == DB_FAILED) && !want->raised) {
		want_free(want);
	} else {
		want->raised = false;
		list_append(&follow->queue, &want->link);
	}
	if (outcome == DB_DONE || outcome == DB_FAILED)
		pump(follow); /* else the next tick tries again */
}

static void
read_state(struct follow *follow, struct want *want)
{
	const struct db_param params[] = { P_INT(want->key.kind), P_INT(want->key.tenant),
		P_INT(want->key.key) };

	want->reading = true;
	follow->reads++;
	metric_add(&reads_total, 1);
	db_submit(follow->daemon->db,
	    &(struct db_call){ .query = &q_state, .lane = DB_LANE_READ, .params = params },
	    on_state, want);
}

static void
pump(struct follow *follow)
{
	while (!follow->stopped && follow->reads < FOLLOW_READS && !list_empty(&follow->queue))
		read_state(follow, LIST_OF(list_take(&follow->queue), struct want, link));
}

/* ---- doorbells and events ---- */

static bool
is_new(struct follow *follow, const struct message *message)
{
	return is_wanted(follow, message->kind) &&
	    !versions_known(&follow->versions, (int)message->kind, message->tenant, message->key,
		message->version);
}

/* A doorbell that finds too much to be read is left to the feed. */
static void
follow_take_doorbell(struct follow *follow, const struct message *message, const json_t *state)
{
	json_t *parsed = NULL;

	if (!follow->following || follow->stopped || !is_new(follow, message))
		return;
	if (state == NULL && !follow_stateless(message->kind))
		state = parsed = parse_state(message->state);
	if (state != NULL || follow_stateless(message->kind)) {
		apply_message(follow, message, state);
		json_decref(parsed);
		return;
	}
	if (!want_add(follow, message, FOLLOW_WANTS_MAX / 2))
		metric_add(&dropped_total, 1);
	pump(follow);
}

/* What the daemon does about a change is for everybody: whoever is served now did not send it. */
void
follow_doorbell(struct follow *follow, const struct message *message, const json_t *state)
{
	const struct input_peer served = input_current();

	input_leave();
	follow_take_doorbell(follow, message, state);
	input_enter(&served);
}

/* The room for a page's events is there: tick() saw to it, doorbells leave it. */
static void
take_event(struct follow *follow, const struct message *message)
{
	if (!is_new(follow, message))
		return;
	if (follow_stateless(message->kind))
		apply_message(follow, message, NULL);
	else
		(void)want_add(follow, message, SIZE_MAX);
}

/* ---- the feed ---- */

static void tick(void *ctx);

static void
on_bounds(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct follow *follow = ctx;
	int64_t first, head;

	follow->reading = false;
	if (outcome != DB_DONE || result->rows != 1 || follow->stopped) {
		follow->checked = false; /* the next page is held against the bounds again */
		return;
	}
	follow->check_trim = false;
	head = db_int(result, 0, 0);
	first = db_int(result, 0, 1) > 0 ? db_int(result, 0, 1) : head + 1;
	if (first > follow->position + 1 && head > follow->position) {
		LOG(WARN, "feed_trimmed", LOG_INT("position", follow->position),
		    LOG_INT("first", first));
		metric_add(&reloads_total, 1);
		follow->position = head;
		if (follow->daemon->spec->on_reload != NULL)
			follow->daemon->spec->on_reload(follow->daemon);
	}
	tick(follow);
}

static void
read_bounds(struct follow *follow)
{
	follow->reading = true;
	db_submit(follow->daemon->db,
	    &(struct db_call){ .query = &q_feed_head, .lane = DB_LANE_READ }, on_bounds, follow);
}

/* Answers by how many positions it went on. One whose events are gone is a row without a kind. */
static int64_t
take_page(struct follow *follow, const struct db_result *result)
{
	int64_t before = follow->position;
	int pos = db_col(result, "pos"), tenant = db_col(result, "tenant");
	int kind = db_col(result, "kind"), key = db_col(result, "key");
	int version = db_col(result, "version");

	for (int i = 0; i < result->rows; i++) {
		struct message message = {
			.kind = (enum message_kind)db_int(result, i, kind),
			.tenant = db_int(result, i, tenant),
			.key = db_int(result, i, key),
			.version = db_int(result, i, version),
		};

		take_event(follow, &message);
	}
	follow->position = db_int(result, result->rows - 1, pos);
	return follow->position - before;
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct follow *follow = ctx;

	follow->reading = false;
	if (outcome != DB_DONE || follow->stopped) {
		follow->checked = false;
		return; /* the timer tries again */
	}
	if (result->rows > 0 && db_int(result, 0, db_col(result, "pos")) > follow->position + 1 &&
	    !follow->checked) {
		follow->checked = true; /* positions have no gaps: this one may have been trimmed */
		read_bounds(follow);
		return;
	}
	follow->checked = false;
	if (result->rows > 0 && take_page(follow, result) >= FOLLOW_PAGE)
		follow->again = true; /* a whole page: there may be more */
	else
		follow->caught_up_ms = clock_mono_ms();
	pump(follow);
	if (follow->again)
		tick(follow);
}

static void
read_feed(struct follow *follow)
{
	const struct db_param params[] = { P_INT(follow->position), P_INT(FOLLOW_PAGE) };

	follow->reading = true;
	follow->again = false;
	db_submit(follow->daemon->db,
	    &(struct db_call){ .query = &q_feed_read, .lane = DB_LANE_READ, .params = params },
	    on_page, follow);
}

static void
tick(void *ctx)
{
	struct follow *follow = ctx;

	if (follow->stopped)
		return;
	timer_in(&follow->timer, FOLLOW_READ_MS);
	pump(follow);
	/* With too much still to be read, the feed waits: what it says would be dropped. */
	if (follow->reading || HASH_COUNT(follow->wants) >= FOLLOW_WANTS_MAX)
		return;
	if (follow->check_trim)
		read_bounds(follow);
	else if (follow->again || clock_mono_ms() - follow->told_ms > FOLLOW_TOLD_MS)
		read_feed(follow);
}

static void
now(struct follow *follow)
{
	if (!follow->following || follow->stopped)
		return;
	follow->again = true;
	if (!follow->reading)
		tick(follow);
}

void
follow_resync(void *ctx, enum bus_why why)
{
	(void)why;
	now(ctx);
}

void
follow_reconnected(struct follow *follow)
{
	follow->check_trim = true;
	now(follow);
}

void
follow_told(struct follow *follow, int64_t head)
{
	if (head > follow->position) {
		now(follow);
	} else if (!follow->reading && !follow->check_trim) {
		follow->told_ms = clock_mono_ms();
		follow->caught_up_ms = follow->told_ms;
	}
}

/* A thing that has waited for its state for too long makes the whole old. */
bool
follow_live(const struct follow *follow, int64_t now_ms)
{
	if (!follow->following || now_ms - follow->caught_up_ms > FOLLOW_LIVE_MS)
		return false;
	return list_empty(&follow->queue) ||
	    now_ms - LIST_OF(follow->queue.head.next, struct want, link)->since_ms <=
	    FOLLOW_LIVE_MS;
}

void
follow_init(struct follow *follow, struct daemon *daemon)
{
	*follow = (struct follow){ .daemon = daemon };
	versions_init(&follow->versions, VERSIONS_MAX);
	list_init(&follow->queue);
	timer_init(&follow->timer, &daemon->loop, tick, follow);
}

void
follow_start(struct follow *follow, int64_t position)
{
	follow->position = position;
	follow->caught_up_ms = clock_mono_ms();
	follow->following = true;
	tick(follow);
}

void
follow_stop(struct follow *follow)
{
	follow->stopped = true;
	timer_close(&follow->timer, NULL);
}

void
follow_fini(struct follow *follow)
{
	struct want *want, *next;

	HASH_ITER (hh, follow->wants, want, next)
		want_free(want);
	versions_fini(&follow->versions);
}
