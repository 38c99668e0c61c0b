/* quarantine: children of this test die while they work on a peer's input; what the file says then, and files that can't be used. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/process.h"
#include "common/daemon/quarantine_table.h"
#include "common/daemon/skeleton.h"

static char folder[] = "/tmp/trunkline-quarantine-XXXXXX", path[64];
static struct daemon whole;

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/one.input", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int
clean(void **state)
{
	(void)state;
	quarantine_close(&whole.quarantine);
	(void)unlink(path);
	(void)rmdir(path);
	return 0;
}

static void
open_limit(int64_t limit)
{
	quarantine_open(&whole.quarantine, folder, "one", limit);
}

static bool
is_open(void)
{
	return whole.quarantine.table != NULL;
}

static int64_t
refused_s(int64_t client)
{
	const struct input_peer peer = input_peer_of(INPUT_SMPP_CLIENT, 1, client);

	return quarantine_refuses_s(&whole, &peer);
}

/* ---- processes that die ---- */

static void
die_of_signal(int number)
{
	(void)kill(getpid(), number);
}

static void
die_of_a_bad_pointer(int unused)
{
	volatile char *closed = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)unused;
	*closed = 1;
}

static void
die_of_abort(int unused)
{
	(void)unused;
	abort();
}

static int
descend(volatile char *above)
{
	volatile char frame[4096];

	frame[0] = above[0];
	return frame[0] != 0 ? descend(frame) + frame[0] : 0;
}

static void
die_of_recursion(int unused)
{
	volatile char top[1] = { 1 };

	(void)unused;
	(void)descend(top);
}

static void *
abort_there(void *unused)
{
	(void)unused;
	abort();
}

static void
die_of_another_thread(int unused)
{
	pthread_t thread;

	(void)unused;
	(void)pthread_create(&thread, NULL, abort_there, NULL);
	(void)pthread_join(thread, NULL);
}

/* A daemon that processes input of `client`, is done with it if `leaves`, and dies. */
static void
run_until_it_dies(int64_t client, bool leaves, void (*die)(int number), int number)
{
	static const int own[] = { SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGTRAP };
	const struct input_peer peer = input_peer_of(INPUT_SMPP_CLIENT, 1, client);
	const struct rlimit none = { 0, 0 };
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		(void)setrlimit(RLIMIT_CORE, &none);
		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
			(void)signal(own[i], SIG_DFL); /* a sanitizer's, which end it by exit */
		open_limit(2);
		input_enter(&peer);
		if (leaves)
			input_leave();
		die(number);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	if (number != 0)
		assert_int_equal(WTERMSIG(status), number);
}

static void
a_peer_whose_input_crashes_it_twice_is_refused_however_it_crashes(void **unused)
{
	static const struct {
		void (*die)(int number);
		int number;
	} cases[] = {
		{ die_of_signal, SIGSEGV },
		{ die_of_signal, SIGABRT }, /* a watchdog's */
		{ die_of_signal, SIGBUS },
		{ die_of_signal, SIGILL },
		{ die_of_signal, SIGFPE },
		{ die_of_signal, SIGSYS },
		{ die_of_signal, SIGTRAP },
		{ die_of_a_bad_pointer, SIGSEGV },
		{ die_of_abort, SIGABRT },
		{ die_of_recursion, SIGSEGV },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_until_it_dies(7, false, cases[i].die, cases[i].number);
		open_limit(2);
		assert_true(is_open());
		assert_int_equal(refused_s(7), 0);
		quarantine_close(&whole.quarantine);
		run_until_it_dies(7, false, cases[i].die, cases[i].number);
		open_limit(2);
		assert_in_range(refused_s(7), 595, 600);
		assert_int_equal(refused_s(8), 0);
		assert_int_equal(quarantine_count(&whole.quarantine), 1);
		(void)clean(NULL);
	}
}

/* An operator's kill -9 and the OOM killer are no peer's fault; what another thread works on, the mark doesn't say. */
static void
an_end_that_is_no_crash_of_its_own_counts_for_nobody(void **unused)
{
	(void)unused;
	run_until_it_dies(7, false, die_of_signal, SIGKILL);
	run_until_it_dies(7, false, die_of_signal, SIGTERM);
	run_until_it_dies(7, false, die_of_another_thread, SIGABRT);
	open_limit(1);
	assert_int_equal(refused_s(7), 0);
	assert_int_equal(quarantine_count(&whole.quarantine), 0);
}

static void
a_crash_without_input_counts_for_nobody(void **unused)
{
	(void)unused;
	for (int i = 0; i < 3; i++)
		run_until_it_dies(7, true, die_of_abort, SIGABRT);
	open_limit(1);
	assert_int_equal(refused_s(7), 0);
	assert_int_equal(quarantine_count(&whole.quarantine), 0);
}

static void
a_clean_end_is_no_crash_and_releases_nobody(void **unused)
{
	(void)unused;
	run_until_it_dies(7, false, die_of_abort, SIGABRT);
	run_until_it_dies(7, false, die_of_abort, SIGABRT);
	for (int i = 0; i < 2; i++) {
		const struct input_peer peer = input_peer_of(INPUT_SMPP_CLIENT, 1, 8);

		open_limit(2);
		assert_true(refused_s(7) > 0);
		input_enter(&peer);
		whole.quarantine.table->signal = SIGABRT;
		quarantine_close(&whole.quarantine);
	}
	open_limit(1);
	assert_int_equal(refused_s(8), 0);
}

static void
the_mark_is_the_last_peer_entered(void **unused)
{
	const struct input_peer one = input_peer_at(INPUT_ADDRESS, VIEW("192.0.2.1")),
				two = input_peer_of(INPUT_USER, 1, 2);

	(void)unused;
	open_limit(1);
	input_enter(&one);
	assert_int_equal(whole.quarantine.table->mark.kind, INPUT_ADDRESS);
	assert_string_equal(whole.quarantine.table->mark.id, "192.0.2.1");
	input_enter(&two);
	assert_int_equal(whole.quarantine.table->mark.kind, INPUT_USER);
	assert_string_equal(whole.quarantine.table->mark.id, "1:2");
	input_leave();
	assert_int_equal(whole.quarantine.table->mark.kind, INPUT_NONE);
}

static void
without_a_limit_there_is_no_file(void **unused)
{
	(void)unused;
	open_limit(0);
	assert_false(is_open());
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(refused_s(7), 0);
}

static void
write_file(const void *bytes, size_t n)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_true(fd_write(file, (struct view){ bytes, n }));
	assert_int_equal(close(file), 0);
}

static void
a_file_of_any_size_is_made_whole(void **unused)
{
	static const size_t sizes[] = { 0, 1, 100, sizeof(struct quarantine_table) - 1,
		sizeof(struct quarantine_table), sizeof(struct quarantine_table) + 1, 100000 };
	char *bytes = mem_zero(1, 100000);
	struct stat info;

	(void)unused;
	memset(bytes, 'x', 100000);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		write_file(bytes, sizes[i]);
		open_limit(1);
		assert_true(is_open());
		assert_int_equal(quarantine_count(&whole.quarantine), 0);
		assert_int_equal(stat(path, &info), 0);
		assert_int_equal(info.st_size, sizeof(struct quarantine_table));
		quarantine_close(&whole.quarantine);
	}
	free(bytes);
}

static void
what_is_no_file_of_ours_is_not_used(void **unused)
{
	char other[80];

	(void)unused;
	assert_int_equal(mkdir(path, 0700), 0);
	open_limit(1);
	assert_false(is_open());
	assert_int_equal(rmdir(path), 0);

	assert_int_equal(mkfifo(path, 0600), 0);
	open_limit(1);
	assert_false(is_open());
	assert_int_equal(unlink(path), 0);

	(void)snprintf(other, sizeof(other), "%s/other", folder);
	write_file("x", 1);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(symlink(other, path), 0);
	open_limit(1);
	assert_false(is_open());
	assert_int_equal(unlink(path), 0);

	assert_int_equal(link(other, path), 0);
	open_limit(1);
	assert_false(is_open());
	assert_int_equal(unlink(other), 0);

	quarantine_open(&whole.quarantine, "/nowhere", "one", 1);
	assert_false(is_open());
	assert_int_equal(refused_s(7), 0);
}

/* Its mark is what the other one works on, and no crash. */
static void
a_file_that_another_process_has_is_not_used(void **unused)
{
	struct quarantine other = { .file = -1 };
	const struct input_peer peer = input_peer_of(INPUT_SMPP_CLIENT, 1, 7);

	(void)unused;
	quarantine_open(&other, folder, "one", 1);
	assert_non_null(other.table);
	input_enter(&peer);
	other.table->signal = SIGABRT;
	open_limit(1);
	assert_false(is_open());
	assert_int_equal(other.table->signal, SIGABRT);
	assert_int_equal(other.table->mark.kind, INPUT_SMPP_CLIENT);
	quarantine_close(&other);
	open_limit(1);
	assert_true(is_open());
	assert_int_equal(refused_s(7), 0);
}

static struct input_peer
address(const char *text)
{
	return quarantine_address(&whole, INPUT_ADDRESS, view_of(text));
}

static void
this_machine_and_a_trusted_proxy_are_nobody_and_an_ipv6_network_is_one_address(void **unused)
{
	(void)unused;
	whole.proxies[0] = "192.0.2.1";
	whole.proxies[1] = "2001:db8::1";
	whole.proxies[2] = NULL;
	assert_int_equal(address("127.0.0.1").kind, INPUT_NONE);
	assert_int_equal(address("::1").kind, INPUT_NONE);
	assert_int_equal(address("192.0.2.1").kind, INPUT_NONE);
	assert_int_equal(address("2001:db8::1").kind, INPUT_NONE);
	assert_int_equal(address("").kind, INPUT_NONE);
	assert_int_equal(address("192.0.2.2").kind, INPUT_ADDRESS);
	assert_string_equal(address("192.0.2.2").id, "192.0.2.2");
	assert_string_equal(address("2001:db8:0:1::7").id, address("2001:db8:0:1::8").id);
	assert_int_equal(quarantine_address(&whole, INPUT_SIP_ADDRESS, VIEW("192.0.2.2")).kind,
	    INPUT_SIP_ADDRESS);
	whole.proxies[0] = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
		    a_peer_whose_input_crashes_it_twice_is_refused_however_it_crashes, clean),
		cmocka_unit_test_teardown(
		    an_end_that_is_no_crash_of_its_own_counts_for_nobody, clean),
		cmocka_unit_test_teardown(a_crash_without_input_counts_for_nobody, clean),
		cmocka_unit_test_teardown(a_clean_end_is_no_crash_and_releases_nobody, clean),
		cmocka_unit_test_teardown(the_mark_is_the_last_peer_entered, clean),
		cmocka_unit_test_teardown(without_a_limit_there_is_no_file, clean),
		cmocka_unit_test_teardown(a_file_of_any_size_is_made_whole, clean),
		cmocka_unit_test_teardown(what_is_no_file_of_ours_is_not_used, clean),
		cmocka_unit_test_teardown(a_file_that_another_process_has_is_not_used, clean),
		cmocka_unit_test_teardown(
		    this_machine_and_a_trusted_proxy_are_nobody_and_an_ipv6_network_is_one_address,
		    clean),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
