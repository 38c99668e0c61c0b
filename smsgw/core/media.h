/*
 * media - files that came with a text: at which hosts they may be asked for, what an answer means, when to try again (SMS-9).
 *
 * Owns: the words that an agent reads of one that could not be fetched. Must not know: sockets, the database, the clock.
 */
#ifndef SMSGW_CORE_MEDIA_H
#define SMSGW_CORE_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	MEDIA_REDIRECTS_MAX = 3,
	MEDIA_TRIES_MAX = 12, /* about 20 minutes; then somebody must ask for it */
	MEDIA_AGAIN_FIRST_MS = 1000,
	MEDIA_AGAIN_MAX_MS = 300000,
};

enum media_verdict {
	MEDIA_GOOD,
	MEDIA_ELSEWHERE, /* it stands where the answer's Location says */
	MEDIA_AGAIN, /* it may work later */
	MEDIA_NEVER, /* not unless somebody changed something */
};

struct media_judgement {
	enum media_verdict verdict;
	const char *reason; /* for the agent; NULL where it is good or stands elsewhere */
	const char *type; /* of a good one, by its content */
};

/* `cut`: the body was longer than we take. */
struct media_judgement media_judge(int status, struct view body, bool cut);

/* Of "example.org .telnyx.com", NULL is none: whether the host, in lower case, is one of them, or below one that
 * begins with a dot. */
bool media_host_is_listed(const char *hosts, struct view host);

/* How long after the tries-th try the next one follows: a growing, random time, or what the carrier asks for (-1: nothing) if that is longer, at
 * most MEDIA_AGAIN_MAX_MS. -1: that was the last of tries_max. */
int64_t media_again_ms(int64_t tries, int64_t tries_max, int64_t retry_after_ms, uint64_t random);

#endif
