/*
 * waiting - phones are told how many messages wait (RFC 3842): when that changes, and when they register.
 *
 * Owns: the way from an account's counts to NOTIFYs. Must not know: messages.
 */
#ifndef VOICED_WAITING_H
#define VOICED_WAITING_H

#include "common/daemon/daemon.h"

/* All phones of a Work user that have registered here; who never had a message is told nothing. */
void waiting_tell(struct daemon *daemon, int64_t tenant, int64_t owner);
void waiting_news(struct daemon *daemon, const struct news *news);

#endif
