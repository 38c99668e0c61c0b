/*
 * fax_hooks - fax providers' calls: check, decode, store, and only then acknowledge; the pages that they fetch (CT-13).
 *
 * Owns: the way of one call. Must not know: any provider by name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/daemon/quarantine.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/core/fax_cover.h"
#include "smsgw/core/signature.h"
#include "smsgw/fax.h"
#include "smsgw/smsgw.h"

enum { REFUSALS_TOLD_MS = 60000, PAGE_MAX = FAX_FILES_MAX };
enum { PAGE_TYPE, PAGE_BYTES, PAGE_SUBJECT, PAGE_COVER, PAGE_FROM, PAGE_TO, PAGE_AT };
enum { SANDBOX_FROM, SANDBOX_PAGES };

static COUNTER(
    refused, "fax_hook_refused_total", "Fax providers' calls whose signature is wrong or missing");
static COUNTER(
    unread, "fax_hook_unread_total", "Fax providers' calls that were signed and could not be read");

/* ---- storing ---- */

static void
store_report(struct daemon *daemon, const struct fax_line *line, const struct fax_event *event,
    int64_t ref, db_done done, void *ctx)
{
	int64_t tenant = line->channel.tenant;
	int64_t key = key_of_id("fax_send", tenant, ref);
	const struct db_param params[] = { P_INT(tenant), P_INT(line->channel.account.id),
		P_INT(ref), P_VIEW(event->provider_id), P_TEXT(event->state),
		db_text_or_null(event->reason), db_view_or_null(event->code),
		event->pages > 0 ? P_INT(event->pages) : P_NULL() };

	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_fax_report, .params = params, .keys = &key, .key_count = 1 },
	    done, ctx);
}

static void
store_received(struct daemon *daemon, const struct fax_line *line, const struct fax_event *event,
    db_done done, void *ctx)
{
	int64_t tenant = line->channel.tenant, account = line->channel.account.id, key;
	struct buf name = { 0 };
	const struct db_param params[] = { P_INT(tenant), P_INT(account), P_INT(line->channel.id),
		P_VIEW(event->provider_id), db_text_or_null(event->from),
		db_text_or_null(event->to), event->pages > 0 ? P_INT(event->pages) : P_NULL(),
		P_VIEW(event->url) };

	buf_addf(&name, "%" PRId64 ":", account);
	buf_add_view(&name, event->provider_id);
	key = key_of("fax_in", tenant, buf_view(&name));
	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_fax_receive, .params = params, .keys = &key, .key_count = 1 },
	    done, ctx);
	buf_fini(&name);
}

void
fax_event_store(struct daemon *daemon, const struct fax_line *line, const struct fax_event *event,
    int64_t ref, db_done done, void *ctx)
{
	if (event->kind == FAX_EVENT_RECEIVED)
		store_received(daemon, line, event, done, ctx);
	else
		store_report(daemon, line, event, ref, done, ctx);
}

/* ---- a call ---- */

static const struct fax_line *
find_line(struct http_req *req, struct daemon *daemon)
{
	const struct fax_line *line = NULL;
	struct input_peer input;
	struct err err;
	struct view key;

	if (!fax_lines_known(daemon)) {
		http_add_header(req, "Retry-After", "1");
		(void)err_set(
		    &err, ERR_UNAVAILABLE, NULL, "The fax numbers have not been read yet.");
		http_reply_err(req, &err, NULL);
		return NULL;
	}
	if (http_param(req, "key", &key))
		line = fax_line_find(daemon, key);
	if (line == NULL) {
		request_reply_outcome(req, 200, VIEW("not_found"), VIEW(""));
		return NULL;
	}
	input = input_peer_of(INPUT_FAX_NUMBER, line->channel.tenant, line->channel.id);
	return quarantine_admits(req, &input) ? line : NULL;
}

static bool
header_of(const void *ctx, const char *lower_name, struct view *out)
{
	return http_header(ctx, lower_name, out);
}

static enum verdict
judge(struct http_req *req, const struct fax_line *line)
{
	static const struct pairs none = { .at = NULL };
	struct buf nonce = { 0 };
	const struct call call = { .public_url = config_text(
				       daemon_config(request_daemon(req)), "public_url"),
		.target = http_target(req),
		.body = http_body(req),
		.params = &none,
		.now_s = clock_wall_us() / 1000000,
		.header = header_of,
		.ctx = req };
	enum verdict verdict =
	    signature_judge(&line->provider->carrier, &line->channel.account, &call, &nonce);

	buf_fini(&nonce);
	return verdict;
}

static void
refuse(struct http_req *req, const struct fax_line *line, enum verdict verdict)
{
	metric_add(&refused, 1);
	if (log_allow("fax_hook_refused", http_peer(req), REFUSALS_TOLD_MS, NULL))
		LOG(WARN, "fax_hook_refused", LOG_VIEW("peer", http_peer(req)),
		    LOG_ID("fax_number", line->channel.id), LOG_INT("verdict", verdict));
	if (verdict == VERDICT_NO_KEY) {
		http_add_header(req, "Retry-After", "60");
		request_reply_problem(
		    req, 0, "secret_missing", "The account's secret can't be read.", NULL);
	} else {
		request_reply_problem(
		    req, 0, "signature_wrong", "The signature is missing or wrong.", NULL);
	}
}

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err;

	if (outcome == DB_DONE) {
		fax_work_look(request_daemon(req));
		http_reply(req, 200, "text/plain", VIEW(""));
		return;
	}
	db_row_err(outcome, row, &err);
	http_add_header(req, "Retry-After", "5");
	http_reply_err(req, &err, NULL);
}

static bool
find_ref(void *ctx, struct view name, struct view value)
{
	if (view_is(name, "ref") && !view_to_int(value, 1, INT64_MAX, ctx))
		*(int64_t *)ctx = 0;
	return true;
}

/* What can't be read is acknowledged: it would come again as it is. */
static void
take_call(struct http_req *req, const struct fax_line *line)
{
	struct pairs pairs = { 0 };
	struct fax_event event = { .kind = FAX_EVENT_NONE };
	struct err err = { 0 };
	int64_t ref = 0;
	int read = -1;

	if (pairs_read_json(&pairs, http_body(req)))
		read = fax_event_read(line->provider, &pairs, &event, &err);
	else
		(void)err_set(&err, ERR_INVALID, "", "The body is no JSON that can be read.");
	(void)form_each(http_query_raw(req), PAIRS_MAX, find_ref, &ref);
	if (read == 0 && event.kind != FAX_EVENT_NONE) {
		fax_event_store(request_daemon(req), line, &event, ref, on_stored, req);
	} else {
		if (read != 0) {
			metric_add(&unread, 1);
			LOG(WARN, "fax_hook_unread", LOG_ID("fax_number", line->channel.id),
			    LOG_TEXT("field", err.field));
		}
		http_reply(req, 200, "text/plain", VIEW(""));
	}
	pairs_fini(&pairs);
}

void
on_fax_hook(struct http_req *req, void *app)
{
	const struct fax_line *line = find_line(req, app);
	enum verdict verdict;

	if (line == NULL)
		return;
	verdict = judge(req, line);
	if (verdict != VERDICT_GOOD)
		refuse(req, line, verdict);
	else
		take_call(req, line);
}

/* ---- the pages ---- */

static void
reply_page(struct http_req *req, const struct db_result *row)
{
	const struct fax_cover cover = { .to = db_text(row, 0, PAGE_TO),
		.from = db_text(row, 0, PAGE_FROM),
		.at = db_text(row, 0, PAGE_AT),
		.subject = db_text(row, 0, PAGE_SUBJECT),
		.text = db_text(row, 0, PAGE_COVER) };
	struct buf bytes = { 0 };
	char type[32] = "application/pdf";

	if (db_is_null(row, 0, PAGE_BYTES)) {
		fax_cover_write(&cover, &bytes);
	} else {
		(void)view_copy(db_text(row, 0, PAGE_TYPE), type, sizeof(type));
		db_bytes(row, 0, PAGE_BYTES, &bytes);
	}
	http_add_header(req, "Content-Disposition", "attachment; filename=\"fax\"");
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_reply(req, 200, type, buf_view(&bytes));
	buf_fini(&bytes);
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;

	if (outcome != DB_DONE)
		request_reply_retry(req, outcome, row);
	else if (row->rows != 1)
		request_reply_outcome(req, 200, VIEW("not_found"), VIEW(""));
	else
		reply_page(req, row);
}

void
on_fax_document(struct http_req *req, void *app)
{
	const struct fax_line *line = find_line(req, app);
	unsigned char hash[SHA256_SIZE];
	struct view token, page;
	int64_t n;

	if (line == NULL)
		return;
	if (!http_param(req, "token", &token) || !http_param(req, "n", &page) ||
	    !view_to_int(page, 0, PAGE_MAX, &n)) {
		request_reply_outcome(req, 200, VIEW("not_found"), VIEW(""));
		return;
	}
	sha256(token, hash);
	const struct db_param params[] = { P_INT(line->channel.tenant),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })), P_INT(n) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_fax_document, .lane = DB_LANE_READ, .params = params },
	    on_page, req);
}

/* ---- the sandbox: a fax comes, whose page is the sandbox's own ---- */

struct sandbox_fax {
	struct http_req *req;
	int64_t tenant, id, key;
	struct buf page;
};

static void
sandbox_reply(struct sandbox_fax *fax, enum db_outcome outcome, const struct db_result *row)
{
	char id[24];

	(void)snprintf(id, sizeof(id), "%" PRId64, fax->id);
	if (outcome != DB_DONE)
		request_reply_retry(fax->req, outcome, row);
	else
		http_reply_json(fax->req, 202, json_pack("{s:s}", "id", id));
	buf_fini(&fax->page);
	free(fax);
}

static void
on_sandbox_filed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	sandbox_reply(ctx, outcome, row);
}

static void
on_sandbox_claimed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sandbox_fax *fax = ctx;
	unsigned char hash[SHA256_SIZE];
	struct view sum = { (const char *)hash, sizeof(hash) };
	struct buf hex = { 0 };

	if (outcome != DB_DONE) {
		sandbox_reply(fax, outcome, row);
		return;
	}
	sha256(buf_view(&fax->page), hash);
	hex_encode(sum, &hex);
	const struct db_param params[] = { P_INT(fax->tenant), P_INT(fax->id), P_INT(1),
		P_TEXT("application/pdf"), P_BYTES(sum), P_BYTES(buf_view(&fax->page)), P_NULL(),
		P_NULL() };
	const int64_t keys[] = { fax->key, key_of("file", fax->tenant, buf_view(&hex)) };

	db_submit(daemon_db(request_daemon(fax->req)),
	    &(struct db_call){
		.query = &q_fax_fetch_end, .params = params, .keys = keys, .key_count = 2 },
	    on_sandbox_filed, fax);
	buf_fini(&hex);
}

static void
on_sandbox_received(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	enum { LEASE_MS = 60000, RECEIVED_ID = 1 };
	struct sandbox_fax *fax = ctx;

	if (outcome != DB_DONE || db_is_null(row, 0, RECEIVED_ID)) {
		sandbox_reply(fax, outcome, row);
		return;
	}
	fax->id = db_int(row, 0, RECEIVED_ID);
	fax->key = key_of_id("fax", fax->tenant, fax->id);
	const struct db_param params[] = { P_INT(fax->tenant), P_INT(fax->id), P_INT(LEASE_MS) };

	db_submit(daemon_db(request_daemon(fax->req)),
	    &(struct db_call){
		.query = &q_fax_fetch_begin, .params = params, .keys = &fax->key, .key_count = 1 },
	    on_sandbox_claimed, fax);
}

void
on_fax_sandbox_inbound(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct fax_line *line;
	struct fax_event event = {
		.kind = FAX_EVENT_RECEIVED, .url = VIEW("sandbox:"), .pages = 1
	};
	struct sandbox_fax *fax;
	char provider_id[40], now[CLOCK_TEXT_SIZE];
	struct err err;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	line = fax_line_get(app, request_actor(req)->tenant, id);
	if (line == NULL || line->provider->carrier.request != NULL) {
		request_reply_outcome(req, 200, VIEW("not_found"), VIEW(""));
		return;
	}
	if (!number_normalise(at[SANDBOX_FROM].text, event.from) || event.from[0] != '+') {
		(void)err_set(&err, ERR_INVALID, "/from", "The number is not E.164.");
		http_reply_err(req, &err, NULL);
		return;
	}
	(void)snprintf(provider_id, sizeof(provider_id), "sandbox-%016" PRIx64, random_u64());
	event.provider_id = view_of(provider_id);
	(void)snprintf(event.to, sizeof(event.to), "%s", line->channel.number);
	clock_text(clock_wall_us(), now);
	fax = mem_zero(1, sizeof(*fax));
	fax->req = req;
	fax->tenant = line->channel.tenant;
	fax_cover_write(&(struct fax_cover){ .to = view_of(event.to),
			    .from = view_of(event.from),
			    .at = view_of(now),
			    .subject = VIEW("A fax of the sandbox") },
	    &fax->page);
	fax_event_store(app, line, &event, 0, on_sandbox_received, fax);
}
