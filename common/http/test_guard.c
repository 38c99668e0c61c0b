/* guard: where messages end, what no line may hold, the limits; every case whole and byte by
 * byte, because a state machine must not care how bytes come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/http/guard.h"

enum { MAX_HEADER = 1000 };

/* Events as letters: H head, E end of the message, B bad; then what follows a head is
 * taken from `after`: 'c' chunks, a digit that many bytes of body, '-' nothing. */
static void
run(const char *bytes, size_t n, size_t step, char after, char *events, int *status)
{
	struct guard guard;
	size_t at = 0, taken;

	guard_init(&guard, MAX_HEADER);
	*status = 0;
	while (at < n) {
		size_t piece = n - at < step ? n - at : step;
		enum guard_event event = guard_take(&guard, bytes + at, piece, &taken);

		assert_true(taken <= piece);
		at += taken;
		if (event == GUARD_MORE)
			assert_int_equal(taken, piece);
		if (event == GUARD_BAD) {
			*events++ = 'B';
			*status = guard.status;
			break;
		}
		if (event == GUARD_END)
			*events++ = 'E';
		if (event != GUARD_HEAD)
			continue;
		*events++ = 'H';
		if (after == 'c')
			guard_expect_chunks(&guard);
		else if (after > '0')
			guard_expect_body(&guard, (uint64_t)(after - '0'));
	}
	*events = '\0';
}

static void
check(const char *bytes, size_t n, char after, const char *wanted, int wanted_status)
{
	char events[64];
	int status;

	for (size_t step = n; step > 0; step = step > 3 ? 3 : step - 1) {
		run(bytes, n, step, after, events, &status);
		if (strcmp(events, wanted) != 0 || status != wanted_status)
			print_message("%.60s: step %zu\n", bytes, step);
		assert_string_equal(events, wanted);
		assert_int_equal(status, wanted_status);
	}
}

#define HEAD "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static void
each_end_of_a_head_and_of_a_message_is_seen_at_its_byte(void **unused)
{
	static const struct {
		const char *bytes;
		char after;
		const char *events;
	} cases[] = {
		{ HEAD, '-', "H" },
		{ HEAD HEAD, '-', "HH" },
		{ "\r\n\r\n" HEAD, '-', "H" },
		{ HEAD "abc", '3', "HE" },
		{ HEAD "abc" HEAD "abc", '3', "HEHE" },
		{ HEAD "ab", '3', "H" },
		{ HEAD "3\r\nabc\r\n0\r\n\r\n", 'c', "HE" },
		{ HEAD "3;a=b;c=\"d\"\r\nabc\r\n00\r\nA: b\r\n\r\n" HEAD, 'c', "HEH" },
		{ HEAD "a\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n", 'c', "HE" },
		{ "GET / HTTP/1.1\r\nA: \xc3\xa4\tb\r\n\r\n", '-', "H" },
		{ "GET / HTTP/1.1\r\n!#$%&'*+-.^_`|~09azAZ: b : c\r\nA:\r\n\r\n", '-', "H" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].bytes, strlen(cases[i].bytes), cases[i].after, cases[i].events, 0);
}

static void
what_another_server_could_read_differently_is_refused(void **unused)
{
	static const struct {
		const char *bytes;
		size_t n;
		char after;
		const char *events;
	} cases[] = {
#define BYTES(text) text, sizeof(text) - 1
		{ BYTES("GET / HTTP/1.1\nHost: a\n\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nHost: a\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA:\rB: c\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nHost: a\r\n\rX\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA : b\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA\t: b\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA B: c\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA\0: b\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA\xc3\xa4: b\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA(: b\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\n: b\r\n\r\n"), '-', "B" },
		{ BYTES(HEAD "0\r\nA : b\r\n\r\n"), 'c', "HB" },
		{ BYTES("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"), '-', "B" },
		{ BYTES("GET / HTTP/1.1\r\nA: b\x7f\r\n\r\n"), '-', "B" },
		{ BYTES("\x16\x03\x01\x02"), '-', "B" },
		{ BYTES("\n" HEAD), '-', "B" },
		{ BYTES(HEAD "3\r\nabcX\r\n0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3\r\nabc\n0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3\r\nabc\r0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3\nabc\r\n0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3;a\rb\r\nabc\r\n0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3;a\nabc\r\n0\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "\r\n"), 'c', "HB" },
		{ BYTES(HEAD "-3\r\n"), 'c', "HB" },
		{ BYTES(HEAD "0x3\r\n"), 'c', "HB" },
		{ BYTES(HEAD "3 \r\n"), 'c', "HB" },
		{ BYTES(HEAD "1000000000000000\r\n"), 'c', "HB" },
		{ BYTES(HEAD "0\r\n A: b\r\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "0\r\nA: b\n\r\n"), 'c', "HB" },
		{ BYTES(HEAD "0\r\n\rX"), 'c', "HB" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].bytes, cases[i].n, cases[i].after, cases[i].events, 400);
}

/* `before`, then `fill` n times, then `behind`. */
static void
check_long(
    const char *before, char fill, size_t n, const char *behind, const char *events, int status)
{
	char bytes[4096];
	size_t at = strlen(before);

	memcpy(bytes, before, at);
	memset(bytes + at, fill, n);
	memcpy(bytes + at + n, behind, strlen(behind));
	check(bytes, at + n + strlen(behind), 'c', events, status);
}

static void
lines_extensions_and_trailers_are_bounded_together(void **unused)
{
	(void)unused;
	check_long("GET /", 'a', MAX_HEADER, " HTTP/1.1\r\n", "B", 414);
	check_long("GET / HTTP/1.1\r\nA: ", 'a', MAX_HEADER, "\r\n\r\n", "B", 431);
	check_long("GET / HTTP/1.1\r\n", 'a', MAX_HEADER, ": b\r\n\r\n", "B", 431);
	check_long("GET / HTTP/1.1\r\nA: ", 'a', MAX_HEADER - 23, "\r\n\r\n", "H", 0);
	check_long(HEAD "3;", 'a', MAX_HEADER, "\r\n", "HB", 431);
	check_long(HEAD "0\r\nA: ", 'a', MAX_HEADER, "\r\n\r\n", "HB", 431);
	check_long(HEAD "3;", 'a', 100, "\r\nabc\r\n0\r\n\r\n", "HE", 0);
}

static void
small_extensions_on_many_chunks_count_together(void **unused)
{
	char bytes[8192] = HEAD;
	size_t n = strlen(bytes);

	(void)unused;
	for (int i = 0; i < 400; i++)
		n += (size_t)snprintf(bytes + n, sizeof(bytes) - n, "1;aaa\r\nb\r\n");
	check(bytes, n, 'c', "HB", 431);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_of_a_head_and_of_a_message_is_seen_at_its_byte),
		cmocka_unit_test(what_another_server_could_read_differently_is_refused),
		cmocka_unit_test(lines_extensions_and_trailers_are_bounded_together),
		cmocka_unit_test(small_extensions_on_many_chunks_count_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
