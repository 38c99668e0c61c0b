/*
 * smpp_session - a connection of an integrator's SMPP client: a socket and the machine that says what to do with it
 * (core/smpp_server.h); who it is.
 *
 * Owns: the connections, failed logins by address. Must not know: texts, receipts.
 */
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/daemon/quarantine.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/smpp_clients.h"

enum {
	TOLD_MS = 60000,
	FAILURES_MAX = 5, /* of one source in a minute */
	FAILURES_MS = 60000,
	SOURCES_MAX = 1024, /* that are remembered; the oldest makes room */
};

static COUNTER(
    received, "sms_smpp_client_received_total", "PDUs that came from integrators' SMPP clients");
static COUNTER(unreadable, "sms_smpp_client_unreadable_total",
    "PDUs of integrators' SMPP clients that could not be read");
static COUNTER(refused, "sms_smpp_client_refused_total",
    "Binds of integrators' SMPP clients that were refused");

static const char system_name[] = "trunkline";

/* ---- failed logins ---- */

static struct failures {
	char source[ADDRESS_SOURCE_SIZE];
	int64_t since_ms;
	int count;
} failures[SOURCES_MAX];
static int failures_next;

static struct failures *
failures_find(const char *source, int64_t now_ms)
{
	for (int i = 0; i < SOURCES_MAX; i++)
		if (failures[i].count > 0 && now_ms - failures[i].since_ms < FAILURES_MS &&
		    strcmp(failures[i].source, source) == 0)
			return &failures[i];
	return NULL;
}

static bool
failed_too_often(const char *source)
{
	const struct failures *at = failures_find(source, clock_mono_ms());

	return at != NULL && at->count >= FAILURES_MAX;
}

static void
failure_note(const char *source, int64_t now_ms)
{
	struct failures *at = failures_find(source, now_ms);

	if (at != NULL) {
		at->count++;
		return;
	}
	at = &failures[failures_next];
	failures_next = (failures_next + 1) % SOURCES_MAX;
	*at = (struct failures){ .since_ms = now_ms, .count = 1 };
	(void)view_copy(view_of(source), at->source, sizeof(at->source));
}

/* ---- the end ---- */

static void
session_free(void *ctx)
{
	struct smpp_session *session = ctx;
	struct smpp_clients *clients = session->clients;

	list_remove(&clients->sessions, &session->link);
	mem_wipe(session->hash, sizeof(session->hash));
	buf_fini(&session->in);
	free(session);
	smpp_clients_stop_when_quiet(clients);
}

void
smpp_session_free_when_quiet(struct smpp_session *session)
{
	if (session->freed || session->machine.state != SMPP_SERVER_ENDED ||
	    session->socket != NULL || session->calls > 0)
		return;
	session->freed = true;
	timer_close(&session->timer, session_free);
}

/* ---- the socket ---- */

int
smpp_session_send(struct smpp_session *session, const struct smpp_pdu *pdu)
{
	struct buf frame = { 0 };
	struct err err;
	int result = smpp_encode(pdu, &frame, &err);

	if (result != 0)
		LOG(ERROR, "smpp_unwritable", LOG_TEXT("field", err.field));
	else if (session->socket != NULL)
		smpp_socket_send(session->socket, buf_view(&frame));
	buf_fini(&frame);
	return result;
}

static void
on_frame(struct smpp_session *session, struct view frame)
{
	struct smpp_pdu pdu;
	struct err err;
	int64_t now_ms = clock_mono_ms();

	metric_add(&received, 1);
	if (smpp_decode(frame, &pdu, &err) == 0) {
		session->pdu = &pdu;
		smpp_server_on_pdu(&session->machine, &pdu, now_ms);
	} else {
		metric_add(&unreadable, 1);
		smpp_server_on_unreadable(&session->machine, &pdu, now_ms);
	}
	smpp_session_act(session);
	session->pdu = NULL;
}

static bool
is_open(const struct smpp_session *session)
{
	return session->machine.state < SMPP_SERVER_CLOSING;
}

static void
on_bytes(void *ctx, struct view bytes)
{
	struct smpp_session *session = ctx;
	struct view rest, frame;
	enum smpp_frame found = SMPP_FRAME_MORE;

	if (!is_open(session))
		return;
	buf_add_view(&session->in, bytes);
	rest = buf_view(&session->in);
	while (is_open(session) && (found = smpp_frame(rest, &frame)) == SMPP_FRAME_WHOLE) {
		on_frame(session, frame);
		rest.p += frame.n;
		rest.n -= frame.n;
	}
	if (found == SMPP_FRAME_BAD) {
		metric_add(&unreadable, 1);
		smpp_server_on_garbage(&session->machine);
	}
	if (session->in.p != NULL) /* a bind holds a password */
		mem_wipe(session->in.p, session->in.n - rest.n);
	buf_drop(&session->in, session->in.n - rest.n);
	smpp_session_act(session);
}

static void
on_opened(void *ctx)
{
	(void)ctx; /* the first PDU is the client's */
}

static void
on_closed(void *ctx, const char *why)
{
	struct smpp_session *session = ctx;

	(void)why;
	session->socket = NULL;
	smpp_server_on_closed(&session->machine);
	smpp_session_act(session);
}

/* ---- who it is ---- */

static void
refuse(struct smpp_session *session, uint32_t status)
{
	int64_t now_ms = clock_mono_ms(), suppressed = 0;

	metric_add(&refused, 1);
	if (status == SMPP_RINVPASWD)
		failure_note(session->source, now_ms);
	if (log_allow("smpp_client_refused", view_of(session->peer), TOLD_MS, &suppressed))
		LOG(WARN, "smpp_client_refused", LOG_TEXT("source", session->peer),
		    LOG_TEXT("status", smpp_status_find(status)->name),
		    LOG_INT("suppressed", suppressed));
	smpp_server_on_refused(&session->machine, status, now_ms);
}

static const char *
kind_of(enum smpp_command bind)
{
	return bind == SMPP_BIND_TRANSMITTER ? "transmitter"
	    : bind == SMPP_BIND_RECEIVER     ? "receiver"
					     : "transceiver";
}

static bool
has_word(struct view list, const char *word)
{
	while (list.n > 0)
		if (view_is(view_cut(&list, ' '), word))
			return true;
	return false;
}

enum { KINDS_COLUMN = 3 };

static void
let_in(struct smpp_session *session, const struct db_result *row)
{
	struct smpp_client *client;

	if (!has_word(db_text(row, 0, KINDS_COLUMN), kind_of(session->machine.bind))) {
		refuse(session, SMPP_RBINDFAIL);
		return;
	}
	client = smpp_client_of(session->clients, session, row);
	if (quarantine_refuses_s(session->clients->daemon, &client->input) > 0) {
		refuse(session, SMPP_RBINDFAIL);
		smpp_client_free_when_quiet(client);
		return;
	}
	if (client->sessions.count >= (size_t)client->binds) {
		refuse(session, SMPP_RALYBND);
		smpp_client_free_when_quiet(client);
		return;
	}
	session->client = client;
	session->input = client->input;
	client->calls++; /* as long as the connection is there */
	list_append(&client->sessions, &session->bound);
	session->clients->bound++;
	smpp_server_on_login(&session->machine, &client->quota, client->window, clock_mono_ms());
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct smpp_session *session = ctx;

	session->calls--;
	/* Many guesses may have been looked up at once: those that come back after the fifth wrong one count no more. */
	if (session->machine.state != SMPP_SERVER_LOGIN || session->clients->stopping ||
	    failed_too_often(session->source))
		refuse(session, SMPP_RBINDFAIL);
	else if (outcome != DB_DONE)
		refuse(session, SMPP_RSYSERR);
	else if (row->rows == 0) /* an id that is not known is told like a wrong password */
		refuse(session, SMPP_RINVPASWD);
	else
		let_in(session, row);
	smpp_session_act(session);
}

static void
log_in(struct smpp_session *session, const struct smpp_pdu *pdu)
{
	if (failed_too_often(session->source)) {
		refuse(session, SMPP_RBINDFAIL);
		return;
	}
	if (!utf8_valid(pdu->system_id)) { /* nobody's, and no text for the database */
		refuse(session, SMPP_RINVPASWD);
		return;
	}
	(void)view_copy(pdu->system_id, session->system_id, sizeof(session->system_id));
	smpp_client_hash(session->clients->daemon, pdu->system_id, pdu->password, session->hash);
	const struct db_param params[] = { P_TEXT(session->system_id),
		P_BYTES(((struct view){ (const char *)session->hash, sizeof(session->hash) })),
		P_INT(CLIENT_WAITING_MAX) };

	session->calls++;
	db_submit(daemon_db(session->clients->daemon),
	    &(struct db_call){ .query = &q_client_find, .lane = DB_LANE_READ, .params = params },
	    on_found, session);
}

static void
leave(struct smpp_session *session)
{
	struct smpp_client *client = session->client;

	list_remove(&client->sessions, &session->bound);
	session->clients->bound--;
}

/* ---- what the machine says ---- */

static void
send_plain(struct smpp_session *session, const struct smpp_server_action *action)
{
	bool bind = action->status == SMPP_ROK && (action->command & SMPP_RESPONSE) != 0 &&
	    action->command == ((uint32_t)session->machine.bind | SMPP_RESPONSE);
	struct buf tlvs = { 0 };

	if (bind)
		smpp_tlv_add_number(&tlvs, SMPP_TLV_SC_VERSION, 1, SMPP_VERSION);
	(void)smpp_session_send(session,
	    &(struct smpp_pdu){ .command = action->command,
		.status = action->status,
		.sequence = action->sequence,
		.system_id = bind ? view_of(system_name) : (struct view){ NULL, 0 },
		.tlvs = buf_view(&tlvs) });
	buf_fini(&tlvs);
}

static void
do_one(struct smpp_session *session, const struct smpp_server_action *action)
{
	switch (action->act) {
	case SMPP_SERVE_SEND:
		send_plain(session, action);
		break;
	case SMPP_SERVE_LOGIN:
		log_in(session, session->pdu);
		break;
	case SMPP_SERVE_SUBMIT:
		smpp_take_submit(session, session->pdu);
		break;
	case SMPP_SERVE_QUERY:
		smpp_take_query(session, session->pdu);
		break;
	case SMPP_SERVE_UP:
		LOG(INFO, "smpp_client_bound", LOG_ID("client", session->client->id),
		    LOG_TEXT("kind", kind_of(session->machine.bind)),
		    LOG_TEXT("source", session->peer));
		break;
	case SMPP_SERVE_DOWN:
		leave(session);
		break;
	case SMPP_SERVE_DELIVERED:
		smpp_hand_on_answer(action->token, true, action->status);
		break;
	case SMPP_SERVE_UNDELIVERED:
		smpp_hand_on_answer(action->token, false, SMPP_ROK);
		break;
	case SMPP_SERVE_CLOSE:
		if (session->socket != NULL)
			smpp_socket_close(session->socket);
		break;
	case SMPP_SERVE_NONE:
	case SMPP_SERVE_ENDED:
		break;
	}
}

/* Of the client nothing is left that this connection could need, once it is down and its work is done. */
static void
forget_client(struct smpp_session *session)
{
	struct smpp_client *client = session->client;

	if (client == NULL || session->machine.state != SMPP_SERVER_ENDED || session->calls > 0)
		return;
	session->client = NULL;
	client->calls--;
	smpp_client_free_when_quiet(client);
}

void
smpp_session_act(struct smpp_session *session)
{
	struct smpp_server_action action;
	int64_t deadline;

	while (smpp_server_next(&session->machine, &action))
		do_one(session, &action);
	if (session->machine.state == SMPP_SERVER_ENDED) {
		forget_client(session);
		smpp_session_free_when_quiet(session);
		return;
	}
	deadline = smpp_server_deadline(&session->machine);
	if (deadline < INT64_MAX)
		timer_at(&session->timer, deadline);
	else
		timer_stop(&session->timer);
}

static void
on_timer(void *ctx)
{
	struct smpp_session *session = ctx;

	smpp_server_on_time(&session->machine, clock_mono_ms());
	smpp_session_act(session);
}

void
smpp_session_end(struct smpp_session *session)
{
	smpp_server_end(&session->machine, clock_mono_ms());
	smpp_session_act(session);
}

/* Strangers of one source must not keep all others out. */
static bool
has_room(const struct smpp_clients *clients, const char *source)
{
	int neighbours = 0;

	list_for_each (&clients->sessions, at) {
		const struct smpp_session *one = LIST_OF(at, struct smpp_session, link);

		neighbours += one->client == NULL && strcmp(one->source, source) == 0;
	}
	return clients->sessions.count <= CLIENT_SESSIONS_MAX &&
	    clients->sessions.count - (size_t)clients->bound <= CLIENT_STRANGERS_MAX &&
	    neighbours <= CLIENT_NEIGHBOURS_MAX;
}

void
smpp_session_start(struct smpp_clients *clients)
{
	struct smpp_session *session = mem_zero(1, sizeof(*session));

	session->clients = clients;
	smpp_server_init(&session->machine, clock_mono_ms());
	timer_init(&session->timer, daemon_loop(clients->daemon), on_timer, session);
	list_append(&clients->sessions, &session->link);
	session->socket = smpp_socket_accept((uv_stream_t *)&clients->listener, clients->tls,
	    &(struct smpp_socket_config){ .input = &session->input,
		.opened = on_opened,
		.bytes = on_bytes,
		.closed = on_closed,
		.ctx = session });
	smpp_socket_peer(session->socket, session->peer, sizeof(session->peer));
	address_source(view_of(session->peer), session->source);
	session->input =
	    quarantine_address(clients->daemon, INPUT_SMPP_ADDRESS, view_of(session->peer));
	if (clients->stopping || !has_room(clients, session->source) ||
	    quarantine_refuses_s(clients->daemon, &session->input) > 0)
		smpp_session_end(session);
	else
		smpp_session_act(session);
}
