/* sender - see sender.h */
#include "smsgw/sender.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/daemon/holder.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/sending.h"
#include "smsgw/smpp.h"
#include "smsgw/smsgw.h"

enum {
	PAGE = 100,
	LOOK_MS = 1000,
	START_RETRY_MS = 100,
	LANDING_MS = 20,
	UNSTORED_MS =
	    2000, /* how long a message is left alone after its result could not be stored */
	UNSTORED_TOLD_MS = 60000,
};

static COUNTER(
    takeovers, "sms_takeover_unknown_total", "Messages found half sent after a takeover");
static GAUGE(groups_waiting, "sms_groups_waiting",
    "Sender groups that wait for a place among the requests to their carrier");
static COUNTER(unstored_total, "sms_send_unstored_total",
    "Times that the beginning or the end of a send could not be stored");

/* A message under way. */
struct flight {
	struct link link;
	struct sender *sender;
	struct window_carrier *carrier; /* NULL: it takes no place in the window */
	int64_t id, channel;
	bool unanswered; /* counts among the sender's */
	bool probe; /* it tries the first carrier while the second sends */
	int64_t until_ms; /* in `unstored`: not looked at before */
};

/* ---- places in the window: whoever waits longest looks next ---- */

static void
call_waiting(struct senders *senders)
{
	struct window_waiter *next;

	while ((next = window_next(&senders->window)) != NULL)
		sender_look(LIST_OF(next, struct sender, place));
	metric_set(&groups_waiting, senders->window.waiting);
}

static void
forgo_place(struct sender *sender)
{
	window_forgo(&sender->senders->window, &sender->place);
	call_waiting(sender->senders);
}

/* ---- the end of a sender: when nothing of it is under way any more ---- */

static void
forget_unstored(struct sender *sender, int64_t until_ms)
{
	list_for_each_safe (&sender->unstored, at) {
		struct flight *flight = LIST_OF(at, struct flight, link);

		if (flight->until_ms > until_ms)
			continue;
		list_remove(&sender->unstored, at);
		free(flight);
	}
}

static void
sender_free(void *ctx)
{
	struct sender *sender = ctx;
	struct senders *senders = sender->senders;

	list_remove(&senders->ended, &sender->link);
	turns_fini(&sender->turns);
	served_clear(&sender->served);
	free(sender);
	senders_gone(senders);
}

bool
sender_quiet(const struct sender *sender)
{
	return !sender->reading && sender->turns.calls == 0 && list_empty(&sender->flights);
}

void
sender_end(struct sender *sender)
{
	struct senders *senders = sender->senders;

	if (sender->state != SENDER_ENDED) {
		sender->state = SENDER_ENDED;
		timer_stop(&sender->timer);
		forget_unstored(sender, INT64_MAX);
		forgo_place(sender);
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(senders->by_group, sender);
		list_append(&senders->ended, &sender->link);
	}
	if (!sender_quiet(sender))
		return;
	sender->reading = true; /* closing: nothing may begin */
	timer_close(&sender->timer, sender_free);
}

/* ---- sending ---- */

static void
leave_window(struct senders *senders, struct flight *flight)
{
	if (flight->carrier == NULL)
		return;
	window_leave(&senders->window, flight->carrier);
	flight->carrier = NULL;
	call_waiting(senders);
}

/* The next looks pass over it for a while, and then find what the outbox says of it. */
static void
leave_alone(struct sender *sender, struct flight *flight)
{
	char source[24];
	int64_t suppressed = 0;

	metric_add(&unstored_total, 1);
	(void)snprintf(source, sizeof(source), "%" PRId64, sender->group);
	if (log_allow("sms_send_unstored", view_of(source), UNSTORED_TOLD_MS, &suppressed))
		LOG(WARN, "sms_send_unstored", LOG_ID("group", sender->group),
		    LOG_INT("suppressed", suppressed));
	flight->until_ms = clock_mono_ms() + UNSTORED_MS;
	list_append(&sender->unstored, &flight->link);
}

/* The carrier has spoken, or never will. */
static void
leave_link(struct flight *flight)
{
	if (flight->unanswered)
		flight->sender->unanswered--;
	flight->unanswered = false;
}

/* Not for each single answer: many leave together. */
static void
look_when_room(struct sender *sender)
{
	if (sender->unanswered <= sender->resume || sender->resume == 0)
		sender_look(sender);
}

static void
on_sent(void *ctx, enum sending_end end)
{
	struct flight *flight = ctx;
	struct sender *sender = flight->sender;

	leave_link(flight);
	list_remove(&sender->flights, &flight->link);
	sender->landed = true;
	if (flight->probe)
		turns_probed(&sender->turns, flight->channel);
	leave_window(sender->senders, flight);
	if (end == END_UNSTORED && sender->state != SENDER_ENDED)
		leave_alone(sender, flight);
	else
		free(flight);
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
	} else if (end == END_FENCED) {
		LOG(WARN, "sender_fenced", LOG_ID("group", sender->group));
		holder_fenced_thing(sender->senders->holder, sender->group);
	} else {
		look_when_room(sender);
	}
}

static bool
flight_sure(void *ctx)
{
	const struct sender *sender = ((const struct flight *)ctx)->sender;

	return sender->state != SENDER_ENDED && holder_sure(sender->senders->holder, sender->group);
}

static void
flight_told(void *ctx, int64_t account, bool up)
{
	struct flight *flight = ctx;
	struct sender *sender = flight->sender;

	turns_told(&sender->turns, flight->channel, account, up);
	leave_link(flight);
	if (sender->resume > 0)
		look_when_room(sender);
}

static bool
among(const struct list *flights, int64_t id)
{
	list_for_each (flights, at)
		if (LIST_OF(at, struct flight, link)->id == id)
			return true;
	return false;
}

enum {
	HEAD_TENANT,
	HEAD_ID,
	HEAD_CHANNEL,
	HEAD_NUMBER,
	HEAD_MESSAGE,
	HEAD_STATE,
	HEAD_ATTEMPT,
	HEAD_SEGMENTS,
	HEAD_WAIT_MS,
	HEAD_VALID_MS,
	HEAD_REF,
	HEAD_SECOND
};

/* How a head leaves: by which carrier, and its place in the window. */
struct way {
	const struct channel *channel; /* NULL: not known */
	struct window_carrier *place; /* NULL: none is needed */
	bool probe;
};

static void
start_flight(
    struct sender *sender, const struct db_result *rows, int i, bool sending, const struct way *way)
{
	struct senders *senders = sender->senders;
	struct flight *flight = mem_zero(1, sizeof(*flight));
	const struct sending_order order = { .tenant = sender->tenant,
		.id = db_int(rows, i, HEAD_ID),
		.group = sender->group,
		.epoch = sender->epoch,
		.message = db_int(rows, i, HEAD_MESSAGE),
		.attempt = db_int(rows, i, HEAD_ATTEMPT),
		.probe = way->probe,
		.sure = flight_sure,
		.told = flight_told };

	flight->sender = sender;
	flight->carrier = way->place;
	flight->unanswered = way->channel != NULL && way->channel->carrier->by_link;
	sender->unanswered += flight->unanswered;
	flight->id = order.id;
	flight->channel = db_int(rows, i, HEAD_CHANNEL);
	flight->probe = way->probe;
	if (way->probe)
		turns_probe(&sender->turns, flight->channel);
	list_append(&sender->flights, &flight->link);
	if (sending)
		sending_give_up(senders->daemon, &order, on_sent, flight);
	else
		sending_start(senders->daemon, senders->client, &order, on_sent, flight);
}

static void
note_wait(struct sender *sender, int64_t wait_ms)
{
	int64_t at = clock_mono_ms() + wait_ms;

	if (at < sender->look_ms)
		sender->look_ms = at;
}

static void
find_way(struct sender *sender, const struct db_result *rows, int i, struct way *way)
{
	struct daemon *daemon = sender->senders->daemon;
	const struct channel *channel =
	    channel_get(daemon, sender->tenant, db_int(rows, i, HEAD_CHANNEL));
	int64_t second = db_is_null(rows, i, HEAD_SECOND) ? 0 : db_int(rows, i, HEAD_SECOND);

	*way = (struct way){ 0 };
	if (channel != NULL)
		way->channel = turns_carrier(&sender->turns, channel, second, &way->probe);
}

/* An answer makes room. What is answered and not stored yet takes none. */
static bool
link_has_room(struct sender *sender, const struct channel *channel)
{
	size_t room = smpp_room(sender->senders->daemon, channel);

	if (sender->unanswered < room)
		return true;
	sender->resume = room / 2;
	return false;
}

/* False: the window has no place for this carrier. */
static bool
enter_window(struct sender *sender, struct way *way)
{
	struct senders *senders = sender->senders;
	const struct channel *channel = way->channel;

	if (channel != NULL && channel->carrier->by_link)
		return link_has_room(sender, channel);
	if (channel == NULL || channel->carrier->request == NULL)
		return true;
	way->place = window_enter(&senders->window, channel->account.base_url, &sender->place);
	sender->refused = way->place == NULL;
	return !sender->refused;
}

static int64_t
customer_of(const struct db_result *rows, int i)
{
	return key_of("customer", db_int(rows, i, HEAD_CHANNEL), db_text(rows, i, HEAD_NUMBER));
}

/* False: a window or the bucket is full; what follows waits too. */
static bool
take_queued(struct sender *sender, const struct db_result *rows, int i)
{
	int64_t customer = customer_of(rows, i), wait;
	struct way way;

	if (served_in_round(&sender->served, customer)) {
		sender->passed = true;
		return true;
	}
	find_way(sender, rows, i, &way);
	if (!enter_window(sender, &way))
		return false;
	wait = bucket_take(&sender->bucket, db_int(rows, i, HEAD_SEGMENTS), clock_mono_ms());
	if (wait > 0) {
		note_wait(sender, wait);
		if (way.place != NULL)
			window_leave(&sender->senders->window, way.place);
		return false;
	}
	served_add(&sender->served, customer);
	start_flight(sender, rows, i, false, &way);
	return true;
}

/* What is sent here and now is left to its flight; what was lost sight of, is given up. */
static bool
take_head(struct sender *sender, const struct db_result *rows, int i)
{
	int64_t max = config_int(daemon_config(sender->senders->daemon), "sends_max");
	int64_t id = db_int(rows, i, HEAD_ID);
	bool sending = view_is(db_text(rows, i, HEAD_STATE), "sending");

	if (among(&sender->flights, id) || among(&sender->unstored, id) ||
	    (sending && sender->landed))
		return true;
	if (db_int(rows, i, HEAD_WAIT_MS) > 0) {
		note_wait(sender, db_int(rows, i, HEAD_WAIT_MS));
		return true;
	}
	if ((int64_t)(sender->flights.count + sender->unstored.count) >= max)
		return false;
	if (!sending)
		return take_queued(sender, rows, i);
	start_flight(sender, rows, i, true, &(struct way){ 0 });
	return true;
}

static void
start_over(struct sender *sender)
{
	sender->cursor = 0;
	sender->paging = sender->passed = false;
}

/* The end of the outbox. What stands before the page where this began is looked at, too; and if all who are left were
 * served, a new round begins. */
static void
end_pass(struct sender *sender)
{
	if (sender->passed)
		served_clear(&sender->served);
	sender->again = sender->again || sender->passed || !sender->from_start;
	start_over(sender);
}

static void
take_heads(struct sender *sender, const struct db_result *rows)
{
	if (!sender->paging)
		sender->from_start = sender->cursor == 0;
	sender->paging = false;
	for (int i = 0; i < rows->rows; i++) {
		if (!take_head(sender, rows, i))
			return; /* the next look goes on here: nobody before is served twice */
		sender->cursor = db_int(rows, i, HEAD_ID);
	}
	if (rows->rows == PAGE)
		sender->paging = sender->again = true;
	else
		end_pass(sender);
}

static void
on_heads(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct sender *sender = ctx;

	sender->reading = false;
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
		return;
	}
	if (sender->senders->stopping)
		return;
	sender->refused = false;
	if (outcome == DB_DONE)
		take_heads(sender, rows);
	else
		start_over(sender);
	if (!sender->refused)
		window_forgo(
		    &sender->senders->window, &sender->place); /* nothing of it needs one now */
	call_waiting(sender->senders);
	if (sender->again)
		sender_look(sender);
	else
		timer_at(&sender->timer, sender->look_ms);
}

/* The group was lost and is ours again, while what was under way has not landed: until then it is
 * not known what stands as `sending` for good. */
static bool
former_in_flight(const struct sender *sender)
{
	list_for_each (&sender->senders->ended, at) {
		const struct sender *other = LIST_OF(at, struct sender, link);

		if (other->group == sender->group && !list_empty(&other->flights))
			return true;
	}
	return false;
}

/* Reads the heads: per customer the first message that still has to be sent. */
static void
read_heads(struct sender *sender)
{
	const struct sender_group *group =
	    sender_group_find(sender->senders->daemon, sender->group);
	const struct db_param params[] = { P_INT(sender->group), P_INT(sender->cursor),
		P_INT(PAGE) };
	int64_t now_ms = clock_mono_ms();

	if (group != NULL)
		bucket_set_rate(&sender->bucket, group->rate_milli, now_ms);
	if (!sender->paging) {
		sender->look_ms = now_ms + LOOK_MS;
		forget_unstored(sender, now_ms);
	}
	sender->reading = true;
	sender->again = sender->landed = false;
	sender->resume = 0;
	db_submit(daemon_db(sender->senders->daemon),
	    &(struct db_call){ .query = &q_outbox_heads, .params = params, .shared = true },
	    on_heads, sender);
}

void
sender_look(struct sender *sender)
{
	if (sender->state != SENDER_SENDING || sender->senders->stopping)
		return;
	if (sender->reading)
		sender->again = true;
	else if (!holder_sure(sender->senders->holder, sender->group))
		timer_in(&sender->timer, LOOK_MS);
	else if (former_in_flight(sender))
		timer_in(&sender->timer, LANDING_MS);
	else
		read_heads(sender);
}

/* ---- becoming the holder ---- */

static void
on_taken_over(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sender *sender = ctx;
	bool held = outcome == DB_DONE && row->rows == 1;
	int64_t changed = held ? db_int(row, 0, 0) : 0;
	int64_t left = held ? db_int(row, 0, 1) : 1;

	sender->reading = false;
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
		return;
	}
	metric_add(&takeovers, changed);
	if (changed > 0)
		LOG(WARN, "takeover_unknown", LOG_ID("group", sender->group),
		    LOG_INT("messages", changed));
	if (outcome == DB_DONE && row->rows == 0) {
		holder_fenced_thing(sender->senders->holder, sender->group);
	} else if (changed > 0 || left > 0) {
		timer_in(&sender->timer, START_RETRY_MS);
	} else {
		sender->state = SENDER_SENDING;
		sender_look(sender);
	}
}

static void
take_over(struct sender *sender)
{
	const struct db_param params[] = { P_INT(sender->tenant), P_INT(sender->group),
		P_INT(sender->epoch) };

	sender->state = SENDER_TAKING_OVER;
	if (former_in_flight(sender)) {
		timer_in(&sender->timer, LANDING_MS);
		return;
	}
	sender->reading = true;
	db_submit(daemon_db(sender->senders->daemon),
	    &(struct db_call){ .query = &q_group_takeover,
		.lane = DB_LANE_ALONE,
		.params = params,
		.shared = true },
	    on_taken_over, sender);
}

/* Not before its rate is known, nor how a carrier is spoken to. */
static void
start(struct sender *sender)
{
	struct daemon *daemon = sender->senders->daemon;
	const struct sender_group *group = sender_group_find(daemon, sender->group);

	if (group == NULL || !channels_known(daemon)) {
		timer_in(&sender->timer, START_RETRY_MS);
		return;
	}
	sender->tenant = sender->turns.tenant = group->tenant;
	bucket_init(&sender->bucket, group->rate_milli, clock_mono_ms());
	take_over(sender);
}

/* The next look finds which carrier sends now. */
static void
on_turn(void *ctx)
{
	struct sender *sender = ctx;

	if (sender->state == SENDER_ENDED)
		sender_end(sender);
	else
		sender_look(sender);
}

static void
on_timer(void *ctx)
{
	struct sender *sender = ctx;

	if (sender->reading)
		return;
	if (sender->state == SENDER_STARTING)
		start(sender);
	else if (sender->state == SENDER_TAKING_OVER)
		take_over(sender);
	else
		sender_look(sender);
}

void
sender_start(struct senders *senders, int64_t group, int64_t epoch)
{
	struct sender *sender = mem_zero(1, sizeof(*sender));

	sender->senders = senders;
	sender->group = group;
	sender->epoch = epoch;
	sender->turns = (struct turns){ .daemon = senders->daemon,
		.group = group,
		.epoch = epoch,
		.changed = on_turn,
		.ctx = sender };
	list_init(&sender->flights);
	list_init(&sender->unstored);
	timer_init(&sender->timer, daemon_loop(senders->daemon), on_timer, sender);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, senders->by_group, group, sizeof(sender->group), sender);
	if (sender_group_find(senders->daemon, group) == NULL)
		channels_reload(senders->daemon); /* it is new */
	start(sender);
}
