/*
 * shard - one routerd at a time chooses: from gaining the shard until losing it.
 *
 * Owns: the holder, the model of this term, the calls under way and their end at a stop.
 * Must not know: what is decided (choose.h), what time does (sweeps.h).
 *
 * A term begins with gaining the shard, or when all must be read anew, and ends at once with
 * losing it. What comes back from a call of another term is not applied: the feed tells
 * the present one what it did.
 */
#ifndef ROUTERD_SHARD_H
#define ROUTERD_SHARD_H

#include "common/daemon/daemon.h"
#include "common/loop/loop.h"
#include "routerd/model.h"

struct holder;

enum shard_state { SHARD_IDLE, SHARD_LOADING, SHARD_CHOOSING };

struct shard {
	struct daemon *daemon;
	struct holder *holder;
	enum shard_state state;
	int64_t epoch, term;
	int64_t gained_ms; /* database time */
	struct model *model; /* NULL while idle */
	struct loader *loader;
	struct chooser *chooser;
	struct sweeper *sweeper;
	int under_way; /* calls that have not come back */
	int timers; /* still to be closed at the stop */
	bool stopping, given_up;
};

/* `same_term` false: the shard was lost in between; only free what the call needed. */
typedef void (*shard_done)(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *result);

/* An owner function on the fenced lane; its news are published. */
struct shard_call {
	const struct db_query *query;
	const struct db_param *params;
	const int64_t *keys;
	int key_count;
	enum db_lane lane; /* 0: the fenced one */
};
void shard_effect(struct shard *shard, const struct shard_call *call, shard_done done, void *ctx);
void shard_read(struct shard *shard, const struct db_query *query, const struct db_param *params,
    shard_done done, void *ctx);

void shard_loaded(struct shard *shard);
int64_t shard_now_ms(const struct shard *shard); /* database time */
void shard_timer_close(struct shard *shard, struct timer *timer); /* at the stop */

#endif
