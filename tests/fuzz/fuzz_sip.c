/* fuzz_sip: what strangers send to the SIP port, as datagrams to a real stack on loopback. The input is one message or
 * several, cut at NUL bytes; "@" as a To tag stands for the one that our last answer gave, so that what is inside a dialog is
 * reached. INVITEs are taken, rung, answered, offered anew, refused or ended, as the length of the input says. */
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

#include "voiced/sip/leg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LEGS_MAX = 16, MESSAGES_MAX = 16, TURNS = 4, PATIENCE_MS = 50, TAG_SIZE = 64 };

#define OFFER VIEW("v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")

static struct {
	uv_loop_t loop;
	struct sip *sip;
	int fd;
	struct sip_leg *legs[LEGS_MAX];
	size_t choice;
	char tag[TAG_SIZE];
	char message[SIP_MESSAGE_MAX];
} kit;

/* ---- whoever has the calls ---- */

static void
on_confirmed(void *ctx, struct view sdp)
{
	struct sip_leg **leg = ctx;

	(void)sdp;
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
	if (sdp.n > 0)
		sip_leg_acknowledge(*leg, OFFER);
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
	.digit = on_digit };

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
	if (head->method == SIP_INVITE)
		for (int i = 0; i < LEGS_MAX; i++)
			if (kit.legs[i] == NULL) {
				take(&kit.legs[i], request);
				return;
			}
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
	if (connect(kit.fd, (struct sockaddr *)&at, n) != 0)
		abort();
}

static void
note_tag(const char *answer)
{
	const char *to = strstr(answer, "\nTo:");
	const char *end = to != NULL ? strchr(to + 1, '\n') : NULL;
	const char *tag = to != NULL ? strstr(to, ";tag=") : NULL;

	if (tag != NULL && end != NULL && tag < end)
		(void)snprintf(
		    kit.tag, sizeof(kit.tag), "%.*s", (int)strcspn(tag + 5, ";\r\n>"), tag + 5);
}

static void
hear(void)
{
	static char answer[SIP_MESSAGE_MAX + 1];
	ssize_t n;

	while ((n = recv(kit.fd, answer, sizeof(answer) - 1, 0)) > 0) {
		answer[n] = '\0';
		note_tag(answer);
	}
}

/* With our tag in the place of each ";tag=@". */
static void
say(const char *text, size_t size)
{
	static const char mark[] = ";tag=@";
	struct buf out = { .max = sizeof(kit.message) };
	const char *end = text + size, *at;

	while ((at = memmem(text, (size_t)(end - text), mark, sizeof(mark) - 1)) != NULL) {
		buf_add(&out, text, (size_t)(at - text));
		buf_addf(&out, ";tag=%s", kit.tag);
		text = at + sizeof(mark) - 1;
	}
	buf_add(&out, text, (size_t)(end - text));
	(void)send(kit.fd, out.p != NULL ? out.p : "", out.n, 0);
	buf_fini(&out);
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
	for (int i = 0; i < MESSAGES_MAX && rest.n > 0; i++) {
		struct view message = view_cut(&rest, '\0');

		say(message.p, message.n);
		turn();
	}
	for (int i = 0; i < LEGS_MAX; i++)
		if (kit.legs[i] != NULL)
			sip_leg_end(kit.legs[i]);
	turn();
	assert(sip_unanswered(kit.sip) == 0);
	return 0;
}
