/*
 * jpeg - JPEG by libjpeg-turbo.
 *
 * Its errors leave by longjmp; a warning (damaged data) is none: half a photograph is one. A progressive file may hold
 * thousands of scans of nothing, each of which costs a whole picture: their number is bounded.
 */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "common/image/codec.h"

enum { SCANS_MAX = 64, QUALITY = 85, EXIF_BYTES_MAX = 0xffff };

struct failure {
	struct jpeg_error_mgr manager;
	jmp_buf out;
};

static void
on_error(j_common_ptr info)
{
	longjmp(((struct failure *)info->err)->out, 1);
}

static void
on_message(j_common_ptr info, int level)
{
	(void)info;
	(void)level;
}

static void
on_output(j_common_ptr info)
{
	(void)info;
}

static void
on_progress(j_common_ptr info)
{
	if (((j_decompress_ptr)info)->input_scan_number > SCANS_MAX)
		longjmp(((struct failure *)info->err)->out, 1);
}

static struct jpeg_error_mgr *
failure_init(struct failure *failure)
{
	(void)jpeg_std_error(&failure->manager);
	failure->manager.error_exit = on_error;
	failure->manager.emit_message = on_message;
	failure->manager.output_message = on_output;
	return &failure->manager;
}

/* Printers' ink as light, in place. Adobe's programs write how much light each ink leaves, the standard how much ink there is. */
static void
from_cmyk(unsigned char *row, int width, bool adobe)
{
	for (; width > 0; width--, row += 4) {
		int black = adobe ? row[3] : 255 - row[3];

		for (int c = 0; c < 3; c++)
			row[c] = (unsigned char)((adobe ? row[c] : 255 - row[c]) * black / 255);
		row[3] = 255;
	}
}

static bool
read_rows(j_decompress_ptr info, struct image *out)
{
	bool cmyk = info->num_components == 4; /* the library makes no RGB of these */

	info->out_color_space = cmyk ? JCS_CMYK : JCS_EXT_RGBA;
	if (!image_make(out, info->image_width, info->image_height))
		return false;
	(void)jpeg_start_decompress(info);
	while (info->output_scanline < info->output_height) {
		JSAMPROW row = out->pixels + (size_t)info->output_scanline * (size_t)out->width * 4;

		(void)jpeg_read_scanlines(info, &row, 1);
		if (cmyk)
			from_cmyk(row, out->width, info->saw_Adobe_marker);
	}
	return true;
}

static int
orientation_of(j_decompress_ptr info)
{
	for (jpeg_saved_marker_ptr at = info->marker_list; at != NULL; at = at->next)
		if (at->marker == JPEG_APP0 + 1)
			return exif_orientation(
			    (struct view){ (const char *)at->data, at->data_length });
	return 1;
}

bool
jpeg_read(struct view bytes, struct image *out)
{
	struct jpeg_decompress_struct info = { .err = NULL };
	struct jpeg_progress_mgr progress = { .progress_monitor = on_progress };
	struct failure failure;
	volatile int orientation = 1;
	volatile bool good = false;

	info.err = failure_init(&failure);
	if (setjmp(failure.out) == 0) {
		jpeg_create_decompress(&info);
		info.progress = &progress;
		jpeg_mem_src(&info, (const unsigned char *)bytes.p, bytes.n);
		jpeg_save_markers(&info, JPEG_APP0 + 1, EXIF_BYTES_MAX);
		(void)jpeg_read_header(&info, TRUE);
		orientation = orientation_of(&info);
		good = read_rows(&info, out);
	}
	jpeg_destroy_decompress(&info); /* before the picture is there twice */
	if (good)
		image_upright(out, orientation);
	return good;
}

static void
write_rows(j_compress_ptr info, const struct image *image)
{
	info->image_width = (JDIMENSION)image->width;
	info->image_height = (JDIMENSION)image->height;
	info->input_components = 4;
	info->in_color_space = JCS_EXT_RGBX;
	jpeg_set_defaults(info);
	jpeg_set_quality(info, QUALITY, TRUE);
	jpeg_start_compress(info, TRUE);
	while (info->next_scanline < info->image_height) {
		JSAMPROW row =
		    image->pixels + (size_t)info->next_scanline * (size_t)image->width * 4;

		(void)jpeg_write_scanlines(info, &row, 1);
	}
	jpeg_finish_compress(info);
}

bool
jpeg_write(const struct image *image, struct buf *out)
{
	struct jpeg_compress_struct info = { .err = NULL };
	struct failure failure;
	unsigned char *volatile kept = NULL;
	unsigned char *file = NULL;
	unsigned long size = 0;
	volatile bool good = false;

	info.err = failure_init(&failure);
	if (setjmp(failure.out) == 0) {
		jpeg_create_compress(&info);
		jpeg_mem_dest(&info, &file, &size);
		write_rows(&info, image);
		kept = file;
		good = true;
	}
	jpeg_destroy_compress(&info);
	if (good)
		buf_add(out, kept, size);
	free(kept);
	return good && !out->full;
}
