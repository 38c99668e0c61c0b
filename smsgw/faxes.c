/*
 * faxes - what their owners do with faxes: drafts, sending, lists (CT-13).
 *
 * Owns: the form of recipients and files in a request. Must not know: providers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/json_text.h"
#include "common/phone/phone.h"
#include "smsgw/fax.h"
#include "smsgw/smsgw.h"

enum { LIST_CURSOR, LIST_LIMIT, LIST_BOX };
enum {
	DRAFT_SUBJECT,
	DRAFT_COVER,
	DRAFT_RECIPIENTS,
	DRAFT_FILES,
	DRAFT_CONTACT,
	DRAFT_NUMBER,
	DRAFT_COPY_OF
};
enum { READ_READ };
enum { NAME_MAX_BYTES = 800 };

/* A draft's request: what SQL is given, and the lock keys. */
struct draft {
	json_t *item, *files; /* files NULL: they stay */
	int64_t keys[1 + FAX_FILES_MAX];
	int key_count;
};

static struct db_param
side_param(const struct actor *actor)
{
	return P_TEXT(side_name(actor_side(actor)));
}

static int64_t
faxes_key(const struct actor *actor)
{
	return key_of_id("faxes", actor->tenant, actor->user);
}

/* ---- reading ---- */

void
on_faxes_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		side_param(actor), P_VIEW(request_values(req)->at[LIST_BOX].text), P_NULL(),
		P_NULL() };

	(void)app;
	list_run(req, &q_faxes_list, params);
}

void
on_fax_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		side_param(actor), P_INT(id) };

	read_run(req, &q_fax_get, params);
}

void
on_fax_settings(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_fax_settings, params);
}

/* ---- drafts ---- */

static int
refuse(struct err *err, size_t n, const char *member, const char *words)
{
	char pointer[64];

	(void)snprintf(pointer, sizeof(pointer), "/recipients/%zu%s%s", n,
	    member[0] != '\0' ? "/" : "", member);
	return err_set(err, ERR_INVALID, pointer, "%s", words);
}

/* A number without + is read in the country of the organisation's own fax number. */
static int
read_number(struct http_req *req, const char *typed, size_t n, struct phone *out, struct err *err)
{
	const struct fax_line *line =
	    fax_line_of_tenant(request_daemon(req), request_actor(req)->tenant);
	struct phone own = { .e164 = "" };
	enum phone_verdict verdict;

	if (line != NULL)
		(void)phone_read(line->channel.number, strlen(line->channel.number), NULL, &own);
	verdict =
	    phone_read(typed, strlen(typed), own.country[0] != '\0' ? own.country : NULL, out);
	return verdict >= PHONE_POSSIBLE ? 0 : refuse(err, n, "number", phone_words(verdict));
}

static int
read_recipient(struct http_req *req, const json_t *given, size_t n, json_t *out, struct err *err)
{
	const json_t *name = json_object_get(given, "name");
	const char *number = json_string_value(json_object_get(given, "number"));
	size_t members = (size_t)(number != NULL) + (size_t)(name != NULL);
	struct phone phone;

	if (!json_is_object(given) || json_object_size(given) != members)
		return refuse(err, n, "", "Must be an object of number and name.");
	if (number == NULL || strlen(number) > PHONE_TYPED_MAX)
		return refuse(err, n, "number", "Must be a number.");
	if (name != NULL && (!json_is_string(name) || json_string_length(name) > NAME_MAX_BYTES))
		return refuse(err, n, "name", "Must be a text of 200 characters at most.");
	if (read_number(req, number, n, &phone, err) != 0)
		return -1;
	(void)json_array_append_new(out,
	    json_pack("{s:s, s:s}", "number", phone.e164, "name",
		name != NULL ? json_string_value(name) : ""));
	return 0;
}

static int
read_recipients(struct http_req *req, const json_t *given, json_t *item, struct err *err)
{
	json_t *list = json_array();

	(void)json_object_set_new(item, "recipients", list);
	if (!json_is_array(given) || json_array_size(given) > FAX_RECIPIENTS_MAX)
		return err_set(err, ERR_INVALID, "/recipients", "Must be a list of %d at most.",
		    FAX_RECIPIENTS_MAX);
	for (size_t i = 0; i < json_array_size(given); i++)
		if (read_recipient(req, json_array_get(given, i), i, list, err) != 0)
			return -1;
	return 0;
}

static bool
has_key(const struct draft *draft, int64_t key)
{
	for (int i = 0; i < draft->key_count; i++)
		if (draft->keys[i] == key)
			return true;
	return false;
}

static int
read_files(struct http_req *req, json_t *given, struct draft *draft, struct err *err)
{
	if (!json_is_array(given) || json_array_size(given) > FAX_FILES_MAX)
		return err_set(
		    err, ERR_INVALID, "/files", "Must be a list of %d ids at most.", FAX_FILES_MAX);
	for (size_t i = 0; i < json_array_size(given); i++) {
		int64_t id, key;

		if (!json_id(json_array_get(given, i), 1, &id))
			return err_set(err, ERR_INVALID, "/files", "Must be a list of ids.");
		key = key_of_id("upload", request_actor(req)->tenant, id);
		if (has_key(draft, key))
			return err_set(err, ERR_INVALID, "/files", "Must name each file once.");
		draft->keys[draft->key_count++] = key;
	}
	draft->files = json_incref(given);
	return 0;
}

static void
take_text(const struct body_value *at, const char *name, json_t *item)
{
	if (at->present)
		(void)json_object_set_new(item, name, json_stringn(at->text.p, at->text.n));
}

static int
read_draft(struct http_req *req, struct draft *draft, struct err *err)
{
	const struct body_value *at = request_values(req)->at;
	json_t *root = request_values(req)->root;
	json_t *recipients = json_object_get(root, "recipients"),
	       *files = json_object_get(root, "files");

	*draft = (struct draft){ .item = json_object(), .key_count = 1 };
	draft->keys[0] = faxes_key(request_actor(req));
	take_text(&at[DRAFT_SUBJECT], "subject", draft->item);
	take_text(&at[DRAFT_COVER], "cover", draft->item);
	if (recipients != NULL && read_recipients(req, recipients, draft->item, err) != 0)
		return -1;
	return files != NULL ? read_files(req, files, draft, err) : 0;
}

static void
save(struct http_req *req, struct draft *draft, int64_t id)
{
	const struct actor *actor = request_actor(req);
	char *item = json_dumps(draft->item, JSON_COMPACT);
	char *files = draft->files != NULL ? json_dumps(draft->files, JSON_COMPACT) : NULL;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		side_param(actor), db_int_or_null(id), P_TEXT(item),
		files != NULL ? P_TEXT(files) : P_NULL() };

	command_run(req,
	    &(struct command){ .query = &q_fax_draft_save,
		.params = params,
		.keys = draft->keys,
		.key_count = draft->key_count });
	free(item);
	free(files);
}

static void
draft_fini(struct draft *draft)
{
	json_decref(draft->item);
	json_decref(draft->files);
}

void
on_fax_make(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct draft draft;
	struct err err = { 0 };
	char id[24];

	(void)app;
	if (read_draft(req, &draft, &err) == 0 && at[DRAFT_CONTACT].present &&
	    json_object_get(draft.item, "recipients") != NULL)
		(void)err_set(&err, ERR_INVALID, "/recipients", "A contact names the recipient.");
	take_text(&at[DRAFT_CONTACT], "contact", draft.item);
	take_text(&at[DRAFT_NUMBER], "number", draft.item);
	if (at[DRAFT_COPY_OF].present) {
		(void)snprintf(id, sizeof(id), "%" PRId64, at[DRAFT_COPY_OF].number);
		(void)json_object_set_new(draft.item, "copy_of", json_string(id));
	}
	if (err.kind != ERR_NONE)
		http_reply_err(req, &err, NULL);
	else
		save(req, &draft, 0);
	draft_fini(&draft);
}

void
on_fax_change(struct http_req *req, void *app)
{
	struct draft draft;
	struct err err = { 0 };
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	if (read_draft(req, &draft, &err) != 0)
		http_reply_err(req, &err, NULL);
	else
		save(req, &draft, id);
	draft_fini(&draft);
}

/* ---- commands ---- */

static void
fax_command(struct http_req *req, const struct command *what)
{
	int64_t key = faxes_key(request_actor(req));
	struct command command = *what;

	command.keys = &key;
	command.key_count = 1;
	command_run(req, &command);
}

void
on_fax_remove(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id) };

	fax_command(
	    req, &(struct command){ .query = &q_fax_remove, .params = params, .status_ok = 204 });
}

/* What was committed may leave at once. */
static void
wake(struct http_req *req, json_t *body)
{
	(void)body;
	fax_work_look(request_daemon(req));
}

void
on_fax_send(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	char *taken;
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	taken = fax_taken_text();
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		side_param(actor), P_INT(id), P_TEXT(taken) };

	fax_command(req, &(struct command){ .query = &q_fax_send, .params = params, .show = wake });
	free(taken);
}

void
on_fax_read(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		side_param(actor), P_INT(id), P_BOOL(request_values(req)->at[READ_READ].number) };

	fax_command(req, &(struct command){ .query = &q_fax_read_set, .params = params });
}
