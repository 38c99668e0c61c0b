/* due - see due.h */
#include "routerd/due.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct due_item {
	struct due_fact fact;
	uint32_t position;
	int tries;
	bool under_way;
	UT_hash_handle hh;
};

static struct due_item *
find(const struct due *due, struct due_key key)
{
	struct due_item *found;

	HASH_FIND(hh, due->items, &key, sizeof(key), found);
	return found;
}

static void
arm(struct due *due, struct due_item *item, int64_t at_ms)
{
	order_put(&due->order, &item->position,
	    (struct order_key){ at_ms, item->fact.key.kind, item->fact.key.id });
}

void
due_put(struct due *due, const struct due_fact *fact)
{
	struct due_item *item = find(due, fact->key);

	if (item == NULL) {
		item = mem_zero(1, sizeof(*item));
		item->fact = *fact;
		HASH_ADD(hh, due->items, fact.key, sizeof(item->fact.key), item);
	}
	item->fact = *fact;
	if (!item->under_way)
		arm(due, item, fact->at_ms);
}

bool
due_has(const struct due *due, struct due_key key)
{
	return find(due, key) != NULL;
}

static void
drop(struct due *due, struct due_item *item)
{
	order_remove(&due->order, &item->position);
	HASH_DEL(due->items, item);
	free(item);
}

void
due_remove(struct due *due, struct due_key key)
{
	struct due_item *item = find(due, key);

	if (item != NULL)
		drop(due, item);
}

int64_t
due_next(const struct due *due)
{
	const struct order_item *first = order_first(&due->order);

	return first != NULL ? first->key.a : INT64_MAX;
}

bool
due_take(struct due *due, int64_t now_ms, struct due_fact *out)
{
	const struct order_item *first = order_first(&due->order);
	struct due_item *item;

	if (first == NULL || first->key.a > now_ms)
		return false;
	item = ORDER_OF(first->position, struct due_item, position);
	order_remove(&due->order, &item->position);
	item->under_way = true;
	*out = item->fact;
	return true;
}

void
due_again(struct due *due, struct due_key key, int64_t now_ms)
{
	struct due_item *item = find(due, key);
	int64_t at_ms;

	if (item == NULL)
		return;
	item->under_way = false;
	if (++item->tries > DUE_TRIES_MAX) {
		drop(due, item);
		return;
	}
	at_ms = now_ms + ((int64_t)DUE_AGAIN_MS << (item->tries - 1));
	arm(due, item, item->fact.at_ms > at_ms ? item->fact.at_ms : at_ms);
}

void
due_fini(struct due *due)
{
	struct due_item *item, *next;

	HASH_ITER (hh, due->items, item, next)
		drop(due, item);
	order_fini(&due->order);
}
