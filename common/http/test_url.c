/* url: which addresses of others are asked, their parts, and where an answer leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/http/url.h"

static void
is(struct buf *got, const char *text)
{
	assert_int_equal(got->n, strlen(text));
	assert_memory_equal(got->p, text, got->n);
	buf_fini(got);
}

static void
a_host_and_an_origin_are_told_in_lower_case(void **unused)
{
	struct buf out = { 0 };

	(void)unused;
	assert_true(url_host(VIEW("https://API.Twilio.com/2010?x=1"), &out));
	is(&out, "api.twilio.com");
	assert_true(url_origin(VIEW("https://API.Twilio.com/2010"), &out));
	is(&out, "https://api.twilio.com:443");
	assert_true(url_origin(VIEW("http://127.0.0.1:8080/x"), &out));
	is(&out, "http://127.0.0.1:8080");
	assert_true(url_host(VIEW("https://[2001:DB8::1]:1/"), &out));
	is(&out, "[2001:db8::1]");
	assert_false(url_origin(VIEW("not a url"), &out));
	assert_false(url_host(VIEW(""), &out));
	assert_int_equal(out.n, 0);
	buf_fini(&out);
}

static void
an_answer_leads_on_from_where_it_came(void **unused)
{
	static const struct view base = VIEW("https://api.twilio.com/a/b?c=1");
	static char longest[URL_MAX + 2];
	struct buf out = { 0 };

	(void)unused;
	assert_true(url_resolve(base, VIEW("https://media.example/x?y=z"), &out));
	is(&out, "https://media.example/x?y=z");
	assert_true(url_resolve(base, VIEW("/x"), &out));
	is(&out, "https://api.twilio.com/x");
	assert_true(url_resolve(base, VIEW("../x"), &out));
	is(&out, "https://api.twilio.com/x");
	assert_true(url_resolve(base, VIEW("//other.example/x"), &out));
	is(&out, "https://other.example/x");
	assert_false(url_resolve(base, VIEW(""), &out));
	assert_false(url_resolve(base, VIEW("file:///etc/passwd"), &out));
	assert_false(url_resolve(base, VIEW("ftp://other.example/x"), &out));
	assert_false(url_resolve(VIEW("file:/7https:/t"), VIEW("x"), &out));
	memset(longest, 'a', sizeof(longest) - 1);
	longest[0] = '/';
	assert_false(url_resolve(base, view_of(longest), &out));
	buf_fini(&out);
}

static void
only_https_and_public_addresses_are_asked(void **unused)
{
	static const struct url_rule strict = { .field = "/url" },
				     lax = { .allow_private = true, .field = "/url" };
	static const char *const bad[] = { "http://example.org/x", "https://127.0.0.1/x",
		"https://10.0.0.1/", "https://[::1]/", "https://localhost/", "https://localhost./",
		"https://127.0.0.1./", "https:///x", "https://u:p@example.org/",
		"file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/",
		"//example.org", "https://exa mple.org/", NULL };
	struct err err;

	(void)unused;
	assert_int_equal(url_check(VIEW("https://example.org/x"), &strict, &err), 0);
	assert_int_equal(url_check(VIEW("https://example.org./:///x"), &strict, &err), 0);
	for (size_t i = 0; bad[i] != NULL; i++)
		assert_int_equal(url_check(view_of(bad[i]), &strict, &err), -1);
	assert_int_equal(url_check(VIEW("http://127.0.0.1:1/x"), &lax, &err), 0);
	assert_int_equal(url_check(VIEW("file:///etc/passwd"), &lax, &err), -1);
	assert_int_equal(url_check(VIEW("ftp://example.org/x"), &lax, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_and_an_origin_are_told_in_lower_case),
		cmocka_unit_test(an_answer_leads_on_from_where_it_came),
		cmocka_unit_test(only_https_and_public_addresses_are_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
