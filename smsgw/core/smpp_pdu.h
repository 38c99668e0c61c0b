/*
 * smpp_pdu - the bytes of SMPP 3.4: frames, commands with their fields, optional parameters.
 *
 * Owns: the tables of commands, of fields and of their bounds (smpp_pdu.c), the status codes
 *       (smpp_status.def).
 * Must not know: what a text is (smpp_text.h), when what is sent (smpp_link.h).
 *
 * Source: the carriers' reference, 3.1 and 3.5; SMPP Protocol Specification v3.4, chapters 3 to 5.
 */
#ifndef SMSGW_CORE_SMPP_PDU_H
#define SMSGW_CORE_SMPP_PDU_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	SMPP_HEADER = 16,
	SMPP_PDU_MAX = 65536, /* bytes of a frame */
	SMPP_SEQUENCE_MAX = 0x7fffffff,
	SMPP_SHORT_MAX = 254, /* octets of short_message */
	SMPP_DESTS_MAX = 254,
	SMPP_VERSION = 0x34,
};

enum smpp_command {
	SMPP_BIND_RECEIVER = 0x01,
	SMPP_BIND_TRANSMITTER = 0x02,
	SMPP_QUERY_SM = 0x03,
	SMPP_SUBMIT_SM = 0x04,
	SMPP_DELIVER_SM = 0x05,
	SMPP_UNBIND = 0x06,
	SMPP_REPLACE_SM = 0x07,
	SMPP_CANCEL_SM = 0x08,
	SMPP_BIND_TRANSCEIVER = 0x09,
	SMPP_OUTBIND = 0x0b,
	SMPP_ENQUIRE_LINK = 0x15,
	SMPP_SUBMIT_MULTI = 0x21,
	SMPP_ALERT_NOTIFICATION = 0x102,
	SMPP_DATA_SM = 0x103,
};
#define SMPP_RESPONSE 0x80000000u /* a response is its request's id with this bit */
#define SMPP_GENERIC_NACK 0x80000000u

enum smpp_status {
#define SMPP_STATUS(name, code, meaning, words) SMPP_##name = (code),
#include "smsgw/core/smpp_status.def"
#undef SMPP_STATUS
};

enum smpp_tag {
	SMPP_TLV_PAYLOAD_TYPE = 0x0019,
	SMPP_TLV_STATUS_TEXT = 0x001d,
	SMPP_TLV_RECEIPTED_ID = 0x001e,
	SMPP_TLV_USER_REFERENCE = 0x0204,
	SMPP_TLV_SOURCE_PORT = 0x020a,
	SMPP_TLV_DESTINATION_PORT = 0x020b,
	SMPP_TLV_SAR_REF = 0x020c,
	SMPP_TLV_SAR_TOTAL = 0x020e,
	SMPP_TLV_SAR_NUMBER = 0x020f,
	SMPP_TLV_SC_VERSION = 0x0210,
	SMPP_TLV_NETWORK_ERROR = 0x0423,
	SMPP_TLV_MESSAGE_PAYLOAD = 0x0424,
	SMPP_TLV_FAILURE_REASON = 0x0425,
	SMPP_TLV_MORE_MESSAGES = 0x0426,
	SMPP_TLV_MESSAGE_STATE = 0x0427,
};

/* One PDU. Which of the fields a command has, and in which order, is a table; the others are zero.
 * Views borrow: from the frame that was decoded, or from who encodes. */
struct smpp_pdu {
	uint32_t command, status, sequence;
	struct view system_id, password, system_type, address_range; /* binds */
	struct view service_type, source, destination, esme;
	struct view schedule, validity, final_date, message_id;
	struct view short_message; /* at most SMPP_SHORT_MAX */
	/* submit_multi: `dest_count` destinations, and those that failed in its response, as they stand. */
	struct view dests, unsuccessful;
	struct view tlvs; /* checked: each ends within */
	uint8_t version, address_ton, address_npi, source_ton, source_npi, destination_ton,
	    destination_npi, esme_ton, esme_npi;
	uint8_t esm_class, protocol_id, priority, registered_delivery, replace_if_present,
	    data_coding, default_id, message_state, error_code, dest_count, unsuccessful_count;
};

enum smpp_frame { SMPP_FRAME_WHOLE, SMPP_FRAME_MORE, SMPP_FRAME_BAD };

/* The first frame of what has come; MORE: it is not whole yet. BAD: its length can't be, so the
 * stream is lost: answer generic_nack with RINVCMDLEN and close. */
enum smpp_frame smpp_frame(struct view stream, struct view *frame);

/* `frame` is whole. -1: `err` names the field, out->status of a request is what it is to be answered
 * with; command and sequence are set all the same. A response may come without its body. */
int smpp_decode(struct view frame, struct smpp_pdu *out, struct err *err);

/* Adds the frame. -1, and nothing is added: a field is longer than its bound, or there is no such command; `err` names
 * the field. */
int smpp_encode(const struct smpp_pdu *pdu, struct buf *out, struct err *err);

/* The value of the first of that tag; false: there is none. */
bool smpp_tlv_find(const struct smpp_pdu *pdu, enum smpp_tag tag, struct view *value);
/* One of `size` bytes (1 to 4) as a number; false: there is none of that size. */
bool smpp_tlv_number(const struct smpp_pdu *pdu, enum smpp_tag tag, size_t size, uint32_t *value);
/* False, and nothing is added: it is longer than 65,535 bytes. */
bool smpp_tlv_add(struct buf *tlvs, enum smpp_tag tag, struct view value);
void smpp_tlv_add_number(struct buf *tlvs, enum smpp_tag tag, size_t size, uint32_t value);

/* The next destination of a submit_multi; false: there is none. A list's name has neither ton nor npi. */
struct smpp_dest {
	bool list;
	uint8_t ton, npi;
	struct view address;
};
bool smpp_dest_next(struct view *rest, struct smpp_dest *out);

const char *smpp_command_name(uint32_t command); /* "submit_sm"; NULL: there is no such command */
/* The command that answers a request: its response, or generic_nack where SMPP defines none (outbind,
 * alert_notification, a command that does not exist). */
uint32_t smpp_response_to(uint32_t command);
uint32_t smpp_sequence_next(uint32_t sequence); /* 1 … SMPP_SEQUENCE_MAX, then 1 again */

/* What a status says of the message that it answers, or of a bind. */
enum smpp_meaning {
	SMPP_OK,
	SMPP_THROTTLED, /* this link is to be slower; the message again */
	SMPP_FULL, /* the queue of this destination is full; the others go on */
	SMPP_TEMPORARY, /* the message again, a few times */
	SMPP_LOGIN, /* our account is at fault */
	SMPP_REJECTED, /* for good: something of the message is not allowed */
	SMPP_FAILED, /* for good */
};
struct smpp_status_row {
	uint32_t code;
	const char *name; /* "RTHROTTLED" */
	enum smpp_meaning meaning;
	const char *words;
};
/* A status that no table knows is FAILED. Never NULL. */
const struct smpp_status_row *smpp_status_find(uint32_t status);

#endif
