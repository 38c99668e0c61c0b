/* tell - see tell.h */
#include "voiced/tell.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

enum { AGAIN_MS = 250 };

static GAUGE(
    waiting_now, "voice_facts_waiting", "Facts of calls that the database has not taken yet");
static COUNTER(again_total, "voice_facts_again_total", "Facts of calls that had to be told again");

struct telling {
	struct daemon *daemon;
	struct fact fact;
	tell_done done;
	void *ctx;
	struct link link; /* while it waits for its next try */
	struct queue *queue; /* NULL: it has no order */
	struct link place; /* in it; the first one is under way */
};

/* Facts of one key, in the order in which they were told. */
struct queue {
	int64_t key;
	struct list tellings;
	UT_hash_handle hh;
};

struct teller {
	struct daemon *daemon;
	struct timer timer;
	struct list waiting;
	struct queue *queues; /* uthash */
	int count;
	bool stopping, closed;
};

static struct teller *
teller_of(struct daemon *daemon)
{
	return daemon_data(daemon, "tell");
}

/* After the part's end the last fact takes it along. */
static void
teller_settle(struct teller *teller)
{
	if (!teller->closed || teller->count > 0)
		return;
	daemon_set_data(teller->daemon, "tell", NULL);
	free(teller);
}

static void
telling_free(struct telling *telling)
{
	for (int i = 0; i < telling->fact.query->param_count; i++)
		free((void *)(uintptr_t)telling->fact.params[i].text.p);
	free(telling);
}

/* ---- order ---- */

static struct queue *
queue_of(struct teller *teller, int64_t key)
{
	struct queue *queue;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, teller->queues, &key, sizeof(key), queue);
	if (queue != NULL)
		return queue;
	queue = mem_zero(1, sizeof(*queue));
	queue->key = key;
	list_init(&queue->tellings);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, teller->queues, key, sizeof(queue->key), queue);
	return queue;
}

/* The one behind it, whose turn it is now; NULL: there is none. */
static struct telling *
queue_leave(struct teller *teller, struct telling *telling)
{
	struct queue *queue = telling->queue;

	if (queue == NULL)
		return NULL;
	telling->queue = NULL;
	list_remove(&queue->tellings, &telling->place);
	if (!list_empty(&queue->tellings))
		return LIST_OF(queue->tellings.head.next, struct telling, place);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(teller->queues, queue);
	free(queue);
	return NULL;
}

static void send_fact(struct telling *telling);

static void
finish(struct telling *telling, const struct db_result *row)
{
	struct teller *teller = teller_of(telling->daemon);
	struct telling *next = queue_leave(teller, telling);

	if (next != NULL)
		send_fact(next);
	metric_set(&waiting_now, --teller->count);
	if (telling->done != NULL)
		telling->done(telling->ctx, row);
	telling_free(telling);
	teller_settle(teller);
}

static void
on_told(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct telling *telling = ctx;
	struct teller *teller = teller_of(telling->daemon);

	if (outcome == DB_DONE || outcome == DB_CLOSED || teller->stopping) {
		finish(telling, outcome == DB_DONE ? row : NULL);
	} else if (outcome == DB_FAILED) {
		LOG(ERROR, "fact_refused", LOG_TEXT("query", telling->fact.query->name),
		    LOG_TEXT("sqlstate", row->sqlstate), LOG_TEXT("why", row->message));
		finish(telling, NULL);
	} else {
		metric_add(&again_total, 1);
		list_append(&teller->waiting, &telling->link);
		if (!timer_armed(&teller->timer))
			timer_in(&teller->timer, AGAIN_MS);
	}
}

static void
send_fact(struct telling *telling)
{
	effect_run(telling->daemon,
	    &(struct command){ .query = telling->fact.query,
		.params = telling->fact.params,
		.keys = telling->fact.keys,
		.key_count = telling->fact.key_count },
	    on_told, telling);
}

static void
on_again(void *ctx)
{
	struct teller *teller = ctx;

	for (size_t n = teller->waiting.count; n > 0; n--) {
		struct link *first = teller->waiting.head.next;

		list_remove(&teller->waiting, first);
		send_fact(LIST_OF(first, struct telling, link));
	}
}

void
tell(struct daemon *daemon, const struct fact *fact, tell_done done, void *ctx)
{
	struct teller *teller = teller_of(daemon);
	struct telling *telling;

	if (teller == NULL) { /* the daemon's last moments: the next run finds it */
		if (done != NULL)
			done(ctx, NULL);
		return;
	}
	telling = mem_zero(1, sizeof(*telling));
	*telling = (struct telling){ .daemon = daemon, .fact = *fact, .done = done, .ctx = ctx };
	for (int i = 0; i < fact->query->param_count; i++)
		telling->fact.params[i].text.p =
		    fact->params[i].text.p == NULL ? NULL : view_dup(fact->params[i].text);
	if (fact->in_order) {
		telling->queue = queue_of(teller, fact->keys[0]);
		list_append(&telling->queue->tellings, &telling->place);
	}
	metric_set(&waiting_now, ++teller->count);
	if (teller->count > TELL_WAITING_MAX)
		LOG(ERROR, "facts_too_many", LOG_INT("count", teller->count));
	if (telling->queue == NULL || telling->queue->tellings.count == 1)
		send_fact(telling);
}

int
tell_waiting(struct daemon *daemon)
{
	const struct teller *teller = teller_of(daemon);

	return teller != NULL ? teller->count : 0;
}

int
tell_start(struct daemon *daemon, struct err *err)
{
	struct teller *teller = mem_zero(1, sizeof(*teller));

	(void)err;
	metric_register(&again_total);
	metric_register(&waiting_now);
	teller->daemon = daemon;
	list_init(&teller->waiting);
	timer_init(&teller->timer, daemon_loop(daemon), on_again, teller);
	daemon_set_data(daemon, "tell", teller);
	return 0;
}

static void
on_closed(void *ctx)
{
	struct teller *teller = ctx;

	teller->closed = true;
	daemon_part_stopped(teller->daemon);
	teller_settle(teller);
}

/* What is under way is told by the database's end, after the parts'. */
void
tell_stop(struct daemon *daemon)
{
	struct teller *teller = teller_of(daemon);

	teller->stopping = true;
	timer_close(&teller->timer, on_closed);
	list_for_each_safe (&teller->waiting, at) {
		list_remove(&teller->waiting, at);
		finish(LIST_OF(at, struct telling, link), NULL);
	}
}
