/* sandbox - see sandbox.h */
#include "helper/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef SANITIZER /* the Makefile sets it for builds that have one */
#define SANITIZER 0
#endif

enum { CONDITIONS_MAX = 2, NICE = 5 };

struct rule {
	int call;
	unsigned int count;
	struct scmp_arg_cmp conditions[CONDITIONS_MAX];
};

#define ARGUMENT(n, ...) \
	{ \
		n, __VA_ARGS__ \
	}

/* For malloc, the codecs and exit. */
static const struct rule allowed[] = {
	{ SCMP_SYS(read), 1, { ARGUMENT(0, SCMP_CMP_EQ, STDIN_FILENO, 0) } },
	{ SCMP_SYS(write), 1, { ARGUMENT(0, SCMP_CMP_EQ, STDOUT_FILENO, 0) } },
	{ SCMP_SYS(brk), 0, { { 0 } } },
	/* Private anonymous memory that can't be executed. A shared mapping would bypass RLIMIT_AS: after a partial munmap its pages
	 * remain allocated. */
	{ SCMP_SYS(mmap), 2,
	    { ARGUMENT(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		ARGUMENT(3, SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_ANONYMOUS | MAP_LOCKED | MAP_HUGETLB,
		    MAP_PRIVATE | MAP_ANONYMOUS) } },
	{ SCMP_SYS(mremap), 0, { { 0 } } },
	{ SCMP_SYS(munmap), 0, { { 0 } } },
	{ SCMP_SYS(exit_group), 0, { { 0 } } },
};

/* Further calls of the sanitizers; their report goes to standard error. */
static const struct rule allowed_to_sanitizers[] = {
	{ SCMP_SYS(write), 1, { ARGUMENT(0, SCMP_CMP_EQ, STDERR_FILENO, 0) } },
	{ SCMP_SYS(madvise), 0, { { 0 } } },
	{ SCMP_SYS(futex), 0, { { 0 } } },
	{ SCMP_SYS(getpid), 0, { { 0 } } },
	{ SCMP_SYS(sigaltstack), 0, { { 0 } } },
	{ SCMP_SYS(gettid), 0, { { 0 } } },
};

static int
rules_add(scmp_filter_ctx filter, const struct rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add_array(
		    filter, SCMP_ACT_ALLOW, rules[i].call, rules[i].count, rules[i].conditions);

		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Sets no_new_privs, too. */
static int
filter_load(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc;

	if (filter == NULL) {
		errno = ENOMEM;
		return -1;
	}
	rc = rules_add(filter, allowed, sizeof(allowed) / sizeof(allowed[0]));
	if (rc == 0 && SANITIZER)
		rc = rules_add(filter, allowed_to_sanitizers,
		    sizeof(allowed_to_sanitizers) / sizeof(allowed_to_sanitizers[0]));
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	errno = -rc;
	return rc == 0 ? 0 : -1;
}

/* Never raises a limit. */
static int
limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
	struct rlimit is;

	if (getrlimit(what, &is) != 0)
		return -1;
	is.rlim_max = hard < is.rlim_max ? hard : is.rlim_max;
	is.rlim_cur = soft < is.rlim_max ? soft : is.rlim_max;
	return setrlimit(what, &is);
}

/* Yields to the daemons: first choice of the OOM killer, lower CPU priority. Not part of the protection, so errors are ignored. */
static void
step_back(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!write(fd, "1000", 4);
		(void)close(fd);
	}
	(void)!nice(NICE);
}

/* With a lower limit a valid picture would end the process and be refused as the cause. */
static int
memory_limit(rlim_t bytes)
{
	struct rlimit is;

	if (SANITIZER)
		return 0;
	if (getrlimit(RLIMIT_AS, &is) != 0)
		return -1;
	if (is.rlim_max >= bytes)
		return limit(RLIMIT_AS, bytes, bytes);
	errno = ENOMEM;
	return -1;
}

int
sandbox_enter(const struct sandbox_limits *limits)
{
	step_back();
	/* The daemon's descriptors are close-on-exec; this closes any that a library leaked. */
	if (close_range(STDERR_FILENO + 1, ~0U, 0) != 0 ||
	    /* No picture in a core file. The limit does not apply to a core_pattern that is a pipe; PR_SET_DUMPABLE does. */
	    limit(RLIMIT_CORE, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    limit(RLIMIT_MEMLOCK, 0, 0) != 0 ||
	    limit(RLIMIT_CPU, limits->cpu_s, limits->cpu_s + 1) != 0 ||
	    memory_limit(limits->memory_bytes) != 0)
		return -1;
	return filter_load();
}
