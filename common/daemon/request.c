/* request - see daemon.h: what a handler asks of its request */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/daemon/outcome.h"
#include "common/daemon/skeleton.h"

#define RETRY_AFTER_S "1"
#define THROTTLED_AFTER_S "30" /* where an owner function says only that it is too much now */

static void
request_free(void *user)
{
	struct request *request = user;

	if (request->decoded)
		body_values_fini(&request->values);
	mem_wipe(request, sizeof(*request));
	free(request);
}

struct request *
request_new(struct http_req *req)
{
	struct request *request = mem_zero(1, sizeof(*request));

	http_set_user(req, request, request_free);
	return request;
}

static const struct request *
request_of(const struct http_req *req)
{
	const struct request *request = http_user(req);

	assert(request != NULL); /* every handler runs behind the dispatch */
	return request;
}

const struct actor *
request_actor(const struct http_req *req)
{
	return &request_of(req)->actor;
}

struct db_param
request_key(const struct http_req *req)
{
	const struct actor *actor = request_actor(req);

	return actor->role == ROLE_INTEGRATOR ? P_INT(actor->session) : P_NULL();
}

struct daemon *
request_daemon(const struct http_req *req)
{
	return http_app(req);
}

const struct body_values *
request_values(const struct http_req *req)
{
	return &request_of(req)->values;
}

bool
request_id_param(struct http_req *req, const char *name, int64_t *out)
{
	struct view text;
	struct err err;

	if (http_param(req, name, &text) && view_to_int(text, 1, INT64_MAX, out))
		return true;
	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such thing");
	http_reply_err(req, &err, NULL);
	return false;
}

bool
request_if_match(struct http_req *req, int64_t *version)
{
	struct view header;

	if (!http_header(req, "if-match", &header)) {
		request_reply_problem(req, 0, "precondition_required",
		    "Send If-Match with the version you have read.", NULL);
		return false;
	}
	if (header.n >= 2 && header.p[0] == '"' && header.p[header.n - 1] == '"')
		header = (struct view){ header.p + 1, header.n - 2 };
	if (view_to_int(header, 1, INT64_MAX, version))
		return true;
	request_reply_problem(
	    req, 0, "stale_version", "If-Match holds no version of this thing.", NULL);
	return false;
}

void
request_add_etag(struct http_req *req, struct view body)
{
	json_t *item = json_loadb(body.p != NULL ? body.p : "", body.n, 0, NULL);
	const char *version = json_string_value(json_object_get(item, "version"));
	char etag[24];

	if (version != NULL && strlen(version) + 3 <= sizeof(etag)) {
		(void)snprintf(etag, sizeof(etag), "\"%s\"", version);
		http_add_header(req, "ETag", etag);
	}
	json_decref(item);
}

struct db_param
field_text(const struct body_value *field)
{
	return field->present ? P_VIEW(field->text) : P_NULL();
}

struct db_param
field_number(const struct body_value *field)
{
	return field->present ? P_INT(field->number) : P_NULL();
}

struct db_param
field_bool(const struct body_value *field)
{
	return field->present ? P_BOOL(field->number != 0) : P_NULL();
}

struct db_param
field_flag(const struct body_value *field)
{
	return P_BOOL(field->present && field->number != 0);
}

bool
field_time(const struct body_value *field, const char *pointer, int64_t *us, struct err *err)
{
	if (!field->present || daemon_time_parse(field->text, us))
		return true;
	(void)err_set(err, ERR_INVALID, pointer, "must be a time as 2026-12-24T18:00:00Z is one");
	return false;
}

bool
field_words(const struct body_value *words, struct err *err)
{
	enum { LAST_LETTER = 0x24f }; /* as in directory.search_query */
	struct view rest = words->text;

	if (words->present && utf8_count(rest) == 1 && utf8_next(&rest) <= LAST_LETTER) {
		(void)err_set(err, ERR_INVALID, "/q", "Must have at least two characters.");
		return false;
	}
	return true;
}

bool
field_span(const struct body_value *since, const struct body_value *until, struct db_param span[2],
    struct err *err)
{
	int64_t since_us = INT64_MIN, until_us = INT64_MAX;

	if (!field_time(since, "/since", &since_us, err) ||
	    !field_time(until, "/until", &until_us, err))
		return false;
	span[0] = since->present ? P_INT(since_us) : P_NULL();
	span[1] = until->present ? P_INT(until_us) : P_NULL();
	if (since_us < until_us)
		return true;
	(void)err_set(err, ERR_INVALID, "/until", "must be after since");
	return false;
}

/* Whether it was committed is not known: only the same command, which is done once, may come again. */
void
request_reply_unknown(struct http_req *req)
{
	const struct err err = { .kind = ERR_UNKNOWN };

	http_add_header(req, "Retry-After", RETRY_AFTER_S);
	http_reply_err(req, &err, NULL);
}

/* 503 whatever happened: nothing was written, so the same request may come again. */
void
request_reply_retry(struct http_req *req, enum db_outcome outcome, const struct db_result *result)
{
	struct err err = { .kind = ERR_UNAVAILABLE };

	db_outcome_err(outcome, result, &err);
	http_add_header(req, "Retry-After", RETRY_AFTER_S);
	if (outcome != DB_FAILED) {
		http_reply_err(req, &err, NULL);
		return;
	}
	LOG(ERROR, "statement_failed", LOG_TEXT("request_id", http_request_id(req)),
	    LOG_TEXT("route", http_route_of(req)->pattern),
	    LOG_TEXT("sqlstate", result != NULL ? result->sqlstate : ""));
	request_reply_problem(req, 503, "internal", err_title(ERR_INTERNAL), NULL);
}

void
request_reply_problem(
    struct http_req *req, int status, const char *name, const char *detail, json_t *extra)
{
	const struct outcome *outcome = outcome_find(view_of(name));

	assert(outcome != NULL);
	http_reply_problem(req, status != 0 ? status : outcome->status, outcome->name,
	    outcome->title, detail, extra);
}

void
request_reply_outcome(struct http_req *req, int status_ok, struct view name, struct view body)
{
	const struct outcome *outcome = outcome_find(name);
	struct err err;
	int status;

	if (outcome == NULL) {
		LOG(ERROR, "outcome_unknown", LOG_VIEW("outcome", name),
		    LOG_TEXT("request_id", http_request_id(req)));
		(void)err_set(&err, ERR_INTERNAL, NULL, "The answer can't be understood");
		http_reply_err(req, &err, NULL);
		return;
	}
	status = outcome->status != 0 ? outcome->status : status_ok;
	if (status == 429)
		http_add_header(req, "Retry-After", THROTTLED_AFTER_S);
	if (status >= 400)
		http_reply_problem(req, status, outcome->name, outcome->title, outcome->title,
		    body.n > 0 ? json_loadb(body.p, body.n, 0, NULL) : NULL);
	else if (body.n == 0 || status == 204)
		http_reply(req, 204, NULL, VIEW(""));
	else
		http_reply(req, status, "application/json", body);
}
