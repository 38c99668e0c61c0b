/*
 * cursor - the opaque text by which a list goes on (api.md 3).
 *
 * Owns: its form, base64url of the query's own text.
 * Must not know: what stands in it.
 */
#ifndef COMMON_DAEMON_CURSOR_H
#define COMMON_DAEMON_CURSOR_H

#include "common/base/str.h"

enum { CURSOR_MAX = 512 };

void cursor_encode(struct view place, struct buf *out);
bool cursor_decode(struct view cursor, struct buf *out); /* false: not a cursor of ours */

#endif
