/* order - see order.h */
#include "routerd/core/order.h"

#include <stdlib.h>

#include "common/base/str.h"

enum { ORDER_FIRST_CAP = 4 };

bool
order_before(struct order_key x, struct order_key y)
{
	if (x.a != y.a)
		return x.a < y.a;
	if (x.b != y.b)
		return x.b < y.b;
	return x.c < y.c;
}

static void
place(struct order *order, uint32_t at, struct order_item item)
{
	order->items[at] = item;
	*item.position = at + 1;
}

static void
sift_up(struct order *order, uint32_t at, struct order_item item)
{
	while (at > 0) {
		uint32_t parent = (at - 1) / 2;

		if (!order_before(item.key, order->items[parent].key))
			break;
		place(order, at, order->items[parent]);
		at = parent;
	}
	place(order, at, item);
}

static void
sift_down(struct order *order, uint32_t at, struct order_item item)
{
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= order->count)
			break;
		if (child + 1 < order->count &&
		    order_before(order->items[child + 1].key, order->items[child].key))
			child++;
		if (!order_before(order->items[child].key, item.key))
			break;
		place(order, at, order->items[child]);
		at = child;
	}
	place(order, at, item);
}

static void
settle(struct order *order, uint32_t at, struct order_item item)
{
	if (at > 0 && order_before(item.key, order->items[(at - 1) / 2].key))
		sift_up(order, at, item);
	else
		sift_down(order, at, item);
}

void
order_put(struct order *order, uint32_t *position, struct order_key key)
{
	struct order_item item = { key, position };

	if (*position != 0) {
		settle(order, *position - 1, item);
		return;
	}
	if (order->count == order->cap) {
		order->cap = order->cap == 0 ? ORDER_FIRST_CAP : order->cap * 2;
		order->items = mem_grow(order->items, order->cap * sizeof(order->items[0]));
	}
	sift_up(order, order->count++, item);
}

void
order_remove(struct order *order, uint32_t *position)
{
	uint32_t at = *position;

	if (at == 0)
		return;
	*position = 0;
	order->count--;
	if (at - 1 < order->count)
		settle(order, at - 1, order->items[order->count]);
}

void
order_clear(struct order *order)
{
	order->count = 0;
}

void
order_fini(struct order *order)
{
	free(order->items);
	*order = (struct order){ 0 };
}

/* The walk's frontier is itself a small heap of slots: what is next stands at its
 * root, and taking a slot brings in its two children. */
static bool
slot_before(const struct order_walk *walk, uint32_t x, uint32_t y)
{
	return order_before(walk->order->items[x].key, walk->order->items[y].key);
}

static void
frontier_add(struct order_walk *walk, uint32_t slot)
{
	struct order_scratch *scratch = walk->scratch;
	uint32_t at = walk->count++;

	if (at == scratch->cap) {
		scratch->cap = scratch->cap == 0 ? 64 : scratch->cap * 2;
		scratch->slots = mem_grow(scratch->slots, scratch->cap * sizeof(scratch->slots[0]));
	}
	while (at > 0 && slot_before(walk, slot, scratch->slots[(at - 1) / 2])) {
		scratch->slots[at] = scratch->slots[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	scratch->slots[at] = slot;
}

static uint32_t
frontier_take(struct order_walk *walk)
{
	uint32_t *slots = walk->scratch->slots;
	uint32_t first = slots[0], last = slots[--walk->count], at = 0;

	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= walk->count)
			break;
		if (child + 1 < walk->count && slot_before(walk, slots[child + 1], slots[child]))
			child++;
		if (!slot_before(walk, slots[child], last))
			break;
		slots[at] = slots[child];
		at = child;
	}
	slots[at] = last;
	return first;
}

void
order_walk_begin(struct order_walk *walk, const struct order *order, struct order_scratch *scratch)
{
	*walk = (struct order_walk){ .order = order, .scratch = scratch };
	if (order->count > 0)
		frontier_add(walk, 0);
}

const struct order_item *
order_walk_next(struct order_walk *walk)
{
	uint32_t slot;

	if (walk->count == 0)
		return NULL;
	slot = frontier_take(walk);
	for (uint32_t child = 2 * slot + 1; child <= 2 * slot + 2; child++)
		if (child < walk->order->count)
			frontier_add(walk, child);
	return &walk->order->items[slot];
}

void
order_scratch_fini(struct order_scratch *scratch)
{
	free(scratch->slots);
	*scratch = (struct order_scratch){ 0 };
}
