/* guard - see guard.h */
#include "common/http/guard.h"

#include <string.h>

#include "common/base/bytes.h"

static void
restart(struct guard *guard)
{
	guard->state = GUARD_START;
	guard->first_line = true;
	guard->trailers = false;
	guard->counted = 0;
}

void
guard_init(struct guard *guard, size_t max_header)
{
	*guard = (struct guard){ .max_header = max_header };
	restart(guard);
}

void
guard_expect_body(struct guard *guard, uint64_t length)
{
	guard->state = GUARD_BODY;
	guard->left = length;
}

static void
expect_size(struct guard *guard)
{
	guard->state = GUARD_SIZE;
	guard->left = 0;
	guard->digits = 0;
}

void
guard_expect_chunks(struct guard *guard)
{
	guard->first_line = false;
	expect_size(guard);
}

static enum guard_event
refuse(struct guard *guard, int status)
{
	guard->status = status;
	return GUARD_BAD;
}

/* What may stand inside a line: no controls but the tab, so neither NUL nor a lone LF. */
static bool
plain(char c)
{
	return ((unsigned char)c >= 0x20 && c != 0x7f) || c == '\t';
}

/* What a method or a field's name is made of (RFC 9110, 5.6.2). */
static bool
token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-' || (c != '\0' && strchr("!#$%&'*+.^_`|~", c) != NULL);
}

static enum guard_event
count(struct guard *guard, size_t n)
{
	guard->counted += n;
	if (guard->first_line && guard->counted > GUARD_LINE_MAX)
		return refuse(guard, 414);
	if (guard->counted > guard->max_header)
		return refuse(guard, guard->first_line ? 414 : 431);
	return GUARD_MORE;
}

/* The run of plain bytes at p; these are nearly all bytes of a head. */
static size_t
plain_run(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && plain(p[i]))
		i++;
	return i;
}

static enum guard_event
take_line(struct guard *guard, const char *p, size_t n, size_t *taken)
{
	size_t run = plain_run(p, n);

	*taken = run;
	if (count(guard, run) == GUARD_BAD)
		return GUARD_BAD;
	if (run == n)
		return GUARD_MORE;
	if (p[run] != '\r')
		return refuse(guard, 400);
	*taken = run + 1;
	guard->state = guard->state == GUARD_EXTENSION ? GUARD_SIZE_CR : GUARD_LINE_CR;
	return count(guard, 1);
}

static enum guard_event
take_name(struct guard *guard, const char *p, size_t n, size_t *taken)
{
	size_t run = 0;

	while (run < n && token(p[run]))
		run++;
	*taken = run;
	if (count(guard, run) == GUARD_BAD)
		return GUARD_BAD;
	if (run == n)
		return GUARD_MORE;
	if (p[run] != ':')
		return refuse(guard, 400);
	*taken = run + 1;
	guard->state = GUARD_LINE;
	return count(guard, 1);
}

static enum guard_event
take_left(struct guard *guard, size_t n, size_t *taken)
{
	*taken = n < guard->left ? n : (size_t)guard->left;
	guard->left -= *taken;
	if (guard->left > 0)
		return GUARD_MORE;
	if (guard->state == GUARD_DATA) {
		guard->state = GUARD_DATA_END;
		return GUARD_MORE;
	}
	restart(guard);
	return GUARD_END;
}

static enum guard_event
line_start(struct guard *guard, char c)
{
	if (c == '\r')
		guard->state = GUARD_LAST_CR;
	else if (!token(c))
		return refuse(guard, 400); /* a folded line (RFC 9112 5.2), or worse */
	else
		guard->state = guard->first_line ? GUARD_LINE : GUARD_NAME;
	return count(guard, 1);
}

static enum guard_event
head_or_message_end(struct guard *guard)
{
	bool message = guard->trailers;

	restart(guard);
	return message ? GUARD_END : GUARD_HEAD;
}

static enum guard_event
size_digit(struct guard *guard, char c)
{
	int digit = hex_value(c);

	if (digit >= 0) {
		if (++guard->digits > GUARD_SIZE_DIGITS_MAX)
			return refuse(guard, 400);
		guard->left = guard->left * 16 + (uint64_t)digit;
		return GUARD_MORE;
	}
	if (guard->digits == 0 || (c != '\r' && c != ';'))
		return refuse(guard, 400);
	guard->state = c == '\r' ? GUARD_SIZE_CR : GUARD_EXTENSION;
	return GUARD_MORE;
}

static enum guard_event
size_end(struct guard *guard)
{
	guard->state = guard->left > 0 ? GUARD_DATA : GUARD_LINE_START;
	guard->trailers = guard->left == 0;
	return GUARD_MORE;
}

/* The states that take one byte, of which many allow only one value. */
static enum guard_event
take_byte(struct guard *guard, char c)
{
	static const char only[] = {
		[GUARD_START_CR] = '\n',
		[GUARD_LINE_CR] = '\n',
		[GUARD_LAST_CR] = '\n',
		[GUARD_SIZE_CR] = '\n',
		[GUARD_DATA_END] = '\r',
		[GUARD_DATA_CR] = '\n',
	};

	if (only[guard->state] != '\0' && c != only[guard->state])
		return refuse(guard, 400);
	switch (guard->state) {
	case GUARD_START:
		if (c != '\r')
			return line_start(guard, c);
		guard->state = GUARD_START_CR;
		return count(guard, 1);
	case GUARD_START_CR:
		guard->state = GUARD_START;
		return count(guard, 1);
	case GUARD_LINE_START:
		return line_start(guard, c);
	case GUARD_LINE_CR:
		guard->state = GUARD_LINE_START;
		guard->first_line = false;
		return count(guard, 1);
	case GUARD_LAST_CR:
		return head_or_message_end(guard);
	case GUARD_SIZE:
		return size_digit(guard, c);
	case GUARD_SIZE_CR:
		return size_end(guard);
	case GUARD_DATA_END:
		guard->state = GUARD_DATA_CR;
		return GUARD_MORE;
	default: /* GUARD_DATA_CR */
		expect_size(guard);
		return GUARD_MORE;
	}
}

enum guard_event
guard_take(struct guard *guard, const char *p, size_t n, size_t *taken)
{
	enum guard_event event = GUARD_MORE;
	size_t at = 0, part;

	while (at < n && event == GUARD_MORE) {
		part = 1;
		if (guard->state == GUARD_LINE || guard->state == GUARD_EXTENSION)
			event = take_line(guard, p + at, n - at, &part);
		else if (guard->state == GUARD_NAME)
			event = take_name(guard, p + at, n - at, &part);
		else if (guard->state == GUARD_BODY || guard->state == GUARD_DATA)
			event = take_left(guard, n - at, &part);
		else
			event = take_byte(guard, p[at]);
		at += part;
	}
	*taken = at;
	return event;
}
