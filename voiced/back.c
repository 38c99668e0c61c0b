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
	ALONE_MS = 30000, /* so long the agent's phones ring alone */
	RING_MS = 180000, /* and so long all of them; the service hangs up before */
	LOOK_MS = 1000, /* a phone that has come rings after this at the latest */
	GUARDS_MAX = 6,
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
	struct outward *outward; /* NULL: not called, or no more */
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
	int64_t tenant, agent;
	char number[DIAL_TEXT_SIZE], shown[SHOWN_SIZE];
	struct phases *phases;
	struct guard_call guards[GUARDS_MAX];
	bool guards_asked, answered;
	bool no_media; /* the relay could not carry the caller, or whoever talks */
	int called,
	    uncarried; /* phones and contacts; those of them that it could not carry before an answer */
	struct far *far; /* the phone that talks */
	int ringing; /* phones */
	struct rung rung[CALL_FARS_MAX];
	int rung_count;
	bool refused; /* by somebody at a phone of the agent's */
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
log_step(struct back *back, const char *step, const char *cause)
{
	call_log_tell(back->daemon,
	    &(struct call_log){ .tenant = back->tenant,
		.owner = back->agent,
		.side = SIDE_AGENT,
		.call = back->id,
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
	phases_ended(back->phases);
	log_step(back, "ended", cause);
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

/* The agent may be loading their page, or logging in again: unless somebody has refused the call, it is held for their phones as long as those
 * would ring alone. */
static void
end_unless_awaited(struct back *back, const char *cause)
{
	if (!anybody_rings(back) && (back->refused || clock_mono_ms() >= back->alone_until_ms))
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

	log_step(guard->back, "ended", "elsewhere");
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

/* By every trunk, without plan and limits, as a call for help. */
static void
guard_call(struct back *back, struct guard_call *guard, struct view number)
{
	static const struct outward_events events = { .answered = on_guard_answered,
		.ended = on_guard_ended };
	const struct line *line = line_find(back->daemon, back->tenant, back->agent);
	char id[CALL_ID_SIZE];
	struct dial dial = { .kind = DIAL_EMERGENCY };

	if (!view_copy(number, dial.number, sizeof(dial.number)))
		return;
	trunks_order(back->daemon, back->tenant, &dial);
	(void)snprintf(
	    id, sizeof(id), "%.*s-%d", CALL_ID_SIZE - 4, back->id, (int)(guard - back->guards));
	const struct outward_spec spec = { .tenant = back->tenant,
		.user = back->agent,
		.dial = &dial,
		.id = id,
		.caller_id = line != NULL ? line->sent : NULL };

	guard->back = back;
	guard->outward = outward_begin(back->daemon, back->call, &spec, &events, guard);
	back->called++;
}

static void
guards_call(struct back *back)
{
	const struct line *line = line_find(back->daemon, back->tenant, back->agent);
	struct view rest = view_of(line != NULL ? line->security : "");

	back->guards_asked = true;
	for (int i = 0; i < GUARDS_MAX && rest.n > 0; i++)
		guard_call(back, &back->guards[i], view_cut(&rest, ','));
	timer_in(&back->timer, RING_MS);
}

/* ---- the agent's phones ---- */

static void
on_answered(void *ctx, struct far *far)
{
	struct back *back = ctx;

	if (back->answered) {
		far_end(far);
		return;
	}
	back->far = far;
	phases_answered(back->phases);
	log_step(back, "answered", NULL);
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
rung_end(struct back *back, const struct far *far, enum party_end end, int status)
{
	struct rung *rung = rung_of(back, far);

	if (rung == NULL)
		return;
	back->refused |= is_refusal(rung, end, status);
	rung->far = NULL;
	if (end == PARTY_NOT_CALLED)
		*rung = back->rung[--back->rung_count];
}

/* The contacts are asked at once where no phone rings. */
static void
nobody_left(struct back *back)
{
	if (back->ringing > 0)
		return;
	if (!back->guards_asked)
		guards_call(back);
	end_unless_awaited(back, "no_answer");
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct back *back = ctx;

	leg_ended(back, party_end_is_media(end), far == back->far);
	if (far == back->far) {
		finish(back, end == PARTY_HUNG_UP ? "normal" : "failed", 480, "Ended");
		return;
	}
	back->ringing--;
	rung_end(back, far, end, status);
	if (!back->answered)
		nobody_left(back);
}

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct rung *rung = rung_of(ctx, far);

	(void)sound;
	if (rung != NULL && status >= 180)
		rung->rang = true;
}

/* NULL: it was called already, or there is no room. Else it is noted. */
static struct rung *
rung_new(struct back *back, const struct party_target *target)
{
	struct rung *rung = back->rung;

	for (; rung < back->rung + back->rung_count; rung++)
		if (rung->port == target->to.port && strcmp(rung->host, target->to.host) == 0 &&
		    strcmp(rung->uri, target->uri) == 0)
			return NULL;
	if (back->rung_count == CALL_FARS_MAX)
		return NULL;
	back->rung_count++;
	rung->far = NULL;
	rung->rang = false;
	rung->port = target->to.port;
	memcpy(rung->host, target->to.host, sizeof(rung->host));
	memcpy(rung->uri, target->uri, sizeof(rung->uri));
	return rung;
}

static void
on_found(void *ctx, struct party_target *targets, int count)
{
	static const struct far_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.ended = on_far_ended,
	};
	struct back *back = ctx;

	back->pending--;
	if (back->call == NULL) {
		settle(back);
		return;
	}
	if (back->answered)
		return;
	timer_in(&back->look, LOOK_MS);
	for (int i = 0; i < count; i++) {
		struct rung *rung = rung_new(back, &targets[i]);

		if (rung == NULL)
			continue;
		targets[i].headers = HEADERS;
		rung->far = call_invite(back->call, &targets[i], &events, back);
		if (rung->far == NULL) {
			back->rung_count--;
			continue;
		}
		far_never_held(rung->far);
		back->ringing++;
		back->called++;
	}
	nobody_left(back);
}

static void
on_look(void *ctx)
{
	struct back *back = ctx;
	const struct ring_from from = { view_of(back->number), view_of(back->shown) };

	back->pending++;
	ring_back(back->daemon, back->tenant, back->agent, &from, on_found, back);
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

static void
back_tell_begin(
    struct back *back, struct daemon *daemon, const char *call, const struct back_for *whom)
{
	back->daemon = daemon;
	back->tenant = whom->tenant;
	back->agent = whom->agent;
	(void)view_copy(view_of(call), back->id, sizeof(back->id));
	(void)view_copy(whom->number, back->number, sizeof(back->number));
	if (utf8_valid(whom->shown))
		(void)view_copy(
		    utf8_head(whom->shown, SHOWN_MAX), back->shown, sizeof(back->shown));
	metric_add(&backs_total, 1);
	back->phases = phases_begin(daemon,
	    &(struct phases_of){ .tenant = back->tenant,
		.agent = back->agent,
		.call = back->id,
		.call_back = true,
		.number = back->number });
	log_step(back, "began", NULL);
}

void
back_missed(
    struct daemon *daemon, const char *call, const struct back_for *whom, enum party_end end)
{
	struct back back = { .no_media = end == PARTY_NO_MEDIA };

	back_tell_begin(&back, daemon, call, whom);
	back_tell_end(&back, cause_of(&back, end));
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
