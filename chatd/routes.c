/*
 * routes - what chatd serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "chatd/chatd.h"
#include "chatd/seats.h"

enum { TEXT_MAX = 1600, NAME_MAX_ = 200, NOTES_MAX = 4000 };

static const struct body body_message = { "message", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "What the customer gets" },
	    { "client_id", BODY_TEXT, 0, 1, 64, NULL,
		"The page's own id: sent twice, stored once" },
	    { 0 },
	} };

static const struct body body_note = { "note", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, NOTES_MAX, NULL, "What no customer sees" },
	    { 0 },
	} };

static const struct body body_choice = { "customer_choice", BODY_JSON,
	(const struct body_field[]){
	    { "customer", BODY_ID, BODY_REQUIRED, 0, 0, NULL,
		"Which of the customers with this number" },
	    { 0 },
	} };

static const struct body query_messages = { "messages", BODY_QUERY,
	(const struct body_field[]){
	    { "after_seq", BODY_INT, 0, 0, INT64_MAX, NULL, "Only later ones, oldest first" },
	    { "before_seq", BODY_INT, 0, 1, INT64_MAX, NULL,
		"Only earlier ones, the newest of them" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

static const struct body query_number = { "number", BODY_QUERY,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 20, NULL, "E.164 number or short code" },
	    { 0 },
	} };

static const struct body body_customer_new = { "customer_new", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "Name" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"Number: with +, in national form, or a short code" },
	    { "notes", BODY_TEXT, BODY_NULLABLE, 0, NOTES_MAX, NULL, "Notes" },
	    { "country", BODY_TEXT, BODY_NULLABLE, 2, 2, NULL,
		"Country of a national number, as SE (ISO 3166); default: that of the first SMS "
		"channel" },
	    { 0 },
	} };

static const struct body body_customer = { "customer", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, 0, 1, NAME_MAX_, NULL, "Name" },
	    { "notes", BODY_TEXT, BODY_NULLABLE, 0, NOTES_MAX, NULL, "Notes" },
	    { 0 },
	} };

static const struct body query_cases = { "cases", BODY_QUERY,
	(const struct body_field[]){
	    { "customer", BODY_INT, 0, 1, INT64_MAX, NULL, "Only this customer's" },
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

static const struct body body_case = { "case", BODY_JSON,
	(const struct body_field[]){
	    { "customer", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Whose case" },
	    { "title", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "What it is about" },
	    { 0 },
	} };

static const struct body body_erase = { "erase", BODY_JSON,
	(const struct body_field[]){
	    { "dry_run", BODY_BOOL, BODY_IN_QUERY, 0, 1, NULL, "Count, erase nothing" },
	    { 0 },
	} };

static const struct body body_export = { "export", BODY_JSON,
	(const struct body_field[]){
	    { "cursor", BODY_TEXT, BODY_NULLABLE, 1, 100, NULL, "next_cursor of the page before" },
	    { "limit", BODY_INT, 0, 1, 100, NULL, "At most so many conversations, default 20" },
	    { 0 },
	} };

static const struct body query_erasures = { "erasures", BODY_QUERY,
	(const struct body_field[]){
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

/* Those of common/base/media_type.c. */
#define ATTACHMENT_TYPES \
	"200 image/jpeg; 200 image/png; 200 image/gif; 200 image/webp; 200 video/mp4; " \
	"200 video/3gpp; 200 audio/mpeg; 200 audio/amr; 200 audio/ogg; " \
	"200 application/pdf; 200 text/vcard"

/* clang-format off */
const struct http_route chatd_routes[] = {
	/* method    path                                  role                            body               handler               summary */
	ROUTE_WS("/api/v1/stream", ROLES_SEATED, seats_stream, "Live stream of one's own page"),
	ROUTE(GET,   "/api/v1/workspace",                  ROLES_SEATED,                   body_none,         on_workspace_show,    "Snapshot of one's own page", ANSWERS("200 Workspace", "not_found")),
	ROUTE(GET,   "/api/v1/conversations/:id",          ROLES_SEATED,                   body_none,         on_conversation_show, "Show a conversation", ANSWERS("200 frame<conversation, Conversation>", "")),
	ROUTE(PUT,   "/api/v1/conversations/:id/customer", ROLES_SEATED,                   body_choice,       on_customer_choose,   "Say which customer this is", ANSWERS("200 frame<conversation, Conversation>", "conversation_closed not_yours")),
	ROUTE_KEY(GET, "/api/v1/conversations/:id/messages", ROLES_SEATED, "interactions", query_messages,    on_messages_list,     "List messages by sequence", ANSWERS("200 page<frame<message, Message>>", "")),
	ROUTE(POST,  "/api/v1/conversations/:id/messages", ROLES_SEATED,                   body_message,      on_message_send,      "Answer the customer", ANSWERS("201 frame<message, Message>", "conversation_closed opted_out quiet_hours country_not_allowed channel_cannot_send not_yours")),
	ROUTE(POST,  "/api/v1/conversations/:id/notes",    ROLES_SEATED,                   body_note,         on_note_add,          "Write a note that no customer sees", ANSWERS("201 frame<message, Message>", "conversation_closed not_yours")),
	ROUTE(GET,   "/api/v1/attachments/:id",            ROLES_SEATED,                   body_none,         on_attachment_show,   "Fetch a file that came with a message", ANSWERS(ATTACHMENT_TYPES, "")),
	ROUTE(POST,  "/api/v1/attachments/:id/retry",      ROLES_SEATED,                   body_none,         on_attachment_retry,  "Have a file that could not be fetched fetched again", ANSWERS("200 frame<message, Message>", "")),
	ROUTE(GET,   "/api/v1/transcripts/:id",            ROLES_SEATED,                   body_none,         on_transcript_show,   "Show a transcript", ANSWERS("200 Transcript", "")),
	ROUTE_KEY(GET, "/api/v1/customers", ROLES_SEATED, "customers", query_number,      on_customers_find,    "Find customers by number", ANSWERS("200 CustomersFound", "")),
	ROUTE(POST,  "/api/v1/customers",                  ROLES_SEATED,                   body_customer_new, on_customer_create,   "Create a customer", ANSWERS("201 Card", "not_yours")),
	ROUTE_KEY(GET, "/api/v1/customers/:id", ROLES_SEATED, "customers", body_none,         on_customer_show,     "Show a customer's card", ANSWERS("200 Card", "")),
	ROUTE(PATCH, "/api/v1/customers/:id",              ROLES_SEATED,                   body_customer,     on_customer_update,   "Change a customer (If-Match)", ANSWERS("200 Card", "stale_version")),
	ROUTE(GET,   "/api/v1/cases",                      ROLES_SEATED,                   query_cases,       on_cases_list,        "List cases", ANSWERS("200 page<Case>", "")),
	ROUTE(POST,  "/api/v1/cases",                      ROLES_SEATED,                   body_case,         on_case_create,       "Open a case", ANSWERS("201 Case", "not_found")),
	ROUTE(GET,   "/api/v1/cases/:id",                  ROLES_SEATED,                   body_none,         on_case_show,         "Show a case", ANSWERS("200 Case & { interactions: [Earlier] }", "")),
	ROUTE_KEY(POST, "/api/v1/customers/:id/export", ROLE_ADMINISTRATOR, "personal_data", body_export, on_customer_export, "Export all that is kept of a customer", ANSWERS("200 CustomerExport", "")),
	ROUTE_KEY(POST, "/api/v1/customers/:id/erase", ROLE_ADMINISTRATOR, "personal_data", body_erase, on_customer_erase, "Erase a customer's personal data", ANSWERS("200 Erasure | ErasureCounts", "open_interactions texts_under_way callback_open too_many")),
	ROUTE_KEY(GET, "/api/v1/erasures", ROLE_ADMINISTRATOR, "personal_data", query_erasures, on_erasures_list, "List erasures", ANSWERS("200 page<Erasure>", "")),
	ROUTES_END
};
/* clang-format on */
