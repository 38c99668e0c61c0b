/*
 * image - a picture from a stranger's bytes, and a file of our own from the picture.
 *
 * Owns: the bounds. Must not know: what it is for. Blocks: for a job, not for the loop.
 */
#ifndef COMMON_IMAGE_IMAGE_H
#define COMMON_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"
#include "common/image/result.h"

enum {
	IMAGE_SIDE_MAX = 16384, /* pixels */
	IMAGE_PIXELS_MAX = 16 * 1024 * 1024, /* 64 MiB of memory */
};

struct image {
	int width, height;
	bool lossy; /* it came as a photograph does: JPEG, or WebP */
	unsigned char *pixels; /* RGBA, row by row */
};

/* Triggers the codecs' one-time initialization, which may read files (libjpeg-turbo on Arm: /proc/cpuinfo). For a sandbox. */
void image_prepare(void);
/* Which of the four it is says the content. Nothing to free unless IMAGE_DONE; never IMAGE_TOO_LONG. */
enum image_result image_decode(struct view bytes, struct image *out);
void image_fini(struct image *image);

/* Made smaller, if need be, so that no side is longer. */
void image_fit(struct image *image, int side);
/* The square in its middle, at most so wide. */
void image_square(struct image *image, int side);

/* JPEG for a photograph without transparency, else PNG; PNG that would be longer than `max` becomes JPEG if it can.
 * `type`: "image/png" or "image/jpeg". IMAGE_DONE, or IMAGE_TOO_LONG: longer than `max`. */
enum image_result image_encode(
    const struct image *image, size_t max, struct buf *out, const char **type);

#endif
