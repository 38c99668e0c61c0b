/* test_mail - an e-mail's bytes */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chatd/core/mail.h"

static struct mail
mail_to(const char *to)
{
	return (struct mail){ .from = "desk@example.com",
		.to = to,
		.subject = "Hej",
		.text = "Hello",
		.id = "m-1",
		.at_s = 1700000000 };
}

static void
a_mail_has_its_headers_and_its_text(void **state)
{
	struct mail mail = mail_to("ann@example.org");
	struct buf out = { 0 };

	(void)state;
	assert_true(mail_encode(&mail, &out));
	assert_non_null(strstr(out.p, "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
	assert_non_null(strstr(out.p, "To: <ann@example.org>\r\n"));
	assert_non_null(strstr(out.p, "Message-ID: <m-1@example.com>\r\n"));
	assert_non_null(strstr(out.p, "Subject: =?UTF-8?B?SGVq?=\r\n"));
	assert_non_null(strstr(out.p, "\r\n\r\nSGVsbG8=\r\n"));
	buf_fini(&out);
}

static void
no_address_ends_its_line_or_names_another(void **state)
{
	static const char *const bad[] = { "", "ann", "@example.org", "ann@", "a@b@c", "a b@c",
		"a@c\r\nBcc: x@y", "a@c,b@c", "a@c>", "<a@c", "a@c\n", "a@\xc3\xa4" };
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct mail mail = mail_to(bad[i]);

		assert_false(mail_encode(&mail, &out));
		assert_int_equal(out.n, 0);
	}
	buf_fini(&out);
}

static void
a_long_subject_is_cut_between_characters_and_no_line_is_too_long(void **state)
{
	struct mail mail = mail_to("ann@example.org");
	struct buf out = { 0 };
	char subject[401];
	size_t line = 0;

	(void)state;
	for (size_t i = 0; i < 400; i += 2)
		memcpy(subject + i, "\xc3\xa4", 2);
	subject[400] = '\0';
	mail.subject = subject;
	assert_true(mail_encode(&mail, &out));
	for (size_t i = 0; i < out.n; i++) {
		line = out.p[i] == '\n' ? 0 : line + 1;
		assert_true(line <= 77);
	}
	/* 39 bytes would end inside a character: 38 do not. */
	assert_non_null(
	    strstr(out.p, "=?UTF-8?B?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6Q=?="));
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_has_its_headers_and_its_text),
		cmocka_unit_test(no_address_ends_its_line_or_names_another),
		cmocka_unit_test(a_long_subject_is_cut_between_characters_and_no_line_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
