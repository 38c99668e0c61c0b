/* rounds - see rounds.h */
#include "smsgw/core/rounds.h"

#include <stdlib.h>

#include <uthash.h>

#include "common/base/str.h"

struct rounds_seen {
	int64_t customer;
	UT_hash_handle hh;
};

bool
rounds_served(const struct rounds *rounds, int64_t customer)
{
	struct rounds_seen *seen;

	HASH_FIND(hh, rounds->seen, &customer, sizeof(customer), seen);
	return seen != NULL;
}

void
rounds_serve(struct rounds *rounds, int64_t customer)
{
	struct rounds_seen *seen;

	if (rounds_served(rounds, customer))
		return;
	if (rounds->count >= ROUNDS_MAX)
		rounds_begin(rounds);
	seen = mem_zero(1, sizeof(*seen));
	seen->customer = customer;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, rounds->seen, customer, sizeof(seen->customer), seen);
	rounds->count++;
}

void
rounds_begin(struct rounds *rounds)
{
	struct rounds_seen *seen, *next;

	HASH_ITER (hh, rounds->seen, seen, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(rounds->seen, seen);
		free(seen);
	}
	rounds->count = 0;
}
