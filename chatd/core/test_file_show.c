/* file_show: what a browser shows in place, how names are written, images' addresses in formatted text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "chatd/core/file_show.h"

static void
only_images_sounds_and_videos_are_shown_in_place(void **unused)
{
	(void)unused;
	assert_true(file_is_shown(VIEW("image/png")));
	assert_true(file_is_shown(VIEW("audio/ogg")));
	assert_true(file_is_shown(VIEW("video/mp4")));
	assert_false(file_is_shown(VIEW("application/pdf")));
	assert_false(file_is_shown(VIEW("text/html")));
	assert_false(file_is_shown(VIEW("application/octet-stream")));
	assert_false(file_is_shown(VIEW("")));
}

static void
no_byte_of_a_name_ends_the_header_or_names_a_folder(void **unused)
{
	static const struct {
		struct view name;
		const char *written;
	} names[] = {
		{ VIEW("bill.pdf"),
		    "attachment; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf" },
		{ VIEW("a\"\r\nSet-Cookie: b"),
		    "attachment; filename=\"a___Set-Cookie__b\"; "
		    "filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20b" },
		{ VIEW("../r\xc3\xa9sum\xc3\xa9"),
		    "attachment; filename=\".._r__sum__\"; "
		    "filename*=UTF-8''..%2Fr%C3%A9sum%C3%A9" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct buf out = { .n = 0 };

		file_disposition(names[i].name, false, &out);
		assert_string_equal(out.p, names[i].written);
		buf_clear(&out);
		file_disposition(names[i].name, true, &out);
		assert_memory_equal(out.p, "inline; ", 8);
		buf_fini(&out);
	}
}

static void
add(void *ctx, int64_t file, struct buf *out)
{
	*(int64_t *)ctx += file;
	buf_add_text(out, "?signed");
}

static void
images_get_their_addresses_and_nothing_else_does(void **unused)
{
	int64_t sum = 0;
	struct buf out = { .n = 0 };

	(void)unused;
	html_with_addresses(VIEW("<p>&lt;img src=\"/api/v1/files/9\"<img src=\"/api/v1/files/12\" "
				 "alt=\"\"></p><img src=\"/api/v1/files/3\" alt=\"x\">"),
	    add, &sum, &out);
	assert_string_equal(out.p,
	    "<p>&lt;img src=\"/api/v1/files/9\"<img src=\"/api/v1/files/12?signed\" "
	    "alt=\"\"></p><img src=\"/api/v1/files/3?signed\" alt=\"x\">");
	assert_int_equal(sum, 15);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_images_sounds_and_videos_are_shown_in_place),
		cmocka_unit_test(no_byte_of_a_name_ends_the_header_or_names_a_folder),
		cmocka_unit_test(images_get_their_addresses_and_nothing_else_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
