/* wraps - see wraps.h */
#include "routerd/wraps.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct wrap {
	int64_t interaction, agent;
	enum router_medium medium;
	int32_t load;
	UT_hash_handle hh;
};

struct wrapping {
	int64_t agent;
	int32_t load[ROUTER_MEDIA], count[ROUTER_MEDIA];
	int32_t all; /* interactions, of whatever medium */
	UT_hash_handle hh;
};

static struct wrapping *
wrapping_get(struct wraps *wraps, int64_t agent)
{
	struct wrapping *found;

	HASH_FIND(hh, wraps->by_agent, &agent, sizeof(agent), found);
	if (found != NULL)
		return found;
	found = mem_zero(1, sizeof(*found));
	found->agent = agent;
	HASH_ADD(hh, wraps->by_agent, agent, sizeof(agent), found);
	return found;
}

static int32_t
lower(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

void
wraps_put(struct wraps *wraps, int64_t interaction, int64_t agent, enum router_medium medium,
    int32_t load)
{
	struct wrapping *wrapping;
	struct wrap *wrap;

	wraps_remove(wraps, interaction);
	if (load <= 0)
		return;
	wrap = mem_zero(1, sizeof(*wrap));
	wrap->interaction = interaction;
	wrap->agent = agent;
	wrap->medium = medium;
	wrap->load = load;
	HASH_ADD(hh, wraps->by_interaction, interaction, sizeof(interaction), wrap);
	wrapping = wrapping_get(wraps, agent);
	wrapping->load[medium] += load;
	wrapping->count[medium]++;
	wrapping->all++;
}

void
wraps_remove(struct wraps *wraps, int64_t interaction)
{
	struct wrapping *wrapping;
	struct wrap *wrap;

	HASH_FIND(hh, wraps->by_interaction, &interaction, sizeof(interaction), wrap);
	if (wrap == NULL)
		return;
	wrapping = wrapping_get(wraps, wrap->agent);
	wrapping->load[wrap->medium] -= wrap->load;
	wrapping->count[wrap->medium]--;
	if (--wrapping->all == 0) {
		HASH_DEL(wraps->by_agent, wrapping);
		free(wrapping);
	}
	HASH_DEL(wraps->by_interaction, wrap);
	free(wrap);
}

void
wraps_of(const struct wraps *wraps, int64_t agent, struct router_use use[ROUTER_MEDIA])
{
	struct wrapping *found;

	HASH_FIND(hh, wraps->by_agent, &agent, sizeof(agent), found);
	for (int medium = 0; medium < ROUTER_MEDIA; medium++) {
		use[medium].wrap_load =
		    found != NULL ? lower(found->load[medium], use[medium].load) : 0;
		use[medium].wrap_count =
		    found != NULL ? lower(found->count[medium], use[medium].count) : 0;
	}
}

void
wraps_fini(struct wraps *wraps)
{
	while (wraps->by_interaction != NULL)
		wraps_remove(wraps, wraps->by_interaction->interaction);
}
