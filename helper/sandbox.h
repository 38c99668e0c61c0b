/*
 * sandbox - restricts the process to standard input, standard output and bounded memory and CPU time.
 *
 * Owns: the list of system calls. Must not know: what the process computes.
 */
#ifndef HELPER_SANDBOX_H
#define HELPER_SANDBOX_H

#include <stddef.h>

struct sandbox_limits {
	size_t
	    memory_bytes; /* address space, including loaded libraries; not enforced with a sanitizer, which maps terabytes */
	unsigned int cpu_s; /* CPU time since the start of the process; SIGXCPU ends it */
};

/* Irreversible. Any system call that is not on the list ends the process with SIGSYS; abort(3) needs such calls, too. Call it before
 * reading untrusted input. Returns -1 with errno if the system does not support it or does not grant that memory. */
int sandbox_enter(const struct sandbox_limits *limits);

#endif
