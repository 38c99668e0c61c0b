/* person_online - see person_online.h */
#include "presenced/core/person_online.h"

#include <string.h>

static struct view
text(const json_t *object, const char *member)
{
	return view_of(json_string_value(json_object_get(object, member)));
}

/* The entry that counts: Google marks one of several as primary, and puts it first if none is. */
static const json_t *
primary(const json_t *list)
{
	json_t *entry;
	size_t i;

	json_array_foreach (list, i, entry)
		if (json_is_true(json_object_get(json_object_get(entry, "metadata"), "primary")))
			return entry;
	return json_array_get(list, 0);
}

/* ---- Google ---- */

static bool
type_is_fax(struct view type)
{
	return type.n >= 3 && view_is_nocase((struct view){ type.p + type.n - 3, 3 }, "fax");
}

/* homeFax, workFax, otherFax: the rest of the word is the label. */
static struct view
google_label(const json_t *entry)
{
	struct view type = text(entry, "type"), shown = text(entry, "formattedType");

	if (type_is_fax(type))
		return (struct view){ type.p, type.n - 3 };
	return shown.n > 0 ? shown : type;
}

static void
google_items(json_t *person, const json_t *connection)
{
	json_t *entry;
	size_t i;

	json_array_foreach (json_object_get(connection, "emailAddresses"), i, entry)
		(void)person_add_email(person, google_label(entry), text(entry, "value"));
	json_array_foreach (json_object_get(connection, "phoneNumbers"), i, entry)
		(void)person_add_number(person, google_label(entry), text(entry, "value"),
		    type_is_fax(text(entry, "type")));
}

static json_t *
google_person(const json_t *connection)
{
	const json_t *name = primary(json_object_get(connection, "names"));
	const json_t *company = primary(json_object_get(connection, "organizations"));
	const json_t *notes = primary(json_object_get(connection, "biographies"));
	json_t *person = json_object();

	person_set(person, "name", text(name, "displayName"));
	person_set(person, "given_name", text(name, "givenName"));
	person_set(person, "family_name", text(name, "familyName"));
	person_set(person, "company", text(company, "name"));
	person_set(person, "job_title", text(company, "title"));
	person_set(person, "department", text(company, "department"));
	person_set(person, "notes", text(notes, "value"));
	google_items(person, connection);
	return person;
}

static bool
google_gone(const json_t *connection)
{
	return json_is_true(json_object_get(json_object_get(connection, "metadata"), "deleted"));
}

/* ---- Microsoft ---- */

static void
graph_numbers(json_t *person, const json_t *contact, const char *member, struct view label)
{
	const json_t *value = json_object_get(contact, member);
	json_t *number;
	size_t i;

	if (json_is_string(value))
		(void)person_add_number(person, label, view_of(json_string_value(value)), false);
	json_array_foreach (value, i, number)
		(void)person_add_number(person, label, view_of(json_string_value(number)), false);
}

/* A change tells at least what has changed (delta-query-overview): what is absent is as it was. Google tells all that was
 * asked for, and nothing of what is empty. */
static void
graph_unsaid(json_t *person, const json_t *contact)
{
	static const struct {
		const char *property, *item;
	} said[] = {
		{ "displayName", "name" },
		{ "companyName", "company" },
		{ "jobTitle", "title" },
		{ "department", "department" },
		{ "personalNotes", "notes" },
		{ "emailAddresses", "emails" },
		{ "mobilePhone", "numbers" },
		{ "businessPhones", "numbers" },
		{ "homePhones", "numbers" },
	};
	json_t *unsaid = json_array();

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (json_object_get(contact, said[i].property) == NULL)
			json_array_append_new(unsaid, json_string(said[i].item));
	if (json_array_size(unsaid) > 0)
		json_object_set(person, "unsaid", unsaid);
	json_decref(unsaid);
}

static json_t *
graph_person(const json_t *contact)
{
	json_t *person = json_object(), *address;
	size_t i;

	person_set(person, "name", text(contact, "displayName"));
	person_set(person, "given_name", text(contact, "givenName"));
	person_set(person, "family_name", text(contact, "surname"));
	person_set(person, "company", text(contact, "companyName"));
	person_set(person, "job_title", text(contact, "jobTitle"));
	person_set(person, "department", text(contact, "department"));
	person_set(person, "notes", text(contact, "personalNotes"));
	json_array_foreach (json_object_get(contact, "emailAddresses"), i, address)
		(void)person_add_email(person, VIEW(""), text(address, "address"));
	graph_numbers(person, contact, "mobilePhone", VIEW("Mobile"));
	graph_numbers(person, contact, "businessPhones", VIEW("Work"));
	graph_numbers(person, contact, "homePhones", VIEW("Home"));
	graph_unsaid(person, contact);
	return person;
}

static bool
graph_gone(const json_t *contact)
{
	return json_object_get(contact, "@removed") != NULL;
}

/* ---- both ---- */

static const struct {
	const char *list, *uid, *next, *sync;
	json_t *(*person)(const json_t *entry);
	bool (*gone)(const json_t *entry);
} books[BOOK_COUNT] = {
	[BOOK_GOOGLE] = { "connections", "resourceName", "nextPageToken", "nextSyncToken",
	    google_person, google_gone },
	[BOOK_MICROSOFT] = { "value", "id", "@odata.nextLink", "@odata.deltaLink", graph_person,
	    graph_gone },
};

static const char nameless[] = "It has no name, company, e-mail address or number.";

static void
entry_take(enum person_book book, const json_t *entry, struct person_page *out)
{
	json_t *uid = json_object_get(entry, books[book].uid), *person;

	if (books[book].gone(entry)) {
		json_array_append(out->gone, uid);
		return;
	}
	person = books[book].person(entry);
	if (!person_finish(person) && json_object_get(person, "unsaid") == NULL) {
		json_object_clear(person);
		json_object_set_new(person, "problem", json_string(nameless));
	}
	json_object_set(person, "uid", uid);
	json_array_append_new(out->persons, person);
}

/* {uid: where it is told last} */
static json_t *
places_of(enum person_book book, const json_t *list)
{
	json_t *places = json_object(), *entry;
	size_t i;

	json_array_foreach (list, i, entry) {
		struct view uid = text(entry, books[book].uid);

		if (uid.n > 0 && uid.n <= PERSON_UID_MAX)
			json_object_set_new(places, uid.p, json_integer((json_int_t)i));
	}
	return places;
}

/* An address book without any contact has no list at all at Google. */
bool
person_page_read(enum person_book book, const json_t *page, struct person_page *out)
{
	const json_t *list = json_object_get(page, books[book].list);
	json_t *entry, *places;
	size_t i;

	if (!json_is_object(page) || (list != NULL && !json_is_array(list)) ||
	    json_array_size(list) > PERSON_PAGE_MAX)
		return false;
	out->persons = json_array();
	out->gone = json_array();
	out->next = text(page, books[book].next);
	out->sync = text(page, books[book].sync);
	places = places_of(book, list);
	json_array_foreach (list, i, entry) {
		const char *uid = json_string_value(json_object_get(entry, books[book].uid));
		const json_t *last = uid != NULL ? json_object_get(places, uid) : NULL;

		if (last != NULL && json_integer_value(last) == (json_int_t)i)
			entry_take(book, entry, out);
	}
	json_decref(places);
	return true;
}

void
person_page_fini(struct person_page *page)
{
	json_decref(page->persons);
	json_decref(page->gone);
	page->persons = page->gone = NULL;
}

/* Google says it in an ErrorInfo among the details (reason EXPIRED_SYNC_TOKEN). */
static bool
google_expired(const json_t *body)
{
	json_t *detail;
	size_t i;

	json_array_foreach (json_object_get(json_object_get(body, "error"), "details"), i, detail)
		if (view_is(text(detail, "reason"), "EXPIRED_SYNC_TOKEN"))
			return true;
	return false;
}

/* An old mark is 410 at Exchange, syncStateNotFound elsewhere in Graph; Google's guides say 410, its servers 400. */
bool
person_sync_expired(enum person_book book, int status, const json_t *body)
{
	if (status == 410)
		return true;
	if (book == BOOK_GOOGLE)
		return google_expired(body);
	return view_is_nocase(text(json_object_get(body, "error"), "code"), "syncStateNotFound");
}
