/* served - see served.h */
#include "smsgw/core/served.h"

#include <stdlib.h>

#include <uthash.h>

#include "common/base/str.h"

struct served_one {
	int64_t customer;
	UT_hash_handle hh;
};

bool
served_in_round(const struct served *served, int64_t customer)
{
	struct served_one *seen;

	HASH_FIND(hh, served->seen, &customer, sizeof(customer), seen);
	return seen != NULL;
}

void
served_add(struct served *served, int64_t customer)
{
	struct served_one *seen;

	if (served_in_round(served, customer))
		return;
	if (served->count >= SERVED_MAX)
		served_clear(served);
	seen = mem_zero(1, sizeof(*seen));
	seen->customer = customer;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, served->seen, customer, sizeof(seen->customer), seen);
	served->count++;
}

void
served_clear(struct served *served)
{
	struct served_one *seen, *next;

	HASH_ITER (hh, served->seen, seen, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(served->seen, seen);
		free(seen);
	}
	served->count = 0;
}
