/*
 * load - reads a shard's whole state at the beginning of a term, and configuration when it changed.
 *
 * Owns: the order of the reads; trying again. News are applied meanwhile, so nothing is missed:
 *       what a row says is ignored where the news said something newer.
 */
#ifndef ROUTERD_LOAD_H
#define ROUTERD_LOAD_H

#include <stdint.h>

struct shard;
struct loader;

struct loader *loader_new(struct shard *shard);
void loader_free(struct loader *loader);
void loader_begin(struct loader *loader); /* all, for a new term */
void loader_config(struct loader *loader, int64_t tenant); /* 0: of all tenants of the shard */
void loader_tenant(
    struct loader *loader, int64_t tenant); /* it has come to this shard: all of it */
void loader_close(struct loader *loader);

#endif
