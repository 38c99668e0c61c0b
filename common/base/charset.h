/*
 * charset - bytes of a file that somebody else's program wrote become UTF-8.
 *
 * Owns: which encodings are known: UTF-8 and UTF-16 by their byte order mark, UTF-8 without one where all of it is
 *       valid, else Windows-1252, in which any bytes are a text; those that a sender may declare (charset.def).
 * Must not know: what the file holds.
 */
#ifndef COMMON_BASE_CHARSET_H
#define COMMON_BASE_CHARSET_H

#include "common/base/str.h"

/* The text without byte order mark, added to `out`; what is no character of its encoding becomes U+FFFD.
 * Answers the encoding's name (IANA). */
const char *charset_to_utf8(struct view bytes, struct buf *out);
/* The same of bytes whose encoding their sender declared by its IANA name, in any case; "": none was. A byte order mark says more than the
 * name. False: nobody knows the name, nothing is added. */
bool charset_read(struct view bytes, struct view declared, struct buf *out);

#endif
