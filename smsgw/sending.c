/* sending - see sending.h */
#include "smsgw/sending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/http/client.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/core/backoff.h"
#include "smsgw/sandbox.h"
#include "smsgw/smsgw.h"

static COUNTER(sends, "sms_sends_total", "Requests to carriers begun");
static COUNTER(sent, "sms_send_results_total{result=\"sent\"}", "Sends by result");
static COUNTER(retried, "sms_send_results_total{result=\"retry\"}", "Sends by result");
static COUNTER(failed, "sms_send_results_total{result=\"failed\"}", "Sends by result");
static COUNTER(opted_out, "sms_send_results_total{result=\"opted_out\"}", "Sends by result");
static COUNTER(unknown, "sms_send_results_total{result=\"unknown\"}", "Sends by result");
static HISTOGRAM(carrier_ms, "sms_carrier_ms", "How long carriers take to answer");

/* What sms.send_end is told, by result. */
static const struct {
	const char *given;
	struct metric *count;
} results[] = {
	[SENDING_SENT] = { "sent", &sent },
	[SENDING_RETRY] = { "retry", &retried },
	[SENDING_FAILED] = { "failed", &failed },
	[SENDING_OPTED_OUT] = { "opted_out", &opted_out },
	[SENDING_UNKNOWN] = { "unknown", &unknown },
};

struct sending_job {
	struct daemon *daemon;
	struct http_client *client;
	struct sending_order order;
	int64_t attempt, account, began_ms, retry_ms;
	const struct carrier *carrier;
	struct sending_result result;
	void (*done)(void *ctx, const struct sending_done *result);
	void *ctx;
};

static void
job_done(struct sending_job *job, bool retry, bool fenced)
{
	struct sending_done result = { retry, fenced };

	job->done(job->ctx, &result);
	free(job);
}

static void
publish(struct sending_job *job, const struct db_result *row)
{
	daemon_publish_news(job->daemon, db_text(row, 0, db_col(row, "news")));
}

/* ---- end ---- */

static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sending_job *job = ctx;

	if (outcome != DB_DONE) {
		/* What became of it could not be stored: it stands as `sending`, and the next
		 * holder of the group finds it. Stepping down makes that soon. */
		job_done(job, false, true);
		return;
	}
	publish(job, row);
	job_done(job, job->result.sending == SENDING_RETRY,
	    view_is(db_text(row, 0, db_col(row, "outcome")), "fenced"));
}

static void
end(struct sending_job *job)
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

	metric_add(results[result->sending].count, 1);
	LOG(DEBUG, "sms_send_end", LOG_ID("message", order->message),
	    LOG_TEXT("result", results[result->sending].given), LOG_TEXT("code", result->code));
	db_submit(daemon_db(job->daemon),
	    &(struct db_call){ .query = &q_send_end,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = result->provider_id[0] != '\0' ? 2 : 1,
		.deadline_ms = 60000 },
	    on_ended, job);
}

/* ---- request ---- */

static void
judge(struct sending_job *job, const struct http_answer *answer)
{
	struct sending_result *result = &job->result;

	if (answer->reach == HTTP_ANSWERED) {
		job->carrier->decode_answer(job->carrier, answer->status, answer->body, result);
	} else if (answer->held_back) {
		result->sending = SENDING_RETRY; /* at once, by whoever holds the group now */
		return;
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

	metric_observe(&carrier_ms, clock_mono_ms() - job->began_ms);
	judge(job, answer);
	end(job);
}

static bool
still_ours(void *ctx)
{
	const struct sending_job *job = ctx;

	return job->order.sure(job->ctx);
}

static void
request(struct sending_job *job, const struct channel *channel, const struct outgoing *outgoing)
{
	struct carrier_request request = { 0 };
	char type[96];
	const char *const headers[] = { type, NULL };

	job->carrier->encode(&channel->account, outgoing, &request);
	(void)snprintf(type, sizeof(type), "Content-Type: %s", request.content_type);
	http_client_send(job->client,
	    &(struct http_request){
		.method = "POST",
		.url = request.url.p,
		.headers = headers,
		.basic_auth = request.auth.n > 0 ? request.auth.p : NULL,
		.body = buf_view(&request.body),
		.timeout_ms = (uint32_t)config_int(daemon_config(job->daemon), "send_timeout_ms"),
		.may_leave = still_ours,
	    },
	    on_answer, job);
	if (request.auth.p != NULL)
		mem_wipe(request.auth.p, request.auth.n);
	buf_fini(&request.url);
	buf_fini(&request.auth);
	buf_fini(&request.body);
}

static void
on_sandbox(void *ctx, const struct sending_result *result)
{
	struct sending_job *job = ctx;

	job->result = *result;
	if (result->sending == SENDING_RETRY)
		job->retry_ms = backoff_ms(job->attempt, -1, random_u64());
	end(job);
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

static void
send_out(struct sending_job *job, const struct db_result *row)
{
	const struct channel *channel =
	    channel_get(job->daemon, job->order.tenant, db_int(row, 0, BEGIN_CHANNEL));
	struct buf callback = { 0 };
	struct outgoing outgoing = { .from = db_text(row, 0, BEGIN_SENDER),
		.to = db_text(row, 0, BEGIN_NUMBER),
		.text = db_text(row, 0, BEGIN_TEXT),
		.validity_s = db_int(row, 0, BEGIN_VALID_MS) / 1000 };

	job->attempt = db_int(row, 0, BEGIN_ATTEMPT);
	job->account = db_int(row, 0, BEGIN_ACCOUNT);
	job->began_ms = clock_mono_ms();
	metric_add(&sends, 1);
	if (channel == NULL) {
		job->result = (struct sending_result){ .sending = SENDING_RETRY };
		job->retry_ms = BACKOFF_MAX_MS;
		end(job);
		return;
	}
	job->carrier = channel->carrier;
	buf_addf(&callback, "%s/hooks/sms/%s/receipt?ref=%.*s",
	    config_text(daemon_config(job->daemon), "public_url"), channel->hook_key,
	    (int)db_text(row, 0, BEGIN_REF).n, db_text(row, 0, BEGIN_REF).p);
	outgoing.callback_url = buf_view(&callback);
	if (channel->carrier->encode != NULL)
		request(job, channel, &outgoing);
	else
		sandbox_send(job->daemon, channel, &outgoing, job->attempt, on_sandbox, job);
	buf_fini(&callback);
}

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sending_job *job = ctx;
	struct view what = outcome == DB_DONE ? db_text(row, 0, BEGIN_OUTCOME) : VIEW("");

	if (outcome != DB_DONE) {
		job_done(job, true, false);
		return;
	}
	publish(job, row);
	if (view_is(what, "send"))
		send_out(job, row);
	else
		job_done(job, view_is(what, "wait"), view_is(what, "fenced"));
}

static struct sending_job *
job_new(struct daemon *daemon, const struct sending_order *order,
    void (*done)(void *ctx, const struct sending_done *result), void *ctx)
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
    void (*done)(void *ctx, const struct sending_done *result), void *ctx)
{
	struct sending_job *job = job_new(daemon, order, done, ctx);
	const struct db_param params[] = { P_INT(order->tenant), P_INT(order->id),
		P_INT(order->group), P_INT(order->epoch), P_INT(order->attempt) };
	const int64_t keys[] = { key_of_id("message", order->tenant, order->message) };

	job->client = client;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_send_begin,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_begun, job);
}

void
sending_give_up(struct daemon *daemon, const struct sending_order *order,
    void (*done)(void *ctx, const struct sending_done *result), void *ctx)
{
	struct sending_job *job = job_new(daemon, order, done, ctx);

	LOG(WARN, "sms_send_lost", LOG_ID("message", order->message));
	job->attempt = order->attempt;
	job->result = (struct sending_result){ .sending = SENDING_UNKNOWN,
		.reason = "the gateway lost sight of it" };
	end(job);
}
