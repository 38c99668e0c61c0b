/*
 * smpp_deliver - what a carrier delivers by SMPP: texts and receipts, stored before they are answered (SMS-30).
 *
 * A deliver_sm has no id of its own. One that is not known to be acknowledged at the peer comes again; by
 * what is it known? By a hash of its content, until the peer has proven that it got our answer
 * (smpp_link_mark): then the same content is a new text, which customers do send ("ok", "ok"). What was answered
 * just before a link was lost stays known for ten minutes (sms.seen_release).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/accept.h"
#include "smsgw/events.h"
#include "smsgw/receipts.h"
#include "smsgw/smpp_links.h"

enum {
	STORES_MAX = 1000, /* of one bind */
	ANSWER_MS = 4500, /* the peer waits for 5 s at least */
	TLV_UUID = 0x1502, /* 8x8's id of a message */
	HASH_TEXT = 32,
	HASH_ID = 5 + HASH_TEXT, /* "smpp:" and it */
	SAID_MAX = 160, /* octets of a text that a receipt repeats */
	EQUALS_MAX = 1000, /* texts of the same bytes under way at once */
	RELEASE_MAX = 15,
	AGED_MS = 60000,
	BASE_TOLD_MS = 86400000,
};

static COUNTER(texts, "sms_smpp_delivered_total{kind=\"text\"}", "PDUs delivered by SMPP, by kind");
static COUNTER(
    receipts, "sms_smpp_delivered_total{kind=\"receipt\"}", "PDUs delivered by SMPP, by kind");
static COUNTER(
    unparsed, "sms_smpp_delivered_total{kind=\"unparsed\"}", "PDUs delivered by SMPP, by kind");
static COUNTER(
    refused, "sms_smpp_delivered_total{kind=\"refused\"}", "PDUs delivered by SMPP, by kind");

/* An inbound PDU that is being stored. */
struct store {
	struct link link; /* in bind->stores, or bind->orphans once it is answered */
	struct smpp_bind *bind;
	uint32_t command, sequence;
	int64_t until_ms;
	bool answered;
	int equal; /* id is a hash of its content: the how-manieth of those bytes under way, from 1; 0: it is the carrier's */
	char id[PROVIDER_ID_MAX + 1];
	/* Of a receipt: */
	const char *state, *raw;
	char code[16], forms[SMPP_ID_FORMS][SMPP_ID_SIZE], number[NUMBER_SIZE];
	struct buf said;
};

/* Answered; whether the peer knows, is not known yet. */
struct proof {
	struct link link; /* in bind->proofs, then in set->released */
	uint32_t mark;
	int equal;
	char id[PROVIDER_ID_MAX + 1];
};

/* ---- answering ---- */

static void
answer(struct store *store, uint32_t status)
{
	struct smpp_bind *bind = store->bind;

	if (status != SMPP_ROK)
		metric_add(&refused, 1);
	(void)smpp_bind_send(bind,
	    &(struct smpp_pdu){ .command = store->command | SMPP_RESPONSE,
		.status = status,
		.sequence = store->sequence });
}

static void
await_proof(struct store *store)
{
	struct smpp_bind *bind = store->bind;
	struct proof *proof = mem_zero(1, sizeof(*proof));

	proof->mark = smpp_link_mark(&bind->machine, clock_mono_ms());
	proof->equal = store->equal;
	memcpy(proof->id, store->id, sizeof(proof->id));
	list_append(&bind->proofs, &proof->link);
}

static void
stored(struct store *store, bool well)
{
	struct smpp_bind *bind = store->bind;

	if (!store->answered) {
		list_remove(&bind->stores, &store->link);
		if (well && store->equal > 0)
			await_proof(store); /* what we ask after this proves it */
		answer(store, well ? SMPP_ROK : SMPP_RX_T_APPN);
		smpp_bind_end_when_answered(bind);
		smpp_bind_act(bind);
	} else {
		list_remove(&bind->orphans, &store->link);
	}
	buf_fini(&store->said);
	free(store);
	smpp_bind_free_when_quiet(bind);
}

static void
orphan(struct store *store)
{
	store->answered = true;
	list_remove(&store->bind->stores, &store->link);
	list_append(&store->bind->orphans, &store->link);
}

int64_t
smpp_deliver_deadline(const struct smpp_bind *bind)
{
	return list_empty(&bind->stores)
	    ? INT64_MAX
	    : LIST_OF(bind->stores.head.next, struct store, link)->until_ms;
}

void
smpp_deliver_on_time(struct smpp_bind *bind, int64_t now_ms)
{
	while (smpp_deliver_deadline(bind) <= now_ms) {
		struct store *store = LIST_OF(bind->stores.head.next, struct store, link);

		answer(store, SMPP_RX_T_APPN);
		orphan(store);
	}
}

void
smpp_deliver_forget(struct smpp_bind *bind)
{
	struct link *link;

	list_for_each_safe (&bind->stores, at)
		orphan(LIST_OF(at, struct store, link));
	while ((link = list_take(&bind->proofs)) != NULL)
		free(LIST_OF(link, struct proof, link));
}

/* ---- what need not be known any more ---- */

static void
on_released(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	(void)ctx;
	(void)outcome; /* what stays known is forgotten after ten minutes */
	(void)row;
}

static void
release(struct smpp_set *set)
{
	struct buf ids = { 0 };
	int64_t keys[RELEASE_MAX];
	int count = 0;
	struct link *link;

	buf_add_char(&ids, '{');
	while (count < RELEASE_MAX && (link = list_take(&set->released)) != NULL) {
		struct proof *proof = LIST_OF(link, struct proof, link);

		buf_addf(&ids, "%s%s", count > 0 ? "," : "", proof->id);
		keys[count++] = key_provider(set->account, view_of(proof->id));
		free(proof);
	}
	buf_add_char(&ids, '}');
	const struct db_param params[] = { P_INT(set->account), P_VIEW(buf_view(&ids)) };

	db_submit(daemon_db(set->smpp->daemon),
	    &(struct db_call){ .query = &q_seen_release,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = count },
	    on_released, NULL);
	buf_fini(&ids);
}

void
smpp_release(struct smpp_set *set)
{
	int64_t now_ms = clock_mono_ms();

	if (now_ms - set->aged_ms >= AGED_MS) {
		set->aged_ms = now_ms;
		release(set);
	}
	while (!list_empty(&set->released))
		release(set);
}

static bool
same_bytes(const char *a, const char *b)
{
	return strncmp(a, b, HASH_ID) == 0;
}

/* Of equal texts the first id is the last to be forgotten: under it a repetition is looked for. */
static void
keep_first(struct smpp_bind *bind, struct proof *proof)
{
	list_for_each (&bind->proofs, at) {
		struct proof *later = LIST_OF(at, struct proof, link);
		struct proof former = *proof;

		if (later->equal <= proof->equal || !same_bytes(later->id, proof->id))
			continue;
		proof->equal = later->equal;
		memcpy(proof->id, later->id, sizeof(proof->id));
		later->equal = former.equal;
		memcpy(later->id, former.id, sizeof(later->id));
	}
}

void
smpp_deliver_proven(struct smpp_bind *bind)
{
	while (!list_empty(&bind->proofs)) {
		struct proof *proof = LIST_OF(bind->proofs.head.next, struct proof, link);

		if (!smpp_link_has_proven(&bind->machine, proof->mark))
			return;
		list_remove(&bind->proofs, &proof->link);
		keep_first(bind, proof);
		list_append(&bind->set->released, &proof->link);
	}
}

/* ---- what can't be read: kept as it came, acknowledged, shown to the operator ---- */

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	(void)row;
	stored(ctx, outcome == DB_DONE);
}

static void
store_raw(struct store *store, struct view frame, const char *field, const char *text)
{
	const struct smpp_set *set = store->bind->set;
	struct view body = { frame.p + SMPP_HEADER, frame.n - SMPP_HEADER };
	struct buf reason = { 0 };
	struct command_id id;

	metric_add(&unparsed, 1);
	buf_addf(&reason, "%s: %s", field, text);
	command_id_of_bytes("raw_account", set->account, body, &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_INT(set->tenant),
		P_INT(set->channel), P_INT(set->account), P_BYTES(frame), P_VIEW(buf_view(&reason)),
		P_NULL(), P_NULL(), P_NULL() };
	const int64_t keys[] = { command_id_lock(&id, set->tenant) };

	LOG(WARN, "sms_smpp_unparsed", LOG_ID("account", set->account), LOG_TEXT("field", field));
	db_submit(daemon_db(set->smpp->daemon),
	    &(struct db_call){ .query = &q_raw_store,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_stored, store);
	buf_fini(&reason);
}

/* ---- receipts ---- */

static void
store_receipt(struct store *store)
{
	const struct smpp_set *set = store->bind->set;
	const struct receipt receipt = { .provider_id = view_of(store->id),
		.raw_state = view_of(store->raw),
		.code = view_of(store->code),
		.state = store->state,
		.number = view_of(store->number),
		.said = buf_view(&store->said) };
	const int64_t keys[] = { key_provider(set->account, receipt.provider_id) };

	receipt_store(
	    set->smpp->daemon, set->tenant, set->account, &receipt, "", keys, 1, on_stored, store);
}

static void
tell_base(const struct store *store, const char *found)
{
	const struct smpp_set *set = store->bind->set;
	bool hex_dec = strcmp(found, store->forms[0]) == 0;
	char source[24];

	(void)snprintf(source, sizeof(source), "%" PRId64, set->account);
	if (log_allow("smpp_id_base", view_of(source), BASE_TOLD_MS, NULL))
		LOG(WARN, "smpp_id_base", LOG_ID("account", set->account),
		    LOG_TEXT("why",
			hex_dec ? "receipts have ids in decimal, answers in hexadecimal: set "
				  "msg_id_type to 1"
				: "receipts have ids in hexadecimal, answers in decimal: set "
				  "msg_id_type to 2"));
}

static void
on_sent_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct store *store = ctx;
	char found[SMPP_ID_SIZE];

	if (outcome != DB_DONE) {
		stored(store, false);
		return;
	}
	if (row->rows == 1 && view_copy(db_text(row, 0, 0), found, sizeof(found)) &&
	    strcmp(found, store->id) != 0) {
		tell_base(store, found);
		memcpy(store->id, found, sizeof(found));
	}
	store_receipt(store);
}

/* The base of ids is not known: is it the id of exactly one message to this number, in one of its forms? */
static void
find_sent(struct store *store)
{
	const struct smpp_set *set = store->bind->set;
	const struct db_param params[] = { P_INT(set->account), P_TEXT(store->id),
		db_text_or_null(store->forms[0]), db_text_or_null(store->forms[1]),
		P_TEXT(store->number) };

	db_submit(daemon_db(set->smpp->daemon),
	    &(struct db_call){ .query = &q_sent_find, .lane = DB_LANE_READ, .params = params },
	    on_sent_found, store);
}

/* What a receipt repeats of its text, without the blanks that some carriers fill it up with. */
static void
read_said(enum smpp_charset charset, struct view octets, struct buf *out)
{
	struct buf text = { 0 };
	struct view said;

	if (charset != SMPP_BINARY)
		smpp_text_decode(charset, octets, &text);
	said = utf8_head(buf_view(&text), SAID_MAX);
	while (said.n > 0 && (said.p[said.n - 1] == ' ' || said.p[said.n - 1] == '\0'))
		said.n--;
	buf_add_view(out, said);
	buf_fini(&text);
}

static void
take_receipt(struct store *store, const struct smpp_pdu *pdu, struct view frame,
    const struct smpp_content *content)
{
	const struct smpp_set *set = store->bind->set;
	struct smpp_receipt receipt;
	char id[SMPP_ID_SIZE];

	if (!smpp_receipt_read(pdu, content->octets, &receipt)) {
		store_raw(store, frame, "short_message", "The receipt can't be read.");
		return;
	}
	metric_add(&receipts, 1);
	smpp_id_of_receipt((enum smpp_id_type)set->settings.id_type, receipt.id, id);
	(void)snprintf(store->id, sizeof(store->id), "%s", id);
	store->state = receipt.state;
	store->raw = receipt.raw;
	(void)view_copy(receipt.code, store->code, sizeof(store->code));
	read_said(content->charset, receipt.said, &store->said);
	/* A receipt goes the other way: it is from the customer's number. */
	if (!smpp_number(pdu->source_ton, pdu->source, store->number, sizeof(store->number)))
		store->number[0] = '\0';
	if (set->settings.id_type != SMPP_ID_UNSET) {
		store_receipt(store);
		return;
	}
	smpp_id_forms(store->id, store->forms);
	find_sent(store);
}

/* ---- texts ---- */

static void
on_accepted(void *ctx, enum db_outcome outcome, struct view what)
{
	(void)what;
	stored(ctx, outcome == DB_DONE);
}

static void
take_places(const struct list *proofs, const char *id, bool taken[EQUALS_MAX + 1])
{
	list_for_each (proofs, at) {
		const struct proof *proof = LIST_OF(at, struct proof, link);

		if (same_bytes(proof->id, id))
			taken[proof->equal] = true;
	}
}

/* The first place that no text of the same bytes has, which was answered well or is not answered yet; 0: none is
 * free. On one connection such a text is no repetition: we answer sooner than a peer tries again. */
static int
place_among_equals(const struct store *store)
{
	const struct smpp_bind *bind = store->bind;
	bool taken[EQUALS_MAX + 1] = { false };
	int place = 1;

	list_for_each (&bind->stores, at) {
		const struct store *other = LIST_OF(at, struct store, link);

		if (other != store && other->equal > 0 && same_bytes(other->id, store->id))
			taken[other->equal] = true;
	}
	take_places(&bind->proofs, store->id, taken);
	take_places(&bind->set->released, store->id, taken);
	while (place <= EQUALS_MAX && taken[place])
		place++;
	return place <= EQUALS_MAX ? place : 0;
}

/* False: the peer gave it no id. */
static bool
peers_id(const struct smpp_pdu *pdu, char id[PROVIDER_ID_MAX + 1])
{
	struct view given;

	return smpp_tlv_find(pdu, (enum smpp_tag)TLV_UUID, &given) && smpp_id_is_readable(given) &&
	    view_copy(given, id, PROVIDER_ID_MAX + 1);
}

/* False: too many of the same bytes are under way. */
static bool
name_text(struct store *store, const struct smpp_pdu *pdu, struct view frame)
{
	unsigned char digest[SHA256_SIZE];
	struct buf hex = { 0 };

	if (peers_id(pdu, store->id))
		return true;
	sha256((struct view){ frame.p + SMPP_HEADER, frame.n - SMPP_HEADER }, digest);
	hex_encode((struct view){ (const char *)digest, sizeof(digest) }, &hex);
	(void)snprintf(store->id, sizeof(store->id), "smpp:%.*s", HASH_TEXT, hex.p);
	buf_fini(&hex);
	store->equal = place_among_equals(store);
	if (store->equal > 1)
		(void)snprintf(
		    store->id + HASH_ID, sizeof(store->id) - HASH_ID, ":%d", store->equal);
	return store->equal > 0;
}

/* A text as it is read: `inbound`, but for its id, points here. */
struct reading {
	const struct channel *channel; /* valid until the loop's next turn only */
	struct inbound inbound;
	struct buf text;
	char from[NUMBER_SIZE], to[NUMBER_SIZE];
};

/* 0, or -1: `err` names the field. */
static int
read_text(struct daemon *daemon, int64_t account, const struct smpp_pdu *pdu,
    const struct smpp_content *content, struct reading *out, struct err *err)
{
	*out = (struct reading){ .channel = NULL };
	if (content->charset == SMPP_BINARY)
		return err_set(err, ERR_INVALID, "data_coding", "It is no text.");
	if (!smpp_number(pdu->source_ton, pdu->source, out->from, sizeof(out->from)))
		return err_set(err, ERR_INVALID, "source_addr", "The number can't be read.");
	if (smpp_number(pdu->destination_ton, pdu->destination, out->to, sizeof(out->to)))
		out->channel = channel_of_number(daemon, account, view_of(out->to));
	if (out->channel == NULL)
		return err_set(err, ERR_INVALID, "destination_addr",
		    "No channel of the account has this number.");
	smpp_text_decode(content->charset, content->octets, &out->text);
	if (content->total == 0)
		smpp_halves_drop(&out->text);
	if (out->text.n > (content->total > 0 ? INBOUND_PART_MAX : INBOUND_TEXT_MAX))
		return err_set(err, ERR_INVALID, "message_payload", "The text is too long.");
	out->inbound = (struct inbound){ .from = view_of(out->from),
		.to = view_of(out->to),
		.text = { out->text.p != NULL ? out->text.p : "", out->text.n },
		.part_ref = content->ref,
		.part_total = content->total,
		.part_number = content->number };
	return 0;
}

static void
take_text(struct store *store, const struct smpp_pdu *pdu, struct view frame,
    const struct smpp_content *content)
{
	const struct smpp_set *set = store->bind->set;
	struct daemon *daemon = set->smpp->daemon;
	struct reading reading;
	struct err err;

	if (read_text(daemon, set->account, pdu, content, &reading, &err) != 0) {
		store_raw(store, frame, err.field, err.text);
	} else if (!name_text(store, pdu, frame)) {
		stored(store, false);
	} else {
		metric_add(&texts, 1);
		reading.inbound.provider_id = view_of(store->id);
		accept_text(daemon, reading.channel, &reading.inbound, frame, on_accepted, store);
	}
	buf_fini(&reading.text);
}

void
smpp_on_deliver(struct smpp_bind *bind, const struct smpp_pdu *pdu, struct view frame)
{
	const struct smpp_settings *settings = &bind->set->settings;
	const struct smpp_charsets charsets = { (enum smpp_charset)settings->dcs0,
		(enum smpp_charset)settings->dcs1 };
	struct store *store = mem_zero(1, sizeof(*store));
	struct smpp_content content;
	struct err err;

	store->bind = bind;
	store->command = pdu->command;
	store->sequence = pdu->sequence;
	store->until_ms = clock_mono_ms() + ANSWER_MS;
	if (bind->ending || bind->stores.count + bind->orphans.count >= STORES_MAX) {
		answer(store, SMPP_RX_T_APPN);
		free(store);
		return;
	}
	list_append(&bind->stores, &store->link);
	if (smpp_content(pdu, &charsets, &content, &err) != 0)
		store_raw(store, frame, err.field, err.text);
	else if (smpp_is_receipt(pdu))
		take_receipt(store, pdu, frame, &content);
	else
		take_text(store, pdu, frame, &content);
}

/* ---- a frame that was kept ---- */

/* The peer may send the same content again as another text: a hash of it would take that for this one, so
 * the kept frame's own number names it. */
static void
text_again(struct call_events *events, int64_t raw, const struct smpp_pdu *pdu,
    const struct smpp_content *content)
{
	char id[PROVIDER_ID_MAX + 1];
	struct reading reading;

	if (read_text(events->daemon, events->account, pdu, content, &reading, &events->unread) ==
	    0) {
		if (!peers_id(pdu, id))
			(void)snprintf(id, sizeof(id), "raw:%" PRId64, raw);
		reading.inbound.provider_id = view_of(id);
		events_text(events, reading.channel, &reading.inbound, events->bytes);
	}
	buf_fini(&reading.text);
}

/* Where the base of ids is not set, the id counts as it stands. */
static void
receipt_again(struct call_events *events, const struct smpp_settings *settings,
    const struct smpp_pdu *pdu, const struct smpp_content *content)
{
	struct smpp_receipt read;
	struct buf said = { 0 };
	char id[SMPP_ID_SIZE], number[NUMBER_SIZE];

	if (!smpp_receipt_read(pdu, content->octets, &read)) {
		(void)err_set(
		    &events->unread, ERR_INVALID, "short_message", "The receipt can't be read.");
		return;
	}
	smpp_id_of_receipt((enum smpp_id_type)settings->id_type, read.id, id);
	read_said(content->charset, read.said, &said);
	if (!smpp_number(pdu->source_ton, pdu->source, number, sizeof(number)))
		number[0] = '\0';
	events_receipt(events,
	    &(struct receipt){ .provider_id = view_of(id),
		.raw_state = view_of(read.raw),
		.code = read.code,
		.state = read.state,
		.number = view_of(number),
		.said = buf_view(&said) },
	    "");
	buf_fini(&said);
}

void
smpp_take_again(struct call_events *events, int64_t raw)
{
	struct err *err = &events->unread;
	struct smpp_settings settings;
	struct smpp_content content;
	struct smpp_pdu pdu;

	if (smpp_settings_read(events->channel->account.values, &settings, err) != 0)
		return;
	const struct smpp_charsets charsets = { (enum smpp_charset)settings.dcs0,
		(enum smpp_charset)settings.dcs1 };

	if (smpp_decode(events->bytes, &pdu, err) != 0 ||
	    smpp_content(&pdu, &charsets, &content, err) != 0)
		return;
	if (smpp_is_receipt(&pdu))
		receipt_again(events, &settings, &pdu, &content);
	else
		text_again(events, raw, &pdu, &content);
}
