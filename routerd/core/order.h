/*
 * order - things kept in the order of a key: a binary heap whose members know
 * their place, so that any of them can move or leave.
 *
 * Owns: the array of the heap and the positions it writes into its members.
 * Must not know: what is ordered.
 *
 * A member is named by the address of its `position` (0 = in no order). Smaller
 * keys come first. Putting and removing cost the logarithm of the count.
 */
#ifndef ROUTERD_CORE_ORDER_H
#define ROUTERD_CORE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct order_key {
	int64_t a, b, c; /* compared in this order */
};

struct order_item {
	struct order_key key;
	uint32_t *position;
};

struct order {
	struct order_item *items;
	uint32_t count, cap;
};

/* The thing that holds `position` as its member. */
#define ORDER_OF(position_pointer, type, member) \
	((type *)(void *)((char *)(position_pointer)-offsetof(type, member)))

bool order_before(struct order_key x, struct order_key y);

/* Adds the member, or moves it to its new key. */
void order_put(struct order *order, uint32_t *position, struct order_key key);

/* Does nothing when the member is in no order. */
void order_remove(struct order *order, uint32_t *position);

/* The first item, or NULL. Valid until the next change. */
static inline const struct order_item *
order_first(const struct order *order)
{
	return order->count > 0 ? &order->items[0] : NULL;
}

/* The key under which a member stands; `position` must be in this order. */
static inline struct order_key
order_key_at(const struct order *order, const uint32_t *position)
{
	return order->items[*position - 1].key;
}

/* Forgets all members (without touching their positions) and keeps the memory. */
void order_clear(struct order *order);
void order_fini(struct order *order);

/* A walk over the items in ascending order; the order must not change during it.
 * The first k items cost k log k. The scratch may be used for one walk at a time. */
struct order_scratch {
	uint32_t *slots;
	uint32_t cap;
};

struct order_walk {
	const struct order *order;
	struct order_scratch *scratch;
	uint32_t count;
};

void order_walk_begin(
    struct order_walk *walk, const struct order *order, struct order_scratch *scratch);
const struct order_item *order_walk_next(struct order_walk *walk); /* NULL at the end */
void order_scratch_fini(struct order_scratch *scratch);

#endif
