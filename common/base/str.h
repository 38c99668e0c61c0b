/*
 * str - bytes with a length: views that borrow, buffers that own.
 *
 * Owns: growth with a bound, parsing of integers with a range.
 * Must not know: encodings (utf8.h), protocols.
 *
 * A view is never NUL-terminated by contract. A buffer is: buf->p[buf->n] is 0
 * whenever p is not NULL. An allocation that fails ends the process: the
 * database holds the state, the supervisor restarts.
 */
#ifndef COMMON_BASE_STR_H
#define COMMON_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
	const char *p;
	size_t n;
};

#define VIEW(literal) ((struct view){ "" literal "", sizeof(literal) - 1 })

char char_lower(char c); /* A to Z as a to z, every other byte as it is, whatever the locale */

struct view view_of(const char *text); /* of a NUL-terminated string; NULL gives an empty view */
bool view_eq(struct view a, struct view b);
bool view_is(struct view a, const char *text);
bool view_is_nocase(struct view a, const char *text); /* ASCII case only */
bool view_is_among(struct view a, const char *const words[], size_t count); /* ASCII case only */
bool view_starts(struct view a, const char *prefix);
int view_compare(struct view a, struct view b); /* bytewise, like memcmp then length */
bool view_is_digits(struct view a); /* 0 to 9, at least one */
struct view view_trim(struct view a); /* without ASCII white space at both ends */

/* Cuts at the first `separator`: returns what stands before it and moves `rest`
 * behind it. Without separator: all of it, and `rest` becomes empty with p NULL. */
struct view view_cut(struct view *rest, char separator);

/* Parses a whole decimal integer (optional '-') in [min, max]. False otherwise. */
bool view_to_int(struct view a, int64_t min, int64_t max, int64_t *out);

/* Copies with a final NUL into `out` of `size` bytes. False, and out = "", when it
 * does not fit or holds a NUL. */
bool view_copy(struct view a, char *out, size_t size);

/* strdup for a view; never NULL. The caller frees. */
char *view_dup(struct view a);

struct buf {
	char *p;
	size_t n, cap;
	size_t max; /* 0 = BUF_MAX_DEFAULT; adding beyond it sets `full` and adds nothing */
	bool full;
};

enum { BUF_MAX_DEFAULT = 64 * 1024 * 1024 };

void buf_add(struct buf *buf, const void *p, size_t n);
void buf_add_view(struct buf *buf, struct view v);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_lower(struct buf *buf, struct view v); /* by char_lower */
void buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_drop(struct buf *buf, size_t n); /* removes the first n bytes; n <= buf->n */
void buf_clear(struct buf *buf); /* keeps the memory */
void buf_fini(struct buf *buf); /* frees; the buffer may be used again */
struct view buf_view(const struct buf *buf);

/* malloc, calloc, realloc, strdup that never return NULL. */
void *mem_new(size_t n);
void *mem_zero(size_t count, size_t size);
void *mem_grow(void *p, size_t n);
char *mem_text(const char *text);
/* Sets what is called instead of abort(3) when an allocation fails; it must not return. */
void mem_on_exhausted(void (*end)(void));
void mem_wipe(void *p, size_t n); /* for secrets: not optimised away */

#endif
