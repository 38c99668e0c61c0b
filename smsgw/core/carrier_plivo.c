/*
 * carrier_plivo - Plivo's message resource and webhooks.
 *
 * Source: the carriers' reference, 1.3. The second form of the signature covers neither body nor query: it counts
 * only for accounts that say so, where no third form came, and rests on the hook's secret path.
 */
#include "smsgw/core/carrier.h"

#define SECOND_FORM "signature_v2"

static const struct credential credentials[] = {
	{ "auth_id", 0, "The account's auth ID" },
	{ "auth_token", CREDENTIAL_SECRET, "The account's auth token" },
	{ SECOND_FORM, CREDENTIAL_OPTIONAL | CREDENTIAL_YES_NO,
	    "yes: calls signed by the second form alone are taken, too, which covers no text; "
	    "default no" },
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "queued", "queued" },
	{ "sent", "sent" }, /* US and Canadian long codes may stay so for ever */
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "undelivered", "undelivered" },
	{ "failed", "failed" },
	{ "rejected", "rejected" }, /* older */
	{ NULL, NULL },
};

static const struct carrier_code receipt_codes[] = {
	{ "10", "the message is not valid", SENDING_FAILED, NULL },
	{ "20", "the network had a fault", SENDING_FAILED, NULL },
	{ "30", "the network took the message for spam", SENDING_FAILED, NULL },
	{ "40", "the sender number is not valid", SENDING_FAILED, NULL },
	{ "50", "the number is not valid", SENDING_FAILED, NULL },
	{ "200", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member members[] = {
	{ .name = "src", .value = "{from_digits}" },
	{ .name = "dst", .value = "{to_digits}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "url", .value = "{callback}" },
	{ .name = "method", .value = "POST" },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/v1/Account/{auth_id}/Message/",
	.basic = "{auth_id}:{auth_token}",
	.members = members,
};

const struct carrier carrier_plivo = {
	.name = "plivo",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://api.plivo.com",
	.fields = { .provider_id = "MessageUUID",
	    .from = "From",
	    .to = "To",
	    .text = "Text|Body",
	    .media_url = "Media%", /* from 1; from 0 in older calls [unconfirmed]: both are taken */
	    .receipt_id = "MessageUUID",
	    .receipt_state = "Status",
	    .receipt_code = "ErrorCode" },
	.states = states,
	.receipt_codes = receipt_codes,
	.signatures = { { .kind = SIGNATURE_HMAC,
			    .header = "x-plivo-signature-v3",
			    .nonce_header = "x-plivo-signature-v3-nonce",
			    .credential = "auth_token",
			    .digest = "SHA256",
			    .parts = "v.n",
			    .list = ',' },
	    { .kind = SIGNATURE_HMAC,
		.header = "x-plivo-signature-ma-v3",
		.nonce_header = "x-plivo-signature-v3-nonce",
		.credential = "auth_token",
		.digest = "SHA256",
		.parts = "v.n",
		.list = ',' },
	    { .kind = SIGNATURE_HMAC,
		.header = "x-plivo-signature-v2",
		.nonce_header = "x-plivo-signature-v2-nonce",
		.credential = "auth_token",
		.digest = "SHA256",
		.parts = "Un",
		.flags = SIGNED_WEAK,
		.allowed = SECOND_FORM },
	    { .kind = SIGNATURE_HMAC,
		.header = "x-plivo-signature-ma-v2",
		.nonce_header = "x-plivo-signature-v2-nonce",
		.credential = "auth_token",
		.digest = "SHA256",
		.parts = "Un",
		.flags = SIGNED_WEAK,
		.allowed = SECOND_FORM } },
	.media_hosts = ".plivo.com", /* [unconfirmed] */
	.media_login = true, /* where the account asks for it [unconfirmed] */
	.request = &request,
	.answer = { .id = "message_uuid.0", .message = "error" },
};
