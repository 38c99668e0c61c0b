/*
 * known_device - browsers in which accounts have logged in before, as a cookie of theirs says.
 *
 * Owns: what is in the cookie, which of its accounts may be believed, how many there are and for how long.
 * Must not know: how it is sealed (common/daemon/box.h), HTTP, the clock.
 *
 * After OWASP, "Slow Down Online Guessing Attacks with Device Cookies". One browser serves the agents of several shifts:
 * the cookie names the last KNOWN_DEVICES_MAX accounts, so that one login makes no other account unknown.
 */
#ifndef PRESENCED_CORE_KNOWN_DEVICE_H
#define PRESENCED_CORE_KNOWN_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/str.h"

enum {
	KNOWN_DEVICES_MAX = 8,
	KNOWN_DEVICE_S = 90 * 24 * 3600, /* after the last login */
	KNOWN_DEVICE_ID = 8, /* bytes, as the two below */
	KNOWN_DEVICE_NAME = 8,
	KNOWN_DEVICE_STATE = 16,
};

/* One account that has logged in here. */
struct known_device {
	unsigned char
	    name[KNOWN_DEVICE_NAME]; /* a digest of the login name: which entry is meant */
	unsigned char state[KNOWN_DEVICE_STATE]; /* known_device_state */
	unsigned char id[KNOWN_DEVICE_ID]; /* random: what its wrong passwords are counted as */
	int64_t since_s; /* the last login, seconds since 1970 */
};

struct known_devices {
	int count;
	struct known_device at[KNOWN_DEVICES_MAX]; /* the last login first */
};

/* Of the opened cookie. False: it is of no form of ours; `out` is empty then. */
bool known_devices_read(struct view plain, struct known_devices *out);
void known_devices_write(const struct known_devices *devices, struct buf *out);

/* `username` as it was typed. NULL: this account is not known here. */
const struct known_device *known_device_find(
    const struct known_devices *devices, struct view username);
/* What an account is at the moment: changes with its password, and when its generation does. */
void known_device_state(int64_t tenant, int64_t user, int64_t generation, struct view password_hash,
    unsigned char out[KNOWN_DEVICE_STATE]);
/* False: the account is no longer what it was at the login, or that is too long ago. */
bool known_device_holds(const struct known_device *device,
    const unsigned char state[KNOWN_DEVICE_STATE], int64_t now_s);
/* A login: in the place of the account's former entry, or of the oldest one. */
void known_device_add(struct known_devices *devices, struct view username,
    const unsigned char state[KNOWN_DEVICE_STATE], const unsigned char id[KNOWN_DEVICE_ID],
    int64_t now_s);

#endif
