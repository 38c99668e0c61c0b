/*
 * carrier - what a carrier is to us: one table of names, states, paths and a signature.
 *
 * Owns: the canonical forms of an inbound text, a receipt and a sending's result, and the
 *       table `carriers` (carrier.c). A tenth carrier is one more row with its field
 *       tables, plus at most a small hook.
 * Must not know: sockets, the database, the clock.
 *
 * Source of the facts: the carriers' reference; requirement SMS "Carriers".
 */
#ifndef SMSGW_CORE_CARRIER_H
#define SMSGW_CORE_CARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	/* Form parameters of one webhook. A carrier sends some dozens and may add more without notice;
	 * all of them are signed. */
	PAIRS_MAX = 4096,
	NUMBER_SIZE = 24,
	PROVIDER_ID_MAX = 128,
	INBOUND_TEXT_MAX = 8000, /* bytes; 1,600 characters of UTF-8 and some */
	PARTS_MAX = 255,
};

struct pair {
	struct view name, value;
};

/* Decoded parameters, in the order in which they came. */
struct pairs {
	struct pair *at;
	int count, cap;
	struct buf store; /* owns the bytes */
};

/* False: PAIRS_MAX are there. The bytes stay the caller's. */
bool pairs_add(struct pairs *pairs, struct view name, struct view value);
/* The value of the first pair of that name; an empty view with p NULL when there is none. */
struct view pairs_find(const struct pairs *pairs, const char *name);
void pairs_fini(struct pairs *pairs);

/* An account at a carrier, as the operator set it up. Borrowed from channels.c. */
struct account {
	int64_t tenant, id;
	const char *base_url;
	const char *user; /* Twilio: AccountSid */
	const char *secret; /* Twilio: AuthToken; opened from its box */
};

/* A text from a customer. Views borrow: from the request's pairs, or from who calls accept_text. */
struct inbound {
	struct view provider_id; /* 1 to PROVIDER_ID_MAX bytes */
	struct view from, to; /* at most NUMBER_SIZE - 1 bytes */
	struct view text; /* UTF-8, at most INBOUND_TEXT_MAX bytes */
	int64_t part_ref, part_total, part_number; /* 0: not a part */
};

/* A delivery report. */
struct receipt {
	struct view provider_id, raw_state, code;
	const char *state; /* canonical; NULL: tells nothing (ignored) */
	const char *reason; /* the code in words, or NULL */
};

/* A text to send. */
struct outgoing {
	struct view from, to, text;
	struct view callback_url;
	int64_t validity_s;
};

/* The request that sends it. Buffers are the caller's to free. */
struct carrier_request {
	struct buf url, body, auth; /* auth: "user:password" for Basic, empty: none */
	const char *content_type;
};

enum sending {
	SENDING_SENT,
	SENDING_RETRY,
	SENDING_ACCOUNT, /* our account is refused, which says nothing of the message: later */
	SENDING_FAILED,
	SENDING_OPTED_OUT,
	SENDING_UNKNOWN,
};

/* What the carrier answered. Text is copied, bounded. */
struct sending_result {
	enum sending sending;
	char provider_id[PROVIDER_ID_MAX + 1];
	char code[32];
	char reason[160];
};

/* One row each: raw name -> canonical state, code -> words. End with a NULL name. */
struct carrier_state {
	const char *raw, *state; /* state NULL: ignored */
};
struct carrier_code {
	const char *code, *reason;
	enum sending sending; /* what it means as the answer to a send */
};

struct carrier {
	const char *name; /* lower case, as in configuration and addresses */
	/* Names of form parameters; NULL: the carrier does not send it. */
	struct {
		const char *provider_id, *from, *to, *text, *receipt_id, *receipt_state,
		    *receipt_code;
	} fields;
	const struct carrier_state *states;
	const struct carrier_code *codes;
	const char *base_url; /* of its API, where an account names no other */
	bool confirms_opt_out; /* the carrier answers STOP and START itself */
	const char *ack_type, *ack_body;
	/* Checks the signature over what came. NULL: it comes from inside our own process only
	 * (sandbox). */
	bool (*verify)(const struct account *account, const char *public_url, struct view target,
	    const struct pairs *pairs, struct view signature);
	const char *signature_header; /* the request header that holds it, in lower case */
	/* NULL: it is sent in this process (sandbox). */
	void (*encode)(const struct account *account, const struct outgoing *outgoing,
	    struct carrier_request *request);
	void (*decode_answer)(const struct carrier *carrier, int status, struct view body,
	    struct sending_result *result);
};

extern const struct carrier *const carriers[]; /* ends with NULL */
const struct carrier *carrier_find(struct view name);

/* -1: signed but unreadable; `err` names the parameter. */
int carrier_inbound(
    const struct carrier *carrier, const struct pairs *pairs, struct inbound *out, struct err *err);
int carrier_receipt(
    const struct carrier *carrier, const struct pairs *pairs, struct receipt *out, struct err *err);

/* Canonical state of a raw one; false: the table does not know it. */
bool carrier_state_find(const struct carrier *carrier, struct view raw, const char **state);
const struct carrier_code *carrier_code_find(const struct carrier *carrier, struct view code);

/* "+4670…", "4670…" (8 to 15 digits): E.164 with '+'; short codes and names stay. False: neither. */
bool number_normalise(struct view number, char out[NUMBER_SIZE]);

#endif
