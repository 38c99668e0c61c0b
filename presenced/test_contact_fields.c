/* contact_fields: numbers and addresses as they are typed, and what is kept of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "presenced/contact_fields.h"

static void
typed_numbers_are_kept_as_e164_with_what_was_typed(void **unused)
{
	static const struct {
		const char *typed, *country, *kept;
	} cases[] = {
		{ "{\"numbers\":[{\"number\":\"070-123 45 67\"}]}", "SE",
		    "{\"numbers\":[{\"kind\":\"phone\",\"label\":\"Phone\",\"number\":\"+"
		    "46701234567\",\"shown\":\"070-123 45 67\"}]}" },
		{ "{\"numbers\":[{\"number\":\"+1 (202) 555-0123\",\"label\":\"Cell\"}]}", NULL,
		    "{\"numbers\":[{\"kind\":\"phone\",\"label\":\"Cell\",\"number\":\"+"
		    "12025550123\",\"shown\":\"+1 (202) 555-0123\"}]}" },
		/* As it was read: its own form is kept. */
		{ "{\"numbers\":[{\"number\":\"+46701234567\",\"shown\":\"070-123 45 "
		  "67\",\"kind\":\"fax\"}]}",
		    "SE",
		    "{\"numbers\":[{\"kind\":\"fax\",\"label\":\"Fax\",\"number\":\"+46701234567\","
		    "\"shown\":\"070-123 45 67\"}]}" },
		/* What shows another number is none of it. */
		{ "{\"numbers\":[{\"number\":\"+46701234567\",\"shown\":\"070-999 99 99\"}]}", "SE",
		    "{\"numbers\":[{\"kind\":\"phone\",\"label\":\"Phone\",\"number\":\"+"
		    "46701234567\",\"shown\":\"+46701234567\"}]}" },
		{ "{\"work_number\":\"070 123 45 67\",\"name\":\"Ann\"}", "SE",
		    "{\"name\":\"Ann\",\"work_number\":\"+46701234567\"}" },
		{ "{\"emails\":[{\"email\":\"a@b\"}],\"work_number\":null}", NULL,
		    "{\"emails\":[{\"email\":\"a@b\",\"label\":\"E-mail\"}],\"work_number\":"
		    "null}" },
		{ "{}", NULL, "{}" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *item = json_loads(cases[i].typed, 0, NULL);
		struct err err = { 0 };
		char *kept;

		assert_int_equal(contact_fields_read(item, cases[i].country, &err), 0);
		kept = json_dumps(item, JSON_COMPACT | JSON_SORT_KEYS);
		assert_string_equal(kept, cases[i].kept);
		free(kept);
		json_decref(item);
	}
}

static void
no_extension_is_what_goes_for_help(void **unused)
{
	static const struct {
		const char *item, *country, *field; /* NULL: it is one */
	} cases[] = {
		{ "{\"work_extension\":\"112\"}", "SE", "/work_extension" },
		{ "{\"agent_extension\":\"911\"}", "US", "/agent_extension" },
		{ "{\"extension\":\"110\"}", "DE", "/extension" },
		{ "{\"extension\":\"4711\"}", "DE", NULL },
		{ "{\"work_extension\":\"600\",\"agent_extension\":null}", "SE", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *item = json_loads(cases[i].item, 0, NULL);
		struct err err = { 0 };

		assert_true(contact_fields_national(item));
		assert_int_equal(contact_fields_read(item, cases[i].country, &err),
		    cases[i].field != NULL ? -1 : 0);
		if (cases[i].field != NULL)
			assert_string_equal(err.field, cases[i].field);
		json_decref(item);
	}
}

static void
what_is_wrong_is_named(void **unused)
{
	static const struct {
		const char *typed, *field;
	} cases[] = {
		{ "{\"numbers\":5}", "/numbers" },
		{ "{\"numbers\":[5]}", "/numbers/0/" },
		{ "{\"numbers\":[{}]}", "/numbers/0/number" },
		{ "{\"numbers\":[{\"number\":\"+46701234567\"},{\"number\":\"xyz\"}]}",
		    "/numbers/1/number" },
		{ "{\"numbers\":[{\"number\":\"0701234567\"}]}", "/numbers/0/number" },
		{ "{\"numbers\":[{\"number\":5}]}", "/numbers/0/number" },
		{ "{\"numbers\":[{\"number\":\"+46701234567\",\"colour\":\"red\"}]}",
		    "/numbers/0/" },
		{ "{\"numbers\":[{\"number\":\"+46701234567\",\"kind\":\"pager\"}]}",
		    "/numbers/0/kind" },
		{ "{\"numbers\":[{\"number\":\"+46701234567\",\"label\":"
		  "\"12345678901234567890123456789012345678901\"}]}",
		    "/numbers/0/label" },
		{ "{\"emails\":[{\"email\":\"nobody\"}]}", "/emails/0/email" },
		{ "{\"emails\":[{\"email\":\"@b\"}]}", "/emails/0/email" },
		{ "{\"emails\":[{\"email\":\"a@b@c\"}]}", "/emails/0/email" },
		{ "{\"emails\":[{\"email\":\"a b@c\"}]}", "/emails/0/email" },
		{ "{\"emails\":{}}", "/emails" },
		{ "{\"work_number\":\"4711\"}", "/work_number" },
		{ "{\"number\":\"12\"}", "/number" },
		{ "{\"workplace_phone\":\"112\"}", "/workplace_phone" },
		{ "{\"forward_number\":\"+1202555\"}", "/forward_number" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *item = json_loads(cases[i].typed, 0, NULL);
		struct err err = { 0 };

		assert_int_equal(contact_fields_read(item, NULL, &err), -1);
		assert_string_equal(err.field, cases[i].field);
		assert_true(err.text[0] != '\0');
		json_decref(item);
	}
}

static void
lists_have_an_end(void **unused)
{
	json_t *item = json_object(), *numbers = json_array();
	struct err err = { 0 };

	(void)unused;
	for (int i = 0; i <= CONTACT_NUMBERS_MAX; i++)
		(void)json_array_append_new(numbers, json_pack("{s:s}", "number", "+46701234567"));
	(void)json_object_set_new(item, "numbers", numbers);
	assert_int_equal(contact_fields_read(item, NULL, &err), -1);
	assert_string_equal(err.field, "/numbers");
	(void)json_array_remove(json_object_get(item, "numbers"), 0);
	assert_int_equal(contact_fields_read(item, NULL, &err), 0);
	json_decref(item);
}

static void
a_country_is_asked_for_national_numbers_alone(void **unused)
{
	json_t *national = json_loads(
	    "{\"numbers\":[{\"number\":\"+46701234567\"},{\"number\":\" 0701234567\"}]}", 0, NULL);
	json_t *international = json_loads(
	    "{\"numbers\":[{\"number\":\" +46701234567\"}],\"work_number\":\"+46701234567\"}", 0,
	    NULL);

	(void)unused;
	assert_true(contact_fields_national(national));
	assert_false(contact_fields_national(international));
	json_decref(national);
	json_decref(international);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typed_numbers_are_kept_as_e164_with_what_was_typed),
		cmocka_unit_test(no_extension_is_what_goes_for_help),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(lists_have_an_end),
		cmocka_unit_test(a_country_is_asked_for_national_numbers_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
