/*
 * sandbox - a process that gives up everything but standard input, standard output and a bounded amount of memory and time.
 *
 * Owns: the list of system calls. Must not know: what the process does.
 */
#ifndef HELPER_SANDBOX_H
#define HELPER_SANDBOX_H

#include <stddef.h>

struct sandbox_limits {
	size_t
	    memory_bytes; /* of address space: what is loaded already counts. Not in builds with a sanitizer, which take terabytes */
	unsigned int cpu_s; /* of the processor's time from its start: SIGXCPU ends it then */
};

/* For the rest of the process's life. A system call that is not on the list ends the process (SIGSYS); among them is what abort(3)
 * needs. -1 with errno: the kernel does not offer it, and nothing may be read that a stranger wrote. */
int sandbox_enter(const struct sandbox_limits *limits);

#endif
