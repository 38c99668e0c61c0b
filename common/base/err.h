/*
 * err - what can go wrong at run time, and how it is told.
 *
 * Owns: the kinds of err.def, each with one HTTP status and one log level.
 * Must not know: HTTP, logging.
 *
 * A function that can fail returns 0, or -1 after filling `struct err`. A bug is
 * not an err: it is an assert.
 */
#ifndef COMMON_BASE_ERR_H
#define COMMON_BASE_ERR_H

enum err_kind {
	ERR_NONE,
#define ERR_KIND(name, status, level, type, title) ERR_##name,
#include "common/base/err.def"
#undef ERR_KIND
	ERR_KIND_COUNT
};

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum { ERR_TEXT_SIZE = 768 };

struct err {
	enum err_kind kind;
	char field[64]; /* JSON pointer or configuration key of the culprit, or "" */
	char text[ERR_TEXT_SIZE]; /* one sentence for people, without personal data */
};

/* Fills `err` and returns -1, so that a caller can `return err_set(…)`. `err` may
 * be NULL. `field` may be NULL. */
int err_set(struct err *err, enum err_kind kind, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

int err_status(enum err_kind kind); /* HTTP status */
enum log_level err_level(enum err_kind kind);
const char *err_type(enum err_kind kind); /* stable snake_case name */
const char *err_title(enum err_kind kind);

#endif
