/*
 * recordings - how recordings sound, over the API: opened, by range, as WAV.
 *
 * Owns: which bytes of a range are answered, their bound. Who may hear what says the database, which also keeps who did.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/json_text.h"
#include "voiced/core/range.h"
#include "voiced/core/wav.h"
#include "voiced/tapes.h"
#include "voiced/voiced.h"

enum {
	ANSWER_MAX =
	    1024 * 1024, /* bytes of one answer to a range: a browser asks for the next ones */
	WHOLE_MAX = 64 * 1024 * 1024, /* without a range: more than an hour */
};

struct hearing {
	struct http_req *req;
	const struct key_ring *ring;
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX], range[128];
	bool ranged;
	/* Of the job. */
	int status;
	struct range answered;
	int64_t size;
	struct buf bytes;
	struct err err;
};

/* ---- in a job ---- */

static int
read_bytes(struct hearing *hearing, struct vault_reader *reader)
{
	uint8_t header[WAV_HEADER_MAX];
	const int64_t sound = vault_size(reader);
	const int64_t head = (int64_t)wav_header_of(WAV_ULAW, TAPE_SIDES, (uint32_t)sound, header);
	int64_t from, n;

	hearing->size = head + sound;
	hearing->answered = (struct range){ 0, hearing->size };
	hearing->status = hearing->ranged &&
		range_read(view_of(hearing->range), hearing->size, &hearing->answered)
	    ? 206
	    : 200;
	from = hearing->answered.from;
	if (hearing->answered.n == 0) {
		hearing->status = 416;
		return 0;
	}
	if (hearing->status == 206 && hearing->answered.n > ANSWER_MAX)
		hearing->answered.n = ANSWER_MAX;
	if (hearing->answered.n > WHOLE_MAX)
		return err_set(&hearing->err, ERR_TOO_LARGE, NULL,
		    "This recording is too long for one answer: ask for a range of it");
	n = hearing->answered.n;
	if (from < head) {
		int64_t some = n < head - from ? n : head - from;

		buf_add(&hearing->bytes, header + from, (size_t)some);
		from += some;
		n -= some;
	}
	return vault_read(reader, from - head, n, &hearing->bytes, &hearing->err);
}

static void
work(void *ctx)
{
	struct hearing *hearing = ctx;
	struct vault_reader *reader = NULL;

	if (vault_open(hearing->ring, hearing->path, hearing->place, &reader, &hearing->err) != 0 ||
	    read_bytes(hearing, reader) != 0)
		hearing->status = 0;
	vault_close(reader);
}

/* ---- on the loop ---- */

static void
reply(struct hearing *hearing)
{
	struct http_req *req = hearing->req;
	char text[80];

	http_add_header(req, "Accept-Ranges", "bytes");
	http_add_header(req, "Cache-Control", "no-store");
	http_add_header(req, "Content-Disposition", "inline; filename=\"recording.wav\"");
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	if (hearing->status == 206)
		(void)snprintf(text, sizeof(text), "bytes %" PRId64 "-%" PRId64 "/%" PRId64,
		    hearing->answered.from, hearing->answered.from + hearing->answered.n - 1,
		    hearing->size);
	else
		(void)snprintf(text, sizeof(text), "bytes */%" PRId64, hearing->size);
	if (hearing->status != 200)
		http_add_header(req, "Content-Range", text);
	http_reply(req, hearing->status, "audio/wav", buf_view(&hearing->bytes));
}

static void
on_worked(void *ctx)
{
	struct hearing *hearing = ctx;

	if (hearing->status != 0)
		reply(hearing);
	else
		http_reply_err(hearing->req, &hearing->err, NULL);
	if (hearing->bytes.n > 0)
		mem_wipe(hearing->bytes.p, hearing->bytes.n);
	buf_fini(&hearing->bytes);
	free(hearing);
}

static void
on_opened(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct hearing *hearing = ctx;
	struct daemon *daemon = request_daemon(hearing->req);
	struct view answer = outcome == DB_DONE ? db_text(row, 0, 0) : VIEW("");
	json_t *body = view_is(answer, "ok") ? effect_body(row) : NULL;
	const char *place = json_string_value(json_object_get(body, "place"));
	const char *file = json_string_value(json_object_get(body, "file"));

	if (place != NULL && file != NULL &&
	    tapes_path(daemon, place, file, hearing->path, sizeof(hearing->path))) {
		tapes_place(file, hearing->place);
		hearing->ring = daemon_key_ring(daemon);
		job_run(daemon_loop(daemon), work, on_worked, hearing);
	} else {
		if (outcome == DB_DONE)
			request_reply_outcome(hearing->req, 200, VIEW("not_found"), VIEW("{}"));
		else
			request_reply_retry(hearing->req, outcome, row);
		free(hearing);
	}
	json_decref(body);
}

void
on_recording_sound(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct hearing *hearing;
	struct view range;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	hearing = mem_zero(1, sizeof(*hearing));
	hearing->req = req;
	hearing->ranged = http_header(req, "range", &range) &&
	    view_copy(range, hearing->range, sizeof(hearing->range));
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id) };
	const int64_t keys[] = { key_of_id("calls", actor->tenant, actor->user) };

	effect_run(app,
	    &(struct command){
		.query = &q_recording_open, .params = params, .keys = keys, .key_count = 1 },
	    on_opened, hearing);
}
