/*
 * fuzz_image - pictures of strangers: what is decoded is within the bounds, is written anew, and is then read again.
 *
 * The chunks of a PNG get the sums that they need: else the library would read none that was changed.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* pictures that were read */

enum { SIDE = 64, OUT_MAX = 1024 * 1024, PNG_SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_MORE = 12 };

static uint32_t
png_sum(const unsigned char *p, size_t n)
{
	uint32_t sum = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		sum ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

/* Over type and content of each chunk. */
static void
png_sums_write(unsigned char *file, size_t size)
{
	size_t n;

	if (size < PNG_SIGNATURE || memcmp(file, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE) != 0)
		return;
	for (size_t at = PNG_SIGNATURE; size - at >= CHUNK_MORE; at += n + CHUNK_MORE) {
		unsigned char *chunk = file + at;
		uint32_t sum;

		n = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 |
		    chunk[3];
		if (n > size - at - CHUNK_MORE)
			return;
		sum = png_sum(chunk + 4, n + 4);
		for (int i = 0; i < 4; i++)
			chunk[CHUNK_HEAD + n + (size_t)i] = (unsigned char)(sum >> (24 - 8 * i));
	}
}

static void
write_anew(struct image *image)
{
	struct buf file = { .n = 0 };
	struct image again;
	const char *type;

	assert(image->width >= 1 && image->height >= 1 &&
	    image->width * image->height <= IMAGE_PIXELS_MAX);
	image_fit(image, 2 * SIDE);
	image_square(image, SIDE);
	assert(image->width == image->height && image->width <= SIDE);
	assert(image_encode(image, OUT_MAX, &file, &type) == IMAGE_DONE);
	assert(image_decode(buf_view(&file), &again) == IMAGE_DONE);
	assert(again.width == image->width && again.height == image->height);
	image_fini(&again);
	buf_fini(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	char *file =
	    malloc(size > 0 ? size : 1); /* its own, so that a read beyond the end is seen */

	if (size > 0)
		memcpy(file, data, size);
	png_sums_write((unsigned char *)file, size);
	(void)exif_orientation((struct view){ file, size });
	if (image_decode((struct view){ file, size }, &image) == IMAGE_DONE) {
		fuzz_reached++;
		write_anew(&image);
		image_fini(&image);
	}
	free(file);
	return 0;
}
