/*
 * voicemails - how messages sound, over the API; what is said to who leaves one, and to who waits in a queue (SP-10, SP-14).
 *
 * Owns: the way from sealed bytes to a WAV file. Lists and marks are presenced's.
 * Must not know: how messages come.
 */
#include <inttypes.h>
#include <stdio.h>

#include "common/auth/purpose.h"
#include "common/auth/vault.h"
#include "common/base/bytes.h"
#include "common/base/key.h"
#include "common/log/log.h"
#include "voiced/core/wav.h"
#include "voiced/media/recording.h"
#include "voiced/own_sounds.h"
#include "voiced/voiced.h"

enum { SOUND_APP, SOUND_DOWNLOAD };
enum { MS_PER_S = 1000 };

/* ---- played ---- */

static void
reply_sound(struct http_req *req, const char *type, const char *name, struct view bytes)
{
	const struct body_value *download = &request_values(req)->at[SOUND_DOWNLOAD];
	char disposition[96];

	(void)snprintf(disposition, sizeof(disposition), "%s; filename=\"%s\"",
	    download->present && download->number ? "attachment" : "inline", name);
	http_add_header(req, "Content-Disposition", disposition);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	http_add_header(req, "Cache-Control", "private, no-store");
	http_reply(req, 200, type, bytes);
}

/* read(reader, out): what is in the vault, as a WAV file. */
static void
reply_sealed(struct http_req *req, struct view place, struct view sealed, const char *name,
    int (*read)(struct vault_reader *reader, struct buf *out, struct err *err))
{
	const struct key_ring *ring = daemon_key_ring(request_daemon(req));
	struct vault_reader *reader = NULL;
	char place_text[VAULT_PLACE_MAX];
	struct buf sound = { 0 };
	struct err err = { 0 };

	if (view_copy(place, place_text, sizeof(place_text)) &&
	    vault_open_bytes(ring, sealed, place_text, &reader, &err) == 0 &&
	    read(reader, &sound, &err) == 0) {
		reply_sound(req, "audio/wav", name, buf_view(&sound));
	} else {
		LOG(ERROR, "sound_unreadable", LOG_TEXT("of", name), LOG_TEXT("why", err.text));
		http_reply_err(req, &err, NULL);
	}
	vault_close(reader);
	buf_fini(&sound);
}

static int
read_all(struct vault_reader *reader, struct buf *out, struct err *err)
{
	return vault_read(reader, 0, vault_size(reader), out, err);
}

static void
on_sound(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct buf bytes = { 0 };
	char type[32];
	struct err err;

	if (outcome != DB_DONE || row->rows != 1 || db_is_null(row, 0, 2)) {
		db_row_err(outcome, row, &err);
		http_reply_err(req, &err, NULL);
		return;
	}
	db_bytes(row, 0, 2, &bytes);
	(void)view_copy(db_text(row, 0, 0), type, sizeof(type));
	if (db_is_null(row, 0, 1))
		reply_sound(req, type, "voicemail", buf_view(&bytes));
	else
		reply_sealed(
		    req, db_text(row, 0, 1), buf_view(&bytes), "voicemail.wav", recording_wav);
	buf_fini(&bytes);
}

void
on_voicemail_sound(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(side_name(actor_side(actor))), P_INT(id) };

	db_submit(daemon_db(app),
	    &(struct db_call){
		.query = &q_voicemail_sound, .lane = DB_LANE_READ, .params = params },
	    on_sound, req);
}

/* ---- greetings ---- */

static void
on_greeting_row(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1 && !db_is_null(row, 0, 0)) {
		http_reply(req, 200, "application/json", db_text(row, 0, 0));
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

/* Which sound a request is about: one's own greeting, or the queue's of its path. */
struct greets {
	int64_t tenant, owner, queue; /* owner or queue is 0 */
	enum own_use use;
};

/* The path of a queue's greeting has no use: it is that of its voicemail. */
static bool
greets_of(struct http_req *req, bool of_queue, struct greets *out)
{
	const struct actor *actor = request_actor(req);
	struct view word;
	struct err err;

	*out = (struct greets){ .tenant = actor->tenant, .use = OWN_VOICEMAIL };
	if (!of_queue) {
		out->owner = actor->user;
		return true;
	}
	if (!request_id_param(req, "id", &out->queue))
		return false;
	if (!http_param(req, "use", &word) || own_use_of(word, &out->use))
		return true;
	err_set(&err, ERR_NOT_FOUND, NULL, "There is no such sound of a queue.");
	http_reply_err(req, &err, NULL);
	return false;
}

static void
greeting_read(struct http_req *req, bool of_queue, const struct db_query *query,
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row))
{
	struct greets whose;

	if (!greets_of(req, of_queue, &whose))
		return;
	const struct db_param params[] = { P_INT(whose.tenant), db_int_or_null(whose.owner),
		db_int_or_null(whose.queue), P_TEXT(own_kinds[whose.use].word) };

	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){ .query = query, .lane = DB_LANE_READ, .params = params }, done, req);
}

static void
on_greeting_bytes(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct buf bytes = { 0 };
	struct err err;

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		http_reply_err(req, &err, NULL);
		return;
	}
	db_bytes(row, 0, 1, &bytes);
	reply_sealed(req, db_text(row, 0, 0), buf_view(&bytes), "greeting.wav", read_all);
	buf_fini(&bytes);
}

/* Nothing sealed: the standard words again. */
static void
greeting_store(struct http_req *req, const struct greets *whose, int64_t ms, const char *place,
    struct view sealed)
{
	unsigned char hash[SHA256_SIZE] = { 0 };
	struct buf hex = { 0 };
	bool any = sealed.n > 0;
	int64_t keys[2] = { whose->queue != 0
		    ? key_of_id("queue_voicemail", whose->tenant, whose->queue)
		    : key_of_id("calls", whose->tenant, whose->owner) };

	sha256(sealed, hash);
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	keys[1] = key_of("file", whose->tenant, buf_view(&hex));
	const struct db_param params[] = { P_INT(whose->tenant), db_int_or_null(whose->owner),
		P_INT(ms), P_TEXT(place),
		any ? P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })) : P_NULL(),
		any ? P_BYTES(sealed) : P_NULL(), db_int_or_null(whose->queue),
		P_TEXT(own_kinds[whose->use].word) };

	command_run(req,
	    &(struct command){
		.query = &q_greeting_set, .params = params, .keys = keys, .key_count = 2 });
	buf_fini(&hex);
}

/* -1: `err` says what is wrong with it. */
static int
greeting_check(struct view file, int64_t most_ms, int64_t *ms, struct err *err)
{
	struct wav wav;
	struct err wrong;

	if (wav_read(file, &wav, &wrong) != 0)
		return err_set(err, ERR_INVALID, "", "%s", wrong.text);
	*ms = (int64_t)wav_samples(&wav) / G711_SAMPLES_PER_MS;
	if (*ms < OWN_LEAST_MS || *ms > most_ms)
		return err_set(err, ERR_INVALID, "",
		    "A sound lasts from 1 to %" PRId64 " seconds; this one is %" PRId64
		    ".%03" PRId64 " seconds long.",
		    most_ms / MS_PER_S, *ms / MS_PER_S, *ms % MS_PER_S);
	return 0;
}

static void
greeting_set(struct http_req *req, bool of_queue)
{
	struct buf sealed = { 0 };
	char place[VAULT_PLACE_MAX];
	struct greets whose;
	struct err err;
	int64_t ms = 0;

	if (!greets_of(req, of_queue, &whose))
		return;
	(void)snprintf(place, sizeof(place),
	    of_queue ? PURPOSE_GREETING ":%" PRId64 ":queue:%" PRId64
		     : PURPOSE_GREETING ":%" PRId64 ":%" PRId64,
	    whose.tenant, of_queue ? whose.queue : whose.owner);
	if (greeting_check(http_body(req), own_kinds[whose.use].most_ms, &ms, &err) != 0 ||
	    vault_seal(
		daemon_key_ring(request_daemon(req)), place, http_body(req), &sealed, &err) != 0)
		http_reply_err(req, &err, NULL);
	else
		greeting_store(req, &whose, ms, place, buf_view(&sealed));
	buf_fini(&sealed);
}

static void
greeting_drop(struct http_req *req, bool of_queue)
{
	struct greets whose;

	if (greets_of(req, of_queue, &whose))
		greeting_store(req, &whose, 0, "", VIEW(""));
}

#define GREETING_HANDLERS(prefix, of_queue) \
	void prefix##_get(struct http_req *req, void *app) \
	{ \
		(void)app; \
		greeting_read(req, of_queue, &q_greeting_get, on_greeting_row); \
	} \
	void prefix##_sound(struct http_req *req, void *app) \
	{ \
		(void)app; \
		greeting_read(req, of_queue, &q_greeting_sound, on_greeting_bytes); \
	} \
	void prefix##_set(struct http_req *req, void *app) \
	{ \
		(void)app; \
		greeting_set(req, of_queue); \
	} \
	void prefix##_drop(struct http_req *req, void *app) \
	{ \
		(void)app; \
		greeting_drop(req, of_queue); \
	}

void
on_queue_sounds(struct http_req *req, void *app)
{
	struct buf uses = { 0 };
	int64_t queue;

	if (!request_id_param(req, "id", &queue))
		return;
	own_uses(&uses);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(queue),
		P_VIEW(buf_view(&uses)) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_queue_sounds, .lane = DB_LANE_READ, .params = params },
	    on_greeting_row, req);
	buf_fini(&uses);
}

GREETING_HANDLERS(on_greeting, false)
GREETING_HANDLERS(on_queue_greeting, true)
