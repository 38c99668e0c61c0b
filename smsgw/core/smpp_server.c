/* smpp_server - see smpp_server.h */
#include "smsgw/core/smpp_server.h"

#include <assert.h>
#include <string.h>

#include "smsgw/core/smpp_link.h"

enum { PAYLOAD_SEGMENT = 134 }; /* octets of a long text that count as one segment */

/* ---- actions ---- */

static void
act(struct smpp_server *server, struct smpp_server_action action)
{
	int at = (server->action_first + server->action_count) % SMPP_SERVER_ACTIONS_MAX;

	assert(server->action_count < SMPP_SERVER_ACTIONS_MAX);
	server->actions[at] = action;
	server->action_count++;
}

static void
send_pdu(struct smpp_server *server, uint32_t command, uint32_t status, uint32_t sequence)
{
	act(server,
	    (struct smpp_server_action){ .act = SMPP_SERVE_SEND,
		.command = command,
		.status = status,
		.sequence = sequence });
}

static void
answer(struct smpp_server *server, const struct smpp_pdu *pdu, uint32_t status)
{
	send_pdu(server, smpp_response_to(pdu->command), status, pdu->sequence);
}

static uint32_t
request(struct smpp_server *server)
{
	server->sequence = smpp_sequence_next(server->sequence);
	return server->sequence;
}

static bool
is_open(const struct smpp_server *server)
{
	return server->state < SMPP_SERVER_CLOSING;
}

static void *
delivery_remove(struct smpp_server *server, int i)
{
	void *token = server->deliveries[i].token;

	server->unanswered--;
	memmove(&server->deliveries[i], &server->deliveries[i + 1],
	    (size_t)(server->unanswered - i) * sizeof(server->deliveries[0]));
	return token;
}

/* Of a connection that is closing no answer comes any more. */
static bool
next_lost(struct smpp_server *server, struct smpp_server_action *out)
{
	if (server->unanswered == 0 || is_open(server))
		return false;
	*out = (struct smpp_server_action){ .act = SMPP_SERVE_UNDELIVERED,
		.token = delivery_remove(server, 0) };
	return true;
}

bool
smpp_server_next(struct smpp_server *server, struct smpp_server_action *out)
{
	if (next_lost(server, out))
		return true;
	if (server->action_count == 0)
		return false;
	*out = server->actions[server->action_first];
	server->action_first = (server->action_first + 1) % SMPP_SERVER_ACTIONS_MAX;
	server->action_count--;
	return true;
}

/* ---- states ---- */

/* The one way from state to state. */
static void
set_state(struct smpp_server *server, enum smpp_server_state state, int64_t until_ms)
{
	static const enum smpp_server_act entered[] = { [SMPP_SERVER_BOUND] = SMPP_SERVE_UP,
		[SMPP_SERVER_CLOSING] = SMPP_SERVE_CLOSE,
		[SMPP_SERVER_ENDED] = SMPP_SERVE_ENDED };

	if (server->state == SMPP_SERVER_BOUND)
		act(server, (struct smpp_server_action){ .act = SMPP_SERVE_DOWN });
	server->state = state;
	server->until_ms = until_ms;
	if (entered[state] != SMPP_SERVE_NONE)
		act(server, (struct smpp_server_action){ .act = entered[state] });
}

static void
close_server(struct smpp_server *server)
{
	set_state(server, SMPP_SERVER_CLOSING, INT64_MAX);
}

void
smpp_server_init(struct smpp_server *server, int64_t now_ms)
{
	*server = (struct smpp_server){
		.state = SMPP_SERVER_OPEN, .until_ms = now_ms + SMPP_FIRST_MS, .heard_ms = now_ms
	};
}

void
smpp_server_on_closed(struct smpp_server *server)
{
	if (server->state == SMPP_SERVER_ENDED)
		return;
	set_state(server, SMPP_SERVER_ENDED, INT64_MAX);
}

void
smpp_server_end(struct smpp_server *server, int64_t now_ms)
{
	if (server->state == SMPP_SERVER_BOUND) {
		set_state(server, SMPP_SERVER_UNBINDING, now_ms + SMPP_UNBIND_MS);
		send_pdu(server, SMPP_UNBIND, SMPP_ROK, request(server));
	} else if (server->state < SMPP_SERVER_LEAVING) {
		close_server(server);
	}
}

/* ---- who it is ---- */

void
smpp_server_on_login(
    struct smpp_server *server, struct smpp_quota *quota, int window, int64_t now_ms)
{
	if (server->state != SMPP_SERVER_LOGIN)
		return;
	server->quota = quota;
	server->window = window;
	server->heard_ms = server->asked_ms = now_ms;
	send_pdu(server, (uint32_t)server->bind | SMPP_RESPONSE, SMPP_ROK, server->login);
	set_state(server, SMPP_SERVER_BOUND, INT64_MAX);
}

static void
refuse(struct smpp_server *server)
{
	send_pdu(server, (uint32_t)server->bind | SMPP_RESPONSE, server->refusal, server->login);
	close_server(server);
}

void
smpp_server_on_refused(struct smpp_server *server, uint32_t status, int64_t now_ms)
{
	if (server->state != SMPP_SERVER_LOGIN)
		return;
	server->refusal = status;
	if (status == SMPP_RINVPASWD)
		set_state(server, SMPP_SERVER_REFUSING, now_ms + SMPP_REFUSAL_MS);
	else
		refuse(server);
}

static void
on_bind(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (server->state != SMPP_SERVER_OPEN) {
		answer(server, pdu, SMPP_RALYBND);
		return;
	}
	server->bind = (enum smpp_command)pdu->command;
	server->login = pdu->sequence;
	/* However long the look-up takes, the client is not kept for ever. */
	set_state(server, SMPP_SERVER_LOGIN, now_ms + SMPP_BIND_MS);
	act(server, (struct smpp_server_action){ .act = SMPP_SERVE_LOGIN });
}

/* ---- what the client wants ---- */

/* What a long text costs is not known before it is read: its octets tell about. */
static int64_t
segments_of(const struct smpp_pdu *pdu)
{
	struct view payload;

	if (!smpp_tlv_find(pdu, SMPP_TLV_MESSAGE_PAYLOAD, &payload))
		return 1;
	return 1 + (int64_t)(payload.n / PAYLOAD_SEGMENT);
}

/* In the order of the reference; ROK: it may be stored. */
static uint32_t
judge_submit(const struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (server->state != SMPP_SERVER_BOUND || server->bind == SMPP_BIND_RECEIVER)
		return SMPP_RINVBNDSTS;
	if (server->submits >= server->window)
		return SMPP_RTHROTTLED;
	if (bucket_take(&server->quota->rate, segments_of(pdu), now_ms) > 0)
		return SMPP_RTHROTTLED;
	return server->quota->full ? SMPP_RMSGQFUL : SMPP_ROK;
}

static void
on_work(struct smpp_server *server, const struct smpp_pdu *pdu, enum smpp_server_act wanted,
    uint32_t status)
{
	if (status != SMPP_ROK) {
		answer(server, pdu, status);
		return;
	}
	server->submits++;
	act(server, (struct smpp_server_action){ .act = wanted });
}

static void
on_query(struct smpp_server *server, const struct smpp_pdu *pdu)
{
	on_work(server, pdu, SMPP_SERVE_QUERY,
	    server->state != SMPP_SERVER_BOUND || server->bind == SMPP_BIND_RECEIVER
		? SMPP_RINVBNDSTS
		: server->submits >= server->window ? SMPP_RTHROTTLED
						    : SMPP_ROK);
}

static void
leave_when_answered(struct smpp_server *server)
{
	if (server->state != SMPP_SERVER_LEAVING || server->submits > 0)
		return;
	send_pdu(server, SMPP_UNBIND | SMPP_RESPONSE, SMPP_ROK, server->leaving);
	close_server(server);
}

static void
on_unbind(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (server->state == SMPP_SERVER_LEAVING)
		return;
	server->leaving = pdu->sequence;
	set_state(server, SMPP_SERVER_LEAVING, now_ms + SMPP_UNBIND_MS);
	leave_when_answered(server);
}

void
smpp_server_on_submitted(struct smpp_server *server, int64_t now_ms)
{
	(void)now_ms;
	assert(server->submits > 0);
	server->submits--;
	leave_when_answered(server);
}

static void
on_request(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	switch (pdu->command) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER:
		on_bind(server, pdu, now_ms);
		break;
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM:
		on_work(server, pdu, SMPP_SERVE_SUBMIT, judge_submit(server, pdu, now_ms));
		break;
	case SMPP_QUERY_SM:
		on_query(server, pdu);
		break;
	case SMPP_ENQUIRE_LINK:
		answer(server, pdu, SMPP_ROK);
		break;
	case SMPP_UNBIND:
		on_unbind(server, pdu, now_ms);
		break;
	case SMPP_REPLACE_SM:
		answer(server, pdu, SMPP_RREPLACEFAIL);
		break;
	case SMPP_CANCEL_SM:
		answer(server, pdu, SMPP_RCANCELFAIL);
		break;
	case SMPP_ALERT_NOTIFICATION: /* neither has a response */
	case SMPP_OUTBIND:
		break;
	default:
		send_pdu(server, SMPP_GENERIC_NACK, SMPP_RINVCMDID, pdu->sequence);
	}
}

/* ---- what the client answers ---- */

static void
on_response(struct smpp_server *server, const struct smpp_pdu *pdu)
{
	uint32_t to = pdu->command & ~SMPP_RESPONSE;

	if (server->state == SMPP_SERVER_UNBINDING && to == SMPP_UNBIND) {
		close_server(server);
		return;
	}
	if (to != SMPP_DELIVER_SM && pdu->command != SMPP_GENERIC_NACK)
		return;
	for (int i = 0; i < server->unanswered; i++)
		if (server->deliveries[i].sequence == pdu->sequence) {
			act(server,
			    (struct smpp_server_action){ .act = SMPP_SERVE_DELIVERED,
				.status = pdu->status,
				.token = delivery_remove(server, i) });
			return;
		}
}

void
smpp_server_on_pdu(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (!is_open(server))
		return;
	server->heard_ms = server->asked_ms = now_ms;
	if ((pdu->command & SMPP_RESPONSE) != 0)
		on_response(server, pdu);
	else if (server->state == SMPP_SERVER_OPEN && smpp_command_name(pdu->command) != NULL &&
	    pdu->command != SMPP_BIND_TRANSMITTER && pdu->command != SMPP_BIND_RECEIVER &&
	    pdu->command != SMPP_BIND_TRANSCEIVER && pdu->command != SMPP_UNBIND)
		answer(server, pdu, SMPP_RINVBNDSTS);
	else
		on_request(server, pdu, now_ms);
}

void
smpp_server_on_unreadable(struct smpp_server *server, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (!is_open(server))
		return;
	server->heard_ms = server->asked_ms = now_ms;
	if ((pdu->command & SMPP_RESPONSE) != 0) /* it answered, though nobody can say what */
		on_response(server,
		    &(struct smpp_pdu){ .command = SMPP_GENERIC_NACK,
			.status = SMPP_RUNKNOWNERR,
			.sequence = pdu->sequence });
	else
		answer(server, pdu, pdu->status);
}

void
smpp_server_on_garbage(struct smpp_server *server)
{
	if (!is_open(server))
		return;
	send_pdu(server, SMPP_GENERIC_NACK, SMPP_RINVCMDLEN, 0);
	close_server(server);
}

/* ---- what time does ---- */

static void
on_time_bound(struct smpp_server *server, int64_t now_ms)
{
	while (server->unanswered > 0 && server->deliveries[0].until_ms <= now_ms &&
	    server->action_count < SMPP_SERVER_ACTIONS_MAX - 4)
		act(server,
		    (struct smpp_server_action){
			.act = SMPP_SERVE_UNDELIVERED, .token = delivery_remove(server, 0) });
	if (now_ms >= server->heard_ms + SMPP_CLIENT_IDLE_MS) {
		close_server(server);
	} else if (now_ms >= server->asked_ms + SMPP_CLIENT_ENQUIRE_MS) {
		server->asked_ms = now_ms;
		send_pdu(server, SMPP_ENQUIRE_LINK, SMPP_ROK, request(server));
	}
}

void
smpp_server_on_time(struct smpp_server *server, int64_t now_ms)
{
	if (server->state == SMPP_SERVER_BOUND)
		on_time_bound(server, now_ms);
	else if (!is_open(server) || now_ms < server->until_ms)
		return;
	else if (server->state == SMPP_SERVER_REFUSING)
		refuse(server);
	else
		close_server(server);
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
smpp_server_deadline(const struct smpp_server *server)
{
	int64_t at = server->until_ms;

	if (server->state != SMPP_SERVER_BOUND)
		return at;
	at = sooner(at, server->heard_ms + SMPP_CLIENT_IDLE_MS);
	at = sooner(at, server->asked_ms + SMPP_CLIENT_ENQUIRE_MS);
	return server->unanswered > 0 ? sooner(at, server->deliveries[0].until_ms) : at;
}

/* ---- delivering ---- */

bool
smpp_server_may_deliver(const struct smpp_server *server)
{
	return server->state == SMPP_SERVER_BOUND && server->bind != SMPP_BIND_TRANSMITTER &&
	    server->unanswered < SMPP_DELIVER_WINDOW;
}

uint32_t
smpp_server_deliver(struct smpp_server *server, void *token, int64_t now_ms)
{
	uint32_t sequence = request(server);
	int at = server->unanswered++;

	assert(at < SMPP_DELIVER_WINDOW);
	server->deliveries[at].sequence = sequence;
	server->deliveries[at].until_ms = now_ms + SMPP_DELIVER_MS;
	server->deliveries[at].token = token;
	return sequence;
}
