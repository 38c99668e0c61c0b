/* hours - see hours.h */
#include "routerd/hours.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

enum { BOUNDARIES_FIRST_CAP = 64 };

struct schedule_conf {
	int64_t id, tenant;
	uint32_t round, filled; /* filled: the round that brought the boundaries */
	int64_t compiled_to_ms;
	struct schedule_boundary *boundaries;
	size_t count, cap;
	UT_hash_handle hh;
};

static struct schedule_conf *
find(const struct hours *hours, int64_t id)
{
	struct schedule_conf *found;

	HASH_FIND(hh, hours->schedules, &id, sizeof(id), found);
	return found;
}

void
hours_begin(struct hours *hours)
{
	hours->round++;
}

void
hours_schedule(struct hours *hours, int64_t tenant, int64_t id, int64_t compiled_to_ms)
{
	struct schedule_conf *conf = find(hours, id);

	if (conf == NULL) {
		conf = mem_zero(1, sizeof(*conf));
		conf->id = id;
		HASH_ADD(hh, hours->schedules, id, sizeof(conf->id), conf);
	}
	conf->tenant = tenant;
	conf->round = hours->round;
	conf->compiled_to_ms = compiled_to_ms;
}

void
hours_boundary(struct hours *hours, int64_t schedule, struct schedule_boundary boundary)
{
	struct schedule_conf *conf = find(hours, schedule);

	if (conf == NULL)
		return;
	if (conf->filled != hours->round)
		conf->count = 0; /* the first of this reading */
	conf->filled = hours->round;
	if (conf->count == conf->cap) {
		conf->cap = conf->cap == 0 ? BOUNDARIES_FIRST_CAP : conf->cap * 2;
		conf->boundaries =
		    mem_grow(conf->boundaries, conf->cap * sizeof(conf->boundaries[0]));
	}
	conf->boundaries[conf->count++] = boundary;
}

static void
drop(struct hours *hours, struct schedule_conf *conf)
{
	HASH_DEL(hours->schedules, conf);
	free(conf->boundaries);
	free(conf);
}

void
hours_end(struct hours *hours, int64_t tenant)
{
	struct schedule_conf *conf, *next;

	HASH_ITER (hh, hours->schedules, conf, next) {
		if (conf->round == hours->round && conf->filled != hours->round)
			conf->count = 0;
		else if (conf->round != hours->round && (tenant == 0 || conf->tenant == tenant))
			drop(hours, conf);
	}
}

void
hours_fini(struct hours *hours)
{
	struct schedule_conf *conf, *next;

	HASH_ITER (hh, hours->schedules, conf, next)
		drop(hours, conf);
}

static struct schedule
schedule_view(const struct schedule_conf *conf)
{
	return (struct schedule){ conf->boundaries, conf->count };
}

bool
hours_open_at(const struct hours *hours, int64_t schedule_id, int64_t now_ms, int64_t *next_ms)
{
	struct schedule_conf *conf = find(hours, schedule_id);
	struct schedule schedule;

	*next_ms = INT64_MAX;
	if (conf == NULL)
		return false;
	schedule = schedule_view(conf);
	*next_ms = schedule_next(&schedule, now_ms);
	return schedule_open_at(&schedule, now_ms);
}

/* How far off a tenant's turn is when `after` had the last one. */
static uint64_t
turns(int64_t tenant, int64_t after)
{
	return (uint64_t)(tenant - after - 1);
}

int64_t
hours_uncompiled(const struct hours *hours, int64_t until_ms, int64_t after)
{
	struct schedule_conf *conf, *next;
	int64_t found = 0;

	HASH_ITER (hh, hours->schedules, conf, next)
		if (conf->compiled_to_ms < until_ms &&
		    (found == 0 || turns(conf->tenant, after) < turns(found, after)))
			found = conf->tenant;
	return found;
}
