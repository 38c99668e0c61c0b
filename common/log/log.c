/* log - see log.h */
#include "common/log/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"

enum { LINE_MAX_BYTES = 8192, ESCAPE_MAX = 12 };

#define CUT_MARK ",\"truncated\":true"
static const char line_end[] = "}\n";

/* What a line may hold before its end, so that the end always fits. */
enum { LINE_ROOM = LINE_MAX_BYTES - (int)sizeof(CUT_MARK) - (int)sizeof(line_end) };

static const char *const levels[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARN] = "warn",
	[LOG_ERROR] = "error",
};

enum { LEVEL_COUNT = sizeof(levels) / sizeof(levels[0]) };

/* Written at start and by SIGHUP; read by the loop and by worker threads. */
static struct {
	atomic_int fd;
	atomic_int level;
	_Atomic(const char *) daemon;
} logger = { STDERR_FILENO, LOG_INFO, "-" };

struct line {
	char p[LINE_MAX_BYTES];
	size_t n;
	bool cut;
};

int
log_open(const char *daemon, const char *path, enum log_level level, struct err *err)
{
	int fd = STDERR_FILENO;

	if (path != NULL) {
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
		if (fd < 0)
			return err_set(err, ERR_CONFIG, "log", "can't open the log file %s: %s",
			    path, strerror(errno));
	}
	log_close();
	logger.fd = fd;
	logger.daemon = daemon;
	logger.level = (int)level;
	return 0;
}

void
log_close(void)
{
	int fd = atomic_exchange(&logger.fd, STDERR_FILENO);

	if (fd != STDERR_FILENO)
		(void)close(fd);
}

void
log_set_level(enum log_level level)
{
	logger.level = (int)level;
}

bool
log_level_parse(const char *name, enum log_level *out)
{
	for (int i = 0; i < LEVEL_COUNT; i++) {
		if (strcmp(name, levels[i]) == 0) {
			*out = (enum log_level)i;
			return true;
		}
	}
	return false;
}

bool
log_enabled(enum log_level level)
{
	return (int)level >= logger.level;
}

/* Adds all of it or nothing. */
static bool
line_add(struct line *line, const char *p, size_t n)
{
	if (n > (size_t)LINE_ROOM - line->n) {
		line->cut = true;
		return false;
	}
	memcpy(line->p + line->n, p, n);
	line->n += n;
	return true;
}

/* Escapes what JSON demands, and every control character, so that a line printed
 * on a terminal can't steer it. Returns how many bytes stand in `out`. */
static size_t
escape(int32_t code, struct view raw, char out[ESCAPE_MAX])
{
	if (code == '"' || code == '\\') {
		out[0] = '\\';
		out[1] = (char)code;
		return 2;
	}
	if (code < ' ' || (code >= 0x7f && code <= 0x9f))
		return (size_t)snprintf(
		    out, ESCAPE_MAX, "\\u%04x", code < 0 ? 0xfffdU : (unsigned)code & 0xffU);
	memcpy(out, raw.p, raw.n);
	return raw.n;
}

/* A quoted string, cut between two characters when the line is full. */
static bool
line_add_string(struct line *line, struct view text)
{
	char escaped[ESCAPE_MAX];

	if (!line_add(line, "\"", 1))
		return false;
	while (text.n > 0) {
		struct view raw = text;
		int32_t code = utf8_next(&text);
		size_t n;

		if (code < 0) { /* not UTF-8: one byte becomes one U+FFFD */
			text.p++;
			text.n--;
		}
		raw.n -= text.n;
		n = escape(code, raw, escaped);
		if (line->n + n >= LINE_ROOM) {
			line->cut = true;
			break;
		}
		(void)line_add(line, escaped, n);
	}
	return line_add(line, "\"", 1);
}

static bool
line_add_number(struct line *line, int64_t number, const char *quote)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%s%" PRId64 "%s", quote, number, quote);

	return line_add(line, text, (size_t)n);
}

static bool
line_add_value(struct line *line, const struct log_field *field)
{
	switch (field->type) {
	case LOG_TYPE_TEXT:
		return line_add_string(line, field->text);
	case LOG_TYPE_INT:
		return line_add_number(line, field->number, "");
	case LOG_TYPE_ID: /* quoted: readers in JavaScript would round it */
		return line_add_number(line, field->number, "\"");
	}
	return false;
}

static void
line_add_field(struct line *line, const struct log_field *field)
{
	size_t before = line->n;

	if (line->cut)
		return;
	if ((before == 1 || line_add(line, ",", 1)) &&
	    line_add_string(line, view_of(field->name)) && line_add(line, ":", 1) &&
	    line_add_value(line, field))
		return;
	line->n = before;
}

static void
line_write(struct line *line)
{
	if (line->cut) {
		memcpy(line->p + line->n, CUT_MARK, sizeof(CUT_MARK) - 1);
		line->n += sizeof(CUT_MARK) - 1;
	}
	memcpy(line->p + line->n, line_end, sizeof(line_end) - 1);
	line->n += sizeof(line_end) - 1;
	/* A log that can't be written is not worth stopping for. */
	while (write(logger.fd, line->p, line->n) < 0 && errno == EINTR)
		;
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields, int count)
{
	char at[CLOCK_TEXT_SIZE];
	struct line line;

	if (!log_enabled(level))
		return;
	line.p[0] = '{';
	line.n = 1;
	line.cut = false;
	clock_text(clock_wall_us(), at);
	line_add_field(&line, &(struct log_field)LOG_TEXT("at", at));
	line_add_field(&line, &(struct log_field)LOG_TEXT("level", levels[level]));
	line_add_field(&line, &(struct log_field)LOG_TEXT("daemon", logger.daemon));
	line_add_field(&line, &(struct log_field)LOG_TEXT("event", event));
	for (int i = 0; i < count; i++)
		line_add_field(&line, &fields[i]);
	line_write(&line);
}
