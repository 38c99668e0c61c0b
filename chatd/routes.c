/*
 * routes - what chatd serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "chatd/chatd.h"
#include "chatd/files.h"
#include "chatd/seats.h"
#include "common/daemon/audit_table.h"
#include "common/image/task.h"

enum {
	HTML_MAX = 16000,
	TEXT_MAX = 4000,
	NAME_MAX_ = 200,
	NOTES_MAX = 4000,
	CUSTOMER_NOTES_MAX = 8000, /* two records' notes, once they are merged */
	CASE_NOTE_MAX = 1000
};

static const struct body body_message = { "message", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL,
		"What the others get; a customer at most 1,600 characters, by SMS 10 segments" },
	    { "client_id", BODY_TEXT, 0, 1, 64, NULL,
		"The page's own id: sent twice, stored once; with another content refused" },
	    { "html", BODY_TEXT, BODY_NULLABLE, 1, HTML_MAX, NULL,
		"An agent's formatted text, to accounts and on web chat; it is cleaned, and `text` "
		"made of it" },
	    { "files", BODY_ANY, 0, 0, 0, SHAPE("[id]"),
		"At most 5 files that a Work user gave before" },
	    { "confirm_blocked", BODY_BOOL, 0, 0, 1, NULL, "Of a text: also to a blocked number" },
	    { 0 },
	} };

static const char *const sides[] = { "agent", "work", NULL };

static const struct body body_start = { "conversation_start", BODY_JSON,
	(const struct body_field[]){
	    { "user", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Whose account it is for" },
	    { "side", BODY_ENUM, BODY_REQUIRED, 0, 0, sides, "Which of the user's accounts" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "The first text" },
	    { "client_id", BODY_TEXT, 0, 1, 64, NULL,
		"The page's own id: sent twice, stored once, also when two agents' chat has ended "
		"since, within the hour; with another content refused in the same chat" },
	    { "html", BODY_TEXT, BODY_NULLABLE, 1, HTML_MAX, NULL, "An agent's formatted text" },
	    { "files", BODY_ANY, 0, 0, 0, SHAPE("[id]"),
		"At most 5 files that a Work user gave before" },
	    { 0 },
	} };

static const struct body query_page = { "page", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const char *const rosters[] = { "work", "agent", "directory", NULL };

static const struct body query_roster = { "roster", BODY_QUERY,
	(const struct body_field[]){
	    { "kind", BODY_ENUM, BODY_REQUIRED, 0, 0, rosters,
		"work: in Work; agent, directory: in the workspace" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_room = { "room", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "Name" },
	    { "public", BODY_BOOL, BODY_REQUIRED, 0, 1, NULL,
		"Found and joined by every Work user of the organisation; else by invitation" },
	    { "topic", BODY_TEXT, BODY_NULLABLE, 0, 1000, NULL, "What it is about" },
	    { 0 },
	} };

static const struct body body_member = { "room_member", BODY_JSON,
	(const struct body_field[]){
	    { "user", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Whose Work account is invited" },
	    { 0 },
	} };

static const struct body query_rooms = { "rooms", BODY_QUERY,
	(const struct body_field[]){
	    { "q", BODY_TEXT, 0, 1, 200, NULL, "Part of the name or topic" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const char *const search_kinds[] = { "chats", "texts", NULL };

static const struct body query_search = { "search", BODY_QUERY,
	(const struct body_field[]){
	    { "q", BODY_TEXT, BODY_REQUIRED, 1, 200, NULL,
		"Words that a message holds, or their beginnings" },
	    { "of", BODY_ENUM, 0, 0, 0, search_kinds,
		"chats: only what accounts said to each other; texts: only customers' "
		"conversations, which in the workspace needs the permission "
		"records_search, or those of one's own number" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_change = { "message_change", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "What it says from now on" },
	    { 0 },
	} };

static const char *const chat_states[] = { "open", "closed", NULL };

static const struct body query_agent_chats = { "agent_chats", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, chat_states,
		"Only those that go on, or only ended ones" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_read = { "read", BODY_JSON,
	(const struct body_field[]){
	    { "seq", BODY_INT, BODY_REQUIRED, 0, INT64_MAX, NULL,
		"The last message that was read" },
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
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50; of accounts' 30" },
	    { 0 },
	} };

static const struct body query_customers = { "customers", BODY_QUERY,
	(const struct body_field[]){
	    { "number", BODY_TEXT, 0, 3, 40, NULL,
		"E.164 number, short code, or what a web chat calls its visitor: all customers "
		"with it, and what it has been about" },
	    { "q", BODY_TEXT, 0, 1, 100, NULL,
		"Instead of a number: words of name, "
		"company and e-mail address, in any order, "
		"each from its beginning, single letters left out; or the end of a number, at "
		"least four digits" },
	    LIST_FIELDS,
	    { 0 },
	} };

/* clang-format off */
#define CONFIRM_KNOWN { "confirm_known", BODY_BOOL, 0, 0, 0, NULL, "Add it even if other customers have it" }
/* clang-format on */

static const struct body body_customer_new = { "customer_new", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "Name" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"Number: with +, in national form, or a short code" },
	    { "notes", BODY_TEXT, BODY_NULLABLE, 0, CUSTOMER_NOTES_MAX, NULL, "Notes" },
	    { "country", BODY_TEXT, BODY_NULLABLE, 2, 2, NULL,
		"Country of a national number, as SE (ISO 3166); default: that of the first SMS "
		"channel" },
	    { "company", BODY_TEXT, BODY_NULLABLE, 1, NAME_MAX_, NULL, "Company" },
	    CONFIRM_KNOWN,
	    { 0 },
	} };

static const struct body body_customer_number = { "customer_number", BODY_JSON,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"Number: with +, in national form, or a short code" },
	    CONFIRM_KNOWN,
	    { "country", BODY_TEXT, BODY_NULLABLE, 2, 2, NULL,
		"Country of a national number, as SE (ISO 3166); default: that of the first SMS "
		"channel" },
	    { 0 },
	} };

static const struct body body_customer_email = { "customer_email", BODY_JSON,
	(const struct body_field[]){
	    { "email", BODY_TEXT, BODY_REQUIRED, 3, 250, NULL, "E-mail address" },
	    CONFIRM_KNOWN,
	    { 0 },
	} };

static const struct body body_customer_merge = { "customer_merge", BODY_JSON,
	(const struct body_field[]){
	    { "from", BODY_ID, BODY_REQUIRED, 0, 0, NULL,
		"The customer whose record becomes part of this one" },
	    { "version", BODY_ID, 0, 0, 0, NULL,
		"Only if this one's record is still of this version" },
	    { "from_version", BODY_ID, 0, 0, 0, NULL,
		"Only if the other's record is still of this version" },
	    { 0 },
	} };

static const struct body body_customer = { "customer", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, 0, 1, NAME_MAX_, NULL, "Name" },
	    { "notes", BODY_TEXT, BODY_NULLABLE, 0, CUSTOMER_NOTES_MAX, NULL, "Notes" },
	    { "company", BODY_TEXT, BODY_NULLABLE, 0, NAME_MAX_, NULL,
		"Company; null or empty: none" },
	    { 0 },
	} };

static const char *const case_states[] = { "open", "closed", NULL };

static const char *const case_sorts[] = { "-created_at", "created_at", "-changed_at", "changed_at",
	NULL };

static const char *const case_fields[] = { "id", "number", "title", "state", "customer",
	"customer_number", "created_at", "created_by", "closed_at", "closed_by", "reopened_at",
	"reopened_by", "version", NULL };

static const char *const transcript_fields[] = { "id", "interaction", "conversation", "channel",
	"number", "customer", "queue", "agent", "case", "opened_at", "closed_at", "closed_by",
	"message_count", NULL };

static const struct body query_transcripts = { "transcripts", BODY_QUERY,
	(const struct body_field[]){
	    { "agent", BODY_ID, 0, 0, 0, NULL, "Only those this agent had at the end" },
	    { "queue", BODY_ID, 0, 0, 0, NULL, "Only those of this queue" },
	    { "channel", BODY_ID, 0, 0, 0, NULL, "Only those of this channel" },
	    { "customer", BODY_ID, 0, 0, 0, NULL, "Only those of this customer" },
	    { "case", BODY_ID, 0, 0, 0, NULL, "Only those of this case" },
	    { "since", BODY_TEXT, 0, 1, 40, NULL, "Opened from this time on (RFC 3339)" },
	    { "until", BODY_TEXT, 0, 1, 40, NULL, "Opened before this time, which is after since" },
	    { "q", BODY_TEXT, 0, 1, 100, NULL,
		"Of a user with the permission records_search: words of what was said and of the "
		"note, in any order, each from its beginning, "
		"single letters left out; or the end of the number, at least four digits" },
	    LIST_FIELDS,
	    LIST_ONLY_FIELD(transcript_fields),
	    { 0 },
	} };

static const struct body query_cases = { "cases", BODY_QUERY,
	(const struct body_field[]){
	    { "customer", BODY_INT, 0, 1, INT64_MAX, NULL, "Only this customer's" },
	    { "state", BODY_ENUM, 0, 0, 0, case_states, "Only those in this state" },
	    { "agent", BODY_ID, 0, 0, 0, NULL,
		"Only those with an ended interaction that this agent had at its end" },
	    { "queue", BODY_ID, 0, 0, 0, NULL,
		"Only those with an ended interaction of this queue" },
	    { "channel", BODY_ID, 0, 0, 0, NULL,
		"Only those with an ended interaction of this channel" },
	    { "disposition", BODY_ID, 0, 0, 0, NULL,
		"Only those with an ended interaction that has this disposition; of agent, queue, "
		"channel and disposition all are of one interaction" },
	    { "since", BODY_TEXT, 0, 1, 40, NULL, "Opened from this time on (RFC 3339)" },
	    { "until", BODY_TEXT, 0, 1, 40, NULL, "Opened before this time, which is after since" },
	    { "q", BODY_TEXT, 0, 1, 100, NULL,
		"Of a user with the permission records_search: words of number and title, or of "
		"what finds the customer, in any order, each from "
		"its beginning, single letters left out" },
	    LIST_SORT_FIELD(case_sorts,
		"By the opening (in the order of ids), or by the last change: opened, closed or "
		"reopened; - in front: the latest first"),
	    LIST_FIELDS,
	    LIST_ONLY_FIELD(case_fields),
	    { 0 },
	} };

static const struct body body_case = { "case", BODY_JSON,
	(const struct body_field[]){
	    { "customer", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Whose case" },
	    { "title", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "What it is about" },
	    { 0 },
	} };

static const struct body body_case_change = { "case_change", BODY_JSON,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, case_states, "closed, or open again" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, CASE_NOTE_MAX, NULL,
		"Why its state changes; stands in its changes" },
	    { 0 },
	} };

static const struct body body_erase = { "erase", BODY_JSON,
	(const struct body_field[]){
	    { "dry_run", BODY_BOOL, BODY_IN_QUERY, 0, 1, NULL, "Count, erase nothing" },
	    { 0 },
	} };

static const struct audit_act blocked_texts_read = { "blocked_texts_read", 8, NULL };
static const struct audit_act transcript_read = { "transcript_read", 3, NULL };

static const struct body body_export = { "export", BODY_JSON,
	(const struct body_field[]){
	    { "cursor", BODY_TEXT, BODY_NULLABLE, 1, 100, NULL, "next_cursor of the page before" },
	    { "limit", BODY_INT, 0, 1, 100, NULL, "At most so many conversations, default 20" },
	    { 0 },
	} };

static const struct body query_erasures = { "erasures", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_file = { "file", BODY_JSON,
	(const struct body_field[]){
	    { "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_MAX_, NULL, "What it is called" },
	    { "bytes", BODY_INT, BODY_REQUIRED, 1, INT64_MAX, NULL,
		"How long it is; refused if that is more than the organisation allows" },
	    { 0 },
	} };

/* Bytes, and nothing in the query. */
static const struct body body_bytes = { "bytes", BODY_RAW, (const struct body_field[]){ { 0 } } };

static const struct body query_address = { "file_address", BODY_QUERY,
	(const struct body_field[]){
	    { "expires", BODY_INT, BODY_REQUIRED, 1, INT32_MAX * 64LL, NULL,
		"As the address came" },
	    { "signature", BODY_TEXT, BODY_REQUIRED, 1, 400, NULL, "As the address came" },
	    { 0 },
	} };

static const char *const opening_apps[] = { "workspace", "work", NULL };
static const struct body query_open = { "opened", BODY_QUERY,
	(const struct body_field[]){
	    { "app", BODY_ENUM, 0, 0, 0, opening_apps,
		"Whose cookie counts where a browser opens the page" },
	    { 0 },
	} };

static const char *const avatar_sizes[] = { "64", "256", NULL };
static const struct body query_avatar = { "avatar", BODY_QUERY,
	(const struct body_field[]){
	    { "size", BODY_ENUM, 0, 0, 0, avatar_sizes, "Pixels of a side, default 256" },
	    { "version", BODY_INT, 0, 1, INT64_MAX, NULL,
		"As an account or a contact names it, so that a new image has a new address" },
	    { "app", BODY_ENUM, 0, 0, 0, opening_apps,
		"Whose cookie counts where a page shows it" },
	    { 0 },
	} };

/* Those of common/base/media_type.c. */
#define ATTACHMENT_TYPES \
	"200 image/jpeg; 200 image/png; 200 image/gif; 200 image/webp; 200 video/mp4; " \
	"200 video/3gpp; 200 audio/mpeg; 200 audio/amr; 200 audio/ogg; " \
	"200 application/pdf; 200 text/vcard"

/* A text and its formatted form, with each character escaped. */
enum { SAID_BODY_MAX = 256 * 1024 };

#define SAID_PROBLEMS \
	"mode receiver_logged_out not_logged_in no_licence no_rooms plain_only no_files " \
	"file_unknown file_not_ready file_attached client_id_reused"
#define IMAGE_TYPES "image/png image/jpeg image/gif image/webp"

/* clang-format off */
const struct http_route chatd_routes[] = {
	/* method    path                                  role                            body               handler               summary */
	ROUTE_WS("/api/v1/stream", ROLES_ACCOUNT, seats_stream, "Live stream of one's own page"),
	ROUTE(GET,   "/api/v1/workspace",                  ROLES_SEATED,                   body_none,         on_workspace_show,    "Snapshot of one's own page", ANSWERS("200 Workspace", "not_found")),
	ROUTE(GET,   "/api/v1/work",                       ROLE_WORK,                      body_none,         on_work_show,         "Snapshot of one's own Work page", ANSWERS("200 Work", "")),
	ROUTE(GET,   "/api/v1/messaging/matrix",           ROLES_ACCOUNT,                  body_none,         on_matrix_show,       "What conversations between accounts allow: the first line of a feature that fits decides", ANSWERS("200 { lines: [MatrixLine] }", "")),
	ROUTE(GET,   "/api/v1/roster",                     ROLES_ACCOUNT,                  query_roster,      on_roster_list,       "List whom one may find and write to", ANSWERS("200 page<RosterEntry>", "not_found")),
	ROUTE(GET,   "/api/v1/conversations",              ROLES_ACCOUNT,                  query_page,        on_chats_list,        "List one's own conversations with accounts, newest first", ANSWERS("200 page<ChatEntry>", "")),
	ROUTE_MAX(POST, "/api/v1/conversations",           ROLES_ACCOUNT, SAID_BODY_MAX,   body_start,        on_pair_start,        "Write to an account", ANSWERS("201 frame<conversation, Chat> & { message: frame<message, Said> }", "not_found chat_with_self " SAID_PROBLEMS " not_in_roster")),
	ROUTE(POST,  "/api/v1/conversations/:id/read",     ROLES_ACCOUNT,                  body_read,         on_chat_read,         "Say how far one has read", ANSWERS("200 frame<reading, Reading>", "")),
	ROUTE(POST,  "/api/v1/conversations/:id/typing",   ROLES_ACCOUNT,                  body_none,         on_chat_typing,       "Say that one types", ANSWERS("204", "not_here conversation_closed repeatable")),
	ROUTE(POST,  "/api/v1/conversations/:id/end",      ROLES_ACCOUNT,                  body_none,         on_pair_end,          "End a chat of two agents", ANSWERS("200 frame<conversation, Chat>", "not_here read_only conversation_closed")),
	ROUTE(GET,   "/api/v1/agent-chats",                ROLES_LEADING,                  query_agent_chats, on_agent_chats_list,  "List chats of two agents whom one supervises, without what is said", ANSWERS("200 page<frame<conversation, Chat>>", "")),
	ROUTE(POST,  "/api/v1/conversations/:id/monitor",  ROLES_LEADING,                  body_none,         on_look,              "Look at a chat of those whom one supervises, for 15 minutes; audited", ANSWERS("200 frame<conversation, AnyConversation> & { until: time, messages: [frame<message, AnyMessage>] }", "monitoring_off")),
	ROUTE(GET,   "/api/v1/conversations/:id/monitor",  ROLES_LEADING,                  body_none,         on_look_show,         "Show until when one looks at it; 404: one does not, or may not any more", ANSWERS("200 { until: time }", "")),
	ROUTE(DEL,   "/api/v1/conversations/:id/monitor",  ROLES_LEADING,                  body_none,         on_look_end,          "Look away", ANSWERS("204", "")),
	ROUTE(GET,   "/api/v1/messages",                   ROLES_ACCOUNT,                  query_search,      on_messages_search,   "Find messages that one may read, newest first", ANSWERS("200 page<frame<message, AnyMessage>>", "")),
	ROUTE(PUT,   "/api/v1/messages/:id",               ROLES_ACCOUNT,                  body_change,       on_message_edit,      "Change what one wrote as a Work user, within a day", ANSWERS("200 frame<message, Said>", "not_author not_here too_late conversation_closed")),
	ROUTE(DEL,   "/api/v1/messages/:id",               ROLES_ACCOUNT,                  body_none,         on_message_delete,    "Delete what one wrote as a Work user, within a day", ANSWERS("200 frame<message, Said>", "not_author not_here too_late conversation_closed")),
	ROUTE_KEY(POST, "/api/v1/messages/:id/cancel", ROLES_ACCOUNT, "interactions", body_none,         on_message_cancel,    "Cancel a text that waits for the end of quiet hours: it is never sent", ANSWERS("200 frame<message, Message>", "not_yours not_held")),
	ROUTE(GET,   "/api/v1/rooms",                      ROLE_WORK,                      query_rooms,       on_rooms_list,        "List one's own rooms and public ones", ANSWERS("200 page<Room>", "")),
	ROUTE(POST,  "/api/v1/rooms",                      ROLE_WORK,                      body_room,         on_room_create,       "Make a room", ANSWERS("201 frame<conversation, Chat>", "")),
	ROUTE(PUT,   "/api/v1/rooms/:id",                  ROLE_WORK,                      body_room,         on_room_update,       "Change a room that one owns", ANSWERS("200 frame<conversation, Chat>", "not_room_owner conversation_closed")),
	ROUTE(POST,  "/api/v1/rooms/:id/join",             ROLE_WORK,                      body_none,         on_room_join,         "Join a public room, or one that one is invited to", ANSWERS("200 frame<conversation, Chat>", "conversation_closed too_many")),
	ROUTE(POST,  "/api/v1/rooms/:id/leave",            ROLE_WORK,                      body_none,         on_room_leave,        "Leave a room", ANSWERS("204", "")),
	ROUTE(POST,  "/api/v1/rooms/:id/archive",          ROLE_WORK,                      body_none,         on_room_archive,      "Archive a room that one owns: it stays readable", ANSWERS("200 frame<conversation, Chat>", "not_room_owner conversation_closed")),
	ROUTE(POST,  "/api/v1/rooms/:id/members",          ROLE_WORK,                      body_member,       on_room_invite,       "Invite a Work user", ANSWERS("200 frame<conversation, Chat>", "not_room_owner conversation_closed too_many")),
	ROUTE(DEL,   "/api/v1/rooms/:id/members/:user",    ROLE_WORK,                      body_none,         on_room_remove,       "Remove a member from a room that one owns", ANSWERS("200 frame<conversation, Chat>", "not_room_owner conversation_closed")),
	ROUTE(GET,   "/api/v1/conversations/:id",          ROLES_ACCOUNT,                  body_none,         on_conversation_show, "Show a conversation; an open one of a customer to who leads it while they look at it", ANSWERS("200 frame<conversation, AnyConversation>", "")),
	ROUTE(PUT,   "/api/v1/conversations/:id/customer", ROLES_SEATED,                   body_choice,       on_customer_choose,   "Say which customer this is", ANSWERS("200 frame<conversation, Conversation>", "conversation_closed not_yours")),
	ROUTE_KEY(GET, "/api/v1/conversations/:id/messages", ROLES_ACCOUNT, "interactions", query_messages,   on_messages_list,     "List messages by sequence; those of an open conversation of a customer to who leads it while they look at it", ANSWERS("200 page<frame<message, AnyMessage>>", "")),
	ROUTE_MAX(POST, "/api/v1/conversations/:id/messages", ROLES_ACCOUNT, SAID_BODY_MAX, body_message,     on_message_send,      "Answer the customer, write to the others", ANSWERS("201 frame<message, AnyMessage>",
	    "conversation_closed number_blocked opted_out quiet_hours country_not_allowed channel_disabled channel_cannot_send not_yours read_only " SAID_PROBLEMS)),
	ROUTE(POST,  "/api/v1/conversations/:id/notes",    ROLES_SEATED,                   body_note,         on_note_add,          "Write a note that no customer sees", ANSWERS("201 frame<message, Message>", "conversation_closed not_yours")),
	ROUTE(GET,   "/api/v1/attachments/:id",            ROLES_ACCOUNT,                  body_none,         on_attachment_show,   "Fetch a file that came with a message", ANSWERS(ATTACHMENT_TYPES, "file_refused")),
	ROUTE(POST,  "/api/v1/attachments/:id/retry",      ROLES_ACCOUNT,                  body_none,         on_attachment_retry,  "Have a file that could not be fetched fetched again", ANSWERS("200 frame<message, Message>", "")),
	ROUTE(POST,  "/api/v1/files",                      ROLES_ACCOUNT,                  body_file,         on_upload_begin,        "Begin to give a file", ANSWERS("201 File & { part_bytes: int (of each part, but for the last) }", "file_too_large too_many")),
	{ .method = HTTP_PUT_, .pattern = "/api/v1/files/:id/parts/:n", .role = ROLES_ACCOUNT, .body = &body_bytes, .handler = on_upload_part, .max_body = FILE_PART_BYTES, .takes = "application/octet-stream",
	  .summary = "Give a part of it, the first is 0", ANSWERS("204", "upload_ended file_too_large upload_part_wrong repeatable") },
	ROUTE(POST,  "/api/v1/files/:id/finish",           ROLES_ACCOUNT,                  body_none,         on_upload_end,          "Say that all of it is there", ANSWERS("200 File", "upload_incomplete")),
	ROUTE(GET,   "/api/v1/files/:id/state",            ROLES_ACCOUNT,                  body_none,         on_upload_state,        "Show what became of a file", ANSWERS("200 File", "")),
	ROUTE(GET,   "/api/v1/files/:id/link",             ROLES_ACCOUNT,                  body_none,         on_upload_link,         "Have an address of a file, which ends", ANSWERS("200 { url: text, expires_s: int (seconds from now) }", "file_not_ready")),
	ROUTE(GET,   "/api/v1/files/:id",                  ROLE_STRANGER,                  query_address,     on_upload_show,         "Fetch a file by its signed address", ANSWERS(ATTACHMENT_TYPES "; 200 application/octet-stream", "file_refused")),
	{ .method = HTTP_POST_, .pattern = "/api/v1/inline-images", .role = ROLES_ACCOUNT, .body = &body_bytes, .handler = on_inline_image, .max_body = IMAGE_SOURCE_BYTES_MAX, .takes = IMAGE_TYPES,
	  .summary = "Give an image for formatted text; it is written anew", ANSWERS("201 File", "too_many") },
	ROUTE_OPENS("/api/v1/messages/:id/formatted",      ROLES_ACCOUNT,                  query_open,        on_formatted_show,    "Show a message's formatted text as a page", ANSWERS("200 text/html", "")),
	{ .method = HTTP_PUT_, .pattern = "/api/v1/me/avatar", .role = ROLES_PERSON, .body = &body_bytes, .handler = on_avatar_set, .max_body = IMAGE_SOURCE_BYTES_MAX, .takes = IMAGE_TYPES,
	  .summary = "Set one's own image; it becomes square", ANSWERS("200 Avatar", "") },
	ROUTE(DEL,   "/api/v1/me/avatar",                  ROLES_PERSON,                   body_none,         on_avatar_remove,     "Have no image any more", ANSWERS("200 Avatar", "")),
	ROUTE_OPENS("/api/v1/users/:id/avatar",            ROLES_PERSON,                   query_avatar,      on_avatar_show,       "Fetch somebody's image", ANSWERS("200 image/png; 200 image/jpeg; 304", "")),
	ROUTE_KEY(GET, "/api/v1/blocked-texts", ROLES_LEADING, "admin", query_page, on_blocked_texts, "List what blocked numbers have written, newest first", ANSWERS("200 page<BlockedText>", ""), .audited = &blocked_texts_read),
	ROUTE(GET,   "/api/v1/transcripts",                ROLES_SEATED,                   query_transcripts, on_transcripts_list,  "List the transcripts that one may read, newest first, without what was said", ANSWERS("200 page<TranscriptHead>", "")),
	ROUTE(GET,   "/api/v1/transcripts/:id",            ROLES_SEATED,                   body_none,         on_transcript_show,   "Show a transcript", ANSWERS("200 Transcript", ""), .audited = &transcript_read),
	ROUTE_KEY(GET, "/api/v1/customers", ROLES_SEATED, "customers", query_customers,   on_customers_find,    "Find customers by number or words, or list them, newest first", ANSWERS("200 CustomersFound | page<frame<customer, Customer>>", "")),
	ROUTE(POST,  "/api/v1/customers",                  ROLES_SEATED,                   body_customer_new, on_customer_create,   "Create a customer", ANSWERS("201 Card", "not_yours number_known")),
	ROUTE_KEY(GET, "/api/v1/customers/:id", ROLES_SEATED, "customers", body_none,         on_customer_show,     "Show a customer's card", ANSWERS("200 Card", "")),
	ROUTE(PATCH, "/api/v1/customers/:id",              ROLES_SEATED,                   body_customer,     on_customer_update,   "Change a customer (If-Match)", ANSWERS("200 Card", "stale_version customer_merged")),
	ROUTE(POST,  "/api/v1/customers/:id/numbers",      ROLES_SEATED,                   body_customer_number, on_customer_number_add, "Add a number to a customer", ANSWERS("200 Card", "not_yours number_known too_many customer_merged")),
	ROUTE(DEL, "/api/v1/customers/:id/numbers/:number", ROLES_SEATED,               body_none,         on_customer_number_remove, "Remove a number from a customer", ANSWERS("200 Card", "customer_merged")),
	ROUTE(POST,  "/api/v1/customers/:id/emails",       ROLES_SEATED,                   body_customer_email, on_customer_email_add, "Add an e-mail address to a customer", ANSWERS("200 Card", "not_yours number_known too_many customer_merged")),
	ROUTE(DEL, "/api/v1/customers/:id/emails/:email", ROLES_SEATED,                 body_none,         on_customer_email_remove, "Remove an e-mail address from a customer", ANSWERS("200 Card", "customer_merged")),
	ROUTE(POST,  "/api/v1/customers/:id/merge",        ROLES_SEATED,                   body_customer_merge, on_customer_merge,  "Make another customer's record part of this one", ANSWERS("200 Card", "customer_merged record_changed too_many open_interactions"), .permission = "customers_merge"),
	ROUTE(DEL, "/api/v1/customers/:id/merges/:other", ROLES_SEATED,                   body_none,         on_customer_unmerge,  "Undo the newest merge into a customer, within 30 days", ANSWERS("200 Card", "customer_merged too_many open_interactions"), .permission = "customers_merge"),
	ROUTE(GET,   "/api/v1/cases",                      ROLES_SEATED,                   query_cases,       on_cases_list,        "List the cases that one may see, newest first unless sorted otherwise", ANSWERS("200 page<Case>", "")),
	ROUTE(POST,  "/api/v1/cases",                      ROLES_SEATED,                   body_case,         on_case_create,       "Open a case", ANSWERS("201 Case", "not_found customer_merged")),
	ROUTE(PATCH, "/api/v1/cases/:id",                  ROLES_SEATED,                   body_case_change,  on_case_update,       "Close or reopen a case (If-Match)", ANSWERS("200 Case & { changes: [CaseChange] }", "stale_version")),
	ROUTE(GET,   "/api/v1/cases/:id",                  ROLES_SEATED,                   body_none,         on_case_show,         "Show a case", ANSWERS("200 Case & { changes: [CaseChange], interactions: [Earlier] }", "")),
	ROUTE_KEY(POST, "/api/v1/customers/:id/export", ROLE_ADMINISTRATOR, "personal_data", body_export, on_customer_export, "Export all that is kept of a customer", ANSWERS("200 CustomerExport", "")),
	ROUTE_KEY(POST, "/api/v1/customers/:id/erase", ROLE_ADMINISTRATOR, "personal_data", body_erase, on_customer_erase, "Erase a customer's personal data", ANSWERS("200 Erasure | ErasureCounts", "open_interactions texts_under_way callback_open too_many customer_merged")),
	ROUTE_KEY(GET, "/api/v1/erasures", ROLE_ADMINISTRATOR, "personal_data", query_erasures, on_erasures_list, "List erasures", ANSWERS("200 page<Erasure>", "")),
	ROUTES_END
};
/* clang-format on */
