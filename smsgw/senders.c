/* senders - see senders.h */
#include "smsgw/senders.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/daemon/holder.h"
#include "common/http/client.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/core/bucket.h"
#include "smsgw/sending.h"
#include "smsgw/smsgw.h"

enum { GROUPS_MAX = 4096, PAGE = 100, LOOK_MS = 1000, TAKEOVER_RETRY_MS = 100, LANDING_MS = 20 };

static GAUGE(groups_held, "sms_groups_held", "Sender groups that this instance sends for");
static COUNTER(
    takeovers, "sms_takeover_unknown_total", "Messages found half sent after a takeover");

enum sender_state { SENDER_READING_RATE, SENDER_TAKING_OVER, SENDER_SENDING, SENDER_ENDED };

/* A message under way. */
struct flight {
	struct link link;
	struct sender *sender;
	int64_t id;
};

struct sender {
	struct link link;
	struct senders *senders;
	int64_t group, tenant, epoch;
	enum sender_state state;
	struct bucket bucket;
	struct list flights;
	bool reading, again; /* a read is under way; look again after it */
	int64_t cursor; /* the page that is read begins behind it */
	int64_t look_ms; /* when the earliest waiting head is due */
	struct timer timer;
};

struct senders {
	struct daemon *daemon;
	struct holder *holder;
	struct http_client *client;
	struct list list;
	struct timer landing; /* at stop: until what is under way has landed */
	bool stopping, given_up, client_closed;
};

static void sender_look(struct sender *sender);
static void stop_when_quiet(struct senders *senders);

static struct senders *
senders_of(struct daemon *daemon)
{
	return daemon_data(daemon, "senders");
}

/* ---- the end of a sender: when nothing of it is under way any more ---- */

static void
sender_free(void *ctx)
{
	struct sender *sender = ctx;
	struct senders *senders = sender->senders;

	list_remove(&senders->list, &sender->link);
	free(sender);
	stop_when_quiet(senders);
}

static void
sender_end(struct sender *sender)
{
	if (sender->state != SENDER_ENDED) {
		sender->state = SENDER_ENDED;
		metric_add(&groups_held, -1);
		timer_stop(&sender->timer);
	}
	if (sender->reading || !list_empty(&sender->flights))
		return;
	sender->reading = true; /* closing: nothing may begin */
	timer_close(&sender->timer, sender_free);
}

/* ---- sending ---- */

static void
on_sent(void *ctx, const struct sending_done *result)
{
	struct flight *flight = ctx;
	struct sender *sender = flight->sender;

	list_remove(&sender->flights, &flight->link);
	free(flight);
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
		return;
	}
	if (result->fenced) {
		LOG(WARN, "sender_fenced", LOG_ID("group", sender->group));
		holder_fenced(sender->senders->holder);
		return;
	}
	sender_look(sender);
}

static bool
flight_sure(void *ctx)
{
	const struct sender *sender = ((const struct flight *)ctx)->sender;

	return sender->state != SENDER_ENDED && holder_sure(sender->senders->holder, sender->group);
}

static bool
in_flight(const struct sender *sender, int64_t id)
{
	list_for_each (&sender->flights, at)
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
	HEAD_WAIT_MS
};

static void
start_flight(struct sender *sender, const struct db_result *rows, int i)
{
	struct senders *senders = sender->senders;
	struct flight *flight = mem_zero(1, sizeof(*flight));
	const struct sending_order order = { .tenant = sender->tenant,
		.id = db_int(rows, i, HEAD_ID),
		.group = sender->group,
		.epoch = sender->epoch,
		.message = db_int(rows, i, HEAD_MESSAGE),
		.attempt = db_int(rows, i, HEAD_ATTEMPT),
		.sure = flight_sure };

	flight->sender = sender;
	flight->id = order.id;
	list_append(&sender->flights, &flight->link);
	if (view_is(db_text(rows, i, HEAD_STATE), "sending"))
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

/* False: the window or the bucket is full; what follows waits too. */
static bool
take_head(struct sender *sender, const struct db_result *rows, int i)
{
	struct senders *senders = sender->senders;
	size_t max = (size_t)config_int(daemon_config(senders->daemon), "sends_max");
	int64_t id = db_int(rows, i, HEAD_ID);
	int64_t wait;

	if (in_flight(sender, id))
		return true;
	if (db_int(rows, i, HEAD_WAIT_MS) > 0) {
		note_wait(sender, db_int(rows, i, HEAD_WAIT_MS));
		return true;
	}
	if (sender->flights.count >= max)
		return false;
	wait = bucket_take(&sender->bucket, db_int(rows, i, HEAD_SEGMENTS), clock_mono_ms());
	if (wait > 0) {
		note_wait(sender, wait);
		return false;
	}
	start_flight(sender, rows, i);
	return true;
}

static void
on_heads(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct sender *sender = ctx;
	bool more = outcome == DB_DONE && rows->rows == PAGE;

	sender->reading = false;
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		if (!take_head(sender, rows, i)) {
			more = false;
			break;
		}
	sender->cursor = more ? db_int(rows, rows->rows - 1, HEAD_ID) : 0;
	if (more || sender->again)
		sender_look(sender);
	else
		timer_at(&sender->timer, sender->look_ms);
}

/* The group was lost and is ours again, while what was under way has not landed: until then it is
 * not known what stands as `sending` for good. */
static bool
former_in_flight(const struct sender *sender)
{
	list_for_each (&sender->senders->list, at) {
		const struct sender *other = LIST_OF(at, struct sender, link);

		if (other != sender && other->group == sender->group &&
		    !list_empty(&other->flights))
			return true;
	}
	return false;
}

/* Reads the heads: per customer the first message that still has to be sent. */
static void
sender_look(struct sender *sender)
{
	struct senders *senders = sender->senders;
	const struct db_param params[] = { P_INT(sender->group), P_INT(sender->cursor),
		P_INT(PAGE) };

	if (sender->state != SENDER_SENDING || senders->stopping)
		return;
	if (!holder_sure(senders->holder, sender->group)) {
		timer_in(&sender->timer, LOOK_MS);
		return;
	}
	if (former_in_flight(sender)) {
		timer_in(&sender->timer, LANDING_MS);
		return;
	}
	sender->again = sender->reading;
	if (sender->reading)
		return;
	if (sender->cursor == 0)
		sender->look_ms = clock_mono_ms() + LOOK_MS;
	sender->reading = true;
	db_submit(daemon_db(senders->daemon),
	    &(struct db_call){ .query = &q_outbox_heads, .params = params }, on_heads, sender);
}

/* ---- becoming the holder ---- */

static void take_over(struct sender *sender);

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
		holder_fenced(sender->senders->holder);
	} else if (changed > 0 || left > 0) {
		timer_in(&sender->timer, TAKEOVER_RETRY_MS);
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
	    &(struct db_call){
		.query = &q_group_takeover, .lane = DB_LANE_ALONE, .params = params },
	    on_taken_over, sender);
}

enum { GROUP_TENANT, GROUP_ID, GROUP_NAME, GROUP_RATE_MILLI };

static void
on_rates(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct sender *sender = ctx;

	sender->reading = false;
	if (sender->state == SENDER_ENDED) {
		sender_end(sender);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		if (db_int(rows, i, GROUP_ID) == sender->group) {
			sender->tenant = db_int(rows, i, GROUP_TENANT);
			bucket_init(
			    &sender->bucket, db_int(rows, i, GROUP_RATE_MILLI), clock_mono_ms());
			take_over(sender);
			return;
		}
	timer_in(&sender->timer, LOOK_MS);
}

static void
read_rate(struct sender *sender)
{
	sender->reading = true;
	db_submit(daemon_db(sender->senders->daemon), &(struct db_call){ .query = &q_groups_load },
	    on_rates, sender);
}

static void
on_timer(void *ctx)
{
	struct sender *sender = ctx;

	if (sender->reading)
		return;
	if (sender->state == SENDER_READING_RATE)
		read_rate(sender);
	else if (sender->state == SENDER_TAKING_OVER)
		take_over(sender);
	else
		sender_look(sender);
}

static void
on_gained(void *ctx, int64_t group, int64_t epoch)
{
	struct senders *senders = ctx;
	struct sender *sender = mem_zero(1, sizeof(*sender));

	LOG(INFO, "group_gained", LOG_ID("group", group), LOG_INT("epoch", epoch));
	sender->senders = senders;
	sender->group = group;
	sender->epoch = epoch;
	list_init(&sender->flights);
	timer_init(&sender->timer, daemon_loop(senders->daemon), on_timer, sender);
	list_append(&senders->list, &sender->link);
	metric_add(&groups_held, 1);
	read_rate(sender);
}

static struct sender *
sender_find(struct senders *senders, int64_t group)
{
	list_for_each (&senders->list, at) {
		struct sender *sender = LIST_OF(at, struct sender, link);

		if (sender->group == group && sender->state != SENDER_ENDED)
			return sender;
	}
	return NULL;
}

static void
on_lost(void *ctx, int64_t group)
{
	struct sender *sender = sender_find(ctx, group);

	if (sender == NULL)
		return;
	LOG(INFO, "group_lost", LOG_ID("group", group));
	sender_end(sender);
}

void
senders_wake(struct daemon *daemon, int64_t group)
{
	struct sender *sender = sender_find(senders_of(daemon), group);

	if (sender != NULL)
		sender_look(sender);
}

void
on_smsgw_news(struct daemon *daemon, const struct news *news)
{
	if (news->kind == MESSAGE_outbound)
		senders_wake(daemon, news->key);
	else if (news->kind == MESSAGE_config)
		channels_reload(daemon);
}

/* ---- start and stop ---- */

int
senders_start(struct daemon *daemon, struct err *err)
{
	struct senders *senders = mem_zero(1, sizeof(*senders));
	const struct holder_config config = { .kind = "group",
		.max = GROUPS_MAX,
		.gained = on_gained,
		.lost = on_lost,
		.ctx = senders };

	metric_register(&groups_held);
	senders->daemon = daemon;
	list_init(&senders->list);
	daemon_set_data(daemon, "senders", senders);
	if (http_client_new(daemon_loop(daemon),
		(int)config_int(daemon_config(daemon), "sends_max") * 4, &senders->client,
		err) != 0)
		return -1;
	senders->holder = holder_start(daemon, &config);
	return 0;
}

static void
on_client_closed(void *ctx)
{
	struct senders *senders = ctx;
	struct daemon *daemon = senders->daemon;

	free(senders);
	daemon_part_stopped(daemon);
}

static void
stop_when_quiet(struct senders *senders)
{
	if (!senders->given_up || !list_empty(&senders->list) || senders->client_closed)
		return;
	senders->client_closed = true;
	http_client_close(senders->client, on_client_closed, senders);
}

static void
on_given_up(void *ctx)
{
	struct senders *senders = ctx;

	senders->given_up = true;
	list_for_each_safe (&senders->list, at)
		sender_end(LIST_OF(at, struct sender, link));
	stop_when_quiet(senders);
}

/* What is under way is finished first: the group is given away only when nothing of it is, so
 * that its next holder finds no message half sent. */
static void
give_up_when_landed(void *ctx)
{
	struct senders *senders = ctx;

	list_for_each (&senders->list, at)
		if (!list_empty(&LIST_OF(at, struct sender, link)->flights)) {
			timer_in(&senders->landing, LANDING_MS);
			return;
		}
	timer_close(&senders->landing, NULL);
	holder_stop(senders->holder, on_given_up, senders);
}

void
senders_stop(struct daemon *daemon)
{
	struct senders *senders = senders_of(daemon);

	senders->stopping = true;
	timer_init(&senders->landing, daemon_loop(daemon), give_up_when_landed, senders);
	give_up_when_landed(senders);
}
