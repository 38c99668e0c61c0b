/* window - see window.h */
#include "smsgw/core/window.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "common/base/str.h"

struct window_carrier {
	char *address;
	int taken;
	struct list waiting; /* the one who waits longest is first */
	UT_hash_handle hh;
};

void
window_init(struct window *window, int max)
{
	*window = (struct window){ .max = max };
}

void
window_fini(struct window *window)
{
	assert(window->taken == 0 && window->carriers == NULL);
	*window = (struct window){ 0 };
}

static struct window_carrier *
get(struct window *window, const char *address)
{
	struct window_carrier *carrier;

	HASH_FIND_STR(window->carriers, address, carrier);
	if (carrier != NULL)
		return carrier;
	carrier = mem_zero(1, sizeof(*carrier));
	carrier->address = mem_text(address);
	list_init(&carrier->waiting);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_KEYPTR(hh, window->carriers, carrier->address, strlen(carrier->address), carrier);
	return carrier;
}

static void
put(struct window *window, struct window_carrier *carrier)
{
	if (carrier->taken > 0 || !list_empty(&carrier->waiting))
		return;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(window->carriers, carrier);
	free(carrier->address);
	free(carrier);
}

/* Whether there is a place for one more, when so many others each take one first. */
static bool
has_room(const struct window *window, const struct window_carrier *carrier, int others)
{
	return carrier->taken + others < window->max - window->taken - others;
}

/* How many wait before it, as far as they matter: no more than find room. */
static int
before(const struct window *window, const struct window_carrier *carrier,
    const struct window_waiter *waiter)
{
	int n = 0;

	list_for_each (&carrier->waiting, at) {
		if ((waiter != NULL && at == &waiter->link) || !has_room(window, carrier, n))
			break;
		n++;
	}
	return n;
}

static void
await(struct window *window, struct window_carrier *carrier, struct window_waiter *waiter)
{
	if (waiter == NULL)
		return;
	waiter->called = false;
	if (waiter->carrier != NULL)
		return;
	waiter->carrier = carrier;
	list_append(&carrier->waiting, &waiter->link);
	window->waiting++;
}

static void
await_no_more(struct window *window, struct window_waiter *waiter)
{
	if (waiter == NULL || waiter->carrier == NULL)
		return;
	list_remove(&waiter->carrier->waiting, &waiter->link);
	waiter->carrier = NULL;
	waiter->called = false;
	window->waiting--;
}

struct window_carrier *
window_enter(struct window *window, const char *address, struct window_waiter *waiter)
{
	struct window_carrier *carrier = get(window, address);

	if (waiter != NULL && waiter->carrier != carrier)
		window_forgo(window, waiter);
	if (!has_room(window, carrier, before(window, carrier, waiter))) {
		await(window, carrier, waiter);
		put(window, carrier);
		return NULL;
	}
	await_no_more(window, waiter);
	carrier->taken++;
	window->taken++;
	return carrier;
}

void
window_leave(struct window *window, struct window_carrier *carrier)
{
	assert(carrier->taken > 0);
	window->taken--;
	carrier->taken--;
	put(window, carrier);
}

void
window_forgo(struct window *window, struct window_waiter *waiter)
{
	struct window_carrier *carrier = waiter->carrier;

	await_no_more(window, waiter);
	if (carrier != NULL)
		put(window, carrier);
}

/* The first of them that was not called, among those that find room. */
static struct window_waiter *
next_at(const struct window *window, const struct window_carrier *carrier)
{
	int n = 0;

	list_for_each (&carrier->waiting, at) {
		struct window_waiter *waiter = LIST_OF(at, struct window_waiter, link);

		if (!has_room(window, carrier, n++))
			return NULL;
		if (!waiter->called)
			return waiter;
	}
	return NULL;
}

struct window_waiter *
window_next(struct window *window)
{
	struct window_carrier *carrier, *after;
	struct window_waiter *waiter = NULL;

	if (window->waiting == 0)
		return NULL;
	HASH_ITER (hh, window->carriers, carrier, after)
		if ((waiter = next_at(window, carrier)) != NULL)
			break;
	if (waiter != NULL)
		waiter->called = true;
	return waiter;
}
