/* RTP: headers are read within their bounds, written as they are read; a key pressed once is one digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/rtp.h"

#define BYTES(literal) ((struct view){ "" literal "", sizeof(literal) - 1 })

static void
a_header_is_read_field_by_field(void **state)
{
	struct rtp_packet packet;

	(void)state;
	assert_true(rtp_read(BYTES("\x80\x88\x12\x34\x01\x02\x03\x04\xaa\xbb\xcc\xdd"
				   "sound"),
	    &packet));
	assert_int_equal(packet.type, 8);
	assert_true(packet.marker);
	assert_int_equal(packet.sequence, 0x1234);
	assert_int_equal(packet.timestamp, 0x01020304);
	assert_int_equal(packet.ssrc, 0xaabbccdd);
	assert_true(view_is(packet.payload, "sound"));
}

static void
sources_extension_and_padding_are_no_sound(void **state)
{
	struct rtp_packet packet;

	(void)state;
	/* Two sources, an extension of one word, padding of three bytes. */
	assert_true(rtp_read(BYTES("\xb2\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01"
				   "\x00\x00\x00\x02\x00\x00\x00\x03"
				   "\xbe\xde\x00\x01\x00\x00\x00\x00"
				   "ab\x00\x00\x03"),
	    &packet));
	assert_true(view_is(packet.payload, "ab"));
}

static void
what_is_no_rtp_or_longer_than_it_is_is_refused(void **state)
{
	static const struct view bad[] = {
		{ "", 0 },
		{ "\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00", 11 },
		{ "\x40\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 12 }, /* version 1 */
		{ "\x80\xc8\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 12 }, /* RTCP */
		{ "\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 12 }, /* a source */
		{ "\x90\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 12 }, /* an extension */
		{ "\x90\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\xbe\xde\xff\xff", 16 },
		{ "\xa0\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 12 }, /* padding of nothing */
		{ "\xa0\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00", 13 },
		{ "\xa0\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x02", 13 },
	};
	static char long_one[RTP_PACKET_MAX + 1] = { (char)0x80 };
	struct rtp_packet packet;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (rtp_read(bad[i], &packet))
			fail_msg("case %zu was read", i);
	assert_true(rtp_read((struct view){ long_one, RTP_PACKET_MAX }, &packet));
	assert_false(rtp_read((struct view){ long_one, RTP_PACKET_MAX + 1 }, &packet));
}

static void
what_is_written_is_read(void **state)
{
	struct rtp_packet packet = { .type = 0,
		.sequence = 65535,
		.timestamp = UINT32_MAX,
		.ssrc = 7,
		.marker = true,
		.payload = VIEW("0123456789") },
			  again;
	uint8_t out[RTP_HEADER_SIZE + 10];

	(void)state;
	assert_int_equal(rtp_write(&packet, out, sizeof(out)), sizeof(out));
	assert_true(rtp_read((struct view){ (char *)out, sizeof(out) }, &again));
	assert_int_equal(again.sequence, packet.sequence);
	assert_int_equal(again.timestamp, packet.timestamp);
	assert_true(again.marker && view_eq(again.payload, packet.payload));
	assert_int_equal(rtp_write(&packet, out, sizeof(out) - 1), 0);
	assert_int_equal(rtp_write(&packet, out, 3), 0);
}

static void
sequence_and_timestamp_go_round(void **state)
{
	(void)state;
	assert_int_equal(rtp_sequence_after(65535, 0), 1);
	assert_int_equal(rtp_sequence_after(0, 65535), -1);
	assert_int_equal(rtp_timestamp_after(UINT32_MAX - 159, 0), 160);
	assert_int_equal(rtp_timestamp_after(0, UINT32_MAX), -1);
}

/* ---- digits ---- */

static char
press(struct rtp_digits *digits, uint8_t code, uint32_t timestamp, uint16_t duration, bool end)
{
	char block[4] = { (char)code, (char)(end ? 0x8a : 0x0a), (char)(duration >> 8),
		(char)duration };
	struct rtp_packet packet = {
		.type = 101, .timestamp = timestamp, .ssrc = 5, .payload = { block, 4 }
	};

	return rtp_digit(digits, &packet);
}

static void
a_key_is_told_once_however_often_its_packets_come(void **state)
{
	struct rtp_digits digits = { 0 };

	(void)state;
	assert_int_equal(press(&digits, 5, 1000, 160, false), '5');
	assert_int_equal(press(&digits, 5, 1000, 320, false), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(press(&digits, 5, 1000, 800, true), 0);
	/* The same key once more is another digit; copies of the first that come late are none. */
	assert_int_equal(press(&digits, 5, 3000, 160, false), '5');
	assert_int_equal(press(&digits, 5, 1000, 800, true), 0);
	assert_int_equal(press(&digits, 5, 3000, 160, true), 0);
	/* Of this one only the end came through. */
	assert_int_equal(press(&digits, 11, 9000, 800, true), '#');
	assert_int_equal(press(&digits, 11, 9000, 800, true), 0);
}

static void
all_keys_have_names_and_what_is_no_key_is_nothing(void **state)
{
	static const char names[] = "0123456789*#ABCD";
	struct rtp_digits digits = { 0 };
	struct rtp_packet packet = { .payload = VIEW("\x01\x80\x00") };

	(void)state;
	for (uint8_t i = 0; i < 16; i++)
		assert_int_equal(press(&digits, i, 1000 + 2000 * (uint32_t)i, 400, true), names[i]);
	assert_int_equal(press(&digits, 16, 90000, 400, true), 0); /* a flash hook */
	assert_int_equal(press(&digits, 66, 99000, 400, true), 0);
	assert_int_equal(rtp_digit(&digits, &packet), 0); /* too short */
}

static void
a_key_held_for_long_goes_on_in_segments_and_is_one_digit(void **state)
{
	struct rtp_digits digits = { 0 };
	uint32_t at = UINT32_MAX - 100; /* round the circle */

	(void)state;
	assert_int_equal(press(&digits, 1, at, 160, false), '1');
	assert_int_equal(press(&digits, 1, at, 65535, false), 0);
	assert_int_equal(press(&digits, 1, at + 65535, 160, false), 0);
	assert_int_equal(press(&digits, 1, at + 65535, 800, true), 0);
	/* Ended, so what follows at the same distance is new. */
	assert_int_equal(press(&digits, 1, at + 2 * 65535, 160, false), '1');
}

static void
a_clock_that_is_set_back_silences_no_key(void **state)
{
	struct rtp_digits digits = { 0 };

	(void)state;
	assert_int_equal(press(&digits, 2, 9000000, 160, true), '2');
	assert_int_equal(press(&digits, 2, 9000000 - 80000, 160, true), 0); /* a copy */
	assert_int_equal(press(&digits, 3, 9000, 160, true), '3');
	assert_int_equal(press(&digits, 3, 9000, 160, true), 0);
	assert_int_equal(press(&digits, 4, 12000, 160, true), '4');
}

static void
another_source_begins_anew(void **state)
{
	struct rtp_digits digits = { 0 };
	struct rtp_packet packet = {
		.ssrc = 6, .timestamp = 10, .payload = VIEW("\x02\x0a\x00\xa0")
	};

	(void)state;
	assert_int_equal(press(&digits, 2, 5000, 160, true), '2');
	assert_int_equal(rtp_digit(&digits, &packet), '2');
}

static enum rtp_event_step
step(struct rtp_events *events, uint8_t code, uint32_t ssrc, uint32_t timestamp)
{
	const char bytes[] = { (char)code, 10, 0, (char)160 };
	struct rtp_packet packet = {
		.ssrc = ssrc, .timestamp = timestamp, .payload = { bytes, sizeof(bytes) }
	};

	return rtp_event_step(events, &packet);
}

static void
an_event_is_sent_on_from_its_first_packet_and_never_after_a_later_one(void **state)
{
	struct rtp_events events = { 0 };
	struct rtp_packet cut = { .payload = VIEW("\x01\x80\x00") };

	(void)state;
	assert_int_equal(step(&events, 5, 1, 1000), RTP_EVENT_FIRST);
	assert_int_equal(step(&events, 5, 1, 1000), RTP_EVENT_NEXT);
	assert_int_equal(step(&events, 6, 1, 3000), RTP_EVENT_FIRST);
	assert_int_equal(step(&events, 5, 1, 1000), RTP_EVENT_NONE);
	assert_int_equal(step(&events, 6, 1, 3000), RTP_EVENT_NEXT);
	assert_int_equal(
	    step(&events, 7, 1, 3000U - 90000U), RTP_EVENT_FIRST); /* its clock was set back */
	assert_int_equal(step(&events, 7, 1, 3000U - 90000U), RTP_EVENT_NEXT);
	assert_int_equal(step(&events, 6, 2, 10), RTP_EVENT_FIRST); /* another phone */
	assert_int_equal(step(&events, 16, 2, 9000), RTP_EVENT_NONE);
	assert_int_equal(rtp_event_step(&events, &cut), RTP_EVENT_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_is_read_field_by_field),
		cmocka_unit_test(sources_extension_and_padding_are_no_sound),
		cmocka_unit_test(what_is_no_rtp_or_longer_than_it_is_is_refused),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(sequence_and_timestamp_go_round),
		cmocka_unit_test(a_key_is_told_once_however_often_its_packets_come),
		cmocka_unit_test(all_keys_have_names_and_what_is_no_key_is_nothing),
		cmocka_unit_test(a_key_held_for_long_goes_on_in_segments_and_is_one_digit),
		cmocka_unit_test(a_clock_that_is_set_back_silences_no_key),
		cmocka_unit_test(another_source_begins_anew),
		cmocka_unit_test(
		    an_event_is_sent_on_from_its_first_packet_and_never_after_a_later_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
