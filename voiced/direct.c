/* direct - see direct.h */
#include "voiced/direct.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/call.h"
#include "voiced/call_log.h"
#include "voiced/calls.h"
#include "voiced/dialers.h"
#include "voiced/help.h"
#include "voiced/outward.h"
#include "voiced/phone_test.h"
#include "voiced/reach.h"
#include "voiced/voiced.h"

static COUNTER(made_total, "voice_direct_calls_total", "Calls that users made");
static GAUGE(direct_now, "voice_direct_calls", "Calls of users there are");

struct direct {
	struct daemon *daemon;
	struct call *call;
	char id[CALL_ID_SIZE];
	struct caller caller;
	struct dial dial;
	char wished[DIAL_TEXT_SIZE]; /* the number that they ask to show outside; "": none */
	struct outward *outward; /* NULL: not begun, or over */
	struct far *far; /* who talks */
};

struct directs {
	int count;
	bool stopping; /* the last one takes this along */
};

static struct directs *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "direct");
}

/* ---- the records ---- */

static void
log_step(struct direct *direct, const char *step, const char *cause)
{
	call_log_tell(direct->daemon,
	    &(struct call_log){ .tenant = direct->caller.tenant,
		.owner = direct->caller.user,
		.side = direct->caller.side,
		.call = direct->id,
		.out = true,
		.number = direct->dial.number,
		.shown = "" },
	    step, cause);
}

/* ---- the end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct directs *all = all_of(daemon);

	if (!all->stopping || all->count > 0)
		return;
	daemon_set_data(daemon, "direct", NULL);
	free(all);
}

static void
settle(struct direct *direct)
{
	metric_set(&direct_now, --all_of(direct->daemon)->count);
	all_settle(direct->daemon);
	free(direct);
}

/* The call itself is over, or is ended by whoever calls this. */
static void
leave(struct direct *direct, const char *cause)
{
	if (direct->outward != NULL)
		outward_end(direct->outward);
	direct->outward = NULL;
	log_step(direct, "ended", cause);
	settle(direct);
}

static void
finish(struct direct *direct, const char *cause, int status, const char *phrase)
{
	struct call *call = direct->call;

	leave(direct, cause);
	call_end(call, status, phrase);
}

/* ---- who picks up ---- */

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct direct *direct = ctx;

	if (sound)
		call_connect(direct->call, far);
	else if (status == 180)
		call_ring(direct->call);
}

static void
on_answered(void *ctx, struct far *far)
{
	struct direct *direct = ctx;

	direct->far = far;
	log_step(direct, "answered", NULL);
	call_connect(direct->call, far);
	call_answer(direct->call);
}

static void
on_held(void *ctx, struct far *far, bool held)
{
	struct direct *direct = ctx;

	if (far == direct->far)
		call_hold(direct->call, far, held);
}

/* ---- outside ---- */

static void
on_outward_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct direct *direct = ctx;

	direct->outward = NULL;
	finish(direct, cause, status, phrase);
}

static void
go_outside(struct direct *direct)
{
	static const struct outward_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.held = on_held,
		.ended = on_outward_ended,
	};
	const struct outward_spec spec = { .tenant = direct->caller.tenant,
		.user = direct->caller.user,
		.dial = &direct->dial,
		.id = direct->id,
		.caller_id = direct->wished[0] != '\0' ? direct->wished : NULL,
		.as_agent = direct->caller.side == SIDE_AGENT };

	direct->outward = outward_begin(direct->daemon, direct->call, &spec, &events, direct);
}

/* ---- inside ---- */

/* Whoever is reached has the call from now on, and its place in the log. */
static void
go_inside(struct direct *direct)
{
	const struct reach_for whom = { .tenant = direct->caller.tenant,
		.who = direct->dial.inside,
		.caller = &direct->caller,
		.dialled = view_of(direct->dial.number) };

	reach_take(direct->daemon, direct->call, &whom);
	settle(direct);
}

/* ---- the call ---- */

static void
on_ready(void *ctx)
{
	struct direct *direct = ctx;

	if (direct->dial.kind == DIAL_INSIDE) {
		go_inside(direct);
	} else {
		log_step(direct, "began", NULL);
		go_outside(direct);
	}
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct direct *direct = ctx;

	(void)status;
	leave(direct, call_caller_cause(end, direct->far != NULL));
}

static void
begin(struct daemon *daemon, struct sip_request *request, const struct caller *caller,
    const struct dial *dial, struct share *share)
{
	static const struct call_events events = {
		.ready = on_ready,
		.ended = on_ended,
	};
	const struct view wished = sip_head(request)->preferred;
	struct direct *direct = mem_zero(1, sizeof(*direct));

	direct->daemon = daemon;
	direct->caller = *caller;
	direct->dial = *dial;
	if (!utf8_valid(wished) || !view_copy(wished, direct->wished, sizeof(direct->wished)))
		direct->wished[0] = '\0'; /* no number is as long, or other bytes than text */
	metric_add(&made_total, 1);
	metric_set(&direct_now, ++all_of(daemon)->count);
	direct->call = call_take(daemon, request, false, &events, direct);
	call_counts(direct->call, share);
	(void)view_copy(view_of(call_id(direct->call)), direct->id, sizeof(direct->id));
}

void
direct_take(struct daemon *daemon, struct sip_request *request, const struct caller *caller)
{
	struct share *share = NULL;
	struct dial dial;

	help_dialled(daemon, caller, request, &dial);
	if (dial.kind == DIAL_EMERGENCY) {
		help_take(daemon, request, caller, &dial);
		return;
	}
	if (phone_test_take(daemon, request, caller))
		return;
	if (dial.kind != DIAL_OUTSIDE && dial.kind != DIAL_INSIDE) {
		if (dial.kind == DIAL_REFUSED)
			LOG(INFO, "call_not_dialled", LOG_ID("tenant", caller->tenant),
			    LOG_ID("user", caller->user),
			    LOG_TEXT("reason", dial_refusal_name(dial.refusal)));
		sip_reply(
		    request, dial.kind == DIAL_REFUSED ? 403 : 404, dial_words(&dial), VIEW(""));
		return;
	}
	if (!calls_admit(daemon, request))
		return;
	if (dial.kind == DIAL_INSIDE) { /* outside the limits of voice.out_begin count */
		share = share_take(daemon, request, caller->tenant, caller->user);
		if (share == NULL)
			return;
	}
	begin(daemon, request, caller, &dial, share);
}

int
direct_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	metric_register(&made_total);
	metric_register(&direct_now);
	daemon_set_data(daemon, "direct", mem_zero(1, sizeof(struct directs)));
	return 0;
}

void
direct_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
	daemon_part_stopped(daemon);
}
