/* taping - see taping.h */
#include "voiced/taping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"
#include "common/loop/loop.h"
#include "voiced/calls.h"
#include "voiced/core/sdp.h"
#include "voiced/guard.h"
#include "voiced/sound.h"
#include "voiced/tapes.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum { MEDIA_ID_SIZE = 64, COPY_SIZE = 160, MS_PER_S = 1000, AGAIN_MS = 200 };

static const char state_on[] = "on", state_paused[] = "paused", state_failed[] = "failed";

static const char *const tags[TAPE_SIDES] = {
	[TAPE_CALLER] = PARTY_OUTER, [TAPE_OTHERS] = PARTY_INNER
};

/* One side's copy. */
struct copy {
	struct reel *reel;
	enum tape_side side;
	struct endpoint *endpoint;
	char tag[COPY_SIZE]; /* empty: the relay has made none yet */
	bool good;
};

/* What is recorded of one agent. It lives until the relay and the media thread have answered all. */
struct reel {
	struct daemon *daemon;
	struct taping *taping; /* NULL: it has ended */
	char media[MEDIA_ID_SIZE];
	struct copy copies[TAPE_SIDES];
	struct tape_keeper *keeper; /* of its file; until its end */
	int asked; /* of the relay */
	bool stopping; /* the media thread is asked for the rest */
};

struct taping {
	struct daemon *daemon;
	struct taping_spec spec;
	char call[TAPE_CALL_SIZE], number[TAPE_NUMBER_SIZE], shown[TAPE_SHOWN_SIZE],
	    media[MEDIA_ID_SIZE];
	/* How the queue wants it. */
	bool known, record, announce, required;
	int64_t queue, pause_s;
	bool asking, ask_again;
	bool noticed, hears, paused, over;
	bool digits; /* keys are sent to the caller */
	int64_t agent;
	int part;
	const char *state; /* as it is to be shown; NULL: not recorded */
	const char *telling; /* while that is told */
	bool is_telling;
	struct reel *reel; /* NULL: nothing is recorded */
	struct timer timer; /* the end of a pause; or at once: it is refused */
	struct timer again; /* how the queue wants it is asked again */
	bool decided; /* with this agent: the queue may want something else since, or it failed */
	bool refusing;
};

/* ---- its memory ---- */

static void
on_again_closed(void *ctx)
{
	free(ctx);
}

static void
on_timer_closed(void *ctx)
{
	struct taping *taping = ctx;

	timer_close(&taping->again, on_again_closed);
}

static void
settle(struct taping *taping)
{
	if (taping->over && !taping->asking && !taping->is_telling)
		timer_close(&taping->timer, on_timer_closed);
}

/* ---- what is told ---- */

static void tell_now(struct taping *taping);

static void
on_state_told(void *ctx, const struct db_result *row)
{
	struct taping *taping = ctx;

	(void)row;
	taping->is_telling = false;
	if (taping->over)
		settle(taping);
	else if (taping->telling != taping->state)
		tell_now(taping);
}

/* One after the other: what was last is what stays. */
static void
tell_now(struct taping *taping)
{
	const char *state = taping->state;
	const struct fact fact = { .query = &q_call_recording,
		.params = { P_INT(taping->spec.tenant), P_TEXT(taping->call),
		    state != NULL ? P_TEXT(state) : P_NULL() },
		.keys = { key_of("call", taping->spec.tenant, view_of(taping->call)) },
		.key_count = 1 };

	taping->telling = state;
	taping->is_telling = true;
	tell(taping->daemon, &fact, on_state_told, taping);
}

/* `state` is one of ours: it is told again when its address is another. */
static void
tell_state(struct taping *taping, const char *state)
{
	taping->state = state;
	if (!taping->is_telling)
		tell_now(taping);
}

/* ---- a reel's end ---- */

static void
reel_settle(struct reel *reel)
{
	if (reel->taping != NULL || reel->asked > 0 || reel->stopping)
		return;
	for (int side = 0; side < TAPE_SIDES; side++)
		if (reel->copies[side].endpoint != NULL)
			media_close(reel->copies[side].endpoint);
	tapes_end(reel->keeper);
	free(reel);
}

static void
on_ended(void *ctx, const struct relay_result *result)
{
	struct reel *reel = ctx;

	(void)result; /* the call may have gone first, and the copy with it */
	reel->asked--;
	reel_settle(reel);
}

static void
copy_end(struct copy *copy)
{
	struct reel *reel = copy->reel;

	if (copy->tag[0] == '\0')
		return;
	reel->asked++;
	relay_unsubscribe(
	    calls_relay(reel->daemon), view_of(reel->media), view_of(copy->tag), on_ended, reel);
	copy->tag[0] = '\0';
}

static void
reel_end(struct reel *reel)
{
	struct endpoint *endpoint = reel->copies[TAPE_CALLER].endpoint;
	struct err err;

	if (reel->taping != NULL)
		reel->taping->reel = NULL;
	reel->taping = NULL;
	reel->stopping = endpoint != NULL && media_tape_stop(endpoint, 0, &err) == 0;
	for (int side = 0; side < TAPE_SIDES; side++)
		copy_end(&reel->copies[side]);
	reel_settle(reel);
}

static void
on_event(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	struct copy *copy = ctx;
	struct reel *reel = copy->reel;

	(void)endpoint;
	if (event->kind != MEDIA_TAPED)
		return;
	reel->stopping = false;
	reel_settle(reel);
}

static void
on_chunk(void *ctx, struct tape_chunk *chunk)
{
	struct copy *copy = ctx;

	tapes_add(copy->reel->keeper, chunk);
}

/* ---- when it can't be ---- */

static void
taping_fail(struct taping *taping, const char *why)
{
	LOG(WARN, "call_not_recorded", LOG_TEXT("call", taping->call), LOG_TEXT("why", why));
	if (taping->reel != NULL)
		reel_end(taping->reel);
	timer_stop(&taping->timer);
	taping->paused = false;
	tell_state(taping, state_failed);
	if (!taping->required)
		return;
	taping->refusing = true;
	timer_in(&taping->timer, 0);
}

static void
on_file_failed(void *ctx, const struct err *err)
{
	struct reel *reel = ctx;

	if (reel->taping != NULL)
		taping_fail(reel->taping, err->text);
}

/* Nothing more is heard, whatever the media thread still has to do. */
static void
reel_deafen(struct reel *reel)
{
	for (int side = 0; side < TAPE_SIDES; side++) {
		media_close(reel->copies[side].endpoint);
		reel->copies[side].endpoint = NULL;
	}
}

/* False: the media thread can't be told, so the recording has ended. Told as paused it would have what nobody may keep. */
static bool
keep(struct taping *taping)
{
	const bool kept = taping->hears && !taping->paused;
	const bool sides[TAPE_SIDES] = {
		[TAPE_CALLER] = kept, [TAPE_OTHERS] = kept && !taping->digits
	};
	struct err err;

	if (taping->reel == NULL ||
	    media_tape_keep(taping->reel->copies[TAPE_CALLER].endpoint, sides, &err) == 0)
		return true;
	reel_deafen(taping->reel);
	taping_fail(taping, err.text);
	return false;
}

/* ---- the relay's copies ---- */

/* The relay's answer; false: nobody waits for it, or it is over now. */
static bool
relay_answered(struct copy *copy, const struct relay_result *result)
{
	struct reel *reel = copy->reel;

	reel->asked--;
	if (reel->taping == NULL) {
		copy_end(copy);
		reel_settle(reel);
		return false;
	}
	if (result->err == NULL)
		return true;
	taping_fail(reel->taping, result->err->text);
	return false;
}

static void
on_copied(void *ctx, const struct relay_result *result)
{
	struct copy *copy = ctx;
	struct reel *reel = copy->reel;

	if (!relay_answered(copy, result))
		return;
	copy->good = true;
	if (reel->copies[TAPE_CALLER].good && reel->copies[TAPE_OTHERS].good)
		tell_state(reel->taping, reel->taping->paused ? state_paused : state_on);
}

/* Our answer to the relay's offer: all of it, for with less it makes no copy. False: there is no law of ours in it. */
static bool
answer_of(const struct copy *copy, const struct sdp *sdp, struct buf *out)
{
	const char *address = config_text(daemon_config(copy->reel->daemon), "media_address");
	const struct sdp_media *audio = sdp_audio(sdp);
	const struct sdp_payload *payload;
	struct buf maps = { 0 };

	if (audio == NULL ||
	    (sdp_payload_of(sdp, audio, "PCMU", G711_RATE) != G711_ULAW &&
		sdp_payload_of(sdp, audio, "PCMA", G711_RATE) != G711_ALAW))
		return false;
	sdp_write_own(address, media_port(copy->endpoint), out);
	for (int i = 0; (payload = sdp_payload_at(sdp, audio, i)) != NULL; i++) {
		buf_addf(out, " %d", payload->number);
		if (payload->name.n > 0)
			buf_addf(&maps, "a=rtpmap:%d %.*s/%d\r\n", payload->number,
			    (int)payload->name.n, payload->name.p, payload->rate);
	}
	buf_add(out, "\r\n", 2);
	buf_add_view(out, buf_view(&maps));
	buf_addf(out, "a=recvonly\r\n");
	buf_fini(&maps);
	return true;
}

static bool
copy_answer(struct copy *copy, struct view offer)
{
	static struct sdp sdp;
	struct reel *reel = copy->reel;
	struct buf answer = { 0 };
	const struct sdp_media *audio;
	char host[64];
	struct err err;
	bool done = sdp_read(offer, &sdp, &err) == 0 && answer_of(copy, &sdp, &answer);

	if (done) {
		audio = sdp_audio(&sdp);
		done = view_copy(audio->address, host, sizeof(host)) &&
		    media_remote(copy->endpoint, host, audio->port,
			guard_is_own(reel->daemon, offer), &err) == 0;
	}
	if (done) {
		reel->asked++;
		relay_subscribed(calls_relay(reel->daemon), view_of(reel->media),
		    view_of(copy->tag), buf_view(&answer), on_copied, copy);
	}
	buf_fini(&answer);
	return done;
}

static void
on_offered(void *ctx, const struct relay_result *result)
{
	struct copy *copy = ctx;

	if (result->err == NULL)
		(void)view_copy(result->reply->to, copy->tag, sizeof(copy->tag));
	if (relay_answered(copy, result) && !copy_answer(copy, result->reply->sdp))
		taping_fail(copy->reel->taping, "the relay's copy has no sound that is known");
}

/* ---- a reel's beginning ---- */

static struct tape_about
about_of(const struct taping *taping)
{
	struct tape_about about = { .tenant = taping->spec.tenant,
		.agent = taping->agent,
		.interaction = taping->spec.interaction,
		.queue = taping->queue,
		.at_us = daemon_now_us(taping->daemon),
		.part = taping->part };

	(void)snprintf(about.call, sizeof(about.call), "%s", taping->call);
	(void)snprintf(about.number, sizeof(about.number), "%s", taping->number);
	(void)snprintf(about.shown, sizeof(about.shown), "%s", taping->shown);
	return about;
}

static bool
ends_open(struct reel *reel, struct err *err)
{
	for (int side = 0; side < TAPE_SIDES; side++) {
		struct copy *copy = &reel->copies[side];
		const struct endpoint_spec spec = {
			.silent = true, .on_event = on_event, .on_chunk = on_chunk, .ctx = copy
		};

		*copy = (struct copy){ .reel = reel, .side = (enum tape_side)side };
		if (media_open(sound_media(reel->daemon), &spec, &copy->endpoint, err) != 0)
			return false;
	}
	return media_tape(reel->copies[TAPE_CALLER].endpoint, reel->copies[TAPE_OTHERS].endpoint,
		   err) == 0;
}

static void
reel_begin(struct taping *taping)
{
	struct reel *reel = mem_zero(1, sizeof(*reel));
	struct tape_about about;
	struct err err;

	taping->part++;
	about = about_of(taping);
	reel->daemon = taping->daemon;
	reel->taping = taping;
	taping->reel = reel;
	memcpy(reel->media, taping->media, sizeof(reel->media));
	reel->keeper = tapes_begin(taping->daemon, &about, on_file_failed, reel);
	if (!ends_open(reel, &err)) {
		taping_fail(taping, err.text);
		return;
	}
	for (int side = 0; side < TAPE_SIDES; side++) {
		reel->asked++;
		relay_subscribe(calls_relay(reel->daemon), view_of(reel->media),
		    view_of(tags[side]), on_offered, &reel->copies[side]);
	}
	(void)keep(taping);
}

static void
begin_if_wanted(struct taping *taping)
{
	if (taping->asking || !taping->known || taping->agent == 0 || taping->decided)
		return;
	taping->decided = true;
	if (!taping->record)
		return;
	if (taping->announce && !taping->noticed)
		taping_fail(taping, "the caller was not told");
	else
		reel_begin(taping);
}

/* ---- how the queue wants it ---- */

static void
learn(struct taping *taping, const struct db_result *row)
{
	taping->known = row->rows == 1;
	if (!taping->known)
		return;
	taping->queue = db_int(row, 0, 0);
	taping->record = db_bool(row, 0, 1);
	taping->announce = db_bool(row, 0, 2);
	taping->required = db_bool(row, 0, 3);
	taping->pause_s = db_int(row, 0, 4);
}

static void
on_wanted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct taping *taping = ctx;

	taping->asking = false;
	if (taping->over) {
		settle(taping);
		return;
	}
	if (taping->ask_again) {
		taping_look(taping);
		return;
	}
	if (outcome == DB_DONE)
		learn(taping, row);
	else if (taping->agent != 0)
		timer_in(&taping->again, AGAIN_MS);
	taping->spec.settled(taping->spec.ctx); /* may tell the caller */
	if (outcome == DB_DONE)
		begin_if_wanted(taping);
}

void
taping_look(struct taping *taping)
{
	const struct db_param params[] = { P_INT(taping->spec.tenant),
		P_INT(taping->spec.interaction) };

	taping->ask_again = taping->asking;
	if (taping->asking)
		return;
	taping->asking = true;
	db_submit(daemon_db(taping->daemon),
	    &(struct db_call){
		.query = &q_recording_wanted, .lane = DB_LANE_READ, .params = params },
	    on_wanted, taping);
}

bool
taping_asks(const struct taping *taping)
{
	return taping->asking;
}

bool
taping_notice(struct taping *taping)
{
	bool due = !taping->asking && taping->known && taping->record && taping->announce &&
	    !taping->noticed;

	taping->noticed = taping->noticed || due;
	return due;
}

/* ---- the call ---- */

void
taping_agent(struct taping *taping, int64_t agent)
{
	if (agent == taping->agent)
		return;
	if (taping->reel != NULL)
		reel_end(taping->reel);
	timer_stop(&taping->timer);
	taping->agent = agent;
	taping->paused = taping->decided = taping->refusing = false;
	if (agent == 0)
		return;
	tell_state(taping, NULL);
	if (taping->known)
		begin_if_wanted(taping);
	else if (!taping->asking)
		taping_look(taping);
}

void
taping_hears(struct taping *taping, bool hears)
{
	taping->hears = hears;
	(void)keep(taping);
}

void
taping_digits(struct taping *taping, bool sent)
{
	taping->digits = sent;
	(void)keep(taping);
}

bool
taping_pause(struct taping *taping, bool paused)
{
	if (taping->reel == NULL)
		return false;
	timer_stop(&taping->timer);
	taping->paused = paused;
	if (!keep(taping))
		return false;
	if (paused)
		timer_in(&taping->timer, taping->pause_s * MS_PER_S);
	tell_state(taping, paused ? state_paused : state_on);
	return true;
}

static void
on_timer(void *ctx)
{
	struct taping *taping = ctx;

	if (taping->refusing)
		taping->spec.refused(taping->spec.ctx);
	else
		(void)taping_pause(taping, false);
}

static void
on_again(void *ctx)
{
	taping_look(ctx);
}

struct taping *
taping_new(struct daemon *daemon, const struct taping_spec *spec)
{
	struct taping *taping = mem_zero(1, sizeof(*taping));

	taping->daemon = daemon;
	taping->spec = *spec;
	(void)snprintf(taping->call, sizeof(taping->call), "%s", spec->call);
	(void)snprintf(taping->number, sizeof(taping->number), "%s", spec->number);
	(void)snprintf(taping->shown, sizeof(taping->shown), "%s", spec->shown);
	(void)view_copy(spec->media, taping->media, sizeof(taping->media));
	timer_init(&taping->timer, daemon_loop(daemon), on_timer, taping);
	timer_init(&taping->again, daemon_loop(daemon), on_again, taping);
	return taping;
}

void
taping_free(struct taping *taping)
{
	taping->over = true;
	timer_stop(&taping->timer);
	timer_stop(&taping->again);
	if (taping->reel != NULL)
		reel_end(taping->reel);
	settle(taping);
}
