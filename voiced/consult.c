/* consult - see consult.h */
#include "voiced/consult.h"

#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/core/room.h"
#include "voiced/dialers.h"
#include "voiced/listen.h"
#include "voiced/outward.h"
#include "voiced/queued_parts.h"
#include "voiced/received.h"
#include "voiced/ring.h"
#include "voiced/voiced.h"

enum state {
	ASKED, /* the database judges */
	RINGING,
	TALKING, /* with the agent; the caller waits */
	CONFERENCE,
	HANDED, /* with the caller, and routing has done with it */
};

static const char *const state_words[] = {
	[RINGING] = "ringing", [TALKING] = "talking", [CONFERENCE] = "conference"
};

struct consult {
	struct daemon *daemon;
	struct queued *queued; /* NULL: nobody waits for it any more */
	enum state state;
	bool blind; /* whoever picks up has the caller */
	bool handing, interaction_over;
	int64_t agent; /* who asked */
	struct dial dial;
	struct outward *outward;
	struct far *target; /* picked up */
	int left; /* phones that ring */
	struct received received; /* in the log of a user who is brought in */
	const char *cause; /* why nobody picked up; NULL: it is not known */
	struct http_req *req; /* to be answered when the database has */
	struct timer timer;
	int pending; /* answers that are waited for, and the timer */
};

/* ---- its memory ---- */

static void
settle(struct consult *consult)
{
	if (consult->queued == NULL && consult->pending == 0)
		free(consult);
}

static void
on_timer_closed(void *ctx)
{
	struct consult *consult = ctx;

	consult->pending--;
	settle(consult);
}

static void
reply(struct consult *consult, struct view outcome, struct view body)
{
	struct http_req *req = consult->req;

	consult->req = NULL;
	if (req != NULL)
		request_reply_outcome(req, 202, outcome, body.n > 0 ? body : VIEW("{}"));
}

/* Whom it brought in stays where they are. */
static void
detach(struct consult *consult)
{
	received_end(consult->queued, &consult->received, consult->cause);
	consult->queued->consult = NULL;
	consult->queued = NULL;
	timer_close(
	    &consult->timer, on_timer_closed); /* `pending` has counted it since it was made */
}

/* ---- what the interaction shows ---- */

static bool
is_inside(const struct consult *consult, enum dial_inside_kind kind)
{
	return consult->dial.kind == DIAL_INSIDE && consult->dial.inside.kind == kind;
}

/* Which account of a colleague is called. */
static enum side
side_of(const struct consult *consult)
{
	return is_inside(consult, DIAL_AGENT) ? SIDE_AGENT : SIDE_WORK;
}

static struct fact
fact_of(const struct consult *consult, const char *state)
{
	struct fact fact = queued_fact(consult->queued, &q_call_consult);

	fact.params[2] = P_INT(consult->agent);
	fact.params[3] = P_TEXT(consult->dial.number);
	fact.params[4] =
	    consult->dial.kind == DIAL_INSIDE ? P_INT(consult->dial.inside.id) : P_NULL();
	fact.params[5] = P_BOOL(is_inside(consult, DIAL_AGENT));
	fact.params[6] = state != NULL ? P_TEXT(state) : P_NULL();
	return fact;
}

static void
show(const struct consult *consult, const char *state)
{
	struct fact fact = fact_of(consult, state);

	tell(consult->daemon, &fact, NULL, NULL);
}

/* ---- who hears whom ---- */

/* Whom the agent has brought in, or hears before they answer. */
static struct far *
heard(const struct consult *consult)
{
	if (consult == NULL)
		return NULL;
	return consult->target == NULL && consult->outward != NULL ? outward_sound(consult->outward)
								   : consult->target;
}

static enum room_state
room_of_all(const struct queued *queued)
{
	static const enum room_state rooms[] = {
		[TALKING] = ROOM_CONSULT, [CONFERENCE] = ROOM_CONFERENCE, [HANDED] = ROOM_HANDED
	};
	const struct consult *consult = queued->consult;

	if (consult == NULL || consult->state == ASKED)
		return queued->held ? ROOM_WAITS : ROOM_TALK;
	if (consult->state == RINGING)
		return heard(consult) != NULL ? ROOM_CONSULT : ROOM_WAITS;
	if (consult->state == HANDED && consult->target != NULL && far_holds(consult->target))
		return ROOM_WAITS;
	return rooms[consult->state];
}

/* Nobody hears the caller before they are told that they are recorded. */
static enum room_state
room_of(const struct queued *queued)
{
	enum room_state room = room_of_all(queued);

	return queued->noticing && room != ROOM_CONSULT ? ROOM_WAITS : room;
}

void
consult_mix(struct queued *queued)
{
	const struct far *fars[ROOM_LISTENER] = {
		[ROOM_AGENT] = queued->talker, [ROOM_TARGET] = heard(queued->consult)
	};
	enum room_state room = room_of(queued);
	struct call_edge edges[CALL_EDGES_MAX];
	size_t count = 0;

	if (!call_is_shared(queued->call))
		return;
	count = listen_edges(queued, room, fars, edges);
	for (int who = 0; who < ROOM_LISTENER; who++)
		for (int whom = 0; whom < ROOM_LISTENER; whom++)
			if (room_hears(room, ROOM_LISTEN, who, whom) &&
			    (who == ROOM_CALLER || fars[who] != NULL) &&
			    (whom == ROOM_CALLER || fars[whom] != NULL))
				edges[count++] = (struct call_edge){ fars[who], fars[whom] };
	call_hears(queued->call, edges, count);
}

size_t
consult_hearers(const struct queued *queued, const struct far *out[ROOM_LISTENER])
{
	const struct far *target = heard(queued->consult);
	enum room_state room = room_of(queued);
	size_t count = 0;

	if (room_hears(room, ROOM_LISTEN, ROOM_CALLER, ROOM_AGENT))
		out[count++] = NULL;
	if (target != NULL && room_hears(room, ROOM_LISTEN, ROOM_TARGET, ROOM_AGENT))
		out[count++] = target;
	return count;
}

static void
ring_tone(const struct consult *consult, bool on)
{
	struct queued *queued = consult->queued;
	enum say_prompt behind = on ? SAY_ringing : SAY_music;

	if (consult->blind || !on)
		call_behind(queued->call, NULL, behind);
	if (queued->talker != NULL)
		call_behind(queued->call, queued->talker, behind);
}

/* ---- its end ---- */

static void
far_drop(struct consult *consult)
{
	struct outward *outward = consult->outward;

	consult->outward = NULL;
	consult->target = NULL;
	consult->left = 0;
	if (outward != NULL)
		outward_end(outward);
	call_fars_of_end(consult->queued->call, consult, NULL, NULL);
}

void
consult_drop(struct queued *queued)
{
	struct consult *consult = queued->consult;

	if (consult == NULL)
		return;
	/* Without the agent the call is over or goes back to its queue, which says as much: that it is theirs would be no news. */
	if (consult->state != ASKED && consult->state != HANDED && !consult->handing &&
	    queued->talker != NULL)
		show(consult, NULL);
	/* Where the caller goes back to waits with music. */
	if (consult->state == RINGING && call_is_shared(queued->call))
		ring_tone(consult, false);
	far_drop(consult);
	detach(consult);
}

/* Whom the agent brought in is gone, or never came: the caller is with the agent again, or waits if they have left. */
static void
back(struct consult *consult)
{
	struct queued *queued = consult->queued;
	const struct departure left = { consult->agent, NULL, "transfer_failed" };

	ring_tone(consult, false);
	consult_drop(queued);
	if (queued->talker != NULL)
		consult_mix(queued);
	else
		queued_deserted(queued, &left);
}

/* ---- left with the caller ---- */

/* The target's phone is gone since the database has said yes; agent 0: they are none. */
static void
handed_to_nobody(struct queued *queued, int64_t agent, const char *cause)
{
	queued_talks(queued, NULL, 0, NULL);
	if (agent != 0)
		queued_returned(queued, agent, "phone_lost");
	else
		queued_finish(queued, "system", cause);
}

/* Their entry in the log goes on as long as they have the call. */
static void
hand_entry(struct consult *consult)
{
	struct queued *queued = consult->queued;

	received_end(queued, &queued->received, NULL);
	queued->received = consult->received;
	consult->received = (struct received){ .owner = 0 };
}

static void
handed(struct consult *consult, bool agent)
{
	struct queued *queued = consult->queued;
	struct far *target = consult->target;
	int64_t whose = agent ? consult->dial.inside.id : 0;
	const char *cause = consult->cause != NULL ? consult->cause : "normal";
	struct outside *outside;

	ring_tone(consult, false);
	received_handed(queued, &consult->received);
	if (!agent)
		queued->handed = true;
	if (target == NULL) {
		detach(consult);
		handed_to_nobody(queued, whose, cause);
	} else if (agent) {
		outside =
		    consult->outward != NULL ? queued_outside(queued, consult->outward) : NULL;
		hand_entry(consult);
		detach(consult);
		queued_talks(queued, target, whose, outside);
	} else {
		consult->state = HANDED;
		listen_drop(queued); /* nobody's whom they lead any more */
		queued_talks(queued, NULL, 0, NULL);
	}
}

static void hand(struct consult *consult, bool agent);

/* The database has refused: all is as it was, or if nobody of ours is left on the call, it goes on without routing. Who is no agent is not put
 * through where somebody else has the interaction by now. */
static void
not_handed(struct consult *consult, struct view outcome, bool agent)
{
	struct queued *queued = consult->queued;

	if (consult->interaction_over) {
		queued_finish(queued, "system", "normal");
	} else if (consult->target == NULL || consult->blind) {
		back(consult);
	} else if (queued->talker == NULL && agent && view_is(outcome, "cannot_take")) {
		hand(consult, false);
	} else if (queued->talker == NULL) {
		consult_drop(queued);
		queued_look_again(queued);
	}
}

static void
on_handed(void *ctx, const struct db_result *row, bool agent)
{
	struct consult *consult = ctx;
	char word[24];
	struct view outcome;

	consult->pending--;
	consult->handing = false;
	(void)view_copy(row != NULL ? db_text(row, 0, 0) : VIEW("stale"), word, sizeof(word));
	outcome = view_of(word);
	reply(consult, view_is(outcome, "stale") ? VIEW("not_yours") : outcome,
	    row != NULL ? db_text(row, 0, 1) : VIEW("{}"));
	if (consult->queued == NULL)
		settle(consult);
	else if (view_is(outcome, "ok"))
		handed(consult, agent);
	else
		not_handed(consult, outcome, agent);
}

static void
on_handed_agent(void *ctx, const struct db_result *row)
{
	on_handed(ctx, row, true);
}

static void
on_handed_other(void *ctx, const struct db_result *row)
{
	on_handed(ctx, row, false);
}

static void
hand(struct consult *consult, bool agent)
{
	struct fact fact = queued_fact(consult->queued, &q_call_handed);

	consult->handing = true;
	consult->pending++;
	fact.params[2] = P_INT(consult->agent);
	fact.params[3] = agent ? P_INT(consult->dial.inside.id) : P_NULL();
	tell(consult->daemon, &fact, agent ? on_handed_agent : on_handed_other, consult);
}

/* ---- who is brought in ---- */

static void
picked_up(struct consult *consult, struct far *far)
{
	consult->target = far;
	consult->cause = NULL;
	received_answered(consult->queued, &consult->received);
	if (consult->blind) {
		hand(consult, is_inside(consult, DIAL_AGENT));
		return;
	}
	consult->state = TALKING;
	ring_tone(consult, false);
	show(consult, state_words[TALKING]);
	consult_mix(consult->queued);
}

/* cause: how they are gone (call_far_cause, outward.h). */
static void
target_gone(struct consult *consult, const char *cause)
{
	consult->target = NULL;
	consult->cause = cause;
	if (consult->state == HANDED)
		queued_finish(consult->queued, "system", cause);
	else if (!consult->handing)
		back(consult);
}

/* Who has the caller holds them: they hear music. */
static void
on_target_held(void *ctx, struct far *far, bool held)
{
	struct consult *consult = ctx;

	(void)held;
	if (consult->queued != NULL && far == consult->target)
		consult_mix(consult->queued);
}

static void
on_far_answered(void *ctx, struct far *far)
{
	struct consult *consult = ctx;

	if (consult->target != NULL) {
		far_end(far);
		return;
	}
	timer_stop(&consult->timer);
	call_fars_of_end(consult->queued->call, consult, far, NULL);
	picked_up(consult, far);
}

/* Of a phone that was not picked up. */
static const char *
cause_of(int status)
{
	return status == 486 || status == 600 ? "busy" : status == 603 ? "declined" : "no_answer";
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct consult *consult = ctx;

	if (far == consult->target) {
		target_gone(consult, call_far_cause(end));
		return;
	}
	if (consult->target == NULL)
		consult->cause = cause_of(status);
	consult->left--;
	if (consult->left == 0 && consult->target == NULL)
		back(consult);
}

static void
on_ring_late(void *ctx)
{
	struct consult *consult = ctx;

	if (consult->queued == NULL || consult->target != NULL)
		return;
	consult->cause = "no_answer";
	back(consult);
}

static void
ring_time(struct consult *consult)
{
	timer_in(&consult->timer, config_int(daemon_config(consult->daemon), "outside_ring_ms"));
}

/* Their phones can't ring. */
static void
nobody_rings(struct consult *consult)
{
	consult->cause = "no_answer";
	back(consult);
}

static void
ring_targets(struct consult *consult, struct party_target *targets, int count)
{
	static const struct far_events events = {
		.answered = on_far_answered,
		.held = on_target_held,
		.ended = on_far_ended,
	};

	for (int i = 0; i < count; i++)
		if (call_invite(consult->queued->call, &targets[i], &events, consult) != NULL)
			consult->left++;
	ring_time(consult);
	if (consult->left == 0)
		nobody_rings(consult);
}

/* An answer has come; false: nobody waits for it any more. */
static bool
is_awaited(struct consult *consult)
{
	consult->pending--;
	if (consult->queued != NULL)
		return true;
	settle(consult);
	return false;
}

static void
on_found(void *ctx, struct party_target *targets, int count)
{
	if (is_awaited(ctx))
		ring_targets(ctx, targets, count);
}

/* What a number outside says before it answers ("not in service") is for the agent. */
static void
on_outward_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct consult *consult = ctx;

	(void)far;
	(void)status;
	if (sound)
		consult_mix(consult->queued);
}

static void
on_outward_answered(void *ctx, struct far *far)
{
	struct consult *consult = ctx;

	timer_stop(&consult->timer);
	picked_up(consult, far);
}

static void
on_outward_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct consult *consult = ctx;

	(void)status;
	(void)phrase;
	if (consult->target == NULL)
		consult->cause = cause;
	consult->outward = NULL;
	target_gone(consult, cause);
}

/* In the limits of `user`. */
static void
ring_outside(struct consult *consult, const struct dial *dial, int64_t user)
{
	static const struct outward_events events = {
		.progress = on_outward_progress,
		.answered = on_outward_answered,
		.held = on_target_held,
		.ended = on_outward_ended,
	};
	char id[CALL_ID_SIZE];
	const struct outward_spec spec = {
		.tenant = consult->queued->place.tenant, .user = user, .dial = dial, .id = id
	};

	call_id_make(id);
	ring_time(consult);
	consult->outward =
	    outward_begin(consult->daemon, consult->queued->call, &spec, &events, consult);
}

static void
on_mode_found(void *ctx, const struct ring_mode *mode)
{
	struct consult *consult = ctx;

	if (!is_awaited(consult))
		return;
	if (mode->dnd != RING_DND_OFF)
		nobody_rings(consult);
	else if (mode->kind == RING_PHONES)
		ring_targets(consult, mode->targets, mode->count);
	else if (mode->kind == RING_OUTSIDE)
		ring_outside(consult, &mode->dial, consult->dial.inside.id);
	else
		nobody_rings(consult);
}

/* Who calls a colleague: the agent who asks them, who talks first; whom the call is given to blindly, the customer. */
static struct ring_from
shown_to(const struct consult *consult, const struct db_result *row)
{
	const struct queued *queued = consult->queued;

	return consult->blind
	    ? (struct ring_from){ view_of(queued->number), view_of(queued->shown) }
	    : (struct ring_from){ db_text(row, 0, db_col(row, "number_")),
		      db_text(row, 0, db_col(row, "shown")) };
}

static void
entry_begin(struct consult *consult)
{
	const struct received whose = { .owner = consult->dial.inside.id,
		.side = side_of(consult),
		.by = consult->agent,
		.consulted = !consult->blind };

	received_begin(consult->queued, &consult->received, &whose);
}

/* Who is in do not disturb, or has blocked the caller (the agent who asks them, the customer who is given to them), is not rung (SP-9, CT-12); a
 * blocked call is not logged. Whether an agent may take it, routing has judged. */
static void
on_colleague(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct consult *consult = ctx;
	struct ring_from from;

	if (!is_awaited(consult))
		return;
	if (outcome != DB_DONE || row->rows == 0 || db_text(row, 0, db_col(row, "blocked")).n > 0) {
		nobody_rings(consult);
		return;
	}
	entry_begin(consult);
	if (db_bool(row, 0, db_col(row, "dnd"))) {
		nobody_rings(consult);
		return;
	}
	from = shown_to(consult, row);
	consult->pending++;
	if (is_inside(consult, DIAL_AGENT))
		ring_mode(consult->daemon, consult->queued->place.tenant, consult->dial.inside.id,
		    &from, on_mode_found, consult);
	else
		ring_work(consult->daemon, consult->queued->place.tenant, consult->dial.inside.id,
		    &from, on_found, consult);
}

static void
ring_colleague(struct consult *consult)
{
	const struct db_param params[] = { P_INT(consult->queued->place.tenant),
		P_INT(consult->dial.inside.id), P_TEXT(side_name(side_of(consult))),
		consult->blind ? db_text_or_null(consult->queued->number) : P_NULL(),
		consult->blind ? P_NULL() : P_INT(consult->agent),
		consult->blind ? P_NULL() : P_TEXT(side_name(SIDE_AGENT)) };

	consult->pending++;
	db_submit(daemon_db(consult->daemon),
	    &(struct db_call){ .query = &q_reach, .lane = DB_LANE_READ, .params = params },
	    on_colleague, consult);
}

/* ---- the beginning ---- */

static void
ring(struct consult *consult)
{
	struct queued *queued = consult->queued;

	consult->state = RINGING;
	call_share(queued->call);
	call_connect(queued->call, queued->talker);
	ring_tone(consult, true);
	consult_mix(queued);
	if (consult->dial.kind == DIAL_INSIDE)
		ring_colleague(consult);
	else
		ring_outside(consult, &consult->dial, consult->agent);
}

/* Shown for nothing, or it may be: the agent's phone has gone meanwhile, or nobody knows what the database did. */
static void
not_begun(struct consult *consult, bool shown)
{
	if (shown)
		show(consult, NULL);
	consult_drop(consult->queued);
}

static void
on_asked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct consult *consult = ctx;
	bool ok = outcome == DB_DONE && view_is(db_text(row, 0, 0), "ok");
	bool there = consult->queued != NULL && consult->queued->talker != NULL;

	consult->pending--;
	if (outcome != DB_DONE) {
		request_reply_retry(consult->req, outcome, row);
		consult->req = NULL;
	} else if (ok && !there) {
		reply(consult, VIEW("not_talking"), VIEW("{}"));
	} else {
		reply(consult,
		    view_is(db_text(row, 0, 0), "stale") ? VIEW("not_yours") : db_text(row, 0, 0),
		    ok ? VIEW("{}") : db_text(row, 0, 1));
	}
	if (consult->queued == NULL)
		settle(consult);
	else if (ok && there)
		ring(consult);
	else
		not_begun(consult, ok || outcome != DB_DONE);
}

static void
begin(struct http_req *req, struct queued *queued, const struct dial *dial, bool blind)
{
	struct consult *consult = mem_zero(1, sizeof(*consult));
	struct fact fact;

	consult->daemon = queued->daemon;
	consult->queued = queued;
	consult->agent = queued->talker_agent;
	consult->dial = *dial;
	consult->blind = blind;
	consult->req = req;
	consult->pending = 2;
	timer_init(&consult->timer, daemon_loop(queued->daemon), on_ring_late, consult);
	queued->consult = consult;
	fact = fact_of(consult, state_words[RINGING]);
	effect_run(queued->daemon,
	    &(struct command){ .query = fact.query,
		.params = fact.params,
		.keys = fact.keys,
		.key_count = fact.key_count },
	    on_asked, consult);
}

/* ---- what agents ask for ---- */

/* The call of the request's interaction that its agent talks on. NULL: it is answered. */
static struct queued *
talk_of(struct http_req *req)
{
	const struct actor *actor = request_actor(req);
	struct queued *queued;
	enum queued_done done;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return NULL;
	queued = queued_find(request_daemon(req), actor->tenant, id);
	done = queued_judge(queued, actor->user);
	if (done == QUEUED_OK)
		return queued;
	request_reply_outcome(req, 202, view_of(queued_words[done]), VIEW("{}"));
	return NULL;
}

static void
reply_number(struct http_req *req, const char *why)
{
	struct buf body = { 0 };

	buf_addf(&body, "{\"errors\":[{\"pointer\":\"/number\",\"detail\":\"%s\"}]}", why);
	request_reply_outcome(req, 202, VIEW("invalid"), buf_view(&body));
	buf_fini(&body);
}

/* Why this can't be called for a customer's call; NULL: it can. */
static const char *
refusal(const struct dial *dial, int64_t agent)
{
	if (dial->kind == DIAL_REFUSED)
		return dial_words(dial);
	if (dial->kind == DIAL_OUTSIDE)
		return NULL;
	if (dial->kind != DIAL_INSIDE ||
	    (dial->inside.kind != DIAL_WORK && dial->inside.kind != DIAL_AGENT))
		return "Nobody is reached by this who could be brought into a call.";
	return dial->inside.id == agent ? "This is your own extension." : NULL;
}

static void
ask(struct http_req *req, bool blind)
{
	struct queued *queued = talk_of(req);
	const char *why;
	struct dial dial;

	if (queued == NULL)
		return;
	if (queued->consult != NULL || queued->ring != NULL) {
		request_reply_outcome(req, 202, VIEW("consult_there"), VIEW("{}"));
		return;
	}
	dial_user(queued->daemon, queued->place.tenant, queued->talker_agent, NULL,
	    request_values(req)->at[0].text, &dial);
	why = refusal(&dial, queued->talker_agent);
	if (why != NULL)
		reply_number(req, why);
	else
		begin(req, queued, &dial, blind);
}

void
on_call_consult(struct http_req *req, void *app)
{
	(void)app;
	ask(req, false);
}

void
on_call_transfer(struct http_req *req, void *app)
{
	(void)app;
	ask(req, true);
}

/* The one that is there, in one of these states. NULL: it is answered. */
static struct consult *
consult_of(struct http_req *req, bool picked)
{
	struct queued *queued = talk_of(req);
	struct consult *consult = queued != NULL ? queued->consult : NULL;

	if (queued == NULL)
		return NULL;
	if (consult != NULL && consult->state != ASKED && !consult->handing &&
	    (!picked || consult->target != NULL))
		return consult;
	request_reply_outcome(req, 202, VIEW("no_consult"), VIEW("{}"));
	return NULL;
}

void
on_call_consult_end(struct http_req *req, void *app)
{
	struct consult *consult = consult_of(req, false);

	(void)app;
	if (consult == NULL)
		return;
	back(consult);
	request_reply_outcome(req, 202, VIEW("ok"), VIEW("{}"));
}

void
on_call_consult_complete(struct http_req *req, void *app)
{
	struct consult *consult = consult_of(req, true);

	(void)app;
	if (consult == NULL)
		return;
	consult->req = req;
	hand(consult, is_inside(consult, DIAL_AGENT));
}

void
on_call_consult_conference(struct http_req *req, void *app)
{
	struct consult *consult = consult_of(req, true);

	(void)app;
	if (consult == NULL)
		return;
	consult->state = CONFERENCE;
	show(consult, state_words[CONFERENCE]);
	consult_mix(consult->queued);
	request_reply_outcome(req, 202, VIEW("ok"), VIEW("{}"));
}

/* ---- for queued.c ---- */

bool
consult_goes_on(struct queued *queued)
{
	struct consult *consult = queued->consult;

	if (consult == NULL || consult->state == ASKED)
		return false;
	if (consult->handing || (consult->blind && consult->state == RINGING))
		return true;
	if (consult->state != CONFERENCE)
		return false;
	hand(consult, is_inside(consult, DIAL_AGENT));
	return true;
}

bool
consult_settles(const struct queued *queued, int64_t agent)
{
	const struct consult *consult = queued->consult;

	if (consult == NULL)
		return false;
	if (queued->talker == NULL && consult->agent == agent)
		return true;
	return consult->handing && is_inside(consult, DIAL_AGENT) &&
	    consult->dial.inside.id == agent;
}

bool
consult_waits(struct queued *queued)
{
	struct consult *consult = queued->consult;

	if (consult == NULL || !consult->handing)
		return false;
	consult->interaction_over = true;
	return true;
}
