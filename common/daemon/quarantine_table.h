/*
 * quarantine_table - crashes of the process by the peer that caused them, and until when each peer is refused, as a file holds them.
 *
 * Owns: the format, the rule: a second crash within an hour refuses a peer for 10 minutes, each further one for twice as
 *       long, at most as its kind says (input_mark.h). The hour begins again when a refusal is over.
 * Must not know: files, clocks (times are microseconds of the machine's monotonic clock), what the peers stand for.
 *
 * The bytes are judged as input: whatever a file holds, the functions below stay within it, and what can't be true is
 * dropped.
 */
#ifndef COMMON_DAEMON_QUARANTINE_TABLE_H
#define COMMON_DAEMON_QUARANTINE_TABLE_H

#include <stdint.h>

#include "common/base/input_mark.h"

enum {
	QUARANTINE_ROWS = 64,
	QUARANTINE_VERSION = 1,
	QUARANTINE_CRASHES_MAX = 1000000,
	QUARANTINE_SIGNAL_MAX = 64,
};

#define QUARANTINE_MAGIC "TLinput"
#define QUARANTINE_WINDOW_US (INT64_C(3600) * 1000000)
#define QUARANTINE_FIRST_US (INT64_C(600) * 1000000)
#define QUARANTINE_MAX_US (INT64_C(86400) * 1000000)

struct quarantine_row {
	struct input_peer peer; /* INPUT_NONE: the row is free */
	int64_t crashes, last_us;
	int64_t until_us; /* 0: it was never refused */
};

struct quarantine_table {
	char magic[8]; /* QUARANTINE_MAGIC */
	int64_t version;
	char boot[40]; /* the kernel's boot_id: the times are of its clock */
	struct input_peer mark; /* the peer whose input the process works on */
	int64_t signal; /* that ended the process: a crash (crash_signal.h); 0: none did */
	struct quarantine_row rows[QUARANTINE_ROWS];
};

/* To be called before anything else. Empties a table that is none, or is from before the machine started again (`boot` differs); frees rows that
 * can't be true, and those whose hour is over. */
void quarantine_table_repair(struct quarantine_table *table, const char *boot, int64_t now_us);
/* If a signal ended the process while it worked on a peer's input, counts a crash of that peer and returns its row; else NULL. Clears the mark and
 * the signal. limit: so many crashes within the window refuse the peer; > 0. The row that matters least makes room. */
const struct quarantine_row *quarantine_table_crash(
    struct quarantine_table *table, int64_t limit, int64_t now_us);
/* How long this peer is still refused; 0: it is not. */
int64_t quarantine_table_left_us(
    const struct quarantine_table *table, const struct input_peer *peer, int64_t now_us);
/* How many are. */
int quarantine_table_count(const struct quarantine_table *table, int64_t now_us);

#endif
