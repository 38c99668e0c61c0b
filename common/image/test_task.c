/* task: what goes between chatd and its helper, and that an answer is believed only as far as it can be checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/image/task.h"

#define PNG "\x89PNG\r\n\x1a\n"
#define JPEG "\xff\xd8\xff\xe0"

static struct image_task
avatar(void)
{
	return (struct image_task){ { { IMAGE_SQUARE, 256, 100 }, { IMAGE_FIT, 64, 50 } }, 2,
		VIEW("a picture") };
}

static void
task_encode(const struct image_task *task, struct buf *out)
{
	image_task_head(task, out);
	buf_add_view(out, task->source);
}

static void
a_task_arrives_as_it_was_given(void **unused)
{
	struct image_task task = avatar(), got;
	struct buf bytes = { .n = 0 };

	(void)unused;
	task_encode(&task, &bytes);
	assert_true(image_task_decode(buf_view(&bytes), &got));
	assert_int_equal(got.count, 2);
	assert_memory_equal(got.specs, task.specs, sizeof(task.specs));
	assert_true(view_is(got.source, "a picture"));
	for (size_t n = 0; n < bytes.n; n++)
		assert_false(image_task_decode((struct view){ bytes.p, n }, &got));
	buf_add_char(&bytes, '!');
	assert_false(image_task_decode(buf_view(&bytes), &got));
	buf_fini(&bytes);
}

static void
a_task_beyond_its_bounds_is_none(void **unused)
{
	static const struct image_spec good = { IMAGE_FIT, 1, 1 };
	static const struct image_spec bad[] = { { IMAGE_SHAPES, 1, 1 }, { IMAGE_FIT, 0, 1 },
		{ IMAGE_FIT, IMAGE_SIDE_WANTED_MAX + 1, 1 }, { IMAGE_FIT, 1, 0 },
		{ IMAGE_FIT, 1, IMAGE_FILE_BYTES_MAX + 1 } };
	static const uint32_t counts[] = { 0, IMAGE_FILES_MAX + 1 };
	struct buf bytes = { .n = 0 };
	struct image_task got;

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_clear(&bytes);
		task_encode(&(struct image_task){ { good, bad[i] }, 2, VIEW("x") }, &bytes);
		assert_false(image_task_decode(buf_view(&bytes), &got));
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		buf_clear(&bytes);
		task_encode(&(struct image_task){ { good, good }, counts[i], VIEW("x") }, &bytes);
		assert_false(image_task_decode(buf_view(&bytes), &got));
	}
	buf_clear(&bytes);
	task_encode(&(struct image_task){ { good }, 1, VIEW("") }, &bytes);
	assert_false(image_task_decode(buf_view(&bytes), &got));
	buf_fini(&bytes);
}

static void
a_reply_arrives_as_it_was_given(void **unused)
{
	struct image_task task = avatar();
	struct image_reply reply = { IMAGE_DONE,
		{ { "image/png", VIEW(PNG "large") }, { "image/jpeg", VIEW(JPEG "small") } } };
	struct buf bytes = { .n = 0 };
	struct image_reply got;

	(void)unused;
	image_reply_encode(&reply, 2, &bytes);
	assert_true(image_reply_decode(buf_view(&bytes), &task, &got));
	assert_int_equal(got.result, IMAGE_DONE);
	assert_string_equal(got.files[0].type, "image/png");
	assert_true(view_eq(got.files[0].bytes, reply.files[0].bytes));
	assert_string_equal(got.files[1].type, "image/jpeg");
	assert_true(view_eq(got.files[1].bytes, reply.files[1].bytes));
	for (size_t n = 0; n < bytes.n; n++)
		assert_false(image_reply_decode((struct view){ bytes.p, n }, &task, &got));
	buf_add_char(&bytes, '!');
	assert_false(image_reply_decode(buf_view(&bytes), &task, &got));
	buf_fini(&bytes);
}

static void
a_refusal_has_no_files(void **unused)
{
	static const struct {
		enum image_result result;
		enum err_kind kind;
	} cases[] = { { IMAGE_OF_NO_FORMAT, ERR_BAD_REQUEST }, { IMAGE_DAMAGED, ERR_BAD_REQUEST },
		{ IMAGE_TOO_LONG, ERR_TOO_LARGE } };
	struct image_task task = avatar();
	struct buf bytes = { .n = 0 };
	struct image_reply got;
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&bytes);
		image_reply_encode(&(struct image_reply){ .result = cases[i].result }, 2, &bytes);
		assert_true(image_reply_decode(buf_view(&bytes), &task, &got));
		assert_int_equal(got.result, cases[i].result);
		assert_int_equal(got.files[0].bytes.n, 0);
		assert_int_equal(image_result_err(got.result, &err), -1);
		assert_int_equal(err.kind, cases[i].kind);
		buf_add_view(&bytes, VIEW(PNG));
		assert_false(image_reply_decode(buf_view(&bytes), &task, &got));
	}
	assert_int_equal(image_result_err(IMAGE_DONE, &err), 0);
	buf_fini(&bytes);
}

static void
a_file_that_was_not_asked_for_is_not_believed(void **unused)
{
	static const struct image_reply replies[] = {
		/* longer than 100, than 50 */
		{ IMAGE_DONE,
		    { { "image/png",
			  VIEW(PNG "012345678901234567890123456789012345678901234567890123456789012"
				   "3456789012345678901234567890123") },
			{ "image/png", VIEW(PNG) } } },
		{ IMAGE_DONE,
		    { { "image/png", VIEW(PNG) },
			{ "image/png",
			    VIEW(PNG "01234567890123456789012345678901234567890123456789") } } },
		/* it says one thing and begins as another */
		{ IMAGE_DONE, { { "image/png", VIEW(JPEG) }, { "image/png", VIEW(PNG) } } },
		{ IMAGE_DONE, { { "image/png", VIEW(PNG) }, { "image/jpeg", VIEW("<html>") } } },
		{ IMAGE_DONE, { { "image/png", VIEW(PNG) }, { "image/jpeg", VIEW("") } } },
	};
	struct image_task task = avatar();
	struct buf bytes = { .n = 0 };
	struct image_reply got;

	(void)unused;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		buf_clear(&bytes);
		image_reply_encode(&replies[i], 2, &bytes);
		if (image_reply_decode(buf_view(&bytes), &task, &got))
			fail_msg("reply %zu was believed", i);
	}
	buf_fini(&bytes);
}

/* Each byte of the head, with each value. */
static void
no_head_leads_out_of_the_reply(void **unused)
{
	struct image_task task = avatar();
	struct image_reply reply = { IMAGE_DONE,
		{ { "image/png", VIEW(PNG "large") }, { "image/jpeg", VIEW(JPEG "small") } } };
	struct buf bytes = { .n = 0 };
	size_t head;

	(void)unused;
	image_reply_encode(&reply, 2, &bytes);
	head = bytes.n - reply.files[0].bytes.n - reply.files[1].bytes.n;
	for (size_t at = 0; at < head; at++) {
		char was = bytes.p[at];

		for (int value = 0; value < 256; value++) {
			struct image_reply got = { .result = IMAGE_DAMAGED };

			bytes.p[at] = (char)value;
			if (!image_reply_decode(buf_view(&bytes), &task, &got))
				continue;
			assert_true(bytes.p[at] == was);
		}
		bytes.p[at] = was;
	}
	buf_fini(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_arrives_as_it_was_given),
		cmocka_unit_test(a_task_beyond_its_bounds_is_none),
		cmocka_unit_test(a_reply_arrives_as_it_was_given),
		cmocka_unit_test(a_refusal_has_no_files),
		cmocka_unit_test(a_file_that_was_not_asked_for_is_not_believed),
		cmocka_unit_test(no_head_leads_out_of_the_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
