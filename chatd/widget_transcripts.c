/*
 * widget_transcripts - a link to what was said in a web chat, and the page behind it (MS-9).
 *
 * Owns: the page: one script of our own, known by its hash, which shows times as its reader has them; nothing loaded, every text escaped. Who has a link reads it until it expires: its token is random and stands
 *       nowhere else; the database has the hash, and the link sealed while an e-mail is to bring it.
 */
#include <stdio.h>
#include <string.h>

#include "chatd/core/html_escape.h"
#include "chatd/widget.h"
#include "common/auth/auth.h"
#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/once.h"

enum { LINK_EMAIL };
enum { LINKS_MINUTE = 30 }; /* from one source; a fresh chat has a fresh visitor */

static const char style[] =
    ":root{color-scheme:light dark;font:16px/1.5 "
    "system-ui,sans-serif}body{max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:600;margin-top:1rem}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
    "small{opacity:.75;font-weight:400}";

/* Without it, or where it fails, the times stand as UTC. */
static const char script[] =
    "for(const t of document.querySelectorAll('time'))"
    "t.textContent=new Date(t.dateTime).toLocaleString([],{dateStyle:'medium',timeStyle:'short'})";

/* ---- asking for a link ---- */

static bool
is_address(struct view text)
{
	const char *at = text.n > 0 ? memchr(text.p, '@', text.n) : NULL;

	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ' || strchr("<>(),;:\\\"[]", text.p[i]) != NULL)
			return false;
	return at != NULL && at > text.p && at < text.p + text.n - 1 &&
	    memchr(at + 1, '@', text.n - (size_t)(at + 1 - text.p)) == NULL;
}

static void
show(struct http_req *req, json_t *body)
{
	const struct site *site = widget_site_find(req);

	if (site != NULL)
		once_open(request_daemon(req), PURPOSE_TRANSCRIPT_LINK, site->tenant, site->channel,
		    body, "url");
	else
		(void)json_object_set_new(
		    body, "url", json_null()); /* deleted meanwhile, with its chats */
}

/* Makes a link. -1: `err` says why not. */
static int
link_make(struct daemon *daemon, const struct site *site, unsigned char hash[SHA256_SIZE],
    struct buf *sealed, struct err *err)
{
	char token[TOKEN_TEXT_SIZE];
	struct buf url = { 0 };
	int result;

	token_make("tlv_", token);
	(void)token_hash(view_of(token), hash);
	buf_addf(&url, "%s/widget/v1/transcripts/%s",
	    config_text(daemon_config(daemon), "public_url"), token);
	result = box_seal(daemon, PURPOSE_TRANSCRIPT_LINK, site->tenant, site->channel,
	    buf_view(&url), sealed, err);
	mem_wipe(token, sizeof(token));
	box_wipe(&url);
	return result;
}

void
on_transcript_ask(struct http_req *req, void *app)
{
	const struct body_value *email = &request_values(req)->at[LINK_EMAIL];
	const char *relay = config_text(daemon_config(app), "mail_relay");
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	unsigned char hash[SHA256_SIZE];
	struct buf sealed = { 0 };
	struct err err;

	if (site == NULL || !widget_within_source(req, COUNT_MAILS, 1, LINKS_MINUTE))
		return;
	if (email->present && !is_address(email->text)) {
		(void)err_set(&err, ERR_INVALID, "email", "Must be an e-mail address");
		http_reply_err(req, &err, NULL);
		return;
	}
	if (link_make(app, site, hash, &sealed, &err) != 0) {
		http_reply_err(req, &err, NULL);
		return;
	}
	const int64_t keys[] = { visitor_key(site, &visitor) };
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })),
		relay[0] != '\0' ? field_text(email) : P_NULL(), P_BYTES(buf_view(&sealed)),
		P_INT(site->channel) };

	command_run(req,
	    &(struct command){ .query = &q_visitor_transcript,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.show = show });
	buf_fini(&sealed);
}

/* ---- the page ---- */

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

/* A moment, in UTC; the script makes it the reader's. */
static void
add_time(struct buf *out, const char *at)
{
	buf_add_text(out, "<time datetime=\"");
	html_escape(out, view_of(at));
	buf_add_text(out, "\">");
	html_escape(out, view_of(at));
	buf_add_text(out, "</time>");
}

/* What the page may do: show its style, and run the one script that has this hash. */
static void
add_policy(struct http_req *req)
{
	unsigned char hash[SHA256_SIZE];
	struct buf policy = { 0 };

	sha256(view_of(script), hash);
	buf_add_text(&policy, "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
	base64_encode((struct view){ (const char *)hash, sizeof(hash) }, &policy);
	buf_add_text(&policy, "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
	http_add_header(req, "Content-Security-Policy", policy.p);
	buf_fini(&policy);
}

static void
add_message(struct buf *out, const json_t *message)
{
	const char *from = text_of(message, "from"), *name = text_of(message, "name");
	size_t files = json_array_size(json_object_get(message, "files"));

	buf_add_text(out, "<dt>");
	html_escape(out,
	    view_of(strcmp(from, "visitor") == 0 ? "You"
		    : name[0] != '\0'            ? name
						 : "Automatic answer"));
	buf_add_text(out, " <small>");
	add_time(out, text_of(message, "at"));
	buf_add_text(out, "</small></dt><dd>");
	html_escape(out, view_of(text_of(message, "text")));
	if (files > 0)
		buf_addf(out, "%s(%zu file%s)", text_of(message, "text")[0] != '\0' ? " " : "",
		    files, files > 1 ? "s" : "");
	buf_add_text(out, "</dd>");
}

static void
reply_page(struct http_req *req, const json_t *shown)
{
	struct buf out = { 0 };
	const json_t *message;
	json_int_t omitted;
	size_t i;

	buf_add_text(&out,
	    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">"
	    "<meta name=\"robots\" content=\"noindex\"><title>");
	html_escape(&out, view_of(text_of(shown, "title")));
	buf_addf(&out, "</title><style>%s</style><h1>", style);
	html_escape(&out, view_of(text_of(shown, "title")));
	buf_add_text(&out, "</h1><p>Chat of ");
	add_time(&out, text_of(shown, "opened_at"));
	buf_add_text(&out, ". This page can be read until ");
	add_time(&out, text_of(shown, "expires_at"));
	buf_add_text(&out, ".</p>");
	omitted = json_integer_value(json_object_get(shown, "omitted"));
	if (omitted > 0)
		buf_addf(&out,
		    "<p>Earlier messages that are not shown: %" JSON_INTEGER_FORMAT ".</p>",
		    omitted);
	buf_add_text(&out, "<dl>");
	json_array_foreach (json_object_get(shown, "messages"), i, message)
		add_message(&out, message);
	buf_addf(&out, "</dl><script>%s</script></html>", script);
	add_policy(req);
	http_add_header(req, "Referrer-Policy", "no-referrer");
	http_reply(req, 200, "text/html; charset=utf-8", buf_view(&out));
	buf_fini(&out);
}

static void
reply_none(struct http_req *req)
{
	struct err err;

	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such link, or it has expired");
	http_reply_err(req, &err, NULL);
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct view body;
	json_t *shown;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, row);
		return;
	}
	if (row->rows != 1) {
		reply_none(req);
		return;
	}
	body = db_text(row, 0, 0);
	shown = json_loadb(body.p, body.n, 0, NULL);
	reply_page(req, shown);
	json_decref(shown);
}

void
on_transcript_page(struct http_req *req, void *app)
{
	unsigned char hash[SHA256_SIZE];
	struct view token;

	if (!http_param(req, "token", &token) || !token_hash(token, hash)) {
		reply_none(req);
		return;
	}
	const struct db_param params[] = { P_BYTES(
	    ((struct view){ (const char *)hash, sizeof(hash) })) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_visitor_transcript_read, .params = params }, on_page,
	    req);
}
