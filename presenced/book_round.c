/*
 * book_round - see book_round.h
 *
 * A chain: book -> claim -> access token -> page -> persons (off the loop) -> stored -> next page …
 */
#include "presenced/book_round.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json_text.h"
#include "common/daemon/box.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "presenced/person_item.h"

enum {
	LEASE_MS = 60 * 1000, /* two requests and a page's storing fit in */
	STORE_MS = 25 * 1000,
	ROUND_MS = 10 * 60 * 1000, /* then others have their turn, and it goes on */
	PAGES_MAX = 500,
	PAGE_VALUES_MAX =
	    100000, /* JSON values of a page: 200 contacts of Google have some 30,000 */
};
enum {
	BEGIN_OUTCOME,
	BEGIN_CLAIM,
	BEGIN_TRIES,
	BEGIN_REFRESH,
	BEGIN_MARK,
	BEGIN_NEXT,
	BEGIN_COUNTRY
};

static COUNTER(pages_total, "book_pages_total", "Pages of address books that were stored");
static COUNTER(rounds_ok, "book_rounds_total{result=\"ok\"}", "Rounds of address books by result");
static COUNTER(
    rounds_again, "book_rounds_total{result=\"again\"}", "Rounds of address books by result");
static COUNTER(
    rounds_failed, "book_rounds_total{result=\"failed\"}", "Rounds of address books by result");
static COUNTER(
    rounds_login, "book_rounds_total{result=\"login\"}", "Rounds of address books by result");

struct book_round {
	struct daemon *daemon;
	void (*ended)(void *ctx);
	void *ctx;
	struct book book;
	int64_t owner, key, claim, tries, began_ms;
	struct buf refresh, access; /* wiped */
	char *mark, *next; /* "": none */
	char country[3];
	bool asked_anew; /* the access token, since the last page */
	const char *unusable; /* why the book can't be asked; NULL: it can */
	/* A page between here and the worker. */
	struct buf body;
	char *given, *gone, *page_next, *page_mark;
};

static void
replace(char **kept, struct view value)
{
	free(*kept);
	*kept = view_dup(value);
}

/* ---- the end ---- */

static void
page_drop(struct book_round *round)
{
	buf_fini(&round->body);
	free(round->given);
	free(round->gone);
	free(round->page_next);
	free(round->page_mark);
	round->given = round->gone = round->page_next = round->page_mark = NULL;
}

static void
round_free(struct book_round *round)
{
	void (*ended)(void *ctx) = round->ended;
	void *ctx = round->ctx;

	page_drop(round);
	book_fini(&round->book);
	box_wipe(&round->refresh);
	box_wipe(&round->access);
	free(round->mark);
	free(round->next);
	free(round);
	ended(ctx);
}

/* What could not be stored is another's when the claim ends. */
static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct book_round *round = ctx;

	if (outcome == DB_FAILED)
		LOG(ERROR, "book_end_failed", LOG_ID("book", round->book.id),
		    LOG_TEXT("sqlstate", row->sqlstate));
	else
		book_rounds_look(round->daemon);
	round_free(round);
}

static void
submit(struct book_round *round, const struct db_query *query, const struct db_param *params,
    db_done done)
{
	db_submit(daemon_db(round->daemon),
	    &(struct db_call){
		.query = query, .params = params, .keys = &round->key, .key_count = 1 },
	    done, round);
}

struct ending {
	const char *what, *problem; /* the problem is told to the owner */
	int64_t again_ms;
	bool said;
};

static void
end(struct book_round *round, struct metric *counter, const struct ending *ending)
{
	const struct db_param params[] = { P_INT(round->book.tenant), P_INT(round->owner),
		P_INT(round->book.id), P_INT(round->claim), P_TEXT(ending->what),
		db_text_or_null(ending->problem), P_INT(ending->again_ms), P_BOOL(ending->said) };

	metric_add(counter, 1);
	LOG(DEBUG, "book_round_ended", LOG_ID("book", round->book.id), LOG_ID("user", round->owner),
	    LOG_TEXT("what", ending->what),
	    LOG_TEXT("problem", ending->problem != NULL ? ending->problem : ""));
	submit(round, &q_book_end, params, on_ended);
}

static void
end_login(struct book_round *round, const char *problem)
{
	end(round, &rounds_login, &(struct ending){ .what = "login_needed", .problem = problem });
}

static int64_t
every_ms(const struct book_round *round)
{
	return config_int(daemon_config(round->daemon), "books_every_s") * 1000;
}

static void
end_failed(struct book_round *round, const char *problem)
{
	end(round, &rounds_failed,
	    &(struct ending){ .what = "failed", .problem = problem, .again_ms = every_ms(round) });
}

static void
end_anew(struct book_round *round)
{
	end(round, &rounds_again, &(struct ending){ .what = "anew" });
}

static void
end_again(struct book_round *round, const char *problem, int64_t retry_after_ms)
{
	bool stopping = books_stopping(round->daemon);

	end(round, &rounds_again,
	    &(struct ending){ .what = "again",
		.problem = stopping ? NULL : problem,
		.again_ms = stopping ? 0 : book_again_ms(round->tries, retry_after_ms),
		.said = !stopping && retry_after_ms >= 0 });
}

/* Whatever gave no whole answer. False: it is there. */
static bool
unanswered(struct book_round *round, const struct http_answer *answer)
{
	if (answer->barred)
		end_failed(round, "The address book's address leads into a private network.");
	else if (answer->reach != HTTP_ANSWERED)
		end_again(round, "The address book does not answer.", -1);
	else if (answer->cut)
		end_failed(round, "The address book's answer is too long.");
	else
		return false;
	return true;
}

/* ---- a page ---- */

static void ask_page(struct book_round *round);
static void ask_access(struct book_round *round);

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct book_round *round = ctx;
	bool more = outcome == DB_DONE && view_is(db_text(row, 0, 0), "more");

	if (outcome == DB_FAILED) {
		LOG(ERROR, "book_page_failed", LOG_ID("book", round->book.id),
		    LOG_TEXT("sqlstate", row->sqlstate));
		end_failed(round, "A page of the address book could not be stored.");
		return;
	}
	if (outcome ==
	    DB_TIMED_OUT) { /* it may have been stored: what comes twice changes nothing */
		end_again(round, "A page of the address book could not be stored in time.", -1);
		return;
	}
	if (outcome == DB_DONE && !view_is(db_text(row, 0, 0), "gone"))
		metric_add(&pages_total, 1);
	if (!more) {
		if (outcome == DB_DONE)
			metric_add(&rounds_ok, 1);
		round_free(round);
		return;
	}
	round->asked_anew = false;
	replace(&round->next, view_of(round->page_next));
	page_drop(round);
	if (db_int(row, 0, 1) >= PAGES_MAX)
		end_failed(round, "The address book has more pages than can be read.");
	else if (books_stopping(round->daemon) || clock_mono_ms() - round->began_ms > ROUND_MS)
		end(round, &rounds_again, &(struct ending){ .what = "again" });
	else
		ask_page(round);
}

static void
store(struct book_round *round)
{
	const struct db_param params[] = { P_INT(round->book.tenant), P_INT(round->owner),
		P_INT(round->book.id), P_INT(round->claim), P_TEXT(round->given),
		P_TEXT(round->gone), db_text_or_null(round->page_next),
		db_text_or_null(round->page_mark), P_INT(LEASE_MS), P_INT(every_ms(round)) };

	db_submit(daemon_db(round->daemon),
	    &(struct db_call){ .query = &q_book_page, .params = params, .deadline_ms = STORE_MS },
	    on_stored, round);
}

static json_t *
given_of(json_t *person, const char *country)
{
	json_t *given = json_object(), *left_out = json_array();

	json_object_set(given, "uid", json_object_get(person, "uid"));
	if (json_object_get(person, "problem") != NULL) {
		json_object_set(given, "problem", json_object_get(person, "problem"));
	} else {
		json_object_set_new(given, "item", person_item(person, country, left_out));
		if (json_object_get(person, "unsaid") != NULL)
			json_object_set(given, "unsaid", json_object_get(person, "unsaid"));
		if (json_array_size(left_out) > 0)
			json_object_set(given, "left_out", left_out);
	}
	json_decref(left_out);
	return given;
}

static void
read_work(void *ctx)
{
	struct book_round *round = ctx;
	struct view text = buf_view(&round->body);
	json_t *body =
	    json_has_at_most(text, PAGE_VALUES_MAX) ? json_loadb(text.p, text.n, 0, NULL) : NULL;
	json_t *given = json_array(), *person;
	struct person_page page;
	size_t i;

	if (person_page_read(round->book.client.kind, body, &page)) {
		json_array_foreach (page.persons, i, person)
			json_array_append_new(given,
			    given_of(person, round->country[0] != '\0' ? round->country : NULL));
		round->given = json_dumps(given, JSON_COMPACT);
		round->gone = json_dumps(page.gone, JSON_COMPACT);
		round->page_next = view_dup(page.next);
		round->page_mark = view_dup(page.sync);
		person_page_fini(&page);
	}
	json_decref(given);
	json_decref(body);
}

/* Whether this link may be followed later; a page that leads to itself would never end. */
static bool
leads_on(const struct book_round *round)
{
	struct buf url = { 0 };
	bool good = strcmp(round->page_next, round->next) != 0 || round->page_next[0] == '\0';

	good = good &&
	    book_page_url(
		&round->book.client, view_of(round->page_mark), view_of(round->page_next), &url);
	buf_fini(&url);
	return good;
}

static void
read_done(void *ctx)
{
	struct book_round *round = ctx;

	if (round->given == NULL)
		end_failed(round, "The address book's answer can't be read.");
	else if (!leads_on(round))
		end_failed(round, "The address book's answer leads nowhere.");
	else
		store(round);
}

static void
on_unauthorized(struct book_round *round)
{
	if (round->asked_anew)
		end_login(round, "The address book takes this login no more: log in again.");
	else
		ask_access(round);
}

/* A page in the middle of a round that is refused: its name may be too old. */
static void
on_refused(struct book_round *round, int status)
{
	if (status != 403 && round->next[0] != '\0')
		end_anew(round);
	else if (status == 403)
		end_failed(round,
		    "The address book does not let us read its contacts: the organisation's "
		    "administrator can see to it.");
	else
		end_failed(round, "The address book refuses our request.");
}

static void
on_page(void *ctx, const struct http_answer *answer)
{
	struct book_round *round = ctx;
	enum book_verdict verdict;
	json_t *body;

	if (unanswered(round, answer))
		return;
	body = answer->status != 200 ? book_json(answer) : NULL;
	verdict = book_judge(round->book.client.kind, answer->status, body);
	json_decref(body);
	if (verdict == BOOK_PAGE) {
		buf_add_view(&round->body, answer->body);
		job_run(daemon_loop(round->daemon), read_work, read_done, round);
	} else if (verdict == BOOK_UNAUTHORIZED) {
		on_unauthorized(round);
	} else if (verdict == BOOK_EXPIRED && round->mark[0] == '\0' && round->next[0] == '\0') {
		end_failed(round, "The address book refuses our request.");
	} else if (verdict == BOOK_EXPIRED) {
		end_anew(round);
	} else if (verdict == BOOK_WAIT) {
		end_again(round, "The address book asks us to wait.", answer->retry_after_ms);
	} else {
		on_refused(round, answer->status);
	}
}

static void
ask_page(struct book_round *round)
{
	struct buf url = { 0 };

	if (books_stopping(round->daemon))
		end_again(round, NULL, -1);
	else if (!book_page_url(
		     &round->book.client, view_of(round->mark), view_of(round->next), &url))
		end_anew(round); /* the API's address was another when it was stored */
	else
		book_get(
		    round->daemon, &round->book, url.p, buf_view(&round->access), on_page, round);
	buf_fini(&url);
}

/* ---- the access token ---- */

static void
on_refreshed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct book_round *round = ctx;

	if (outcome == DB_DONE && view_is(db_text(row, 0, 0), "ok"))
		ask_page(round);
	else
		round_free(round);
}

/* Microsoft gives another refresh token each time: it is stored before anything else. */
static void
keep_refresh(struct book_round *round, struct view refresh)
{
	struct buf box = { 0 };
	struct err err = { 0 };

	if (book_refresh_seal(round->daemon, round->book.tenant, round->owner, round->book.id,
		refresh, &box, &err) != 0) {
		LOG(ERROR, "book_refresh_unsealed", LOG_TEXT("why", err.text));
		ask_page(round);
		return;
	}
	box_wipe(&round->refresh);
	buf_add_view(&round->refresh, refresh);
	const struct db_param params[] = { P_INT(round->book.tenant), P_INT(round->owner),
		P_INT(round->book.id), P_INT(round->claim), P_BYTES(buf_view(&box)) };

	submit(round, &q_book_refreshed, params, on_refreshed);
	buf_fini(&box);
}

static void
on_access(void *ctx, const struct http_answer *answer)
{
	struct book_round *round = ctx;
	struct book_tokens tokens;
	json_t *body;

	if (unanswered(round, answer))
		return;
	body = book_json(answer);
	book_tokens_read(answer->status, body, &tokens);
	if (tokens.access.n > 0) {
		box_wipe(&round->access);
		buf_add_view(&round->access, tokens.access);
		if (tokens.refresh.n > 0 && !view_eq(tokens.refresh, buf_view(&round->refresh)))
			keep_refresh(round, tokens.refresh);
		else
			ask_page(round);
	} else if (tokens.ended) {
		end_login(round, "The login at the address book has ended: log in again.");
	} else if (answer->status == 429 || answer->status >= 500) {
		end_again(round, "The address book asks us to wait.", answer->retry_after_ms);
	} else {
		end_failed(round,
		    "The address book does not know this organisation's client: its "
		    "administrator can see to it.");
	}
	json_decref(body);
}

static void
ask_access(struct book_round *round)
{
	struct buf form = { 0 }, secret = { 0 };

	round->asked_anew = round->access.n > 0;
	if (books_stopping(round->daemon)) {
		end_again(round, NULL, -1);
		return;
	}
	if (book_secret(round->daemon, &round->book, &secret) != 0) {
		end_failed(round, "The organisation's secret for the address book can't be read.");
		return;
	}
	book_refresh_form(&round->book.client, buf_view(&round->refresh), &form);
	book_post(round->daemon, round->book.client.token_url, buf_view(&form), on_access, round);
	round->book.client.secret = VIEW("");
	box_wipe(&form);
	box_wipe(&secret);
}

/* ---- the beginning ---- */

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct book_round *round = ctx;
	struct buf box = { 0 };
	int opened;

	if (outcome != DB_DONE || !view_is(db_text(row, 0, BEGIN_OUTCOME), "read")) {
		round_free(round);
		return;
	}
	round->began_ms = clock_mono_ms();
	round->claim = db_int(row, 0, BEGIN_CLAIM);
	round->tries = db_int(row, 0, BEGIN_TRIES);
	replace(&round->mark, db_text(row, 0, BEGIN_MARK));
	replace(&round->next, db_text(row, 0, BEGIN_NEXT));
	(void)view_copy(db_text(row, 0, BEGIN_COUNTRY), round->country, sizeof(round->country));
	db_bytes(row, 0, BEGIN_REFRESH, &box);
	opened = book_refresh_open(round->daemon, round->book.tenant, round->owner, round->book.id,
	    buf_view(&box), &round->refresh);
	buf_fini(&box);
	if (round->unusable != NULL) {
		LOG(INFO, "book_unusable", LOG_ID("book", round->book.id),
		    LOG_TEXT("why", round->unusable));
		end_failed(round,
		    "The address book is set up wrongly: the organisation's administrator can see "
		    "to it.");
	} else if (opened == 0)
		ask_access(round);
	else
		end_login(round, "The login can't be read any more: log in again.");
}

static void
on_book(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct book_round *round = ctx;
	int64_t tenant = round->book.tenant, id = round->book.id;
	const char *why = NULL;

	if (outcome != DB_DONE || row->rows != 1) {
		round_free(round);
		return;
	}
	if (book_read(round->daemon, row, tenant, id, &round->book, &why) != 0)
		round->unusable = why;
	const struct db_param params[] = { P_INT(tenant), P_INT(round->owner), P_INT(id),
		P_INT(LEASE_MS) };

	submit(round, &q_book_begin, params, on_begun);
}

void
book_round_begin(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    void (*ended)(void *ctx), void *ctx)
{
	struct book_round *round = mem_zero(1, sizeof(*round));
	const struct db_param params[] = { P_INT(tenant), P_INT(book) };

	round->daemon = daemon;
	round->ended = ended;
	round->ctx = ctx;
	round->book.tenant = tenant;
	round->book.id = book;
	round->owner = owner;
	round->key = book_owner_key(tenant, owner);
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_book_find, .lane = DB_LANE_READ, .params = params },
	    on_book, round);
}

void
book_round_metrics(void)
{
	metric_register(&pages_total);
	metric_register(&rounds_ok);
	metric_register(&rounds_again);
	metric_register(&rounds_failed);
	metric_register(&rounds_login);
}
