/* request - see daemon.h: what a handler asks of its request */
#include <assert.h>
#include <stdlib.h>

#include "common/daemon/skeleton.h"

#define RETRY_AFTER_S "1"

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
	http_reply_problem(req, 503, "internal", err_title(ERR_INTERNAL), NULL);
}
