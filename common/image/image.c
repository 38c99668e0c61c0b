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

int
image_decode(struct view bytes, struct image *out, struct err *err)
{
	const char *type = media_type(bytes);

	for (size_t i = 0; type != NULL && i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (strcmp(type, readers[i].type) != 0)
			continue;
		*out = (struct image){ .lossy = readers[i].lossy };
		if (readers[i].read(bytes, out))
			return 0;
		image_fini(out);
		return err_set(
		    err, ERR_BAD_REQUEST, NULL, "The image is damaged, or has too many pixels");
	}
	return err_set(err, ERR_BAD_REQUEST, NULL, "An image is PNG, JPEG, GIF or WebP");
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

int
image_encode(
    const struct image *image, size_t max, struct buf *out, const char **type, struct err *err)
{
	bool opaque = is_opaque(image);

	buf_clear(out);
	*type = "image/png";
	if (!(opaque && image->lossy) && png_write(image, opaque, out) && out->n <= max)
		return 0;
	buf_clear(out);
	*type = "image/jpeg";
	if (opaque && jpeg_write(image, out) && out->n <= max)
		return 0;
	return err_set(err, ERR_TOO_LARGE, NULL, "The image is too large");
}
