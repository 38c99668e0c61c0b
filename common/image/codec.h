/* codec - what the four formats offer to image.c; nobody else includes it. */
#ifndef COMMON_IMAGE_CODEC_H
#define COMMON_IMAGE_CODEC_H

#include "common/image/image.h"

/* Called by each reader when it knows the size, before it decodes: allocates the pixels (transparent). False: too large. */
bool image_make(struct image *image, int64_t width, int64_t height);

/* False: damaged; image.c frees what there is. */
bool png_read(struct view bytes, struct image *out);
bool jpeg_read(struct view bytes, struct image *out);
bool gif_read(struct view bytes, struct image *out);
bool webp_read(struct view bytes, struct image *out);

bool png_write(const struct image *image, bool opaque, struct buf *out);
bool jpeg_write(const struct image *image, struct buf *out);

/* Exif's orientation, 1 to 8; 1 where it says none. `bytes`: of a marker APP1. */
int exif_orientation(struct view bytes);
/* Turns and mirrors so that orientation 1 holds. */
void image_upright(struct image *image, int orientation);

#endif
