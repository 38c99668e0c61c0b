/* people - see people.h */
#include "chatd/people.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "chatd/seats.h"
#include "common/base/clock.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

static GAUGE(people_watched, "people_watched", "People whom some page watches");
static COUNTER(person_changes, "person_changes_total", "Changes of people who are watched");
static COUNTER(person_frames, "person_frames_total", "Frames of people sent to their watchers");

struct person_key {
	int64_t tenant, user;
};

struct known {
	struct person_key key;
	int64_t version; /* -1: nothing is known yet */
	char *work, *agent; /* JSON; NULL: no such entry */
	int64_t desk_version; /* -1: nothing is known yet */
	char *desk; /* JSON: what the agent is doing */
	int desk_watchers; /* who see it */
	struct list watchers;
	struct link waiting; /* to be told */
	unsigned changed; /* SEES_…: what was not told yet */
	int64_t told_ms;
	UT_hash_handle hh;
};

struct people {
	struct known *by_key;
	struct list waiting;
	struct timer timer;
	void (*done)(void *ctx);
	void *done_ctx;
};

/* ---- who is known ---- */

static struct known *
known_find(struct people *people, int64_t tenant, int64_t user)
{
	struct person_key key = { tenant, user };
	struct known *known;

	HASH_FIND(hh, people->by_key, &key, sizeof(key), known);
	return known;
}

static struct known *
known_get(struct people *people, int64_t tenant, int64_t user)
{
	struct known *known = known_find(people, tenant, user);

	if (known != NULL)
		return known;
	known = mem_zero(1, sizeof(*known));
	known->key = (struct person_key){ tenant, user };
	known->version = known->desk_version = -1;
	list_init(&known->watchers);
	HASH_ADD(hh, people->by_key, key, sizeof(known->key), known);
	metric_add(&people_watched, 1);
	return known;
}

static void
known_free(struct people *people, struct known *known)
{
	list_remove(&people->waiting, &known->waiting);
	HASH_DEL(people->by_key, known);
	metric_add(&people_watched, -1);
	free(known->work);
	free(known->agent);
	free(known->desk);
	free(known);
}

void
watcher_begin(struct people *people, struct watcher *watcher, int64_t tenant, int64_t user,
    struct stream *stream)
{
	*watcher = (struct watcher){ .known = known_get(people, tenant, user), .stream = stream };
	list_append(&watcher->known->watchers, &watcher->in_known);
}

void
watcher_end(struct people *people, struct watcher *watcher)
{
	watcher_see(watcher, 0);
	list_remove(&watcher->known->watchers, &watcher->in_known);
	if (list_empty(&watcher->known->watchers))
		known_free(people, watcher->known);
}

void
watcher_see(struct watcher *watcher, unsigned sees)
{
	watcher->known->desk_watchers +=
	    ((sees & SEES_DESK) != 0) - ((watcher->sees & SEES_DESK) != 0);
	watcher->sees = sees;
}

int64_t
watcher_user(const struct watcher *watcher)
{
	return watcher->known->key.user;
}

/* ---- frames ---- */

static void
add_entry(struct buf *out, const char *name, const char *entry)
{
	buf_addf(out, ",\"%s\":", name);
	buf_add_text(out, entry != NULL ? entry : "null");
}

/* What somebody who sees these entries is told: the state of presence.people_seen. */
static void
frame_make(const struct known *known, unsigned sees, struct buf *out)
{
	const char *work = (sees & SEES_WORK) != 0 ? known->work : NULL;
	const char *agent = (sees & SEES_AGENT) != 0 ? known->agent : NULL;

	buf_addf(out,
	    "\"kind\":\"person\",\"id\":\"%" PRId64 "\",\"version\":\"%" PRId64 "\",\"state\":",
	    known->key.user, known->version < 0 ? 0 : known->version);
	if (work == NULL && agent == NULL) {
		buf_add_text(out, "null}");
		return;
	}
	buf_addf(out, "{\"user\":\"%" PRId64 "\"", known->key.user);
	add_entry(out, "work", work);
	add_entry(out, "agent", agent);
	buf_add_text(out, "}}");
}

static void
desk_make(const struct known *known, struct buf *out)
{
	buf_addf(out,
	    "\"kind\":\"desk\",\"id\":\"%" PRId64 "\",\"version\":\"%" PRId64 "\",\"state\":",
	    known->key.user, known->desk_version);
	buf_add_text(out, known->desk != NULL ? known->desk : "null");
	buf_add_char(out, '}');
}

void
watcher_answer(struct watcher *watcher)
{
	struct buf frame = { 0 }, desk = { 0 };

	frame_make(watcher->known, watcher->sees, &frame);
	metric_add(&person_frames, 1);
	stream_send(watcher->stream, buf_view(&frame));
	if ((watcher->sees & SEES_DESK) != 0) {
		desk_make(watcher->known, &desk);
		stream_send(watcher->stream, buf_view(&desk));
	}
	buf_fini(&frame);
	buf_fini(&desk);
}

/* Who sees both kinds of change is told both. */
static int
watcher_tell(const struct watcher *watcher, struct buf *frame, struct buf *desk)
{
	const struct known *known = watcher->known;
	unsigned changed = watcher->sees & known->changed;

	if ((changed & SEES_BOTH) != 0) {
		if (frame->n == 0)
			frame_make(known, watcher->sees, frame);
		stream_send(watcher->stream, buf_view(frame));
	}
	if ((changed & SEES_DESK) != 0) {
		if (desk->n == 0)
			desk_make(known, desk);
		stream_send(watcher->stream, buf_view(desk));
	}
	return ((changed & SEES_BOTH) != 0) + ((changed & SEES_DESK) != 0);
}

/* Tells all who see what has changed; each kind of frame is made once. */
static int
known_tell(struct known *known, int64_t now_ms)
{
	struct buf frames[SEES_BOTH + 1] = { { 0 } }, desk = { 0 };
	int sent = 0;

	list_for_each_safe (&known->watchers, at) {
		struct watcher *watcher = LIST_OF(at, struct watcher, in_known);

		sent += watcher_tell(watcher, &frames[watcher->sees & SEES_BOTH], &desk);
	}
	buf_fini(&desk);
	for (int i = 0; i <= SEES_BOTH; i++)
		buf_fini(&frames[i]);
	known->changed = 0;
	known->told_ms = now_ms;
	metric_add(&person_frames, sent);
	return sent;
}

/* ---- changes ---- */

static void
tell_waiting(void *ctx)
{
	struct people *people = ctx;
	int64_t now = clock_mono_ms();
	int sent = 0;

	list_for_each_safe (&people->waiting, at) {
		struct known *known = LIST_OF(at, struct known, waiting);

		if (now - known->told_ms < PEOPLE_COALESCE_MS)
			continue;
		if (sent >= PEOPLE_BURST)
			break;
		list_remove(&people->waiting, at);
		sent += known_tell(known, now);
	}
	if (!list_empty(&people->waiting))
		timer_in(&people->timer, sent >= PEOPLE_BURST ? 0 : PEOPLE_LOOK_MS);
}

/* Takes the new entry; whether it is another one. */
static bool
entry_set(char **entry, const json_t *now)
{
	char *text = json_is_object(now) ? json_dumps(now, JSON_COMPACT) : NULL;
	bool same =
	    (text == NULL) == (*entry == NULL) && (text == NULL || strcmp(text, *entry) == 0);

	free(*entry);
	*entry = text;
	return !same;
}

static void
tell_soon(struct people *people, struct known *known)
{
	if (known->changed == 0 || link_listed(&known->waiting))
		return;
	metric_add(&person_changes, 1);
	list_append(&people->waiting, &known->waiting);
	/* A timer that runs may be one for others, whose turn comes later. */
	if (!timer_armed(&people->timer) || clock_mono_ms() - known->told_ms >= PEOPLE_COALESCE_MS)
		timer_in(&people->timer, 0);
}

void
people_learn(struct people *people, int64_t tenant, int64_t user, int64_t version,
    const json_t *work, const json_t *agent)
{
	struct known *known = known_find(people, tenant, user);
	bool first;

	if (known == NULL || version < known->version)
		return;
	first = known->version < 0;
	known->version = version;
	if (entry_set(&known->work, work))
		known->changed |= SEES_WORK;
	if (entry_set(&known->agent, agent))
		known->changed |= SEES_AGENT;
	if (first) /* nobody was told anything yet: each is answered what is known then */
		known->changed &= SEES_DESK;
	tell_soon(people, known);
}

bool
people_want_desk(struct people *people, int64_t tenant, int64_t user)
{
	return known_find(people, tenant, user) != NULL;
}

void
people_learn_desk(
    struct people *people, int64_t tenant, int64_t user, int64_t version, const json_t *desk)
{
	struct known *known = known_find(people, tenant, user);
	bool first;

	if (known == NULL || version < known->desk_version)
		return;
	first = known->desk_version < 0;
	known->desk_version = version;
	if (entry_set(&known->desk, desk) && !first && known->desk_watchers > 0)
		known->changed |= SEES_DESK;
	tell_soon(people, known);
}

bool
people_knows(struct people *people, int64_t tenant, int64_t user, int64_t version)
{
	const struct known *known = known_find(people, tenant, user);

	return known != NULL && known->version >= version;
}

/* ---- life ---- */

struct people *
people_new(struct daemon *daemon)
{
	struct people *people = mem_zero(1, sizeof(*people));

	metric_register(&people_watched);
	metric_register(&person_changes);
	metric_register(&person_frames);
	list_init(&people->waiting);
	timer_init(&people->timer, daemon_loop(daemon), tell_waiting, people);
	return people;
}

static void
on_timer_closed(void *ctx)
{
	struct people *people = ctx;
	void (*done)(void *ctx) = people->done;
	void *done_ctx = people->done_ctx;

	free(people);
	done(done_ctx);
}

void
people_free(struct people *people, void (*done)(void *ctx), void *ctx)
{
	people->done = done;
	people->done_ctx = ctx;
	timer_close(&people->timer, on_timer_closed);
}
