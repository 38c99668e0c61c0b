/*
 * charset - bytes of a file that somebody else's program wrote become UTF-8.
 *
 * Owns: which encodings are known: UTF-8 and UTF-16 by their byte order mark, UTF-8 without one where all of it is
 *       valid, else Windows-1252, in which any bytes are a text.
 * Must not know: what the file holds.
 */
#ifndef COMMON_BASE_CHARSET_H
#define COMMON_BASE_CHARSET_H

#include "common/base/str.h"

/* The text without byte order mark, added to `out`; what is no character of its encoding becomes U+FFFD.
 * Answers the encoding's name (IANA). */
const char *charset_to_utf8(struct view bytes, struct buf *out);

#endif
