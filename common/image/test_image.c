/* image: the four formats by content, their bounds, which way up, smaller and square, and that nothing of the file stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <webp/encode.h>

#include <cmocka.h>

#include "common/image/codec.h"

enum { MAX = 2 * 1024 * 1024 };

/* 2 × 1: red and a transparent one. */
static const unsigned char gif[] = "GIF89a\2\0\1\0\x80\0\0\xff\0\0\0\0\xff!\xf9\4\1\0\0\1\0"
				   ",\0\0\0\0\2\0\1\0\0\2\2\x44\n\0;";

/* Left half red, the rest blue; the top left pixel as it is said. */
static struct image
picture(int width, int height, bool lossy, unsigned char alpha)
{
	struct image made = { .lossy = lossy };

	assert_true(image_make(&made, width, height));
	for (int i = 0; i < width * height; i++) {
		made.pixels[4L * i] = i % width < width / 2 ? 255 : 0;
		made.pixels[4L * i + 2] = i % width < width / 2 ? 0 : 255;
		made.pixels[4L * i + 3] = 255;
	}
	made.pixels[3] = alpha;
	return made;
}

static const char *
encode(struct image *image, struct buf *out)
{
	const char *type;

	assert_int_equal(image_encode(image, MAX, out, &type), IMAGE_DONE);
	image_fini(image);
	return type;
}

static void
decode(struct view bytes, int width, int height, struct image *out)
{
	assert_int_equal(image_decode(bytes, out), IMAGE_DONE);
	assert_int_equal(out->width, width);
	assert_int_equal(out->height, height);
}

static const unsigned char *
at(const struct image *image, int x, int y)
{
	return image->pixels + 4 * ((size_t)y * (size_t)image->width + (size_t)x);
}

static void
assert_red(const struct image *image, int x, int y)
{
	assert_true(at(image, x, y)[0] > 240 && at(image, x, y)[2] < 15);
}

static void
assert_blue(const struct image *image, int x, int y)
{
	assert_true(at(image, x, y)[0] < 15 && at(image, x, y)[2] > 240);
}

static void
photographs_stay_jpeg_and_what_is_transparent_png(void **unused)
{
	static const struct {
		bool lossy;
		unsigned char alpha;
		const char *type;
	} cases[] = { { true, 255, "image/jpeg" }, { false, 255, "image/png" },
		{ true, 0, "image/png" }, { false, 0, "image/png" } };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct image image = picture(64, 32, cases[i].lossy, cases[i].alpha);
		struct buf file = { .n = 0 };

		assert_string_equal(encode(&image, &file), cases[i].type);
		decode(buf_view(&file), 64, 32, &image);
		assert_red(&image, 8, 16);
		assert_blue(&image, 56, 16);
		assert_int_equal(at(&image, 0, 0)[3], cases[i].alpha);
		image_fini(&image);
		buf_fini(&file);
	}
}

static void
gif_and_webp_are_read(void **unused)
{
	struct image image = picture(20, 10, false, 0);
	uint8_t *webp = NULL;
	size_t n = WebPEncodeLosslessRGBA(image.pixels, 20, 10, 80, &webp);

	(void)unused;
	image_fini(&image);
	decode((struct view){ (const char *)webp, n }, 20, 10, &image);
	assert_red(&image, 5, 5);
	assert_int_equal(at(&image, 0, 0)[3], 0);
	image_fini(&image);
	WebPFree(webp);

	decode((struct view){ (const char *)gif, sizeof(gif) - 1 }, 2, 1, &image);
	assert_red(&image, 0, 0);
	assert_int_equal(at(&image, 0, 0)[3], 255);
	assert_int_equal(at(&image, 1, 0)[3], 0);
	image_fini(&image);
}

static void
what_is_no_image_or_half_of_one_is_refused(void **unused)
{
	struct image image = picture(64, 32, false, 255);
	struct buf file = { .n = 0 };

	(void)unused;
	(void)encode(&image, &file);
	for (size_t n = 0; n < file.n - 20; n++) /* its last chunk says nothing */
		assert_int_not_equal(image_decode((struct view){ file.p, n }, &image), IMAGE_DONE);
	assert_int_equal(image_decode(VIEW("<svg xmlns='x'/>"), &image), IMAGE_OF_NO_FORMAT);
	assert_int_equal(image_decode(VIEW("%PDF-1.7"), &image), IMAGE_OF_NO_FORMAT);
	assert_int_equal(image_decode((struct view){ (const char *)gif, sizeof(gif) - 5 }, &image),
	    IMAGE_DAMAGED);
	buf_fini(&file);
}

/* Heads that promise 60,000 × 60,000: refused before a pixel is decoded. */
static void
a_bomb_is_refused_by_its_size(void **unused)
{
	struct image image = picture(64, 32, true, 255);
	struct buf file = { .n = 0 };
	char wide[sizeof(gif)];

	(void)unused;
	(void)encode(&image, &file);
	for (size_t i = 0; i + 9 < file.n; i++)
		if (memcmp(file.p + i, "\xff\xc0", 2) == 0)
			memcpy(file.p + i + 5, "\xea\x60\xea\x60", 4);
	assert_int_equal(image_decode(buf_view(&file), &image), IMAGE_DAMAGED);
	memcpy(wide, gif, sizeof(gif));
	memcpy(wide + 6, "\x60\xea\x60\xea", 4);
	assert_int_equal(
	    image_decode((struct view){ wide, sizeof(gif) - 1 }, &image), IMAGE_DAMAGED);
	assert_false(image_make(&image, IMAGE_SIDE_MAX, IMAGE_PIXELS_MAX / IMAGE_SIDE_MAX + 1));
	assert_false(image_make(&image, IMAGE_SIDE_MAX + 1, 1));
	assert_false(image_make(&image, 0, 1));
	buf_fini(&file);
}

/* A JPEG whose Exif says `orientation`, with words that must not stay. */
static void
with_exif(struct buf *file, char orientation)
{
	char app1[] =
	    "\xff\xe1\0\x33"
	    "Exif\0\0MM\0\x2a\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0?\0\0\0\0\0\0GPS 59.3N 18.0E!!!!!";
	struct buf made = { .n = 0 };

	*(char *)memchr(app1 + 4, '?', sizeof(app1) - 4) = orientation;
	app1[3] = (char)(sizeof(app1) - 1 - 2);
	buf_add(&made, file->p, 2);
	buf_add(&made, app1, sizeof(app1) - 1);
	buf_add(&made, file->p + 2, file->n - 2);
	buf_fini(file);
	*file = made;
}

static void
a_photograph_is_turned_upright_and_its_metadata_are_gone(void **unused)
{
	/* Where the left half is, then. */
	static const struct {
		char orientation;
		int width, height, red_x, red_y;
	} cases[] = { { 1, 64, 32, 8, 16 }, { 2, 64, 32, 56, 16 }, { 3, 64, 32, 56, 16 },
		{ 4, 64, 32, 8, 16 }, { 5, 32, 64, 16, 8 }, { 6, 32, 64, 16, 8 },
		{ 7, 32, 64, 16, 56 }, { 8, 32, 64, 16, 56 }, { 9, 64, 32, 8, 16 } };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct image image = picture(64, 32, true, 255);
		struct buf file = { .n = 0 };

		(void)encode(&image, &file);
		with_exif(&file, cases[i].orientation);
		decode(buf_view(&file), cases[i].width, cases[i].height, &image);
		assert_red(&image, cases[i].red_x, cases[i].red_y);
		assert_blue(&image, cases[i].width - 1 - cases[i].red_x,
		    cases[i].height - 1 - cases[i].red_y);
		assert_non_null(memmem(file.p, file.n, "GPS", 3));
		(void)encode(&image, &file);
		assert_null(memmem(file.p, file.n, "GPS", 3));
		assert_null(memmem(file.p, file.n, "Exif", 4));
		buf_fini(&file);
	}
}

/* Left half red, right half blue, of printers' inks. `adobe`: as its programs write it, light instead of ink. */
static void
cmyk_jpeg(bool adobe, J_COLOR_SPACE space, struct buf *out)
{
	enum { WIDTH = 64, HEIGHT = 16 };
	static const unsigned char red[] = { 0, 255, 255, 0 }, blue[] = { 255, 255, 0, 0 };
	struct jpeg_compress_struct info;
	struct jpeg_error_mgr errors;
	unsigned char row[WIDTH * 4], *file = NULL;
	JSAMPROW rows[] = { row };
	unsigned long size = 0;

	for (int x = 0; x < WIDTH; x++)
		for (int c = 0; c < 4; c++)
			row[4 * x + c] =
			    (unsigned char)((x < WIDTH / 2 ? red : blue)[c] ^ (adobe ? 255 : 0));
	info.err = jpeg_std_error(&errors);
	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &file, &size);
	info.image_width = WIDTH;
	info.image_height = HEIGHT;
	info.input_components = 4;
	info.in_color_space = JCS_CMYK;
	jpeg_set_defaults(&info);
	jpeg_set_colorspace(&info, space);
	info.write_Adobe_marker = adobe;
	jpeg_start_compress(&info, TRUE);
	while (info.next_scanline < HEIGHT)
		(void)jpeg_write_scanlines(&info, rows, 1);
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	buf_add(out, file, size);
	free(file);
}

static void
a_photograph_for_printing_keeps_its_colours(void **unused)
{
	static const struct {
		bool adobe;
		J_COLOR_SPACE space;
	} cases[] = { { false, JCS_CMYK }, { true, JCS_CMYK }, { true, JCS_YCCK } };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf file = { .n = 0 };
		struct image image;

		cmyk_jpeg(cases[i].adobe, cases[i].space, &file);
		decode(buf_view(&file), 64, 16, &image);
		assert_red(&image, 8, 8);
		assert_blue(&image, 56, 8);
		assert_int_equal(at(&image, 8, 8)[3], 255);
		image_fini(&image);
		buf_fini(&file);
	}
}

static void
pictures_become_smaller_and_square_never_larger(void **unused)
{
	struct image image = picture(400, 100, false, 255);

	(void)unused;
	image_fit(&image, 1000);
	assert_int_equal(image.width, 400);
	image_fit(&image, 200);
	assert_true(image.width == 200 && image.height == 50);
	assert_red(&image, 50, 25);
	assert_blue(&image, 150, 25);
	image_square(&image, 256);
	assert_true(image.width == 50 && image.height == 50);
	assert_red(&image, 10, 25);
	assert_blue(&image, 40, 25);
	image_square(&image, 16);
	assert_true(image.width == 16 && image.height == 16);
	image_fini(&image);
	image = picture(IMAGE_SIDE_MAX, 1, false, 255);
	image_fit(&image, 64);
	assert_true(image.width == 64 && image.height == 1);
	image_fini(&image);
}

static void
noise(struct image *image)
{
	uint32_t x = 1;

	for (int i = 0; i < image->width * image->height; i++)
		for (int c = 0; c < 3; c++)
			image->pixels[4L * i + c] =
			    (unsigned char)((x = x * 1664525 + 1013904223) >> 24);
}

/* Noise does not become shorter. */
static void
what_would_be_too_long_becomes_jpeg_or_is_refused(void **unused)
{
	struct image image = picture(300, 300, false, 255);
	struct buf file = { .n = 0 };
	const char *type;

	(void)unused;
	noise(&image);
	assert_int_equal(image_encode(&image, 200000, &file, &type), IMAGE_DONE);
	assert_string_equal(type, "image/jpeg");
	assert_int_equal(image_encode(&image, 300000, &file, &type), IMAGE_DONE);
	assert_string_equal(type, "image/png");
	assert_int_equal(image_encode(&image, 1000, &file, &type), IMAGE_TOO_LONG);
	image.pixels[3] = 0;
	assert_int_equal(image_encode(&image, 200000, &file, &type), IMAGE_TOO_LONG);
	image_fini(&image);
	buf_fini(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(photographs_stay_jpeg_and_what_is_transparent_png),
		cmocka_unit_test(gif_and_webp_are_read),
		cmocka_unit_test(what_is_no_image_or_half_of_one_is_refused),
		cmocka_unit_test(a_bomb_is_refused_by_its_size),
		cmocka_unit_test(a_photograph_is_turned_upright_and_its_metadata_are_gone),
		cmocka_unit_test(a_photograph_for_printing_keeps_its_colours),
		cmocka_unit_test(pictures_become_smaller_and_square_never_larger),
		cmocka_unit_test(what_would_be_too_long_becomes_jpeg_or_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
