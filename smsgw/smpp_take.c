/*
 * smpp_take - what a client submits by SMPP: judged, stored as an integrator's text, only then answered.
 *
 * SMPP has nothing by which a repetition is known: who sends a submit_sm again, because its answer was lost, has sent two
 * texts. What is repeated here, after a lost COMMIT, is one (sms.client_submit's command).
 *
 * Owns: nothing. Must not know: when a client may submit (core/smpp_server.h).
 */
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "common/daemon/command_id.h"
#include "common/metrics/metrics.h"
#include "common/phone/phone.h"
#include "smsgw/accept.h"
#include "smsgw/channels.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/smpp_clients.h"

enum { CHARACTERS_MAX = 1600, RECEIPT_MASK = 3 };
enum { TAKEN_OUTCOME, TAKEN_ID, TAKEN_TEXT };

static COUNTER(taken, "sms_smpp_client_submits_total{outcome=\"taken\"}",
    "Texts and parts that SMPP clients submitted, by outcome");
static COUNTER(declined, "sms_smpp_client_submits_total{outcome=\"refused\"}",
    "Texts and parts that SMPP clients submitted, by outcome");

/* A submit on its way to the database. */
struct taking {
	struct smpp_session *session;
	uint32_t command, sequence;
	const struct channel *channel; /* until the first call has left */
	int64_t tenant, client, channel_id;
	char number[PHONE_SIZE];
	int64_t ref, total, part; /* total 0: whole */
	int64_t validity_ms; /* 0: the channel's */
	int64_t submission; /* all parts are there: the last one's id */
	int receipt;
};

/* What a refusal of the owner function is to SMPP. */
static const struct {
	const char *outcome;
	uint32_t status;
} refusals[] = {
	{ "opted_out", SMPP_RX_R_APPN },
	{ "number_blocked", SMPP_RX_R_APPN },
	{ "quiet_hours", SMPP_RX_R_APPN },
	{ "country_not_allowed", SMPP_RINVDSTADR },
	{ "channel_cannot_send", SMPP_RINVSRCADR },
	{ "unknown_reference", SMPP_RINVSRCADR },
	{ "invalid", SMPP_RINVMSGLEN },
};

static uint32_t
status_of(struct view outcome)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (view_is(outcome, refusals[i].outcome))
			return refusals[i].status;
	return SMPP_RSYSERR;
}

/* ---- answering ---- */

static void
answered(struct smpp_session *session)
{
	smpp_server_on_submitted(&session->machine, clock_mono_ms());
	smpp_session_act(session);
}

static void
answer(
    struct smpp_session *session, uint32_t command, uint32_t sequence, uint32_t status, int64_t id)
{
	char text[SMPP_CLIENT_ID_SIZE] = "";

	metric_add(status == SMPP_ROK ? &taken : &declined, 1);
	if (status == SMPP_ROK)
		smpp_client_id(id, text);
	(void)smpp_session_send(session,
	    &(struct smpp_pdu){ .command = command | SMPP_RESPONSE,
		.status = status,
		.sequence = sequence,
		.message_id = view_of(text) });
	answered(session);
}

static void
end(struct taking *taking, uint32_t status, int64_t id)
{
	struct smpp_session *session = taking->session;

	session->calls--;
	answer(session, taking->command, taking->sequence, status, id);
	free(taking);
}

/* ---- storing ---- */

static void store(struct taking *taking, struct view text);

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct taking *taking = ctx;
	struct view what;

	if (outcome != DB_DONE) {
		end(taking, SMPP_RSYSERR, 0);
		return;
	}
	what = db_text(row, 0, TAKEN_OUTCOME);
	if (view_is(what, "ok") || view_is(what, "part_kept")) {
		end(taking, SMPP_ROK, db_int(row, 0, TAKEN_ID));
	} else if (view_is(what, "whole") && taking->submission == 0) {
		taking->submission = db_int(row, 0, TAKEN_ID);
		store(taking, db_text(row, 0, TAKEN_TEXT));
	} else {
		end(taking, status_of(what), 0);
	}
}

/* What is counted of a text is of the whole one. */
static void
store(struct taking *taking, struct view text)
{
	struct smpp_session *session = taking->session;
	struct daemon *daemon = session->clients->daemon;
	struct sms_count count = sms_count(text);
	bool part = taking->total > 0;
	unsigned char hash[SHA256_SIZE];
	struct command_id id;

	command_id_new(&id);
	number_hash(daemon, taking->tenant, view_of(taking->number), hash);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_INT(taking->tenant),
		P_INT(taking->client), P_INT(taking->channel_id), P_TEXT(taking->number),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })), P_VIEW(text),
		P_TEXT(sms_encoding_name(count.encoding)), P_INT(count.segments),
		P_INT(taking->receipt), part ? P_INT(taking->ref) : P_NULL(),
		part ? P_INT(taking->total) : P_NULL(),
		part ? P_INT(taking->submission != 0 ? 0 : taking->part) : P_NULL(),
		db_int_or_null(taking->submission),
		taking->validity_ms > 0 ? P_INT(taking->validity_ms) : P_NULL() };
	const int64_t keys[] = { key_conversation(
				     taking->tenant, taking->channel_id, view_of(taking->number)),
		key_of("customer_number", taking->tenant, view_of(taking->number)),
		command_id_lock(&id, taking->tenant) };

	effect_run(daemon,
	    &(struct command){ .query = &q_client_submit,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 3 },
	    on_stored, taking);
}

/* ---- judging ---- */

static struct view
bare(struct view number)
{
	if (view_starts(number, "+")) {
		number.p++;
		number.n--;
	}
	return number;
}

/* Numbers are written with and without "+", whatever their type says. */
static const struct channel *
channel_of(const struct smpp_client *client, struct view source)
{
	for (int i = 0; i < client->channel_count; i++) {
		const struct channel *channel =
		    channel_get(client->clients->daemon, client->tenant, client->channels[i]);

		if (channel != NULL && view_eq(bare(view_of(channel->number)), bare(source)))
			return channel;
	}
	return NULL;
}

static bool
read_destination(const struct smpp_pdu *pdu, const struct channel *channel, char out[PHONE_SIZE])
{
	char number[NUMBER_SIZE];
	struct phone own = { .e164 = "" }, phone;

	if (!smpp_number(pdu->destination_ton, pdu->destination, number, sizeof(number)))
		return false;
	(void)phone_read(channel->number, strlen(channel->number), NULL, &own);
	if (phone_read(number, strlen(number), own.country[0] != '\0' ? own.country : NULL,
		&phone) < PHONE_POSSIBLE)
		return false;
	memcpy(out, phone.e164, PHONE_SIZE);
	return true;
}

static int
characters(struct view text)
{
	int n = 0;

	while (utf8_next(&text) >= 0)
		n++;
	return n;
}

/* In the order of the reference. ROK: `text` holds what was said. */
static uint32_t
judge(struct taking *taking, const struct smpp_pdu *pdu, struct buf *text)
{
	struct smpp_content content;
	int64_t valid_s;
	struct err err;

	taking->channel = channel_of(taking->session->client, pdu->source);
	if (taking->channel == NULL)
		return SMPP_RINVSRCADR;
	if (!read_destination(pdu, taking->channel, taking->number))
		return SMPP_RINVDSTADR;
	if (pdu->schedule.n > 0)
		return SMPP_RINVSCHED;
	if (!smpp_validity_read(pdu->validity, clock_wall_us() / 1000000, &valid_s))
		return SMPP_RINVEXPIRY;
	taking->validity_ms = valid_s * 1000;
	if (smpp_content(pdu, &smpp_client_charsets, &content, &err) != 0)
		return SMPP_RINVESMCLASS;
	if (content.charset == SMPP_BINARY)
		return SMPP_RINVDCS;
	smpp_text_decode(content.charset, content.octets, text);
	if (content.total == 0)
		smpp_halves_drop(text);
	taking->ref = content.ref;
	taking->total = content.total;
	taking->part = content.number;
	return text->n == 0 || content.total > SMPP_PARTS_MAX ||
		characters(buf_view(text)) > CHARACTERS_MAX
	    ? SMPP_RINVMSGLEN
	    : SMPP_ROK;
}

void
smpp_take_submit(struct smpp_session *session, const struct smpp_pdu *pdu)
{
	struct taking *taking = mem_zero(1, sizeof(*taking));
	struct buf text = { 0 };
	uint32_t status;

	session->calls++;
	taking->session = session;
	taking->command = pdu->command;
	taking->sequence = pdu->sequence;
	taking->tenant = session->client->tenant;
	taking->client = session->client->id;
	taking->receipt = pdu->registered_delivery & RECEIPT_MASK;
	if (taking->receipt == RECEIPT_MASK)
		taking->receipt = 1;
	status = judge(taking, pdu, &text);
	if (status == SMPP_ROK) {
		taking->channel_id = taking->channel->id;
		store(taking, buf_view(&text));
	} else {
		end(taking, status, 0);
	}
	buf_fini(&text);
}

/* ---- query_sm ---- */

struct asking {
	struct smpp_session *session;
	uint32_t sequence;
	int64_t id;
};

static void
answer_query(
    struct smpp_session *session, uint32_t sequence, uint32_t status, int64_t id, uint8_t state)
{
	char text[SMPP_CLIENT_ID_SIZE] = "";

	if (status == SMPP_ROK)
		smpp_client_id(id, text);
	(void)smpp_session_send(session,
	    &(struct smpp_pdu){ .command = SMPP_QUERY_SM | SMPP_RESPONSE,
		.status = status,
		.sequence = sequence,
		.message_id = view_of(text),
		.message_state = state });
	answered(session);
}

static void
on_state(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct asking asking = *(struct asking *)ctx;

	free(ctx);
	asking.session->calls--;
	if (outcome != DB_DONE)
		answer_query(asking.session, asking.sequence, SMPP_RSYSERR, 0, 0);
	else if (row->rows == 0)
		answer_query(asking.session, asking.sequence, SMPP_RINVMSGID, 0, 0);
	else
		answer_query(asking.session, asking.sequence, SMPP_ROK, asking.id,
		    smpp_state_of(db_text(row, 0, 0)));
}

void
smpp_take_query(struct smpp_session *session, const struct smpp_pdu *pdu)
{
	struct asking *asking;
	int64_t id;

	if (!smpp_client_id_read(pdu->message_id, &id)) {
		answer_query(session, pdu->sequence, SMPP_RINVMSGID, 0, 0);
		return;
	}
	asking = mem_zero(1, sizeof(*asking));
	*asking = (struct asking){ session, pdu->sequence, id };
	const struct db_param params[] = { P_INT(session->client->tenant),
		P_INT(session->client->id), P_INT(id) };

	session->calls++;
	db_submit(daemon_db(session->clients->daemon),
	    &(struct db_call){ .query = &q_client_state, .lane = DB_LANE_READ, .params = params },
	    on_state, asking);
}
