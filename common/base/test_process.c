/* process: fd_write writes all bytes or reports errno; program_folder names this test's folder. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/process.h"

enum { BYTES = 1024 * 1024 }; /* more than a pipe holds */

/* Returns how many bytes arrive. */
static int
read_all(int fd)
{
	char chunk[4096];
	ssize_t n;
	int count = 0;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		count += (int)n;
	return count;
}

static void
all_bytes_are_written(void **unused)
{
	char *bytes = mem_zero(1, BYTES);
	int ends[2], status;
	pid_t pid;

	(void)unused;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(ends[1]);
		_exit(read_all(ends[0]) == BYTES ? 0 : 1);
	}
	assert_int_equal(close(ends[0]), 0);
	assert_true(fd_write(ends[1], (struct view){ bytes, BYTES }));
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	free(bytes);
}

static void
an_error_is_reported(void **unused)
{
	int ends[2];

	(void)unused;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(close(ends[0]), 0);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_false(fd_write(ends[1], VIEW("x")));
	assert_int_equal(errno, EPIPE);
	assert_true(fd_write(ends[1], VIEW("")));
	assert_int_equal(close(ends[1]), 0);
}

static void
the_programs_folder_holds_the_program(void **unused)
{
	char folder[4096], path[5000], small[4];

	(void)unused;
	assert_true(program_folder(folder, sizeof(folder)));
	assert_int_equal(folder[0], '/');
	(void)snprintf(path, sizeof(path), "%s/test_process", folder);
	assert_int_equal(access(path, X_OK), 0);
	assert_false(program_folder(small, sizeof(small)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_bytes_are_written),
		cmocka_unit_test(an_error_is_reported),
		cmocka_unit_test(the_programs_folder_holds_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
