/* person_item - see person_item.h */
#include "presenced/person_item.h"

#include <string.h>

#include "common/base/utf8.h"
#include "common/phone/phone.h"
#include "presenced/contact_fields.h"

static const struct {
	const char *person, *item;
} texts[] = {
	{ "name", "name" },
	{ "company", "company" },
	{ "department", "department" },
	{ "job_title", "title" },
	{ "notes", "notes" },
};

/* ---- one person ---- */

static void
set_view(json_t *object, const char *member, struct view value)
{
	if (value.n > 0)
		json_object_set_new(object, member, json_stringn(value.p, value.n));
}

static void
label_set(json_t *entry, const json_t *given)
{
	set_view(entry, "label", utf8_head(person_get(given, "label"), CONTACT_LABEL_MAX));
}

static json_t *
numbers_of(const json_t *person)
{
	json_t *list = json_array(), *given, *entry;
	size_t i;

	json_array_foreach (json_object_get(person, "numbers"), i, given) {
		json_array_append_new(list, entry = json_object());
		label_set(entry, given);
		set_view(entry, "number", person_get(given, "number"));
		json_object_set_new(entry, "kind",
		    json_string(json_is_true(json_object_get(given, "fax")) ? "fax" : "phone"));
	}
	return list;
}

static json_t *
emails_of(const json_t *person)
{
	json_t *list = json_array(), *given, *entry;
	size_t i;

	json_array_foreach (json_object_get(person, "emails"), i, given) {
		json_array_append_new(list, entry = json_object());
		label_set(entry, given);
		set_view(entry, "email", person_get(given, "address"));
	}
	return list;
}

/* Data that a file does not have stays as it is: an empty list is no member. */
static void
set_list(json_t *item, const char *member)
{
	if (json_array_size(json_object_get(item, member)) == 0)
		json_object_del(item, member);
}

json_t *
person_item(const json_t *person, const char *country, json_t *left_out)
{
	json_t *item = json_object();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		set_view(item, texts[i].item, person_get(person, texts[i].person));
	json_object_set_new(item, "numbers", numbers_of(person));
	json_object_set_new(item, "emails", emails_of(person));
	json_array_extend(left_out, json_object_get(person, "left_out"));
	contact_fields_keep(item, country, left_out);
	set_list(item, "numbers");
	set_list(item, "emails");
	return item;
}

/* ---- all ---- */

/* The key of the source's own id (directory.person_keys). */
static const char uid_key[] = "uid ";

static void
set_known_by(json_t *item, struct view uid)
{
	if (uid.n > 0)
		json_object_set_new(item, "known_by",
		    json_pack("[o]", json_sprintf("%s%.*s", uid_key, (int)uid.n, uid.p)));
}

static json_t *
person_told(const json_t *one, const char *country)
{
	const json_t *person = json_object_get(one, "person");
	json_t *left_out = json_array(), *item = person_item(person, country, left_out);
	json_t *told = json_pack("{s:O, s:o}", "line", json_object_get(one, "line"), "item", item);

	set_known_by(item, person_get(person, "uid"));
	if (json_array_size(left_out) > 0)
		json_object_set(told, "left_out", left_out);
	json_decref(left_out);
	return told;
}

json_t *
person_items(const struct people *people, const char *country)
{
	json_t *result = json_array(), *one;
	size_t i;

	json_array_foreach (people->list, i, one) {
		if (json_object_get(one, "person") != NULL)
			json_array_append_new(result, person_told(one, country));
		else
			json_array_append(result, one);
	}
	return result;
}

/* ---- back ---- */

/* Numbers without such a mark have no extension. Asking the library about each number would take minutes for the largest books. */
static bool
may_have_extension(struct view shown)
{
	for (size_t i = 0; i < shown.n; i++)
		if (memchr("0123456789 +()-./", shown.p[i], 17) == NULL)
			return true;
	return false;
}

/* The extension in a number as it was typed, if it is this number; otherwise "". */
static void
extension_read(struct view number, struct view shown, char out[PHONE_EXTENSION_SIZE])
{
	struct phone own = { .e164 = "" }, typed = { .e164 = "" };

	out[0] = '\0';
	if (!may_have_extension(shown))
		return;
	(void)phone_read(number.p, number.n, NULL, &own);
	(void)phone_read(shown.p, shown.n, own.country[0] != '\0' ? own.country : NULL, &typed);
	if (view_is(number, typed.e164))
		(void)view_copy(view_of(typed.extension), out, PHONE_EXTENSION_SIZE);
}

static void
person_number(json_t *person, const json_t *entry)
{
	struct view number = person_get(entry, "number");
	char extension[PHONE_EXTENSION_SIZE];
	struct buf text = { 0 };

	extension_read(number, person_get(entry, "shown"), extension);
	buf_add_view(&text, number);
	if (extension[0] != '\0')
		buf_addf(&text, " x%s", extension);
	(void)person_add_number(person, person_get(entry, "label"), buf_view(&text),
	    view_is(person_get(entry, "kind"), "fax"));
	buf_fini(&text);
}

/* The id of its source, by which an import finds the contact again. */
static void
person_uid(json_t *person, const json_t *item)
{
	json_t *key;
	size_t i;

	json_array_foreach (json_object_get(item, "known_by"), i, key) {
		struct view text = view_of(json_string_value(key));

		if (view_starts(text, uid_key))
			person_set(person, "uid",
			    (struct view){
				text.p + sizeof(uid_key) - 1, text.n - (sizeof(uid_key) - 1) });
	}
}

static json_t *
person_of(const json_t *item)
{
	json_t *person = json_object(), *entry;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		person_set(person, texts[i].person, person_get(item, texts[i].item));
	person_uid(person, item);
	json_array_foreach (json_object_get(item, "emails"), i, entry)
		(void)person_add_email(
		    person, person_get(entry, "label"), person_get(entry, "email"));
	json_array_foreach (json_object_get(item, "numbers"), i, entry)
		person_number(person, entry);
	return person;
}

json_t *
persons_of_items(const json_t *items)
{
	json_t *persons = json_array(), *item;
	size_t i;

	json_array_foreach (items, i, item)
		json_array_append_new(persons, person_of(item));
	return persons;
}
