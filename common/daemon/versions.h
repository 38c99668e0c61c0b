/*
 * versions - which version of a thing this process has applied last (consistency.md, 4).
 *
 * Owns: a bounded table of (kind, tenant, key) -> version; the one that was not touched for
 *       the longest time is forgotten first.
 * Must not know: where news come from.
 *
 * What was forgotten is applied once more when it is told again, which news allow.
 */
#ifndef COMMON_DAEMON_VERSIONS_H
#define COMMON_DAEMON_VERSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/list.h"
#include "common/base/slab.h"

enum { VERSIONS_MAX = 65536 };

struct version;

struct versions {
	struct version *table; /* uthash */
	struct list by_age; /* the first one is the next to go */
	struct slab
	    slab; /* they stay long: each by itself it would keep a page of what has gone around it */
	size_t max;
	int64_t evicted;
};

void versions_init(struct versions *versions, size_t max);
void versions_fini(struct versions *versions);

/* True when `version` is newer than what is known, which it then is. */
bool versions_raise(
    struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version);

/* True when `version` is another than the one told last: for doorbells that have no order, since
 * their transactions hold no common key. */
bool versions_differ(
    struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version);

/* Whether `version` or a newer one is known. */
bool versions_known(
    struct versions *versions, int kind, int64_t tenant, int64_t key, int64_t version);

#endif
