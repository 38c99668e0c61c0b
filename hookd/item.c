/* item - see item.h */
#include "hookd/item.h"

#include <stdlib.h>

#include "hookd/hookd.h"

enum { EVENT_POS, EVENT_ID, EVENT_AT, EVENT_KIND, EVENT_KEY, EVENT_TYPE, EVENT_THREAD };
_Static_assert(EVENT_THREAD + 1 == ITEM_COLUMNS, "item.h says how many columns");

struct item *
item_new(struct follower *follower, const struct db_result *rows, int i)
{
	struct item *item = mem_zero(1, sizeof(*item));
	struct event *event = &item->event;

	item->follower = follower;
	event->pos = db_int(rows, i, EVENT_POS);
	event->id = db_int(rows, i, EVENT_ID);
	event->kind = (int)db_int(rows, i, EVENT_KIND);
	event->key = db_int(rows, i, EVENT_KEY);
	(void)view_copy(db_text(rows, i, EVENT_AT), event->at, sizeof(event->at));
	(void)view_copy(db_text(rows, i, EVENT_TYPE), event->type, sizeof(event->type));
	(void)view_copy(db_text(rows, i, EVENT_THREAD), event->thread, sizeof(event->thread));
	if (db_is_null(rows, i, EVENT_ID)) {
		event->id = EVENT_WHOLE;
		item->state = ITEM_DONE;
	}
	return item;
}

void
items_free(struct list *list)
{
	list_for_each_safe (list, at) {
		list_remove(list, at);
		free(LIST_OF(at, struct item, link));
	}
}
