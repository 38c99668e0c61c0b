/*
 * shards - which shards there are, whose tenants they are, and which of them this instance chooses
 * for (consistency.md, 6).
 *
 * Owns: the holder, the map from tenant to shard, the way of news to the shard they concern.
 * Must not know: what a shard does with its tenants.
 *
 * Each instance keeps every shard's model and follows the news, so that whoever gains a shard can
 * choose at once. The map is read at the start and when configuration has changed; what comes
 * of a tenant before the map shows it is in what is read of it then.
 */
#ifndef ROUTERD_SHARDS_H
#define ROUTERD_SHARDS_H

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct shard;
struct shards;
struct timer;

bool shards_stopping(const struct shards *shards);
void shards_quiet(struct shards *shards); /* a shard has no call under way any more */
void shards_fenced(struct shards *shards); /* the fence found one of ours held by another */
void shards_give(struct shards *shards, int64_t shard); /* nothing of it is under way */
void shards_tell(struct shards *shards); /* the gauges: what is held, what waits there */
void shards_timer_close(struct shards *shards, struct timer *timer); /* at the stop */

#endif
