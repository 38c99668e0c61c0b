/*
 * json_text - reads the few members that we need of somebody else's JSON object.
 *
 * Owns: the bound of depth and size; text and numbers alike are given as text, or as an id.
 */
#ifndef COMMON_BASE_JSON_TEXT_H
#define COMMON_BASE_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

struct json_text {
	json_t *root;
};

enum { JSON_TEXT_MAX = 256 * 1024 };

/* Whether `text`, should it be JSON, has at most `max` values: for each, a parser allocates some 230 bytes, though "{}," is three of text.
 * Counts commas and opening brackets outside strings. */
bool json_has_at_most(struct view text, size_t max);
bool json_text_read(struct view text, struct json_text *out); /* false: not a JSON object */
/* A top-level member that is text or an integer; cut to fit `size` bytes with their final NUL, between
 * two characters. False, and out = "": absent or of another type. */
bool json_text_member(const struct json_text *object, const char *name, char *out, size_t size);
/* Ids are decimal strings; a version may be a number too. False: neither, or below `min`. */
bool json_id(const json_t *value, int64_t min, int64_t *out);
void json_text_fini(struct json_text *object);

#endif
