/*
 * watch - pages watch people: who stands on a page's list, and what the database lets it see of them.
 *
 * Owns: one list a stream; which lists are to be read (again). A list is read when the page says it, when the
 *       tenant's settings change (its mode decides what is seen), an agent's also when the settings of its viewer or of
 *       somebody on it do (groups, who leads them), and when news were missed beyond the feed.
 * Must not know: what a state says; how often it is told (people.c).
 *
 * A page says {"type":"watch","people":["12",…]}, which takes the place of its former list; it is sent the
 * present state of each, whatever versions it held before, then {"type":"watching","people":N}, then changes. When what it may
 * see of them changes, and not they, it is told `stale`. Nobody of another tenant, or who stands in none
 * of the viewer's rosters, has a state: null, as for somebody who is not there. Of who stands in an agent's own roster a frame
 * of kind desk tells what they are doing: status, since when, occupancy.
 */
#ifndef CHATD_WATCH_H
#define CHATD_WATCH_H

#include "common/daemon/daemon.h"

enum {
	WATCH_MAX = 256, /* people of one page; more are left out */
	WATCH_READS = 4, /* lists that are read at the same time */
	WATCH_AGAIN_MS = 1000, /* after a read that failed */
};

struct stream;
struct watch;

void watch_said(struct stream *stream, const json_t *said);
void watch_end(struct watch *watch); /* the stream has closed; NULL: it watched nobody */
void watch_news(
    struct daemon *daemon, const struct news *news); /* kinds agent, person and config */
void watch_reload(struct daemon *daemon); /* news were missed */

#endif
