/*
 * log - one JSON object a line on standard error or a file, with stable event names.
 *
 * {"at":"…Z","level":"info","daemon":"routerd","event":"offer_made","interaction":"12",…}
 *
 * Owns: the format, the level, rate limits per event and source.
 * Must not know: databases, protocols. Secrets, texts and telephone numbers never come here (SMS-35).
 */
#ifndef COMMON_LOG_LOG_H
#define COMMON_LOG_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

/* path NULL: standard error. `daemon` is kept, not copied. Returns -1 when the file can't be opened. */
int log_open(const char *daemon, const char *path, enum log_level level, struct err *err);
void log_close(void);
void log_set_level(enum log_level level);
bool log_level_parse(const char *name, enum log_level *out);
bool log_enabled(enum log_level level);

enum log_type { LOG_TYPE_TEXT, LOG_TYPE_INT, LOG_TYPE_ID };
struct log_field {
	const char *name;
	enum log_type type;
	struct view text;
	int64_t number;
};

/* clang-format off */
#define LOG_TEXT(name, value) { (name), LOG_TYPE_TEXT, view_of(value), 0 }
#define LOG_VIEW(name, value) { (name), LOG_TYPE_TEXT, (value), 0 }
#define LOG_INT(name, value) { (name), LOG_TYPE_INT, { 0, 0 }, (int64_t)(value) }
#define LOG_ID(name, value) { (name), LOG_TYPE_ID, { 0, 0 }, (int64_t)(value) }
/* clang-format on */

void log_write(enum log_level level, const char *event, const struct log_field *fields, int count);

/* LOG(INFO, "offer_made", LOG_ID("offer", id), LOG_INT("wait_ms", wait)) */
#define LOG(level, event, ...) \
	do { \
		if (log_enabled(LOG_##level)) { \
			const struct log_field log_fields_[] = { __VA_ARGS__ }; \
			log_write(LOG_##level, event, log_fields_, \
			    (int)(sizeof(log_fields_) / sizeof(log_fields_[0]))); \
		} \
	} while (0)

/* True once per `every_ms` (milliseconds) for one (event, source) pair; the others are counted, and
 * told in `suppressed` (may be NULL) with the next one allowed. Of event and source the first 48
 * and 80 bytes tell pairs apart. At most 1,024 pairs are remembered. */
bool log_allow(const char *event, struct view source, int64_t every_ms, int64_t *suppressed);

#endif
