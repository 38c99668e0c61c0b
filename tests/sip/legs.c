/*
 * legs - the SIP legs of voiced as a program, for tests that bring real ends of calls.
 *
 * usage: legs PORT [CALLS TRANSPORT PEER_PORT]
 *
 * Answers each INVITE; one that goes to "ring" rings with a description first, one to "offer" is offered anew once it
 * is confirmed. With CALLS it calls the peer so often, RATE a second, and hangs up what is answered. Ends when its standard
 * input does: one line of JSON says what became of the calls, and whether any is left.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "voiced/sip/leg.h"

enum { RATE = 100, SECOND_MS = 1000 };

#define DESCRIPTION \
	VIEW("v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 " \
	     "RTP/AVP 0\r\n")

static struct {
	uv_loop_t *loop;
	struct sip *sip;
	uv_pipe_t input;
	uv_timer_t timer;
	int calls, called, peer_port;
	const char *transport;
	int came, sent, confirmed, answered, settled, open;
	int ended[SIP_END_LOST + 1];
} legs;

struct call {
	struct sip_leg *leg;
	bool offers;
};

static void
on_confirmed(void *ctx, struct view sdp)
{
	struct call *call = ctx;

	(void)sdp;
	legs.confirmed++;
	if (call->offers)
		(void)sip_leg_offer(call->leg, DESCRIPTION);
	call->offers = false;
}

static void
on_answered(void *ctx, struct view sdp)
{
	(void)sdp;
	legs.answered++;
	sip_leg_end(((struct call *)ctx)->leg);
}

static void
on_offered(void *ctx, struct view sdp)
{
	(void)sdp;
	sip_leg_answer(((struct call *)ctx)->leg, DESCRIPTION);
}

static void
on_settled(void *ctx, int status, struct view sdp)
{
	(void)ctx;
	(void)sdp;
	legs.settled += status == 200;
}

static void
on_ended(void *ctx, enum sip_end end, int status)
{
	(void)status;
	legs.ended[end]++;
	legs.open--;
	free(ctx);
}

static const struct sip_leg_events events = { .confirmed = on_confirmed,
	.answered = on_answered,
	.offered = on_offered,
	.settled = on_settled,
	.ended = on_ended };

static void
on_request(void *ctx, struct sip_request *request)
{
	const struct sip_head *head = sip_head(request);
	const bool rings = view_is(head->target.user, "ring");
	struct call *call;

	(void)ctx;
	if (head->method != SIP_INVITE) {
		sip_reply(request, 200, "OK", VIEW(""));
		return;
	}
	call = mem_zero(1, sizeof(*call));
	call->offers = view_is(head->target.user, "offer");
	legs.came++;
	legs.open++;
	call->leg = sip_leg_take(request, &events, call);
	if (rings)
		sip_leg_ring(call->leg, 183, DESCRIPTION);
	sip_leg_answer(call->leg, DESCRIPTION);
}

static void
on_tick(uv_timer_t *timer)
{
	struct sip_invite invite = {
		.to = { .transport = legs.transport, .host = "127.0.0.1", .port = legs.peer_port },
		.target = "sip:service@127.0.0.1",
		.from_uri = "sip:legs@127.0.0.1",
		.to_uri = "sip:service@127.0.0.1",
		.sdp = DESCRIPTION
	};
	struct call *call = mem_zero(1, sizeof(*call));

	call->leg = sip_leg_invite(legs.sip, &invite, &events, call);
	if (call->leg == NULL)
		abort();
	legs.sent++;
	legs.open++;
	if (++legs.called == legs.calls)
		(void)uv_timer_stop(timer);
}

static void
on_closed(void *ctx)
{
	(void)ctx;
	printf("{\"came\":%d,\"sent\":%d,\"confirmed\":%d,\"answered\":%d,\"settled\":%d,\"by_"
	       "peer\":%d,"
	       "\"by_us\":%d,\"refused\":%d,\"lost\":%d,\"open\":%d}\n",
	    legs.came, legs.sent, legs.confirmed, legs.answered, legs.settled,
	    legs.ended[SIP_END_PEER], legs.ended[SIP_END_OURS], legs.ended[SIP_END_REFUSED],
	    legs.ended[SIP_END_LOST], legs.open);
	uv_stop(legs.loop);
}

/* What is left then is ended by the stack, and counts as ours: it is told of before. */
static void
on_input(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	(void)buf;
	if (n >= 0)
		return;
	uv_close((uv_handle_t *)stream, NULL);
	uv_close((uv_handle_t *)&legs.timer, NULL);
	printf("{\"left\":%d}\n", legs.open);
	sip_close(legs.sip, on_closed, NULL);
}

static void
on_space(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
	static char space[64];

	(void)handle;
	(void)wanted;
	*buf = uv_buf_init(space, sizeof(space));
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };

	if (argc != 2 && argc != 5)
		return 2;
	legs.loop = uv_default_loop();
	legs.sip = sip_new(legs.loop,
	    &(struct sip_config){
		.bind = "127.0.0.1", .port = atoi(argv[1]), .on_request = on_request },
	    &err);
	if (legs.sip == NULL) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	(void)uv_timer_init(legs.loop, &legs.timer);
	if (argc == 5) {
		legs.calls = atoi(argv[2]);
		legs.transport = argv[3];
		legs.peer_port = atoi(argv[4]);
		(void)uv_timer_start(&legs.timer, on_tick, 0, SECOND_MS / RATE);
	}
	(void)uv_pipe_init(legs.loop, &legs.input, 0);
	(void)uv_pipe_open(&legs.input, 0);
	(void)uv_read_start((uv_stream_t *)&legs.input, on_space, on_input);
	printf("{\"ready\":true}\n");
	(void)fflush(stdout);
	(void)uv_run(legs.loop, UV_RUN_DEFAULT);
	return 0;
}
