/*
 * media - fetches the files that came with texts, and stores them (SMS-9).
 *
 * Owns: what is being fetched here. What is to be fetched stands in sms.media: it is claimed for a time before it is asked
 *       for, so that of several gateways one does, and another follows one that died. Its bytes are committed together
 *       with the row that shows them: a crash leaves neither half.
 * Must not know: what a carrier answers means (core/media.h), how files are kept (messaging.file_store).
 *
 * A file is asked for at the carrier's own hosts only, by the account's login where the carrier wants it; where an answer
 * leads from there, https and a public address are all that is asked of it, and no login goes along.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/list.h"
#include "common/http/client.h"
#include "common/http/url.h"
#include "common/daemon/quarantine.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/core/media.h"
#include "smsgw/core/window.h"
#include "smsgw/sending.h"
#include "smsgw/smsgw.h"

enum { LOOK_MS = 2000, DUE_MAX = 32, LEASE_SPARE_MS = 60000 };
enum { DUE_TENANT, DUE_ID, DUE_CHANNEL, DUE_KEY };
enum { BEGIN_OUTCOME, BEGIN_URL, BEGIN_CLAIM, BEGIN_TRIES, BEGIN_ACCOUNT };
enum { END_OUTCOME, END_NEWS };

static COUNTER(
    stored, "sms_media_total{result=\"stored\"}", "Files of texts by what became of them");
static COUNTER(
    failed, "sms_media_total{result=\"failed\"}", "Files of texts by what became of them");
static COUNTER(again, "sms_media_total{result=\"again\"}", "Files of texts by what became of them");

struct fetcher {
	struct daemon *daemon;
	struct http_client *client;
	struct timer timer;
	struct window window;
	struct list jobs;
	bool looking, look_again, stopping, timer_closed, client_closed;
};

struct job {
	struct link link;
	struct fetcher *fetcher;
	struct window_carrier *place;
	int64_t tenant, id, channel, key;
	int64_t claim, tries, account;
	int redirects;
	struct buf url;
	struct input_peer input; /* the account, whose files are input */
	struct metric *count;
};

static struct fetcher *
fetcher_of(struct daemon *daemon)
{
	return daemon_data(daemon, "media");
}

/* ---- the end ---- */

static void
fetcher_gone(struct fetcher *fetcher)
{
	struct daemon *daemon = fetcher->daemon;

	if (!fetcher->timer_closed || !fetcher->client_closed || !list_empty(&fetcher->jobs) ||
	    fetcher->looking)
		return;
	window_fini(&fetcher->window);
	daemon_set_data(daemon, "media", NULL);
	free(fetcher);
	daemon_part_stopped(daemon);
}

static void
job_free(struct job *job)
{
	struct fetcher *fetcher = job->fetcher;

	list_remove(&fetcher->jobs, &job->link);
	window_leave(&fetcher->window, job->place);
	buf_fini(&job->url);
	free(job);
	if (fetcher->stopping)
		fetcher_gone(fetcher);
}

/* What could not be stored is another's when its claim ends. A place is free: the next one is looked for. */
static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;
	struct daemon *daemon = job->fetcher->daemon;

	if (outcome == DB_FAILED)
		LOG(ERROR, "sms_media_unstored", LOG_ID("attachment", job->id),
		    LOG_TEXT("sqlstate", row->sqlstate));
	if (outcome == DB_DONE && view_is(db_text(row, 0, END_OUTCOME), "ok")) {
		metric_add(job->count, 1);
		if (!db_is_null(row, 0, END_NEWS))
			daemon_publish_news(daemon, db_text(row, 0, END_NEWS));
	}
	job_free(job);
	if (outcome == DB_DONE)
		media_look(daemon);
}

static void
end_failed(struct job *job, const char *reason, int64_t again_ms)
{
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(job->claim),
		P_TEXT(reason), again_ms >= 0 ? P_INT(again_ms) : P_NULL() };

	job->count = again_ms >= 0 ? &again : &failed;
	LOG(DEBUG, "sms_media_failed", LOG_ID("attachment", job->id), LOG_TEXT("why", reason),
	    LOG_INT("again_ms", again_ms));
	db_submit(daemon_db(job->fetcher->daemon),
	    &(struct db_call){ .query = &q_media_fail,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = &job->key,
		.key_count = 1 },
	    on_ended, job);
}

/* Who stops gives it away at once. */
static void
end_for_now(struct job *job, const char *reason, int64_t retry_after_ms)
{
	end_failed(job, reason,
	    job->fetcher->stopping
		? 0
		: media_again_ms(job->tries, MEDIA_TRIES_MAX, retry_after_ms, random_u64()));
}

/* It was not tried: this is never the last time. */
static void
end_quarantined(struct job *job, int64_t refused_s)
{
	end_failed(job, "the account is in quarantine",
	    media_again_ms(1, MEDIA_TRIES_MAX, refused_s * 1000, random_u64()));
}

static void
end_stored(struct job *job, const char *type, struct view bytes)
{
	unsigned char hash[SHA256_SIZE];
	struct view sum = { (const char *)hash, sizeof(hash) };
	struct buf hex = { 0 };

	sha256(bytes, hash);
	hex_encode(sum, &hex);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id), P_INT(job->claim),
		P_TEXT(type), P_BYTES(sum), P_BYTES(bytes) };
	const int64_t keys[] = { job->key, key_of("file", job->tenant, buf_view(&hex)) };

	job->count = &stored;
	LOG(DEBUG, "sms_media_stored", LOG_ID("attachment", job->id),
	    LOG_INT("bytes", (int64_t)bytes.n));
	db_submit(daemon_db(job->fetcher->daemon),
	    &(struct db_call){
		.query = &q_media_store, .params = params, .keys = keys, .key_count = 2 },
	    on_ended, job);
	buf_fini(&hex);
}

/* ---- the request ---- */

static void ask(struct job *job);

static void
go_on(struct job *job, struct view location)
{
	struct buf next = { 0 };

	if (job->redirects++ == MEDIA_REDIRECTS_MAX ||
	    !url_resolve(buf_view(&job->url), location, &next)) {
		buf_fini(&next);
		end_failed(job, "the carrier leads us nowhere", -1);
		return;
	}
	buf_fini(&job->url);
	job->url = next;
	ask(job);
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct job *job = ctx;
	struct media_judgement judged;

	if (answer->barred) {
		end_failed(job, "its address leads into a private network", -1);
		return;
	}
	if (answer->reach != HTTP_ANSWERED) {
		end_for_now(job, "the carrier can't be reached", -1);
		return;
	}
	judged = media_judge(answer->status, answer->body, answer->cut);
	switch (judged.verdict) {
	case MEDIA_GOOD:
		end_stored(job, judged.type, answer->body);
		break;
	case MEDIA_ELSEWHERE:
		go_on(job, answer->location);
		break;
	case MEDIA_AGAIN:
		end_for_now(job, judged.reason, answer->retry_after_ms);
		break;
	case MEDIA_NEVER:
		end_failed(job, judged.reason, -1);
	}
}

/* At the API's own address, or at a host that is the carrier's. */
static bool
is_the_carriers(const struct channel *channel, struct view url)
{
	struct buf host = { 0 }, origin = { 0 }, own = { 0 };
	bool is;

	is = url_host(url, &host) &&
	    (media_host_is_listed(channel->carrier->media_hosts, buf_view(&host)) ||
		(url_origin(url, &origin) && url_origin(view_of(channel->account.base_url), &own) &&
		    view_eq(buf_view(&origin), buf_view(&own))));
	buf_fini(&host);
	buf_fini(&origin);
	buf_fini(&own);
	return is;
}

static bool
is_listed_by_account(const struct channel *channel, struct view url)
{
	struct buf host = { 0 };
	bool is = url_host(url, &host) &&
	    media_host_is_listed(channel->account.media_hosts, buf_view(&host));

	buf_fini(&host);
	return is;
}

static void
send_request(struct job *job, const struct channel *channel, bool login)
{
	struct daemon *daemon = job->fetcher->daemon;
	struct carrier_request request = { 0 };
	const char *headers[REQUEST_HEADERS_MAX + 1] = { NULL };

	if (login)
		carrier_login(channel->carrier, &channel->account, &request);
	for (int i = 0; i < request.header_count; i++)
		headers[i] = request.headers[i].p;
	http_client_send(job->fetcher->client,
	    &(struct http_request){
		.method = "GET",
		.url = job->url.p,
		.headers = headers,
		.basic_auth = request.auth.n > 0 ? request.auth.p : NULL,
		.timeout_ms = (uint32_t)config_int(daemon_config(daemon), "media_timeout_ms"),
		.max_answer = (size_t)config_int(daemon_config(daemon), "media_bytes_max"),
		.may_connect = carrier_may_connect(daemon),
		.input = &job->input,
	    },
	    on_answer, job);
	carrier_request_fini(&request);
}

static void
ask(struct job *job)
{
	struct fetcher *fetcher = job->fetcher;
	const struct channel *channel = channel_get(fetcher->daemon, job->tenant, job->channel);
	const struct url_rule rule = { .allow_private = config_int(daemon_config(fetcher->daemon),
							    "carrier_allow_private") != 0 };
	struct view url = buf_view(&job->url);
	struct err err;
	int64_t refused_s;
	bool own;

	if (fetcher->stopping) {
		end_failed(job, "", 0);
		return;
	}
	if (channel == NULL || channel->account.id != job->account ||
	    channel_problem(channel) != NULL) {
		end_for_now(job, "the carrier's account can't be used", -1);
		return;
	}
	refused_s = quarantine_refuses_s(fetcher->daemon, &job->input);
	if (refused_s > 0) {
		end_quarantined(job, refused_s);
		return;
	}
	own = is_the_carriers(channel, url);
	if (url_check(url, &rule, &err) != 0)
		end_failed(job, "its address is none that may be asked", -1);
	else if (job->redirects == 0 && !own && !is_listed_by_account(channel, url))
		end_failed(job, "its address is none of the carrier's", -1);
	else
		send_request(job, channel, own && channel->carrier->media_login);
}

/* ---- the claim ---- */

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct job *job = ctx;

	if (outcome != DB_DONE || !view_is(db_text(row, 0, BEGIN_OUTCOME), "fetch")) {
		job_free(job);
		return;
	}
	buf_add_view(&job->url, db_text(row, 0, BEGIN_URL));
	job->claim = db_int(row, 0, BEGIN_CLAIM);
	job->tries = db_int(row, 0, BEGIN_TRIES);
	job->account = db_int(row, 0, BEGIN_ACCOUNT);
	job->input = input_peer_of(INPUT_CARRIER_ACCOUNT, job->tenant, job->account);
	ask(job);
}

/* All requests of a fetch end within it. */
static int64_t
lease_ms(const struct fetcher *fetcher)
{
	return (MEDIA_REDIRECTS_MAX + 1) *
	    config_int(daemon_config(fetcher->daemon), "media_timeout_ms") +
	    LEASE_SPARE_MS;
}

static void
begin(struct fetcher *fetcher, struct window_carrier *place, const struct db_result *rows, int i)
{
	struct job *job = mem_zero(1, sizeof(*job));

	job->fetcher = fetcher;
	job->place = place;
	job->tenant = db_int(rows, i, DUE_TENANT);
	job->id = db_int(rows, i, DUE_ID);
	job->channel = db_int(rows, i, DUE_CHANNEL);
	job->key = db_int(rows, i, DUE_KEY);
	list_append(&fetcher->jobs, &job->link);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id),
		P_INT(lease_ms(fetcher)) };

	db_submit(daemon_db(fetcher->daemon),
	    &(struct db_call){ .query = &q_media_begin,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = &job->key,
		.key_count = 1 },
	    on_begun, job);
}

static bool
is_under_way(const struct fetcher *fetcher, int64_t tenant, int64_t id)
{
	list_for_each (&fetcher->jobs, at) {
		const struct job *job = LIST_OF(at, struct job, link);

		if (job->tenant == tenant && job->id == id)
			return true;
	}
	return false;
}

/* Places are told apart by the carrier's address, as those of sends are. */
static void
consider(struct fetcher *fetcher, const struct db_result *rows, int i)
{
	int64_t tenant = db_int(rows, i, DUE_TENANT);
	const struct channel *channel =
	    channel_get(fetcher->daemon, tenant, db_int(rows, i, DUE_CHANNEL));
	struct window_carrier *place;

	if (db_is_null(rows, i, DUE_KEY) || is_under_way(fetcher, tenant, db_int(rows, i, DUE_ID)))
		return;
	place = window_enter(
	    &fetcher->window, channel != NULL ? channel->account.base_url : "none", NULL);
	if (place != NULL)
		begin(fetcher, place, rows, i);
}

/* ---- looking ---- */

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct fetcher *fetcher = ctx;

	fetcher->looking = false;
	if (fetcher->stopping) {
		fetcher_gone(fetcher);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		consider(fetcher, rows, i);
	timer_in(&fetcher->timer, fetcher->look_again ? 0 : LOOK_MS);
	fetcher->look_again = false;
}

static void
look(void *ctx)
{
	struct fetcher *fetcher = ctx;
	const struct db_param params[] = { P_INT(DUE_MAX) };

	if (!channels_known(fetcher->daemon) || fetcher->window.taken == fetcher->window.max) {
		timer_in(&fetcher->timer, LOOK_MS);
		return;
	}
	fetcher->looking = true;
	db_submit(daemon_db(fetcher->daemon),
	    &(struct db_call){ .query = &q_media_due, .lane = DB_LANE_READ, .params = params },
	    on_due, fetcher);
}

void
media_look(struct daemon *daemon)
{
	struct fetcher *fetcher = fetcher_of(daemon);

	if (fetcher == NULL || fetcher->stopping)
		return;
	fetcher->look_again = fetcher->looking;
	if (!fetcher->looking)
		timer_in(&fetcher->timer, 0);
}

/* ---- start and stop ---- */

int
media_start(struct daemon *daemon, struct err *err)
{
	struct fetcher *fetcher = mem_zero(1, sizeof(*fetcher));
	int most = (int)config_int(daemon_config(daemon), "media_fetches_max");

	fetcher->daemon = daemon;
	list_init(&fetcher->jobs);
	window_init(&fetcher->window, most);
	daemon_set_data(daemon, "media", fetcher);
	timer_init(&fetcher->timer, daemon_loop(daemon), look, fetcher);
	timer_in(&fetcher->timer, LOOK_MS);
	return http_client_new(daemon_loop(daemon), most, &fetcher->client, err);
}

static void
on_timer_closed(void *ctx)
{
	struct fetcher *fetcher = ctx;

	fetcher->timer_closed = true;
	fetcher_gone(fetcher);
}

static void
on_client_closed(void *ctx)
{
	struct fetcher *fetcher = ctx;

	fetcher->client_closed = true;
	fetcher_gone(fetcher);
}

/* What is being asked for ends now, and is given away. */
void
media_stop(struct daemon *daemon)
{
	struct fetcher *fetcher = fetcher_of(daemon);

	fetcher->stopping = true;
	timer_close(&fetcher->timer, on_timer_closed);
	http_client_close(fetcher->client, on_client_closed, fetcher);
}
