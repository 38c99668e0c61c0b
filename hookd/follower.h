/*
 * follower - delivers the events of one endpoint, in order of each thread (consistency.md, 20).
 *
 * Owns: the order of its parts: window (the feed), flights (requests), parked (what failed), progress (what is
 *       stored); which of them has its turn. One at a time is in the database with what is due or stored.
 * Must not know: how a page is read, a try judged, a request made.
 *
 * An event that fails is parked; what comes later in its thread is parked behind it, all else goes on.
 * The stored position passes what is delivered or parked. A process that dies leaves at most what was
 * delivered and not stored: it is delivered again, with the same webhook-id.
 */
#ifndef HOOKD_FOLLOWER_H
#define HOOKD_FOLLOWER_H

#include "common/base/list.h"
#include "common/daemon/daemon.h"

struct follower;

struct follower *follower_start(struct daemon *daemon, int64_t endpoint, int64_t epoch);
/* It ends when nothing of it is under way any more; then followers_gone. */
void follower_end(struct follower *follower);
void follower_step(struct follower *follower); /* looks whether there is something to do */
void follower_look_again(
    struct follower *follower); /* its endpoint changed, or dead letters came back */

int64_t follower_endpoint(const struct follower *follower);
bool follower_ended(const struct follower *follower);
bool follower_quiet(const struct follower *follower); /* nothing under way, all stored */
struct link *follower_link(struct follower *follower); /* for the list that it is in */
struct follower *follower_of_link(struct link *link);

#endif
