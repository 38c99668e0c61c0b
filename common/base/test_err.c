/* err: what is set, what is cut, and that the table of kinds is whole. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/err.h"

static void
setting_an_error_fills_it_and_returns_minus_one(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	assert_int_equal(err_set(&err, ERR_INVALID, "/body/name", "%d of %s", 3, "four"), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_string_equal(err.field, "/body/name");
	assert_string_equal(err.text, "3 of four");
}

static void
neither_error_nor_field_is_needed(void **unused)
{
	struct err err = { .field = "before" };

	(void)unused;
	assert_int_equal(err_set(NULL, ERR_INTERNAL, NULL, "nobody listens"), -1);
	assert_int_equal(err_set(&err, ERR_TIMEOUT, NULL, "late"), -1);
	assert_string_equal(err.field, "");
}

static void
what_is_too_long_is_cut(void **unused)
{
	char big[1024];
	struct err err = { 0 };

	(void)unused;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	(void)err_set(&err, ERR_INVALID, big, "%s", big);
	assert_int_equal(strlen(err.field), sizeof(err.field) - 1);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static void
every_kind_has_a_status_a_level_a_type_and_a_title(void **unused)
{
	(void)unused;
	for (int i = ERR_NONE + 1; i < ERR_KIND_COUNT; i++) {
		enum err_kind kind = (enum err_kind)i;

		assert_in_range(err_status(kind), 400, 599);
		assert_in_range(err_level(kind), LOG_DEBUG, LOG_ERROR);
		assert_true(strlen(err_title(kind)) > 0);
		assert_true(strlen(err_type(kind)) > 0);
		for (const char *at = err_type(kind); *at != '\0'; at++)
			assert_true(islower((unsigned char)*at) || *at == '_');
	}
	assert_int_equal(err_status(ERR_NONE), 200);
}

static void
no_two_kinds_share_a_type(void **unused)
{
	(void)unused;
	for (int i = 0; i < ERR_KIND_COUNT; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
			    err_type((enum err_kind)i), err_type((enum err_kind)j));
}

static void
kinds_map_to_the_statuses_that_clients_rely_on(void **unused)
{
	(void)unused;
	assert_int_equal(err_status(ERR_UNAUTHENTICATED), 401);
	assert_int_equal(err_status(ERR_CONFLICT), 409);
	assert_int_equal(err_status(ERR_INVALID), 422);
	assert_int_equal(err_status(ERR_THROTTLED), 429);
	assert_int_equal(err_status(ERR_OVERLOAD), 503);
	assert_int_equal(err_level(ERR_INTERNAL), LOG_ERROR);
	assert_int_equal(err_level(ERR_NOT_FOUND), LOG_DEBUG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_an_error_fills_it_and_returns_minus_one),
		cmocka_unit_test(neither_error_nor_field_is_needed),
		cmocka_unit_test(what_is_too_long_is_cut),
		cmocka_unit_test(every_kind_has_a_status_a_level_a_type_and_a_title),
		cmocka_unit_test(no_two_kinds_share_a_type),
		cmocka_unit_test(kinds_map_to_the_statuses_that_clients_rely_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
