/*
 * carrier_messagebird - MessageBird's REST API.
 *
 * Source: the carriers' reference, 1.8. Receipts are GETs, and come only when a reference was set. How a flow names
 * what it posts for an inbound text is the flow's own: the names here are its usual ones.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "access_key", CREDENTIAL_SECRET, "The access key" },
	{ "signing_key", CREDENTIAL_SECRET, "The signing key, of which webhooks are signed" },
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "scheduled", "queued" },
	{ "sent", "sent" },
	{ "buffered", "sent" },
	{ "delivered", "delivered" },
	{ "expired", "expired" },
	{ "delivery_failed", "undelivered" },
	{ NULL, NULL },
};

enum { REFERENCE_LONGEST = 128, OLD_AGE_S = 100 };

static const struct request_member members[] = {
	{ .name = "originator", .value = "{from_digits}" },
	{ .name = "recipients.0", .value = "{to_digits}" },
	{ .name = "body", .value = "{text}" },
	{ .name = "reference", .value = "{ref}", .longest = REFERENCE_LONGEST },
	{ .name = "reportUrl", .value = "{callback}" },
	{ .name = "datacoding", .value = "auto" },
	{ .name = "validity", .value = "{validity_s}", .type = MEMBER_NUMBER },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/messages",
	.header = "Authorization: AccessKey {access_key}",
	.members = members,
};

const struct carrier carrier_messagebird = {
	.name = "messagebird",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://rest.messagebird.com",
	.fields = { .provider_id = "id", /* [unconfirmed] */
	    .from = "originator",
	    .to = "recipient", /* [unconfirmed] */
	    .text = "payload|body", /* body: [unconfirmed] */
	    .receipt_id = "id",
	    .receipt_state = "status",
	    .receipt_code = "statusErrorCode",
	    .receipt_ref = "reference" },
	.states = states,
	.signatures = { { .kind = SIGNATURE_JWT,
			    .header = "messagebird-signature-jwt",
			    .credential = "signing_key",
			    .issuer = "MessageBird",
			    .flags = SIGNED_URL },
	    { .kind = SIGNATURE_HMAC,
		.header = "messagebird-signature",
		.credential = "signing_key",
		.digest = "SHA256",
		.parts = "t\nq\nh",
		.time_header = "messagebird-request-timestamp",
		.max_age_s = OLD_AGE_S,
		.flags = SIGNED_WEAK } },
	.request = &request,
	.answer = { .id = "id", .code = "errors.0.code", .message = "errors.0.description" },
};
