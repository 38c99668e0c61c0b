/* handout - see handout.h */
#include "chatd/handout.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/clamd.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"

enum {
	RUNNING_MAX = 2,
	WAITING_MAX = 64,
	PIECE_CHUNKS = 4,
	PIECE_BYTES = PIECE_CHUNKS * 256 * 1024, /* as messaging.file_store cuts them */
	PARAMS_FILLED = 2,
	PARAMS_MAX = 12,
};
enum { COLUMN_TYPE, COLUMN_BYTES, COLUMN_NAME };

static const char busy[] = "Too many files are under way, try again";

struct handout {
	struct link link;
	struct handouts *all;
	struct http_req *req;
	const struct db_query *query;
	void (*reply)(struct http_req *req, const struct handed *file);
	struct db_param params[PARAMS_MAX];
	int64_t first; /* chunk of the next piece */
	struct buf type, name, bytes;
	enum clamd_verdict verdict;
};

struct handouts {
	struct daemon *daemon;
	struct list waiting;
	int running;
	const char *scanner; /* NULL: there is none */
	bool stopping;
};

static struct handouts *
handouts_of(struct daemon *daemon)
{
	return daemon_data(daemon, "handouts");
}

static void
handouts_end(struct handouts *all)
{
	struct daemon *daemon = all->daemon;

	free(all);
	daemon_part_stopped(daemon);
}

/* ---- one file ---- */

static int
given_count(const struct db_query *query)
{
	return query->param_count - PARAMS_FILLED;
}

static struct db_param
param_copy(struct db_param param)
{
	if ((param.type == DB_TEXT || param.type == DB_BYTES) && param.text.p != NULL)
		param.text.p = view_dup(param.text);
	return param;
}

static void
handout_free(struct handout *handout)
{
	for (int i = 0; i < given_count(handout->query); i++)
		if (handout->params[i].type == DB_TEXT || handout->params[i].type == DB_BYTES)
			free((void *)(uintptr_t)handout->params[i].text.p);
	buf_fini(&handout->type);
	buf_fini(&handout->name);
	buf_fini(&handout->bytes);
	free(handout);
}

static void begin_next(struct handouts *all);

static void
handout_end(struct handout *handout)
{
	struct handouts *all = handout->all;

	handout_free(handout);
	all->running--;
	begin_next(all);
}

static void
reply_whole(struct handout *handout)
{
	const struct handed file = { buf_view(&handout->type), buf_view(&handout->name),
		buf_view(&handout->bytes) };
	struct err err;

	if (handout->bytes.n > 0) {
		handout->reply(handout->req, &file);
		return;
	}
	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such thing");
	http_reply_err(handout->req, &err, NULL);
}

/* Whether it was the last piece. */
static bool
take_piece(struct handout *handout, const struct db_result *row)
{
	size_t before = handout->bytes.n;

	if (row->rows != 1 || db_is_null(row, 0, COLUMN_BYTES))
		return true;
	if (handout->first == 0) {
		buf_add_view(&handout->type, db_text(row, 0, COLUMN_TYPE));
		if (row->cols > COLUMN_NAME)
			buf_add_view(&handout->name, db_text(row, 0, COLUMN_NAME));
	}
	db_bytes(row, 0, COLUMN_BYTES, &handout->bytes);
	handout->first += PIECE_CHUNKS;
	return handout->bytes.n - before < PIECE_BYTES;
}

static void
give_up(struct http_req *req, const char *why)
{
	struct err err;

	(void)err_set(&err, ERR_OVERLOAD, NULL, "%s", why);
	http_add_header(req, "Retry-After", "1");
	http_reply_err(req, &err, NULL);
}

static void
on_scan(void *ctx)
{
	struct handout *handout = ctx;

	handout->verdict = clamd_look(handout->all->scanner, buf_view(&handout->bytes));
}

static void
on_scanned(void *ctx)
{
	struct handout *handout = ctx;

	if (handout->verdict == CLAMD_CLEAN) {
		reply_whole(handout);
	} else if (handout->verdict == CLAMD_FOUND) {
		LOG(WARN, "file_refused", LOG_TEXT("request_id", http_request_id(handout->req)),
		    LOG_TEXT("why", "virus"));
		request_reply_outcome(handout->req, 409, VIEW("file_refused"), VIEW(""));
	} else {
		give_up(handout->req, "The virus scanner can't look at this file now, try again");
	}
	handout_end(handout);
}

/* It is there: shown to the scanner, where there is one, which has its own memory of what it has seen. */
static void
finish(struct handout *handout)
{
	struct handouts *all = handout->all;

	if (all->scanner != NULL && handout->bytes.n > 0) {
		job_run(daemon_loop(all->daemon), on_scan, on_scanned, handout);
		return;
	}
	reply_whole(handout);
	handout_end(handout);
}

static void ask(struct handout *handout);

static void
on_piece(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct handout *handout = ctx;

	if (handout->all->stopping) {
		give_up(handout->req, busy);
		handout_end(handout);
	} else if (outcome != DB_DONE) {
		request_reply_retry(handout->req, outcome, row);
		handout_end(handout);
	} else if (take_piece(handout, row)) {
		finish(handout);
	} else {
		ask(handout);
	}
}

static void
ask(struct handout *handout)
{
	int given = given_count(handout->query);

	handout->params[given] = P_INT(handout->first);
	handout->params[given + 1] = P_INT(PIECE_CHUNKS);
	db_submit(daemon_db(handout->all->daemon),
	    &(struct db_call){
		.query = handout->query, .lane = DB_LANE_READ, .params = handout->params },
	    on_piece, handout);
}

/* ---- all ---- */

static void
begin_next(struct handouts *all)
{
	struct link *link;

	while (all->running < RUNNING_MAX && (link = list_take(&all->waiting)) != NULL) {
		all->running++;
		ask(LIST_OF(link, struct handout, link));
	}
	if (all->stopping && all->running == 0)
		handouts_end(all);
}

void
handout_begin(struct http_req *req, struct daemon *daemon, const struct db_query *query,
    const struct db_param *params, void (*reply)(struct http_req *req, const struct handed *file))
{
	struct handouts *all = handouts_of(daemon);
	struct handout *handout;

	if (all->waiting.count >= WAITING_MAX) {
		give_up(req, busy);
		return;
	}
	handout = mem_zero(1, sizeof(*handout));
	handout->all = all;
	handout->req = req;
	handout->query = query;
	handout->reply = reply;
	for (int i = 0; i < given_count(query); i++)
		handout->params[i] = param_copy(params[i]);
	list_append(&all->waiting, &handout->link);
	begin_next(all);
}

int
handouts_start(struct daemon *daemon, struct err *err)
{
	struct handouts *all = mem_zero(1, sizeof(*all));

	(void)err;
	all->daemon = daemon;
	list_init(&all->waiting);
	daemon_set_data(daemon, "handouts", all);
	return 0;
}

void
handouts_show_to(struct daemon *daemon, const char *scanner)
{
	handouts_of(daemon)->scanner = scanner;
}

/* HTTP has drained: all were answered 503. Who waits still is let go, what is read still is only waited for. */
void
handouts_stop(struct daemon *daemon)
{
	struct handouts *all = handouts_of(daemon);
	struct link *link;

	all->stopping = true;
	while ((link = list_take(&all->waiting)) != NULL) {
		struct handout *handout = LIST_OF(link, struct handout, link);

		give_up(handout->req, busy);
		handout_free(handout);
	}
	if (all->running == 0)
		handouts_end(all);
}
