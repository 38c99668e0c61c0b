/* delivery - see delivery.h */
#include "hookd/delivery.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/log/log.h"
#include "hookd/hookd.h"

struct delivery {
	struct daemon *daemon;
	struct delivery_order order;
	void (*done)(void *ctx, const struct sent *sent);
	void *ctx;
};

static void
on_sent(void *ctx, const struct sent *sent)
{
	struct delivery *delivery = ctx;

	LOG(DEBUG, "hook_sent", LOG_ID("endpoint", delivery->order.endpoint),
	    LOG_ID("event", delivery->order.event->id),
	    LOG_TEXT("result", sent_result_name(sent->result)), LOG_INT("status", sent->status),
	    LOG_TEXT("error", sent->error));
	delivery->done(delivery->ctx, sent);
	free(delivery);
}

static bool
is_sure(void *ctx)
{
	const struct delivery *delivery = ctx;

	return delivery->order.sure(delivery->ctx);
}

static void
on_body(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct delivery *delivery = ctx;
	const struct endpoint *endpoint = endpoint_find(delivery->daemon, delivery->order.endpoint);
	const struct sent held = { .result = SENT_HELD, .retry_after_ms = -1, .error = "" };
	char id[24];

	if (outcome != DB_DONE || row->rows != 1 || endpoint == NULL || !endpoint->enabled) {
		on_sent(delivery, &held);
		return;
	}
	(void)snprintf(id, sizeof(id), "%" PRId64, delivery->order.event->id);
	sender_post(delivery->daemon, endpoint, id, db_text(row, 0, 0), is_sure, on_sent, delivery);
}

void
delivery_start(struct daemon *daemon, const struct delivery_order *order,
    void (*done)(void *ctx, const struct sent *sent), void *ctx)
{
	const struct event *event = order->event;
	const struct endpoint *endpoint = endpoint_find(daemon, order->endpoint);
	const struct db_param params[] = { P_TEXT(config_text(daemon_config(daemon), "public_url")),
		P_INT(endpoint != NULL ? endpoint->tenant : 0), P_INT(event->id), P_TEXT(event->at),
		P_INT(event->kind), P_INT(event->key), P_TEXT(event->type) };
	struct delivery *delivery = mem_new(sizeof(*delivery));

	*delivery = (struct delivery){ daemon, *order, done, ctx };
	db_submit(daemon_db(daemon), &(struct db_call){ .query = &q_event_body, .params = params },
	    on_body, delivery);
}
