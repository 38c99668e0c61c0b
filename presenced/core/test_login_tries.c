/* login_tries: which tries count against which limits, whom a stranger's guesses keep out, and whose places they take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "presenced/core/login_tries.h"

static const int limits[LOGIN_LIMITS] = {
	[LIMIT_HERE] = 3, [LIMIT_SOURCE] = 6, [LIMIT_ACCOUNT] = 9, [LIMIT_KNOWN] = 4
};
static const int places[LOGIN_WHO] = { 2, 1 };

static struct login_try
stranger(const char *account, const char *source)
{
	struct login_try try;

	login_try_stranger(view_of(account), view_of(source), &try);
	return try;
}

static struct login_try
known(const char *who)
{
	struct login_try try;

	login_try_known(view_of(who), &try);
	return try;
}

/* One wrong password: how long it had to wait; 0: it was checked. */
static int64_t
wrong(struct login_tries *tries, struct login_try try, int64_t now_ms)
{
	int64_t wait = login_try_start(tries, &try, now_ms);

	if (wait == 0)
		login_place_leave(tries, try.who);
	return wait;
}

static int
wrong_until_refused(struct login_tries *tries, struct login_try try)
{
	int n = 0;

	while (wrong(tries, try, 0) == 0)
		n++;
	return n;
}

static void
whose_limit_a_try_waits_for(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	struct login_try robin = stranger("robin", "1.1.1.1"), other = stranger("other", "1.1.1.1");
	struct login_try browser = known("device 1");

	(void)unused;
	(void)wrong_until_refused(tries, robin);
	assert_true(login_try_account_waits(tries, &robin, 0));
	assert_false(login_try_account_waits(tries, &other, 0));
	(void)wrong(tries, stranger("a", "1.1.1.1"), 0);
	(void)wrong(tries, stranger("b", "1.1.1.1"), 0);
	(void)wrong(tries, stranger("c", "1.1.1.1"), 0);
	assert_true(wrong(tries, other, 0) > 0); /* because of its source */
	assert_false(login_try_account_waits(tries, &other, 0));
	(void)wrong_until_refused(tries, browser);
	assert_true(login_try_account_waits(tries, &browser, 0));
	login_tries_free(tries);
}

static void
a_stranger_locks_an_account_from_their_own_source_alone(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);

	(void)unused;
	assert_int_equal(wrong_until_refused(tries, stranger("maya", "192.0.2.1")), 3);
	assert_int_equal(wrong(tries, stranger("maya", "192.0.2.1"), 1), THROTTLE_WINDOW_MS - 1);
	assert_int_equal(wrong(tries, stranger("maya", "192.0.2.2"), 1), 0);
	assert_int_equal(wrong(tries, stranger("tomas", "192.0.2.1"), 1), 0);
	assert_int_equal(wrong(tries, stranger("maya", "192.0.2.1"), THROTTLE_WINDOW_MS), 0);
	login_tries_free(tries);
}

static void
a_source_is_limited_whatever_accounts_it_tries_there_or_not(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	char name[32];
	int n = 0;

	(void)unused;
	for (;; n++) {
		(void)snprintf(name, sizeof(name), "nobody%d", n);
		if (wrong(tries, stranger(name, "192.0.2.1"), 0) > 0)
			break;
	}
	assert_int_equal(n, 6);
	assert_true(wrong(tries, stranger("maya", "192.0.2.1"), 0) > 0);
	assert_int_equal(wrong(tries, stranger("maya", "192.0.2.2"), 0), 0);
	login_tries_free(tries);
}

static void
an_account_is_limited_for_all_strangers_together_and_open_to_who_is_known(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	char source[32];
	int n = 0;

	(void)unused;
	for (int i = 0; i < 20; i++) {
		(void)snprintf(source, sizeof(source), "192.0.2.%d", i);
		n += wrong(tries, stranger("maya", source), 0) == 0;
	}
	assert_int_equal(n, 9);
	assert_true(wrong(tries, stranger("maya", "198.51.100.1"), 0) > 0);
	assert_int_equal(wrong(tries, stranger("tomas", "198.51.100.1"), 0), 0);
	assert_int_equal(wrong(tries, known("device 1"), 0), 0);
	login_tries_free(tries);
}

static void
who_is_known_has_a_limit_of_their_own_that_counts_for_nobody_else(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);

	(void)unused;
	assert_int_equal(wrong_until_refused(tries, known("device 1")), 4);
	assert_int_equal(wrong(tries, known("device 2"), 0), 0);
	assert_int_equal(wrong(tries, stranger("maya", "192.0.2.1"), 0), 0);
	login_tries_free(tries);
}

static void
a_good_login_forgets_its_own_tries_and_leaves_those_of_others(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	struct login_try maya = stranger("maya", "192.0.2.1");

	(void)unused;
	for (int round = 0; round < 20; round++) { /* a typing error before each login */
		struct login_try one = known("device 1");

		assert_int_equal(wrong(tries, one, 0), 0);
		login_try_settle(tries, &one, LOGIN_RIGHT);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(wrong(tries, maya, 0), 0);
	login_try_settle(tries, &maya, LOGIN_RIGHT);
	assert_int_equal(wrong_until_refused(tries, maya), 3);
	/* 1 wrong one before, and 3: of the source's 6 there are 2 left */
	assert_int_equal(wrong(tries, stranger("a", "192.0.2.1"), 0), 0);
	assert_int_equal(wrong(tries, stranger("b", "192.0.2.1"), 0), 0);
	assert_true(wrong(tries, stranger("c", "192.0.2.1"), 0) > 0);
	login_tries_free(tries);
}

static void
half_a_login_counts_for_its_account_here_alone(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	struct login_try maya = stranger("maya", "192.0.2.1");

	(void)unused;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(wrong(tries, maya, 0), 0);
		login_try_settle(tries, &maya, LOGIN_HALF);
	}
	assert_true(wrong(tries, maya, 0) > 0);
	for (int i = 0; i < 6; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "other%d", i);
		assert_int_equal(wrong(tries, stranger(name, "192.0.2.1"), 0), 0);
	}
	login_tries_free(tries);
}

static void
what_could_not_be_tried_counts_for_nothing(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	struct login_try maya = stranger("maya", "192.0.2.1"), device = known("device 1");

	(void)unused;
	assert_int_equal(wrong(tries, maya, 0), 0);
	for (int round = 0; round < 20; round++) {
		assert_int_equal(wrong(tries, maya, 0), 0);
		login_try_settle(tries, &maya, LOGIN_UNTRIED);
		assert_int_equal(wrong(tries, device, 0), 0);
		login_try_settle(tries, &device, LOGIN_UNTRIED);
	}
	assert_int_equal(wrong_until_refused(tries, maya), 2); /* the first one still counts */
	login_tries_free(tries);
}

static void
strangers_who_take_every_place_leave_those_of_who_is_known(void **unused)
{
	struct login_tries *tries = login_tries_new(limits, places);
	struct login_try a = stranger("a", "192.0.2.1"), b = stranger("b", "192.0.2.2"),
			 c = stranger("c", "192.0.2.3"), device = known("device 1");

	(void)unused;
	assert_true(login_places_empty(tries));
	assert_int_equal(login_try_start(tries, &a, 0), 0);
	assert_int_equal(login_try_start(tries, &b, 0), 0);
	for (int i = 0; i < 20; i++) /* a try without a place is none */
		assert_int_equal(login_try_start(tries, &c, 0), -1);
	assert_int_equal(login_try_start(tries, &device, 0), 0);
	assert_false(login_place_take(tries, LOGIN_KNOWN));
	login_place_leave(tries, LOGIN_STRANGER);
	assert_int_equal(login_try_start(tries, &c, 0), 0);
	for (int i = 0; i < 2; i++)
		login_place_leave(tries, LOGIN_STRANGER);
	assert_false(login_places_empty(tries));
	login_place_leave(tries, LOGIN_KNOWN);
	assert_true(login_places_empty(tries));
	login_tries_free(tries);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_limit_a_try_waits_for),
		cmocka_unit_test(a_stranger_locks_an_account_from_their_own_source_alone),
		cmocka_unit_test(a_source_is_limited_whatever_accounts_it_tries_there_or_not),
		cmocka_unit_test(
		    an_account_is_limited_for_all_strangers_together_and_open_to_who_is_known),
		cmocka_unit_test(who_is_known_has_a_limit_of_their_own_that_counts_for_nobody_else),
		cmocka_unit_test(a_good_login_forgets_its_own_tries_and_leaves_those_of_others),
		cmocka_unit_test(half_a_login_counts_for_its_account_here_alone),
		cmocka_unit_test(what_could_not_be_tried_counts_for_nothing),
		cmocka_unit_test(strangers_who_take_every_place_leave_those_of_who_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
