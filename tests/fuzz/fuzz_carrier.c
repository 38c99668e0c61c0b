/*
 * fuzz_carrier - a carrier's webhook and answer: forms, JSON, signatures, tokens, texts, receipts, answers, stop words,
 * numbers, segments. First byte: which carrier; second: what the rest is.
 */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of each kind some credential has the form that it needs. */
static const char *
value_of(const struct credential *credential)
{
	return (credential->flags & CREDENTIAL_ED25519) != 0
	    ? "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
	    : (credential->flags & CREDENTIAL_WHSEC) != 0
	    ? "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	    : "secret";
}

static struct account
account_of(const struct carrier *carrier)
{
	struct account account = { .base_url = "http://127.0.0.1" };

	for (int i = 0; carrier->credentials != NULL && carrier->credentials[i].name != NULL; i++)
		account.values[i] = value_of(&carrier->credentials[i]);
	return account;
}

static bool
add(void *ctx, struct view name, struct view value)
{
	return pairs_copy(ctx, name, value);
}

/* Headers are what stands before the first line end; each gets all of it. */
static bool
header(const void *ctx, const char *name, struct view *out)
{
	(void)name;
	*out = *(const struct view *)ctx;
	return out->n > 0;
}

static void
try_signature(const struct carrier *carrier, struct view text, const struct pairs *params)
{
	struct account account = account_of(carrier);
	struct view rest = text, head = view_cut(&rest, '\n');
	struct buf nonce = { 0 };
	const struct call call = { .public_url = "http://127.0.0.1",
		.target = head,
		.body = rest,
		.params = params,
		.get = text.n % 2 == 0,
		.now_s = 1700000000,
		.header = header,
		.ctx = &head };

	(void)signature_judge(carrier, &account, &call, &nonce);
	if (nonce.n > NONCE_MAX)
		abort();
	buf_fini(&nonce);
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

static void
try_events(const struct carrier *carrier, const struct pairs *pairs)
{
	struct buf prefix = { 0 };
	struct err err = { 0 };

	for (int n = 0; n < EVENTS_MAX && carrier_event(carrier, pairs, n, &prefix); n++) {
		struct inbound inbound;
		struct receipt receipt;

		(void)carrier_event_kind(carrier, pairs, buf_view(&prefix), EVENT_INBOUND);
		if (carrier_inbound(carrier, pairs, buf_view(&prefix), &inbound, &err) == 0)
			try_inbound(&inbound);
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
		try_signature(carrier, rest, &pairs);
	} else if (data[1] % 4 == 1) {
		if (pairs_read_json(&pairs, rest))
			try_events(carrier, &pairs);
	} else if (data[1] % 4 == 2) {
		try_signature(carrier, rest, &pairs);
	} else {
		carrier_decode_answer(carrier, 200 + data[1], rest, &result);
		if (!utf8_valid(view_of(result.provider_id)))
			abort();
	}
	pairs_fini(&pairs);
	return 0;
}
