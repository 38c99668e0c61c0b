/*
 * book_login - a user connects an address book elsewhere: authorization code with PKCE (RFC 6749, 7636; RFC 9700; CT-6).
 *
 * Owns: the login. State and verifier travel in a sealed cookie together with whose session has set out, which the database judges
 *       once more; the session's own cookie does not come with a navigation from another site.
 * Must not know: how tokens are used (book_round.c).
 *
 * A way back is a chain: cookie -> book -> code for tokens -> stored -> the Work page, with a word in its address.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "presenced/books.h"
#include "presenced/travel.h"

#define BACK_PATH "/api/v1/me/address-books/callback"
static const struct travel travel = { "tl_book", PURPOSE_BOOK_LOGIN };

/* Somebody on the way to a provider, or back. */
struct flight {
	struct daemon *daemon;
	struct http_req *req;
	struct book book;
	struct travel_answer said;
	int64_t tenant, owner, session, id;
	char state[TRAVEL_SECRET_SIZE], verifier[TRAVEL_SECRET_SIZE];
	bool waits; /* for the provider */
};

static void
flight_free(struct flight *flight)
{
	struct daemon *daemon = flight->daemon;

	if (flight->waits)
		book_login_waited(daemon, flight->id);
	book_fini(&flight->book);
	travel_answer_fini(&flight->said);
	mem_wipe(flight, sizeof(*flight));
	free(flight);
	book_login_end(daemon);
}

static struct flight *
flight_new(struct http_req *req)
{
	struct daemon *daemon = request_daemon(req);
	struct flight *flight;

	if (!book_login_begin(daemon))
		return NULL;
	flight = mem_zero(1, sizeof(*flight));
	flight->daemon = daemon;
	flight->req = req;
	return flight;
}

static const char *
public_url(struct daemon *daemon)
{
	return config_text(daemon_config(daemon), "public_url");
}

static void
find_book(struct flight *flight, db_done done)
{
	const struct db_param params[] = { P_INT(flight->tenant), P_INT(flight->id) };

	db_submit(daemon_db(flight->daemon),
	    &(struct db_call){ .query = &q_book_find, .lane = DB_LANE_READ, .params = params },
	    done, flight);
}

/* ---- out: to the provider ---- */

/* The cookie says "tenant user session book state verifier". */
static int
set_out(struct flight *flight, struct err *err)
{
	struct buf words = { 0 };
	int result;

	travel_secret(flight->state);
	travel_secret(flight->verifier);
	buf_addf(&words, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s %s", flight->tenant,
	    flight->owner, flight->session, flight->id, flight->state, flight->verifier);
	result = travel_begin(flight->req, &travel, buf_view(&words), err);
	box_wipe(&words);
	return result;
}

static void
authorize(struct flight *flight)
{
	struct buf url = { 0 }, back = { 0 };
	struct err err = { 0 };

	if (set_out(flight, &err) != 0) {
		http_reply_err(flight->req, &err, NULL);
	} else {
		buf_addf(&back, "%s" BACK_PATH, public_url(flight->daemon));
		book_authorize_url(&flight->book.client, buf_view(&back), view_of(flight->state),
		    view_of(flight->verifier), &url);
		http_reply_json(flight->req, 200, json_pack("{s:s}", "url", url.p));
	}
	buf_fini(&url);
	buf_fini(&back);
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flight *flight = ctx;
	struct err err = { 0 };
	const char *why;

	if (outcome != DB_DONE)
		db_outcome_err(outcome, row, &err);
	else if (row->rows != 1)
		(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such address book");
	else if (book_read(flight->daemon, row, flight->tenant, flight->id, &flight->book, &why) !=
	    0)
		(void)err_set(
		    &err, ERR_NOT_FOUND, NULL, "This address book can't be used: %s", why);
	if (err.kind != ERR_NONE)
		http_reply_err(flight->req, &err, NULL);
	else
		authorize(flight);
	flight_free(flight);
}

static void
reply_busy(struct http_req *req)
{
	struct err err = { 0 };

	(void)err_set(&err, ERR_OVERLOAD, NULL, "Too many connect an address book now, try again.");
	http_add_header(req, "Retry-After", "5");
	http_reply_err(req, &err, NULL);
}

void
on_book_connect(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct flight *flight;
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	flight = flight_new(req);
	if (flight == NULL) {
		reply_busy(req);
		return;
	}
	flight->tenant = actor->tenant;
	flight->owner = actor->user;
	flight->session = actor->session;
	flight->id = id;
	find_book(flight, on_found);
}

/* ---- back ---- */

static void
reply_page(struct http_req *req, struct daemon *daemon, const char *word)
{
	struct buf url = { 0 };

	buf_addf(&url, "%s/work?book=%s#contacts", public_url(daemon), word);
	http_add_header(req, "Location", url.p);
	http_reply(req, 302, NULL, (struct view){ NULL, 0 });
	buf_fini(&url);
}

/* `word` is for the page, `why` for the log; NULL: it went well. */
static void
arrive(struct flight *flight, const char *word, const char *why)
{
	if (why != NULL)
		LOG(INFO, "book_refused", LOG_ID("book", flight->id), LOG_ID("user", flight->owner),
		    LOG_TEXT("word", word), LOG_TEXT("why", why),
		    LOG_TEXT("request_id", http_request_id(flight->req)));
	else
		LOG(INFO, "book_connected", LOG_ID("book", flight->id),
		    LOG_ID("user", flight->owner),
		    LOG_TEXT("request_id", http_request_id(flight->req)));
	travel_end(flight->req, &travel);
	reply_page(flight->req, flight->daemon, word);
	flight_free(flight);
}

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	static const struct {
		const char *outcome, *word, *why;
	} known[] = {
		{ "ok", "connected", NULL },
		{ "idempotency_key_reused", "expired", "this state was used before" },
		{ "forbidden", "expired", "the session that set out has ended" },
		{ "not_found", "provider", "the address book is not there any more" },
	};
	struct flight *flight = ctx;
	size_t i = 0;

	if (outcome != DB_DONE) {
		arrive(flight, "again", "the database did not answer");
		return;
	}
	while (i + 1 < sizeof(known) / sizeof(known[0]) &&
	    !view_is(db_text(row, 0, 0), known[i].outcome))
		i++;
	book_rounds_look(flight->daemon);
	arrive(flight, known[i].word, known[i].why);
}

/* The command's id is the state, its fingerprint the token: the same state a second time is another's. */
static void
store(struct flight *flight, struct view refresh)
{
	struct buf box = { 0 };
	struct err err = { 0 };
	unsigned char hash[SHA256_SIZE];
	struct command_id id;

	if (book_refresh_seal(flight->daemon, flight->tenant, flight->owner, flight->id, refresh,
		&box, &err) != 0) {
		arrive(flight, "provider", err.text);
		return;
	}
	sha256(refresh, hash);
	command_id_of_bytes("book", flight->tenant, view_of(flight->state), &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })), P_INT(flight->tenant),
		P_INT(flight->owner), P_INT(flight->session), P_INT(flight->id),
		P_BYTES(buf_view(&box)) };
	const int64_t keys[] = { book_owner_key(flight->tenant, flight->owner),
		command_id_lock(&id, flight->tenant) };

	effect_run(flight->daemon,
	    &(struct command){
		.query = &q_book_connect, .params = params, .keys = keys, .key_count = 2 },
	    on_stored, flight);
	buf_fini(&box);
}

static void
on_tokens(void *ctx, const struct http_answer *answer)
{
	struct flight *flight = ctx;
	json_t *body = book_json(answer);
	struct book_tokens tokens;

	book_tokens_read(answer->reach == HTTP_ANSWERED ? answer->status : 0, body, &tokens);
	if (answer->reach != HTTP_ANSWERED || answer->status >= 500)
		arrive(flight, "provider", "its token address does not answer");
	else if (tokens.access.n == 0)
		arrive(flight, "refused", "the provider gives no token for this code");
	else if (!book_scopes_granted(view_of(flight->book.client.scopes), tokens.scope))
		arrive(flight, "denied", "not all scopes were granted");
	else if (tokens.refresh.n == 0)
		arrive(flight, "refused", "the provider gives no refresh token");
	else
		store(flight, tokens.refresh);
	json_decref(body);
}

static void
exchange(struct flight *flight)
{
	struct buf form = { 0 }, back = { 0 }, secret = { 0 };

	if (books_stopping(flight->daemon)) {
		arrive(flight, "again", "this instance is ending");
		return;
	}
	if (book_secret(flight->daemon, &flight->book, &secret) != 0) {
		arrive(flight, "provider", "the client's secret does not open");
		return;
	}
	flight->waits = book_login_wait(flight->daemon, flight->id);
	if (!flight->waits) {
		box_wipe(&secret);
		arrive(flight, "again", "too many wait for this provider");
		return;
	}
	buf_addf(&back, "%s" BACK_PATH, public_url(flight->daemon));
	book_code_form(&flight->book.client, buf_view(&back), view_of(flight->said.code),
	    view_of(flight->verifier), &form);
	book_post(
	    flight->daemon, flight->book.client.token_url, buf_view(&form), on_tokens, flight);
	box_wipe(&form);
	box_wipe(&secret);
	buf_fini(&back);
}

static void
on_found_again(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flight *flight = ctx;
	const char *why = "the address book is not there any more";

	if (outcome != DB_DONE)
		arrive(flight, "again", "the database did not answer");
	else if (row->rows != 1 ||
	    book_read(flight->daemon, row, flight->tenant, flight->id, &flight->book, &why) != 0)
		arrive(flight, "provider", why);
	else
		exchange(flight);
}

static bool
word_number(struct view *words, int64_t *out)
{
	return view_to_int(view_cut(words, ' '), 1, INT64_MAX, out);
}

/* False: this browser has set out nowhere, or too long ago. */
static bool
cookie_read(struct flight *flight)
{
	struct buf words = { 0 };
	bool good = travel_back(flight->req, &travel, &words);
	struct view rest = buf_view(&words);

	good = good && word_number(&rest, &flight->tenant) && word_number(&rest, &flight->owner) &&
	    word_number(&rest, &flight->session) && word_number(&rest, &flight->id) &&
	    travel_word(&rest, flight->state, sizeof(flight->state)) &&
	    travel_word(&rest, flight->verifier, sizeof(flight->verifier));
	box_wipe(&words);
	return good;
}

void
on_book_back(struct http_req *req, void *app)
{
	struct flight *flight = flight_new(req);

	if (flight == NULL)
		reply_page(req, app, "again");
	else if (travel_answer_read(req, &flight->said) != 0)
		arrive(flight, "expired", "the query can't be read");
	else if (!cookie_read(flight) ||
	    !bytes_equal_secret(view_of(flight->said.state), view_of(flight->state)))
		arrive(flight, "expired", "the state is not this browser's, or too old");
	else if (flight->said.denied || flight->said.code == NULL)
		arrive(flight, "denied", "the provider refuses");
	else
		find_book(flight, on_found_again);
}
