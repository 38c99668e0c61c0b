/*
 * chat_keys - the lock keys of conversations.
 *
 * Must not know: what a conversation allows.
 */
#ifndef CHATD_CHAT_KEYS_H
#define CHATD_CHAT_KEYS_H

#include "common/daemon/daemon.h"

enum { CHAT_KEYS_MAX = 3 };

struct chat_keys {
	int64_t at[CHAT_KEYS_MAX];
	int count; /* 0: not known */
};

/* Of a 1:1 of two accounts: the conversation's, and those of its agents. */
struct chat_keys pair_keys(int64_t tenant, int64_t one, int64_t other);
struct chat_keys room_keys(int64_t tenant, int64_t room);
/* As far as they are known. */
struct chat_keys conversation_keys(struct daemon *daemon, int64_t conversation);
void chat_keys_learn(struct daemon *daemon, const struct news *news);

int chat_keys_start(struct daemon *daemon, struct err *err);
void chat_keys_stop(struct daemon *daemon);

#endif
