/* fuzz_dial: whatever is dialled ends in one decision within its bounds, the same each time; help is never refused for what else the text
 * is, and is its number alone; nothing goes outside but by a rule that allows it. The first byte picks where the caller is. Addresses of sources, too. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/phone/phone.h"
#include "tests/fuzz/fuzz.h"
#include "voiced/core/dial.h"
#include "voiced/core/nets.h"

int fuzz_reached; /* numbers that are called outside */

static const struct dial_rule rules[] = {
	{ 1, 0, "+49", true, PRICES, { 10, 11 }, 2 },
	{ 2, 0, "+49900", false, PRICES, { 0 }, 0 },
	{ 3, 5, "+", true, PRICE_FREE, { 13 }, 1 },
	{ 4, 0, "+1", true, PRICE_NATIONAL, { 12 }, 1 },
};
enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static bool
inside(const void *ctx, struct view text, struct dial_inside *out)
{
	(void)ctx;
	assert(text.n > 0 && text.n < DIAL_TEXT_SIZE);
	*out = (struct dial_inside){ DIAL_WORK, 7 };
	return view_is(text, "5000");
}

static void
look(const struct dial *dial, const struct dial_from *from)
{
	const struct dial_rule *rule;

	assert(memchr(dial->number, '\0', sizeof(dial->number)) != NULL);
	assert(dial->trunk_count <= DIAL_TRUNKS_MAX && dial->refusal < DIAL_REFUSALS);
	assert(dial_words(dial) != NULL && dial_kind_name(dial->kind) != NULL);
	assert(dial->kind == DIAL_OUTSIDE || dial->trunk_count == 0);
	if (dial->kind != DIAL_OUTSIDE)
		return;
	fuzz_reached++;
	rule = dial_rule_find(rules, RULES, from->site, view_of(dial->number));
	assert(rule != NULL && rule->allow && dial->rule == rule->id &&
	    dial->trunk_count == rule->trunk_count);
	assert(dial->price < PRICES && (rule->price == PRICES || dial->price >= rule->price));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const countries[] = { "DE", "US", "GB", "FR", "AU", "", NULL };
	static const char *const emergency[] = { "0999", "*112#", NULL };
	struct dial_from from = {
		.emergency = emergency, .rules = rules, .rule_count = RULES, .inside = inside
	};
	struct dial once, again;
	char help[PHONE_TYPED_MAX + 1];
	struct net net;
	struct view text;

	if (size == 0)
		return 0;
	from.country = countries[data[0] % 7];
	from.site = data[0] % 2 == 0 ? 5 : 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	dial_decide(text, &from, &once);
	look(&once, &from);
	dial_decide(text, &from, &again);
	assert(once.kind == again.kind && strcmp(once.number, again.number) == 0);
	if (phone_emergency(from.country, text.p, text.n, emergency, help))
		assert(once.kind == DIAL_EMERGENCY && strcmp(once.number, help) == 0);
	if (net_read(text, &net))
		assert((net.family == 4 || net.family == 6) && net.bits <= 128 &&
		    net_holds(&net, &net));
	return 0;
}
