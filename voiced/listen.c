/* listen - see listen.h */
#include "voiced/listen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/daemon/rounds.h"
#include "voiced/consult.h"
#include "voiced/outward.h"
#include "voiced/queued_parts.h"
#include "voiced/ring.h"
#include "voiced/voiced.h"

enum {
	RING_MS = 60000,
	LOOK_MS = 30000, /* how often it is asked whether they still may, besides at each news */
};

static const char *const mode_words[] = {
	[ROOM_LISTEN] = "listen", [ROOM_WHISPER] = "whisper", [ROOM_JOIN] = "join"
};

struct listener {
	struct daemon *daemon;
	struct queued *queued; /* NULL: nobody waits for it any more */
	struct queued *left_to_tell; /* of this call the database is told that they are gone */
	int64_t user;
	enum role role;
	enum room_mode mode, wanted; /* wanted: the database judges */
	bool asking, there; /* there: the database knows of it */
	/* judging: nobody asked for it; again: something has changed since it was asked */
	bool judging, again;
	bool rung;
	struct far *far; /* picked up */
	struct outward *outward; /* their phone is a number outside; `far` is its far party */
	int left; /* phones that ring */
	struct http_req *req; /* NULL: nobody asked for it */
	struct http_req *next; /* asked for while it was judged whether they still may */
	enum room_mode next_mode;
	struct link link;
	struct timer timer;
	int pending;
};

/* ---- its memory ---- */

static void
settle(struct listener *listener)
{
	if (listener->queued == NULL && listener->pending == 0)
		free(listener);
}

static void
on_timer_closed(void *ctx)
{
	struct listener *listener = ctx;

	listener->pending--;
	settle(listener);
}

static struct fact
fact_of(const struct listener *listener, const struct queued *queued, const char *mode)
{
	struct fact fact = queued_fact(queued, &q_call_listen);

	fact.params[2] = P_INT(listener->user);
	fact.params[3] = listener->judging ? P_NULL() : P_TEXT(role_name(listener->role));
	fact.params[4] = mode != NULL ? P_TEXT(mode) : P_NULL();
	return fact;
}

static void
on_gone(void *ctx, const struct db_result *row)
{
	struct listener *listener = ctx;
	struct queued *queued = listener->left_to_tell;

	(void)row;
	list_remove(&queued->listeners_gone, &listener->link);
	listener->pending--;
	settle(listener);
	queued_answered(queued);
}

/* Behind what the database is being asked: that could come after it. */
static void
tell_gone(struct listener *listener)
{
	struct fact fact = fact_of(listener, listener->left_to_tell, NULL);

	if (!listener->asking)
		tell(listener->daemon, &fact, on_gone, listener);
}

/* Gone from the call: told, put down, forgotten. Until it is told they can't come back: they would be forgotten with it. */
static void
drop(struct listener *listener)
{
	struct queued *queued = listener->queued;

	list_remove(&queued->listeners, &listener->link);
	if (listener->there || listener->asking) {
		listener->left_to_tell = queued;
		list_append(&queued->listeners_gone, &listener->link);
		listener->pending++;
		queued->pending++;
		tell_gone(listener);
	}
	if (listener->outward != NULL)
		outward_end(listener->outward);
	listener->outward = NULL;
	call_fars_of_end(queued->call, listener, NULL, NULL);
	listener->far = NULL;
	listener->queued = NULL;
	timer_close(
	    &listener->timer, on_timer_closed); /* `pending` has counted it since it was made */
}

void
listen_drop(struct queued *queued)
{
	list_for_each_safe (&queued->listeners, at)
		drop(LIST_OF(at, struct listener, link));
}

/* ---- who hears whom ---- */

size_t
listen_edges(const struct queued *queued, enum room_state room,
    const struct far *const fars[ROOM_LISTENER], struct call_edge edges[CALL_EDGES_MAX])
{
	size_t count = 0;

	list_for_each (&queued->listeners, at) {
		const struct listener *listener = LIST_OF(at, struct listener, link);

		for (int role = 0; role < ROOM_LISTENER && listener->far != NULL; role++) {
			if (role != ROOM_CALLER && fars[role] == NULL)
				continue;
			if (room_hears(room, listener->mode, role, ROOM_LISTENER))
				edges[count++] = (struct call_edge){ fars[role], listener->far };
			if (room_hears(room, listener->mode, ROOM_LISTENER, role))
				edges[count++] = (struct call_edge){ listener->far, fars[role] };
		}
	}
	return count;
}

/* ---- their phone ---- */

static void
on_answered(void *ctx, struct far *far)
{
	struct listener *listener = ctx;

	if (listener->far != NULL) {
		far_end(far);
		return;
	}
	listener->far = far;
	timer_stop(&listener->timer);
	call_fars_of_end(listener->queued->call, listener, far, NULL);
	consult_mix(listener->queued);
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct listener *listener = ctx;

	(void)end;
	(void)status;
	listener->left -= far != listener->far;
	if (far == listener->far || (listener->far == NULL && listener->left == 0))
		drop(listener);
}

static void
on_ring_late(void *ctx)
{
	struct listener *listener = ctx;

	if (listener->queued != NULL && listener->far == NULL)
		drop(listener);
}

/* Phones of this installation. */
static void
ring_targets(struct listener *listener, struct party_target *targets, int count)
{
	static const struct far_events events = { .answered = on_answered, .ended = on_far_ended };

	for (int i = 0; i < count; i++)
		if (call_invite(listener->queued->call, &targets[i], &events, listener) != NULL)
			listener->left++;
	timer_in(&listener->timer, RING_MS);
	if (listener->left == 0)
		drop(listener);
}

static void
on_outward_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct listener *listener = ctx;

	(void)cause;
	(void)status;
	(void)phrase;
	listener->outward = NULL;
	listener->far = NULL;
	drop(listener);
}

static void
ring_outside(struct listener *listener, const struct dial *dial)
{
	static const struct outward_events events = { .answered = on_answered,
		.ended = on_outward_ended };
	char id[CALL_ID_SIZE];

	call_id_make(id);
	timer_in(&listener->timer, RING_MS);
	listener->outward = outward_begin(listener->daemon, listener->queued->call,
	    &(struct outward_spec){ .tenant = listener->queued->place.tenant,
		.user = listener->user,
		.dial = dial,
		.id = id },
	    &events, listener);
}

/* Do not disturb is of others' calls: who asks to listen wants this one. */
static void
on_found(void *ctx, const struct ring_mode *mode)
{
	struct listener *listener = ctx;

	listener->pending--;
	if (listener->queued == NULL)
		settle(listener);
	else if (mode->kind == RING_PHONES)
		ring_targets(listener, mode->targets, mode->count);
	else if (mode->kind == RING_OUTSIDE)
		ring_outside(listener, &mode->dial);
	else
		drop(listener);
}

static void
ring(struct listener *listener)
{
	struct queued *queued = listener->queued;
	const struct ring_from from = { view_of(queued->number), view_of(queued->shown) };

	listener->rung = true;
	call_share(queued->call);
	call_connect(queued->call, queued->talker);
	consult_mix(queued);
	listener->pending++;
	ring_mode(
	    listener->daemon, queued->place.tenant, listener->user, &from, on_found, listener);
}

/* ---- what they ask for ---- */

static void
allowed(struct listener *listener)
{
	listener->there = true;
	listener->mode = listener->wanted;
	if (!listener->rung)
		ring(listener);
	else
		consult_mix(listener->queued);
}

static void
reply(struct listener *listener, struct http_req **waiting, enum db_outcome outcome,
    const struct db_result *row)
{
	struct http_req *req = *waiting;

	*waiting = NULL;
	if (req == NULL)
		return;
	if (outcome != DB_DONE)
		request_reply_retry(req, outcome, row);
	else if (listener->queued == NULL || listener->queued->talker == NULL)
		request_reply_outcome(req, 202, VIEW("not_talking"), VIEW("{}"));
	else
		request_reply_outcome(req, 202, db_text(row, 0, 0),
		    db_is_null(row, 0, 1) ? VIEW("{}") : db_text(row, 0, 1));
}

static void on_asked(void *ctx, enum db_outcome outcome, const struct db_result *row);

static void
ask(struct listener *listener, struct http_req *req, enum room_mode wanted)
{
	struct fact fact;

	listener->wanted = wanted;
	listener->judging = req == NULL;
	listener->asking = true;
	listener->again = false;
	listener->req = req;
	listener->pending++;
	fact = fact_of(listener, listener->queued, mode_words[wanted]);
	effect_run(listener->daemon,
	    &(struct command){ .query = fact.query,
		.params = fact.params,
		.keys = fact.keys,
		.key_count = fact.key_count },
	    on_asked, listener);
}

/* Whether they still may, in the way in which they are there. */
static void
judge(struct listener *listener)
{
	if (listener->asking)
		listener->again = true;
	else
		ask(listener, NULL, listener->mode);
}

static void
go_on(struct listener *listener)
{
	struct http_req *next = listener->next;

	listener->next = NULL;
	if (next != NULL)
		ask(listener, next, listener->next_mode);
	else if (listener->again && listener->queued != NULL)
		judge(listener);
}

/* Nobody listens longer than they may: who is refused is put down, also who asked for another way. A database that is away puts down
 * nobody who is there. */
static bool
must_go(const struct listener *listener, bool done, bool ok)
{
	return listener->there ? done && !ok : !ok || listener->queued->talker == NULL;
}

static void
on_asked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct listener *listener = ctx;
	bool ok = outcome == DB_DONE && view_is(db_text(row, 0, 0), "ok");
	bool judged = listener->judging;

	listener->pending--;
	listener->asking = listener->judging = false;
	reply(listener, &listener->req, outcome, row);
	if (listener->queued == NULL) {
		reply(listener, &listener->next, outcome, row);
		tell_gone(listener); /* it settles with that */
	} else if (must_go(listener, outcome == DB_DONE, ok)) {
		reply(listener, &listener->next, outcome, row);
		listener->there |= ok ||
		    outcome != DB_DONE; /* the database may have it: it is told that it is over */
		drop(listener);
	} else {
		if (ok && !judged && listener->queued->talker != NULL)
			allowed(listener);
		go_on(listener);
	}
}

static struct listener *
listener_find(const struct list *listeners, int64_t user)
{
	list_for_each (listeners, at)
		if (LIST_OF(at, struct listener, link)->user == user)
			return LIST_OF(at, struct listener, link);
	return NULL;
}

static struct listener *
listener_new(struct queued *queued, const struct actor *actor)
{
	struct listener *listener = mem_zero(1, sizeof(*listener));

	listener->daemon = queued->daemon;
	listener->queued = queued;
	listener->user = actor->user;
	listener->role = actor->role;
	listener->pending = 1;
	timer_init(&listener->timer, daemon_loop(queued->daemon), on_ring_late, listener);
	list_append(&queued->listeners, &listener->link);
	return listener;
}

static enum room_mode
mode_of(struct view word)
{
	for (int i = 0; i < ROOM_MODES; i++)
		if (view_is(word, mode_words[i]))
			return (enum room_mode)i;
	return ROOM_LISTEN;
}

/* NULL: it is answered. */
static struct queued *
call_of(struct http_req *req)
{
	const struct actor *actor = request_actor(req);
	struct queued *queued;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return NULL;
	queued = queued_find(request_daemon(req), actor->tenant, id);
	if (queued == NULL)
		request_reply_outcome(req, 202, VIEW("no_call"), VIEW("{}"));
	return queued;
}

/* Whether somebody waits for an answer already; that they are judged anew meanwhile is nothing that they know of. */
static bool
asks(const struct listener *listener)
{
	return listener->asking && (!listener->judging || listener->next != NULL);
}

void
on_call_listen(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req); /* read first: call_of may answer */
	struct queued *queued = call_of(req);
	struct listener *listener =
	    queued != NULL ? listener_find(&queued->listeners, actor->user) : NULL;
	const char *problem;
	enum room_mode mode;

	(void)app;
	if (queued == NULL)
		return;
	problem = queued->talker == NULL || queued->handed                 ? "not_talking"
	    : listener != NULL && asks(listener)                           ? "too_many"
	    : listener == NULL && queued->listeners.count >= LISTENERS_MAX ? "too_many"
	    : listener_find(&queued->listeners_gone, actor->user) != NULL  ? "too_many"
									   : NULL;
	if (problem != NULL) {
		request_reply_outcome(req, 202, view_of(problem), VIEW("{}"));
		return;
	}
	if (listener == NULL)
		listener = listener_new(queued, actor);
	mode = mode_of(request_values(req)->at[0].text);
	if (!listener->asking) {
		ask(listener, req, mode);
		return;
	}
	listener->next = req;
	listener->next_mode = mode;
}

void
on_call_listen_end(struct http_req *req, void *app)
{
	struct queued *queued = call_of(req);
	struct listener *listener =
	    queued != NULL ? listener_find(&queued->listeners, request_actor(req)->user) : NULL;

	(void)app;
	if (queued == NULL)
		return;
	if (listener != NULL && listener->there && (!listener->asking || listener->judging))
		drop(listener);
	else
		listener = NULL;
	request_reply_outcome(
	    req, 202, listener != NULL ? VIEW("ok") : VIEW("not_listening"), VIEW("{}"));
}

struct monitoring {
	const struct actor *actor;
	json_t *list;
};

static void
monitoring_add(struct queued *queued, void *ctx)
{
	struct monitoring *monitoring = ctx;
	const struct actor *actor = monitoring->actor;
	const struct listener *listener = queued->place.tenant == actor->tenant
	    ? listener_find(&queued->listeners, actor->user)
	    : NULL;

	if (listener == NULL || !listener->there)
		return;
	(void)json_array_append_new(monitoring->list,
	    json_pack("{s:o, s:s, s:b}", "interaction",
		json_sprintf("%" PRId64, queued->place.interaction), "mode",
		mode_words[listener->mode], "answered", listener->far != NULL));
}

void
on_monitoring(struct http_req *req, void *app)
{
	struct monitoring monitoring = { request_actor(req), json_array() };

	(void)app;
	queued_each(request_daemon(req), monitoring_add, &monitoring);
	http_reply_json(req, 200, json_pack("{s:o, s:n}", "data", monitoring.list, "next_cursor"));
}

/* ---- whether they still may ---- */

static void
judge_all(struct queued *queued, void *unused)
{
	(void)unused;
	list_for_each_safe (&queued->listeners, at)
		judge(LIST_OF(at, struct listener, link));
}

static void
look(void *part)
{
	struct rounds *rounds = part;

	queued_each(rounds->daemon, judge_all, NULL);
	rounds_in(rounds, LOOK_MS);
}

void
listen_news(struct daemon *daemon)
{
	struct rounds *rounds = daemon_data(daemon, "listen");

	if (rounds != NULL)
		rounds_in(rounds, 0);
}

int
listen_start(struct daemon *daemon, struct err *err)
{
	struct rounds *rounds = mem_zero(1, sizeof(*rounds));

	(void)err;
	rounds_init(rounds, daemon, "listen", look);
	rounds_in(rounds, LOOK_MS);
	return 0;
}

void
listen_stop(struct daemon *daemon)
{
	rounds_stop(daemon_data(daemon, "listen"));
}
