/*
 * phones - the phones that may register, by the name under which they do.
 *
 * Owns: a copy of voice.device in memory, read at the start, after news of configuration, and once a minute.
 * Must not know: SIP.
 */
#ifndef VOICED_PHONES_H
#define VOICED_PHONES_H

#include <uthash.h>

#include "common/auth/auth.h"
#include "common/daemon/daemon.h"
#include "voiced/core/digest.h"

enum { PHONE_NAME_MAX = 32 };

struct phone {
	char username[PHONE_NAME_MAX + 1];
	int64_t tenant, id, owner;
	enum side side; /* of the owner's two accounts */
	int64_t rotated_us; /* since when it has this password: a binding is judged by it again */
	enum digest_algorithm algorithm;
	char ha1[DIGEST_HEX_SIZE];
	uint32_t reading; /* that showed it last */
	UT_hash_handle hh;
};

int phones_start(struct daemon *daemon, struct err *err);
void phones_stop(struct daemon *daemon);
/* Whether all have been read once. */
bool phones_known(struct daemon *daemon);
void phones_changed(struct daemon *daemon);
/* NULL: no such phone. Valid until the loop turns. */
const struct phone *phones_find(struct daemon *daemon, struct view username);
/* Reads the phone of that name anew, then says so; from then on phones_find finds it, if it is there. False: not now, for the name
 * can't be a phone's or enough are looked for. */
bool phones_look(struct daemon *daemon, struct view username,
    void (*then)(struct daemon *daemon, void *ctx), void *ctx);

#endif
