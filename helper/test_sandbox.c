/* sandbox: what is not needed ends the process; what is, works within its bounds. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "helper/sandbox.h"

enum { MEMORY = 256 * 1024 * 1024, PAGE = 4096 };
enum { NO_SANDBOX = 100, WENT_ON };

static const struct sandbox_limits usual = { MEMORY, 10 };

/* How a child in the sandbox ends that does `act`. */
static int
run(const struct sandbox_limits *limits, void (*act)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_enter(limits) != 0)
			_exit(NO_SANDBOX);
		act();
		_exit(WENT_ON);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* ---- forbidden ---- */

static char page[PAGE] __attribute__((aligned(PAGE)));

static void
opens_a_file(void)
{
	(void)open("/etc/passwd", O_RDONLY);
}

static void
deletes_a_file(void)
{
	(void)unlink("/nothing");
}

static void
opens_a_socket(void)
{
	(void)socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
forks(void)
{
	(void)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void
runs_a_program(void)
{
	char *arguments[] = { NULL };

	(void)syscall(SYS_execve, "/bin/true", arguments, arguments);
}

static void
signals_another(void)
{
	(void)syscall(SYS_kill, 1, 0);
}

static void
looks_into_a_process(void)
{
	(void)syscall(SYS_ptrace, PTRACE_ATTACH, 1, NULL, NULL);
}

static void
reads_another_processs_memory(void)
{
	(void)syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0);
}

static void
reads_what_is_no_input(void)
{
	(void)syscall(SYS_read, STDOUT_FILENO, page, 1);
}

static void
writes_what_is_no_output(void)
{
	(void)syscall(SYS_write, STDIN_FILENO, page, 1);
}

static void
makes_memory_that_runs(void)
{
	(void)syscall(
	    SYS_mmap, NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
maps_a_file(void)
{
	(void)syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
}

static void
shares_memory(void)
{
	(void)syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void
locks_memory(void)
{
	(void)syscall(
	    SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
}

static void
turns_memory_into_code(void)
{
	(void)syscall(SYS_mprotect, page, PAGE, PROT_READ | PROT_EXEC);
}

static void
raises_its_limits(void)
{
	(void)syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, NULL);
}

static void
leaves_its_folder(void)
{
	(void)syscall(SYS_chdir, "/");
}

static void
calls_by_a_ring(void)
{
	(void)syscall(SYS_io_uring_setup, 1, page);
}

static void
changes_itself(void)
{
	(void)syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* The same calls by their numbers for 32 bits, which a list for 64 does not hold. */
static void
calls_as_a_program_of_32_bits(void)
{
#ifdef __x86_64__
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20 /* getpid */) : "memory");
#else
	opens_a_file();
#endif
}

static void
whatever_a_picture_does_not_need_ends_the_process(void **unused)
{
	static void (*const acts[])(void) = { opens_a_file, deletes_a_file, opens_a_socket, forks,
		runs_a_program, signals_another, looks_into_a_process,
		reads_another_processs_memory, reads_what_is_no_input, writes_what_is_no_output,
		makes_memory_that_runs, maps_a_file, shares_memory, locks_memory,
		turns_memory_into_code, raises_its_limits, leaves_its_folder, calls_by_a_ring,
		changes_itself, calls_as_a_program_of_32_bits };

	(void)unused;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		int status = run(&usual, acts[i]);

		/* Where programs of 32 bits can't run at all, that is a fault of memory. */
		if (acts[i] == calls_as_a_program_of_32_bits && WIFSIGNALED(status) &&
		    WTERMSIG(status) == SIGSEGV)
			continue;
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("act %zu ended with %x", i, (unsigned int)status);
	}
}

/* ---- allowed ---- */

static void
takes_and_gives_back_memory(void)
{
	enum { LARGE = 64 * 1024 * 1024, SMALL = 1000 };
	static void *volatile small[SMALL]; /* or a compiler leaves it all out */
	void *volatile large = calloc(1, LARGE);

	if (large == NULL || (large = realloc(large, LARGE + PAGE)) == NULL)
		abort();
	for (int i = 0; i < SMALL; i++)
		if ((small[i] = malloc((size_t)i + 1)) == NULL)
			abort();
	for (int i = 0; i < SMALL; i++)
		free(small[i]);
	free(large);
}

static void
memory_is_there(void **unused)
{
	int status = run(&usual, takes_and_gives_back_memory);

	(void)unused;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == WENT_ON);
}

static void
takes_too_much_memory(void)
{
	void *volatile much = malloc((size_t)MEMORY + PAGE);

	if (much == NULL)
		_exit(0);
}

static void
memory_is_bounded(void **unused)
{
	int status = run(&usual, takes_too_much_memory);

	(void)unused;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* With less it would seem to be the picture that ends it. */
static void
less_memory_than_that_is_refused(void **unused)
{
	int status;
	pid_t pid = fork();

	(void)unused;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit half = { MEMORY / 2, MEMORY / 2 };

		_exit(setrlimit(RLIMIT_AS, &half) == 0 && sandbox_enter(&usual) != 0 ? NO_SANDBOX
										     : WENT_ON);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == NO_SANDBOX);
}

static void
computes_for_ever(void)
{
	for (volatile uint64_t i = 0;; i++)
		continue;
}

static void
computing_is_bounded(void **unused)
{
	static const struct sandbox_limits short_ = { MEMORY, 1 };
	int status = run(&short_, computes_for_ever);

	(void)unused;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
}

/* ---- what its parent left open ---- */

static void
waits_for_input(void)
{
	(void)!read(STDIN_FILENO, page, 1);
}

static void
files_of_the_parent_are_closed(void **unused)
{
	int forgotten[2], input[2], status;
	char c;
	pid_t pid;

	(void)unused;
	assert_int_equal(pipe(forgotten), 0);
	assert_int_equal(pipe(input), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(input[0], STDIN_FILENO);
		if (sandbox_enter(&usual) != 0)
			_exit(NO_SANDBOX);
		waits_for_input();
		_exit(WENT_ON);
	}
	close(forgotten[1]);
	assert_int_equal(read(forgotten[0], &c, 1), 0); /* the child has it no more, and lives */
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	assert_int_equal(write(input[1], "x", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == WENT_ON);
	close(forgotten[0]);
	close(input[0]);
	close(input[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_a_picture_does_not_need_ends_the_process),
		cmocka_unit_test(memory_is_there),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(less_memory_than_that_is_refused),
		cmocka_unit_test(computing_is_bounded),
		cmocka_unit_test(files_of_the_parent_are_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
