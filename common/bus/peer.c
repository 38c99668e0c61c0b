/* peer - see peer.h */
#include "common/bus/peer.h"

#include <stdlib.h>

#include <nng/protocol/pubsub0/sub.h>

#include "common/bus/frame.h"

enum {
	DRAIN_MAX = 256, /* messages a wake-up; the poll fires again for the rest */
	RECEIVE_MAX = 16 * 1024, /* bytes; room for later versions of the frame */
	DIAL_MIN_MS = 50,
	DIAL_MAX_MS = 500,
};

_Static_assert(RECEIVE_MAX >= FRAME_HEAD_SIZE + MESSAGE_MAX, "every message fits");

/* On a thread of nng. */
static void
on_pipe(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	struct peer *peer = arg;

	(void)pipe;
	uv_mutex_lock(&peer->lock);
	if (event == NNG_PIPE_EV_ADD_POST) {
		peer->pipes++;
		peer->pipe_up = true;
	} else {
		peer->pipes--;
	}
	if (peer->wake != NULL)
		(void)uv_async_send(peer->wake);
	uv_mutex_unlock(&peer->lock);
}

static void
note_heard(struct peer *peer)
{
	peer->heard_ms = (int64_t)uv_now(peer->home->loop);
	peer->silent = false;
}

static void
note_unreadable(struct peer *peer)
{
	peer->home->stats.unreadable++;
	peer->home->on_trouble(peer->home->ctx, BUS_UNREADABLE);
}

/* True when what came is new. */
static bool
note_verdict(struct peer *peer, enum sequence_verdict verdict)
{
	if (verdict == SEQUENCE_GAP) {
		peer->home->stats.gaps++;
		peer->home->on_trouble(peer->home->ctx, BUS_GAP);
	} else if (verdict == SEQUENCE_BOOT) {
		peer->home->on_trouble(peer->home->ctx, BUS_BOOT);
	}
	return verdict != SEQUENCE_OLD;
}

static void
take_heartbeat(struct peer *peer, const struct frame *frame)
{
	uint64_t last[MESSAGE_KIND_MAX];
	enum sequence_verdict verdict;

	if (!heartbeat_decode(frame->body, last)) {
		note_unreadable(peer);
		return;
	}
	verdict = sequence_heartbeat(
	    &peer->sequence, frame->boot, last, peer->home->wanted, &peer->home->stats.lost);
	(void)note_verdict(peer, verdict);
}

static void
take_message(struct peer *peer, const struct frame *frame)
{
	struct message message;
	enum sequence_verdict verdict = sequence_message(
	    &peer->sequence, frame->boot, frame->kind, frame->seq, &peer->home->stats.lost);

	if (!note_verdict(peer, verdict))
		return;
	if (!message_decode(frame->body, &message) || message.kind != frame->kind) {
		note_unreadable(peer);
		return;
	}
	peer->home->stats.received++;
	peer->home->on_message(peer->home->ctx, &message);
}

static void
take(struct peer *peer, struct view wire)
{
	struct frame frame;

	note_heard(peer);
	if (!frame_decode(wire, &frame) || frame.kind >= MESSAGE_KIND_MAX)
		note_unreadable(peer);
	else if (frame.kind == FRAME_HEARTBEAT)
		take_heartbeat(peer, &frame);
	else
		take_message(peer, &frame);
}

static void
on_readable(uv_poll_t *handle, int status, int events)
{
	struct peer *peer = handle->data;

	(void)status;
	(void)events;
	/* The callback of a message may hang up. */
	for (int i = 0; i < DRAIN_MAX && !peer->closing; i++) {
		nng_msg *msg;

		if (nng_recvmsg(peer->socket, &msg, NNG_FLAG_NONBLOCK) != 0)
			break;
		take(peer, (struct view){ nng_msg_body(msg), nng_msg_len(msg) });
		nng_msg_free(msg);
	}
}

static int
subscribe(struct peer *peer, const char *option, unsigned kind)
{
	char prefix[FRAME_KIND_SIZE];

	frame_prefix(kind, prefix);
	return nng_socket_set(peer->socket, option, prefix, sizeof(prefix));
}

void
peer_want(struct peer *peer, unsigned kind)
{
	(void)subscribe(peer, NNG_OPT_SUB_SUBSCRIBE, kind);
}

static bool
is_wanted(const struct peer *peer, unsigned kind)
{
	return kind == FRAME_HEARTBEAT || (peer->home->wanted >> kind & 1) != 0;
}

static int
set_options(struct peer *peer)
{
	int rv = nng_socket_set_int(peer->socket, NNG_OPT_RECVBUF, peer->home->queue);

	if (rv == 0)
		rv = nng_socket_set_size(peer->socket, NNG_OPT_RECVMAXSZ, RECEIVE_MAX);
	if (rv == 0)
		rv = nng_socket_set_ms(peer->socket, NNG_OPT_RECONNMINT, DIAL_MIN_MS);
	if (rv == 0)
		rv = nng_socket_set_ms(peer->socket, NNG_OPT_RECONNMAXT, DIAL_MAX_MS);
	if (rv == 0)
		rv = nng_pipe_notify(peer->socket, NNG_PIPE_EV_ADD_POST, on_pipe, peer);
	if (rv == 0)
		rv = nng_pipe_notify(peer->socket, NNG_PIPE_EV_REM_POST, on_pipe, peer);
	for (unsigned kind = 0; rv == 0 && kind < MESSAGE_KIND_MAX; kind++)
		if (is_wanted(peer, kind))
			rv = subscribe(peer, NNG_OPT_SUB_SUBSCRIBE, kind);
	return rv;
}

static int
start(struct peer *peer)
{
	int fd, rv = set_options(peer);

	if (rv == 0)
		rv = nng_dial(peer->socket, peer->url, NULL, NNG_FLAG_NONBLOCK);
	if (rv == 0)
		rv = nng_socket_get_int(peer->socket, NNG_OPT_RECVFD, &fd);
	if (rv != 0)
		return rv;
	if (uv_poll_init(peer->home->loop, &peer->poll, fd) != 0)
		return NNG_ENOMEM;
	peer->poll.data = peer;
	(void)uv_poll_start(&peer->poll, UV_READABLE, on_readable);
	return 0;
}

static void
free_peer(struct peer *peer)
{
	uv_mutex_destroy(&peer->lock);
	free(peer->url);
	free(peer);
}

struct peer *
peer_open(struct peer_home *home, const char *url, struct err *err)
{
	struct peer *peer = mem_zero(1, sizeof(*peer));
	int rv;

	if (uv_mutex_init(&peer->lock) != 0)
		abort();
	peer->home = home;
	peer->wake = home->wake;
	peer->url = mem_text(url);
	peer->heard_ms = (int64_t)uv_now(home->loop);
	rv = nng_sub0_open(&peer->socket);
	if (rv == 0) {
		rv = start(peer);
		if (rv == 0)
			return peer;
		(void)nng_close(peer->socket);
	}
	(void)err_set(err, ERR_CONFIG, "bus", "can't dial %s: %s", url, nng_strerror(rv));
	free_peer(peer);
	return NULL;
}

void
peer_check_pipe(struct peer *peer)
{
	bool up;

	uv_mutex_lock(&peer->lock);
	up = peer->pipe_up;
	peer->pipe_up = false;
	uv_mutex_unlock(&peer->lock);
	if (up)
		peer->home->on_trouble(peer->home->ctx, BUS_PIPE_UP);
}

int
peer_pipes(struct peer *peer)
{
	int pipes;

	uv_mutex_lock(&peer->lock);
	pipes = peer->pipes;
	uv_mutex_unlock(&peer->lock);
	return pipes;
}

void
peer_check_silence(struct peer *peer, int64_t now_ms)
{
	if (peer->silent || now_ms - peer->heard_ms < peer->home->silence_ms)
		return;
	peer->silent = true;
	peer->home->on_trouble(peer->home->ctx, BUS_SILENT);
}

void
peer_excuse(struct peer *peer, int64_t now_ms)
{
	peer->heard_ms = now_ms;
}

static void
on_poll_closed(uv_handle_t *handle)
{
	struct peer *peer = handle->data;

	peer->left(peer->ctx, peer);
}

void
peer_leave(struct peer *peer, void (*left)(void *ctx, struct peer *peer), void *ctx)
{
	peer->closing = true;
	peer->left = left;
	peer->ctx = ctx;
	(void)uv_poll_stop(&peer->poll);
	uv_close((uv_handle_t *)&peer->poll, on_poll_closed);
	for (unsigned kind = 0; kind < MESSAGE_KIND_MAX; kind++)
		if (is_wanted(peer, kind))
			(void)subscribe(peer, NNG_OPT_SUB_UNSUBSCRIBE, kind);
}

/* nng_close returns after the last pipe callback, so nothing points at the peer. */
bool
peer_free(struct peer *peer)
{
	if (peer_pipes(peer) > 0)
		return false;
	(void)nng_close(peer->socket);
	free_peer(peer);
	return true;
}

void
peer_abandon(struct peer *peer)
{
	uv_mutex_lock(&peer->lock);
	peer->wake = NULL;
	uv_mutex_unlock(&peer->lock);
}
