/*
 * list - an intrusive doubly linked list: the link stands in the thing itself.
 *
 * A link is in at most one list; removing a link that is in none does nothing.
 */
#ifndef COMMON_BASE_LIST_H
#define COMMON_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct link {
	struct link *prev, *next;
};

struct list {
	struct link head;
	size_t count;
};

#define LIST_OF(link_pointer, type, member) \
	((type *)(void *)((char *)(link_pointer)-offsetof(type, member)))

#define list_for_each(list, at) \
	for (struct link *at = (list)->head.next; at != &(list)->head; at = at->next)

/* The loop's body may remove `at`. */
#define list_for_each_safe(list, at) \
	for (struct link *at = (list)->head.next, *at##_next = at->next; at != &(list)->head; \
	     at = at##_next, at##_next = at->next)

static inline void
list_init(struct list *list)
{
	list->head.prev = list->head.next = &list->head;
	list->count = 0;
}

static inline bool
list_empty(const struct list *list)
{
	return list->count == 0;
}

static inline void
list_insert(struct list *list, struct link *before, struct link *link)
{
	link->prev = before->prev;
	link->next = before;
	before->prev->next = link;
	before->prev = link;
	list->count++;
}

static inline void
list_append(struct list *list, struct link *link)
{
	list_insert(list, &list->head, link);
}

static inline void
list_prepend(struct list *list, struct link *link)
{
	list_insert(list, list->head.next, link);
}

static inline bool
link_listed(const struct link *link)
{
	return link->next != NULL;
}

static inline void
list_remove(struct list *list, struct link *link)
{
	if (!link_listed(link))
		return;
	link->prev->next = link->next;
	link->next->prev = link->prev;
	link->prev = link->next = NULL;
	list->count--;
}

/* Removes and returns the first link, or NULL. */
static inline struct link *
list_take(struct list *list)
{
	struct link *first = list->head.next;

	if (list->count == 0)
		return NULL;
	list_remove(list, first);
	return first;
}

#endif
