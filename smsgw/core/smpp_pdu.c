/* smpp_pdu - see smpp_pdu.h */
#include "smsgw/core/smpp_pdu.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* ---- the tables ---- */

enum field_type {
	FIELD_END,
	FIELD_TEXT, /* up to a NUL; `max` octets with it */
	FIELD_OCTET,
	FIELD_SHORT, /* sm_length and as many octets */
	FIELD_DESTS, /* number_of_dests and the destinations */
	FIELD_UNSUCCESSFUL, /* no_unsuccess and those that failed */
	FIELD_TLVS, /* what is left */
};

struct field {
	enum field_type type;
	const char *name;
	size_t at, max;
	uint32_t status; /* what one that can't be read is answered with */
};

#define TEXT(name, member, max, status) \
	{ \
		FIELD_TEXT, name, offsetof(struct smpp_pdu, member), max, SMPP_##status \
	}
#define OCTET(name, member) \
	{ \
		FIELD_OCTET, name, offsetof(struct smpp_pdu, member), 1, SMPP_RINVCMDLEN \
	}
#define SHORT \
	{ \
		FIELD_SHORT, "short_message", offsetof(struct smpp_pdu, short_message), \
		    SMPP_SHORT_MAX, SMPP_RINVMSGLEN \
	}
#define TLVS \
	{ \
		FIELD_TLVS, "tlv", offsetof(struct smpp_pdu, tlvs), 0, SMPP_RINVTLVSTREAM \
	}
#define END \
	{ \
		FIELD_END, NULL, 0, 0, 0 \
	}

#define ADDRESS_SOURCE \
	OCTET("source_addr_ton", source_ton), OCTET("source_addr_npi", source_npi), \
	    TEXT("source_addr", source, 21, RINVSRCADR)
#define ADDRESS_DESTINATION \
	OCTET("dest_addr_ton", destination_ton), OCTET("dest_addr_npi", destination_npi), \
	    TEXT("destination_addr", destination, 21, RINVDSTADR)
#define MESSAGE_REST \
	OCTET("esm_class", esm_class), OCTET("protocol_id", protocol_id), \
	    OCTET("priority_flag", priority), \
	    TEXT("schedule_delivery_time", schedule, 17, RINVSCHED), \
	    TEXT("validity_period", validity, 17, RINVEXPIRY), \
	    OCTET("registered_delivery", registered_delivery), \
	    OCTET("replace_if_present_flag", replace_if_present), \
	    OCTET("data_coding", data_coding), OCTET("sm_default_msg_id", default_id), SHORT, \
	    TLVS, END
#define MESSAGE_ID TEXT("message_id", message_id, 65, RINVMSGID)

static const struct field fields_none[] = { TLVS, END };
static const struct field fields_bind[] = {
	TEXT("system_id", system_id, 16, RINVSYSID),
	TEXT("password", password, 9, RINVPASWD),
	TEXT("system_type", system_type, 13, RINVSYSTYP),
	OCTET("interface_version", version),
	OCTET("addr_ton", address_ton),
	OCTET("addr_npi", address_npi),
	TEXT("address_range", address_range, 41, RBINDFAIL),
	TLVS,
	END,
};
static const struct field fields_bind_resp[] = { TEXT("system_id", system_id, 16, RINVSYSID), TLVS,
	END };
static const struct field fields_outbind[] = { TEXT("system_id", system_id, 16, RINVSYSID),
	TEXT("password", password, 9, RINVPASWD), TLVS, END };
static const struct field fields_message[] = {
	TEXT("service_type", service_type, 6, RINVSERTYP),
	ADDRESS_SOURCE,
	ADDRESS_DESTINATION,
	MESSAGE_REST,
};
static const struct field fields_multi[] = {
	TEXT("service_type", service_type, 6, RINVSERTYP),
	ADDRESS_SOURCE,
	{ FIELD_DESTS, "dest_address", offsetof(struct smpp_pdu, dests), SMPP_DESTS_MAX,
	    SMPP_RINVNUMDESTS },
	MESSAGE_REST,
};
static const struct field fields_multi_resp[] = {
	MESSAGE_ID,
	{ FIELD_UNSUCCESSFUL, "unsuccess_sme", offsetof(struct smpp_pdu, unsuccessful), 255,
	    SMPP_RINVCMDLEN },
	TLVS,
	END,
};
static const struct field fields_message_resp[] = { MESSAGE_ID, TLVS, END };
static const struct field fields_data[] = {
	TEXT("service_type", service_type, 6, RINVSERTYP),
	OCTET("source_addr_ton", source_ton),
	OCTET("source_addr_npi", source_npi),
	TEXT("source_addr", source, 65, RINVSRCADR),
	OCTET("dest_addr_ton", destination_ton),
	OCTET("dest_addr_npi", destination_npi),
	TEXT("destination_addr", destination, 65, RINVDSTADR),
	OCTET("esm_class", esm_class),
	OCTET("registered_delivery", registered_delivery),
	OCTET("data_coding", data_coding),
	TLVS,
	END,
};
static const struct field fields_query[] = { MESSAGE_ID, ADDRESS_SOURCE, TLVS, END };
static const struct field fields_query_resp[] = { MESSAGE_ID,
	TEXT("final_date", final_date, 17, RINVSCHED), OCTET("message_state", message_state),
	OCTET("error_code", error_code), TLVS, END };
static const struct field fields_replace[] = {
	MESSAGE_ID,
	ADDRESS_SOURCE,
	TEXT("schedule_delivery_time", schedule, 17, RINVSCHED),
	TEXT("validity_period", validity, 17, RINVEXPIRY),
	OCTET("registered_delivery", registered_delivery),
	OCTET("sm_default_msg_id", default_id),
	SHORT,
	TLVS,
	END,
};
static const struct field fields_cancel[] = {
	TEXT("service_type", service_type, 6, RINVSERTYP),
	MESSAGE_ID,
	ADDRESS_SOURCE,
	ADDRESS_DESTINATION,
	TLVS,
	END,
};
static const struct field fields_alert[] = {
	OCTET("source_addr_ton", source_ton),
	OCTET("source_addr_npi", source_npi),
	TEXT("source_addr", source, 65, RINVSRCADR),
	OCTET("esme_addr_ton", esme_ton),
	OCTET("esme_addr_npi", esme_npi),
	TEXT("esme_addr", esme, 65, RINVDSTADR),
	TLVS,
	END,
};

static const struct command {
	uint32_t id;
	const char *name;
	const struct field *fields;
} commands[] = {
	{ SMPP_GENERIC_NACK, "generic_nack", fields_none },
	{ SMPP_BIND_RECEIVER, "bind_receiver", fields_bind },
	{ SMPP_BIND_RECEIVER | SMPP_RESPONSE, "bind_receiver_resp", fields_bind_resp },
	{ SMPP_BIND_TRANSMITTER, "bind_transmitter", fields_bind },
	{ SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, "bind_transmitter_resp", fields_bind_resp },
	{ SMPP_QUERY_SM, "query_sm", fields_query },
	{ SMPP_QUERY_SM | SMPP_RESPONSE, "query_sm_resp", fields_query_resp },
	{ SMPP_SUBMIT_SM, "submit_sm", fields_message },
	{ SMPP_SUBMIT_SM | SMPP_RESPONSE, "submit_sm_resp", fields_message_resp },
	{ SMPP_DELIVER_SM, "deliver_sm", fields_message },
	{ SMPP_DELIVER_SM | SMPP_RESPONSE, "deliver_sm_resp", fields_message_resp },
	{ SMPP_UNBIND, "unbind", fields_none },
	{ SMPP_UNBIND | SMPP_RESPONSE, "unbind_resp", fields_none },
	{ SMPP_REPLACE_SM, "replace_sm", fields_replace },
	{ SMPP_REPLACE_SM | SMPP_RESPONSE, "replace_sm_resp", fields_none },
	{ SMPP_CANCEL_SM, "cancel_sm", fields_cancel },
	{ SMPP_CANCEL_SM | SMPP_RESPONSE, "cancel_sm_resp", fields_none },
	{ SMPP_BIND_TRANSCEIVER, "bind_transceiver", fields_bind },
	{ SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, "bind_transceiver_resp", fields_bind_resp },
	{ SMPP_OUTBIND, "outbind", fields_outbind },
	{ SMPP_ENQUIRE_LINK, "enquire_link", fields_none },
	{ SMPP_ENQUIRE_LINK | SMPP_RESPONSE, "enquire_link_resp", fields_none },
	{ SMPP_SUBMIT_MULTI, "submit_multi", fields_multi },
	{ SMPP_SUBMIT_MULTI | SMPP_RESPONSE, "submit_multi_resp", fields_multi_resp },
	{ SMPP_ALERT_NOTIFICATION, "alert_notification", fields_alert },
	{ SMPP_DATA_SM, "data_sm", fields_data },
	{ SMPP_DATA_SM | SMPP_RESPONSE, "data_sm_resp", fields_message_resp },
};

static const struct smpp_status_row statuses[] = {
#define SMPP_STATUS(name, code, meaning, words) { (code), #name, (meaning), (words) },
#include "smsgw/core/smpp_status.def"
#undef SMPP_STATUS
};

enum {
	COMMANDS = sizeof(commands) / sizeof(commands[0]),
	STATUSES = sizeof(statuses) / sizeof(statuses[0])
};

static const struct command *
command_find(uint32_t id)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i].id == id)
			return &commands[i];
	return NULL;
}

const char *
smpp_command_name(uint32_t id)
{
	const struct command *command = command_find(id);

	return command != NULL ? command->name : NULL;
}

uint32_t
smpp_response_to(uint32_t command)
{
	uint32_t response = command | SMPP_RESPONSE;

	return command_find(response) != NULL ? response : SMPP_GENERIC_NACK;
}

const struct smpp_status_row *
smpp_status_find(uint32_t status)
{
	static const struct smpp_status_row other = { SMPP_RUNKNOWNERR, "RUNKNOWNERR", SMPP_FAILED,
		"the carrier refused it with a code of its own" };

	for (size_t i = 0; i < STATUSES; i++)
		if (statuses[i].code == status)
			return &statuses[i];
	return &other;
}

uint32_t
smpp_sequence_next(uint32_t sequence)
{
	return sequence >= SMPP_SEQUENCE_MAX ? 1 : sequence + 1;
}

/* ---- numbers ---- */

static uint32_t
number_at(const char *p, size_t size)
{
	uint32_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)p[i];
	return number;
}

static void
number_add(struct buf *out, size_t size, uint32_t number)
{
	while (size-- > 0)
		buf_add_char(out, (char)(unsigned char)(number >> (8 * size)));
}

enum smpp_frame
smpp_frame(struct view stream, struct view *frame)
{
	uint32_t length;

	if (stream.n < 4)
		return SMPP_FRAME_MORE;
	length = number_at(stream.p, 4);
	if (length < SMPP_HEADER || length > SMPP_PDU_MAX)
		return SMPP_FRAME_BAD;
	if (stream.n < length)
		return SMPP_FRAME_MORE;
	*frame = (struct view){ stream.p, length };
	return SMPP_FRAME_WHOLE;
}

/* ---- reading ---- */

static bool
take(struct view *rest, size_t n, struct view *out)
{
	if (rest->n < n)
		return false;
	*out = (struct view){ rest->p, n };
	rest->p += n;
	rest->n -= n;
	return true;
}

static bool
take_octet(struct view *rest, uint8_t *out)
{
	struct view one;

	if (!take(rest, 1, &one))
		return false;
	*out = (uint8_t)one.p[0];
	return true;
}

/* Up to a NUL within `max` octets. */
static bool
take_text(struct view *rest, size_t max, struct view *out)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\0', rest->n < max ? rest->n : max) : NULL;

	if (end == NULL)
		return false;
	(void)take(rest, (size_t)(end - rest->p), out);
	rest->p++;
	rest->n--;
	return true;
}

enum { DEST_ADDRESS = 1, DEST_LIST = 2 };

bool
smpp_dest_next(struct view *rest, struct smpp_dest *out)
{
	uint8_t flag;

	*out = (struct smpp_dest){ 0 };
	if (!take_octet(rest, &flag))
		return false;
	out->list = flag == DEST_LIST;
	if (flag == DEST_LIST)
		return take_text(rest, 21, &out->address);
	return flag == DEST_ADDRESS && take_octet(rest, &out->ton) && take_octet(rest, &out->npi) &&
	    take_text(rest, 21, &out->address);
}

static bool
take_dests(struct view *rest, struct view *out, uint8_t *count)
{
	const char *from;
	struct smpp_dest dest;

	if (!take_octet(rest, count) || *count > SMPP_DESTS_MAX)
		return false;
	from = rest->p;
	for (int i = 0; i < *count; i++)
		if (!smpp_dest_next(rest, &dest))
			return false;
	*out = (struct view){ from, (size_t)(rest->p - from) };
	return true;
}

static bool
take_unsuccessful(struct view *rest, struct view *out, uint8_t *count)
{
	const char *from;
	struct view part;

	if (!take_octet(rest, count))
		return false;
	from = rest->p;
	for (int i = 0; i < *count; i++)
		if (!take(rest, 2, &part) || !take_text(rest, 21, &part) || !take(rest, 4, &part))
			return false;
	*out = (struct view){ from, (size_t)(rest->p - from) };
	return true;
}

static bool
tlv_next(struct view *rest, uint32_t *tag, struct view *value)
{
	struct view head;

	if (!take(rest, 4, &head))
		return false;
	*tag = number_at(head.p, 2);
	return take(rest, number_at(head.p + 2, 2), value);
}

static bool
take_tlvs(struct view *rest, struct view *out)
{
	struct view value;
	uint32_t tag;

	*out = *rest;
	while (rest->n > 0)
		if (!tlv_next(rest, &tag, &value))
			return false;
	return true;
}

static bool
take_short(struct view *rest, struct view *out)
{
	uint8_t length;

	return take_octet(rest, &length) && length <= SMPP_SHORT_MAX && take(rest, length, out);
}

static bool
take_field(struct view *rest, const struct field *field, struct smpp_pdu *pdu)
{
	void *at = (char *)pdu + field->at;

	switch (field->type) {
	case FIELD_TEXT:
		return take_text(rest, field->max, at);
	case FIELD_OCTET:
		return take_octet(rest, at);
	case FIELD_SHORT:
		return take_short(rest, at);
	case FIELD_DESTS:
		return take_dests(rest, at, &pdu->dest_count);
	case FIELD_UNSUCCESSFUL:
		return take_unsuccessful(rest, at, &pdu->unsuccessful_count);
	case FIELD_TLVS:
		return take_tlvs(rest, at);
	case FIELD_END:
		break;
	}
	return false;
}

static int
refuse(struct smpp_pdu *pdu, uint32_t status, const char *field, const char *text, struct err *err)
{
	if ((pdu->command & SMPP_RESPONSE) == 0)
		pdu->status = status;
	return err_set(err, ERR_INVALID, field, "%s", text);
}

int
smpp_decode(struct view frame, struct smpp_pdu *out, struct err *err)
{
	struct view rest = { frame.p + SMPP_HEADER, frame.n - SMPP_HEADER };
	const struct command *command;

	assert(frame.n >= SMPP_HEADER);
	*out = (struct smpp_pdu){ .command = number_at(frame.p + 4, 4),
		.status = number_at(frame.p + 8, 4),
		.sequence = number_at(frame.p + 12, 4) };
	command = command_find(out->command);
	if (command == NULL)
		return refuse(out, SMPP_RINVCMDID, "command_id", "There is no such command.", err);
	if ((out->command & SMPP_RESPONSE) != 0 && rest.n == 0)
		return 0;
	for (const struct field *field = command->fields; field->type != FIELD_END; field++)
		if (!take_field(&rest, field, out))
			return refuse(out, field->status, field->name,
			    "The field does not end within its bound.", err);
	return 0;
}

bool
smpp_tlv_find(const struct smpp_pdu *pdu, enum smpp_tag tag, struct view *value)
{
	struct view rest = pdu->tlvs;
	uint32_t at;

	while (tlv_next(&rest, &at, value))
		if (at == (uint32_t)tag)
			return true;
	return false;
}

bool
smpp_tlv_number(const struct smpp_pdu *pdu, enum smpp_tag tag, size_t size, uint32_t *value)
{
	struct view bytes;

	if (!smpp_tlv_find(pdu, tag, &bytes) || bytes.n != size)
		return false;
	*value = number_at(bytes.p, size);
	return true;
}

/* ---- writing ---- */

bool
smpp_tlv_add(struct buf *tlvs, enum smpp_tag tag, struct view value)
{
	if (value.n > UINT16_MAX)
		return false;
	number_add(tlvs, 2, (uint32_t)tag);
	number_add(tlvs, 2, (uint32_t)value.n);
	buf_add_view(tlvs, value);
	return true;
}

void
smpp_tlv_add_number(struct buf *tlvs, enum smpp_tag tag, size_t size, uint32_t value)
{
	number_add(tlvs, 2, (uint32_t)tag);
	number_add(tlvs, 2, (uint32_t)size);
	number_add(tlvs, size, value);
}

static bool
add_text(struct buf *out, size_t max, struct view text)
{
	if (text.n >= max || (text.n > 0 && memchr(text.p, '\0', text.n) != NULL))
		return false;
	buf_add_view(out, text);
	buf_add_char(out, '\0');
	return true;
}

static bool
add_field(struct buf *out, const struct field *field, const struct smpp_pdu *pdu)
{
	const void *at = (const char *)pdu + field->at;
	const struct view *text = at;

	switch (field->type) {
	case FIELD_TEXT:
		return add_text(out, field->max, *text);
	case FIELD_OCTET:
		number_add(out, 1, *(const uint8_t *)at);
		return true;
	case FIELD_SHORT:
		if (text->n > field->max)
			return false;
		number_add(out, 1, (uint32_t)text->n);
		buf_add_view(out, *text);
		return true;
	case FIELD_DESTS:
	case FIELD_UNSUCCESSFUL:
		number_add(
		    out, 1, field->type == FIELD_DESTS ? pdu->dest_count : pdu->unsuccessful_count);
		buf_add_view(out, *text);
		return true;
	case FIELD_TLVS:
		buf_add_view(out, *text);
		return true;
	case FIELD_END:
		break;
	}
	return false;
}

/* What a refusal has no use for is left away: its response is a header alone. */
static bool
bare(const struct smpp_pdu *pdu)
{
	return (pdu->command & SMPP_RESPONSE) != 0 && pdu->status != SMPP_ROK;
}

int
smpp_encode(const struct smpp_pdu *pdu, struct buf *out, struct err *err)
{
	const struct command *command = command_find(pdu->command);
	struct buf body = { .max = SMPP_PDU_MAX };
	const struct field *wrong = NULL;

	if (command == NULL)
		return err_set(err, ERR_INVALID, "command_id", "There is no such command.");
	for (const struct field *field = command->fields;
	     !bare(pdu) && wrong == NULL && field->type != FIELD_END; field++)
		if (!add_field(&body, field, pdu))
			wrong = field;
	if (wrong == NULL && !body.full && body.n + SMPP_HEADER <= SMPP_PDU_MAX) {
		number_add(out, 4, (uint32_t)(SMPP_HEADER + body.n));
		number_add(out, 4, pdu->command);
		number_add(out, 4, pdu->status);
		number_add(out, 4, pdu->sequence);
		buf_add_view(out, buf_view(&body));
		buf_fini(&body);
		return 0;
	}
	buf_fini(&body);
	return err_set(err, ERR_INVALID, wrong != NULL ? wrong->name : "tlv",
	    "The value is longer than SMPP allows.");
}
