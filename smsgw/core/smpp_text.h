/*
 * smpp_text - texts as SMPP carries them: data_coding, long messages in parts, numbers, validity.
 *
 * Owns: what a data_coding means on a link, the user data header, how a text is cut into parts.
 * Must not know: links, receipts.
 *
 * Source: the carriers' reference, 3.2 to 3.4 and 4; 3GPP TS 23.038 and 23.040 (9.2.3.24).
 */
#ifndef SMSGW_CORE_SMPP_TEXT_H
#define SMSGW_CORE_SMPP_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/sms_text.h"
#include "common/base/str.h"
#include "smsgw/core/smpp_pdu.h"

/* ---- encodings ---- */

enum smpp_charset {
	SMPP_GSM, /* unpacked: one septet an octet */
	SMPP_ASCII,
	SMPP_LATIN1,
	SMPP_CYRILLIC, /* ISO 8859-5 */
	SMPP_HEBREW, /* ISO 8859-8 */
	SMPP_UTF8,
	SMPP_UCS2, /* big-endian; pairs of surrogates are read as what they mean */
	SMPP_BINARY,
};

/* What a link's 0 and 1 stand for. */
struct smpp_charsets {
	enum smpp_charset dcs0; /* GSM, LATIN1, ASCII or UTF8 */
	enum smpp_charset dcs1; /* GSM or ASCII */
};

enum smpp_charset smpp_charset_of(uint8_t data_coding, const struct smpp_charsets *charsets);

/* As UTF-8 without NUL. What is no character becomes U+FFFD, half a pair in UCS-2 one of
 * SMPP_HALF_FIRST and up, so that the other half, in the next part, finds it (sms.halves_join). An odd
 * octet at the end of UCS-2 is dropped. Not for BINARY. */
enum { SMPP_HALF_FIRST = 0x10d800, SMPP_HALF_LAST = 0x10dfff };
void smpp_text_decode(enum smpp_charset charset, struct view octets, struct buf *out);
/* Of a text that is whole, half a pair has no other half: it becomes U+FFFD. */
void smpp_halves_drop(struct buf *text);
/* False, with `out` as it was: the charset lacks a character of the text. */
bool smpp_text_encode(enum smpp_charset charset, struct view text, struct buf *out);

/* ---- what came ---- */

/* Of a deliver_sm, submit_sm or data_sm: its octets without header, and which part it is. */
struct smpp_content {
	struct view octets; /* of short_message or message_payload; borrows */
	enum smpp_charset charset;
	int64_t ref, total,
	    number; /* total 0: whole. A reference of 16 bits has SMPP_WIDE_REF added */
};
enum { SMPP_WIDE_REF = 0x10000 };
/* -1: it can't be read; `err` names the field. */
int smpp_content(const struct smpp_pdu *pdu, const struct smpp_charsets *charsets,
    struct smpp_content *out, struct err *err);

/* ---- what goes ---- */

enum smpp_long { SMPP_LONG_UDH, SMPP_LONG_SAR, SMPP_LONG_PAYLOAD };
enum { SMPP_PARTS_MAX = SMS_SEGMENTS_MAX };

/* A text as it is sent: `count` PDUs. */
struct smpp_parts {
	struct buf octets;
	struct {
		size_t at, n; /* of `octets`: with the header, where there is one */
	} at[SMPP_PARTS_MAX];
	int count;
	uint8_t data_coding, ref;
	bool header, sar,
	    payload; /* how a part is told: esm_class bit 0x40, sar_*, message_payload */
};

enum { SMPP_PAYLOAD_MAX = 16000 }; /* octets of a message_payload: clients take PDUs of 16,384 */
/* Takes off UCS-2 octets what one message_payload holds, and never half a character. */
struct view smpp_payload_next(struct view *rest);

/* Cuts as sms_count() counts (sms_text.h); what the link's charset lacks makes it UCS-2. -1: it is empty, or
 * has over SMPP_PARTS_MAX parts; nothing is cut short. */
int smpp_parts_make(struct view text, const struct smpp_charsets *charsets, enum smpp_long how,
    uint8_t ref, struct smpp_parts *out, struct err *err);
void smpp_parts_fini(struct smpp_parts *parts);
/* Puts part i into `pdu`: short_message, esm_class, data_coding, tlvs. `tlvs` holds what pdu->tlvs then
 * borrows; both and `parts` must live until it is encoded. */
void smpp_part_fill(const struct smpp_parts *parts, int i, struct smpp_pdu *pdu, struct buf *tlvs);

/* ---- numbers and times ---- */

/* "+4670…": international, digits alone; a short code; a sender's name of 1 to 11 characters. */
void smpp_address(struct view number, uint8_t *ton, uint8_t *npi, struct view *address);
/* The number as ours: "+" before digits that are international by their type, or by length where the type
 * is not told. False: it is none. `out` has `size` bytes. */
bool smpp_number(uint8_t ton, struct view address, char *out, size_t size);

enum { SMPP_TIME_SIZE = 17, SMPP_VALIDITY_MAX_S = 30 * 86400 };
/* Relative, "YYMMDDhhmmss000R"; 0: "" (as the carrier sets it). */
void smpp_validity(int64_t seconds, char out[SMPP_TIME_SIZE]);
/* What a validity_period says (SMPP 3.4, 7.1.1): seconds from `now_s` (UNIX time) on, > 0; 0: "", as we set it. Relative
 * ("…000R"; a month is 30 days, a year 365) or absolute ("…tnn+": tenths, quarters of an hour from UTC). False: it is
 * neither, or in the past. */
bool smpp_validity_read(struct view text, int64_t now_s, int64_t *seconds);

#endif
