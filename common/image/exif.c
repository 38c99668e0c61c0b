/* exif - which way up a photograph is: the one field of its metadata that counts, since all of them are dropped. */
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"

enum { TIFF_AT = 6, ENTRY_BYTES = 12, ENTRIES_MAX = 200, ORIENTATION = 0x0112, SHORT = 3 };

struct reader {
	struct view tiff;
	bool little;
};

/* 0 beyond the end. */
static unsigned
number(const struct reader *reader, size_t at, int bytes)
{
	unsigned value = 0;

	if (at > reader->tiff.n || (size_t)bytes > reader->tiff.n - at)
		return 0;
	for (int i = 0; i < bytes; i++)
		value = value << 8 |
		    (unsigned char)
			reader->tiff.p[at + (size_t)(reader->little ? bytes - 1 - i : i)];
	return value;
}

static int
entry_orientation(const struct reader *reader, size_t at)
{
	unsigned value = number(reader, at + 8, 2);

	if (number(reader, at, 2) != ORIENTATION || number(reader, at + 2, 2) != SHORT)
		return 0;
	return value >= 1 && value <= 8 ? (int)value : 1;
}

int
exif_orientation(struct view bytes)
{
	struct reader reader = { .little = false };
	size_t first;
	unsigned count;
	int found;

	if (bytes.n < TIFF_AT + 8 || memcmp(bytes.p, "Exif\0\0", TIFF_AT) != 0)
		return 1;
	reader.tiff = (struct view){ bytes.p + TIFF_AT, bytes.n - TIFF_AT };
	reader.little = reader.tiff.p[0] == 'I';
	first = number(&reader, 4, 4);
	count = number(&reader, first, 2);
	for (unsigned i = 0; i < count && i < ENTRIES_MAX; i++) {
		found = entry_orientation(&reader, first + 2 + (size_t)i * ENTRY_BYTES);
		if (found != 0)
			return found;
	}
	return 1;
}

static void
swap(unsigned char *a, unsigned char *b)
{
	unsigned char kept[4];

	memcpy(kept, a, 4);
	memcpy(a, b, 4);
	memcpy(b, kept, 4);
}

static unsigned char *
pixel(const struct image *image, int x, int y)
{
	return image->pixels + 4 * ((size_t)y * (size_t)image->width + (size_t)x);
}

static void
mirror(struct image *image, bool across, bool down)
{
	for (int y = 0; across && y < image->height; y++)
		for (int x = 0; x < image->width / 2; x++)
			swap(pixel(image, x, y), pixel(image, image->width - 1 - x, y));
	for (int y = 0; down && y < image->height / 2; y++)
		for (int x = 0; x < image->width; x++)
			swap(pixel(image, x, y), pixel(image, x, image->height - 1 - y));
}

/* Rows become columns. */
static void
transpose(struct image *image)
{
	struct image turned = *image;

	turned.width = image->height;
	turned.height = image->width;
	turned.pixels = mem_new(4 * (size_t)image->width * (size_t)image->height);
	for (int y = 0; y < image->height; y++)
		for (int x = 0; x < image->width; x++)
			memcpy(pixel(&turned, y, x), pixel(image, x, y), 4);
	free(image->pixels);
	*image = turned;
}

void
image_upright(struct image *image, int orientation)
{
	/* What each says, as a transposition and then two mirrors. */
	static const struct {
		bool turned, across, down;
	} steps[] = {
		[1] = { false, false, false },
		[2] = { false, true, false },
		[3] = { false, true, true },
		[4] = { false, false, true },
		[5] = { true, false, false },
		[6] = { true, true, false },
		[7] = { true, true, true },
		[8] = { true, false, true },
	};

	if (steps[orientation].turned)
		transpose(image);
	mirror(image, steps[orientation].across, steps[orientation].down);
}
