/*
 * request - what is sent to a carrier and what its answer means, both by the carrier's tables (carrier.h).
 */
#include <inttypes.h>
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json_text.h"
#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/form_write.h"

enum { PATH_DEPTH_MAX = 8, STATUS_TEXT_SIZE = 16 };

struct filling {
	const struct carrier *carrier;
	const struct account *account;
	const struct outgoing *outgoing;
	bool in_path; /* values are percent-encoded */
};

/* ---- what stands for {…} ---- */

static void
add_plain(const struct filling *filling, struct view value, struct buf *out)
{
	(void)filling;
	buf_add_view(out, value);
}

static void
add_digits(const struct filling *filling, struct view number, struct buf *out)
{
	(void)filling;
	buf_add_view(
	    out, view_starts(number, "+") ? (struct view){ number.p + 1, number.n - 1 } : number);
}

/* Carriers that bring our reference back in a field of the receipt need it nowhere else. */
static void
add_callback(const struct filling *filling, struct view url, struct buf *out)
{
	buf_add_view(out, url);
	if (filling->carrier->fields.receipt_ref == NULL && filling->outgoing->ref.n > 0) {
		buf_add_text(out, "?ref=");
		buf_add_view(out, filling->outgoing->ref);
	}
}

static void
add_expiry(const struct filling *filling, struct view unused, struct buf *out)
{
	char text[CLOCK_TEXT_SIZE];

	(void)unused;
	if (filling->outgoing->validity_s <= 0)
		return;
	clock_text((filling->outgoing->now_s + filling->outgoing->validity_s) * 1000000, text);
	buf_add_text(out, text);
}

static void
add_type(const struct filling *filling, struct view text, struct buf *out)
{
	const struct request_table *table = filling->carrier->request;
	const char *type =
	    sms_count(text).encoding == SMS_GSM7 ? table->gsm_type : table->unicode_type;

	buf_add_text(out, type != NULL ? type : "");
}

static void
add_validity(const struct filling *filling, int64_t times, struct buf *out)
{
	if (filling->outgoing->validity_s > 0)
		buf_addf(out, "%" PRId64, filling->outgoing->validity_s * times);
}

static void
add_validity_s(const struct filling *filling, struct view unused, struct buf *out)
{
	(void)unused;
	add_validity(filling, 1, out);
}

static void
add_validity_ms(const struct filling *filling, struct view unused, struct buf *out)
{
	(void)unused;
	add_validity(filling, 1000, out);
}

/* What stands for a name: made of one part of the text that goes out. */
static const struct {
	const char *name;
	size_t part;
	void (*add)(const struct filling *, struct view part, struct buf *);
} values[] = {
	{ "to", offsetof(struct outgoing, to), add_plain },
	{ "from", offsetof(struct outgoing, from), add_plain },
	{ "to_digits", offsetof(struct outgoing, to), add_digits },
	{ "from_digits", offsetof(struct outgoing, from), add_digits },
	{ "text", offsetof(struct outgoing, text), add_plain },
	{ "ref", offsetof(struct outgoing, ref), add_plain },
	{ "callback", offsetof(struct outgoing, callback_url), add_callback },
	{ "validity_s", 0, add_validity_s },
	{ "validity_ms", 0, add_validity_ms },
	{ "expires_at", 0, add_expiry },
	{ "type", offsetof(struct outgoing, text), add_type },
};

/* Another name is one of the account's. */
static void
add_credential(const struct filling *filling, struct view name, struct buf *out)
{
	char credential[40];
	const char *value = view_copy(name, credential, sizeof(credential))
	    ? account_value(filling->carrier, filling->account, credential)
	    : NULL;

	buf_add_text(out, value != NULL ? value : "");
}

static void
add_value(const struct filling *filling, struct view name, struct buf *out)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct view part;

		if (!view_is(name, values[i].name))
			continue;
		memcpy(&part, (const char *)filling->outgoing + values[i].part, sizeof(part));
		values[i].add(filling, part, out);
		return;
	}
	add_credential(filling, name, out);
}

static void
fill(const struct filling *filling, const char *template, struct buf *out)
{
	struct view rest = view_of(template);

	while (rest.p != NULL) {
		struct buf value = { 0 };

		buf_add_view(out, view_cut(&rest, '{'));
		if (rest.p == NULL)
			break;
		add_value(filling, view_cut(&rest, '}'), &value);
		if (filling->in_path)
			percent_encode(out, buf_view(&value));
		else
			buf_add_view(out, buf_view(&value));
		if (value.p != NULL)
			mem_wipe(value.p, value.n);
		buf_fini(&value);
	}
}

/* ---- the body ---- */

static json_t *
value_json(enum member_type type, struct view value)
{
	int64_t number = 0;

	if (type == MEMBER_BOOL)
		return json_boolean(view_is(value, "true"));
	if (type == MEMBER_NUMBER && view_to_int(value, INT64_MIN, INT64_MAX, &number))
		return json_integer(number);
	return json_stringn(value.p, value.n);
}

static bool
is_index(struct view segment)
{
	return segment.n == 1 && segment.p[0] >= '0' && segment.p[0] <= '9';
}

/* What `name` names in an object, or the list that a number names it in; made when it is not there. */
static json_t *
child_of(json_t *parent, struct view name, json_t *fresh)
{
	char text[64];
	json_t *child;

	if (json_is_array(parent)) {
		child = json_array_get(parent, (size_t)(name.p[0] - '0'));
		if (child == NULL)
			(void)json_array_append(parent, fresh);
	} else {
		(void)view_copy(name, text, sizeof(text));
		child = json_object_get(parent, text);
		if (child == NULL)
			(void)json_object_set(parent, text, fresh);
	}
	json_decref(fresh);
	return child != NULL ? child : fresh; /* the parent holds it */
}

static void
set_member(json_t *root, const char *path, json_t *take)
{
	struct view rest = view_of(path), name = view_cut(&rest, '.');
	json_t *at = root;

	while (rest.p != NULL) {
		struct view next = view_cut(&rest, '.');

		at = child_of(at, name, is_index(next) ? json_array() : json_object());
		name = next;
	}
	(void)child_of(at, name, take);
}

static bool
fits_member(const struct request_member *member, struct view value)
{
	int64_t number;

	if (value.n == 0 || (member->longest > 0 && value.n > member->longest))
		return false;
	if (!view_to_int(value, 0, INT64_MAX, &number))
		return true;
	return number >= member->least && (member->most == 0 || number <= member->most);
}

/* The names of members are few, their order is the table's. */
static void
add_members(const struct filling *filling, const struct request_table *table, json_t *root,
    struct buf *form)
{
	for (const struct request_member *member = table->members; member->name != NULL; member++) {
		struct buf value = { 0 };

		fill(filling, member->value, &value);
		if (fits_member(member, buf_view(&value))) {
			if (root != NULL)
				set_member(
				    root, member->name, value_json(member->type, buf_view(&value)));
			else
				form_add(form, member->name, buf_view(&value));
		}
		if (value.p != NULL)
			mem_wipe(value.p, value.n);
		buf_fini(&value);
	}
}

static void
encode_body(const struct filling *filling, const struct request_table *table,
    struct carrier_request *request)
{
	json_t *root = table->form ? NULL : json_object();
	char *text;

	request->content_type =
	    table->form ? "application/x-www-form-urlencoded" : "application/json";
	add_members(filling, table, root, &request->body);
	if (root == NULL)
		return;
	text = json_dumps(root, JSON_COMPACT);
	if (text == NULL)
		abort(); /* texts are UTF-8: they came so from the database */
	buf_add_text(&request->body, text);
	mem_wipe(text, strlen(text));
	free(text);
	json_decref(root);
}

static void
add_login(const struct filling *filling, const struct request_table *table,
    struct carrier_request *request)
{
	if (table->basic != NULL)
		fill(filling, table->basic, &request->auth);
	if (table->header != NULL)
		fill(filling, table->header, &request->headers[request->header_count++]);
}

void
carrier_login(
    const struct carrier *carrier, const struct account *account, struct carrier_request *request)
{
	static const struct outgoing nothing = { .now_s = 0 };
	const struct filling filling = { carrier, account, &nothing, false };

	if (carrier->request != NULL)
		add_login(&filling, carrier->request, request);
}

void
carrier_encode(const struct carrier *carrier, const struct account *account,
    const struct outgoing *outgoing, struct carrier_request *request)
{
	const struct request_table *table = carrier->request;
	struct filling filling = { carrier, account, outgoing, true };

	buf_add_text(&request->url, account->base_url);
	fill(&filling, table->path, &request->url);
	filling.in_path = false;
	add_login(&filling, table, request);
	encode_body(&filling, table, request);
	if (table->finish != NULL)
		table->finish(account, outgoing, request);
}

static void
wipe(struct buf *buf)
{
	if (buf->p != NULL)
		mem_wipe(buf->p, buf->n);
	buf_fini(buf);
}

void
carrier_request_fini(struct carrier_request *request)
{
	wipe(&request->url);
	wipe(&request->body);
	wipe(&request->auth);
	for (int i = 0; i < request->header_count; i++)
		wipe(&request->headers[i]);
	*request = (struct carrier_request){ .header_count = 0 };
}

/* ---- the answer ---- */

/* As much as fits, and no part of a character. */
static void
take_text(const struct pairs *pairs, const char *name, char *out, size_t size)
{
	struct view text = pairs_field(pairs, VIEW(""), name);

	out[0] = '\0';
	if (text.p != NULL && (text.n == 0 || memchr(text.p, '\0', text.n) == NULL))
		(void)view_copy(utf8_head(text, size - 1), out, size);
}

/* A cut id is another's. */
static bool
take_id(const struct pairs *pairs, const char *name, struct sending_result *result)
{
	struct view id = pairs_field(pairs, VIEW(""), name);

	return id.n > 0 && utf8_valid(id) &&
	    view_copy(id, result->provider_id, sizeof(result->provider_id));
}

static enum sending
by_status(int status)
{
	if (status == 401 || status == 402)
		return SENDING_ACCOUNT; /* a refused login, whatever is written to it */
	if (status == 429 || status == 503)
		return SENDING_RETRY;
	if (status >= 500 || status < 400 || status == 408)
		return SENDING_UNKNOWN; /* it may have been taken before it failed */
	return SENDING_FAILED;
}

static void
judge_refusal(const struct carrier *carrier, int status, struct sending_result *result)
{
	const struct carrier_code *code = carrier_code_find(carrier->codes, view_of(result->code));
	char by_http[STATUS_TEXT_SIZE];

	(void)snprintf(by_http, sizeof(by_http), "HTTP %d", status);
	if (code == NULL && status >= 300)
		code = carrier_code_find(carrier->codes, view_of(by_http));
	if (code != NULL)
		(void)snprintf(result->reason, sizeof(result->reason), "%s", code->reason);
	if (code != NULL && (code->sending != SENDING_FAILED || status < 300))
		result->sending = code->sending;
	else
		result->sending = status < 300 ? SENDING_FAILED : by_status(status);
}

/* "PENDING|ACCEPTED" */
static bool
is_one_of(struct view word, const char *list)
{
	struct view rest = view_of(list);

	while (rest.p != NULL)
		if (view_eq(view_cut(&rest, '|'), word))
			return true;
	return false;
}

static void
judge_taken(
    const struct carrier *carrier, const struct pairs *answer, struct sending_result *result)
{
	const struct answer_table *table = &carrier->answer;
	struct view verdict = pairs_field(answer, VIEW(""), table->verdict);

	if (verdict.p != NULL && !is_one_of(verdict, table->verdict_good)) {
		take_text(answer, table->code != NULL ? table->code : table->verdict, result->code,
		    sizeof(result->code));
		if (result->code[0] == '\0')
			take_text(answer, table->verdict, result->code, sizeof(result->code));
		take_text(answer, table->message, result->reason, sizeof(result->reason));
		judge_refusal(carrier, 200, result);
	} else if (take_id(answer, table->id, result)) {
		result->sending = SENDING_SENT;
	}
}

void
carrier_decode_answer(
    const struct carrier *carrier, int status, struct view body, struct sending_result *result)
{
	struct pairs answer = { 0 };
	bool read = body.n <= JSON_TEXT_MAX && pairs_read_json(&answer, body);

	*result = (struct sending_result){ .sending = SENDING_UNKNOWN };
	if (status >= 200 && status < 300) {
		if (read)
			judge_taken(carrier, &answer, result);
	} else {
		take_text(&answer, carrier->answer.code, result->code, sizeof(result->code));
		take_text(&answer, carrier->answer.message, result->reason, sizeof(result->reason));
		judge_refusal(carrier, status, result);
	}
	pairs_fini(&answer);
}
