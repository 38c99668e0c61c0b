/* accept - see accept.h */
#include "voiced/sip/accept.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <uthash.h>

#include "common/base/files.h"
#include "common/base/input_mark.h"
#include "common/base/list.h"
#include "common/base/sources.h"
#include "common/metrics/metrics.h"
#include "voiced/sip/internal.h"

enum {
	AT_A_TIME = 64, /* refused ones, until the library looks at the others */
	SWEEPS = 10, /* within the time that silence is allowed for */
	OF_KNOWN_SOURCE =
	    8, /* the part of all that an address has from where a phone has registered */
	RESERVE = 4, /* the part of all that is kept for trunks and pages */
	STRANGERS_PERCENT = 40, /* of all, that strangers' addresses have together */
	QUEUE_MIN = 1024, /* of connections that wait to be accepted */
};

static GAUGE(connections_now, "voice_sip_connections", "TCP and TLS connections to the SIP port");
static COUNTER(refused_source, "voice_sip_connections_refused_total{why=\"address\"}",
    "Connections to the SIP port that were closed at once: too many of their address, or in all");
static COUNTER(refused_all, "voice_sip_connections_refused_total{why=\"all\"}",
    "Connections to the SIP port that were closed at once: too many of their address, or in all");
static COUNTER(ended_silent, "voice_sip_connections_ended_total{why=\"silent\"}",
    "Connections of nobody known to the SIP port that were ended: silent, or to make room");
static COUNTER(ended_displaced, "voice_sip_connections_ended_total{why=\"displaced\"}",
    "Connections of nobody known to the SIP port that were ended: silent, or to make room");

struct peer_key {
	char host[SIP_HOST_MAX];
	int port;
	bool tls;
};

struct connection {
	struct sip_acceptor *acceptor;
	int fd;
	struct peer_key key;
	bool stranger, heard;
	int64_t since_ms; /* of its beginning, or of its last message */
	struct link link; /* of unproved ones; in none: it is proved, or is ending */
	UT_hash_handle by_fd, by_peer;
};

struct sip_acceptor {
	const struct sip_config *config;
	struct connection *peers; /* by peer_key */
	struct list strangers, acquainted; /* unproved, the oldest first */
	struct sources sources; /* of unproved ones */
	int count, max, of_source, silence_ms;
	uv_timer_t timer;
	void (*closed)(void *ctx);
	void *ctx;
};

static struct connection *connections; /* by descriptor, of each SIP stack of the process */
/* The one whose library is running: on this thread, as other libraries accept connections on theirs. */
static _Thread_local struct sip_acceptor *running;

/* ---- records ---- */

static struct list *
connection_list(const struct connection *connection)
{
	return connection->stranger ? &connection->acceptor->strangers
				    : &connection->acceptor->acquainted;
}

/* It counts for its source no more. */
static void
connection_settle(struct connection *connection)
{
	if (!link_listed(&connection->link))
		return;
	list_remove(connection_list(connection), &connection->link);
	sources_remove(&connection->acceptor->sources, connection->key.host);
}

static void
connection_forget(struct connection *connection)
{
	struct sip_acceptor *acceptor = connection->acceptor;

	connection_settle(connection);
	/* NOLINTBEGIN(clang-analyzer-core*): uthash's own pointers */
	HASH_DELETE(by_fd, connections, connection);
	HASH_DELETE(by_peer, acceptor->peers, connection);
	/* NOLINTEND(clang-analyzer-core*) */
	acceptor->count--;
	metric_set(&connections_now, acceptor->count);
	free(connection);
}

static struct connection *
connection_by_fd(int fd)
{
	struct connection *found;

	HASH_FIND(by_fd, connections, &fd, sizeof(fd), found);
	return found;
}

static void
peer_key(const struct sip_source *source, struct peer_key *out)
{
	memset(out, 0, sizeof(*out)); /* its gaps, too: it is compared by its bytes */
	memcpy(out->host, source->host, strnlen(source->host, sizeof(out->host) - 1));
	out->port = source->port;
	out->tls = strcmp(source->transport, "tls") == 0;
}

static struct connection *
connection_by_peer(const struct sip_acceptor *acceptor, const struct sip_source *source)
{
	struct connection *found;
	struct peer_key key;

	if (strcmp(source->transport, "udp") == 0)
		return NULL;
	peer_key(source, &key);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(by_peer, acceptor->peers, &key, sizeof(key), found);
	return found;
}

/* ---- descriptors ---- */

static bool
source_of_fd(const struct sip_acceptor *acceptor, int fd, struct sip_source *out)
{
	struct sockaddr_storage at = { 0 };
	socklen_t n = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &n) != 0)
		return false;
	sip_address_text((const struct sockaddr *)&at, out);
	out->transport = acceptor->config->tls.port != 0 && out->port == acceptor->config->tls.port
	    ? "tls"
	    : "tcp";
	n = sizeof(at);
	if (getpeername(fd, (struct sockaddr *)&at, &n) != 0)
		return false;
	sip_address_text((const struct sockaddr *)&at, out);
	return true;
}

/* The library sees its end, and closes it. */
static void
connection_end(struct connection *connection, struct metric *why)
{
	struct sip_source source = { 0 };
	struct peer_key key;

	metric_add(why, 1);
	connection_settle(connection);
	if (!source_of_fd(connection->acceptor, connection->fd, &source))
		return; /* its peer has ended it already */
	peer_key(&source, &key);
	if (memcmp(&key, &connection->key, sizeof(key)) == 0)
		(void)shutdown(connection->fd, SHUT_RDWR);
}

/* ---- admission ---- */

static enum sip_peer
peer_of(const struct sip_acceptor *acceptor, const struct sip_source *source)
{
	return acceptor->config->peer != NULL
	    ? acceptor->config->peer(acceptor->config->ctx, source)
	    : SIP_PEER_STRANGER;
}

/* The oldest unproved one of the address that has brought no message yet. NULL: each has. */
static struct connection *
silent_of_source(struct sip_acceptor *acceptor, const struct sip_source *source)
{
	struct list *const lists[] = { &acceptor->strangers, &acceptor->acquainted };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		list_for_each_safe (lists[i], at) {
			struct connection *connection = LIST_OF(at, struct connection, link);

			if (!connection->heard && sources_same(connection->key.host, source->host))
				return connection;
		}
	return NULL;
}

static struct connection *
oldest_stranger(const struct sip_acceptor *acceptor)
{
	return list_empty(&acceptor->strangers)
	    ? NULL
	    : LIST_OF(acceptor->strangers.head.next, struct connection, link);
}

/* The one that ends for one more of nobody known. NULL, with `refused`: none does, and there is no room. */
static struct connection *
displaced_by(struct sip_acceptor *acceptor, const struct sip_source *source, enum sip_peer peer,
    struct metric **refused)
{
	const int of_source =
	    peer == SIP_PEER_STRANGER ? acceptor->of_source : acceptor->max / OF_KNOWN_SOURCE;
	const bool full = acceptor->count >= acceptor->max - acceptor->max / RESERVE,
		   many =
		       acceptor->strangers.count >= (size_t)acceptor->max * STRANGERS_PERCENT / 100;
	struct connection *displaced = NULL;

	*refused = NULL;
	if (sources_count(&acceptor->sources, source->host) >= of_source) {
		displaced = silent_of_source(acceptor, source);
		*refused = displaced == NULL ? &refused_source : NULL;
	} else if (full || (many && peer == SIP_PEER_STRANGER)) {
		displaced = oldest_stranger(acceptor);
		*refused = displaced == NULL ? &refused_all : NULL;
	}
	return displaced;
}

/* NULL: there is room for it now; else what is counted. */
static struct metric *
make_room(struct sip_acceptor *acceptor, const struct sip_source *source, enum sip_peer peer)
{
	struct connection *displaced = NULL;
	struct metric *refused = NULL;

	if (acceptor->count >= acceptor->max)
		return &refused_all;
	if (peer != SIP_PEER_TRUSTED)
		displaced = displaced_by(acceptor, source, peer, &refused);
	if (displaced != NULL)
		connection_end(displaced, &ended_displaced);
	return refused;
}

static void
connection_add(
    struct sip_acceptor *acceptor, int fd, const struct sip_source *source, enum sip_peer peer)
{
	struct connection *connection = mem_zero(1, sizeof(*connection));

	connection->acceptor = acceptor;
	connection->fd = fd;
	connection->stranger = peer == SIP_PEER_STRANGER;
	connection->since_ms = (int64_t)uv_now(acceptor->timer.loop);
	peer_key(source, &connection->key);
	/* NOLINTBEGIN(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(by_fd, connections, fd, sizeof(connection->fd), connection);
	HASH_ADD(by_peer, acceptor->peers, key, sizeof(connection->key), connection);
	/* NOLINTEND(clang-analyzer-core*) */
	acceptor->count++;
	metric_set(&connections_now, acceptor->count);
	if (peer == SIP_PEER_TRUSTED)
		return;
	list_append(connection_list(connection), &connection->link);
	sources_add(&acceptor->sources, connection->key.host);
}

static bool
connection_admit(struct sip_acceptor *acceptor, int fd)
{
	struct connection *gone = connection_by_fd(fd);
	struct sip_source source = { 0 };
	struct metric *refused;
	enum sip_peer peer;

	if (gone != NULL) /* closed by another call */
		connection_forget(gone);
	if (!source_of_fd(acceptor, fd, &source) || !sip_input_enter(acceptor->config, &source))
		return false;
	input_leave();
	if ((gone = connection_by_peer(acceptor, &source)) != NULL) {
		connection_end(gone, &ended_displaced); /* to another address of this machine */
		connection_forget(gone);
	}
	peer = peer_of(acceptor, &source);
	refused = make_room(acceptor, &source, peer);
	if (refused != NULL) {
		metric_add(refused, 1);
		return false;
	}
	connection_add(acceptor, fd, &source, peer);
	return true;
}

/* ---- called by the library instead of libc's and its own ---- */

static bool
is_waiting(int listener)
{
	struct pollfd poll_fd = { .fd = listener, .events = POLLIN };

	return poll(&poll_fd, 1, 0) == 1;
}

/* Without an error, the library takes it that there was none to accept. */
int
accept(int listener, __SOCKADDR_ARG address, socklen_t *restrict n)
{
	socklen_t size = n != NULL ? *n : 0;

	if (running == NULL)
		return accept4(listener, address, n, 0);
	for (int i = 0; i < AT_A_TIME && (i == 0 || is_waiting(listener)); i++) {
		int fd = accept4(listener, address, n, SOCK_CLOEXEC);

		if (fd < 0 || connection_admit(running, fd))
			return fd;
		(void)close(fd);
		if (n != NULL)
			*n = size;
	}
	errno = 0;
	return -1;
}

/* The library's queue is 64, and it takes one of them a turn: connections beyond are dropped, and come again after a second or more. */
int
listen(int fd, int queue)
{
	return (int)syscall(SYS_listen, fd, queue < QUEUE_MIN ? QUEUE_MIN : queue);
}

int su_close(int fd);

int
su_close(int fd)
{
	struct connection *connection = connection_by_fd(fd);

	if (connection != NULL)
		connection_forget(connection);
	return close(fd);
}

void
sip_accept_enter(struct sip_acceptor *acceptor)
{
	running = acceptor;
}

const struct sip_config *
sip_accept_running(void)
{
	return running != NULL ? running->config : NULL;
}

bool
sip_accept_source(int fd, struct sip_source *out)
{
	return running != NULL && source_of_fd(running, fd, out);
}

/* ---- proof, and time ---- */

void
sip_accept_heard(struct sip_acceptor *acceptor, const struct sip_source *source)
{
	struct connection *connection = connection_by_peer(acceptor, source);

	if (connection == NULL)
		return;
	connection->heard = true;
	connection->since_ms = (int64_t)uv_now(acceptor->timer.loop);
}

void
sip_accept_proved(struct sip_acceptor *acceptor, const struct sip_source *source)
{
	struct connection *connection = connection_by_peer(acceptor, source);

	if (connection != NULL)
		connection_settle(connection);
}

static void
connection_sweep(struct connection *connection, int64_t now_ms)
{
	const struct sip_acceptor *acceptor = connection->acceptor;
	struct sip_source source = { .transport = connection->key.tls ? "tls" : "tcp",
		.port = connection->key.port };

	if (now_ms - connection->since_ms <
	    (connection->heard ? ACCEPT_IDLE_MS : acceptor->silence_ms))
		return;
	memcpy(source.host, connection->key.host, sizeof(source.host));
	if (peer_of(acceptor, &source) == SIP_PEER_TRUSTED) /* a page, or a trunk that is new */
		connection_settle(connection);
	else
		connection_end(connection, &ended_silent);
}

static void
on_sweep(uv_timer_t *timer)
{
	struct sip_acceptor *acceptor = timer->data;
	const int64_t now_ms = (int64_t)uv_now(timer->loop);

	list_for_each_safe (&acceptor->strangers, at)
		connection_sweep(LIST_OF(at, struct connection, link), now_ms);
	list_for_each_safe (&acceptor->acquainted, at)
		connection_sweep(LIST_OF(at, struct connection, link), now_ms);
}

/* ---- begin and end ---- */

struct sip_acceptor *
sip_accept_new(uv_loop_t *loop, const struct sip_config *config)
{
	struct sip_acceptor *acceptor = mem_zero(1, sizeof(*acceptor));
	struct metric *const all[] = { &connections_now, &refused_source, &refused_all,
		&ended_silent, &ended_displaced };
	uint64_t every_ms;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	acceptor->config = config;
	acceptor->max =
	    config->connections_max > 0 ? config->connections_max : files_share(FILES_SIP);
	acceptor->of_source =
	    config->connections_of_source > 0 ? config->connections_of_source : ACCEPT_OF_SOURCE;
	acceptor->silence_ms = config->silence_ms > 0 ? config->silence_ms : ACCEPT_SILENCE_MS;
	list_init(&acceptor->strangers);
	list_init(&acceptor->acquainted);
	every_ms = (uint64_t)(acceptor->silence_ms / SWEEPS);
	(void)uv_timer_init(loop, &acceptor->timer);
	acceptor->timer.data = acceptor;
	(void)uv_timer_start(&acceptor->timer, on_sweep, every_ms, every_ms);
	return acceptor;
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct sip_acceptor *acceptor = handle->data;
	void (*closed)(void *) = acceptor->closed;
	void *ctx = acceptor->ctx;

	sources_fini(&acceptor->sources);
	free(acceptor);
	closed(ctx);
}

void
sip_accept_close(struct sip_acceptor *acceptor, void (*closed)(void *ctx), void *ctx)
{
	while (acceptor->peers != NULL) /* the library has none of them any more */
		connection_forget(acceptor->peers);
	acceptor->closed = closed;
	acceptor->ctx = ctx;
	uv_close((uv_handle_t *)&acceptor->timer, on_timer_closed);
}
