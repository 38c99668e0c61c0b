/* one_time: the vectors of RFC 6238 and 4648, each code once, recovery codes as people type them. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "presenced/core/one_time.h"

static const struct {
	int64_t at_s;
	int code; /* the last six of the eight digits of RFC 6238, appendix B */
} vectors[] = {
	{ 59, 287082 },
	{ 1111111109, 81804 },
	{ 1111111111, 50471 },
	{ 1234567890, 5924 },
	{ 2000000000, 279037 },
	{ 20000000000, 353130 },
};

static void
codes_are_those_of_rfc_6238(void **unused)
{
	struct view secret = VIEW("12345678901234567890");

	(void)unused;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		char text[16];

		assert_int_equal(one_time_code(secret, vectors[i].at_s / 30), vectors[i].code);
		(void)snprintf(text, sizeof(text), "%06d", vectors[i].code);
		assert_int_equal(
		    one_time_step(secret, view_of(text), vectors[i].at_s, 0), vectors[i].at_s / 30);
	}
}

static void
a_code_is_good_one_step_around_and_only_after_the_last_one(void **unused)
{
	struct view secret = VIEW("12345678901234567890");
	int64_t step = 1111111111 / 30;

	(void)unused;
	for (int64_t off = -3; off <= 3; off++)
		assert_int_equal(one_time_step(secret, VIEW("050471"), 1111111111 + off * 30, 0),
		    off >= -1 && off <= 1 ? step : -1);
	assert_int_equal(one_time_step(secret, VIEW("050471"), 1111111111, step - 1), step);
	assert_int_equal(one_time_step(secret, VIEW("050471"), 1111111111, step), -1);
	assert_int_equal(one_time_step(secret, VIEW("50471"), 1111111111, 0), -1);
	assert_int_equal(one_time_step(secret, VIEW("+50471"), 1111111111, 0), -1);
	assert_int_equal(one_time_step(secret, VIEW("050472"), 1111111111, 0), -1);
	assert_int_equal(one_time_step(secret, VIEW(""), 1111111111, 0), -1);
}

static void
secrets_are_written_as_authenticators_read_them(void **unused)
{
	static const struct {
		const char *plain, *text;
	} cases[] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" },
		{ "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
	struct buf out = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		base32_encode(view_of(cases[i].plain), &out);
		assert_int_equal(out.n, strlen(cases[i].text));
		assert_memory_equal(out.n > 0 ? out.p : "", cases[i].text, out.n);
	}
	buf_clear(&out);
	one_time_uri(VIEW("Höfe & Co"), VIEW("maya ortiz"), VIEW("foobar"), &out);
	assert_string_equal(out.p,
	    "otpauth://totp/H%C3%B6fe%20%26%20Co:maya%20ortiz?secret=MZXW6YTBOI"
	    "&issuer=H%C3%B6fe%20%26%20Co&algorithm=SHA1&digits=6&period=30");
	buf_fini(&out);
}

static void
a_recovery_code_is_the_same_however_it_is_typed(void **unused)
{
	unsigned char random[RECOVERY_BYTES] = { 1, 2, 3, 4, 5, 250, 251, 252, 253, 254 };
	unsigned char hash[SHA256_SIZE], other[SHA256_SIZE];
	char code[RECOVERY_SIZE], typed[64];
	size_t n = 0;

	(void)unused;
	recovery_write(random, code);
	assert_int_equal(strlen(code), 19);
	assert_true(recovery_hash(view_of(code), hash));
	for (const char *c = code; *c != '\0'; c++)
		if (*c != '-') {
			typed[n++] = (char)toupper((unsigned char)*c);
			typed[n++] = ' ';
		}
	assert_true(recovery_hash((struct view){ typed, n }, other));
	assert_memory_equal(hash, other, sizeof(hash));
	random[9]++;
	recovery_write(random, code);
	assert_true(recovery_hash(view_of(code), other));
	assert_memory_not_equal(hash, other, sizeof(hash));
	assert_false(recovery_hash(VIEW("123456"), other));
	assert_false(recovery_hash(VIEW("abcd-efgh-jkmn-pqr1"), other));
	assert_false(recovery_hash(VIEW("abcd-efgh-jkmn-pqrst"), other));
	assert_false(recovery_hash((struct view){ "abcd-efgh-jkmn-pq\0r", 19 }, other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_rfc_6238),
		cmocka_unit_test(a_code_is_good_one_step_around_and_only_after_the_last_one),
		cmocka_unit_test(secrets_are_written_as_authenticators_read_them),
		cmocka_unit_test(a_recovery_code_is_the_same_however_it_is_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
