/* hatch - see hatch.h */
#include "voiced/media/hatch.h"

void
hatch_init(struct hatch *box, size_t size)
{
	*box = (struct hatch){ .size = size };
	(void)pthread_mutex_init(&box->lock, NULL);
}

void
hatch_fini(struct hatch *box)
{
	(void)pthread_mutex_destroy(&box->lock);
	buf_fini(&box->things);
}

bool
hatch_put(struct hatch *box, const void *thing, size_t most)
{
	bool room;

	(void)pthread_mutex_lock(&box->lock);
	room = box->things.n / box->size < most;
	if (room)
		buf_add(&box->things, thing, box->size);
	(void)pthread_mutex_unlock(&box->lock);
	return room;
}

size_t
hatch_take(struct hatch *box, struct buf *out)
{
	struct buf empty;

	buf_clear(out);
	empty = *out;
	(void)pthread_mutex_lock(&box->lock);
	*out = box->things;
	box->things = empty;
	(void)pthread_mutex_unlock(&box->lock);
	return out->n / box->size;
}
