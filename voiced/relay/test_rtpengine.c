/* Our client with a real rtpengine: what the relay does to packets, counted at the ends of calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <poll.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/core/relay_ports.h"
#include "voiced/core/sdp.h"
#include "voiced/relay/relay.h"
#include "voiced/relay/test_fixture.h"

enum { TICK_MS = 20, PACKETS = 10, RTP_HEAD = 12, RTP_SOUND = 160, SDP_SIZE = 4096 };

/* ---- the client, asked one thing after the other ---- */

static uv_loop_t loop;
static struct relay *relay;

/* What the last command came to. */
static struct {
	int told;
	enum err_kind kind;
	char text[ERR_TEXT_SIZE], sdp[SDP_SIZE], copy[NG_ID_MAX + 1];
	size_t calls;
	int ports, free_ports; /* 0: it does not say */
	int leg_count;
	struct ng_leg legs[NG_LEGS_MAX];
	char tags[NG_LEGS_MAX][32];
} last;

static void
keep_legs(const struct ng_reply *reply)
{
	last.leg_count = ng_legs(reply, last.legs);
	for (int i = 0; i < last.leg_count; i++)
		(void)view_copy(last.legs[i].tag, last.tags[i], sizeof(last.tags[i]));
}

static void
on_done(void *ctx, const struct relay_result *result)
{
	(void)ctx;
	last.told++;
	last.kind = result->err != NULL ? result->err->kind : ERR_NONE;
	(void)snprintf(
	    last.text, sizeof(last.text), "%s", result->err != NULL ? result->err->text : "");
	if (result->reply == NULL)
		return;
	(void)view_copy(result->reply->sdp, last.sdp, sizeof(last.sdp));
	(void)view_copy(result->reply->to, last.copy, sizeof(last.copy));
	last.calls = ng_list_count(result->reply);
	last.ports = last.free_ports = 0;
	(void)ng_ports(result->reply, &last.ports, &last.free_ports);
	keep_legs(result->reply);
}

/* uv_run may run a timer and then wait for a datagram: it must not wait for ever. */
static void
on_tick(uv_timer_t *tick)
{
	(void)tick;
}

/* Runs until what was asked is told, and what the relay does by itself is done. */
static enum err_kind
settle(void)
{
	int64_t end = test_patience_ends_ms();

	while ((last.told == 0 || relay_under_way(relay) > 0) && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(last.told, 1);
	last.told = 0;
	return last.kind;
}

/* For what must be done. */
static void
settle_well(void)
{
	if (settle() != ERR_NONE)
		fail_msg("%s", last.text);
}

static int64_t
packets_of(const char *call, const char *tag)
{
	relay_query(relay, view_of(call), on_done, NULL);
	settle_well();
	for (int i = 0; i < last.leg_count; i++)
		if (strcmp(last.tags[i], tag) == 0)
			return last.legs[i].packets;
	return -1;
}

static size_t
calls_listed(void)
{
	relay_list(relay, NG_LIST_MAX, on_done, NULL);
	settle_well();
	return last.calls;
}

static void
await_rtpengine(void)
{
	int64_t end = test_patience_ends_ms();

	do {
		rtpengine_check();
		relay_list(relay, 1, on_done, NULL);
	} while (settle() != ERR_NONE && clock_mono_ms() < end);
	assert_int_equal(last.kind, ERR_NONE);
}

/* ---- ends of calls: sockets that send and count RTP ---- */

struct end {
	int fd, port;
	uint16_t sequence;
};

static struct end
end_new(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	struct end end = { .fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(end.fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(end.fd, (struct sockaddr *)&at, &size), 0);
	end.port = ntohs(at.sin_port);
	return end;
}

static void
end_send(struct end *end, int port, int count)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	unsigned char packet[RTP_HEAD + RTP_SOUND] = { 0x80, 0 };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < count; i++) {
		uint32_t stamp = htonl((uint32_t)end->sequence * RTP_SOUND);

		packet[2] = (unsigned char)(end->sequence >> 8);
		packet[3] = (unsigned char)end->sequence;
		memcpy(packet + 4, &stamp, sizeof(stamp));
		packet[11] = (unsigned char)end->fd;
		end->sequence++;
		assert_int_equal(
		    sendto(end->fd, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)),
		    sizeof(packet));
	}
}

/* The sound of the packet that was taken last. */
static unsigned char taken[RTP_SOUND];

/* Takes one packet of RTP, which comes from `port`; false: none came in so many milliseconds. A far end that was
 * said to be a browser is also asked for its ICE: that is none. */
static bool
end_takes(const struct end *end, int port, int wait_ms)
{
	struct pollfd wait = { .fd = end->fd, .events = POLLIN };
	unsigned char packet[2048] = { 0 };

	while (poll(&wait, 1, wait_ms) == 1) {
		struct sockaddr_in from = { 0 };
		socklen_t size = sizeof(from);
		ssize_t n =
		    recvfrom(end->fd, packet, sizeof(packet), 0, (struct sockaddr *)&from, &size);

		if (n <= RTP_HEAD || packet[0] >> 6 != 2)
			continue;
		assert_int_equal(ntohs(from.sin_port), port);
		memcpy(taken, packet + RTP_HEAD, sizeof(taken));
		return true;
	}
	return false;
}

/* A stream that goes on by itself. */
static void
end_hears_some(const struct end *end, int port, int wanted)
{
	for (int i = 0; i < wanted; i++)
		if (!end_takes(end, port, (int)test_patience_ms()))
			fail_msg("packet %d of %d did not come", i + 1, wanted);
}

/* Hears so many packets, and not one more. */
static void
end_hears(const struct end *end, int port, int wanted)
{
	end_hears_some(end, port, wanted);
	assert_false(end_takes(end, port, 0));
}

static void
end_close(struct end *end)
{
	(void)close(end->fd);
}

/* ---- a call ---- */

static const char *
plain_sdp(int port)
{
	static char text[SDP_SIZE];

	(void)snprintf(text, sizeof(text),
	    "v=0\r\no=- %d 1 IN IP4 127.0.0.1\r\ns=K\xc3\xa4se\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
	    "m=audio %d RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
	    port, port);
	return text;
}

static const char *
browser_sdp(int port)
{
	static char text[SDP_SIZE];

	(void)snprintf(text, sizeof(text),
	    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
	    "m=audio %d UDP/TLS/RTP/SAVPF 0 101\r\nc=IN IP4 127.0.0.1\r\n"
	    "a=candidate:1 1 udp 2122260223 127.0.0.1 %d typ host\r\n"
	    "a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g1a\r\n"
	    "a=fingerprint:sha-256 "
	    "D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:"
	    "34:8E:5E:EA:6F:AF:52:CE:E6:0F\r\na=setup:active\r\na=mid:0\r\na=rtcp-mux\r\n"
	    "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
	    port, port);
	return text;
}

/* keys: whole lines of a=crypto. */
static const char *
srtp_sdp(int port, const char *keys)
{
	static char text[SDP_SIZE];

	(void)snprintf(text, sizeof(text),
	    "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
	    "m=audio %d RTP/SAVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n%sa=sendrecv\r\n",
	    port, keys);
	return text;
}

static struct relay_media
media_of(const char *call, const char *sdp, enum relay_wire wanted, bool again)
{
	return (struct relay_media){ .call = view_of(call),
		.from = VIEW("caller"),
		.to = VIEW("far"),
		.sdp = view_of(sdp),
		.wanted = wanted,
		.again = again };
}

static void
carry(struct relay_media media, bool answers)
{
	(answers ? relay_answer : relay_offer)(relay, &media, on_done, NULL);
	settle_well();
}

static int
port_told(void)
{
	static struct sdp sdp;
	struct err err;

	if (sdp_read(view_of(last.sdp), &sdp, &err) != 0)
		fail_msg("%s in %s", err.text, last.sdp);
	assert_non_null(sdp_audio(&sdp));
	return sdp_audio(&sdp)->port;
}

static int
offer(const char *call, const char *sdp, enum relay_wire wanted, bool again)
{
	carry(media_of(call, sdp, wanted, again), false);
	return port_told();
}

static int
answer(const char *call, const char *sdp, bool again)
{
	carry(media_of(call, sdp, RELAY_RTP, again), true);
	return port_told();
}

struct call {
	struct end caller, far;
	int caller_port, far_port; /* the relay's, towards each */
};

static struct call
call_new(const char *id)
{
	struct call call = { .caller = end_new(), .far = end_new() };

	call.far_port = offer(id, plain_sdp(call.caller.port), RELAY_RTP, false);
	call.caller_port = answer(id, plain_sdp(call.far.port), false);
	assert_int_not_equal(call.far_port, call.caller_port);
	return call;
}

/* Both hear each other, through the relay's ports alone. */
static void
call_talks(struct call *call)
{
	end_send(&call->caller, call->caller_port, PACKETS);
	end_hears(&call->far, call->far_port, PACKETS);
	end_send(&call->far, call->far_port, PACKETS);
	end_hears(&call->caller, call->caller_port, PACKETS);
}

static void
call_free(struct call *call, const char *id)
{
	relay_delete(relay, view_of(id), on_done, NULL);
	settle_well();
	end_close(&call->caller);
	end_close(&call->far);
}

/* Counted is what comes, also what is dropped: when all are counted, none is still on its way. */
static void
send_into_silence(struct end *from, int port, const char *call, const char *tag)
{
	int64_t wanted = packets_of(call, tag) + PACKETS;
	int64_t end = test_patience_ends_ms();

	end_send(from, port, PACKETS);
	while (packets_of(call, tag) < wanted && clock_mono_ms() < end)
		continue;
	assert_int_equal(packets_of(call, tag), wanted);
}

/* ---- tests ---- */

static void
two_ends_hear_each_other_and_packets_are_counted_both_ways(void **state)
{
	struct call call = call_new("talk");

	(void)state;
	call_talks(&call);
	end_send(&call.far, call.far_port, 3);
	end_hears(&call.caller, call.caller_port, 3);
	assert_int_equal(packets_of("talk", "caller"), PACKETS);
	assert_int_equal(packets_of("talk", "far"), PACKETS + 3);
	assert_int_equal(packets_of("talk", "nobody"), -1);
	call_free(&call, "talk");
}

/* From the queue to an agent: the caller is told nothing, so nothing may change for the caller. */
static void
another_far_end_takes_over_and_the_caller_s_port_stays(void **state)
{
	struct call call = call_new("pair");
	int before = call.caller_port;

	(void)state;
	call_talks(&call);
	for (int i = 0; i < 3; i++) {
		struct end old = call.far;

		call.far = end_new();
		call.far_port = offer("pair", plain_sdp(call.caller.port), RELAY_RTP, true);
		call.caller_port = answer("pair", plain_sdp(call.far.port), true);
		assert_int_equal(call.caller_port, before);
		call_talks(&call);
		end_hears(&old, 0, 0); /* the one before hears nothing */
		end_close(&old);
	}
	call_free(&call, "pair");
}

/* As if the far end had asked: whoever was there first is replaced, and the far end is told nothing. */
static struct relay_media
turned(const char *call, const char *sdp)
{
	return (struct relay_media){ .call = view_of(call),
		.from = VIEW("far"),
		.to = VIEW("caller"),
		.sdp = view_of(sdp),
		.again = true };
}

static void
who_was_called_is_given_another_inner_side_and_its_port_stays(void **state)
{
	struct call call = call_new("turned");
	int before = call.far_port;

	(void)state;
	call_talks(&call);
	for (int i = 0; i < 3; i++) {
		struct end old = call.caller;
		struct relay_media media = turned("turned", plain_sdp(call.far.port));

		call.caller = end_new();
		carry(media, false);
		call.caller_port = port_told();
		media = turned("turned", plain_sdp(call.caller.port));
		carry(media, true);
		assert_int_equal(port_told(), before);
		call_talks(&call);
		end_hears(&old, 0, 0);
		end_close(&old);
	}
	call_free(&call, "turned");
}

/* Neither before the end that is known has spoken nor later. */
static void
nobody_else_is_heard(struct call *call, const char *id, const char *inner)
{
	struct end stranger = end_new();

	for (int i = 0; i < 2; i++) {
		send_into_silence(&stranger, call->far_port, id, inner);
		end_hears(&call->caller, 0, 0);
		call_talks(call);
	}
	end_hears(&stranger, 0, 0);
	end_close(&stranger);
}

static void
of_an_inner_end_that_is_known_nobody_else_is_heard_from_the_first_packet_on(void **state)
{
	struct call call = { .caller = end_new(), .far = end_new() };
	struct relay_media media;

	(void)state;
	/* The caller's port is another than it says (NAT): the outer end is learned as before. */
	call.far_port = offer("exact", plain_sdp(40000), RELAY_RTP, false);
	for (int turn = 0; turn < 3; turn++) {
		if (turn > 0) {
			end_close(&call.far);
			call.far = end_new();
			(void)offer("exact", plain_sdp(40000), RELAY_RTP, true);
		}
		media = media_of("exact", plain_sdp(call.far.port), RELAY_RTP, turn > 0);
		media.exact = true;
		carry(media, true);
		call.caller_port = port_told();
		nobody_else_is_heard(&call, "exact", "far");
	}
	call_free(&call, "exact");
}

/* Of who is called the inner end offers. */
static void
an_inner_end_that_offers_is_known_as_well(void **state)
{
	struct call call = { .caller = end_new(), .far = end_new() };
	struct relay_media media = turned("known", plain_sdp(call.far.port));

	(void)state;
	media.again = false;
	media.exact = true;
	carry(media, false);
	call.caller_port = port_told();
	media = turned("known", plain_sdp(call.caller.port));
	media.again = false;
	carry(media, true);
	call.far_port = port_told();
	nobody_else_is_heard(&call, "known", "far");
	call_free(&call, "known");
}

/* An agent at a browser: a leg that is a call of its own, whose plain side takes over. tests/browser/relay.test.mjs
 * does it with a real one, and its media. */
static void
a_browser_s_leg_is_a_call_of_its_own_with_a_plain_side(void **state)
{
	struct end caller = end_new(), far = end_new();
	static struct sdp sdp;
	struct err err;

	(void)state;
	(void)offer("leg", plain_sdp(caller.port), RELAY_WEBRTC, false);
	assert_int_equal(sdp_read(view_of(last.sdp), &sdp, &err), 0);
	assert_true(sdp_is_webrtc(sdp_audio(&sdp)));
	assert_true(sdp_audio(&sdp)->rtcp_mux);
	assert_true(sdp_audio(&sdp)->ice_ufrag.n > 0);
	assert_int_equal(sdp_audio(&sdp)->setup, SDP_SETUP_ACTPASS);
	(void)answer("leg", browser_sdp(far.port), false);
	assert_int_equal(sdp_read(view_of(last.sdp), &sdp, &err), 0);
	assert_false(sdp_is_webrtc(sdp_audio(&sdp)));
	assert_int_equal(sdp_audio(&sdp)->ice_ufrag.n, 0);
	relay_delete(relay, VIEW("leg"), on_done, NULL);
	settle_well();
	end_close(&caller);
	end_close(&far);
}

#define KEY " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"

static void
told_srtp(struct sdp *out, int keys)
{
	struct err err;

	assert_int_equal(sdp_read(view_of(last.sdp), out, &err), 0);
	assert_true(sdp_is_sdes(sdp_audio(out)));
	assert_int_equal(sdp_key_count(out, sdp_audio(out)), keys);
}

/* The line of the key with this tag and suite, which must be there. */
static struct view
key_told(const char *head)
{
	const char *line = strstr(last.sdp, head);

	assert_non_null(line);
	return (struct view){ line, strcspn(line, "\r") };
}

/* Whoever calls: only what encrypts is taken, and with another far end the relay's key stays. */
static void
keys_of_a_caller_are_answered_by_one_that_stays(void **state)
{
	static struct sdp sdp;
	static char key[256];
	struct relay_media media;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		media = media_of("keys",
		    srtp_sdp(40000,
			"a=crypto:1 NULL_HMAC_SHA1_80" KEY
			"a=crypto:2 AES_CM_128_HMAC_SHA1_80" KEY),
		    RELAY_RTP, turn > 0);
		media.given = RELAY_SRTP;
		carry(media, false);
		assert_null(strstr(last.sdp, "crypto"));
		carry(media_of("keys", plain_sdp(40010 + 2 * turn), RELAY_SRTP, turn > 0), true);
		told_srtp(&sdp, 1);
		if (turn > 0)
			assert_true(view_is(key_told("a=crypto:2 AES_CM_128_HMAC_SHA1_80 "), key));
		else
			assert_true(view_copy(
			    key_told("a=crypto:2 AES_CM_128_HMAC_SHA1_80 "), key, sizeof(key)));
	}
	relay_delete(relay, VIEW("keys"), on_done, NULL);
	settle_well();
}

/* Whoever is called is offered two keys; when they offer themselves, they hear of the one that they took. */
static void
a_phone_that_is_called_is_offered_two_keys_and_keeps_the_one_it_took(void **state)
{
	static struct sdp sdp;
	static char key[256];
	struct relay_media media;

	(void)state;
	(void)offer("taken", plain_sdp(40000), RELAY_SRTP, false);
	told_srtp(&sdp, 2);
	assert_true(view_copy(key_told("a=crypto:2 AES_CM_128_HMAC_SHA1_32 "), key, sizeof(key)));
	assert_null(strstr(last.sdp, "fingerprint"));
	media = media_of(
	    "taken", srtp_sdp(40010, "a=crypto:2 AES_CM_128_HMAC_SHA1_32" KEY), RELAY_RTP, false);
	media.given = RELAY_SRTP;
	carry(media, true);
	assert_null(strstr(last.sdp, "crypto"));
	media = turned("taken", srtp_sdp(40010, "a=crypto:2 AES_CM_128_HMAC_SHA1_32" KEY));
	media.given = RELAY_SRTP;
	carry(media, false);
	media = turned("taken", plain_sdp(40000));
	media.wanted = RELAY_SRTP;
	carry(media, true);
	told_srtp(&sdp, 1);
	assert_true(view_is(key_told("a=crypto:2 AES_CM_128_HMAC_SHA1_32 "), key));
	relay_delete(relay, VIEW("taken"), on_done, NULL);
	settle_well();
}

/* Both hear each other, and go on to when another far end comes. */
static void
a_phone_that_answers_srtp_with_plain_rtp_has_plain_rtp(void **state)
{
	struct call call = { .caller = end_new(), .far = end_new() };

	(void)state;
	call.far_port = offer("plainly", plain_sdp(call.caller.port), RELAY_SRTP, false);
	call.caller_port = answer("plainly", plain_sdp(call.far.port), false);
	call_talks(&call);
	carry(turned("plainly", plain_sdp(call.far.port)), false);
	carry(turned("plainly", plain_sdp(call.caller.port)), true);
	assert_int_equal(port_told(), call.far_port);
	assert_null(strstr(last.sdp, "SAVP"));
	call_talks(&call);
	call_free(&call, "plainly");
}

static void
a_browser_that_takes_over_in_a_call_is_refused_and_the_call_goes_on(void **state)
{
	struct call call = call_new("refused");
	struct relay_media media =
	    media_of("refused", plain_sdp(call.caller.port), RELAY_WEBRTC, true);

	(void)state;
	relay_offer(relay, &media, on_done, NULL);
	assert_int_equal(settle(), ERR_INVALID);
	call_talks(&call);
	call_free(&call, "refused");
}

static void
who_is_blocked_is_not_heard_until_unblocked(void **state)
{
	struct call call = call_new("hold");

	(void)state;
	call_talks(&call);
	relay_block(relay, VIEW("hold"), VIEW("far"), on_done, NULL);
	settle_well();
	send_into_silence(&call.far, call.far_port, "hold", "far");
	end_hears(&call.caller, 0, 0);
	end_send(&call.caller, call.caller_port, PACKETS); /* the other way is open */
	end_hears(&call.far, call.far_port, PACKETS);
	relay_unblock(relay, VIEW("hold"), VIEW("far"), on_done, NULL);
	settle_well();
	call_talks(&call);
	call_free(&call, "hold");
}

/* mu-law: 0xff is silence, what an end of these tests says is 0. */
static void
far_is_heard_as(struct call *call, unsigned char sound)
{
	unsigned char wanted[RTP_SOUND];

	memset(wanted, sound, sizeof(wanted));
	for (int i = 0; i < PACKETS; i++) {
		end_send(&call->far, call->far_port, 1);
		end_hears(&call->caller, call->caller_port, 1);
		assert_memory_equal(taken, wanted, sizeof(wanted));
	}
}

static void
who_is_silenced_sends_silence_whoever_hears_it_until_that_ends(void **state)
{
	struct call call = call_new("mute");

	(void)state;
	call_talks(&call);
	far_is_heard_as(&call, 0);
	relay_silence(relay, VIEW("mute"), VIEW("far"), on_done, NULL);
	settle_well();
	far_is_heard_as(&call, 0xff);
	end_send(&call.caller, call.caller_port, PACKETS); /* the other way is open */
	end_hears(&call.far, call.far_port, PACKETS);
	assert_int_equal(taken[0], 0);
	relay_block(relay, VIEW("mute"), VIEW("far"), on_done, NULL);
	settle_well();
	send_into_silence(&call.far, call.far_port, "mute", "far");
	end_hears(&call.caller, 0, 0);
	relay_unblock(relay, VIEW("mute"), VIEW("far"), on_done, NULL);
	settle_well();
	far_is_heard_as(&call, 0xff);
	(void)offer("mute", plain_sdp(call.caller.port), RELAY_RTP, true);
	(void)answer("mute", plain_sdp(call.far.port), true);
	far_is_heard_as(&call, 0xff);
	relay_unsilence(relay, VIEW("mute"), VIEW("far"), on_done, NULL);
	settle_well();
	far_is_heard_as(&call, 0);
	call_free(&call, "mute");
}

static void
a_deleted_call_is_gone_at_once_with_its_ports(void **state)
{
	(void)state;
	assert_int_equal(calls_listed(), 0);
	/* Ten times as many as there are ports for. */
	for (int i = 0; i < 10 * FIXTURE_PORTS / 4; i++) {
		struct call call = call_new("short");

		assert_int_equal(calls_listed(), 1);
		call_free(&call, "short");
	}
	assert_int_equal(calls_listed(), 0);
	relay_delete(relay, VIEW("short"), on_done, NULL); /* once more is done, too */
	settle_well();
}

/* Calls until there is no port left: how many. */
static size_t
fill_up(void)
{
	char id[32];
	size_t calls = 0;

	do {
		struct relay_media media;

		(void)snprintf(id, sizeof(id), "full-%zu", calls);
		media = media_of(id, plain_sdp(40000), RELAY_RTP, false);
		relay_offer(relay, &media, on_done, NULL);
	} while (settle() == ERR_NONE && ++calls < FIXTURE_PORTS);
	assert_int_equal(last.kind, ERR_OVERLOAD);
	assert_true(calls > 0);
	return calls;
}

static void
empty_again(size_t calls)
{
	char id[32];

	for (size_t i = 0; i < calls; i++) {
		(void)snprintf(id, sizeof(id), "full-%zu", i);
		relay_delete(relay, view_of(id), on_done, NULL);
		settle_well();
	}
}

static long
metric(const char *name)
{
	struct buf text = { 0 };
	char row[80];
	const char *line;
	long count;

	(void)snprintf(row, sizeof(row), "\n%s ", name);
	metrics_text(&text);
	line = strstr(text.p, row);
	assert_non_null(line);
	count = strtol(line + strlen(row), NULL, 10);
	buf_fini(&text);
	return count;
}

/* And calls that are carried can still be paired anew, for that needs no port. */
static void
without_a_port_left_an_offer_is_overload_and_calls_go_on(void **state)
{
	struct call call = call_new("carried");
	struct end old = call.far;
	const char *name = "voiced_relay_commands_total{result=\"full\"}";
	long before = metric(name);
	size_t calls = fill_up();

	(void)state;
	assert_int_equal(metric(name), before + 1);
	assert_int_equal(calls_listed(), calls + 1);
	call.far = end_new();
	call.far_port = offer("carried", plain_sdp(call.caller.port), RELAY_RTP, true);
	assert_int_equal(answer("carried", plain_sdp(call.far.port), true), call.caller_port);
	call_talks(&call);
	end_close(&old);
	empty_again(calls);
	call_free(&call, "carried");
	assert_int_equal(calls_listed(), 0);
}

/* It gives a port back a moment after its call. */
static void
await_free_ports(int wanted)
{
	int64_t end = test_patience_ends_ms();

	do {
		relay_statistics(relay, on_done, NULL);
		settle_well();
	} while (last.free_ports != wanted && clock_mono_ms() < end);
	assert_int_equal(last.ports, FIXTURE_PORTS);
	assert_int_equal(last.free_ports, wanted);
}

/* As sdp_write_audio has it: only so does a call allocate what it is counted for. */
static void
a_section_that_is_switched_off_takes_no_port(void **state)
{
	char sdp[SDP_SIZE + 64];

	(void)state;
	await_free_ports(FIXTURE_PORTS);
	(void)snprintf(sdp, sizeof(sdp), "%.4000sm=video 0 RTP/AVP 96\r\n", plain_sdp(40000));
	(void)offer("video", sdp, RELAY_RTP, false);
	assert_non_null(strstr(last.sdp, "m=video 0 "));
	await_free_ports(FIXTURE_PORTS - RELAY_PORTS_PER_CALL);
	relay_delete(relay, VIEW("video"), on_done, NULL);
	settle_well();
}

static void
the_last_ports_are_given_to_emergency_calls_alone(void **state)
{
	static const int reserved = FIXTURE_PORTS / RELAY_PORTS_SHARE;
	struct relay_media media = media_of("help", plain_sdp(40000), RELAY_RTP, false);
	const char *name = "voiced_relay_commands_total{result=\"full\"}";
	long before = metric(name);
	size_t calls;

	(void)state;
	await_free_ports(FIXTURE_PORTS);
	assert_true(relay_can_admit(relay));
	calls = fill_up();
	assert_int_equal(calls, (FIXTURE_PORTS - reserved) / RELAY_PORTS_PER_CALL);
	assert_int_equal(metric(name), before); /* it was not asked for those */
	await_free_ports(reserved);
	assert_false(relay_can_admit(relay));
	relay_subscribe(relay, VIEW("full-0"), VIEW("caller"), on_done, NULL);
	assert_int_equal(settle(), ERR_OVERLOAD);
	media.priority = true;
	carry(media, false);
	media.call = VIEW("more-help");
	carry(media, false);
	await_free_ports(0);
	assert_int_equal(calls_listed(), calls + 2);
	relay_delete(relay, VIEW("help"), on_done, NULL);
	settle_well();
	relay_delete(relay, VIEW("more-help"), on_done, NULL);
	settle_well();
	empty_again(calls);
	await_free_ports(FIXTURE_PORTS);
	assert_true(relay_can_admit(relay));
}

/* What relay.h warns of: more media in a new pairing needs ports. */
static void
a_new_pairing_for_which_no_port_is_left_ends_the_call(void **state)
{
	struct call call = call_new("more");
	size_t calls = fill_up();
	char sdp[SDP_SIZE + 64];
	struct relay_media media;

	(void)state;
	(void)snprintf(sdp, sizeof(sdp), "%.4000sm=audio 40002 RTP/AVP 0\r\n", plain_sdp(40000));
	media = media_of("more", sdp, RELAY_RTP, true);
	relay_offer(relay, &media, on_done, NULL);
	assert_int_equal(settle(), ERR_OVERLOAD);
	relay_query(relay, VIEW("more"), on_done, NULL);
	assert_int_equal(settle(), ERR_NOT_FOUND);
	empty_again(calls);
	call_free(&call, "more");
}

/* rtpengine comes to it when we have given up: it makes a call, and then finds that it is deleted. */
static void
an_offer_that_is_given_up_leaves_no_call(void **state)
{
	struct relay_media media = media_of("late", plain_sdp(40000), RELAY_RTP, false);

	(void)state;
	rtpengine_halt();
	relay_offer(relay, &media, on_done, NULL);
	while (last.told == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(kill(rtpengine.pid, SIGCONT), 0);
	assert_int_equal(settle(), ERR_TIMEOUT);
	assert_int_equal(calls_listed(), 0);
}

static void
what_rtpengine_does_not_have_is_not_found(void **state)
{
	struct relay_media media = media_of("nobody", plain_sdp(40000), RELAY_RTP, false);

	(void)state;
	relay_query(relay, VIEW("nobody"), on_done, NULL);
	assert_int_equal(settle(), ERR_NOT_FOUND);
	relay_block(relay, VIEW("nobody"), VIEW("caller"), on_done, NULL);
	assert_int_equal(settle(), ERR_NOT_FOUND);
	relay_answer(relay, &media, on_done, NULL);
	assert_int_equal(settle(), ERR_NOT_FOUND);
	media.sdp = VIEW("this is none");
	relay_offer(relay, &media, on_done, NULL);
	assert_int_equal(settle(), ERR_UPSTREAM);
	assert_int_equal(calls_listed(), 0);
}

static void
a_copy_of_what_is_said_comes_and_ends(void **state)
{
	struct call call = call_new("copy");
	struct end ear = end_new();
	char copy[NG_ID_MAX + 1];
	int from;

	(void)state;
	call_talks(&call);
	relay_subscribe(relay, VIEW("copy"), VIEW("caller"), on_done, NULL);
	settle_well();
	from = port_told();
	(void)snprintf(copy, sizeof(copy), "%s", last.copy);
	relay_subscribed(
	    relay, VIEW("copy"), view_of(copy), view_of(plain_sdp(ear.port)), on_done, NULL);
	settle_well();
	call_talks(&call);
	end_hears(&ear, from, PACKETS);
	relay_unsubscribe(relay, VIEW("copy"), view_of(copy), on_done, NULL);
	settle_well();
	call_talks(&call);
	end_hears(&ear, 0, 0);
	end_close(&ear);
	call_free(&call, "copy");
}

/* It stands still while an offer comes three times, and then finds all three. */
static void
a_repeated_offer_is_one_call(void **state)
{
	struct relay_media media = media_of("twice", plain_sdp(40000), RELAY_RTP, false);
	long before = metric("voiced_relay_repeats_total");

	(void)state;
	assert_int_equal(kill(rtpengine.pid, SIGSTOP), 0);
	assert_int_equal(
	    waitpid(rtpengine.pid, NULL, WUNTRACED), rtpengine.pid); /* all its threads */
	relay_offer(relay, &media, on_done, NULL);
	while (metric("voiced_relay_repeats_total") < before + 2 && last.told == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(last.told, 0);
	assert_int_equal(kill(rtpengine.pid, SIGCONT), 0);
	settle_well();
	assert_int_equal(calls_listed(), 1);
	relay_delete(relay, VIEW("twice"), on_done, NULL);
	settle_well();
	assert_int_equal(calls_listed(), 0);
}

static void
a_killed_rtpengine_is_a_timeout_and_the_next_one_is_found(void **state)
{
	struct call call = call_new("lost");

	(void)state;
	rtpengine_stop();
	relay_query(relay, VIEW("lost"), on_done, NULL);
	assert_int_equal(settle(), ERR_TIMEOUT);
	rtpengine_start();
	await_rtpengine();
	assert_int_equal(calls_listed(), 0);
	end_close(&call.caller);
	end_close(&call.far);
	call = call_new("found");
	call_talks(&call);
	call_free(&call, "found");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ends_hear_each_other_and_packets_are_counted_both_ways),
		cmocka_unit_test(another_far_end_takes_over_and_the_caller_s_port_stays),
		cmocka_unit_test(who_was_called_is_given_another_inner_side_and_its_port_stays),
		cmocka_unit_test(
		    of_an_inner_end_that_is_known_nobody_else_is_heard_from_the_first_packet_on),
		cmocka_unit_test(an_inner_end_that_offers_is_known_as_well),
		cmocka_unit_test(a_browser_s_leg_is_a_call_of_its_own_with_a_plain_side),
		cmocka_unit_test(keys_of_a_caller_are_answered_by_one_that_stays),
		cmocka_unit_test(
		    a_phone_that_is_called_is_offered_two_keys_and_keeps_the_one_it_took),
		cmocka_unit_test(a_phone_that_answers_srtp_with_plain_rtp_has_plain_rtp),
		cmocka_unit_test(
		    a_browser_that_takes_over_in_a_call_is_refused_and_the_call_goes_on),
		cmocka_unit_test(who_is_blocked_is_not_heard_until_unblocked),
		cmocka_unit_test(who_is_silenced_sends_silence_whoever_hears_it_until_that_ends),
		cmocka_unit_test(a_deleted_call_is_gone_at_once_with_its_ports),
		cmocka_unit_test(without_a_port_left_an_offer_is_overload_and_calls_go_on),
		cmocka_unit_test(a_new_pairing_for_which_no_port_is_left_ends_the_call),
		cmocka_unit_test(an_offer_that_is_given_up_leaves_no_call),
		cmocka_unit_test(what_rtpengine_does_not_have_is_not_found),
		cmocka_unit_test(a_copy_of_what_is_said_comes_and_ends),
		cmocka_unit_test(a_repeated_offer_is_one_call),
		cmocka_unit_test(a_section_that_is_switched_off_takes_no_port),
		cmocka_unit_test(the_last_ports_are_given_to_emergency_calls_alone),
		cmocka_unit_test(a_killed_rtpengine_is_a_timeout_and_the_next_one_is_found),
	};
	struct relay_config config = { .address = "127.0.0.1" };
	struct err err;
	uv_timer_t tick;
	int failed;

	rtpengine_open();
	config.port = rtpengine.ng_port;
	(void)uv_loop_init(&loop);
	(void)uv_timer_init(&loop, &tick);
	(void)uv_timer_start(&tick, on_tick, TICK_MS, TICK_MS);
	if (relay_new(&loop, &config, &relay, &err) != 0)
		rtpengine_fail(err.text);
	await_rtpengine();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	relay_close(relay, NULL, NULL);
	uv_close((uv_handle_t *)&tick, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	return failed;
}
