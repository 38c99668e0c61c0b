/*
 * trial - the test button: one event of type trunkline.test, sent at once, and what came back.
 *
 * Owns: that event. It is in no feed, is tried once, and stands in no log of attempts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "hookd/endpoints.h"
#include "hookd/hookd.h"
#include "hookd/sender.h"

static json_t *
trial_event(struct http_req *req, int64_t endpoint, const char *id)
{
	const char *url = config_text(daemon_config(request_daemon(req)), "public_url");
	char time[CLOCK_TEXT_SIZE], source[512], subject[64];

	clock_text(clock_wall_us(), time);
	(void)snprintf(
	    source, sizeof(source), "%s/tenants/%" PRId64, url, request_actor(req)->tenant);
	(void)snprintf(subject, sizeof(subject), "webhook/%" PRId64, endpoint);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}}", "specversion", "1.0", "id",
	    id, "source", source, "type", "trunkline.test", "subject", subject, "time", time,
	    "datacontenttype", "application/json", "data", "text", "This is a test.");
}

/* Text from a stranger: shown if it is text. */
static json_t *
answer_json(struct view answer)
{
	return answer.n > 0 && utf8_valid(answer) ? json_stringn(answer.p, answer.n) : json_null();
}

static void
on_sent(void *ctx, const struct sent *sent)
{
	struct http_req *req = ctx;
	json_t *body = json_pack("{s:b, s:s, s:I, s:o}", "delivered",
	    sent->result == SENT_DELIVERED, "result", sent_result_name(sent->result), "duration_ms",
	    (json_int_t)sent->duration_ms, "answer", answer_json(sent->answer));

	(void)json_object_set_new(
	    body, "status", sent->status != 0 ? json_integer(sent->status) : json_null());
	(void)json_object_set_new(
	    body, "error", sent->error[0] != '\0' ? json_string(sent->error) : json_null());
	http_reply_json(req, 200, body);
}

static void
trial_send(struct http_req *req, const struct endpoint *endpoint)
{
	char id[32];
	json_t *event;
	char *body;

	(void)snprintf(id, sizeof(id), "test-%016" PRIx64, random_u64());
	event = trial_event(req, endpoint->id, id);
	body = json_dumps(event, JSON_COMPACT);
	sender_post(request_daemon(req), endpoint, id, view_of(body), NULL, on_sent, req);
	free(body);
	json_decref(event);
}

/* Read anew: the one who has just made it tries it at once. */
static void
on_endpoint(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct endpoint endpoint;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1) {
		endpoint_read(&endpoint, row, 0);
		trial_send(req, &endpoint);
		endpoint_fini(&endpoint);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_webhook_test(struct http_req *req, void *app)
{
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(id) };

	db_submit(daemon_db(app), &(struct db_call){ .query = &q_endpoints_load, .params = params },
	    on_endpoint, req);
}
