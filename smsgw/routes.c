/*
 * routes - what smsgw serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "common/daemon/resource.h"
#include "smsgw/fax.h"
#include "smsgw/smsgw.h"

static const struct body body_text = { "text", BODY_JSON,
	(const struct body_field[]){
	    { "text", BODY_TEXT, BODY_REQUIRED, 0, 1600, NULL, "The text to count" },
	    { "number", BODY_TEXT, BODY_NULLABLE, 1, 16, NULL,
		"Whom it is for, in E.164: says the price class" },
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

static const char *const directions[] = { "in", "out", NULL };

static const struct body body_interaction = { "interaction_new", BODY_JSON,
	(const struct body_field[]){
	    { "channel_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL,
		"The channel that the customer is written to by" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"The customer's number: with +, or in the national form of the channel's country" },
	    { "customer_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"Who this is, where several have the number" },
	    { "direction", BODY_ENUM, BODY_REQUIRED, 0, 0, directions,
		"in: the customer said it elsewhere; out: it is sent to them" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, 1600, NULL,
		"What was said; or is sent, in 10 segments at most" },
	    { "queue_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"The queue it waits in at once; without it what came in goes by the channel's "
		"rules, what goes out ends" },
	    { "priority", BODY_INT, BODY_NULLABLE, 1, 10, NULL,
		"Another priority than the queue's" },
	    { "reference", BODY_TEXT, BODY_NULLABLE, 1, 200, NULL,
		"What you call it: shown with it" },
	    { "confirm", BODY_BOOL, 0, 0, 1, NULL,
		"Also to the number of one of the organisation's own channels" },
	    { "confirm_blocked", BODY_BOOL, 0, 0, 1, NULL, "Also to a blocked number" },
	    { 0 },
	} };

static const struct body body_begun = { "text_begun", BODY_JSON,
	(const struct body_field[]){
	    { "channel_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL,
		"The channel to text from, of those in /me/channels: the customer sees its "
		"number" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"The customer's number: with +, or in the national form of the channel's country" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, 1600, NULL,
		"What is sent: 10 segments at most" },
	    { "customer_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"Who this is, where several have the number" },
	    { "interaction_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"One of one's own that it belongs to: it ends with that one's wrap-up" },
	    { "case_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "The open case that it belongs to" },
	    { "take", BODY_BOOL, 0, 0, 1, NULL,
		"Where the customer's open conversation waits in a queue of one's own: take "
		"it, and say it there" },
	    { "confirm", BODY_BOOL, 0, 0, 1, NULL,
		"Also to the number of one of the organisation's own channels" },
	    { "confirm_blocked", BODY_BOOL, 0, 0, 1, NULL, "Also to a blocked number" },
	    { 0 },
	} };

static const struct body query_page = { "page", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_texts = { "texts", BODY_QUERY,
	(const struct body_field[]){
	    { "blocked", BODY_BOOL, 0, 0, 1, NULL,
		"Those that are kept out of sight, of senders whom one had blocked; default: the "
		"others" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_own_text = { "own_text", BODY_JSON,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 40, NULL,
		"To whom: with +, or in the national form of one's own number's country" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 1, 1600, NULL,
		"What is sent: 10 segments at most" },
	    { "client_id", BODY_TEXT, 0, 1, 64, NULL,
		"The page's own id: sent twice, stored once; with another text refused" },
	    { "confirm", BODY_BOOL, 0, 0, 1, NULL,
		"Also to the number of one of the organisation's own channels" },
	    { "confirm_blocked", BODY_BOOL, 0, 0, 1, NULL, "Also to a blocked number" },
	    { 0 },
	} };

static const char *const raw_states[] = { "unparsed", "parsed", "reprocessed", NULL };

static const struct body query_raw = { "raw", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, raw_states,
		"Default unparsed; parsed: those of the last day" },
	    { "channel_id", BODY_ID, 0, 0, 0, NULL, "Only those to this channel" },
	    { "account_id", BODY_ID, 0, 0, 0, NULL, "Only those by this account" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_parked = { "parked", BODY_QUERY,
	(const struct body_field[]){
	    { "account_id", BODY_ID, 0, 0, 0, NULL, "Only those of this account" },
	    { "lost", BODY_BOOL, 0, 0, 1, NULL,
		"Only those that have waited for more than 72 hours, or only others" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_lines = { "lines", BODY_QUERY,
	(const struct body_field[]){
	    { "account_id", BODY_ID, 0, 0, 0, NULL, "Only those by this account" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_number = { "number", BODY_QUERY,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 3, 16, NULL, "The customer's number" },
	    { 0 },
	} };

static const struct body body_opt_out = { "opt_out", BODY_JSON,
	(const struct body_field[]){
	    { "channel_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The channel that is to text them no more" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL, "The customer's number, national ones of the channel's country" },
	    { 0 },
	} };

static const struct body query_typed = { "typed_number", BODY_QUERY,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL,
		"As somebody writes it, with + or in national form" },
	    { "channel", BODY_ID, 0, 0, 0, NULL,
		"The channel to send by: a national number is one of its country" },
	    { "country", BODY_TEXT, 0, 2, 2, NULL,
		"Country of a national number, as SE (ISO 3166)" },
	    { 0 },
	} };

/* ---- countries; the columns stand in sql/functions/sms/a_<noun>.sql ---- */

/* clang-format off */
static const struct body_field fields_country[] = { RESOURCE_DRY_RUN,
	{ "sms_inbound", BODY_BOOL, 0, 0, 1, NULL, "Channels may have its numbers; true only where the installation says so" },
	{ "sms_outbound", BODY_BOOL, 0, 0, 1, NULL, "Its numbers may be texted; true only where the installation says so" },
	{ 0 } };
static const struct body part_country = { "country_part", BODY_PART, fields_country };
RESOURCE_FILTERS(country,
	{ "iso2", BODY_TEXT, 0, 2, 2, NULL, "Only this country, as SE (ISO 3166)" },
	{ "sms_inbound", BODY_BOOL, 0, 0, 1, NULL, "Only those that may, or may not" },
	{ "sms_outbound", BODY_BOOL, 0, 0, 1, NULL, "Only those that may, or may not" },
	{ "price_class", BODY_INT, 0, 1, 4, NULL, "Only those of this class" });
static const struct resource resource_country = { "country", RESOURCE_QUERIES, NULL, NULL };

static const struct body_field fields_installed_country[] = { RESOURCE_DRY_RUN,
	{ "name", BODY_TEXT, 0, 1, 100, NULL, "Name" },
	{ "sms_inbound", BODY_BOOL, 0, 0, 1, NULL, "Channels may have its numbers" },
	{ "sms_outbound", BODY_BOOL, 0, 0, 1, NULL, "Its numbers may be texted" },
	{ "price_class", BODY_INT, 0, 1, 4, NULL, "1 is the cheapest; counts from the next conversation on" },
	{ "senders", BODY_ANY, 0, 0, 0, SHAPE("['LC' | 'TF' | 'SC' | 'AN']"), "List of kinds of senders: long code, toll-free, short code, name" },
	{ "quiet_start", BODY_TEXT, BODY_NULLABLE, 5, 5, NULL, "From this time on nothing is sent unasked, as 20:00; null: the default" },
	{ "quiet_end", BODY_TEXT, BODY_NULLABLE, 5, 5, NULL, "Until this time, as 08:00" },
	{ "time_zones", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "List of its time zones" },
	{ "note", BODY_TEXT, 0, 0, 500, NULL, "For operators" },
	{ 0 } };
static const struct body part_installed_country = { "installed_country_part", BODY_PART, fields_installed_country };
RESOURCE_FILTERS(installed_country,
	{ "iso2", BODY_TEXT, 0, 2, 2, NULL, "Only this country, as SE (ISO 3166)" });
static const struct resource resource_installed_country = { "installed_country", RESOURCE_QUERIES, NULL, NULL };

/* ---- how fast types of senders send (SMS-22) ---- */

static const char *const sender_types[] = { "LC", "10DLC", "TF", "SC", "AN", NULL };

enum { RATE_MILLI_MAX = 10000000 };

RESOURCE_FIELDS(sender_rate,
	{ "sender", BODY_ENUM, BODY_REQUIRED | BODY_FIXED, 0, 0, sender_types, "Type of sender: LC long code, 10DLC, TF toll-free, SC short code, AN a name" },
	{ "carrier", BODY_TEXT, BODY_NULLABLE | BODY_FIXED, 1, 20, NULL, "At this carrier, as /carriers lists them; null: at any" },
	{ "country", BODY_TEXT, BODY_NULLABLE | BODY_FIXED, 2, 2, NULL, "For numbers of this country, as SE (ISO 3166); null: of any. The closest row counts" },
	{ "rate_milli", BODY_INT, BODY_REQUIRED, 1, RATE_MILLI_MAX, NULL, "Thousandths of a segment a second" },
	{ "source", BODY_TEXT, 0, 0, 500, NULL, "Where this is from, for operators" });
RESOURCE_FILTERS(sender_rate,
	{ "sender", BODY_ENUM, 0, 0, 0, sender_types, "Only those of this type" },
	{ "carrier", BODY_TEXT, 0, 1, 20, NULL, "Only those at this carrier" },
	{ "country", BODY_TEXT, 0, 2, 2, NULL, "Only those of this country" });
static const struct resource resource_sender_rate = { "sender_rate", RESOURCE_QUERIES, NULL, sender_rate_prepare };
/* clang-format on */

/* 1,600 characters take 19 KB as a form; what a carrier adds to them comes in the same call, and a
 * call that is refused for its length is lost. */
enum { HOOK_BODY_MAX = 128 * 1024, NAME_LONGEST = 200 };

/* Calls as they came belong to no group of agents: they are all of the tenant's texts. So is what
 * the sandbox took, and who texts in through it stands in for any customer (10-sms, carriers). */
enum { ROLES_RAW = ROLE_ADMINISTRATOR | ROLE_OPERATOR, ROLES_SANDBOX = ROLE_ADMINISTRATOR };

#define HOOK_ANSWERS \
	ANSWERS("200 text/plain; 200 text/xml", "channel_unknown signature_wrong repeatable")

static const char *const quiet_rules[] = { "off", "hold", "refuse", NULL };

/* clang-format off */
RESOURCE_FIELDS(carrier_account,
	{ "carrier", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 1, 20, NULL, "Which carrier, as /carriers lists them" },
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "settings", BODY_ANY, 0, 0, 0, SHAPE("json"), "What the carrier's account needs that is no secret; base_url: another address of its API; media_hosts: where files of its texts stand besides its own hosts" },
	{ "secrets", BODY_ANY, BODY_SECRET, 0, 0, SHAPE("map<text>"), "Its secrets, all together; never shown" },
	{ "numbers", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Senders that it holds besides the numbers of its channels: as a second carrier it takes over for these alone" });
RESOURCE_FILTERS(carrier_account,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "carrier", BODY_TEXT, 0, 1, 20, NULL, "Only those at this carrier" });
static const struct resource resource_carrier_account = { "carrier_account", RESOURCE_QUERIES, NULL, account_prepare };

RESOURCE_FIELDS(channel_carrier,
	{ "channel_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "The channel" },
	{ "account_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The carrier's account by which it takes and sends" },
	{ "validity_ms", BODY_INT, 0, 60000, 259200000, NULL, "How long a text may wait for the carrier, default a day" },
	{ "second_account_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "The account that takes over while the first is down; it must hold the channel's number" },
	{ "second_after_ms", BODY_INT, 0, 1000, 3600000, NULL, "How long the first must have taken nothing, default 30 seconds; then, doubling to a quarter of an hour, how often it is tried again" },
	{ "quiet_hours", BODY_ENUM, 0, 0, 0, quiet_rules, "What happens in quiet hours to a text that we start: off, sent; hold, it waits for their end; refuse. Replies always go" },
	{ "quiet_start", BODY_TEXT, BODY_NULLABLE, 5, 5, NULL, "The channel's own quiet hours beside those of the customer's country: from this time, as 18:00, at the customer's" },
	{ "quiet_end", BODY_TEXT, BODY_NULLABLE, 5, 5, NULL, "Until this time, as 09:00" },
	{ "time_zone", BODY_TEXT, BODY_NULLABLE, 1, 100, NULL, "The time zone of customers whose number says none; null: the organisation's" },
	{ "sender_type", BODY_ENUM, BODY_NULLABLE, 0, 0, sender_types, "What its number is: LC long code, 10DLC, TF toll-free, SC short code, AN a name: says how fast it may send" },
	{ "rate_milli", BODY_INT, BODY_NULLABLE, 1, RATE_MILLI_MAX, NULL, "Another rate than its type's, in thousandths of a segment a second: what the carrier gave this number" });
RESOURCE_FILTERS(channel_carrier,
	{ "channel_id", BODY_ID, 0, 0, 0, NULL, "Only that of this channel" },
	{ "account_id", BODY_ID, 0, 0, 0, NULL, "Only those of this account" });
static const struct resource resource_channel_carrier = { "channel_carrier", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(smpp_client,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "system_id", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 2, 15, NULL, "What it binds as: letters, digits, dot, hyphen, underscore; one in the installation" },
	{ "channel_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "The channels by whose numbers it sends" },
	{ "bind_kinds", BODY_ANY, 0, 0, 0, SHAPE("['transmitter' | 'receiver' | 'transceiver']"), "How it may bind; default: each way" },
	{ "binds", BODY_INT, 0, 1, 50, NULL, "So many at a time at each gateway, default 4" },
	{ "submit_window", BODY_INT, 0, 1, 1000, NULL, "Unanswered submits of one bind, default 10" },
	{ "rate_per_s", BODY_INT, 0, 1, 10000, NULL, "Segments a second at each gateway, default 10" },
	{ "inbound", BODY_BOOL, 0, 0, 1, NULL, "Texts to its channels are delivered to it, too" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "It may not bind; its binds end" });
RESOURCE_FILTERS(smpp_client,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "system_id", BODY_TEXT, 0, 1, 15, NULL, "Only that of this system_id" });
static const struct resource resource_smpp_client = { "smpp_client", RESOURCE_QUERIES, NULL, smpp_client_prepare };

RESOURCE_FIELDS(blocked_number,
	{ "number", BODY_TEXT, BODY_REQUIRED | BODY_NULLABLE | BODY_FIXED, 1, 40, NULL, "The number, with + or in the national form of the channel's country; a short code; a sender's name. null is shown once its customer was erased" },
	{ "channel_id", BODY_ID, BODY_NULLABLE | BODY_FIXED, 0, 0, NULL, "The channel by which it is blocked; without it: by all" },
	{ "reason", BODY_TEXT, BODY_REQUIRED, 1, 500, NULL, "Why" });
RESOURCE_FILTERS(blocked_number,
	{ "number", BODY_TEXT, 0, 1, 40, NULL, "Only this number, as it is shown" },
	{ "channel_id", BODY_ID, 0, 0, 0, NULL, "Only those of this channel" });
static const struct resource resource_blocked_number = { "blocked_number", RESOURCE_QUERIES, NULL, blocked_number_prepare };

RESOURCE_FIELDS(fax_number,
	{ "number", BODY_TEXT, BODY_REQUIRED, 7, 16, NULL, "The number, E.164" },
	{ "account_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The account at a fax provider by which it sends and receives" },
	{ "user_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Who receives what comes to it, and sends from it" },
	{ "shared", BODY_BOOL, 0, 0, 1, NULL, "Who has no number of their own sends from it, too" });
RESOURCE_FILTERS(fax_number,
	{ "number", BODY_TEXT, 0, 1, 16, NULL, "Only this number" },
	{ "account_id", BODY_ID, 0, 0, 0, NULL, "Only those of this account" },
	{ "user_id", BODY_ID, 0, 0, 0, NULL, "Only those of this user" });
static const struct resource resource_fax_number = { "fax_number", RESOURCE_QUERIES_SHOWN(fax_number_show), NULL, fax_number_prepare };

static const char *const fax_boxes[] = { "draft", "sent", "received", NULL };
static const struct body query_faxes = { "faxes", BODY_QUERY, (const struct body_field[]){
	LIST_FIELDS,
	{ "box", BODY_ENUM, BODY_REQUIRED, 0, 0, fax_boxes, "Which of one's faxes" },
	{ 0 } } };
#define FAX_FIELDS \
	{ "subject", BODY_TEXT, 0, 0, 200, NULL, "What the cover says it is about" }, \
	{ "cover", BODY_TEXT, 0, 0, 4000, NULL, "Text of the cover; without it and a subject there is no cover" }, \
	{ "recipients", BODY_ANY, 0, 0, 0, SHAPE("[{ number: text (in any notation), name?: text }]"), "Whom it goes to, at most 20" }, \
	{ "files", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "Files that one has given (POST /files), in their order, at most 10: PDF, TIFF, PNG" }
static const struct body body_fax = { "fax", BODY_JSON, (const struct body_field[]){ FAX_FIELDS,
	{ "contact", BODY_TEXT, 0, 1, 40, NULL, "Begun from this contact's card: it goes to its first fax number" },
	{ "number", BODY_TEXT, 0, 1, 16, NULL, "With contact: to this one of its fax numbers, E.164" },
	{ "copy_of", BODY_ID, 0, 0, 0, NULL, "Begun from this fax that one sent, with its files, to those who did not surely get it" },
	{ 0 } } };
static const struct body part_fax = { "fax_part", BODY_PART, (const struct body_field[]){ FAX_FIELDS, { 0 } } };
static const struct body body_fax_read = { "fax_read", BODY_JSON, (const struct body_field[]){
	{ "read", BODY_BOOL, BODY_REQUIRED, 0, 1, NULL, "Was read; false: counts as new again" },
	{ 0 } } };
static const struct body body_fax_sandbox = { "fax_sandbox", BODY_JSON, (const struct body_field[]){
	{ "from", BODY_TEXT, BODY_REQUIRED, 1, 20, NULL, "From which number, E.164" },
	{ 0 } } };

const struct http_route smsgw_routes[] = {
	/* method   path                                    role           body          handler             summary */
	ROUTE_MAX(POST, "/hooks/sms/:key",         ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_hook_inbound, "A carrier delivers texts", HOOK_ANSWERS),
	ROUTE_MAX(POST, "/hooks/sms/:key/receipt", ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_hook_receipt, "A carrier reports what became of texts", HOOK_ANSWERS),
	ROUTE_MAX(POST, "/hooks/sms/:key/generic", ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_hook_inbound, "A gateway of one's own delivers texts and reports, signed by Standard Webhooks", HOOK_ANSWERS),
	ROUTE(GET, "/hooks/sms/:key",              ROLE_STRANGER, body_raw, on_hook_inbound, "A carrier that calls by GET delivers a text", HOOK_ANSWERS),
	ROUTE(GET, "/hooks/sms/:key/receipt",      ROLE_STRANGER, body_raw, on_hook_receipt, "A carrier that calls by GET reports what became of a text", HOOK_ANSWERS),
	ROUTE_KEY(POST, "/api/v1/sms/segments", ROLES_SEATED, "sms",     body_text,    on_segments,        "Count characters and segments of a text", ANSWERS("200 Segments", "repeatable")),
	ROUTE_KEY(GET, "/api/v1/sms/numbers", ROLES_ANY, "sms",   query_typed,  on_number_judge,    "Read a number that somebody typed, and say whether texts may go there", ANSWERS("200 TypedNumber", "")),
	RESOURCE_READ("countries", ROLES_SEATED | ROLE_OPERATOR, "sms", country),
	RESOURCE_ROW(PATCH, "countries/:id", ROLE_ADMINISTRATOR, "admin", part_country, on_resource_update, "Narrow a country for the organisation", ROUTE_BODY_MAX, country, "200 country.saved", "stale_version referenced"),
	RESOURCE_READ("installed-countries", ROLE_OPERATOR, NULL, installed_country),
	RESOURCE_ROW(PATCH, "installed-countries/:id", ROLE_OPERATOR, NULL, part_installed_country, on_resource_update, "Change a country for the installation", ROUTE_BODY_MAX, installed_country, "200 installed_country.saved", "stale_version"),
	RESOURCE_READ("sender-rates", ROLE_OPERATOR, NULL, sender_rate),
	RESOURCE_ROW(POST, "sender-rates", ROLE_OPERATOR, NULL, body_sender_rate, on_resource_create, "Say how fast a type of sender may send at a carrier, in a country", ROUTE_BODY_MAX, sender_rate, "201 sender_rate.made; 200 sender_rate.judged", "value_taken"),
	RESOURCE_ROW(PATCH, "sender-rates/:id", ROLE_OPERATOR, NULL, part_sender_rate, on_resource_update, "Change how fast a type of sender may send", ROUTE_BODY_MAX, sender_rate, "200 sender_rate.saved", "stale_version"),
	RESOURCE_ROW(DEL, "sender-rates/:id", ROLE_OPERATOR, NULL, query_resource_delete, on_resource_delete, "Leave such senders to the next wider rate", 0, sender_rate, "200 Deleted", "stale_version"),
	ROUTE(GET,  "/api/v1/sms/raw",                      ROLES_RAW,     query_raw,    on_raw_list,        "List calls of carriers that could not be read, without their bytes", ANSWERS("200 page<RawCall>", "")),
	ROUTE(GET,  "/api/v1/sms/raw/:id",                  ROLES_RAW,     body_none,    on_raw_show,        "Show a call that could not be read, with its bytes; who looks is noted", ANSWERS("200 RawCallWhole", "")),
	ROUTE(POST, "/api/v1/sms/raw/:id/reprocess",        ROLES_RAW,     body_none,    on_raw_reprocess,   "Take a kept call again as if it came now", ANSWERS("200 RawCallTaken", "still_unreadable account_left")),
	ROUTE(GET,  "/api/v1/sms/parked-receipts",          ROLES_RAW,     query_parked, on_parked_list,     "List receipts that have found no message", ANSWERS("200 page<ParkedReceipt>", "")),
	ROUTE(GET,  "/api/v1/sms/lines",                    ROLES_RAW,     query_lines,  on_lines,           "List the channels' lines to their carriers: what waits, what became of what was sent", ANSWERS("200 page<SmsLine>", "")),
	ROUTE_KEY(GET, "/api/v1/opt-outs", ROLES_SEATED, "sms",     query_number, on_opt_outs,        "Show a number's opt-outs by channel", ANSWERS("200 page<OptOut>", "")),
	ROUTE_KEY(POST, "/api/v1/opt-outs", ROLES_SEATED, "interactions", body_opt_out, on_opt_out_record,  "Record that a customer asked, by other means than a text, to be sent no more from a channel", ANSWERS("201 OptOut; 200 OptOut", "unknown_reference")),
	ROUTE_KEY(POST, "/api/v1/channels/:id/sandbox/inbound", ROLES_SANDBOX, "sandbox", body_sandbox, on_sandbox_inbound, "Text in through the sandbox carrier", ANSWERS("202 { id: text, outcome: text }", "channel_unknown repeatable")),
	ROUTE_KEY(GET, "/api/v1/channels/:id/sandbox/outbox", ROLES_SANDBOX, "sandbox", body_none,    on_sandbox_outbox,  "List what the sandbox carrier took lately", ANSWERS("200 page<{ id: text, to: text, text: text, at: time }>", "channel_unknown")),
	ROUTE_KEY(POST, "/api/v1/sms/interactions", ROLE_ADMINISTRATOR, "interactions", body_interaction, on_interaction_create, "Send a text, or bring one: it begins an interaction, or joins the open conversation", ANSWERS("201 Begun; 200 Begun", "unknown_reference own_channel number_blocked opted_out quiet_hours country_not_allowed channel_cannot_send")),
	ROUTE(GET,  "/api/v1/me/channels",                  ROLES_SEATED,  query_page,   on_my_channels,     "List the channels from which one may begin a text", ANSWERS("200 page<MyChannel>", "")),
	ROUTE(POST, "/api/v1/me/interactions",              ROLES_SEATED,  body_begun,   on_text_begin,      "Begin a text of one's own, or take the customer's conversation that waits", ANSWERS("201 BegunByMe; 200 BegunByMe", "forbidden unknown_reference not_logged_in capacity_full open_conversation own_channel number_blocked opted_out quiet_hours country_not_allowed channel_cannot_send case_closed case_not_of_customer case_not_found")),
	ROUTE(GET,  "/api/v1/me/texts",                     ROLE_WORK,     query_texts,  on_own_texts,       "List the conversations of one's own number, the newest first", ANSWERS("200 page<TextEntry>", "")),
	ROUTE(POST, "/api/v1/me/texts",                     ROLE_WORK,     body_own_text, on_own_text,       "Text somebody from one's own number", ANSWERS("201 frame<conversation, Text> & { message: frame<message, Message> }", "no_text_number client_id_reused own_channel number_blocked opted_out quiet_hours country_not_allowed channel_cannot_send")),
	ROUTE_MAX(POST, "/hooks/fax/:key",                  ROLE_STRANGER, HOOK_BODY_MAX, body_raw, on_fax_hook, "A fax provider reports what became of a fax, or brings one", ANSWERS("200 text/plain", "not_found signature_wrong")),
	ROUTE(GET, "/hooks/fax/:key/documents/:token/:n",   ROLE_STRANGER, body_none, on_fax_document, "A fax provider fetches a page file of a fax that it was given", ANSWERS("200 application/pdf; 200 image/tiff; 200 image/png", "not_found")),
	ROUTE(GET,  "/api/v1/me/fax",                       ROLES_ACCOUNT, body_none,    on_fax_settings,    "Show whether one may fax, and from which number", ANSWERS("200 { fax: bool, number: text | null (null: none to send from) }", "")),
	ROUTE(GET,  "/api/v1/me/faxes",                     ROLES_ACCOUNT, query_faxes,  on_faxes_list,      "List one's own drafts, sent or received faxes, the newest first", ANSWERS("200 page<Fax>", "")),
	ROUTE(POST, "/api/v1/me/faxes",                     ROLES_ACCOUNT, body_fax,     on_fax_make,        "Begin a draft of a fax", ANSWERS("201 Fax", "not_found no_fax too_many file_unknown file_not_ready file_attached fax_file_kind")),
	ROUTE(GET,  "/api/v1/me/faxes/:id",                 ROLES_ACCOUNT, body_none,    on_fax_show,        "Show a fax of one's own", ANSWERS("200 Fax", "")),
	ROUTE(PATCH, "/api/v1/me/faxes/:id",                ROLES_ACCOUNT, part_fax,     on_fax_change,      "Change a draft", ANSWERS("200 Fax", "no_fax fax_sent file_unknown file_not_ready file_attached fax_file_kind")),
	ROUTE(DEL,  "/api/v1/me/faxes/:id",                 ROLES_ACCOUNT, body_none,    on_fax_remove,      "Delete a fax with its files", ANSWERS("204", "fax_under_way")),
	ROUTE(POST, "/api/v1/me/faxes/:id/send",            ROLES_ACCOUNT, body_none,    on_fax_send,        "Send a draft", ANSWERS("200 Fax", "no_fax fax_sent no_fax_number fax_no_recipient fax_empty fax_too_large fax_file_not_taken file_not_ready")),
	ROUTE(PUT,  "/api/v1/me/faxes/:id/read",            ROLES_ACCOUNT, body_fax_read, on_fax_read,       "Say that a fax that came was read, or not", ANSWERS("200 Fax", "")),
	ROUTE(GET,  "/api/v1/fax-providers",                ROLE_ADMINISTRATOR, body_none, on_fax_providers, "List the fax providers and what an account at each needs", ANSWERS("200 { data: [FaxProvider] }", "")),
	RESOURCE("fax-numbers", ROLE_ADMINISTRATOR, "admin", fax_number),
	RESOURCE_ROW(POST, "fax-numbers/:id/rotate", ROLE_ADMINISTRATOR, "admin", body_none, on_resource_rotate, "Make a new key for the address that the provider calls; the former one ends at once", ROUTE_BODY_MAX, fax_number, "200 fax_number.made", "stale_version"),
	ROUTE_KEY(POST, "/api/v1/fax-numbers/:id/sandbox/inbound", ROLES_SANDBOX, "sandbox", body_fax_sandbox, on_fax_sandbox_inbound, "Have a fax come through the sandbox provider", ANSWERS("202 { id: id }", "not_found repeatable")),
	ROUTE(GET, "/api/v1/carriers",                      ROLE_ADMINISTRATOR, body_none, on_carriers, "List the carriers and what an account at each needs", ANSWERS("200 { data: [Carrier] }", "")),
	RESOURCE("carrier-accounts", ROLE_ADMINISTRATOR, "admin", carrier_account),
	RESOURCE("channel-carriers", ROLE_ADMINISTRATOR, "admin", channel_carrier),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_FRESH, "smpp-clients", ROLE_ADMINISTRATOR, "admin", smpp_client),
	RESOURCE_ROTATE("smpp-clients", smpp_client, .proof = PROOF_FRESH),
	/* Supervisors keep it, too (SMS-24). */
	RESOURCE_READ("blocked-numbers", ROLES_LEADING, "admin", blocked_number),
	RESOURCE_ROW(POST, "blocked-numbers", ROLES_LEADING, "admin", body_blocked_number, on_resource_create, "Block a number: its texts are stored and offered to nobody", ROUTE_BODY_MAX, blocked_number, "201 blocked_number.made; 200 blocked_number.judged", "value_taken unknown_reference", .permission = "numbers_block"),
	RESOURCE_ROW(PATCH, "blocked-numbers/:id", ROLES_LEADING, "admin", part_blocked_number, on_resource_update, "Change why a number is blocked", ROUTE_BODY_MAX, blocked_number, "200 blocked_number.saved", "stale_version", .permission = "numbers_block"),
	RESOURCE_ROW(DEL, "blocked-numbers/:id", ROLES_LEADING, "admin", query_resource_delete, on_resource_delete, "Block a number no more", 0, blocked_number, "200 Deleted", "stale_version", .permission = "numbers_block"),
	ROUTES_END
};
/* clang-format on */
