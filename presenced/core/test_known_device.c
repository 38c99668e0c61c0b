/* known_device: what a cookie says, for which account, as it was then, and until when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "presenced/core/known_device.h"

enum { NOW = 1800000000 };

static void
add(struct known_devices *devices, const char *account, const char *hash, int64_t now_s)
{
	unsigned char state[KNOWN_DEVICE_STATE], id[KNOWN_DEVICE_ID];

	known_device_state(1, 5, 0, view_of(hash), state);
	random_fill(id, sizeof(id));
	known_device_add(devices, view_of(account), state, id, now_s);
}

static bool
holds(const struct known_devices *devices, const char *account, int64_t tenant, int64_t user,
    int64_t generation, const char *hash, int64_t now_s)
{
	const struct known_device *device = known_device_find(devices, view_of(account));
	unsigned char state[KNOWN_DEVICE_STATE];

	assert_non_null(device);
	known_device_state(tenant, user, generation, view_of(hash), state);
	return known_device_holds(device, state, now_s);
}

static void
an_account_is_known_as_it_was_at_its_login(void **unused)
{
	struct known_devices devices = { 0 };

	(void)unused;
	add(&devices, "maya", "hash", NOW);
	assert_null(known_device_find(&devices, VIEW("tomas")));
	assert_true(holds(&devices, "maya", 1, 5, 0, "hash", NOW));
	assert_false(holds(&devices, "maya", 1, 5, 0, "another password's", NOW));
	assert_false(holds(&devices, "maya", 1, 5, 1, "hash", NOW));
	assert_false(holds(&devices, "maya", 1, 6, 0, "hash", NOW));
	assert_false(holds(&devices, "maya", 2, 5, 0, "hash", NOW));
}

static void
it_is_known_for_ninety_days_after_its_last_login(void **unused)
{
	struct known_devices devices = { 0 };

	(void)unused;
	add(&devices, "maya", "hash", NOW);
	assert_true(holds(&devices, "maya", 1, 5, 0, "hash", NOW + KNOWN_DEVICE_S - 1));
	assert_false(holds(&devices, "maya", 1, 5, 0, "hash", NOW + KNOWN_DEVICE_S));
	assert_false(holds(&devices, "maya", 1, 5, 0, "hash", NOW - 1));
	add(&devices, "maya", "hash", NOW + 1000);
	assert_int_equal(devices.count, 1);
	assert_true(holds(&devices, "maya", 1, 5, 0, "hash", NOW + KNOWN_DEVICE_S));
}

static void
a_browser_knows_its_last_accounts_and_no_more(void **unused)
{
	struct known_devices devices = { 0 };
	char name[32];

	(void)unused;
	for (int i = 0; i < KNOWN_DEVICES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "agent%d", i);
		add(&devices, name, "hash", NOW + i);
	}
	add(&devices, "agent0", "hash", NOW + 100);
	assert_int_equal(devices.count, KNOWN_DEVICES_MAX);
	add(&devices, "one more", "hash", NOW + 200);
	assert_int_equal(devices.count, KNOWN_DEVICES_MAX);
	assert_null(known_device_find(&devices, VIEW("agent1")));
	for (int i = 2; i <= KNOWN_DEVICES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "agent%d", i % KNOWN_DEVICES_MAX);
		assert_true(holds(&devices, name, 1, 5, 0, "hash", NOW + 300));
	}
	assert_int_equal(devices.at[0].since_s, NOW + 200);
	assert_int_equal(devices.at[1].since_s, NOW + 100);
}

static void
names_of_other_letters_are_names_of_their_own(void **unused)
{
	struct known_devices devices = { 0 };

	(void)unused;
	add(&devices, "\xd0\xbf\xd1\x91\xd1\x82\xd1\x80", "hash",
	    NOW); /* Pyotr, Zhanna in Cyrillic letters */
	add(&devices, "\xd0\xb6\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0", "hash", NOW + 1);
	add(&devices, "Maya", "hash", NOW + 2);
	add(&devices, "mAYA", "hash", NOW + 3);
	assert_int_equal(devices.count, 3);
	assert_non_null(known_device_find(&devices, VIEW("\xd0\xbf\xd1\x91\xd1\x82\xd1\x80")));
	assert_non_null(known_device_find(&devices, VIEW("maya")));
}

static void
what_is_written_is_read_and_nothing_else(void **unused)
{
	struct known_devices devices = { 0 }, read;
	struct buf plain = { 0 };

	(void)unused;
	assert_false(known_devices_read(VIEW(""), &read));
	assert_false(known_devices_read(VIEW("\x01"), &read));
	for (int i = 0; i < KNOWN_DEVICES_MAX; i++) {
		char name[2] = { (char)('a' + i), '\0' };

		add(&devices, name, "hash", i == 0 ? INT64_MAX : NOW + i);
		buf_clear(&plain);
		known_devices_write(&devices, &plain);
		assert_true(known_devices_read(buf_view(&plain), &read));
		assert_memory_equal(&read, &devices, sizeof(read));
	}
	for (size_t n = 2; n < plain.n; n++)
		if ((plain.n - n) % ((plain.n - 1) / KNOWN_DEVICES_MAX) != 0)
			assert_false(known_devices_read((struct view){ plain.p, n }, &read));
	plain.p[0] = 2;
	assert_false(known_devices_read(buf_view(&plain), &read));
	assert_int_equal(read.count, 0);
	plain.p[0] = 1;
	buf_add(&plain, plain.p + 1,
	    (plain.n - 1) / KNOWN_DEVICES_MAX); /* one more than there may be */
	assert_false(known_devices_read(buf_view(&plain), &read));
	buf_fini(&plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_is_known_as_it_was_at_its_login),
		cmocka_unit_test(it_is_known_for_ninety_days_after_its_last_login),
		cmocka_unit_test(a_browser_knows_its_last_accounts_and_no_more),
		cmocka_unit_test(names_of_other_letters_are_names_of_their_own),
		cmocka_unit_test(what_is_written_is_read_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
