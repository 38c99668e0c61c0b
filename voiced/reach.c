/* reach - see reach.h */
#include "voiced/reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/call_log.h"
#include "voiced/dialers.h"
#include "voiced/farewell.h"
#include "voiced/live.h"
#include "voiced/mailbox.h"
#include "voiced/outward.h"
#include "voiced/queued.h"
#include "voiced/ring.h"
#include "voiced/voiced.h"

enum {
	SHOWN_MAX = 80, /* letters, as voice.call_log has it */
	SHOWN_SIZE = 4 * SHOWN_MAX + 1,
	BACK_MS = 60000, /* so long who gave a call away is asked for while the database is away */
	BACK_AGAIN_MS = 1000,
	MS_PER_S = 1000,
	LEG_TEXT_SIZE = 12, /* "/" and a leg's number */
	OUTSIDES_MAX = 1000000, /* as many digits as CALL_ID_SIZE has room for */
};

static GAUGE(reach_now, "voice_reach_calls", "Calls to users there are");
static COUNTER(reach_total, "voice_reach_calls_total", "Calls to users that came");
static COUNTER(blocked_total, "voice_reach_blocked_total",
    "Calls that did not ring because the user has blocked who calls");
static COUNTER(loops_total, "voice_reach_loops_total",
    "Forwardings that were not done: the call would have come back");

/* One whom the call was for on its way. */
struct reached {
	int64_t user;
	enum side side;
	bool logged; /* their call log has it */
	int64_t given_by; /* who gave it to them, or to whoever forwards to them; 0: nobody */
	int leg; /* which leg of the call, from 1 */
	struct live live;
};

/* What a caller hears who reaches nobody, and what the logs say of it. */
struct last_words {
	enum say_prompt prompt;
	const char *cause;
};
static const struct last_words blocked_words = { SAY_blocked, "declined" },
			       kept_words = { SAY_line_kept, "busy" }; /* EM-10 */

/* What becomes of a call that nobody picks up. */
enum then { THEN_VOICEMAIL, THEN_NUMBER, THEN_END };

struct reach {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	char id[CALL_ID_SIZE];
	int64_t tenant;
	char number[DIAL_TEXT_SIZE], shown[SHOWN_SIZE]; /* who calls from outside */
	char seen_number[DIAL_TEXT_SIZE], seen_name[SHOWN_SIZE]; /* what phones show */
	struct caller caller; /* a colleague; user 0: nobody */
	struct live caller_live;
	char dialled[DIAL_TEXT_SIZE];
	struct reached users[REACH_USERS_MAX];
	int user_count; /* the last one is who is called now */
	enum then then;
	int forward_delay_s;
	char forward_number[DIAL_TEXT_SIZE], own_number[DIAL_TEXT_SIZE];
	struct outward *outward;
	bool outward_own; /* it is a phone of the agent who is called */
	struct far *far; /* who talks */
	struct reached *talker; /* whose phone that is; NULL: somebody outside */
	int ringing;
	bool busy; /* one of their phones is */
	struct reached
	    giver; /* who gave it away and has it back if nobody takes it; user 0: nobody */
	unsigned int outsides; /* how many numbers outside were called: each is counted by itself */
	int64_t back_until_ms; /* the giver has it back, and is asked for until then; 0: no */
	bool asks_again; /* the timer is for this */
	int legs; /* how many users' there were */
	struct timer timer;
	int pending; /* answers that are waited for, and a closing timer */
	struct link link;
};

struct reaches {
	struct list all;
	bool stopping; /* the last one takes this along */
};

static struct reaches *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "reach");
}

static struct reached *
now(struct reach *reach)
{
	return &reach->users[reach->user_count - 1];
}

/* ---- the records ---- */

/* Whoever is given a call that they had before has it in their log once more. */
static void
log_add(struct reach *reach, const struct reached *whose, const char *step, const char *cause)
{
	char id[CALL_ID_SIZE + LEG_TEXT_SIZE];

	(void)snprintf(id, sizeof(id), whose->leg == 1 ? "%s" : "%s/%d", reach->id, whose->leg);
	call_log_tell(reach->daemon,
	    &(struct call_log){ .tenant = reach->tenant,
		.owner = whose->user,
		.side = whose->side,
		.call = id,
		.number = reach->number,
		.shown = reach->shown,
		.other = reach->caller.user,
		.given_by = whose->given_by },
	    step, cause);
}

/* In the log of the colleague who calls. */
static void
log_caller(struct reach *reach, const char *step, const char *cause)
{
	const struct call_log log = { .tenant = reach->tenant,
		.owner = reach->caller.user,
		.side = reach->caller.side,
		.call = reach->id,
		.out = true,
		.number = reach->dialled,
		.shown = "",
		.other = reach->user_count > 0 ? reach->users[0].user : 0 };

	if (reach->caller.user != 0)
		call_log_tell(reach->daemon, &log, step, cause);
}

/* All but `but`, who has it. What had an end already keeps it. */
static void
log_users(struct reach *reach, const struct reached *but, const char *cause)
{
	for (int i = 0; i < reach->user_count; i++)
		if (reach->users[i].logged && &reach->users[i] != but)
			log_add(reach, &reach->users[i], "ended", cause);
}

/* ---- lines that a receptionist watches ---- */

static void
live_user(struct reach *reach, struct reached *whose, const char *state)
{
	live_tell(reach->daemon, &whose->live,
	    &(struct live_leg){ .tenant = reach->tenant,
		.user = whose->user,
		.side = whose->side,
		.call = reach->id,
		.n = whose->leg,
		.number = reach->number,
		.shown = reach->shown,
		.other = reach->caller.user },
	    state);
}

/* The line of the colleague who calls. */
static void
live_caller(struct reach *reach, const char *state)
{
	live_tell(reach->daemon, &reach->caller_live,
	    &(struct live_leg){ .tenant = reach->tenant,
		.user = reach->caller.user,
		.side = reach->caller.side,
		.call = reach->id,
		.out = true,
		.number = reach->dialled,
		.shown = "",
		.other = reach->user_count > 0 ? reach->users[0].user : 0 },
	    state);
}

static void
live_users_end(struct reach *reach, const struct reached *but)
{
	for (int i = 0; i < reach->user_count; i++)
		if (&reach->users[i] != but)
			live_user(reach, &reach->users[i], "ended");
}

/* ---- the end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct reaches *all = all_of(daemon);

	if (!all->stopping || !list_empty(&all->all))
		return;
	daemon_set_data(daemon, "reach", NULL);
	free(all);
}

static void
settle(struct reach *reach)
{
	struct reaches *all = all_of(reach->daemon);

	if (reach->pending > 0 || reach->call != NULL)
		return;
	list_remove(&all->all, &reach->link);
	metric_set(&reach_now, (int64_t)all->all.count);
	all_settle(reach->daemon);
	free(reach);
}

static void
on_timer_closed(void *ctx)
{
	struct reach *reach = ctx;

	reach->pending--;
	settle(reach);
}

/* The call itself is over, is ended by whoever calls this, or has another owner. */
static void
leave(struct reach *reach, const char *cause, const char *caller_cause)
{
	reach->call = NULL;
	if (reach->outward != NULL)
		outward_end(reach->outward);
	reach->outward = NULL;
	log_users(reach, NULL, cause);
	log_caller(reach, "ended", caller_cause);
	live_users_end(reach, NULL);
	live_caller(reach, "ended");
	reach->pending++;
	timer_close(&reach->timer, on_timer_closed);
}

static void
finish(struct reach *reach, const char *cause, int status, const char *phrase)
{
	struct call *call = reach->call;

	leave(reach, cause, cause);
	call_end(call, status, phrase);
}

/* How nobody picked up: what the logs say, and what who calls is told. */
struct unanswered {
	const char *cause;
	int status;
	const char *phrase;
};
static const struct unanswered no_answer = { "no_answer", 480, "Temporarily Unavailable" },
			       is_busy = { "busy", 486, "Busy Here" },
			       declined = { "declined", 603, "Decline" };

static void reach_user(struct reach *reach, int64_t user, enum side side);

/* Who gave it away is called as anybody, with their own forwarding; behind that nobody else has it back. */
static void
back_to_giver(struct reach *reach, const struct unanswered *how)
{
	const struct reached giver = reach->giver;

	reach->giver.user = 0;
	reach->back_until_ms = clock_mono_ms() + BACK_MS;
	log_users(reach, NULL, how->cause);
	live_users_end(reach, NULL);
	reach->user_count = 0;
	reach_user(reach, giver.user, giver.side);
}

static void
end_unanswered(struct reach *reach, const struct unanswered *how)
{
	if (reach->giver.user != 0) {
		back_to_giver(reach, how);
		return;
	}
	finish(reach, how->cause, how->status, how->phrase);
}

/* Says why, and ends. Who was given away has been answered before. */
static void
say_and_end(struct reach *reach, const struct last_words *words)
{
	struct call *call = reach->call;

	leave(reach, words->cause, words->cause);
	farewell(reach->daemon, call, &(struct farewell_words){ .prompt = words->prompt });
}

/* ---- nobody picks up ---- */

static void
to_voicemail(struct reach *reach, const struct unanswered *how)
{
	struct call *call = reach->call;
	const struct mailbox_for whose = { .tenant = reach->tenant,
		.user = now(reach)->user,
		.side = now(reach)->side,
		.caller = reach->caller.user,
		.number = view_of(reach->caller.user != 0 ? reach->seen_number : reach->number),
		.shown = view_of(reach->caller.user != 0 ? reach->seen_name : reach->shown) };

	if (now(reach)->side == SIDE_AGENT && reach->giver.user != 0) {
		end_unanswered(reach, how); /* an agent refuses what they are given */
		return;
	}
	leave(reach, "voicemail", "voicemail");
	mailbox_take(reach->daemon, call, &whose);
}

/* Whether a forwarding of this user's is under way already that this call may have come of: by their phone outside, back to us.
 * Who withholds their number may be that phone. */
static bool
is_loop(const struct reach *reach)
{
	const struct reached *user = &reach->users[reach->user_count - 1];

	list_for_each (&all_of(reach->daemon)->all, at) {
		const struct reach *other = LIST_OF(at, struct reach, link);

		if (other != reach && reach->caller.user == 0 && other->call != NULL &&
		    other->outward != NULL && other->far == NULL &&
		    other->tenant == reach->tenant &&
		    other->users[other->user_count - 1].user == user->user &&
		    (reach->number[0] == '\0' || strcmp(reach->number, other->number) == 0 ||
			strcmp(reach->number, other->forward_number) == 0 ||
			strcmp(reach->number, other->own_number) == 0))
			return true;
	}
	return false;
}

static bool
was_reached(const struct reach *reach, int64_t user)
{
	for (int i = 0; i < reach->user_count; i++)
		if (reach->users[i].user == user)
			return true;
	return false;
}

static void go_outside(struct reach *reach, const struct dial *dial, bool own);

static void
to_channel(struct reach *reach, int64_t channel)
{
	struct call *call = reach->call;
	const struct queued_call queued = { reach->tenant, channel,
		view_of(reach->seen_number[0] != '\0' ? reach->seen_number : reach->number),
		view_of(reach->seen_name) };

	queued_take(reach->daemon, call, &queued);
	if (reach->caller.user != 0)
		call_answer(call); /* a colleague, who pays nothing: the log says from when */
	log_caller(reach, "answered", NULL);
	leave(reach, "elsewhere", "normal");
}

/* By the user's own plan and limits, as if they dialled it; nothing else is called than what they set. */
static void
to_number(struct reach *reach, const struct unanswered *how)
{
	struct dial dial;

	dial_user(reach->daemon, reach->tenant, now(reach)->user, NULL,
	    view_of(reach->forward_number), &dial);
	if (dial.kind == DIAL_INSIDE && dial.inside.kind == DIAL_CHANNEL) {
		to_channel(reach, dial.inside.id);
	} else if (dial.kind == DIAL_INSIDE && dial.inside.kind != DIAL_SERVICE &&
	    reach->user_count < REACH_USERS_MAX && !was_reached(reach, dial.inside.id)) {
		reach_user(
		    reach, dial.inside.id, dial.inside.kind == DIAL_AGENT ? SIDE_AGENT : SIDE_WORK);
	} else if (dial.kind == DIAL_OUTSIDE && !is_loop(reach)) {
		go_outside(reach, &dial, false);
	} else {
		metric_add(&loops_total, dial.kind != DIAL_REFUSED);
		LOG(INFO, "call_not_forwarded", LOG_TEXT("call", reach->id),
		    LOG_ID("tenant", reach->tenant), LOG_ID("user", now(reach)->user),
		    LOG_TEXT("kind", dial_kind_name(dial.kind)));
		to_voicemail(reach, how);
	}
}

/* Who declined it does not want it elsewhere. */
static void
unanswered(struct reach *reach, const struct unanswered *how)
{
	timer_stop(&reach->timer);
	call_fars_end(reach->call, NULL, NULL);
	reach->ringing = 0;
	live_user(reach, now(reach), "ended");
	if (how == &declined)
		log_add(reach, now(reach), "ended", "declined");
	if (reach->then == THEN_VOICEMAIL)
		to_voicemail(reach, how);
	else if (reach->then == THEN_NUMBER && how != &declined)
		to_number(reach, how);
	else
		end_unanswered(reach, how);
}

/* ---- phones ring ---- */

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct reach *reach = ctx;

	if (sound && (reach->outward != NULL || reach->ringing == 1))
		call_connect(reach->call, far);
	else if (status == 180)
		call_ring(reach->call);
}

/* `whose`: who has it from now on; NULL: somebody outside. */
static void
talk(struct reach *reach, struct far *far, struct reached *whose)
{
	reach->far = far;
	reach->ringing = 0;
	timer_stop(&reach->timer);
	call_fars_end(reach->call, far, NULL);
	log_users(reach, whose, "elsewhere");
	live_users_end(reach, whose);
	if (whose != NULL) {
		log_add(reach, whose, "answered", NULL);
		live_user(reach, whose, "active");
	}
	log_caller(reach, "answered", NULL);
	live_caller(reach, "active");
	reach->talker = whose;
	reach->giver.user = 0;
	reach->back_until_ms = 0;
	call_connect(reach->call, far);
	call_answer(reach->call);
}

static void
on_answered(void *ctx, struct far *far)
{
	struct reach *reach = ctx;

	if (reach->far != NULL)
		far_end(far);
	else
		talk(reach, far, now(reach));
}

static void
on_held(void *ctx, struct far *far, bool held)
{
	struct reach *reach = ctx;

	if (far != reach->far)
		return;
	call_hold(reach->call, far, held);
	if (reach->talker != NULL)
		live_user(reach, reach->talker, held ? "held" : "active");
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct reach *reach = ctx;

	if (far == reach->far) {
		finish(reach, call_far_cause(end), 480, "Ended");
		return;
	}
	if (reach->far != NULL || reach->ringing == 0)
		return;
	reach->ringing--;
	reach->busy = reach->busy || status == 486 || status == 600;
	if (status == 603)
		unanswered(reach, &declined);
	else if (reach->ringing == 0)
		unanswered(reach, reach->busy ? &is_busy : &no_answer);
}

static void
ring(struct reach *reach, struct party_target *targets, int count)
{
	static const struct far_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.held = on_held,
		.ended = on_far_ended,
	};

	for (int i = 0; i < count; i++)
		if (call_invite(reach->call, &targets[i], &events, reach) != NULL)
			reach->ringing++;
	if (reach->ringing > 0)
		timer_in(&reach->timer, (int64_t)reach->forward_delay_s * MS_PER_S);
	else
		unanswered(reach, &no_answer);
}

/* True: it is still there. */
static bool
is_back(struct reach *reach)
{
	reach->pending--;
	if (reach->call == NULL)
		settle(reach);
	else
		return true;
	return false;
}

static void
on_work_found(void *ctx, struct party_target *targets, int count)
{
	struct reach *reach = ctx;

	if (is_back(reach))
		ring(reach, targets, count);
}

/* ---- a number outside ---- */

static void
on_outward_answered(void *ctx, struct far *far)
{
	struct reach *reach = ctx;

	talk(reach, far, reach->outward_own ? now(reach) : NULL);
}

/* Who has given it away did so to this number: it is not theirs that was not answered. */
static bool
is_given(const struct reach *reach)
{
	return reach->giver.user != 0 && reach->user_count == 1 &&
	    reach->users[0].user == reach->giver.user;
}

/* Before an answer it was the last that could be tried. */
static void
on_outward_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct reach *reach = ctx;
	const struct unanswered *how = strcmp(cause, "busy") == 0 ? &is_busy : &no_answer;

	reach->outward = NULL;
	timer_stop(&reach->timer);
	if (reach->far != NULL)
		finish(reach, cause, status, phrase);
	else if (is_given(reach))
		end_unanswered(reach, how);
	else
		to_voicemail(reach, how);
}

static void
go_outside(struct reach *reach, const struct dial *dial, bool own)
{
	static const struct outward_events events = {
		.progress = on_progress,
		.answered = on_outward_answered,
		.held = on_held,
		.ended = on_outward_ended,
	};
	char id[CALL_ID_SIZE];
	const struct outward_spec spec = {
		.tenant = reach->tenant, .user = now(reach)->user, .dial = dial, .id = id
	};

	(void)snprintf(id, sizeof(id), "%.32s.%u", reach->id, ++reach->outsides % OUTSIDES_MAX);
	reach->outward_own = own;
	reach->outward = outward_begin(reach->daemon, reach->call, &spec, &events, reach);
}

/* An agent's phone that is a number outside: it rings as any other phone of theirs. */
static void
on_agent_found(void *ctx, const struct ring_mode *mode)
{
	struct reach *reach = ctx;

	if (!is_back(reach))
		return;
	if (mode->dnd != RING_DND_OFF) {
		to_voicemail(reach, &no_answer);
	} else if (mode->kind == RING_PHONES) {
		ring(reach, mode->targets, mode->count);
	} else if (mode->kind == RING_OUTSIDE) {
		go_outside(reach, &mode->dial, true);
		timer_in(&reach->timer, (int64_t)reach->forward_delay_s * MS_PER_S);
	} else {
		unanswered(reach, &no_answer);
	}
}

/* ---- what is to be done for one user ---- */

static void
find_phones(struct reach *reach)
{
	const struct ring_from from = { view_of(reach->seen_number), view_of(reach->seen_name) };
	struct reached *user = now(reach);

	live_user(reach, user, "ringing");
	reach->pending++;
	if (user->side == SIDE_WORK)
		ring_work(reach->daemon, reach->tenant, user->user, &from, on_work_found, reach);
	else
		ring_mode(reach->daemon, reach->tenant, user->user, &from, on_agent_found, reach);
}

/* Nothing of it stands in the user's call log: they want to know nothing of it. */
static void
refuse_blocked(struct reach *reach, struct view how)
{
	metric_add(&blocked_total, 1);
	if (view_is(how, "voicemail"))
		to_voicemail(reach, &is_busy);
	else if (view_is(how, "announcement") && reach->giver.user == 0)
		say_and_end(reach, &blocked_words);
	else
		end_unanswered(reach, &is_busy);
}

/* What the third column of the status table says (SP-11); a line that is kept free says so (EM-10). */
static void
refuse_agent(struct reach *reach, struct view why)
{
	if (view_is(why, "busy"))
		to_voicemail(reach, &is_busy);
	else if (view_is(why, "on_break"))
		to_voicemail(reach, &no_answer);
	else if (view_is(why, "line_kept") && reach->giver.user == 0)
		say_and_end(reach, &kept_words);
	else
		end_unanswered(reach, &no_answer);
}

static void
take_facts(struct reach *reach, const struct db_result *row)
{
	struct view then = db_text(row, 0, db_col(row, "forward_then"));

	reach->forward_delay_s = (int)db_int(row, 0, db_col(row, "forward_delay_s"));
	reach->then = view_is(then, "number") ? THEN_NUMBER
	    : view_is(then, "end")            ? THEN_END
					      : THEN_VOICEMAIL;
	/* An agent extension is forwarded nowhere: its user's number is that of their Work account. */
	if (now(reach)->side == SIDE_AGENT)
		reach->then = THEN_VOICEMAIL;
	(void)view_copy(db_text(row, 0, db_col(row, "forward_number")), reach->forward_number,
	    sizeof(reach->forward_number));
	(void)view_copy(db_text(row, 0, db_col(row, "own_number")), reach->own_number,
	    sizeof(reach->own_number));
	if (reach->caller.user != 0) {
		(void)view_copy(db_text(row, 0, db_col(row, "number_")), reach->seen_number,
		    sizeof(reach->seen_number));
		(void)view_copy(utf8_head(db_text(row, 0, db_col(row, "shown")), SHOWN_MAX),
		    reach->seen_name, sizeof(reach->seen_name));
	}
}

/* A caller who was answered waits, with music, until the database says where the giver is. */
static void
ask_again(struct reach *reach)
{
	reach->asks_again = true;
	timer_in(&reach->timer, BACK_AGAIN_MS);
}

static void
on_facts(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct reach *reach = ctx;
	struct view blocked, refusal;

	if (!is_back(reach))
		return;
	if ((outcome != DB_DONE || row->rows == 0) && reach->giver.user != 0) {
		end_unanswered(reach, &no_answer);
		return;
	}
	if (outcome != DB_DONE && outcome != DB_CLOSED && clock_mono_ms() < reach->back_until_ms) {
		ask_again(reach);
		return;
	}
	if (outcome != DB_DONE || row->rows == 0) {
		finish(reach, "failed", outcome == DB_DONE ? 404 : 503, "Not Reached");
		return;
	}
	take_facts(reach, row);
	blocked = db_text(row, 0, db_col(row, "blocked"));
	refusal = db_text(row, 0, db_col(row, "refusal"));
	if (blocked.n > 0) {
		refuse_blocked(reach, blocked);
		return;
	}
	now(reach)->logged = true;
	log_add(reach, now(reach), "began", NULL);
	if (refusal.n > 0)
		refuse_agent(reach, refusal);
	else if (db_bool(row, 0, db_col(row, "dnd")))
		to_voicemail(reach, &no_answer);
	else
		find_phones(reach);
}

static void
ask(struct reach *reach)
{
	const struct db_param params[] = { P_INT(reach->tenant), P_INT(now(reach)->user),
		P_TEXT(side_name(now(reach)->side)), db_text_or_null(reach->number),
		db_int_or_null(reach->caller.user),
		reach->caller.user != 0 ? P_TEXT(side_name(reach->caller.side)) : P_NULL() };

	reach->pending++;
	db_submit(daemon_db(reach->daemon),
	    &(struct db_call){ .query = &q_reach, .lane = DB_LANE_READ, .params = params },
	    on_facts, reach);
}

static void
reach_user(struct reach *reach, int64_t user, enum side side)
{
	reach->users[reach->user_count++] = (struct reached){
		.user = user, .side = side, .leg = ++reach->legs, .given_by = reach->giver.user
	};
	reach->busy = false;
	ask(reach);
}

/* ---- given to somebody else ---- */

static struct reach *
find(struct daemon *daemon, int64_t tenant, struct view call)
{
	list_for_each (&all_of(daemon)->all, at) {
		struct reach *reach = LIST_OF(at, struct reach, link);

		if (reach->call != NULL && reach->tenant == tenant && view_is(call, reach->id))
			return reach;
	}
	return NULL;
}

/* Who talks has it no more; who calls hears music. */
static void
let_go(struct reach *reach)
{
	struct far *far = reach->far;
	const struct reached giver = { .user = reach->talker->user, .side = reach->talker->side };

	log_add(reach, reach->talker, "ended", "normal");
	live_user(reach, reach->talker, "ended");
	reach->giver = reach->users[0] = giver;
	reach->user_count = 1;
	reach->talker = NULL;
	reach->far = NULL;
	if (reach->outward == NULL)
		far_end(far);
	else
		outward_end(reach->outward);
	reach->outward = NULL;
	call_music(reach->call);
}

/* Why a call can't be given there; NULL: it can. */
static const char *
refusal_of(const struct dial *dial, int64_t giver)
{
	if (dial->kind == DIAL_REFUSED)
		return dial_words(dial);
	if (dial->kind == DIAL_OUTSIDE)
		return NULL;
	if (dial->kind != DIAL_INSIDE || dial->inside.kind == DIAL_SERVICE)
		return "Nobody is reached by this who could be given a call.";
	return dial->inside.kind != DIAL_CHANNEL && dial->inside.id == giver
	    ? "This is your own extension."
	    : NULL;
}

enum reach_done
reach_transfer(struct daemon *daemon, const struct caller *who, struct view call,
    struct view number, struct buf *refusal)
{
	struct reach *reach = find(daemon, who->tenant, call);
	struct dial dial;
	const char *why;

	if (reach == NULL)
		return REACH_NO_CALL;
	if (reach->talker == NULL || reach->talker->user != who->user ||
	    reach->talker->side != who->side)
		return REACH_NOT_TALKING;
	dial_user(daemon, who->tenant, who->user, NULL, number, &dial);
	why = refusal_of(&dial, who->user);
	if (why != NULL) {
		buf_addf(refusal, "%s", why);
		return REACH_REFUSED;
	}
	let_go(reach);
	if (dial.kind == DIAL_OUTSIDE) {
		go_outside(reach, &dial, false);
	} else if (dial.inside.kind == DIAL_CHANNEL) {
		to_channel(reach, dial.inside.id);
	} else {
		reach->user_count = 0;
		reach_user(
		    reach, dial.inside.id, dial.inside.kind == DIAL_AGENT ? SIDE_AGENT : SIDE_WORK);
	}
	return REACH_OK;
}

/* ---- the call ---- */

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct reach *reach = ctx;
	const char *cause = call_caller_cause(end, reach->far != NULL);

	(void)status;
	leave(reach, cause, cause);
}

static void
on_time(void *ctx)
{
	struct reach *reach = ctx;

	if (reach->call == NULL || reach->far != NULL)
		return;
	if (reach->asks_again) {
		reach->asks_again = false;
		ask(reach);
		return;
	}
	if (reach->outward != NULL)
		outward_end(reach->outward);
	reach->outward = NULL;
	unanswered(reach, &no_answer);
}

static const struct call_events call_events = {
	.ended = on_ended,
};

void
reach_take(struct daemon *daemon, struct call *call, const struct reach_for *whom)
{
	struct reach *reach = mem_zero(1, sizeof(*reach));

	reach->daemon = daemon;
	reach->call = call;
	reach->tenant = whom->tenant;
	if (whom->caller != NULL)
		reach->caller = *whom->caller;
	(void)view_copy(view_of(call_id(call)), reach->id, sizeof(reach->id));
	(void)view_copy(whom->number, reach->number, sizeof(reach->number));
	(void)view_copy(whom->number, reach->seen_number, sizeof(reach->seen_number));
	(void)view_copy(whom->dialled, reach->dialled, sizeof(reach->dialled));
	if (utf8_valid(whom->shown))
		(void)view_copy(
		    utf8_head(whom->shown, SHOWN_MAX), reach->shown, sizeof(reach->shown));
	memcpy(reach->seen_name, reach->shown, sizeof(reach->shown));
	if (whom->caller != NULL)
		dial_own_number(daemon, whom->tenant, whom->caller->user, reach->seen_number);
	timer_init(&reach->timer, daemon_loop(daemon), on_time, reach);
	list_append(&all_of(daemon)->all, &reach->link);
	metric_add(&reach_total, 1);
	metric_set(&reach_now, (int64_t)all_of(daemon)->all.count);
	call_give(call, &call_events, reach);
	if (whom->who.kind == DIAL_WORK || whom->who.kind == DIAL_AGENT) {
		reach_user(
		    reach, whom->who.id, whom->who.kind == DIAL_AGENT ? SIDE_AGENT : SIDE_WORK);
		log_caller(reach, "began", NULL);
		live_caller(reach, "ringing");
	} else if (whom->who.kind == DIAL_CHANNEL) {
		log_caller(reach, "began", NULL);
		to_channel(reach, whom->who.id);
	} else {
		finish(reach, "failed", 404, "Not Found");
	}
}

int
reach_start(struct daemon *daemon, struct err *err)
{
	struct reaches *all = mem_zero(1, sizeof(*all));
	struct metric *const metrics[] = { &reach_now, &reach_total, &blocked_total, &loops_total };

	(void)err;
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		metric_register(metrics[i]);
	list_init(&all->all);
	daemon_set_data(daemon, "reach", all);
	return 0;
}

/* Its calls have ended with the SIP stack; what is still told goes with the process. */
void
reach_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
	daemon_part_stopped(daemon);
}
