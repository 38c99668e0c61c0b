/*
 * recording - the file of a recording: sealed as it is written (a vault), beside its name, synced, then renamed.
 *
 * Owns: the file until it is whole; how a sealed file becomes a WAV file again. Must not know: packets. Lives on the daemon's
 * loop; what blocks runs in jobs, one at a time.
 */
#ifndef VOICED_MEDIA_RECORDING_H
#define VOICED_MEDIA_RECORDING_H

#include "common/auth/vault.h"
#include "common/loop/loop.h"
#include "voiced/media/recorder.h"

enum { RECORDING_WAITING_MAX = 120 }; /* chunks that the disk has not taken yet */

struct recording;
struct record_spec;

/* `done` is called exactly once, after recording_finish or recording_discard, never inside them: `err` NULL: the file
 * spec->path is there, whole and on the disk. Else there is none. `failed`, at most once before: the disk takes no more, what still comes is lost. */
struct recording *recording_new(uv_loop_t *loop, const struct record_spec *spec, enum g711_law law,
    void (*failed)(void *ctx), void (*done)(void *ctx, const struct err *err), void *ctx);
void recording_add(struct recording *recording, struct record_chunk *chunk); /* takes it over */
void recording_finish(
    struct recording *recording, bool whole); /* not whole: a part got lost, no file is left */
void recording_discard(
    struct recording *recording); /* leaves no file; after finish it changes nothing */

/* Adds all of a recording's file to `out`, as a WAV file: the sealed one was begun before its length was known. It may
 * block. -1: `err` says what is wrong with it. */
int recording_wav(struct vault_reader *reader, struct buf *out, struct err *err);
int64_t recording_ms(const struct vault_reader *reader);
/* Of it, what is no silence; 0 as well if it can't be read. It may block. */
int64_t recording_loud_ms(struct vault_reader *reader);

#endif
