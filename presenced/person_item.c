/* person_item - see person_item.h */
#include "presenced/person_item.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/utf8.h"
#include "presenced/contact_fields.h"

/* A number or an address, and the person of this file who has it first. */
struct known {
	char *key;
	json_t *entry; /* borrowed of the result */
	UT_hash_handle hh;
};

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

/* What a file does not say stays as it is: an empty list is no member. */
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

/* ---- who is the same ---- */

static const struct {
	const char *list, *member;
	size_t max;
} lists[] = {
	{ "numbers", "number", CONTACT_NUMBERS_MAX },
	{ "emails", "email", CONTACT_EMAILS_MAX },
};
enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

/* Addresses are the same in small and capital letters. */
static char *
key_of(const json_t *entry, const char *member)
{
	char *key = view_dup(person_get(entry, member));

	for (char *c = key; *c != '\0'; c++)
		*c = char_lower(*c);
	return key;
}

static struct known *
known_find(struct known *known, const json_t *entry, const char *member)
{
	char *key = key_of(entry, member);
	struct known *found;

	HASH_FIND_STR(known, key, found);
	free(key);
	return found;
}

static json_t *
same_as(struct known *known, const json_t *item)
{
	json_t *entry;
	size_t i;

	for (int l = 0; l < LISTS; l++)
		json_array_foreach (json_object_get(item, lists[l].list), i, entry) {
			struct known *found = known_find(known, entry, lists[l].member);

			if (found != NULL)
				return found->entry;
		}
	return NULL;
}

static void
known_add(struct known **known, json_t *result, const json_t *entry, const char *member)
{
	struct known *one;

	if (known_find(*known, entry, member) != NULL)
		return;
	one = mem_zero(1, sizeof(*one));
	one->key = key_of(entry, member);
	one->entry = result;
	HASH_ADD_KEYPTR(hh, *known, one->key, strlen(one->key), one);
}

static void
remember(struct known **known, json_t *result)
{
	json_t *entry;
	size_t i;

	for (int l = 0; l < LISTS; l++)
		json_array_foreach (
		    json_object_get(json_object_get(result, "item"), lists[l].list), i, entry)
			known_add(known, result, entry, lists[l].member);
}

/* The earlier one gets what it has not: texts, numbers, addresses. */
static void
put_together(struct known *known, json_t *earlier, const json_t *item, json_t *left_out)
{
	json_t *kept = json_object_get(earlier, "item"), *entry;
	size_t i;

	json_object_update_missing(kept, (json_t *)(uintptr_t)item);
	for (int l = 0; l < LISTS; l++)
		json_array_foreach (json_object_get(item, lists[l].list), i, entry) {
			json_t *list = json_object_get(kept, lists[l].list);

			if (list == json_object_get(item, lists[l].list) ||
			    known_find(known, entry, lists[l].member) != NULL)
				continue;
			if (json_array_size(list) < lists[l].max)
				json_array_append(list, entry);
			else
				json_array_append_new(left_out,
				    json_sprintf("%s: No more are kept.",
					json_string_value(
					    json_object_get(entry, lists[l].member))));
		}
}

static void
known_free(struct known *known)
{
	struct known *one, *next;

	HASH_ITER (hh, known, one, next) {
		HASH_DEL(known, one);
		free(one->key);
		free(one);
	}
}

/* ---- all ---- */

static json_t *
skipped(json_t *line, json_t *problem)
{
	return json_pack("{s:O, s:o}", "line", line, "problem", problem);
}

static void
person_take(json_t *result, struct known **known, const json_t *one, const char *country)
{
	json_t *line = json_object_get(one, "line"), *left_out = json_array();
	json_t *item = person_item(json_object_get(one, "person"), country, left_out);
	json_t *earlier = same_as(*known, item), *told;

	if (earlier != NULL) {
		put_together(*known, earlier, item, left_out);
		told = skipped(line,
		    json_sprintf(
			"It is the same person as that of line %lld: both are put together.",
			(long long)json_integer_value(json_object_get(earlier, "line"))));
		json_decref(item);
	} else {
		told = earlier = json_pack("{s:O, s:o}", "line", line, "item", item);
	}
	json_array_append_new(result, told);
	if (json_array_size(left_out) > 0)
		json_object_set(told, "left_out", left_out);
	remember(known, earlier);
	json_decref(left_out);
}

json_t *
person_items(const struct people *people, const char *country)
{
	json_t *result = json_array(), *one;
	struct known *known = NULL;
	size_t i;

	json_array_foreach (people->list, i, one) {
		if (json_object_get(one, "person") != NULL)
			person_take(result, &known, one, country);
		else
			json_array_append(result, one);
	}
	known_free(known);
	return result;
}

/* ---- back ---- */

static json_t *
person_of(const json_t *item)
{
	json_t *person = json_object(), *entry;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		person_set(person, texts[i].person, person_get(item, texts[i].item));
	json_array_foreach (json_object_get(item, "emails"), i, entry)
		(void)person_add_email(
		    person, person_get(entry, "label"), person_get(entry, "email"));
	json_array_foreach (json_object_get(item, "numbers"), i, entry)
		(void)person_add_number(person, person_get(entry, "label"),
		    person_get(entry, "number"), view_is(person_get(entry, "kind"), "fax"));
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
