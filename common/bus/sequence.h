/*
 * sequence - whether anything of one publisher was missed.
 *
 * Owns: the last sequence seen of each kind, of one boot.
 * Must not know: sockets, time.
 *
 * A message lost before a publisher was first heard is nobody's gap: the verdict
 * SEQUENCE_BOOT makes the receiver read the feed after the first message came, and
 * what was published before it is in the feed.
 */
#ifndef COMMON_BUS_SEQUENCE_H
#define COMMON_BUS_SEQUENCE_H

#include "common/bus/messages.h"

enum sequence_verdict {
	SEQUENCE_NEXT, /* as expected */
	SEQUENCE_OLD, /* seen before: to be dropped */
	SEQUENCE_GAP, /* something is missing before it */
	SEQUENCE_BOOT, /* the first of this process */
};

/* Zero is a publisher not yet heard. */
struct sequence {
	bool heard;
	uint64_t boot;
	uint32_t based; /* bit by kind: `last` is known */
	uint64_t last[MESSAGE_KIND_MAX];
};

/* A message of `kind` (1..MESSAGE_KIND_MAX-1) with `seq` came. Adds to `lost` how
 * many are missing, as far as it is known. */
enum sequence_verdict sequence_message(
    struct sequence *sequence, uint64_t boot, unsigned kind, uint64_t seq, int64_t *lost);

/* A heartbeat came. `wanted` has the bit of each kind that is received; of the
 * others nothing can be missed. */
enum sequence_verdict sequence_heartbeat(struct sequence *sequence, uint64_t boot,
    const uint64_t last[MESSAGE_KIND_MAX], uint32_t wanted, int64_t *lost);

#endif
