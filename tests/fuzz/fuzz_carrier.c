/*
 * fuzz_carrier - a carrier's webhook and answer: form, texts, receipts, answers, stop words,
 * numbers, segments. First byte: what the rest is.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "common/http/body.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/intent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
add(void *ctx, struct view name, struct view value)
{
	return pairs_add(ctx, (struct view){ view_dup(name), name.n },
	    (struct view){ view_dup(value), value.n });
}

static void
try_hook(const struct carrier *carrier, struct view form)
{
	static const struct account account = {
		.base_url = "http://127.0.0.1", .user = "AC1", .secret = "secret"
	};
	struct pairs pairs = { 0 };
	struct inbound inbound;
	struct receipt receipt;
	struct err err = { 0 };
	char number[NUMBER_SIZE];

	(void)form_each(form, PAIRS_MAX, add, &pairs);
	if (carrier->verify != NULL)
		(void)carrier->verify(
		    &account, "http://127.0.0.1", VIEW("/hooks/sms/x"), &pairs, VIEW("AAAA"));
	if (carrier_inbound(carrier, &pairs, &inbound, &err) == 0) {
		if (!utf8_valid(inbound.text) || inbound.provider_id.n == 0)
			abort();
		(void)intent_of(inbound.text);
		if (sms_count(inbound.text).segments < 1)
			abort();
		if (number_normalise(inbound.from, number) && strlen(number) >= NUMBER_SIZE)
			abort();
	}
	(void)carrier_receipt(carrier, &pairs, &receipt, &err);
	for (int i = 0; i < pairs.count; i++) {
		free((char *)pairs.at[i].name.p);
		free((char *)pairs.at[i].value.p);
	}
	pairs_fini(&pairs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sending_result result;
	struct view rest;

	if (size == 0)
		return 0;
	rest = (struct view){ (const char *)data + 1, size - 1 };
	for (int i = 0; carriers[i] != NULL; i++) {
		if (data[0] % 2 == 0)
			try_hook(carriers[i], rest);
		else if (carriers[i]->decode_answer != NULL)
			carriers[i]->decode_answer(carriers[i], 200 + data[0], rest, &result);
	}
	return 0;
}
