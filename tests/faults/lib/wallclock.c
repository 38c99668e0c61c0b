/*
 * wallclock - a wall clock that jumps: preloaded into a daemon, it adds the seconds that a file
 * holds (an int64 in this machine's order) to every clock but the monotonic ones.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t
ahead_s(void)
{
	static const volatile int64_t *shared;

	if (shared == NULL) {
		const char *path = getenv("WALLCLOCK_FILE");
		int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
		void *mapped;

		if (fd < 0)
			return 0;
		mapped = mmap(NULL, sizeof(*shared), PROT_READ, MAP_SHARED, fd, 0);
		(void)close(fd);
		if (mapped == MAP_FAILED)
			return 0;
		shared = mapped;
	}
	return *shared;
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	static int (*real)(clockid_t, struct timespec *);
	int rc;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	rc = real(id, now);
	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		now->tv_sec += ahead_s();
	return rc;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec at;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &at) != 0)
		return -1;
	now->tv_sec = at.tv_sec;
	now->tv_usec = at.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec at = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &at);
	if (out != NULL)
		*out = at.tv_sec;
	return at.tv_sec;
}
