/* lane: the table of state changes, walked in full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/db/internal.h"

static void
a_lane_can_be_lost_or_closed_in_every_state_and_closed_is_the_end(void **unused)
{
	(void)unused;
	for (enum lane_state from = LANE_DOWN; from < LANE_STATES; from++) {
		assert_int_equal(lane_may_go(from, LANE_CLOSED), from != LANE_CLOSED);
		assert_int_equal(
		    lane_may_go(from, LANE_DOWN), from != LANE_DOWN && from != LANE_CLOSED);
		assert_false(lane_may_go(LANE_CLOSED, from));
		assert_false(lane_may_go(from, from));
	}
}

static void
nothing_is_sent_before_the_statements_are_prepared_and_the_transaction_is_ended(void **unused)
{
	(void)unused;
	for (enum lane_state from = LANE_DOWN; from < LANE_STATES; from++) {
		assert_int_equal(lane_may_go(from, LANE_BUSY), from == LANE_IDLE);
		assert_int_equal(lane_may_go(from, LANE_CONNECTING), from == LANE_DOWN);
		assert_int_equal(lane_may_go(from, LANE_ROLLING_BACK), from == LANE_BUSY);
		assert_int_equal(lane_may_go(from, LANE_PREPARING),
		    from == LANE_CONNECTING || from == LANE_BUSY || from == LANE_ROLLING_BACK);
		assert_int_equal(lane_may_go(from, LANE_IDLE),
		    from == LANE_PREPARING || from == LANE_BUSY || from == LANE_ROLLING_BACK ||
			from == LANE_PAUSED);
		assert_int_equal(lane_may_go(from, LANE_PAUSED),
		    from == LANE_PREPARING || from == LANE_BUSY || from == LANE_ROLLING_BACK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lane_can_be_lost_or_closed_in_every_state_and_closed_is_the_end),
		cmocka_unit_test(
		    nothing_is_sent_before_the_statements_are_prepared_and_the_transaction_is_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
