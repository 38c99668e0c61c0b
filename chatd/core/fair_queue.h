/*
 * fair_queue - a bounded queue of jobs that serves tenants round-robin.
 *
 * Owns: which job starts next, and whether another may wait. Must not know: what a job does, clocks.
 *
 * At most one job of a tenant runs at a time. When it ends, the tenant's waiting jobs move behind those of all other tenants, so a
 * tenant never waits for the whole backlog of another. Jobs of one tenant start in the order in which they were added.
 */
#ifndef CHATD_CORE_FAIR_QUEUE_H
#define CHATD_CORE_FAIR_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/list.h"

/* Embedded in the job. */
struct fair_job {
	struct link link;
	int64_t tenant;
	size_t bytes; /* memory that it holds while it waits */
};

struct fair_limits {
	size_t running; /* jobs, of all tenants */
	size_t waiting, waiting_bytes; /* of all tenants */
	size_t tenant_waiting, tenant_bytes; /* of one tenant */
};

struct fair_queue {
	struct fair_limits limits;
	struct list waiting, running;
};

void fair_queue_init(struct fair_queue *queue, const struct fair_limits *limits);
/* Returns false, and adds nothing, if the job would exceed a limit of the waiting ones. */
bool fair_queue_add(struct fair_queue *queue, struct fair_job *job);
/* Moves the next job to the running ones and returns it; NULL if none may start. */
struct fair_job *fair_queue_start(struct fair_queue *queue);
/* Removes a waiting job. */
void fair_queue_remove(struct fair_queue *queue, struct fair_job *job);
/* Removes a running job. */
void fair_queue_end(struct fair_queue *queue, struct fair_job *job);

#endif
