/*
 * routes - what smsgw serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "smsgw/smsgw.h"

static const struct body body_text = { "text", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 0, 1600, NULL, "The text to count" },
	    { 0 },
	} };

static const struct body body_sandbox = { "sandbox_inbound", BODY_JSON,
	(const struct body_field[]){
	    { "from", BODY_TEXT, BODY_REQUIRED, 3, 16, NULL, "The customer's number" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 0, 1600, NULL, "What the customer writes" },
	    { "id", BODY_TEXT, 0, 1, 128, NULL,
		"The carrier's id of it; the same twice makes one message" },
	    { "part_ref", BODY_INT, 0, 0, 65535, NULL, "Of a concatenated text: its reference" },
	    { "part_total", BODY_INT, 0, 2, 255, NULL, "Of a concatenated text: how many parts" },
	    { "part_number", BODY_INT, 0, 1, 255, NULL, "Of a concatenated text: which part" },
	    { 0 },
	} };

static const char *const raw_states[] = { "unparsed", "parsed", "reprocessed", NULL };

static const struct body query_raw = { "raw", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, raw_states, "Default unparsed" },
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

static const struct body query_number = { "number", BODY_QUERY,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 16, NULL, "The customer's number" },
	    { 0 },
	} };

/* 1,600 characters take 19 KB as a form; what a carrier adds to them comes in the same call, and a
 * call that is refused for its length is lost. */
enum { HOOK_BODY_MAX = 128 * 1024 };

/* Calls as they came belong to no group of agents: they are all of the tenant's texts. So is what
 * the sandbox took, and who texts in through it stands in for any customer (10-sms, carriers). */
enum { ROLES_RAW = ROLE_ADMINISTRATOR | ROLE_OPERATOR, ROLES_SANDBOX = ROLE_ADMINISTRATOR };

/* clang-format off */
const struct http_route smsgw_routes[] = {
	/* method   path                                    role           body          handler             summary */
	ROUTE_MAX(POST, "/hooks/sms/:key",         ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_hook_inbound, "A carrier delivers a text", ANSWERS("200 text/xml", "channel_unknown signature_wrong repeatable")),
	ROUTE_MAX(POST, "/hooks/sms/:key/receipt", ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_hook_receipt, "A carrier reports what became of a text", ANSWERS("200 text/xml", "channel_unknown signature_wrong repeatable")),
	ROUTE_KEY(POST, "/api/v1/sms/segments", ROLES_ANY, "sms",     body_text,    on_segments,        "Count characters and segments of a text", ANSWERS("200 Segments", "repeatable")),
	ROUTE(GET,  "/api/v1/sms/raw",                      ROLES_RAW,     query_raw,    on_raw_list,        "List calls of carriers as they came", ANSWERS("200 page<RawCall>", "")),
	ROUTE_KEY(GET, "/api/v1/opt-outs", ROLES_ANY, "sms",     query_number, on_opt_outs,        "Show a number's opt-outs by channel", ANSWERS("200 page<OptOut>", "")),
	ROUTE_KEY(POST, "/api/v1/channels/:id/sandbox/inbound", ROLES_SANDBOX, "sandbox", body_sandbox, on_sandbox_inbound, "Text in through the sandbox carrier", ANSWERS("202 { id: text, outcome: text }", "channel_unknown repeatable")),
	ROUTE_KEY(GET, "/api/v1/channels/:id/sandbox/outbox", ROLES_SANDBOX, "sandbox", body_none,    on_sandbox_outbox,  "List what the sandbox carrier took lately", ANSWERS("200 page<{ id: text, to: text, text: text, at: time }>", "channel_unknown")),
	ROUTES_END
};
/* clang-format on */
