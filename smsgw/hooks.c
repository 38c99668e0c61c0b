/*
 * hooks - carriers' webhooks: check, decode, store, and only then acknowledge (SMS-30, SMS-33).
 *
 * Owns: the way of one webhook request; what a wrong signature, an unreadable call, a database
 *       that is away are answered.
 * Must not know: any carrier by name; its table says all.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/accept.h"
#include "smsgw/channels.h"
#include "smsgw/receipts.h"

enum { REFUSALS_TOLD_MS = 60000 };

static COUNTER(refused, "sms_hook_refused_total",
    "Webhooks whose signature is wrong, missing or can't be checked");
static COUNTER(
    unparsed, "sms_hook_unparsed_total", "Webhooks that were signed and could not be read");

/* What must live until the commit: the decoded pairs hold the bytes of all views. */
struct hook {
	struct http_req *req;
	struct daemon *daemon;
	const struct channel *channel; /* valid until the loop's next turn only */
	const struct carrier *carrier;
	int64_t tenant;
	struct pairs pairs;
};

static void
hook_free(struct hook *hook)
{
	pairs_fini(&hook->pairs);
	free(hook);
}

static void
hook_ack(struct hook *hook)
{
	http_reply(hook->req, 200, hook->carrier->ack_type, view_of(hook->carrier->ack_body));
	hook_free(hook);
}

/* The carrier tries again: nothing of it was stored. */
static void
hook_unavailable(struct hook *hook, enum db_outcome outcome, const struct db_result *result)
{
	struct err err = { 0 };

	db_outcome_err(outcome, result, &err);
	http_add_header(hook->req, "Retry-After", "5");
	http_reply_problem(hook->req, 503, err_type(err.kind), err.text, NULL);
	hook_free(hook);
}

/* `why` is for the log, `detail` for the caller. */
struct refusal {
	const char *why;
	int status;
	const char *type, *detail;
};

static const struct refusal no_signature = { "no signature", 403, "signature_wrong",
	"The signature is missing or wrong." };
static const struct refusal wrong_signature = { "wrong signature", 403, "signature_wrong",
	"The signature is missing or wrong." };
/* It may be signed well: the carrier must not take it for our word on its signature. */
static const struct refusal too_many = { "too many parameters", 413, "too_large",
	"The call has more parameters than can be checked, which are 4096." };
static_assert(PAIRS_MAX == 4096, "the detail names it");

static void
hook_refuse(struct hook *hook, const struct refusal *refusal)
{
	int64_t suppressed = 0;

	metric_add(&refused, 1);
	if (log_allow("sms_hook_refused", http_peer(hook->req), REFUSALS_TOLD_MS, &suppressed))
		LOG(WARN, "sms_hook_refused", LOG_VIEW("peer", http_peer(hook->req)),
		    LOG_ID("channel", hook->channel->id), LOG_TEXT("why", refusal->why),
		    LOG_INT("suppressed", suppressed),
		    LOG_TEXT("request_id", http_request_id(hook->req)));
	http_reply_problem(hook->req, refusal->status, refusal->type, refusal->detail, NULL);
	hook_free(hook);
}

/* ---- decoding ---- */

static bool
add_pair(void *ctx, struct view name, struct view value)
{
	struct pairs *pairs = ctx;

	buf_add_view(&pairs->store, name);
	buf_add_view(&pairs->store, value);
	/* Lengths only for now: the store may move while it grows. */
	return pairs_add(pairs, (struct view){ NULL, name.n }, (struct view){ NULL, value.n });
}

/* NULL, or why not: pairs that are malformed can't be what was signed. */
static const struct refusal *
read_pairs(struct pairs *pairs, struct view form)
{
	const char *p;

	if (form_each(form, PAIRS_MAX, add_pair, pairs) != 0)
		return pairs->count == PAIRS_MAX ? &too_many : &wrong_signature;
	p = buf_view(&pairs->store).p;
	for (int i = 0; i < pairs->count; i++) {
		pairs->at[i].name.p = p;
		p += pairs->at[i].name.n;
		pairs->at[i].value.p = p;
		p += pairs->at[i].value.n;
	}
	return NULL;
}

/* The signature stands over all parameters, also those that nobody here knows. */
static const struct refusal *
check(struct hook *hook, struct view signature)
{
	const char *public_url = config_text(daemon_config(hook->daemon), "public_url");
	const struct refusal *refusal = read_pairs(&hook->pairs, http_body(hook->req));

	if (refusal != NULL)
		return refusal;
	return hook->carrier->verify(&hook->channel->account, public_url, http_target(hook->req),
		   &hook->pairs, signature)
	    ? NULL
	    : &wrong_signature;
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
	if (channel == NULL || channel->carrier->verify == NULL) {
		http_reply_problem(
		    req, 404, "channel_unknown", "No channel has this address.", NULL);
		return NULL;
	}
	return channel;
}

/* Answers and returns NULL when the call goes no further. */
static struct hook *
hook_open(struct http_req *req, struct daemon *daemon)
{
	const struct channel *channel = find_channel(req, daemon);
	struct view signature = { NULL, 0 };
	const struct refusal *refusal;
	struct hook *hook;

	if (channel == NULL)
		return NULL;
	hook = mem_zero(1, sizeof(*hook));
	hook->req = req;
	hook->daemon = daemon;
	hook->channel = channel;
	hook->carrier = channel->carrier;
	hook->tenant = channel->tenant;
	if (!http_header(req, channel->carrier->signature_header, &signature)) {
		hook_refuse(hook, &no_signature);
		return NULL;
	}
	if (channel->account.secret == NULL) {
		/* Our own fault, which a carrier would not retry after a 403. */
		http_add_header(req, "Retry-After", "60");
		http_reply_problem(
		    req, 503, "secret_missing", "The channel's secret can't be read.", NULL);
		hook_free(hook);
		return NULL;
	}
	refusal = check(hook, signature);
	if (refusal != NULL) {
		hook_refuse(hook, refusal);
		return NULL;
	}
	return hook;
}

/* ---- a text ---- */

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct hook *hook = ctx;

	if (outcome == DB_DONE)
		hook_ack(hook);
	else
		hook_unavailable(hook, outcome, result);
}

/* Signed, but not readable: kept as it came, acknowledged, shown to the operator. */
static void
store_raw(struct hook *hook, const struct err *err)
{
	const struct channel *channel = hook->channel;
	struct buf reason = { 0 };
	struct command_id id;

	metric_add(&unparsed, 1);
	buf_addf(&reason, "%s: %s", err->field, err->text);
	command_id_of_bytes("raw", channel->id, http_body(hook->req), &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_INT(channel->tenant),
		P_INT(channel->id), P_INT(channel->account.id), P_BYTES(http_body(hook->req)),
		P_VIEW(buf_view(&reason)) };
	const int64_t keys[] = { command_id_lock(&id, channel->tenant) };

	LOG(WARN, "sms_hook_unparsed", LOG_ID("channel", channel->id),
	    LOG_TEXT("field", err->field));
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
on_accepted(void *ctx, enum db_outcome outcome, struct view what)
{
	struct hook *hook = ctx;

	(void)what;
	if (outcome == DB_DONE)
		hook_ack(hook);
	else
		hook_unavailable(hook, outcome, NULL);
}

void
on_hook_inbound(struct http_req *req, void *app)
{
	struct hook *hook = hook_open(req, app);
	struct inbound inbound;
	struct err err = { 0 };
	char from[NUMBER_SIZE], to[NUMBER_SIZE];

	if (hook == NULL)
		return;
	if (carrier_inbound(hook->carrier, &hook->pairs, &inbound, &err) != 0) {
		store_raw(hook, &err);
		return;
	}
	if (!number_normalise(inbound.from, from)) {
		(void)err_set(
		    &err, ERR_INVALID, hook->carrier->fields.from, "The number can't be read.");
		store_raw(hook, &err);
		return;
	}
	if (!number_normalise(inbound.to, to) || strcmp(to, hook->channel->number) != 0) {
		(void)err_set(
		    &err, ERR_INVALID, hook->carrier->fields.to, "The text is to another number.");
		store_raw(hook, &err);
		return;
	}
	inbound.from = view_of(from);
	accept_text(hook->daemon, hook->channel, &inbound, http_body(req), on_accepted, hook);
}

/* ---- a receipt ---- */

static bool
find_ref(void *ctx, struct view name, struct view value)
{
	char *ref = ctx;

	/* Ours are three numbers; whatever else came is none of ours. */
	if (view_is(name, "ref") && view_copy(value, ref, 96) &&
	    strspn(ref, "0123456789.") != strlen(ref))
		ref[0] = '\0';
	return true;
}

/* The message's id is the last part of our own reference, which the signature covers. */
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
on_receipt_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct hook *hook = ctx;

	if (outcome != DB_DONE) {
		hook_unavailable(hook, outcome, row);
		return;
	}
	hook_ack(hook);
}

void
on_hook_receipt(struct http_req *req, void *app)
{
	struct hook *hook = hook_open(req, app);
	struct receipt receipt;
	struct err err = { 0 };
	char ref[96] = "";
	int64_t keys[2];
	int count;

	if (hook == NULL)
		return;
	if (carrier_receipt(hook->carrier, &hook->pairs, &receipt, &err) != 0) {
		store_raw(hook, &err);
		return;
	}
	if (receipt.state == NULL) {
		hook_ack(hook);
		return;
	}
	(void)form_each(http_query_raw(req), PAIRS_MAX, find_ref, ref);
	count = receipt_keys(hook->channel, &receipt, ref, keys);
	receipt_store(hook->daemon, hook->channel->account.id, &receipt, ref, keys, count,
	    on_receipt_stored, hook);
}
