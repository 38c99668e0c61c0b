/* sandbox - see sandbox.h */
#include "smsgw/sandbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/loop/loop.h"
#include "smsgw/accept.h"
#include "smsgw/core/sandbox.h"
#include "smsgw/receipts.h"
#include "smsgw/smsgw.h"

enum { RETRY_MS = 500 };
enum { FIELD_FROM, FIELD_TEXT, FIELD_ID, FIELD_REF, FIELD_TOTAL, FIELD_NUMBER };

struct taken {
	struct link link;
	int64_t tenant, channel;
	char id[40], to[NUMBER_SIZE], at[CLOCK_TEXT_SIZE];
	char *text;
};

/* A text under way: answered first, reported on after the delay. */
struct course {
	struct link link;
	struct sandbox *sandbox;
	struct timer timer;
	struct sending_result result;
	void (*done)(void *ctx, const struct sending_result *result);
	void *ctx;
	int64_t tenant, account, delay_ms;
	const char *state, *code;
	bool closing;
};

struct sandbox {
	struct daemon *daemon;
	struct list outbox, courses;
	bool stopping;
};

static struct sandbox *
sandbox_of(struct daemon *daemon)
{
	return daemon_data(daemon, "sandbox");
}

static void
stop_when_quiet(struct sandbox *sandbox)
{
	struct daemon *daemon = sandbox->daemon;
	struct link *link;

	if (!sandbox->stopping || !list_empty(&sandbox->courses))
		return;
	while ((link = list_take(&sandbox->outbox)) != NULL) {
		free(LIST_OF(link, struct taken, link)->text);
		free(LIST_OF(link, struct taken, link));
	}
	free(sandbox);
	daemon_part_stopped(daemon);
}

static void
course_free(void *ctx)
{
	struct course *course = ctx;
	struct sandbox *sandbox = course->sandbox;

	list_remove(&sandbox->courses, &course->link);
	free(course);
	stop_when_quiet(sandbox);
}

static void
course_end(struct course *course)
{
	if (course->closing)
		return;
	course->closing = true;
	timer_close(&course->timer, course_free);
}

/* ---- receipts ---- */

static void
on_reported(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct course *course = ctx;

	(void)row;
	/* As a carrier would: a report that was not taken comes again. */
	if (outcome != DB_DONE && outcome != DB_CLOSED && !course->sandbox->stopping)
		timer_in(&course->timer, RETRY_MS);
	else
		course_end(course);
}

static const struct carrier_code *
code_of(const char *code)
{
	return carrier_code_find(carrier_find(VIEW("sandbox"))->codes, view_of(code));
}

static void
report(struct course *course)
{
	struct receipt receipt = { .provider_id = view_of(course->result.provider_id),
		.raw_state = view_of(course->state),
		.state = course->state,
		.code = view_of(course->code) };
	const struct carrier_code *code = code_of(course->code);
	const int64_t keys[] = { key_provider(course->account, receipt.provider_id) };

	receipt.reason = code != NULL ? code->reason : NULL;
	receipt_store(course->sandbox->daemon, course->tenant, course->account, &receipt, "", keys,
	    1, on_reported, course);
}

static void
on_timer(void *ctx)
{
	struct course *course = ctx;

	if (course->done != NULL) {
		void (*done)(void *, const struct sending_result *) = course->done;

		course->done = NULL;
		done(course->ctx, &course->result);
		if (course->result.sending != SENDING_SENT || course->state == NULL ||
		    course->sandbox->stopping)
			course_end(course);
		else
			timer_in(&course->timer, course->delay_ms);
		return;
	}
	report(course);
}

/* ---- sending ---- */

static void
remember(struct sandbox *sandbox, const struct channel *channel, const struct outgoing *outgoing,
    const char *id)
{
	struct taken *taken = mem_zero(1, sizeof(*taken));

	taken->tenant = channel->tenant;
	taken->channel = channel->id;
	taken->text = view_dup(outgoing->text);
	(void)view_copy(view_of(id), taken->id, sizeof(taken->id));
	(void)view_copy(outgoing->to, taken->to, sizeof(taken->to));
	clock_text(clock_wall_us(), taken->at);
	list_append(&sandbox->outbox, &taken->link);
	if (sandbox->outbox.count > SANDBOX_OUTBOX_MAX) {
		taken = LIST_OF(list_take(&sandbox->outbox), struct taken, link);
		free(taken->text);
		free(taken);
	}
}

static struct sending_result
answer(const struct sandbox_plan *plan, int64_t attempt)
{
	struct sending_result result = { .sending = SENDING_SENT };

	if (plan->refused_times < 0 || attempt <= plan->refused_times) {
		const struct carrier_code *code = code_of(plan->code);

		result.sending = code->sending;
		(void)snprintf(result.code, sizeof(result.code), "%s", code->code);
		(void)snprintf(result.reason, sizeof(result.reason), "%s", code->reason);
		return result;
	}
	(void)snprintf(
	    result.provider_id, sizeof(result.provider_id), "sandbox-%016" PRIx64, random_u64());
	return result;
}

void
sandbox_send(struct daemon *daemon, const struct channel *channel, const struct outgoing *outgoing,
    int64_t attempt, void (*done)(void *ctx, const struct sending_result *result), void *ctx)
{
	struct sandbox *sandbox = sandbox_of(daemon);
	struct sandbox_plan plan = sandbox_plan(outgoing->to);
	struct course *course = mem_zero(1, sizeof(*course));

	course->sandbox = sandbox;
	course->result = answer(&plan, attempt);
	course->done = done;
	course->ctx = ctx;
	course->tenant = channel->tenant;
	course->account = channel->account.id;
	course->delay_ms = channel->sandbox_delay_ms;
	course->state = plan.state;
	course->code = plan.code != NULL && plan.refused_times == 0 ? plan.code : "";
	list_append(&sandbox->courses, &course->link);
	if (course->result.sending == SENDING_SENT)
		remember(sandbox, channel, outgoing, course->result.provider_id);
	timer_init(&course->timer, daemon_loop(daemon), on_timer, course);
	timer_in(&course->timer, 0);
}

/* ---- the tester's routes ---- */

static const struct channel *
sandbox_channel(struct http_req *req, struct daemon *daemon)
{
	const struct channel *channel;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return NULL;
	channel = channel_get(daemon, request_actor(req)->tenant, id);
	if (channel != NULL && channel->carrier == carrier_find(VIEW("sandbox")))
		return channel;
	request_reply_problem(
	    req, 0, "channel_unknown", "There is no sandbox channel of this id.", NULL);
	return NULL;
}

struct inbound_request {
	struct http_req *req;
	char provider_id[PROVIDER_ID_MAX + 1];
};

static void
on_texted(void *ctx, enum db_outcome outcome, struct view what)
{
	struct inbound_request *request = ctx;
	struct err err = { 0 };

	if (outcome == DB_DONE) {
		http_reply_json(request->req, 202,
		    json_pack(
			"{s:s, s:s%}", "id", request->provider_id, "outcome", what.p, what.n));
	} else {
		db_outcome_err(outcome, NULL, &err);
		http_add_header(request->req, "Retry-After", "1");
		http_reply_err(request->req, &err, NULL);
	}
	free(request);
}

/* The carrier's id of a text, as it was given or a new one. */
static int
name_text(const struct body_value *id, char out[PROVIDER_ID_MAX + 1], struct err *err)
{
	if (!id->present)
		(void)snprintf(out, PROVIDER_ID_MAX + 1, "sandbox-%016" PRIx64, random_u64());
	else if (!view_copy(id->text, out, PROVIDER_ID_MAX + 1))
		return err_set(
		    err, ERR_INVALID, "/id", "The id is over %d bytes.", PROVIDER_ID_MAX);
	return 0;
}

static int
check_part(const struct body_value *at, struct err *err)
{
	bool any = at[FIELD_REF].present || at[FIELD_TOTAL].present || at[FIELD_NUMBER].present;

	if (!any)
		return 0;
	if (!at[FIELD_REF].present || !at[FIELD_TOTAL].present || !at[FIELD_NUMBER].present)
		return err_set(
		    err, ERR_INVALID, "/part_ref", "A part has a reference, a total and a number.");
	if (at[FIELD_NUMBER].number > at[FIELD_TOTAL].number)
		return err_set(
		    err, ERR_INVALID, "/part_number", "The part's number is above the total.");
	if (at[FIELD_TEXT].text.n > INBOUND_PART_MAX)
		return err_set(
		    err, ERR_INVALID, "/text", "Too long for a part: 640 bytes at most.");
	return 0;
}

void
on_sandbox_inbound(struct http_req *req, void *app)
{
	const struct body_value *at =
	    request_values(req)->at; /* before the request may be answered */
	const struct channel *channel = sandbox_channel(req, app);
	struct inbound_request *request;
	struct err err = { 0 };
	char from[NUMBER_SIZE], provider_id[PROVIDER_ID_MAX + 1];

	if (channel == NULL)
		return;
	if (!number_normalise(at[FIELD_FROM].text, from))
		(void)err_set(
		    &err, ERR_INVALID, "/from", "The number is neither E.164 nor a sender's name.");
	if (err.kind != ERR_NONE || name_text(&at[FIELD_ID], provider_id, &err) != 0 ||
	    check_part(at, &err) != 0) {
		http_reply_err(req, &err, NULL);
		return;
	}
	request = mem_zero(1, sizeof(*request));
	request->req = req;
	memcpy(request->provider_id, provider_id, sizeof(provider_id));
	accept_text(app, channel,
	    &(struct inbound){ .provider_id = view_of(request->provider_id),
		.from = view_of(from),
		.text = at[FIELD_TEXT].text,
		.part_ref = at[FIELD_REF].number,
		.part_total = at[FIELD_TOTAL].number,
		.part_number = at[FIELD_NUMBER].number },
	    http_body(req), on_texted, request);
}

void
on_sandbox_outbox(struct http_req *req, void *app)
{
	const struct channel *channel = sandbox_channel(req, app);
	json_t *data;

	if (channel == NULL)
		return;
	data = json_array();
	/* What a user texts is theirs: nobody reads it here. */
	list_for_each (&sandbox_of(app)->outbox, at) {
		const struct taken *taken = LIST_OF(at, struct taken, link);

		if (taken->tenant == channel->tenant && taken->channel == channel->id &&
		    channel->user == 0)
			(void)json_array_append_new(data,
			    json_pack("{s:s, s:s, s:s, s:s}", "id", taken->id, "to", taken->to,
				"text", taken->text, "at", taken->at));
	}
	http_reply_json(req, 200, json_pack("{s:o, s:n}", "data", data, "next_cursor"));
}

int
sandbox_start(struct daemon *daemon, struct err *err)
{
	struct sandbox *sandbox = mem_zero(1, sizeof(*sandbox));

	(void)err;
	sandbox->daemon = daemon;
	list_init(&sandbox->outbox);
	list_init(&sandbox->courses);
	daemon_set_data(daemon, "sandbox", sandbox);
	return 0;
}

/* Reports that are still due are dropped, as a carrier's would be lost: the sandbox is no record. */
void
sandbox_stop(struct daemon *daemon)
{
	struct sandbox *sandbox = sandbox_of(daemon);

	sandbox->stopping = true;
	list_for_each_safe (&sandbox->courses, at) {
		struct course *course = LIST_OF(at, struct course, link);

		if (course->done == NULL && timer_armed(&course->timer))
			course_end(course);
	}
	stop_when_quiet(sandbox);
}
