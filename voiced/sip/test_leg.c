/* leg: two stacks that call each other, and a raw socket that says what a test wants. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/base/test_port.h"
#include "voiced/sip/leg.h"

enum { PATIENCE_MS = 800, RACES = 400, HEARD_MAX = 65536 };

#define OFFER VIEW("v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
#define OTHER VIEW("v=0\r\no=b 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
#define ANSWER VIEW("v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")

/* One end of a call: what it was told, in letters, in order. */
struct side {
	struct sip_leg *leg;
	char told[64]; /* p180 … a answered, c confirmed, o offered, e<end><status> */
	char sdp[256];
};

static struct {
	uv_loop_t loop;
	struct sip *caller, *callee;
	int port[2];
	struct side ours, theirs[RACES];
	int came, ended, stopped;
	bool answer_at_once, ring;
	int raw, peer, peer_port; /* peer: a socket that our calls go to */
	struct sockaddr_in caller_at; /* from where the last of them came */
	const char *credentials; /* for whoever challenges */
	char challenged[256]; /* the head of the request line that was challenged */
	int session_s, session_min_s;
	const char *bind, *public_host;
	const char *headers; /* of the next raw request */
	bool typed;
	char tag[64]; /* of the raw client's call */
	char heard[HEARD_MAX];
} kit;

static void
note(struct side *side, const char *what, struct view sdp)
{
	(void)snprintf(
	    side->told + strlen(side->told), sizeof(side->told) - strlen(side->told), "%s ", what);
	if (sdp.n > 0)
		(void)snprintf(side->sdp, sizeof(side->sdp), "%.*s", (int)sdp.n, sdp.p);
}

static void
on_progress(void *ctx, int status, struct view sdp)
{
	char word[16];

	(void)snprintf(word, sizeof(word), "p%d", status);
	note(ctx, word, sdp);
}

static void
on_answered(void *ctx, struct view sdp)
{
	note(ctx, "a", sdp);
}

static void
on_confirmed(void *ctx, struct view sdp)
{
	note(ctx, "c", sdp);
}

static void
on_offered(void *ctx, struct view sdp)
{
	note(ctx, "o", sdp);
}

static void
on_ended(void *ctx, enum sip_end end, int status)
{
	static const char *const ends[] = { "peer", "ours", "refused", "lost" };
	char word[24];

	(void)snprintf(word, sizeof(word), "%s%d", ends[end], status);
	note(ctx, word, VIEW(""));
	((struct side *)ctx)->leg = NULL;
	kit.ended++;
}

static void
on_settled(void *ctx, int status, struct view sdp)
{
	char word[16];

	(void)snprintf(word, sizeof(word), "s%d", status);
	note(ctx, word, sdp);
}

static void
on_challenged(void *ctx, const struct sip_challenge *challenge)
{
	struct side *side = ctx;
	char word[16];

	(void)snprintf(word, sizeof(word), "x%d/%d", challenge->status, challenge->count);
	note(side, word, challenge->all[0]);
	(void)snprintf(kit.challenged, sizeof(kit.challenged), "%.*s %.*s ",
	    (int)challenge->method.n, challenge->method.p, (int)challenge->uri.n, challenge->uri.p);
	if (kit.credentials != NULL)
		sip_leg_authorize(side->leg, view_of(kit.credentials));
}

static bool
on_digit(void *ctx, char digit, int duration_ms)
{
	char word[24];

	(void)snprintf(word, sizeof(word), "d%c%d", digit, duration_ms);
	note(ctx, word, VIEW(""));
	return digit != 'D';
}

static void
on_refreshed(void *ctx, struct view sdp)
{
	note(ctx, "r", sdp);
}

static const struct sip_leg_events events = { on_progress, on_answered, on_confirmed, on_offered,
	on_ended, on_settled, on_challenged, on_digit, on_refreshed };

static void
on_invite(void *ctx, struct sip_request *request)
{
	struct side *side = &kit.theirs[kit.came++];

	(void)ctx;
	if (sip_head(request)->method != SIP_INVITE) {
		sip_reply(request, 405, "Method Not Allowed", VIEW(""));
		return;
	}
	(void)snprintf(side->sdp, sizeof(side->sdp), "%.*s", (int)sip_head(request)->body.n,
	    sip_head(request)->body.p);
	side->leg = sip_leg_take(request, &events, side);
	if (kit.ring)
		sip_leg_ring(side->leg, 180, VIEW(""));
	if (kit.answer_at_once)
		sip_leg_answer(side->leg, ANSWER);
}

static void
turn(void)
{
	(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
}

#define UNTIL(condition) \
	do { \
		int64_t end_ms = test_patience_ends_ms(); \
		while (!(condition)) { \
			assert_true(clock_mono_ms() < end_ms); \
			turn(); \
			(void)usleep(500); \
		} \
	} while (0)

static struct sip *
stack(int i)
{
	struct err err = { 0 };
	struct sip *sip;

	kit.port[i] = test_port_reserve();
	sip = sip_new(&kit.loop,
	    &(struct sip_config){ .bind = kit.bind != NULL ? kit.bind : "127.0.0.1",
		.public_host = kit.public_host,
		.port = kit.port[i],
		.patience_ms = PATIENCE_MS,
		.session_s = kit.session_s,
		.session_min_s = kit.session_min_s,
		.on_request = on_invite },
	    &err);
	if (sip == NULL)
		fail_msg("%s", err.text);
	return sip;
}

static int
begin(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

	(void)uv_loop_init(&kit.loop);
	kit.caller = stack(0);
	kit.callee = stack(1);
	assert_non_null(kit.caller);
	assert_non_null(kit.callee);
	kit.peer = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(kit.peer, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(
	    getsockname(kit.peer, (struct sockaddr *)&at, &(socklen_t){ sizeof(at) }), 0);
	kit.peer_port = ntohs(at.sin_port);
	kit.raw = socket(AF_INET, SOCK_DGRAM, 0);
	at.sin_port = htons((uint16_t)kit.port[1]);
	assert_int_equal(connect(kit.raw, (struct sockaddr *)&at, sizeof(at)), 0);
	return 0;
}

static int
setup(void **unused)
{
	(void)unused;
	memset(&kit, 0, sizeof(kit));
	return begin();
}

/* Sessions of seconds. */
static int
setup_brief(void **unused)
{
	(void)unused;
	memset(&kit, 0, sizeof(kit));
	kit.session_s = 3;
	kit.session_min_s = 2;
	return begin();
}

static int
setup_wildcard(void **unused)
{
	(void)unused;
	memset(&kit, 0, sizeof(kit));
	kit.bind = "0.0.0.0";
	return begin();
}

static int
setup_public(void **unused)
{
	(void)unused;
	memset(&kit, 0, sizeof(kit));
	kit.bind = "0.0.0.0";
	kit.public_host = "voice.example.com";
	return begin();
}

static void
on_stopped(void *ctx)
{
	(void)ctx;
	kit.stopped++;
}

static int
teardown(void **unused)
{
	(void)unused;
	sip_close(kit.caller, on_stopped, NULL);
	sip_close(kit.callee, on_stopped, NULL);
	UNTIL(kit.stopped == 2);
	assert_int_equal(uv_loop_close(&kit.loop), 0);
	(void)close(kit.raw);
	(void)close(kit.peer);
	return 0;
}

static struct sip_leg *
call_to(int port, const char *transport, struct side *side, struct view sdp)
{
	struct sip_invite invite = { .to = { .transport = transport, .port = port },
		.target = "sip:phone@127.0.0.1",
		.from_uri = "sip:queue@127.0.0.1",
		.to_uri = "sip:phone@127.0.0.1",
		.headers = VIEW("X-Offer: 7\r\n"),
		.sdp = sdp };

	(void)snprintf(invite.to.host, sizeof(invite.to.host), "127.0.0.1");
	return side->leg = sip_leg_invite(kit.caller, &invite, &events, side);
}

/* ---- both ends ours ---- */

static void
talk_and_hang_up(const char *transport)
{
	struct side *theirs = &kit.theirs[0];

	assert_non_null(call_to(kit.port[1], transport, &kit.ours, OFFER));
	UNTIL(kit.came == 1 && theirs->leg != NULL);
	assert_string_equal(theirs->sdp, OFFER.p);
	assert_string_equal(sip_leg_call_id(theirs->leg), sip_leg_call_id(kit.ours.leg));
	sip_leg_ring(theirs->leg, 180, VIEW(""));
	UNTIL(strcmp(kit.ours.told, "p180 ") == 0);
	sip_leg_answer(theirs->leg, ANSWER);
	UNTIL(strcmp(kit.ours.told, "p180 a ") == 0 && strcmp(theirs->told, "c ") == 0);
	assert_string_equal(kit.ours.sdp, ANSWER.p);
}

static void
a_call_rings_is_answered_and_ended_by_who_called(void **unused)
{
	(void)unused;
	talk_and_hang_up("udp");
	sip_leg_end(kit.ours.leg);
	assert_string_equal(kit.ours.told, "p180 a ours0 ");
	UNTIL(strcmp(kit.theirs[0].told, "c peer0 ") == 0);
}

static void
who_was_called_hangs_up_over_the_same_connection(void **unused)
{
	(void)unused;
	talk_and_hang_up("tcp");
	sip_leg_end(kit.theirs[0].leg);
	assert_string_equal(kit.theirs[0].told, "c ours0 ");
	UNTIL(strcmp(kit.ours.told, "p180 a peer0 ") == 0);
}

static void
a_refusal_says_why(void **unused)
{
	(void)unused;
	(void)call_to(kit.port[1], "udp", &kit.ours, OFFER);
	UNTIL(kit.theirs[0].leg != NULL);
	sip_leg_refuse(kit.theirs[0].leg, 486, "Busy Here");
	assert_string_equal(kit.theirs[0].told, "ours486 ");
	UNTIL(strcmp(kit.ours.told, "refused486 ") == 0);
}

static void
an_invite_taken_back_ends_both(void **unused)
{
	(void)unused;
	kit.ring = true;
	(void)call_to(kit.port[1], "udp", &kit.ours, OFFER);
	UNTIL(strcmp(kit.ours.told, "p180 ") == 0);
	sip_leg_end(kit.ours.leg);
	sip_leg_end(kit.ours.leg); /* once is enough */
	UNTIL(strcmp(kit.ours.told, "p180 ours487 ") == 0);
	assert_string_equal(kit.theirs[0].told, "peer487 ");
}

static void
one_taken_back_before_it_was_heard_of_ends_too(void **unused)
{
	(void)unused;
	kit.ring = true;
	(void)call_to(kit.port[1], "udp", &kit.ours, OFFER);
	sip_leg_end(kit.ours.leg);
	UNTIL(kit.ended == 2);
	assert_non_null(strstr(kit.ours.told, "ours"));
}

/* The CANCEL race: each ends on both sides, once, whoever was first. */
static void
an_answer_that_crosses_a_cancel_is_ended(void **unused)
{
	static struct side ours[RACES];
	int crossed = 0;

	(void)unused;
	memset(ours, 0, sizeof(ours));
	kit.ring = true;
	for (int i = 0; i < RACES; i++) {
		(void)call_to(kit.port[1], i % 2 == 0 ? "udp" : "tcp", &ours[i], OFFER);
		UNTIL(strcmp(ours[i].told, "p180 ") == 0);
		if (i % 3 == 0)
			sip_leg_end(ours[i].leg);
		for (int turns = 0; turns < i % 4; turns++)
			turn();
		if (kit.theirs[i].leg != NULL)
			sip_leg_answer(kit.theirs[i].leg, ANSWER);
		if (i % 3 != 0 && ours[i].leg != NULL)
			sip_leg_end(ours[i].leg);
		UNTIL(kit.ended == 2 * (i + 1));
		assert_non_null(strstr(ours[i].told, "ours"));
		assert_null(strstr(ours[i].told, "a "));
		crossed += strstr(ours[i].told, "ours200") != NULL;
	}
	assert_true(crossed > 0 && crossed < RACES);
	print_message("of %d races %d answers crossed the CANCEL\n", RACES, crossed);
}

static void
who_is_not_there_is_lost(void **unused)
{
	(void)unused;
	(void)call_to(test_port_reserve(), "udp", &kit.ours, OFFER);
	UNTIL(kit.ended == 1);
	assert_true(strncmp(kit.ours.told, "lost", 4) == 0 ||
	    strncmp(kit.ours.told, "refused503", 10) == 0);
	memset(&kit.ours, 0, sizeof(kit.ours));
	(void)call_to(test_port_reserve(), "tcp", &kit.ours, OFFER);
	UNTIL(kit.ended == 2);
	assert_true(strncmp(kit.ours.told, "lost", 4) == 0 ||
	    strncmp(kit.ours.told, "refused503", 10) == 0);
}

static void
what_can_not_be_read_is_no_call(void **unused)
{
	struct sip_invite invite = {
		.to = { .transport = "udp", .port = kit.port[1], .host = "127.0.0.1" },
		.target = "sip:phone@127.0.0.1",
		.from_uri = "",
		.to_uri = "sip:b@127.0.0.1"
	};

	(void)unused;
	assert_null(sip_leg_invite(kit.caller, &invite, &events, &kit.ours));
	assert_int_equal(kit.ended, 0);
}

/* ---- a raw client ---- */

static void
say(const char *method, int cseq, const char *to_tag, struct view sdp)
{
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "%s sip:phone@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP "
	    "127.0.0.1:9;branch=z9hG4bK-%d%s;rport\r\n"
	    "Max-Forwards: 70\r\nFrom: <sip:raw@127.0.0.1>;tag=raw\r\nTo: "
	    "<sip:phone@127.0.0.1>%s%s\r\n"
	    "Call-ID: raw\r\nCSeq: %d %s\r\nContact: <sip:raw@raw.invalid;transport=ws>\r\n%s%s"
	    "Content-Length: %zu\r\n\r\n%.*s",
	    method, kit.port[1], cseq, strcmp(method, "CANCEL") == 0 ? "INVITE" : method,
	    to_tag[0] != '\0' ? ";tag=" : "", to_tag, cseq, method,
	    kit.headers != NULL ? kit.headers : "",
	    sdp.n > 0 && !kit.typed ? "Content-Type: application/sdp\r\n" : "", sdp.n, (int)sdp.n,
	    sdp.p);
	assert_true(send(kit.raw, text, strlen(text), 0) > 0);
}

/* What is in kit.headers tells its type. */
static void
say_typed(const char *method, int cseq, const char *to_tag, struct view body)
{
	kit.typed = true;
	say(method, cseq, to_tag, body);
	kit.typed = false;
}

static bool
hears(const char *what)
{
	ssize_t n = recv(kit.raw, kit.heard, sizeof(kit.heard) - 1, MSG_DONTWAIT);

	if (n <= 0)
		return false;
	kit.heard[n] = '\0';
	return strstr(kit.heard, what) != NULL;
}

static void
tag_heard(char out[64])
{
	const char *to = strstr(kit.heard, "\r\nTo:"),
		   *tag = to != NULL ? strstr(to, "tag=") : NULL;

	assert_non_null(tag);
	(void)snprintf(out, 64, "%.*s", (int)strcspn(tag + 4, ";\r\n>"), tag + 4);
}

static void
raw_call(char tag[64])
{
	kit.answer_at_once = true;
	say("INVITE", 1, "", OFFER);
	UNTIL(hears("SIP/2.0 200"));
	tag_heard(tag);
	say("ACK", 1, tag, VIEW(""));
	UNTIL(strcmp(kit.theirs[0].told, "c ") == 0);
}

static void
a_hold_is_told_and_answered_and_one_more_meanwhile_is_told_491(void **unused)
{
	struct side *theirs = &kit.theirs[0];
	char tag[64];

	(void)unused;
	raw_call(tag);
	say("INVITE", 2, tag, OFFER);
	UNTIL(strcmp(theirs->told, "c o ") == 0);
	say("INVITE", 3, tag, OFFER);
	UNTIL(hears("SIP/2.0 491"));
	say("ACK", 3, tag, VIEW(""));
	sip_leg_answer(theirs->leg, ANSWER);
	UNTIL(hears("SIP/2.0 200"));
	say("ACK", 2, tag, VIEW(""));
	UNTIL(strcmp(theirs->told, "c o c ") == 0);
	say("UPDATE", 4, tag, OFFER);
	UNTIL(strcmp(theirs->told, "c o c o ") == 0);
	sip_leg_refuse(theirs->leg, 488, "Not Acceptable Here");
	UNTIL(hears("SIP/2.0 488"));
	say("BYE", 5, tag, VIEW(""));
	UNTIL(hears("SIP/2.0 200"));
	assert_string_equal(theirs->told, "c o c o peer0 ");
}

static void
the_next_offer_acknowledges_our_answer_but_not_one_that_waits_for_a_description(void **unused)
{
	struct side *theirs = &kit.theirs[0];
	char tag[64];

	(void)unused;
	raw_call(tag);
	for (int cseq = 2; cseq < 4; cseq++) {
		say("INVITE", cseq, tag, OFFER);
		UNTIL(strstr(theirs->told, cseq == 2 ? "c o " : "c o o ") != NULL);
		sip_leg_answer(theirs->leg, ANSWER);
		UNTIL(hears("SIP/2.0 200"));
	}
	say("ACK", 2, tag, VIEW("")); /* late: it is of nothing that waits */
	say("ACK", 3, tag, VIEW(""));
	UNTIL(strcmp(theirs->told, "c o o c ") == 0);
	say("INVITE", 4, tag, VIEW(""));
	UNTIL(strcmp(theirs->told, "c o o c o ") == 0);
	sip_leg_answer(theirs->leg, OFFER);
	UNTIL(hears("SIP/2.0 200"));
	say("INVITE", 5, tag, OFFER);
	UNTIL(hears("SIP/2.0 491"));
	assert_string_equal(theirs->told, "c o o c o ");
}

static void
what_a_phone_may_not_do_is_told_it_and_the_call_goes_on(void **unused)
{
	static const struct {
		const char *method, *answer;
	} cases[] = { { "REFER", "SIP/2.0 603" }, { "INFO", "SIP/2.0 200" },
		{ "OPTIONS", "SIP/2.0 200" }, { "NOTIFY", "SIP/2.0 489" },
		{ "MESSAGE", "SIP/2.0 405" } };
	char tag[64];

	(void)unused;
	raw_call(tag);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		say(cases[i].method, 10 + (int)i, tag, VIEW(""));
		UNTIL(hears(cases[i].answer));
	}
	say("BYE", 99, "another", VIEW("")); /* not of this dialog */
	UNTIL(hears("SIP/2.0 481"));
	kit.headers = "Require: moving\r\n";
	say("UPDATE", 100, tag, VIEW(""));
	UNTIL(hears("SIP/2.0 420"));
	assert_non_null(strstr(kit.heard, "Unsupported: moving\r\n"));
	assert_string_equal(kit.theirs[0].told, "c ");
}

static void
our_own_bye_goes_to_where_the_peer_is_not_to_what_it_says(void **unused)
{
	char tag[64];

	(void)unused;
	raw_call(tag);
	sip_leg_end(kit.theirs[0].leg);
	UNTIL(hears("BYE sip:raw@raw.invalid"));
}

static void
an_answer_that_is_never_acknowledged_ends_the_call(void **unused)
{
	(void)unused;
	kit.answer_at_once = true;
	say("INVITE", 1, "", OFFER);
	UNTIL(strcmp(kit.theirs[0].told, "lost408 ") == 0);
	UNTIL(hears("BYE "));
}

static void
a_further_offer_taken_back_leaves_the_call_as_it_was(void **unused)
{
	char tag[64];

	(void)unused;
	raw_call(tag);
	say("INVITE", 2, tag, OFFER);
	UNTIL(strcmp(kit.theirs[0].told, "c o ") == 0);
	say("CANCEL", 2, tag, VIEW(""));
	UNTIL(hears("SIP/2.0 487"));
	sip_leg_answer(kit.theirs[0].leg, ANSWER); /* too late: says nothing */
	assert_non_null(kit.theirs[0].leg);
	assert_string_equal(kit.theirs[0].told, "c o ");
}

static void
digits_by_info_are_told(void **unused)
{
	char tag[64];

	(void)unused;
	raw_call(tag);
	kit.headers = "Content-Type: application/dtmf-relay\r\n";
	say_typed("INFO", 2, tag, VIEW("Signal=5\r\nDuration=160\r\n"));
	UNTIL(strcmp(kit.theirs[0].told, "c d5160 ") == 0);
	kit.headers = "Content-Type: application/dtmf\r\n";
	say_typed("INFO", 3, tag, VIEW("*"));
	UNTIL(strcmp(kit.theirs[0].told, "c d5160 d*250 ") == 0);
	say_typed("INFO", 4, tag, VIEW("x"));
	UNTIL(hears("SIP/2.0 400"));
	say_typed("INFO", 5, tag, VIEW("D"));
	UNTIL(hears("SIP/2.0 415")); /* nobody takes it */
	kit.headers = "Content-Type: image/png\r\n";
	say_typed("INFO", 6, tag, VIEW("5"));
	UNTIL(hears("SIP/2.0 415"));
	assert_string_equal(kit.theirs[0].told, "c d5160 d*250 dD250 ");
}

/* ---- a raw server: what our own calls hear ---- */

/* The next message that came to it and holds `what`. */
static bool
gets(const char *what)
{
	socklen_t n_at = sizeof(kit.caller_at);
	ssize_t n = recvfrom(kit.peer, kit.heard, sizeof(kit.heard) - 1, MSG_DONTWAIT,
	    (struct sockaddr *)&kit.caller_at, &n_at);

	if (n <= 0)
		return false;
	kit.heard[n] = '\0';
	return strncmp(kit.heard, what, strlen(what)) == 0;
}

/* A header line of the request heard, with its end; "" if there is none. */
static const char *
line_of(const char *request, const char *name)
{
	static char out[8][512];
	static int next;
	char *line = out[next++ % 8], key[64];
	const char *at;

	(void)snprintf(key, sizeof(key), "\r\n%s:", name);
	at = strstr(request, key);
	(void)snprintf(line, sizeof(out[0]), "%.*s",
	    at != NULL ? (int)(strstr(at + 2, "\r\n") + 2 - (at + 2)) : 0,
	    at != NULL ? at + 2 : "");
	return line;
}

/* Answers `request`; `tag` goes into its To unless that has one. */
static void
reply_to(
    const char *request, const char *status, const char *tag, const char *headers, struct view sdp)
{
	char text[4096], to[512];

	(void)snprintf(to, sizeof(to), "%s", line_of(request, "To"));
	if (strstr(to, "tag=") == NULL)
		(void)snprintf(to + strcspn(to, "\r"), 64, ";tag=%s\r\n", tag);
	(void)snprintf(text, sizeof(text),
	    "SIP/2.0 %s\r\n%s%s%s%s%sContact: <sip:peer@127.0.0.1:%d>\r\n%s%s"
	    "Content-Length: %zu\r\n\r\n%.*s",
	    status, line_of(request, "Via"), line_of(request, "From"), to,
	    line_of(request, "Call-ID"), line_of(request, "CSeq"), kit.peer_port, headers,
	    sdp.n > 0 && !kit.typed ? "Content-Type: application/sdp\r\n" : "", sdp.n, (int)sdp.n,
	    sdp.p);
	assert_true(sendto(kit.peer, text, strlen(text), 0, (struct sockaddr *)&kit.caller_at,
			sizeof(kit.caller_at)) > 0);
}

static char invite_heard[HEARD_MAX];

static void
get_invite(void)
{
	UNTIL(gets("INVITE "));
	memcpy(invite_heard, kit.heard, sizeof(invite_heard));
}

/* A call of ours that the raw server has answered. */
static void
talk_to_raw(const char *headers)
{
	assert_non_null(call_to(kit.peer_port, "udp", &kit.ours, OFFER));
	get_invite();
	reply_to(invite_heard, "200 OK", "one", headers, ANSWER);
	UNTIL(gets("ACK "));
	assert_string_equal(kit.ours.told, "a ");
}

static long
cseq_of(const char *request)
{
	return strtol(line_of(request, "CSeq") + strlen("CSeq:"), NULL, 10);
}

static void
a_challenged_invite_is_sent_again_once_with_credentials(void **unused)
{
	long first;

	(void)unused;
	kit.credentials = "Digest username=\"trunk\"";
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	first = cseq_of(invite_heard);
	assert_string_equal(line_of(invite_heard, "Proxy-Authorization"), "");
	reply_to(invite_heard, "407 Proxy Authentication Required", "x",
	    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"
	    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256\r\n",
	    VIEW(""));
	UNTIL(gets("ACK "));
	get_invite();
	assert_string_equal(kit.ours.told, "x407/2 ");
	assert_non_null(strstr(kit.ours.sdp, "Digest realm=\"r\""));
	assert_memory_equal(invite_heard, kit.challenged, strlen(kit.challenged));
	assert_int_equal(cseq_of(invite_heard), first + 1);
	assert_string_equal(line_of(invite_heard, "Proxy-Authorization"),
	    "Proxy-Authorization: Digest username=\"trunk\"\r\n");
	assert_string_equal(line_of(invite_heard, "X-Offer"), "X-Offer: 7\r\n");
	assert_non_null(strstr(invite_heard, OFFER.p));
	reply_to(invite_heard, "200 OK", "y", "", ANSWER);
	UNTIL(gets("ACK "));
	assert_string_equal(line_of(kit.heard, "Proxy-Authorization"),
	    "Proxy-Authorization: Digest username=\"trunk\"\r\n");
	assert_string_equal(kit.ours.told, "x407/2 a ");
}

static void
wrong_credentials_and_none_are_a_refusal(void **unused)
{
	(void)unused;
	kit.credentials = "Digest username=\"wrong\"";
	for (int i = 0; i < 2; i++) {
		memset(&kit.ours, 0, sizeof(kit.ours));
		(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
		for (int sent = i; sent < 2; sent++) {
			get_invite();
			reply_to(invite_heard, "401 Unauthorized", "x",
			    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", VIEW(""));
			UNTIL(gets("ACK "));
		}
		UNTIL(kit.ended == i + 1);
		assert_string_equal(kit.ours.told, "x401/1 refused401 ");
		kit.credentials = NULL;
	}
}

/* RFC 3261 knows none: whoever is told of it may have to pass it on to a caller, who can't be sent it. */
static void
a_status_above_699_is_told_as_500(void **unused)
{
	(void)unused;
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	reply_to(invite_heard, "3002 Moved", "one", "", VIEW(""));
	UNTIL(kit.ended == 1);
	assert_string_equal(kit.ours.told, "refused500 ");
}

static void
a_moved_number_is_told_and_not_followed(void **unused)
{
	(void)unused;
	(void)call_to(kit.port[1], "udp", &kit.ours, OFFER);
	UNTIL(kit.theirs[0].leg != NULL);
	sip_leg_reply(kit.theirs[0].leg,
	    &(struct sip_answer){ .status = 302, .headers = VIEW("Contact: <sip:+1900@x>\r\n") });
	UNTIL(strcmp(kit.ours.told, "refused302 ") == 0);
	assert_int_equal(kit.came, 1);
}

static void
answers_have_the_headers_that_are_given(void **unused)
{
	(void)unused;
	say("INVITE", 1, "", OFFER);
	UNTIL(kit.theirs[0].leg != NULL);
	sip_leg_reply(kit.theirs[0].leg,
	    &(struct sip_answer){ .status = 183, .headers = VIEW("X-Wait: 3\r\n"), .sdp = ANSWER });
	UNTIL(hears("SIP/2.0 183"));
	assert_non_null(strstr(kit.heard, "X-Wait: 3\r\n"));
	sip_leg_reply(kit.theirs[0].leg,
	    &(struct sip_answer){ .status = 503, .headers = VIEW("Retry-After: 30\r\n") });
	UNTIL(hears("SIP/2.0 503 Service Unavailable"));
	assert_non_null(strstr(kit.heard, "Retry-After: 30\r\n"));
	say("ACK", 1, "x", VIEW(""));
}

static void
an_offer_of_ours_is_answered_or_refused(void **unused)
{
	struct side *theirs = &kit.theirs[0];

	(void)unused;
	talk_and_hang_up("udp");
	assert_true(sip_leg_offer(kit.ours.leg, OFFER));
	assert_false(sip_leg_offer(kit.ours.leg, OFFER)); /* one at a time */
	UNTIL(strcmp(theirs->told, "c o ") == 0);
	assert_string_equal(theirs->sdp, OFFER.p);
	sip_leg_answer(theirs->leg, ANSWER);
	UNTIL(strcmp(kit.ours.told, "p180 a s200 ") == 0 && strcmp(theirs->told, "c o c ") == 0);
	assert_string_equal(kit.ours.sdp, ANSWER.p);
	/* The other side, refused. */
	assert_true(sip_leg_offer(theirs->leg, OFFER));
	UNTIL(strcmp(kit.ours.told, "p180 a s200 o ") == 0);
	sip_leg_refuse(kit.ours.leg, 488, "Not Acceptable Here");
	UNTIL(strcmp(theirs->told, "c o c s488 ") == 0);
	/* Without a body: theirs is the offer, ours goes with the ACK. */
	assert_true(sip_leg_offer(kit.ours.leg, VIEW("")));
	UNTIL(strcmp(theirs->told, "c o c s488 o ") == 0);
	sip_leg_answer(theirs->leg, OFFER);
	UNTIL(strcmp(kit.ours.told, "p180 a s200 o s200 ") == 0);
	assert_false(sip_leg_offer(kit.ours.leg, OFFER));
	sip_leg_acknowledge(kit.ours.leg, ANSWER);
	UNTIL(strcmp(theirs->told, "c o c s488 o c ") == 0);
	assert_string_equal(theirs->sdp, ANSWER.p);
	sip_leg_end(kit.ours.leg);
	UNTIL(kit.ended == 2);
}

static const char *
last_word(const struct side *side)
{
	size_t n = strlen(side->told);

	for (n = n > 0 ? n - 1 : 0; n > 0 && side->told[n - 1] != ' ';)
		n--;
	return side->told + n;
}

static void
offers_that_cross_are_made_again_and_both_are_settled(void **unused)
{
	struct side *theirs = &kit.theirs[0];

	(void)unused;
	talk_and_hang_up("udp");
	assert_true(sip_leg_offer(kit.ours.leg, OFFER));
	assert_true(sip_leg_offer(theirs->leg, OFFER));
	for (int settled = 0; settled < 2;) {
		turn();
		if (strlen(kit.ours.told) > 0 && strcmp(last_word(&kit.ours), "o ") == 0)
			sip_leg_answer(kit.ours.leg, ANSWER);
		if (strcmp(last_word(theirs), "o ") == 0)
			sip_leg_answer(theirs->leg, ANSWER);
		settled = (strstr(kit.ours.told, "s200") != NULL) +
		    (strstr(theirs->told, "s200") != NULL);
		assert_null(strstr(kit.ours.told, "s491"));
		assert_null(strstr(theirs->told, "s491"));
	}
	UNTIL(strcmp(last_word(theirs), "o ") != 0);
}

static void
a_peer_that_never_yields_is_told_of_in_the_end(void **unused)
{
	(void)unused;
	talk_to_raw("");
	assert_true(sip_leg_offer(kit.ours.leg, OFFER));
	for (int i = 0; i < 6; i++) {
		get_invite();
		reply_to(invite_heard, "491 Request Pending", "one", "", VIEW(""));
		UNTIL(gets("ACK "));
	}
	UNTIL(strcmp(kit.ours.told, "a s491 ") == 0);
	assert_non_null(kit.ours.leg);
}

static void
an_offer_that_nobody_knows_of_any_more_ends_the_call(void **unused)
{
	(void)unused;
	talk_to_raw("");
	assert_true(sip_leg_offer(kit.ours.leg, OFFER));
	get_invite();
	reply_to(invite_heard, "481 Call/Transaction Does Not Exist", "one", "", VIEW(""));
	UNTIL(strcmp(kit.ours.told, "a lost481 ") == 0);
	UNTIL(gets("BYE "));
}

static void
an_offer_of_theirs_meanwhile_is_told_491(void **unused)
{
	(void)unused;
	raw_call(kit.tag);
	assert_true(sip_leg_offer(kit.theirs[0].leg, OFFER));
	UNTIL(hears("INVITE "));
	say("INVITE", 2, kit.tag, OFFER);
	UNTIL(hears("SIP/2.0 491"));
}

static void
a_call_without_an_offer_is_acknowledged_with_our_answer(void **unused)
{
	(void)unused;
	(void)call_to(kit.peer_port, "udp", &kit.ours, VIEW(""));
	get_invite();
	reply_to(invite_heard, "200 OK", "one", "", OFFER);
	UNTIL(strcmp(kit.ours.told, "a ") == 0);
	assert_string_equal(kit.ours.sdp, OFFER.p);
	sip_leg_acknowledge(kit.ours.leg, ANSWER);
	UNTIL(gets("ACK "));
	assert_non_null(strstr(kit.heard, ANSWER.p));
	memset(&kit.ours, 0, sizeof(kit.ours));
	/* Nobody answers the offer: lost. */
	(void)call_to(kit.peer_port, "udp", &kit.ours, VIEW(""));
	get_invite();
	reply_to(invite_heard, "200 OK", "two", "", OFFER);
	UNTIL(strcmp(kit.ours.told, "a lost408 ") == 0);
	UNTIL(gets("BYE "));
}

static void
each_branch_of_a_forked_call_is_heard_and_the_first_answer_kept(void **unused)
{
	bool acked = false, ended = false;

	(void)unused;
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	reply_to(invite_heard, "180 Ringing", "one", "", VIEW(""));
	UNTIL(strcmp(kit.ours.told, "p180 ") == 0);
	reply_to(invite_heard, "183 Session Progress", "two", "", ANSWER);
	UNTIL(strcmp(kit.ours.told, "p180 p183 ") == 0);
	reply_to(invite_heard, "200 OK", "two", "", VIEW("")); /* its answer came early */
	UNTIL(strcmp(kit.ours.told, "p180 p183 a ") == 0);
	assert_string_equal(kit.ours.sdp, ANSWER.p);
	UNTIL(gets("ACK "));
	assert_non_null(strstr(line_of(kit.heard, "To"), "tag=two"));
	reply_to(invite_heard, "200 OK", "one", "", ANSWER);
	while (!acked || !ended) {
		bool ack = false;

		UNTIL((ack = gets("ACK ")) || strncmp(kit.heard, "BYE ", 4) == 0);
		assert_non_null(strstr(line_of(kit.heard, "To"), "tag=one"));
		acked = acked || ack;
		if (!ack) {
			ended = true;
			reply_to(kit.heard, "200 OK", "one", "", VIEW(""));
		}
	}
	assert_string_equal(kit.ours.told, "p180 p183 a ");
	assert_non_null(kit.ours.leg);
}

/* ---- where we say that we are ---- */

static void
contact_is(const char *host)
{
	char wanted[128];

	kit.answer_at_once = true;
	say("INVITE", 1, "", OFFER);
	UNTIL(hears("SIP/2.0 200"));
	(void)snprintf(
	    wanted, sizeof(wanted), "Contact: <sip:%s:%d;transport=udp>\r\n", host, kit.port[1]);
	assert_string_equal(line_of(kit.heard, "Contact"), wanted);
	tag_heard(kit.tag);
	say("ACK", 1, kit.tag, VIEW(""));
	UNTIL(strcmp(kit.theirs[0].told, "c ") == 0);
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	(void)snprintf(
	    wanted, sizeof(wanted), "Contact: <sip:%s:%d;transport=udp>\r\n", host, kit.port[0]);
	assert_string_equal(line_of(invite_heard, "Contact"), wanted);
	reply_to(invite_heard, "486 Busy Here", "x", "", VIEW(""));
	UNTIL(strcmp(kit.ours.told, "refused486 ") == 0);
}

static void
bound_to_all_addresses_we_name_the_one_towards_the_peer(void **unused)
{
	(void)unused;
	contact_is("127.0.0.1");
}

static void
a_public_name_is_what_peers_are_told(void **unused)
{
	(void)unused;
	contact_is("voice.example.com");
}

static void
a_public_name_that_is_none_is_refused(void **unused)
{
	static const char *const bad[] = { "a b", "x>", "sip:x", "[::1",
		"a-name-that-goes-on-and-on-and-on-until-nobody-remembers-where-it-began.example."
		"com" };
	struct err err = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(sip_new(&kit.loop,
		    &(struct sip_config){
			.bind = "127.0.0.1", .port = test_port_reserve(), .public_host = bad[i] },
		    &err));
		assert_string_equal(err.field, "sip_public");
	}
}

/* ---- session timers (RFC 4028) ---- */

static void
a_session_of_ours_is_refreshed_until_nobody_answers(void **unused)
{
	(void)unused;
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	assert_string_equal(line_of(invite_heard, "Session-Expires"), "Session-Expires: 3\r\n");
	assert_string_equal(line_of(invite_heard, "Min-SE"), "Min-SE: 2\r\n");
	assert_non_null(strstr(line_of(invite_heard, "Supported"), "timer"));
	reply_to(invite_heard, "422 Session Interval Too Small", "x", "Min-SE: 5\r\n", VIEW(""));
	UNTIL(gets("ACK "));
	get_invite();
	assert_string_equal(line_of(invite_heard, "Session-Expires"), "Session-Expires: 5\r\n");
	assert_string_equal(line_of(invite_heard, "Min-SE"), "Min-SE: 5\r\n");
	reply_to(invite_heard, "200 OK", "one",
	    "Allow: INVITE, UPDATE\r\nSession-Expires: 2;refresher=uac\r\n", ANSWER);
	for (int i = 0; i < 2; i++) {
		UNTIL(gets("UPDATE "));
		assert_string_equal(
		    line_of(kit.heard, "Session-Expires"), "Session-Expires: 2;refresher=uac\r\n");
		reply_to(
		    kit.heard, "200 OK", "one", "Session-Expires: 2;refresher=uac\r\n", VIEW(""));
	}
	assert_string_equal(kit.ours.told, "a ");
	UNTIL(strcmp(kit.ours.told, "a lost408 ") == 0); /* the third has no answer */
	UNTIL(gets("BYE "));
}

static void
a_refresh_that_is_challenged_is_sent_again_with_credentials_of_its_own(void **unused)
{
	(void)unused;
	kit.credentials = "Digest username=\"trunk\"";
	talk_to_raw("Allow: UPDATE\r\nSession-Expires: 2;refresher=uac\r\n");
	for (int i = 0; i < 2; i++) { /* each time anew */
		UNTIL(gets("UPDATE "));
		assert_string_equal(line_of(kit.heard, "Proxy-Authorization"), "");
		reply_to(kit.heard, "407 Proxy Authentication Required", "one",
		    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", VIEW(""));
		UNTIL(gets("UPDATE "));
		assert_string_equal(line_of(kit.heard, "Proxy-Authorization"),
		    "Proxy-Authorization: Digest username=\"trunk\"\r\n");
		/* What is hashed is this request's, not the first INVITE's. */
		assert_memory_equal(kit.challenged, "UPDATE sip:peer@", strlen("UPDATE sip:peer@"));
		assert_memory_equal(kit.heard, kit.challenged, strlen(kit.challenged));
		reply_to(
		    kit.heard, "200 OK", "one", "Session-Expires: 2;refresher=uac\r\n", VIEW(""));
	}
	assert_string_equal(kit.ours.told, "a x407/1 x407/1 ");
}

/* Whatever it answers it is there; 422, too, whose wish holds from then on. */
static void
a_peer_without_timers_is_asked_after_while_that_is_wished_until_nobody_answers(void **unused)
{
	static const char *const answers[] = { "500 Server Error", "422 Session Interval Too Small",
		"200 OK" };

	(void)unused;
	talk_to_raw("Allow: UPDATE\r\n");
	sip_leg_ask_after(kit.ours.leg, true);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		UNTIL(gets("UPDATE "));
		assert_string_equal(line_of(kit.heard, "Session-Expires"),
		    i < 2 ? "Session-Expires: 3;refresher=uac\r\n"
			  : "Session-Expires: 4;refresher=uac\r\n");
		reply_to(kit.heard, answers[i], "one", i == 1 ? "Min-SE: 4\r\n" : "", VIEW(""));
	}
	UNTIL(gets("UPDATE "));
	assert_string_equal(
	    line_of(kit.heard, "Session-Expires"), "Session-Expires: 4;refresher=uac\r\n");
	assert_string_equal(kit.ours.told, "a ");
	UNTIL(strcmp(kit.ours.told, "a lost408 ") == 0); /* this one has no answer */
	UNTIL(gets("BYE "));
}

static void
a_refresh_goes_by_invite_where_update_is_not_known(void **unused)
{
	(void)unused;
	talk_to_raw("Allow: UPDATE\r\nSession-Expires: 2;refresher=uac\r\n");
	UNTIL(gets("UPDATE "));
	reply_to(kit.heard, "501 Not Implemented", "one", "", VIEW(""));
	get_invite();
	assert_non_null(strstr(invite_heard, OFFER.p)); /* what it said before */
	reply_to(invite_heard, "200 OK", "one", "Session-Expires: 2;refresher=uas\r\n", OTHER);
	UNTIL(gets("ACK "));
	assert_string_equal(kit.ours.told, "a r ");
	assert_string_equal(kit.ours.sdp, OTHER.p); /* it may have other keys now */
	/* Now it is theirs to refresh, and they do not. */
	UNTIL(strcmp(kit.ours.told, "a r lost408 ") == 0);
	UNTIL(gets("BYE "));
}

/* An INVITE of the raw server, in the call that it answered. */
static void
offer_of_peer(int cseq, struct view sdp)
{
	const char *from = line_of(invite_heard, "To"), *to = line_of(invite_heard, "From");
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "INVITE sip:queue@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
	    "127.0.0.1:%d;branch=z9hG4bK-o%d;rport\r\nMax-Forwards: 70\r\n"
	    "From:%.*s;tag=one\r\nTo:%s%sCSeq: %d INVITE\r\nContact: <sip:peer@127.0.0.1:%d>\r\n"
	    "Supported: timer\r\nSession-Expires: 3;refresher=uas\r\n"
	    "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%.*s",
	    kit.peer_port, cseq, (int)strcspn(from + 3, "\r;"), from + 3, to + 5,
	    line_of(invite_heard, "Call-ID"), cseq, kit.peer_port, sdp.n, (int)sdp.n, sdp.p);
	assert_true(sendto(kit.peer, text, strlen(text), 0, (struct sockaddr *)&kit.caller_at,
			sizeof(kit.caller_at)) > 0);
}

static void
acknowledge_of_peer(int cseq)
{
	const char *from = line_of(invite_heard, "To"), *to = line_of(invite_heard, "From");
	char text[1024];

	(void)snprintf(text, sizeof(text),
	    "ACK sip:queue@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
	    "127.0.0.1:%d;branch=z9hG4bK-a%d;rport\r\nMax-Forwards: 70\r\n"
	    "From:%.*s;tag=one\r\nTo:%s%sCSeq: %d ACK\r\nContent-Length: 0\r\n\r\n",
	    kit.peer_port, cseq, (int)strcspn(from + 3, "\r;"), from + 3, to + 5,
	    line_of(invite_heard, "Call-ID"), cseq);
	assert_true(sendto(kit.peer, text, strlen(text), 0, (struct sockaddr *)&kit.caller_at,
			sizeof(kit.caller_at)) > 0);
}

/* Theirs refreshes the session, and what ours would have said holds no more. */
static void
a_refresh_that_met_their_offer_is_not_made_again_once_that_is_answered(void **unused)
{
	(void)unused;
	talk_to_raw("Session-Expires: 2;refresher=uac\r\n");
	get_invite();
	assert_non_null(strstr(invite_heard, OFFER.p));
	reply_to(invite_heard, "491 Request Pending", "one", "", VIEW(""));
	offer_of_peer(50, OFFER);
	UNTIL(strcmp(kit.ours.told, "a o ") == 0);
	sip_leg_answer(kit.ours.leg, OTHER);
	UNTIL(gets("SIP/2.0 200"));
	acknowledge_of_peer(50);
	UNTIL(strcmp(kit.ours.told, "a o c ") == 0);
	get_invite();
	assert_non_null(strstr(invite_heard, OTHER.p)); /* a new one, with what holds now */
	reply_to(invite_heard, "200 OK", "one", "Session-Expires: 3;refresher=uas\r\n", ANSWER);
	UNTIL(strcmp(kit.ours.told, "a o c r ") == 0);
}

static void
a_session_that_its_caller_refreshes_lasts_as_long(void **unused)
{
	(void)unused;
	kit.headers = "Supported: timer\r\nSession-Expires: 1\r\n";
	say("INVITE", 1, "", OFFER);
	UNTIL(hears("SIP/2.0 422"));
	assert_string_equal(line_of(kit.heard, "Min-SE"), "Min-SE: 2\r\n");
	say("ACK", 1, "x", VIEW(""));
	assert_int_equal(kit.came, 0);
	kit.headers = "Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n";
	kit.answer_at_once = true;
	say("INVITE", 2, "", OFFER);
	UNTIL(hears("SIP/2.0 200"));
	assert_string_equal(
	    line_of(kit.heard, "Session-Expires"), "Session-Expires: 3;refresher=uac\r\n");
	assert_string_equal(line_of(kit.heard, "Require"), "Require: timer\r\n");
	tag_heard(kit.tag);
	say("ACK", 2, kit.tag, VIEW(""));
	UNTIL(strcmp(kit.theirs[0].told, "c ") == 0);
	say("UPDATE", 3, kit.tag, VIEW(""));
	UNTIL(hears("SIP/2.0 200"));
	assert_string_equal(
	    line_of(kit.heard, "Session-Expires"), "Session-Expires: 3;refresher=uac\r\n");
	assert_string_equal(kit.theirs[0].told, "c ");
	UNTIL(strcmp(kit.theirs[0].told, "c lost408 ") == 0);
	UNTIL(hears("BYE "));
}

static void
a_session_without_a_wish_is_refreshed_by_us(void **unused)
{
	(void)unused;
	kit.headers = "Supported: timer\r\n";
	raw_call(kit.tag);
	UNTIL(hears("INVITE ")); /* it named no UPDATE */
	assert_string_equal(
	    line_of(kit.heard, "Session-Expires"), "Session-Expires: 3;refresher=uac\r\n");
	assert_non_null(strstr(kit.heard, ANSWER.p));
}

static void
who_knows_no_timers_is_not_told_of_them(void **unused)
{
	(void)unused;
	kit.answer_at_once = true;
	say("INVITE", 1, "", OFFER);
	UNTIL(hears("SIP/2.0 200"));
	assert_string_equal(line_of(kit.heard, "Session-Expires"), "");
	assert_string_equal(line_of(kit.heard, "Require"), "");
}

/* ---- reliable provisional answers (RFC 3262) ---- */

static void
ringing_is_repeated_until_it_is_acknowledged(void **unused)
{
	char headers[128];

	(void)unused;
	kit.headers = "Require: 100rel\r\n";
	say("INVITE", 1, "", OFFER);
	UNTIL(kit.theirs[0].leg != NULL);
	sip_leg_ring(kit.theirs[0].leg, 183, ANSWER);
	UNTIL(hears("SIP/2.0 183"));
	UNTIL(hears("SIP/2.0 183"));
	assert_string_equal(line_of(kit.heard, "Require"), "Require: 100rel\r\n");
	tag_heard(kit.tag);
	sip_leg_answer(
	    kit.theirs[0].leg, ANSWER); /* waits: the description is not acknowledged yet */
	(void)snprintf(headers, sizeof(headers), "RAck: %ld 1 INVITE\r\n",
	    strtol(line_of(kit.heard, "RSeq") + strlen("RSeq:"), NULL, 10));
	kit.headers = headers;
	say("PRACK", 2, kit.tag, VIEW(""));
	kit.headers = NULL;
	UNTIL(hears("SIP/2.0 200") && strstr(kit.heard, "INVITE\r\n") != NULL);
	say("ACK", 1, kit.tag, VIEW(""));
	UNTIL(strcmp(kit.theirs[0].told, "c ") == 0);
	kit.headers = "RAck: 1 1 INVITE\r\n";
	say("PRACK", 3, kit.tag, VIEW(""));
	UNTIL(hears("SIP/2.0 481"));
}

static void
ringing_that_nobody_acknowledges_ends_the_call(void **unused)
{
	(void)unused;
	kit.headers = "Require: 100rel\r\n";
	say("INVITE", 1, "", OFFER);
	UNTIL(kit.theirs[0].leg != NULL);
	sip_leg_ring(kit.theirs[0].leg, 180, VIEW(""));
	UNTIL(hears("SIP/2.0 5"));
	UNTIL(strcmp(kit.theirs[0].told, "lost504 ") == 0);
}

static void
reliable_ringing_is_acknowledged_and_told_once(void **unused)
{
	char rack[64];

	(void)unused;
	(void)call_to(kit.peer_port, "udp", &kit.ours, OFFER);
	get_invite();
	assert_non_null(strstr(line_of(invite_heard, "Supported"), "100rel"));
	for (int i = 0; i < 2; i++)
		reply_to(invite_heard, "183 Session Progress", "one",
		    "Require: 100rel\r\nRSeq: 7\r\n", ANSWER);
	UNTIL(gets("PRACK sip:peer@127.0.0.1"));
	(void)snprintf(rack, sizeof(rack), "RAck: 7 %ld INVITE\r\n", cseq_of(invite_heard));
	assert_string_equal(line_of(kit.heard, "RAck"), rack);
	assert_non_null(strstr(line_of(kit.heard, "To"), "tag=one"));
	assert_true(cseq_of(kit.heard) > cseq_of(invite_heard));
	reply_to(kit.heard, "200 OK", "one", "", VIEW(""));
	reply_to(invite_heard, "180 Ringing", "two", "Require: 100rel\r\nRSeq: 1\r\n", VIEW(""));
	UNTIL(gets("PRACK "));
	assert_non_null(strstr(line_of(kit.heard, "To"), "tag=two"));
	reply_to(kit.heard, "200 OK", "two", "", VIEW(""));
	assert_string_equal(kit.ours.told, "p183 p180 ");
	reply_to(invite_heard, "200 OK", "one", "", VIEW(""));
	UNTIL(strcmp(kit.ours.told, "p183 p180 a ") == 0);
	assert_string_equal(kit.ours.sdp, ANSWER.p);
	UNTIL(gets("ACK "));
}

static void
a_host_of_a_long_name_is_called_at_its_address(void **unused)
{
	struct sip_invite invite = {
		.to = { .transport = "udp", .port = kit.peer_port, .host = "127.0.0.1" },
		.from_uri = "sip:queue@127.0.0.1",
		.sdp = OFFER
	};
	char target[SIP_NAME_MAX + 20], wanted[sizeof(target) + 8];

	(void)unused;
	memset(invite.to.name, 'a', SIP_NAME_MAX - 1);
	for (int i = 60; i < SIP_NAME_MAX - 1; i += 60)
		invite.to.name[i] = '.';
	assert_int_equal(strlen(invite.to.name), 253); /* as many as a trunk's host may have */
	(void)snprintf(target, sizeof(target), "sip:phone@%s", invite.to.name);
	(void)snprintf(wanted, sizeof(wanted), "INVITE %s", target);
	invite.target = invite.to_uri = target;
	kit.ours.leg = sip_leg_invite(kit.caller, &invite, &events, &kit.ours);
	assert_non_null(kit.ours.leg);
	UNTIL(gets(wanted));
	reply_to(kit.heard, "486 Busy Here", "one", "", VIEW(""));
	UNTIL(kit.ended == 1);
}

/* ---- requests outside a dialog ---- */

static void
on_sent(void *ctx, int status)
{
	*(int *)ctx = status;
}

static struct sip_sent *
options_to(int port, const char *transport, int *status)
{
	struct sip_message message = { .to = { .transport = transport, .port = port },
		.method = "OPTIONS",
		.target = "sip:trunk@127.0.0.1",
		.from_uri = "sip:us@127.0.0.1",
		.to_uri = "sip:trunk@127.0.0.1",
		.headers = VIEW("X-Probe: 1\r\n") };

	(void)snprintf(message.to.host, sizeof(message.to.host), "127.0.0.1");
	return sip_request_send(kit.caller, &message, on_sent, status);
}

static void
a_trunk_is_asked_whether_it_lives(void **unused)
{
	int status = 0, other = 0;

	(void)unused;
	assert_non_null(options_to(kit.peer_port, "udp", &status));
	UNTIL(gets("OPTIONS sip:trunk@127.0.0.1"));
	assert_string_equal(line_of(kit.heard, "X-Probe"), "X-Probe: 1\r\n");
	assert_string_equal(line_of(kit.heard, "Max-Forwards"), "Max-Forwards: 70\r\n");
	reply_to(kit.heard, "200 OK", "x", "", VIEW(""));
	UNTIL(status == 200);
	status = 0;
	assert_non_null(options_to(kit.peer_port, "udp", &status));
	UNTIL(gets("OPTIONS sip:trunk@127.0.0.1"));
	reply_to(kit.heard, "2010 OK", "x", "", VIEW(""));
	UNTIL(status == 500);
	assert_non_null(
	    options_to(kit.port[1], "tcp", &other)); /* the kit's stack knows INVITE alone */
	UNTIL(other == 405);
	status = 0;
	assert_non_null(options_to(kit.peer_port, "udp", &status)); /* nobody answers */
	UNTIL(status == 408);
	status = other = 0;
	assert_non_null(options_to(test_port_reserve(), "tcp", &status));
	UNTIL(status == 503 || status == 408);
}

static void
what_is_cut_off_is_told_once(void **unused)
{
	int open = 0;

	(void)unused;
	assert_non_null(options_to(kit.peer_port, "udp", &open));
	UNTIL(gets("OPTIONS "));
	sip_close(kit.caller, on_stopped, NULL);
	assert_int_equal(open, 503);
	UNTIL(kit.stopped == 1);
	kit.stopped = 0;
	kit.caller = stack(0);
}

static void
what_is_no_request_is_not_sent(void **unused)
{
	struct sip_message message = { .to = { .transport = "udp", .host = "127.0.0.1", .port = 9 },
		.method = "INVITE",
		.target = "sip:a@127.0.0.1",
		.from_uri = "sip:b@127.0.0.1",
		.to_uri = "sip:a@127.0.0.1" };
	int status = 0;

	(void)unused;
	assert_null(sip_request_send(kit.caller, &message, on_sent, &status));
	message.method = "OPTIONS";
	message.from_uri = "";
	assert_null(sip_request_send(kit.caller, &message, on_sent, &status));
	assert_int_equal(status, 0);
}

static void
messages_waiting_are_told_to_a_phone(void **unused)
{
	struct sip_source phone = {
		.transport = "udp", .host = "127.0.0.1", .port = kit.peer_port
	};
	int status = 0;

	(void)unused;
	assert_non_null(sip_waiting_send(kit.caller, &phone, "sip:phone@127.0.0.1",
	    "sip:box@example.com", 2, 5, on_sent, &status));
	UNTIL(gets("NOTIFY sip:phone@127.0.0.1"));
	assert_string_equal(line_of(kit.heard, "Event"), "Event: message-summary\r\n");
	assert_non_null(strstr(kit.heard, "Content-Type: application/simple-message-summary\r\n"));
	assert_non_null(strstr(kit.heard,
	    "\r\n\r\nMessages-Waiting: yes\r\nMessage-Account: sip:box@example.com\r\n"
	    "Voice-Message: 2/5 (0/0)\r\n"));
	reply_to(kit.heard, "200 OK", "x", "", VIEW(""));
	UNTIL(status == 200);
}

/* ---- a peer that moves ---- */

static int
port_of(int fd)
{
	struct sockaddr_in at;

	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &(socklen_t){ sizeof(at) }), 0);
	return ntohs(at.sin_port);
}

static int
connected_to(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void
a_phone_that_offers_from_elsewhere_is_followed_once_that_is_taken(void **unused)
{
	const int elsewhere = connected_to(kit.port[1]), first = kit.raw;

	(void)unused;
	raw_call(kit.tag);
	kit.raw = elsewhere;
	say("INVITE", 2, kit.tag, OFFER);
	UNTIL(strcmp(kit.theirs[0].told, "c o ") == 0);
	assert_int_not_equal(sip_leg_peer(kit.theirs[0].leg)->port, port_of(elsewhere));
	sip_leg_refuse(kit.theirs[0].leg, 488, NULL);
	UNTIL(hears("SIP/2.0 488"));
	say("ACK", 2, kit.tag, VIEW(""));
	assert_int_equal(sip_leg_peer(kit.theirs[0].leg)->port, port_of(first));
	say("UPDATE", 3, kit.tag, VIEW(""));
	UNTIL(hears("SIP/2.0 200"));
	assert_int_equal(sip_leg_peer(kit.theirs[0].leg)->port, port_of(elsewhere));
	sip_leg_end(kit.theirs[0].leg);
	UNTIL(hears("BYE "));
	kit.raw = first;
	(void)close(elsewhere);
}

/* An UPDATE of the raw server, in the call that it answered, from this socket. */
static void
update_from(int fd, int cseq)
{
	const char *from = line_of(invite_heard, "To"), *to = line_of(invite_heard, "From");
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "UPDATE sip:queue@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
	    "127.0.0.1:9;branch=z9hG4bK-u%d;rport\r\nMax-Forwards: 70\r\n"
	    "From:%.*s;tag=one\r\nTo:%s%sCSeq: %d UPDATE\r\nContact: <sip:moved@127.0.0.1>\r\n"
	    "Content-Length: 0\r\n\r\n",
	    cseq, (int)strcspn(from + 3, "\r"), from + 3, to + 5, line_of(invite_heard, "Call-ID"),
	    cseq);
	assert_true(send(fd, text, strlen(text), 0) > 0);
}

static void
a_trunk_stays_where_it_is_called(void **unused)
{
	const int elsewhere = connected_to(kit.port[0]), first = kit.raw;

	(void)unused;
	talk_to_raw("");
	kit.raw = elsewhere;
	update_from(elsewhere, 7);
	UNTIL(hears("SIP/2.0 200"));
	kit.raw = first;
	assert_int_equal(sip_leg_peer(kit.ours.leg)->port, kit.peer_port);
	sip_leg_end(kit.ours.leg);
	UNTIL(gets("BYE sip:moved@127.0.0.1")); /* its Contact it may change */
	(void)close(elsewhere);
}

static void
legs_at_the_end_of_the_stack_end_with_it(void **unused)
{
	(void)unused;
	kit.ring = true;
	(void)call_to(kit.port[1], "udp", &kit.ours, OFFER);
	UNTIL(strcmp(kit.ours.told, "p180 ") == 0);
	sip_close(kit.caller, on_stopped, NULL);
	UNTIL(kit.stopped == 1);
	assert_string_equal(kit.ours.told, "p180 ours0 ");
	kit.stopped = 0;
	kit.caller = stack(0);
}

int
main(void)
{
#define KIT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define BRIEF(name) cmocka_unit_test_setup_teardown(name, setup_brief, teardown)
	const struct CMUnitTest tests[] = {
		KIT(a_call_rings_is_answered_and_ended_by_who_called),
		KIT(who_was_called_hangs_up_over_the_same_connection),
		KIT(a_refusal_says_why),
		KIT(an_invite_taken_back_ends_both),
		KIT(one_taken_back_before_it_was_heard_of_ends_too),
		KIT(an_answer_that_crosses_a_cancel_is_ended),
		KIT(who_is_not_there_is_lost),
		KIT(what_can_not_be_read_is_no_call),
		KIT(a_host_of_a_long_name_is_called_at_its_address),
		KIT(a_hold_is_told_and_answered_and_one_more_meanwhile_is_told_491),
		KIT(the_next_offer_acknowledges_our_answer_but_not_one_that_waits_for_a_description),
		KIT(what_a_phone_may_not_do_is_told_it_and_the_call_goes_on),
		KIT(our_own_bye_goes_to_where_the_peer_is_not_to_what_it_says),
		KIT(an_answer_that_is_never_acknowledged_ends_the_call),
		KIT(a_further_offer_taken_back_leaves_the_call_as_it_was),
		KIT(digits_by_info_are_told),
		KIT(a_challenged_invite_is_sent_again_once_with_credentials),
		KIT(wrong_credentials_and_none_are_a_refusal),
		KIT(a_status_above_699_is_told_as_500),
		KIT(a_moved_number_is_told_and_not_followed),
		KIT(answers_have_the_headers_that_are_given),
		KIT(an_offer_of_ours_is_answered_or_refused),
		KIT(offers_that_cross_are_made_again_and_both_are_settled),
		KIT(a_peer_that_never_yields_is_told_of_in_the_end),
		KIT(an_offer_that_nobody_knows_of_any_more_ends_the_call),
		KIT(an_offer_of_theirs_meanwhile_is_told_491),
		KIT(a_call_without_an_offer_is_acknowledged_with_our_answer),
		KIT(each_branch_of_a_forked_call_is_heard_and_the_first_answer_kept),
		cmocka_unit_test_setup_teardown(
		    bound_to_all_addresses_we_name_the_one_towards_the_peer, setup_wildcard,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_public_name_is_what_peers_are_told, setup_public, teardown),
		KIT(a_public_name_that_is_none_is_refused),
		BRIEF(a_session_of_ours_is_refreshed_until_nobody_answers),
		BRIEF(a_refresh_that_is_challenged_is_sent_again_with_credentials_of_its_own),
		BRIEF(
		    a_peer_without_timers_is_asked_after_while_that_is_wished_until_nobody_answers),
		BRIEF(a_refresh_goes_by_invite_where_update_is_not_known),
		BRIEF(a_refresh_that_met_their_offer_is_not_made_again_once_that_is_answered),
		BRIEF(a_session_that_its_caller_refreshes_lasts_as_long),
		BRIEF(a_session_without_a_wish_is_refreshed_by_us),
		KIT(who_knows_no_timers_is_not_told_of_them),
		KIT(ringing_is_repeated_until_it_is_acknowledged),
		KIT(ringing_that_nobody_acknowledges_ends_the_call),
		KIT(reliable_ringing_is_acknowledged_and_told_once),
		KIT(a_trunk_is_asked_whether_it_lives),
		KIT(what_is_cut_off_is_told_once),
		KIT(what_is_no_request_is_not_sent),
		KIT(messages_waiting_are_told_to_a_phone),
		KIT(a_phone_that_offers_from_elsewhere_is_followed_once_that_is_taken),
		KIT(a_trunk_stays_where_it_is_called),
		KIT(legs_at_the_end_of_the_stack_end_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
