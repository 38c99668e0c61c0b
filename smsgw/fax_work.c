/*
 * fax_work - gives faxes to their providers, and fetches the files of those that came (CT-13).
 *
 * Owns: what is under way here. What is to be done stands in sms.fax_send and sms.fax: it is claimed for a time before anything
 *       leaves, so that of several gateways one does it. A fax whose claim ran out while it was being given is `unknown`, and
 *       never given again: who woke late and still holds it lets no byte leave. A file is fetched again.
 * Must not know: what a provider's answer means (core/fax.h), how files are kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/daemon/quarantine.h"
#include "common/base/list.h"
#include "common/base/media_type.h"
#include "common/http/client.h"
#include "common/http/url.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "smsgw/core/backoff.h"
#include "smsgw/core/media.h"
#include "smsgw/core/window.h"
#include "smsgw/fax.h"
#include "smsgw/sending.h"
#include "smsgw/smsgw.h"

enum { LOOK_MS = 1000, DUE_MAX = 32, LEASE_SPARE_MS = 20000, TRIES_MAX = 12, WORK_MAX = 16 };
enum { FETCH_TRIES_MAX = 400 }; /* about a day: the sender has been told that it arrived */
enum { FAX_BYTES_MAX = 20 * 1024 * 1024, TOKEN_BYTES = 16, TOKEN_SIZE = 2 * TOKEN_BYTES + 1 };
enum { DUE_WHAT, DUE_TENANT, DUE_ID, DUE_ACCOUNT, DUE_KEY };
enum {
	BEGIN_OUTCOME,
	BEGIN_CLAIM,
	BEGIN_TRIES,
	BEGIN_LINE,
	BEGIN_ACCOUNT,
	BEGIN_TO,
	BEGIN_FROM,
	BEGIN_FILES,
	BEGIN_COVER,
	BEGIN_URL = BEGIN_TO
};

static COUNTER(
    given, "fax_sends_total{result=\"given\"}", "Faxes given to providers by what became of it");
static COUNTER(
    refused, "fax_sends_total{result=\"failed\"}", "Faxes given to providers by what became of it");
static COUNTER(
    again, "fax_sends_total{result=\"again\"}", "Faxes given to providers by what became of it");
static COUNTER(unknown, "fax_sends_total{result=\"unknown\"}",
    "Faxes given to providers by what became of it");

struct work {
	struct daemon *daemon;
	struct http_client *client;
	struct timer timer;
	struct window window;
	struct list jobs;
	bool looking, look_again, stopping, timer_closed, client_closed;
};

struct job {
	struct link link;
	struct work *work;
	struct window_carrier *place;
	int64_t tenant, id, key, claim, tries, line, account;
	int64_t until_ms; /* of the monotonic clock: the claim's end */
	char what[8], token[TOKEN_SIZE];
	char to[NUMBER_SIZE], from[NUMBER_SIZE];
	int files;
	bool cover;
	int redirects;
	struct buf url;
	struct input_peer input; /* the number, whose provider's answers and files are input */
};

static const char in_quarantine[] = "the fax number is in quarantine";

static struct work *
work_of(struct daemon *daemon)
{
	return daemon_data(daemon, "fax_work");
}

/* ---- the end ---- */

static void
work_gone(struct work *work)
{
	struct daemon *daemon = work->daemon;

	if (!work->timer_closed || !work->client_closed || !list_empty(&work->jobs) ||
	    work->looking)
		return;
	window_fini(&work->window);
	daemon_set_data(daemon, "fax_work", NULL);
	free(work);
	daemon_part_stopped(daemon);
}

static void
job_free(struct job *job)
{
	struct work *work = job->work;

	list_remove(&work->jobs, &job->link);
	window_leave(&work->window, job->place);
	buf_fini(&job->url);
	free(job);
	if (work->stopping)
		work_gone(work);
	else
		fax_work_look(work->daemon);
}

/* What could not be stored stands as `sending`, or is fetched by another, when its claim ends. */
static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;

	if (outcome == DB_FAILED)
		LOG(ERROR, "fax_unstored", LOG_ID("fax", job->id),
		    LOG_TEXT("sqlstate", row->sqlstate));
	job_free(job);
}

static void
submit(struct job *job, const struct db_query *query, const struct db_param *params,
    const int64_t *keys, int key_count, db_done done)
{
	db_submit(daemon_db(job->work->daemon),
	    &(struct db_call){
		.query = query, .params = params, .keys = keys, .key_count = key_count },
	    done, job);
}

/* ---- giving a fax ---- */

struct ending {
	const char *what; /* given, again, failed, unknown */
	const char *provider_id, *reason, *code;
	int64_t again_ms;
};

static void
end_send(struct job *job, const struct ending *ending, db_done done)
{
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(job->claim),
		P_TEXT(ending->what), db_text_or_null(ending->provider_id),
		db_text_or_null(ending->reason), db_text_or_null(ending->code),
		P_INT(ending->again_ms) };

	LOG(DEBUG, "fax_send_ended", LOG_ID("fax_send", job->id), LOG_TEXT("what", ending->what),
	    LOG_TEXT("code", ending->code != NULL ? ending->code : ""));
	submit(job, &q_fax_end, params, &job->key, 1, done);
}

static void
end_again(struct job *job, const char *reason, const char *code, int64_t retry_after_ms)
{
	bool last = job->tries >= TRIES_MAX;

	metric_add(last ? &refused : &again, 1);
	end_send(job,
	    &(struct ending){ .what = last ? "failed" : "again",
		.reason = reason,
		.code = code,
		.again_ms = job->work->stopping
		    ? 0
		    : backoff_ms(job->tries, retry_after_ms, random_u64()) },
	    on_ended);
}

/* It was not tried: this is never the last time. */
static void
end_quarantined(struct job *job, int64_t refused_s)
{
	metric_add(&again, 1);
	end_send(job,
	    &(struct ending){ .what = "again",
		.reason = in_quarantine,
		.again_ms = backoff_ms(1, refused_s * 1000, random_u64()) },
	    on_ended);
}

static void
end_failed(struct job *job, const char *reason, const char *code)
{
	metric_add(&refused, 1);
	end_send(
	    job, &(struct ending){ .what = "failed", .reason = reason, .code = code }, on_ended);
}

static void
end_unknown(struct job *job, const char *reason)
{
	metric_add(&unknown, 1);
	end_send(job, &(struct ending){ .what = "unknown", .reason = reason }, on_ended);
}

static void
end_by_answer(struct job *job, const struct sending_result *result, int64_t retry_after_ms)
{
	switch (result->sending) {
	case SENDING_SENT:
		metric_add(&given, 1);
		end_send(job,
		    &(struct ending){ .what = "given", .provider_id = result->provider_id },
		    on_ended);
		break;
	case SENDING_RETRY:
	case SENDING_ACCOUNT:
		end_again(job,
		    result->reason[0] != '\0' ? result->reason : "the provider takes none now",
		    result->code, retry_after_ms);
		break;
	case SENDING_UNKNOWN:
		end_unknown(job, "The provider's answer does not say whether it took the fax.");
		break;
	default:
		end_failed(job,
		    result->reason[0] != '\0' ? result->reason : "the provider refused it",
		    result->code);
	}
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct job *job = ctx;
	const struct fax_line *line = fax_line_get(job->work->daemon, job->tenant, job->line);
	struct sending_result result;

	if (answer->barred)
		end_failed(job, "the account's address leads into a private network", NULL);
	else if (answer->reach == HTTP_NOT_SENT && answer->held_back)
		job_free(job); /* we woke too late: its claim is over, and another judges it */
	else if (answer->reach == HTTP_NOT_SENT)
		end_again(job, "the provider can't be reached", NULL, -1);
	else if (answer->reach == HTTP_SENT || answer->cut || line == NULL)
		end_unknown(job, "The provider did not answer; it may have taken the fax.");
	else {
		carrier_decode_answer(
		    &line->provider->carrier, answer->status, answer->body, &result);
		end_by_answer(job, &result, answer->retry_after_ms);
	}
}

static bool
still_ours(void *ctx)
{
	const struct job *job = ctx;

	return clock_mono_ms() < job->until_ms;
}

static int
page_urls(const struct job *job, const struct fax_line *line, char urls[][FAX_URL_SIZE])
{
	const char *base = config_text(daemon_config(job->work->daemon), "public_url");
	int count = 0;

	for (int n = job->cover ? 0 : 1; n <= job->files; n++)
		(void)snprintf(urls[count++], FAX_URL_SIZE, "%s/hooks/fax/%s/documents/%s/%d", base,
		    line->channel.hook_key, job->token, n);
	return count;
}

static void
send_request(struct job *job, const struct fax_line *line)
{
	struct daemon *daemon = job->work->daemon;
	struct carrier_request request = { 0 };
	const char *headers[REQUEST_HEADERS_MAX + 2] = { "Content-Type: application/json" };
	char urls[FAX_FILES_MAX + 1][FAX_URL_SIZE], ref[24];
	struct buf callback = { 0 };
	int count = page_urls(job, line, urls);

	buf_addf(&callback, "%s/hooks/fax/%s", config_text(daemon_config(daemon), "public_url"),
	    line->channel.hook_key);
	(void)snprintf(ref, sizeof(ref), "%" PRId64, job->id);
	fax_encode(line->provider, &line->channel.account,
	    &(struct outgoing){ .to = view_of(job->to),
		.from = view_of(job->from),
		.callback_url = buf_view(&callback),
		.ref = view_of(ref) },
	    urls, count, &request);
	for (int i = 0; i < request.header_count; i++)
		headers[i + 1] = request.headers[i].p;
	http_client_send(job->work->client,
	    &(struct http_request){ .method = "POST",
		.url = request.url.p,
		.headers = headers,
		.body = buf_view(&request.body),
		.timeout_ms = (uint32_t)config_int(daemon_config(daemon), "send_timeout_ms"),
		.may_leave = still_ours,
		.may_connect = carrier_may_connect(daemon),
		.input = &job->input },
	    on_answer, job);
	carrier_request_fini(&request);
	buf_fini(&callback);
}

/* ---- the sandbox ---- */

static void
on_sandbox_given(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;
	const struct fax_line *line = fax_line_get(job->work->daemon, job->tenant, job->line);
	struct fax_event event;
	char provider_id[40];

	(void)row;
	(void)snprintf(provider_id, sizeof(provider_id), "sandbox-%" PRId64, job->id);
	if (outcome == DB_DONE && line != NULL && fax_sandbox_plan(view_of(job->to), &event)) {
		event.provider_id = view_of(provider_id);
		fax_event_store(job->work->daemon, line, &event, job->id, on_ended, job);
	} else {
		job_free(job);
	}
}

static void
sandbox_take(struct job *job)
{
	char provider_id[40];

	(void)snprintf(provider_id, sizeof(provider_id), "sandbox-%" PRId64, job->id);
	metric_add(&given, 1);
	end_send(
	    job, &(struct ending){ .what = "given", .provider_id = provider_id }, on_sandbox_given);
}

static void
give(struct job *job)
{
	const struct fax_line *line = fax_line_get(job->work->daemon, job->tenant, job->line);
	int64_t refused_s;

	if (job->work->stopping || line == NULL || line->channel.account.id != job->account)
		end_again(job, "the fax number is not there any more", NULL, -1);
	else if (line->provider->carrier.request == NULL)
		sandbox_take(job);
	else if (channel_problem(&line->channel) != NULL)
		end_again(job, "the provider's account can't be used", NULL, -1);
	else if ((refused_s = quarantine_refuses_s(job->work->daemon, &job->input)) > 0)
		end_quarantined(job, refused_s);
	else
		send_request(job, line);
}

static void
on_send_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;

	if (outcome != DB_DONE || !view_is(db_text(row, 0, BEGIN_OUTCOME), "send")) {
		job_free(job);
		return;
	}
	job->claim = db_int(row, 0, BEGIN_CLAIM);
	job->tries = db_int(row, 0, BEGIN_TRIES);
	job->line = db_int(row, 0, BEGIN_LINE);
	job->input = input_peer_of(INPUT_FAX_NUMBER, job->tenant, job->line);
	job->account = db_int(row, 0, BEGIN_ACCOUNT);
	(void)view_copy(db_text(row, 0, BEGIN_TO), job->to, sizeof(job->to));
	(void)view_copy(db_text(row, 0, BEGIN_FROM), job->from, sizeof(job->from));
	job->files = (int)db_int(row, 0, BEGIN_FILES);
	if (job->files > FAX_FILES_MAX)
		job->files = FAX_FILES_MAX;
	job->cover = db_bool(row, 0, BEGIN_COVER);
	give(job);
}

/* What the provider fetches the pages with; the database has its hash. */
static void
begin_send(struct job *job, int64_t lease_ms)
{
	unsigned char bytes[TOKEN_BYTES], hash[SHA256_SIZE];
	struct buf hex = { 0 };

	random_fill(bytes, sizeof(bytes));
	hex_encode((struct view){ (const char *)bytes, sizeof(bytes) }, &hex);
	(void)view_copy(buf_view(&hex), job->token, sizeof(job->token));
	sha256(buf_view(&hex), hash);
	buf_fini(&hex);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })), P_INT(lease_ms) };

	submit(job, &q_fax_begin, params, &job->key, 1, on_send_begun);
}

/* ---- fetching one that came ---- */

static void
end_fetch(struct job *job, const char *reason, int64_t again_ms)
{
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(job->claim),
		P_NULL(), P_NULL(), P_NULL(), P_TEXT(reason),
		again_ms >= 0 ? P_INT(again_ms) : P_NULL() };

	submit(job, &q_fax_fetch_end, params, &job->key, 1, on_ended);
}

static void
end_fetched(struct job *job, const char *type, struct view bytes)
{
	unsigned char hash[SHA256_SIZE];
	struct view sum = { (const char *)hash, sizeof(hash) };
	struct buf hex = { 0 };

	sha256(bytes, hash);
	hex_encode(sum, &hex);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(job->claim),
		P_TEXT(type), P_BYTES(sum), P_BYTES(bytes), P_NULL(), P_NULL() };
	const int64_t keys[] = { job->key, key_of("file", job->tenant, buf_view(&hex)) };

	submit(job, &q_fax_fetch_end, params, keys, 2, on_ended);
	buf_fini(&hex);
}

static bool
is_fax_type(const char *type)
{
	struct view word = view_of(type);

	return view_is(word, "application/pdf") || view_is(word, "image/tiff") ||
	    view_is(word, "image/png");
}

static void fetch(struct job *job);

static void
go_on(struct job *job, struct view location)
{
	struct buf next = { 0 };

	if (job->redirects++ == MEDIA_REDIRECTS_MAX ||
	    !url_resolve(buf_view(&job->url), location, &next)) {
		buf_fini(&next);
		end_fetch(job, "the provider leads us nowhere", -1);
		return;
	}
	buf_fini(&job->url);
	job->url = next;
	fetch(job);
}

static int64_t
fetch_again_ms(const struct job *job, int64_t retry_after_ms)
{
	return media_again_ms(job->tries, FETCH_TRIES_MAX, retry_after_ms, random_u64());
}

/* A login, or what the account may do, which the administrator mends. */
static bool
may_be_mended(int status)
{
	return status == 401 || status == 403 || status == 404;
}

static void
on_file(void *ctx, const struct http_answer *answer)
{
	struct job *job = ctx;
	struct media_judgement judged;

	if (answer->barred || answer->reach != HTTP_ANSWERED) {
		end_fetch(job, "the provider can't be reached",
		    answer->barred ? -1 : fetch_again_ms(job, -1));
		return;
	}
	judged = media_judge(answer->status, answer->body, answer->cut);
	if (judged.verdict == MEDIA_ELSEWHERE)
		go_on(job, answer->location);
	else if (judged.verdict == MEDIA_AGAIN || may_be_mended(answer->status))
		end_fetch(job, judged.reason, fetch_again_ms(job, answer->retry_after_ms));
	else if (judged.verdict == MEDIA_GOOD && is_fax_type(judged.type))
		end_fetched(job, judged.type, answer->body);
	else
		end_fetch(
		    job, judged.reason != NULL ? judged.reason : "it is no file of a fax", -1);
}

/* At the provider's own hosts, the API's address, or such as the account names. */
static bool
may_ask(const struct fax_line *line, struct view url)
{
	struct buf host = { 0 }, origin = { 0 }, own = { 0 };
	bool may;

	may = url_host(url, &host) &&
	    (media_host_is_listed(line->provider->carrier.media_hosts, buf_view(&host)) ||
		media_host_is_listed(line->channel.account.media_hosts, buf_view(&host)) ||
		(url_origin(url, &origin) &&
		    url_origin(view_of(line->channel.account.base_url), &own) &&
		    view_eq(buf_view(&origin), buf_view(&own))));
	buf_fini(&host);
	buf_fini(&origin);
	buf_fini(&own);
	return may;
}

static void
fetch(struct job *job)
{
	struct daemon *daemon = job->work->daemon;
	const struct fax_line *line = fax_line_get(daemon, job->tenant, job->line);
	const struct url_rule rule = { .allow_private = config_int(daemon_config(daemon),
							    "carrier_allow_private") != 0 };
	struct view url = buf_view(&job->url);
	int64_t refused_s;
	struct err err;

	if (job->work->stopping)
		end_fetch(job, "", 0);
	else if (line == NULL || line->channel.account.id != job->account)
		end_fetch(job, "the provider's account can't be used", fetch_again_ms(job, -1));
	else if ((refused_s = quarantine_refuses_s(daemon, &job->input)) > 0)
		end_fetch(job, in_quarantine, fetch_again_ms(job, refused_s * 1000));
	else if (url_check(url, &rule, &err) != 0 || (job->redirects == 0 && !may_ask(line, url)))
		end_fetch(job, "its address is none of the provider's", -1);
	else
		http_client_send(job->work->client,
		    &(struct http_request){ .method = "GET",
			.url = job->url.p,
			.timeout_ms =
			    (uint32_t)config_int(daemon_config(daemon), "media_timeout_ms"),
			.max_answer = FAX_BYTES_MAX,
			.may_connect = carrier_may_connect(daemon),
			.input = &job->input },
		    on_file, job);
}

static void
on_fetch_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;

	if (outcome != DB_DONE || !view_is(db_text(row, 0, BEGIN_OUTCOME), "fetch")) {
		job_free(job);
		return;
	}
	job->claim = db_int(row, 0, BEGIN_CLAIM);
	job->tries = db_int(row, 0, BEGIN_TRIES);
	job->line = db_int(row, 0, BEGIN_LINE);
	job->input = input_peer_of(INPUT_FAX_NUMBER, job->tenant, job->line);
	job->account = db_int(row, 0, BEGIN_ACCOUNT);
	buf_add_view(&job->url, db_text(row, 0, BEGIN_URL));
	fetch(job);
}

/* ---- what is due ---- */

/* All requests of a job end within it. */
static int64_t
lease_ms(const struct work *work, bool fetching)
{
	const struct config *config = daemon_config(work->daemon);

	return LEASE_SPARE_MS +
	    (fetching ? (MEDIA_REDIRECTS_MAX + 1) * config_int(config, "media_timeout_ms")
		      : config_int(config, "send_timeout_ms"));
}

static void
begin(struct job *job)
{
	bool fetching = view_is(view_of(job->what), "fetch");
	int64_t lease = lease_ms(job->work, fetching);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(lease) };

	job->until_ms = clock_mono_ms() + lease - LEASE_SPARE_MS / 2;
	if (fetching)
		submit(job, &q_fax_fetch_begin, params, &job->key, 1, on_fetch_begun);
	else if (view_is(view_of(job->what), "lost"))
		submit(job, &q_fax_lost, params, &job->key, 1, on_ended);
	else
		begin_send(job, lease);
}

static bool
is_under_way(const struct work *work, int64_t key)
{
	list_for_each (&work->jobs, at)
		if (LIST_OF(at, struct job, link)->key == key)
			return true;
	return false;
}

/* Places are told apart by the account. */
static void
consider(struct work *work, const struct db_result *rows, int i)
{
	struct window_carrier *place;
	char address[24];
	struct job *job;

	if (is_under_way(work, db_int(rows, i, DUE_KEY)))
		return;
	(void)snprintf(address, sizeof(address), "%" PRId64, db_int(rows, i, DUE_ACCOUNT));
	place = window_enter(&work->window, address, NULL);
	if (place == NULL)
		return;
	job = mem_zero(1, sizeof(*job));
	job->work = work;
	job->place = place;
	job->tenant = db_int(rows, i, DUE_TENANT);
	job->id = db_int(rows, i, DUE_ID);
	job->key = db_int(rows, i, DUE_KEY);
	(void)view_copy(db_text(rows, i, DUE_WHAT), job->what, sizeof(job->what));
	list_append(&work->jobs, &job->link);
	begin(job);
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct work *work = ctx;

	work->looking = false;
	if (work->stopping) {
		work_gone(work);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		consider(work, rows, i);
	timer_in(&work->timer, work->look_again && outcome == DB_DONE ? 0 : LOOK_MS);
	work->look_again = false;
}

static void
look(void *ctx)
{
	struct work *work = ctx;
	const struct db_param params[] = { P_INT(DUE_MAX) };

	if (!fax_lines_known(work->daemon) || work->window.taken == work->window.max) {
		timer_in(&work->timer, LOOK_MS);
		return;
	}
	work->looking = true;
	db_submit(daemon_db(work->daemon),
	    &(struct db_call){ .query = &q_fax_due, .lane = DB_LANE_READ, .params = params },
	    on_due, work);
}

void
fax_work_look(struct daemon *daemon)
{
	struct work *work = work_of(daemon);

	if (work == NULL || work->stopping)
		return;
	work->look_again = work->looking;
	if (!work->looking)
		timer_in(&work->timer, 0);
}

int
fax_work_start(struct daemon *daemon, struct err *err)
{
	struct work *work = mem_zero(1, sizeof(*work));

	work->daemon = daemon;
	list_init(&work->jobs);
	window_init(&work->window, WORK_MAX);
	daemon_set_data(daemon, "fax_work", work);
	timer_init(&work->timer, daemon_loop(daemon), look, work);
	timer_in(&work->timer, LOOK_MS);
	return http_client_new(daemon_loop(daemon), WORK_MAX, &work->client, err);
}

static void
on_timer_closed(void *ctx)
{
	struct work *work = ctx;

	work->timer_closed = true;
	work_gone(work);
}

static void
on_client_closed(void *ctx)
{
	struct work *work = ctx;

	work->client_closed = true;
	work_gone(work);
}

/* What is being given ends as unknown, what is being fetched is given away. */
void
fax_work_stop(struct daemon *daemon)
{
	struct work *work = work_of(daemon);

	work->stopping = true;
	timer_close(&work->timer, on_timer_closed);
	http_client_close(work->client, on_client_closed, work);
}
