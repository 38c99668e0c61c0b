/* box: sealed secrets open only whole, in their place, with their key; the key ring's file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/auth.h"

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ffeeddccbbaa99887766554433221100FFEEDDCCBBAA99887766554433221100"

static char path[64];

static void
write_ring(const char *text, mode_t mode)
{
	FILE *file;

	(void)snprintf(path, sizeof(path), "/tmp/test_box.%d", (int)getpid());
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static struct key_ring *
ring_of(const char *text)
{
	struct key_ring *ring = NULL;
	struct err err;

	write_ring(text, 0600);
	assert_int_equal(key_ring_load(path, &ring, &err), 0);
	(void)unlink(path);
	return ring;
}

static void
a_sealed_secret_opens_in_its_place_and_is_never_sealed_the_same_way_twice(void **unused)
{
	struct key_ring *ring = ring_of("1 " KEY_A "\n");
	struct buf one = { .p = NULL }, two = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("token"), &one, &err), 0);
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("token"), &two, &err), 0);
	assert_int_equal(one.n, 1 + 12 + 5 + 16);
	assert_memory_not_equal(one.p, two.p, one.n);
	assert_int_equal(secret_open(ring, "sms.account:1:5", buf_view(&one), &open, &err), 0);
	assert_true(view_is(buf_view(&open), "token"));
	buf_fini(&one);
	buf_fini(&two);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
a_change_of_any_bit_is_noticed(void **unused)
{
	struct key_ring *ring = ring_of("1 " KEY_A "\n2 " KEY_B "\n");
	struct buf sealed = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "a", VIEW("a secret"), &sealed, &err), 0);
	for (size_t bit = 0; bit < sealed.n * 8; bit++) {
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
		assert_int_equal(secret_open(ring, "a", buf_view(&sealed), &open, &err), -1);
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
	}
	for (size_t n = 0; n < sealed.n; n++)
		assert_int_equal(
		    secret_open(ring, "a", (struct view){ sealed.p, n }, &open, &err), -1);
	assert_int_equal(open.n, 0);
	assert_int_equal(secret_open(ring, "a", buf_view(&sealed), &open, &err), 0);
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
a_secret_does_not_open_in_another_place(void **unused)
{
	static const char *const places[] = { "", "sms.account:1:6", "sms.account:2:5",
		"sms.account:1:5 ", "sms.account:1:" };
	struct key_ring *ring = ring_of("1 " KEY_A "\n");
	struct buf sealed = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("x"), &sealed, &err), 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		assert_int_equal(secret_open(ring, places[i], buf_view(&sealed), &open, &err), -1);
	assert_int_equal(open.n, 0);
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
the_last_key_seals_and_the_former_ones_still_open(void **unused)
{
	struct key_ring *old = ring_of("7 " KEY_A "\n");
	struct key_ring *new = ring_of("# rotated\n7 " KEY_A "\n\n9 " KEY_B "\n");
	struct buf before = { .p = NULL }, after = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(old, "p", VIEW("old"), &before, &err), 0);
	assert_int_equal(secret_seal(new, "p", VIEW("new"), &after, &err), 0);
	assert_int_equal(before.p[0], 7);
	assert_int_equal(after.p[0], 9);
	assert_int_equal(secret_open(new, "p", buf_view(&before), &open, &err), 0);
	assert_int_equal(secret_open(new, "p", buf_view(&after), &open, &err), 0);
	assert_true(view_is(buf_view(&open), "oldnew"));
	assert_int_equal(secret_open(old, "p", buf_view(&after), &open, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	buf_fini(&before);
	buf_fini(&after);
	buf_fini(&open);
	key_ring_free(old);
	key_ring_free(new);
}

static void
a_wrong_key_ring_is_refused_with_its_line_and_without_its_content(void **unused)
{
	static const struct {
		const char *text, *place;
	} cases[] = {
		{ "", ": the file holds no key" },
		{ "# only a comment\n", ": the file holds no key" },
		{ "0 " KEY_A "\n", ":1: a key id" },
		{ "256 " KEY_A "\n", ":1: a key id" },
		{ "x " KEY_A "\n", ":1: a key id" },
		{ "1 " KEY_A "\n1 " KEY_B "\n", ":2: this key id stands twice" },
		{ "1 " KEY_A "\n\n2 abcdef\n", ":3: a key must be" },
		{ "1 " KEY_A "00\n", ":1: a key must be" },
		{ "1 g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		    ":1: a key must be" },
		{ "1\n", ":1: a key must be" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key_ring *ring = NULL;
		struct err err;

		write_ring(cases[i].text, 0600);
		assert_int_equal(key_ring_load(path, &ring, &err), -1);
		assert_non_null(strstr(err.text, cases[i].place));
		assert_null(strstr(err.text, "abcdef"));
		assert_null(strstr(err.text, "0a0b"));
		(void)unlink(path);
	}
}

static void
a_key_ring_that_everybody_can_read_is_refused(void **unused)
{
	struct key_ring *ring = NULL;
	struct err err;

	(void)unused;
	write_ring("1 " KEY_A "\n", 0644);
	assert_int_equal(key_ring_load(path, &ring, &err), -1);
	assert_non_null(strstr(err.text, "everybody"));
	(void)unlink(path);
	assert_int_equal(key_ring_load(path, &ring, &err), -1);
	assert_int_equal(key_ring_load("/tmp", &ring, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_sealed_secret_opens_in_its_place_and_is_never_sealed_the_same_way_twice),
		cmocka_unit_test(a_change_of_any_bit_is_noticed),
		cmocka_unit_test(a_secret_does_not_open_in_another_place),
		cmocka_unit_test(the_last_key_seals_and_the_former_ones_still_open),
		cmocka_unit_test(a_wrong_key_ring_is_refused_with_its_line_and_without_its_content),
		cmocka_unit_test(a_key_ring_that_everybody_can_read_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
