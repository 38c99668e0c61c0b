/*
 * smpp_receipt - delivery receipts of SMPP: their TLVs, their text, their ids.
 *
 * Owns: the table of states, the forms in which one id may come.
 * Must not know: which messages there are.
 *
 * Source: the carriers' reference, 3.5; SMPP Protocol Specification v3.4, appendix B.
 */
#ifndef SMSGW_CORE_SMPP_RECEIPT_H
#define SMSGW_CORE_SMPP_RECEIPT_H

#include <stdbool.h>

#include "common/base/str.h"
#include "smsgw/core/smpp_pdu.h"

enum { SMPP_ID_SIZE = 66 };

/* 1 to 64 printable characters. */
bool smpp_id_is_readable(struct view id);

/* Views borrow from the PDU. */
struct smpp_receipt {
	struct view id; /* 1 to 64 characters */
	const char *state; /* canonical: "sent", "delivered" … */
	const char *raw; /* "DELIVRD": the table's name of it */
	struct view code; /* err: at most 8 characters, or empty */
	struct view said; /* octets of how the text begins, as a rule 20 of them; or empty */
};

/* Whether a deliver_sm or data_sm is a receipt at all, by its esm_class. */
bool smpp_is_receipt(const struct smpp_pdu *pdu);

/* `octets`: of its text, by smpp_content(). False: it names no message, or no state that the table knows. */
bool smpp_receipt_read(const struct smpp_pdu *pdu, struct view octets, struct smpp_receipt *out);

/* ---- ours, to a client ---- */

enum { SMPP_CLIENT_ID_SIZE = 17, SMPP_RECEIPT_TEXT_SIZE = 160 };

struct smpp_receipt_own {
	int64_t id; /* as the client was told: 16 hexadecimal digits */
	struct view state; /* canonical */
	struct view code; /* the carrier's; may be empty */
	int64_t submitted_s, ended_s; /* since 1970 */
};

/* message_state of a canonical state; 0: it is none that a text ends in. */
uint8_t smpp_state_of(struct view state);
void smpp_client_id(int64_t id, char out[SMPP_CLIENT_ID_SIZE]);
/* The reverse. False: it is none of ours. */
bool smpp_client_id_read(struct view text, int64_t *id);
/* The text of appendix B. */
void smpp_receipt_text(const struct smpp_receipt_own *receipt, char out[SMPP_RECEIPT_TEXT_SIZE]);

/* ---- ids: the submit response and the receipt may tell one in different bases ---- */

/* As Kannel's msg_id_type: bit 0: the response has hexadecimal, bit 1: the receipt has. */
enum smpp_id_type {
	SMPP_ID_UNSET = -2, /* not known: forms are tried */
	SMPP_ID_TEXT = -1, /* the same text in both */
	SMPP_ID_DEC_DEC = 0,
	SMPP_ID_HEX_DEC = 1,
	SMPP_ID_DEC_HEX = 2,
	SMPP_ID_HEX_HEX = 3,
};

/* The one form under which an id is kept and looked for: with a known type its number in decimal, else,
 * and where it is no number of 64 bits, the text; UNSET: in lower case without leading zeros. `id` has at
 * most SMPP_ID_SIZE - 1 bytes. */
void smpp_id_of_response(enum smpp_id_type type, struct view id, char out[SMPP_ID_SIZE]);
void smpp_id_of_receipt(enum smpp_id_type type, struct view id, char out[SMPP_ID_SIZE]);

/* With UNSET: a receipt's id as the response may have had it: [0] in hexadecimal what the receipt has in
 * decimal, [1] the reverse. Empty: there is no such form. */
enum { SMPP_ID_FORMS = 2 };
void smpp_id_forms(const char *id, char out[SMPP_ID_FORMS][SMPP_ID_SIZE]);

#endif
