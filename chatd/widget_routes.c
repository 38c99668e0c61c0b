/*
 * widget_routes - what `chatd --serve widget` serves, to strangers.
 *
 * Owns: the table and the shapes, for the edge's map and the API document. Whose page may ask is the widget's matter (widget_gate.c);
 *       who is meant stands in the bearer token.
 */
#include "chatd/core/proof.h"
#include "chatd/widget.h"

enum {
	TEXT_MAX = 1600,
	PAGE_MAX = 2000,
	LANGUAGE_MAX = 35,
	CLIENT_ID_MAX = 60,
	FILE_MAX = 10 * 1024 * 1024
};

const struct config_key widget_config[] = {
	{ "streams", CONFIG_INT, "5000", 1, 20000, "open pages of customers at this instance" },
	{ "source_streams", CONFIG_INT, "30", 1, 20000,
	    "open pages of one address (of IPv6: one network of 64 bits)" },
	{ "source_requests", CONFIG_INT, "600", 1, 1000000, "requests of one address in a minute" },
	{ NULL, CONFIG_TEXT, NULL, 0, 0, NULL },
};

const struct shape widget_shapes[] = {
	{ "WidgetSettings",
	    "{ title: text, colour: text, greeting: text | null, closing_text: text | null, "
	    "text_max: int, file_max_bytes: int,"
	    " form: [{ name: text, label: text, type: 'text' | 'email' | 'choice', required?: "
	    "bool, options?: [text] }],"
	    " proof_of_work: int (zero bits of the proof that beginning a chat needs; 0: none) }" },
	{ "ProofChallenge",
	    "{ challenge: text | null (no proof is needed), bits: int (zero bits that the SHA-256 of "
	    "the proof must begin with), expires_s: int (seconds from now) }" },
	{ "WebChat",
	    "{ state: 'waiting' | 'talking' | 'ended', position: int | null (in the queue), "
	    "estimate_ms: int | null (until somebody answers),"
	    " agent: text | null (who talks), last_seq: int, by_visitor: bool (the visitor ended "
	    "it) }" },
	{ "WebMessage",
	    "{ seq: int, from: 'visitor' | 'agent' | 'automatic', name: text | null, text: text, "
	    "at: time, client_id: text | null,"
	    " files: [{ id: id, type: text, bytes: int }],"
	    " html?: text (an agent's formatted text, cleaned; `text` is its plain form),"
	    " images?: [{ id: id, path: text (below the widget's own; signed, it ends after ten "
	    "minutes) }] (those that stand in it as /api/v1/files/{id}) }" },
	{ "WebChatShown",
	    "{ chat: WebChat, messages: [WebMessage] (at most 100), next_seq: int (after which to "
	    "ask for more) }" },
	{ NULL, NULL },
};

static const struct body body_start = { "web_chat", BODY_JSON,
	(const struct body_field[]){
	    { "form", BODY_ANY, 0, 0, 0, SHAPE("map<text>"),
		"Answers to the widget's form, by name" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "The first message" },
	    { "client_id", BODY_TEXT, 0, 1, CLIENT_ID_MAX, NULL, "The page's own id of it" },
	    { "page_url", BODY_TEXT, BODY_NULLABLE, 0, PAGE_MAX, NULL,
		"The page that the widget stands on" },
	    { "language", BODY_TEXT, BODY_NULLABLE, 0, LANGUAGE_MAX, NULL,
		"The visitor's language, as en-GB" },
	    { "proof", BODY_TEXT, 0, 1, PROOF_MAX, NULL,
		"Where the widget asks for a proof of work: the challenge, a dot and 1 to 20 other "
		"characters, so that the SHA-256 of it all begins with enough zero bits" },
	    { 0 },
	} };

static const struct body body_send = { "web_message", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "The message" },
	    { "client_id", BODY_TEXT, BODY_REQUIRED, 1, CLIENT_ID_MAX, NULL,
		"The page's own id: sent twice, stored once" },
	    { 0 },
	} };

static const struct body query_look = { "web_look", BODY_QUERY,
	(const struct body_field[]){
	    { "after_seq", BODY_INT, 0, 0, INT64_MAX, NULL, "Only later messages" },
	    { 0 },
	} };

static const struct body query_file = { "web_file", BODY_RAW,
	(const struct body_field[]){
	    { "client_id", BODY_TEXT, BODY_REQUIRED | BODY_IN_QUERY, 1, CLIENT_ID_MAX, NULL,
		"The page's own id: sent twice, stored once" },
	    { 0 },
	} };

static const struct body query_image = { "web_image", BODY_QUERY,
	(const struct body_field[]){
	    { "chat", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL, "As the address came" },
	    { "expires", BODY_INT, BODY_REQUIRED, 1, INT32_MAX * 64LL, NULL,
		"As the address came" },
	    { "signature", BODY_TEXT, BODY_REQUIRED, 1, 64, NULL, "As the address came" },
	    { 0 },
	} };

static const struct body body_transcript = { "web_transcript", BODY_JSON,
	(const struct body_field[]){
	    { "email", BODY_TEXT, BODY_NULLABLE, 3, 254, NULL,
		"Where the link is mailed, too, if the organisation has a mail relay" },
	    { 0 },
	} };

/* Those of common/base/media_type.c. */
#define FILE_TYPES \
	"200 image/jpeg; 200 image/png; 200 image/gif; 200 image/webp; 200 video/mp4; " \
	"200 video/3gpp; 200 audio/mpeg; 200 audio/amr; 200 audio/ogg; " \
	"200 application/pdf; 200 text/vcard"

#define AT "/widget/v1/channels/:key"

/* clang-format off */
const struct http_route widget_routes[] = {
	ROUTE_WS(AT "/stream", ROLE_STRANGER, widget_stream, "Live stream of a web chat; the first message is {\"token\", \"after_seq\"}"),
	ROUTE(GET,  AT,                    ROLE_STRANGER, body_none,  on_widget_show, "Show a widget's settings", ANSWERS("200 WidgetSettings", "forbidden not_found throttled")),
	ROUTE(GET,  AT "/challenge",       ROLE_STRANGER, body_none,  on_proof_challenge, "Get a challenge: its proof of work lets the bearer token begin one chat", ANSWERS("200 ProofChallenge", "unauthenticated forbidden not_found throttled")),
	ROUTE(POST, AT "/chats",           ROLE_STRANGER, body_start, on_chat_start,  "Begin a web chat: the bearer token is the page's own, tlv_ and 43 random characters of base64url; the same again answers the same chat", ANSWERS("201 WebChatShown; 200 WebChatShown", "unauthenticated forbidden not_found throttled client_id_reused too_many_chats proof_of_work_needed repeatable")),
	ROUTE(GET,  AT "/chat",            ROLE_STRANGER, query_look, on_chat_look,   "Show the web chat of the bearer token, with messages after a sequence", ANSWERS("200 WebChatShown", "unauthenticated forbidden not_found throttled")),
	ROUTE(POST, AT "/chat/messages",   ROLE_STRANGER, body_send,  on_chat_send,   "Write in it", ANSWERS("201 WebMessage", "unauthenticated forbidden not_found client_id_reused chat_ended throttled repeatable")),
	ROUTE(POST, AT "/chat/end",        ROLE_STRANGER, body_none,  on_chat_end,    "End it: one that nobody has accepted closes, else the agent sees it", ANSWERS("200 { chat: WebChat }", "unauthenticated forbidden not_found throttled repeatable")),
	{ .method = HTTP_POST_, .pattern = AT "/chat/files", .role = ROLE_STRANGER, .body = &query_file, .handler = on_file_send, .summary = "Send a file in it, told by its content; it becomes a message of its own",
	  .max_body = FILE_MAX, .takes = "application/octet-stream", ANSWERS("201 WebMessage", "unauthenticated forbidden not_found client_id_reused chat_ended too_many_files throttled repeatable") },
	ROUTE(GET,  AT "/chat/files/:id",  ROLE_STRANGER, body_none,  on_file_show,   "Fetch a file of it", ANSWERS(FILE_TYPES, "unauthenticated forbidden not_found throttled")),
	ROUTE(GET,  AT "/images/:id",      ROLE_STRANGER, query_image, on_image_show, "Fetch an image of an agent's formatted text by its signed address", ANSWERS("200 image/png; 200 image/jpeg", "forbidden not_found throttled")),
	ROUTE(POST, AT "/chat/transcript", ROLE_STRANGER, body_transcript, on_transcript_ask, "Have a link to what was said made, which expires", ANSWERS("201 { url: text, expires_at: time, mailed: bool }", "unauthenticated forbidden not_found throttled too_many_links repeatable")),
	ROUTE(GET,  "/widget/v1/transcripts/:token", ROLE_STRANGER, body_none, on_transcript_page, "The page behind such a link", ANSWERS("200 text/html", "not_found throttled")),
	ROUTES_END
};
/* clang-format on */
