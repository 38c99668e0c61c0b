/* queued_ring - see queued_parts.h: the agents' phones of a call for a voice channel, those that ring and those that were picked up */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/loop/loop.h"
#include "voiced/calls.h"
#include "voiced/consult.h"
#include "voiced/outward.h"
#include "voiced/queued_parts.h"
#include "voiced/relay_monitor.h"
#include "voiced/ring.h"
#include "voiced/taping.h"
#include "voiced/voiced.h"

enum {
	RING_MS = 65000, /* no phone rings longer, whatever the router says: an offer lasts 60 s */
	AGAIN_MS = 500, /* until it is asked again where an agent is rung */
	ROOM_MS = 10000, /* they wait for room at the relay; an offer lasts 15 s at least (RT-4) */
};

/* An agent's phone that is a number outside. */
struct outside {
	struct queued *queued;
	struct outward *outward;
};

/* The phones of one agent that ring for one offer. */
struct ringing {
	struct queued *queued; /* NULL: nobody waits for it any more */
	int64_t offer, agent;
	bool accepted; /* in the page: the agent has it, and their phone still rings */
	bool finding; /* where they are rung: it is asked */
	bool again; /* it was not said, or the relay had no room: it is asked again */
	int64_t find_by_ms, room_by_ms;
	int left; /* phones that still ring */
	bool called; /* one of them was */
	bool dialled; /* a number outside, once in an offer: it counts in limits */
	int status; /* the last refusal */
	const char *why; /* nothing rang: in a word; NULL: by `status` */
	struct outside *outside; /* that rings, or was picked up */
	struct far *winner; /* picked up; the database is asked */
	bool asked;
};

static const struct far_events phone_events;
static const struct outward_events outside_events;

void
queued_outside_drop(struct outside **at)
{
	if (*at == NULL)
		return;
	outward_end((*at)->outward);
	free(*at);
	*at = NULL;
}

static void
ring_free(struct ringing *ring)
{
	queued_outside_drop(&ring->outside);
	if (ring->queued != NULL) {
		timer_stop(&ring->queued->ring_timer);
		ring->queued->ring = NULL;
	}
	ring->queued = NULL;
	if (!ring->finding && !ring->asked)
		free(ring);
}

/* ---- phones ring ---- */

/* Nobody's phone rings any more, and none was picked up. */
static void
ring_failed(struct ringing *ring)
{
	struct queued *queued = ring->queued;
	struct fact fact = queued_fact(queued, &q_offer_refused);
	const char *why = ring->why != NULL
	    ? ring->why
	    : far_refusal(ring->status, ring->status == 0 ? "no_phone" : "unreachable");

	if (ring->accepted) {
		queued_returned(queued, ring->agent, why);
	} else {
		fact.params[2] = P_INT(ring->offer);
		fact.params[3] = P_TEXT(why);
		tell(queued->daemon, &fact, NULL, NULL);
		queued->refused_offer = ring->offer;
		queued->refused_why = why;
	}
	ring_free(ring);
}

/* In the page, in the moment in which the phone refused: it rings no more, and the caller waits no longer for it. */
static void
accepted_though_refused(struct queued *queued, int64_t agent)
{
	const char *why = queued->refused_why;

	queued->refused_why = NULL;
	if (why != NULL)
		queued_returned(queued, agent, why);
}

static void
ring_cancel(struct queued *queued)
{
	struct ringing *ring = queued->ring;

	if (ring == NULL || ring->asked)
		return; /* the database says what becomes of who picked up */
	queued_outside_drop(&ring->outside);
	call_fars_of_end(queued->call, queued, queued->talker, NULL);
	ring_free(ring);
}

static void find_phones(struct ringing *ring);

void
queued_ring_late(void *ctx)
{
	struct queued *queued = ctx;
	struct ringing *ring = queued->ring;

	if (ring == NULL || ring->asked)
		return;
	if (ring->again && clock_mono_ms() < ring->find_by_ms) {
		find_phones(ring);
		return;
	}
	if (ring->again && !ring->accepted) {
		ring_free(ring); /* the offer has run out long ago */
		return;
	}
	ring->status = 408;
	queued_outside_drop(&ring->outside);
	call_fars_of_end(queued->call, queued, queued->talker, NULL);
	ring_failed(ring);
}

static void
ring_targets(struct ringing *ring, struct party_target *targets, int count)
{
	struct buf headers = { 0 };

	buf_addf(&headers, "X-Trunkline-Offer: %" PRId64 "\r\n", ring->offer);
	for (int i = 0; i < count; i++) {
		targets[i].headers = buf_view(&headers);
		if (call_invite(ring->queued->call, &targets[i], &phone_events, ring->queued) !=
		    NULL)
			ring->left++;
	}
	buf_fini(&headers);
	if (ring->left == 0)
		ring_failed(ring);
}

/* A Workplace Phone: by the agent's own plan and limits, as if they dialled it. */
static void
ring_outside(struct ringing *ring, const struct dial *dial)
{
	struct queued *queued = ring->queued;
	char id[CALL_ID_SIZE];

	(void)snprintf(id, sizeof(id), "%.16s.%" PRId64, queued->id, ring->offer);
	ring->left = 1;
	ring->dialled = true;
	ring->outside = mem_zero(1, sizeof(*ring->outside));
	ring->outside->queued = queued;
	ring->outside->outward = outward_begin(queued->daemon, queued->call,
	    &(struct outward_spec){
		.tenant = queued->place.tenant, .user = ring->agent, .dial = dial, .id = id },
	    &outside_events, ring->outside);
}

/* Nothing rings (SP-7). The mailbox is for a caller who waits; who is handed from one agent to the next stays. */
static void
ring_in_dnd(struct ringing *ring, bool voicemail)
{
	struct queued *queued = ring->queued;

	if (voicemail && !ring->accepted && queued->talker == NULL && queued->departed.agent == 0) {
		queued_to_mailbox(queued, ring->agent, 0);
		return;
	}
	ring->why = "do_not_disturb";
	ring_failed(ring);
}

/* No answer is not the agent's (RT-6): it is asked until there is one, or the news say that the offer has ended. */
static void
find_again(struct ringing *ring)
{
	ring->again = true;
	timer_in(&ring->queued->ring_timer, AGAIN_MS);
}

/* Nor is it the agent's that the relay can't carry them, or does not answer: no phone has rung. What does not come back while the offer
 * lasts is no reject (RT-6). */
static void
room_awaited(struct ringing *ring)
{
	if (clock_mono_ms() < ring->room_by_ms) {
		find_again(ring);
		return;
	}
	ring->why = "no_room";
	ring_failed(ring);
}

static bool
may_call(const struct ringing *ring)
{
	struct daemon *daemon = ring->queued->daemon;

	return !ring->dialled && !relay_monitor_is_down(daemon) &&
	    relay_can_extend(calls_relay(daemon));
}

static void
on_found(void *ctx, const struct ring_mode *mode)
{
	struct ringing *ring = ctx;

	ring->finding = false;
	if (ring->queued == NULL) {
		ring_free(ring);
	} else if (mode->kind == RING_UNKNOWN) {
		find_again(ring);
	} else if (mode->dnd != RING_DND_OFF) {
		ring_in_dnd(ring, mode->dnd == RING_DND_VOICEMAIL);
	} else if (mode->kind == RING_PHONES) {
		ring_targets(ring, mode->targets, mode->count);
	} else if (mode->kind == RING_OUTSIDE) {
		ring_outside(ring, &mode->dial);
	} else {
		ring->why = "number_refused";
		ring_failed(ring);
	}
}

static void
find_phones(struct ringing *ring)
{
	struct queued *queued = ring->queued;
	const struct ring_from from = { view_of(queued->number), view_of(queued->shown) };

	ring->again = ring->called = false;
	ring->status = 0;
	if (!may_call(ring)) {
		room_awaited(ring);
		return;
	}
	ring->finding = true;
	timer_in(&queued->ring_timer, RING_MS);
	ring_mode(queued->daemon, queued->place.tenant, ring->agent, &from, on_found, ring);
}

static void
ring_begin(struct queued *queued, int64_t offer, int64_t agent, bool accepted)
{
	struct ringing *ring = mem_zero(1, sizeof(*ring));

	*ring = (struct ringing){ .queued = queued,
		.offer = offer,
		.agent = agent,
		.accepted = accepted,
		.find_by_ms = clock_mono_ms() + RING_MS,
		.room_by_ms = clock_mono_ms() + ROOM_MS };
	queued->ring = ring;
	taping_look(queued->taping);
	find_phones(ring);
}

/* ---- somebody picks up ---- */

static void
ring_next(struct queued *queued)
{
	int64_t agent = queued->next_agent;

	queued->next_agent = 0;
	if (agent != 0)
		ring_begin(queued, queued->next_offer, agent, queued->next_accepted);
}

/* An offer that ended meanwhile: whoever picked up is too late, never put through. */
static void
too_late(struct queued *queued, struct ringing *ring)
{
	struct far *far = ring->outside != NULL ? NULL : ring->winner;

	ring_free(ring);
	if (far != NULL)
		far_end(far);
	queued_departed_settle(queued);
	if (queued->call != NULL)
		ring_next(queued);
}

struct outside *
queued_outside(struct queued *queued, struct outward *outward)
{
	struct outside *outside = mem_zero(1, sizeof(*outside));

	outside->queued = queued;
	outside->outward = outward;
	outward_give(outward, &outside_events, outside);
	return outside;
}

static void
put_through(struct queued *queued, struct ringing *ring)
{
	struct far *winner = ring->winner;
	struct outside *outside = ring->outside;
	int64_t agent = ring->agent;

	ring->outside = NULL;
	queued->next_agent = queued->departed.agent = 0;
	ring_free(ring);
	consult_drop(queued);
	queued_talks(queued, winner, agent, outside);
	if (winner == NULL)
		queued_returned(queued, agent, "phone_lost"); /* put down at once */
}

static void
on_offer_told(void *ctx, const struct db_result *row)
{
	struct ringing *ring = ctx;

	ring->asked = false;
	if (ring->queued == NULL)
		ring_free(ring);
	else if (row != NULL && view_is(db_text(row, 0, 0), "ok"))
		put_through(ring->queued, ring);
	else
		too_late(ring->queued, ring);
}

static void
on_answered(void *ctx, struct far *far)
{
	struct queued *queued = ctx;
	struct ringing *ring = queued->ring;
	struct fact fact = queued_fact(queued, &q_offer_answered);

	if (ring == NULL || ring->winner != NULL || ring->asked) {
		far_end(far);
		return;
	}
	ring->winner = far;
	ring->asked = true;
	call_fars_of_end(queued->call, queued, queued->talker, far);
	fact.params[2] = P_INT(ring->offer);
	tell(queued->daemon, &fact, on_offer_told, ring);
}

/* One of the phones that ring, or that was picked up and is asked for. */
static void
phone_gone(struct ringing *ring, bool winner, enum party_end end, int status)
{
	if (winner) {
		ring->winner = NULL;
		return;
	}
	ring->left--;
	ring->status = status != 0 ? status : 503;
	ring->called |= end != PARTY_NOT_CALLED;
	if (ring->left > 0 || ring->asked)
		return;
	if (ring->called)
		ring_failed(ring);
	else
		room_awaited(ring);
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct queued *queued = ctx;

	if (far == queued->talker)
		queued_talker_gone(queued, end);
	else if (queued->ring != NULL)
		phone_gone(queued->ring, far == queued->ring->winner, end, status);
}

/* ---- an agent's phone that is a number outside ---- */

static void
on_outside_answered(void *ctx, struct far *far)
{
	const struct outside *outside = ctx;

	on_answered(outside->queued, far);
}

static void
on_outside_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct outside *outside = ctx;
	struct queued *queued = outside->queued;
	struct ringing *ring = queued->ring;
	bool not_called = outward_not_called(outside->outward);

	(void)phrase;
	if (outside == queued->talker_outside) {
		queued->talker_outside = NULL;
		free(outside);
		queued_talker_gone(
		    queued, strcmp(cause, "normal") == 0 ? PARTY_HUNG_UP : PARTY_LOST);
	} else if (ring != NULL && outside == ring->outside) {
		ring->outside = NULL;
		free(outside);
		phone_gone(ring, ring->winner != NULL,
		    not_called ? PARTY_NOT_CALLED : PARTY_REFUSED, status);
	}
}

static void
on_phone_held(void *ctx, struct far *far, bool held)
{
	queued_held(ctx, far, held);
}

static void
on_outside_held(void *ctx, struct far *far, bool held)
{
	const struct outside *outside = ctx;

	queued_held(outside->queued, far, held);
}

void
queued_phone_give(struct queued *queued, struct far *far)
{
	far_give(far, &phone_events, queued);
}

/* ---- what the news say ---- */

static bool
is_for(const struct ringing *ring, int64_t offer, int64_t agent)
{
	return ring != NULL && ring->offer == offer && ring->agent == agent;
}

void
queued_ring(struct queued *queued, int64_t offer, int64_t agent, bool accepted)
{
	if (is_for(queued->ring, offer, agent)) {
		queued->ring->accepted |= accepted;
	} else if (offer != 0 && offer == queued->refused_offer) {
		if (accepted)
			accepted_though_refused(queued, agent);
	} else if (queued_ring_asks(queued)) {
		queued->next_offer = offer;
		queued->next_agent = agent;
		queued->next_accepted = accepted;
	} else {
		ring_cancel(queued);
		ring_begin(queued, offer, agent, accepted);
	}
}

void
queued_ring_settled(struct queued *queued, int64_t offer, bool accepted)
{
	struct ringing *ring = queued->ring;

	if (queued->next_offer == offer)
		queued->next_agent = 0;
	if (ring == NULL || ring->offer != offer)
		return;
	if (accepted)
		ring->accepted = true;
	else
		ring_cancel(queued);
}

void
queued_ring_back(struct queued *queued)
{
	if (queued->ring != NULL && queued->ring->accepted)
		ring_cancel(queued);
}

bool
queued_ring_asks(const struct queued *queued)
{
	return queued->ring != NULL && queued->ring->asked;
}

bool
queued_ring_keeps(const struct queued *queued)
{
	const struct ringing *ring = queued->ring;

	return ring != NULL && (ring->asked ? ring->winner != NULL : ring->accepted);
}

void
queued_ring_drop(struct queued *queued)
{
	if (queued->ring != NULL)
		ring_free(queued->ring);
}

static const struct far_events phone_events = {
	.answered = on_answered,
	.held = on_phone_held,
	.ended = on_far_ended,
};

static const struct outward_events outside_events = {
	.answered = on_outside_answered,
	.held = on_outside_held,
	.ended = on_outside_ended,
};
