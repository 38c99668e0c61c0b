/*
 * outcome - what owner functions answer, and what HTTP says then: outcomes.def and err.def as one table.
 */
#ifndef COMMON_DAEMON_OUTCOME_H
#define COMMON_DAEMON_OUTCOME_H

#include <stddef.h>

#include "common/base/str.h"

struct outcome {
	const char *name;
	int status; /* 0: the command's own */
	const char *title;
};

/* NULL: a function answered what no table knows. */
const struct outcome *outcome_find(struct view name);
const struct outcome *outcome_at(size_t index); /* NULL behind the last */

#endif
