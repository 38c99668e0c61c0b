/*
 * carrier_bandwidth - Bandwidth's messaging API, version 2.
 *
 * Source: the carriers' reference, 1.9. A call is a list of events; the kind of an event is its state. There is no
 * signature: the application's callback login [unconfirmed], where the operator set one, and the hook's secret path.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "account_id", 0, "The account's id" },
	{ "application_id", 0, "The application's id" },
	{ "username", 0, "The API user" },
	{ "password", CREDENTIAL_SECRET, "The API user's password" },
	{ "webhook_user", CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "The application's callback user" },
	{ "webhook_password", CREDENTIAL_SECRET | CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "Its password" },
	CREDENTIAL_UNSIGNED,
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "message-received", EVENT_INBOUND },
	{ "message-sending", EVENT_RECEIPT },
	{ "message-sent", EVENT_RECEIPT },
	{ "message-delivered", EVENT_RECEIPT },
	{ "message-failed", EVENT_RECEIPT },
	{ "message-read", EVENT_RECEIPT },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "message-sending", "queued" },
	{ "message-sent", "sent" },
	{ "message-delivered", "delivered" },
	{ "message-read", "delivered" },
	{ "message-failed", "failed" },
	{ NULL, NULL },
};

static const struct carrier_code receipt_codes[] = {
	{ "4360", "it came too late", SENDING_FAILED, "expired" },
	{ "4770", "the network took the message for spam", SENDING_FAILED, "undelivered" },
	{ "4775", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ "47*", "the customer's network did not deliver it", SENDING_FAILED, "undelivered" },
	{ "48*", "the carrier's network refused it", SENDING_FAILED, "failed" },
	{ "49*", "the carrier's network refused it", SENDING_FAILED, "failed" },
	{ "4*", "the carrier rejected it", SENDING_FAILED, "rejected" },
	{ "5*", "the carrier had a fault", SENDING_FAILED, "failed" },
	{ "9902", "no receipt came in time", SENDING_FAILED, "unknown" },
	{ "9999", "the network gave no reason", SENDING_FAILED, "unknown" },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member members[] = {
	{ .name = "applicationId", .value = "{application_id}" },
	{ .name = "from", .value = "{from}" },
	{ .name = "to.0", .value = "{to}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "tag", .value = "{ref}" },
	{ .name = "expiration", .value = "{expires_at}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/users/{account_id}/messages",
	.basic = "{username}:{password}",
	.members = members,
};

const struct carrier carrier_bandwidth = {
	.name = "bandwidth",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://messaging.bandwidth.com/api/v2",
	.json = true,
	.items = "",
	.kind = "type",
	.kinds = kinds,
	.fields = { .provider_id = "message.id",
	    .from = "message.from",
	    .to = "message.owner",
	    .text = "message.text",
	    .media_url = "message.media.%",
	    .receipt_id = "message.id",
	    .receipt_state = "type",
	    .receipt_code = "errorCode",
	    .receipt_ref = "message.tag" },
	.states = states,
	.receipt_codes = receipt_codes,
	.signatures = { { .kind = SIGNATURE_BASIC,
	    .header = "authorization",
	    .user = "webhook_user",
	    .credential = "webhook_password",
	    .flags = SIGNED_IF_SET } },
	.media_login = true, /* they are kept two days, at its API */
	.request = &request,
	.answer = { .id = "id", .code = "type", .message = "description" },
};
