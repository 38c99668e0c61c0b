/*
 * task - one picture to be written anew: what chatd tells the process that does it, and what it answers.
 *
 * Owns: the bytes between the two programs of one release, and what a result means for whoever sent the picture.
 * Must not know: codecs (image.h), processes. What the other process answers is judged like a stranger's bytes: it may have
 * been taken over by the picture (docs/decisions/0113).
 */
#ifndef COMMON_IMAGE_TASK_H
#define COMMON_IMAGE_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"
#include "common/image/result.h"

enum {
	IMAGE_FILES_MAX = 2, /* of one picture */
	IMAGE_SOURCE_BYTES_MAX = 2 * 1024 * 1024,
	IMAGE_FILE_BYTES_MAX = 2 * 1024 * 1024,
	IMAGE_SIDE_WANTED_MAX = 4096, /* pixels */
	IMAGE_REPLY_BYTES_MAX =
	    64 + IMAGE_FILES_MAX * IMAGE_FILE_BYTES_MAX, /* its head is shorter than 64 */
};

/* image_fit, image_square */
enum image_shape { IMAGE_FIT, IMAGE_SQUARE, IMAGE_SHAPES };

/* A file to make of the picture. */
struct image_spec {
	uint32_t shape; /* enum image_shape */
	uint32_t side; /* pixels, 1 to IMAGE_SIDE_WANTED_MAX */
	uint32_t bytes_max; /* 1 to IMAGE_FILE_BYTES_MAX */
};

struct image_task {
	struct image_spec specs
	    [IMAGE_FILES_MAX]; /* each of the picture as the one before has left it: larger ones first */
	uint32_t count; /* 1 to IMAGE_FILES_MAX */
	struct view source; /* 1 to IMAGE_SOURCE_BYTES_MAX bytes, borrowed */
};

/* What goes before `source`. */
void image_task_head(const struct image_task *task, struct buf *out);
/* Head and source; `out->source` lies in `bytes`. False: not of this release, or beyond the ranges above. */
bool image_task_decode(struct view bytes, struct image_task *out);

struct image_file {
	const char *type; /* "image/png" or "image/jpeg" */
	struct view bytes;
};

struct image_reply {
	enum image_result result;
	struct image_file
	    files[IMAGE_FILES_MAX]; /* as many as the task asked for; empty unless IMAGE_DONE */
};

void image_reply_encode(const struct image_reply *reply, uint32_t count, struct buf *out);
/* The files lie in `bytes`. False: this is no answer to `task`. A file begins as its type does and is not longer than asked for;
 * that it is a picture throughout can't be said without decoding it. */
bool image_reply_decode(struct view bytes, const struct image_task *task, struct image_reply *out);

/* What to tell whoever sent the picture. -1, but 0 for IMAGE_DONE. */
int image_result_err(enum image_result result, struct err *err);

#endif
