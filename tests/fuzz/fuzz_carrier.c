/*
 * fuzz_carrier - a carrier's webhook and answer: forms, JSON, signatures, tokens, texts, receipts, answers, stop words,
 * numbers, segments. First byte: which carrier; second: what the rest is, and of which credentials and statuses.
 */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/opt_word.h"
#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "common/http/body.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/signature.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* signatures that were right */

/* What an account may say of how Vonage signs; NULL: nothing. */
static const char *const methods[] = { "MD5-HASH", "MD5-HMAC", "SHA1-HMAC", "SHA256-HMAC",
	"SHA512-HMAC", NULL };
static const int statuses[] = { 200, 202, 400, 401, 402, 403, 404, 429, 500, 503 };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Of each kind some credential has the form that it needs. */
static const char *
value_of(const struct credential *credential, unsigned choice)
{
	if ((credential->flags & CREDENTIAL_YES_NO) != 0)
		return choice % 2 == 0 ? "yes" : "no";
	if (strcmp(credential->name, "signature_method") == 0)
		return methods[choice % COUNT(methods)];
	return (credential->flags & CREDENTIAL_ED25519) != 0
	    ? "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
	    : (credential->flags & CREDENTIAL_WHSEC) != 0
	    ? "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	    : "secret";
}

static struct account
account_of(const struct carrier *carrier, unsigned choice)
{
	struct account account = { .base_url = "http://127.0.0.1" };

	for (int i = 0; carrier->credentials != NULL && carrier->credentials[i].name != NULL; i++)
		account.values[i] = value_of(&carrier->credentials[i], choice);
	return account;
}

static bool
add(void *ctx, struct view name, struct view value)
{
	return pairs_copy(ctx, name, value);
}

/* A call as it came: its target, lines of "name: value", an empty line, its body. */
struct sent {
	struct view target, headers, body;
};

static struct sent
sent_of(struct view text)
{
	struct sent sent = { .target = view_cut(&text, '\n') };

	sent.headers.p = text.p;
	while (text.n > 0 && text.p[0] != '\n')
		(void)view_cut(&text, '\n');
	sent.headers.n =
	    sent.headers.p != NULL && text.p != NULL ? (size_t)(text.p - sent.headers.p) : 0;
	if (text.n > 0)
		sent.body = (struct view){ text.p + 1, text.n - 1 };
	return sent;
}

static bool
header(const void *ctx, const char *name, struct view *out)
{
	struct view rest = ((const struct sent *)ctx)->headers;

	while (rest.n > 0) {
		struct view value = view_cut(&rest, '\n');

		if (view_is(view_cut(&value, ':'), name)) {
			*out = view_trim(value);
			return value.p != NULL;
		}
	}
	return false;
}

static void
try_signature(const struct carrier *carrier, unsigned choice, const struct sent *sent,
    const struct pairs *params)
{
	struct account account = account_of(carrier, choice);
	struct buf nonce = { 0 };
	const struct call call = { .public_url = "http://127.0.0.1",
		.target = sent->target,
		.body = sent->body,
		.params = params,
		.get = sent->body.n == 0,
		.now_s = 1700000000,
		.header = header,
		.ctx = sent };

	fuzz_reached += signature_judge(carrier, &account, &call, &nonce) == VERDICT_GOOD;
	if (nonce.n > NONCE_MAX)
		abort();
	buf_fini(&nonce);
}

/* Parameters are those of a form, or of a GET's query. */
static void
try_sent(const struct carrier *carrier, unsigned choice, struct view text)
{
	struct sent sent = sent_of(text);
	struct view query = sent.target, params = sent.body;
	struct pairs pairs = { 0 };

	(void)view_cut(&query, '?');
	if (sent.body.n == 0)
		params = query;
	if (params.n > 0 && params.p[0] != '{')
		(void)form_each(params, PAIRS_MAX, add, &pairs);
	pairs_settle(&pairs);
	try_signature(carrier, choice, &sent, &pairs);
	pairs_fini(&pairs);
}

static void
try_inbound(const struct inbound *inbound)
{
	char number[NUMBER_SIZE], word[OPT_WORD_SIZE];

	if (!utf8_valid(inbound->text) || inbound->provider_id.n == 0 ||
	    inbound->media_count > MEDIA_MAX)
		abort();
	if (opt_word_fold(inbound->text, word))
		(void)opt_word_intent(word, "US", "");
	if ((sms_count(inbound->text).segments < 1) != (inbound->text.n == 0))
		abort();
	if (number_normalise(inbound->from, number) && strlen(number) >= NUMBER_SIZE)
		abort();
}

static bool
is_visible(const struct buf *text)
{
	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] < ' ' || text->p[i] > '~')
			return false;
	return true;
}

/* The same text as an answer to it: a request whose body is what it says to be, and nothing of the text ends a header. */
static void
try_outgoing(const struct carrier *carrier, struct view text)
{
	struct account account = account_of(carrier, 0);
	struct carrier_request request = { .header_count = 0 };
	const struct outgoing outgoing = { .from = VIEW("+14155550100"),
		.to = VIEW("+14155550123"),
		.text = text,
		.callback_url = VIEW("https://us.example/hooks/1"),
		.ref = VIEW("1.2.3"),
		.validity_s = 3600,
		.now_s = 1700000000 };

	if (carrier->request == NULL)
		return;
	carrier_encode(carrier, &account, &outgoing, &request);
	if (!is_visible(&request.url) || !is_visible(&request.auth))
		abort();
	for (int i = 0; i < request.header_count; i++)
		if (!is_visible(&request.headers[i]))
			abort();
	if (carrier->request->form) {
		if (!is_visible(&request.body))
			abort();
	} else {
		json_t *body = json_loadb(request.body.p, request.body.n, JSON_ALLOW_NUL, NULL);

		if (!json_is_object(body))
			abort();
		json_decref(body);
	}
	carrier_request_fini(&request);
}

static void
try_events(const struct carrier *carrier, const struct pairs *pairs)
{
	struct buf prefix = { 0 };
	struct err err = { 0 };

	for (int n = 0; n < EVENTS_MAX && carrier_event(carrier, pairs, n, &prefix); n++) {
		struct inbound inbound;
		struct receipt receipt;

		(void)carrier_event_kind(carrier, pairs, buf_view(&prefix), EVENT_INBOUND);
		if (carrier_inbound(carrier, pairs, buf_view(&prefix), &inbound, &err) == 0) {
			try_inbound(&inbound);
			try_outgoing(carrier, inbound.text);
		}
		if (carrier_receipt(carrier, pairs, buf_view(&prefix), &receipt, &err) == 0 &&
		    (!utf8_valid(receipt.code) || receipt.provider_id.n == 0))
			abort();
	}
	buf_fini(&prefix);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sending_result result;
	struct pairs pairs = { 0 };
	const struct carrier *carrier;
	struct view rest;
	int count = 0;

	if (size < 2)
		return 0;
	while (carriers[count] != NULL)
		count++;
	carrier = carriers[data[0] % count];
	rest = (struct view){ (const char *)data + 2, size - 2 };
	if (data[1] % 4 == 0) {
		(void)form_each(rest, PAIRS_MAX, add, &pairs);
		pairs_settle(&pairs);
		try_events(carrier, &pairs);
	} else if (data[1] % 4 == 1) {
		if (pairs_read_json(&pairs, rest))
			try_events(carrier, &pairs);
	} else if (data[1] % 4 == 2) {
		try_sent(carrier, data[1] / 4, rest);
	} else {
		carrier_decode_answer(
		    carrier, statuses[data[1] / 4 % COUNT(statuses)], rest, &result);
		if (!utf8_valid(view_of(result.provider_id)))
			abort();
	}
	pairs_fini(&pairs);
	return 0;
}
