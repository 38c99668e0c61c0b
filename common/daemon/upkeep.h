/*
 * upkeep - what a daemon's tables need again and again: old rows forgotten, months made and dropped.
 *
 * Owns: when each step of daemon_spec.upkeep is called. The steps are owner functions that look
 *       again themselves, so that any number of instances may call them.
 * Must not know: what a step does.
 *
 * A round begins at the start and once a minute; its steps run one after the other on the lane
 * DB_LANE_ALONE, each a transaction of its own. A step that answers `full` or more is called
 * again after a pause: it keeps up with any traffic, and never holds anything for long.
 */
#ifndef COMMON_DAEMON_UPKEEP_H
#define COMMON_DAEMON_UPKEEP_H

#include "common/daemon/daemon.h"

enum { UPKEEP_ROUND_MS = 60000, UPKEEP_AGAIN_MS = 100, UPKEEP_ROWS = 1000, UPKEEP_HOURLY = 60 };

/* The query's parameters are, as far as it has them: the days, `full`. It answers one number:
 * how many rows or months it took away or made. */
struct upkeep_step {
	const struct db_query *query;
	int64_t full; /* an answer below it tells that nothing is left; 0: never called again */
	int every; /* rounds */
	const char *days; /* key of the configuration; 0: left out. NULL: the step takes none */
};

/* A daemon_part of each daemon whose spec has `upkeep`. */
int upkeep_start(struct daemon *daemon, struct err *err);
void upkeep_stop(struct daemon *daemon);

#endif
