/*
 * reload - a copy in memory of what tables hold: read whole, page by page, again after a change and once in a while.
 *
 * Owns: the order of the pages, when they are read again, the end of the part's memory (rounds.h).
 * Must not know: what rows say, and how they are kept.
 *
 * A reading that fails begins anew after a moment; what was taken before it stays as it is.
 */
#ifndef COMMON_DAEMON_RELOAD_H
#define COMMON_DAEMON_RELOAD_H

#include "common/daemon/rounds.h"

enum { RELOAD_KEYS_MAX = 3 };

struct reload_table {
	/* In the order of its keys. Parameters: the keys of the last row before the page, at first 0, then how many rows at most.
	 * Without keys it has no parameters, and gives all rows. */
	const struct db_query *query;
	const char *keys[RELOAD_KEYS_MAX]; /* columns, ids greater than 0; the rest NULL */
	void (*take)(void *part, const struct db_result *rows, int row);
};

struct reload_spec {
	const char *name; /* of daemon_data */
	const struct reload_table *tables; /* read one after the other */
	int table_count;
	void (*begin)(void *part); /* a reading begins; may be NULL */
	void (*finish)(void *part); /* all rows have been taken */
	int round_ms; /* until the next one */
	int soon_ms; /* after a change: others may follow it */
};

/* A part's memory, of malloc, begins with it. */
struct reload {
	struct rounds rounds;
	const struct reload_spec *spec;
	int table;
	int64_t after[RELOAD_KEYS_MAX];
	uint32_t
	    reading; /* which one it is: what was kept of a former one, and is not taken again, is not there any more */
	bool known; /* one has been finished */
	bool again; /* something has changed since it began */
};

/* The first reading begins at the loop's next turn. `spec` stays valid. */
void reload_init(struct reload *reload, struct daemon *daemon, const struct reload_spec *spec);
/* Something has changed. It may have been read already: then all is read once more. */
void reload_changed(struct reload *reload);
/* The part's stop; `reload` is gone when the last answer is back. */
void reload_stop(struct reload *reload);

#endif
