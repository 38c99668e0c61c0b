/* versions - see versions.h */
#include "common/daemon/versions.h"

#include <string.h>
#include <uthash.h>

struct version_key {
	int64_t kind, tenant, key;
};

struct version {
	struct version_key key;
	int64_t version;
	struct link link;
	UT_hash_handle hh;
};

void
versions_init(struct versions *versions, size_t max)
{
	*versions = (struct versions){ .max = max };
	list_init(&versions->by_age);
	slab_init(&versions->slab, sizeof(struct version));
}

static void
drop(struct versions *versions, struct version *version)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(versions->table, version);
	list_remove(&versions->by_age, &version->link);
	slab_give(&versions->slab, version);
}

void
versions_fini(struct versions *versions)
{
	list_for_each_safe (&versions->by_age, at)
		drop(versions, LIST_OF(at, struct version, link));
	slab_fini(&versions->slab);
}

static struct version *
find(struct versions *versions, const struct version_key *key)
{
	struct version *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, versions->table, key, sizeof(*key), found);
	return found;
}

static struct version *
add(struct versions *versions, const struct version_key *key)
{
	struct version *version;

	if (versions->by_age.count >= versions->max) {
		drop(versions, LIST_OF(versions->by_age.head.next, struct version, link));
		versions->evicted++;
	}
	version = slab_take(&versions->slab);
	version->key = *key;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, versions->table, key, sizeof(version->key), version);
	list_append(&versions->by_age, &version->link);
	return version;
}

static void
touch(struct versions *versions, struct version *version)
{
	list_remove(&versions->by_age, &version->link);
	list_append(&versions->by_age, &version->link);
}

static void
set(struct versions *versions, const struct version_key *key, struct version *known,
    int64_t version)
{
	if (known == NULL)
		known = add(versions, key);
	known->version = version;
	touch(versions, known);
}

bool
versions_raise(struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version)
{
	struct version_key name = { kind, tenant, key };
	struct version *known = find(versions, &name);

	if (known != NULL && known->version >= version)
		return false;
	set(versions, &name, known, version);
	return true;
}

bool
versions_differ(struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version)
{
	struct version_key name = { kind, tenant, key };
	struct version *known = find(versions, &name);

	if (known != NULL && known->version == version)
		return false;
	set(versions, &name, known, version);
	return true;
}

bool
versions_known(struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version)
{
	struct version_key name = { kind, tenant, key };
	const struct version *known = find(versions, &name);

	return known != NULL && known->version >= version;
}
