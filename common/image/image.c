/* image - see image.h */
#include "common/image/image.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/media_type.h"
#include "common/image/codec.h"

static const struct {
	const char *type;
	bool (*read)(struct view bytes, struct image *out);
	bool lossy;
} readers[] = {
	{ "image/png", png_read, false },
	{ "image/jpeg", jpeg_read, true },
	{ "image/gif", gif_read, false },
	{ "image/webp", webp_read, true },
};

void
image_prepare(void)
{
	struct image image = { .lossy = true };
	struct buf file = { .n = 0 };

	if (image_make(&image, 1, 1)) {
		image.pixels[3] = 255; /* opaque: as JPEG */
		(void)jpeg_write(&image, &file);
	}
	image_fini(&image);
	if (jpeg_read(buf_view(&file), &image))
		image_fini(&image);
	buf_fini(&file);
}

bool
image_make(struct image *image, int64_t width, int64_t height)
{
	if (width < 1 || height < 1 || width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX ||
	    width * height > IMAGE_PIXELS_MAX)
		return false;
	image->width = (int)width;
	image->height = (int)height;
	image->pixels = mem_zero((size_t)width * (size_t)height, 4);
	return true;
}

enum image_result
image_decode(struct view bytes, struct image *out)
{
	const char *type = media_type(bytes);

	for (size_t i = 0; type != NULL && i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (strcmp(type, readers[i].type) != 0)
			continue;
		*out = (struct image){ .lossy = readers[i].lossy };
		if (readers[i].read(bytes, out))
			return IMAGE_DONE;
		image_fini(out);
		return IMAGE_DAMAGED;
	}
	return IMAGE_OF_NO_FORMAT;
}

void
image_fini(struct image *image)
{
	free(image->pixels);
	image->pixels = NULL;
}

static bool
is_opaque(const struct image *image)
{
	size_t count = (size_t)image->width * (size_t)image->height;

	for (size_t i = 0; i < count; i++)
		if (image->pixels[4 * i + 3] != 255)
			return false;
	return true;
}

enum image_result
image_encode(const struct image *image, size_t max, struct buf *out, const char **type)
{
	bool opaque = is_opaque(image);

	buf_clear(out);
	*type = "image/png";
	if (!(opaque && image->lossy) && png_write(image, opaque, out) && out->n <= max)
		return IMAGE_DONE;
	buf_clear(out);
	*type = "image/jpeg";
	if (opaque && jpeg_write(image, out) && out->n <= max)
		return IMAGE_DONE;
	return IMAGE_TOO_LONG;
}
