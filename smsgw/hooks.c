/*
 * hooks - carriers' webhooks: check, decode, store, and only then acknowledge (SMS-30, SMS-33).
 *
 * Owns: the way of one webhook request, which may bring several texts and receipts; what a wrong signature, an
 *       unreadable call, a database that is away are answered; which signed calls came lately.
 * Must not know: any carrier by name; its table says all.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/accept.h"
#include "smsgw/channels.h"
#include "smsgw/core/replays.h"
#include "smsgw/core/signature.h"
#include "smsgw/receipts.h"

enum { REFUSALS_TOLD_MS = 60000, REPLAY_AGE_S = 2 * SIGNATURE_AGE_S };

static COUNTER(refused, "sms_hook_refused_total",
    "Webhooks whose signature is wrong, missing or can't be checked");
static COUNTER(
    unparsed, "sms_hook_unparsed_total", "Webhooks that were signed and could not be read");
static COUNTER(
    again, "sms_hook_again_total", "Webhooks that were signed and had been stored before");

/* What must live until the commits: the decoded pairs hold the bytes of all views. */
struct hook {
	struct http_req *req;
	struct daemon *daemon;
	const struct channel *channel; /* valid until the loop's next turn only */
	const struct carrier *carrier;
	int64_t tenant, account;
	enum event_kind said; /* by the address */
	struct pairs pairs;
	struct buf nonce;
	int under_way; /* events that are being stored */
	struct err failed; /* of the first that could not be */
	struct err unread; /* of the first that can't be read */
};

static struct replays *
replays_of(struct daemon *daemon)
{
	return daemon_data(daemon, "hooks");
}

static void
hook_free(struct hook *hook)
{
	pairs_fini(&hook->pairs);
	buf_fini(&hook->nonce);
	free(hook);
}

static void
hook_ack(struct hook *hook)
{
	const struct carrier *carrier = hook->carrier;

	http_reply(hook->req, 200, carrier->ack_type != NULL ? carrier->ack_type : "text/plain",
	    view_of(carrier->ack_body != NULL ? carrier->ack_body : ""));
	hook_free(hook);
}

/* The bytes that stand for the call. */
static struct view
call_bytes(const struct http_req *req)
{
	struct view body = http_body(req);

	return body.n > 0 ? body : http_query_raw(req);
}

/* The carrier tries again: what of it was stored will be known again. */
static void
hook_unavailable(struct hook *hook)
{
	http_add_header(hook->req, "Retry-After", "5");
	http_reply_problem(hook->req, 503, err_type(hook->failed.kind), hook->failed.text, NULL);
	hook_free(hook);
}

/* One thing less is under way. */
static void
hook_landed(struct hook *hook)
{
	if (--hook->under_way > 0)
		return;
	if (hook->failed.kind != ERR_NONE) {
		hook_unavailable(hook);
		return;
	}
	if (replays_of(hook->daemon) != NULL) /* else the daemon ends */
		replays_note(replays_of(hook->daemon), hook->account, buf_view(&hook->nonce),
		    call_bytes(hook->req), clock_wall_us() / 1000000);
	hook_ack(hook);
}

/* ---- what is refused ---- */

/* `why` is for the log, `detail` for the caller. */
struct refusal {
	const char *why;
	int status;
	const char *type, *detail;
};

#define SIGNATURE_REFUSED 403, "signature_wrong", "The signature is missing or wrong."

static const struct refusal refusals[] = {
	[VERDICT_MISSING] = { "no signature", SIGNATURE_REFUSED },
	[VERDICT_WRONG] = { "wrong signature", SIGNATURE_REFUSED },
	[VERDICT_OLD] = { "signed at another time", SIGNATURE_REFUSED },
	/* Our own fault, which a carrier would not retry after a 403. */
	[VERDICT_NO_KEY] = { "no key to check it with", 503, "secret_missing",
	    "The channel's secret can't be read." },
};
static const struct refusal unsigned_json = { "JSON, which its signature does not cover",
	SIGNATURE_REFUSED };
static const struct refusal replayed = { "its nonce came with other bytes", SIGNATURE_REFUSED };
/* It may be signed well: the carrier must not take it for our word on its signature. */
static const struct refusal too_many = { "too many parameters", 413, "too_large",
	"The call has more parameters than can be checked, which are 4096." };
static_assert(PAIRS_MAX == 4096, "the detail names it");

static void
hook_refuse(struct hook *hook, const struct refusal *refusal)
{
	int64_t suppressed = 0;
	int status = refusal->status;

	/* A carrier that may forget to sign calls again after a 503, and not after a 403. */
	if (refusal == &refusals[VERDICT_MISSING] && hook->carrier->unsigned_status != 0)
		status = hook->carrier->unsigned_status;
	metric_add(&refused, 1);
	if (log_allow("sms_hook_refused", http_peer(hook->req), REFUSALS_TOLD_MS, &suppressed))
		LOG(WARN, "sms_hook_refused", LOG_VIEW("peer", http_peer(hook->req)),
		    LOG_ID("channel", hook->channel->id), LOG_TEXT("why", refusal->why),
		    LOG_INT("suppressed", suppressed),
		    LOG_TEXT("request_id", http_request_id(hook->req)));
	if (status == 503)
		http_add_header(hook->req, "Retry-After", "60");
	http_reply_problem(hook->req, status, refusal->type, refusal->detail, NULL);
	hook_free(hook);
}

/* ---- decoding ---- */

static bool
add_pair(void *ctx, struct view name, struct view value)
{
	return pairs_copy(ctx, name, value);
}

static bool
is_get(const struct http_req *req)
{
	return http_route_of(req)->method == HTTP_GET_;
}

static bool
is_json(const struct hook *hook)
{
	struct view type = { NULL, 0 };

	return !is_get(hook->req) &&
	    (hook->carrier->json ||
		(http_header(hook->req, "content-type", &type) &&
		    view_starts(type, "application/json")));
}

/* NULL, or why not: a form that is malformed can't be what was signed. Its signature stands over all parameters, also
 * those that nobody here knows. */
static const struct refusal *
read_form(struct hook *hook)
{
	struct view form = is_get(hook->req) ? http_query_raw(hook->req) : http_body(hook->req);
	int read = form_each(form, PAIRS_MAX, add_pair, &hook->pairs);

	pairs_settle(&hook->pairs);
	if (read == 0)
		return NULL;
	return hook->pairs.count == PAIRS_MAX ? &too_many : &refusals[VERDICT_WRONG];
}

static bool
header_of(const void *ctx, const char *lower_name, struct view *out)
{
	return http_header(ctx, lower_name, out);
}

static const struct refusal *
check(struct hook *hook)
{
	static const struct pairs none = { .at = NULL };
	bool json = is_json(hook),
	     params_signed = hook->carrier->signatures[0].kind == SIGNATURE_PARAMS;
	const struct refusal *refusal = json ? NULL : read_form(hook);
	enum verdict verdict;

	if (json && !signature_covers_json(hook->carrier))
		refusal = &unsigned_json;
	if (refusal != NULL)
		return refusal;
	if (json && params_signed && !pairs_read_json(&hook->pairs, http_body(hook->req)))
		return &refusals[VERDICT_WRONG];
	const struct call call = { .public_url =
				       config_text(daemon_config(hook->daemon), "public_url"),
		.target = http_target(hook->req),
		.body = http_body(hook->req),
		.params = json && !params_signed ? &none : &hook->pairs,
		.get = is_get(hook->req),
		.now_s = clock_wall_us() / 1000000,
		.header = header_of,
		.ctx = hook->req };

	verdict = signature_judge(hook->carrier, &hook->channel->account, &call, &hook->nonce);
	if (verdict != VERDICT_GOOD)
		return &refusals[verdict];
	/* Only now is somebody else's JSON looked into. */
	if (json && !params_signed && !pairs_read_json(&hook->pairs, http_body(hook->req)))
		(void)err_set(
		    &hook->unread, ERR_INVALID, "", "The body is no JSON that can be read.");
	return NULL;
}

static const struct channel *
find_channel(struct http_req *req, struct daemon *daemon)
{
	const struct channel *channel = NULL;
	struct err err = { 0 };
	struct view key;

	if (!channels_known(daemon)) {
		http_add_header(req, "Retry-After", "1");
		(void)err_set(&err, ERR_UNAVAILABLE, NULL, "The channels have not been read yet.");
		http_reply_err(req, &err, NULL);
		return NULL;
	}
	if (http_param(req, "key", &key))
		channel = channel_find(daemon, key);
	if (channel == NULL || channel->carrier->signatures[0].kind == SIGNATURE_END) {
		http_reply_problem(
		    req, 404, "channel_unknown", "No channel has this address.", NULL);
		return NULL;
	}
	return channel;
}

static struct hook *
hook_new(struct http_req *req, struct daemon *daemon, const struct channel *channel,
    enum event_kind said)
{
	struct hook *hook = mem_zero(1, sizeof(*hook));

	hook->req = req;
	hook->daemon = daemon;
	hook->channel = channel;
	hook->carrier = channel->carrier;
	hook->tenant = channel->tenant;
	hook->account = channel->account.id;
	hook->said = said;
	return hook;
}

/* Answers and returns NULL when the call goes no further. */
static struct hook *
hook_open(struct http_req *req, struct daemon *daemon, enum event_kind said)
{
	const struct channel *channel = find_channel(req, daemon);
	const struct refusal *refusal;
	enum replay_verdict replay;
	struct hook *hook;

	if (channel == NULL)
		return NULL;
	hook = hook_new(req, daemon, channel, said);
	refusal = check(hook);
	if (refusal != NULL) {
		hook_refuse(hook, refusal);
		return NULL;
	}
	replay = replays_judge(replays_of(daemon), hook->account, buf_view(&hook->nonce),
	    call_bytes(req), clock_wall_us() / 1000000, REPLAY_AGE_S);
	if (replay == REPLAY_NEW)
		return hook;
	if (replay == REPLAY_OTHER) {
		hook_refuse(hook, &replayed);
	} else {
		metric_add(&again, 1);
		hook_ack(hook);
	}
	return NULL;
}

/* ---- storing ---- */

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct hook *hook = ctx;

	if (outcome != DB_DONE && hook->failed.kind == ERR_NONE)
		db_outcome_err(outcome, result, &hook->failed);
	hook_landed(hook);
}

static void
on_accepted(void *ctx, enum db_outcome outcome, struct view what)
{
	(void)what;
	on_stored(ctx, outcome, NULL);
}

/* Signed, but not readable: the whole call is kept as it came, acknowledged, shown to the operator. */
static void
store_raw(struct hook *hook)
{
	const struct channel *channel = hook->channel;
	struct view raw = call_bytes(hook->req);
	struct buf reason = { 0 };
	struct command_id id;

	metric_add(&unparsed, 1);
	buf_addf(&reason, "%s: %s", hook->unread.field, hook->unread.text);
	command_id_of_bytes("raw", channel->id, raw, &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_INT(channel->tenant),
		P_INT(channel->id), P_INT(channel->account.id), P_BYTES(raw),
		P_VIEW(buf_view(&reason)) };
	const int64_t keys[] = { command_id_lock(&id, channel->tenant) };

	LOG(WARN, "sms_hook_unparsed", LOG_ID("channel", channel->id),
	    LOG_TEXT("field", hook->unread.field));
	hook->under_way++;
	db_submit(daemon_db(hook->daemon),
	    &(struct db_call){ .query = &q_raw_store,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_stored, hook);
	buf_fini(&reason);
}

static void
note_unread(struct hook *hook, const struct err *err)
{
	if (hook->unread.kind == ERR_NONE)
		hook->unread = *err;
}

/* ---- a text ---- */

/* Whether it is to this channel: by its number, or by what the carrier calls it. */
static bool
is_ours(const struct hook *hook, struct view to)
{
	const struct channel *channel = hook->channel;
	const char *own = hook->carrier->to_credential;
	char number[NUMBER_SIZE];

	if (own != NULL) {
		own = account_value(hook->carrier, &channel->account, own);
		return own != NULL && view_is(to, own);
	}
	return view_is(to, channel->number) ||
	    (number_normalise(to, number) && strcmp(number, channel->number) == 0);
}

static int
read_inbound(const struct hook *hook, struct view prefix, struct inbound *out,
    char from[NUMBER_SIZE], struct err *err)
{
	const struct carrier *carrier = hook->carrier;

	if (carrier_inbound(carrier, &hook->pairs, prefix, out, err) != 0)
		return -1;
	if (!number_normalise(out->from, from))
		return err_set(err, ERR_INVALID, carrier->fields.from, "The number can't be read.");
	if (!is_ours(hook, out->to))
		return err_set(
		    err, ERR_INVALID, carrier->fields.to, "The text is to another number.");
	out->from = view_of(from);
	/* What has no text shows that something came. */
	if (out->text.n == 0 && out->media_count > 0)
		out->text = VIEW("[media]");
	return 0;
}

/* The bytes of a call with several texts are kept with the first. */
static void
take_inbound(struct hook *hook, struct view prefix, bool first)
{
	struct inbound inbound;
	struct err err = { 0 };
	char from[NUMBER_SIZE];

	if (read_inbound(hook, prefix, &inbound, from, &err) != 0) {
		note_unread(hook, &err);
		return;
	}
	hook->under_way++;
	accept_text(hook->daemon, hook->channel, &inbound, first ? call_bytes(hook->req) : VIEW(""),
	    on_accepted, hook);
}

/* ---- a receipt ---- */

/* Ours are three numbers; whatever else came is none of ours. */
static void
take_ref(struct view value, char ref[REF_SIZE])
{
	if (!view_copy(value, ref, REF_SIZE) || strspn(ref, "0123456789.") != strlen(ref))
		ref[0] = '\0';
}

static bool
find_ref(void *ctx, struct view name, struct view value)
{
	if (view_is(name, "ref"))
		take_ref(value, ctx);
	return true;
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

static void
take_receipt(struct hook *hook, struct view prefix)
{
	struct receipt receipt;
	struct err err = { 0 };
	char ref[REF_SIZE] = "";
	int64_t keys[2];
	int count;

	if (carrier_receipt(hook->carrier, &hook->pairs, prefix, &receipt, &err) != 0) {
		note_unread(hook, &err);
		return;
	}
	if (receipt.state == NULL)
		return;
	if (receipt.ref.n > 0)
		take_ref(receipt.ref, ref);
	else
		(void)form_each(http_query_raw(hook->req), PAIRS_MAX, find_ref, ref);
	count = receipt_keys(hook->channel, &receipt, ref, keys);
	hook->under_way++;
	receipt_store(hook->daemon, hook->account, &receipt, ref, keys, count, on_stored, hook);
}

/* ---- a call ---- */

static void
take_event(struct hook *hook, struct view prefix, bool first)
{
	struct err err = { 0 };

	switch (carrier_event_kind(hook->carrier, &hook->pairs, prefix, hook->said)) {
	case EVENT_INBOUND:
		take_inbound(hook, prefix, first);
		break;
	case EVENT_RECEIPT:
		take_receipt(hook, prefix);
		break;
	case EVENT_IGNORED:
		break;
	case EVENT_UNKNOWN:
		(void)err_set(
		    &err, ERR_INVALID, hook->carrier->kind, "The kind of event is not known.");
		note_unread(hook, &err);
	}
}

static void
take_events(struct hook *hook)
{
	struct buf prefix = { 0 };
	struct err err = { 0 };
	int n = 0;

	for (; n < EVENTS_MAX && carrier_event(hook->carrier, &hook->pairs, n, &prefix); n++)
		take_event(hook, buf_view(&prefix), n == 0);
	if (n == 0 || (n == EVENTS_MAX && carrier_event(hook->carrier, &hook->pairs, n, &prefix))) {
		(void)err_set(&err, ERR_INVALID, hook->carrier->items,
		    n == 0 ? "There is no event in it."
			   : "There are more events than can be read.");
		note_unread(hook, &err);
	}
	buf_fini(&prefix);
}

static void
take_call(struct http_req *req, struct daemon *daemon, enum event_kind said)
{
	struct hook *hook = hook_open(req, daemon, said);

	if (hook == NULL)
		return;
	hook->under_way = 1; /* the call itself, until all of it is submitted */
	if (hook->unread.kind == ERR_NONE)
		take_events(hook);
	if (hook->unread.kind != ERR_NONE)
		store_raw(hook);
	hook_landed(hook);
}

void
on_hook_inbound(struct http_req *req, void *app)
{
	take_call(req, app, EVENT_INBOUND);
}

void
on_hook_receipt(struct http_req *req, void *app)
{
	take_call(req, app, EVENT_RECEIPT);
}

int
hooks_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	daemon_set_data(daemon, "hooks", mem_zero(1, sizeof(struct replays)));
	return 0;
}

/* What is being stored may still land. */
void
hooks_stop(struct daemon *daemon)
{
	free(replays_of(daemon));
	daemon_set_data(daemon, "hooks", NULL);
	daemon_part_stopped(daemon);
}
