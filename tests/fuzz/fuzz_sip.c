/*
 * fuzz_sip - what strangers send to the SIP port, as datagrams to a real stack on loopback.
 *
 * The input is one message or several, cut at NUL bytes:
 *   a request    ";tag=@" stands for our tag of the dialog in hand, "Call-ID: @" for its Call-ID. Other Call-IDs and all branches get
 *                the number of the input: else the stack would take it for a repetition of the one before, and hear nothing new
 *   SIP/2.0 …    an answer to our latest request, whose Via, From, To, Call-ID and CSeq are put in where it has none
 *   !call …      something that we do, see `commands`
 * INVITEs are taken, rung, answered, offered anew, refused or ended, as the length of the input says.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/sip/leg.h"

int fuzz_reached; /* dialogs that were confirmed */

enum { LEGS_MAX = 16, MESSAGES_MAX = 16, TURNS = 4, PATIENCE_MS = 50, TEXT_SIZE = 128 };

#define OFFER VIEW("v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")

static struct {
	uv_loop_t loop;
	struct sip *sip;
	int fd;
	struct sip_source us; /* the other side of the wire */
	struct sip_leg *legs[LEGS_MAX];
	size_t choice;
	unsigned number; /* of the input */
	char mark[TEXT_SIZE], tag[TEXT_SIZE], call_id[TEXT_SIZE];
	char request[SIP_MESSAGE_MAX + 1]; /* ours that came last */
} kit;

/* ---- whoever has the calls ---- */

static void
on_confirmed(void *ctx, struct view sdp)
{
	struct sip_leg **leg = ctx;

	(void)sdp;
	fuzz_reached++;
	if (kit.choice % 3 == 1)
		(void)sip_leg_offer(*leg, kit.choice % 2 == 0 ? OFFER : VIEW(""));
}

static void
on_offered(void *ctx, struct view sdp)
{
	struct sip_leg **leg = ctx;

	(void)sdp;
	if (kit.choice % 4 == 3)
		sip_leg_refuse(*leg, 488, NULL);
	else if (kit.choice % 4 != 2)
		sip_leg_answer(*leg, OFFER);
}

static void
on_ended(void *ctx, enum sip_end end, int status)
{
	struct sip_leg **leg = ctx;

	assert(end <= SIP_END_LOST && status >= 0 && status < 700);
	assert(*leg != NULL);
	*leg = NULL;
}

static void
on_settled(void *ctx, int status, struct view sdp)
{
	struct sip_leg **leg = ctx;

	assert(status >= 200);
	fuzz_reached += status < 300;
	if (sdp.n > 0)
		sip_leg_acknowledge(*leg, OFFER);
}

static void
on_progress(void *ctx, int status, struct view sdp)
{
	struct sip_leg **leg = ctx;

	assert(*leg != NULL && status > 100 && status < 200 && sdp.n <= SIP_MESSAGE_MAX);
	if (kit.choice % 7 == 3)
		sip_leg_end(*leg);
}

static void
on_answered(void *ctx, struct view sdp)
{
	struct sip_leg **leg = ctx;

	fuzz_reached++;
	if (sdp.n > 0)
		sip_leg_acknowledge(*leg, OFFER);
	if (kit.choice % 3 == 1)
		(void)sip_leg_offer(*leg, kit.choice % 2 == 0 ? OFFER : VIEW(""));
}

static void
on_challenged(void *ctx, const struct sip_challenge *challenge)
{
	struct sip_leg **leg = ctx;

	assert(challenge->count > 0 && challenge->count <= SIP_CHALLENGES_MAX);
	assert(challenge->status == 401 || challenge->status == 407);
	if (kit.choice % 3 != 0)
		sip_leg_authorize(*leg, VIEW("Digest username=\"us\""));
}

static void
on_refreshed(void *ctx, struct view sdp)
{
	struct sip_leg **leg = ctx;

	assert(*leg != NULL && sdp.n <= SIP_MESSAGE_MAX);
}

static bool
on_digit(void *ctx, char digit, int duration_ms)
{
	(void)ctx;
	assert(digit != '\0' && duration_ms >= 0);
	return digit != '#';
}

static const struct sip_leg_events events = { .confirmed = on_confirmed,
	.offered = on_offered,
	.ended = on_ended,
	.settled = on_settled,
	.progress = on_progress,
	.answered = on_answered,
	.challenged = on_challenged,
	.refreshed = on_refreshed,
	.digit = on_digit };

static struct sip_leg **
free_place(void)
{
	for (int i = 0; i < LEGS_MAX; i++)
		if (kit.legs[i] == NULL)
			return &kit.legs[i];
	return NULL;
}

static struct sip_leg *
any_leg(void)
{
	for (int i = 0; i < LEGS_MAX; i++)
		if (kit.legs[i] != NULL)
			return kit.legs[i];
	return NULL;
}

static void
take(struct sip_leg **leg, struct sip_request *request)
{
	*leg = sip_leg_take(request, &events, leg);
	if (kit.choice % 2 == 1)
		sip_leg_ring(*leg, 183, OFFER);
	if (kit.choice % 5 < 3)
		sip_leg_answer(*leg, OFFER);
	else if (kit.choice % 5 == 3)
		sip_leg_refuse(*leg, 486, NULL);
}

/* ---- what a request says lies within bounds ---- */

static void
look(const struct sip_head *head)
{
	assert(head->contact_count >= 0 && head->contact_count <= SIP_CONTACTS_MAX);
	assert(head->max_forwards >= -1 && head->max_forwards <= 255);
	assert(head->parts.count >= 0 && head->parts.count <= MULTIPART_PARTS_MAX);
	assert(head->sdp.n <= head->body.n && head->body.n <= SIP_MESSAGE_MAX);
	assert(head->target.port >= 0 && head->target.port <= 65535);
	assert(strcmp(head->source.host, "127.0.0.1") == 0);
}

static void
on_request(void *ctx, struct sip_request *request)
{
	const struct sip_head *head = sip_head(request);

	(void)ctx;
	look(head);
	if (head->method == SIP_INVITE && free_place() != NULL) {
		take(free_place(), request);
		return;
	}
	if (kit.choice % 2 == 0)
		sip_request_accept(request);
	sip_reply(request, 405, "Method Not Allowed", VIEW("Allow: INVITE\r\n"));
}

/* ---- the wire ---- */

static void
begin(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	struct err err = { 0 };

	(void)uv_loop_init(&kit.loop);
	for (int port = 20000 + (int)(getpid() % 9000); kit.sip == NULL && port < 30000; port++) {
		at.sin_port = htons((uint16_t)port);
		kit.sip = sip_new(&kit.loop,
		    &(struct sip_config){ .bind = "127.0.0.1",
			.port = port,
			.patience_ms = PATIENCE_MS,
			.on_request = on_request },
		    &err);
	}
	if (kit.sip == NULL)
		abort();
	kit.fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (connect(kit.fd, (struct sockaddr *)&at, n) != 0 ||
	    getsockname(kit.fd, (struct sockaddr *)&at, &n) != 0)
		abort();
	kit.us = (struct sip_source){
		.transport = "udp", .host = "127.0.0.1", .port = ntohs(at.sin_port)
	};
}

/* The rest of the line that begins with `name`, without its end; empty: there is none. */
static struct view
line_of(const char *message, const char *name)
{
	const char *at = strstr(message, name);

	if (at == NULL)
		return VIEW("");
	at += strlen(name);
	return (struct view){ at, strcspn(at, "\r\n") };
}

static void
note(struct view text, char out[TEXT_SIZE])
{
	if (text.n > 0)
		(void)snprintf(out, TEXT_SIZE, "%.*s", (int)text.n, text.p);
}

/* What the next messages of the input are put together from. Our tag is in To of an answer and in From of a request. */
static void
note_message(const char *message)
{
	const bool answer = strncmp(message, "SIP/2.0 ", 8) == 0;
	struct view from = line_of(message, answer ? "\nTo:" : "\nFrom:");
	const char *tag = from.n > 0 ? memmem(from.p, from.n, ";tag=", 5) : NULL;

	if (tag != NULL)
		note((struct view){ tag + 5, strcspn(tag + 5, ";\r\n>") }, kit.tag);
	note(line_of(message, "\nCall-ID: "), kit.call_id);
	if (!answer)
		memcpy(kit.request, message, strlen(message) + 1);
}

static void
hear(void)
{
	static char message[SIP_MESSAGE_MAX + 1];
	ssize_t n;

	while ((n = recv(kit.fd, message, sizeof(message) - 1, 0)) > 0) {
		message[n] = '\0';
		note_message(message);
	}
}

/* Where something of this input's own is put in: what of the mark stays, and what comes behind it. */
static const struct mark {
	const char *text, *stays, *put_in;
} marks[] = {
	{ ";tag=@", ";tag=", kit.tag },
	{ "\nCall-ID: @", "\nCall-ID: ", kit.call_id },
	{ "\nCall-ID: ", "\nCall-ID: ", kit.mark },
	{ "branch=z9hG4bK", "branch=z9hG4bK", kit.mark },
};

/* The first mark in the text; NULL: there is none. */
static const struct mark *
next_mark(struct view text, const char **at)
{
	const struct mark *first = NULL;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *found = memmem(text.p, text.n, marks[i].text, strlen(marks[i].text));

		if (found != NULL && (first == NULL || found < *at)) {
			first = &marks[i];
			*at = found;
		}
	}
	return first;
}

static void
add_marked(struct view text, struct buf *out)
{
	const char *end = text.p + text.n, *at;
	const struct mark *mark;

	while ((mark = next_mark(text, &at)) != NULL) {
		buf_add(out, text.p, (size_t)(at - text.p));
		buf_addf(out, "%s%s", mark->stays, mark->put_in);
		text.p = at + strlen(mark->text);
		text.n = (size_t)(end - text.p);
	}
	buf_add_view(out, text);
}

/* An answer repeats these of its request. */
static void
add_answer(struct view text, struct buf *out)
{
	static const char *const names[] = {
		"\nVia:", "\nFrom:", "\nTo:", "\nCall-ID:", "\nCSeq:"
	};
	struct view rest = text;

	buf_add_view(out, view_cut(&rest, '\n'));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (memmem(text.p, text.n, names[i], strlen(names[i])) == NULL) {
			buf_add_text(out, names[i]);
			buf_add_view(out, line_of(kit.request, names[i]));
			buf_add_char(out, '\r');
		}
	buf_add_char(out, '\n');
	if (rest.n > 0)
		buf_add_view(out, rest);
}

static void
say(struct view text)
{
	struct buf out = { .max = SIP_MESSAGE_MAX };

	if (view_starts(text, "SIP/2.0 ") && kit.request[0] != '\0')
		add_answer(text, &out);
	else
		add_marked(text, &out);
	(void)send(kit.fd, out.p != NULL ? out.p : "", out.n, 0);
	buf_fini(&out);
}

/* ---- what we do ---- */

static void
call(struct view sdp)
{
	struct sip_leg **place = free_place();
	const struct sip_invite invite = { .to = kit.us,
		.target = "sip:phone@127.0.0.1",
		.from_uri = "sip:us@127.0.0.1",
		.to_uri = "sip:phone@127.0.0.1",
		.sdp = sdp };

	if (place != NULL)
		*place = sip_leg_invite(kit.sip, &invite, &events, place);
}

static void
on_done(void *ctx, int status)
{
	(void)ctx;
	assert(status >= 200 && status < 700);
}

static void
do_call(void)
{
	call(OFFER);
}

static void
do_call_late(void)
{
	call(VIEW(""));
}

static void
do_offer(void)
{
	if (any_leg() != NULL)
		(void)sip_leg_offer(any_leg(), OFFER);
}

static void
do_offer_late(void)
{
	if (any_leg() != NULL)
		(void)sip_leg_offer(any_leg(), VIEW(""));
}

static void
do_ask_after(void)
{
	if (any_leg() != NULL)
		sip_leg_ask_after(any_leg(), true);
}

static void
do_end(void)
{
	if (any_leg() != NULL)
		sip_leg_end(any_leg());
}

static void
do_options(void)
{
	const struct sip_message message = { .to = kit.us,
		.method = "OPTIONS",
		.target = "sip:phone@127.0.0.1",
		.from_uri = "sip:us@127.0.0.1",
		.to_uri = "sip:phone@127.0.0.1" };

	(void)sip_request_send(kit.sip, &message, on_done, NULL);
}

static const struct {
	const char *name;
	void (*run)(void);
} commands[] = {
	{ "!call", do_call },
	{ "!call late", do_call_late },
	{ "!offer", do_offer },
	{ "!offer late", do_offer_late },
	{ "!ask after", do_ask_after },
	{ "!end", do_end },
	{ "!options", do_options },
};

static bool
command(struct view text)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (view_is(text, commands[i].name)) {
			commands[i].run();
			return true;
		}
	return false;
}

static void
turn(void)
{
	for (int i = 0; i < TURNS; i++)
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
	hear();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = { (const char *)data, size };

	if (kit.sip == NULL)
		begin();
	kit.choice = size;
	kit.request[0] = '\0';
	(void)snprintf(kit.mark, sizeof(kit.mark), "%u.", ++kit.number);
	for (int i = 0; i < MESSAGES_MAX && rest.n > 0; i++) {
		struct view message = view_cut(&rest, '\0');

		if (!command(message))
			say(message);
		turn();
	}
	for (int i = 0; i < LEGS_MAX; i++)
		if (kit.legs[i] != NULL)
			sip_leg_end(kit.legs[i]);
	turn();
	for (int i = 0; i < LEGS_MAX;
	     i++) /* nobody answers their BYE: the next input needs the place */
		if (kit.legs[i] != NULL) {
			sip_leg_vanish(kit.legs[i]);
			kit.legs[i] = NULL;
		}
	assert(sip_unanswered(kit.sip) == 0);
	return 0;
}
