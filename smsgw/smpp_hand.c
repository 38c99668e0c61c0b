/*
 * smpp_hand - what is delivered to a client by SMPP: receipts and customers' texts, each until the client has answered it.
 *
 * One gateway delivers to a client at a time: it says so in the database every few seconds (sms.client_hold), as long as the
 * client has a bind here that receives. What a client has answered is forgotten; whatever happens in between, it comes again:
 * twice rather than never, for SMPP gives a client nothing better.
 *
 * Owns: what is under way. Must not know: sockets.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/metrics/metrics.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/smpp_clients.h"

enum { HOLD_MS = 5000, TRY_MS = 2000, HANDOVERS_MAX = 50, AGAIN_MS = 60000, CODE_SIZE = 16 };
enum { ESM_RECEIPT = 0x04 };
enum {
	DUE_ID,
	DUE_OURS,
	DUE_NUMBER,
	DUE_SUBMISSION,
	DUE_STATE,
	DUE_CODE,
	DUE_SUBMITTED,
	DUE_ENDED,
	DUE_TEXT
};

static COUNTER(delivered, "sms_smpp_client_deliveries_total{outcome=\"taken\"}",
    "Receipts and texts delivered to SMPP clients, by outcome");
static COUNTER(later, "sms_smpp_client_deliveries_total{outcome=\"later\"}",
    "Receipts and texts delivered to SMPP clients, by outcome");
static COUNTER(dropped, "sms_smpp_client_deliveries_total{outcome=\"refused\"}",
    "Receipts and texts delivered to SMPP clients, by outcome");

/* One receipt or text, from its reading to its end. */
struct handover {
	struct link link; /* in client->handovers */
	struct smpp_client *client;
	int64_t id;
	char from[NUMBER_SIZE], to[NUMBER_SIZE];
	bool receipt;
	uint8_t state; /* of a receipt */
	char submission[SMPP_CLIENT_ID_SIZE], text[SMPP_RECEIPT_TEXT_SIZE];
	struct smpp_parts parts; /* of a text; count 0: `payload` */
	struct buf payload;
	size_t taken; /* octets of `payload` that the client has */
	int part; /* the one that is next, or under way */
	bool under_way; /* at a bind, or being stored */
};

static void look(struct smpp_client *client);

static void
handover_free(struct handover *handover)
{
	list_remove(&handover->client->handovers, &handover->link);
	smpp_parts_fini(&handover->parts);
	buf_fini(&handover->payload);
	free(handover);
}

bool
smpp_client_receives(const struct smpp_client *client)
{
	list_for_each (&client->sessions, at)
		if (LIST_OF(at, struct smpp_session, bound)->machine.bind != SMPP_BIND_TRANSMITTER)
			return true;
	return false;
}

static struct smpp_session *
session_with_room(const struct smpp_client *client)
{
	list_for_each (&client->sessions, at) {
		struct smpp_session *session = LIST_OF(at, struct smpp_session, bound);

		if (smpp_server_may_deliver(&session->machine))
			return session;
	}
	return NULL;
}

/* ---- sending ---- */

static void
fill_receipt(const struct handover *handover, struct smpp_pdu *pdu, struct buf *tlvs)
{
	char id[SMPP_CLIENT_ID_SIZE];

	pdu->esm_class = ESM_RECEIPT;
	pdu->short_message = view_of(handover->text);
	memcpy(id, handover->submission, sizeof(id));
	(void)smpp_tlv_add(
	    tlvs, SMPP_TLV_RECEIPTED_ID, (struct view){ id, sizeof(id) }); /* with its NUL */
	smpp_tlv_add_number(tlvs, SMPP_TLV_MESSAGE_STATE, 1, handover->state);
	pdu->tlvs = buf_view(tlvs);
}

/* What goes with the next PDU of a text that is too long for parts. */
static struct view
payload_next(const struct handover *handover)
{
	struct view rest = { handover->payload.p + handover->taken,
		handover->payload.n - handover->taken };

	return smpp_payload_next(&rest);
}

static void
fill_text(const struct handover *handover, struct smpp_pdu *pdu, struct buf *tlvs)
{
	if (handover->parts.count > 0) {
		smpp_part_fill(&handover->parts, handover->part, pdu, tlvs);
		return;
	}
	pdu->data_coding = 8;
	if (handover->payload.n > 0)
		(void)smpp_tlv_add(tlvs, SMPP_TLV_MESSAGE_PAYLOAD, payload_next(handover));
	pdu->tlvs = buf_view(tlvs);
}

static void
hand(struct handover *handover, struct smpp_session *session)
{
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM };
	struct buf tlvs = { 0 };

	smpp_address(view_of(handover->from), &pdu.source_ton, &pdu.source_npi, &pdu.source);
	smpp_address(
	    view_of(handover->to), &pdu.destination_ton, &pdu.destination_npi, &pdu.destination);
	if (handover->receipt)
		fill_receipt(handover, &pdu, &tlvs);
	else
		fill_text(handover, &pdu, &tlvs);
	pdu.sequence = smpp_server_deliver(&session->machine, handover, clock_mono_ms());
	handover->under_way = true;
	(void)smpp_session_send(session, &pdu);
	buf_fini(&tlvs);
	smpp_session_act(session); /* arms its timer */
}

/* Oldest first, as far as the windows of the binds go. */
static void
pump(struct smpp_client *client)
{
	list_for_each_safe (&client->handovers, at) {
		struct handover *handover = LIST_OF(at, struct handover, link);
		struct smpp_session *session = session_with_room(client);

		if (session == NULL)
			return;
		if (!handover->under_way)
			hand(handover, session);
	}
}

/* ---- the client's answer ---- */

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct handover *handover = ctx;
	struct smpp_client *client = handover->client;

	(void)outcome; /* what could not be forgotten comes again */
	(void)row;
	handover_free(handover);
	client->calls--;
	look(client);
	smpp_client_free_when_quiet(client);
}

static void
store(struct handover *handover, struct db_param again)
{
	struct smpp_client *client = handover->client;
	const struct db_param params[] = { P_INT(client->tenant), P_INT(client->id),
		P_INT(handover->id), again };
	const int64_t keys[] = { key_of_id("smpp_client", client->tenant, client->id) };

	client->calls++;
	db_submit(daemon_db(client->clients->daemon),
	    &(struct db_call){ .query = &q_client_delivered,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_stored, handover);
}

/* The client has taken a PDU of it. True: there is more. */
static bool
has_more(struct handover *handover)
{
	if (handover->payload.n > 0)
		handover->taken += payload_next(handover).n;
	return ++handover->part < handover->parts.count || handover->taken < handover->payload.n;
}

static void
on_status(struct handover *handover, uint32_t status)
{
	enum smpp_meaning meaning = smpp_status_find(status)->meaning;

	if (meaning == SMPP_OK && has_more(handover)) {
		handover->under_way = false;
		pump(handover->client);
	} else if (meaning == SMPP_THROTTLED || meaning == SMPP_FULL || meaning == SMPP_TEMPORARY) {
		metric_add(&later, 1);
		store(handover, P_INT(AGAIN_MS));
	} else { /* taken, or refused for good: again it would be refused again */
		metric_add(meaning == SMPP_OK ? &delivered : &dropped, 1);
		store(handover, P_NULL());
	}
}

void
smpp_hand_on_answer(void *token, bool answered, uint32_t status)
{
	struct handover *handover = token;
	struct smpp_client *client = handover->client;

	if (answered) {
		on_status(handover, status);
		return;
	}
	metric_add(&later, 1);
	handover_free(handover); /* the next reading finds it again */
	smpp_client_free_when_quiet(client);
}

/* ---- what is due ---- */

static void
take_receipt(struct handover *handover, const struct db_result *row, int i)
{
	const struct smpp_receipt_own receipt = { .id = db_int(row, i, DUE_SUBMISSION),
		.state = db_text(row, i, DUE_STATE),
		.code = db_text(row, i, DUE_CODE),
		.submitted_s = db_int(row, i, DUE_SUBMITTED),
		.ended_s = db_int(row, i, DUE_ENDED) };

	handover->receipt = true;
	handover->state = smpp_state_of(receipt.state);
	smpp_client_id(receipt.id, handover->submission);
	smpp_receipt_text(&receipt, handover->text);
}

/* What is too long for parts goes as message_payload, in as many PDUs as it takes. */
static void
take_text(struct handover *handover, struct view text)
{
	struct err err;

	if (smpp_parts_make(text, &smpp_client_charsets, SMPP_LONG_UDH, (uint8_t)handover->id,
		&handover->parts, &err) != 0) {
		handover->parts = (struct smpp_parts){ 0 };
		(void)smpp_text_encode(SMPP_UCS2, text, &handover->payload);
	}
}

static void
take_row(struct smpp_client *client, const struct db_result *row, int i)
{
	struct handover *handover = mem_zero(1, sizeof(*handover));

	handover->client = client;
	handover->id = db_int(row, i, DUE_ID);
	(void)view_copy(db_text(row, i, DUE_NUMBER), handover->from, sizeof(handover->from));
	(void)view_copy(db_text(row, i, DUE_OURS), handover->to, sizeof(handover->to));
	if (!db_is_null(row, i, DUE_SUBMISSION))
		take_receipt(handover, row, i);
	else
		take_text(handover, db_text(row, i, DUE_TEXT));
	list_append(&client->handovers, &handover->link);
}

static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct smpp_client *client = ctx;

	client->calls--;
	client->reading = false;
	for (int i = 0; outcome == DB_DONE && !list_empty(&client->sessions) && i < row->rows; i++)
		take_row(client, row, i);
	pump(client);
	smpp_client_free_when_quiet(client);
}

static void
look(struct smpp_client *client)
{
	struct buf but = { 0 };
	size_t room = HANDOVERS_MAX - client->handovers.count;

	pump(client);
	if (client->reading || !client->holding || client->gone || room < HANDOVERS_MAX / 2 ||
	    session_with_room(client) == NULL)
		return;
	buf_add_char(&but, '{');
	list_for_each (&client->handovers, at)
		buf_addf(&but, "%s%" PRId64, but.n > 1 ? "," : "",
		    LIST_OF(at, struct handover, link)->id);
	buf_add_char(&but, '}');
	const struct db_param params[] = { P_INT(client->tenant), P_INT(client->id),
		P_INT(daemon_boot(client->clients->daemon)), P_VIEW(buf_view(&but)),
		P_INT((int64_t)room) };

	client->reading = true;
	client->calls++;
	db_submit(daemon_db(client->clients->daemon),
	    &(struct db_call){
		.query = &q_client_deliveries, .lane = DB_LANE_READ, .params = params },
	    on_read, client);
	buf_fini(&but);
}

/* ---- whose deliveries they are ---- */

static void
on_held(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct smpp_client *client = ctx;

	client->calls--;
	client->holding = outcome == DB_DONE && db_bool(row, 0, 0);
	look(client);
	smpp_client_free_when_quiet(client);
}

static void
hold(struct smpp_client *client, bool let_go)
{
	struct daemon *daemon = client->clients->daemon;
	const struct db_param params[] = { P_INT(client->tenant), P_INT(client->id),
		P_INT(daemon_boot(daemon)), P_BOOL(let_go) };
	const int64_t keys[] = { key_of_id("smpp_client", client->tenant, client->id) };

	client->calls++;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_client_hold,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_held, client);
}

void
smpp_hand_let_go(struct smpp_client *client)
{
	client->holding = false;
	client->held_ms = 0;
	hold(client, true);
}

void
smpp_hand_look(struct smpp_client *client, int64_t now_ms)
{
	if (!smpp_client_receives(client))
		return;
	if (now_ms - client->held_ms >= (client->holding ? HOLD_MS : TRY_MS)) {
		client->held_ms = now_ms;
		hold(client, false);
	} else {
		look(client);
	}
}
