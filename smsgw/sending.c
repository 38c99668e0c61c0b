/* sending - see sending.h */
#include "smsgw/sending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/daemon/quarantine.h"
#include "common/base/sms_text.h"
#include "common/http/address.h"
#include "common/http/client.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/core/backoff.h"
#include "smsgw/figures.h"
#include "smsgw/sandbox.h"
#include "smsgw/sends.h"
#include "smsgw/smpp.h"
#include "smsgw/smsgw.h"

enum { ACCOUNT_TOLD_MS = 60000 };

static COUNTER(sends, "sms_sends_total", "Requests to carriers begun");
static COUNTER(sent, "sms_send_results_total{result=\"sent\"}", "Sends by result");
static COUNTER(retried, "sms_send_results_total{result=\"retry\"}", "Sends by result");
static COUNTER(account_refused, "sms_send_results_total{result=\"account\"}", "Sends by result");
static COUNTER(failed, "sms_send_results_total{result=\"failed\"}", "Sends by result");
static COUNTER(opted_out, "sms_send_results_total{result=\"opted_out\"}", "Sends by result");
static COUNTER(rejected, "sms_send_results_total{result=\"rejected\"}", "Sends by result");
static COUNTER(unknown, "sms_send_results_total{result=\"unknown\"}", "Sends by result");
static HISTOGRAM(carrier_ms, "sms_carrier_ms", "How long carriers take to answer");

/* What sms.send_end is told, by result; counted when it is stored. */
static const struct {
	const char *given;
	struct metric *count;
	bool up; /* so does a carrier that works */
} results[] = {
	[SENDING_SENT] = { "sent", &sent, true },
	[SENDING_RETRY] = { "retry", &retried, false },
	[SENDING_ACCOUNT] = { "retry", &account_refused, false },
	[SENDING_FAILED] = { "failed", &failed, true },
	[SENDING_OPTED_OUT] = { "opted_out", &opted_out, true },
	[SENDING_UNKNOWN] = { "unknown", &unknown, false },
	[SENDING_REJECTED] = { "rejected", &rejected, true },
};

struct sending_job {
	struct daemon *daemon;
	struct http_client *client;
	struct sending_order order;
	struct send send; /* while its beginning, or its end, is stored with others' */
	int64_t attempt, account, channel, began_ms, retry_ms;
	const struct carrier *carrier;
	struct input_peer input; /* the account, whose answers are input */
	struct sending_result result;
	bool given_up;
	void (*done)(void *ctx, enum sending_end end);
	void *ctx;
};

static void
job_done(struct sending_job *job, enum sending_end end)
{
	job->done(job->ctx, end);
	free(job);
}

static void
publish(struct sending_job *job, const struct db_result *row)
{
	daemon_publish_news(job->daemon, db_text(row, 0, db_col(row, "news")));
}

/* ---- end ---- */

/* Only what was stored is counted, by this job or by a receipt that came before the carrier's answer: a message given up
 * may have ended by itself meanwhile. */
static void
tell_stored(const struct sending_job *job)
{
	const struct sending_result *result = &job->result;

	metric_add(results[result->sending].count, 1);
	if (job->channel > 0)
		figures_add(job->daemon, job->order.tenant, job->channel, result->sending,
		    clock_mono_ms() - job->began_ms, result->code);
	if (job->given_up)
		LOG(WARN, "sms_send_lost", LOG_ID("message", job->order.message));
	LOG(DEBUG, "sms_send_end", LOG_ID("message", job->order.message),
	    LOG_TEXT("result", results[result->sending].given), LOG_TEXT("code", result->code));
}

static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sending_job *job = ctx;
	struct view what = outcome == DB_DONE ? db_text(row, 0, db_col(row, "outcome")) : VIEW("");

	if (outcome != DB_DONE) {
		job_done(job, END_UNSTORED);
		return;
	}
	publish(job, row);
	if (view_is(what, "ok") || view_is(what, "known"))
		tell_stored(job);
	job_done(job, view_is(what, "fenced") ? END_FENCED : END_STORED);
}

static void
end_alone(struct sending_job *job)
{
	const struct sending_order *order = &job->order;
	const struct sending_result *result = &job->result;
	const struct db_param params[] = {
		P_INT(order->tenant),
		P_INT(order->id),
		P_INT(order->group),
		P_INT(order->epoch),
		P_INT(job->attempt),
		P_TEXT(results[result->sending].given),
		P_INT(job->account),
		db_text_or_null(result->provider_id),
		db_text_or_null(result->code),
		db_text_or_null(result->reason),
		P_INT(job->retry_ms),
	};
	int64_t keys[] = { key_of_id("message", order->tenant, order->message),
		key_provider(job->account, view_of(result->provider_id)) };

	db_submit(daemon_db(job->daemon),
	    &(struct db_call){ .query = &q_send_end,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = result->provider_id[0] != '\0' ? 2 : 1,
		.deadline_ms = 60000 },
	    on_ended, job);
}

static void
on_sent_together(void *ctx, const struct db_result *rows, int row)
{
	struct sending_job *job = ctx;

	(void)row;
	if (rows == NULL) {
		end_alone(job);
		return;
	}
	tell_stored(job);
	job_done(job, END_STORED);
}

static struct send
send_of(
    struct sending_job *job, int64_t attempt, void (*done)(void *, const struct db_result *, int))
{
	const struct sending_order *order = &job->order;

	return (struct send){ .tenant = order->tenant,
		.group = order->group,
		.epoch = order->epoch,
		.id = order->id,
		.message = order->message,
		.attempt = attempt,
		.probe = order->probe,
		.account = job->account,
		.provider_id = job->result.provider_id,
		.done = done,
		.ctx = job };
}

/* What is usual is stored with others'. */
static void
end(struct sending_job *job)
{
	if (job->result.sending != SENDING_SENT || job->result.provider_id[0] == '\0') {
		end_alone(job);
		return;
	}
	job->send = send_of(job, job->attempt, on_sent_together);
	sends_sent(job->daemon, &job->send);
}

/* The carrier has spoken, or is silent. What tried the first in vain goes by the second at once. */
static void
tell_carrier(struct sending_job *job)
{
	bool up = results[job->result.sending].up;

	job->order.told(job->ctx, job->account, up);
	if (job->order.probe && !up)
		job->retry_ms = 0;
}

static void
end_told(struct sending_job *job)
{
	tell_carrier(job);
	end(job);
}

/* It is our account that is at fault, not the message: that waits, at the slowest pace, until
 * somebody mends the account or its validity ends. */
static void
end_by_account(struct sending_job *job)
{
	char source[24];
	int64_t suppressed = 0;

	job->result.sending = SENDING_ACCOUNT;
	job->retry_ms = BACKOFF_MAX_MS;
	(void)snprintf(source, sizeof(source), "%" PRId64, job->account);
	if (log_allow("sms_account_refused", view_of(source), ACCOUNT_TOLD_MS, &suppressed))
		LOG(ERROR, "sms_account_refused", LOG_ID("account", job->account),
		    LOG_TEXT("code", job->result.code), LOG_TEXT("why", job->result.reason),
		    LOG_INT("suppressed", suppressed));
	end_told(job);
}

/* The group may be another's by now: whoever holds it sends, at once. */
static void
end_held_back(struct sending_job *job)
{
	job->result.sending = SENDING_RETRY;
	end(job);
}

/* ---- request ---- */

static void
judge(struct sending_job *job, const struct http_answer *answer)
{
	struct sending_result *result = &job->result;

	if (answer->reach == HTTP_ANSWERED) {
		carrier_decode_answer(job->carrier, answer->status, answer->body, result);
	} else if (answer->reach == HTTP_NOT_SENT) {
		result->sending = SENDING_RETRY;
		(void)snprintf(
		    result->reason, sizeof(result->reason), "the carrier can't be reached");
	} else {
		result->sending = SENDING_UNKNOWN;
		(void)snprintf(
		    result->reason, sizeof(result->reason), "the carrier did not answer");
	}
	if (result->sending == SENDING_RETRY)
		job->retry_ms = backoff_ms(job->attempt, answer->retry_after_ms, random_u64());
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct sending_job *job = ctx;

	if (answer->held_back) {
		end_held_back(job);
		return;
	}
	metric_observe(&carrier_ms, clock_mono_ms() - job->began_ms);
	judge(job, answer);
	if (job->result.sending == SENDING_ACCOUNT)
		end_by_account(job);
	else
		end_told(job);
}

static bool
still_ours(void *ctx)
{
	const struct sending_job *job = ctx;

	return job->order.sure(job->ctx);
}

bool (*carrier_may_connect(struct daemon *daemon))(const struct sockaddr *address)
{
	return config_int(daemon_config(daemon), "carrier_allow_private") != 0 ? NULL
									       : address_is_public;
}

static void
request(struct sending_job *job, const struct channel *channel, const struct outgoing *outgoing)
{
	struct carrier_request request = { 0 };
	char type[96];
	const char *headers[REQUEST_HEADERS_MAX + 2] = { type };

	carrier_encode(job->carrier, &channel->account, outgoing, &request);
	(void)snprintf(type, sizeof(type), "Content-Type: %s", request.content_type);
	for (int i = 0; i < request.header_count; i++)
		headers[i + 1] = request.headers[i].p;
	http_client_send(job->client,
	    &(struct http_request){
		.method = "POST",
		.url = request.url.p,
		.headers = headers,
		.basic_auth = request.auth.n > 0 ? request.auth.p : NULL,
		.body = buf_view(&request.body),
		.timeout_ms = (uint32_t)config_int(daemon_config(job->daemon), "send_timeout_ms"),
		.may_leave = still_ours,
		.may_connect = carrier_may_connect(job->daemon),
		.input = &job->input,
	    },
	    on_answer, job);
	carrier_request_fini(&request);
}

/* ---- by SMPP: one id a part ---- */

/* {"one","two"}: ids have no control characters. */
static void
add_ids(struct buf *out, const struct smpp_result *result)
{
	for (int i = 0; i < result->id_count; i++) {
		buf_add_text(out, i == 0 ? "{\"" : ",\"");
		for (const char *c = result->ids[i]; *c != '\0'; c++) {
			if (*c == '"' || *c == '\\')
				buf_add_char(out, '\\');
			buf_add_char(out, *c);
		}
		buf_add_char(out, '"');
	}
	buf_add_char(out, '}');
}

static void
end_parts(struct sending_job *job, const struct smpp_result *result)
{
	const struct sending_order *order = &job->order;
	int64_t keys[1 + SMPP_PARTS_MAX] = { key_of_id("message", order->tenant, order->message) };
	struct buf ids = { 0 };

	tell_carrier(job);
	add_ids(&ids, result);
	for (int i = 0; i < result->id_count; i++)
		keys[i + 1] = key_provider(job->account, view_of(result->ids[i]));
	const struct db_param params[] = { P_INT(order->tenant), P_INT(order->id),
		P_INT(order->group), P_INT(order->epoch), P_INT(job->attempt), P_INT(job->account),
		P_VIEW(buf_view(&ids)), P_TEXT(results[job->result.sending].given),
		db_text_or_null(job->result.code), db_text_or_null(job->result.reason),
		P_INT(job->retry_ms) };

	db_submit(daemon_db(job->daemon),
	    &(struct db_call){ .query = &q_send_end_parts,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = result->id_count + 1,
		.deadline_ms = 60000 },
	    on_ended, job);
	buf_fini(&ids);
}

static void
on_link(void *ctx, const struct smpp_result *result)
{
	struct sending_job *job = ctx;

	metric_observe(&carrier_ms, clock_mono_ms() - job->began_ms);
	job->result = result->result;
	if (job->result.sending == SENDING_RETRY)
		job->retry_ms = result->retry_ms >= 0 ? result->retry_ms
						      : backoff_ms(job->attempt, -1, random_u64());
	if (job->result.sending == SENDING_ACCOUNT)
		end_by_account(job);
	else if (result->id_count > (job->result.sending == SENDING_SENT ? 1 : 0))
		end_parts(
		    job, result); /* whatever became of the rest: receipts come by these ids */
	else
		end_told(job);
}

/* No link is there yet, or none any more: as when the carrier can't be reached. */
static void
end_without_link(struct sending_job *job)
{
	job->result.sending = SENDING_RETRY;
	job->retry_ms = backoff_ms(job->attempt, -1, random_u64());
	(void)snprintf(
	    job->result.reason, sizeof(job->result.reason), "the carrier can't be reached");
	end_told(job);
}

/* What it answers may end the gateway once more: nothing is sent meanwhile. */
static void
end_quarantined(struct sending_job *job)
{
	job->result.sending = SENDING_RETRY;
	job->retry_ms = BACKOFF_MAX_MS; /* not to its end: an operator may release it early */
	(void)snprintf(job->result.reason, sizeof(job->result.reason),
	    "the account is in quarantine: its input ended the gateway again and again");
	end_told(job);
}

/* ---- by the sandbox ---- */

static void
on_sandbox(void *ctx, const struct sending_result *result)
{
	struct sending_job *job = ctx;

	job->result = *result;
	if (result->sending == SENDING_RETRY)
		job->retry_ms = backoff_ms(job->attempt, -1, random_u64());
	end_told(job);
}

/* ---- begin ---- */

enum {
	BEGIN_OUTCOME,
	BEGIN_TEXT,
	BEGIN_NUMBER,
	BEGIN_ATTEMPT,
	BEGIN_CHANNEL,
	BEGIN_ACCOUNT,
	BEGIN_SENDER,
	BEGIN_MESSAGE,
	BEGIN_CONVERSATION,
	BEGIN_REF,
	BEGIN_VALID_MS
};

/* A carrier that would cut it is not given it. */
static bool
is_too_long(const struct carrier *carrier, struct view text)
{
	return carrier->segments_max > 0 && sms_count(text).segments > carrier->segments_max;
}

static void
end_too_long(struct sending_job *job)
{
	job->result.sending = SENDING_FAILED;
	(void)snprintf(job->result.reason, sizeof(job->result.reason),
	    "the text is longer than the carrier takes");
	end(job);
}

static void
hand_over(
    struct sending_job *job, const struct channel *channel, const struct db_result *rows, int row)
{
	struct buf callback = { 0 };
	struct outgoing outgoing = { .from = db_text(rows, row, BEGIN_SENDER),
		.to = db_text(rows, row, BEGIN_NUMBER),
		.text = db_text(rows, row, BEGIN_TEXT),
		.ref = db_text(rows, row, BEGIN_REF),
		.validity_s = db_int(rows, row, BEGIN_VALID_MS) / 1000,
		.now_s = clock_wall_us() / 1000000 };

	job->carrier = channel->carrier;
	buf_addf(&callback, "%s/hooks/sms/%s/receipt",
	    config_text(daemon_config(job->daemon), "public_url"), channel->hook_key);
	outgoing.callback_url = buf_view(&callback);
	metric_add(&sends, 1);
	if (is_too_long(channel->carrier, outgoing.text))
		end_too_long(job);
	else if (channel->carrier->request != NULL)
		request(job, channel, &outgoing);
	else if (!still_ours(job))
		end_held_back(job);
	else if (!channel->carrier->by_link)
		sandbox_send(job->daemon, channel, &outgoing, job->attempt, on_sandbox, job);
	else if (!smpp_send(
		     job->daemon, channel, &outgoing, job->attempt, still_ours, on_link, job))
		end_without_link(job);
	buf_fini(&callback);
}

/* It was switched off, or has another account than the one that was last read. */
static void
end_without_channel(struct sending_job *job, int64_t channel)
{
	bool known = channel_get(job->daemon, job->order.tenant, channel) != NULL;

	job->result.sending = SENDING_RETRY;
	job->retry_ms = known ? BACKOFF_FIRST_MS : BACKOFF_MAX_MS;
	if (known)
		channels_reload(job->daemon);
	end(job);
}

static void
send_out(struct sending_job *job, const struct db_result *rows, int row)
{
	const struct channel *channel;
	const char *problem;

	job->attempt = db_int(rows, row, BEGIN_ATTEMPT);
	job->account = db_int(rows, row, BEGIN_ACCOUNT);
	job->channel = db_int(rows, row, BEGIN_CHANNEL);
	job->began_ms = clock_mono_ms();
	job->input = input_peer_of(INPUT_CARRIER_ACCOUNT, job->order.tenant, job->account);
	channel = channel_by(job->daemon, job->order.tenant, job->channel, job->account);
	problem = channel != NULL ? channel_problem(channel) : NULL;
	if (channel == NULL) {
		end_without_channel(job, job->channel);
	} else if (problem != NULL) {
		(void)snprintf(job->result.reason, sizeof(job->result.reason), "%s", problem);
		end_by_account(job);
	} else if (quarantine_refuses_s(job->daemon, &job->input) > 0) {
		end_quarantined(job);
	} else {
		hand_over(job, channel, rows, row);
	}
}

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sending_job *job = ctx;
	struct view what = outcome == DB_DONE ? db_text(row, 0, BEGIN_OUTCOME) : VIEW("");

	if (outcome != DB_DONE) {
		job_done(job, END_UNSTORED);
		return;
	}
	publish(job, row);
	if (view_is(what, "send"))
		send_out(job, row, 0);
	else
		job_done(job, view_is(what, "fenced") ? END_FENCED : END_STORED);
}

static void
begin_alone(struct sending_job *job)
{
	const struct sending_order *order = &job->order;
	const struct db_param params[] = { P_INT(order->tenant), P_INT(order->id),
		P_INT(order->group), P_INT(order->epoch), P_INT(order->attempt),
		P_BOOL(order->probe) };
	const int64_t keys[] = { key_of_id("message", order->tenant, order->message) };

	db_submit(daemon_db(job->daemon),
	    &(struct db_call){ .query = &q_send_begin,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_begun, job);
}

static void
on_begun_together(void *ctx, const struct db_result *rows, int row)
{
	if (rows == NULL)
		begin_alone(ctx);
	else
		send_out(ctx, rows, row);
}

static struct sending_job *
job_new(struct daemon *daemon, const struct sending_order *order,
    void (*done)(void *ctx, enum sending_end end), void *ctx)
{
	struct sending_job *job = mem_zero(1, sizeof(*job));

	job->daemon = daemon;
	job->order = *order;
	job->done = done;
	job->ctx = ctx;
	return job;
}

void
sending_start(struct daemon *daemon, struct http_client *client, const struct sending_order *order,
    void (*done)(void *ctx, enum sending_end end), void *ctx)
{
	struct sending_job *job = job_new(daemon, order, done, ctx);

	job->client = client;
	job->send = send_of(job, order->attempt, on_begun_together);
	sends_begin(daemon, &job->send);
}

void
sending_give_up(struct daemon *daemon, const struct sending_order *order,
    void (*done)(void *ctx, enum sending_end end), void *ctx)
{
	struct sending_job *job = job_new(daemon, order, done, ctx);

	job->given_up = true;
	job->attempt = order->attempt;
	job->result = (struct sending_result){ .sending = SENDING_UNKNOWN,
		.reason = "the gateway lost sight of it" };
	end(job);
}
