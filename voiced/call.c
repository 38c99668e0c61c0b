/* call - see call.h */
#include "voiced/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "voiced/calls.h"
#include "voiced/ear.h"
#include "voiced/trunks.h"

enum {
	WATCH_MS = 5000,
	WATCH_BEHIND =
	    CALLS_RELAY_BEHIND / 2, /* with so many commands under way a round is left out */
	MS_PER_S = 1000,
};

enum hears { HEARS_NOTHING, HEARS_SOUND, HEARS_FAR };

/* Packets that came, and since when none did. */
struct watch {
	int64_t packets, since_ms;
	bool held; /* by the phone itself: it need not send anything */
	bool lost; /* by what the round under way has found */
};

struct far {
	struct call *call;
	struct party *party;
	char *inner; /* NULL: nothing to be heard yet */
	bool answered;
	bool held; /* it hears nobody and is not heard; far_settle */
	bool muted; /* it is not heard */
	bool can_be_silent; /* as it was when it was muted */
	bool silent, blocked; /* as it was asked of the relay */
	struct endpoint *ear; /* of a call that is shared: what it says and hears goes by us */
	struct watch watch;
	struct far_events events;
	void *ctx;
	struct link link;
};

/* What the caller says is recorded. It may last a little longer than the call, or its sound. */
struct recording_of {
	struct endpoint *endpoint;
	void (*done)(void *ctx, const struct call_recorded *what);
	void *ctx;
	bool alone; /* its endpoint is not the call's any more */
};

struct call {
	struct daemon *daemon;
	struct party *caller; /* NULL: gone */
	bool priority;
	char id[CALL_ID_SIZE];
	char *inner;
	struct list fars;
	struct endpoint *endpoint;
	enum say_prompt behind; /* what the caller hears when nobody is heard */
	struct clip *tune; /* of this call's queue; NULL: the standard one */
	bool shared;
	struct call_edge edges[CALL_EDGES_MAX]; /* who hears whom, if it is shared */
	size_t edge_count;
	enum hears want, has, asked; /* asked: what the pairing under way will come to */
	struct far *want_far, *has_far, *asked_far;
	struct recording_of *recording;
	char digits[CALL_DIGITS_MAX]; /* for the caller, until they hear our sound */
	size_t digit_count;
	struct far *digits_from; /* NULL: none wait */
	bool digits_sent; /* keys are sent to the caller */
	int64_t digits_tag; /* of the latest */
	bool pairing, early_wanted, answer_wanted, answered, over;
	bool quiet, confirmed;
	bool failed; /* no sound can be had: it ends at the loop's next turn */
	struct watch watch;
	int64_t tenant, trunk; /* it came by; 0: none */
	int hops; /* of whoever is called for it */
	int64_t began_ms;
	struct share *share; /* NULL: it counts as nobody's */
	int64_t said; /* how often something was to be said */
	bool bridged; /* as it was told */
	int watching; /* queries under way, a recording that ends alone */
	int looks; /* queries of this round */
	int64_t looked_ms; /* when it began */
	struct timer timer;
	struct call_events events;
	void *ctx;
};

static void call_settle(struct call *call);
static void edges_apply(struct call *call);
static void edges_drop(struct call *call, const struct far *far);
static void want(struct call *call, enum hears what, struct far *far);

/* ---- keys ---- */

/* Of those that were to be sent nothing is kept. */
static void
digits_forget(struct call *call)
{
	mem_wipe(call->digits, sizeof(call->digits));
	call->digit_count = 0;
	call->digits_from = NULL;
}

/* Keys go to the caller from now on, or no more. */
static void
digits_tell(struct call *call, bool sent)
{
	if (call->digits_sent == sent)
		return;
	call->digits_sent = sent;
	if (call->events.digits_sent != NULL && !call->over)
		call->events.digits_sent(call->ctx, sent);
}

/* ---- the end ---- */

/* Nobody hears it any more; who did gets our sound by the next step. */
static void
far_unlink(struct far *far)
{
	struct call *call = far->call;

	edges_drop(call, far);
	if (far->ear != NULL)
		media_close(far->ear);
	far->ear = NULL;
	list_remove(&call->fars, &far->link);
	if (call->want_far == far)
		call->want = HEARS_SOUND;
	if (call->has_far == far)
		call->has = HEARS_NOTHING;
	if (call->want_far == far)
		call->want_far = NULL;
	if (call->has_far == far)
		call->has_far = NULL;
	if (call->asked_far == far)
		call->asked_far = NULL;
	if (call->digits_from == far)
		digits_forget(call);
}

static void
sound_close(struct call *call)
{
	struct recording_of *recording = call->recording;
	struct err err;

	if (recording != NULL && recording->endpoint == call->endpoint) {
		recording->alone = true;
		call->watching++;
		/* If it can't be stopped: soon no packet comes any more, and that ends it. */
		(void)media_record_stop(recording->endpoint, &err);
	} else if (call->endpoint != NULL) {
		media_close(call->endpoint);
	}
	call->endpoint = NULL;
	digits_tell(call, false);
}

static void
on_timer_closed(void *ctx)
{
	struct call *call = ctx;

	clip_drop(call->tune);
	digits_forget(call);
	free(call->inner);
	free(call);
}

/* Its memory goes when the timer and the last query have come back. */
static void
call_free(struct call *call)
{
	if (call->watching == 0)
		timer_close(&call->timer, on_timer_closed);
}

static void
call_over(struct call *call, int status, const char *phrase)
{
	call->over = true;
	calls_count(call->daemon, -1);
	if (call->trunk != 0)
		trunk_give(call->daemon, call->tenant, call->trunk);
	share_drop(call->share);
	call->share = NULL;
	timer_stop(&call->timer);
	sound_close(call);
	list_for_each_safe (&call->fars, at) {
		struct far *far = LIST_OF(at, struct far, link);

		party_end(far->party, 0, "");
		far_unlink(far);
		free(far->inner);
		free(far);
	}
	if (call->caller != NULL)
		party_end(call->caller, status, phrase);
	call->caller = NULL;
	call_free(call);
}

void
call_end(struct call *call, int status, const char *phrase)
{
	call_over(call, status, phrase);
}

/* Nobody asked for it: whose it is learns of it. */
static void
call_lost(struct call *call, enum party_end end, int status)
{
	call->events.ended(call->ctx, end, status);
	call_over(call, 503, "Service Unavailable");
}

/* ---- whether somebody is heard ---- */

static bool
is_bridged(const struct call *call)
{
	if (call->over || call->want != call->has || call->want_far != call->has_far)
		return false;
	if (!call->shared)
		return call->has == HEARS_FAR && call->has_far->answered;
	for (size_t i = 0; i < call->edge_count; i++)
		if (call->edges[i].who == NULL)
			return true;
	return false;
}

static void
bridged_tell(struct call *call)
{
	bool bridged = is_bridged(call);

	if (bridged == call->bridged)
		return;
	call->bridged = bridged;
	if (call->events.bridged != NULL)
		call->events.bridged(call->ctx, bridged);
}

/* ---- our sound ---- */

static void
on_recorded(struct call *call, const struct media_event *event)
{
	struct recording_of *recording = call->recording;
	const struct call_recorded what = { event->err == NULL, event->ms, event->loud_ms };

	call->recording = NULL;
	if (event->err != NULL)
		LOG(ERROR, "recording_lost", LOG_TEXT("call", call->id),
		    LOG_TEXT("why", event->err->text));
	if (recording->alone)
		media_close(recording->endpoint);
	recording->done(recording->ctx, &what);
	if (recording->alone) {
		call->watching--; /* not before: `done` may end the call */
		if (call->over)
			call_free(call);
	}
	free(recording);
}

static void
on_sound(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	struct call *call = ctx;

	if (event->kind == MEDIA_RECORDED && call->recording != NULL &&
	    endpoint == call->recording->endpoint) {
		on_recorded(call, event);
		return;
	}
	if (call->over || endpoint != call->endpoint)
		return;
	if (event->kind == MEDIA_PLAYED && event->tag == call->said && call->events.said != NULL)
		call->events.said(call->ctx);
	else if (event->kind == MEDIA_DIGIT && call->events.digit != NULL)
		call->events.digit(call->ctx, event->digit);
	else if (event->kind == MEDIA_DIGITS_SENT && event->tag == call->digits_tag)
		digits_tell(call, false);
}

/* Opens the far end that we are; its description is added to `sdp`. */
static bool
sound_open(struct call *call, struct buf *sdp)
{
	const struct ear_spec spec = { .inner = call->inner,
		.behind = call->behind,
		.tune = call->tune,
		.on_event = on_sound,
		.ctx = call };

	call->endpoint = ear_open(call->daemon, &spec, sdp);
	if (call->endpoint != NULL && call->quiet)
		call_quiet(call);
	return call->endpoint != NULL;
}

bool
call_say(struct call *call, struct playlist *list)
{
	struct err err;

	if (call->endpoint != NULL)
		return media_play(call->endpoint, list, ++call->said, &err) == 0;
	playlist_fini(list);
	return false;
}

/* ---- several who hear each other by us ---- */

/* Nothing that can't be told may be heard by whom it is not for: then the call ends. */
static void
call_fail(struct call *call)
{
	call->failed =
	    true; /* told from the loop: whoever asked for it may be in the middle of something */
	timer_in(&call->timer, 0);
}

static struct endpoint *
ear_of(const struct call *call, const struct far *far)
{
	return far != NULL ? far->ear : call->endpoint;
}

static void
hears_apply(struct call *call, const struct far *who)
{
	struct endpoint *others[CALL_EDGES_MAX], *own = ear_of(call, who);
	size_t count = 0;
	struct err err;

	if (own == NULL)
		return;
	for (size_t i = 0; i < call->edge_count; i++)
		if (call->edges[i].who == who && ear_of(call, call->edges[i].hears) != NULL)
			others[count++] = ear_of(call, call->edges[i].hears);
	if (media_hears(own, others, count, &err) != 0) {
		LOG(WARN, "call_not_mixed", LOG_TEXT("call", call->id), LOG_TEXT("why", err.text));
		call_fail(call);
	}
}

static void
edges_apply(struct call *call)
{
	if (!call->shared || call->over)
		return;
	hears_apply(call, NULL);
	list_for_each (&call->fars, at)
		hears_apply(call, LIST_OF(at, struct far, link));
}

/* It is gone: nobody hears it, and another one at its address is not taken for it. */
static void
edges_drop(struct call *call, const struct far *far)
{
	size_t kept = 0;

	for (size_t i = 0; i < call->edge_count; i++)
		if (call->edges[i].who != far && call->edges[i].hears != far)
			call->edges[kept++] = call->edges[i];
	if (kept == call->edge_count)
		return;
	call->edge_count = kept;
	edges_apply(call);
}

/* Whoever is on the call already is paired with an end of ours. */
static void
far_turn(struct far *far)
{
	const struct ear_spec spec = {
		.inner = far->inner, .behind = SAY_music, .tune = far->call->tune
	};
	struct buf sdp = { 0 };

	far->ear = ear_open(far->call->daemon, &spec, &sdp);
	if (far->ear != NULL)
		party_pair(far->party, buf_view(&sdp));
	else
		call_fail(far->call);
	buf_fini(&sdp);
}

void
call_share(struct call *call)
{
	if (call->shared)
		return;
	call->shared = true;
	want(call, HEARS_SOUND, NULL);
}

bool
call_can_share(const struct call *call, const struct far *far)
{
	return call->shared ||
	    (call->inner != NULL && far->inner != NULL && ear_can_open(call->inner) &&
		ear_can_open(far->inner));
}

bool
call_is_shared(const struct call *call)
{
	return call->shared;
}

static bool
caller_may_hear(const struct call *call, const struct far *far)
{
	for (size_t i = 0; i < call->edge_count; i++)
		if (call->edges[i].who == NULL && call->edges[i].hears == far)
			return true;
	return false;
}

void
call_hears(struct call *call, const struct call_edge *edges, size_t count)
{
	call->edge_count = count < CALL_EDGES_MAX ? count : CALL_EDGES_MAX;
	memcpy(call->edges, edges, call->edge_count * sizeof(edges[0]));
	if (call->digits_from != NULL && !caller_may_hear(call, call->digits_from))
		digits_forget(call);
	bridged_tell(call);
	edges_apply(call);
}

void
call_behind(struct call *call, struct far *far, enum say_prompt behind)
{
	if (far == NULL)
		call->behind = behind;
	if (ear_of(call, far) != NULL)
		ear_behind(call->daemon, ear_of(call, far), behind, call->tune);
}

/* ---- keys that are sent in a far party's name ---- */

/* Before that, what we send does not reach the caller. */
static bool
caller_hears_us(const struct call *call)
{
	return call->shared && call->want == HEARS_SOUND && call->has == HEARS_SOUND &&
	    !call->pairing && call->endpoint != NULL;
}

bool
call_digits_fit(const struct call *call, const struct far *who, size_t n)
{
	const struct endpoint *end = ear_of(call, who);

	if (who == NULL && !caller_hears_us(call))
		return n <= CALL_DIGITS_MAX - call->digit_count;
	return end != NULL && media_digits_fit(end, n);
}

/* Of what does not go nothing is said: it may be a secret. */
static bool
digits_send(
    struct call *call, const struct far *who, const struct far *from, const char *keys, size_t n)
{
	const struct digits_spec spec = {
		.from = from->ear, .keys = keys, .n = n, .tag = call->digits_tag + 1
	};
	struct endpoint *end = ear_of(call, who);
	struct err err;

	if (end == NULL || from->ear == NULL || media_digits(end, &spec, &err) != 0) {
		LOG(WARN, "keys_not_sent", LOG_TEXT("call", call->id));
		return false;
	}
	return true;
}

/* It is told before the first is heard. */
static bool
digits_send_caller(struct call *call, const struct far *from, const char *keys, size_t n)
{
	bool before = call->digits_sent;

	digits_tell(call, true);
	if (!digits_send(call, NULL, from, keys, n)) {
		digits_tell(call, before);
		return false;
	}
	call->digits_tag++;
	return true;
}

/* Those that waited for the caller to hear us. */
static void
digits_flush(struct call *call)
{
	if (call->digits_from == NULL || !caller_hears_us(call))
		return;
	(void)digits_send_caller(call, call->digits_from, call->digits, call->digit_count);
	digits_forget(call);
}

bool
call_digits(struct call *call, const struct far *who, struct far *from, const char *keys, size_t n)
{
	if (who != NULL)
		return digits_send(call, who, from, keys, n);
	if (caller_hears_us(call))
		return digits_send_caller(call, from, keys, n);
	if (n > CALL_DIGITS_MAX - call->digit_count)
		return false;
	memcpy(call->digits + call->digit_count, keys, n);
	call->digit_count += n;
	call->digits_from = from;
	return true;
}

/* ---- what the caller says ---- */

void
call_quiet(struct call *call)
{
	struct playlist none = { 0 };
	struct err err;

	call->quiet = true;
	if (call->endpoint != NULL)
		(void)media_music(call->endpoint, &none, &err);
}

void
call_tune(struct call *call, struct clip *tune)
{
	bool same = call->tune == tune && !call->quiet;

	clip_drop(call->tune);
	call->tune = tune != NULL ? clip_hold(tune) : NULL;
	call->quiet = false;
	if (call->endpoint != NULL && !same)
		ear_behind(call->daemon, call->endpoint, call->behind, tune);
}

bool
call_is_confirmed(const struct call *call)
{
	return call->confirmed;
}

bool
call_listens(const struct call *call)
{
	return call->confirmed && call->has == HEARS_SOUND && call->endpoint != NULL &&
	    !call->pairing;
}

static void
listens_now(struct call *call)
{
	if (call->events.listens != NULL && call_listens(call))
		call->events.listens(call->ctx);
}

bool
call_record(struct call *call, const struct record_spec *spec,
    void (*done)(void *ctx, const struct call_recorded *what), void *ctx)
{
	struct err err;

	if (call->endpoint == NULL || call->recording != NULL ||
	    media_record(call->endpoint, spec, &err) != 0)
		return false;
	call->recording = mem_zero(1, sizeof(*call->recording));
	*call->recording =
	    (struct recording_of){ .endpoint = call->endpoint, .done = done, .ctx = ctx };
	return true;
}

void
call_record_stop(struct call *call)
{
	struct err err;

	if (call->recording != NULL)
		(void)media_record_stop(call->recording->endpoint, &err);
}

/* ---- whether a far party is heard ---- */

/* It is heard unless it is held, or muted: the one place that says so to the relay. Muted it sends silence, where that is known of its
 * codecs, so that the caller's end goes on hearing packets; a hold lets nothing through, as the caller hears our sound meanwhile.
 * True: `done` will come. */
static bool
far_settle(struct far *far, void (*done)(void *ctx, bool well), void *ctx)
{
	bool silent = far->muted && far->can_be_silent;
	bool blocked = far->held || (far->muted && !far->can_be_silent);
	/* Who waits for it is told of what the relay does now, not of what it was asked before. */
	bool turns = silent != far->silent || (silent && done != NULL);
	bool closes = blocked != far->blocked || (blocked && !silent && done != NULL);

	far->silent = silent;
	far->blocked = blocked;
	if (closes && blocked)
		party_hush(far->party, PARTY_BLOCK, true, done, ctx);
	if (turns)
		party_hush(far->party, PARTY_SILENCE, silent, closes ? NULL : done, ctx);
	if (closes && !blocked)
		party_hush(far->party, PARTY_BLOCK, false, done, ctx);
	return turns || closes;
}

/* Its hold is over. */
static void
far_release(struct far *far)
{
	far->held = false;
	(void)far_settle(far, NULL, NULL);
}

/* ---- whom the caller hears ---- */

static void
pair_sound(struct call *call)
{
	struct buf sdp = { 0 };

	sound_close(call);
	if (sound_open(call, &sdp)) {
		party_pair(call->caller, buf_view(&sdp));
		edges_apply(call);
	} else {
		LOG(WARN, "call_without_sound", LOG_TEXT("call", call->id));
		call_fail(call);
	}
	buf_fini(&sdp);
}

/* There is something to hear: what was to be told then is. */
static void
caller_tell(struct call *call)
{
	if (call->answer_wanted && !call->answered) {
		call->answered = true;
		call->watch.since_ms = clock_mono_ms();
		party_answer(call->caller);
	} else if (call->early_wanted && !call->answered) {
		call->early_wanted = false;
		party_ring(call->caller, 183, true);
		if (call->events.early != NULL)
			call->events.early(call->ctx);
	}
	call->early_wanted = false;
}

/* One step towards what is wished for. */
static void
call_settle(struct call *call)
{
	if (call->pairing || call->inner == NULL || call->over || call->caller == NULL)
		return;
	if (call->want == call->has && call->want_far == call->has_far) {
		if (call->has != HEARS_NOTHING)
			caller_tell(call);
		return;
	}
	call->pairing = true;
	call->asked = call->want;
	call->asked_far = call->want_far;
	if (call->want == HEARS_SOUND) {
		pair_sound(call);
		return;
	}
	sound_close(call);
	party_pair(call->caller, view_of(call->want_far->inner));
}

static void
on_paired(void *ctx, bool done)
{
	struct call *call = ctx;
	struct far *far = call->asked_far;

	call->pairing = false;
	if (!done) {
		call_lost(call, PARTY_NO_MEDIA, 0);
		return;
	}
	call->has = call->asked;
	call->has_far = far;
	if (call->asked == HEARS_FAR && far == NULL)
		call->has = HEARS_NOTHING; /* it went meanwhile */
	if (far != NULL)
		far->watch.since_ms = clock_mono_ms();
	if (far != NULL && call->want_far == far)
		far_release(far);
	if (far != NULL && !far->answered && !call->answered)
		party_ring(call->caller, 183, true);
	else if (far != NULL && far->answered && far->events.connected != NULL)
		far->events.connected(far->ctx, far);
	if (call->over)
		return;
	bridged_tell(call);
	call_settle(call);
	if (!call->over)
		digits_flush(call);
	if (!call->over)
		listens_now(call);
}

static void
want(struct call *call, enum hears what, struct far *far)
{
	call->want = what;
	call->want_far = far;
	bridged_tell(call);
	call_settle(call);
}

void
call_music(struct call *call)
{
	want(call, HEARS_SOUND, NULL);
}

void
call_connect(struct call *call, struct far *far)
{
	if (call->shared && far->ear == NULL && far->answered)
		far_turn(far);
	else if (!call->shared && far->inner != NULL)
		want(call, HEARS_FAR, far);
}

void
call_hold(struct call *call, struct far *far, bool held)
{
	if (!held || call->shared) {
		call_connect(call, far);
		return;
	}
	far->held = true;
	(void)far_settle(far, NULL, NULL);
	want(call, HEARS_SOUND, NULL);
}

void
far_mute(struct far *far, bool muted, void (*done)(void *ctx, bool well), void *ctx)
{
	bool asked;

	far->muted = muted;
	if (muted && !far->silent)
		far->can_be_silent = party_can_be_silent(far->party);
	asked = far_settle(far, done, ctx);
	if (!asked && done != NULL)
		done(ctx, true);
}

/* ---- the caller ---- */

static void
on_ready(void *ctx, struct view inner)
{
	struct call *call = ctx;

	call->inner = view_dup(inner);
	call->events.ready(call->ctx);
}

static bool
on_caller_digit(void *ctx, char digit)
{
	struct call *call = ctx;

	if (!call_listens(call) || call->events.digit == NULL)
		return false;
	call->events.digit(call->ctx, digit);
	return true;
}

static void
on_confirmed(void *ctx)
{
	struct call *call = ctx;

	call->confirmed = true;
	if (call->events.confirmed != NULL)
		call->events.confirmed(call->ctx);
	listens_now(call);
}

static void
on_caller_held(void *ctx, bool held)
{
	struct call *call = ctx;

	call->watch.held = held;
	if (call->events.held != NULL)
		call->events.held(call->ctx, held);
}

static void
on_caller_ended(void *ctx, enum party_end end, int status)
{
	struct call *call = ctx;

	call->caller = NULL;
	call_lost(call, end, status);
}

void
call_ring(struct call *call)
{
	if (!call->answered)
		party_ring(call->caller, 180, false);
}

bool
call_early(struct call *call)
{
	if (call->answer_wanted || party_describes_late(call->caller))
		return false;
	call->early_wanted = true;
	if (call->want == HEARS_NOTHING)
		call->want = HEARS_SOUND;
	call_settle(call);
	return true;
}

void
call_answer(struct call *call)
{
	call->answer_wanted = true;
	if (call->want == HEARS_NOTHING)
		call->want = HEARS_SOUND;
	call_settle(call);
}

void
call_prioritize(struct call *call)
{
	call->priority = true;
}

void
call_never_held(struct call *call)
{
	call->hops = 0;
	if (call->caller != NULL)
		party_never_held(call->caller);
}

void
far_never_held(struct far *far)
{
	party_never_held(far->party);
}

const char *
call_id(const struct call *call)
{
	return call->id;
}

int64_t
call_began_ms(const struct call *call)
{
	return call->began_ms;
}

void
call_came_by(struct call *call, int64_t tenant, int64_t trunk)
{
	call->tenant = tenant;
	call->trunk = trunk;
}

void
call_counts(struct call *call, struct share *share)
{
	call->share = share;
	party_counts(call->caller, share);
}

const char *
call_media(const struct call *call)
{
	return party_media(call->caller);
}

/* ---- who is rung ---- */

static void
inner_set(struct far *far, struct view inner)
{
	free(far->inner);
	far->inner = view_dup(inner);
	if (far->ear != NULL && !ear_turn(far->call->daemon, far->ear, far->inner))
		call_fail(far->call);
}

static void
on_far_progress(void *ctx, int status, struct view inner)
{
	struct far *far = ctx;

	if (inner.n > 0)
		inner_set(far, inner);
	if (far->events.progress != NULL)
		far->events.progress(far->ctx, far, status, inner.n > 0);
}

static void
on_far_answered(void *ctx, struct view inner)
{
	struct far *far = ctx;

	far->answered = true;
	inner_set(far, inner);
	far->watch = (struct watch){ .since_ms = clock_mono_ms() };
	far->events.answered(far->ctx, far);
}

static void far_lost(struct far *far);

static void
on_far_paired(void *ctx, bool done)
{
	struct far *far = ctx;

	if (!done)
		far_lost(far);
	else
		far_release(far);
}

/* It may send other codecs now. */
static void
on_far_moved(void *ctx)
{
	struct far *far = ctx;

	far->can_be_silent = far->can_be_silent && party_can_be_silent(far->party);
	(void)far_settle(far, NULL, NULL);
}

static void
on_far_held(void *ctx, bool held)
{
	struct far *far = ctx;

	far->watch.held = held;
	if (far->events.held != NULL)
		far->events.held(far->ctx, far, held);
}

static void
on_far_ended(void *ctx, enum party_end end, int status)
{
	struct far *far = ctx;
	struct call *call = far->call;

	far_unlink(far); /* whose it is may end the call in this event */
	if (!call->over)
		bridged_tell(call);
	far->events.ended(far->ctx, far, end, status);
	free(far->inner);
	free(far);
	if (!call->over)
		call_settle(call);
}

static bool
on_far_challenged(void *ctx, const struct sip_challenge *challenge, struct buf *out)
{
	struct far *far = ctx;

	return far->events.challenged != NULL && far->events.challenged(far->ctx, challenge, out);
}

const char *
far_refusal(int status, const char *other)
{
	static const struct {
		int status;
		const char *word;
	} causes[] = { { 486, "busy" }, { 600, "busy" }, { 603, "declined" }, { 408, "no_answer" },
		{ 480, "no_answer" } };

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].status == status)
			return causes[i].word;
	return other;
}

const char *
call_caller_cause(enum party_end end, bool talked)
{
	return end == PARTY_HUNG_UP   ? talked ? "normal" : "cancelled"
	    : end == PARTY_LOGGED_OUT ? "logged_out"
	    : end == PARTY_STOPPED    ? "voice_lost"
				      : "failed";
}

const char *
call_far_cause(enum party_end end)
{
	return end == PARTY_HUNG_UP ? "normal" : end == PARTY_LOGGED_OUT ? "logged_out" : "failed";
}

bool
far_holds(const struct far *far)
{
	return far->watch.held;
}

void
far_give(struct far *far, const struct far_events *events, void *ctx)
{
	far->events = *events;
	far->ctx = ctx;
}

struct far *
call_invite(struct call *call, const struct party_target *target, const struct far_events *events,
    void *ctx)
{
	static const struct party_events party_events = {
		.progress = on_far_progress,
		.answered = on_far_answered,
		.paired = on_far_paired,
		.held = on_far_held,
		.moved = on_far_moved,
		.challenged = on_far_challenged,
		.ended = on_far_ended,
	};
	const struct ear_spec ear = { .behind = SAY_music, .tune = call->tune };
	struct party_target after = *target;
	struct buf sdp = { 0 };
	struct far *far;

	if (call->fars.count >= CALL_FARS_MAX)
		return NULL;
	far = mem_zero(1, sizeof(*far));
	far->call = call;
	far_give(far, events, ctx);
	if (call->shared)
		far->ear = ear_open(call->daemon, &ear, &sdp);
	if (call->shared && far->ear == NULL) {
		free(far);
		return NULL;
	}
	list_append(&call->fars, &far->link);
	after.hops = call->hops;
	far->party = party_call(call->daemon, &after, call->priority,
	    far->ear != NULL ? buf_view(&sdp) : view_of(call->inner), &party_events, far);
	party_counts(far->party, call->share);
	buf_fini(&sdp);
	return far;
}

void
far_end(struct far *far)
{
	struct call *call = far->call;

	party_end(far->party, 0, "");
	far_unlink(far);
	bridged_tell(call);
	free(far->inner);
	free(far);
	call_settle(call);
}

void
call_fars_end(struct call *call, const struct far *but, const struct far *and_but)
{
	list_for_each_safe (&call->fars, at) {
		struct far *far = LIST_OF(at, struct far, link);

		if (far != but && far != and_but)
			far_end(far);
	}
}

void
call_fars_of_end(
    struct call *call, const void *ctx, const struct far *but, const struct far *and_but)
{
	list_for_each_safe (&call->fars, at) {
		struct far *far = LIST_OF(at, struct far, link);

		if (far->ctx == ctx && far != but && far != and_but)
			far_end(far);
	}
}

void
call_give(struct call *call, const struct call_events *events, void *ctx)
{
	call->events = *events;
	call->ctx = ctx;
}

/* ---- media that have stopped ---- */

/* The caller is still there: whose call it is says what becomes of them. */
static void
far_lost(struct far *far)
{
	party_end(far->party, 0, "");
	on_far_ended(far, PARTY_NO_MEDIA, 0);
}

/* What is asked of one party; it may be gone when the answer comes. */
struct look {
	struct call *call;
	const struct party *party;
};

/* Who hears the caller, is held by the page (their phone does not know of that, and sends on), or talks by us: the others need not send
 * anything yet. */
static bool
is_watched(const struct call *call, const struct far *far)
{
	return far == call->has_far || (far->answered && (far->held || far->ear != NULL));
}

static struct far *
watched_find(struct call *call, const struct party *party)
{
	list_for_each (&call->fars, at) {
		struct far *far = LIST_OF(at, struct far, link);

		if (far->party == party && is_watched(call, far))
			return far;
	}
	return NULL;
}

/* The time is the round's: of two that fell silent together none is known before the other, however late the relay answers. */
static void
watch_note(const struct call *call, struct watch *watch, int64_t packets)
{
	int64_t patience_ms = config_int(daemon_config(call->daemon), "media_lost_s") * MS_PER_S;

	watch->lost = false;
	if (packets == -1)
		return;
	if ((watch->held && packets != PARTY_NOT_CARRIED) ||
	    (packets >= 0 && packets != watch->packets))
		watch->since_ms = call->looked_ms;
	if (packets >= 0)
		watch->packets = packets;
	watch->lost = call->looked_ms - watch->since_ms >= patience_ms;
}

static struct far *
lost_find(struct call *call)
{
	list_for_each (&call->fars, at) {
		struct far *far = LIST_OF(at, struct far, link);

		if (far->watch.lost && is_watched(call, far))
			return far;
	}
	return NULL;
}

/* When all of a round are known, the caller first: without them there is no call. Else one whose media went with everybody's, as when
 * the relay died, would be put back into their queue and hear nothing there. */
static void
watch_judge(struct call *call)
{
	struct far *far;

	if (call->watch.lost) {
		LOG(INFO, "call_media_lost", LOG_TEXT("call", call->id), LOG_TEXT("of", "caller"));
		call_lost(call, PARTY_NO_MEDIA, 0);
		return;
	}
	while (!call->over && (far = lost_find(call)) != NULL) {
		LOG(INFO, "call_media_lost", LOG_TEXT("call", call->id), LOG_TEXT("of", "far"));
		far->watch.lost = false; /* once each, whatever becomes of it */
		far_lost(far);
	}
}

static void
on_heard(void *ctx, int64_t packets)
{
	struct look *look = ctx;
	struct call *call = look->call;
	bool caller = !call->over && look->party == call->caller;
	struct far *far = call->over || caller ? NULL : watched_find(call, look->party);
	struct watch *watch = caller ? &call->watch : far != NULL ? &far->watch : NULL;

	free(look);
	call->watching--;
	call->looks--;
	if (call->over) {
		call_free(call);
		return;
	}
	if (watch != NULL)
		watch_note(call, watch, packets);
	if (call->looks == 0)
		watch_judge(call);
}

static void
look_at(struct call *call, struct party *party)
{
	struct look *look = mem_new(sizeof(*look));

	*look = (struct look){ call, party };
	call->watching++;
	call->looks++;
	party_heard(party, on_heard, look);
}

/* An emergency call needs room among what waits for the relay, and so does who is put through: a round may be left out. */
static bool
may_watch(const struct call *call)
{
	return call->answered && call->watching == 0 &&
	    relay_under_way(calls_relay(call->daemon)) < WATCH_BEHIND;
}

static void
on_watch(void *ctx)
{
	struct call *call = ctx;

	if (call->failed) {
		call_lost(call, PARTY_NO_MEDIA, 0);
		return;
	}
	if (may_watch(call)) {
		call->looked_ms = clock_mono_ms();
		look_at(call, call->caller);
		list_for_each (&call->fars, at)
			if (is_watched(call, LIST_OF(at, struct far, link)))
				look_at(call, LIST_OF(at, struct far, link)->party);
	}
	timer_in(&call->timer, WATCH_MS);
}

/* ---- the beginning ---- */

void
call_id_make(char out[CALL_ID_SIZE])
{
	(void)snprintf(out, CALL_ID_SIZE, "%016" PRIx64 "%016" PRIx64, random_u64(), random_u64());
}

struct call *
call_take(struct daemon *daemon, struct sip_request *request, bool priority,
    const struct call_events *events, void *ctx)
{
	static const struct party_events party_events = {
		.ready = on_ready,
		.paired = on_paired,
		.confirmed = on_confirmed,
		.held = on_caller_held,
		.digit = on_caller_digit,
		.ended = on_caller_ended,
	};
	struct call *call = mem_zero(1, sizeof(*call));

	call_id_make(call->id);
	call->daemon = daemon;
	call->priority = priority;
	calls_count(daemon, 1);
	call->events = *events;
	call->ctx = ctx;
	call->began_ms = call->watch.since_ms = clock_mono_ms();
	list_init(&call->fars);
	timer_init(&call->timer, daemon_loop(daemon), on_watch, call);
	timer_in(&call->timer, WATCH_MS);
	call->caller = party_take(daemon, request, priority, &party_events, call);
	call->hops = party_hops(call->caller);
	return call;
}
