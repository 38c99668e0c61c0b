/*
 * carrier_8x8 - 8x8 Connect's SMS API. The base URL is that of the account's region.
 *
 * Source: the carriers' reference, 1.6. There is no signature: a fixed value comes as Authorization. A longer text
 * than ten parts would be cut, so we do not send it.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "subaccount_id", 0, "The subaccount's id" },
	{ "api_key", CREDENTIAL_SECRET, "The API key" },
	{ "webhook_authorization", CREDENTIAL_SECRET,
	    "What the webhooks send as Authorization, 32 random bytes or more" },
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "inbound_message_received", EVENT_INBOUND },
	{ "outbound_message_status_changed", EVENT_RECEIPT },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "queued", "queued" },
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "undelivered", "undelivered" },
	{ "rejected", "rejected" },
	{ "failed", "failed" }, /* older accounts */
	{ "unknown", "unknown" }, /* older accounts */
	{ NULL, NULL },
};

/* 8 and 26 may mean that the customer opted out [unconfirmed]: no block is made of them. */
static const struct carrier_code receipt_codes[] = {
	{ "1", "the phone was unreachable", SENDING_FAILED, NULL },
	{ "8", "the network denied it", SENDING_FAILED, NULL },
	{ "11", "too many texts came at once", SENDING_FAILED, NULL },
	{ "13", "the customer may not get texts", SENDING_FAILED, NULL },
	{ "15", "the number is not valid", SENDING_FAILED, NULL },
	{ "19", "the sender is not valid", SENDING_FAILED, NULL },
	{ "21", "the phone's memory is full", SENDING_FAILED, NULL },
	{ "26", "the number is barred", SENDING_FAILED, NULL },
	{ "33", "there is no route to the number", SENDING_FAILED, NULL },
	{ "36", "it came too late", SENDING_FAILED, "expired" },
	{ "41", "the network rejected it", SENDING_FAILED, NULL },
	{ "43", "the network took the message for spam", SENDING_FAILED, NULL },
	{ "50", "the network had too many texts", SENDING_FAILED, NULL },
	{ "55", "the number is unknown", SENDING_FAILED, NULL },
	{ "59", "the number is unknown", SENDING_FAILED, NULL },
	{ "60", "the network filtered the message", SENDING_FAILED, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

enum { SOURCE_LONGEST = 16 };

static const struct request_member members[] = {
	{ .name = "source", .value = "{from}", .longest = SOURCE_LONGEST },
	{ .name = "destination", .value = "{to}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "clientMessageId", .value = "{ref}" },
	{ .name = "encoding", .value = "AUTO" },
	{ .name = "dlrCallbackUrl", .value = "{callback}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/api/v1/subaccounts/{subaccount_id}/messages",
	.header = "Authorization: Bearer {api_key}",
	.members = members,
};

const struct carrier carrier_8x8 = {
	.name = "8x8",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://sms.8x8.com",
	.json = true,
	.kind = "eventType",
	.kinds = kinds,
	.fields = { .provider_id = "payload.umid",
	    .from = "payload.source",
	    .to = "payload.destination",
	    .text = "payload.body",
	    .receipt_id = "payload.umid",
	    .receipt_state = "payload.status.state",
	    .receipt_code = "payload.status.errorCode",
	    .receipt_ref = "payload.clientMessageId" },
	.states = states,
	.receipt_codes = receipt_codes,
	.signatures = { { .kind = SIGNATURE_EQUAL,
	    .header = "authorization",
	    .credential = "webhook_authorization" } },
	.request = &request,
	.segments_max = 10,
	.answer = { .id = "umid",
	    .verdict = "status.code",
	    .verdict_good = "QUEUED",
	    .code = "status.code|code",
	    .message = "status.description|message" },
};
