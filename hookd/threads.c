/* threads - see threads.h */
#include "hookd/threads.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct thread {
	UT_hash_handle hh;
	int parked;
	bool busy;
	char name[];
};

static struct thread *
find(const struct threads *threads, const char *name)
{
	struct thread *thread;

	HASH_FIND_STR(threads->table, name, thread);
	return thread;
}

static struct thread *
get(struct threads *threads, const char *name)
{
	struct thread *thread = find(threads, name);
	size_t n = strlen(name) + 1;

	if (thread != NULL)
		return thread;
	thread = mem_zero(1, sizeof(*thread) + n);
	memcpy(thread->name, name, n);
	HASH_ADD_KEYPTR(hh, threads->table, thread->name, n - 1, thread);
	return thread;
}

static void
drop_if_free(struct threads *threads, struct thread *thread)
{
	if (thread->parked > 0 || thread->busy)
		return;
	HASH_DEL(threads->table, thread);
	free(thread);
}

void
threads_clear(struct threads *threads)
{
	struct thread *thread, *next;

	HASH_ITER (hh, threads->table, thread, next) {
		HASH_DEL(threads->table, thread);
		free(thread);
	}
}

bool
threads_read(struct threads *threads, struct view text)
{
	json_t *json = json_loadb(text.p, text.n, 0, NULL), *count;
	const char *name;
	bool good = json_is_object(json);

	json_object_foreach (json, name, count)
		if (json_integer_value(count) > 0)
			threads_park(threads, name, (int)json_integer_value(count));
	json_decref(json);
	return good;
}

int
threads_parked(const struct threads *threads, const char *name)
{
	const struct thread *thread = find(threads, name);

	return thread != NULL ? thread->parked : 0;
}

bool
threads_busy(const struct threads *threads, const char *name)
{
	const struct thread *thread = find(threads, name);

	return thread != NULL && thread->busy;
}

void
threads_park(struct threads *threads, const char *name, int by)
{
	struct thread *thread = get(threads, name);

	thread->parked = thread->parked + by > 0 ? thread->parked + by : 0;
	drop_if_free(threads, thread);
}

void
threads_set_busy(struct threads *threads, const char *name, bool busy)
{
	struct thread *thread = get(threads, name);

	thread->busy = busy;
	drop_if_free(threads, thread);
}
