/* What a webhook's request and its repetition look like: signatures, waits, names of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hookd/core/retry.h"
#include "hookd/core/signature.h"
#include "hookd/core/type.h"

/* ---- signatures ---- */

/* The worked example of the Standard Webhooks specification and of its libraries' tests. */
#define SPEC_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SPEC_ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define SPEC_BODY "{\"test\": 2432232314}"
#define SPEC_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
enum { SPEC_SECONDS = 1614265330 };

static void
the_specification_s_example_is_signed_as_it_says(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_true(
	    signature_add(VIEW(SPEC_SECRET), VIEW(SPEC_ID), SPEC_SECONDS, VIEW(SPEC_BODY), &out));
	assert_string_equal(out.p, SPEC_SIGNATURE);
	buf_fini(&out);
}

static void
two_secrets_make_two_signatures_with_a_space_between(void **state)
{
	struct buf out = { 0 }, secret = { 0 };
	unsigned char bytes[SECRET_BYTES] = { 1, 2, 3 };

	(void)state;
	secret_write((struct view){ (const char *)bytes, sizeof(bytes) }, &secret);
	assert_int_equal(secret.n, strlen("whsec_") + 44);
	assert_true(
	    signature_add(buf_view(&secret), VIEW(SPEC_ID), SPEC_SECONDS, VIEW(SPEC_BODY), &out));
	assert_true(
	    signature_add(VIEW(SPEC_SECRET), VIEW(SPEC_ID), SPEC_SECONDS, VIEW(SPEC_BODY), &out));
	assert_int_equal(out.n, 2 * strlen(SPEC_SIGNATURE) + 1);
	assert_string_equal(strchr(out.p, ' ') + 1, SPEC_SIGNATURE);
	buf_fini(&out);
	buf_fini(&secret);
}

static void
each_byte_that_is_signed_changes_the_signature(void **state)
{
	static const struct {
		const char *id, *body;
		int64_t seconds;
	} others[] = {
		{ "msg_p5jXN8AQM9LWM0D4loKWxJel", SPEC_BODY, SPEC_SECONDS },
		{ SPEC_ID, "{\"test\": 2432232315}", SPEC_SECONDS },
		{ SPEC_ID, "", SPEC_SECONDS },
		{ SPEC_ID, SPEC_BODY, SPEC_SECONDS + 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct buf out = { 0 };

		assert_true(signature_add(VIEW(SPEC_SECRET), view_of(others[i].id),
		    others[i].seconds, view_of(others[i].body), &out));
		assert_string_not_equal(out.p, SPEC_SIGNATURE);
		buf_fini(&out);
	}
}

static void
what_is_no_secret_signs_nothing(void **state)
{
	static const char *const secrets[] = { "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa", "whsec_!!!!", "whsec_AAAA",
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw " };

	(void)state;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		struct buf out = { 0 };

		assert_false(signature_add(
		    view_of(secrets[i]), VIEW(SPEC_ID), SPEC_SECONDS, VIEW(SPEC_BODY), &out));
		assert_int_equal(out.n, 0);
		buf_fini(&out);
	}
}

/* ---- waits ---- */

static void
waits_grow_fourfold_to_four_hours(void **state)
{
	static const int64_t seconds[] = { 5, 20, 80, 320, 1280, 5120, 14400, 14400 };

	(void)state;
	for (int i = 0; i < 8; i++) {
		int64_t middle = seconds[i] * 1000;

		/* The least and the most that jitter makes of it. */
		assert_int_equal(retry_wait_ms(i + 1, 5000, -1, 0), middle - middle / 5);
		assert_int_equal(retry_wait_ms(i + 1, 5000, -1, (uint64_t)(middle * 2 / 5)),
		    middle + middle * 2 / 5 - middle / 5);
	}
	assert_in_range(retry_wait_ms(INT64_MAX, 5000, -1, UINT64_MAX), 1, RETRY_MAX_MS * 6 / 5);
	assert_in_range(retry_wait_ms(1, 1, -1, 12345), 0, 2);
}

static void
a_try_has_time_enough_for_an_outage_of_a_weekend(void **state)
{
	int64_t at = 0;
	int tries = 1;

	(void)state;
	for (; at <= (int64_t)72 * 3600 * 1000; tries++)
		at +=
		    retry_wait_ms(tries, 5000, -1, UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)tries);
	assert_in_range(tries, 20, 30);
}

static void
retry_after_counts_up_to_an_hour_and_never_hastens(void **state)
{
	(void)state;
	assert_int_equal(retry_wait_ms(1, 5000, 60000, 0), 60000);
	assert_int_equal(
	    retry_wait_ms(1, 5000, (int64_t)7 * 24 * 3600 * 1000, 0), RETRY_ASKED_MAX_MS);
	assert_int_equal(retry_wait_ms(1, 5000, 0, 0), 4000);
	assert_int_equal(retry_wait_ms(6, 5000, 1000, 0), 5120000 - 5120000 / 5);
}

/* ---- names of events ---- */

static void
types_are_told_by_class_and_word(void **state)
{
	static const struct {
		const char *text, *array; /* NULL: refused */
	} cases[] = {
		{ "*", "{*}" },
		{ "trunkline.interaction.assigned", "{interaction.assigned}" },
		{ "trunkline.receipt.*,trunkline.status.on_break", "{receipt.*,status.on_break}" },
		{ "", NULL },
		{ ",", NULL },
		{ "*,", NULL },
		{ "trunkline.", NULL },
		{ "trunkline.interaction", NULL },
		{ "trunkline.interaction.", NULL },
		{ "trunkline.interaction.assigned.x", NULL },
		{ "trunkline.*", NULL },
		{ "interaction.assigned", NULL },
		{ "trunkline.offer.made", NULL },
		{ "trunkline.offer.missed,trunkline.login.*", "{offer.missed,login.*}" },
		{ "trunkline.receipt.*,{}", NULL },
		{ "Trunkline.receipt.sent", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { 0 };
		bool good = type_list(view_of(cases[i].text), &out);

		if (good != (cases[i].array != NULL))
			fail_msg("'%s'", cases[i].text);
		if (good)
			assert_string_equal(out.p, cases[i].array);
		buf_fini(&out);
	}
}

static void
a_list_of_types_is_bounded(void **state)
{
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < TYPES_MAX; i++)
		buf_add_text(&text, i > 0 ? ",*" : "*");
	assert_true(type_list(buf_view(&text), &out));
	buf_add_text(&text, ",*");
	buf_clear(&out);
	assert_false(type_list(buf_view(&text), &out));
	buf_fini(&text);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_specification_s_example_is_signed_as_it_says),
		cmocka_unit_test(two_secrets_make_two_signatures_with_a_space_between),
		cmocka_unit_test(each_byte_that_is_signed_changes_the_signature),
		cmocka_unit_test(what_is_no_secret_signs_nothing),
		cmocka_unit_test(waits_grow_fourfold_to_four_hours),
		cmocka_unit_test(a_try_has_time_enough_for_an_outage_of_a_weekend),
		cmocka_unit_test(retry_after_counts_up_to_an_hour_and_never_hastens),
		cmocka_unit_test(types_are_told_by_class_and_word),
		cmocka_unit_test(a_list_of_types_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
