/*
 * smpp_clients - what the files of our SMSC side share: integrators' clients, their connections.
 *
 * A client is here as long as it has a connection that is bound; what it may is asked again each second. What is counted for it
 * (binds, rate, window) is counted by each gateway for itself.
 */
#ifndef SMSGW_SMPP_CLIENTS_H
#define SMSGW_SMPP_CLIENTS_H

#include <uv.h>

#include "common/base/bytes.h"
#include "common/base/list.h"
#include "common/http/address.h"
#include "common/loop/loop.h"
#include "smsgw/core/smpp_server.h"
#include "smsgw/core/smpp_text.h"
#include "smsgw/smpp_socket.h"
#include "smsgw/smsgw.h"

enum {
	CLIENT_CHANNELS_MAX = 100,
	CLIENT_SYSTEM_ID_SIZE = 17,
	CLIENT_WAITING_MAX = 10000, /* texts or receipts: then RMSGQFUL */
	CLIENT_SESSIONS_MAX = 1000, /* connections of all clients */
	CLIENT_STRANGERS_MAX = 200, /* of them, those that are not bound */
	CLIENT_NEIGHBOURS_MAX = 50, /* of these, those of one source */
};

struct smpp_clients {
	struct daemon *daemon;
	uv_tcp_t listener;
	struct ssl_ctx_st *tls; /* NULL: none */
	struct list clients, sessions;
	struct timer timer;
	int bound; /* of the sessions */
	bool listening, stopping, timer_closing;
};

struct smpp_client {
	struct link link; /* in clients->clients */
	struct smpp_clients *clients;
	int64_t tenant, id;
	struct input_peer input;
	char system_id[CLIENT_SYSTEM_ID_SIZE];
	unsigned char hash[SHA256_SIZE];
	int64_t channels[CLIENT_CHANNELS_MAX];
	int channel_count;
	int binds, window;
	struct smpp_quota quota;
	struct list sessions; /* bound */
	struct list handovers; /* what is being delivered */
	int calls; /* to the database, that will name this client */
	int64_t asked_ms, held_ms; /* when last asked whether it may, and for its deliveries */
	bool holding; /* its deliveries are ours */
	bool reading, asking, gone;
};

/* A connection. */
struct smpp_session {
	struct link link; /* in clients->sessions */
	struct link bound; /* in client->sessions */
	struct smpp_clients *clients;
	struct smpp_client *client; /* NULL: not bound */
	struct input_peer input; /* its address, then its account */
	struct smpp_server machine;
	struct smpp_socket *socket;
	struct timer timer;
	struct buf in;
	const struct smpp_pdu *pdu; /* the one that is being looked at */
	int calls; /* to the database, that will name this session */
	char peer[ADDRESS_SOURCE_SIZE],
	    source[ADDRESS_SOURCE_SIZE]; /* the latter is what counts as one */
	char system_id[CLIENT_SYSTEM_ID_SIZE];
	unsigned char hash[SHA256_SIZE];
	bool freed;
};

/* What a client's GSM octets are: 0 and 1 mean the same. */
extern const struct smpp_charsets smpp_client_charsets;

/* ---- smpp_clients.c ---- */

struct db_result;
/* The client of a row of client_find, as it is now; made where it is not here. */
struct smpp_client *smpp_client_of(
    struct smpp_clients *clients, const struct smpp_session *session, const struct db_result *row);
void smpp_client_free_when_quiet(struct smpp_client *client);
void smpp_clients_stop_when_quiet(struct smpp_clients *clients);

/* ---- smpp_session.c ---- */

void smpp_session_start(struct smpp_clients *clients);
void smpp_session_end(struct smpp_session *session);
/* Does what the machine says, and arms the timer. */
void smpp_session_act(struct smpp_session *session);
/* -1: it can't be written; it is not sent. */
int smpp_session_send(struct smpp_session *session, const struct smpp_pdu *pdu);
void smpp_session_free_when_quiet(struct smpp_session *session);

/* ---- smpp_take.c ---- */

void smpp_take_submit(struct smpp_session *session, const struct smpp_pdu *pdu);
void smpp_take_query(struct smpp_session *session, const struct smpp_pdu *pdu);

/* ---- smpp_hand.c ---- */

/* Looks for what is due, and delivers what the binds have room for. */
void smpp_hand_look(struct smpp_client *client, int64_t now_ms);
void smpp_hand_on_answer(void *token, bool answered, uint32_t status);
/* Another gateway may have its deliveries. */
void smpp_hand_let_go(struct smpp_client *client);
bool smpp_client_receives(const struct smpp_client *client);

#endif
