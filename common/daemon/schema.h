/*
 * schema - is the database's schema one that this release can live with (consistency.md, 15)?
 *
 * Owns: the range. Must not know: what the migrations do.
 */
#ifndef COMMON_DAEMON_SCHEMA_H
#define COMMON_DAEMON_SCHEMA_H

#include <stdint.h>

#include "common/base/err.h"

struct daemon;

enum {
	SCHEMA_NEEDED = 465, /* the newest migration in sql/migrations when this was built */
	SCHEMA_CONTRACT = 0, /* the newest contract migration that this release was made for */
};

/* -1: `err` says what to do. */
int schema_judge(int64_t version, int64_t contract, struct err *err);

/* Reads and judges; then `well` on the loop, or the daemon stops with one clear line. A read
 * that fails is tried again at the next connect. */
void schema_check(struct daemon *daemon, void (*well)(struct daemon *daemon));

#endif
