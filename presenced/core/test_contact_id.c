/* contact_id: each contact is called one way, and nothing else is a contact. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "presenced/core/contact_id.h"

static void
each_kind_has_its_ids(void **unused)
{
	struct contact_id id;

	(void)unused;
	assert_true(contact_id_read(VIEW("user:12"), &id));
	assert_string_equal(id.kind, "user");
	assert_int_equal(id.ref, 12);
	assert_true(contact_id_read(VIEW("personal:9223372036854775807"), &id));
	assert_string_equal(id.kind, "personal");
	assert_int_equal(id.ref, INT64_MAX);
	assert_true(contact_id_read(VIEW("service:3"), &id));
	assert_true(contact_id_read(VIEW("external:7"), &id));
}

static void
whatever_else_is_no_contact(void **unused)
{
	static const char *const others[] = { "", ":", "12", "user", "user:", "user:0", "user:012",
		"user:-1", "user:+1", "user:1 ", " user:1", "User:1", "agent:1", "user:1:2",
		"user:9223372036854775808", "user:1x", "users:1" };
	struct contact_id id;

	(void)unused;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(contact_id_read(view_of(others[i]), &id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_its_ids),
		cmocka_unit_test(whatever_else_is_no_contact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
