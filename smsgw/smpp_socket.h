/*
 * smpp_socket - a connection to a carrier's SMSC, or of a client to ours: TCP, and TLS from its first byte where it
 * is wanted.
 *
 * Owns: resolving, connecting, TLS 1.2 and up with the host's name verified, the bound of what waits to be
 *       written. Must not know: SMPP.
 */
#ifndef SMSGW_SMPP_SOCKET_H
#define SMSGW_SMPP_SOCKET_H

#include <stdbool.h>
#include <uv.h>

#include "common/base/input_mark.h"
#include "common/base/str.h"

struct smpp_socket;

struct smpp_socket_config {
	const char *host; /* a name or an address; copied */
	int port;
	bool tls;
	/* Asked for each address before it is connected to; NULL: any. */
	bool (*may_connect)(const struct sockaddr *address);
	/* The peer that sends the bytes; may change between reads. Entered while they are worked on (input_mark.h). Borrowed until `closed`. */
	const struct input_peer *input;
	void (*opened)(void *ctx);
	void (*bytes)(void *ctx, struct view bytes);
	/* Once, always, also after smpp_socket_close, never from inside a call; `why` in words, "" when it was
	 * wanted. The socket is gone. */
	void (*closed)(void *ctx, const char *why);
	void *ctx;
};

struct smpp_socket *smpp_socket_open(uv_loop_t *loop, const struct smpp_socket_config *config);

struct ssl_ctx_st;
/* One that waits at `listener`; `tls` NULL: without. Of the config only what is called counts; `opened` comes with TLS
 * alone. */
struct smpp_socket *smpp_socket_accept(
    uv_stream_t *listener, struct ssl_ctx_st *tls, const struct smpp_socket_config *config);
/* The other side's address without port, "" when it is not known. */
void smpp_socket_peer(const struct smpp_socket *socket, char *out, size_t size);
/* The bytes are copied. Over SMPP_SOCKET_QUEUE_MAX bytes that wait it closes. */
void smpp_socket_send(struct smpp_socket *socket, struct view bytes);
/* Once what was sent has left, at the latest after a moment. Nothing but `closed` is called any more. */
void smpp_socket_close(struct smpp_socket *socket);

enum { SMPP_SOCKET_QUEUE_MAX = 4 * 1024 * 1024 };

#endif
