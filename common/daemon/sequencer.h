/*
 * sequencer - calls ops.sequence after this process's commits (consistency.md, 3).
 *
 * Owns: when: at most every 10 ms, one call in flight; when a look finds batches that wait (instance.h);
 *       and every few seconds in any case, for events that no batch tells of (ops.orphans_add).
 * Must not know: what the events are.
 */
#ifndef COMMON_DAEMON_SEQUENCER_H
#define COMMON_DAEMON_SEQUENCER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/loop/loop.h"

enum { SEQUENCER_GAP_MS = 10, SEQUENCER_SLOW_MS = 3000, SEQUENCER_LIMIT = 1000 };

struct daemon;

struct sequencer {
	struct daemon *daemon;
	struct timer timer;
	int64_t commits; /* of this process that may have made events */
	int64_t seen; /* of them, those that the last call has covered, itself among them */
	int64_t last_ms; /* when it was made */
	bool calling, running;
};

void sequencer_init(struct sequencer *sequencer, struct daemon *daemon);
void sequencer_start(struct sequencer *sequencer);
void sequencer_committed(struct sequencer *sequencer); /* after each commit of this process */
void sequencer_needed(struct sequencer *sequencer); /* batches wait to be numbered */
void sequencer_stop(struct sequencer *sequencer);

#endif
