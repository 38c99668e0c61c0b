/* test_proof - which proofs of work let a web chat begin */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "chatd/core/proof.h"

static const struct proof_chat chat = { 7, 30, { "web:0123456789abcdef0123", 24 } };

static enum proof_fault
work(const char *proof, int64_t bits)
{
	struct view challenge;

	return proof_work_check(view_of(proof), bits, &challenge);
}

/* Computed with sha256sum. */
static void
work_is_counted_in_leading_zero_bits(void **state)
{
	static const struct {
		const char *proof;
		int64_t bits;
	} proofs[] = { { "abc.2", 0 }, { "abc.4", 1 }, { "abc.42", 7 }, { "abc.683", 8 },
		{ "abc.749", 9 }, { "abc.39941", 15 }, { "abc.72485", 17 } };

	(void)state;
	for (size_t i = 0; i < sizeof(proofs) / sizeof(proofs[0]); i++) {
		assert_int_equal(work(proofs[i].proof, proofs[i].bits), PROOF_GOOD);
		assert_int_equal(work(proofs[i].proof, proofs[i].bits + 1), PROOF_TOO_EASY);
		assert_int_equal(work(proofs[i].proof, 256), PROOF_TOO_EASY);
	}
}

static void
what_is_no_proof_is_refused_before_it_is_hashed(void **state)
{
	char longest[PROOF_MAX + 2];
	struct view challenge;

	(void)state;
	assert_int_equal(work("", 1), PROOF_MISSING);
	assert_int_equal(proof_work_check((struct view){ NULL, 0 }, 1, &challenge), PROOF_MISSING);
	for (const char *const *wrong = (const char *const[]){ "abc", ".", "abc.", ".1",
		 "abc.123456789012345678901", NULL };
	     *wrong != NULL; wrong++)
		assert_int_equal(work(*wrong, 0), PROOF_MALFORMED);
	assert_int_equal(work("abc.12345678901234567890", 0), PROOF_GOOD);
	assert_int_equal(work("abc.1.2", 0), PROOF_GOOD);
	memset(longest, 'a', PROOF_MAX + 1);
	memcpy(longest + PROOF_MAX - 2, ".12", 4);
	assert_int_equal(work(longest, 0), PROOF_MALFORMED);
	assert_int_equal(work(longest + 1, 0), PROOF_GOOD);
	assert_int_equal(proof_work_check(VIEW("abc\0d.1"), 0, &challenge), PROOF_GOOD);
	assert_int_equal(challenge.n, 5);
}

static enum proof_fault
judge(const struct proof_chat *made, int64_t expires_s, int64_t now_s)
{
	struct buf plain = { .n = 0 };
	enum proof_fault fault;

	proof_challenge_write(made, expires_s, &plain);
	fault = proof_challenge_check(buf_view(&plain), &chat, now_s);
	buf_fini(&plain);
	return fault;
}

static void
a_challenge_is_for_one_chat_and_ends(void **state)
{
	static const struct proof_chat others[] = { { 8, 30, { "web:0123456789abcdef0123", 24 } },
		{ 7, 31, { "web:0123456789abcdef0123", 24 } },
		{ 7, 30, { "web:0123456789abcdef0124", 24 } },
		{ 7, 30, { "web:0123456789abcdef012", 23 } }, { 7, 30, { "", 0 } } };

	(void)state;
	assert_int_equal(judge(&chat, 1300, 1000), PROOF_GOOD);
	assert_int_equal(judge(&chat, 1300, 1299), PROOF_GOOD);
	assert_int_equal(judge(&chat, 1300, 1300), PROOF_EXPIRED);
	assert_int_equal(judge(&chat, 1300, INT64_MAX), PROOF_EXPIRED);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(judge(&others[i], 1300, 1000), PROOF_OTHER_CHAT);
}

static void
what_is_no_challenge_is_unknown(void **state)
{
	static const char *const plains[] = { "", ":", "7", "7:30", "7:30:", "7:30:x:web:0",
		"x:30:1300:web:0", "0:30:1300:web:0", "7:-1:1300:web:0",
		"7:99999999999999999999:1300:web:0", " 7:30:1300:web:0" };

	(void)state;
	for (size_t i = 0; i < sizeof(plains) / sizeof(plains[0]); i++)
		assert_int_equal(
		    proof_challenge_check(view_of(plains[i]), &chat, 1000), PROOF_UNKNOWN);
}

static void
every_refusal_says_why(void **state)
{
	(void)state;
	for (int fault = PROOF_MISSING; fault < PROOF_FAULTS; fault++)
		assert_true(strlen(proof_fault_text((enum proof_fault)fault)) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_is_counted_in_leading_zero_bits),
		cmocka_unit_test(what_is_no_proof_is_refused_before_it_is_hashed),
		cmocka_unit_test(a_challenge_is_for_one_chat_and_ends),
		cmocka_unit_test(what_is_no_challenge_is_unknown),
		cmocka_unit_test(every_refusal_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
