/*
 * charset - converts files of other programs to UTF-8.
 *
 * Owns: which encodings are known: UTF-8 and UTF-16 by their byte order mark, UTF-8 without a mark if all of it is valid,
 *       otherwise Windows-1252, in which any bytes are a text; those that a sender may declare (charset.def).
 * Must not know: what the file holds.
 */
#ifndef COMMON_BASE_CHARSET_H
#define COMMON_BASE_CHARSET_H

#include "common/base/str.h"

/* Adds the text without its byte order mark to `out`; bytes that are no character of the encoding become U+FFFD.
 * Returns the encoding's IANA name. */
const char *charset_to_utf8(struct view bytes, struct buf *out);

/* The same if the sender declared the encoding by its IANA name, in any case; "": not declared. A byte order mark takes
 * precedence over the name. Returns false, and adds nothing, if the name is unknown, or its module is not installed. Any thread. */
bool charset_read(struct view bytes, struct view declared, struct buf *out);

bool charset_is_known(struct view declared); /* "" is */
bool charset_is_utf8(struct view declared);

/* A declared name for a message: its printable ASCII, at most 40 bytes. */
enum { CHARSET_SHOWN_SIZE = 41 };
void charset_shown(struct view declared, char out[CHARSET_SHOWN_SIZE]);

#endif
