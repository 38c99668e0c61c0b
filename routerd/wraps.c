/* wraps - see wraps.h */
#include "routerd/wraps.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct wrap {
	int64_t interaction, agent;
	int32_t load;
	UT_hash_handle hh;
};

struct wrapping {
	int64_t agent;
	int32_t load, count;
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

void
wraps_put(struct wraps *wraps, int64_t interaction, int64_t agent, int32_t load)
{
	struct wrapping *wrapping;
	struct wrap *wrap;

	wraps_remove(wraps, interaction);
	if (load <= 0)
		return;
	wrap = mem_zero(1, sizeof(*wrap));
	wrap->interaction = interaction;
	wrap->agent = agent;
	wrap->load = load;
	HASH_ADD(hh, wraps->by_interaction, interaction, sizeof(interaction), wrap);
	wrapping = wrapping_get(wraps, agent);
	wrapping->load += load;
	wrapping->count++;
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
	wrapping->load -= wrap->load;
	if (--wrapping->count == 0) {
		HASH_DEL(wraps->by_agent, wrapping);
		free(wrapping);
	}
	HASH_DEL(wraps->by_interaction, wrap);
	free(wrap);
}

void
wraps_of(const struct wraps *wraps, int64_t agent, int32_t *load, int32_t *count)
{
	struct wrapping *found;

	HASH_FIND(hh, wraps->by_agent, &agent, sizeof(agent), found);
	*load = found != NULL ? found->load : 0;
	*count = found != NULL ? found->count : 0;
}

void
wraps_fini(struct wraps *wraps)
{
	while (wraps->by_interaction != NULL)
		wraps_remove(wraps, wraps->by_interaction->interaction);
}
