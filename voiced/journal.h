/*
 * journal - what happened in emergency calls, on the disk until the database has it (consistency.md, 10).
 *
 * Owns: a folder with a file for each such call; the order of what is written, off the loop; what a former process of this name left.
 * Must not know: what a step means (phases.h), the database.
 *
 * No call waits for it: a disk that says nothing costs the safety, never the call.
 * Rules: docs/decisions/0068-a-journal-of-calls-for-help.md.
 */
#ifndef VOICED_JOURNAL_H
#define VOICED_JOURNAL_H

#include "common/daemon/daemon.h"

/* The name of a file: a call's id, of hexadecimal digits and hyphens. */
enum { JOURNAL_NAME_MAX = 64, JOURNAL_FILE_MAX = 64 * 1024, JOURNAL_FILES_MAX = 1000 };

int journal_start(struct daemon *daemon, struct err *err);
/* Ends when all is written. */
void journal_stop(struct daemon *daemon);

/* A line without its end; goes behind those of that name. */
void journal_add(struct daemon *daemon, const char *name, struct view line);
/* The database has all of it. */
void journal_drop(struct daemon *daemon, const char *name);

/* What a former process of this name left, at most JOURNAL_FILES_MAX. At the start only: reads on the loop. */
void journal_read(
    struct daemon *daemon, void (*found)(void *ctx, const char *name, struct view text), void *ctx);

#endif
