/*
 * image - a picture from a stranger's bytes, and a file of our own from the picture.
 *
 * Owns: the bounds. Must not know: what it is for. Blocks: for a job, not for the loop.
 */
#ifndef COMMON_IMAGE_IMAGE_H
#define COMMON_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	IMAGE_SIDE_MAX = 16384, /* pixels */
	IMAGE_PIXELS_MAX = 16 * 1024 * 1024, /* 64 MiB of memory */
};

struct image {
	int width, height;
	bool lossy; /* it came as a photograph does: JPEG, or WebP */
	unsigned char *pixels; /* RGBA, row by row */
};

/* Which of the four it is says the content. -1: none of them (field ""), damaged, or too many pixels; nothing to free then. */
int image_decode(struct view bytes, struct image *out, struct err *err);
void image_fini(struct image *image);

/* Made smaller, if need be, so that no side is longer. */
void image_fit(struct image *image, int side);
/* The square in its middle, at most so wide. */
void image_square(struct image *image, int side);

/* JPEG for a photograph without transparency, else PNG; PNG that would be longer than `max` becomes JPEG if it can.
 * `type`: "image/png" or "image/jpeg". -1: longer than `max`. */
int image_encode(
    const struct image *image, size_t max, struct buf *out, const char **type, struct err *err);

#endif
