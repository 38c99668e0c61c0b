/*
 * keys - what the verbs of `trunklinectl keys` share: the columns of the database that have sealed secrets.
 *
 * Owns: nothing. The table is common/auth/sealed_columns.def.
 */
#ifndef CTL_KEYS_H
#define CTL_KEYS_H

#include "ctl/ctl.h"

struct sealed_column {
	const char *table, *column, *purpose; /* of the places */
	const char *id, *match, *row; /* SQL: see there */
};

/* Ends with a row whose table is NULL. */
extern const struct sealed_column sealed_columns[];

/* Seals each secret anew that is not sealed with a derived key of the ring's last one. Prints what it did; returns the exit status: 1 if a
 * secret does not open, or the database fails. */
int keys_reseal(PGconn *db, const char *ring_path);

#endif
