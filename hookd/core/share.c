/* share - see share.h */
#include "hookd/core/share.h"

#include <assert.h>
#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct share_holder {
	int64_t tenant;
	int count;
	UT_hash_handle hh;
};

static struct share_holder *
find(const struct share *share, int64_t tenant)
{
	struct share_holder *holder;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, share->holders, &tenant, sizeof(tenant), holder);
	return holder;
}

void
share_init(struct share *share, int slots)
{
	assert(slots >= 1);
	*share = (struct share){ .free = slots };
}

void
share_fini(struct share *share)
{
	struct share_holder *holder, *next;

	HASH_ITER (hh, share->holders, holder, next) {
		HASH_DEL(share->holders, holder); /* NOLINT(clang-analyzer-core*): uthash's own */
		free(holder);
	}
}

bool
share_take(struct share *share, int64_t tenant, int held)
{
	struct share_holder *holder = find(share, tenant);
	/* Each one that the tenant takes leaves it two less: one is not free any more, and it holds one more. */
	int left = (share->free - (holder != NULL ? holder->count : 0) + 1) / 2;

	if (left <= held)
		return false;
	if (holder == NULL) {
		holder = mem_zero(1, sizeof(*holder));
		holder->tenant = tenant;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, share->holders, tenant, sizeof(holder->tenant), holder);
	}
	holder->count++;
	share->free--;
	return true;
}

void
share_give(struct share *share, int64_t tenant)
{
	struct share_holder *holder = find(share, tenant);

	assert(holder != NULL);
	share->free++;
	if (--holder->count > 0)
		return;
	HASH_DEL(share->holders, holder); /* NOLINT(clang-analyzer-core*): uthash's own */
	free(holder);
}
