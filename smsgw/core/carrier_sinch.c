/*
 * carrier_sinch - Sinch's SMS API (XMS). The base URL is that of the account's region.
 *
 * Source: the carriers' reference, 1.7. One batch a text: the batch's id is the text's. A message of bytes
 * (mo_binary) is none for people: it is kept as it came.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "service_plan_id", 0, "The service plan's id" },
	{ "api_token", CREDENTIAL_SECRET, "The plan's API token" },
	{ "webhook_secret", CREDENTIAL_SECRET | CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "The secret of the plan's webhooks" },
	CREDENTIAL_UNSIGNED,
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "mo_text", EVENT_INBOUND },
	{ "mo_media", EVENT_INBOUND },
	{ "recipient_delivery_report_sms", EVENT_RECEIPT },
	{ "delivery_report_sms", EVENT_IGNORED }, /* a batch's sum */
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "Queued", "queued" },
	{ "Dispatched", "sent" },
	{ "Delivered", "delivered" },
	{ "Failed", "undelivered" },
	{ "Deleted", "undelivered" }, /* may mean opted out, and other things */
	{ "Expired", "expired" },
	{ "Rejected", "rejected" },
	{ "Aborted", "failed" },
	{ "Cancelled", "failed" },
	{ "Unknown", "unknown" },
	{ NULL, NULL },
};

static const struct request_member members[] = {
	{ .name = "to.0", .value = "{to_digits}" },
	{ .name = "from", .value = "{from_digits}" },
	{ .name = "body", .value = "{text}" },
	{ .name = "type", .value = "mt_text" },
	{ .name = "delivery_report", .value = "per_recipient" },
	{ .name = "callback_url", .value = "{callback}" },
	{ .name = "client_reference", .value = "{ref}" },
	{ .name = "expire_at", .value = "{expires_at}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/xms/v1/{service_plan_id}/batches",
	.header = "Authorization: Bearer {api_token}",
	.members = members,
};

const struct carrier carrier_sinch = {
	.name = "sinch",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://us.sms.api.sinch.com",
	.json = true,
	.kind = "type",
	.kinds = kinds,
	.fields = { .provider_id = "id",
	    .from = "from",
	    .to = "to",
	    .text = "body|body.message",
	    .media_url = "body.media.%.url",
	    .media_type = "body.media.%.content_type",
	    .receipt_id = "batch_id",
	    .receipt_state = "status",
	    .receipt_code = "code" },
	.states = states,
	.signatures = { { .kind = SIGNATURE_HMAC,
	    .header = "x-sinch-webhook-signature",
	    .credential = "webhook_secret",
	    .digest = "SHA256",
	    .parts = "b.n.t",
	    .nonce_header = "x-sinch-webhook-signature-nonce",
	    .time_header = "x-sinch-webhook-signature-timestamp",
	    .flags = SIGNED_IF_SET } },
	.media_hosts = ".sinch.com", /* [unconfirmed] */
	.request = &request,
	.answer = { .id = "id", .code = "code", .message = "text" },
};
