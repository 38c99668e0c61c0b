/* turns - see turns.h */
#include "chatd/core/turns.h"

struct load {
	size_t count, bytes;
};

static struct turn *
turn_of(struct link *link)
{
	return LIST_OF(link, struct turn, link);
}

static struct load
load_of(const struct list *list, int64_t tenant)
{
	struct load load = { 0, 0 };

	list_for_each (list, at) {
		const struct turn *turn = turn_of(at);

		if (turn->tenant != tenant)
			continue;
		load.count++;
		load.bytes += turn->bytes;
	}
	return load;
}

static size_t
bytes_of(const struct list *list)
{
	size_t bytes = 0;

	list_for_each (list, at)
		bytes += turn_of(at)->bytes;
	return bytes;
}

void
turns_init(struct turns *turns, const struct turns_limits *limits)
{
	turns->limits = *limits;
	list_init(&turns->waiting);
	list_init(&turns->running);
}

bool
turns_add(struct turns *turns, struct turn *turn)
{
	const struct turns_limits *limits = &turns->limits;
	struct load own = load_of(&turns->waiting, turn->tenant);

	if (turns->waiting.count >= limits->waiting || own.count >= limits->tenant_waiting ||
	    bytes_of(&turns->waiting) + turn->bytes > limits->waiting_bytes ||
	    own.bytes + turn->bytes > limits->tenant_bytes)
		return false;
	list_append(&turns->waiting, &turn->link);
	return true;
}

/* The first whose organisation has no place. */
static struct turn *
first_find(const struct turns *turns)
{
	list_for_each (&turns->waiting, at)
		if (load_of(&turns->running, turn_of(at)->tenant).count == 0)
			return turn_of(at);
	return NULL;
}

static void
move_behind(struct list *waiting, int64_t tenant)
{
	struct link *at = waiting->head.next, *next;

	for (size_t left = waiting->count; left > 0; left--, at = next) {
		next = at->next;
		if (turn_of(at)->tenant != tenant)
			continue;
		list_remove(waiting, at);
		list_append(waiting, at);
	}
}

struct turn *
turns_next(struct turns *turns)
{
	struct turn *turn = turns->running.count < turns->limits.places ? first_find(turns) : NULL;

	if (turn == NULL)
		return NULL;
	list_remove(&turns->waiting, &turn->link);
	list_append(&turns->running, &turn->link);
	return turn;
}

/* A link does not know its list: each place and each turn is looked at. */
void
turns_remove(struct turns *turns, struct turn *turn)
{
	list_for_each (&turns->running, at) {
		if (at == &turn->link) {
			list_remove(&turns->running, at);
			move_behind(&turns->waiting, turn->tenant);
			return;
		}
	}
	list_remove(&turns->waiting, &turn->link);
}
