/* outcome - see outcome.h */
#include "common/daemon/outcome.h"

static const struct outcome outcomes[] = {
#define ERR_KIND(name, status, level, type, title) { type, status, title },
#include "common/base/err.def"
#undef ERR_KIND
#define OUTCOME(name, status, title) { #name, status, title },
#include "common/daemon/outcomes.def"
#undef OUTCOME
};

enum { OUTCOMES = sizeof(outcomes) / sizeof(outcomes[0]) };

const struct outcome *
outcome_at(size_t index)
{
	return index < OUTCOMES ? &outcomes[index] : NULL;
}

const struct outcome *
outcome_find(struct view name)
{
	for (size_t i = 0; i < OUTCOMES; i++)
		if (view_is(name, outcomes[i].name))
			return &outcomes[i];
	return NULL;
}
