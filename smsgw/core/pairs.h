/*
 * pairs - what a carrier says, as names and values: one form for forms and for JSON.
 *
 * A form's parameters keep their names. JSON is flattened: "data.payload.to.0.phone_number" is the name of
 * that member; numbers and booleans are text, null is absent. So one table of names reads both.
 *
 * Owns: the bounds of depth, count and size. Must not know: carriers.
 */
#ifndef SMSGW_CORE_PAIRS_H
#define SMSGW_CORE_PAIRS_H

#include <stdbool.h>

#include "common/base/str.h"

enum {
	/* Parameters of one call. A carrier sends some dozens and may add more without notice; all of
	 * them are signed. */
	PAIRS_MAX = 4096,
	PAIRS_DEPTH_MAX = 12, /* of JSON within JSON */
	PAIRS_BYTES_MAX =
	    1024 * 1024, /* of all names and values of JSON: names repeat what stands above */
};

struct pair {
	struct view name, value;
};

/* Decoded parameters, in the order in which they came. */
struct pairs {
	struct pair *at;
	int count, cap;
	struct buf store; /* owns the bytes, where they are not the caller's */
};

/* False: PAIRS_MAX are there. The bytes stay the caller's. */
bool pairs_add(struct pairs *pairs, struct view name, struct view value);
/* The same with a copy of the bytes; pairs_settle makes what was added readable. */
bool pairs_copy(struct pairs *pairs, struct view name, struct view value);
void pairs_settle(struct pairs *pairs);

/* Adds a JSON object or array, settled. False: neither, not JSON, or over a bound. */
bool pairs_read_json(struct pairs *pairs, struct view text);

/* The value of the first pair of that name; an empty view with p NULL when there is none. */
struct view pairs_find(const struct pairs *pairs, const char *name);
/* The same of "<prefix>.<name>"; `name` may be several, "Text|Body": the first that is there. NULL: none. */
struct view pairs_field(const struct pairs *pairs, struct view prefix, const char *name);
/* Whether any name begins with "<prefix>." or is it. */
bool pairs_has(const struct pairs *pairs, struct view prefix);
void pairs_fini(struct pairs *pairs);

#endif
