/*
 * fuzz_image - pictures of strangers: what is decoded is within the bounds, is written anew, and is then read again.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIDE = 64, OUT_MAX = 1024 * 1024 };

static void
write_anew(struct image *image)
{
	struct buf file = { .n = 0 };
	struct image again;
	const char *type;
	struct err err;

	assert(image->width >= 1 && image->height >= 1 &&
	    image->width * image->height <= IMAGE_PIXELS_MAX);
	image_fit(image, 2 * SIDE);
	image_square(image, SIDE);
	assert(image->width == image->height && image->width <= SIDE);
	assert(image_encode(image, OUT_MAX, &file, &type, &err) == 0);
	assert(image_decode(buf_view(&file), &again, &err) == 0);
	assert(again.width == image->width && again.height == image->height);
	image_fini(&again);
	buf_fini(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	struct err err;
	char *file =
	    malloc(size > 0 ? size : 1); /* its own, so that a read beyond the end is seen */

	if (size > 0)
		memcpy(file, data, size);
	(void)exif_orientation((struct view){ file, size });
	if (image_decode((struct view){ file, size }, &image, &err) == 0) {
		write_anew(&image);
		image_fini(&image);
	}
	free(file);
	return 0;
}
