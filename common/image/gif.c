/*
 * gif - the first frame of a GIF by giflib.
 *
 * DGifSlurp would read every frame of it into memory, however many: here one is read, line by line.
 */
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "common/image/codec.h"

enum { RECORDS_MAX = 100 }; /* in front of the first frame */

static int
take(GifFileType *gif, GifByteType *out, int count)
{
	struct view *rest = gif->UserData;
	size_t n = (size_t)count < rest->n ? (size_t)count : rest->n;

	if (n > 0)
		memcpy(out, rest->p, n);
	rest->p += n;
	rest->n -= n;
	return (int)n;
}

/* An extension in front of the frame: which colour is transparent; -1: none. */
static bool
read_extension(GifFileType *gif, int *transparent)
{
	GraphicsControlBlock control;
	GifByteType *block;
	int code;

	if (DGifGetExtension(gif, &code, &block) == GIF_ERROR)
		return false;
	if (code == GRAPHICS_EXT_FUNC_CODE && block != NULL &&
	    DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
		*transparent = control.TransparentColor;
	while (block != NULL)
		if (DGifGetExtensionNext(gif, &block) == GIF_ERROR)
			return false;
	return true;
}

static bool
find_frame(GifFileType *gif, int *transparent)
{
	GifRecordType type;

	for (int i = 0; i < RECORDS_MAX; i++) {
		if (DGifGetRecordType(gif, &type) == GIF_ERROR)
			return false;
		if (type == IMAGE_DESC_RECORD_TYPE)
			return DGifGetImageDesc(gif) == GIF_OK;
		if (type != EXTENSION_RECORD_TYPE || !read_extension(gif, transparent))
			return false;
	}
	return false;
}

static void
set_line(const struct image *out, const GifImageDesc *frame, const ColorMapObject *colors,
    int transparent, int y, const GifPixelType *line)
{
	unsigned char *to =
	    out->pixels + 4 * ((size_t)(frame->Top + y) * (size_t)out->width + (size_t)frame->Left);

	for (int x = 0; x < frame->Width; x++, to += 4) {
		const GifColorType *color;

		if (line[x] == transparent || line[x] >= colors->ColorCount)
			continue;
		color = &colors->Colors[line[x]];
		to[0] = color->Red;
		to[1] = color->Green;
		to[2] = color->Blue;
		to[3] = 255;
	}
}

static bool
read_lines(GifFileType *gif, const struct image *out, int transparent)
{
	static const int first[] = { 0, 4, 2, 1 }, step[] = { 8, 8, 4, 2 };
	const GifImageDesc *frame = &gif->Image;
	const ColorMapObject *colors = frame->ColorMap != NULL ? frame->ColorMap : gif->SColorMap;
	GifPixelType *line = mem_new((size_t)frame->Width);
	int passes = frame->Interlace ? 4 : 1;
	bool good = colors != NULL;

	for (int pass = 0; good && pass < passes; pass++) {
		int by = frame->Interlace ? step[pass] : 1;

		for (int y = frame->Interlace ? first[pass] : 0; good && y < frame->Height;
		     y += by) {
			good = DGifGetLine(gif, line, frame->Width) == GIF_OK;
			if (good)
				set_line(out, frame, colors, transparent, y, line);
		}
	}
	free(line);
	return good;
}

static bool
frame_fits(const GifFileType *gif)
{
	const GifImageDesc *frame = &gif->Image;

	return frame->Left >= 0 && frame->Top >= 0 && frame->Width > 0 && frame->Height > 0 &&
	    frame->Width <= gif->SWidth - frame->Left && frame->Height <= gif->SHeight - frame->Top;
}

bool
gif_read(struct view bytes, struct image *out)
{
	struct view rest = bytes;
	GifFileType *gif = DGifOpen(&rest, take, NULL);
	int transparent = -1;
	bool good;

	if (gif == NULL)
		return false;
	good = find_frame(gif, &transparent) && frame_fits(gif) &&
	    image_make(out, gif->SWidth, gif->SHeight) && read_lines(gif, out, transparent);
	(void)DGifCloseFile(gif, NULL);
	return good;
}
