/*
 * sending - one message on its way to its carrier: begin, request, end.
 *
 * queued -> sending is committed before the first byte leaves, by a transaction that checks
 * epoch, opt-out and validity; what became of it is committed after. A crash between the two
 * leaves `sending`, which the group's next holder turns into `unknown`: never sent twice in
 * silence (SMS-31).
 */
#ifndef SMSGW_SENDING_H
#define SMSGW_SENDING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/daemon/daemon.h"

struct http_client;

struct sending_order {
	int64_t tenant, id, group, epoch, message;
	int64_t attempt; /* as it stood in the outbox when it was taken from there */
	/* Asked with the caller's ctx before the first byte leaves: a process that was paused after
	 * the commit must not send what another has taken over meanwhile (consistency.md, 8). */
	bool (*sure)(void *ctx);
	bool
	    probe; /* it tries the first carrier while the second sends; if that is down it goes by the second at once */
	/* Told with the caller's ctx what the carrier of this account did: `up` when it took the text or judged it. */
	void (*told)(void *ctx, int64_t account, bool up);
};

enum sending_end {
	END_STORED, /* the outbox says what became of it; or nothing was to be done */
	END_UNSTORED, /* it could not be stored: the row may stand as `sending` */
	END_FENCED, /* the group is not ours any more */
};

/* `done` is called once, on a later turn. */
void sending_start(struct daemon *daemon, struct http_client *client,
    const struct sending_order *order, void (*done)(void *ctx, enum sending_end end), void *ctx);

/* A message that stands as `sending` under our own epoch, though nothing of it is under way here: what
 * became of it could not be stored. It becomes unknown; it is never sent again. */
void sending_give_up(struct daemon *daemon, const struct sending_order *order,
    void (*done)(void *ctx, enum sending_end end), void *ctx);

/* An account's address may lead into our own network only where the operator allows it: what http_request.may_connect
 * is for all that is asked of carriers. */
bool (*carrier_may_connect(struct daemon *daemon))(const struct sockaddr *address);

#endif
