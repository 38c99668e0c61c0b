/*
 * quarantine - a peer whose input has ended this daemon again and again is refused for a time.
 *
 * Owns: <bus_dir>/<instance>.input: the mark of what the daemon works on (common/base/input_mark.h) and the table of
 *       crashes (quarantine_table.h), mapped, so that they outlive the process whatever ends it; the log lines of a crash.
 * Must not know: what a listener answers to a peer that is refused.
 *
 * A peer becomes refused only when the daemon starts: a listener asks when a peer connects, logs in or sends a request,
 * and needs not ask again for what it has admitted (docs/decisions/0115-quarantine.md).
 */
#ifndef COMMON_DAEMON_QUARANTINE_H
#define COMMON_DAEMON_QUARANTINE_H

#include "common/base/input_mark.h"
#include "common/http/http.h"

struct daemon;
struct quarantine_table;

struct quarantine {
	struct quarantine_table *table; /* mapped; NULL: nothing is counted, nobody is refused */
	int file; /* locked as long as it is mapped; else -1 */
	int64_t limit; /* crashes within an hour; 0: off */
};

/* Opens the file, and makes it if there is none; counts a crash that it tells of. A file that can't be used is a warning in the log: the daemon
 * serves without. `quarantine` is zeroed, or closed. Returns false while another process has the file (the one before, which still drains): to be
 * called again. */
bool quarantine_open(
    struct quarantine *quarantine, const char *folder, const char *instance, int64_t limit);
/* Safe also when it is not open. */
void quarantine_close(struct quarantine *quarantine);
int quarantine_count(const struct quarantine *quarantine); /* of peers that are refused now */

/* How long this peer is refused: whole seconds, rounded up; 0: it is served. INPUT_NONE always is. A refusal is counted. */
int64_t quarantine_refuses_s(struct daemon *daemon, const struct input_peer *peer);

/* For listeners by HTTP. Returns true if the peer is refused, which has been answered: 503 with Retry-After. */
bool quarantine_refuses(struct http_req *req, const struct input_peer *peer);
/* Enters the peer: the request is its input from now on, also in callbacks (http_set_input). */
void quarantine_enter(struct http_req *req, const struct input_peer *peer);
/* Both: returns false if the peer is refused, else enters it. */
bool quarantine_admits(struct http_req *req, const struct input_peer *peer);
/* A client of which no more than the address is known. INPUT_NONE for a trusted proxy, and for this machine (127.0.0.1, ::1), where an edge, a TLS
 * proxy or a probe may be: everybody behind it would be refused. */
struct input_peer quarantine_address(
    const struct daemon *daemon, enum input_kind kind, struct view address);

#endif
