/*
 * attachments - files that came with messages: shown to who may read the message, fetched again when asked (SMS-9).
 *
 * Owns: no state. Must not know: where a file came from; it is a stranger's, so that no browser may take it for a page of
 *       ours, whatever it holds.
 */
#include <stdio.h>

#include "chatd/handout.h"
#include "common/base/media_type.h"

static void
reply_file(struct http_req *req, const struct handed *file)
{
	char disposition[80], content_type[64];

	(void)snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"",
	    media_type_file_name(file->type));
	(void)view_copy(file->type, content_type, sizeof(content_type));
	http_add_header(req, "Content-Disposition", disposition);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	http_reply(req, 200, content_type, file->bytes);
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

	handout_begin(req, app, &q_attachment_read, params, reply_file);
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
