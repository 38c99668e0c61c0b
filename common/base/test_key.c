/* key: vectors that SQL's ops.key must give too; tests/integration checks the same
 * numbers there. They were computed by an independent SHA-256. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/key.h"

static const struct {
	const char *class;
	int64_t tenant;
	const char *thing;
	int64_t key;
} vectors[] = {
	{ "agent", 1, "42", INT64_C(-6555434238691449320) },
	{ "conversation", 7, "12:+14155550132", INT64_C(-5657242188496848471) },
	{ "provider", 0, "3:SM\xc3\xa4-900", INT64_C(8372347030693668253) }, /* UTF-8 bytes */
	{ "agent", -1, "9223372036854775807", INT64_C(-1950116005876993961) },
	{ "agent", 0, "", INT64_C(2873465632932261705) },
	{ "idempotency", 2, "a:b:c", INT64_C(7210541175627387701) },
};

static void
a_key_is_the_first_eight_bytes_of_the_digest(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		if (key_of(vectors[i].class, vectors[i].tenant, view_of(vectors[i].thing)) !=
		    vectors[i].key)
			fail_msg("vector %zu", i);
}

static void
an_id_is_hashed_as_its_decimal_text(void **unused)
{
	(void)unused;
	assert_true(key_of_id("agent", 1, 42) == vectors[0].key);
	assert_true(key_of_id("agent", -1, INT64_MAX) == vectors[3].key);
}

static void
a_conversation_is_keyed_by_channel_and_customer_number(void **unused)
{
	(void)unused;
	assert_true(key_conversation(7, 12, VIEW("+14155550132")) == vectors[1].key);
}

static void
a_carrier_message_is_keyed_by_account_and_provider_id_without_tenant(void **unused)
{
	(void)unused;
	assert_true(key_provider(3, VIEW("SM\xc3\xa4-900")) == vectors[2].key);
}

static void
class_tenant_and_thing_all_count(void **unused)
{
	int64_t key = key_of("agent", 1, VIEW("2"));

	(void)unused;
	assert_true(key != key_of("offer", 1, VIEW("2")));
	assert_true(key != key_of("agent", 2, VIEW("2")));
	assert_true(key != key_of("agent", 1, VIEW("3")));
	assert_true(key_of("agent", 11, VIEW("2")) != key_of("agent", 1, VIEW("12")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_the_first_eight_bytes_of_the_digest),
		cmocka_unit_test(an_id_is_hashed_as_its_decimal_text),
		cmocka_unit_test(a_conversation_is_keyed_by_channel_and_customer_number),
		cmocka_unit_test(
		    a_carrier_message_is_keyed_by_account_and_provider_id_without_tenant),
		cmocka_unit_test(class_tenant_and_thing_all_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
