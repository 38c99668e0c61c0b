/*
 * carrier_bird - Bird's channels API.
 *
 * Source: the carriers' reference, 1.8. A text names the channel that it came to by the channel's id at Bird. What
 * is sent, what is answered, and the names of most states are [unconfirmed] there.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "workspace_id", 0, "The workspace's id" },
	{ "channel_id", 0, "The channel's id at Bird: one account a number" },
	{ "access_key", CREDENTIAL_SECRET, "The access key" },
	{ "signing_key", CREDENTIAL_SECRET, "The webhooks' signing key" },
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "sms.inbound", EVENT_INBOUND },
	{ "sms.outbound", EVENT_RECEIPT },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "accepted", "queued" }, /* [unconfirmed] */
	{ "processing", "queued" }, /* [unconfirmed] */
	{ "sent", "sent" }, /* [unconfirmed] */
	{ "delivered", "delivered" },
	{ "delivery_failed", "undelivered" }, /* [unconfirmed] */
	{ "sending_failed", "failed" },
	{ "rejected", "rejected" }, /* [unconfirmed] */
	{ NULL, NULL },
};

static const struct request_member members[] = {
	{ .name = "receiver.contacts.0.identifierKey", .value = "phonenumber" },
	{ .name = "receiver.contacts.0.identifierValue", .value = "{to}" },
	{ .name = "body.type", .value = "text" },
	{ .name = "body.text.text", .value = "{text}" },
	{ .name = "reference", .value = "{ref}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/workspaces/{workspace_id}/channels/{channel_id}/messages",
	.header = "Authorization: AccessKey {access_key}",
	.members = members,
};

const struct carrier carrier_bird = {
	.name = "bird",
	.credentials = credentials,
	.base_url = "https://api.bird.com",
	.json = true,
	.kind = "event",
	.kinds = kinds,
	.fields = { .provider_id = "payload.id",
	    .from = "payload.sender.contact.identifierValue",
	    .to = "payload.channelId|payload.receiver.connector.id",
	    .text = "payload.body.text.text",
	    .receipt_id = "payload.id",
	    .receipt_state = "payload.status",
	    .receipt_code = "payload.reason",
	    .receipt_ref = "payload.reference" },
	.to_credential = "channel_id",
	.states = states,
	.signatures = { { .kind = SIGNATURE_HMAC,
	    .header = "messagebird-signature",
	    .credential = "signing_key",
	    .digest = "SHA256",
	    .parts = "t\nu\nh",
	    .time_header = "messagebird-request-timestamp" } },
	.request = &request,
	.answer = { .id = "id", .code = "code", .message = "message" },
};
