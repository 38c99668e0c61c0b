/* crash_signal - see crash_signal.h */
#include "common/daemon/crash_signal.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

enum { HANDLER_STACK_BYTES = 64 * 1024 };

static struct {
	const int number;
	struct sigaction previous;
} signals[] = { { .number = SIGSEGV }, { .number = SIGABRT }, { .number = SIGBUS },
	{ .number = SIGILL }, { .number = SIGFPE }, { .number = SIGSYS }, { .number = SIGTRAP } };

enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static volatile int64_t *note;
static pid_t noted_thread;

/* Runs in a broken process: nothing but a store and system calls. */
static void
on_fatal_signal(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (note != NULL && gettid() == noted_thread)
		*note = number;
	for (size_t i = 0; i < SIGNALS; i++)
		if (signals[i].number == number)
			(void)sigaction(number, &signals[i].previous, NULL);
	/* These faults occur again on return, with their address for a sanitizer's report. A signal that was sent, a trap and a forbidden system call
	 * do not. */
	if (info->si_code <= 0 || (number != SIGSEGV && number != SIGILL && number != SIGFPE))
		(void)raise(number);
}

static void
handlers_install(void)
{
	static char stack[HANDLER_STACK_BYTES];
	const stack_t handler_stack = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_sigaction = on_fatal_signal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };

	(void)sigaltstack(&handler_stack, NULL);
	for (size_t i = 0; i < SIGNALS; i++) {
		struct sigaction previous;

		if (sigaction(signals[i].number, &action, &previous) == 0 &&
		    previous.sa_sigaction != on_fatal_signal)
			signals[i].previous = previous;
	}
}

void
crash_signal_note(int64_t *place)
{
	note = place;
	noted_thread = gettid();
	if (place != NULL)
		handlers_install();
}
