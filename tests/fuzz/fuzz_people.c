/*
 * fuzz_people - address books as anyone may send them.
 *
 * The first byte picks the form. Persons keep their bounds, and each is written in every form and read again as the same.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/charset.h"
#include "common/base/utf8.h"
#include "presenced/core/person_csv.h"
#include "presenced/core/vcard.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* persons */

typedef int (*reader)(struct view, struct people *, struct err *);

static void
check_again(reader read, struct view text, const json_t *person)
{
	struct people people = { 0 };
	struct err err;
	json_t *again;

	assert(read(text, &people, &err) == 0);
	assert(json_array_size(people.list) == 1);
	assert(people.dropped == NULL);
	again = json_object_get(json_array_get(people.list, 0), "person");
	(void)json_object_del(
	    again, "left_out"); /* a replacement character is reported each time */
	assert(json_equal(again, person));
	people_fini(&people);
}

static bool
ends_in_fax(struct view label)
{
	return label.n >= 3 && view_is_nocase((struct view){ label.p + label.n - 3, 3 }, "fax");
}

/* Google's tables have no word for some things: they mark labels, say "Fax" in them, and put several values into one cell. */
static bool
fits_table(const json_t *person, const char *list, const char *member)
{
	json_t *item;
	size_t i;

	json_array_foreach (json_object_get(person, list), i, item)
		if (ends_in_fax(person_get(item, "label")) ||
		    view_starts(person_get(item, "label"), "* ") ||
		    strstr(json_string_value(json_object_get(item, member)), " ::: ") != NULL)
			return false;
	return true;
}

static void
check_table(const json_t *person)
{
	json_t *copy = json_deep_copy(person), *list = json_pack("[O]", copy);
	struct buf out = { 0 };

	(void)json_object_del(copy, "uid"); /* a table has none */
	people_to_csv(list, &out);
	if (fits_table(copy, "emails", "address") && fits_table(copy, "numbers", "number"))
		check_again(people_from_csv, buf_view(&out), copy);
	buf_fini(&out);
	json_decref(list);
	json_decref(copy);
}

static void
check_person(json_t *person)
{
	fuzz_reached++;
	assert(json_array_size(json_object_get(person, "numbers")) <= PERSON_ITEMS_MAX);
	assert(person_get(person, "notes").n <= PERSON_NOTES_MAX);
	(void)json_object_del(person, "left_out");
	for (int version = VCARD_3; version <= VCARD_4; version++) {
		struct buf out = { 0 };

		vcard_write(person, (enum vcard_version)version, &out);
		check_again(people_from_vcard, buf_view(&out), person);
		buf_fini(&out);
	}
	check_table(person);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct people people = { 0 };
	struct buf text = { 0 };
	struct err err;
	json_t *item;
	size_t i;

	if (size == 0)
		return 0;
	(void)charset_to_utf8((struct view){ (const char *)data + 1, size - 1 }, &text);
	assert(utf8_valid(buf_view(&text)));
	people.utf8 = data[0] & 4;
	if (data[0] % 4 == 3) /* undecoded, as cards come */
		(void)people_from_vcard(
		    (struct view){ (const char *)data + 1, size - 1 }, &people, &err);
	else
		(void)(data[0] % 2 ? people_from_vcard : people_from_csv)(
		    buf_view(&text), &people, &err);
	json_array_foreach (people.list, i, item)
		if (json_object_get(item, "person") != NULL)
			check_person(json_object_get(item, "person"));
	people_fini(&people);
	buf_fini(&text);
	return 0;
}
