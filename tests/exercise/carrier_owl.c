/*
 * carrier_owl - the exercise of docs/carriers.md: a carrier that does not exist, added by this file and nothing else.
 *
 * Owl posts lists of JSON under "flock": texts and receipts in one call, told apart by "hoot". It signs the time, a
 * colon and the body by HMAC-SHA512 in hexadecimal, takes a PIN in a header, and answers 200 to everything: "perch"
 * says what became of the text.
 */
#include "smsgw/core/carrier.h"

static const struct credential credentials[] = {
	{ "nest", 0, "The nest's name" },
	{ "pin", CREDENTIAL_SECRET, "The nest's PIN, which signs webhooks, too" },
	{ NULL, 0, NULL },
};

static const struct carrier_kind kinds[] = {
	{ "in", EVENT_INBOUND },
	{ "out", EVENT_RECEIPT },
	{ "molt", EVENT_IGNORED },
	{ NULL, EVENT_UNKNOWN },
};

static const struct carrier_state states[] = {
	{ "flying", "sent" },
	{ "landed", "delivered" },
	{ "crashed", "undelivered" },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "TIRED", "the owl rests", SENDING_RETRY, NULL },
	{ "SHOO", "the customer has opted out", SENDING_OPTED_OUT, NULL },
	{ "DAWN", "it came too late", SENDING_FAILED, "expired" },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member members[] = {
	{ .name = "flights.0.mouse", .value = "{to_digits}" },
	{ .name = "flights.0.nest", .value = "{nest}" },
	{ .name = "flights.0.hoot", .value = "{text}" },
	{ .name = "flights.0.ring", .value = "{ref}" },
	{ .name = "flights.0.hours", .value = "{validity_s}", .type = MEMBER_NUMBER, .least = 60 },
	{ .name = "quiet", .value = "true", .type = MEMBER_BOOL },
	{ .name = NULL },
};

static const struct request_table request = {
	.path = "/nests/{nest}/flights",
	.header = "X-Owl-Pin: {pin}",
	.members = members,
};

extern const struct carrier carrier_owl;
const struct carrier carrier_owl = {
	.name = "owl",
	.listed = true,
	.credentials = credentials,
	.base_url = "https://api.owl.example",
	.json = true,
	.items = "flock",
	.kind = "hoot",
	.kinds = kinds,
	.fields = { .provider_id = "feather",
	    .from = "mouse.number",
	    .to = "nest.number",
	    .text = "words",
	    .media_url = "prey.%",
	    .receipt_id = "feather",
	    .receipt_state = "wing",
	    .receipt_code = "why",
	    .receipt_ref = "ring" },
	.states = states,
	.codes = codes,
	.signatures = { { .kind = SIGNATURE_HMAC,
	    .header = "x-owl-signature",
	    .time_header = "x-owl-time",
	    .credential = "pin",
	    .digest = "SHA512",
	    .parts = "t:b",
	    .flags = SIGNED_HEX } },
	.ack_type = "text/plain",
	.ack_body = "hoo",
	.request = &request,
	.answer = { .id = "flights.0.feather",
	    .verdict = "flights.0.perch",
	    .verdict_good = "TAKEN|WAITING",
	    .code = "flights.0.perch" },
};
