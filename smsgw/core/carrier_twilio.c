/*
 * carrier_twilio - Twilio's message resource and webhooks.
 *
 * Source: the carriers' reference, 1.1. The signature covers the exact public URL, its port said or not, and
 * every parameter that came, known or not.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "account_sid", 0, "The account's SID, AC…" },
	{ "auth_token", CREDENTIAL_SECRET, "The account's auth token" },
	{ NULL, 0, NULL },
};

static const struct carrier_state states[] = {
	{ "accepted", "queued" },
	{ "scheduled", "queued" },
	{ "queued", "queued" },
	{ "sending", "sent" },
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "read", "delivered" },
	{ "undelivered", "undelivered" },
	{ "failed", "failed" },
	{ "canceled", "failed" },
	{ "partially_delivered", "unknown" },
	{ "receiving", NULL },
	{ "received", NULL },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "20003", "the carrier refused our login", SENDING_ACCOUNT, NULL },
	{ "20005", "our account at the carrier is not active", SENDING_ACCOUNT, NULL },
	{ "20404", "the carrier does not know our account", SENDING_ACCOUNT, NULL },
	{ "20429", "the carrier asks for fewer messages at a time", SENDING_RETRY, NULL },
	{ "21211", "the number is not valid", SENDING_FAILED, NULL },
	{ "21408", "texts to this country are not enabled at the carrier", SENDING_FAILED, NULL },
	{ "21606", "the sender number can't send texts", SENDING_FAILED, NULL },
	{ "21610", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ "21614", "the number can't receive texts", SENDING_FAILED, NULL },
	{ "21617", "the text is empty or too long", SENDING_FAILED, NULL },
	{ "30001", "the carrier's queue overflowed", SENDING_FAILED, NULL },
	{ "30002", "the carrier suspended the account", SENDING_ACCOUNT, NULL },
	{ "30003", "the phone was unreachable", SENDING_FAILED, NULL },
	{ "30004", "the message was blocked", SENDING_FAILED, NULL },
	{ "30005", "the number is unknown", SENDING_FAILED, NULL },
	{ "30006", "the number is a landline or its network is unreachable", SENDING_FAILED, NULL },
	{ "30007", "the network filtered the message", SENDING_FAILED, NULL },
	{ "30008", "the network gave no reason", SENDING_FAILED, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

/* Ten hours, which is Twilio's own default, too [unconfirmed]: a longer one is not asked for, for it would be refused. */
enum { VALIDITY_MOST_S = 36000 };

static const struct request_member members[] = {
	{ .name = "To", .value = "{to}" },
	{ .name = "From", .value = "{from}" },
	{ .name = "Body", .value = "{text}" },
	{ .name = "StatusCallback", .value = "{callback}" },
	{ .name = "ValidityPeriod", .value = "{validity_s}", .most = VALIDITY_MOST_S },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/2010-04-01/Accounts/{account_sid}/Messages.json",
	.basic = "{account_sid}:{auth_token}",
	.form = true,
	.members = members,
};

const struct carrier carrier_twilio = {
	.name = "twilio",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://api.twilio.com",
	.confirms_opt_out = true,
	.fields = { .provider_id = "MessageSid",
	    .from = "From",
	    .to = "To",
	    .text = "Body",
	    .media_url = "MediaUrl%",
	    .media_type = "MediaContentType%",
	    .receipt_id = "MessageSid",
	    .receipt_state = "MessageStatus",
	    .receipt_code = "ErrorCode" },
	.states = states,
	.codes = codes,
	.signatures = { { .kind = SIGNATURE_HMAC,
	    .header = "x-twilio-signature",
	    .credential = "auth_token",
	    .digest = "SHA1",
	    .parts = "up",
	    .flags = SIGNED_EITHER_PORT } },
	/* api.twilio.com, which leads on to another host; regions [unconfirmed]. */
	.media_hosts = ".twilio.com",
	.media_login = true,
	.ack_type = "text/xml",
	.ack_body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
	.request = &request,
	.answer = { .id = "sid", .code = "code", .message = "message" },
};
