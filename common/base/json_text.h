/*
 * json_text - reads the few members that we need of somebody else's JSON object.
 *
 * Owns: the bound of depth and size; text and numbers alike are given as text.
 */
#ifndef COMMON_BASE_JSON_TEXT_H
#define COMMON_BASE_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/str.h"

struct json_text {
	json_t *root;
};

enum { JSON_TEXT_MAX = 256 * 1024 };

bool json_text_read(struct view text, struct json_text *out); /* false: not a JSON object */
/* A top-level member that is text or an integer; cut to fit `out`. False: absent or of another type. */
bool json_text_member(const struct json_text *object, const char *name, char *out, size_t size);
void json_text_fini(struct json_text *object);

#endif
