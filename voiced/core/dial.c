/* dial - see dial.h */
#include "voiced/core/dial.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/phone/phone.h"

static_assert(DIAL_TEXT_SIZE == PHONE_TYPED_MAX + 1, "the same texts are read");

/* ---- price classes ---- */

static const char *const prices[PRICES] = {
	[PRICE_FREE] = "free",
	[PRICE_NATIONAL] = "national",
	[PRICE_MOBILE] = "mobile",
	[PRICE_INTERNATIONAL] = "international",
	[PRICE_PREMIUM] = "premium",
};

const char *
price_name(enum price price)
{
	return price < PRICES ? prices[price] : NULL;
}

enum price
price_find(struct view name)
{
	enum price i = PRICE_FREE;

	while (i < PRICES && !view_is(name, prices[i]))
		i++;
	return i;
}

/* What the number is, for who calls from `country`. A country that nobody knows is abroad. */
static enum price
price_of(const struct phone *phone, enum phone_cost cost, const char *country)
{
	bool abroad = country == NULL || strcmp(country, phone->country) != 0;

	if (cost == PHONE_COST_PREMIUM)
		return PRICE_PREMIUM;
	if (abroad)
		return PRICE_INTERNATIONAL;
	if (cost == PHONE_COST_FREE)
		return PRICE_FREE;
	return cost == PHONE_COST_MOBILE ? PRICE_MOBILE : PRICE_NATIONAL;
}

/* ---- the plan ---- */

static bool
closer(const struct dial_rule *rule, const struct dial_rule *than)
{
	size_t mine = strlen(rule->prefix), theirs = than != NULL ? strlen(than->prefix) : 0;

	return mine > theirs || (mine == theirs && rule->site != 0 && than->site == 0);
}

const struct dial_rule *
dial_rule_find(const struct dial_rule *rules, size_t count, int64_t site, struct view e164)
{
	const struct dial_rule *found = NULL;

	for (size_t i = 0; i < count; i++)
		if ((rules[i].site == 0 || rules[i].site == site) && rules[i].prefix[0] == '+' &&
		    view_starts(e164, rules[i].prefix) && closer(&rules[i], found))
			found = &rules[i];
	return found;
}

/* ---- the text ---- */

/* Without what people put between digits. False: something else is in it. */
static bool
compact(struct view typed, char out[DIAL_TEXT_SIZE])
{
	size_t n = 0;

	out[0] = '\0';
	if (typed.n > PHONE_TYPED_MAX)
		return false;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		if ((c >= '0' && c <= '9') || c == '*' || c == '#' || (c == '+' && n == 0))
			out[n++] = c;
		else if (c == '\0' || strchr(" .-/()", c) == NULL)
			return false;
	}
	out[n] = '\0';
	return n > 0;
}

/* Where nobody knows the country, what is dialled for help in most of them; no extension may be one of these
 * (directory.help_pattern). */
static bool
is_help_anywhere(const char *text)
{
	static const char *const numbers[] = { "000", "112", "911", "999" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(text, numbers[i]) == 0)
			return true;
	return false;
}

/* ---- the decision ---- */

static const char *const kinds[] = {
	[DIAL_REFUSED] = "refused",
	[DIAL_EMERGENCY] = "emergency",
	[DIAL_CODE] = "code",
	[DIAL_INSIDE] = "extension",
	[DIAL_OUTSIDE] = "number",
};

static const struct {
	const char *name, *words;
} refusals[DIAL_REFUSALS] = {
	[DIAL_NOT_A_NUMBER] = { "not_a_number", "Is no telephone number." },
	[DIAL_UNKNOWN_EXTENSION] = { "unknown_extension", "There is no such extension." },
	[DIAL_NO_RULE] = { "no_rule",
	    "The dial plan has no rule for this number: it is not called." },
	[DIAL_FORBIDDEN] = { "refused", "The dial plan refuses this number." },
	[DIAL_NO_TRUNK] = { "no_trunk", "No trunk that this number goes by is in use." },
};

const char *
dial_kind_name(enum dial_kind kind)
{
	return kinds[kind];
}

const char *
dial_refusal_name(enum dial_refusal refusal)
{
	return refusals[refusal].name;
}

const char *
dial_words(const struct dial *dial)
{
	if (dial->refusal == DIAL_NOT_A_NUMBER && dial->unread != NULL)
		return dial->unread;
	if (dial->refusal == DIAL_UNKNOWN_EXTENSION && dial->words[0] != '\0')
		return dial->words;
	return refusals[dial->refusal].words;
}

static void
refuse(struct dial *out, enum dial_refusal refusal)
{
	out->kind = DIAL_REFUSED;
	out->refusal = refusal;
}

static bool
is_inside(const struct dial_from *from, struct dial *out)
{
	if (from->inside == NULL || !from->inside(from->ctx, view_of(out->number), &out->inside))
		return false;
	out->kind = DIAL_INSIDE;
	return true;
}

static bool
may_be_extension(const char *text)
{
	return view_is_digits(view_of(text)) && strlen(text) <= DIAL_EXTENSION_MAX;
}

static void
route(
    const struct dial_from *from, const struct phone *phone, enum phone_cost cost, struct dial *out)
{
	const struct dial_rule *rule =
	    dial_rule_find(from->rules, from->rule_count, from->site, view_of(phone->e164));

	out->price = price_of(phone, cost, from->country);
	if (rule == NULL) {
		refuse(out, DIAL_NO_RULE);
		return;
	}
	out->rule = rule->id;
	if (!rule->allow) {
		refuse(out, DIAL_FORBIDDEN);
		return;
	}
	if (rule->price != PRICES && rule->price > out->price)
		out->price = rule->price;
	out->kind = DIAL_OUTSIDE;
	out->trunk_count = rule->trunk_count;
	memcpy(out->trunks, rule->trunks, sizeof(out->trunks));
}

/* What is neither help nor a code: an extension first, for people type few digits, then a number. */
static void
decide_number(const struct dial_from *from, struct dial *out)
{
	bool short_ = may_be_extension(out->number);
	struct phone phone = { .e164 = "" };
	enum phone_verdict verdict;
	enum phone_cost cost;

	if (short_ && is_inside(from, out))
		return;
	verdict = phone_read_call(out->number, strlen(out->number), from->country, &phone, &cost);
	if (verdict < PHONE_POSSIBLE) {
		out->unread = phone_words(verdict);
		if (short_)
			(void)snprintf(out->words, sizeof(out->words), "There is no extension %s.",
			    out->number);
		refuse(out, short_ ? DIAL_UNKNOWN_EXTENSION : DIAL_NOT_A_NUMBER);
		return;
	}
	memcpy(out->number, phone.e164, sizeof(phone.e164));
	if (!is_inside(from, out))
		route(from, &phone, cost, out);
}

void
dial_decide(struct view typed, const struct dial_from *from, struct dial *out)
{
	bool readable;

	*out = (struct dial){ .kind = DIAL_REFUSED, .refusal = DIAL_NOT_A_NUMBER, .price = PRICES };
	readable = compact(typed, out->number);
	if (phone_emergency(from->country, typed.p, typed.n, from->emergency, out->number) ||
	    (from->country == NULL && readable && is_help_anywhere(out->number))) {
		out->kind = DIAL_EMERGENCY;
	} else if (!readable) {
		out->number[0] = '\0';
	} else if (strpbrk(out->number, "*#") != NULL) {
		out->kind = DIAL_CODE;
	} else {
		decide_number(from, out);
	}
}

void
dial_order(
    struct dial *dial, enum dial_trunk (*state)(const void *ctx, int64_t id), const void *ctx)
{
	int64_t failed[DIAL_TRUNKS_MAX];
	unsigned int good = 0, bad = 0;

	for (unsigned int i = 0; i < dial->trunk_count; i++) {
		enum dial_trunk is = state(ctx, dial->trunks[i]);

		if (is == DIAL_TRUNK_FAILED)
			failed[bad++] = dial->trunks[i];
		else if (is == DIAL_TRUNK_GOOD)
			dial->trunks[good++] = dial->trunks[i];
	}
	for (unsigned int i = 0; i < bad; i++)
		dial->trunks[good + i] = failed[i];
	dial->trunk_count = good + bad;
	if (dial->kind == DIAL_OUTSIDE && dial->trunk_count == 0)
		refuse(dial, DIAL_NO_TRUNK);
}
