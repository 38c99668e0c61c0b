/*
 * carrier - what a carrier is to us: one table of names, states, paths and a signature.
 *
 * Owns: the canonical forms of an inbound text, a receipt and a sending's result, and the
 *       table `carriers` (carriers.c). A further carrier is one more file with its tables and a
 *       line there, plus at most a small hook (docs/carriers.md).
 * Must not know: sockets, the database, the clock.
 *
 * Names of fields are those of pairs.h: a form's parameter, or a member's path in JSON; "Text|Body"
 * is the first that is there.
 *
 * Source of the facts: the carriers' reference; requirement SMS "Carriers".
 */
#ifndef SMSGW_CORE_CARRIER_H
#define SMSGW_CORE_CARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"
#include "smsgw/core/pairs.h"

enum {
	NUMBER_SIZE = 24,
	PROVIDER_ID_MAX = 128,
	REF_SIZE = 96, /* our own reference with its final NUL */
	INBOUND_TEXT_MAX = 8000, /* bytes; 1,600 characters of UTF-8 and some */
	INBOUND_PART_MAX = 640, /* bytes of one part: 160 characters of UTF-8 */
	PARTS_MAX = 255,
	CREDENTIALS_MAX = 20,
	CREDENTIAL_SIZE_MAX = 2000, /* bytes */
	SIGNATURES_MAX = 4,
	MEDIA_MAX = 10, /* files of one text; what a carrier says beyond is left */
	MEDIA_URL_MAX = 2000, /* bytes */
	EVENTS_MAX = 500, /* of one call */
	REQUEST_HEADERS_MAX = 4,
};

/* ---- accounts ---- */

/* What an operator must give for an account at this carrier. */
struct credential {
	const char *name; /* as in configuration: "auth_token" */
	unsigned flags;
	const char *summary;
};
enum {
	CREDENTIAL_SECRET = 1, /* sealed, never shown */
	CREDENTIAL_OPTIONAL = 2,
	CREDENTIAL_ED25519 = 4, /* a public key: 32 bytes in base64 */
	CREDENTIAL_WHSEC = 8, /* a secret of Standard Webhooks: base64, with or without "whsec_" */
	CREDENTIAL_YES_NO = 16,
	/* Optional, but a call is anybody's without it: needed by each account that does not say UNSIGNED. */
	CREDENTIAL_SIGNS = 32,
};
#define UNSIGNED "unsigned"
/* Beside each credential of CREDENTIAL_SIGNS. */
#define CREDENTIAL_UNSIGNED \
	{ \
		UNSIGNED, CREDENTIAL_OPTIONAL | CREDENTIAL_YES_NO, \
		    "yes: the carrier's calls come without a signature, and whoever learns the " \
		    "hook's " \
		    "address can write as any customer; default no" \
	}

/* An account at a carrier, as the operator set it up. Borrowed from channels.c. */
struct account {
	int64_t tenant, id;
	const char *base_url;
	const char *media_hosts; /* where else its files stand, as a carrier's; may be NULL */
	const char *values
	    [CREDENTIALS_MAX]; /* in the order of the carrier's credentials; NULL: not given */
	bool sealed; /* its secrets can't be read: nothing may be judged or sent by it */
};

/* ---- what comes ---- */

/* The type is the carrier's word, which nothing rests on; an empty URL: it can't be read. */
struct media {
	struct view url, type;
};

/* A text from a customer. Views borrow: from the request's pairs, or from who calls accept_text. */
struct inbound {
	struct view provider_id; /* 1 to PROVIDER_ID_MAX bytes */
	struct view from,
	    to; /* at most NUMBER_SIZE - 1 bytes; `to` may be the carrier's name of the channel */
	struct view text; /* UTF-8, at most INBOUND_TEXT_MAX bytes; may be empty beside media */
	int64_t part_ref, part_total, part_number; /* 0: not a part */
	struct media media[MEDIA_MAX];
	int media_count;
	char part_id[PROVIDER_ID_MAX + 8]; /* what provider_id points to, for a part */
};

/* A delivery report. */
struct receipt {
	struct view provider_id, raw_state, code;
	struct view ref; /* our own reference, where the carrier brings it back in a field */
	const char *
	    state; /* canonical; "blocked": the customer opted out; NULL: tells nothing (ignored) */
	const char *reason; /* the code in words, or NULL */
	/* Where no reference of ours comes back (SMPP): to whom the text went, E.164, and how it begins, as the carrier repeats
	 * it; empty: it does not say. */
	struct view number, said;
};

enum event_kind { EVENT_UNKNOWN, EVENT_INBOUND, EVENT_RECEIPT, EVENT_IGNORED };

/* One row each: raw name -> canonical state, or kind of event. End with a NULL name. */
struct carrier_state {
	const char *raw, *state; /* state NULL: ignored */
};
struct carrier_kind {
	const char *raw;
	enum event_kind kind;
};

/* ---- what goes ---- */

/* A text to send. */
struct outgoing {
	struct view from, to, text;
	struct view callback_url; /* without our reference */
	struct view ref; /* our own */
	int64_t validity_s;
	int64_t now_s; /* since 1970 */
};

/* The request that sends it. Buffers are the caller's to free (carrier_request_fini). */
struct carrier_request {
	struct buf url, body, auth; /* auth: "user:password" for Basic, empty: none */
	struct buf headers[REQUEST_HEADERS_MAX]; /* "Name: value" */
	int header_count;
	const char *content_type;
};

enum sending {
	SENDING_SENT,
	SENDING_RETRY,
	SENDING_ACCOUNT, /* our account is refused, which says nothing of the message: later */
	SENDING_FAILED,
	SENDING_OPTED_OUT,
	SENDING_UNKNOWN,
	SENDING_REJECTED, /* for good: something of the message is not allowed */
};

/* What the carrier answered. Text is copied, bounded. */
struct sending_result {
	enum sending sending;
	char provider_id[PROVIDER_ID_MAX + 1];
	char code[32];
	char reason[160];
};

/* "21610", a family "47*", or "HTTP 403" for an answer that has no code of its own. The first that fits. */
struct carrier_code {
	const char *code, *reason;
	enum sending
	    sending; /* what it means as the answer to a send; OPTED_OUT in a receipt too */
	const char *
	    state; /* of a receipt that is no good news: canonical, instead of its state's; or NULL */
};

/* A member of the request. `value` holds what is filled in: {to} {from} {to_digits} {from_digits} {text}
 * {callback} {ref} {validity_s} {validity_ms} {expires_at} {type}, or a credential's name. A member
 * whose value becomes empty is left away. */
enum member_type { MEMBER_TEXT, MEMBER_NUMBER, MEMBER_BOOL };
struct request_member {
	const char *name; /* a form's parameter, or a path: "to.0" makes a list */
	const char *value;
	enum member_type type;
	size_t longest; /* left away when longer, in bytes; 0: any */
	int64_t least, most; /* of a number: left away when below, or above; 0: any */
};

struct request_table {
	const char *path; /* behind the base URL; {…} as in members */
	const char *basic; /* "{user}:{password}", or NULL */
	const char *header; /* "Authorization: Bearer {api_key}", or NULL */
	bool form; /* else JSON */
	const struct request_member *members; /* ends with a NULL name */
	const char *gsm_type, *unicode_type; /* what {type} is */
	/* Adds what no table can say, a signature over the body; NULL: nothing. */
	void (*finish)(const struct account *account, const struct outgoing *outgoing,
	    struct carrier_request *request);
};

struct answer_table {
	const char *id;
	const char *verdict,
	    *verdict_good; /* a field that says no though the status is 2xx, and its good words */
	const char *code, *message;
};

/* ---- signatures (signature.h) ---- */

enum signature_kind {
	SIGNATURE_END,
	SIGNATURE_HMAC,
	SIGNATURE_ED25519,
	SIGNATURE_JWT,
	SIGNATURE_BASIC,
	SIGNATURE_EQUAL,
	SIGNATURE_PARAMS
};
enum signature_flags {
	SIGNED_HEX = 1, /* else base64 */
	SIGNED_KEY_WHSEC = 2, /* the key is base64, behind "whsec_" */
	SIGNED_EITHER_PORT = 4, /* the URL with its port or without */
	SIGNED_URL = 16, /* JWT: the URL must be signed too */
	SIGNED_WEAK = 32, /* counts only where none of the others came */
	SIGNED_IF_SET =
	    8, /* holds for accounts that have its credential; others rely on the secret path */
};

struct signature {
	enum signature_kind kind;
	const char
	    *header; /* the request header that holds it, in lower case; several values: see list */
	const char *credential; /* the key's name */
	const char *digest; /* HMAC: "SHA1", "SHA256" */
	/* HMAC and ED25519: what is signed. u URL, U the same without query, b body, h SHA-256 of the body (32
	 * bytes), t time, n nonce, p parameters, v Plivo's V3 form, q MessageBird's query; else itself. */
	const char *parts;
	const char
	    *time_header; /* seconds since 1970, judged: within max_age_s of now, or of 300 */
	const char *nonce_header;
	int max_age_s; /* 0: 300 */
	char list; /* separates several signatures, one of which must fit; 0: one */
	const char *prefix; /* of each one that counts, "v1,"; NULL: none */
	const char *issuer; /* JWT */
	unsigned flags;
	const char *user; /* BASIC: the user's credential */
	const char *allowed; /* counts only for accounts that say "yes" to this credential */
};

/* ---- the table ---- */

struct carrier {
	const char *name; /* lower case, as in configuration and addresses */
	bool listed; /* an administrator may make accounts of it: it was driven end to end */
	const struct credential *credentials; /* ends with a NULL name */
	bool by_link; /* spoken to by SMPP (smpp_link.h) */
	/* What a credential's value must be, where it is not; NULL: it fits. The hook itself NULL: all do. */
	const char *(*judge)(const char *credential, const char *value);
	const char
	    *base_url; /* of its API, where an account names no other; "": the account must */
	bool
	    json; /* calls are JSON; else a form, or JSON when the call says so and is signed whole */
	const char *
	    items; /* "results": the call is a list of events; "": it is itself a list; NULL: one event */
	/* Which a call is, where it does not come to an address of its own; NULL: the address says. */
	const char *kind;
	const struct carrier_kind *kinds;
	/* Names of parameters, within the event; NULL: the carrier does not send it. */
	struct {
		const char *provider_id, *from, *to, *text;
		const char *part_ref, *part_total, *part_number;
		const char *media_url,
		    *media_type; /* with % for its index; without: there is one at most */
		int media_first;
		const char *receipt_id, *receipt_state, *receipt_code, *receipt_ref;
	} fields;
	const char *to_credential; /* `to` is no number but what this credential says */
	const struct carrier_state *states;
	const struct carrier_code
	    *codes; /* of answers, and of receipts where these have none of their own */
	const struct carrier_code *receipt_codes;
	struct signature
	    signatures[SIGNATURES_MAX]; /* one of those that came must fit; none: not over HTTP */
	int unsigned_status; /* what a call without signature is answered; 0: 403 */
	bool confirms_opt_out; /* the carrier answers STOP and START itself */
	const char *ack_type, *ack_body;
	/* Where files of texts stand besides its API: hosts, separated by spaces; ".telnyx.com" is all below it. */
	const char *media_hosts;
	bool media_login; /* asked for with the account's login: there and at its API alone */
	const struct request_table *request; /* NULL: it is sent in this process (sandbox) */
	int segments_max; /* of one text; 0: as many as there are */
	struct answer_table answer;
};

extern const struct carrier *const carriers[]; /* ends with NULL */
const struct carrier *carrier_find(struct view name);

/* The value that the operator gave; NULL: none, or the carrier knows no such credential. */
const char *account_value(
    const struct carrier *carrier, const struct account *account, const char *credential);
/* The first credential that is needed and not there; NULL: none. */
const char *account_lacks(const struct carrier *carrier, const struct account *account);
/* Calls of its carrier are taken without a signature: it lacks what would tell them from anybody's. */
bool account_unsigned(const struct carrier *carrier, const struct account *account);

/* ---- events of a call ---- */

/* The prefix of the n-th event within the pairs. False: there are no more. */
bool carrier_event(
    const struct carrier *carrier, const struct pairs *pairs, int n, struct buf *prefix);
/* `said`: what the address says. */
enum event_kind carrier_event_kind(const struct carrier *carrier, const struct pairs *pairs,
    struct view prefix, enum event_kind said);
/* -1: signed but unreadable; `err` names the parameter. */
int carrier_inbound(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct inbound *out, struct err *err);
int carrier_receipt(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct receipt *out, struct err *err);

/* Canonical state of a raw one; false: the table does not know it. */
bool carrier_state_find(const struct carrier *carrier, struct view raw, const char **state);
const struct carrier_code *carrier_code_find(const struct carrier_code *codes, struct view code);

/* "+4670…" (7 to 15 digits), "4670…" (8 to 15): E.164 with '+'; short codes and names stay. False: neither. */
bool number_is_name(struct view text); /* a sender's name: 1 to 11 of letters, digits, " -_.&" */
bool number_normalise(struct view number, char out[NUMBER_SIZE]);

/* ---- sending ---- */

/* Adds the login by which the carrier is asked; buffers as in carrier_encode. Nothing where it needs none. */
void carrier_login(
    const struct carrier *carrier, const struct account *account, struct carrier_request *request);
void carrier_encode(const struct carrier *carrier, const struct account *account,
    const struct outgoing *outgoing, struct carrier_request *request);
/* Wipes what is secret. */
void carrier_request_fini(struct carrier_request *request);
void carrier_decode_answer(
    const struct carrier *carrier, int status, struct view body, struct sending_result *result);

#endif
