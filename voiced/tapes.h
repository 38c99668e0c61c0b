/*
 * tapes - the folder of sealed recordings of this instance: what stands in it, and the rows of it.
 *
 * Owns: names in the folder (<name>.new.part while it is written, <name>.new until its row is there, <name>.tape), what a file
 *       says about itself, the rescue of what a dead daemon left, the end of what is kept no longer.
 * Must not know: calls, packets.
 */
#ifndef VOICED_TAPES_H
#define VOICED_TAPES_H

#include "common/daemon/daemon.h"
#include "voiced/tape_file.h"

int tapes_start(struct daemon *daemon, struct err *err);
void tapes_stop(struct daemon *daemon);

enum { TAPE_NAME_SIZE = 64, TAPE_CALL_SIZE = 64, TAPE_NUMBER_SIZE = 32, TAPE_SHOWN_SIZE = 324 };

/* What a recording is of. */
struct tape_about {
	int64_t tenant, agent, interaction, queue; /* the last two: 0 unknown */
	int64_t at_us; /* since 1970, by the database's clock */
	int part;
	char call[TAPE_CALL_SIZE], number[TAPE_NUMBER_SIZE], shown[TAPE_SHOWN_SIZE];
};

struct tape_keeper; /* a file that is written */

/* failed(ctx): no more of it can be kept; may come until tapes_end. */
struct tape_keeper *tapes_begin(struct daemon *daemon, const struct tape_about *about,
    void (*failed)(void *ctx, const struct err *err), void *ctx);
void tapes_add(struct tape_keeper *keeper, struct tape_chunk *chunk); /* takes it over */
/* The keeper is gone; file and row come to be. */
void tapes_end(struct tape_keeper *keeper);

/* Where a recording lies that an instance of this name and folder made. */
bool tapes_path(struct daemon *daemon, const char *place, const char *file, char *out, size_t size);
void tapes_place(const char *file, char out[VAULT_PLACE_MAX]); /* what it is sealed for */

#endif
