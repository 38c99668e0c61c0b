/* queued - see queued.h */
#include "voiced/queued.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_text.h"
#include "common/base/key.h"
#include "common/base/utf8.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"
#include "voiced/calls.h"
#include "voiced/consult.h"
#include "voiced/farewell.h"
#include "voiced/listen.h"
#include "voiced/mailbox.h"
#include "voiced/own_sounds.h"
#include "voiced/queued_parts.h"
#include "voiced/received.h"
#include "voiced/sound.h"
#include "voiced/taping.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum {
	FIRST_SAY_MS = 5000,
};

static GAUGE(queued_now, "voice_queued_calls", "Calls for voice channels there are");

/* How the end of a party stands in the records: of the caller's, and of the agent's phone. */
static const struct {
	const char *by, *cause, *agent_by, *agent_cause;
} ends[] = {
	[PARTY_HUNG_UP] = { "caller", "normal", "agent_phone", "ended_by_agent_phone" },
	[PARTY_REFUSED] = { "caller", "normal", "agent_phone", "ended_by_agent_phone" },
	[PARTY_LOST] = { "system", "media_timeout", "system", "media_timeout" },
	[PARTY_STOPPED] = { "system", "voice_lost", "system", "voice_lost" },
	[PARTY_NO_MEDIA] = { "system", "media_timeout", "system", "media_timeout" },
	[PARTY_NOT_CALLED] = { "system", "media_timeout", "system", "media_timeout" },
	[PARTY_LOGGED_OUT] = { "caller", "normal", "system", "media_timeout" },
};

struct queue_calls {
	struct queued *by_place; /* uthash */
	int count;
	bool stopping; /* the last one takes this along */
};

static struct queue_calls *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "queued");
}

struct queued *
queued_find(struct daemon *daemon, int64_t tenant, int64_t interaction)
{
	const struct place place = { tenant, interaction };
	const struct queue_calls *all = all_of(daemon);
	struct queued *found;

	if (all == NULL)
		return NULL; /* news in the daemon's last moments */

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, all->by_place, &place, sizeof(place), found);
	return found;
}

void
queued_each(struct daemon *daemon, void (*each)(struct queued *queued, void *ctx), void *ctx)
{
	struct queue_calls *all = all_of(daemon);

	for (struct queued *at = all->by_place; at != NULL; at = at->hh.next)
		each(at, ctx);
}

/* ---- its end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct queue_calls *all = all_of(daemon);

	if (!all->stopping || all->count > 0)
		return;
	daemon_set_data(daemon, "queued", NULL);
	free(all);
}

static void
settle(struct queued *queued)
{
	struct queue_calls *all = all_of(queued->daemon);

	if (queued->pending > 0 || queued->call != NULL)
		return;
	metric_set(&queued_now, --all->count);
	all_settle(queued->daemon);
	own_sounds_drop(&queued->sounds);
	free(queued);
}

static void
on_timer_closed(void *ctx)
{
	struct queued *queued = ctx;

	queued->pending--;
	settle(queued);
}

struct queued_ask *
queued_ask(struct queued *queued, int64_t queue)
{
	struct queued_ask *ask = mem_new(sizeof(*ask));

	*ask = (struct queued_ask){ queued, queue };
	queued->pending++;
	return ask;
}

void
queued_answered(struct queued *queued)
{
	queued->pending--;
	settle(queued);
}

struct fact
queued_fact(const struct queued *queued, const struct db_query *query)
{
	return (struct fact){ .query = query,
		.params = { P_INT(queued->place.tenant), P_TEXT(queued->id) },
		.keys = { key_of("call", queued->place.tenant, view_of(queued->id)) },
		.key_count = 1,
		.in_order = true };
}

/* Who talked hangs up, or is hung up. */
static void
talker_end(struct far *far, struct outside *outside)
{
	if (outside != NULL)
		queued_outside_drop(&outside);
	else if (far != NULL)
		far_end(far);
}

/* by NULL: the database knows. The call itself is over, or is ended by whoever calls this. */
static void
leave(struct queued *queued, const char *by, const char *cause)
{
	struct queue_calls *all = all_of(queued->daemon);

	queued->over_by = by;
	queued->over_cause = cause;
	consult_drop(queued);
	listen_drop(queued);
	received_end(queued, &queued->received, NULL);
	received_end(queued, &queued->offered, NULL);
	if (queued->place.interaction != 0)
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(all->by_place, queued);
	queued_outside_drop(&queued->talker_outside);
	queued->call = NULL;
	queued->talker = NULL;
	queued_ring_drop(queued);
	if (queued->taping != NULL)
		taping_free(queued->taping);
	queued->taping = NULL;
	queued->pending += 4;
	timer_close(&queued->say_timer, on_timer_closed);
	timer_close(&queued->ring_timer, on_timer_closed);
	timer_close(&queued->entry_timer, on_timer_closed);
	timer_close(&queued->left_timer, on_timer_closed);
	if (by != NULL && queued->begun && !queued->ending)
		queued_tell_over(queued);
}

void
queued_finish(struct queued *queued, const char *by, const char *cause)
{
	struct call *call = queued->call;

	leave(queued, by, cause);
	call_end(call, 480, "Temporarily Unavailable");
}

/* It leaves the queue for a mailbox: a user's, or the queue's own. */
void
queued_to_mailbox(struct queued *queued, int64_t user, int64_t queue)
{
	struct call *call = queued->call;
	const struct mailbox_for whose = { .tenant = queued->place.tenant,
		.user = user,
		.side = SIDE_WORK, /* SP-7 */
		.queue = queue,
		.interaction = queued->place.interaction,
		.number = view_of(queued->number),
		.shown = view_of(queued->shown) };

	leave(queued, "system", "to_voicemail");
	mailbox_take(queued->daemon, call, &whose);
}

/* How routing ends calls that nobody takes, what the caller hears then, and how it stands in the records. */
static const struct last_words {
	const char *outcome;
	enum say_prompt prompt;
	enum own_use own; /* of the queue, if it has one */
} last_words[] = {
	{ "no_rule", SAY_not_reached, OWN_CLOSED }, /* there is no queue */
	{ "queue_closed", SAY_closed, OWN_CLOSED },
	{ "auto_reply", SAY_too_many, OWN_OVERFLOW },
	{ "callback", SAY_called_back, OWN_CALLBACK },
};

/* ---- who talks ---- */

/* Said to the caller: that the call is recorded. False: it can't be said, or need not be. */
static bool
notice(struct queued *queued)
{
	const enum say_prompt recorded = SAY_recorded;
	struct playlist list = { 0 };

	return taping_notice(queued->taping) &&
	    prompts_say(sound_prompts(queued->daemon), &recorded, 1, &list) &&
	    call_say(queued->call, &list);
}

static void
on_bridged(void *ctx, bool bridged)
{
	const struct queued *queued = ctx;

	if (queued->taping != NULL)
		taping_hears(queued->taping, bridged);
}

static void
on_digits_sent(void *ctx, bool sent)
{
	const struct queued *queued = ctx;

	if (queued->taping != NULL)
		taping_digits(queued->taping, sent);
}

static void
put_through(struct queued *queued)
{
	queued->noticing = false;
	if (queued->talker != NULL && !queued->held)
		call_connect(queued->call, queued->talker);
	consult_mix(queued);
}

/* Who is about to be put through is told first, once it is known whether they are to be told, and they have our answer. */
static bool
notice_waits(const struct queued *queued)
{
	return queued->asks || !call_is_confirmed(queued->call);
}

static void
notice_or_through(struct queued *queued)
{
	if (queued->noticing && !notice_waits(queued) && !notice(queued))
		put_through(queued);
}

static void
on_confirmed(void *ctx)
{
	struct queued *queued = ctx;

	queued_heard(queued);
	notice_or_through(queued);
}

static void
on_said(void *ctx)
{
	struct queued *queued = ctx;

	if (queued->noticing && !notice_waits(queued))
		put_through(queued);
}

/* It is known now whether who was about to be put through is to be told first. */
static void
on_taping_settled(void *ctx)
{
	struct queued *queued = ctx;
	bool waits = queued->asks;

	queued->asks = false;
	if (waits)
		notice_or_through(queued);
}

/* Whoever was given it by an offer, and has not picked up yet, keeps their entry while the one before hangs up. */
static void
received_settle(struct queued *queued, const struct far *far, int64_t agent)
{
	struct received *received = &queued->received;

	if (far != NULL && received->owner == agent)
		received->talks = true;
	else if (far != NULL || received->talks)
		received_end(queued, received, NULL);
}

/* Whoever talks next is neither held nor muted. */
static void
controls_reset(struct queued *queued)
{
	queued->page_holds = queued->phone_holds = queued->held = false;
	queued->held_by_phone = queued->muted = false;
	queued->mute_turn++;
}

void
queued_talks(struct queued *queued, struct far *far, int64_t agent, struct outside *outside)
{
	struct far *old = queued->talker;
	struct outside *old_outside = queued->talker_outside;

	if (far != NULL)
		queued_answer_caller(queued);
	received_settle(queued, far, agent);
	if (far != NULL && agent != queued->talker_agent)
		listen_drop(queued); /* who leads the one before may not lead this one */
	if (far != NULL)
		queued->departed.agent = 0;
	queued->talker = far;
	queued->talker_outside = outside;
	queued->talker_agent = far != NULL ? agent : 0;
	controls_reset(queued);
	if (far != NULL && outside == NULL)
		queued_phone_give(queued, far);
	queued->noticing = far != NULL && call_is_confirmed(queued->call) && notice(queued);
	if (queued->taping != NULL)
		taping_agent(queued->taping, queued->talker_agent);
	queued->asks = far != NULL && !queued->noticing && taping_asks(queued->taping);
	queued->noticing = queued->noticing || (far != NULL && notice_waits(queued));
	/* Nobody hears the caller before. Of those who share it: consult_mix. Else the agent's sound is kept away, for the relay
	 * takes whoever sends to an end that it has just met for that end. */
	if (far != NULL)
		call_hold(queued->call, far, queued->noticing);
	talker_end(old, old_outside);
	consult_mix(queued);
	if (far != NULL)
		queued_held(queued, far, far_holds(far));
}

static void
talker_forget(struct queued *queued)
{
	if (queued->received.talks) /* else it is that of an agent who gets the call */
		received_end(queued, &queued->received, NULL);
	queued->talker = NULL;
	queued->talker_agent = 0;
	queued->noticing = false;
	controls_reset(queued);
	taping_agent(queued->taping, 0);
}

void
queued_talker_gone(struct queued *queued, enum party_end end)
{
	bool lost = end == PARTY_LOST || end == PARTY_LOGGED_OUT || party_end_is_media(end);
	const struct departure departed = { queued->talker_agent, lost ? NULL : ends[end].agent_by,
		lost ? "phone_lost" : ends[end].agent_cause };

	talker_forget(queued);
	/* With the login the interaction goes back into its queue, so there is nothing to hand to a colleague. */
	if (end == PARTY_LOGGED_OUT || !consult_goes_on(queued))
		queued_deserted(queued, &departed);
}

/* ---- holds ---- */

static void
tell_held(struct queued *queued)
{
	struct fact fact = queued_fact(queued, &q_call_held);

	fact.params[2] = P_BOOL(queued->held);
	fact.params[3] = P_TEXT(queued->phone_holds ? "phone" : "agent");
	tell(queued->daemon, &fact, NULL, NULL);
}

/* A call is held as long as the page or the phone holds it. Whether the phone does is told, too: it is taken back there. */
static void
hold_settle(struct queued *queued)
{
	bool held = queued->page_holds || queued->phone_holds, was = queued->held;

	if (held == was && queued->phone_holds == queued->held_by_phone)
		return;
	queued->held = held;
	queued->held_by_phone = queued->phone_holds;
	tell_held(queued);
	if (held == was)
		return;
	if (held || !queued->noticing) /* else on_said puts them through */
		call_hold(queued->call, queued->talker, held);
	consult_mix(queued);
}

void
queued_held(struct queued *queued, struct far *far, bool held)
{
	if (far != queued->talker)
		return;
	queued->phone_holds = held;
	hold_settle(queued);
}

static void
hang_up(struct queued *queued)
{
	const struct departure departed = { queued->talker_agent, "agent", "normal" };
	struct far *far = queued->talker;
	struct outside *outside = queued->talker_outside;

	queued->talker_outside = NULL;
	talker_forget(queued);
	talker_end(far, outside);
	if (!consult_goes_on(queued))
		queued_deserted(queued, &departed);
}

enum queued_done
queued_judge(const struct queued *queued, int64_t agent)
{
	return queued == NULL               ? QUEUED_NO_CALL
	    : queued->talker == NULL        ? QUEUED_NOT_TALKING
	    : queued->talker_agent != agent ? QUEUED_NOT_YOURS
					    : QUEUED_OK;
}

enum queued_done
queued_do(struct daemon *daemon, int64_t tenant, int64_t interaction, int64_t agent,
    enum queued_order order)
{
	struct queued *queued = queued_find(daemon, tenant, interaction);
	enum queued_done theirs = queued_judge(queued, agent);

	if (theirs != QUEUED_OK)
		return theirs;
	if (order == QUEUED_RECORDING_PAUSE || order == QUEUED_RECORDING_RESUME) {
		if (!taping_pause(queued->taping, order == QUEUED_RECORDING_PAUSE))
			return QUEUED_NOT_RECORDED;
	} else if (order == QUEUED_HANG_UP) {
		hang_up(queued);
	} else if (queued->consult != NULL) {
		return QUEUED_CONSULTING;
	} else {
		queued->page_holds = order == QUEUED_HOLD;
		hold_settle(queued);
	}
	return QUEUED_OK;
}

/* ---- news ---- */

static int64_t
id_in(const json_t *state, const char *name)
{
	int64_t id = 0;

	return json_id(json_object_get(state, name), 1, &id) ? id : 0;
}

static int64_t
queue_in(const json_t *state)
{
	return id_in(json_object_get(state, "queue"), "id");
}

static bool
word_is(const json_t *state, const char *name, const char *word)
{
	const char *text = json_string_value(json_object_get(state, name));

	return text != NULL && strcmp(text, word) == 0;
}

/* An agent gives the call to another one. */
static void
offered_begin(struct queued *queued, const struct news *news)
{
	const struct received whose = { .owner = id_in(news->state, "agent"),
		.side = SIDE_AGENT,
		.offer = news->key,
		.by = id_in(json_object_get(news->state, "from"), "id") };

	if (word_is(news->state, "kind", "transfer") && queued->offered.offer != news->key)
		received_begin(queued, &queued->offered, &whose);
}

/* What the call log says of an offer that was not accepted: by its state and cause, the first that fits. `cause` NULL: any. `said` NULL: as the
 * call itself ended. Withdrawn for a reason of the system's or the agent's own, as an emergency, it is no missed call. */
static const struct {
	const char *state, *cause, *said;
} offer_ends[] = {
	{ "rejected", "busy", "busy" },
	{ "rejected", "no_answer", "no_answer" },
	{ "rejected", "no_phone", "no_answer" },
	{ "rejected", "unreachable", "no_answer" },
	{ "rejected", "number_refused", "no_answer" },
	{ "rejected", "do_not_disturb", "no_answer" },
	{ "rejected", NULL, "declined" },
	{ "expired", NULL, "no_answer" },
	{ "withdrawn", "customer_left", NULL },
	{ "withdrawn", "asker", NULL },
	{ "withdrawn", "ended", NULL },
	{ "withdrawn", NULL, "elsewhere" },
};

static const char *
offer_end(const json_t *state)
{
	for (size_t i = 0; i < sizeof(offer_ends) / sizeof(offer_ends[0]); i++)
		if (word_is(state, "state", offer_ends[i].state) &&
		    (offer_ends[i].cause == NULL || word_is(state, "cause", offer_ends[i].cause)))
			return offer_ends[i].said;
	return NULL;
}

static void
offered_settle(struct queued *queued, const struct news *news)
{
	if (queued->offered.offer != news->key)
		return;
	if (!word_is(news->state, "state", "accepted")) {
		received_end(queued, &queued->offered, offer_end(news->state));
		return;
	}
	received_answered(queued, &queued->offered);
	received_end(queued, &queued->received, NULL);
	queued->received = queued->offered;
	queued->received.talks =
	    queued->talker != NULL && queued->talker_agent == queued->received.owner;
	queued->offered = (struct received){ .owner = 0 };
}

static void
on_offer(struct queued *queued, const struct news *news)
{
	if (word_is(news->state, "kind", "consult"))
		return;
	if (word_is(news->state, "state", "made")) {
		offered_begin(queued, news);
		queued_ring(queued, news->key, id_in(news->state, "agent"), false);
		return;
	}
	offered_settle(queued, news);
	queued->settled = news->key;
	queued_ring_settled(queued, news->key, word_is(news->state, "state", "accepted"));
}

static void
talker_drop(struct queued *queued)
{
	consult_drop(queued);
	listen_drop(queued);
	queued_talks(queued, NULL, 0, NULL);
}

static void
on_assigned(struct queued *queued, int64_t agent, int64_t offer)
{
	if ((queued->talker != NULL && queued->talker_agent == agent) ||
	    consult_settles(queued, agent))
		return;
	if (!queued_ring_asks(
		queued)) /* else who picked up is put through, and the one before is ended, in a moment */
		talker_drop(queued);
	if (queued_is_returning(queued, agent))
		return;
	queued_left_heard(queued);
	queued_ring(queued, offer, agent, true);
}

/* False: nothing is said of this end. */
static bool
leave_with_words(struct queued *queued, const json_t *state)
{
	struct call *call = queued->call;

	for (size_t i = 0; i < sizeof(last_words) / sizeof(last_words[0]); i++) {
		if (!word_is(state, "outcome", last_words[i].outcome))
			continue;
		const struct farewell_words words = { .prompt = last_words[i].prompt,
			.tenant = queued->place.tenant,
			.queue = queue_in(state),
			.own = last_words[i].own };

		leave(queued, "system", last_words[i].outcome);
		farewell(queued->daemon, call, &words);
		return true;
	}
	return false;
}

static void
on_interaction(struct queued *queued, const struct news *news)
{
	const json_t *state = news->state;

	if (queued->handed || news->version < queued->version)
		return;
	queued->version = news->version;
	if (word_is(state, "state", "assigned")) {
		queued_sounds_follow(queued, queue_in(state));
		on_assigned(queued, id_in(state, "agent"), id_in(state, "offer"));
	} else if (word_is(state, "state", "ended") && word_is(state, "outcome", "to_voicemail")) {
		queued_to_mailbox(queued, 0, queue_in(state));
	} else if (word_is(state, "state", "wrap_up") || word_is(state, "state", "ended")) {
		if (!consult_waits(queued) && !leave_with_words(queued, state))
			queued_finish(queued, "system", "normal");
	} else {
		queued_sounds_follow(queued, queue_in(state));
		talker_drop(queued);
		queued_left_heard(queued);
		received_end(queued, &queued->received, NULL);
		queued_ring_back(queued);
	}
}

void
queued_news(struct daemon *daemon, const struct news *news)
{
	bool offer = news->kind == MESSAGE_offer;
	int64_t interaction = news->key;
	struct queued *queued;

	if (news->state == NULL)
		return;
	if (offer)
		interaction = id_in(news->state, "interaction");
	queued = queued_find(daemon, news->tenant, interaction);
	if (queued != NULL)
		(offer ? on_offer : on_interaction)(queued, news);
}

/* ---- how it stands, once ---- */

/* News that came before the call was known by its interaction found nobody: it may have been offered already. */
static void
look(struct queued *queued, enum message_kind kind, int64_t key, db_done done)
{
	const struct db_param params[] = { P_INT(kind), P_INT(queued->place.tenant), P_INT(key) };

	queued->pending++;
	db_submit(daemon_db(queued->daemon),
	    &(struct db_call){ .query = &q_state, .lane = DB_LANE_READ, .params = params }, done,
	    queued);
}

/* False: nobody waits for it any more, or there is nothing. Else `news` has it; its state is the caller's. */
static bool
looked(struct queued *queued, enum db_outcome outcome, const struct db_result *row,
    struct news *news, json_t **state)
{
	queued->pending--;
	if (queued->call == NULL) {
		settle(queued);
		return false;
	}
	if (outcome != DB_DONE || row->rows != 1 || db_is_null(row, 0, 2))
		return false;
	*state = json_loadb(db_text(row, 0, 2).p, db_text(row, 0, 2).n, 0, NULL);
	*news = (struct news){ .version = db_int(row, 0, 0), .state = *state };
	return *state != NULL;
}

static void
on_offer_looked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct queued *queued = ctx;
	struct news news;
	json_t *state;

	if (!looked(queued, outcome, row, &news, &state))
		return;
	news.key = id_in(state, "offer");
	queued->looked = true;
	if (word_is(state, "state", "made") && news.key != queued->settled &&
	    queued->talker == NULL && queued->ring == NULL)
		on_offer(queued, &news);
	json_decref(state);
}

static void
on_interaction_looked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct queued *queued = ctx;
	struct news news;
	json_t *state;

	if (!looked(queued, outcome, row, &news, &state))
		return;
	if (news.version < queued->version) {
		queued_look_once(queued);
	} else if (word_is(state, "state", "offered")) {
		queued_sounds_follow(queued, queue_in(state));
		look(queued, MESSAGE_offer, id_in(state, "offer"), on_offer_looked);
	} else {
		queued->looked = true;
		if (word_is(state, "state", "arrived") || word_is(state, "state", "waiting"))
			queued_sounds_follow(queued, queue_in(state));
		else
			on_interaction(queued, &news);
	}
	json_decref(state);
}

void
queued_look_once(struct queued *queued)
{
	if (!queued->looked)
		look(queued, MESSAGE_interaction, queued->place.interaction, on_interaction_looked);
}

void
queued_look_again(struct queued *queued)
{
	queued->looked = false;
	queued_look_once(queued);
}

/* ---- the beginning ---- */

static void
on_ended(void *ctx, enum party_end end, int status)
{
	(void)status;
	leave(ctx, ends[end].by, ends[end].cause);
}

static void
on_not_recorded(void *ctx)
{
	queued_finish(ctx, "system", "not_recorded");
}

static void
on_begun(void *ctx, const struct db_result *row)
{
	struct queued *queued = ctx;
	struct view outcome = row != NULL ? db_text(row, 0, 0) : VIEW("");
	json_t *body = NULL;
	bool early;

	queued->pending--;
	queued->begun = view_is(outcome, "created") || view_is(outcome, "ok");
	if (queued->call == NULL) {
		if (queued->begun && queued->over_by != NULL)
			queued_tell_over(queued);
		settle(queued);
		return;
	}
	if (queued->begun)
		body = effect_body(row);
	queued->place.interaction = id_in(body, "interaction");
	early = json_is_true(json_object_get(body, "early"));
	json_decref(body);
	if (queued->place.interaction == 0) {
		queued_finish(queued, queued->begun ? "system" : NULL, "failed");
		return;
	}
	queued->taping = taping_new(queued->daemon,
	    &(struct taping_spec){ .tenant = queued->place.tenant,
		.interaction = queued->place.interaction,
		.call = queued->id,
		.number = queued->number,
		.shown = queued->shown,
		.media = view_of(call_media(queued->call)),
		.refused = on_not_recorded,
		.settled = on_taping_settled,
		.ctx = queued });
	HASH_ADD(hh, all_of(queued->daemon)->by_place, place, sizeof(queued->place), queued);
	timer_in(&queued->say_timer, FIRST_SAY_MS);
	if (!early)
		queued_answer_caller(queued);
	queued_look_once(queued);
}

const char *const queued_words[] = {
	[QUEUED_OK] = "ok",
	[QUEUED_NO_CALL] = "no_call",
	[QUEUED_NOT_YOURS] = "not_yours",
	[QUEUED_NOT_TALKING] = "not_talking",
	[QUEUED_CONSULTING] = "consult_there",
	[QUEUED_NOT_RECORDED] = "not_recorded",
	[QUEUED_NOT_DONE] = "unavailable",
	[QUEUED_ON_HOLD] = "on_hold",
	[QUEUED_NOT_HEARD] = "not_heard",
	[QUEUED_KEYS_WAITING] = "keys_waiting",
};

static const struct call_events events = {
	.confirmed = on_confirmed,
	.early = queued_early,
	.said = on_said,
	.bridged = on_bridged,
	.digits_sent = on_digits_sent,
	.ended = on_ended,
};

void
queued_take(struct daemon *daemon, struct call *call, const struct queued_call *what)
{
	struct queued *queued = mem_zero(1, sizeof(*queued));
	struct fact fact;

	queued->daemon = daemon;
	queued->call = call;
	queued->place.tenant = what->tenant;
	queued->channel = what->channel;
	(void)view_copy(view_of(call_id(call)), queued->id, sizeof(queued->id));
	(void)view_copy(what->number, queued->number, sizeof(queued->number));
	if (utf8_valid(what->shown))
		(void)view_copy(
		    utf8_head(what->shown, QUEUED_SHOWN_MAX), queued->shown, sizeof(queued->shown));
	timer_init(&queued->say_timer, daemon_loop(daemon), queued_say, queued);
	timer_init(&queued->ring_timer, daemon_loop(daemon), queued_ring_late, queued);
	timer_init(&queued->entry_timer, daemon_loop(daemon), queued_entry_due, queued);
	timer_init(&queued->left_timer, daemon_loop(daemon), queued_left_late, queued);
	metric_set(&queued_now, ++all_of(daemon)->count);
	list_init(&queued->listeners);
	list_init(&queued->listeners_gone);
	call_give(call, &events, queued);
	queued->heard = queued->answered = call_is_confirmed(call);
	if (!queued->heard)
		call_quiet(call); /* until its queue's sounds are known */
	fact = queued_fact(queued, &q_call_begin);
	fact.params[1] = P_INT(what->channel);
	fact.params[2] = P_TEXT(queued->id);
	fact.params[3] = P_INT(calls_epoch(daemon));
	fact.params[4] = db_text_or_null(queued->number);
	fact.params[5] = P_TEXT(queued->shown);
	queued->pending++;
	tell(daemon, &fact, on_begun, queued);
}

int
queued_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	metric_register(&queued_now);
	daemon_set_data(daemon, "queued", mem_zero(1, sizeof(struct queue_calls)));
	return 0;
}

/* The legs have ended with the SIP stack; what is still told goes with the process. */
void
queued_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
	daemon_part_stopped(daemon);
}
