/* seats - see seats.h */
#include "chatd/seats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "chatd/chatd.h"
#include "chatd/core/liveness.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

static GAUGE(streams_open, "streams_open", "Open streams of pages");
static COUNTER(frames_sent, "frames_sent_total", "Frames sent to pages");
static COUNTER(leases_told, "leases_told_total", "Changes of a session's liveness committed");

/* Everyone who watches as one account: the key is the pair. */
struct person {
	struct {
		int64_t tenant, account;
	} key;
	struct list seats;
	UT_hash_handle hh;
};

struct seat {
	int64_t session;
	struct actor actor;
	struct daemon *daemon;
	struct person *person;
	struct link in_person;
	struct list streams;
	enum liveness told, telling; /* telling: under way, else SEAT_UNTOLD */
	int64_t ends_us; /* when its login ends, by the database's clock; INT64_MAX: being asked */
	bool again; /* once more when what is under way has ended */
	UT_hash_handle hh;
};

struct stream {
	struct link in_seat;
	struct seat *seat;
	struct ws_session *ws;
	int64_t answered_ms, pinged_ms;
	int64_t frames;
	struct watch *watch; /* NULL: nobody */
	bool idle;
};

struct seats {
	struct daemon *daemon;
	struct seat *by_session;
	struct person *by_user;
	struct limits *limits;
	struct timer timer;
	bool live, draining, stopping, closing;
};

static struct seats *
seats_of(struct daemon *daemon)
{
	return daemon_data(daemon, "seats");
}

static struct person *
person_find(struct seats *seats, int64_t tenant, int64_t account)
{
	struct person wanted = { .key = { tenant, account } };
	struct person *person;

	HASH_FIND(hh, seats->by_user, &wanted.key, sizeof(wanted.key), person);
	return person;
}

/* ---- frames ---- */

void
stream_send(struct stream *stream, struct view rest)
{
	struct buf frame = { 0 };

	buf_addf(&frame, "{\"n\":%" PRId64 ",", ++stream->frames);
	buf_add_view(&frame, rest);
	metric_add(&frames_sent, 1);
	/* When the queue is full the session is closed 1013, and the page comes again. */
	(void)ws_send(stream->ws, buf_view(&frame));
	buf_fini(&frame);
}

static void
seat_send(struct seat *seat, struct view rest)
{
	list_for_each_safe (&seat->streams, at)
		stream_send(LIST_OF(at, struct stream, in_seat), rest);
}

void
seats_tell(
    struct daemon *daemon, int64_t tenant, const int64_t *accounts, int count, struct view rest)
{
	struct seats *seats = seats_of(daemon);

	for (int i = 0; i < count; i++) {
		struct person *person = person_find(seats, tenant, accounts[i]);

		if (person == NULL)
			continue;
		list_for_each_safe (&person->seats, at)
			seat_send(LIST_OF(at, struct seat, in_person), rest);
	}
}

void
seats_tell_all(struct daemon *daemon, struct view rest)
{
	struct seat *seat, *next;

	HASH_ITER (hh, seats_of(daemon)->by_session, seat, next)
		seat_send(seat, rest);
}

/* ---- seats ---- */

static struct person *
person_get(struct seats *seats, const struct actor *actor)
{
	int64_t account = actor_account(actor);
	struct person *person = person_find(seats, actor->tenant, account);

	if (person != NULL)
		return person;
	person = mem_zero(1, sizeof(*person));
	person->key.tenant = actor->tenant;
	person->key.account = account;
	list_init(&person->seats);
	HASH_ADD(hh, seats->by_user, key, sizeof(person->key), person);
	return person;
}

static struct seat *
seat_get(struct seats *seats, const struct actor *actor)
{
	struct seat *seat;

	HASH_FIND(hh, seats->by_session, &actor->session, sizeof(actor->session), seat);
	if (seat != NULL)
		return seat;
	seat = mem_zero(1, sizeof(*seat));
	seat->session = actor->session;
	seat->actor = *actor;
	seat->ends_us = actor->expires_wall_us;
	seat->daemon = seats->daemon;
	list_init(&seat->streams);
	seat->person = person_get(seats, actor);
	list_append(&seat->person->seats, &seat->in_person);
	HASH_ADD(hh, seats->by_session, session, sizeof(seat->session), seat);
	return seat;
}

static void stop_when_empty(struct seats *seats);

static void
seat_free(struct seats *seats, struct seat *seat)
{
	struct person *person = seat->person;

	list_remove(&person->seats, &seat->in_person);
	if (list_empty(&person->seats)) {
		HASH_DEL(seats->by_user, person);
		free(person);
	}
	HASH_DEL(seats->by_session, seat);
	free(seat);
	stop_when_empty(seats);
}

/* ---- liveness: what is so, and what presenced was told ---- */

static enum liveness
seat_judge(const struct seat *seat, int64_t now_ms)
{
	int64_t silent_ms = INT64_MAX;
	bool idle = actor_side(&seat->actor) == SIDE_WORK;
	enum liveness judged;

	list_for_each (&seat->streams, at) {
		const struct stream *stream = LIST_OF(at, struct stream, in_seat);

		if (now_ms - stream->answered_ms < silent_ms)
			silent_ms = now_ms - stream->answered_ms;
		idle = idle && stream->idle;
	}
	judged = liveness_judge((int64_t)seat->streams.count, silent_ms,
	    limits_find(seats_of(seat->daemon)->limits, seat->actor.tenant));
	return judged == SEAT_LIVE && idle ? SEAT_IDLE : judged;
}

static void seat_report(struct seat *seat);

static void
seat_close_streams(struct seat *seat, int code, const char *reason)
{
	list_for_each_safe (&seat->streams, at)
		ws_close(LIST_OF(at, struct stream, in_seat)->ws, code, reason);
}

/* Each "live" is answered with the tenant's limit and the end of the login. */
static void
learn_limits(struct seat *seat, const struct db_result *row)
{
	struct view body = db_text(row, 0, db_col(row, "body"));
	json_t *limits = json_loadb(body.p != NULL ? body.p : "", body.n, 0, NULL);

	limits_set(seats_of(seat->daemon)->limits, seat->actor.tenant,
	    json_integer_value(json_object_get(limits, "stale_ms")));
	seat->ends_us = json_integer_value(json_object_get(limits, "ends_us"));
	json_decref(limits);
}

static void
on_told(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct seat *seat = ctx;
	enum liveness telling = seat->telling;

	seat->telling = SEAT_UNTOLD;
	if (outcome == DB_DONE) {
		seat->told = telling;
		metric_add(&leases_told, 1);
		if (liveness_answers(telling) && view_is(db_text(row, 0, 0), "not_found"))
			seat_close_streams(seat, 4001, "session ended");
		else if (liveness_answers(telling))
			learn_limits(seat, row);
	}
	if (seat->again && liveness_answers(seat->told) && !list_empty(&seat->streams))
		seat->told = SEAT_UNTOLD;
	seat->again = false;
	/* A failed call is tried again by the next tick. */
	if (outcome == DB_DONE || outcome == DB_CLOSED)
		seat_report(seat);
}

/* The agent account's sessions are a lease, the Work account's are devices: one never counts for the other. */
static void
seat_tell(struct seat *seat)
{
	static const struct db_query *const queries[][2] = {
		[SIDE_AGENT] = { &q_session_stale, &q_session_live },
		[SIDE_WORK] = { &q_work_stale, &q_work_live },
	};
	const struct actor *actor = &seat->actor;
	bool live = liveness_answers(seat->telling);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	/* Of the fourth one session_live takes nothing. */
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session),
		P_INT(daemon_boot(seat->daemon)),
		P_BOOL(seat->telling == (live ? SEAT_IDLE : SEAT_CLOSED)) };

	effect_run(seat->daemon,
	    &(struct command){ .query = queries[actor_side(actor)][live],
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_told, seat);
}

/* Tells presenced when what is so differs from what it was told; one call at a time a seat. */
static void
seat_report(struct seat *seat)
{
	struct seats *seats = seats_of(seat->daemon);
	enum liveness now = seat_judge(seat, clock_mono_ms());

	if (seat->telling != SEAT_UNTOLD)
		return;
	/* When this instance stops, its row leaves with it: presenced finds the streams that were
	 * not told (streams_orphaned), and the pages come again elsewhere. */
	if (now == SEAT_CLOSED &&
	    (seat->told == SEAT_UNTOLD || seat->told == SEAT_CLOSED || seats->draining)) {
		seat_free(seats, seat);
		return;
	}
	if (now == seat->told)
		return;
	seat->telling = now;
	seat_tell(seat);
}

/* ---- streams ---- */

static void
on_stream_open(struct ws_session *ws, void *user, void *app)
{
	struct seats *seats = seats_of(app);
	struct actor *actor = user; /* ours now; the seat keeps a copy */
	struct seat *seat = seat_get(seats, actor);
	struct stream *stream;
	char at[CLOCK_TEXT_SIZE];
	struct buf hello = { 0 };

	if (seat->streams.count >= SEAT_STREAMS_MAX) {
		ws_set_user(ws, NULL);
		ws_close(ws, 4008, "too many streams of one session");
		free(actor);
		return;
	}
	stream = mem_zero(1, sizeof(*stream));
	stream->ws = ws;
	stream->answered_ms = stream->pinged_ms = clock_mono_ms();
	stream->seat = seat;
	list_append(&stream->seat->streams, &stream->in_seat);
	ws_set_user(ws, stream);
	metric_add(&streams_open, 1);
	clock_text(clock_wall_us(), at);
	buf_addf(&hello, "\"type\":\"hello\",\"session\":\"%" PRId64 "\",\"at\":\"%s\"}",
	    actor->session, at);
	stream_send(stream, buf_view(&hello));
	buf_fini(&hello);
	free(actor);
	if (!seats->live)
		stream_send(stream, VIEW("\"type\":\"stale\"}"));
	seat_report(stream->seat);
}

/* Anything that the page's own code sends proves that it runs. */
static void
on_stream_message(struct ws_session *ws, struct view text, void *app)
{
	struct stream *stream = ws_user(ws);

	(void)app;
	if (stream == NULL)
		return;
	stream->answered_ms = clock_mono_ms();
	stream_hooks.hear(stream, text);
	if (!liveness_answers(stream->seat->told))
		seat_report(stream->seat);
}

const struct actor *
stream_actor(const struct stream *stream)
{
	return &stream->seat->actor;
}

struct daemon *
stream_daemon(const struct stream *stream)
{
	return stream->seat->daemon;
}

struct watch **
stream_watch(struct stream *stream)
{
	return &stream->watch;
}

void
stream_idle(struct stream *stream, bool idle)
{
	stream->idle = idle;
	seat_report(stream->seat);
}

static void
on_stream_closed(struct ws_session *ws, int code, void *app)
{
	struct stream *stream = ws_user(ws);
	struct seat *seat;

	(void)code;
	(void)app;
	if (stream == NULL)
		return;
	seat = stream->seat;
	stream_hooks.closed(stream);
	list_remove(&seat->streams, &stream->in_seat);
	metric_add(&streams_open, -1);
	free(stream);
	seat_report(seat);
}

const struct ws_config seats_stream = {
	.authorize = request_ws_authorize,
	.open = on_stream_open,
	.message = on_stream_message,
	.closed = on_stream_closed,
	.max_message = 8192,
};

void
seats_revoke(struct daemon *daemon, int64_t session)
{
	struct seat *seat;

	HASH_FIND(hh, seats_of(daemon)->by_session, &session, sizeof(session), seat);
	if (seat == NULL)
		return;
	seat_send(seat, VIEW("\"type\":\"bye\",\"reason\":\"logged_out\"}"));
	seat_close_streams(seat, 4001, "logged out");
}

/* Says once more that this seat is live, if that is what was said. */
static bool
seat_again(struct seat *seat)
{
	/* One that has closed, which presenced was not told yet, is told as closed. */
	if (list_empty(&seat->streams))
		return false;
	if (liveness_answers(seat->telling)) { /* its answer may be of before */
		seat->again = true;
		return true;
	}
	if (!liveness_answers(seat->told) || seat->telling != SEAT_UNTOLD)
		return false;
	seat->told = SEAT_UNTOLD;
	seat_report(seat);
	return true;
}

void
seats_doubt(struct daemon *daemon, int64_t tenant, int64_t account)
{
	struct person *person = person_find(seats_of(daemon), tenant, account);

	if (person == NULL)
		return;
	list_for_each_safe (&person->seats, at)
		(void)seat_again(LIST_OF(at, struct seat, in_person));
}

void
seats_relearn(struct daemon *daemon, int64_t tenant)
{
	struct seat *seat, *next;

	HASH_ITER (hh, seats_of(daemon)->by_session, seat, next)
		if (seat->actor.tenant == tenant && seat_again(seat))
			return;
}

/* ---- the tick ---- */

/* No event tells that a login has expired. It may have been prolonged: the database is asked once more, and a page that does not answer
 * comes again. */
static void
check_end(struct seat *seat, int64_t now_us)
{
	if (now_us < seat->ends_us)
		return;
	seat->ends_us = INT64_MAX;
	if (!seat_again(seat))
		seat_close_streams(seat, 1013, "the login may have ended");
}

static void
stream_ping(struct stream *stream, int64_t now_ms, int64_t every_ms)
{
	struct buf ping = { 0 };

	if (now_ms - stream->pinged_ms < every_ms)
		return;
	stream->pinged_ms = now_ms;
	buf_addf(&ping, "\"type\":\"ping\",\"at\":%" PRId64 "}", now_ms);
	stream_send(stream, buf_view(&ping));
	buf_fini(&ping);
}

/* Pages are told once when news may be late, and take a new snapshot when all is well again. */
static void
judge_live(struct seats *seats)
{
	bool live = daemon_live(seats->daemon);

	if (live == seats->live)
		return;
	seats->live = live;
	LOG(WARN, live ? "pages_live" : "pages_stale", LOG_INT("streams", streams_open.value));
	seats_tell_all(seats->daemon, VIEW("\"type\":\"stale\"}"));
}

static void
tick(void *ctx)
{
	struct seats *seats = ctx;
	struct seat *seat, *next;
	int64_t now = clock_mono_ms(), now_us = daemon_now_us(seats->daemon);

	judge_live(seats);
	HASH_ITER (hh, seats->by_session, seat, next) {
		int64_t every = liveness_ping_ms(limits_find(seats->limits, seat->actor.tenant));

		list_for_each_safe (&seat->streams, at)
			stream_ping(LIST_OF(at, struct stream, in_seat), now, every);
		check_end(seat, now_us);
		seat_report(seat);
	}
	if (!seats->closing)
		timer_in(&seats->timer, SEATS_TICK_MS);
}

int
seats_start(struct daemon *daemon, struct err *err)
{
	struct seats *seats = mem_zero(1, sizeof(*seats));

	(void)err;
	metric_register(&streams_open);
	metric_register(&frames_sent);
	metric_register(&leases_told);
	seats->daemon = daemon;
	seats->live = true;
	seats->limits = limits_new();
	daemon_set_data(daemon, "seats", seats);
	timer_init(&seats->timer, daemon_loop(daemon), tick, seats);
	timer_in(&seats->timer, SEATS_TICK_MS);
	return 0;
}

static void
seats_free(void *ctx)
{
	struct seats *seats = ctx;
	struct daemon *daemon = seats->daemon;

	limits_free(seats->limits);
	free(seats);
	daemon_part_stopped(daemon);
}

/* The last stream has closed: nothing refers to us any more. */
static void
stop_when_empty(struct seats *seats)
{
	if (!seats->stopping || HASH_COUNT(seats->by_session) > 0 || seats->closing)
		return;
	seats->closing = true;
	timer_close(&seats->timer, seats_free);
}

static void
say_bye(struct stream *stream)
{
	struct buf bye = { 0 };

	buf_addf(&bye, "\"type\":\"bye\",\"reason\":\"drain\",\"retry_ms\":%d}",
	    (int)(random_u64() % SEATS_RETURN_MS));
	stream_send(stream, buf_view(&bye));
	buf_fini(&bye);
}

/* Rule 34: the pages of this instance come back spread over some seconds, not all at once. */
void
seats_drain(struct daemon *daemon)
{
	struct seats *seats = seats_of(daemon);
	struct seat *seat, *next;

	seats->draining = true;
	HASH_ITER (hh, seats->by_session, seat, next)
		list_for_each_safe (&seat->streams, at)
			say_bye(LIST_OF(at, struct stream, in_seat));
}

/* The streams have ended with the requests. */
void
seats_stop(struct daemon *daemon)
{
	struct seats *seats = seats_of(daemon);

	seats->stopping = true;
	stop_when_empty(seats);
}
