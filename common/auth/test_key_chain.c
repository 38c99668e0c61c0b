/* key_chain: keyed hashes whose key can be replaced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/auth/key_chain.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define VECTOR "b20cea71d1400fc7217b123f4e1dcfb6a20ca822bfe05ca393f48e4c8f683e77"
#define C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCcccccccccccccccccccccccccccccccc"

static struct view
bytes(const unsigned char hash[SHA256_SIZE])
{
	return (struct view){ (const char *)hash, SHA256_SIZE };
}

static struct key_chain
parsed(const char *first, const char *more)
{
	struct key_chain chain;

	assert_null(key_chain_parse(view_of(first), view_of(more), &chain));
	return chain;
}

static void
the_first_key_alone_hashes_as_it_always_did_whatever_stands_in_it(void **unused)
{
	static const char *const keys[] = { "x", "a key with blanks ", A " " B };

	(void)unused;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct key_chain chain = parsed(keys[i], "");
		unsigned char hash[SHA256_SIZE], wanted[SHA256_SIZE];

		assert_int_equal(chain.count, 1);
		key_chain_hash(&chain, 0, VIEW("1:+4915112345678"), hash);
		hmac_sha256(view_of(keys[i]), VIEW("1:+4915112345678"), wanted);
		assert_memory_equal(hash, wanted, SHA256_SIZE);
	}
}

/* By openssl: printf 1:+4915112345678 | openssl dgst -sha256 -hmac first -binary | openssl dgst -sha256 -hmac aaa… -binary | … bbb… */
static void
each_further_key_hashes_the_hash_again(void **unused)
{
	struct key_chain chain = parsed("first", "  " A "   " B " ");
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };

	(void)unused;
	assert_int_equal(chain.count, 3);
	key_chain_hash(&chain, 0, VIEW("1:+4915112345678"), hash);
	hex_encode(bytes(hash), &hex);
	assert_int_equal(hex.n, strlen(VECTOR));
	assert_memory_equal(hex.p, VECTOR, hex.n);
	buf_fini(&hex);
}

static void
a_stored_hash_and_the_later_keys_give_the_hash_of_the_whole_chain(void **unused)
{
	static const char *const more[] = { "", A, A " " B, A " " B " " C };

	(void)unused;
	for (int from = 1; from < 4; from++) {
		struct key_chain chain = parsed("first", more[3]),
				 former = parsed("first", more[from - 1]);
		unsigned char stored[SHA256_SIZE], wanted[SHA256_SIZE];

		key_chain_hash(&chain, 0, VIEW("smpp:one:password"), wanted);
		key_chain_hash(&former, 0, VIEW("smpp:one:password"), stored);
		key_chain_hash(&chain, from, bytes(stored), stored); /* in its place */
		assert_memory_equal(stored, wanted, SHA256_SIZE);
	}
}

static void
each_beginning_of_the_chain_has_a_check_value(void **unused)
{
	struct key_chain one = parsed("first", ""), three = parsed("first", A " " B);
	unsigned char check[SHA256_SIZE];
	struct buf checks = { 0 }, wanted = { 0 }, alone = { 0 };

	(void)unused;
	key_chain_checks(&three, &checks);
	for (int keys = 1; keys <= 3; keys++) {
		struct key_chain begins = three;

		begins.count = keys;
		key_chain_hash(&begins, 0, VIEW("check"), check);
		buf_add_char(&wanted, keys == 1 ? '{' : ',');
		hex_encode(bytes(check), &wanted);
	}
	buf_add_char(&wanted, '}');
	assert_int_equal(checks.n, wanted.n);
	assert_memory_equal(checks.p, wanted.p, wanted.n);
	key_chain_checks(&one, &alone); /* what releases without a chain have stored */
	assert_memory_equal(alone.p, checks.p, alone.n - 1);
	buf_fini(&checks);
	buf_fini(&wanted);
	buf_fini(&alone);
}

static void
later_keys_have_64_hexadecimal_digits_and_are_15_different_ones_at_most(void **unused)
{
	static const char form[] = "must hold keys of 64 hexadecimal digits, separated by blanks";
	static const struct {
		const char *more, *wrong;
	} cases[] = {
		{ "x", form },
		{ A "a", form },
		{ A B, form },
		{ A "," B, form },
		{ A "\t" B, form },
		{ "gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", form },
		{ A " " B " " A, "must not hold a key twice" },
	};
	struct buf many = { 0 };
	struct key_chain chain;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    key_chain_parse(VIEW("first"), view_of(cases[i].more), &chain), cases[i].wrong);
	for (int i = 0; i < KEY_CHAIN_MAX - 1; i++)
		buf_addf(&many, "%064d ", i);
	assert_string_equal(
	    key_chain_parse(VIEW(A), VIEW(B " " A), &chain), "must not hold the first key itself");
	assert_null(key_chain_parse(VIEW(""), VIEW(B " " A), &chain));
	assert_null(key_chain_parse(VIEW("first"), buf_view(&many), &chain));
	assert_int_equal(chain.count, KEY_CHAIN_MAX);
	buf_addf(&many, "%064d", KEY_CHAIN_MAX);
	assert_string_equal(key_chain_parse(VIEW("first"), buf_view(&many), &chain),
	    "must not hold more than 15 keys");
	assert_int_equal(chain.count, KEY_CHAIN_MAX);
	buf_fini(&many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_key_alone_hashes_as_it_always_did_whatever_stands_in_it),
		cmocka_unit_test(each_further_key_hashes_the_hash_again),
		cmocka_unit_test(a_stored_hash_and_the_later_keys_give_the_hash_of_the_whole_chain),
		cmocka_unit_test(each_beginning_of_the_chain_has_a_check_value),
		cmocka_unit_test(
		    later_keys_have_64_hexadecimal_digits_and_are_15_different_ones_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
