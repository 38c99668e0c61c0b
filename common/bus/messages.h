/*
 * messages - the struct and codec of everything that goes over the bus.
 *
 * Owns: the wire form (messages.c): magic, version, kind, fields, big endian, at
 * most MESSAGE_MAX bytes. Must not know: sockets.
 */
#ifndef COMMON_BUS_MESSAGES_H
#define COMMON_BUS_MESSAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum message_kind {
	MESSAGE_NONE,
#define MESSAGE(name, number, owner, since, text) MESSAGE_##name = number,
#include "common/bus/messages.def"
#undef MESSAGE
	MESSAGE_KIND_MAX = 32
};

/* A room has at most 250 members (messaging.chat_audience). */
enum {
	MESSAGE_AUDIENCE_MAX = 250,
	MESSAGE_STATE_MAX = 4096,
	MESSAGE_MAX = MESSAGE_STATE_MAX + MESSAGE_AUDIENCE_MAX * 8 + 256,
};

struct message {
	enum message_kind kind;
	int64_t tenant;
	int64_t key; /* id of the thing */
	int64_t version; /* of the thing */
	int64_t
	    audience[MESSAGE_AUDIENCE_MAX]; /* accounts whose pages show it; negative: of Work */
	int audience_count;
	struct view state; /* JSON; empty: read the key */
};

const char *message_kind_name(enum message_kind kind); /* NULL: unknown */

/* Appends the wire form. A state over MESSAGE_STATE_MAX is left out (the receiver reads the key). */
void message_encode(const struct message *message, struct buf *out);

/* The views in `out` point into `wire`. False: not a message of this version. */
bool message_decode(struct view wire, struct message *out);

#endif
