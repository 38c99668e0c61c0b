/*
 * tape_file - the file of a tape: sealed as it is written (vault.h), one job at a time.
 *
 * Owns: chunks until they are written; what got lost on the way stays silent, so that all behind it stands where it was said.
 * Must not know: calls, packets.
 */
#ifndef VOICED_TAPE_FILE_H
#define VOICED_TAPE_FILE_H

#include "common/auth/vault.h"
#include "common/loop/loop.h"
#include "voiced/core/tape.h"

enum { TAPE_WAITING_MAX = 120 }; /* seconds that the disk has not taken yet */

struct tape_file;

struct tape_file_spec {
	const struct key_ring *ring;
	const char *path, *place; /* as vault_create has them */
	struct view about;
	void (*failed)(
	    void *ctx, const struct err *err); /* no more is written; once, before `over` */
	/* The last event, after tape_file_end. err NULL: all is on the disk. Else the part stays, to be rescued. */
	void (*over)(void *ctx, const struct err *err, int64_t frames);
	void *ctx;
};

/* Creates the file at once. */
struct tape_file *tape_file_new(uv_loop_t *loop, const struct tape_file_spec *spec);
void tape_file_add(struct tape_file *file, struct tape_chunk *chunk); /* takes it over */
void tape_file_end(struct tape_file *file);

#endif
