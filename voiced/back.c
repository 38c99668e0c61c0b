/* back - see back.h */
#include "voiced/back.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/call_log.h"
#include "voiced/help.h"
#include "voiced/lines.h"
#include "voiced/outward.h"
#include "voiced/phases.h"
#include "voiced/ring.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum {
	ALONE_MS = 30000, /* so long the agents' phones ring alone */
	RING_MS = 180000, /* and so long all of them; the service hangs up before */
	LOOK_MS = 1000, /* a phone that has come rings after this at the latest */
	GUARDS_MAX = 6,
	PHONES_MAX = CALL_FARS_MAX - GUARDS_MAX, /* of all agents, who have equal parts of it */
	SHOWN_MAX = 80, /* letters, as voice.call_log has it */
	SHOWN_SIZE = 4 * SHOWN_MAX + 1,
};

#define HEADERS VIEW("X-Trunkline-Emergency: call-back\r\nPriority: emergency\r\n")

static COUNTER(backs_total, "voice_call_backs_total", "Call backs of emergency services");
static GAUGE(backs_now, "voice_call_backs", "Call backs of emergency services there are");

struct back;

/* A security contact who is called. */
struct guard_call {
	struct back *back;
	char number[DIAL_TEXT_SIZE]; /* "": not called */
	struct outward *outward; /* NULL: not called, or no more */
};

/* An agent who awaits it. */
struct awaiting {
	struct back *back;
	int64_t agent;
	char id[CALL_ID_SIZE]; /* of what the call is to them: each has a record of their own */
	struct phases *phases; /* NULL: it is over for them */
	int rung; /* of their phones */
	bool found; /* it is known which they have */
	bool refused; /* by somebody at one of them */
};

/* A phone that was called, as it registered: once. */
struct rung {
	struct far *far; /* NULL: it is gone */
	bool rang;
	char host[SIP_HOST_MAX];
	int port;
	char uri[PARTY_URI_MAX];
};

struct back {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	char id[CALL_ID_SIZE];
	int64_t tenant;
	struct awaiting agents[AWAITED_AGENTS_MAX];
	int agent_count;
	char number[DIAL_TEXT_SIZE], shown[SHOWN_SIZE];
	struct guard_call guards[GUARDS_MAX];
	bool guards_asked, answered;
	bool no_media; /* the relay could not carry the caller, or whoever talks */
	int called,
	    uncarried; /* phones and contacts; those of them that it could not carry before an answer */
	struct far *far; /* the phone that talks */
	int ringing; /* phones */
	struct rung rung[PHONES_MAX];
	int rung_count;
	int looking; /* agents whose phones are asked for */
	int64_t alone_until_ms; /* by clock_mono_ms */
	struct timer timer;
	struct timer look; /* for phones that have registered since */
	int pending; /* answers that are waited for, and closing timers */
};

struct backs {
	int count;
	bool stopping; /* the last one takes this along */
};

static struct backs *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "back");
}

static void
log_step(const struct awaiting *agent, const char *step, const char *cause)
{
	const struct back *back = agent->back;

	call_log_tell(back->daemon,
	    &(struct call_log){ .tenant = back->tenant,
		.owner = agent->agent,
		.side = SIDE_AGENT,
		.call = agent->id,
		.number = back->number,
		.shown = back->shown },
	    step, cause);
}

/* ---- the end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct backs *all = all_of(daemon);

	if (!all->stopping || all->count > 0)
		return;
	daemon_set_data(daemon, "back", NULL);
	free(all);
}

static void
settle(struct back *back)
{
	struct daemon *daemon = back->daemon;

	if (back->pending > 0 || back->call != NULL)
		return;
	metric_set(&backs_now, --all_of(daemon)->count);
	free(back);
	all_settle(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct back *back = ctx;

	back->pending--;
	settle(back);
}

static void
timer_end(struct back *back, struct timer *timer)
{
	back->pending++;
	timer_close(timer, on_timer_closed);
}

static void
guards_end(struct back *back, const struct guard_call *but)
{
	for (int i = 0; i < GUARDS_MAX; i++)
		if (&back->guards[i] != but && back->guards[i].outward != NULL) {
			outward_end(back->guards[i].outward);
			back->guards[i].outward = NULL;
		}
}

/* While one leg could be carried, somebody could have answered there. */
static bool
nobody_carried(const struct back *back)
{
	return !back->answered && back->called > 0 && back->uncarried == back->called;
}

/* For the records and whoever supervises. */
static void
back_tell_end(struct back *back, const char *cause)
{
	for (int i = 0; i < back->agent_count; i++) {
		struct awaiting *agent = &back->agents[i];

		if (agent->phases == NULL)
			continue;
		phases_ended(agent->phases);
		agent->phases = NULL;
		log_step(agent, "ended", cause);
	}
	if (back->no_media || nobody_carried(back))
		help_log_no_media(back->tenant, back->id, true, back->answered);
}

/* The call itself is over, or is ended by whoever calls this. */
static void
leave(struct back *back, const char *cause)
{
	guards_end(back, NULL);
	back->call = NULL;
	back_tell_end(back, cause);
	timer_end(back, &back->timer);
	timer_end(back, &back->look);
}

static void
finish(struct back *back, const char *cause, int status, const char *phrase)
{
	struct call *call = back->call;

	leave(back, cause);
	call_end(call, status, phrase);
}

/* The caller's end. */
static const char *
cause_of(const struct back *back, enum party_end end)
{
	return back->answered && end == PARTY_HUNG_UP ? "normal"
	    : end == PARTY_HUNG_UP                    ? "no_answer"
	    : end == PARTY_STOPPED                    ? "voice_lost"
						      : "failed";
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct back *back = ctx;

	(void)status;
	back->no_media |= end == PARTY_NO_MEDIA;
	leave(back, cause_of(back, end));
}

/* ---- security contacts ---- */

static bool
anybody_rings(const struct back *back)
{
	for (int i = 0; i < GUARDS_MAX; i++)
		if (back->guards[i].outward != NULL)
			return true;
	return back->ringing > 0;
}

static bool
all_refused(const struct back *back)
{
	for (int i = 0; i < back->agent_count; i++)
		if (!back->agents[i].refused)
			return false;
	return true;
}

/* An agent may be loading their page, or logging in again: unless each has refused the call, it is held for their phones as long as those
 * would ring alone. */
static void
end_unless_awaited(struct back *back, const char *cause)
{
	if (!anybody_rings(back) && (all_refused(back) || clock_mono_ms() >= back->alone_until_ms))
		finish(back, cause, 480, "Temporarily Unavailable");
}

/* A leg has ended; no_media: because the relay could not carry it. */
static void
leg_ended(struct back *back, bool no_media, bool talked)
{
	if (talked)
		back->no_media |= no_media;
	else
		back->uncarried += no_media;
}

/* For whoever else awaits it the call is over, as if it had not been for them. */
static void
taken(struct back *back, const struct awaiting *by)
{
	for (int i = 0; i < back->agent_count; i++) {
		struct awaiting *agent = &back->agents[i];

		if (agent == by)
			continue;
		phases_elsewhere(agent->phases);
		agent->phases = NULL;
		log_step(agent, "ended", "elsewhere");
	}
}

/* Whoever still rings does so no more. */
static void
talk(struct back *back, struct far *far, struct guard_call *guard)
{
	back->answered = true;
	timer_stop(&back->timer);
	timer_stop(&back->look);
	guards_end(back, guard);
	call_fars_end(back->call, far, NULL);
	call_connect(back->call, far);
	call_answer(back->call);
}

static void
on_guard_answered(void *ctx, struct far *far)
{
	struct guard_call *guard = ctx;

	taken(guard->back, NULL);
	talk(guard->back, far, guard);
}

static void
on_guard_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct guard_call *guard = ctx;
	struct back *back = guard->back;

	(void)status;
	(void)phrase;
	leg_ended(back, outward_no_media(guard->outward), back->answered);
	guard->outward = NULL;
	if (back->answered)
		finish(back, cause, 480, "Temporarily Unavailable");
	else
		end_unless_awaited(back, cause);
}

/* By every trunk, without plan and limits, as a call for help of this agent. */
static void
guard_call(struct back *back, struct guard_call *guard, int64_t agent, const struct line *line)
{
	static const struct outward_events events = { .answered = on_guard_answered,
		.ended = on_guard_ended };
	char id[CALL_ID_SIZE];
	struct dial dial = { .kind = DIAL_EMERGENCY };

	memcpy(dial.number, guard->number, sizeof(dial.number));
	trunks_order(back->daemon, back->tenant, &dial);
	(void)snprintf(
	    id, sizeof(id), "%.*s-%d", CALL_ID_SIZE - 4, back->id, (int)(guard - back->guards));
	const struct outward_spec spec = { .tenant = back->tenant,
		.user = agent,
		.dial = &dial,
		.id = id,
		.caller_id = line->sent };

	guard->back = back;
	guard->outward = outward_begin(back->daemon, back->call, &spec, &events, guard);
	back->called++;
}

/* NULL: it was called already, there is no room, or it is no number. */
static struct guard_call *
guard_new(struct back *back, struct view number)
{
	for (int i = 0; i < GUARDS_MAX && number.n > 0; i++) {
		struct guard_call *guard = &back->guards[i];

		if (guard->number[0] == '\0')
			return view_copy(number, guard->number, sizeof(guard->number)) ? guard
										       : NULL;
		if (view_is(number, guard->number))
			return NULL;
	}
	return NULL;
}

/* Those of the agents' sites, each once. */
static void
guards_call(struct back *back)
{
	back->guards_asked = true;
	for (int i = 0; i < back->agent_count; i++) {
		const int64_t agent = back->agents[i].agent;
		const struct line *line = line_find(back->daemon, back->tenant, agent);
		struct view rest = view_of(line != NULL ? line->security : "");

		while (rest.n > 0) {
			struct guard_call *guard = guard_new(back, view_cut(&rest, ','));

			if (guard != NULL)
				guard_call(back, guard, agent, line);
		}
	}
	timer_in(&back->timer, RING_MS);
}

/* ---- the agents' phones ---- */

static void
on_answered(void *ctx, struct far *far)
{
	struct awaiting *agent = ctx;
	struct back *back = agent->back;

	if (back->answered) {
		far_end(far);
		return;
	}
	back->far = far;
	phases_answered(agent->phases);
	log_step(agent, "answered", NULL);
	taken(back, agent);
	talk(back, far, NULL);
}

static struct rung *
rung_of(struct back *back, const struct far *far)
{
	for (int i = 0; i < back->rung_count; i++)
		if (back->rung[i].far == far)
			return &back->rung[i];
	return NULL;
}

/* Somebody at the phone has answered: refused it as it rang (what is busy, or not to be disturbed, says so at once), or it can't be carried there. */
static bool
is_refusal(const struct rung *rung, enum party_end end, int status)
{
	return end == PARTY_NO_MEDIA ||
	    (end == PARTY_REFUSED && rung->rang && (status == 486 || status >= 600));
}

/* It has ended; one that was not called is called anew. */
static void
rung_end(struct awaiting *agent, const struct far *far, enum party_end end, int status)
{
	struct back *back = agent->back;
	struct rung *rung = rung_of(back, far);

	if (rung == NULL)
		return;
	agent->refused |= is_refusal(rung, end, status);
	rung->far = NULL;
	if (end != PARTY_NOT_CALLED)
		return;
	*rung = back->rung[--back->rung_count];
	agent->rung--;
}

static bool
all_found(const struct back *back)
{
	for (int i = 0; i < back->agent_count; i++)
		if (!back->agents[i].found)
			return false;
	return true;
}

/* The contacts are asked at once where nobody's phone rings. */
static void
nobody_left(struct back *back)
{
	if (back->ringing > 0 || !all_found(back))
		return;
	if (!back->guards_asked)
		guards_call(back);
	end_unless_awaited(back, "no_answer");
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct awaiting *agent = ctx;
	struct back *back = agent->back;

	leg_ended(back, party_end_is_media(end), far == back->far);
	if (far == back->far) {
		finish(back, end == PARTY_HUNG_UP ? "normal" : "failed", 480, "Ended");
		return;
	}
	back->ringing--;
	rung_end(agent, far, end, status);
	if (!back->answered)
		nobody_left(back);
}

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	const struct awaiting *agent = ctx;
	struct rung *rung = rung_of(agent->back, far);

	(void)sound;
	if (rung != NULL && status >= 180)
		rung->rang = true;
}

/* NULL: it was called already, or there is no room. Else it is noted. */
static struct rung *
rung_new(struct awaiting *agent, const struct party_target *target)
{
	struct back *back = agent->back;
	struct rung *rung = back->rung;

	for (; rung < back->rung + back->rung_count; rung++)
		if (rung->port == target->to.port && strcmp(rung->host, target->to.host) == 0 &&
		    strcmp(rung->uri, target->uri) == 0)
			return NULL;
	if (agent->rung == PHONES_MAX / back->agent_count)
		return NULL;
	agent->rung++;
	back->rung_count++;
	rung->far = NULL;
	rung->rang = false;
	rung->port = target->to.port;
	memcpy(rung->host, target->to.host, sizeof(rung->host));
	memcpy(rung->uri, target->uri, sizeof(rung->uri));
	return rung;
}

static void
phone_call(struct awaiting *agent, struct party_target *target)
{
	static const struct far_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.ended = on_far_ended,
	};
	struct back *back = agent->back;
	struct rung *rung = rung_new(agent, target);

	if (rung == NULL)
		return;
	target->headers = HEADERS;
	rung->far = call_invite(back->call, target, &events, agent);
	if (rung->far == NULL) {
		back->rung_count--;
		agent->rung--;
		return;
	}
	far_never_held(rung->far);
	back->ringing++;
	back->called++;
}

static void
on_found(void *ctx, struct party_target *targets, int count)
{
	struct awaiting *agent = ctx;
	struct back *back = agent->back;

	back->pending--;
	back->looking--;
	if (back->call == NULL) {
		settle(back);
		return;
	}
	if (back->answered)
		return;
	agent->found = true;
	if (back->looking == 0)
		timer_in(&back->look, LOOK_MS);
	for (int i = 0; i < count; i++)
		phone_call(agent, &targets[i]);
	nobody_left(back);
}

static void
on_look(void *ctx)
{
	struct back *back = ctx;
	const struct ring_from from = { view_of(back->number), view_of(back->shown) };

	back->pending += back->agent_count;
	back->looking += back->agent_count;
	for (int i = 0; i < back->agent_count; i++)
		ring_back(back->daemon, back->tenant, back->agents[i].agent, &from, on_found,
		    &back->agents[i]);
}

static void
on_time(void *ctx)
{
	struct back *back = ctx;

	if (back->call == NULL || back->answered)
		return;
	if (!back->guards_asked)
		guards_call(back);
	else
		finish(back, "no_answer", 480, "Temporarily Unavailable");
}

/* ---- the beginning ---- */

/* The first one's record has the call's id; the others' are told apart by what follows it. */
static void
agent_tell_begin(struct back *back, int64_t whom)
{
	struct awaiting *agent = &back->agents[back->agent_count];

	agent->back = back;
	agent->agent = whom;
	if (back->agent_count == 0)
		memcpy(agent->id, back->id, sizeof(agent->id));
	else
		(void)snprintf(agent->id, sizeof(agent->id), "%.*s-a%d", CALL_ID_SIZE - 5, back->id,
		    back->agent_count);
	back->agent_count++;
	agent->phases = phases_begin(back->daemon,
	    &(struct phases_of){ .tenant = back->tenant,
		.agent = whom,
		.call = agent->id,
		.call_back = true,
		.number = back->number });
	log_step(agent, "began", NULL);
}

static void
back_tell_begin(
    struct back *back, struct daemon *daemon, const char *call, const struct back_for *whom)
{
	back->daemon = daemon;
	back->tenant = whom->by.tenant;
	(void)view_copy(view_of(call), back->id, sizeof(back->id));
	(void)view_copy(whom->number, back->number, sizeof(back->number));
	if (utf8_valid(whom->shown))
		(void)view_copy(
		    utf8_head(whom->shown, SHOWN_MAX), back->shown, sizeof(back->shown));
	metric_add(&backs_total, 1);
	for (int i = 0; i < whom->by.count; i++)
		agent_tell_begin(back, whom->by.agents[i]);
}

void
back_missed(
    struct daemon *daemon, const char *call, const struct back_for *whom, enum party_end end)
{
	struct back *back = mem_zero(1, sizeof(*back));

	back->no_media = end == PARTY_NO_MEDIA;
	back_tell_begin(back, daemon, call, whom);
	back_tell_end(back, cause_of(back, end));
	free(back);
}

void
back_take(struct daemon *daemon, struct call *call, const struct back_for *whom)
{
	static const struct call_events events = { .ended = on_ended };
	struct back *back = mem_zero(1, sizeof(*back));

	back->call = call;
	timer_init(&back->timer, daemon_loop(daemon), on_time, back);
	timer_init(&back->look, daemon_loop(daemon), on_look, back);
	metric_set(&backs_now, ++all_of(daemon)->count);
	call_give(call, &events, back);
	call_prioritize(call);
	back_tell_begin(back, daemon, call_id(call), whom);
	call_ring(call);
	back->alone_until_ms = clock_mono_ms() + ALONE_MS;
	timer_in(&back->timer, ALONE_MS);
	on_look(back);
}

int
back_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	metric_register(&backs_total);
	metric_register(&backs_now);
	daemon_set_data(daemon, "back", mem_zero(1, sizeof(struct backs)));
	return 0;
}

void
back_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
	daemon_part_stopped(daemon);
}
