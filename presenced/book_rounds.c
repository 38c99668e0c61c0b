/*
 * book_rounds - which rounds of address books are due, and how many are under way here (CT-6).
 *
 * Owns: the look at what is due in directory.book_account, once a second and when somebody says so; room for the books beside
 *       each other.
 * Must not know: how a round goes (book_round.h).
 */
#include <stdlib.h>

#include "common/base/list.h"
#include "common/loop/loop.h"
#include "presenced/book_round.h"

enum {
	LOOK_MS = 1000,
	DUE_MAX = 32,
	DUE_EACH = 8, /* some of them are under way already */
	WORK_MAX = 16,
	WORK_EACH = 4, /* of one book: a slow one leaves room for the others */
};
enum { DUE_TENANT, DUE_OWNER, DUE_BOOK };

struct book_rounds {
	struct daemon *daemon;
	struct timer timer;
	struct list jobs;
	int count;
	bool looking, look_again, timer_closed;
	void (*stopped)(void *ctx);
	void *stopped_ctx;
};

/* A round that is under way. */
struct job {
	struct link link;
	struct book_rounds *rounds;
	int64_t owner, book;
};

static void
rounds_gone(struct book_rounds *rounds)
{
	void (*stopped)(void *ctx) = rounds->stopped;
	void *ctx = rounds->stopped_ctx;

	if (stopped == NULL || !rounds->timer_closed || rounds->looking || rounds->count > 0)
		return;
	free(rounds);
	stopped(ctx);
}

static void
on_round_ended(void *ctx)
{
	struct job *job = ctx;
	struct book_rounds *rounds = job->rounds;

	list_remove(&rounds->jobs, &job->link);
	rounds->count--;
	free(job);
	rounds_gone(rounds);
}

/* That round itself, or as many of its book as may be. */
static bool
is_taken(const struct book_rounds *rounds, const struct db_result *rows, int i)
{
	int count = 0;

	list_for_each (&rounds->jobs, at) {
		const struct job *job = LIST_OF(at, struct job, link);

		if (job->book != db_int(rows, i, DUE_BOOK))
			continue;
		if (job->owner == db_int(rows, i, DUE_OWNER) || ++count >= WORK_EACH)
			return true;
	}
	return false;
}

static void
consider(struct book_rounds *rounds, const struct db_result *rows, int i)
{
	struct job *job;

	if (rounds->count >= WORK_MAX || is_taken(rounds, rows, i))
		return;
	job = mem_new(sizeof(*job));
	*job = (struct job){ .rounds = rounds,
		.owner = db_int(rows, i, DUE_OWNER),
		.book = db_int(rows, i, DUE_BOOK) };
	list_append(&rounds->jobs, &job->link);
	rounds->count++;
	book_round_begin(rounds->daemon, db_int(rows, i, DUE_TENANT), job->owner, job->book,
	    on_round_ended, job);
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct book_rounds *rounds = ctx;

	rounds->looking = false;
	if (rounds->stopped != NULL) {
		rounds_gone(rounds);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		consider(rounds, rows, i);
	timer_in(&rounds->timer, rounds->look_again && outcome == DB_DONE ? 0 : LOOK_MS);
	rounds->look_again = false;
}

static void
look(void *ctx)
{
	struct book_rounds *rounds = ctx;
	const struct db_param params[] = { P_INT(DUE_MAX), P_INT(DUE_EACH) };

	if (rounds->count >= WORK_MAX) {
		timer_in(&rounds->timer, LOOK_MS);
		return;
	}
	rounds->looking = true;
	db_submit(daemon_db(rounds->daemon),
	    &(struct db_call){ .query = &q_book_due, .lane = DB_LANE_READ, .params = params },
	    on_due, rounds);
}

void
book_rounds_look(struct daemon *daemon)
{
	struct book_rounds *rounds = books_rounds(daemon);

	if (rounds == NULL || rounds->stopped != NULL)
		return;
	rounds->look_again = rounds->looking;
	if (!rounds->looking)
		timer_in(&rounds->timer, 0);
}

struct book_rounds *
book_rounds_start(struct daemon *daemon)
{
	struct book_rounds *rounds = mem_zero(1, sizeof(*rounds));

	book_round_metrics();
	rounds->daemon = daemon;
	list_init(&rounds->jobs);
	timer_init(&rounds->timer, daemon_loop(daemon), look, rounds);
	timer_in(&rounds->timer, LOOK_MS);
	return rounds;
}

static void
on_timer_closed(void *ctx)
{
	struct book_rounds *rounds = ctx;

	rounds->timer_closed = true;
	rounds_gone(rounds);
}

void
book_rounds_stop(struct book_rounds *rounds, void (*stopped)(void *ctx), void *ctx)
{
	rounds->stopped = stopped;
	rounds->stopped_ctx = ctx;
	timer_close(&rounds->timer, on_timer_closed);
}
