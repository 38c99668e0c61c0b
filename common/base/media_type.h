/*
 * media_type - which kinds of files are taken from strangers, told by their first bytes.
 *
 * Owns: the table. Whoever sent a file said a type, too: nothing rests on that word (SMS-9).
 * Must not know: where a file came from, who sees it.
 */
#ifndef COMMON_BASE_MEDIA_TYPE_H
#define COMMON_BASE_MEDIA_TYPE_H

#include "common/base/str.h"

/* "image/png"; NULL: none that is taken. */
const char *media_type(struct view bytes);

/* What a file of this type is called: "picture.png"; "file" for a type that is not taken. */
const char *media_type_file_name(struct view type);

#endif
