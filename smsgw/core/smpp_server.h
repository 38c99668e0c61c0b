/*
 * smpp_server - one connection of a client that speaks SMPP to us, as a state machine: what to do when, told by
 * events and the time. The other side of smpp_link.h.
 *
 * Owns: the state of the bind, who may submit and how fast, the window of unanswered deliveries, when to ask the
 *       client whether it lives.
 * Must not know: sockets, the bytes of PDUs, messages (a delivery is a token to it), who the clients are.
 *
 * Tell it what happened (smpp_server_on_…), then do what smpp_server_next() says until it says no more. All times are
 * milliseconds of one clock.
 *
 * Source: the carriers' reference, 3.1 and 3.6.
 */
#ifndef SMSGW_CORE_SMPP_SERVER_H
#define SMSGW_CORE_SMPP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "smsgw/core/bucket.h"
#include "smsgw/core/smpp_pdu.h"

enum {
	SMPP_FIRST_MS = 10000, /* the first PDU must be a bind, and come by then */
	SMPP_REFUSAL_MS = 1000, /* a wrong password is answered after so long */
	SMPP_CLIENT_ENQUIRE_MS =
	    30000, /* without a PDU from the client; after a second one it is gone */
	SMPP_CLIENT_IDLE_MS = 3 * SMPP_CLIENT_ENQUIRE_MS,
	SMPP_DELIVER_MS = 60000,
	SMPP_DELIVER_WINDOW = 10,
};

enum smpp_server_state {
	SMPP_SERVER_OPEN, /* waits for a bind */
	SMPP_SERVER_LOGIN, /* the bind is looked up */
	SMPP_SERVER_REFUSING, /* until its wrong password is answered */
	SMPP_SERVER_BOUND,
	SMPP_SERVER_LEAVING, /* the client unbinds: answered once its submits are */
	SMPP_SERVER_UNBINDING, /* we have asked it to */
	SMPP_SERVER_CLOSING, /* until the socket has closed */
	SMPP_SERVER_ENDED,
};

/* What all binds of one client share. `rate` is a token bucket of segments. */
struct smpp_quota {
	struct bucket rate;
	bool full; /* as much waits for this client as may */
};

enum smpp_server_act {
	SMPP_SERVE_NONE,
	SMPP_SERVE_SEND, /* a PDU without a body of its own: command, status, sequence */
	SMPP_SERVE_LOGIN, /* the PDU that just came is a bind: look it up, then smpp_server_on_login */
	SMPP_SERVE_SUBMIT, /* … a submit_sm or data_sm: store it, answer it, then smpp_server_on_submitted */
	SMPP_SERVE_QUERY, /* … a query_sm: likewise */
	SMPP_SERVE_UP,
	SMPP_SERVE_DOWN, /* it was up */
	SMPP_SERVE_DELIVERED, /* the client has answered: token, status */
	SMPP_SERVE_UNDELIVERED, /* it has not, and will not: token */
	SMPP_SERVE_CLOSE, /* the socket; then smpp_server_on_closed */
	SMPP_SERVE_ENDED,
};

struct smpp_server_action {
	enum smpp_server_act act;
	uint32_t command, status, sequence;
	void *token;
};

enum { SMPP_SERVER_ACTIONS_MAX = 8 };

struct smpp_server {
	enum smpp_server_state state;
	enum smpp_command bind; /* of the login */
	uint32_t login; /* its sequence number */
	uint32_t refusal; /* what it is refused with */
	struct smpp_quota *quota; /* borrowed; NULL: not bound */
	int window, submits; /* that may be under way, and are */
	struct {
		uint32_t sequence;
		int64_t until_ms;
		void *token;
	} deliveries[SMPP_DELIVER_WINDOW]; /* the oldest first */
	int unanswered; /* of them */
	uint32_t sequence; /* of our last request */
	uint32_t leaving; /* the sequence number of the client's unbind */
	int64_t until_ms; /* the state's own deadline */
	int64_t heard_ms, asked_ms;
	struct smpp_server_action actions[SMPP_SERVER_ACTIONS_MAX];
	int action_first, action_count;
};

void smpp_server_init(struct smpp_server *server, int64_t now_ms);

bool smpp_server_next(struct smpp_server *server, struct smpp_server_action *out);
/* Call smpp_server_on_time then; INT64_MAX: never. */
int64_t smpp_server_deadline(const struct smpp_server *server);

void smpp_server_on_time(struct smpp_server *server, int64_t now_ms);
void smpp_server_on_pdu(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms);
/* One that smpp_decode refused: it is answered with pdu->status, and the stream goes on. */
void smpp_server_on_unreadable(
    struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms);
/* The stream is lost (SMPP_FRAME_BAD). */
void smpp_server_on_garbage(struct smpp_server *server);
void smpp_server_on_closed(struct smpp_server *server);

/* Who it is: `quota` must live as long as the connection. Then a response with our system_id is sent by the caller
 * where it sees SMPP_SERVE_SEND of a bind. */
void smpp_server_on_login(
    struct smpp_server *server, struct smpp_quota *quota, int window, int64_t now_ms);
/* The bind is refused: RINVPASWD late, anything else at once; then it is closed. */
void smpp_server_on_refused(struct smpp_server *server, uint32_t status, int64_t now_ms);
/* A submit or query was answered. */
void smpp_server_on_submitted(struct smpp_server *server, int64_t now_ms);
/* Unbinds; then ENDED. */
void smpp_server_end(struct smpp_server *server, int64_t now_ms);

/* Bound to receive, and the window has room. */
bool smpp_server_may_deliver(const struct smpp_server *server);
/* Only then: the sequence number of the deliver_sm that the caller sends now. */
uint32_t smpp_server_deliver(struct smpp_server *server, void *token, int64_t now_ms);

#endif
