/* person_online: pages of the two address books, as their documents show them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "presenced/core/person_online.h"

static void
tells(const json_t *value, const char *wanted)
{
	char *told = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);

	assert_string_equal(told, wanted);
	free(told);
}

static void
reads(enum person_book book, const char *page_text, const char *persons, const char *gone,
    const char *next, const char *sync)
{
	json_t *page = json_loads(page_text, 0, NULL);
	struct person_page out;

	assert_true(person_page_read(book, page, &out));
	tells(out.persons, persons);
	tells(out.gone, gone);
	assert_true(view_is(out.next, next) && view_is(out.sync, sync));
	person_page_fini(&out);
	json_decref(page);
}

static void
a_page_of_google(void **unused)
{
	(void)unused;
	reads(BOOK_GOOGLE,
	    "{\"connections\":[{\"resourceName\":\"people/"
	    "c1\",\"etag\":\"%x\",\"names\":[{\"displayName\":"
	    "\"Old\"},{\"metadata\":{\"primary\":true},\"displayName\":\"Grace "
	    "Hopper\",\"givenName\":"
	    "\"Grace\",\"familyName\":\"Hopper\"}],\"emailAddresses\":[{\"value\":\"g@x.example\","
	    "\"type\":\"work\",\"formattedType\":\"Work\"}],\"phoneNumbers\":[{\"value\":\"+1 555 "
	    "1\","
	    "\"type\":\"mobile\",\"formattedType\":\"Mobile\"},{\"value\":\"5552\",\"type\":"
	    "\"workFax\","
	    "\"formattedType\":\"Work Fax\"}],\"organizations\":[{\"name\":\"US Navy\",\"title\":"
	    "\"Admiral\"}],\"biographies\":[{\"value\":\"n\"}]},{\"resourceName\":\"people/c2\","
	    "\"metadata\":{\"deleted\":true}},{\"resourceName\":\"people/c3\"},{\"etag\":1},7],"
	    "\"nextPageToken\":\"p\"}",
	    "[{\"company\":\"US "
	    "Navy\",\"emails\":[{\"address\":\"g@x.example\",\"label\":\"Work\"}],"
	    "\"family_name\":\"Hopper\",\"given_name\":\"Grace\",\"job_title\":\"Admiral\","
	    "\"name\":"
	    "\"Grace Hopper\",\"notes\":\"n\",\"numbers\":[{\"label\":\"Mobile\",\"number\":\"+1 "
	    "555 "
	    "1\"},{\"fax\":true,\"label\":\"work\",\"number\":\"5552\"}],\"uid\":\"people/"
	    "c1\"},{\"problem\":\"It "
	    "has no name, company, e-mail address or number.\",\"uid\":\"people/c3\"}]",
	    "[\"people/c2\"]", "p", "");
	reads(BOOK_GOOGLE, "{\"nextSyncToken\":\"s\"}", "[]", "[]", "", "s");
}

static void
a_page_of_graph(void **unused)
{
	(void)unused;
	reads(BOOK_MICROSOFT,
	    "{\"@odata.deltaLink\":\"https://g/d\",\"value\":[{\"id\":\"A1\",\"displayName\":\"Max "
	    "Muster\",\"givenName\":\"Max\",\"surname\":\"Muster\",\"companyName\":\"ACME\","
	    "\"department\":\"IT\",\"jobTitle\":\"Boss\",\"emailAddresses\":[{\"name\":\"Max\","
	    "\"address\":\"m@x.example\"}],\"mobilePhone\":\"+49 1\",\"businessPhones\":[\"030 "
	    "1\",null],"
	    "\"homePhones\":[],\"personalNotes\":\"\"},{\"id\":\"A2\",\"@removed\":{\"reason\":"
	    "\"deleted\"}}]}",
	    "[{\"company\":\"ACME\",\"department\":\"IT\",\"emails\":[{\"address\":\"m@x.example\"}"
	    "],"
	    "\"family_name\":\"Muster\",\"given_name\":\"Max\",\"job_title\":\"Boss\",\"name\":"
	    "\"Max "
	    "Muster\",\"numbers\":[{\"label\":\"Mobile\",\"number\":\"+49 1\"},{\"label\":\"Work\","
	    "\"number\":\"030 1\"}],\"uid\":\"A1\"}]",
	    "[\"A2\"]", "", "https://g/d");
}

static void
what_a_change_does_not_tell_is_unsaid(void **unused)
{
	(void)unused;
	reads(BOOK_MICROSOFT,
	    "{\"value\":[{\"id\":\"A1\",\"companyName\":\"ACME\",\"department\":null,\"jobTitle\":"
	    "null,\"emailAddresses\":[],\"mobilePhone\":null,\"homePhones\":[],\"personalNotes\":"
	    "\"\"}]}",
	    "[{\"company\":\"ACME\",\"name\":\"ACME\",\"uid\":\"A1\",\"unsaid\":[\"name\","
	    "\"numbers\"]}]",
	    "[]", "", "");
}

static void
of_what_is_told_twice_the_last_counts(void **unused)
{
	(void)unused;
	reads(BOOK_GOOGLE,
	    "{\"connections\":[{\"resourceName\":\"a\",\"names\":[{\"displayName\":\"A\"}]},{"
	    "\"resourceName\":\"b\",\"metadata\":{\"deleted\":true}},{\"resourceName\":\"a\","
	    "\"metadata\":{\"deleted\":true}},{\"resourceName\":\"b\",\"names\":[{\"displayName\":"
	    "\"B\"}]}]}",
	    "[{\"name\":\"B\",\"uid\":\"b\"}]", "[\"a\"]", "", "");
}

static void
a_page_of_too_many_contacts_is_refused(void **unused)
{
	json_t *page = json_pack("{s:[]}", "connections");
	struct person_page out;

	(void)unused;
	for (int i = 0; i < PERSON_PAGE_MAX; i++)
		json_array_append_new(json_object_get(page, "connections"), json_object());
	assert_true(person_page_read(BOOK_GOOGLE, page, &out));
	person_page_fini(&out);
	json_array_append_new(json_object_get(page, "connections"), json_object());
	assert_false(person_page_read(BOOK_GOOGLE, page, &out));
	json_decref(page);
}

static void
what_is_no_page_is_refused(void **unused)
{
	static const char *const texts[] = { "[]", "{\"connections\":{}}",
		"{\"connections\":\"x\"}" };
	struct person_page out;

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *page = json_loads(texts[i], 0, NULL);

		assert_false(person_page_read(BOOK_GOOGLE, page, &out));
		json_decref(page);
	}
	assert_false(person_page_read(BOOK_MICROSOFT, NULL, &out));
}

static void
an_old_mark_begins_anew(void **unused)
{
	json_t *expired =
	    json_loads("{\"error\":{\"code\":400,\"details\":[{\"@type\":\"type.googleapis.com/"
		       "google.rpc.ErrorInfo\",\"reason\":\"EXPIRED_SYNC_TOKEN\"}]}}",
		0, NULL);

	(void)unused;
	assert_true(person_sync_expired(BOOK_GOOGLE, 400, expired));
	assert_true(person_sync_expired(BOOK_GOOGLE, 410, NULL));
	assert_false(person_sync_expired(BOOK_GOOGLE, 400, NULL));
	assert_true(person_sync_expired(BOOK_MICROSOFT, 410, NULL));
	assert_false(person_sync_expired(BOOK_MICROSOFT, 400, expired));
	json_decref(expired);
	expired = json_loads("{\"error\":{\"code\":\"SyncStateNotFound\"}}", 0, NULL);
	assert_true(person_sync_expired(BOOK_MICROSOFT, 400, expired));
	json_decref(expired);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_google),
		cmocka_unit_test(a_page_of_graph),
		cmocka_unit_test(what_a_change_does_not_tell_is_unsaid),
		cmocka_unit_test(of_what_is_told_twice_the_last_counts),
		cmocka_unit_test(what_is_no_page_is_refused),
		cmocka_unit_test(a_page_of_too_many_contacts_is_refused),
		cmocka_unit_test(an_old_mark_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
