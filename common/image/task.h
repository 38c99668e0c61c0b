/*
 * task - the protocol between chatd and the helper process that re-encodes one picture.
 *
 * Owns: the encoding of task and reply, and the error for the client per result. Must not know: codecs (image.h), processes.
 * The reply is untrusted input: the picture may have compromised the helper (docs/decisions/0113).
 */
#ifndef COMMON_IMAGE_TASK_H
#define COMMON_IMAGE_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"
#include "common/image/result.h"

enum {
	IMAGE_FILES_MAX = 2, /* per picture */
	IMAGE_SOURCE_BYTES_MAX = 2 * 1024 * 1024,
	IMAGE_FILE_BYTES_MAX = 2 * 1024 * 1024,
	IMAGE_SIDE_WANTED_MAX = 4096, /* pixels */
	/* the head has at most 64 */
	IMAGE_REPLY_BYTES_MAX = 64 + IMAGE_FILES_MAX * IMAGE_FILE_BYTES_MAX,
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
	/* Each file is made from the result of the previous one, so larger ones come first. */
	struct image_spec specs[IMAGE_FILES_MAX];
	uint32_t count; /* of specs, 1 to IMAGE_FILES_MAX */
	struct view source; /* borrowed, 1 to IMAGE_SOURCE_BYTES_MAX bytes */
};

/* Appends the head, which precedes the bytes of the source. */
void image_task_head(const struct image_task *task, struct buf *out);
/* Decodes head and source; `out->source` points into `bytes`. Returns false for another version or a value out of range. */
bool image_task_decode(struct view bytes, struct image_task *out);

struct image_file {
	const char *type; /* "image/png" or "image/jpeg" */
	struct view bytes;
};

struct image_reply {
	enum image_result result;
	/* One per spec of the task; empty unless IMAGE_DONE. */
	struct image_file files[IMAGE_FILES_MAX];
};

void image_reply_encode(const struct image_reply *reply, uint32_t count, struct buf *out);
/* The files point into `bytes`. Returns false if this is no valid reply to `task`. Checks each file's length and signature, not that it
 * is a valid picture, which would need a decoder. */
bool image_reply_decode(struct view bytes, const struct image_task *task, struct image_reply *out);

/* Fills `err` for the client and returns -1; returns 0 for IMAGE_DONE. */
int image_result_err(enum image_result result, struct err *err);

#endif
