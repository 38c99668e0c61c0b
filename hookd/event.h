/*
 * event - one event of the feed as a follower holds it: ids and words, no text.
 */
#ifndef HOOKD_EVENT_H
#define HOOKD_EVENT_H

#include <stdint.h>

struct event {
	int64_t pos, id; /* id EVENT_WHOLE: no event, the feed was looked at up to here */
	int64_t key;
	int kind;
	int attempt; /* tries so far */
	char at[40], type[64], thread[64]; /* at: as PostgreSQL writes a timestamptz */
};

#endif
