/*
 * carrier_twilio - Twilio's message resource and webhooks.
 *
 * Source: the carriers' reference, 1.1. The signature covers the exact public URL and every
 * parameter that came, known or not: base64(HMAC-SHA1(token, URL + sorted name value …)).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/json_text.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/form_write.h"

static const struct carrier_state states[] = {
	{ "accepted", "queued" },
	{ "scheduled", "queued" },
	{ "queued", "queued" },
	{ "sending", "sent" },
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "undelivered", "undelivered" },
	{ "failed", "failed" },
	{ "canceled", "failed" },
	{ "partially_delivered", "unknown" },
	{ "receiving", NULL },
	{ "received", NULL },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "20003", "the carrier refused our login", SENDING_ACCOUNT },
	{ "20005", "our account at the carrier is not active", SENDING_ACCOUNT },
	{ "20404", "the carrier does not know our account", SENDING_ACCOUNT },
	{ "20429", "the carrier asks for fewer messages at a time", SENDING_RETRY },
	{ "21211", "the number is not valid", SENDING_FAILED },
	{ "21408", "texts to this country are not enabled at the carrier", SENDING_FAILED },
	{ "21606", "the sender number can't send texts", SENDING_FAILED },
	{ "21610", "the customer has opted out", SENDING_OPTED_OUT },
	{ "21614", "the number can't receive texts", SENDING_FAILED },
	{ "21617", "the text is empty or too long", SENDING_FAILED },
	{ "30001", "the carrier's queue overflowed", SENDING_FAILED },
	{ "30002", "the carrier suspended the account", SENDING_ACCOUNT },
	{ "30003", "the phone was unreachable", SENDING_FAILED },
	{ "30004", "the message was blocked", SENDING_FAILED },
	{ "30005", "the number is unknown", SENDING_FAILED },
	{ "30006", "the number is a landline or its network is unreachable", SENDING_FAILED },
	{ "30007", "the network filtered the message", SENDING_FAILED },
	{ "30008", "the network gave no reason", SENDING_FAILED },
	{ NULL, NULL, SENDING_FAILED },
};

static int
by_name_then_value(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	int order = view_compare(left->name, right->name);

	return order != 0 ? order : view_compare(left->value, right->value);
}

/* A repeated parameter contributes its distinct values once each, sorted. */
static void
signed_params(const struct pairs *pairs, struct buf *out)
{
	struct pair *sorted = mem_new((size_t)pairs->count * sizeof(sorted[0]));

	for (int i = 0; i < pairs->count; i++)
		sorted[i] = pairs->at[i];
	qsort(sorted, (size_t)pairs->count, sizeof(sorted[0]), by_name_then_value);
	for (int i = 0; i < pairs->count; i++) {
		if (i > 0 && by_name_then_value(&sorted[i - 1], &sorted[i]) == 0)
			continue;
		buf_add_view(out, sorted[i].name);
		buf_add_view(out, sorted[i].value);
	}
	free(sorted);
}

static bool
signature_fits(
    const struct account *account, struct view url, struct view params, struct view signature)
{
	unsigned char digest[SHA1_SIZE];
	struct buf text = { 0 }, expected = { 0 };
	bool fits;

	buf_add_view(&text, url);
	buf_add_view(&text, params);
	hmac_sha1(view_of(account->secret), buf_view(&text), digest);
	base64_encode((struct view){ (const char *)digest, sizeof(digest) }, &expected);
	fits = bytes_equal_secret(buf_view(&expected), signature);
	buf_fini(&text);
	buf_fini(&expected);
	return fits;
}

/* The same address with its port put in (the scheme's own) or left out: Twilio signs either. */
static void
other_port_form(const char *public_url, struct buf *out)
{
	const char *scheme_end = strstr(public_url, "://");
	const char *host = scheme_end != NULL ? scheme_end + 3 : public_url;
	const char *colon = strchr(host, ':');

	if (colon != NULL) {
		buf_add(out, public_url, (size_t)(colon - public_url));
		buf_add_text(out, colon + strcspn(colon, "/"));
		return;
	}
	buf_add_text(out, public_url);
	buf_add_text(out, strncmp(public_url, "https:", 6) == 0 ? ":443" : ":80");
}

static bool
verify(const struct account *account, const char *public_url, struct view target,
    const struct pairs *pairs, struct view signature)
{
	struct buf params = { 0 }, url = { 0 };
	bool fits;

	signed_params(pairs, &params);
	buf_add_text(&url, public_url);
	buf_add_view(&url, target);
	fits = signature_fits(account, buf_view(&url), buf_view(&params), signature);
	if (!fits) {
		buf_clear(&url);
		other_port_form(public_url, &url);
		buf_add_view(&url, target);
		fits = signature_fits(account, buf_view(&url), buf_view(&params), signature);
	}
	buf_fini(&url);
	buf_fini(&params);
	return fits;
}

static void
encode(
    const struct account *account, const struct outgoing *outgoing, struct carrier_request *request)
{
	char validity[24];

	buf_addf(&request->url, "%s/2010-04-01/Accounts/%s/Messages.json", account->base_url,
	    account->user);
	buf_addf(&request->auth, "%s:%s", account->user, account->secret);
	request->content_type = "application/x-www-form-urlencoded";
	form_add(&request->body, "To", outgoing->to);
	form_add(&request->body, "From", outgoing->from);
	form_add(&request->body, "Body", outgoing->text);
	form_add(&request->body, "StatusCallback", outgoing->callback_url);
	if (outgoing->validity_s > 0) {
		(void)snprintf(validity, sizeof(validity), "%lld", (long long)outgoing->validity_s);
		form_add(&request->body, "ValidityPeriod", view_of(validity));
	}
}

static void
judge_error(const struct carrier *carrier, int status, struct sending_result *result)
{
	const struct carrier_code *code = carrier_code_find(carrier, view_of(result->code));

	if (code == NULL && status == 401) /* a refused login, whatever is written to it */
		code = carrier_code_find(carrier, VIEW("20003"));
	if (code != NULL)
		(void)snprintf(result->reason, sizeof(result->reason), "%s", code->reason);
	if (code != NULL && code->sending != SENDING_FAILED)
		result->sending = code->sending;
	else if (status == 429 || status == 503)
		result->sending = SENDING_RETRY;
	else if (status >= 500)
		result->sending = SENDING_UNKNOWN; /* it may have been taken before it failed */
	else
		result->sending = SENDING_FAILED;
}

static void
decode_answer(
    const struct carrier *carrier, int status, struct view body, struct sending_result *result)
{
	struct json_text answer;

	*result = (struct sending_result){ .sending = SENDING_UNKNOWN };
	if (!json_text_read(body, &answer)) {
		if (status >= 400)
			judge_error(carrier, status, result);
		return;
	}
	if (status >= 200 && status < 300) {
		if (json_text_member(
			&answer, "sid", result->provider_id, sizeof(result->provider_id)) &&
		    result->provider_id[0] != '\0')
			result->sending = SENDING_SENT;
	} else {
		(void)json_text_member(&answer, "code", result->code, sizeof(result->code));
		(void)json_text_member(&answer, "message", result->reason, sizeof(result->reason));
		judge_error(carrier, status, result);
	}
	json_text_fini(&answer);
}

const struct carrier carrier_twilio = {
	.name = "twilio",
	.base_url = "https://api.twilio.com",
	.confirms_opt_out = true,
	.fields = { .provider_id = "MessageSid",
	    .from = "From",
	    .to = "To",
	    .text = "Body",
	    .receipt_id = "MessageSid",
	    .receipt_state = "MessageStatus",
	    .receipt_code = "ErrorCode" },
	.states = states,
	.codes = codes,
	.ack_type = "text/xml",
	.ack_body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
	.signature_header = "x-twilio-signature",
	.verify = verify,
	.encode = encode,
	.decode_answer = decode_answer,
};
