/*
 * carrier_generic - our own JSON, signed by Standard Webhooks, in and out: for whoever has a gateway of their own.
 *
 * In:  {"type": "sms.received", "data": {"id", "from", "to", "text", "media": [{"url", "type"}]}}
 *      {"type": "sms.receipt", "data": {"id", "ref", "state", "code"}}
 * Out: {"type": "sms.send", "data": {"ref", "from", "to", "text", "expires_at"}}, answered by {"id": …}.
 *
 * docs/carriers.md says it in full. `webhook-id` of what we send is our reference: who saw it took the text already.
 */
#include <string.h>

#include "smsgw/core/signature.h"

static const struct credential credentials[] = {
	{ "secret", CREDENTIAL_SECRET | CREDENTIAL_WHSEC, "The secret of both sides, whsec_…" },
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "sms.received", EVENT_INBOUND },
	{ "sms.receipt", EVENT_RECEIPT },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "queued", "queued" },
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "undelivered", "undelivered" },
	{ "failed", "failed" },
	{ "expired", "expired" },
	{ "rejected", "rejected" },
	{ "unknown", "unknown" },
	{ "opted_out", "blocked" },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "busy", "the gateway asks for fewer messages at a time", SENDING_RETRY, NULL },
	{ "account", "the gateway refused our account", SENDING_ACCOUNT, NULL },
	{ "opted_out", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member members[] = {
	{ .name = "type", .value = "sms.send" },
	{ .name = "data.ref", .value = "{ref}" },
	{ .name = "data.from", .value = "{from}" },
	{ .name = "data.to", .value = "{to}" },
	{ .name = "data.text", .value = "{text}" },
	{ .name = "data.expires_at", .value = "{expires_at}" },
	{ .name = NULL },
};

extern const struct carrier carrier_generic;

static void
sign(
    const struct account *account, const struct outgoing *outgoing, struct carrier_request *request)
{
	const char *secret = account_value(&carrier_generic, account, "secret");
	struct buf *header = request->headers + request->header_count;

	buf_add_text(&header[0], "webhook-id: ");
	buf_add_view(&header[0], outgoing->ref);
	buf_addf(&header[1], "webhook-timestamp: %lld", (long long)outgoing->now_s);
	buf_add_text(&header[2], "webhook-signature: ");
	(void)signature_standard(view_of(secret != NULL ? secret : ""), outgoing->ref,
	    outgoing->now_s, buf_view(&request->body), &header[2]);
	request->header_count += 3;
}

static const struct request_table request = {
	.path = "",
	.members = members,
	.finish = sign,
};

const struct carrier carrier_generic = {
	.name = "generic",
	.listed = true,
	.credentials = credentials,
	.base_url = "",
	.json = true,
	.kind = "type",
	.kinds = kinds,
	.fields = { .provider_id = "data.id",
	    .from = "data.from",
	    .to = "data.to",
	    .text = "data.text",
	    .part_ref = "data.part_ref",
	    .part_total = "data.part_total",
	    .part_number = "data.part_number",
	    .media_url = "data.media.%.url",
	    .media_type = "data.media.%.type",
	    .receipt_id = "data.id",
	    .receipt_state = "data.state",
	    .receipt_code = "data.code",
	    .receipt_ref = "data.ref" },
	.states = states,
	.codes = codes,
	.signatures = { { .kind = SIGNATURE_HMAC,
	    .header = "webhook-signature",
	    .credential = "secret",
	    .digest = "SHA256",
	    .parts = "n.t.b",
	    .nonce_header = "webhook-id",
	    .time_header = "webhook-timestamp",
	    .list = ' ',
	    .prefix = "v1,",
	    .flags = SIGNED_KEY_WHSEC } },
	.ack_type = "application/json",
	.ack_body = "{}",
	.request = &request,
	.answer = { .id = "id", .code = "code", .message = "message" },
};
