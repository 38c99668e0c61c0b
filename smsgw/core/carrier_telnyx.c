/*
 * carrier_telnyx - Telnyx' messages API, version 2.
 *
 * Source: the carriers' reference, 1.2. Texts and receipts come to one address. A customer who opted out is a 409,
 * so no 409 is tried again.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "api_key", CREDENTIAL_SECRET, "The API key, KEY…" },
	{ "public_key", CREDENTIAL_ED25519,
	    "The account's public key, of which webhooks are signed" },
	{ "messaging_profile_id", CREDENTIAL_OPTIONAL,
	    "The messaging profile; needed for a sender's name" },
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "message.received", EVENT_INBOUND },
	{ "message.sent", EVENT_RECEIPT },
	{ "message.finalized", EVENT_RECEIPT },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "scheduled", "queued" },
	{ "queued", "queued" },
	{ "sending", "sent" },
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "delivery_failed", "undelivered" },
	{ "sending_failed", "failed" },
	{ "cancelled", "failed" },
	{ "expired", "expired" },
	{ "delivery_unconfirmed", "unknown" },
	{ "webhook_delivered", NULL },
	{ "received", NULL },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "40001", "the number can't be reached by texts", SENDING_FAILED, NULL },
	{ "40002", "the network took the message for spam", SENDING_FAILED, NULL },
	{ "40003", "the network blocks the sender as spam", SENDING_FAILED, NULL },
	{ "40004", "the customer's network rejected it", SENDING_FAILED, "rejected" },
	{ "40005", "it came too late", SENDING_FAILED, "expired" },
	{ "40006", "the customer's network is down", SENDING_FAILED, NULL },
	{ "40008", "it could not be delivered", SENDING_FAILED, NULL },
	{ "40011", "the carrier asks for fewer messages at a time", SENDING_RETRY, NULL },
	{ "40012", "the sender number is not valid", SENDING_FAILED, NULL },
	{ "40013", "the number is not valid", SENDING_FAILED, NULL },
	{ "40014", "it waited too long at the carrier", SENDING_FAILED, "expired" },
	{ "40300", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member members[] = {
	{ .name = "from", .value = "{from}" },
	{ .name = "to", .value = "{to}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "messaging_profile_id", .value = "{messaging_profile_id}" },
	{ .name = "webhook_url", .value = "{callback}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/messages",
	.header = "Authorization: Bearer {api_key}",
	.members = members,
};

const struct carrier carrier_telnyx = {
	.name = "telnyx",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://api.telnyx.com/v2",
	.confirms_opt_out = true,
	.json = true,
	.kind = "data.event_type",
	.kinds = kinds,
	.fields = { .provider_id = "data.payload.id",
	    .from = "data.payload.from.phone_number",
	    .to = "data.payload.to.0.phone_number",
	    .text = "data.payload.text",
	    .media_url = "data.payload.media.%.url",
	    .media_type = "data.payload.media.%.content_type",
	    .receipt_id = "data.payload.id",
	    .receipt_state = "data.payload.to.0.status",
	    .receipt_code = "data.payload.errors.0.code" },
	.states = states,
	.codes = codes,
	.signatures = { { .kind = SIGNATURE_ED25519,
	    .header = "telnyx-signature-ed25519",
	    .credential = "public_key",
	    .parts = "t|b",
	    .time_header = "telnyx-timestamp" } },
	.media_hosts = ".telnyx.com", /* [unconfirmed]: an account may name others */
	.request = &request,
	.answer = { .id = "data.id",
	    .code = "errors.0.code",
	    .message = "errors.0.detail|errors.0.title" },
};
