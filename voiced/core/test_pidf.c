/* An address becomes a document; what XML can't carry never gets into it. With --write it writes the document of the NUL-ended
 * fields on its input, for a parser that is not ours (tests/integration/pidf.test.mjs). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/pidf.h"

static const struct pidf full = { .entity = "pres:+46850001001@example.com",
	.id = "caller",
	.at = "2026-01-31T08:15:00Z",
	.confirmed = true,
	.country = "SE",
	.region = "Stockholms l\xc3\xa4n",
	.city = "Stockholm",
	.postal_code = "111 22",
	.street = "Storgatan",
	.house_number = "5 B",
	.additional = "Floor 3" };

static void
has(const struct pidf *pidf, const char *part, bool wanted)
{
	struct buf out = { 0 };

	assert_true(pidf_write(pidf, &out));
	buf_add_char(&out, '\0');
	if ((strstr(out.p, part) != NULL) != wanted)
		fail_msg("%s in %s", part, out.p);
	buf_fini(&out);
}

static void
every_field_stands_in_its_element_in_order(void **state)
{
	(void)state;
	has(&full,
	    "<ca:civicAddress><ca:country>SE</ca:country><ca:A1>Stockholms l\xc3\xa4n</ca:A1>"
	    "<ca:A3>Stockholm</ca:A3><ca:RD>Storgatan</ca:RD><ca:HNO>5 B</ca:HNO>"
	    "<ca:LOC>Floor 3</ca:LOC><ca:PC>111 22</ca:PC></ca:civicAddress>",
	    true);
	has(&full, "<dm:timestamp>2026-01-31T08:15:00Z</dm:timestamp>", true);
	has(&full, "entity=\"pres:+46850001001@example.com\"", true);
}

static void
what_is_not_known_has_no_element(void **state)
{
	struct pidf some = full;

	(void)state;
	some.region = NULL;
	some.additional = "";
	some.at = NULL;
	has(&some, "ca:A1", false);
	has(&some, "ca:LOC", false);
	has(&some, "timestamp", false);
}

static void
an_address_that_nobody_confirmed_says_so(void **state)
{
	struct pidf unconfirmed = full;

	(void)state;
	has(&full, "<dm:note>", false);
	unconfirmed.confirmed = false;
	has(&unconfirmed, "has not confirmed it.</dm:note><dm:timestamp>", true);
}

static void
no_text_ends_its_element(void **state)
{
	static const struct {
		const char *text, *as;
	} cases[] = {
		{ "A & B <C> \"D\" 'E'",
		    "<ca:RD>A &amp; B &lt;C&gt; &quot;D&quot; &apos;E&apos;</ca:RD>" },
		{ "a\r\nb\x01\x7f", "<ca:RD>ab</ca:RD>" },
		{ "a\xff\xc3(\xed\xa0\x80\xf5z\xe2\x82", "<ca:RD>a(z</ca:RD>" },
		{ "\xc0\xaf\xef\xbf\xbe\xf0\x9f\x8f\xa0", "<ca:RD>\xf0\x9f\x8f\xa0</ca:RD>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pidf bad = full;

		bad.street = cases[i].text;
		has(&bad, cases[i].as, true);
	}
}

static void
a_long_text_is_cut_at_a_character(void **state)
{
	char text[PIDF_FIELD_MAX + 100], cut[PIDF_FIELD_MAX + 20];
	struct pidf big = full;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + PIDF_FIELD_MAX - 1, "\xc3\xa4", 2);
	text[sizeof(text) - 1] = '\0';
	memset(cut, 'x', PIDF_FIELD_MAX - 1);
	memcpy(cut + PIDF_FIELD_MAX - 1, "</ca:LOC>", sizeof("</ca:LOC>"));
	big.additional = text;
	has(&big, cut, true);
}

static void
without_an_address_there_is_no_document(void **state)
{
	struct pidf none = { .entity = "pres:x@example.com", .id = "caller" };
	struct pidf nobody = full, nameless = full;
	struct buf out = { 0 };

	(void)state;
	nobody.entity = "";
	nameless.id = NULL;
	assert_false(pidf_write(&none, &out));
	assert_false(pidf_write(&nobody, &out));
	assert_false(pidf_write(&nameless, &out));
	assert_int_equal(out.n, 0);
}

enum { INPUT_MAX = 1 << 16 };

/* entity, id, at, confirmed ("1"), country, region, city, postal code, street, house number, additional */
static int
write_document(void)
{
	static char input[INPUT_MAX + 1];
	size_t n = fread(input, 1, INPUT_MAX, stdin);
	const char *fields[11];
	const char *at = input;
	struct buf out = { 0 };

	for (size_t i = 0; i < 11; i++) {
		fields[i] = at;
		at += strlen(at) + 1;
		if (at > input + n + 1)
			return 1;
	}
	struct pidf pidf = { fields[0], fields[1], fields[2], fields[3][0] == '1', fields[4],
		fields[5], fields[6], fields[7], fields[8], fields[9], fields[10] };
	if (!pidf_write(&pidf, &out))
		return 1;
	(void)fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_stands_in_its_element_in_order),
		cmocka_unit_test(what_is_not_known_has_no_element),
		cmocka_unit_test(an_address_that_nobody_confirmed_says_so),
		cmocka_unit_test(no_text_ends_its_element),
		cmocka_unit_test(a_long_text_is_cut_at_a_character),
		cmocka_unit_test(without_an_address_there_is_no_document),
	};

	if (argc > 1 && strcmp(argv[1], "--write") == 0)
		return write_document();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
