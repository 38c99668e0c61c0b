/*
 * hooks - carriers' webhooks: check, decode, store, and only then acknowledge (SMS-30, SMS-33).
 *
 * Owns: the way of one webhook request; what a wrong signature, an unreadable call, a database that is away are
 *       answered; which signed calls came lately.
 * Must not know: any carrier by name; what is in a call (events.h).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/daemon/quarantine.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/core/replays.h"
#include "smsgw/core/signature.h"
#include "smsgw/events.h"
#include "smsgw/raw.h"

enum { REFUSALS_TOLD_MS = 60000, REPLAY_AGE_S = 2 * SIGNATURE_AGE_S };

static COUNTER(refused, "sms_hook_refused_total",
    "Webhooks whose signature is wrong, missing or can't be checked");
static COUNTER(
    unparsed, "sms_hook_unparsed_total", "Webhooks that were signed and could not be read");
static COUNTER(
    again, "sms_hook_again_total", "Webhooks that were signed and had been stored before");

struct hook {
	struct http_req *req;
	struct call_events events;
	struct buf nonce;
};

static struct replays *
replays_of(struct daemon *daemon)
{
	return daemon_data(daemon, "hooks");
}

static void
hook_free(struct hook *hook)
{
	events_fini(&hook->events);
	buf_fini(&hook->nonce);
	free(hook);
}

static void
hook_ack(struct hook *hook)
{
	const struct carrier *carrier = hook->events.carrier;

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
	const struct err *failed = &hook->events.failed;

	http_add_header(hook->req, "Retry-After", "5");
	request_reply_problem(hook->req, 503, err_type(failed->kind), failed->text, NULL);
	hook_free(hook);
}

/* All of it is stored, or something could not be. */
static void
on_done(struct call_events *events)
{
	struct hook *hook = events->ctx;
	struct replays *replays = replays_of(events->daemon);

	if (events->failed.kind != ERR_NONE) {
		hook_unavailable(hook);
		return;
	}
	if (replays != NULL) /* else the daemon ends */
		replays_note(replays, events->account, buf_view(&hook->nonce), events->bytes,
		    clock_wall_us() / 1000000);
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
	if (refusal == &refusals[VERDICT_MISSING] && hook->events.carrier->unsigned_status != 0)
		status = hook->events.carrier->unsigned_status;
	metric_add(&refused, 1);
	if (log_allow("sms_hook_refused", http_peer(hook->req), REFUSALS_TOLD_MS, &suppressed))
		LOG(WARN, "sms_hook_refused", LOG_VIEW("peer", http_peer(hook->req)),
		    LOG_ID("channel", hook->events.channel->id), LOG_TEXT("why", refusal->why),
		    LOG_INT("suppressed", suppressed),
		    LOG_TEXT("request_id", http_request_id(hook->req)));
	if (status == 503)
		http_add_header(hook->req, "Retry-After", "60");
	request_reply_problem(hook->req, status, refusal->type, refusal->detail, NULL);
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
	    (hook->events.carrier->json ||
		(http_header(hook->req, "content-type", &type) &&
		    view_starts(type, "application/json")));
}

/* NULL, or why not: a form that is malformed can't be what was signed. Its signature stands over all parameters, also
 * those that nobody here knows. */
static const struct refusal *
read_form(struct hook *hook)
{
	struct view form = is_get(hook->req) ? http_query_raw(hook->req) : http_body(hook->req);
	int read = form_each(form, PAIRS_MAX, add_pair, &hook->events.pairs);

	pairs_settle(&hook->events.pairs);
	if (read == 0)
		return NULL;
	return hook->events.pairs.count == PAIRS_MAX ? &too_many : &refusals[VERDICT_WRONG];
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
	struct call_events *events = &hook->events;
	bool json = is_json(hook),
	     params_signed = events->carrier->signatures[0].kind == SIGNATURE_PARAMS;
	const struct refusal *refusal = json ? NULL : read_form(hook);
	enum verdict verdict;

	if (json && !signature_covers_json(hook->events.carrier))
		refusal = &unsigned_json;
	if (refusal != NULL)
		return refusal;
	if (json && params_signed && !pairs_read_json(&events->pairs, http_body(hook->req)))
		return &refusals[VERDICT_WRONG];
	const struct call call = { .public_url =
				       config_text(daemon_config(events->daemon), "public_url"),
		.target = http_target(hook->req),
		.body = http_body(hook->req),
		.params = json && !params_signed ? &none : &events->pairs,
		.get = is_get(hook->req),
		.now_s = clock_wall_us() / 1000000,
		.header = header_of,
		.ctx = hook->req };

	verdict = signature_judge(events->carrier, &events->channel->account, &call, &hook->nonce);
	if (verdict != VERDICT_GOOD)
		return &refusals[verdict];
	/* Only now is somebody else's JSON looked into. */
	if (json && !params_signed && !pairs_read_json(&events->pairs, http_body(hook->req)))
		(void)err_set(
		    &events->unread, ERR_INVALID, "", "The body is no JSON that can be read.");
	return NULL;
}

/* Its carrier, or one before. */
static bool
calls_over_http(const struct channel *channel)
{
	for (; channel != NULL; channel = channel->former)
		if (channel->carrier->signatures[0].kind != SIGNATURE_END)
			return true;
	return false;
}

static const struct channel *
find_channel(struct http_req *req, struct daemon *daemon)
{
	const struct channel *channel = NULL;
	struct input_peer input;
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
	if (channel == NULL || !calls_over_http(channel)) {
		request_reply_problem(
		    req, 0, "channel_unknown", "No channel has this address.", NULL);
		return NULL;
	}
	input = input_peer_of(INPUT_CHANNEL, channel->tenant, channel->id);
	return quarantine_refuses(req, &input) ? NULL : channel;
}

static bool
find_ref(void *ctx, struct view name, struct view value)
{
	if (view_is(name, "ref"))
		events_take_ref(value, ctx);
	return true;
}

static struct hook *
hook_new(struct http_req *req, struct daemon *daemon, const struct channel *channel,
    enum event_kind said)
{
	struct hook *hook = mem_zero(1, sizeof(*hook));

	hook->req = req;
	events_init(&hook->events, daemon, channel);
	hook->events.said = said;
	hook->events.bytes = call_bytes(req);
	hook->events.done = on_done;
	hook->events.ctx = hook;
	(void)form_each(http_query_raw(req), PAIRS_MAX, find_ref, hook->events.ref);
	return hook;
}

/* By the account that the channel has; else by one that it had lately, if the call is that carrier's: it is stored
 * under the account whose signature fits. */
static struct hook *
hook_judge(struct http_req *req, struct daemon *daemon, const struct channel *channel,
    enum event_kind said, const struct refusal **refusal)
{
	struct hook *hook = hook_new(req, daemon, channel, said), *other;

	*refusal = check(hook);
	for (channel = channel->former;
	     channel != NULL && (*refusal != NULL || hook->events.unread.kind != ERR_NONE);
	     channel = channel->former) {
		other = hook_new(req, daemon, channel, said);
		if (check(other) != NULL || other->events.unread.kind != ERR_NONE) {
			hook_free(other);
			continue;
		}
		hook_free(hook);
		hook = other;
		*refusal = NULL;
	}
	return hook;
}

/* Answers and returns NULL when the call goes no further. */
static struct hook *
hook_open(struct http_req *req, struct daemon *daemon, enum event_kind said)
{
	const struct channel *channel = find_channel(req, daemon);
	const struct refusal *refusal;
	enum replay_verdict replay;
	struct input_peer input;
	struct hook *hook;

	if (channel == NULL)
		return NULL;
	hook = hook_judge(req, daemon, channel, said, &refusal);
	if (refusal != NULL) {
		hook_refuse(hook, refusal);
		return NULL;
	}
	/* It is the carrier's only now: anybody may know the address of the webhook. */
	input =
	    input_peer_of(INPUT_CHANNEL, hook->events.channel->tenant, hook->events.channel->id);
	quarantine_enter(req, &input);
	replay = replays_judge(replays_of(daemon), hook->events.account, buf_view(&hook->nonce),
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

/* Signed, but not readable: the whole call is kept as it came, acknowledged, shown to the operator. */
static void
store_raw(struct hook *hook)
{
	struct call_events *events = &hook->events;
	const struct channel *channel = events->channel;
	struct buf reason = { 0 };
	struct command_id id;

	metric_add(&unparsed, 1);
	buf_addf(&reason, "%s: %s", events->unread.field, events->unread.text);
	command_id_of_bytes("raw", channel->id, events->bytes, &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_INT(channel->tenant),
		P_INT(channel->id), P_INT(channel->account.id), P_BYTES(events->bytes),
		P_VIEW(buf_view(&reason)), P_TEXT(raw_said(events->said)), P_BOOL(is_json(hook)),
		db_text_or_null(events->ref) };
	const int64_t keys[] = { command_id_lock(&id, channel->tenant) };

	LOG(WARN, "sms_hook_unparsed", LOG_ID("channel", channel->id),
	    LOG_TEXT("field", events->unread.field));
	events->under_way++;
	db_submit(daemon_db(events->daemon),
	    &(struct db_call){ .query = &q_raw_store,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    events_stored, events);
	buf_fini(&reason);
}

static void
take_call(struct http_req *req, struct daemon *daemon, enum event_kind said)
{
	struct hook *hook = hook_open(req, daemon, said);
	struct call_events *events;

	if (hook == NULL)
		return;
	events = &hook->events;
	events->under_way = 1; /* the call itself, until all of it is submitted */
	if (events->unread.kind == ERR_NONE)
		events_take(events);
	if (events->unread.kind != ERR_NONE)
		store_raw(hook);
	events_landed(events);
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
