/* What session descriptions say, what is refused in them and in which line, and what we write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/sdp.h"

#define HEAD "v=0\r\no=- 20518 1 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\nt=0 0\r\n"
#define AUDIO "m=audio 54400 RTP/AVP 0 8 96 101\r\n"
#define CODECS \
	"a=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"

#define BROWSER_HEAD \
	"v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE " \
	"0\r\n"
#define BROWSER_AUDIO \
	"m=audio 9 UDP/TLS/RTP/SAVPF 111 0 126 110\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 " \
	"0.0.0.0\r\n" \
	"a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\na=fingerprint:sha-256 " \
	"D2:FA:0E\r\n"
#define BROWSER_REST \
	"a=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n" \
	"a=rtpmap:126 telephone-event/8000\r\na=rtpmap:110 telephone-event/48000\r\n"
#define BROWSER_OFFER BROWSER_HEAD BROWSER_AUDIO "a=setup:actpass\r\n" BROWSER_REST "a=sendrecv\r\n"

static struct sdp first, second, third;

static const struct sdp *
read_into(struct sdp *out, const char *text)
{
	struct err err = { 0 };

	if (sdp_read(view_of(text), out, &err) != 0)
		fail_msg("refused: %s", err.text);
	return out;
}

/* ---- what it says ---- */

static void
a_phone_s_offer_says_where_and_how(void **state)
{
	const struct sdp *sdp = read_into(&first, HEAD AUDIO CODECS);
	const struct sdp_media *audio = sdp_audio(sdp);

	(void)state;
	assert_int_equal(sdp->media_count, 1);
	assert_non_null(audio);
	assert_int_equal(audio->port, 54400);
	assert_true(view_is(audio->address, "203.0.113.1"));
	assert_true(view_is(audio->protocol, "RTP/AVP"));
	assert_int_equal(audio->direction, SDP_SENDRECV);
	assert_int_equal(audio->payload_count, 4);
	assert_true(view_is(sdp_payload_at(sdp, audio, 1)->name, "PCMA"));
	assert_int_equal(sdp_payload_at(sdp, audio, 2)->channels, 2);
	assert_true(view_is(sdp_payload_at(sdp, audio, 3)->fmtp, "0-16"));
	assert_null(sdp_payload_at(sdp, audio, 4));
	assert_int_equal(sdp_payload_of(sdp, audio, "OPUS", 0), 96);
	assert_int_equal(sdp_payload_of(sdp, audio, "opus", 8000), -1);
	assert_int_equal(sdp_digits_payload(sdp, audio, 8000), 101);
	assert_int_equal(sdp_digits_payload(sdp, audio, 48000), -1);
	assert_false(sdp_is_webrtc(audio));
	assert_false(sdp_is_hold(sdp));
	assert_true(view_is(sdp->origin_id, "20518"));
	assert_int_equal(sdp->origin_version, 1);
}

static void
a_browser_is_known_by_fingerprint_and_profile(void **state)
{
	const struct sdp *sdp = read_into(&first, BROWSER_OFFER);
	const struct sdp_media *audio = sdp_audio(sdp);

	(void)state;
	assert_true(sdp_is_webrtc(audio));
	assert_true(audio->rtcp_mux);
	assert_int_equal(audio->setup, SDP_SETUP_ACTPASS);
	assert_true(view_is(audio->mid, "0"));
	assert_true(view_is(audio->ice_ufrag, "F7gI"));
	assert_int_equal(sdp_digits_payload(sdp, audio, 48000), 110);
	/* A fingerprint without the profile, and the profile without it, are none. */
	read_into(&second, HEAD AUDIO "a=fingerprint:sha-256 D2\r\n");
	assert_false(sdp_is_webrtc(sdp_audio(&second)));
	read_into(&second, HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n");
	assert_false(sdp_is_webrtc(sdp_audio(&second)));
}

static void
srtp_with_keys_in_the_description_is_told_from_plain_rtp(void **state)
{
	static const struct {
		const char *text;
		bool sdes, plain;
		int keys;
	} rows[] = {
		{ HEAD
		    "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 A inline:x\r\na=crypto:2 B inline:y\r\n",
		    true, false, 2 },
		{ HEAD "m=audio 4000 RTP/SAVP 0\r\na=fingerprint:sha-256 AA\r\na=crypto:1 A "
		       "inline:x\r\n",
		    true, false, 1 },
		{ HEAD "m=audio 4000 RTP/SAVP 0\r\n", false, false, 0 },
		{ HEAD "m=audio 4000 RTP/SAVPF 0\r\na=crypto:1 A inline:x\r\n", false, false, 1 },
		{ HEAD "m=audio 4000 RTP/AVP 0\r\na=crypto:1 A inline:x\r\n", false, true, 1 },
		{ HEAD "m=audio 4000 RTP/AVPF 0\r\na=crypto\r\n", false, true, 0 },
	};

	(void)state;
	assert_false(sdp_is_sdes(NULL));
	assert_false(sdp_is_plain(NULL));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sdp_media *audio = sdp_audio(read_into(&first, rows[i].text));

		assert_int_equal(sdp_is_sdes(audio), rows[i].sdes);
		assert_int_equal(sdp_is_plain(audio), rows[i].plain);
		assert_int_equal(sdp_key_count(&first, audio), rows[i].keys);
	}
}

static void
what_the_session_says_holds_for_sections_that_say_nothing_else(void **state)
{
	const struct sdp *sdp = read_into(&first,
	    HEAD "a=sendonly\r\na=fingerprint:sha-256 AA\r\n" AUDIO
		 "m=video 6000 RTP/SAVPF 97\r\nc=IN IP6 2001:db8::1\r\na=inactive\r\n");

	(void)state;
	assert_int_equal(sdp->media[0].direction, SDP_SENDONLY);
	assert_int_equal(sdp->media[1].direction, SDP_INACTIVE);
	assert_true(view_is(sdp->media[0].address, "203.0.113.1"));
	assert_true(view_is(sdp->media[1].address, "2001:db8::1"));
	assert_true(sdp_is_webrtc(&sdp->media[1]));
	assert_true(sdp_is_hold(sdp));
}

static void
each_direction_and_the_old_hold_are_told_apart(void **state)
{
	static const struct {
		const char *lines;
		enum sdp_direction direction;
		bool hold, by_address;
	} rows[] = {
		{ "", SDP_SENDRECV, false, false },
		{ "a=sendrecv\r\n", SDP_SENDRECV, false, false },
		{ "a=recvonly\r\n", SDP_RECVONLY, false, false },
		{ "a=sendonly\r\n", SDP_SENDONLY, true, false },
		{ "a=inactive\r\n", SDP_INACTIVE, true, false },
		{ "c=IN IP4 0.0.0.0\r\n", SDP_SENDONLY, true, true },
		{ "c=IN IP4 0.0.0.0\r\na=recvonly\r\n", SDP_INACTIVE, true, true },
		{ "c=IN IP6 ::\r\na=sendonly\r\n", SDP_SENDONLY, true, true },
		/* With ICE the address says nothing: a browser that has no candidate yet. */
		{ "c=IN IP4 0.0.0.0\r\na=ice-ufrag:a\r\n", SDP_SENDRECV, false, false },
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text), "%s%s%s", HEAD, AUDIO, rows[i].lines);
		read_into(&first, text);
		assert_int_equal(first.media[0].direction, rows[i].direction);
		assert_int_equal(first.media[0].held_by_address, rows[i].by_address);
		assert_int_equal(sdp_is_hold(&first), rows[i].hold);
	}
}

static void
what_some_phones_write_is_read(void **state)
{
	static const char *const texts[] = {
		/* LF alone, spaces at the end, no end, an empty line at the end */
		"v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 5004 "
		"RTP/AVP 0 \n",
		HEAD "m=audio 5004 RTP/AVP 0",
		HEAD AUDIO "\r\n\r\n",
		/* no s=, a multicast TTL, ports in pairs, a version beyond 64 bits */
		"v=0\r\no=- 1 99999999999999999999999 IN IP4 192.0.2.1\r\nc=IN IP4 "
		"224.2.1.1/127\r\n"
		"m=audio 5004/2 RTP/AVP 0\r\n",
		/* an rtpmap for a number that is not offered; attributes that nobody knows */
		HEAD AUDIO "a=rtpmap:33 x/y/z\r\na=x-new:1:2\r\na=\r\na=:\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_non_null(sdp_audio(read_into(&first, texts[i])));
	read_into(&first, texts[3]);
	assert_true(first.origin_version == UINT64_MAX);
	assert_true(view_is(first.media[0].address, "224.2.1.1"));
}

static void
what_is_not_sound_is_kept_apart(void **state)
{
	const struct sdp *sdp = read_into(&first,
	    HEAD "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nm=image 4000 udptl t38\r\n"
		 "m=audio 0 RTP/AVP 0\r\n");

	(void)state;
	assert_int_equal(sdp->media_count, 3);
	assert_false(sdp->media[0].rtp);
	assert_int_equal(sdp->media[1].payload_count, 0);
	assert_null(sdp_audio(sdp)); /* port 0 is refused sound */
	assert_false(sdp_is_hold(sdp));
}

/* ---- what is refused ---- */

static void
each_fault_names_its_line(void **state)
{
	static const struct {
		const char *text, *told;
	} rows[] = {
		{ "", "line 1: there is none" },
		{ "hello", "line 1: a line is" },
		{ "o=- 1 1 IN IP4 192.0.2.1\r\n", "line 1: a body begins with v=" },
		{ "v=1\r\n", "line 1: v= must be 0" },
		{ "v=0\r\n", "line 1: o= must follow" },
		{ "v=0\r\ns=-\r\n", "line 2: o= must follow" },
		{ "v=0\r\no=- 1 IN IP4 192.0.2.1\r\n", "line 2: o= must hold" },
		{ "v=0\r\no=- 1 x IN IP4 192.0.2.1\r\n", "line 2: id and version" },
		{ "v=0\r\no=- 1 1 IN IPX 192.0.2.1\r\n", "line 2: o= must hold" },
		{ HEAD "o=- 1 1 IN IP4 192.0.2.1\r\n", "line 6: v= and o=" },
		{ HEAD "c=IN IP4\r\n", "line 6: c= must hold" },
		{ HEAD "x=1\r\n", "line 6: no line begins" },
		{ HEAD "\r\n" AUDIO, "line 6: a line is" },
		{ HEAD "a=\xff\r\n", "line 6: it is not UTF-8" },
		{ HEAD "a=b\rc\r\n", "line 6: it holds a control" },
		{ HEAD "m=audio\r\n", "line 6: m= must hold" },
		{ HEAD "m=audio 65536 RTP/AVP 0\r\n", "line 6: the port" },
		{ HEAD "m=audio 5004/0 RTP/AVP 0\r\n", "line 6: the port" },
		{ HEAD "m=audio 5004 RTP/AVP\r\n", "line 6: m= must hold" },
		{ HEAD "m=audio 5004 RTP/AVP 128\r\n", "line 6: a payload type is" },
		{ HEAD "m=audio 5004 RTP/AVP 0  8\r\n", "line 6: a payload type is" },
		{ HEAD "m=audio 5004 RTP/AVP 0 8 0\r\n", "line 6: a payload type stands" },
		{ HEAD AUDIO "s=-\r\n", "line 7: this line belongs" },
		{ HEAD AUDIO "a=rtpmap:96 opus\r\n", "line 7: a=rtpmap" },
		{ HEAD AUDIO "a=rtpmap:96 opus/0\r\n", "line 7: a=rtpmap" },
		{ HEAD AUDIO "a=sendonly\r\na=sendrecv\r\n", "line 8: the direction" },
		{ "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 5004 RTP/AVP 0\r\na=b\r\n",
		    "line 3: neither this section" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };

		assert_int_equal(sdp_read(view_of(rows[i].text), &first, &err), -1);
		if (strncmp(err.text, rows[i].told, strlen(rows[i].told)) != 0)
			fail_msg("%zu: %s, not %s", i, err.text, rows[i].told);
		assert_int_equal(err.kind, ERR_INVALID);
		assert_string_equal(err.field, "sdp");
	}
}

static void
repeat(struct buf *buf, const char *text, int times)
{
	for (int i = 0; i < times; i++)
		buf_add_text(buf, text);
}

/* Each bound: as much as it allows is read, one more is refused. */
static void
bytes_lines_sections_and_payloads_are_bounded(void **state)
{
	static const struct {
		const char *unit;
		int most;
		const char *told;
	} rows[] = {
		{ "a=b\r\n", SDP_LINES_MAX - 5, "line 513: there are too many lines" },
		{ "m=text 1 X y\r\n", SDP_MEDIA_MAX, "line 14: there are too many sections" },
	};
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf buf = { 0 };

		buf_add_text(&buf, HEAD);
		repeat(&buf, rows[i].unit, rows[i].most);
		assert_int_equal(sdp_read(buf_view(&buf), &first, &err), 0);
		buf_add_text(&buf, rows[i].unit);
		assert_int_equal(sdp_read(buf_view(&buf), &first, &err), -1);
		assert_memory_equal(err.text, rows[i].told, strlen(rows[i].told));
		buf_fini(&buf);
	}
}

static void
a_body_has_at_most_16_kib_and_192_payload_types(void **state)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	(void)state;
	buf_add_text(&buf, HEAD "a=");
	repeat(&buf, "x", SDP_BYTES_MAX - (int)buf.n);
	assert_int_equal(sdp_read(buf_view(&buf), &first, &err), 0);
	buf_add_char(&buf, 'x');
	assert_int_equal(sdp_read(buf_view(&buf), &first, &err), -1);
	assert_int_equal(err.kind, ERR_TOO_LARGE);
	buf_clear(&buf);
	buf_add_text(&buf, HEAD);
	for (int section = 0; section < 2; section++) {
		buf_add_text(&buf, "m=video 9 RTP/AVP");
		for (int i = 0; i < (section == 0 ? 128 : 65); i++)
			buf_addf(&buf, " %d", i);
		buf_add_text(&buf, "\r\n");
	}
	assert_int_equal(sdp_read(buf_view(&buf), &first, &err), -1);
	assert_string_equal(err.text, "line 7: there are too many payload types");
	buf_fini(&buf);
}

/* ---- what we write ---- */

static void
only_direction_and_origin_change(void **state)
{
	const struct sdp_origin origin = { .id = VIEW("77"), .version = 3 };
	struct buf out = { 0 };

	(void)state;
	read_into(&first, HEAD "a=sendrecv\r\n" AUDIO CODECS "m=video 0 RTP/AVP 97\r\n");
	sdp_write(&first, SDP_RECVONLY, &origin, &out);
	assert_string_equal(out.p,
	    "v=0\r\no=- 77 3 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\nt=0 0\r\n" AUDIO
		CODECS "a=recvonly\r\nm=video 0 RTP/AVP 97\r\n");
	buf_clear(&out);
	read_into(&first, HEAD AUDIO "a=sendrecv\r\n" CODECS);
	sdp_write(&first, SDP_INACTIVE, NULL, &out);
	assert_string_equal(out.p, HEAD AUDIO "a=inactive\r\n" CODECS);
	buf_fini(&out);
}

static void
an_origin_is_replaced_in_part_or_whole(void **state)
{
	struct sdp_origin origin = { .version = 9 };
	struct buf out = { 0 };

	(void)state;
	read_into(&first, HEAD AUDIO "a=sendonly");
	sdp_write_origin(&first, &origin, &out);
	assert_string_equal(out.p,
	    "v=0\r\no=- 20518 9 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\nt=0 "
	    "0\r\n" AUDIO "a=sendonly\r\n");
	/* half an end of the last line */
	buf_clear(&out);
	sdp_write_origin(read_into(&second, HEAD AUDIO "a=sendonly\r"), &origin, &out);
	assert_string_equal(out.p + out.n - 14, "\r\na=sendonly\r\n");
	buf_clear(&out);
	origin.address = VIEW("2001:db8::9");
	sdp_write_origin(&first, &origin, &out);
	assert_non_null(strstr(out.p, "o=- 20518 9 IN IP6 2001:db8::9\r\n"));
	buf_fini(&out);
}

/* What is written reads as what it should say, whatever was there before. */
static void
each_direction_written_is_read_again(void **state)
{
	static const char *const bodies[] = { HEAD AUDIO, HEAD "a=inactive\r\n" AUDIO,
		HEAD AUDIO "a=sendonly\r\n" CODECS, BROWSER_OFFER };

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		for (int direction = 0; direction <= SDP_SENDRECV; direction++) {
			struct buf out = { 0 };

			read_into(&first, bodies[i]);
			sdp_write(&first, (enum sdp_direction)direction, NULL, &out);
			assert_int_equal(read_into(&second, out.p)->media[0].direction, direction);
			assert_true(sdp_same_media(&first, &second));
			buf_fini(&out);
		}
}

/* ---- an answer of our own ---- */

#define OURS \
	"v=0\r\no=- 5 7 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n" \
	"m=audio 30000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"

static void
a_hold_is_answered_with_recvonly_and_the_next_version(void **state)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	read_into(&first, HEAD AUDIO CODECS "a=sendonly\r\n");
	read_into(&second, HEAD AUDIO CODECS);
	read_into(&third, OURS "a=sendrecv\r\n");
	assert_int_equal(sdp_answer(&first, &second, &third, SDP_SENDRECV, &out, &err), 0);
	assert_string_equal(out.p,
	    "v=0\r\no=- 5 8 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
	    "m=audio 30000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\n");
	buf_fini(&out);
}

/* Every offer and every wish: we send only to who hears, and hear only who sends (RFC 3264, 6.1). */
static void
an_answer_s_direction_fits_each_offer(void **state)
{
	char text[1024];

	(void)state;
	for (int offered = 0; offered <= SDP_SENDRECV; offered++)
		for (int want = 0; want <= SDP_SENDRECV; want++) {
			struct buf out = { 0 };
			struct err err = { 0 };
			int said;

			(void)snprintf(text, sizeof(text), "%s%sa=%s\r\n", HEAD, AUDIO,
			    sdp_direction_name((enum sdp_direction)offered));
			read_into(&first, text);
			read_into(&third, OURS);
			assert_int_equal(sdp_answer(&first, &first, &third,
					     (enum sdp_direction)want, &out, &err),
			    0);
			said = read_into(&second, out.p)->media[0].direction;
			assert_int_equal((said & SDP_SENDONLY) != 0,
			    (offered & SDP_RECVONLY) != 0 && (want & SDP_SENDONLY) != 0);
			assert_int_equal((said & SDP_RECVONLY) != 0,
			    (offered & SDP_SENDONLY) != 0 && (want & SDP_RECVONLY) != 0);
			buf_fini(&out);
		}
}

/* A browser offers actpass again; what was settled must be said, or it ends the call. */
static void
a_browser_s_hold_keeps_the_role_of_its_handshake(void **state)
{
	static const struct {
		const char *theirs, *ours, *said;
	} rows[] = {
		{ "active", "actpass", "a=setup:passive\r\n" }, /* we had offered */
		{ "passive", "actpass", "a=setup:active\r\n" },
		{ "actpass", "active", "a=setup:active\r\n" }, /* they had */
		{ "actpass", "passive", "a=setup:passive\r\n" },
	};
	char theirs[1024], ours[1024];

	(void)state;
	read_into(
	    &first, BROWSER_HEAD BROWSER_AUDIO "a=setup:actpass\r\n" BROWSER_REST "a=sendonly\r\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = { 0 };
		struct err err = { 0 };

		(void)snprintf(theirs, sizeof(theirs), "%s%sa=setup:%s\r\n%s", BROWSER_HEAD,
		    BROWSER_AUDIO, rows[i].theirs, BROWSER_REST);
		(void)snprintf(ours, sizeof(ours), "%s%sa=setup:%s\r\n%s", BROWSER_HEAD,
		    BROWSER_AUDIO, rows[i].ours, BROWSER_REST);
		assert_int_equal(sdp_answer(&first, read_into(&second, theirs),
				     read_into(&third, ours), SDP_SENDRECV, &out, &err),
		    0);
		assert_non_null(strstr(out.p, rows[i].said));
		assert_non_null(strstr(out.p, "a=recvonly\r\n"));
		assert_non_null(strstr(out.p, "o=- 4611731400430051336 3 IN"));
		assert_null(strstr(out.p, "actpass"));
		buf_fini(&out);
	}
}

#define MANY_SECTIONS \
	"a=group:BUNDLE v 1\r\n" \
	"m=video 6000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=mid:v\r\n" \
	"m=audio 0 RTP/AVP 8\r\n" \
	"m=audio 5004/2 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n" \
	"m=audio 5008 RTP/AVP 8\r\na=sendrecv\r\n" \
	"m=application 7000 UDP/BFCP *"
#define REFUSED_BUT(audio) \
	"m=video 0 RTP/AVP 96\r\na=mid:v\r\nm=audio 0 RTP/AVP 8\r\n" audio \
	"m=audio 0 RTP/AVP 8\r\nm=application 0 UDP/BFCP *\r\n"

static void
the_first_sound_alone_is_carried_and_all_else_refused_in_its_place(void **state)
{
	static const struct sdp_origin origin = { .version = 9 };
	struct buf out = { 0 }, again = { 0 };
	struct err err;

	(void)state;
	sdp_write_audio(read_into(&first, HEAD MANY_SECTIONS), &out);
	assert_string_equal(out.p,
	    HEAD
	    "m=audio 5004 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n");
	assert_true(sdp_same_media(&first, read_into(&second, out.p)));
	buf_fini(&out);

	sdp_write_answer(read_into(&second, OURS "a=sendrecv\r\n"), &first, &origin, &out);
	assert_string_equal(out.p,
	    "v=0\r\no=- 5 9 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n" REFUSED_BUT(
		"m=audio 30000 RTP/AVP 0 101\r\na=rtpmap:101 "
		"telephone-event/8000\r\na=sendrecv\r\n"));
	/* The same offer once more is answered alike. */
	assert_int_equal(
	    sdp_answer(&first, &first, read_into(&third, out.p), SDP_SENDRECV, &again, &err), 0);
	assert_string_equal(again.p,
	    "v=0\r\no=- 5 10 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 "
	    "0\r\n" REFUSED_BUT("m=audio 30000 RTP/AVP 0 101\r\na=rtpmap:101 "
				"telephone-event/8000\r\na=recvonly\r\n"));
	buf_fini(&again);
	/* One that leaves out what was refused behind the sound is, too (RFC 3264 forbids it). */
	read_into(&second,
	    HEAD "m=video 0 RTP/AVP 96\r\nm=audio 0 RTP/AVP 8\r\nm=audio 5004 RTP/AVP 0 101\r\n");
	assert_int_equal(sdp_answer(&second, &first, &third, SDP_SENDRECV, &again, &err), 0);
	assert_int_equal(read_into(&first, again.p)->media_count, 3);
	assert_int_equal(sdp_audio(&first)->port, 30000);
	buf_fini(&out);
	buf_fini(&again);
}

static void
what_is_refused_has_an_address_where_the_session_has_none(void **state)
{
	static const struct sdp_origin origin = { .version = 9 };
	struct buf out = { 0 };

	(void)state;
	read_into(&first, HEAD "m=audio 5004 RTP/AVP 0\r\nm=video 6000 RTP/AVP 96\r\n");
	read_into(&second,
	    "v=0\r\no=- 5 7 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\nc=IN "
	    "IP4 192.0.2.7\r\n");
	sdp_write_answer(&second, &first, &origin, &out);
	assert_string_equal(out.p,
	    "v=0\r\no=- 5 9 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\nc=IN "
	    "IP4 192.0.2.7\r\n"
	    "m=video 0 RTP/AVP 96\r\nc=IN IP4 0.0.0.0\r\n");
	buf_fini(&out);
}

static void
a_section_that_is_new_in_the_offer_is_refused(void **state)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	read_into(&first, HEAD AUDIO "m=video 6000 RTP/AVP 97 98\r\na=mid:v\r\na=sendrecv\r\n");
	read_into(&third, OURS);
	assert_int_equal(sdp_answer(&first, &first, &third, SDP_SENDRECV, &out, &err), 0);
	assert_non_null(strstr(out.p, "a=sendrecv\r\nm=video 0 RTP/AVP 97 98\r\na=mid:v\r\n"));
	assert_int_equal(read_into(&second, out.p)->media_count, 2);
	buf_fini(&out);
}

static void
an_offer_that_changes_more_than_directions_is_no_matter_of_ours(void **state)
{
	static const struct {
		const char *sections, *told;
	} rows[] = {
		{ "", "line 5: the offer leaves out" },
		{ "m=video 5004 RTP/AVP 0\r\n", "line 6: a section changes its kind" },
		{ "m=audio 0 RTP/AVP 0\r\n", "line 6: a section is switched" },
		{ "m=audio 5004 RTP/SAVP 0\r\n", "line 6: a section changes its protocol" },
		{ "m=audio 5004 RTP/AVP 8\r\n", "line 6: no codec is left" },
		{ "m=audio 5004 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
		    "line 6: no codec is left" },
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = { 0 };
		struct err err = { 0 };

		(void)snprintf(text, sizeof(text), "%s%s", HEAD, rows[i].sections);
		read_into(&first, text);
		read_into(&third, OURS);
		assert_int_equal(sdp_answer(&first, &first, &third, SDP_SENDRECV, &out, &err), -1);
		assert_int_equal(err.kind, ERR_CONFLICT);
		assert_memory_equal(err.text, rows[i].told, strlen(rows[i].told));
		assert_int_equal(out.n, 0);
		buf_fini(&out);
	}
}

static void
media_that_moves_is_told_from_media_that_waits(void **state)
{
	static const struct {
		const char *text;
		bool same;
	} rows[] = {
		{ HEAD AUDIO, true }, { HEAD AUDIO "a=sendonly\r\n", true },
		{ HEAD AUDIO "c=IN IP4 0.0.0.0\r\n", true },
		{ HEAD AUDIO "c=IN IP4 203.0.113.2\r\n", false },
		{ HEAD "m=audio 54402 RTP/AVP 0 8 96 101\r\n", false },
		{ HEAD "m=audio 54400 RTP/SAVP 0 8 96 101\r\n", false },
		{ HEAD AUDIO "a=ice-ufrag:x\r\n", false },
		{ HEAD AUDIO "a=fingerprint:sha-256 AA\r\n", false },
		{ HEAD AUDIO "a=crypto:1 A inline:x\r\n",
		    true }, /* of plain RTP it means nothing */
		{ HEAD AUDIO AUDIO, true }, /* the second is not carried */
	};

	(void)state;
	read_into(&first, HEAD AUDIO);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    sdp_same_media(read_into(&second, rows[i].text), &first), rows[i].same);
	/* The end of a hold whose address the relay was told. */
	read_into(&second, HEAD AUDIO "c=IN IP4 0.0.0.0\r\n");
	assert_false(sdp_same_media(&first, &second));
}

static void
new_keys_of_srtp_are_media_that_moves(void **state)
{
#define KEYED(...) HEAD "m=audio 4000 RTP/SAVP 0\r\n" __VA_ARGS__
	static const struct {
		const char *text;
		bool same;
	} rows[] = {
		{ KEYED("a=crypto:1 A inline:x\r\na=crypto:2 B inline:y\r\n"), true },
		{ KEYED("a=sendonly\r\na=crypto:1 A inline:x\r\na=mid:1\r\na=crypto:2 B "
			"inline:y\r\n"),
		    true },
		{ KEYED("a=crypto:1 A inline:z\r\na=crypto:2 B inline:y\r\n"), false },
		{ KEYED("a=crypto:2 B inline:y\r\na=crypto:1 A inline:x\r\n"), false },
		{ KEYED("a=crypto:1 A inline:x\r\n"), false },
		{ KEYED("a=crypto:1 A inline:x\r\na=crypto:2 B inline:y\r\na=crypto:3 C "
			"inline:z\r\n"),
		    false },
	};

	(void)state;
	read_into(&first, rows[0].text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    sdp_same_media(read_into(&second, rows[i].text), &first), rows[i].same);
}

static void
our_own_sound_is_described_in_its_family(void **state)
{
	static const struct {
		const char *address, *family;
	} rows[] = { { "127.0.0.1", "c=IN IP4 " }, { "::1", "c=IN IP6 " },
		{ "2001:db8::7", "c=IN IP6 " } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = { 0 };
		const struct sdp_media *audio;
		char *text;

		sdp_write_own(rows[i].address, 4712, &out);
		buf_add_text(&out, " 0 8\r\na=sendrecv\r\n");
		text = view_dup(buf_view(&out));
		assert_non_null(strstr(text, rows[i].family));
		audio = sdp_audio(read_into(&first, text));
		assert_true(view_is(audio->address, rows[i].address));
		assert_int_equal(audio->port, 4712);
		free(text);
		buf_fini(&out);
	}
}

static void
silence_is_known_of_g711_and_g722_alone(void **state)
{
	static const struct {
		const char *text;
		bool can;
	} rows[] = { { HEAD "m=audio 9 RTP/AVP 0 8\r\n", true },
		{ HEAD "m=audio 9 RTP/AVP 8 9 13 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:13 "
		       "CN/8000\r\n"
		       "a=rtpmap:101 telephone-event/8000\r\n",
		    true },
		{ HEAD AUDIO CODECS, false },
		{ HEAD "m=audio 9 RTP/AVP 0 18\r\na=rtpmap:18 G729/8000\r\n", false },
		{ HEAD "m=audio 9 RTP/AVP 0 97\r\n", false } }; /* nobody says what 97 is */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sdp *sdp = read_into(&first, rows[i].text);

		assert_int_equal(sdp_can_be_silent(sdp, sdp_audio(sdp)), rows[i].can);
	}
	assert_false(sdp_can_be_silent(&first, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_phone_s_offer_says_where_and_how),
		cmocka_unit_test(a_browser_is_known_by_fingerprint_and_profile),
		cmocka_unit_test(srtp_with_keys_in_the_description_is_told_from_plain_rtp),
		cmocka_unit_test(what_the_session_says_holds_for_sections_that_say_nothing_else),
		cmocka_unit_test(each_direction_and_the_old_hold_are_told_apart),
		cmocka_unit_test(what_some_phones_write_is_read),
		cmocka_unit_test(what_is_not_sound_is_kept_apart),
		cmocka_unit_test(each_fault_names_its_line),
		cmocka_unit_test(bytes_lines_sections_and_payloads_are_bounded),
		cmocka_unit_test(a_body_has_at_most_16_kib_and_192_payload_types),
		cmocka_unit_test(only_direction_and_origin_change),
		cmocka_unit_test(an_origin_is_replaced_in_part_or_whole),
		cmocka_unit_test(each_direction_written_is_read_again),
		cmocka_unit_test(a_hold_is_answered_with_recvonly_and_the_next_version),
		cmocka_unit_test(an_answer_s_direction_fits_each_offer),
		cmocka_unit_test(a_browser_s_hold_keeps_the_role_of_its_handshake),
		cmocka_unit_test(
		    the_first_sound_alone_is_carried_and_all_else_refused_in_its_place),
		cmocka_unit_test(what_is_refused_has_an_address_where_the_session_has_none),
		cmocka_unit_test(a_section_that_is_new_in_the_offer_is_refused),
		cmocka_unit_test(an_offer_that_changes_more_than_directions_is_no_matter_of_ours),
		cmocka_unit_test(media_that_moves_is_told_from_media_that_waits),
		cmocka_unit_test(new_keys_of_srtp_are_media_that_moves),
		cmocka_unit_test(our_own_sound_is_described_in_its_family),
		cmocka_unit_test(silence_is_known_of_g711_and_g722_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
