/*
 * fuzz_people - address books as anybody may send them.
 *
 * The first byte picks the form. What was read keeps its bounds, and what we write of it is read again as the same.
 */
#include <assert.h>
#include <stdlib.h>

#include "common/base/charset.h"
#include "common/base/utf8.h"
#include "presenced/core/person_csv.h"
#include "presenced/core/vcard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_again(
    int (*read)(struct view, struct people *, struct err *), struct view text, json_t *person)
{
	struct people people = { NULL, NULL };
	struct err err;

	assert(read(text, &people, &err) == 0);
	assert(json_array_size(people.list) == 1);
	assert(json_equal(json_object_get(json_array_get(people.list, 0), "person"), person));
	people_fini(&people);
}

static void
check_person(json_t *person)
{
	json_t *list = json_pack("[O]", person);
	struct buf out = { 0 };

	assert(json_array_size(json_object_get(person, "numbers")) <= PERSON_ITEMS_MAX);
	(void)json_object_del(
	    person, "left_out"); /* said once: what is written is within the bounds */
	vcard_write(person, VCARD_4, &out);
	check_again(people_from_vcard, buf_view(&out), person);
	buf_fini(&out);
	json_decref(list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct people people = { NULL, NULL };
	struct buf text = { 0 };
	struct err err;
	json_t *item;
	size_t i;

	if (size == 0)
		return 0;
	(void)charset_to_utf8((struct view){ (const char *)data + 1, size - 1 }, &text);
	assert(utf8_valid(buf_view(&text)));
	if (data[0] % 4 == 3) /* cards are read as they came, too */
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
