/*
 * cooldown - who was offered an interaction a moment ago and did not take it
 * (RT-6): for 5 s not the same agent again; up to 30 s only if nobody else is
 * eligible at a decision. See parts.h.
 */
#include "routerd/core/parts.h"

enum { COOLDOWN_FIRST_CAP = 4 };

bool
cooldown_blocks(const struct cooldown *cooldown, int64_t now_ms)
{
	return now_ms < cooldown->since_ms + ROUTER_COOLDOWN_ALONE_MS;
}

bool
cooldown_holds(const struct cooldown *cooldown, int64_t now_ms)
{
	return now_ms < cooldown->since_ms + ROUTER_COOLDOWN_MS;
}

const struct cooldown *
cooldown_of(const struct interaction *interaction, int64_t agent)
{
	for (uint32_t i = 0; i < interaction->cooldown_count; i++)
		if (interaction->cooldowns[i].agent == agent)
			return &interaction->cooldowns[i];
	return NULL;
}

static struct cooldown *
oldest(struct interaction *interaction)
{
	struct cooldown *first = &interaction->cooldowns[0];

	for (uint32_t i = 1; i < interaction->cooldown_count; i++)
		if (interaction->cooldowns[i].since_ms < first->since_ms)
			first = &interaction->cooldowns[i];
	return first;
}

static struct cooldown *
place_for_one_more(struct interaction *interaction)
{
	if (interaction->cooldown_count == ROUTER_COOLDOWNS_MAX)
		return oldest(interaction);
	if (interaction->cooldown_count == interaction->cooldown_cap) {
		uint32_t cap = interaction->cooldown_cap;

		interaction->cooldown_cap = cap == 0 ? COOLDOWN_FIRST_CAP : cap * 2;
		interaction->cooldowns = mem_grow(interaction->cooldowns,
		    interaction->cooldown_cap * sizeof(interaction->cooldowns[0]));
	}
	return &interaction->cooldowns[interaction->cooldown_count++];
}

void
cooldown_add(struct interaction *interaction, int64_t agent, int64_t since_ms)
{
	for (uint32_t i = 0; i < interaction->cooldown_count; i++) {
		struct cooldown *known = &interaction->cooldowns[i];

		if (known->agent != agent)
			continue;
		if (since_ms > known->since_ms)
			known->since_ms = since_ms;
		return;
	}
	*place_for_one_more(interaction) = (struct cooldown){ agent, since_ms };
}

void
cooldown_prune(struct interaction *interaction, int64_t now_ms)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < interaction->cooldown_count; i++)
		if (cooldown_holds(&interaction->cooldowns[i], now_ms))
			interaction->cooldowns[kept++] = interaction->cooldowns[i];
	interaction->cooldown_count = kept;
}

int64_t
cooldown_next(const struct interaction *interaction, int64_t now_ms)
{
	int64_t next = INT64_MAX;

	for (uint32_t i = 0; i < interaction->cooldown_count; i++) {
		const struct cooldown *cooldown = &interaction->cooldowns[i];
		int64_t change = cooldown->since_ms +
		    (cooldown_blocks(cooldown, now_ms) ? ROUTER_COOLDOWN_ALONE_MS
						       : ROUTER_COOLDOWN_MS);

		if (change < next)
			next = change;
	}
	return next;
}
