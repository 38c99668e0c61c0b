/* watch - see watch.h */
#include "chatd/watch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "chatd/chatd.h"
#include "chatd/people.h"
#include "chatd/seats.h"
#include "common/base/json_text.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

enum {
	COLUMN_USER,
	COLUMN_VERSION,
	COLUMN_WORK,
	COLUMN_AGENT,
	COLUMN_SEES_WORK,
	COLUMN_SEES_AGENT,
	COLUMN_SEES_DESK,
	COLUMN_DESK_VERSION,
	COLUMN_DESK
};

static COUNTER(lists_read, "watch_reads_total", "Lists of people read for pages that watch them");

struct watch {
	struct watches *watches;
	struct stream *stream; /* NULL: it has closed while the list was read */
	struct watcher *people; /* by user */
	int count;
	struct link in_all, queued;
	bool reading, again, told;
	bool by_roster; /* what it sees hangs on agent groups */
};

struct watches {
	struct daemon *daemon;
	struct people *people;
	struct list all, queue;
	struct timer timer; /* after a read that failed */
	int reads;
	bool stopping;
};

static struct watches *
watches_of(struct daemon *daemon)
{
	return daemon_data(daemon, "watches");
}

/* ---- reading ---- */

static void pump(struct watches *watches);

static void
watch_free(struct watch *watch)
{
	struct watches *watches = watch->watches;

	for (int i = 0; i < watch->count; i++)
		watcher_end(watches->people, &watch->people[i]);
	list_remove(&watches->all, &watch->in_all);
	list_remove(&watches->queue, &watch->queued);
	free(watch->people);
	free(watch);
}

static void
watch_queue(struct watch *watch)
{
	if (watch->reading)
		watch->again = true;
	else if (!link_listed(&watch->queued))
		list_append(&watch->watches->queue, &watch->queued);
}

static int
by_user(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* What an agent who sees them in their roster may see of the thing "agent". */
static json_t *
desk_of(const json_t *agent)
{
	static const char *const names[] = { "shown", "since", "occupancy" };
	json_t *desk = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)json_object_set(desk, names[i], json_object_get(agent, names[i]));
	return desk;
}

static void
learn_desk(struct watches *watches, int64_t tenant, const struct db_result *rows, int row)
{
	struct view text = db_text(rows, row, COLUMN_DESK);
	json_t *agent, *desk;

	if (!db_bool(rows, row, COLUMN_SEES_DESK))
		return;
	agent = json_loadb(text.p, text.n, 0, NULL);
	desk = desk_of(agent);
	people_learn_desk(watches->people, tenant, db_int(rows, row, COLUMN_USER),
	    db_int(rows, row, COLUMN_DESK_VERSION), desk);
	json_decref(desk);
	json_decref(agent);
}

static void
learn(struct watches *watches, int64_t tenant, const struct db_result *rows, int row)
{
	int64_t user = db_int(rows, row, COLUMN_USER), version = db_int(rows, row, COLUMN_VERSION);
	struct view work_text = db_text(rows, row, COLUMN_WORK);
	struct view agent_text = db_text(rows, row, COLUMN_AGENT);
	json_t *work, *agent;

	if (people_knows(watches->people, tenant, user, version))
		return;
	work = json_loadb(work_text.p != NULL ? work_text.p : "", work_text.n, 0, NULL);
	agent = json_loadb(agent_text.p != NULL ? agent_text.p : "", agent_text.n, 0, NULL);
	people_learn(watches->people, tenant, user, version, work, agent);
	json_decref(work);
	json_decref(agent);
}

static unsigned
sees_of(const struct db_result *rows, int row)
{
	return (db_bool(rows, row, COLUMN_SEES_WORK) ? SEES_WORK : 0U) |
	    (db_bool(rows, row, COLUMN_SEES_AGENT) ? SEES_AGENT : 0U) |
	    (db_bool(rows, row, COLUMN_SEES_DESK) ? SEES_DESK : 0U);
}

/* What is seen of somebody has changed, not they: no version tells that, so the page begins anew. */
static void
say_stale(struct watch *watch, bool other)
{
	if (watch->told && other)
		stream_send(watch->stream, VIEW("\"type\":\"stale\"}"));
}

/* Both are in order of users: who has no row is nobody, or nobody's business. */
static void
answer(struct watch *watch, const struct db_result *rows)
{
	const struct actor *actor = stream_actor(watch->stream);
	bool other = false;

	for (int i = 0, row = 0; i < watch->count; i++) {
		struct watcher *watcher = &watch->people[i];
		unsigned sees = 0;

		while (row < rows->rows && db_int(rows, row, COLUMN_USER) < watcher_user(watcher))
			row++;
		if (row < rows->rows && db_int(rows, row, COLUMN_USER) == watcher_user(watcher)) {
			sees = sees_of(rows, row);
			learn(watch->watches, actor->tenant, rows, row);
			learn_desk(watch->watches, actor->tenant, rows, row);
		}
		other = other || watcher->sees != sees;
		watcher_see(watcher, sees);
		if (!watch->told)
			watcher_answer(watcher);
	}
	say_stale(watch, other);
}

static void
say_watching(struct watch *watch)
{
	struct buf frame = { 0 };

	if (!watch->told) {
		buf_addf(&frame, "\"type\":\"watching\",\"people\":%d}", watch->count);
		stream_send(watch->stream, buf_view(&frame));
		buf_fini(&frame);
	}
	watch->told = true;
}

static void watches_stopped(struct watches *watches);

static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct watch *watch = ctx;
	struct watches *watches = watch->watches;

	watches->reads--;
	watch->reading = false;
	if (watch->stream == NULL) {
		watch_free(watch);
	} else if (watch->again || outcome != DB_DONE) { /* of another list, or too early */
		watch->again = false;
		watch_queue(watch);
	} else {
		answer(watch, rows);
		say_watching(watch);
	}
	if (watches->stopping)
		watches_stopped(watches);
	else if (outcome == DB_DONE)
		pump(watches);
	else
		timer_in(&watches->timer, WATCH_AGAIN_MS);
}

static void
watch_read(struct watch *watch)
{
	struct watches *watches = watch->watches;
	const struct actor *actor = stream_actor(watch->stream);
	struct buf users = { 0 };

	for (int i = 0; i < watch->count; i++)
		buf_addf(&users, "%s%" PRId64, i == 0 ? "{" : ",", watcher_user(&watch->people[i]));
	buf_add_text(&users, watch->count == 0 ? "{}" : "}");
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_VIEW(buf_view(&users)) };

	watch->reading = true;
	watches->reads++;
	metric_add(&lists_read, 1);
	db_submit(daemon_db(watches->daemon),
	    &(struct db_call){ .query = &q_people_watched, .lane = DB_LANE_READ, .params = params },
	    on_read, watch);
	buf_fini(&users);
}

static void
pump(struct watches *watches)
{
	while (!watches->stopping && watches->reads < WATCH_READS && !list_empty(&watches->queue))
		watch_read(LIST_OF(list_take(&watches->queue), struct watch, queued));
}

static void
on_timer(void *ctx)
{
	pump(ctx);
}

/* ---- what a page says ---- */

static int
read_users(const json_t *said, int64_t users[WATCH_MAX])
{
	const json_t *people = json_object_get(said, "people");
	int count = 0, kept = 0;

	for (size_t i = 0; i < json_array_size(people) && count < WATCH_MAX; i++)
		if (json_id(json_array_get(people, i), 1, &users[count]))
			count++;
	qsort(users, (size_t)count, sizeof(users[0]), by_user);
	for (int i = 0; i < count; i++)
		if (kept == 0 || users[kept - 1] != users[i])
			users[kept++] = users[i];
	return kept;
}

static struct watch *
watch_get(struct stream *stream)
{
	struct watch **watch = stream_watch(stream);

	if (*watch == NULL) {
		struct watches *watches = watches_of(stream_daemon(stream));

		*watch = mem_zero(1, sizeof(**watch));
		(*watch)->watches = watches;
		(*watch)->stream = stream;
		(*watch)->by_roster = actor_side(stream_actor(stream)) == SIDE_AGENT;
		list_append(&watches->all, &(*watch)->in_all);
	}
	return *watch;
}

/* The new list is taken up before the old one is left: who stands on both stays known. */
void
watch_said(struct stream *stream, const json_t *said)
{
	struct watch *watch = watch_get(stream);
	struct watcher *former = watch->people;
	int former_count = watch->count;
	int64_t users[WATCH_MAX];

	watch->count = read_users(said, users);
	watch->people = mem_zero((size_t)watch->count + 1, sizeof(watch->people[0]));
	for (int i = 0; i < watch->count; i++)
		watcher_begin(watch->watches->people, &watch->people[i],
		    stream_actor(stream)->tenant, users[i], stream);
	for (int i = 0; i < former_count; i++)
		watcher_end(watch->watches->people, &former[i]);
	free(former);
	watch->told = false;
	watch_queue(watch);
	pump(watch->watches);
}

void
watch_end(struct watch *watch)
{
	if (watch == NULL)
		return;
	watch->stream = NULL;
	if (watch->reading) { /* nobody is told any more */
		for (int i = 0; i < watch->count; i++)
			watcher_end(watch->watches->people, &watch->people[i]);
		watch->count = 0;
	} else {
		watch_free(watch);
	}
}

/* ---- news ---- */

static int
against_watcher(const void *key, const void *element)
{
	int64_t user = *(const int64_t *)key, there = watcher_user(element);

	return (user > there) - (user < there);
}

/* Whether a change of this thing may change what is seen: who is in which group, and leads which, are settings of users, the
 * viewer's and theirs. Another thing with the same number costs a read. */
static bool
hangs_on(const struct watch *watch, int64_t thing)
{
	return watch->by_roster &&
	    (thing == stream_actor(watch->stream)->user ||
		bsearch(&thing, watch->people, (size_t)watch->count, sizeof(watch->people[0]),
		    against_watcher) != NULL);
}

/* thing: what of a tenant has changed; CONFIG_TENANT: all of it. tenant 0: all of them. */
static void
read_again(struct watches *watches, int64_t tenant, int64_t thing)
{
	list_for_each (&watches->all, at) {
		struct watch *watch = LIST_OF(at, struct watch, in_all);

		if (watch->stream != NULL &&
		    (tenant == 0 || stream_actor(watch->stream)->tenant == tenant) &&
		    (thing == CONFIG_TENANT || hangs_on(watch, thing)))
			watch_queue(watch);
	}
	pump(watches);
}

/* In nearly all news: of most agents nobody's page asks here. */
static void
desk_news(struct watches *watches, const struct news *news)
{
	json_t *desk;

	if (news->state == NULL || !people_want_desk(watches->people, news->tenant, news->key))
		return;
	desk = desk_of(news->state);
	people_learn_desk(watches->people, news->tenant, news->key, news->version, desk);
	json_decref(desk);
}

void
watch_news(struct daemon *daemon, const struct news *news)
{
	struct watches *watches = watches_of(daemon);

	if (news->kind == MESSAGE_agent) {
		desk_news(watches, news);
		return;
	}
	if (news->kind == MESSAGE_config)
		read_again(watches, news->tenant, news->key);
	else
		people_learn(watches->people, news->tenant, news->key, news->version,
		    json_object_get(news->state, "work"), json_object_get(news->state, "agent"));
}

void
watch_reload(struct daemon *daemon)
{
	read_again(watches_of(daemon), 0, CONFIG_TENANT);
}

/* ---- the part ---- */

int
watches_start(struct daemon *daemon, struct err *err)
{
	struct watches *watches = mem_zero(1, sizeof(*watches));

	(void)err;
	metric_register(&lists_read);
	watches->daemon = daemon;
	watches->people = people_new(daemon);
	list_init(&watches->all);
	list_init(&watches->queue);
	timer_init(&watches->timer, daemon_loop(daemon), on_timer, watches);
	daemon_set_data(daemon, "watches", watches);
	return 0;
}

static void
on_people_freed(void *ctx)
{
	struct watches *watches = ctx;
	struct daemon *daemon = watches->daemon;

	free(watches);
	daemon_part_stopped(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct watches *watches = ctx;

	people_free(watches->people, on_people_freed, watches);
}

static void
watches_stopped(struct watches *watches)
{
	if (watches->reads == 0)
		timer_close(&watches->timer, on_timer_closed);
}

/* The streams have ended with the requests: what is left waits for its answer alone. */
void
watches_stop(struct daemon *daemon)
{
	struct watches *watches = watches_of(daemon);

	watches->stopping = true;
	watches_stopped(watches);
}
