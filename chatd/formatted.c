/*
 * formatted - a message's formatted text as a page of its own, for who gets its plain form in the chat (MS-3).
 *
 * Owns: the page: no script can run in it, nothing but our own images is loaded, it has no origin, and its links open
 *       elsewhere. What it shows is what was stored, cleaned (core/html.h).
 * Must not know: who may read the message: SQL says that.
 */
#include <string.h>

#include "chatd/core/file_show.h"
#include "chatd/core/html_escape.h"
#include "chatd/files.h"
#include "common/base/bytes.h"

enum { READ_HTML, READ_TEXT, READ_AUTHOR };

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "overflow-wrap:anywhere;color-scheme:light dark}img{max-width:100%;height:auto}"
    "pre,.plain{white-space:pre-wrap}blockquote{margin-left:0;padding-left:1rem;"
    "border-left:3px solid #888}";

struct page {
	struct daemon *daemon;
	int64_t tenant, expires_s;
	struct err err;
	int status;
};

static void
add_address(void *ctx, int64_t file, struct buf *out)
{
	struct page *page = ctx;

	page->status |= file_address_add(
	    page->daemon, page->tenant, file, page->expires_s, "&amp;", out, &page->err);
}

static void
add_body(struct page *page, const struct db_result *row, struct buf *out)
{
	if (!db_is_null(row, 0, READ_HTML)) {
		html_with_addresses(db_text(row, 0, READ_HTML), add_address, page, out);
		return;
	}
	buf_add_text(out, "<div class=plain>");
	html_escape(out, db_text(row, 0, READ_TEXT));
	buf_add_text(out, "</div>");
}

static void
add_page(struct page *page, const struct db_result *row, struct buf *out)
{
	buf_add_text(out,
	    "<!doctype html><html lang=en><meta charset=utf-8>"
	    "<meta name=viewport content=\"width=device-width\"><base target=_blank><title>");
	html_escape(out, db_text(row, 0, READ_AUTHOR));
	buf_addf(out, "</title><style>%s</style><body><main>", style);
	add_body(page, row, out);
	buf_add_text(out, "</main>");
}

static void
add_policy(struct http_req *req)
{
	unsigned char hash[SHA256_SIZE];
	struct buf policy = { .n = 0 };

	sha256(view_of(style), hash);
	buf_add_text(&policy, "default-src 'none'; img-src 'self'; style-src 'sha256-");
	base64_encode((struct view){ (const char *)hash, sizeof(hash) }, &policy);
	buf_add_text(&policy,
	    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
	    "sandbox allow-popups allow-popups-to-escape-sandbox");
	http_add_header(req, "Content-Security-Policy", policy.p);
	http_add_header(req, "Referrer-Policy", "no-referrer");
	buf_fini(&policy);
}

static void
on_formatted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct page page = { .daemon = request_daemon(req), .tenant = request_actor(req)->tenant };
	struct buf out = { .n = 0 };
	struct err err;

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		http_reply_err(req, &err, NULL);
		return;
	}
	page.expires_s = daemon_now_us(page.daemon) / 1000000 + FILE_ADDRESS_S;
	add_page(&page, row, &out);
	if (page.status != 0) {
		http_reply_err(req, &page.err, NULL);
	} else {
		add_policy(req);
		http_reply(req, 200, "text/html; charset=utf-8", buf_view(&out));
	}
	buf_fini(&out);
}

void
on_formatted_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_TEXT(role_name(actor->role)) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_formatted_get, .lane = DB_LANE_READ, .params = params },
	    on_formatted, req);
}
