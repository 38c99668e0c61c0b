/* events - see events.h */
#include "smsgw/events.h"

#include <string.h>

#include "smsgw/accept.h"
#include "smsgw/receipts.h"

void
events_init(struct call_events *events, struct daemon *daemon, const struct channel *channel)
{
	events->daemon = daemon;
	events->channel = channel;
	events->carrier = channel->carrier;
	events->account = channel->account.id;
}

void
events_fini(struct call_events *events)
{
	pairs_fini(&events->pairs);
}

/* ---- storing ---- */

void
events_landed(struct call_events *events)
{
	if (--events->under_way == 0)
		events->done(events);
}

void
events_stored(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct call_events *events = ctx;

	if (outcome != DB_DONE && events->failed.kind == ERR_NONE)
		db_outcome_err(outcome, result, &events->failed);
	events_landed(events);
}

static void
on_receipt(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct call_events *events = ctx;

	events->receipts += outcome == DB_DONE;
	events_stored(events, outcome, result);
}

static void
on_accepted(void *ctx, enum db_outcome outcome, struct view what)
{
	struct call_events *events = ctx;

	if (outcome == DB_DONE && view_is(what, "duplicate"))
		events->known++;
	else
		events->texts += outcome == DB_DONE;
	events_stored(events, outcome, NULL);
}

static void
note_unread(struct call_events *events, const struct err *err)
{
	if (events->unread.kind == ERR_NONE)
		events->unread = *err;
}

/* ---- a text ---- */

/* Whether it is to this channel: by its number, or by what the carrier calls it. */
static bool
is_ours(const struct call_events *events, struct view to)
{
	const struct channel *channel = events->channel;
	const char *own = events->carrier->to_credential;
	char number[NUMBER_SIZE];

	if (own != NULL) {
		own = account_value(events->carrier, &channel->account, own);
		return own != NULL && view_is(to, own);
	}
	return view_is(to, channel->number) ||
	    (number_normalise(to, number) && strcmp(number, channel->number) == 0);
}

static int
read_inbound(const struct call_events *events, struct view prefix, struct inbound *out,
    char from[NUMBER_SIZE], struct err *err)
{
	const struct carrier *carrier = events->carrier;

	if (carrier_inbound(carrier, &events->pairs, prefix, out, err) != 0)
		return -1;
	if (!number_normalise(out->from, from))
		return err_set(err, ERR_INVALID, carrier->fields.from, "The number can't be read.");
	if (!is_ours(events, out->to))
		return err_set(
		    err, ERR_INVALID, carrier->fields.to, "The text is to another number.");
	out->from = view_of(from);
	/* What has no text shows that something came. */
	if (out->text.n == 0 && out->media_count > 0)
		out->text = VIEW("[media]");
	return 0;
}

void
events_text(struct call_events *events, const struct channel *channel,
    const struct inbound *inbound, struct view raw)
{
	events->under_way++;
	accept_text(events->daemon, channel, inbound, raw, on_accepted, events);
}

/* The bytes of a call with several texts are kept with the first. */
static void
take_inbound(struct call_events *events, struct view prefix, bool first)
{
	struct inbound inbound;
	struct err err = { 0 };
	char from[NUMBER_SIZE];

	if (read_inbound(events, prefix, &inbound, from, &err) != 0) {
		note_unread(events, &err);
		return;
	}
	events_text(events, events->channel, &inbound, first ? events->bytes : VIEW(""));
}

/* ---- a receipt ---- */

void
events_take_ref(struct view value, char ref[REF_SIZE])
{
	if (!view_copy(value, ref, REF_SIZE) || strspn(ref, "0123456789.") != strlen(ref))
		ref[0] = '\0';
}

/* The message's id is the last part of our own reference. */
static int
receipt_keys(
    const struct channel *channel, const struct receipt *receipt, const char *ref, int64_t keys[2])
{
	const char *last = strrchr(ref, '.');
	int64_t message;
	int count = 0;

	keys[count++] = key_provider(channel->account.id, receipt->provider_id);
	if (last != NULL && view_to_int(view_of(last + 1), 1, INT64_MAX, &message))
		keys[count++] = key_of_id("message", channel->tenant, message);
	return count;
}

void
events_receipt(struct call_events *events, const struct receipt *receipt, const char *ref)
{
	int64_t keys[2];
	int count = receipt_keys(events->channel, receipt, ref, keys);

	events->under_way++;
	receipt_store(events->daemon, events->channel->tenant, events->account, receipt, ref, keys,
	    count, on_receipt, events);
}

static void
take_receipt(struct call_events *events, struct view prefix)
{
	struct receipt receipt;
	struct err err = { 0 };
	char ref[REF_SIZE];

	if (carrier_receipt(events->carrier, &events->pairs, prefix, &receipt, &err) != 0) {
		note_unread(events, &err);
		return;
	}
	if (receipt.state == NULL)
		return;
	memcpy(ref, events->ref, REF_SIZE);
	if (receipt.ref.n > 0)
		events_take_ref(receipt.ref, ref);
	events_receipt(events, &receipt, ref);
}

/* ---- a call ---- */

static void
take_event(struct call_events *events, struct view prefix, bool first)
{
	struct err err = { 0 };

	switch (carrier_event_kind(events->carrier, &events->pairs, prefix, events->said)) {
	case EVENT_INBOUND:
		take_inbound(events, prefix, first);
		break;
	case EVENT_RECEIPT:
		take_receipt(events, prefix);
		break;
	case EVENT_IGNORED:
		break;
	case EVENT_UNKNOWN:
		(void)err_set(
		    &err, ERR_INVALID, events->carrier->kind, "The kind of event is not known.");
		note_unread(events, &err);
	}
}

void
events_take(struct call_events *events)
{
	struct buf prefix = { 0 };
	struct err err = { 0 };
	int n = 0;

	for (; n < EVENTS_MAX && carrier_event(events->carrier, &events->pairs, n, &prefix); n++)
		take_event(events, buf_view(&prefix), n == 0);
	if (n == 0 ||
	    (n == EVENTS_MAX && carrier_event(events->carrier, &events->pairs, n, &prefix))) {
		(void)err_set(&err, ERR_INVALID, events->carrier->items,
		    n == 0 ? "There is no event in it."
			   : "There are more events than can be read.");
		note_unread(events, &err);
	}
	buf_fini(&prefix);
}
