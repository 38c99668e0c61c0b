/*
 * wallclock - another wall clock: preloaded into a program, it adds to every clock but the monotonic
 * ones, and to the times of files (by stat and fstat), the seconds of WALLCLOCK_AHEAD_S and those that the file
 * WALLCLOCK_FILE holds at that moment (an int64 in this machine's order).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A deadline beyond it is on the wall clock: no machine has been up for 30 years. */
enum { WALL_LEAST_S = 30 * 365 * 86400 };

static const volatile int64_t *
shared_seconds(void)
{
	static const int64_t none;
	const char *path = getenv("WALLCLOCK_FILE");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *mapped;

	if (fd < 0)
		return &none;
	mapped = mmap(NULL, sizeof(none), PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	return mapped != MAP_FAILED ? mapped : &none;
}

/* Programs may clear their environment later: what it says is read once. */
static int64_t
ahead_s(void)
{
	static const volatile int64_t *shared;
	static int64_t fixed;

	if (shared == NULL) {
		const char *given = getenv("WALLCLOCK_AHEAD_S");

		fixed = given != NULL ? strtoll(given, NULL, 10) : 0;
		shared = shared_seconds();
	}
	return fixed + *shared;
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

/* The kernel waits by the machine's own clock. */
static struct timespec
machine_time(const struct timespec *until)
{
	struct timespec at = *until;

	if (at.tv_sec > WALL_LEAST_S)
		at.tv_sec -= ahead_s();
	return at;
}

int
pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
    const struct timespec *restrict until)
{
	static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
	struct timespec at = machine_time(until);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
	return real(cond, mutex, &at);
}

int
sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
	static int (*real)(sem_t *, const struct timespec *);
	struct timespec at = machine_time(until);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "sem_timedwait");
	return real(semaphore, &at);
}

/* Files are stamped by the machine's own clock. */
static int
stamped(int rc, struct stat *info)
{
	if (rc == 0) {
		info->st_atim.tv_sec += ahead_s();
		info->st_mtim.tv_sec += ahead_s();
		info->st_ctim.tv_sec += ahead_s();
	}
	return rc;
}

int
stat(const char *restrict path, struct stat *restrict info)
{
	static int (*real)(const char *, struct stat *);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "stat");
	return stamped(real(path, info), info);
}

int
fstat(int fd, struct stat *info)
{
	static int (*real)(int, struct stat *);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fstat");
	return stamped(real(fd, info), info);
}
