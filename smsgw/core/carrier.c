/* carrier - see carrier.h */
#include "smsgw/core/carrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

enum { PAIRS_USUAL = 32 };

extern const struct carrier carrier_twilio, carrier_sandbox;

const struct carrier *const carriers[] = {
	&carrier_twilio,
	&carrier_sandbox,
	NULL,
};

const struct carrier *
carrier_find(struct view name)
{
	for (int i = 0; carriers[i] != NULL; i++)
		if (view_is(name, carriers[i]->name))
			return carriers[i];
	return NULL;
}

bool
pairs_add(struct pairs *pairs, struct view name, struct view value)
{
	if (pairs->count == PAIRS_MAX)
		return false;
	if (pairs->count == pairs->cap) {
		pairs->cap = pairs->cap > 0 ? 2 * pairs->cap : PAIRS_USUAL;
		pairs->at = mem_grow(pairs->at, (size_t)pairs->cap * sizeof(pairs->at[0]));
	}
	pairs->at[pairs->count++] = (struct pair){ name, value };
	return true;
}

struct view
pairs_find(const struct pairs *pairs, const char *name)
{
	for (int i = 0; name != NULL && i < pairs->count; i++)
		if (view_is(pairs->at[i].name, name))
			return pairs->at[i].value;
	return (struct view){ NULL, 0 };
}

void
pairs_fini(struct pairs *pairs)
{
	buf_fini(&pairs->store);
	free(pairs->at);
	*pairs = (struct pairs){ .at = NULL };
}

static int
need(const struct pairs *pairs, const char *name, size_t max, struct view *out, struct err *err)
{
	*out = pairs_find(pairs, name);
	if (out->p == NULL)
		return err_set(err, ERR_INVALID, name, "The parameter is missing.");
	if (out->n > max)
		return err_set(err, ERR_INVALID, name, "The value is longer than %zu bytes.", max);
	if (!utf8_valid(*out) || (out->n > 0 && memchr(out->p, '\0', out->n) != NULL))
		return err_set(err, ERR_INVALID, name, "The value is not UTF-8 text.");
	return 0;
}

int
carrier_inbound(
    const struct carrier *carrier, const struct pairs *pairs, struct inbound *out, struct err *err)
{
	*out = (struct inbound){ 0 };
	if (need(pairs, carrier->fields.provider_id, PROVIDER_ID_MAX, &out->provider_id, err) !=
		0 ||
	    need(pairs, carrier->fields.from, NUMBER_SIZE - 1, &out->from, err) != 0 ||
	    need(pairs, carrier->fields.to, NUMBER_SIZE - 1, &out->to, err) != 0 ||
	    need(pairs, carrier->fields.text, INBOUND_TEXT_MAX, &out->text, err) != 0)
		return -1;
	if (out->provider_id.n == 0)
		return err_set(
		    err, ERR_INVALID, carrier->fields.provider_id, "The value is empty.");
	return 0;
}

int
carrier_receipt(
    const struct carrier *carrier, const struct pairs *pairs, struct receipt *out, struct err *err)
{
	const struct carrier_code *code;

	*out = (struct receipt){ 0 };
	if (need(pairs, carrier->fields.receipt_id, PROVIDER_ID_MAX, &out->provider_id, err) != 0 ||
	    need(pairs, carrier->fields.receipt_state, 64, &out->raw_state, err) != 0)
		return -1;
	out->code = pairs_find(pairs, carrier->fields.receipt_code);
	if (out->code.n > 32 || !utf8_valid(out->code) ||
	    (out->code.n > 0 && memchr(out->code.p, '\0', out->code.n) != NULL))
		return err_set(
		    err, ERR_INVALID, carrier->fields.receipt_code, "The code is not readable.");
	if (!carrier_state_find(carrier, out->raw_state, &out->state))
		return err_set(
		    err, ERR_INVALID, carrier->fields.receipt_state, "The state is not known.");
	code = carrier_code_find(carrier, out->code);
	out->reason = code != NULL ? code->reason : NULL;
	return 0;
}

bool
carrier_state_find(const struct carrier *carrier, struct view raw, const char **state)
{
	for (const struct carrier_state *at = carrier->states; at->raw != NULL; at++)
		if (view_is(raw, at->raw)) {
			*state = at->state;
			return true;
		}
	return false;
}

const struct carrier_code *
carrier_code_find(const struct carrier *carrier, struct view code)
{
	for (const struct carrier_code *at = carrier->codes; at->code != NULL; at++)
		if (view_is(code, at->code))
			return at;
	return NULL;
}

static bool
all_digits(struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.n > 0;
}

static bool
is_sender_name(struct view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			c == ' ' || c == '-' || c == '_' || c == '.' || c == '&'))
			return false;
	}
	return text.n >= 1 && text.n <= 11;
}

bool
number_normalise(struct view number, char out[NUMBER_SIZE])
{
	struct view digits = number;

	if (view_starts(number, "+")) {
		digits.p++;
		digits.n--;
		if (!all_digits(digits) || digits.n < 7 || digits.n > 15)
			return false;
		return view_copy(number, out, NUMBER_SIZE);
	}
	if (all_digits(number) && number.n >= 8 && number.n <= 15) {
		(void)snprintf(out, NUMBER_SIZE, "+%.*s", (int)number.n, number.p);
		return true;
	}
	return is_sender_name(number) && view_copy(number, out, NUMBER_SIZE);
}
