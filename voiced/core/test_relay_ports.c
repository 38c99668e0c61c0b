/* relay_ports: who may have the last ports, of what is known of them and what was asked for since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "voiced/core/relay_ports.h"

enum { STEPS = 100000, TOTAL = 400, RESERVED = TOTAL / RELAY_PORTS_SHARE };

static struct relay_ports
told(int free, int total)
{
	struct relay_ports ports = { 0 };

	relay_ports_queried(&ports, 0);
	relay_ports_update(&ports, free, total);
	return ports;
}

static void
so_many_are_reserved_and_a_tenth_of_all_at_most(void **unused)
{
	static const struct {
		int free, total;
		enum relay_claim claim;
		int count;
		bool have;
	} rows[] = {
		{ 10000, 10000, RELAY_NEW_CALL, 8, true },
		{ 248, 10000, RELAY_NEW_CALL, 8, true },
		{ 247, 10000, RELAY_NEW_CALL, 8, false },
		{ 48, 200, RELAY_NEW_CALL, 8, true },
		{ 47, 200, RELAY_NEW_CALL, 8, false },
		{ 124, 10000, RELAY_EXISTING_CALL, 4, true },
		{ 123, 10000, RELAY_EXISTING_CALL, 4, false },
		{ 24, 200, RELAY_EXISTING_CALL, 4, true },
		{ 23, 200, RELAY_EXISTING_CALL, 4, false },
		{ 4, 9, RELAY_EXISTING_CALL, 4, true },
		{ 3, 9, RELAY_EXISTING_CALL, 4, false },
		{ 3, 9, RELAY_EMERGENCY_CALL, 4, true },
		{ 0, 10000, RELAY_EMERGENCY_CALL, 4, true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct relay_ports ports = told(rows[i].free, rows[i].total);

		assert_int_equal(
		    relay_ports_allow(&ports, rows[i].claim, rows[i].count), rows[i].have);
	}
}

static void
while_nothing_is_known_there_is_room(void **unused)
{
	struct relay_ports ports = { 0 };

	(void)unused;
	relay_ports_take(&ports, 1000);
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_queried(&ports, 0);
	relay_ports_update(&ports, 0, 0);
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
}

static void
what_was_asked_for_since_counts_as_taken(void **unused)
{
	struct relay_ports ports = told(RESERVED + 8, TOTAL);

	(void)unused;
	relay_ports_take(&ports, 4);
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_take(&ports, 4);
	assert_false(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_queried(&ports, 0); /* nothing is better until it has answered */
	assert_false(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_update(&ports, RESERVED + 4, TOTAL);
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
}

static void
what_it_may_not_have_counted_yet_counts_once_more(void **unused)
{
	struct relay_ports ports = told(TOTAL, TOTAL);

	(void)unused;
	relay_ports_queried(&ports, 8); /* sent before, not answered */
	relay_ports_take(&ports, 4); /* sent after */
	relay_ports_update(&ports, RESERVED + 12, TOTAL);
	assert_false(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 0));
}

static void
what_was_released_after_the_report_counts_as_free(void **unused)
{
	struct relay_ports ports = told(RESERVED + 4, TOTAL);

	(void)unused;
	relay_ports_take(&ports, 4);
	assert_false(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_release(&ports, 4);
	assert_true(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
	relay_ports_queried(&ports, 0);
	relay_ports_update(&ports, RESERVED, TOTAL); /* which knows of that, or of another's */
	assert_false(relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4));
}

static void
half_of_them_in_use_is_low(void **unused)
{
	struct relay_ports ports = told(TOTAL, TOTAL);

	(void)unused;
	relay_ports_take(&ports, TOTAL / 2 - 4);
	assert_false(relay_ports_low(&ports));
	relay_ports_take(&ports, 4);
	assert_true(relay_ports_low(&ports));
	relay_ports_update(&ports, 0, 0);
	assert_false(relay_ports_low(&ports)); /* unknown */
}

/* rtpengine counts when it is asked, allocates what was sent at any time, and its answers come later, or never. Ordinary calls never
 * get at the reserve; when all has settled they get everything else. */
static void
whenever_ports_are_allocated_and_counted_the_reserve_stays_free(void **unused)
{
	struct relay_ports ports = told(TOTAL, TOTAL);
	uint32_t random = 1;
	int used = 0, sent = 0, counted = -1;

	(void)unused;
	for (int step = 0; step < STEPS; step++) {
		random = random * 1664525 + 1013904223;
		switch ((random >> 16) % 7) {
		case 0:
		case 1: /* a call begins */
			if (!relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4))
				break;
			relay_ports_take(&ports, 4);
			sent += 4;
			break;
		case 2: /* the relay does what was sent */
			used += sent;
			sent = 0;
			break;
		case 3: /* a call ends */
			if (used < 4)
				break;
			used -= 4;
			relay_ports_release(&ports, 4);
			break;
		case 4: /* it is asked, and counts */
			if (counted >= 0)
				break;
			relay_ports_queried(&ports, sent);
			counted = TOTAL - used;
			break;
		case 5: /* its answer is lost */
			counted = -1;
			break;
		default: /* that answer comes */
			if (counted >= 0)
				relay_ports_update(&ports, counted, TOTAL);
			counted = -1;
			break;
		}
		assert_true(TOTAL - used - sent >= RESERVED);
	}
	relay_ports_queried(&ports, 0);
	relay_ports_update(&ports, TOTAL - used - sent, TOTAL);
	assert_int_equal(
	    relay_ports_allow(&ports, RELAY_EXISTING_CALL, 4), TOTAL - used - sent - 4 >= RESERVED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_are_reserved_and_a_tenth_of_all_at_most),
		cmocka_unit_test(while_nothing_is_known_there_is_room),
		cmocka_unit_test(what_was_asked_for_since_counts_as_taken),
		cmocka_unit_test(what_it_may_not_have_counted_yet_counts_once_more),
		cmocka_unit_test(what_was_released_after_the_report_counts_as_free),
		cmocka_unit_test(half_of_them_in_use_is_low),
		cmocka_unit_test(whenever_ports_are_allocated_and_counted_the_reserve_stays_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
