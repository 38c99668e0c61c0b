/*
 * shard - some tenants' work: its model is always warm; one routerd at a time chooses for it.
 *
 * Owns: the model of this term, the calls under way.
 * Must not know: what is decided (choose.h), what time does (sweeps.h), who holds it (shards.h).
 *
 * A term begins with reading all, and ends when all must be read anew, or the shard was lost: then
 * offers may be under way whose answers nobody waits for. What comes back from a call of another term
 * is not applied: the feed tells the present one what it did. Who gives a shard away waits for
 * its calls first, and its model stays warm.
 */
#ifndef ROUTERD_SHARD_H
#define ROUTERD_SHARD_H

#include "common/daemon/daemon.h"
#include "common/loop/loop.h"
#include "routerd/model.h"

struct shards;

enum shard_state {
	SHARD_IDLE, /* no model: before the first reading, and at the stop */
	SHARD_LOADING,
	SHARD_WARM,
	SHARD_CHOOSING,
	SHARD_GIVING, /* another has asked for it: no decision any more, calls come back */
};

struct shard {
	struct shards *shards;
	struct daemon *daemon;
	int64_t id;
	struct buf tenants; /* "{1,7}": what the queries take */
	enum shard_state state;
	bool held;
	int64_t epoch, term;
	int64_t gained_ms, began_ms; /* database time: of the holding, of the reading */
	struct model *model; /* NULL while idle */
	struct loader *loader;
	struct chooser *chooser;
	struct sweeper *sweeper;
	int under_way; /* calls that have not come back */
};

struct shard *shard_new(struct daemon *daemon, struct shards *shards, int64_t id);
void shard_begin(struct shard *shard); /* reads all: a new term */
void shard_end(struct shard *shard); /* no term any more */
void shard_close(struct shard *shard); /* its timers, by shards_timer_close */
void shard_free(struct shard *shard);

void shard_gained(struct shard *shard, int64_t epoch);
void shard_lost(struct shard *shard);
void shard_wind_down(struct shard *shard); /* ends in shards_give */
bool shard_warm(const struct shard *shard);
void shard_news(struct shard *shard, const struct news *news);

/* `same_term` false: the model that the call was about is no more; only free what the call needed. */
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
bool shard_stopping(const struct shard *shard);
int64_t shard_now_ms(const struct shard *shard); /* database time */
void shard_timer_close(struct shard *shard, struct timer *timer); /* at the stop */

#endif
