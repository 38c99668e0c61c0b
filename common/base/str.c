/* str - see str.h */
#include "common/base/str.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "common/base/input_mark.h"

char
char_lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

struct view
view_of(const char *text)
{
	return (struct view){ text, text != NULL ? strlen(text) : 0 };
}

bool
view_eq(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
view_is(struct view a, const char *text)
{
	return view_eq(a, view_of(text));
}

bool
view_is_nocase(struct view a, const char *text)
{
	return a.n == strlen(text) && (a.n == 0 || strncasecmp(a.p, text, a.n) == 0);
}

bool
view_is_among(struct view a, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (view_is_nocase(a, words[i]))
			return true;
	return false;
}

bool
view_starts(struct view a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && (n == 0 || memcmp(a.p, prefix, n) == 0);
}

int
view_compare(struct view a, struct view b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
view_is_digits(struct view a)
{
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] < '0' || a.p[i] > '9')
			return false;
	return a.n > 0;
}

struct view
view_trim(struct view a)
{
	while (a.n > 0 && is_space(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n > 0 && is_space(a.p[a.n - 1]))
		a.n--;
	return a;
}

struct view
view_cut(struct view *rest, char separator)
{
	const char *at = rest->n > 0 ? memchr(rest->p, separator, rest->n) : NULL;
	struct view head = *rest;

	if (at == NULL) {
		*rest = (struct view){ NULL, 0 };
		return head;
	}
	head.n = (size_t)(at - rest->p);
	rest->p += head.n + 1;
	rest->n -= head.n + 1;
	return head;
}

bool
view_to_int(struct view a, int64_t min, int64_t max, int64_t *out)
{
	bool negative = a.n > 0 && a.p[0] == '-';
	int64_t value = 0;

	if (a.n == (size_t)negative)
		return false;
	for (size_t i = negative; i < a.n; i++) {
		if (a.p[i] < '0' || a.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, a.p[i] - '0', &value))
			return false;
	}
	/* Summed up negative, because INT64_MIN has no positive twin. */
	if (!negative && __builtin_mul_overflow(value, -1, &value))
		return false;
	if (value < min || value > max)
		return false;
	*out = value;
	return true;
}

bool
view_copy(struct view a, char *out, size_t size)
{
	out[0] = '\0';
	if (a.n >= size || (a.n > 0 && memchr(a.p, '\0', a.n) != NULL))
		return false;
	if (a.n > 0)
		memcpy(out, a.p, a.n);
	out[a.n] = '\0';
	return true;
}

char *
view_dup(struct view a)
{
	char *copy = mem_new(a.n + 1);

	if (a.n > 0)
		memcpy(copy, a.p, a.n);
	copy[a.n] = '\0';
	return copy;
}

static bool
buf_reserve(struct buf *buf, size_t more)
{
	size_t max = buf->max != 0 ? buf->max : BUF_MAX_DEFAULT;
	size_t cap = buf->cap != 0 ? buf->cap : 64;

	if (buf->full || more > max || buf->n > max - more) {
		buf->full = true;
		return false;
	}
	while (cap < buf->n + more + 1)
		cap *= 2;
	if (cap != buf->cap) {
		buf->p = mem_grow(buf->p, cap);
		buf->cap = cap;
	}
	return true;
}

void
buf_add(struct buf *buf, const void *p, size_t n)
{
	if (!buf_reserve(buf, n))
		return;
	if (n > 0)
		memcpy(buf->p + buf->n, p, n);
	buf->n += n;
	buf->p[buf->n] = '\0';
}

void
buf_add_view(struct buf *buf, struct view v)
{
	buf_add(buf, v.p, v.n);
}

void
buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void
buf_add_lower(struct buf *buf, struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		buf_add_char(buf, char_lower(v.p[i]));
}

void
buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(n >= 0);
	if (buf_reserve(buf, (size_t)n)) {
		(void)vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
		buf->n += (size_t)n;
	}
	va_end(again);
}

void
buf_drop(struct buf *buf, size_t n)
{
	assert(n <= buf->n);
	if (n == 0)
		return;
	buf->n -= n;
	memmove(buf->p, buf->p + n, buf->n + 1);
}

void
buf_clear(struct buf *buf)
{
	buf->n = 0;
	buf->full = false;
	if (buf->p != NULL)
		buf->p[0] = '\0';
}

void
buf_fini(struct buf *buf)
{
	free(buf->p);
	buf->p = NULL;
	buf->n = buf->cap = 0;
	buf->full = false;
}

struct view
buf_view(const struct buf *buf)
{
	return (struct view){ buf->p != NULL ? buf->p : "", buf->n };
}

static void (*exhausted)(void);

void
mem_on_exhausted(void (*end)(void))
{
	exhausted = end;
}

static void *
must(void *p)
{
	if (p == NULL) {
		if (exhausted != NULL)
			exhausted();
		(void)fputs("out of memory\n", stderr);
		input_leave(); /* whoever took the memory, it need not be the peer being served */
		abort();
	}
	return p;
}

void *
mem_new(size_t n)
{
	return must(malloc(n != 0 ? n : 1));
}

void *
mem_zero(size_t count, size_t size)
{
	return must(calloc(count != 0 ? count : 1, size != 0 ? size : 1));
}

void *
mem_grow(void *p, size_t n)
{
	return must(realloc(p, n != 0 ? n : 1));
}

char *
mem_text(const char *text)
{
	return view_dup(view_of(text));
}

void
mem_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}
