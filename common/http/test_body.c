/* body: every type with its limits, and which error names which field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/http/body.h"

static const char *const colours[] = { "red", "green", NULL };

enum { F_TEXT, F_COUNT, F_AGENT, F_LOUD, F_COLOUR, F_DATA, F_SHADES };

static const struct body_field fields[] = {
	{ "text", BODY_TEXT, BODY_REQUIRED, 1, 3, NULL, "" },
	{ "count", BODY_INT, BODY_NULLABLE, -5, 10, NULL, "" },
	{ "agent", BODY_ID, 0, 0, 0, NULL, "" },
	{ "loud", BODY_BOOL, 0, 0, 0, NULL, "" },
	{ "colour", BODY_ENUM, 0, 0, 0, colours, "" },
	{ "data", BODY_ANY, 0, 0, 0, NULL, "" },
	{ "shades", BODY_SET, 0, 0, 0, colours, "" },
	{ NULL, BODY_TEXT, 0, 0, 0, NULL, NULL },
};

static const struct body json_body = { "json", BODY_JSON, fields };
static const struct body query_body = { "query", BODY_QUERY, fields };

static void
refuse(const struct body *body, const char *type, const char *query, struct view raw, int status,
    const char *field)
{
	struct body_values values;
	struct body_errs errs;
	const struct err *err = &errs.at[0];

	if (body_decode(body, view_of(type), view_of(query), raw, &values, &errs) == 0)
		fail_msg("accepted: %.*s ? %s", (int)raw.n, raw.p, query);
	if (errs.count != 1 || err_status(err->kind) != status || strcmp(err->field, field) != 0)
		print_message("%.*s ? %s: %s\n", (int)raw.n, raw.p, query, err->text);
	assert_int_equal(errs.count, 1);
	assert_int_equal(err_status(err->kind), status);
	assert_string_equal(err->field, field);
	assert_true(err->text[0] != '\0');
	assert_null(values.root);
}

static void
a_json_body_becomes_values_in_the_order_of_its_fields(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(body_decode(&json_body, VIEW("application/json; charset=utf-8"), VIEW(""),
			     VIEW("{\"data\":[1],\"colour\":\"green\",\"loud\":true,"
				  "\"agent\":\"9223372036854775807\",\"count\":-5,"
				  "\"text\":\"\xc3\xa4\xc3\xb6\xc3\xbc\"}"),
			     &values, &errs),
	    0);
	assert_true(view_is(values.at[F_TEXT].text, "\xc3\xa4\xc3\xb6\xc3\xbc"));
	assert_int_equal(values.at[F_COUNT].number, -5);
	assert_true(values.at[F_AGENT].number == INT64_MAX);
	assert_true(view_is(values.at[F_AGENT].text, "9223372036854775807"));
	assert_int_equal(values.at[F_LOUD].number, 1);
	assert_int_equal(values.at[F_COLOUR].number, 1);
	assert_int_equal(json_array_size(values.at[F_DATA].json), 1);
	body_values_fini(&values);
}

static void
what_was_not_given_and_what_was_given_as_null_differ(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(body_decode(&json_body, VIEW("application/json"), VIEW(""),
			     VIEW("{\"text\":\"a\",\"count\":null,\"data\":null}"), &values, &errs),
	    0);
	assert_true(values.at[F_TEXT].present);
	assert_false(values.at[F_COUNT].present);
	assert_true(values.at[F_COUNT].null);
	assert_false(values.at[F_LOUD].present || values.at[F_LOUD].null);
	assert_true(json_is_null(values.at[F_DATA].json));
	body_values_fini(&values);
}

static void
each_wrong_field_is_422_with_its_pointer(void **unused)
{
	static const struct {
		const char *raw, *field;
	} cases[] = {
		{ "{}", "/text" },
		{ "{\"text\":null}", "/text" },
		{ "{\"text\":1}", "/text" },
		{ "{\"text\":\"\"}", "/text" },
		{ "{\"text\":\" \\n\"}", "/text" },
		{ "{\"text\":\"abcd\"}", "/text" },
		{ "{\"text\":\"a\",\"name\":1}", "/name" },
		{ "{\"text\":\"a\",\"a/b~c\":1}", "/a~1b~0c" },
		{ "{\"text\":\"a\",\"count\":11}", "/count" },
		{ "{\"text\":\"a\",\"count\":-6}", "/count" },
		{ "{\"text\":\"a\",\"count\":1.0}", "/count" },
		{ "{\"text\":\"a\",\"count\":\"1\"}", "/count" },
		{ "{\"text\":\"a\",\"agent\":7}", "/agent" },
		{ "{\"text\":\"a\",\"agent\":\"0\"}", "/agent" },
		{ "{\"text\":\"a\",\"agent\":\"-7\"}", "/agent" },
		{ "{\"text\":\"a\",\"agent\":\"07\"}", "/agent" },
		{ "{\"text\":\"a\",\"agent\":\"\"}", "/agent" },
		{ "{\"text\":\"a\",\"agent\":\"9223372036854775808\"}", "/agent" },
		{ "{\"text\":\"a\",\"loud\":1}", "/loud" },
		{ "{\"text\":\"a\",\"loud\":null}", "/loud" },
		{ "{\"text\":\"a\",\"colour\":\"blue\"}", "/colour" },
		{ "{\"text\":\"a\",\"colour\":2}", "/colour" },
		{ "{\"text\":\"a\",\"text\":\"b\"}", "" },
		{ "{\"text\":\"a\",\"count\":99999999999999999999}", "" },
		{ "[]", "" },
		{ "7", "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuse(
		    &json_body, "application/json", "", view_of(cases[i].raw), 422, cases[i].field);
}

static void
no_body_counts_as_an_object_without_members(void **unused)
{
	(void)unused;
	refuse(&json_body, "", "", VIEW(""), 422, "/text");
	refuse(&json_body, "text/plain", "", VIEW(""), 422, "/text");
}

static void
a_set_is_some_of_its_values_with_commas_between(void **unused)
{
	static const char *const sets[] = { "red", "green", "red,green", "green,green" };
	static const char *const wrong[] = { "", ",", "red,", ",red", "red,,green", "red, green",
		"Red", "redgreen", "red,blue", "red%00", "green,red,green" };
	struct body_values values;
	struct body_errs errs;
	char query[64];

	(void)unused;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		(void)snprintf(query, sizeof(query), "text=x&shades=%s", sets[i]);
		assert_int_equal(
		    body_decode(&query_body, VIEW(""), view_of(query), VIEW(""), &values, &errs),
		    0);
		assert_true(values.at[F_SHADES].present);
		assert_true(view_is(values.at[F_SHADES].text, sets[i]));
		body_values_fini(&values);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		(void)snprintf(query, sizeof(query), "text=x&shades=%s", wrong[i]);
		refuse(&query_body, "", query, VIEW(""), 422, "/shades");
	}
}

static void
a_value_that_is_not_allowed_is_named_with_those_that_are(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(body_decode(&query_body, VIEW(""), VIEW("text=x&shades=red,blue&colour=1"),
			     VIEW(""), &values, &errs),
	    -1);
	assert_int_equal(errs.count, 2);
	assert_string_equal(errs.at[0].text, "Has no value \"blue\". Must be some of: red, green.");
	assert_string_equal(errs.at[1].text, "Must be one of: red, green.");
}

static void
what_is_no_json_text_in_utf8_is_400(void **unused)
{
	static const char *const cases[] = { " ", "{", "{}x", "{\"text\":\"\xff\"}",
		"{\"text\":\"\xed\xa0\x80\"}", "text=a", "{'text':1}" };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuse(&json_body, "application/json", "", view_of(cases[i]), 400, "");
	refuse(
	    &json_body, "application/json", "", (struct view){ "{\"text\":\"a\"}\0", 13 }, 400, "");
}

static void
another_content_type_is_415(void **unused)
{
	static const char *const types[] = { "", "text/plain", "application/jsonx",
		"application/x-www-form-urlencoded", "application/json-patch+json" };

	(void)unused;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		refuse(&json_body, types[i], "", VIEW("{\"text\":\"a\"}"), 415, "");
}

static void
a_text_with_a_null_character_is_json_that_is_not_taken(void **unused)
{
	(void)unused;
	refuse(&json_body, "application/json", "", VIEW("{\"text\":\"\\u0000\"}"), 422, "");
	refuse(&json_body, "application/json", "", VIEW("{\"\\u0000\":\"a\"}"), 422, "");
}

static void
deep_nesting_is_refused_before_it_is_read(void **unused)
{
	struct buf raw = { .p = NULL };

	(void)unused;
	buf_add_text(&raw, "{\"text\":\"a\",\"data\":");
	for (int i = 0; i < 100000; i++)
		buf_add_char(&raw, '[');
	refuse(&json_body, "application/json", "", buf_view(&raw), 400, "");
	refuse(&body_none, "", "", buf_view(&raw), 400, "");
	buf_fini(&raw);
}

static void
brackets_in_a_string_are_not_nesting(void **unused)
{
	struct buf raw = { .p = NULL };
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	buf_add_text(&raw, "{\"text\":\"a\",\"data\":\"\\\"");
	for (int i = 0; i < 1000; i++)
		buf_add_char(&raw, '[');
	buf_add_text(&raw, "\"}");
	assert_int_equal(body_decode(&json_body, VIEW("application/json"), VIEW(""), buf_view(&raw),
			     &values, &errs),
	    0);
	body_values_fini(&values);
	buf_fini(&raw);
}

static void
a_long_unknown_name_is_told_cut_but_still_utf8(void **unused)
{
	struct buf raw = { .p = NULL };
	struct body_values values;
	struct body_errs errs;
	json_t *told;

	(void)unused;
	buf_add_text(&raw, "{\"a");
	for (int i = 0; i < 100; i++)
		buf_add_text(&raw, "\xe2\x82\xac");
	buf_add_text(&raw, "\":1}");
	assert_int_equal(body_decode(&json_body, VIEW("application/json"), VIEW(""), buf_view(&raw),
			     &values, &errs),
	    -1);
	assert_int_equal(strncmp(errs.at[0].field, "/a\xe2\x82\xac", 5), 0);
	told = json_string(errs.at[0].field);
	assert_non_null(told);
	json_decref(told);
	buf_fini(&raw);
}

static void
query_parameters_become_values_too(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(body_decode(&query_body, VIEW(""),
			     VIEW("text=%C3%A4+b&count=7&agent=12&loud=false&colour=red"), VIEW(""),
			     &values, &errs),
	    0);
	assert_true(view_is(values.at[F_TEXT].text, "\xc3\xa4 b"));
	assert_int_equal(values.at[F_COUNT].number, 7);
	assert_int_equal(values.at[F_AGENT].number, 12);
	assert_true(values.at[F_LOUD].present);
	assert_int_equal(values.at[F_LOUD].number, 0);
	assert_true(view_is(values.at[F_COLOUR].text, "red"));
	assert_true(view_is(values.at[F_AGENT].text, "12"));
	body_values_fini(&values);
}

static void
wrong_query_parameters_are_422_and_unknown_ones_400(void **unused)
{
	static const struct {
		const char *query;
		int status;
		const char *field;
	} cases[] = {
		{ "", 422, "/text" },
		{ "text=abcd", 422, "/text" },
		{ "text=a%00b", 422, "/text" },
		{ "text=a&text=b", 422, "/text" },
		{ "text=a&count=x", 422, "/count" },
		{ "text=a&count=", 422, "/count" },
		{ "text=a&loud=1", 422, "/loud" },
		{ "text=a&size=1", 400, "/size" },
		{ "text=a&%", 400, "" },
		{ "text=%ff", 400, "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuse(&query_body, "", cases[i].query, VIEW(""), cases[i].status, cases[i].field);
	refuse(&body_none, "", "a=1", VIEW(""), 400, "/a");
	refuse(&json_body, "application/json", "a=1", VIEW("{\"text\":\"a\"}"), 400, "/a");
}

static void
a_request_without_body_may_say_so_in_json(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(body_decode(&body_none, VIEW(""), VIEW(""), VIEW(""), &values, &errs), 0);
	body_values_fini(&values);
	assert_int_equal(
	    body_decode(&body_none, VIEW(""), VIEW(""), VIEW(" { } \n"), &values, &errs), 0);
	body_values_fini(&values);
	refuse(&body_none, "", "", VIEW("{\"a\":1}"), 400, "");
	refuse(&body_none, "", "", VIEW("[]"), 400, "");
	refuse(&body_none, "", "", VIEW("x"), 400, "");
}

static void
raw_bytes_and_their_query_are_the_handlers_own(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(
	    body_decode(&body_raw, VIEW("x/y"), VIEW("%"), VIEW("\xff"), &values, &errs), 0);
	body_values_fini(&values);
}

static const struct body_field part_fields[] = {
	{ "dry_run", BODY_BOOL, BODY_IN_QUERY, 0, 1, NULL, "" },
	{ "name", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 1, 3, NULL, "" },
	{ "size", BODY_INT, BODY_REQUIRED, 1, 3, NULL, "" },
	{ NULL, BODY_TEXT, 0, 0, 0, NULL, NULL },
};
static const struct body whole_body = { "whole", BODY_JSON, part_fields };
static const struct body part_body = { "part", BODY_PART, part_fields };

static void
a_part_of_a_thing_needs_no_field_but_changes_none_that_is_fixed(void **unused)
{
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	assert_int_equal(
	    body_decode(&part_body, VIEW("application/json"), VIEW(""), VIEW("{}"), &values, &errs),
	    0);
	body_values_fini(&values);
	assert_int_equal(body_decode(&part_body, VIEW("application/json"), VIEW("dry_run=true"),
			     VIEW("{\"size\":2}"), &values, &errs),
	    0);
	assert_int_equal(values.at[0].number, 1);
	assert_int_equal(values.at[2].number, 2);
	assert_int_equal(json_object_size(values.root), 1);
	body_values_fini(&values);
	refuse(&part_body, "application/json", "", VIEW("{\"name\":\"a\"}"), 422, "/name");
	refuse(&part_body, "application/json", "", VIEW("{\"size\":null}"), 422, "/size");
	refuse(&part_body, "text/plain", "", VIEW("{}"), 415, "");
	refuse(&whole_body, "application/json", "", VIEW("{\"name\":\"a\"}"), 422, "/size");
}

static void
a_field_of_the_query_is_none_of_the_body_nor_the_other_way_round(void **unused)
{
	(void)unused;
	refuse(&part_body, "application/json", "", VIEW("{\"dry_run\":true}"), 422, "/dry_run");
	refuse(&part_body, "application/json", "size=2", VIEW("{}"), 400, "/size");
	refuse(&part_body, "application/json", "dry_run=yes", VIEW("{}"), 422, "/dry_run");
}

/* "kind field", … in their order. */
static void
refuse_all(const struct body *body, const char *query, struct view raw, const char *const told[])
{
	struct body_values values;
	struct body_errs errs;
	int count = 0;

	assert_int_equal(
	    body_decode(body, VIEW("application/json"), view_of(query), raw, &values, &errs), -1);
	for (; told[count] != NULL; count++) {
		char shown[80];

		assert_true(count < errs.count);
		(void)snprintf(shown, sizeof(shown), "%d %s", err_status(errs.at[count].kind),
		    errs.at[count].field);
		assert_string_equal(shown, told[count]);
	}
	assert_int_equal(errs.count, count);
	assert_null(values.root);
	assert_null(values.store.p);
}

#define TOLD(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
all_fields_that_are_wrong_are_told_each_once(void **unused)
{
	(void)unused;
	refuse_all(&json_body, "",
	    VIEW("{\"count\":11,\"loud\":1,\"no\":1,\"agent\":\"12\",\"colour\":\"blue\"}"),
	    TOLD("422 /count", "422 /loud", "422 /no", "422 /colour", "422 /text"));
	refuse_all(&json_body, "a=1", VIEW("{\"text\":null}"), TOLD("422 /text", "400 /a"));
	refuse_all(&query_body, "b=1&count=x&text=a&text=b&loud=no", VIEW(""),
	    TOLD("400 /b", "422 /count", "422 /text", "422 /loud"));
	refuse_all(&query_body, "count=x&loud=%ff", VIEW(""), TOLD("422 /count", "400 "));
	refuse_all(&query_body, "text=&text=b&text=c&b=1&b=2&count=11&count=1", VIEW(""),
	    TOLD("422 /text", "400 /b", "422 /count"));
	refuse_all(&query_body, "count=x&%", VIEW(""), TOLD("422 /count", "400 "));
	refuse_all(&part_body, "dry_run=yes", VIEW("{\"name\":\"a\",\"size\":4}"),
	    TOLD("422 /name", "422 /size", "422 /dry_run"));
}

static void
of_many_that_are_wrong_the_first_are_told(void **unused)
{
	struct buf raw = { .p = NULL }, query = { .p = NULL };
	struct body_values values;
	struct body_errs errs;

	(void)unused;
	for (int i = 0; i < 2 * BODY_ERRS_MAX; i++) {
		buf_addf(&raw, "%c\"no%d\":1", i == 0 ? '{' : ',', i);
		buf_addf(&query, "%sno%d=1", i == 0 ? "" : "&", i);
	}
	buf_add_text(&raw, "}");
	assert_int_equal(body_decode(&json_body, VIEW("application/json"), buf_view(&query),
			     buf_view(&raw), &values, &errs),
	    -1);
	assert_int_equal(errs.count, BODY_ERRS_MAX);
	assert_string_equal(errs.at[BODY_ERRS_MAX - 1].field, "/no15");
	assert_int_equal(
	    body_decode(&query_body, VIEW(""), buf_view(&query), VIEW(""), &values, &errs), -1);
	assert_int_equal(errs.count, BODY_ERRS_MAX);
	assert_string_equal(errs.at[0].field, "/no0");
	buf_fini(&raw);
	buf_fini(&query);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_json_body_becomes_values_in_the_order_of_its_fields),
		cmocka_unit_test(what_was_not_given_and_what_was_given_as_null_differ),
		cmocka_unit_test(each_wrong_field_is_422_with_its_pointer),
		cmocka_unit_test(no_body_counts_as_an_object_without_members),
		cmocka_unit_test(a_set_is_some_of_its_values_with_commas_between),
		cmocka_unit_test(a_value_that_is_not_allowed_is_named_with_those_that_are),
		cmocka_unit_test(what_is_no_json_text_in_utf8_is_400),
		cmocka_unit_test(another_content_type_is_415),
		cmocka_unit_test(a_text_with_a_null_character_is_json_that_is_not_taken),
		cmocka_unit_test(deep_nesting_is_refused_before_it_is_read),
		cmocka_unit_test(brackets_in_a_string_are_not_nesting),
		cmocka_unit_test(a_long_unknown_name_is_told_cut_but_still_utf8),
		cmocka_unit_test(query_parameters_become_values_too),
		cmocka_unit_test(wrong_query_parameters_are_422_and_unknown_ones_400),
		cmocka_unit_test(a_request_without_body_may_say_so_in_json),
		cmocka_unit_test(a_part_of_a_thing_needs_no_field_but_changes_none_that_is_fixed),
		cmocka_unit_test(a_field_of_the_query_is_none_of_the_body_nor_the_other_way_round),
		cmocka_unit_test(all_fields_that_are_wrong_are_told_each_once),
		cmocka_unit_test(of_many_that_are_wrong_the_first_are_told),
		cmocka_unit_test(raw_bytes_and_their_query_are_the_handlers_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
