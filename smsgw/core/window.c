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
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_KEYPTR(hh, window->carriers, carrier->address, strlen(carrier->address), carrier);
	return carrier;
}

struct window_carrier *
window_enter(struct window *window, const char *address)
{
	struct window_carrier *carrier;

	if (window->taken >= window->max)
		return NULL;
	carrier = get(window, address); /* a new one finds room: at least one place is free */
	if (carrier->taken >= window->max - window->taken)
		return NULL;
	carrier->taken++;
	window->taken++;
	return carrier;
}

void
window_leave(struct window *window, struct window_carrier *carrier)
{
	assert(carrier->taken > 0);
	window->taken--;
	if (--carrier->taken > 0)
		return;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(window->carriers, carrier);
	free(carrier->address);
	free(carrier);
}
