/*
 * png - PNG by libpng's simplified interface, which reads every kind into RGBA.
 *
 * It gets only the chunks that pixels are made of: for others (texts, profiles) it takes as much memory as the file says
 * that they need.
 */
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"

enum { SIGNATURE_BYTES = 8, CHUNK_MORE = 12, SMALL_MAX = 1024 };

static bool
is_kept(const char *type, size_t n)
{
	static const char *const small[] = { "IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IEND" };

	if (memcmp(type, "IDAT", 4) == 0)
		return true;
	for (size_t i = 0; n <= SMALL_MAX && i < sizeof(small) / sizeof(small[0]); i++)
		if (memcmp(type, small[i], 4) == 0)
			return true;
	return false;
}

static size_t
length_at(struct view bytes, size_t at)
{
	const unsigned char *p = (const unsigned char *)bytes.p + at;

	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void
keep_chunks(struct view bytes, struct buf *out)
{
	size_t n;

	buf_add(out, bytes.p, SIGNATURE_BYTES);
	for (size_t at = SIGNATURE_BYTES; bytes.n - at >= CHUNK_MORE; at += n + CHUNK_MORE) {
		n = length_at(bytes, at);
		if (n > bytes.n - at - CHUNK_MORE)
			return;
		if (is_kept(bytes.p + at + 4, n))
			buf_add(out, bytes.p + at, n + CHUNK_MORE);
	}
}

static bool
read_kept(struct view bytes, struct image *out)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	bool good;

	if (png_image_begin_read_from_memory(&png, bytes.p, bytes.n) == 0)
		return false;
	png.format = PNG_FORMAT_RGBA;
	good = image_make(out, png.width, png.height) &&
	    png_image_finish_read(&png, NULL, out->pixels, 0, NULL) != 0;
	png_image_free(&png);
	return good;
}

bool
png_read(struct view bytes, struct image *out)
{
	struct buf kept = { .n = 0 };
	bool good;

	keep_chunks(bytes, &kept);
	good = read_kept(buf_view(&kept), out);
	buf_fini(&kept);
	return good;
}

/* Without its fourth bytes, where they say nothing. */
static unsigned char *
without_alpha(const struct image *image)
{
	size_t count = (size_t)image->width * (size_t)image->height;
	unsigned char *rgb = mem_new(3 * count);

	for (size_t i = 0; i < count; i++)
		memcpy(rgb + 3 * i, image->pixels + 4 * i, 3);
	return rgb;
}

bool
png_write(const struct image *image, bool opaque, struct buf *out)
{
	png_image png = { .version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)image->width,
		.height = (png_uint_32)image->height,
		.format = opaque ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA };
	unsigned char *rgb = opaque ? without_alpha(image) : NULL;
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
	char *file = mem_new(size);
	bool good = png_image_write_to_memory(
			&png, file, &size, 0, opaque ? rgb : image->pixels, 0, NULL) != 0;

	if (good)
		buf_add(out, file, size);
	free(file);
	free(rgb);
	return good && !out->full;
}
