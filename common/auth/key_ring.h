/*
 * key_ring - the keys of secret boxes, as they stand in memory.
 *
 * Owns: the bytes of the keys. Only key_ring.c and box.c see them; vault.c knows their length.
 * Must not know: what is sealed.
 */
#ifndef COMMON_AUTH_KEY_RING_H
#define COMMON_AUTH_KEY_RING_H

#include <stdatomic.h>

#include "common/auth/auth.h"

enum { KEY_SIZE = 32, KEY_ID_MAX = 255 };

struct key_ring {
	unsigned char keys[KEY_ID_MAX + 1][KEY_SIZE]; /* by id; 0 is none */
	bool present[KEY_ID_MAX + 1];
	int active;
	atomic_bool derives; /* secret_seal derives keys: threads read it while the loop sets it */
};

#endif
