/*
 * carrier_vonage_sms - Vonage's older SMS API.
 *
 * Source: the carriers' reference, 1.5. Calls come as form, query or JSON, as the account says; parts of a text
 * come one by one. An answer is 200 whatever became of the text: `status` says it. The login goes as Basic, as Vonage's
 * own library does it, not in the body.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "api_key", 0, "The account's API key" },
	{ "api_secret", CREDENTIAL_SECRET, "The account's API secret" },
	{ "signature_secret", CREDENTIAL_SECRET | CREDENTIAL_OPTIONAL | CREDENTIAL_SIGNS,
	    "The account's signature secret" },
	{ "signature_method", CREDENTIAL_OPTIONAL,
	    "As the account says: MD5-HASH (default), MD5-HMAC, SHA1-HMAC, SHA256-HMAC, "
	    "SHA512-HMAC" },
	CREDENTIAL_UNSIGNED,
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "accepted", "sent" },
	{ "buffered", "sent" },
	{ "delivered", "delivered" },
	{ "expired", "expired" },
	{ "failed", "undelivered" },
	{ "rejected", "rejected" },
	{ "unknown", "unknown" },
	{ NULL, NULL },
};

/* `status` of an answer. */
static const struct carrier_code codes[] = {
	{ "1", "the carrier asks for fewer messages at a time", SENDING_RETRY, NULL },
	{ "4", "the carrier refused our login", SENDING_ACCOUNT, NULL },
	{ "5", "the carrier had a fault", SENDING_UNKNOWN, NULL },
	{ "7", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ "8", "our account at the carrier is not active", SENDING_ACCOUNT, NULL },
	{ "9", "our account at the carrier has no funds", SENDING_ACCOUNT, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

/* `err-code` of a receipt. */
static const struct carrier_code receipt_codes[] = {
	{ "1", "the network gave no reason", SENDING_FAILED, NULL },
	{ "2", "the phone was unreachable", SENDING_FAILED, NULL },
	{ "3", "the number is not in use", SENDING_FAILED, NULL },
	{ "4", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ "5", "the number is being ported", SENDING_FAILED, NULL },
	{ "6", "the network took the message for spam", SENDING_FAILED, NULL },
	{ "7", "the phone was busy", SENDING_FAILED, NULL },
	{ "8", "the network had a fault", SENDING_FAILED, NULL },
	{ "9", "the customer has opted out, or the number is illegal", SENDING_OPTED_OUT, NULL },
	{ "10", "the message is not valid", SENDING_FAILED, NULL },
	{ "11", "the number can't be reached by texts", SENDING_FAILED, NULL },
	{ "12", "the phone was unreachable", SENDING_FAILED, NULL },
	{ "13", "the customer is too young for it", SENDING_FAILED, NULL },
	{ "14", "the customer's network blocked it", SENDING_FAILED, NULL },
	{ "15", "the customer has no funds", SENDING_FAILED, NULL },
	{ "5*", "the network filtered the message", SENDING_FAILED, NULL },
	{ "99", "the network gave no reason", SENDING_FAILED, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

enum { REF_LONGEST = 40, TTL_LEAST_MS = 20000 };

static const struct request_member members[] = {
	{ .name = "from", .value = "{from_digits}" },
	{ .name = "to", .value = "{to_digits}" },
	{ .name = "text", .value = "{text}" },
	{ .name = "type", .value = "{type}" },
	{ .name = "ttl", .value = "{validity_ms}", .type = MEMBER_NUMBER, .least = TTL_LEAST_MS },
	{ .name = "callback", .value = "{callback}" },
	{ .name = "client-ref", .value = "{ref}", .longest = REF_LONGEST },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/sms/json",
	.basic = "{api_key}:{api_secret}",
	.members = members,
	.gsm_type = "text",
	.unicode_type = "unicode",
};

const struct carrier carrier_vonage_sms = {
	.name = "vonage_sms",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://rest.nexmo.com",
	.fields = { .provider_id = "messageId",
	    .from = "msisdn",
	    .to = "to",
	    .text = "text",
	    .part_ref = "concat-ref",
	    .part_total = "concat-total",
	    .part_number = "concat-part",
	    .receipt_id = "messageId",
	    .receipt_state = "status",
	    .receipt_code = "err-code",
	    .receipt_ref = "client-ref" },
	.states = states,
	.codes = codes,
	.receipt_codes = receipt_codes,
	.signatures = { { .kind = SIGNATURE_PARAMS,
	    .header = "sig",
	    .credential = "signature_secret",
	    .time_header = "timestamp",
	    .nonce_header = "nonce",
	    .flags = SIGNED_IF_SET } },
	.request = &request,
	.answer = { .id = "messages.0.message-id",
	    .verdict = "messages.0.status",
	    .verdict_good = "0",
	    .code = "messages.0.status",
	    .message = "messages.0.error-text" },
};
