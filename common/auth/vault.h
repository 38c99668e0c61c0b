/*
 * vault - files that are sealed while they are written, and read by range: recordings, voicemails.
 *
 * Owns: the form of such a file, its key (made for it alone), the file until it is whole.
 * Must not know: what is in it, whose it is.
 *
 * A file is a box (secret_seal, bound to `place`) with a key of its own and what is said `about` it, then pieces of
 * VAULT_PIECE bytes, each sealed with that key, its number, and whether it is the last one: no piece can be left out, changed,
 * put elsewhere or cut off. Nothing in it is readable. Everything here may block: call it in a job.
 */
#ifndef COMMON_AUTH_VAULT_H
#define COMMON_AUTH_VAULT_H

#include "common/auth/auth.h"

enum {
	VAULT_PIECE = 32 * 1024, /* plain bytes */
	VAULT_ABOUT_MAX = 8 * 1024,
	VAULT_PATH_MAX = 512,
	VAULT_PLACE_MAX = 128,
};

/* ---- writing: "<path>.part" while it grows ---- */

struct vault_writer;

/* -1: `err`: no key ring (NULL: none is configured), or what the disk says; there is no file. */
int vault_create(const struct key_ring *ring, const char *path, const char *place,
    struct view about, struct vault_writer **out, struct err *err);
/* -1: it can only be discarded now. */
int vault_write(struct vault_writer *writer, struct view plain, struct err *err);
int64_t vault_written(const struct vault_writer *writer); /* plain bytes */
/* The last piece, sync, rename, sync of the folder; the writer is gone. -1: it is not: vault_discard or vault_leave. */
int vault_keep(struct vault_writer *writer, struct err *err);
void vault_discard(struct vault_writer *writer); /* it is gone, and no file; NULL is nothing */
/* The writer is gone, "<path>.part" stays as it is: vault_rescue. NULL is nothing */
void vault_leave(struct vault_writer *writer);

/* What a writer left that died, or could not go on: "<path>.part" becomes the file `path`, as far as whole pieces were
 * written. -1: `err` (NOT_FOUND: there is no such part, or nothing in it: it is deleted; CONFLICT: its writer lives, here or in another
 * process). */
int vault_rescue(const struct key_ring *ring, const char *path, const char *place, struct err *err);
/* Names of a folder's files "<name><suffix>", and "<name><suffix>.part" (`part`), of the letters a-z, 0-9 and "-". At most `most`. */
enum { VAULT_NAME_SIZE = 80 };
void vault_left(const char *folder, const char *suffix, int most,
    void (*found)(void *ctx, const char *name, bool part), void *ctx);
/* The bytes of such a file are added to `out`: for what is short and lies elsewhere. */
int vault_seal(const struct key_ring *ring, const char *place, struct view plain, struct buf *out,
    struct err *err);

/* ---- reading: a file, or its bytes ---- */

struct vault_reader;

/* Its beginning and its end are proved here, each piece when it is read. -1: `err` (NOT_FOUND: there is no such file). */
int vault_open(const struct key_ring *ring, const char *path, const char *place,
    struct vault_reader **out, struct err *err);
int vault_open_bytes(const struct key_ring *ring, struct view file, const char *place,
    struct vault_reader **out, struct err *err); /* `file` is borrowed until vault_close */
struct view vault_about(const struct vault_reader *reader); /* borrowed */
int64_t vault_size(const struct vault_reader *reader); /* plain bytes */
/* Its writer could not end it: vault_rescue did. */
bool vault_cut_off(const struct vault_reader *reader);
/* The id of the key that opens the file; 0: it is none of these. -1: it can't be read. */
int vault_key(const char *path);
/* Adds `n` plain bytes from `offset` on to `out`, or as many as there are. -1: the file was changed, or can't be read. */
int vault_read(
    struct vault_reader *reader, int64_t offset, int64_t n, struct buf *out, struct err *err);
void vault_close(struct vault_reader *reader); /* NULL is nothing */

#endif
