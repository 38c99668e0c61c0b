/*
 * carrier_vonage - Vonage's Messages API.
 *
 * Source: the carriers' reference, 1.4. Besides the token's signature we check its issuer, its age and the hash of
 * the body, which Vonage's own library leaves. After a fault of its own Vonage may call without a
 * signature: 503 makes it call again, signed.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "api_key", 0, "The account's API key" },
	{ "api_secret", CREDENTIAL_SECRET, "The account's API secret" },
	{ "signature_secret", CREDENTIAL_SECRET,
	    "The account's signature secret, of which webhooks are signed" },
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "submitted", "sent" },
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "rejected", "rejected" },
	{ "undeliverable", "failed" },
	{ NULL, NULL },
};

static const struct request_member members[] = {
	{ .name = "channel", .value = "sms" },
	{ .name = "message_type", .value = "text" },
	{ .name = "to", .value = "{to_digits}" },
	{ .name = "from", .value = "{from_digits}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "client_ref", .value = "{ref}" },
	{ .name = "webhook_url", .value = "{callback}" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/v1/messages",
	.basic = "{api_key}:{api_secret}",
	.members = members,
};

const struct carrier carrier_vonage = {
	.name = "vonage",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://api.nexmo.com",
	.json = true,
	.fields = { .provider_id = "message_uuid",
	    .from = "from",
	    .to = "to",
	    .text = "text|image.caption",
	    .media_url = "image.url|audio.url|video.url|vcard.url|file.url",
	    .receipt_id = "message_uuid",
	    .receipt_state = "status",
	    .receipt_code = "error.title",
	    .receipt_ref = "client_ref" },
	.states = states,
	.signatures = { { .kind = SIGNATURE_JWT,
	    .header = "authorization",
	    .credential = "signature_secret",
	    .issuer = "Vonage" } },
	.unsigned_status = 503,
	.media_hosts = ".nexmo.com .vonage.com", /* [unconfirmed] */
	.media_login = true, /* [unconfirmed] */
	.request = &request,
	.answer = { .id = "message_uuid", .code = "title", .message = "detail" },
};
