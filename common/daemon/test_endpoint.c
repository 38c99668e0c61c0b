/* endpoint: which bus addresses are allowed, and which folders keep other users from a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/daemon/endpoint.h"

static char folder[] = "/tmp/trunkline-endpoint-XXXXXX", path[64];

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

		assert_int_equal(endpoint_bus_allowed(cases[i].url, &err), cases[i].allowed);
		assert_int_equal(err.kind, cases[i].allowed == 0 ? ERR_NONE : ERR_CONFIG);
	}
}

static void
only_modes_that_keep_others_out_are_allowed_and_the_error_says_what_to_do(void **unused)
{
	static const struct {
		mode_t mode;
		int owner, group; /* what each kind of access answers */
	} cases[] = {
		{ 0700, 0, 0 },
		{ 0500, 0, 0 },
		{ 0750, -1, 0 },
		{ 0710, -1, 0 },
		{ 0720, -1, -1 },
		{ 0770, -1, -1 },
		{ 0701, -1, -1 },
		{ 0704, -1, -1 },
		{ 0755, -1, -1 },
		{ 01777, -1, -1 },
	};
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(chmod(folder, cases[i].mode), 0);
		assert_int_equal(
		    endpoint_private(path, "key", ENDPOINT_OWNER, &err), cases[i].owner);
		assert_int_equal(
		    endpoint_private(path, "key", ENDPOINT_GROUP, &err), cases[i].group);
		if (cases[i].group == 0)
			continue;
		assert_string_equal(err.field, "key");
		assert_non_null(strstr(err.text, folder));
		assert_non_null(strstr(err.text, "chmod 0700"));
	}
	assert_int_equal(chmod(folder, 0700), 0);
}

static void
a_folder_that_does_not_exist_or_has_no_name_is_an_error(void **unused)
{
	static char long_path[400] = "/tmp/", link_path[80], in_link[96];
	const char *const paths[] = { "/nowhere/at/all.http", "relative", "", long_path, in_link,
		"/etc/hostname/a.http" };
	struct err err;

	(void)unused;
	(void)snprintf(link_path, sizeof(link_path), "%s-link", folder);
	(void)snprintf(in_link, sizeof(in_link), "%s/a.http", link_path);
	memset(long_path + 5, 'x', sizeof(long_path) - 10);
	strcpy(long_path + sizeof(long_path) - 5, "/y");
	assert_int_equal(symlink(folder, link_path), 0); /* its owner could lead it elsewhere */
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		err.kind = ERR_NONE;
		assert_int_equal(endpoint_private(paths[i], "key", ENDPOINT_GROUP, &err), -1);
		assert_int_equal(err.kind, ERR_CONFIG);
	}
	assert_int_equal(unlink(link_path), 0);
}

static void
a_folder_of_another_user_is_refused(void **unused)
{
	struct err err;

	(void)unused;
	if (geteuid() != 0)
		skip(); /* only root can give a folder away */
	assert_int_equal(chown(folder, 1, 1), 0);
	assert_int_equal(endpoint_private(path, "key", ENDPOINT_GROUP, &err), -1);
	assert_non_null(strstr(err.text, "chown"));
	assert_int_equal(chown(folder, 0, 0), 0);
}

static int
make_folder(void **unused)
{
	(void)unused;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/x.http", folder);
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
		cmocka_unit_test(
		    only_modes_that_keep_others_out_are_allowed_and_the_error_says_what_to_do),
		cmocka_unit_test(a_folder_that_does_not_exist_or_has_no_name_is_an_error),
		cmocka_unit_test(a_folder_of_another_user_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
