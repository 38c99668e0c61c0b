/*
 * audit_table - what is to be noted in the audit log, counted until it is written.
 *
 * Owns: a count for each note, and when it is due: a second after it was first made, then once a minute while it is repeated. So an
 *       attack, or a page that polls, is a line a minute.
 *       What actors have done is kept apart from what strangers tried, so that neither takes the other's places, and loses its key
 *       only where more than AUDIT_ACTORS_MAX different notes wait to be written: then it is counted by act and actor.
 *       What strangers tried at an account or a key is noted with AUDIT_SOURCES_MAX sources a minute, and beyond these without one; what
 *       they tried at nothing that is known has as many, and is AUDIT_OTHERS beyond.
 *       Each part has a bound on its memory; at the end of all none is taken.
 * Must not know: requests, the database, the clock.
 */
#ifndef COMMON_DAEMON_AUDIT_TABLE_H
#define COMMON_DAEMON_AUDIT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	AUDIT_ACTORS_MAX = 16384,
	AUDIT_STRANGERS_MAX = 8192,
	AUDIT_OTHERS_MAX = 512, /* besides, in each of the two */
	AUDIT_SOURCES_MAX = 20,
	AUDIT_TAKE_MAX = 1000, /* handed over at once */
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
	/* The actor's. user and api_key 0: a stranger, who tried something in `tenant`. */
	int64_t tenant, user, api_key;
	int64_t key;
	char source[AUDIT_SOURCE_SIZE];
	/* A name under which tries are counted; whose it is is found when it is written. */
	char account[AUDIT_ACCOUNT_SIZE];
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
/* True: actors' notes have no place left, and get some when what there is is written. */
bool audit_table_full(const struct audit_table *table);
/* Hands over what is due, or `all` that was counted, AUDIT_TAKE_MAX at most; what was not repeated in its minute is forgotten. True:
 * there is more. */
bool audit_table_take(struct audit_table *table, int64_t now_ms, bool all,
    void (*each)(void *ctx, const struct audit_count *count), void *ctx);

#endif
