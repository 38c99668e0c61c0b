/*
 * carrier_infobip - Infobip's SMS API, version 3. The base URL is the account's own.
 *
 * Source: the carriers' reference, 1.10. A call is a list of texts, or of receipts, each at an address of its own. The
 * id of a text is ours to choose: our reference. What an HMAC of a notification profile covers is [unconfirmed]: Basic.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "api_key", CREDENTIAL_SECRET, "The API key" },
	{ "webhook_user", CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "The notification profile's user" },
	{ "webhook_password", CREDENTIAL_SECRET | CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "Its password" },
	CREDENTIAL_UNSIGNED,
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "ACCEPTED", "queued" },
	{ "PENDING", "sent" },
	{ "DELIVERED", "delivered" },
	{ "UNDELIVERABLE", "undelivered" },
	{ "EXPIRED", "expired" },
	{ "REJECTED", "rejected" },
	{ NULL, NULL },
};

static const struct request_member members[] = {
	{ .name = "messages.0.sender", .value = "{from_digits}" },
	{ .name = "messages.0.destinations.0.to", .value = "{to_digits}" },
	{ .name = "messages.0.destinations.0.messageId", .value = "{ref}" },
	{ .name = "messages.0.content.text", .value = "{text}" },
	{ .name = "messages.0.webhooks.delivery.url", .value = "{callback}" },
	{ .name = "messages.0.webhooks.contentType", .value = "application/json" },
	{ .name = "messages.0.webhooks.callbackData", .value = "{ref}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/sms/3/messages",
	.header = "Authorization: App {api_key}",
	.members = members,
};

const struct carrier carrier_infobip = {
	.name = "infobip",
	.listed = true,
	.credentials = credentials,
	.base_url = "",
	.json = true,
	.items = "results",
	.fields = { .provider_id = "messageId",
	    .from = "from",
	    .to = "to",
	    .text = "text",
	    .receipt_id = "messageId",
	    .receipt_state = "status.groupName",
	    .receipt_code = "error.id",
	    .receipt_ref = "callbackData" },
	.states = states,
	.signatures = { { .kind = SIGNATURE_BASIC,
	    .header = "authorization",
	    .user = "webhook_user",
	    .credential = "webhook_password",
	    .flags = SIGNED_IF_SET } },
	.request = &request,
	.answer = { .id = "messages.0.messageId",
	    .verdict = "messages.0.status.groupName",
	    .verdict_good = "PENDING|ACCEPTED|DELIVERED",
	    .code = "messages.0.status.name|requestError.serviceException.messageId",
	    .message = "messages.0.status.description|requestError.serviceException.text" },
};
