/* Each tenant's share of the requests under way (IN-1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hookd/core/share.h"

enum { SLOTS = 256 };

static int
take_all(struct share *share, int64_t tenant)
{
	int taken = 0;

	while (share_take(share, tenant, 0))
		taken++;
	return taken;
}

static void
one_alone_has_half_and_whoever_comes_has_a_slot(void **state)
{
	struct share share;

	(void)state;
	share_init(&share, SLOTS);
	assert_int_equal(take_all(&share, 1), SLOTS / 2);
	assert_int_equal(take_all(&share, 2), SLOTS / 4);
	/* However many there are: as long as any is free, it is for those who hold none. */
	for (int64_t tenant = 3; share.free > 0; tenant++)
		assert_true(share_take(&share, tenant, 0));
	assert_false(share_take(&share, 1000, 0));
	share_fini(&share);
}

static void
what_is_given_back_is_for_others_first(void **state)
{
	struct share share;

	(void)state;
	share_init(&share, SLOTS);
	assert_int_equal(take_all(&share, 1), SLOTS / 2);
	for (int i = 0; i < SLOTS / 2; i++)
		share_give(&share, 1);
	assert_int_equal(share.free, SLOTS);
	assert_null(share.holders);
	assert_int_equal(take_all(&share, 2), SLOTS / 2);
	assert_int_equal(take_all(&share, 1), SLOTS / 4);
	share_give(&share, 2);
	assert_false(share_take(&share, 2, 0)); /* it has 127 and would leave 64 */
	assert_true(share_take(&share, 1, 0));
	share_fini(&share);
}

/* Endpoints of one tenant that hold on to what they take. */
static int
hold_on(struct share *share, int *held, int endpoints, int most)
{
	int all = 0;

	for (bool any = true; any;) {
		any = false;
		for (int i = 0; i < endpoints; i++)
			if (held[i] < most && share_take(share, 1, held[i])) {
				any = true;
				held[i]++;
				all++;
			}
	}
	return all;
}

static void
slow_receivers_leave_some_to_a_quick_one_of_their_tenant(void **state)
{
	enum { SENDS = 8, ENDPOINTS = 50 };

	(void)state;
	for (int slow = 1; slow < ENDPOINTS; slow++) {
		int held[ENDPOINTS] = { 0 };
		struct share share;

		share_init(&share, SLOTS);
		assert_true(hold_on(&share, held, slow, SENDS) < SLOTS / 2);
		assert_true(slow > 12 || held[0] == SENDS); /* a few have all that they may */
		assert_true(share_take(&share, 1, 0));
		assert_true(share_take(&share, 2, 0));
		share_fini(&share);
	}
}

static void
a_single_slot_is_anybody_s(void **state)
{
	struct share share;

	(void)state;
	share_init(&share, 1);
	assert_true(share_take(&share, 1, 0));
	assert_false(share_take(&share, 2, 0));
	share_give(&share, 1);
	assert_true(share_take(&share, 2, 0));
	share_give(&share, 2);
	share_fini(&share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_alone_has_half_and_whoever_comes_has_a_slot),
		cmocka_unit_test(what_is_given_back_is_for_others_first),
		cmocka_unit_test(slow_receivers_leave_some_to_a_quick_one_of_their_tenant),
		cmocka_unit_test(a_single_slot_is_anybody_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
