/* messages: what is encoded comes back, and nothing else is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/bus/messages.h"

/* Offsets in the wire form (messages.c). */
enum { AT_MAGIC = 0, AT_VERSION = 2, AT_KIND = 3, AT_COUNT = 29, HEAD = 30 };

static char big_state[MESSAGE_STATE_MAX + 1];

static struct message
sample(int audience_count, struct view state)
{
	struct message message = {
		.kind = MESSAGE_offer,
		.tenant = 7,
		.key = INT64_MAX,
		.version = INT64_MIN,
		.audience_count = audience_count,
		.state = state,
	};

	for (int i = 0; i < audience_count; i++)
		message.audience[i] = -1 - i;
	return message;
}

static void
assert_same(const struct message *a, const struct message *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_true(a->tenant == b->tenant && a->key == b->key && a->version == b->version);
	assert_int_equal(a->audience_count, b->audience_count);
	assert_memory_equal(a->audience, b->audience, sizeof(a->audience));
	assert_true(view_eq(a->state, b->state));
}

static void
a_message_comes_back_as_it_was(void **unused)
{
	static const int counts[] = { 0, 1, MESSAGE_AUDIENCE_MAX };
	const struct view states[] = { { NULL, 0 }, VIEW("{}"), VIEW("{\"name\":\"J\xc3\xb6rg\"}"),
		{ big_state, MESSAGE_STATE_MAX } };

	(void)unused;
	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		for (size_t s = 0; s < sizeof(states) / sizeof(states[0]); s++) {
			struct message before = sample(counts[c], states[s]), after;
			struct buf wire = { 0 };

			message_encode(&before, &wire);
			assert_true(wire.n <= MESSAGE_MAX);
			assert_true(message_decode(buf_view(&wire), &after));
			assert_same(&before, &after);
			buf_fini(&wire);
		}
	}
}

static void
the_wire_form_stays_as_the_first_release_wrote_it(void **unused)
{
	static const char expected[] = "TM\x01\0\x02"
				       "\0\0\0\0\0\0\0\x07"
				       "\x7f\xff\xff\xff\xff\xff\xff\xff"
				       "\x80\0\0\0\0\0\0\0"
				       "\x01\xff\xff\xff\xff\xff\xff\xff\xff"
				       "\0\x02{}";
	struct message message = sample(1, VIEW("{}"));
	struct buf wire = { 0 };

	(void)unused;
	message_encode(&message, &wire);
	assert_int_equal(wire.n, sizeof(expected) - 1);
	assert_memory_equal(wire.p, expected, wire.n);
	buf_fini(&wire);
}

static void
a_message_cut_anywhere_or_with_a_byte_more_is_refused(void **unused)
{
	struct message message = sample(3, VIEW("{\"a\":1}")), out;
	struct buf wire = { 0 };

	(void)unused;
	message_encode(&message, &wire);
	for (size_t n = 0; n < wire.n; n++) {
		/* A copy of exactly this length, so that a sanitizer sees a step too far. */
		char *cut = view_dup((struct view){ wire.p, n });

		assert_false(message_decode((struct view){ cut, n }, &out));
		free(cut);
	}
	buf_add_char(&wire, '\0');
	assert_false(message_decode(buf_view(&wire), &out));
	buf_fini(&wire);
}

static void
each_field_out_of_its_range_is_refused(void **unused)
{
	static const struct {
		size_t at;
		char value;
	} spoils[] = {
		{ AT_MAGIC, 'X' }, { AT_MAGIC + 1, 'X' }, { AT_VERSION, 0 }, { AT_VERSION, 2 },
		{ AT_KIND, 1 }, { AT_KIND + 1, 0 }, { AT_KIND + 1, 31 },
		{ AT_KIND + 1, MESSAGE_KIND_MAX }, { AT_COUNT, (char)(MESSAGE_AUDIENCE_MAX + 1) },
		{ AT_COUNT, (char)0xff },
		{ HEAD + 2, (char)0xff }, /* the state's first byte: not UTF-8 */
	};
	struct message message = sample(0, VIEW("{}")), out;

	(void)unused;
	for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		struct buf wire = { 0 };

		message_encode(&message, &wire);
		assert_true(message_decode(buf_view(&wire), &out));
		wire.p[spoils[i].at] = spoils[i].value;
		assert_false(message_decode(buf_view(&wire), &out));
		buf_fini(&wire);
	}
}

static void
one_listener_too_many_and_a_state_of_4097_bytes_are_refused_even_when_complete(void **unused)
{
	struct message message = sample(MESSAGE_AUDIENCE_MAX, VIEW("")), out;
	struct buf wire = { 0 }, more = { 0 };

	(void)unused;
	message_encode(&message, &wire);
	wire.p[AT_COUNT] = (char)(MESSAGE_AUDIENCE_MAX + 1);
	buf_add(&more, wire.p, HEAD);
	buf_add(&more, "12345678", 8);
	buf_add(&more, wire.p + HEAD, wire.n - HEAD);
	assert_false(message_decode(buf_view(&more), &out));
	buf_clear(&wire);
	message = sample(0, VIEW(""));
	message_encode(&message, &wire);
	wire.p[HEAD] = (char)(sizeof(big_state) >> 8);
	wire.p[HEAD + 1] = (char)(sizeof(big_state) & 0xff);
	buf_add(&wire, big_state, sizeof(big_state));
	assert_false(message_decode(buf_view(&wire), &out));
	buf_fini(&more);
	buf_fini(&wire);
}

static void
a_state_that_is_too_large_or_not_utf8_is_left_out(void **unused)
{
	const struct view states[] = { { big_state, sizeof(big_state) }, VIEW("\xff") };

	(void)unused;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct message before = sample(2, states[i]), after;
		struct buf wire = { 0 };

		message_encode(&before, &wire);
		assert_true(message_decode(buf_view(&wire), &after));
		before.state = VIEW("");
		assert_same(&before, &after);
		buf_fini(&wire);
	}
}

static void
each_kind_has_a_name_of_its_own(void **unused)
{
	(void)unused;
	assert_string_equal(message_kind_name(MESSAGE_conversation), "conversation");
	assert_null(message_kind_name(MESSAGE_NONE));
	assert_null(message_kind_name(MESSAGE_KIND_MAX));
	assert_null(message_kind_name((enum message_kind)(MESSAGE_KIND_MAX - 1)));
	for (int i = 1; i < MESSAGE_KIND_MAX; i++) {
		const char *name = message_kind_name((enum message_kind)i);

		for (int j = 1; name != NULL && j < i; j++) {
			const char *other = message_kind_name((enum message_kind)j);

			assert_true(other == NULL || strcmp(name, other) != 0);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_comes_back_as_it_was),
		cmocka_unit_test(the_wire_form_stays_as_the_first_release_wrote_it),
		cmocka_unit_test(a_message_cut_anywhere_or_with_a_byte_more_is_refused),
		cmocka_unit_test(each_field_out_of_its_range_is_refused),
		cmocka_unit_test(
		    one_listener_too_many_and_a_state_of_4097_bytes_are_refused_even_when_complete),
		cmocka_unit_test(a_state_that_is_too_large_or_not_utf8_is_left_out),
		cmocka_unit_test(each_kind_has_a_name_of_its_own),
	};
	memset(big_state, 'x', sizeof(big_state));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
