/* smpp_receipt - see smpp_receipt.h */
#include "smsgw/core/smpp_receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/base/bytes.h"

enum { ESM_KIND = 0x3c, ID_MAX = 64, CODE_MAX = 8, PREFIX_MIN = 5 };

/* Kinds of deliver_sm (5.2.12) that are no text of a customer. */
static const uint8_t kinds[] = {
	0x04, /* the SMSC's receipt */
	0x08, /* acknowledged by the phone */
	0x10, /* acknowledged by its user */
	0x20, /* on the way */
};

/* message_state, as text, canonical. Several names of a state: the first is shown. */
static const struct state {
	int number;
	const char *raw, *state;
} states[] = {
	{ 1, "ENROUTE", "sent" },
	{ 2, "DELIVRD", "delivered" },
	{ 3, "EXPIRED", "expired" },
	{ 4, "DELETED", "failed" },
	{ 5, "UNDELIV", "undelivered" },
	{ 6, "ACCEPTD", "sent" },
	{ 7, "UNKNOWN", "unknown" },
	{ 8, "REJECTD", "rejected" },
	{ 0, "SCHEDULED", "queued" },
	{ 9, "SKIPPED", "failed" },
	{ -1, "ACKED", "sent" },
	{ -1, "BUFFRED", "sent" },
	{ -1, "BUFFERD", "sent" },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), STATES = sizeof(states) / sizeof(states[0]) };

bool
smpp_is_receipt(const struct smpp_pdu *pdu)
{
	for (int i = 0; i < KINDS; i++)
		if ((pdu->esm_class & ESM_KIND) == kinds[i])
			return true;
	return false;
}

static const struct state *
state_of_number(uint32_t number)
{
	for (int i = 0; i < STATES; i++)
		if (states[i].number == (int)number)
			return &states[i];
	return NULL;
}

static bool
starts_nocase(const char *word, struct view prefix)
{
	char cut[16];

	return prefix.n <= strlen(word) && prefix.n < sizeof(cut) &&
	    view_is_nocase(
		prefix, view_copy((struct view){ word, prefix.n }, cut, sizeof(cut)) ? cut : "");
}

/* Some carriers cut it, or add to it ("DELIVERED"): five letters tell it. */
static const struct state *
state_of_text(struct view text)
{
	for (int i = 0; i < STATES; i++)
		if (view_is_nocase(text, states[i].raw))
			return &states[i];
	for (int i = 0; text.n >= PREFIX_MIN && i < STATES; i++)
		if (starts_nocase(states[i].raw, text) ||
		    (strlen(states[i].raw) >= PREFIX_MIN &&
			starts_nocase(states[i].raw, (struct view){ text.p, PREFIX_MIN })))
			return &states[i];
	return NULL;
}

/* ---- the text: "id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…" ---- */

enum key { KEY_ID, KEY_STAT, KEY_ERR, KEY_TEXT, KEYS };
static const char *const keys[] = {
	[KEY_ID] = "id:", [KEY_STAT] = "stat:", [KEY_ERR] = "err:", [KEY_TEXT] = "text:"
};

static bool
key_is(struct view rest, const char *key)
{
	size_t n = strlen(key);

	return rest.n >= n && view_is_nocase((struct view){ rest.p, n }, key);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
drop(struct view *rest, size_t n)
{
	rest->p += n;
	rest->n -= n;
}

static struct view
take_word(struct view *rest)
{
	struct view word = { rest->p, 0 };

	while (word.n < rest->n && !is_blank(rest->p[word.n]))
		word.n++;
	drop(rest, word.n);
	return word;
}

/* Of each key the first value; behind "text:" follow the text's own words, in which no key counts. */
static void
read_text(struct view rest, struct view values[KEYS])
{
	while (rest.n > 0) {
		int key = 0;

		if (is_blank(rest.p[0])) {
			drop(&rest, 1);
			continue;
		}
		while (key < KEYS && !key_is(rest, keys[key]))
			key++;
		if (key == KEY_TEXT) {
			drop(&rest, strlen(keys[key]));
			values[key] = rest;
			return;
		}
		if (key == KEYS) {
			(void)take_word(&rest);
			continue;
		}
		drop(&rest, strlen(keys[key]));
		if (values[key].p == NULL)
			values[key] = take_word(&rest);
	}
}

static bool
is_printable(struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '!' || text.p[i] > '~')
			return false;
	return text.n > 0;
}

bool
smpp_id_is_readable(struct view id)
{
	return id.n <= ID_MAX && is_printable(id);
}

static void
read_tlvs(const struct smpp_pdu *pdu, struct smpp_receipt *out, const struct state **state)
{
	struct view id;
	uint32_t number;

	if (smpp_tlv_find(pdu, SMPP_TLV_RECEIPTED_ID, &id)) {
		const char *end = id.n > 0 ? memchr(id.p, '\0', id.n) : NULL;

		out->id = end != NULL ? (struct view){ id.p, (size_t)(end - id.p) } : id;
	}
	if (smpp_tlv_number(pdu, SMPP_TLV_MESSAGE_STATE, 1, &number))
		*state = state_of_number(number);
}

bool
smpp_receipt_read(const struct smpp_pdu *pdu, struct view octets, struct smpp_receipt *out)
{
	struct view values[KEYS] = { { NULL, 0 } };
	const struct state *state = NULL;

	*out = (struct smpp_receipt){ 0 };
	read_tlvs(pdu, out, &state);
	read_text(octets, values);
	if (out->id.n == 0)
		out->id = values[KEY_ID];
	if (state == NULL)
		state = state_of_text(values[KEY_STAT]);
	if (values[KEY_ERR].n <= CODE_MAX && is_printable(values[KEY_ERR]))
		out->code = values[KEY_ERR];
	out->said = values[KEY_TEXT];
	if (state == NULL || !smpp_id_is_readable(out->id))
		return false;
	out->state = state->state;
	out->raw = state->raw;
	return true;
}

/* ---- ids ---- */

enum { HEX_MAX = 16, DEC_MAX = 20 };

static bool
read_number(struct view id, unsigned base, uint64_t *out)
{
	uint64_t number = 0;

	if (id.n == 0 || id.n > (base == 16 ? HEX_MAX : DEC_MAX))
		return false;
	for (size_t i = 0; i < id.n; i++) {
		int digit = hex_value(id.p[i]);

		if (digit < 0 || (unsigned)digit >= base ||
		    number > (UINT64_MAX - (unsigned)digit) / base)
			return false;
		number = number * base + (unsigned)digit;
	}
	*out = number;
	return true;
}

static void
plain(struct view id, char out[SMPP_ID_SIZE])
{
	while (id.n > 1 && id.p[0] == '0')
		drop(&id, 1);
	(void)view_copy(id, out, SMPP_ID_SIZE);
	for (char *c = out; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
}

/* Kannel takes an id that should be decimal for hexadecimal when it has other digits; so do we. */
static void
normal(enum smpp_id_type type, bool hex, struct view id, char out[SMPP_ID_SIZE])
{
	uint64_t number;

	if (type == SMPP_ID_UNSET)
		plain(id, out);
	else if (type != SMPP_ID_TEXT &&
	    ((!hex && read_number(id, 10, &number)) || read_number(id, 16, &number)))
		(void)snprintf(out, SMPP_ID_SIZE, "%" PRIu64, number);
	else
		(void)view_copy(id, out, SMPP_ID_SIZE);
}

void
smpp_id_of_response(enum smpp_id_type type, struct view id, char out[SMPP_ID_SIZE])
{
	normal(type, type >= 0 && ((unsigned)type & 1) != 0, id, out);
}

void
smpp_id_of_receipt(enum smpp_id_type type, struct view id, char out[SMPP_ID_SIZE])
{
	normal(type, type >= 0 && ((unsigned)type & 2) != 0, id, out);
}

void
smpp_id_forms(const char *id, char out[SMPP_ID_FORMS][SMPP_ID_SIZE])
{
	uint64_t number;

	out[0][0] = out[1][0] = '\0';
	if (read_number(view_of(id), 10, &number))
		(void)snprintf(out[0], SMPP_ID_SIZE, "%" PRIx64, number);
	if (read_number(view_of(id), 16, &number))
		(void)snprintf(out[1], SMPP_ID_SIZE, "%" PRIu64, number);
}

/* ---- ours, to a client ---- */

static const struct {
	const char *state, *stat;
	uint8_t message_state;
} own[] = {
	{ "held", "ENROUTE", 1 },
	{ "queued", "ENROUTE", 1 },
	{ "sending", "ENROUTE", 1 },
	{ "sent", "ENROUTE", 1 },
	{ "delivered", "DELIVRD", 2 },
	{ "expired", "EXPIRED", 3 },
	{ "undelivered", "UNDELIV", 5 },
	{ "failed", "UNDELIV", 5 },
	{ "unknown", "UNKNOWN", 7 },
	{ "rejected", "REJECTD", 8 },
	{ "blocked", "REJECTD", 8 },
	{ "cancelled", "DELETED", 4 },
};
enum { OWN_COUNT = sizeof(own) / sizeof(own[0]), OWN_UNKNOWN = 8 };

static int
own_find(struct view state)
{
	for (int i = 0; i < OWN_COUNT; i++)
		if (view_is(state, own[i].state))
			return i;
	return OWN_UNKNOWN;
}

uint8_t
smpp_state_of(struct view state)
{
	return own[own_find(state)].message_state;
}

void
smpp_client_id(int64_t id, char out[SMPP_CLIENT_ID_SIZE])
{
	(void)snprintf(out, SMPP_CLIENT_ID_SIZE, "%016" PRIx64, (uint64_t)id);
}

bool
smpp_client_id_read(struct view text, int64_t *id)
{
	uint64_t value = 0;

	if (text.n == 0 || text.n > SMPP_CLIENT_ID_SIZE - 1)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		int digit = hex_value(text.p[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (uint64_t)digit;
	}
	*id = (int64_t)value;
	return value <= INT64_MAX;
}

enum { TIME_SIZE = 16 };

/* "YYMMDDhhmm", UTC. */
static void
time_text(int64_t seconds, char out[TIME_SIZE])
{
	time_t at = (time_t)seconds;
	struct tm tm = { 0 };

	(void)gmtime_r(&at, &tm);
	(void)snprintf(out, TIME_SIZE, "%02u%02u%02u%02u%02u", (unsigned)tm.tm_year % 100,
	    ((unsigned)tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
	    (unsigned)tm.tm_min % 100);
}

/* Three characters; what a carrier's code has more does not fit. */
static void
code_text(struct view code, char out[4])
{
	memcpy(out, "000", 4);
	for (size_t i = 0; i < code.n && code.n <= 3; i++)
		if (code.p[i] > ' ' && code.p[i] < 0x7f)
			out[3 - code.n + i] = code.p[i];
}

void
smpp_receipt_text(const struct smpp_receipt_own *receipt, char out[SMPP_RECEIPT_TEXT_SIZE])
{
	int state = own_find(receipt->state);
	char id[SMPP_CLIENT_ID_SIZE], submitted[TIME_SIZE], ended[TIME_SIZE], code[4];

	smpp_client_id(receipt->id, id);
	time_text(receipt->submitted_s, submitted);
	time_text(receipt->ended_s, ended);
	code_text(receipt->code, code);
	(void)snprintf(out, SMPP_RECEIPT_TEXT_SIZE,
	    "id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:", id,
	    own[state].message_state == 2 ? "001" : "000", submitted, ended, own[state].stat, code);
}
