/*
 * body - what a request may carry, described as data, decoded into values.
 *
 * Owns: JSON and form decoding against a table of fields, with the error that names the field.
 * Must not know: routes, SQL.
 *
 * Query parameters that no field describes are 400 (BODY_NONE describes none, BODY_JSON and BODY_PART
 * those that say BODY_IN_QUERY; BODY_RAW without fields leaves the query to its handler).
 *
 * No body counts as {}. A body with no Content-Type, or with one other than application/json: 415. Not JSON: 400.
 * A field that is missing, of the wrong type, out of range, too long, unknown, or given twice: 422 with its JSON pointer. Not UTF-8: 400.
 * All fields that are wrong are told at once, up to BODY_ERRS_MAX.
 */
#ifndef COMMON_HTTP_BODY_H
#define COMMON_HTTP_BODY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum body_form {
	BODY_NONE, /* no body. In a POST, PUT or PATCH {} counts as none, another is 400; GET and
	            * DELETE take no byte: 413 */
	BODY_JSON,
	BODY_QUERY, /* fields come from the query string; unknown ones are 400 */
	BODY_RAW, /* bytes for the handler to read (webhooks, tables); with fields, these come from the query */
	BODY_PART, /* as BODY_JSON, but no field is required: those given are changed */
};

enum body_type {
	BODY_TEXT, /* min..max code points; max 0: no limit but the body's; min > 0: in JSON, not blank (utf8_blank), unless a secret */
	BODY_INT, /* JSON integer in min..max; both 0: any */
	BODY_ID, /* decimal string (JSON) of a positive 64-bit integer; number is filled */
	BODY_BOOL,
	BODY_ENUM, /* one of `values` */
	BODY_ANY, /* any JSON value, given as json_t */
	BODY_SET, /* of a query: some of `values`, with commas between; text is filled */
};

enum {
	BODY_REQUIRED = 1,
	BODY_NULLABLE = 2,
	BODY_FIXED = 4, /* is given when the thing is made: BODY_PART refuses it */
	BODY_IN_QUERY = 8, /* of a JSON body's table: comes from the query string */
	BODY_SECRET = 16, /* is given and never shown */
	BODY_PROOF =
	    32, /* giving it requires re-authentication: http_proof in http.h; not read here */
	BODY_FIELDS_MAX = 48,
	BODY_ERRS_MAX = 16 /* that one answer tells */
};

/* What a BODY_ANY holds, for the API document: SHAPE("[id]") (README.md, "How a route is described"). */
#define SHAPE(text) ((const char *const[]){ text, NULL })

struct body_field {
	const char *name;
	enum body_type type;
	unsigned flags;
	int64_t min, max;
	const char *const *values; /* BODY_ENUM, BODY_SET: ends with NULL; BODY_ANY: its SHAPE */
	const char *summary; /* for the OpenAPI document */
};

struct body {
	const char *name;
	enum body_form form;
	const struct body_field *fields; /* ends with a NULL name */
};

struct body_value {
	bool present; /* and not null */
	bool null; /* given as null (a NULLABLE field): clear it */
	int64_t number; /* INT, ID, BOOL; ENUM: index in values */
	struct view text; /* TEXT, ID, ENUM, SET; valid as long as the body_values */
	json_t *json; /* ANY: borrowed */
};

struct body_values {
	struct body_value at[BODY_FIELDS_MAX]; /* in the order of body->fields */
	json_t *root; /* owned */
	struct buf store; /* decoded query texts; owned */
};

extern const struct body body_none, body_raw;

/* What is wrong with a request: at most one error for each field. The first decides the status of the answer. */
struct body_errs {
	int count;
	struct err at[BODY_ERRS_MAX];
};

/* -1: `errs` has what is wrong, and nothing needs freeing. */
int body_decode(const struct body *body, struct view content_type, struct view query,
    struct view raw, struct body_values *out, struct body_errs *errs);
void body_values_fini(struct body_values *values);

/* urlencoded pairs in order: calls `pair` with decoded views; false from it stops. -1: malformed
 * (a '%' without two digits) or more than `max` pairs. */
int form_each(struct view text, int max,
    bool (*pair)(void *ctx, struct view name, struct view value), void *ctx);

#endif
