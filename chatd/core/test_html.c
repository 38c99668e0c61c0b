/* html: what is cleaned of formatted text, what its plain form says, what is refused; cleaned twice nothing changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "chatd/core/html.h"
#include "common/base/utf8.h"

struct vector {
	const char *source, *clean, *text;
};

static void
try_vector(const struct vector *vector)
{
	struct html first, second;
	struct err err;

	assert_int_equal(html_clean(view_of(vector->source), &first, &err), 0);
	assert_string_equal(first.clean.p != NULL ? first.clean.p : "", vector->clean);
	if (vector->text != NULL)
		assert_string_equal(first.text.p != NULL ? first.text.p : "", vector->text);
	assert_int_equal(html_clean(buf_view(&first.clean), &second, &err), 0);
	assert_string_equal(second.clean.p != NULL ? second.clean.p : "", vector->clean);
	assert_string_equal(
	    second.text.p != NULL ? second.text.p : "", first.text.p != NULL ? first.text.p : "");
	html_fini(&first);
	html_fini(&second);
}

static void
try_all(const struct vector *vectors)
{
	for (; vectors->source != NULL; vectors++)
		try_vector(vectors);
}

static void
what_is_allowed_stays_in_one_form(void **unused)
{
	static const struct vector vectors[] = {
		{ "", "", "" },
		{ "hello", "hello", "hello" },
		{ "<p>one</p><p>two</p>", "<p>one</p><p>two</p>", "one\ntwo" },
		{ "<div>one</div><div><br></div><div>two</div>", "<p>one</p><p><br></p><p>two</p>",
		    "one\n\ntwo" },
		{ "a <strong>b <em>c</em></strong> <strike>d</strike>",
		    "a <b>b <i>c</i></b> <s>d</s>", "a b c d" },
		{ "<u><b>x</b>y</u>", "<b><u>x</u></b><u>y</u>", "xy" },
		{ "<b>1<i>2</b>3</i>", "<b>1<i>2</i></b><i>3</i>", "123" },
		{ "<h2>Head</h2>text", "<p><b>Head</b></p>text", "Head\ntext" },
		{ "<blockquote>said<p>so</p></blockquote>no",
		    "<blockquote>said<p>so</p></blockquote>no", "> said\n> so\nno" },
		{ "<pre>\nif (a)\n  b();</pre>", "<pre>if (a)\n  b();</pre>", "if (a)\n  b();" },
		{ "a<br>b", "a<br>b", "a\nb" },
		{ "1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3", "1 < 2 & 3" },
		{ "<code>x &lt; y</code>", "<code>x &lt; y</code>", "x < y" },
		{ "\xe2\x80\x8f\xd7\xa9\xf0\x9f\x98\x80", "\xe2\x80\x8f\xd7\xa9\xf0\x9f\x98\x80",
		    NULL },
		{ NULL, NULL, NULL },
	};

	(void)unused;
	try_all(vectors);
}

static void
lists_stand_well_and_read_well(void **unused)
{
	static const struct vector vectors[] = {
		{ "<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", "- a\n- b" },
		{ "<ol>\n<li>a\n<li>b</ol>", "<ol><li>a\n</li><li>b</li></ol>", "1. a\n2. b" },
		{ "<ul><li>a<ol><li>b<li>c</ol>d<li>e</ul>",
		    "<ul><li>a<ol><li>b</li><li>c</li></ol>d</li><li>e</li></ul>",
		    "- a\n  1. b\n  2. c\n  d\n- e" },
		{ "<ul>x<ul><li>y</li></ul></ul>", "<ul><li>x<ul><li>y</li></ul></li></ul>",
		    "- x\n  - y" },
		{ "<li>alone</li>", "<p>alone</p>", "alone" },
		{ "<ul></ul><ol><li></li></ol>z", "z", "z" },
		{ "<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>",
		    "- a\n  b" },
		{ "<table><tr><td>a<td>b</table>", "<p>a</p><p>b</p>", "a\nb" },
		{ NULL, NULL, NULL },
	};

	(void)unused;
	try_all(vectors);
}

static void
links_lead_to_four_kinds_of_addresses(void **unused)
{
	static const struct vector vectors[] = {
		{ "<a href=\"https://a.example/?b=1&amp;c=2\" target=_top onclick=x()>there</a>",
		    "<a href=\"https://a.example/?b=1&amp;c=2\" rel=\"noopener\">there</a>",
		    "there (https://a.example/?b=1&c=2)" },
		{ "<a href=HTTP://a.example>HTTP://a.example</a>",
		    "<a href=\"http://a.example\" rel=\"noopener\">HTTP://a.example</a>",
		    "HTTP://a.example (http://a.example)" },
		{ "<a href=https://a.example>a.example</a>.",
		    "<a href=\"https://a.example\" rel=\"noopener\">a.example</a>.",
		    "https://a.example." },
		{ "<a href='mailto:a@b.example'>write</a>",
		    "<a href=\"mailto:a@b.example\" rel=\"noopener\">write</a>",
		    "write (mailto:a@b.example)" },
		{ "<a href=\" tel:+46 70\">call</a>",
		    "<a href=\"tel:+46%2070\" rel=\"noopener\">call</a>", "call (tel:+46%2070)" },
		{ "<a href=\"java\tscript:x()\">a</a>", "a", "a" },
		{ "<a href=\"&#1;javascript:x()\">a</a>", "a", "a" },
		{ "<a href=\"data:text/html,x\">a</a>", "a", "a" },
		{ "<a href=\"//a.example\">a</a><a href=\"/b\">b</a><a href=\"#c\">c</a>", "abc",
		    "abc" },
		{ "<a href=\"https://good.example@evil.example/\">a</a>", "a", "a" },
		{ "<a href=\"https://good.example\\@evil.example/\">a</a>", "a", "a" },
		{ "<a href=\"https:///\">a</a><a href=\"https:a.example\">b</a><a "
		  "href=\"mailto:\">c</a>",
		    "abc", "abc" },
		{ "<a href=\"https://a.example/&quot;&gt;&lt;script&gt;\">a</a>",
		    "<a href=\"https://a.example/%22%3E%3Cscript%3E\" rel=\"noopener\">a</a>",
		    NULL },
		{ "<ul><li><a href=https://a.example>x</a></ul>",
		    "<ul><li><a href=\"https://a.example\" rel=\"noopener\">x</a></li></ul>",
		    "- x (https://a.example)" },
		{ NULL, NULL, NULL },
	};

	(void)unused;
	try_all(vectors);
}

static void
images_come_from_our_own_store_only(void **unused)
{
	static const struct vector vectors[] = {
		{ "see <img src=/api/v1/files/12 alt='a \"b\"' onerror=x()>",
		    "see <img src=\"/api/v1/files/12\" alt=\"a &quot;b&quot;\">", "see [image]" },
		{ "<img src=\"/api/v1/files/12?expires=1&amp;signature=ab\">",
		    "<img src=\"/api/v1/files/12\" alt=\"\">", "[image]" },
		{ "a<img src=https://a.example/pixel.gif>b", "ab", "ab" },
		{ "a<img src=/api/v1/files/../users>b", "ab", "ab" },
		{ "a<img src=/api/v1/files/0><img src=/api/v1/files/-1><img src=/api/v1/files/>b",
		    "ab", "ab" },
		{ "a<img src=data:image/png;base64,AAAA>b<image src=x>", "ab", "ab" },
		{ NULL, NULL, NULL },
	};
	struct html html;
	struct err err;

	(void)unused;
	try_all(vectors);
	assert_int_equal(html_clean(VIEW("<p> <img src=/api/v1/files/7></p>"), &html, &err), 0);
	assert_int_equal(html.image_count, 1);
	assert_int_equal(html.images[0], 7);
	assert_false(html.has_words); /* it can't be sent alone */
	html_fini(&html);
	assert_int_equal(html_clean(VIEW("x <img src=/api/v1/files/7>"), &html, &err), 0);
	assert_true(html.has_words);
	html_fini(&html);
}

static void
what_acts_or_is_no_text_goes(void **unused)
{
	static const struct vector vectors[] = {
		{ "a<script>alert(1)</script>b", "ab", "ab" },
		{ "a<style>*{}</style><title>t</title><textarea>x</textarea>b", "ab", "ab" },
		{ "<form action=x><input value=1><button>send</button></form>", "send", "send" },
		{ "<iframe src=x>y</iframe><object data=x>y</object><embed src=x>z", "z", "z" },
		{ "<b style=x class=y id=z onmouseover=w()>bold</b>", "<b>bold</b>", "bold" },
		{ "<svg><a xlink:href=javascript:x()>y</a><script>z()</script></svg>e", "e", "e" },
		{ "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
		  "onerror=alert(1)&gt;\">",
		    "", "" },
		{ "<!-- a --><![CDATA[b]]><?c?>d", "d", "d" },
		{ "<template><img src=x onerror=y()></template>e", "e", "e" },
		{ "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">e", "", NULL },
		{ "<meta http-equiv=refresh content=0><base href=x><link rel=x>e", "e", "e" },
		{ "x\r\ny\x01&#13;&#0;z", NULL, NULL },
		{ NULL, NULL, NULL },
	};

	(void)unused;
	for (const struct vector *at = vectors; at->source != NULL; at++) {
		struct html html;
		struct err err;

		if (at->clean != NULL && at->text != NULL) {
			try_vector(at);
			continue;
		}
		assert_int_equal(html_clean(view_of(at->source), &html, &err), 0);
		assert_null(
		    html.clean.p != NULL ? strstr(html.clean.p, "onerror=alert(1)>") : NULL);
		assert_null(html.clean.p != NULL ? strchr(html.clean.p, '\r') : NULL);
		html_fini(&html);
	}
}

/* Gumbo computes "&#66666666666;" in 32 bits, and what comes out may be any byte: also one that is no UTF-8. */
static void
a_reference_beyond_all_characters_ends_no_text_and_goes(void **unused)
{
	char digits[41], source[300];

	(void)unused;
	for (int n = 8; n <= 40; n++) {
		struct html html;
		struct err err;

		memset(digits, '6', (size_t)n);
		digits[n] = '\0';
		(void)snprintf(source, sizeof(source),
		    "<p>&#%s;r<p>s&#%s;t<p><a href=\"https://e.example/&#%s;\">u</a>"
		    "<img src=\"/api/v1/files/7\" alt=\"v&#%s;w\">",
		    digits, digits, digits, digits);
		assert_int_equal(html_clean(view_of(source), &html, &err), 0);
		assert_true(utf8_valid(buf_view(&html.clean)) && utf8_valid(buf_view(&html.text)));
		assert_non_null(strstr(html.clean.p, "r</p>"));
		assert_non_null(strstr(html.clean.p, "t</p>"));
		html_fini(&html);
	}
}

static void
refused(struct view source, const char *why)
{
	struct html html;
	struct err err;

	assert_int_equal(html_clean(source, &html, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_string_equal(err.field, "/html");
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", why, err.text);
	html_fini(&html);
}

/* `more`: the number of each is written between both. */
static void
repeat(struct buf *out, const char *what, const char *more, int count)
{
	buf_clear(out);
	for (int i = 0; i < count; i++) {
		buf_add_text(out, what);
		if (more != NULL)
			buf_addf(out, "%d%s", i + 1, more);
	}
}

static void
what_is_beyond_a_bound_is_refused(void **unused)
{
	struct buf source = { .n = 0 };

	(void)unused;
	refused(VIEW("\xff"), "UTF-8");
	repeat(&source, "aaaa ", NULL, HTML_IN_MAX / 4);
	refused(buf_view(&source), "too long");
	repeat(&source, "&&&&", NULL, HTML_IN_MAX / 8);
	refused(buf_view(&source), "too long"); /* of what it becomes */
	repeat(&source, "<p>", NULL, HTML_TAGS_MAX + 1);
	refused(buf_view(&source), "too complicated");
	repeat(&source, "<span>", NULL, HTML_DEPTH_MAX + 1);
	refused(buf_view(&source), "too deeply");
	repeat(&source, "<ul><li>", NULL, 30);
	buf_add_text(&source, "x");
	refused(buf_view(&source), "too deeply");
	repeat(&source, "a <img src=/api/v1/files/", ">", HTML_IMAGES_MAX + 1);
	refused(buf_view(&source), "more than 5 images");
	buf_fini(&source);
}

/* A list in a list without an item between gets one: what is refused depends on the result, so that no text which was
 * taken is refused when it comes again. */
static void
lists_are_taken_as_deep_again_as_before(void **unused)
{
	struct buf source = { .n = 0 };
	int taken = 0;

	(void)unused;
	for (int depth = 1; depth < 30; depth++) {
		struct html first, second;
		struct err err;

		repeat(&source, "<ul>", NULL, depth);
		buf_add_text(&source, "<p>x");
		if (html_clean(buf_view(&source), &first, &err) == 0) {
			assert_int_equal(html_clean(buf_view(&first.clean), &second, &err), 0);
			assert_string_equal(second.clean.p, first.clean.p);
			html_fini(&second);
			taken = depth;
		}
		html_fini(&first);
	}
	assert_true(taken >= 8 && taken < 29);
	buf_fini(&source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_allowed_stays_in_one_form),
		cmocka_unit_test(lists_stand_well_and_read_well),
		cmocka_unit_test(links_lead_to_four_kinds_of_addresses),
		cmocka_unit_test(images_come_from_our_own_store_only),
		cmocka_unit_test(what_acts_or_is_no_text_goes),
		cmocka_unit_test(a_reference_beyond_all_characters_ends_no_text_and_goes),
		cmocka_unit_test(what_is_beyond_a_bound_is_refused),
		cmocka_unit_test(lists_are_taken_as_deep_again_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
