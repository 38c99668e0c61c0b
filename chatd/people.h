/*
 * people - what is known here of people whom somebody watches, and telling their watchers.
 *
 * Owns: one state a person, kept while anybody watches them; when a change is told: at once, but at most
 *       once in PEOPLE_COALESCE_MS a person, the last state wins and none is lost (MS-8).
 * Must not know: who may watch whom (presence.people_watched says), streams beyond stream_send.
 */
#ifndef CHATD_PEOPLE_H
#define CHATD_PEOPLE_H

#include "common/base/list.h"
#include "common/daemon/daemon.h"

enum {
	PEOPLE_COALESCE_MS = 250,
	PEOPLE_LOOK_MS = 20, /* how often those that wait to be told are looked at */
	PEOPLE_BURST = 4096, /* frames of one turn of the loop; the rest in the next */
};

/* Which of a person's two entries somebody sees; who has them in their agent roster sees what they are doing, too, in a frame
 * of its own (kind desk). */
enum { SEES_WORK = 1, SEES_AGENT = 2, SEES_BOTH = 3, SEES_DESK = 4 };

struct known;
struct people;
struct stream;

/* One person on one page's list. */
struct watcher {
	struct link in_known;
	struct known *known;
	struct stream *stream;
	unsigned sees;
};

struct people *people_new(struct daemon *daemon);
/* No watcher is left. Its timer closes later, then `done`. */
void people_free(struct people *people, void (*done)(void *ctx), void *ctx);

void watcher_begin(struct people *people, struct watcher *watcher, int64_t tenant, int64_t user,
    struct stream *stream);
void watcher_end(struct people *people, struct watcher *watcher);
void watcher_see(struct watcher *watcher, unsigned sees);
int64_t watcher_user(const struct watcher *watcher);
/* The page is sent what it may see now; a state of null: nothing, or there is nobody. */
void watcher_answer(struct watcher *watcher);

/* News, or what was just read, of somebody: `work` and `agent` are their entries, null: none. Nobody's who is not watched. */
void people_learn(struct people *people, int64_t tenant, int64_t user, int64_t version,
    const json_t *work, const json_t *agent);
/* The same of what an agent is doing: status, since when, occupancy. Its version is that of the thing "agent". */
void people_learn_desk(
    struct people *people, int64_t tenant, int64_t user, int64_t version, const json_t *desk);
/* Whether somebody watches them: what came while a list was being read counts, too. */
bool people_want_desk(struct people *people, int64_t tenant, int64_t user);
/* Whether this version of somebody's state is known, so that it need not be learnt. */
bool people_knows(struct people *people, int64_t tenant, int64_t user, int64_t version);

#endif
