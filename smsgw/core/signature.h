/*
 * signature - whether a call was signed by the carrier: the kinds that carriers share, as pure functions.
 *
 * Owns: how what is signed is put together, the comparison in constant time, the judgement of times.
 * Must not know: sockets, the clock (now comes with the call), where calls are remembered.
 *
 * Rules: SMS-33; the carriers' reference, "Webhook auth" of each carrier, and its section 0 (±300 s).
 */
#ifndef SMSGW_CORE_SIGNATURE_H
#define SMSGW_CORE_SIGNATURE_H

#include "smsgw/core/carrier.h"

enum { SIGNATURE_AGE_S = 300, SIGNATURE_LEEWAY_S = 5, NONCE_MAX = 200, SIGNATURE_TRIES_MAX = 8 };

/* A call as it came. */
struct call {
	const char *public_url; /* scheme, host, port as configured; never what the call says */
	struct view target; /* path and query as they came */
	struct view body;
	const struct pairs *params; /* of the form, or of a GET's query; of JSON: none are signed */
	bool get;
	int64_t now_s;
	bool (*header)(const void *ctx, const char *lower_name, struct view *out);
	const void *ctx;
};

enum verdict {
	VERDICT_GOOD,
	VERDICT_MISSING, /* no signature came */
	VERDICT_WRONG,
	VERDICT_OLD, /* well signed, but not now */
	VERDICT_NO_KEY, /* the account lacks what it is checked with: our own fault */
};

/* `nonce`: what the signature says is used once (a nonce, a jti), added to an empty buffer; stays empty
 * where there is none. */
enum verdict signature_judge(const struct carrier *carrier, const struct account *account,
    const struct call *call, struct buf *nonce);

/* Standard Webhooks: "v1,<base64>" over id.time.body; `secret` with or without "whsec_". False: no secret. */
bool signature_standard(
    struct view secret, struct view id, int64_t time_s, struct view body, struct buf *out);

/* Whether each of the carrier's signatures stands over a body of JSON, too: not over a form's parameters alone. */
bool signature_covers_json(const struct carrier *carrier);

/* Several signed forms of parameters, for tests too. */
void signed_params(const struct pairs *params, struct buf *out); /* "p": sorted, each pair once */

#endif
