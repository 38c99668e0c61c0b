/*
 * utf8 - checks and counts UTF-8 (RFC 3629: no surrogates, no overlong forms, at
 * most U+10FFFF).
 */
#ifndef COMMON_BASE_UTF8_H
#define COMMON_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

bool utf8_valid(struct view text);

/* Takes the next code point and moves `rest` behind it. -1 at the end or at a
 * byte that is not UTF-8 (then `rest` is not moved). */
int32_t utf8_next(struct view *rest);

/* Adds a code point; one that is none (a surrogate, above U+10FFFF) becomes U+FFFD. */
void utf8_add(struct buf *out, int32_t code);

/* At most `most` bytes of valid text, and no part of a character. */
struct view utf8_head(struct view text, size_t most);

size_t utf8_count(struct view text); /* code points of valid text */

/* Whether valid text shows nothing: it is empty, or only white space, controls, and characters of no width or no ink. */
bool utf8_blank(struct view text);

#endif
