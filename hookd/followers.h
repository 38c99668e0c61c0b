/*
 * followers - which endpoints this instance delivers for: one follower each that it holds.
 *
 * Owns: the holder of kind 'hook', the list of followers, how many requests are under way in all.
 * Must not know: how a follower works (follower.h).
 */
#ifndef HOOKD_FOLLOWERS_H
#define HOOKD_FOLLOWERS_H

#include "common/daemon/daemon.h"

struct follower;

void followers_endpoints_changed(struct daemon *daemon); /* endpoints were read again */
void followers_feed_moved(struct daemon *daemon); /* pulse_head is higher */

/* For followers only. */
bool followers_sure(struct daemon *daemon, int64_t endpoint); /* still held, and surely */
void followers_fenced(struct daemon *daemon, int64_t endpoint); /* another's: it is lost */
void followers_gone(struct daemon *daemon, struct follower *follower); /* it was freed */
bool followers_former(struct daemon *daemon,
    const struct follower *follower); /* another of the same endpoint has not ended yet */
/* False: as many requests as may be are under way, in all, of this tenant, or of the follower that asks, which has `held` (core/share.h). */
bool followers_take_slot(struct daemon *daemon, int64_t tenant, int held);
void followers_give_slot(struct daemon *daemon, int64_t tenant);
bool followers_stopping(struct daemon *daemon);

#endif
