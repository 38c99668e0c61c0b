/* scale - smaller pictures: each pixel is the mean of those that it stands for, weighed by how opaque they are. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"

struct box {
	int left, top, right, bottom;
};

static void
mean(const struct image *from, struct box box, unsigned char *out)
{
	uint64_t sum[3] = { 0 }, alpha = 0, count = 0;

	for (int y = box.top; y < box.bottom; y++) {
		const unsigned char *at =
		    from->pixels + 4 * ((size_t)y * (size_t)from->width + (size_t)box.left);

		for (int x = box.left; x < box.right; x++, at += 4, count++) {
			for (int c = 0; c < 3; c++)
				sum[c] += (uint64_t)at[c] * at[3];
			alpha += at[3];
		}
	}
	assert(count > 0); /* no picture is made larger */
	for (int c = 0; c < 3; c++)
		out[c] = (unsigned char)(alpha > 0 ? sum[c] / alpha : 0);
	out[3] = (unsigned char)(alpha / count);
}

/* The part of `image` in `box`, as width × height, neither larger than it is. */
static void
resample(struct image *image, struct box box, int width, int height)
{
	struct image made = *image;
	int64_t w = box.right - box.left, h = box.bottom - box.top;

	made.width = width;
	made.height = height;
	made.pixels = mem_new(4 * (size_t)width * (size_t)height);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			mean(image,
			    (struct box){ box.left + (int)(x * w / width),
				box.top + (int)(y * h / height),
				box.left + (int)((x + 1) * w / width),
				box.top + (int)((y + 1) * h / height) },
			    made.pixels + 4 * ((size_t)y * (size_t)width + (size_t)x));
	free(image->pixels);
	*image = made;
}

void
image_fit(struct image *image, int side)
{
	int longer = image->width > image->height ? image->width : image->height;
	int width = (int)((int64_t)image->width * side / longer);
	int height = (int)((int64_t)image->height * side / longer);

	if (longer > side)
		resample(image, (struct box){ 0, 0, image->width, image->height },
		    width > 0 ? width : 1, height > 0 ? height : 1);
}

void
image_square(struct image *image, int side)
{
	int shorter = image->width < image->height ? image->width : image->height;
	int left = (image->width - shorter) / 2, top = (image->height - shorter) / 2;
	int made = shorter < side ? shorter : side;

	resample(image, (struct box){ left, top, left + shorter, top + shorter }, made, made);
}
