/*
 * dialers - who dials: where each user is, whom an extension or a number of the organisation reaches, what is dialled for help.
 *
 * Owns: copies in memory of what a decision needs besides the plan, so that none waits for the database, least of all one for help;
 *       read at the start, after news of configuration, and once a minute.
 * Must not know: SIP, limits.
 */
#ifndef VOICED_DIALERS_H
#define VOICED_DIALERS_H

#include "common/auth/auth.h"
#include "common/daemon/daemon.h"
#include "voiced/core/dial.h"

int dialers_start(struct daemon *daemon, struct err *err);
void dialers_stop(struct daemon *daemon);
/* Whether all have been read once. */
bool dialers_known(struct daemon *daemon);
void dialers_changed(struct daemon *daemon);

/* What becomes of what a user dials, trunks in the order in which they are to be tried. `country`: where they are now, ISO 3166; NULL or "":
 * where their site is. `user` 0: nobody of the organisation, a call that came by a trunk is forwarded (country NULL: none).
 * A number for help is known of users that nobody knows, too. */
void dial_user(struct daemon *daemon, int64_t tenant, int64_t user, const char *country,
    struct view typed, struct dial *out);

/* The user's own number, by which they can be called back; "": none is known. */
void dial_own_number(struct daemon *daemon, int64_t tenant, int64_t user, char out[DIAL_TEXT_SIZE]);

/* Whether a receptionist sees the calls of this line of a user's (CT-17). */
bool dial_is_watched(struct daemon *daemon, int64_t tenant, int64_t user, enum side side);

#endif
