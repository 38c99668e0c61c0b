/* bus_place: which addresses and folders keep the news among ourselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/daemon/bus_place.h"

static char folder[] = "/tmp/trunkline-bus-XXXXXX", url[64];

static void
only_sockets_and_loopback_addresses_are_allowed(void **unused)
{
	static const struct {
		const char *url;
		int allowed;
	} cases[] = {
		{ "", 0 },
		{ "ipc:///run/trunkline/chatd.ipc", 0 },
		{ "tcp://127.0.0.1:7000", 0 },
		{ "tcp://localhost:7000", 0 },
		{ "tcp://[::1]:7000", 0 },
		{ "tcp://127.0.0.1.example.org:7000", -1 },
		{ "tcp://10.0.0.1:7000", -1 },
		{ "tcp://0.0.0.0:7000", -1 },
		{ "tcp://*:7000", -1 },
		{ "tls+tcp://10.0.0.1:7000", -1 },
		{ "ipc://relative.ipc", -1 },
		{ "abstract://x", -1 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = { .kind = ERR_NONE };

		assert_int_equal(bus_place_allowed(cases[i].url, &err), cases[i].allowed);
		assert_int_equal(err.kind, cases[i].allowed == 0 ? ERR_NONE : ERR_CONFIG);
	}
}

static void
a_folder_that_lets_others_in_is_refused_and_says_what_to_do(void **unused)
{
	static const mode_t modes[] = { 0755, 0750, 0770, 0701, 01777 };
	struct err err;

	(void)unused;
	assert_int_equal(bus_place_closed(url, &err), 0);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(folder, modes[i]), 0);
		assert_int_equal(bus_place_closed(url, &err), -1);
		assert_string_equal(err.field, "bus_dir");
		assert_non_null(strstr(err.text, folder));
		assert_non_null(strstr(err.text, "chmod 0700"));
	}
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(bus_place_closed("tcp://127.0.0.1:7000", &err), 0);
	assert_int_equal(bus_place_closed("ipc:///nowhere/at/all.ipc", &err), -1);
}

static void
a_folder_of_another_user_is_refused(void **unused)
{
	struct err err;

	(void)unused;
	if (geteuid() != 0)
		skip(); /* only root can give a folder away */
	assert_int_equal(chown(folder, 1, 1), 0);
	assert_int_equal(bus_place_closed(url, &err), -1);
	assert_non_null(strstr(err.text, "chown"));
	assert_int_equal(chown(folder, 0, 0), 0);
}

static int
make_folder(void **unused)
{
	(void)unused;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(url, sizeof(url), "ipc://%s/x.ipc", folder);
	return 0;
}

static int
remove_folder(void **unused)
{
	(void)unused;
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_sockets_and_loopback_addresses_are_allowed),
		cmocka_unit_test(a_folder_that_lets_others_in_is_refused_and_says_what_to_do),
		cmocka_unit_test(a_folder_of_another_user_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
