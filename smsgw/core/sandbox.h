/*
 * sandbox - what the built-in carrier does with a text, decided by the number alone.
 */
#ifndef SMSGW_CORE_SANDBOX_H
#define SMSGW_CORE_SANDBOX_H

#include "smsgw/core/carrier.h"

struct sandbox_plan {
	int refused_times; /* tries that are refused; -1: all */
	const char *state; /* the final receipt's raw state; NULL: none comes */
	const char *code; /* why it is refused, or else reported so; NULL: no reason */
};

struct sandbox_plan sandbox_plan(struct view number);

#endif
