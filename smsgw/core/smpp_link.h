/*
 * smpp_link - one bind to a carrier by SMPP, as a state machine: what to do when, told by events and the time.
 *
 * Owns: the state of the bind, the window of unanswered submits, rate and throttling, when to ask the peer
 *       whether it lives, when to connect again.
 * Must not know: sockets, the bytes of PDUs, messages (a submit is a token to it).
 *
 * Tell it what happened (smpp_link_on_…), then do what smpp_link_next() says until it says no more. All
 * times are milliseconds of one clock.
 *
 * Source: the carriers' reference, 3.2.
 */
#ifndef SMSGW_CORE_SMPP_LINK_H
#define SMSGW_CORE_SMPP_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "smsgw/core/bucket.h"
#include "smsgw/core/smpp_pdu.h"

enum {
	SMPP_CONNECT_MS = 10000,
	SMPP_BIND_MS = 30000,
	SMPP_ENQUIRE_MS = 30000, /* after so long without a PDU from the peer */
	SMPP_ENQUIRE_ANSWER_MS = 15000,
	SMPP_SILENCE_MS = 300000,
	SMPP_SUBMIT_MS = 60000,
	SMPP_UNBIND_MS = 5000,
	SMPP_RECONNECT_FIRST_MS = 1000,
	SMPP_RECONNECT_MAX_MS = 60000,
	SMPP_STEADY_MS = 60000, /* bound for so long: the next reconnect is a first one */
	SMPP_THROTTLE_MS = 1000,
	SMPP_RAISE_MS = 30000, /* without throttling: the rate grows by a tenth */
	SMPP_PROOF_MS = 1000,
	SMPP_WINDOW_MAX = 1000,
};

enum smpp_link_state {
	SMPP_LINK_WAITING, /* until retry_ms */
	SMPP_LINK_CONNECTING,
	SMPP_LINK_BINDING,
	SMPP_LINK_BOUND,
	SMPP_LINK_UNBINDING,
	SMPP_LINK_CLOSING, /* until the socket has closed */
	SMPP_LINK_REFUSED, /* the login is wrong: nothing happens until the link is made anew */
	SMPP_LINK_ENDED,
};

struct smpp_link_config {
	enum smpp_command bind; /* BIND_TRANSCEIVER, BIND_TRANSMITTER or BIND_RECEIVER */
	int window; /* 1 to SMPP_WINDOW_MAX */
	int64_t rate_milli; /* thousandths of a segment a second, > 0 */
	int64_t enquire_ms, submit_ms; /* SMPP_ENQUIRE_MS, SMPP_SUBMIT_MS */
	int64_t first_ms; /* until the first attempt to connect; 0: none */
};

enum smpp_act {
	SMPP_ACT_NONE,
	SMPP_ACT_CONNECT,
	SMPP_ACT_SEND, /* a PDU without a body of its own: command, status, sequence */
	SMPP_ACT_BIND, /* the same with the login */
	SMPP_ACT_CLOSE, /* the socket, or the attempt to connect; then smpp_link_on_closed */
	SMPP_ACT_UP,
	SMPP_ACT_DOWN, /* it was up */
	SMPP_ACT_REFUSED, /* tell the operator; status */
	SMPP_ACT_ANSWERED, /* a submit: token, status, message_id */
	SMPP_ACT_UNANSWERED, /* a submit of which nobody knows: token */
	SMPP_ACT_DELIVER, /* the PDU that just came is a text or a receipt: store it, then answer it */
	SMPP_ACT_ENDED,
};

struct smpp_action {
	enum smpp_act act;
	uint32_t command, status, sequence;
	void *token;
	struct view message_id; /* borrows from the PDU that was told of */
};

enum { SMPP_ACTIONS_MAX = 16 };

struct smpp_submit {
	uint32_t sequence;
	int64_t until_ms;
	void *token;
};

struct smpp_link {
	struct smpp_link_config config;
	enum smpp_link_state state;
	struct smpp_submit
	    *window; /* config.window places; the first `unanswered` are taken, oldest first */
	int unanswered;
	struct bucket bucket;
	uint32_t sequence; /* of the last request */
	uint32_t
	    proven; /* the last of our requests of this connection that was answered; 0: none */
	uint32_t enquiry; /* the enquire_link that waits for its answer; 0: none */
	int64_t until_ms; /* the state's own deadline */
	int64_t heard_ms, enquiry_ms, pause_ms, raise_ms, bound_ms, proof_ms;
	int failures; /* connections lost or refused in a row */
	bool ending, refused;
	struct smpp_action actions[SMPP_ACTIONS_MAX];
	int action_first, action_count;
};

void smpp_link_init(struct smpp_link *link, const struct smpp_link_config *config, int64_t now_ms);
void smpp_link_fini(struct smpp_link *link); /* no submit may be unanswered */

/* The next thing to do; false: there is none. Unanswered submits of a link that is down come first. */
bool smpp_link_next(struct smpp_link *link, struct smpp_action *out);
/* Call smpp_link_on_time then; INT64_MAX: never. */
int64_t smpp_link_deadline(const struct smpp_link *link);

void smpp_link_on_time(struct smpp_link *link, int64_t now_ms);
void smpp_link_on_connected(struct smpp_link *link, int64_t now_ms);
/* `random`: any 64 bits. */
void smpp_link_on_closed(struct smpp_link *link, int64_t now_ms, uint64_t random);
void smpp_link_on_pdu(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms);
/* One that smpp_decode refused: it is answered with pdu->status, and the stream goes on. */
void smpp_link_on_unreadable(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms);
/* The stream is lost (SMPP_FRAME_BAD). */
void smpp_link_on_garbage(struct smpp_link *link, int64_t now_ms);
/* Unbinds as soon as nothing is unanswered, at the latest after SMPP_UNBIND_MS; then ENDED. */
void smpp_link_end(struct smpp_link *link, int64_t now_ms);

bool smpp_link_may_send(const struct smpp_link *link); /* bound, to send, not ending */
/* 0: one of so many segments may be submitted now, and its rate is paid. > 0: ask again after so many
 * milliseconds. -1: not before an answer comes, or the link is up. */
int64_t smpp_link_take(struct smpp_link *link, int64_t segments, int64_t now_ms);
/* After smpp_link_take said 0: the sequence number of the submit_sm that the caller sends now. */
uint32_t smpp_link_submit(struct smpp_link *link, void *token, int64_t now_ms);

/* A deliver_sm_resp is about to leave: has the peer got it? It has when it answers a request that we send
 * later: when smpp_link_has_proven(link, mark). One is sent soon. */
uint32_t smpp_link_mark(struct smpp_link *link, int64_t now_ms);
bool smpp_link_has_proven(const struct smpp_link *link, uint32_t mark);

#endif
