/*
 * people - import and export of address books as files (CT-4, CT-6).
 *
 * Owns: the path from a file to directory.people_import, on the connection for long queries; reading and writing off the loop.
 * Must not know: file formats (core/vcard.h, core/person_csv.h), which contacts exist.
 */
#include "presenced/people.h"

#include <stdlib.h>
#include <string.h>

#include "common/daemon/audit_notes.h"
#include "common/base/charset.h"
#include "common/loop/loop.h"
#include "presenced/bulk.h"
#include "presenced/core/person_csv.h"
#include "presenced/person_item.h"
#include "presenced/core/vcard.h"
#include "presenced/numbers.h"

enum { FIELD_DRY_RUN };

const char people_own[] = "own";

/* The owner of the contacts that a route is about: the user, or (null) the organisation, for external contacts. */
static struct db_param
owner_param(const struct http_req *req)
{
	return http_route_of(req)->subject == people_own ? P_INT(request_actor(req)->user)
							 : P_NULL();
}

/* ---- in ---- */

struct reading {
	struct http_req *req;
	char country[3]; /* "": unknown */
	char *items, *dropped;
	struct err err;
};

/* The charset of the Content-Type; "": not declared. */
static struct view
charset_of(const struct http_req *req)
{
	struct view header, one;

	(void)http_header(req, "content-type", &header);
	(void)view_cut(&header, ';');
	while (header.p != NULL) {
		one = view_trim(view_cut(&header, ';'));
		if (one.n > 8 && view_is_nocase((struct view){ one.p, 8 }, "charset=")) {
			one = view_trim((struct view){ one.p + 8, one.n - 8 });
			return one.n > 2 && one.p[0] == '"' ? (struct view){ one.p + 1, one.n - 2 }
							    : one;
		}
	}
	return VIEW("");
}

static bool
is_vcard(const struct http_req *req)
{
	static const char *const types[] = { "text/vcard", "text/x-vcard", "text/directory" };
	struct view header;

	(void)http_header(req, "content-type", &header);
	return view_is_among(
	    view_trim(view_cut(&header, ';')), types, sizeof(types) / sizeof(types[0]));
}

/* Cards are decoded value by value (vcard.h), unless the whole file is in a declared charset or in UTF-16. False: the charset
 * is unknown. */
static bool
text_read(
    struct view body, bool cards, struct view charset, struct people *people, struct buf *text)
{
	static const char mark[] = "\xEF\xBB\xBF";
	bool marked = view_starts(body, mark);

	if (!cards || view_starts(body, "\xFF\xFE") || view_starts(body, "\xFE\xFF") ||
	    (charset.n > 0 && !marked && !charset_is_utf8(charset)))
		return charset_read(body, charset, text);
	people->utf8 = marked || charset.n > 0;
	buf_add_view(text, marked ? (struct view){ body.p + 3, body.n - 3 } : body);
	return true;
}

static void
read_work(void *ctx)
{
	struct reading *reading = ctx;
	struct people people = { 0 };
	struct buf text = { 0 };
	struct view charset = charset_of(reading->req);
	char shown[CHARSET_SHOWN_SIZE];
	bool cards = is_vcard(reading->req);
	json_t *items;

	if (!text_read(http_body(reading->req), cards, charset, &people, &text)) {
		charset_shown(charset, shown);
		(void)err_set(
		    &reading->err, ERR_INVALID, NULL, "Unknown charset %s. Send UTF-8.", shown);
	} else if ((cards ? people_from_vcard : people_from_csv)(
		       buf_view(&text), &people, &reading->err) == 0) {
		items =
		    person_items(&people, reading->country[0] != '\0' ? reading->country : NULL);
		reading->items = json_dumps(items, JSON_COMPACT);
		reading->dropped =
		    people.dropped != NULL ? json_dumps(people.dropped, JSON_COMPACT) : NULL;
		json_decref(items);
	}
	people_fini(&people);
	buf_fini(&text);
}

static void
submit(const struct reading *reading)
{
	struct http_req *req = reading->req;
	const struct actor *actor = request_actor(req);
	char *origin = request_origin(req);
	const struct db_param params[] = {
		P_INT(actor->tenant),
		db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)),
		P_TEXT(origin),
		owner_param(req),
		P_TEXT(reading->items),
		P_BOOL(request_values(req)->at[FIELD_DRY_RUN].number != 0),
		P_TEXT(reading->dropped != NULL ? reading->dropped : "{}"),
	};

	command_run(req,
	    &(struct command){
		.query = &q_people_import, .params = params, .deadline_ms = BULK_DEADLINE_MS });
	free(origin);
}

static void
read_done(void *ctx)
{
	struct reading *reading = ctx;

	if (reading->items == NULL)
		http_reply_err(reading->req, &reading->err, NULL);
	else
		submit(reading);
	free(reading->items);
	free(reading->dropped);
	free(reading);
}

static void
on_import_country(void *ctx, const char *country, const struct err *err)
{
	struct http_req *req = ctx;
	struct reading *reading;

	if (err != NULL) {
		http_reply_err(req, err, NULL);
		return;
	}
	reading = mem_zero(1, sizeof(*reading));
	reading->req = req;
	if (country != NULL)
		(void)view_copy(view_of(country), reading->country, sizeof(reading->country));
	job_run(daemon_loop(request_daemon(req)), read_work, read_done, reading);
}

void
on_people_import(struct http_req *req, void *app)
{
	(void)app;
	import_country_ask(req, on_import_country, req);
}

/* ---- out ---- */

static const struct {
	const char *type, *name;
} forms[] = {
	[PEOPLE_VCARD3] = { "text/vcard; charset=utf-8", "contacts.vcf" },
	[PEOPLE_VCARD4] = { "text/vcard; charset=utf-8", "contacts.vcf" },
	[PEOPLE_CSV] = { "text/csv; charset=utf-8; header=present", "contacts.csv" },
};

struct writing {
	struct http_req *req;
	enum people_form form;
	char *items;
	struct buf out;
};

static void
writing_free(struct writing *writing)
{
	buf_fini(&writing->out);
	free(writing->items);
	free(writing);
}

static void
write_work(void *ctx)
{
	struct writing *writing = ctx;
	json_t *items = json_loads(writing->items, 0, NULL), *persons = persons_of_items(items),
	       *person;
	size_t i;

	if (writing->form == PEOPLE_CSV)
		people_to_csv(persons, &writing->out);
	else
		json_array_foreach (persons, i, person)
			vcard_write(person, writing->form == PEOPLE_VCARD3 ? VCARD_3 : VCARD_4,
			    &writing->out);
	json_decref(persons);
	json_decref(items);
}

static void
write_done(void *ctx)
{
	struct writing *writing = ctx;
	char disposition[64];
	struct err err;

	if (writing->out.full) {
		(void)err_set(&err, ERR_TOO_LARGE, NULL,
		    "The file would be longer than 64 MiB: ask for another form of it, or delete "
		    "contacts");
		http_reply_err(writing->req, &err, NULL);
		writing_free(writing);
		return;
	}
	(void)snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"",
	    forms[writing->form].name);
	http_add_header(writing->req, "Content-Disposition", disposition);
	http_reply(writing->req, 200, forms[writing->form].type, buf_view(&writing->out));
	writing_free(writing);
}

static void
on_exported(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;
	const struct body_value *form = &request_values(req)->at[0];
	struct writing *writing;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, result);
		return;
	}
	audit_note_route(req);
	writing = mem_zero(1, sizeof(*writing));
	writing->req = req;
	writing->form = form->present ? (enum people_form)form->number : PEOPLE_VCARD3;
	writing->items = view_dup(db_text(result, 0, 0));
	job_run(daemon_loop(request_daemon(req)), write_work, write_done, writing);
}

void
on_people_export(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), owner_param(req) };

	(void)app;
	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){
		.query = &q_people_all, .params = params, .deadline_ms = BULK_DEADLINE_MS },
	    on_exported, req);
}
