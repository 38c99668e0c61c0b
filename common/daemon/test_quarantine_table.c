/* quarantine_table: which crashes refuse a peer for how long, and that a file of any bytes is borne. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/daemon/quarantine_table.h"

#define MINUTE INT64_C(60000000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define BOOT "4b6e9d1e-97b5-4a52-8c2e-5a2f6a1d7c33"

static struct quarantine_table table;

static int
empty(void **state)
{
	(void)state;
	memset(&table, 0, sizeof(table));
	quarantine_table_repair(&table, BOOT, 0);
	return 0;
}

static struct input_peer
peer_at(int64_t id)
{
	return input_peer_of(INPUT_SMPP_CLIENT, 1, id);
}

static const struct quarantine_row *
crash(int64_t id, int64_t now_us)
{
	table.mark = peer_at(id);
	table.signal = 11;
	return quarantine_table_crash(&table, 2, now_us);
}

static int64_t
left(int64_t id, int64_t now_us)
{
	const struct input_peer peer = peer_at(id);

	return quarantine_table_left_us(&table, &peer, now_us);
}

static void
the_second_crash_within_an_hour_refuses_for_ten_minutes(void **unused)
{
	(void)unused;
	assert_int_equal(crash(7, HOUR)->crashes, 1);
	assert_int_equal(left(7, HOUR), 0);
	assert_int_equal(crash(7, 2 * HOUR)->crashes, 2);
	assert_int_equal(left(7, 2 * HOUR), 10 * MINUTE);
	assert_int_equal(left(7, 2 * HOUR + 10 * MINUTE - 1), 1);
	assert_int_equal(left(7, 2 * HOUR + 10 * MINUTE), 0);
	assert_int_equal(left(8, 2 * HOUR), 0); /* another one is served */
	assert_int_equal(quarantine_table_count(&table, 2 * HOUR), 1);
	assert_int_equal(quarantine_table_count(&table, 3 * HOUR), 0);
}

static void
crashes_more_than_an_hour_apart_refuse_nobody(void **unused)
{
	(void)unused;
	for (int64_t i = 0; i < 5; i++) {
		assert_int_equal(crash(7, i * (HOUR + 1))->crashes, 1);
		assert_int_equal(left(7, i * (HOUR + 1)), 0);
	}
}

static void
each_further_crash_doubles_the_time_up_to_a_day(void **unused)
{
	static const int64_t minutes[] = { 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440 };
	int64_t now_us = HOUR;

	(void)unused;
	(void)crash(7, now_us);
	for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
		(void)crash(7, now_us);
		assert_int_equal(left(7, now_us), minutes[i] * MINUTE);
		now_us += minutes[i] * MINUTE +
		    HOUR; /* as it is served again, for as long as it is remembered */
	}
	assert_int_equal(crash(7, now_us + 1)->crashes, 1); /* and no longer */
}

static void
a_number_of_crashes_as_large_as_may_be_is_borne(void **unused)
{
	const struct quarantine_row *row;

	(void)unused;
	row = crash(7, HOUR);
	table.rows[row - table.rows].crashes = QUARANTINE_CRASHES_MAX;
	assert_int_equal(crash(7, HOUR)->crashes, QUARANTINE_CRASHES_MAX);
	assert_int_equal(left(7, HOUR), DAY);
}

static void
no_mark_is_no_crash_and_a_mark_counts_once(void **unused)
{
	(void)unused;
	assert_null(quarantine_table_crash(&table, 2, HOUR));
	assert_non_null(crash(7, HOUR));
	assert_null(quarantine_table_crash(&table, 2, HOUR));
	assert_int_equal(left(7, HOUR), 0);
}

static void
the_kind_is_part_of_who_a_peer_is(void **unused)
{
	const struct input_peer user = input_peer_of(INPUT_USER, 1, 7),
				none = { .kind = INPUT_NONE };

	(void)unused;
	(void)crash(7, HOUR);
	(void)crash(7, HOUR);
	assert_int_equal(quarantine_table_left_us(&table, &user, HOUR), 0);
	assert_int_equal(quarantine_table_left_us(&table, &none, HOUR), 0);
}

static void
a_full_table_forgets_single_crashes_before_refusals_and_the_oldest_first(void **unused)
{
	(void)unused;
	(void)crash(1000, HOUR);
	(void)crash(1000, HOUR);
	for (int i = 0; i < QUARANTINE_ROWS + 5; i++)
		(void)crash(i, HOUR + MINUTE + i);
	assert_int_equal(left(1000, HOUR + 2 * MINUTE), 8 * MINUTE);
	assert_int_equal(crash(QUARANTINE_ROWS + 4, HOUR + 2 * MINUTE)->crashes, 2);
	assert_int_equal(crash(6, HOUR + 2 * MINUTE)->crashes, 2); /* the oldest that found room */
	assert_int_equal(crash(5, HOUR + 2 * MINUTE)->crashes, 1);
}

static void
what_was_written_before_the_machine_started_again_is_dropped(void **unused)
{
	(void)unused;
	(void)crash(7, 10 * HOUR);
	(void)crash(7, 10 * HOUR);
	quarantine_table_repair(&table, BOOT, 9 * HOUR);
	assert_int_equal(left(7, 9 * HOUR), 0);
	assert_int_equal(crash(7, 9 * HOUR)->crashes, 1);
}

static void
what_is_sound_outlives_a_repair(void **unused)
{
	(void)unused;
	(void)crash(7, HOUR);
	(void)crash(7, HOUR);
	quarantine_table_repair(&table, BOOT, HOUR + MINUTE);
	assert_int_equal(left(7, HOUR + MINUTE), 9 * MINUTE);
}

static void
a_file_that_is_none_or_of_another_version_is_an_empty_table(void **unused)
{
	(void)unused;
	(void)crash(7, HOUR);
	(void)crash(7, HOUR);
	table.version++;
	quarantine_table_repair(&table, BOOT, HOUR);
	assert_int_equal(left(7, HOUR), 0);
	(void)crash(7, HOUR);
	(void)crash(7, HOUR);
	table.magic[0] ^= 1;
	table.mark = peer_at(7);
	table.signal = 11;
	quarantine_table_repair(&table, BOOT, HOUR);
	assert_null(quarantine_table_crash(&table, 2, HOUR));
}

static void
a_table_of_another_boot_is_empty(void **unused)
{
	(void)unused;
	(void)crash(7, HOUR);
	(void)crash(7, HOUR);
	quarantine_table_repair(&table, BOOT, HOUR);
	assert_true(left(7, HOUR) > 0);
	quarantine_table_repair(&table, "another", HOUR);
	assert_int_equal(left(7, HOUR), 0);
	(void)crash(7, HOUR);
	quarantine_table_repair(&table, "another", HOUR);
	assert_int_equal(crash(7, HOUR)->crashes, 2);
}

static void
kinds_have_a_longest_refusal_of_their_own(void **unused)
{
	static const struct {
		enum input_kind kind;
		int64_t first_us, longest_us;
	} cases[] = {
		{ INPUT_SMPP_CLIENT, 10 * MINUTE, DAY },
		{ INPUT_CARRIER_ACCOUNT, 10 * MINUTE, HOUR },
		{ INPUT_USER, 10 * MINUTE, HOUR },
		{ INPUT_SIP_DATAGRAM, 0, 0 },
		{ INPUT_SIP_TRUNK, 0, 0 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct input_peer peer = input_peer_of(cases[i].kind, 1, 7);

		for (int n = 1; n <= 20; n++) {
			table.mark = peer;
			table.signal = 11;
			assert_int_equal(quarantine_table_crash(&table, 2, HOUR)->crashes, n);
			if (n == 2)
				assert_int_equal(quarantine_table_left_us(&table, &peer, HOUR),
				    cases[i].first_us);
		}
		assert_int_equal(
		    quarantine_table_left_us(&table, &peer, HOUR), cases[i].longest_us);
	}
}

/* Each within an hour of the one before. */
static void
a_third_crash_counts_from_the_second(void **unused)
{
	(void)unused;
	for (int n = 0; n < 3; n++) {
		table.mark = peer_at(7);
		table.signal = 11;
		(void)quarantine_table_crash(&table, 3, (1 + n) * 50 * MINUTE);
	}
	assert_int_equal(left(7, 150 * MINUTE), 10 * MINUTE);
}

static void
a_row_is_freed_when_its_hour_is_over(void **unused)
{
	(void)unused;
	(void)crash(7, HOUR);
	quarantine_table_repair(&table, BOOT, 2 * HOUR);
	assert_int_equal(table.rows[0].peer.kind, INPUT_SMPP_CLIENT);
	quarantine_table_repair(&table, BOOT, 2 * HOUR + 1);
	assert_int_equal(table.rows[0].peer.kind, INPUT_NONE);
}

static void
rows_that_cannot_be_true_are_dropped(void **unused)
{
	static const struct quarantine_row sound = {
		.peer = { INPUT_USER, "1:2" }, .crashes = 2, .last_us = MINUTE, .until_us = DAY
	};
	struct quarantine_row rows[10];

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		rows[i] = sound;
	rows[1].peer.kind = INPUT_KIND_COUNT;
	memset(rows[2].peer.id, 'x', INPUT_ID_SIZE); /* without an end */
	rows[3].peer.id[0] = '\0';
	rows[4].peer.id[1] = '\n';
	rows[5].crashes = 0;
	rows[6].crashes = QUARANTINE_CRASHES_MAX + 1;
	rows[7].last_us = -1;
	rows[8].until_us = DAY + MINUTE + 1;
	rows[9].until_us = MINUTE;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		table.rows[5] = rows[i];
		quarantine_table_repair(&table, BOOT, HOUR);
		assert_int_equal(quarantine_table_count(&table, HOUR), i == 0);
	}
}

static const struct quarantine_row *
crash_with_mark(struct input_peer mark)
{
	table.mark = mark;
	table.signal = 11;
	return quarantine_table_crash(&table, 1, HOUR);
}

static void
a_mark_that_is_no_peer_counts_for_nobody(void **unused)
{
	struct input_peer endless = { .kind = INPUT_USER };

	(void)unused;
	memset(endless.id, '1', INPUT_ID_SIZE);
	assert_null(crash_with_mark((struct input_peer){ INPUT_KIND_COUNT, "1:2" }));
	assert_null(crash_with_mark((struct input_peer){ INPUT_USER, "" }));
	assert_null(crash_with_mark((struct input_peer){ INPUT_USER, "1:2 " }));
	assert_null(crash_with_mark(endless));
	assert_int_equal(quarantine_table_count(&table, HOUR), 0);
	assert_non_null(crash_with_mark((struct input_peer){ INPUT_USER, "1:2" }));
}

static void
a_mark_without_a_fatal_signal_is_no_crash(void **unused)
{
	static const int64_t signals[] = { 0, -1, 65, INT64_MAX, INT64_MIN };

	(void)unused;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		table.mark = peer_at(7);
		table.signal = signals[i];
		assert_null(quarantine_table_crash(&table, 1, HOUR));
		assert_int_equal(table.mark.kind, INPUT_NONE);
		assert_int_equal(table.signal, 0);
	}
	assert_int_equal(quarantine_table_count(&table, HOUR), 0);
}

/* Whatever stands there: the head is right, so that the rest is looked at. */
static void
random_bytes_end_nothing(void **unused)
{
	unsigned char *bytes = (unsigned char *)&table;

	(void)unused;
	srand(1);
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof(table); i++)
			bytes[i] = (unsigned char)(rand() % (round % 3 == 0 ? 256 : 60));
		memcpy(table.magic, QUARANTINE_MAGIC, sizeof(table.magic));
		table.version = QUARANTINE_VERSION;
		quarantine_table_repair(&table, BOOT, HOUR);
		(void)quarantine_table_crash(&table, 2, HOUR);
		assert_in_range(crash(7, HOUR)->crashes, 1, QUARANTINE_CRASHES_MAX);
		(void)crash(7, HOUR);
		assert_in_range(left(7, HOUR), 10 * MINUTE, DAY);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    the_second_crash_within_an_hour_refuses_for_ten_minutes, empty),
		cmocka_unit_test_setup(crashes_more_than_an_hour_apart_refuse_nobody, empty),
		cmocka_unit_test_setup(each_further_crash_doubles_the_time_up_to_a_day, empty),
		cmocka_unit_test_setup(a_number_of_crashes_as_large_as_may_be_is_borne, empty),
		cmocka_unit_test_setup(no_mark_is_no_crash_and_a_mark_counts_once, empty),
		cmocka_unit_test_setup(the_kind_is_part_of_who_a_peer_is, empty),
		cmocka_unit_test_setup(
		    a_full_table_forgets_single_crashes_before_refusals_and_the_oldest_first,
		    empty),
		cmocka_unit_test_setup(
		    what_was_written_before_the_machine_started_again_is_dropped, empty),
		cmocka_unit_test_setup(what_is_sound_outlives_a_repair, empty),
		cmocka_unit_test_setup(
		    a_file_that_is_none_or_of_another_version_is_an_empty_table, empty),
		cmocka_unit_test_setup(rows_that_cannot_be_true_are_dropped, empty),
		cmocka_unit_test_setup(a_table_of_another_boot_is_empty, empty),
		cmocka_unit_test_setup(kinds_have_a_longest_refusal_of_their_own, empty),
		cmocka_unit_test_setup(a_third_crash_counts_from_the_second, empty),
		cmocka_unit_test_setup(a_row_is_freed_when_its_hour_is_over, empty),
		cmocka_unit_test_setup(a_mark_that_is_no_peer_counts_for_nobody, empty),
		cmocka_unit_test_setup(a_mark_without_a_fatal_signal_is_no_crash, empty),
		cmocka_unit_test_setup(random_bytes_end_nothing, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
