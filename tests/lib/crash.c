/*
 * crash - preloaded into a program, it ends it at the first copy of bytes that hold the marker: what a parser's bug is to a daemon. The
 * marker is spelled in two parts, so that no copy of this library's own text counts.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdlib.h>

/* By another name, so that the compiler does not make a memcpy of it: that is here. */
void *copy(void *to, const void *from, size_t n) __asm__("memmove");

#define MARK_BEGIN "CRASH "
#define MARK_END "ON DEMAND"

enum { BEGIN_N = sizeof(MARK_BEGIN) - 1, END_N = sizeof(MARK_END) - 1, SEARCHED_MAX = 4096 };

/* Neither memcmp nor memmem: a program may have its own, which copies. */
static int
same(const char *a, const char *b, size_t n)
{
	while (n > 0 && *a == *b) {
		a++;
		b++;
		n--;
	}
	return n == 0;
}

/* So many copies are passed over first: CRASH_SKIP. */
static int
copies_to_skip(void)
{
	static int left = -1;

	if (left < 0) {
		const char *given = getenv("CRASH_SKIP");

		left = given != NULL ? atoi(given) : 0;
	}
	return left > 0 ? left-- : 0;
}

static void
bytes_judge(const char *bytes, size_t n)
{
	if (n < BEGIN_N + END_N || n > SEARCHED_MAX)
		return;
	for (size_t i = 0; i + BEGIN_N + END_N <= n; i++)
		if (same(bytes + i, MARK_BEGIN, BEGIN_N) &&
		    same(bytes + i + BEGIN_N, MARK_END, END_N) && copies_to_skip() == 0)
			abort();
}

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *__memcpy_chk(void *restrict to, const void *restrict from, size_t n, size_t room);

void *
memcpy(void *restrict to, const void *restrict from, size_t n)
{
	bytes_judge(from, n);
	return copy(to, from, n);
}

/* What memcpy becomes with _FORTIFY_SOURCE. */
void *
__memcpy_chk(void *restrict to, const void *restrict from, size_t n, size_t room)
{
	bytes_judge(from, n);
	if (n > room)
		abort();
	return copy(to, from, n);
}
