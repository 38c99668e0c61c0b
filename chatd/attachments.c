/*
 * attachments - files that came with messages: shown to who may read the message, fetched again when asked (SMS-9).
 *
 * Owns: no state. Must not know: where a file came from; it is a stranger's, so that no browser may take it for a page of
 *       ours, whatever it holds.
 */
#include <stdio.h>

#include "chatd/chatd.h"
#include "common/base/media_type.h"

enum { SHOWN_TYPE, SHOWN_BYTES };

static void
reply_file(struct http_req *req, const struct db_result *row)
{
	struct view type = db_text(row, 0, SHOWN_TYPE);
	struct buf bytes = { 0 };
	char disposition[80], content_type[64];

	(void)snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"",
	    media_type_file_name(type));
	(void)view_copy(type, content_type, sizeof(content_type));
	db_bytes(row, 0, SHOWN_BYTES, &bytes);
	http_add_header(req, "Content-Disposition", disposition);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	http_reply(req, 200, content_type, buf_view(&bytes));
	buf_fini(&bytes);
}

static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1 && !db_is_null(row, 0, SHOWN_BYTES)) {
		reply_file(req, row);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_attachment_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id), P_INT(actor->user),
		P_TEXT(role_name(actor->role)) };

	db_submit(daemon_db(app),
	    &(struct db_call){
		.query = &q_attachment_read, .lane = DB_LANE_READ, .params = params },
	    on_read, req);
}

void
on_attachment_retry(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id) };

	command_run(req, &(struct command){ .query = &q_attachment_retry, .params = params });
}
