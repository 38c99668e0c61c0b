/*
 * html - formatted text, cleaned against an allow list before it is stored, and its plain form (MS-3).
 *
 * Owns: what may stand in a message: paragraphs, b, i, u, s, code, quotes, lists, pre, line breaks, links (http, https,
 *       mailto, tel), images of our own store. All else goes: its words stay, scripts' and styles' don't.
 * Must not know: who wrote it, where it is kept, who may see an image.
 *
 * Gumbo reads as browsers do; what is written is our own, in one form, so that cleaning it again changes nothing and no
 * parser can understand it otherwise. Whatever is beyond a bound is refused, never cut. May run in any thread.
 */
#ifndef CHATD_CORE_HTML_H
#define CHATD_CORE_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	HTML_IN_MAX = 32 * 1024, /* bytes as they come */
	HTML_OUT_MAX = 16 * 1024, /* bytes of the cleaned form, and of the plain one */
	HTML_TAGS_MAX = 4000, /* "<" in what comes: bounds the parser's time */
	HTML_DEPTH_MAX = 200, /* of what comes */
	HTML_BLOCKS_MAX = 12, /* quotes and lists in each other, of what is written */
	HTML_IMAGES_MAX = 5,
	HTML_ALT_MAX = 200, /* bytes of an image's words */
};

/* The address of a stored image is this and its id: the one form in which a message holds it. */
#define HTML_IMAGE_PATH "/api/v1/files/"

struct html {
	struct buf clean; /* what is stored and shown */
	struct buf
	    text; /* plain: links as addresses, images as "[image]", lists with their marks */
	int64_t images[HTML_IMAGES_MAX]; /* files that it shows, in its order */
	int image_count;
	bool has_words; /* there is something besides images and white space */
};

/* -1 and `err` (field /html): too long, too deep, too many images, not UTF-8. Free with html_fini in each case. */
int html_clean(struct view source, struct html *out, struct err *err);
void html_fini(struct html *html);

#endif
