/*
 * arrive - what becomes of an interaction that has just arrived: its channel's rules.
 *
 * Owns: the facts for the rules, automatic replies.
 * Must not know: who is offered it.
 */
#ifndef ROUTERD_ARRIVE_H
#define ROUTERD_ARRIVE_H

#include <stdint.h>

struct shard;

void arrive_register(void); /* shows the metrics before their first use */

/* Applies the rules to all that are new. */
void arrive_all(struct shard *shard, int64_t now_ms);

#endif
