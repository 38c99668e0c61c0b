/*
 * bus - news between daemons over nng pub/sub: the doorbell, never the truth.
 *
 * Owns: the sockets, sequence numbers per topic, boot ids, heartbeats, gap detection.
 * Must not know: what a message means; the database.
 *
 * Rules: design/consistency.md 4; facts: design/database-and-bus.md 2.
 *
 * bus_publish never blocks and never fails: loss is allowed, and noticed by the
 * receiver (gap, boot id, silence), which then reads the event feed.
 */
#ifndef COMMON_BUS_BUS_H
#define COMMON_BUS_BUS_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/str.h"
#include "common/bus/messages.h"

struct bus;

/* Why a receiver should read the feed. */
enum bus_why { BUS_START, BUS_PIPE_UP, BUS_GAP, BUS_BOOT, BUS_SILENT, BUS_UNREADABLE };

struct bus_config {
	const char *listen; /* "ipc:///…" or "tcp://…"; which may be used: daemon/endpoint.h */
	uint64_t boot; /* random id of this process */
	uint32_t heartbeat_ms; /* default 1000 */
	int queue; /* send and receive queue, 1..8192, default 8192 */
	void (*on_message)(void *ctx, const struct message *message);
	void (*on_resync)(void *ctx, enum bus_why why);
	void *ctx;
};

int bus_open(uv_loop_t *loop, const struct bus_config *config, struct bus **out, struct err *err);

/* Listens to another daemon's news; a peer that is absent is dialled until it is there.
 * A second call with the same URL does nothing. */
void bus_dial(struct bus *bus, const char *url);
void bus_hang_up(struct bus *bus, const char *url);

/* Which kinds this daemon wants; others are dropped unread. After open it is none. */
void bus_want(struct bus *bus, enum message_kind kind);

void bus_publish(struct bus *bus, const struct message *message);

struct bus_stats {
	int64_t sent, received, gaps, lost, unreadable, resyncs, pipes;
};
void bus_stats(const struct bus *bus, struct bus_stats *out);

void bus_close(struct bus *bus, void (*closed)(void *ctx), void *ctx);

#endif
