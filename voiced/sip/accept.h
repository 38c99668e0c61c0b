/*
 * accept - which connections to the SIP port are let in, and for how long without proof.
 *
 * Owns: the record of each accepted connection until the library closes it; the limits.
 * Must not know: what messages say, which addresses are known (sip_config.peer).
 *
 * The library accepts what comes, without a limit, and keeps a connection that says nothing. It finds our accept(), listen() and
 * su_close() instead of libc's and its own (as epoll_create in root.c). So does every other library of the process: on their threads, and between
 * two turns of the SIP library, accept() is as libc's; listen() gives each of them a longer queue.
 *
 * A connection is unproved until a request of it is accepted (sip_request_accept), or its address is a trunk's. An unproved one
 * - counts for its source address (an IPv6 network of 64 bits is one), which may have so many at a time: the oldest one that has
 *   brought no message yet ends for a new one, and if each has, the new one is closed;
 * - ends silence_ms after its beginning without a whole message, whatever it sends until then, a TLS handshake included; and
 *   ACCEPT_IDLE_MS after its last message;
 * - of a stranger's address has two fifths of all: beyond them the oldest one ends, so that a flood of silent ones keeps nobody out.
 * Of all, a quarter is kept for trunks and pages. Without room in the others the oldest stranger ends for a new one.
 */
#ifndef VOICED_SIP_ACCEPT_H
#define VOICED_SIP_ACCEPT_H

#include "voiced/sip/sip.h"

enum {
	ACCEPT_SILENCE_MS = 10000,
	ACCEPT_IDLE_MS = 60000,
	ACCEPT_OF_SOURCE = 128,
};

struct sip_acceptor;

/* `config` must outlive it. */
struct sip_acceptor *sip_accept_new(uv_loop_t *loop, const struct sip_config *config);
/* After the library has closed all connections. `closed` is called once, later. */
void sip_accept_close(struct sip_acceptor *acceptor, void (*closed)(void *ctx), void *ctx);

/* From now on accept() on this thread applies the limits of this one; NULL: none, it is as libc's. */
void sip_accept_enter(struct sip_acceptor *acceptor);

/* Of the acceptor that was entered on this thread; NULL: none is. */
const struct sip_config *sip_accept_running(void);
/* Where a connection comes from, or leads to; of that acceptor's stack. False: it has ended. */
bool sip_accept_source(int fd, struct sip_source *out);

/* A whole message came from there, and is not dropped. */
void sip_accept_heard(struct sip_acceptor *acceptor, const struct sip_source *source);
/* Its sender is known. */
void sip_accept_proved(struct sip_acceptor *acceptor, const struct sip_source *source);

#endif
