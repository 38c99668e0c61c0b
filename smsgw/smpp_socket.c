/* smpp_socket - see smpp_socket.h */
#include "smsgw/smpp_socket.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/loop/loop.h"

enum { READ_SIZE = 64 * 1024, KEEP_ALIVE_S = 60, LINGER_MS = 1000, WHY_SIZE = 160 };

struct smpp_socket {
	uv_loop_t *loop;
	struct smpp_socket_config config;
	char *host;
	uv_getaddrinfo_t resolve;
	uv_connect_t connect;
	uv_tcp_t tcp;
	struct addrinfo *addresses, *at; /* those that are left to be tried */
	SSL_CTX *tls;
	SSL *ssl;
	BIO *from_peer, *to_peer; /* the SSL's own */
	struct timer linger;
	char why[WHY_SIZE];
	char *read;
	int writes; /* under way */
	bool resolving, tcp_there, ready, closing, tcp_closed;
};

static void flush_tls(struct smpp_socket *socket);

/* ---- the end ---- */

static void
socket_free(void *ctx)
{
	struct smpp_socket *socket = ctx;
	struct smpp_socket_config config = socket->config;
	char why[WHY_SIZE];

	memcpy(why, socket->why, sizeof(why));
	if (socket->addresses != NULL)
		uv_freeaddrinfo(socket->addresses);
	SSL_free(socket->ssl);
	SSL_CTX_free(socket->tls);
	free(socket->host);
	free(socket->read);
	free(socket);
	config.closed(config.ctx, why);
}

static void
end_when_nothing_is_left(struct smpp_socket *socket)
{
	if (socket->closing && !socket->resolving && !socket->tcp_there)
		timer_close(&socket->linger, socket_free);
}

static void
on_tcp_closed(uv_handle_t *handle)
{
	struct smpp_socket *socket = handle->data;

	socket->tcp_there = false;
	if (socket->closing)
		end_when_nothing_is_left(socket);
}

static void
close_tcp(struct smpp_socket *socket)
{
	if (socket->tcp_there && !uv_is_closing((uv_handle_t *)&socket->tcp))
		uv_close((uv_handle_t *)&socket->tcp, on_tcp_closed);
}

/* What waits to be written has LINGER_MS to leave; else nothing holds it. `why` NULL: as noted before. */
static void
end(struct smpp_socket *socket, const char *why)
{
	if (socket->closing)
		return;
	socket->closing = true;
	if (why != NULL)
		(void)snprintf(socket->why, sizeof(socket->why), "%s", why);
	if (socket->resolving)
		(void)uv_cancel((uv_req_t *)&socket->resolve);
	if (socket->ssl != NULL && socket->ready) {
		(void)SSL_shutdown(socket->ssl);
		flush_tls(socket);
	}
	if (!socket->tcp_there && !socket->resolving)
		timer_in(&socket->linger, 0); /* told on a later turn */
	else if (socket->tcp_there && socket->ready && socket->writes > 0)
		timer_in(&socket->linger, LINGER_MS);
	else
		close_tcp(socket);
}

static void
on_linger(void *ctx)
{
	struct smpp_socket *socket = ctx;

	if (socket->tcp_there)
		close_tcp(socket);
	else
		end_when_nothing_is_left(socket);
}

void
smpp_socket_close(struct smpp_socket *socket)
{
	end(socket, "");
}

/* ---- writing ---- */

struct write {
	uv_write_t request;
	struct smpp_socket *socket;
	char bytes[];
};

static void
on_written(uv_write_t *request, int status)
{
	struct write *write = request->data;
	struct smpp_socket *socket = write->socket;

	free(write);
	socket->writes--;
	if (status != 0)
		end(socket, uv_strerror(status));
	if (socket->closing && socket->writes == 0)
		close_tcp(socket);
}

static void
write_raw(struct smpp_socket *socket, const char *bytes, size_t n)
{
	struct write *write = mem_new(sizeof(*write) + n);
	uv_buf_t buf;

	memcpy(write->bytes, bytes, n);
	write->socket = socket;
	write->request.data = write;
	buf = uv_buf_init(write->bytes, (unsigned)n);
	socket->writes++;
	if (uv_write(&write->request, (uv_stream_t *)&socket->tcp, &buf, 1, on_written) != 0) {
		socket->writes--;
		free(write);
		end(socket, "it can't be written to");
	} else if (uv_stream_get_write_queue_size((uv_stream_t *)&socket->tcp) >
	    SMPP_SOCKET_QUEUE_MAX) {
		end(socket, "the other side reads too slowly");
	}
}

/* What OpenSSL has for the peer. */
static void
flush_tls(struct smpp_socket *socket)
{
	char part[16 * 1024];
	int n;

	while ((n = BIO_read(socket->to_peer, part, sizeof(part))) > 0 && socket->tcp_there &&
	    !uv_is_closing((uv_handle_t *)&socket->tcp))
		write_raw(socket, part, (size_t)n);
}

void
smpp_socket_send(struct smpp_socket *socket, struct view bytes)
{
	if (socket->closing || !socket->ready || bytes.n == 0)
		return;
	if (socket->ssl == NULL) {
		write_raw(socket, bytes.p, bytes.n);
		return;
	}
	/* Into memory: it takes all. */
	if (SSL_write(socket->ssl, bytes.p, (int)bytes.n) != (int)bytes.n)
		end(socket, "TLS failed");
	flush_tls(socket);
}

/* ---- TLS ---- */

static void
end_tls(struct smpp_socket *socket)
{
	long verified = SSL_get_verify_result(socket->ssl);
	unsigned long code = ERR_peek_last_error();
	char why[WHY_SIZE];

	(void)snprintf(why, sizeof(why), "TLS: %s",
	    verified != X509_V_OK ? X509_verify_cert_error_string(verified)
		: code != 0       ? ERR_reason_error_string(code)
				  : "the other side closed it");
	ERR_clear_error();
	flush_tls(socket);
	end(socket, why);
}

static bool
is_address(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static void
make_ssl(struct smpp_socket *socket)
{
	socket->ssl = SSL_new(socket->tls);
	socket->from_peer = BIO_new(BIO_s_mem());
	socket->to_peer = BIO_new(BIO_s_mem());
	if (socket->ssl == NULL || socket->from_peer == NULL || socket->to_peer == NULL)
		abort(); /* out of memory */
	SSL_set_bio(socket->ssl, socket->from_peer, socket->to_peer);
}

/* False: OpenSSL lacks something that it needs to judge the carrier. */
static bool
begin_tls(struct smpp_socket *socket)
{
	X509_VERIFY_PARAM *param;

	socket->tls = SSL_CTX_new(TLS_client_method());
	if (socket->tls == NULL ||
	    SSL_CTX_set_min_proto_version(socket->tls, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_default_verify_paths(socket->tls) != 1)
		return false;
	SSL_CTX_set_verify(socket->tls, SSL_VERIFY_PEER, NULL);
	make_ssl(socket);
	SSL_set_connect_state(socket->ssl);
	param = SSL_get0_param(socket->ssl);
	if (is_address(socket->host))
		return X509_VERIFY_PARAM_set1_ip_asc(param, socket->host) == 1;
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(socket->ssl, socket->host) == 1 &&
	    SSL_set_tlsext_host_name(socket->ssl, socket->host) == 1;
}

static void
shake_hands(struct smpp_socket *socket)
{
	int result = SSL_do_handshake(socket->ssl);

	flush_tls(socket);
	if (result == 1) {
		socket->ready = true;
		socket->config.opened(socket->config.ctx);
	} else if (SSL_get_error(socket->ssl, result) != SSL_ERROR_WANT_READ) {
		end_tls(socket);
	}
}

static void
read_tls(struct smpp_socket *socket, const char *bytes, size_t n)
{
	char part[16 * 1024];
	int got = 0;

	if (BIO_write(socket->from_peer, bytes, (int)n) != (int)n) {
		end(socket, "TLS failed");
		return;
	}
	if (!socket->ready)
		shake_hands(socket);
	while (!socket->closing && socket->ready &&
	    (got = SSL_read(socket->ssl, part, sizeof(part))) > 0)
		socket->config.bytes(socket->config.ctx, (struct view){ part, (size_t)got });
	if (!socket->closing && socket->ready &&
	    SSL_get_error(socket->ssl, got) != SSL_ERROR_WANT_READ)
		end_tls(socket);
	flush_tls(socket); /* a renegotiated key */
}

/* ---- reading ---- */

static void
on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
	struct smpp_socket *socket = handle->data;

	(void)wanted;
	if (socket->read == NULL)
		socket->read = mem_new(READ_SIZE);
	*buf = uv_buf_init(socket->read, READ_SIZE);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct smpp_socket *socket = stream->data;

	if (socket->closing || n == 0)
		return;
	input_enter(socket->config.input);
	if (n < 0)
		end(socket, n == UV_EOF ? "the other side closed it" : uv_strerror((int)n));
	else if (socket->ssl != NULL)
		read_tls(socket, buf->base, (size_t)n);
	else
		socket->config.bytes(socket->config.ctx, (struct view){ buf->base, (size_t)n });
	input_leave();
}

/* ---- connecting ---- */

static void try_next(struct smpp_socket *socket, const char *why);

static void
on_connected(uv_connect_t *request, int status)
{
	struct smpp_socket *socket = request->data;

	if (socket->closing)
		return;
	if (status != 0) {
		try_next(socket, uv_strerror(status));
		return;
	}
	(void)uv_tcp_nodelay(&socket->tcp, 1);
	(void)uv_tcp_keepalive(&socket->tcp, 1, KEEP_ALIVE_S);
	if (uv_read_start((uv_stream_t *)&socket->tcp, on_alloc, on_read) != 0) {
		end(socket, "it can't be read from");
	} else if (!socket->config.tls) {
		socket->ready = true;
		socket->config.opened(socket->config.ctx);
	} else if (begin_tls(socket)) {
		shake_hands(socket);
	} else {
		end(socket, "TLS can't be used here");
	}
}

static void
on_tried(uv_handle_t *handle)
{
	struct smpp_socket *socket = handle->data;

	socket->tcp_there = false;
	if (socket->closing)
		end_when_nothing_is_left(socket);
	else
		try_next(socket, NULL);
}

/* The next address; a handle that failed is closed first. */
static void
try_next(struct smpp_socket *socket, const char *why)
{
	if (why != NULL)
		(void)snprintf(socket->why, sizeof(socket->why), "%s", why);
	if (socket->tcp_there) {
		uv_close((uv_handle_t *)&socket->tcp, on_tried);
		return;
	}
	while (socket->at != NULL) {
		const struct sockaddr *address = socket->at->ai_addr;

		socket->at = socket->at->ai_next;
		if (socket->config.may_connect != NULL && !socket->config.may_connect(address)) {
			(void)snprintf(socket->why, sizeof(socket->why),
			    "its address is in a private network");
			continue;
		}
		if (uv_tcp_init(socket->loop, &socket->tcp) != 0)
			break;
		socket->tcp.data = socket;
		socket->tcp_there = true;
		socket->connect.data = socket;
		if (uv_tcp_connect(&socket->connect, &socket->tcp, address, on_connected) != 0)
			uv_close((uv_handle_t *)&socket->tcp, on_tried);
		return;
	}
	end(socket, socket->why[0] != '\0' ? NULL : "it has no address");
}

static void
on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *addresses)
{
	struct smpp_socket *socket = request->data;

	socket->resolving = false;
	socket->addresses = socket->at = addresses;
	if (socket->closing)
		end_when_nothing_is_left(socket);
	else if (status != 0)
		end(socket, "its name can't be resolved");
	else
		try_next(socket, NULL);
}

struct smpp_socket *
smpp_socket_open(uv_loop_t *loop, const struct smpp_socket_config *config)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct smpp_socket *socket = mem_zero(1, sizeof(*socket));
	char port[8];

	socket->loop = loop;
	socket->config = *config;
	socket->host = mem_text(config->host);
	timer_init(&socket->linger, loop, on_linger, socket);
	(void)snprintf(port, sizeof(port), "%d", config->port);
	socket->resolve.data = socket;
	socket->resolving = true;
	if (uv_getaddrinfo(loop, &socket->resolve, on_resolved, socket->host, port, &hints) != 0) {
		socket->resolving = false;
		end(socket, "its name can't be resolved");
	}
	return socket;
}

/* ---- a client's ---- */

static bool
accept_tcp(struct smpp_socket *socket, uv_stream_t *listener)
{
	if (uv_tcp_init(socket->loop, &socket->tcp) != 0)
		return false;
	socket->tcp.data = socket;
	socket->tcp_there = true;
	if (uv_accept(listener, (uv_stream_t *)&socket->tcp) != 0)
		return false;
	(void)uv_tcp_nodelay(&socket->tcp, 1);
	(void)uv_tcp_keepalive(&socket->tcp, 1, KEEP_ALIVE_S);
	return uv_read_start((uv_stream_t *)&socket->tcp, on_alloc, on_read) == 0;
}

struct smpp_socket *
smpp_socket_accept(
    uv_stream_t *listener, struct ssl_ctx_st *tls, const struct smpp_socket_config *config)
{
	struct smpp_socket *socket = mem_zero(1, sizeof(*socket));

	socket->loop = listener->loop;
	socket->config = *config;
	timer_init(&socket->linger, socket->loop, on_linger, socket);
	if (!accept_tcp(socket, listener)) {
		end(socket, "it can't be accepted");
	} else if (tls == NULL) {
		socket->ready = true;
	} else {
		(void)SSL_CTX_up_ref(tls);
		socket->tls = tls;
		make_ssl(socket);
		SSL_set_accept_state(socket->ssl);
	}
	return socket;
}

void
smpp_socket_peer(const struct smpp_socket *socket, char *out, size_t size)
{
	struct sockaddr_storage address = { 0 };
	int n = sizeof(address);

	if (!socket->tcp_there ||
	    uv_tcp_getpeername(&socket->tcp, (struct sockaddr *)&address, &n) != 0 ||
	    uv_ip_name((struct sockaddr *)&address, out, size) != 0)
		out[0] = '\0';
}
