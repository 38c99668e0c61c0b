/*
 * problem - errors as RFC 9457 problem documents.
 *
 * Owns: their members (type, help, title, status, detail, request_id, errors[]), and the words for
 *       what the server itself refuses.
 * Must not know: connections.
 */
#include <assert.h>
#include <stdio.h>

#include "common/http/internal.h"
#include "common/log/log.h"

enum { LOG_EVERY_MS = 1000 };

static void
set_text(json_t *document, const char *key, const char *text)
{
	json_t *value = json_string(text);

	/* Text that is no UTF-8 can only come from bytes that were cut: tell nothing of it. */
	(void)json_object_set_new(document, key, value != NULL ? value : json_string(""));
}

static void
reply(struct http_req *req, int status, json_t *document, json_t *extra)
{
	if (extra != NULL) {
		(void)json_object_update(document, extra);
		json_decref(extra);
	}
	(void)json_object_set_new(document, "status", json_integer(status));
	set_text(document, "request_id", http_request_id(req));
	req_reply_json(req, status, "application/problem+json", document);
}

static json_t *
document_new(const char *type, const char *title, const char *detail)
{
	json_t *document = json_object();
	char help[128];

	assert(document != NULL);
	(void)snprintf(help, sizeof(help), "%s%s", PROBLEM_HELP, type);
	set_text(document, "type", type);
	set_text(document, "help", help);
	set_text(document, "title", title);
	if (detail != NULL && detail[0] != '\0')
		set_text(document, "detail", detail);
	return document;
}

/* At the level of its kind; one line a second tells of all of one kind. */
static void
log_err(const struct http_req *req, const struct err *err)
{
	enum log_level level = err_level(err->kind);
	int64_t suppressed = 0;

	if (!log_enabled(level) ||
	    !log_allow("http_problem", view_of(err_type(err->kind)), LOG_EVERY_MS, &suppressed))
		return;
	const struct log_field fields[] = { LOG_TEXT("type", err_type(err->kind)),
		LOG_TEXT("why", err->text), LOG_TEXT("request_id", http_request_id(req)),
		LOG_INT("suppressed", suppressed) };

	log_write(level, "http_problem", fields, (int)(sizeof(fields) / sizeof(fields[0])));
}

/* Of a body that is wrong as a whole the pointer is "" (RFC 6901). */
static json_t *
error_json(const struct err *err)
{
	char pointer[sizeof(err->field) + 1];
	json_t *one = json_object();

	(void)snprintf(pointer, sizeof(pointer), "%s%s",
	    err->field[0] == '\0' || err->field[0] == '/' ? "" : "/", err->field);
	set_text(one, "pointer", pointer);
	set_text(one, "detail", err->text);
	return one;
}

void
http_reply_errs(struct http_req *req, const struct err *at, int count, json_t *extra)
{
	json_t *document = document_new(err_type(at->kind), err_title(at->kind), at->text);
	json_t *errors = json_array();

	for (int i = 0; i < count; i++)
		if (at[i].field[0] != '\0' || at[i].kind == ERR_INVALID)
			(void)json_array_append_new(errors, error_json(&at[i]));
	if (json_array_size(errors) > 0)
		(void)json_object_set(document, "errors", errors);
	json_decref(errors);
	log_err(req, at);
	reply(req, err_status(at->kind), document, extra);
}

void
http_reply_err(struct http_req *req, const struct err *err, json_t *extra)
{
	http_reply_errs(req, err, 1, extra);
}

void
http_reply_problem(struct http_req *req, int status, const char *type, const char *title,
    const char *detail, json_t *extra)
{
	reply(req, status, document_new(type, title, detail), extra);
}

static void
reply_kind(struct http_req *req, enum err_kind kind, const char *detail, json_t *extra)
{
	http_reply_problem(req, err_status(kind), err_type(kind), err_title(kind), detail, extra);
}

static void
reply_too_large(struct http_req *req)
{
	char detail[96];

	(void)snprintf(detail, sizeof(detail),
	    "The body is too large: at most %zu bytes are taken here.", req->max_body);
	reply_kind(
	    req, ERR_TOO_LARGE, detail, json_pack("{s:I}", "max_bytes", (json_int_t)req->max_body));
}

void
problem_overload(struct http_req *req)
{
	struct err err;

	(void)err_set(&err, ERR_OVERLOAD, NULL, "Too many bodies are under way, try again");
	http_add_header(req, "Retry-After", "1");
	http_reply_err(req, &err, NULL);
}

void
problem_reply(struct http_req *req, int status)
{
	static const struct {
		enum err_kind kind;
		const char *detail;
	} known[] = {
		{ ERR_BAD_REQUEST, "The request is not valid HTTP." },
		{ ERR_NOT_FOUND, "There is no such thing." },
		{ ERR_METHOD_NOT_ALLOWED, "This method is not offered here; see Allow." },
		{ ERR_REQUEST_TIMEOUT, "The request did not arrive in time." },
		{ ERR_URI_TOO_LONG, "The request line is too long." },
		{ ERR_EXPECTATION_FAILED, "Only 100-continue can be expected." },
		{ ERR_UPGRADE_REQUIRED, "This is a WebSocket of version 13." },
		{ ERR_HEADER_TOO_LARGE, "The header fields are too large or too many." },
		{ ERR_TIMEOUT, "It took too long, try again." },
		{ ERR_VERSION_NOT_SUPPORTED, "Only version 1 of HTTP is spoken here." },
	};

	if (status == 413) {
		reply_too_large(req);
		return;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (err_status(known[i].kind) != status)
			continue;
		reply_kind(req, known[i].kind, known[i].detail, NULL);
		return;
	}
	http_reply_problem(req, status, err_type(ERR_REFUSED), err_title(ERR_REFUSED), NULL, NULL);
}

/* A handler that has begun may still finish what it was asked; a GET changes nothing. */
void
problem_late(struct http_req *req, bool changes)
{
	const struct err unknown = { .kind = ERR_UNKNOWN };

	http_add_header(req, "Retry-After", "1");
	if (changes)
		http_reply_err(req, &unknown, NULL);
	else
		problem_reply(req, 503);
}
