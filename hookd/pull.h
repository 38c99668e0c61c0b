/*
 * pull - GET /api/v1/events: the same events to pull (IN-2).
 *
 * Owns: cursors, and the requests that wait for the next event.
 * Must not know: what an event says.
 */
#ifndef HOOKD_PULL_H
#define HOOKD_PULL_H

struct daemon;

void pull_feed_moved(struct daemon *daemon);

#endif
