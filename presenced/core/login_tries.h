/*
 * login_tries - who may try a password now, so that guessing is slow and nobody is kept out by somebody else's guesses.
 *
 * Owns: which tries count against which limits, places among the password workers.
 * Must not know: sockets, the clock, whether an account exists: tries of a name that nobody has count like any other.
 *
 * A stranger's try counts for the account from this source, for the source, and for the account from all strangers
 * together. Who is known (a browser in which the account has logged in before, or a session) has a limit and places
 * that no stranger reaches.
 */
#ifndef PRESENCED_CORE_LOGIN_TRIES_H
#define PRESENCED_CORE_LOGIN_TRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"
#include "presenced/core/login_name.h"
#include "presenced/core/throttle.h"

enum login_who { LOGIN_STRANGER, LOGIN_KNOWN, LOGIN_WHO };
enum login_limit { LIMIT_HERE, LIMIT_SOURCE, LIMIT_ACCOUNT, LIMIT_KNOWN, LOGIN_LIMITS };
/* What takes a try back, and of what. A wrong password stays counted: it is never settled. */
enum login_end {
	LOGIN_RIGHT, /* the account's own tries are forgotten; of a limit that others share it takes back itself alone */
	LOGIN_HALF, /* the second factor is missing: it stays counted for the account here, for nothing else */
	LOGIN_UNTRIED, /* the database did not answer: it takes back itself */
	LOGIN_ENDS
};

struct login_tries;

/* limits: tries within THROTTLE_WINDOW_MS. places: passwords under way at once. */
struct login_tries *login_tries_new(const int limits[LOGIN_LIMITS], const int places[LOGIN_WHO]);
void login_tries_free(struct login_tries *tries);

/* One try: under which name it counts against each limit; empty: it does not. */
struct login_try {
	enum login_who who;
	char names[LOGIN_LIMITS][THROTTLE_NAME_SIZE];
};

/* account: as login_account writes it; source: as address_source does. */
void login_try_stranger(struct view account, struct view source, struct login_try *out);
void login_try_known(struct view who, struct login_try *out);

/* 0: it has begun and has a place, which login_place_leave gives back; it counts as wrong until it is known better, so that many at
 * once are no way round. >0: milliseconds until it may be tried again. -1: every place is taken. */
int64_t login_try_start(struct login_tries *tries, const struct login_try *try, int64_t now_ms);
/* Whether the account's own limits make it wait, not only the source's. */
bool login_try_account_waits(
    const struct login_tries *tries, const struct login_try *try, int64_t now_ms);
void login_try_settle(struct login_tries *tries, const struct login_try *try, enum login_end end);

bool login_place_take(struct login_tries *tries, enum login_who who); /* false: all are taken */
void login_place_leave(struct login_tries *tries, enum login_who who);
bool login_places_empty(const struct login_tries *tries);

#endif
