/*
 * widget_files - files of a web chat: a visitor sends one, or fetches one of their own chat (MS-9), or an image of its
 *       formatted text by an address that was signed for the chat (MS-3).
 *
 * Owns: no state. A file is what its first bytes say (common/base/media_type.h), whatever its sender calls it; no browser may take it for a
 *       page of ours.
 */
#include <stdio.h>

#include "chatd/handout.h"
#include "chatd/widget.h"
#include "common/base/media_type.h"

enum { FILE_CLIENT_ID };
enum { IMAGE_CHAT, IMAGE_EXPIRES, IMAGE_SIGNATURE };
enum { BYTES_MINUTE = 30 * 1024 * 1024 };

static void
refuse(struct http_req *req, enum err_kind kind, const char *field, const char *words)
{
	struct err err;

	(void)err_set(&err, kind, field, "%s", words);
	http_reply_err(req, &err, NULL);
}

/* NULL: answered. */
static const char *
judge(struct http_req *req, const struct site *site)
{
	struct view bytes = http_body(req);
	const char *type = media_type(bytes);

	if (!request_values(req)->at[FILE_CLIENT_ID].present) {
		refuse(req, ERR_INVALID, "client_id", "Is missing");
		return NULL;
	}
	if (site->file_max_bytes == 0) {
		refuse(req, ERR_INVALID, NULL, "This chat takes no files");
		return NULL;
	}
	if ((int64_t)bytes.n > site->file_max_bytes || type == NULL) {
		refuse(req, ERR_INVALID, NULL,
		    type == NULL ? "This kind of file is not taken" : "The file is too large");
		return NULL;
	}
	return widget_within_source(req, COUNT_BYTES, (int64_t)bytes.n, BYTES_MINUTE) ? type : NULL;
}

void
on_file_send(struct http_req *req, void *app)
{
	unsigned char digest[SHA256_SIZE];
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	struct buf hex = { 0 };
	const char *type;

	(void)app;
	if (site == NULL ||
	    !widget_within(req, COUNT_MESSAGES, visitor_hash(&visitor), 1, site->messages_minute))
		return;
	type = judge(req, site);
	if (type == NULL)
		return;
	sha256(http_body(req), digest);
	hex_encode((struct view){ (const char *)digest, sizeof(digest) }, &hex);
	const int64_t keys[] = { visitor_key(site, &visitor),
		key_of("customer_number", site->tenant, view_of(visitor.number)),
		key_of("file", site->tenant, buf_view(&hex)) };
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)), P_TEXT(visitor.number),
		P_VIEW(request_values(req)->at[FILE_CLIENT_ID].text), P_TEXT(type),
		P_BYTES(((struct view){ (const char *)digest, sizeof(digest) })),
		P_BYTES(http_body(req)) };

	command_run(req,
	    &(struct command){
		.query = &q_visitor_file, .params = params, .keys = keys, .key_count = 3 });
	buf_fini(&hex);
}

static void
reply_file(struct http_req *req, const struct handed *file)
{
	char disposition[80], content_type[64];

	(void)snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"",
	    media_type_file_name(file->type));
	(void)view_copy(file->type, content_type, sizeof(content_type));
	http_add_header(req, "Content-Disposition", disposition);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_reply(req, 200, content_type, file->bytes);
}

void
on_file_show(struct http_req *req, void *app)
{
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	int64_t id;

	if (site == NULL || !request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)), P_INT(id) };

	handout_begin(req, app, &q_visitor_file_read, params, reply_file);
}

/* No token: a picture's address is enough, for ten minutes, in this chat alone. */
void
on_image_show(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct site *site = widget_site(req);
	int64_t id;

	if (site == NULL || !request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_VIEW(at[IMAGE_CHAT].text), P_INT(id), P_INT(at[IMAGE_EXPIRES].number),
		P_VIEW(at[IMAGE_SIGNATURE].text) };

	handout_begin(req, app, &q_visitor_image_read, params, reply_file);
}
