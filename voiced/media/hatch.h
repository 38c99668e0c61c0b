/*
 * hatch - a bounded queue between two threads; its lock is held while one thing is copied, or all are swapped out.
 *
 * Owns: the lock. Must not know: what a thing is. All things of a box have one size.
 */
#ifndef VOICED_MEDIA_HATCH_H
#define VOICED_MEDIA_HATCH_H

#include <pthread.h>

#include "common/base/str.h"

struct hatch {
	pthread_mutex_t lock;
	struct buf things;
	size_t size; /* of a thing, in bytes */
};

void hatch_init(struct hatch *box, size_t size);
void hatch_fini(struct hatch *box); /* what is in it is forgotten */
/* False: `most` things are in it already. */
bool hatch_put(struct hatch *box, const void *thing, size_t most);
/* All that is in it, in order, in exchange for an empty buffer that keeps its memory. Answers how many. */
size_t hatch_take(struct hatch *box, struct buf *out);

#endif
