#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/bridge.h"

#define START "INVITE sip:100@example.org SIP/2.0\r\n"
#define VIA "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\n"
#define VIA_TCP "Via: SIP/2.0/TCP a.invalid;branch=z9hG4bK1\r\n"
#define WHO "From: <sip:a@b>;tag=1\r\nTo: <sip:c@b>\r\n"

static enum bridge_kind
in(const char *text, size_t n, bool *secure, struct buf *out)
{
	return bridge_in((struct view){ text, n }, secure, out);
}

static void
passes(const char *frame, const char *wanted)
{
	struct buf out = { 0 };
	bool secure = false;

	assert_int_equal(in(frame, strlen(frame), &secure, &out), BRIDGE_MESSAGE);
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
}

static void
is_bad(struct view frame)
{
	struct buf out = { 0 };
	bool secure = false;

	assert_int_equal(bridge_in(frame, &secure, &out), BRIDGE_BAD);
	assert_int_equal(out.n, 0);
	buf_fini(&out);
}

static void
a_message_goes_on_with_tcp_in_its_via_and_a_length_of_ours(void **unused)
{
	(void)unused;
	passes(START VIA WHO "Content-Length: 3\r\n\r\nv=0",
	    START VIA_TCP WHO "Content-Length: 3\r\n\r\nv=0");
	passes(START VIA WHO "\r\nv=0", START VIA_TCP WHO "Content-Length: 3\r\n\r\nv=0");
	passes("\r\n" START VIA WHO "\r\n", START VIA_TCP WHO "Content-Length: 0\r\n\r\n");
	passes("SIP/2.0 200 OK\r\nv:sip/2.0/wss a;x=1\r\n\r\n",
	    "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a;x=1\r\nContent-Length: 0\r\n\r\n");
}

static void
its_via_tells_whether_tls_was_before_us(void **unused)
{
	static const char ws[] = START VIA WHO "\r\n";
	static const char wss[] = START "Via: SIP/2.0/WSS a.invalid;x\r\n" WHO "\r\n";
	struct buf out = { 0 };
	bool secure = false;

	(void)unused;
	assert_int_equal(in(wss, sizeof(wss) - 1, &secure, &out), BRIDGE_MESSAGE);
	assert_true(secure);
	assert_int_equal(in(ws, sizeof(ws) - 1, &secure, &out), BRIDGE_MESSAGE);
	assert_false(secure);
	buf_fini(&out);
}

/* Each header that others would believe, in every way of writing it. */
static void
what_a_browser_says_of_who_it_is_goes_no_further(void **unused)
{
	static const char *const gone[] = { "P-Asserted-Identity: <sip:boss@b>\r\n",
		"Authorization: Digest x\r\n", "Proxy-Authorization:x\r\n",
		"Remote-Party-ID: <sip:boss@b>\r\n", "Identity: x\r\n", "y: x\r\n",
		"X-Trunkline-Offer: 1\r\n", "x-trunkline-anything: 1\r\n",
		"Route: <sip:192.0.2.1;lr>\r\n", "Record-Route: <sip:b>\r\n", "Privacy: none\r\n",
		"Geolocation: <cid:a>\r\n", "History-Info: <sip:b>\r\n", "Diversion: <sip:b>\r\n",
		"P-Charging-Vector: a\r\n\tb\r\n c\r\n" };

	(void)unused;
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		char frame[400];

		(void)snprintf(frame, sizeof(frame), START VIA "%s" WHO "\r\n", gone[i]);
		passes(frame, START VIA_TCP WHO "Content-Length: 0\r\n\r\n");
	}
	passes(START VIA WHO "Subject: a\r\n\tb\r\nX-Other: c\r\n\r\n",
	    START VIA_TCP WHO "Subject: a\r\n\tb\r\nX-Other: c\r\nContent-Length: 0\r\n\r\n");
}

static void
what_could_be_read_in_two_ways_is_bad(void **unused)
{
	static const struct view bad[] = { VIEW("hello"), VIEW("\r\n\r\nhello"), VIEW(START),
		VIEW(START "\r\n"), VIEW(START VIA WHO), VIEW(START WHO "\r\n"),
		VIEW(START VIA VIA WHO "\r\n"), VIEW(START "Via: SIP/2.0/TCP a\r\n\r\n"),
		VIEW(START "Via: SIP/2.0/WS\r\n\r\n"), VIEW(START "Via: SIP/2.0/WS\r\n a\r\n\r\n"),
		VIEW(START " " VIA "\r\n"), VIEW(START VIA WHO "Content-Length: 2\r\n\r\nabc"),
		VIEW(START VIA WHO "Content-Length: 4\r\n\r\nabc"),
		VIEW(START VIA WHO "Content-Length: 3\r\nl: 3\r\n\r\nabc"),
		VIEW(START VIA WHO "Content-Length: -1\r\n\r\n"),
		VIEW(START VIA WHO "Content-Length: 3,3\r\n\r\nabc"),
		VIEW(START VIA WHO "Subject: a\nb: c\r\n\r\n"),
		VIEW(START VIA WHO "Subject: a\rb: c\r\n\r\n"),
		VIEW(START VIA WHO "Subject: a\0b\r\n\r\n"),
		VIEW(START VIA WHO "Sub ject: a\r\n\r\n"), VIEW(START VIA WHO "no colon\r\n\r\n"),
		VIEW(START VIA WHO ": x\r\n\r\n"), VIEW("INVITE sip:a SIP/3.0\r\n" VIA "\r\n"),
		VIEW("SIP/2.0 20 OK\r\n" VIA "\r\n"), VIEW("INVITE  SIP/2.0\r\n" VIA "\r\n"),
		VIEW("") };

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_bad(bad[i]);
}

static void
a_message_has_bounds(void **unused)
{
	struct buf frame = { 0 }, out = { 0 };
	bool secure;

	(void)unused;
	buf_add_text(&frame, START VIA WHO "\r\n");
	while (frame.n < BRIDGE_FRAME_MAX)
		buf_add_char(&frame, 'x');
	assert_int_equal(bridge_in(buf_view(&frame), &secure, &out), BRIDGE_MESSAGE);
	buf_add_char(&frame, 'x');
	is_bad(buf_view(&frame));
	buf_clear(&frame);
	buf_add_text(&frame, START VIA);
	for (int i = 0; i < BRIDGE_LINES_MAX; i++)
		buf_add_text(&frame, "a: b\r\n");
	buf_add_text(&frame, "\r\n");
	is_bad(buf_view(&frame));
	buf_clear(&frame);
	buf_add_text(&frame, START VIA "a: ");
	for (int i = 0; i < BRIDGE_LINE_MAX; i++)
		buf_add_char(&frame, 'x');
	buf_add_text(&frame, "\r\n\r\n");
	is_bad(buf_view(&frame));
	buf_fini(&frame);
	buf_fini(&out);
}

static void
keep_alives_are_no_messages(void **unused)
{
	struct buf out = { 0 };
	bool secure = false;

	(void)unused;
	assert_int_equal(in("\r\n\r\n", 4, &secure, &out), BRIDGE_PING);
	assert_int_equal(in("\r\n", 2, &secure, &out), BRIDGE_NOTHING);
	assert_int_equal(in("\r", 1, &secure, &out), BRIDGE_BAD);
	assert_int_equal(out.n, 0);
}

/* Which number it would show is a wish: others judge it. */
static void
what_a_browser_wishes_to_show_goes_on(void **unused)
{
	(void)unused;
	passes(START VIA "P-Preferred-Identity: <sip:+1@b>\r\n" WHO "\r\n",
	    START VIA_TCP "P-Preferred-Identity: <sip:+1@b>\r\n" WHO "Content-Length: 0\r\n\r\n");
}

/* However the bytes come, the same frames come out. */
static void
a_stream_is_cut_where_its_messages_end(void **unused)
{
	static const char stream[] = "\r\n\r\nSIP/2.0 200 OK\r\n" VIA_TCP
				     "Content-Length: 3\r\n\r\nabc\r\nBYE sip:a SIP/2.0\r\n" VIA_TCP
				     "P-Asserted-Identity: <sip:x>\r\nX-Trunkline-Offer: 7\r\n\r\n";
	static const char wanted[] = "SIP/2.0 200 OK\r\n" VIA "Content-Length: 3\r\n\r\nabc"
				     "BYE sip:a SIP/2.0\r\n" VIA
				     "P-Asserted-Identity: <sip:x>\r\nX-Trunkline-Offer: 7\r\n\r\n";

	(void)unused;
	for (size_t step = 1; step < sizeof(stream); step++) {
		struct buf got = { 0 }, all = { 0 };

		for (size_t at = 0; at < sizeof(stream) - 1; at += step) {
			size_t n = sizeof(stream) - 1 - at < step ? sizeof(stream) - 1 - at : step;
			int64_t done = 1;

			buf_add(&got, stream + at, n);
			while (done > 0 && got.n > 0) {
				done = bridge_out(buf_view(&got), false, &all);
				assert_true(done >= 0);
				buf_drop(&got, (size_t)done);
			}
		}
		assert_int_equal(got.n, 0);
		assert_string_equal(all.p, wanted);
		buf_fini(&got);
		buf_fini(&all);
	}
}

static void
only_the_topmost_via_is_a_browsers(void **unused)
{
	static const char stream[] =
	    "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a\r\nVia: SIP/2.0/TCP b\r\n\r\n";
	struct buf out = { 0 };

	(void)unused;
	assert_int_equal(
	    bridge_out(VIEW("SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a\r\nVia: SIP/2.0/TCP b\r\n\r\n"),
		true, &out),
	    sizeof(stream) - 1);
	assert_string_equal(
	    out.p, "SIP/2.0 200 OK\r\nVia: SIP/2.0/WSS a\r\nVia: SIP/2.0/TCP b\r\n\r\n");
	buf_fini(&out);
}

static void
what_is_no_sip_or_too_large_ends_a_stream(void **unused)
{
	struct buf large = { 0 }, out = { 0 };

	(void)unused;
	assert_int_equal(bridge_out(VIEW("hello\r\n\r\n"), false, &out), -1);
	assert_int_equal(
	    bridge_out(VIEW("SIP/2.0 200 OK\r\nContent-Length: x\r\n\r\n"), false, &out), -1);
	assert_int_equal(
	    bridge_out(VIEW("SIP/2.0 200 OK\r\nContent-Length: 999999\r\n\r\n"), false, &out), -1);
	while (large.n <= BRIDGE_MESSAGE_MAX)
		buf_add_char(&large, 'x');
	assert_int_equal(bridge_out(buf_view(&large), false, &out), -1);
	assert_int_equal(out.n, 0);
	buf_fini(&large);
}

static void
a_burst_passes_and_a_flood_does_not(void **unused)
{
	struct bridge_pace pace = { .burst = 5, .per_s = 10 };

	(void)unused;
	for (int i = 0; i < 5; i++)
		assert_true(bridge_pace_take(&pace, 1000));
	assert_false(bridge_pace_take(&pace, 1000));
	assert_false(bridge_pace_take(&pace, 1099));
	assert_true(bridge_pace_take(&pace, 1100));
	assert_false(bridge_pace_take(&pace, 1100));
	for (int i = 0; i < 5; i++)
		assert_true(bridge_pace_take(&pace, 1000000));
	assert_false(bridge_pace_take(&pace, 1000000));
}

/* As many lines as may be, one of them as long as may be: what goes on keeps to the same bounds, with a length of ours and a longer Via. */
static void
what_was_let_through_is_within_the_bounds_of_who_reads_it(void **unused)
{
	struct buf frame = { 0 }, out = { 0 }, back = { 0 };
	bool secure;

	(void)unused;
	buf_add_text(&frame, START "v:SIP/2.0/WS ");
	while (frame.n < sizeof(START) - 1 + BRIDGE_LINE_MAX - 5)
		buf_add_char(&frame, 'a');
	for (int i = 1; i < BRIDGE_LINES_MAX - 1; i++)
		buf_add_text(&frame, "\r\nH: x");
	buf_add_text(&frame, "\r\n\r\n");
	assert_int_equal(in(frame.p, frame.n, &secure, &out), BRIDGE_MESSAGE);
	assert_int_equal(bridge_out(buf_view(&out), secure, &back), out.n);
	frame.n -= 4;
	buf_add_text(&frame, "\r\nH: x\r\n\r\n");
	is_bad(buf_view(&frame));
	buf_fini(&frame);
	buf_fini(&out);
	buf_fini(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_goes_on_with_tcp_in_its_via_and_a_length_of_ours),
		cmocka_unit_test(its_via_tells_whether_tls_was_before_us),
		cmocka_unit_test(what_a_browser_says_of_who_it_is_goes_no_further),
		cmocka_unit_test(what_a_browser_wishes_to_show_goes_on),
		cmocka_unit_test(what_could_be_read_in_two_ways_is_bad),
		cmocka_unit_test(a_message_has_bounds),
		cmocka_unit_test(keep_alives_are_no_messages),
		cmocka_unit_test(a_stream_is_cut_where_its_messages_end),
		cmocka_unit_test(only_the_topmost_via_is_a_browsers),
		cmocka_unit_test(what_is_no_sip_or_too_large_ends_a_stream),
		cmocka_unit_test(a_burst_passes_and_a_flood_does_not),
		cmocka_unit_test(what_was_let_through_is_within_the_bounds_of_who_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
