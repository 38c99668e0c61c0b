/* bus - see bus.h */
#include "common/bus/bus.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <nng/nng.h>
#include <nng/protocol/pubsub0/pub.h>

#include "common/bus/frame.h"
#include "common/bus/peer.h"
#include "common/log/log.h"

enum {
	QUEUE_MAX = 8192,
	HEARTBEAT_DEFAULT_MS = 1000,
	SILENT_HEARTBEATS = 3,
	PEERS_MAX = 64,
	TURN_FRAMES = 256, /* more of one turn leave before its end */
};

struct bus {
	struct bus_config config; /* `listen` is a copy, or NULL */
	char *listen;
	nng_socket publisher; /* open only when `listen` is set */
	uint64_t last[MESSAGE_KIND_MAX];
	struct buf frame;
	nng_msg *turn[TURN_FRAMES]; /* published in this turn, not yet sent */
	int turn_count;

	struct peer_home home;
	struct list peers;
	size_t peers_leaving;
	struct list parked; /* hung up, but their line is still up */
	uint32_t pending; /* bit by enum bus_why: to be told at the end of this turn */

	uv_async_t wake; /* nng's threads, and the first turn */
	uv_check_t turn_end; /* after all descriptors of a turn */
	uv_prepare_t send; /* after that, before the loop waits */
	uv_timer_t heartbeat; /* and the judgement of silence */
	int64_t ticked_ms;
	atomic_bool hello; /* a heartbeat is due at once */

	bool closing;
	int handles_open;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

/* ---- why to read the feed: coalesced, told at the end of a turn --------------- */

static void
add_pending(void *ctx, enum bus_why why)
{
	struct bus *bus = ctx;

	bus->pending |= UINT32_C(1) << why;
}

static void
tell_pending(struct bus *bus)
{
	uint32_t pending = bus->pending;

	bus->pending = 0;
	for (int why = BUS_START; why <= BUS_UNREADABLE && !bus->closing; why++) {
		if ((pending >> why & 1) == 0)
			continue;
		bus->home.stats.resyncs++;
		bus->config.on_resync(bus->config.ctx, (enum bus_why)why);
	}
}

static void
on_turn_end(uv_check_t *handle)
{
	tell_pending(handle->data);
}

static void
on_peer_message(void *ctx, const struct message *message)
{
	struct bus *bus = ctx;

	if (!bus->closing)
		bus->config.on_message(bus->config.ctx, message);
}

/* ---- publishing ------------------------------------------------------------- */

/* A send that fails is a loss like any other: the receivers see the gap. */
static void
send_turn(struct bus *bus)
{
	for (int i = 0; i < bus->turn_count; i++)
		if (nng_sendmsg(bus->publisher, bus->turn[i], NNG_FLAG_NONBLOCK) != 0)
			nng_msg_free(bus->turn[i]);
	bus->turn_count = 0;
}

static void
on_send(uv_prepare_t *handle)
{
	send_turn(handle->data);
}

static void
add_frame(struct bus *bus)
{
	assert(!bus->frame.full);
	if (bus->turn_count == TURN_FRAMES)
		send_turn(bus);
	if (nng_msg_alloc(&bus->turn[bus->turn_count], bus->frame.n) != 0)
		return;
	memcpy(nng_msg_body(bus->turn[bus->turn_count++]), bus->frame.p, bus->frame.n);
}

static void
send_heartbeat(struct bus *bus)
{
	if (bus->listen == NULL || bus->closing)
		return;
	buf_clear(&bus->frame);
	frame_begin(&bus->frame, FRAME_HEARTBEAT, bus->config.boot, 0);
	heartbeat_encode(bus->last, &bus->frame);
	add_frame(bus);
}

/* Frames leave at the turn's end: waking the receivers must not keep the turn's answers, which
 * the users wait for, from leaving first. */
void
bus_publish(struct bus *bus, const struct message *message)
{
	assert(message_kind_name(message->kind) != NULL);
	if (bus->listen == NULL || bus->closing)
		return;
	buf_clear(&bus->frame);
	frame_begin(&bus->frame, message->kind, bus->config.boot, ++bus->last[message->kind]);
	message_encode(message, &bus->frame);
	add_frame(bus);
	bus->home.stats.sent++;
}

/* On a thread of nng: a new subscriber shall know at once where it stands. */
static void
on_subscriber(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	struct bus *bus = arg;

	(void)pipe;
	(void)event;
	atomic_store(&bus->hello, true);
	(void)uv_async_send(&bus->wake);
}

/* ---- the loop --------------------------------------------------------------- */

static void
free_parked(struct bus *bus)
{
	list_for_each_safe (&bus->parked, at) {
		struct peer *peer = LIST_OF(at, struct peer, link);

		list_remove(&bus->parked, at);
		if (!peer_free(peer))
			list_prepend(&bus->parked, at);
	}
}

static void
on_wake(uv_async_t *handle)
{
	struct bus *bus = handle->data;

	if (bus->closing)
		return;
	if (atomic_exchange(&bus->hello, false))
		send_heartbeat(bus);
	list_for_each (&bus->peers, at)
		peer_check_pipe(LIST_OF(at, struct peer, link));
	free_parked(bus);
}

static void
on_tick(uv_timer_t *handle)
{
	struct bus *bus = handle->data;
	int64_t now_ms = (int64_t)uv_now(bus->home.loop);
	bool stood_still = now_ms - bus->ticked_ms >= 2 * (int64_t)bus->config.heartbeat_ms;

	bus->ticked_ms = now_ms;
	send_heartbeat(bus);
	list_for_each (&bus->peers, at) {
		struct peer *peer = LIST_OF(at, struct peer, link);

		if (stood_still)
			peer_excuse(peer, now_ms);
		peer_check_silence(peer, now_ms);
	}
	/* Timers run before the loop waits for descriptors, so the turn may be long. */
	tell_pending(bus);
}

/* ---- peers ------------------------------------------------------------------ */

static struct peer *
find_peer(struct bus *bus, const char *url)
{
	list_for_each (&bus->peers, at) {
		struct peer *peer = LIST_OF(at, struct peer, link);

		if (strcmp(peer->url, url) == 0)
			return peer;
	}
	return NULL;
}

void
bus_dial(struct bus *bus, const char *url)
{
	struct err err = { 0 };
	struct peer *peer;

	if (bus->closing || find_peer(bus, url) != NULL ||
	    (bus->listen != NULL && strcmp(bus->listen, url) == 0))
		return;
	if (bus->peers.count + bus->peers_leaving + bus->parked.count >= PEERS_MAX) {
		LOG(ERROR, "bus_peer_refused", LOG_TEXT("url", url),
		    LOG_TEXT("why", "there are too many peers"));
		return;
	}
	peer = peer_open(&bus->home, url, &err);
	if (peer == NULL)
		LOG(ERROR, "bus_peer_refused", LOG_TEXT("url", url), LOG_TEXT("why", err.text));
	else
		list_append(&bus->peers, &peer->link);
}

static void maybe_close_handles(struct bus *bus);

static void
on_peer_left(void *ctx, struct peer *peer)
{
	struct bus *bus = ctx;

	bus->peers_leaving--;
	if (!peer_free(peer)) {
		if (bus->closing)
			peer_abandon(peer);
		else
			list_append(&bus->parked, &peer->link);
	}
	maybe_close_handles(bus);
}

static void
hang_up(struct bus *bus, struct peer *peer)
{
	list_remove(&bus->peers, &peer->link);
	bus->peers_leaving++;
	peer_leave(peer, on_peer_left, bus);
}

void
bus_hang_up(struct bus *bus, const char *url)
{
	struct peer *peer = find_peer(bus, url);

	if (peer != NULL)
		hang_up(bus, peer);
}

void
bus_want(struct bus *bus, enum message_kind kind)
{
	uint32_t bit = UINT32_C(1) << kind;

	assert(message_kind_name(kind) != NULL);
	if ((bus->home.wanted & bit) != 0)
		return;
	bus->home.wanted |= bit;
	list_for_each (&bus->peers, at)
		peer_want(LIST_OF(at, struct peer, link), kind);
}

void
bus_stats(const struct bus *bus, struct bus_stats *out)
{
	*out = bus->home.stats;
	list_for_each (&bus->peers, at)
		out->pipes += peer_pipes(LIST_OF(at, struct peer, link));
}

/* ---- open and close --------------------------------------------------------- */

static int
listen_at(struct bus *bus, struct err *err)
{
	int rv = nng_pub0_open(&bus->publisher);

	if (rv != 0)
		return err_set(err, ERR_CONFIG, "bus", "can't open a socket: %s", nng_strerror(rv));
	rv = nng_socket_set_int(bus->publisher, NNG_OPT_SENDBUF, bus->config.queue);
	if (rv == 0)
		rv = nng_listen(bus->publisher, bus->listen, NULL, 0);
	if (rv == 0)
		return 0;
	(void)nng_close(bus->publisher);
	return err_set(err, ERR_CONFIG, "bus", "can't listen at %s: %s%s", bus->listen,
	    nng_strerror(rv), rv == NNG_EADDRINUSE ? " (does this daemon run already?)" : "");
}

static int
take_config(struct bus *bus, const struct bus_config *config, struct err *err)
{
	bus->config = *config;
	if (config->queue == 0)
		bus->config.queue = QUEUE_MAX;
	if (config->heartbeat_ms == 0)
		bus->config.heartbeat_ms = HEARTBEAT_DEFAULT_MS;
	if (bus->config.queue < 1 || bus->config.queue > QUEUE_MAX)
		return err_set(err, ERR_CONFIG, "bus", "the queue is %d, but must be 1 to %d",
		    config->queue, QUEUE_MAX);
	if (config->listen != NULL)
		bus->listen = mem_text(config->listen);
	bus->config.listen = bus->listen;
	return 0;
}

/* After listening, so that a failure leaves nothing in the loop. A subscriber that
 * came before the callback was set gets the first turn's heartbeat. */
static int
enter_loop(struct bus *bus, uv_loop_t *loop, struct err *err)
{
	int rv = uv_async_init(loop, &bus->wake, on_wake);
	uint64_t every = bus->config.heartbeat_ms;

	if (rv != 0)
		return err_set(err, ERR_CONFIG, "bus", "can't enter the loop: %s", uv_strerror(rv));
	(void)uv_check_init(loop, &bus->turn_end);
	(void)uv_prepare_init(loop, &bus->send);
	(void)uv_timer_init(loop, &bus->heartbeat);
	bus->wake.data = bus->turn_end.data = bus->send.data = bus->heartbeat.data = bus;
	bus->handles_open = 4;
	bus->ticked_ms = (int64_t)uv_now(loop);
	(void)uv_check_start(&bus->turn_end, on_turn_end);
	(void)uv_prepare_start(&bus->send, on_send);
	(void)uv_timer_start(&bus->heartbeat, on_tick, every, every);
	if (bus->listen != NULL)
		(void)nng_pipe_notify(bus->publisher, NNG_PIPE_EV_ADD_POST, on_subscriber, bus);
	atomic_store(&bus->hello, true);
	add_pending(bus, BUS_START);
	(void)uv_async_send(&bus->wake);
	return 0;
}

static void
free_bus(struct bus *bus)
{
	buf_fini(&bus->frame);
	free(bus->listen);
	free(bus);
}

static int
start(struct bus *bus, uv_loop_t *loop, const struct bus_config *config, struct err *err)
{
	if (take_config(bus, config, err) != 0)
		return -1;
	bus->home = (struct peer_home){
		.loop = loop,
		.wake = &bus->wake,
		.queue = bus->config.queue,
		.silence_ms = SILENT_HEARTBEATS * (int64_t)bus->config.heartbeat_ms,
		.on_message = on_peer_message,
		.on_trouble = add_pending,
		.ctx = bus,
	};
	list_init(&bus->peers);
	list_init(&bus->parked);
	if (bus->listen != NULL && listen_at(bus, err) != 0)
		return -1;
	if (enter_loop(bus, loop, err) == 0)
		return 0;
	if (bus->listen != NULL)
		(void)nng_close(bus->publisher);
	return -1;
}

int
bus_open(uv_loop_t *loop, const struct bus_config *config, struct bus **out, struct err *err)
{
	struct bus *bus = mem_zero(1, sizeof(*bus));

	if (start(bus, loop, config, err) != 0) {
		free_bus(bus);
		return -1;
	}
	*out = bus;
	return 0;
}

static void
on_handle_closed(uv_handle_t *handle)
{
	struct bus *bus = handle->data;
	void (*closed)(void *ctx) = bus->closed;
	void *ctx = bus->closed_ctx;

	if (--bus->handles_open > 0)
		return;
	free_bus(bus);
	if (closed != NULL)
		closed(ctx);
}

/* The sockets go first: nng's threads use `wake` until they are closed or abandoned. */
static void
maybe_close_handles(struct bus *bus)
{
	if (!bus->closing || bus->peers_leaving > 0)
		return;
	if (bus->listen != NULL)
		(void)nng_close(bus->publisher);
	uv_close((uv_handle_t *)&bus->wake, on_handle_closed);
	uv_close((uv_handle_t *)&bus->turn_end, on_handle_closed);
	uv_close((uv_handle_t *)&bus->send, on_handle_closed);
	uv_close((uv_handle_t *)&bus->heartbeat, on_handle_closed);
}

void
bus_close(struct bus *bus, void (*closed)(void *ctx), void *ctx)
{
	assert(!bus->closing);
	send_turn(bus);
	bus->closing = true;
	bus->closed = closed;
	bus->closed_ctx = ctx;
	list_for_each_safe (&bus->peers, at)
		hang_up(bus, LIST_OF(at, struct peer, link));
	list_for_each_safe (&bus->parked, parked) {
		list_remove(&bus->parked, parked);
		peer_abandon(LIST_OF(parked, struct peer, link));
	}
	maybe_close_handles(bus);
}
