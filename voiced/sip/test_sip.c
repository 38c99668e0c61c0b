/* sip: against raw sockets that say what a test wants. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/base/test_port.h"
#include "voiced/sip/accept.h"
#include "voiced/sip/sip.h"

enum { TURN_MS = 2, MESSAGE_SIZE = 80000 };

static struct {
	uv_loop_t loop;
	struct sip *sip;
	struct sip_config config;
	struct sip_request *held[SIP_UNANSWERED_MAX + 8];
	int held_count, seen;
	bool hold, closed, strange; /* strange: no request gets a transaction */
	struct sip_head last; /* texts only as long as the request is held */
	char text[512]; /* what the last one said of itself */
	char who[512], sdp[512]; /* who it says calls; what it offers */
	int udp, tcp;
	char heard[MESSAGE_SIZE];
} kit;

#define WORD(view) (int)(view).n, (view).p

static void
on_request(void *ctx, struct sip_request *request)
{
	const struct sip_head *head = sip_head(request);

	(void)ctx;
	if (!kit.strange)
		sip_request_accept(request);
	kit.seen++;
	kit.last = *head;
	(void)snprintf(kit.text, sizeof(kit.text), "%.*s %.*s %.*s|%.*s|%.*s", (int)head->to.user.n,
	    head->to.user.p, (int)head->user_agent.n, head->user_agent.p,
	    (int)head->authorization.n, head->authorization.p,
	    head->contact_count > 0 ? (int)head->contacts[0].text.n : 0,
	    head->contact_count > 0 ? head->contacts[0].text.p : "", (int)head->call_id.n,
	    head->call_id.p);
	(void)snprintf(kit.who, sizeof(kit.who), "%.*s|%.*s %.*s|%.*s|%.*s",
	    WORD(head->from_display), WORD(head->asserted_sip.user), WORD(head->asserted_display),
	    WORD(head->asserted_tel.user), WORD(head->to_tag));
	(void)snprintf(
	    kit.sdp, sizeof(kit.sdp), "%.*s|%.*s", WORD(head->content_type), WORD(head->sdp));
	if (kit.hold)
		kit.held[kit.held_count++] = request;
	else
		sip_reply(request, 200, "OK",
		    VIEW("X-Kit: yes\r\nContact: <sip:a@192.0.2.1>;expires=60\r\n"));
}

/* Turns the loop until `done`, or until time is up: false. */
static bool
turn_until(bool (*done)(void))
{
	int64_t end = test_patience_ends_ms();

	while (!done()) {
		if (clock_mono_ms() > end)
			return false;
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
		(void)usleep(TURN_MS * 1000);
	}
	return true;
}

/* As what the test says: a trunk, and where a phone has proved itself. */
static enum sip_peer
peer_of(void *ctx, const struct sip_source *source)
{
	(void)ctx;
	if (strcmp(source->host, "127.0.0.8") == 0)
		return SIP_PEER_TRUSTED;
	return strcmp(source->host, "127.0.0.9") == 0 ? SIP_PEER_ACQUAINTED : SIP_PEER_STRANGER;
}

static bool
is_closed(void)
{
	return kit.closed;
}

static void
on_closed(void *ctx)
{
	*(bool *)ctx = true;
}

/* From another address of this machine. */
static int
connected_from(const char *address, int type)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
		.sin_port = htons((uint16_t)kit.config.port) };
	int fd = socket(AF_INET, type, 0);

	assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static int
connected(int type)
{
	return connected_from("127.0.0.1", type);
}

static int
setup_with(int connections_max, int connections_of_source, int silence_ms)
{
	struct err err = { 0 };

	memset(&kit, 0, sizeof(kit));
	(void)uv_loop_init(&kit.loop);
	kit.config = (struct sip_config){ .bind = "127.0.0.1",
		.port = test_port_reserve(),
		.on_request = on_request,
		.connections_max = connections_max,
		.connections_of_source = connections_of_source,
		.silence_ms = silence_ms,
		.peer = peer_of };
	kit.sip = sip_new(&kit.loop, &kit.config, &err);
	if (kit.sip == NULL)
		print_message("%s\n", err.text);
	assert_non_null(kit.sip);
	kit.udp = connected(SOCK_DGRAM);
	kit.tcp = connected(SOCK_STREAM);
	return 0;
}

static int
setup(void **unused)
{
	(void)unused;
	return setup_with(0, 0, 0);
}

static int
setup_few(void **unused)
{
	(void)unused;
	return setup_with(10, 3, 0);
}

static int
setup_short(void **unused)
{
	(void)unused;
	return setup_with(0, 0, 1500);
}

static int
teardown(void **unused)
{
	(void)unused;
	if (kit.sip != NULL)
		sip_close(kit.sip, on_closed, &kit.closed);
	assert_true(turn_until(is_closed));
	assert_int_equal(uv_loop_close(&kit.loop), 0);
	(void)close(kit.udp);
	if (kit.tcp >= 0)
		(void)close(kit.tcp);
	return 0;
}

/* ---- what a client says ---- */

static const char *
message(const char *method, const char *transport, int n, const char *headers)
{
	static char out[MESSAGE_SIZE];

	(void)snprintf(out, sizeof(out),
	    "%s sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/%s 127.0.0.1:9;branch=z9hG4bK-%d;rport\r\n"
	    "Max-Forwards: 70\r\nFrom: <sip:phone@example.com>;tag=a%d\r\nTo: "
	    "<sip:phone@example.com>\r\n"
	    "Call-ID: call-%d\r\nCSeq: %d %s\r\n%sContent-Length: 0\r\n\r\n",
	    method, transport, n, n, n, n, method, headers);
	return out;
}

static int listening; /* the socket that hears() looks at */

static bool
hears(void)
{
	size_t had = strlen(kit.heard);
	ssize_t n = recv(listening, kit.heard + had, sizeof(kit.heard) - 1 - had, MSG_DONTWAIT);

	if (n > 0)
		kit.heard[had + (size_t)n] = '\0';
	return strstr(kit.heard, "\r\n\r\n") != NULL;
}

static const char *
answer_to(int fd, const char *text)
{
	kit.heard[0] = '\0';
	listening = fd;
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
	assert_true(turn_until(hears));
	return kit.heard;
}

static bool
status_is(const char *answer, const char *status)
{
	return strncmp(answer, "SIP/2.0 ", 8) == 0 && strncmp(answer + 8, status, 3) == 0;
}

/* ---- tests ---- */

static void
a_request_is_told_in_our_words_and_answered_on_both_transports(void **unused)
{
	const char *headers =
	    "User-Agent: kit/1\r\nExpires: 120\r\n"
	    "Authorization: Digest username=\"x\", realm=\"r\"\r\n"
	    "Contact: <sip:phone@10.0.0.7:5070;transport=udp>;expires=90, <sip:b@10.0.0.8>\r\n";

	(void)unused;
	assert_true(status_is(answer_to(kit.udp, message("REGISTER", "UDP", 1, headers)), "200"));
	assert_non_null(strstr(kit.heard, "X-Kit: yes\r\n"));
	assert_non_null(strstr(kit.heard, ";rport="));
	assert_string_equal(kit.text,
	    "phone kit/1 Digest username=\"x\", "
	    "realm=\"r\"|sip:phone@10.0.0.7:5070;transport=udp|call-1");
	assert_int_equal(kit.last.method, SIP_REGISTER);
	assert_int_equal(kit.last.contact_count, 2);
	assert_int_equal(kit.last.contacts[0].expires_s, 90);
	assert_int_equal(kit.last.contacts[0].uri.port, 5070);
	assert_int_equal(kit.last.contacts[1].expires_s, -1);
	assert_int_equal(kit.last.expires_s, 120);
	assert_string_equal(kit.last.source.transport, "udp");
	assert_string_equal(kit.last.source.host, "127.0.0.1");
	assert_true(kit.last.source.port > 0);
	assert_true(status_is(answer_to(kit.tcp, message("OPTIONS", "TCP", 2, "")), "200"));
	assert_string_equal(kit.last.source.transport, "tcp");
	assert_int_equal(kit.last.expires_s, -1);
}

/* ---- connections ---- */

static bool
is_ended(void)
{
	char byte;
	ssize_t n = recv(listening, &byte, 1, MSG_DONTWAIT | MSG_PEEK);

	return n == 0 || (n < 0 && errno != EAGAIN);
}

static void
ends(int fd)
{
	listening = fd;
	assert_true(turn_until(is_ended));
	(void)close(fd);
}

/* It is let in, and stays one whose sender is not known. */
static int
stays(const char *address, int n)
{
	int fd = connected_from(address, SOCK_STREAM);

	assert_true(status_is(answer_to(fd, message("OPTIONS", "TCP", n, "")), "200"));
	return fd;
}

static void
beyond_the_limit_of_its_address_the_oldest_silent_connection_ends_else_the_new_one(void **unused)
{
	int fds[5];

	(void)unused;
	kit.strange = true;
	fds[0] = stays("127.0.0.1", 1); /* with the kit's own, which is silent, it has two */
	fds[1] = stays("127.0.0.1", 2);
	fds[2] = stays("127.0.0.1", 3);
	ends(kit.tcp);
	kit.tcp = -1;
	ends(connected_from("127.0.0.1", SOCK_STREAM)); /* each has spoken */
	fds[3] = stays("127.0.0.2", 4); /* another address has its own limit */
	kit.strange = false;
	assert_true(status_is(answer_to(fds[0], message("REGISTER", "TCP", 5, "")), "200"));
	kit.strange = true;
	fds[4] = stays("127.0.0.1", 6); /* what is proved does not count */
	ends(connected_from("127.0.0.1", SOCK_STREAM));
	for (size_t i = 0; i < 5; i++)
		(void)close(fds[i]);
}

/* Of ten two are for trunks and pages. */
static void
proved_connections_leave_room_for_trunks_and_displace_no_one_who_is_known(void **unused)
{
	int fds[10];

	(void)unused;
	for (int i = 0; i < 7; i++)
		fds[i] = stays("127.0.0.2", 1 + i); /* each proves itself */
	kit.strange = true;
	fds[7] = stays("127.0.0.3", 8);
	ends(kit.tcp); /* it was the only other stranger */
	kit.tcp = -1;
	kit.strange = false;
	assert_true(status_is(answer_to(fds[7], message("REGISTER", "TCP", 9, "")), "200"));
	ends(connected_from("127.0.0.4", SOCK_STREAM));
	fds[8] = stays("127.0.0.8", 10);
	fds[9] = stays("127.0.0.8", 11);
	for (int i = 0; i < 10; i++)
		assert_true(
		    status_is(answer_to(fds[i], message("OPTIONS", "TCP", 20 + i, "")), "200"));
	for (int i = 0; i < 10; i++)
		(void)close(fds[i]);
}

static int
unix_listener(struct sockaddr_un *at, socklen_t *n)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	at->sun_family = AF_UNIX; /* it gets a name of its own */
	assert_int_equal(bind(fd, (struct sockaddr *)at, sizeof(sa_family_t)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)at, n), 0);
	assert_int_equal(listen(fd, 2), 0);
	return fd;
}

static void *
accept_two(void *listener)
{
	static int accepted;

	for (accepted = 0; accepted < 2; accepted++) {
		int fd = accept(*(int *)listener, NULL, NULL);

		if (fd < 0)
			break;
		(void)close(fd);
	}
	return &accepted;
}

/* As the message bus does, on threads of its own. */
static void
what_other_threads_accept_is_not_counted(void **unused)
{
	const struct sip_config one = { .connections_max = 1 };
	struct sip_acceptor *acceptor = sip_accept_new(&kit.loop, &one);
	struct sockaddr_un at = { 0 };
	socklen_t n = sizeof(at);
	int listener = unix_listener(&at, &n), fds[2];
	bool closed = false;
	pthread_t thread;
	void *accepted;

	(void)unused;
	sip_accept_enter(acceptor);
	for (int i = 0; i < 2; i++) {
		fds[i] = socket(AF_UNIX, SOCK_STREAM, 0);
		assert_int_equal(connect(fds[i], (struct sockaddr *)&at, n), 0);
	}
	assert_int_equal(pthread_create(&thread, NULL, accept_two, &listener), 0);
	assert_int_equal(pthread_join(thread, &accepted), 0);
	assert_int_equal(*(int *)accepted, 2);
	sip_accept_enter(NULL);
	sip_accept_close(acceptor, on_closed, &closed);
	for (int i = 0; i < 2; i++)
		(void)close(fds[i]);
	(void)close(listener);
	while (!closed)
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
}

static void
a_connection_that_has_ended_counts_no_more(void **unused)
{
	(void)unused;
	kit.strange = true;
	for (int i = 0; i < 20; i++) {
		int fd = stays("127.0.0.2", 100 + i);

		(void)close(fd);
		(void)answer_to(kit.udp, message("OPTIONS", "UDP", 200 + i, ""));
	}
}

/* Of ten strangers' addresses have four. */
static void
beyond_the_strangers_part_the_oldest_makes_room_and_known_ones_stay(void **unused)
{
	int known[5], last;

	(void)unused;
	kit.strange = true;
	known[0] = stays("127.0.0.8", 1);
	(void)stays("127.0.0.2", 2);
	(void)stays("127.0.0.3", 3);
	(void)stays("127.0.0.4", 4);
	known[1] = stays("127.0.0.9", 5);
	last = stays("127.0.0.5", 6);
	ends(kit.tcp); /* it came first */
	kit.tcp = -1;
	for (int i = 2; i < 5; i++)
		known[i] = stays("127.0.0.8", 5 + i);
	(void)answer_to(last, message("OPTIONS", "TCP", 20, ""));
	for (int i = 0; i < 5; i++)
		(void)answer_to(known[i], message("OPTIONS", "TCP", 21 + i, ""));
	(void)stays("127.0.0.8", 40); /* ten */
	ends(connected_from("127.0.0.8", SOCK_STREAM));
}

static bool
trickles(void)
{
	static const char slow[] = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nSubject: aaaaaaaaaa";
	static size_t at;

	(void)send(listening, &slow[at++ % (sizeof(slow) - 1)], 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	return is_ended();
}

static void
without_a_whole_message_a_connection_ends_in_time_however_slowly_it_speaks(void **unused)
{
	int slow = connected_from("127.0.0.2", SOCK_STREAM),
	    trunk = connected_from("127.0.0.8", SOCK_STREAM), spoke;

	(void)unused;
	kit.strange = true;
	spoke = stays("127.0.0.3", 1);
	listening = slow;
	assert_true(turn_until(trickles));
	ends(kit.tcp);
	kit.tcp = -1;
	assert_true(status_is(answer_to(spoke, message("OPTIONS", "TCP", 2, "")), "200"));
	assert_true(status_is(answer_to(trunk, message("OPTIONS", "TCP", 3, "")), "200"));
	(void)close(slow);
	(void)close(spoke);
	(void)close(trunk);
}

/* An INVITE with what it is to say, in its own words. */
static const char *
invite(int n, const char *from, const char *to_tag, const char *headers, const char *body)
{
	static char out[MESSAGE_SIZE];

	(void)snprintf(out, sizeof(out),
	    "INVITE sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
	    "127.0.0.1:9;branch=z9hG4bK-i%d;rport\r\n"
	    "From: %s<sip:phone@example.com>;tag=a\r\nTo: <sip:b@example.com>%s\r\nCall-ID: "
	    "i-%d\r\n"
	    "CSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1>\r\n%sContent-Length: %zu\r\n\r\n%s",
	    n, from, to_tag, n, headers, strlen(body), body);
	return out;
}

static void
who_calls_is_told(void **unused)
{
	(void)unused;
	assert_true(
	    status_is(answer_to(kit.udp,
			  invite(1, "\"Ann \\\"A\\\" Lee\" ", "",
			      "P-Asserted-Identity: \"Lee, Ann\" <sip:+1555@carrier.example>, "
			      "<tel:+1556>\r\n"
			      "P-Asserted-Identity: <sip:second@x>\r\nPrivacy: header;id\r\n"
			      "Max-Forwards: 69\r\n",
			      "")),
		"200"));
	assert_string_equal(kit.who, "Ann \"A\" Lee|+1555 Lee, Ann|+1556|");
	assert_true(kit.last.privacy_id);
	assert_int_equal(kit.last.max_forwards, 69);
	assert_true(
	    status_is(answer_to(kit.udp,
			  invite(2, "Bare Words ", "",
			      "P-Asserted-Identity: <not an identity\r\nPrivacy: none\r\n", "")),
		"200"));
	assert_string_equal(kit.who, "Bare Words| ||");
	assert_false(kit.last.privacy_id);
	assert_int_equal(kit.last.max_forwards, -1);
}

static void
an_offer_is_found_alone_or_among_parts(void **unused)
{
	(void)unused;
	(void)answer_to(
	    kit.udp, invite(1, "", "", "Content-Type: application/sdp;a=b\r\n", "v=0\r\n"));
	assert_string_equal(kit.sdp, "application/sdp|v=0\r\n");
	(void)answer_to(kit.udp,
	    invite(2, "", "", "c: multipart/mixed;boundary=\"cut here\"\r\n",
		"--cut here\r\nContent-Type: application/pidf+xml\r\nContent-ID: "
		"<l>\r\n\r\n<p/>\r\n"
		"--cut here\r\nContent-Type: application/sdp\r\n\r\nv=1\r\n\r\n--cut here--"));
	assert_string_equal(kit.sdp, "multipart/mixed|v=1\r\n");
	assert_int_equal(kit.last.parts.count, 2);
}

static void
what_nobody_here_can_serve_is_refused_at_once(void **unused)
{
	static const struct {
		const char *to_tag, *headers, *body, *status, *says;
	} cases[] = {
		{ "", "Require: nothingSupportsThis, norThis\r\n", "", "420",
		    "Unsupported: nothingSupportsThis, norThis\r\n" },
		{ "", "Max-Forwards: 0\r\n", "", "483", "" },
		{ ";tag=gone", "", "", "481", "" },
		{ "", "Content-Type: text/plain\r\n", "hello", "415",
		    "Accept: application/sdp\r\n" },
		{ "", "Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\n", "415",
		    "Accept: " },
		{ "", "Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n", "v=0", "415",
		    "" },
		{ "", "", "v=0", "415", "" },
		{ "", "Accept: text/nobodyKnowsThis\r\n", "", "406", "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)answer_to(
		    kit.udp, invite((int)i, "", cases[i].to_tag, cases[i].headers, cases[i].body));
		assert_true(status_is(kit.heard, cases[i].status));
		assert_non_null(strstr(kit.heard, cases[i].says));
	}
	assert_int_equal(kit.seen, 0);
	(void)answer_to(kit.udp, message("REGISTER", "UDP", 1, "Require: path\r\n"));
	assert_true(status_is(kit.heard, "420"));
}

static void
a_repeated_request_is_heard_once_and_answered_again(void **unused)
{
	(void)unused;
	assert_true(status_is(answer_to(kit.udp, message("REGISTER", "UDP", 7, "")), "200"));
	assert_true(status_is(answer_to(kit.udp, message("REGISTER", "UDP", 7, "")), "200"));
	assert_int_equal(kit.seen, 1);
}

static bool
one_held(void)
{
	return kit.held_count == 1;
}

/* Of an answer, the tag that we gave. */
static const char *
to_tag_heard(void)
{
	static char out[64];
	const char *at = strstr(kit.heard, "\r\nTo: ");

	at = at != NULL ? strstr(at, ";tag=") : NULL;
	(void)snprintf(out, sizeof(out), "%.*s", at != NULL ? (int)strcspn(at + 5, "\r;") : 0,
	    at != NULL ? at + 5 : "");
	return out;
}

static bool
is_repeated(void)
{
	ssize_t n = recv(kit.udp, kit.heard, sizeof(kit.heard) - 1, MSG_DONTWAIT);

	if (n <= 0)
		return false;
	kit.heard[n] = '\0';
	return true;
}

/* With a transaction it is repeated after T1 until it is acknowledged. Both came by one timer's queue: when the later one is repeated, the
 * earlier one would have been. */
static void
without_a_transaction_an_answer_is_said_once_for_each_request_with_the_same_tag(void **unused)
{
	const char *text = invite(70, "", "", "", "");
	char tag[64];

	(void)unused;
	kit.strange = true;
	assert_true(status_is(answer_to(kit.udp, text), "200"));
	(void)snprintf(tag, sizeof(tag), "%s", to_tag_heard());
	assert_true(tag[0] != '\0');
	assert_true(status_is(answer_to(kit.udp, text), "200"));
	assert_string_equal(to_tag_heard(), tag);
	assert_int_equal(kit.seen, 2);
	kit.strange = false;
	assert_true(status_is(answer_to(kit.udp, invite(71, "", "", "", "")), "200"));
	assert_true(turn_until(is_repeated));
	assert_non_null(strstr(kit.heard, "Call-ID: i-71\r\n"));
}

/* As a phone repeats it while its name is looked for. */
static void
a_request_that_waits_without_a_transaction_is_heard_once(void **unused)
{
	const char *text = message("REGISTER", "UDP", 75, "");

	(void)unused;
	kit.strange = kit.hold = true;
	assert_true(send(kit.udp, text, strlen(text), 0) > 0);
	assert_true(turn_until(one_held));
	assert_true(send(kit.udp, text, strlen(text), 0) > 0);
	kit.hold = false;
	assert_true(status_is(answer_to(kit.udp, message("OPTIONS", "UDP", 76, "")), "200"));
	assert_int_equal(kit.seen, 2);
	sip_reply(kit.held[0], 200, "OK", VIEW(""));
}

/* Held while its sender is looked for; it may end meanwhile, and may be accepted then. */
static void
a_request_without_a_transaction_is_answered_later_or_gets_one(void **unused)
{
	const char *text = message("REGISTER", "TCP", 72, "");

	(void)unused;
	kit.strange = kit.hold = true;
	assert_true(send(kit.tcp, text, strlen(text), MSG_NOSIGNAL) > 0);
	assert_true(turn_until(one_held));
	sip_request_accept(kit.held[0]);
	kit.heard[0] = '\0';
	listening = kit.tcp;
	sip_reply(kit.held[0], 200, "OK", VIEW(""));
	assert_true(turn_until(hears));
	assert_true(status_is(kit.heard, "200"));
	kit.held_count = 0;
	text = message("REGISTER", "TCP", 73, "");
	assert_true(send(kit.tcp, text, strlen(text), MSG_NOSIGNAL) > 0);
	assert_true(turn_until(one_held));
	(void)shutdown(kit.tcp, SHUT_RDWR);
	kit.hold = false;
	assert_true(status_is(answer_to(kit.udp, message("OPTIONS", "UDP", 74, "")), "200"));
	assert_true(sip_waits(kit.held[0]));
	sip_reply(kit.held[0], 403, "Forbidden", VIEW("")); /* nobody hears it */
}

static void
all_contacts_and_too_many_are_told(void **unused)
{
	char headers[1024] = "";

	(void)unused;
	(void)answer_to(kit.udp, message("REGISTER", "UDP", 1, "Contact: *\r\nExpires: 0\r\n"));
	assert_true(kit.last.contacts_all);
	assert_int_equal(kit.last.contact_count, 0);
	for (int i = 0; i < SIP_CONTACTS_MAX + 1; i++)
		(void)snprintf(headers + strlen(headers), sizeof(headers) - strlen(headers),
		    "Contact: <sip:c%d@10.0.0.1>\r\n", i);
	(void)answer_to(kit.udp, message("REGISTER", "UDP", 2, headers));
	assert_int_equal(kit.last.contact_count, SIP_CONTACTS_MAX);
	assert_true(kit.last.contacts_over);
}

static void
what_is_no_sip_is_never_seen(void **unused)
{
	static const char *const bad[] = { "\r\n\r\n", "hello\r\n\r\n", "REGISTER\r\n\r\n",
		"REGISTER sip:x SIP/2.0\r\n\r\n",
		"OPTIONS sip:x SIP/3.0\r\nVia: SIP/2.0/UDP x\r\n\r\n", "\x00\xff\xfe\x01",
		"ACK sip:x SIP/2.0\r\nCSeq: 1 ACK\r\n\r\n" };

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_true(send(kit.udp, bad[i], strlen(bad[i]) + 1, 0) > 0);
	/* The one that comes after them all is answered: the others were through before. */
	listening = kit.udp;
	for (int seen = kit.seen; kit.seen == seen;)
		(void)answer_to(kit.udp, message("OPTIONS", "UDP", 5, ""));
	assert_int_equal(kit.seen, 1);
}

static void
a_message_above_the_bound_does_not_come_through(void **unused)
{
	static char big[MESSAGE_SIZE];

	(void)unused;
	memset(big, 'a', sizeof(big) - 1);
	memcpy(big, message("OPTIONS", "TCP", 3, "X-Much: "), 100);
	(void)send(kit.tcp, big, sizeof(big) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)answer_to(kit.udp, message("OPTIONS", "UDP", 4, ""));
	assert_int_equal(kit.seen, 1);
}

static bool
all_held(void)
{
	return kit.held_count == SIP_UNANSWERED_MAX;
}

static bool
one_more_held(void)
{
	return kit.held_count == SIP_UNANSWERED_MAX + 1 && kit.last.method == SIP_INVITE;
}

static void
more_than_may_wait_are_told_503(void **unused)
{
	const char *help = invite(1, "", "", "", "");

	(void)unused;
	kit.hold = true;
	for (int i = 0; i < SIP_UNANSWERED_MAX; i++) {
		const char *text = message("OPTIONS", "TCP", 100 + i, "");

		assert_int_equal(
		    send(kit.tcp, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
	}
	assert_true(turn_until(all_held));
	assert_int_equal(sip_unanswered(kit.sip), SIP_UNANSWERED_MAX);
	assert_true(status_is(answer_to(kit.udp, message("OPTIONS", "UDP", 9, "")), "503"));
	assert_true(send(kit.udp, help, strlen(help), 0) > 0);
	assert_true(turn_until(one_more_held)); /* an INVITE may be for help */
	for (int i = 0; i < kit.held_count; i++)
		sip_reply(kit.held[i], 200, "OK", VIEW(""));
	kit.hold = false;
	kit.heard[0] = '\0';
	listening = kit.udp;
	assert_true(turn_until(hears));
	assert_non_null(strstr(kit.heard, "INVITE"));
	/* A copy of what was refused, on its way meanwhile: its sender has given up. */
	assert_true(status_is(answer_to(kit.udp, message("OPTIONS", "UDP", 9, "")), "503"));
	assert_true(status_is(answer_to(kit.udp, message("OPTIONS", "UDP", 10, "")), "200"));
}

static int names_looked_up;

/* Found by the SIP library instead of libc's. */
int
getaddrinfo(
    const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	if (real == NULL)
		real = (int (*)(const char *, const char *, const struct addrinfo *,
		    struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
	names_looked_up += hints == NULL || (hints->ai_flags & AI_NUMERICHOST) == 0;
	return real(node, service, hints, result);
}

static int
local_port(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	return ntohs(at.sin_port);
}

/* Once whole, then as the library answers before anybody sees it: without From, another version, another method's CSeq. */
static void
maddr_of_a_via_is_ignored(void **unused)
{
	static const char *const places[] = { "127.0.0.88", "a-name.example.com" };
	static const struct {
		const char *version, *from, *method, *status;
	} requests[] = {
		{ "2.0", "From: <sip:phone@example.com>;tag=a\r\n", "OPTIONS", "200" },
		{ "2.0", "", "OPTIONS", "400" },
		{ "3.0", "From: <sip:phone@example.com>;tag=a\r\n", "OPTIONS", "505" },
		{ "2.0", "From: <sip:phone@example.com>;tag=a\r\n", "INFO", "400" },
	};
	char text[512];

	(void)unused;
	for (size_t i = 0; i < 2 * sizeof(requests) / sizeof(requests[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "OPTIONS sip:127.0.0.1 SIP/%s\r\nVia: SIP/2.0/UDP "
		    "127.0.0.1:%d;branch=z9hG4bK-m%zu;maddr=%s;rport;maddr=127.0.0.88\r\n"
		    "Max-Forwards: 70\r\n"
		    "%sTo: <sip:b@example.com>\r\nCall-ID: m-%zu\r\nCSeq: 1 %s\r\n"
		    "Content-Length: 0\r\n\r\n",
		    requests[i / 2].version, local_port(kit.udp), i, places[i % 2],
		    requests[i / 2].from, i, requests[i / 2].method);
		assert_true(status_is(answer_to(kit.udp, text), requests[i / 2].status));
		assert_null(strstr(kit.heard, "maddr"));
	}
	assert_int_equal(names_looked_up, 0);
}

/* The library answers these before it has looked at where they came from. */
static void
no_name_in_a_message_is_looked_up(void **unused)
{
	static const char *const requests[] = {
		"OPTIONS sip:127.0.0.1 SIP/3.0\r\nVia: SIP/2.0/UDP "
		"a-name.example.com;branch=z9hG4bK-1\r\n"
		"From: <sip:a@example.com>;tag=a\r\n",
		"OPTIONS sip:127.0.0.1 SIP/3.0\r\nVia: SIP/2.0/UDP "
		"127.0.0.1;branch=z9hG4bK-2;received=a-name.example.com\r\n"
		"From: <sip:a@example.com>;tag=a\r\n",
		"OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP "
		"a-name.example.com;branch=z9hG4bK-3\r\n",
	};
	char text[512];

	(void)unused;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "%sTo: <sip:b@example.com>\r\nCall-ID: n-%zu\r\nCSeq: 1 OPTIONS\r\n"
		    "Content-Length: 0\r\n\r\n",
		    requests[i], i);
		assert_true(send(kit.udp, text, strlen(text), 0) > 0);
		assert_true(status_is(
		    answer_to(kit.udp, message("OPTIONS", "UDP", 40 + (int)i, "")), "200"));
	}
	assert_int_equal(names_looked_up, 0);
}

static void
who_waits_at_the_end_is_told_503(void **unused)
{
	const char *text = message("REGISTER", "UDP", 1, "");

	(void)unused;
	kit.hold = true;
	assert_true(send(kit.udp, text, strlen(text), 0) > 0);
	assert_true(turn_until(one_held));
	sip_close(kit.sip, on_closed, &kit.closed);
	kit.sip = NULL;
	kit.heard[0] = '\0';
	listening = kit.udp;
	assert_true(turn_until(hears));
	assert_true(status_is(kit.heard, "503"));
	assert_true(turn_until(is_closed));
	sip_reply(
	    kit.held[0], 200, "OK", VIEW("")); /* whoever had it in hand gives it back later */
}

static void
a_port_in_use_is_told(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	assert_null(sip_new(&kit.loop, &kit.config, &err));
	assert_string_equal(err.field, "sip_port");
}

int
main(void)
{
#define WITH_SIP(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_SIP(a_request_is_told_in_our_words_and_answered_on_both_transports),
		WITH_SIP(who_calls_is_told),
		WITH_SIP(an_offer_is_found_alone_or_among_parts),
		WITH_SIP(what_nobody_here_can_serve_is_refused_at_once),
		WITH_SIP(a_repeated_request_is_heard_once_and_answered_again),
		WITH_SIP(
		    without_a_transaction_an_answer_is_said_once_for_each_request_with_the_same_tag),
		WITH_SIP(a_request_without_a_transaction_is_answered_later_or_gets_one),
		WITH_SIP(all_contacts_and_too_many_are_told),
		WITH_SIP(what_is_no_sip_is_never_seen),
		WITH_SIP(a_message_above_the_bound_does_not_come_through),
		WITH_SIP(maddr_of_a_via_is_ignored),
		WITH_SIP(no_name_in_a_message_is_looked_up),
		WITH_SIP(more_than_may_wait_are_told_503),
		WITH_SIP(who_waits_at_the_end_is_told_503),
		WITH_SIP(a_port_in_use_is_told),
		cmocka_unit_test_setup_teardown(
		    beyond_the_limit_of_its_address_the_oldest_silent_connection_ends_else_the_new_one,
		    setup_few, teardown),
		cmocka_unit_test_setup_teardown(
		    proved_connections_leave_room_for_trunks_and_displace_no_one_who_is_known,
		    setup_few, teardown),
		WITH_SIP(what_other_threads_accept_is_not_counted),
		WITH_SIP(a_request_that_waits_without_a_transaction_is_heard_once),
		cmocka_unit_test_setup_teardown(
		    a_connection_that_has_ended_counts_no_more, setup_few, teardown),
		cmocka_unit_test_setup_teardown(
		    beyond_the_strangers_part_the_oldest_makes_room_and_known_ones_stay, setup_few,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    without_a_whole_message_a_connection_ends_in_time_however_slowly_it_speaks,
		    setup_short, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
