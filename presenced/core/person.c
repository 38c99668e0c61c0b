/* person - see person.h */
#include "presenced/core/person.h"

#include <string.h>

#include "common/base/utf8.h"

/* Texts hold no control characters, except that notes have tabs and line ends. */
static void
add_clean(struct buf *out, struct view value, bool lines)
{
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool control = (unsigned char)c < ' ' || c == 0x7f;

		if (c == '\r' && lines)
			continue;
		buf_add_char(out, control && !(lines && (c == '\n' || c == '\t')) ? ' ' : c);
	}
}

/* Takes `words`. */
static void
leave_out(json_t *person, json_t *words)
{
	json_t *list = json_object_get(person, "left_out");

	if (list == NULL)
		json_object_set_new(person, "left_out", list = json_array());
	if (json_array_size(list) < PERSON_ITEMS_MAX)
		json_array_append(list, words);
	json_decref(words);
}

static bool
has_replacement(struct view text)
{
	return text.n > 0 && memmem(text.p, text.n, "\xEF\xBF\xBD", 3) != NULL;
}

/* Cleaned, and cut between two characters; "left_out" of `person` says what is lost. */
static json_t *
text_of(json_t *person, const char *what, struct view value, size_t most, bool lines)
{
	struct buf clean = { 0 };
	struct view whole, head;
	json_t *text;

	add_clean(&clean, value, lines);
	whole = view_trim(buf_view(&clean));
	head = view_trim(utf8_head(whole, most));
	text = json_stringn(head.n > 0 ? head.p : "", head.n);
	if (whole.n > most)
		leave_out(
		    person, json_sprintf("%s: Only the first %zu bytes are kept.", what, most));
	if (has_replacement(head))
		leave_out(
		    person, json_sprintf("%s: Unreadable characters became \xEF\xBF\xBD.", what));
	buf_fini(&clean);
	return text;
}

struct view
person_get(const json_t *person, const char *member)
{
	return view_of(json_string_value(json_object_get(person, member)));
}

void
person_set(json_t *person, const char *member, struct view value)
{
	bool notes = view_is(VIEW("notes"), member);
	json_t *text;

	if (json_object_get(person, member) != NULL)
		return;
	text = text_of(person, member, value, notes ? PERSON_NOTES_MAX : PERSON_TEXT_MAX, notes);
	if (json_string_length(text) > 0)
		json_object_set(person, member, text);
	json_decref(text);
}

static bool
has_item(const json_t *list, const char *member, const json_t *value)
{
	json_t *item;
	size_t i;

	json_array_foreach (list, i, item)
		if (json_equal(json_object_get(item, member), value))
			return true;
	return false;
}

/* "left_out" does not mention cut labels. */
static json_t *
item_new(json_t *person, const char *list_name, struct view label)
{
	json_t *list = json_object_get(person, list_name), *item = json_object();

	if (list == NULL)
		json_object_set_new(person, list_name, list = json_array());
	json_array_append_new(list, item);
	person_set(item, "label", person_label(label));
	json_object_del(item, "left_out");
	return item;
}

static json_t *
item_add(
    json_t *person, const char *list_name, const char *member, struct view label, struct view value)
{
	json_t *list = json_object_get(person, list_name), *item = NULL,
	       *text = text_of(person, member, value, PERSON_TEXT_MAX, false);

	if (json_string_length(text) > 0 && !has_item(list, member, text)) {
		if (json_array_size(list) < PERSON_ITEMS_MAX)
			item = item_new(person, list_name, label);
		else
			leave_out(person,
			    json_sprintf("%s: More than %d are not kept.", json_string_value(text),
				PERSON_ITEMS_MAX));
	}
	if (item != NULL)
		json_object_set(item, member, text);
	json_decref(text);
	return item;
}

static struct view
inner(struct view text, size_t before, size_t behind)
{
	return view_trim((struct view){ text.p + before, text.n - before - behind });
}

struct view
person_label(struct view label)
{
	label = view_trim(label);
	while (label.n > 8 && view_starts(label, "_$!<"))
		label = inner(label, 4, 4);
	return label;
}

/* vCard 4.0 has tel:+1-555-0100;ext=102 */
static struct view
without_scheme(struct view number)
{
	number = view_trim(number);
	while (number.n >= 4 && view_is_nocase((struct view){ number.p, 4 }, "tel:"))
		number = inner(number, 4, 0);
	return number;
}

json_t *
person_add_email(json_t *person, struct view label, struct view address)
{
	return item_add(person, "emails", "address", label, address);
}

json_t *
person_add_number(json_t *person, struct view label, struct view number, bool fax)
{
	json_t *item = item_add(person, "numbers", "number", label, without_scheme(number));

	if (item != NULL && fax)
		json_object_set_new(item, "fax", json_true());
	return item;
}

static struct view
first_of(const json_t *person, const char *list, const char *member)
{
	json_t *item = json_array_get(json_object_get(person, list), 0);

	return view_of(json_string_value(json_object_get(item, member)));
}

static void
name_by_parts(json_t *person)
{
	struct view given = person_get(person, "given_name"),
		    family = person_get(person, "family_name");
	struct buf name = { 0 };

	buf_add_view(&name, given);
	if (given.n > 0 && family.n > 0)
		buf_add_char(&name, ' ');
	buf_add_view(&name, family);
	person_set(person, "name", buf_view(&name));
	buf_fini(&name);
}

void
person_add_middle(json_t *person, struct view middle)
{
	struct buf name = { 0 };

	middle = view_trim(middle);
	if (middle.n == 0)
		return;
	buf_add_view(&name, person_get(person, "given_name"));
	if (name.n > 0)
		buf_add_char(&name, ' ');
	buf_add_view(&name, middle);
	json_object_del(person, "given_name");
	person_set(person, "given_name", buf_view(&name));
	buf_fini(&name);
}

bool
person_finish(json_t *person)
{
	name_by_parts(person);
	person_set(person, "name", person_get(person, "company"));
	person_set(person, "name", first_of(person, "emails", "address"));
	person_set(person, "name", first_of(person, "numbers", "number"));
	return json_object_get(person, "name") != NULL;
}

/* ---- data that contacts do not keep ---- */

/* The person's set {name: true}; people_add counts it. */
static const char dropped[] = "dropped";

void
person_drop(json_t *person, struct view source)
{
	char name[PERSON_TEXT_MAX + 1];
	json_t *set = json_object_get(person, dropped);

	if (!utf8_valid(source) ||
	    !view_copy(utf8_head(source, PERSON_TEXT_MAX), name, sizeof(name)))
		return;
	if (set == NULL)
		json_object_set_new(person, dropped, set = json_object());
	if (json_object_size(set) < PEOPLE_DROPPED_MAX)
		json_object_set_new(set, name, json_true());
}

void
person_nickname(json_t *person, struct view nickname, struct view source)
{
	struct view company = person_get(person, "company");

	name_by_parts(person);
	nickname = view_trim(nickname);
	if (person_get(person, "name").n == 0 && company.n == 0)
		person_set(person, "name", nickname);
	else if (nickname.n > 0 && !view_eq(nickname, person_get(person, "name")) &&
	    !view_eq(nickname, company))
		person_drop(person, source);
}

bool
person_part_next(struct view *rest, const char *between, struct view *out)
{
	struct view separator = view_of(between);
	const char *at =
	    rest->p != NULL ? memmem(rest->p, rest->n, separator.p, separator.n) : NULL;

	if (rest->p == NULL)
		return false;
	*out = *rest;
	if (at == NULL) {
		*rest = (struct view){ NULL, 0 };
		return true;
	}
	out->n = (size_t)(at - rest->p);
	rest->n -= out->n + separator.n;
	rest->p = at + separator.n;
	return true;
}

void
person_drop_labels(json_t *person, struct view value, const char *between, struct view source)
{
	static const char *const idle[] = { "", "* myContacts", "myContacts" };
	struct view label;

	while (person_part_next(&value, between, &label))
		if (!view_is_among(view_trim(label), idle, sizeof(idle) / sizeof(idle[0])))
			person_drop(person, source);
}

/* ---- the list of a file ---- */

static void
add(struct people *people, int64_t line, const char *member, json_t *value)
{
	json_t *item = json_object();

	json_object_set_new(item, "line", json_integer(line));
	json_object_set_new(item, member, value);
	if (people->list == NULL)
		people->list = json_array();
	json_array_append_new(people->list, item);
}

void
people_skip(struct people *people, int64_t line, const char *problem)
{
	add(people, line, "problem", json_string(problem));
}

static void
dropped_count(struct people *people, json_t *person)
{
	json_t *set = json_object_get(person, dropped), *one;
	const char *name;

	if (set != NULL && people->dropped == NULL)
		people->dropped = json_object();
	json_object_foreach (set, name, one) {
		json_int_t count = json_integer_value(json_object_get(people->dropped, name));

		if (count > 0 || json_object_size(people->dropped) < PEOPLE_DROPPED_MAX)
			json_object_set_new(people->dropped, name, json_integer(count + 1));
	}
	json_object_del(person, dropped);
}

void
people_add(struct people *people, int64_t line, json_t *person)
{
	if (person_finish(person)) {
		dropped_count(people, person);
		add(people, line, "person", person);
		return;
	}
	json_decref(person);
	people_skip(people, line, "It has no name, company, e-mail address or number.");
}

void
people_fini(struct people *people)
{
	json_decref(people->list);
	json_decref(people->dropped);
	*people = (struct people){ 0 };
}
