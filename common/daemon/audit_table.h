/*
 * audit_table - what is to be noted in the audit log, counted until it is written.
 *
 * Owns: a count for each note, and when it is due: a second after it was first made, then once a minute while it is repeated. So an
 *       attack, or a page that polls, is a line a minute. Bounded: beyond AUDIT_NOTES_MAX different notes, further ones are counted by
 *       act and actor alone, with the word AUDIT_OTHERS; beyond twice as many none is taken.
 * Must not know: requests, the database, the clock.
 */
#ifndef COMMON_DAEMON_AUDIT_TABLE_H
#define COMMON_DAEMON_AUDIT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	AUDIT_NOTES_MAX = 512,
	AUDIT_SOON_MS = 1000,
	AUDIT_WINDOW_MS = 60000,
	AUDIT_SOURCE_SIZE = 64,
	AUDIT_ACCOUNT_SIZE = 168
};
#define AUDIT_OTHERS "others"

/* One constant for each thing that is noted. */
struct audit_act {
	const char *action; /* presence.audit_notes knows it */
	int kind; /* of what `key` names: a number of messages.def */
	const char *resource; /* of a kind that has several; NULL: none */
};

/* What makes two notes the same; 0, NULL and "" where there is none. Texts that are not arrays must be constants. */
struct audit_note {
	const struct audit_act *act;
	const char *why, *role; /* role of the actor; NULL: a stranger */
	int64_t tenant, user,
	    api_key; /* the actor's; user and api_key 0: a stranger, who tried something in `tenant` */
	int64_t key;
	char source[AUDIT_SOURCE_SIZE];
	char account
	    [AUDIT_ACCOUNT_SIZE]; /* a name under which tries are counted; whose it is is found when it is written */
};

struct audit_count {
	struct audit_note note;
	char username[AUDIT_ACCOUNT_SIZE]; /* account as it was typed first */
	int64_t times, since_us;
};

struct audit_table;

struct audit_table *audit_table_new(void);
void audit_table_free(struct audit_table *table);
/* username: as it was typed; empty: none, or too long to be anybody's. False: not taken. */
bool audit_table_add(struct audit_table *table, const struct audit_note *note, struct view username,
    int64_t now_ms, int64_t now_us);
/* Hands over what is due, or `all` that was counted; what was not repeated in its minute is forgotten. */
void audit_table_take(struct audit_table *table, int64_t now_ms, bool all,
    void (*each)(void *ctx, const struct audit_count *count), void *ctx);

#endif
