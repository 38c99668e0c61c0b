/*
 * routes - what voiced serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "voiced/browsers.h"
#include "voiced/consult.h"
#include "voiced/listen.h"
#include "common/daemon/resource.h"
#include "voiced/plan.h"
#include "voiced/voiced.h"

static const char *const sides[] = { "work", "agent", NULL };
static const char *const apps[] = { "workspace", "work", "admin", NULL };
static const char *const algorithms[] = { "SHA-256", "MD5", NULL };

static const struct body query_devices = { "devices", BODY_QUERY,
	(const struct body_field[]){
	    { "user_id", BODY_ID, 0, 0, 0, NULL, "Of this user only" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_device = { "device", BODY_JSON,
	(const struct body_field[]){
	    { "user_id", BODY_ID, 0, 0, 0, NULL, "Whose phone; default: one's own" },
	    { "side", BODY_ENUM, BODY_REQUIRED, 0, 0, sides,
		"Which account it is of: work needs a Work licence, agent a seat" },
	    { "label", BODY_TEXT, BODY_REQUIRED, 1, 80, NULL, "For people" },
	    { "algorithm", BODY_ENUM, 0, 0, 0, algorithms,
		"What the phone can; MD5 for old ones. Default SHA-256" },
	    { 0 },
	} };

static const struct body body_device_change = { "device_change", BODY_JSON,
	(const struct body_field[]){
	    { "label", BODY_TEXT, 0, 1, 80, NULL, "For people" },
	    { "algorithm", BODY_ENUM, BODY_PROOF, 0, 0, algorithms,
		"Another one brings a new password, as rotate does" },
	    { 0 },
	} };

/* Each step's problems: voice.check_problems has the words. */
static const char *const browser_found[] = { "good", "untested", "insecure", "too_old", NULL };
static const char *const microphone_found[] = { "good", "untested", "denied", "none", "busy",
	"silent", NULL };
static const char *const socket_found[] = { "good", "untested", "no_licence", "refused", "blocked",
	"silent", NULL };
static const char *const media_found[] = { "good", "untested", "no_answer", "no_path", "one_way",
	"poor", NULL };

static const struct body body_call_number = { "call_number", BODY_JSON,
	(const struct body_field[]){
	    { "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL,
		"A number or an extension, as one dials it" },
	    { 0 },
	} };

static const struct body body_call_digits = { "call_digits", BODY_JSON,
	(const struct body_field[]){
	    { "digits", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 32, NULL,
		"The keys, one after the other: 0 to 9, *, #, A to D; a comma is a second's "
		"pause" },
	    { 0 },
	} };

static const struct body body_desk_transfer = { "desk_transfer", BODY_JSON,
	(const struct body_field[]){
	    { "call", BODY_TEXT, BODY_REQUIRED, 1, 64, NULL, "The call, as its leg names it" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL,
		"A number or an extension, as one dials it" },
	    { 0 },
	} };

static const char *const listen_modes[] = { "listen", "whisper", "join", NULL };
static const struct body body_call_listen = { "call_listen", BODY_JSON,
	(const struct body_field[]){
	    { "mode", BODY_ENUM, BODY_REQUIRED, 0, 0, listen_modes,
		"listen: heard by nobody; whisper: by the agent alone; join: by all who talk" },
	    { 0 },
	} };

static const struct body query_phone_check = { "phone_check", BODY_QUERY,
	(const struct body_field[]){
	    { "user_id", BODY_ID, 0, 0, 0, NULL, "Of whom; default: oneself" },
	    { "side", BODY_ENUM, 0, 0, 0, sides, "Of which account; default: the one that asks" },
	    { 0 },
	} };

static const struct body body_phone_check = { "phone_checked", BODY_JSON,
	(const struct body_field[]){
	    { "browser", BODY_ENUM, BODY_REQUIRED, 0, 0, browser_found, "What the browser can" },
	    { "microphone", BODY_ENUM, BODY_REQUIRED, 0, 0, microphone_found,
		"Whether it may be used, and brings sound" },
	    { "socket", BODY_ENUM, BODY_REQUIRED, 0, 0, socket_found,
		"Whether the phone's WebSocket opens and answers" },
	    { "media", BODY_ENUM, BODY_REQUIRED, 0, 0, media_found,
		"Whether sound goes both ways, in a call to the number that GET tells" },
	    { "socket_ms", BODY_INT, 0, 0, 60000, NULL, "Round trip over the WebSocket" },
	    { "round_trip_ms", BODY_INT, 0, 0, 60000, NULL, "Round trip of sound" },
	    { "jitter_ms", BODY_INT, 0, 0, 60000, NULL, "How unevenly it came" },
	    { "loss_percent", BODY_INT, 0, 0, 100, NULL, "How much of it was lost" },
	    { 0 },
	} };

static const struct body query_phone_socket = { "phone_socket", BODY_QUERY,
	(const struct body_field[]){
	    { "app", BODY_ENUM, 0, 0, 0, apps, "Whose cookie counts, for who has no bearer token" },
	    { "token", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "From POST /api/v1/phone/token" },
	    { "page", BODY_TEXT, 0, 1, 39, NULL,
		"The page's own name for itself: cut off, it comes back to its calls within 30 s, "
		"and is told first whether they are there (kept)" },
	    { 0 },
	} };

/* clang-format off */
static const char *const transports[] = { "udp", "tcp", "tls", NULL };
static const char *const actions[] = { "allow", "refuse", NULL };
static const char *const price_classes[] = { "free", "national", "mobile", "international", "premium", NULL };

RESOURCE_FIELDS(trunk,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "Name" },
	{ "host", BODY_TEXT, BODY_REQUIRED, 1, 253, NULL, "Where calls to it go: a name, an IPv4 address, or an IPv6 address in []" },
	{ "port", BODY_INT, 0, 1, 65535, NULL, "Its port, default 5060" },
	{ "transport", BODY_ENUM, 0, 0, 0, transports, "How, default udp; of tls calls from it must come by TLS, too" },
	{ "sources", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Addresses and networks that its calls come from, as 192.0.2.7, 192.0.2.0/28, 2001:db8::/64; at most 32; none: none come. Whoever calls from there is taken for the trunk" },
	{ "username", BODY_TEXT, BODY_NULLABLE, 1, 128, NULL, "Who we are when it asks for a login (Digest)" },
	{ "password", BODY_TEXT, BODY_SECRET, 1, 256, NULL, "The password for it; never shown; given anew with another host, port, transport or username" },
	{ "max_calls", BODY_INT, 0, 1, 10000, NULL, "Calls at a time at each voiced, default 30" },
	{ "emergency", BODY_BOOL, 0, 0, 1, NULL, "Emergency calls are tried here before other trunks; without any such all trunks are tried, in the order in which they were made" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Takes and makes no calls" });
RESOURCE_FILTERS(trunk,
	{ "name", BODY_TEXT, 0, 1, 100, NULL, "Only that of this name" });
static const struct resource resource_trunk = { "trunk", RESOURCE_QUERIES, NULL, trunk_prepare };

RESOURCE_FIELDS(dial_rule,
	{ "prefix", BODY_TEXT, BODY_REQUIRED, 1, 16, NULL, "Numbers in E.164 that begin so, as +49; + is all. The longest prefix wins" },
	{ "site_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "For users of this site only; wins over one of the same prefix for all" },
	{ "action", BODY_ENUM, BODY_REQUIRED, 0, 0, actions, "Whether such numbers are called" },
	{ "price_class", BODY_ENUM, BODY_NULLABLE, 0, 0, price_classes, "What they cost at least; null: what the number itself is. A number abroad or of premium rate is never taken for cheaper than that" },
	{ "trunk_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "The trunks that are tried, in this order, at most 8; allow needs one" },
	{ "note", BODY_TEXT, 0, 0, 200, NULL, "For people" });
RESOURCE_FILTERS(dial_rule,
	{ "prefix", BODY_TEXT, 0, 1, 16, NULL, "Only those of this prefix" },
	{ "site_id", BODY_ID, 0, 0, 0, NULL, "Only those of this site" },
	{ "action", BODY_ENUM, 0, 0, 0, actions, "Only those that do this" });
static const struct resource resource_dial_rule = { "dial_rule", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(caller_id,
	{ "phone_number_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "One of the numbers that the organisation has claimed" },
	{ "group_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "The agents of this group may show it; this or site_id" },
	{ "site_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "What people of this site show who have no Work number; a site has one" });
RESOURCE_FILTERS(caller_id,
	{ "phone_number_id", BODY_ID, 0, 0, 0, NULL, "Only those of this number" },
	{ "group_id", BODY_ID, 0, 0, 0, NULL, "Only those of this group" },
	{ "site_id", BODY_ID, 0, 0, 0, NULL, "Only that of this site" });
static const struct resource resource_caller_id = { "caller_id", RESOURCE_QUERIES, NULL, NULL };

static const struct body_field fields_call_limit[] = { RESOURCE_DRY_RUN,
	{ "user_calls", BODY_INT, 0, 0, 100, NULL, "Calls of one user at a time; 0: none may be made" },
	{ "tenant_calls", BODY_INT, 0, 0, 100000, NULL, "Calls of all at a time" },
	{ "user_per_minute", BODY_INT, 0, 0, 1000, NULL, "Calls that one user begins in a minute" },
	{ "tenant_per_minute", BODY_INT, 0, 0, 100000, NULL, "Calls that all begin in a minute" },
	{ "user_minutes_per_day", BODY_INT, 0, 0, 100000, NULL, "Minutes that one user talks in 24 hours" },
	{ "tenant_minutes_per_day", BODY_INT, 0, 0, 10000000, NULL, "Minutes that all talk in 24 hours" },
	{ 0 } };
static const struct body part_call_limit = { "call_limit_part", BODY_PART, fields_call_limit };
RESOURCE_FILTERS(call_limit,
	{ "price_class", BODY_ENUM, 0, 0, 0, price_classes, "Only that of this class" });
static const struct resource resource_call_limit = { "call_limit", RESOURCE_QUERIES, NULL, NULL };

static const struct body query_dial = { "dial", BODY_QUERY, (const struct body_field[]){
	{ "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL, "What is dialled: a number in any notation, an extension, a code" },
	{ "caller_id", BODY_TEXT, 0, 1, 16, NULL, "Which number would be shown (E.164); default: one's own" },
	{ 0 } } };

static const struct body query_recording_sound = { "recording_sound", BODY_QUERY, (const struct body_field[]){
	{ "app", BODY_ENUM, 0, 0, 0, apps, "Whose cookie counts, for who has no bearer token" },
	{ 0 } } };
static const char *const opening_apps[] = { "workspace", "work", "admin", NULL };
static const struct body query_voicemail_sound = { "voicemail_sound", BODY_QUERY, (const struct body_field[]){
	{ "app", BODY_ENUM, 0, 0, 0, opening_apps, "Whose cookie counts where a browser plays it" },
	{ "download", BODY_BOOL, 0, 0, 1, NULL, "To be saved as a file, not played" },
	{ 0 } } };
static const struct body body_wav = { "wav", BODY_RAW, (const struct body_field[]){ { 0 } } };

const struct http_route voiced_routes[] = {
	/* method path                              role           body                handler           summary */
	ROUTE(GET,   "/api/v1/devices",             ROLES_ACCOUNT, query_devices,      on_devices_list,  "List SIP phones: an administrator all of the tenant, others those of their own account", ANSWERS("200 page<Device>", "")),
	ROUTE(POST,  "/api/v1/devices",             ROLES_ACCOUNT, body_device,        on_device_create, "Make a SIP phone's login; its password is shown once", ANSWERS("201 Device & { password: text | null }", "unknown_reference too_many"), .proof = PROOF_FRESH),
	ROUTE(GET,   "/api/v1/devices/:id",         ROLES_ACCOUNT, body_none,          on_device_get,    "Show a SIP phone and where it is registered from", ANSWERS("200 Device & { bindings: [Binding] }", "")),
	ROUTE(PATCH, "/api/v1/devices/:id",         ROLES_ACCOUNT, body_device_change, on_device_update, "Change a SIP phone's label or algorithm (If-Match)", ANSWERS("200 Device & { password: text | null (a new one, when the algorithm is another) }", "stale_version")),
	ROUTE(DEL,   "/api/v1/devices/:id",         ROLES_ACCOUNT, body_none,          on_device_delete, "Delete a SIP phone; it is registered no more (If-Match)", ANSWERS("204", "stale_version")),
	ROUTE(POST,  "/api/v1/devices/:id/rotate",  ROLES_ACCOUNT, body_none,          on_device_rotate, "Make a new password; the former ends at once, with what is registered by it", ANSWERS("200 Device & { password: text | null }", ""), .proof = PROOF_FRESH),
	ROUTE(POST,  "/api/v1/phone/token",         ROLES_ACCOUNT, body_none,          on_phone_token,   "Ask for what opens one socket of the page's phone, within 30 s", ANSWERS("201 PhoneToken", "no_licence too_many")),
	ROUTE(GET,   "/api/v1/phone/check",         ROLES_ACCOUNT, query_phone_check,  on_phone_check_get, "Show whether an account's pages can be phones, and what was found last; an administrator anybody's", ANSWERS("200 PhoneCheck", "not_found")),
	ROUTE(PUT,   "/api/v1/phone/check",         ROLES_ACCOUNT, body_phone_check,   on_phone_check_put, "Keep what the page found about itself as a phone; answers with what helps", ANSWERS("200 PhoneChecked", "")),
	{ .method = HTTP_GET_, .pattern = "/api/v1/phone/socket", .role = ROLES_ACCOUNT, .body = &query_phone_socket, .handler = on_phone_socket,
	  .summary = "SIP over WebSocket (RFC 7118), subprotocol sip: the page is a phone", .ws = &phone_socket, .answer = "101", .errors = "phone_token" },
	ROUTE(GET,   "/api/v1/dial",                ROLES_ACCOUNT, query_dial,         on_dial,          "Show what would become of a number that one dials: what it is, what it costs, what is shown, or why not", ANSWERS("200 Dial", "")),
	ROUTE_OPENS("/api/v1/me/voicemails/:id/sound", ROLES_ACCOUNT, query_voicemail_sound, on_voicemail_sound, "Play or save a voicemail of one's own, or of a queue that one serves or leads", ANSWERS("200 audio/wav; 200 audio/ogg; 200 audio/mpeg", "")),
	ROUTE(GET,   "/api/v1/me/greeting",         ROLE_WORK,     body_none,          on_greeting_get,  "Show whether who leaves a voicemail hears one's own greeting or the standard words", ANSWERS("200 Greeting", "")),
	{ .method = HTTP_PUT_, .pattern = "/api/v1/me/greeting", .role = ROLE_WORK, .body = &body_wav, .handler = on_greeting_set, .max_body = GREETING_BYTES_MAX, .takes = "audio/wav",
	  .summary = "Set one's own greeting: a WAV file of 8 kHz, one channel, mu-law, A-law or 16 bits, of 1 to 60 seconds", ANSWERS("200 Greeting", "repeatable") },
	ROUTE(DEL,   "/api/v1/me/greeting",         ROLE_WORK,     body_none,          on_greeting_drop, "Go back to the standard words", ANSWERS("200 Greeting", "repeatable")),
	ROUTE_OPENS("/api/v1/me/greeting/sound",    ROLE_WORK,     query_voicemail_sound, on_greeting_sound, "Play one's own greeting", ANSWERS("200 audio/wav", "")),
	ROUTE(GET,   "/api/v1/queues/:id/greeting", ROLE_ADMINISTRATOR, body_none,     on_queue_greeting_get,  "Show whether who leaves a queue of calls a message hears its own greeting or the standard words: its sound `voicemail`", ANSWERS("200 Greeting", "not_found")),
	{ .method = HTTP_PUT_, .pattern = "/api/v1/queues/:id/greeting", .role = ROLE_ADMINISTRATOR, .body = &body_wav, .handler = on_queue_greeting_set, .max_body = GREETING_BYTES_MAX, .takes = "audio/wav",
	  .summary = "Set a queue's own greeting: a WAV file as one's own is", ANSWERS("200 Greeting", "repeatable") },
	ROUTE(DEL,   "/api/v1/queues/:id/greeting", ROLE_ADMINISTRATOR, body_none,     on_queue_greeting_drop, "Go back to the standard words for a queue", ANSWERS("200 Greeting", "repeatable")),
	ROUTE_OPENS("/api/v1/queues/:id/greeting/sound", ROLE_ADMINISTRATOR, query_voicemail_sound, on_queue_greeting_sound, "Play a queue's own greeting", ANSWERS("200 audio/wav", "")),
	ROUTE(GET,   "/api/v1/queues/:id/sounds", ROLE_ADMINISTRATOR, body_none, on_queue_sounds, "List what callers of a queue hear: `welcome` as they come into it, `music` while they wait or are held, `waiting` before their place is announced, `closed`, `overflow` and `callback` last, `voicemail` before they leave a message; of each whether it is the queue's own", ANSWERS("200 page<Greeting>", "not_found")),
	{ .method = HTTP_PUT_, .pattern = "/api/v1/queues/:id/sounds/:use", .role = ROLE_ADMINISTRATOR, .body = &body_wav, .handler = on_queue_greeting_set, .max_body = SOUND_BYTES_MAX, .takes = "audio/wav",
	  .summary = "Set a queue's own sound: a WAV file of 8 kHz, one channel, mu-law, A-law or 16 bits, of 1 to 60 seconds; music of up to five minutes", ANSWERS("200 Greeting", "repeatable") },
	ROUTE(DEL,   "/api/v1/queues/:id/sounds/:use", ROLE_ADMINISTRATOR, body_none, on_queue_greeting_drop, "Go back to the standard sound", ANSWERS("200 Greeting", "repeatable")),
	ROUTE_OPENS("/api/v1/queues/:id/sounds/:use/sound", ROLE_ADMINISTRATOR, query_voicemail_sound, on_queue_greeting_sound, "Play a queue's own sound", ANSWERS("200 audio/wav", "")),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_NONE, "trunks", ROLE_ADMINISTRATOR, "admin", trunk, "too_many"),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_NONE, "dial-rules", ROLE_ADMINISTRATOR, "admin", dial_rule, "too_many"),
	RESOURCE("caller-ids",  ROLE_ADMINISTRATOR, "admin", caller_id, "too_many"),
	RESOURCE_READ("call-limits", ROLE_ADMINISTRATOR, "admin", call_limit),
	RESOURCE_ROW(PATCH, "call-limits/:id", ROLE_ADMINISTRATOR, "admin", part_call_limit, on_resource_update, "Change the limits of a price class", ROUTE_BODY_MAX, call_limit, "200 call_limit.saved", "stale_version"),
	ROUTE(POST,  "/api/v1/interactions/:id/call/hold",    ROLES_SEATED, body_none,     on_call_hold,     "Hold the call of one's interaction: the customer hears music", ANSWERS("202", "no_call not_talking not_yours consult_there repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/resume",  ROLES_SEATED, body_none,     on_call_resume,   "Go on with a call that is held", ANSWERS("202", "no_call not_talking not_yours consult_there repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/mute",    ROLES_SEATED, body_none,     on_call_mute,     "Mute oneself on the call of one's interaction, by whichever phone one talks: nobody hears one, nor does a recording; it lasts until it is taken back, or until one has the call no more", ANSWERS("202", "no_call not_talking not_yours repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/unmute",  ROLES_SEATED, body_none,     on_call_unmute,   "Be heard again", ANSWERS("202", "no_call not_talking not_yours repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/digits",  ROLES_SEATED, body_call_digits, on_call_digits,  "Press keys of the telephone on the call of one's interaction, by whichever phone one talks: whoever hears one receives them (RFC 4733, or as tones), no recording or supervisor does. Which keys they are is stored nowhere. Each request presses them once more", ANSWERS("202", "no_call not_talking not_yours on_hold not_heard keys_waiting invalid repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/hang-up", ROLES_SEATED, body_none,     on_call_hang_up,  "Hang up the call of one's interaction; wrap-up begins", ANSWERS("202", "no_call not_talking not_yours repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/transfer", ROLES_SEATED, body_call_number, on_call_transfer, "Give the caller to a number or an extension: they hear it ring, and are back with oneself if nobody picks up", ANSWERS("202", "no_call not_talking not_yours consult_there cannot_take invalid repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/consult", ROLES_SEATED, body_call_number, on_call_consult, "Ask somebody by their number or extension while the caller hears music", ANSWERS("202", "no_call not_talking not_yours consult_there cannot_take invalid repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/consult/end", ROLES_SEATED, body_none, on_call_consult_end, "Be with the caller again, without whom one asked", ANSWERS("202", "no_call not_talking not_yours no_consult repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/consult/complete", ROLES_SEATED, body_none, on_call_consult_complete, "Leave the caller with whom one asked; wrap-up begins", ANSWERS("202", "no_call not_talking not_yours no_consult cannot_take repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/consult/conference", ROLES_SEATED, body_none, on_call_consult_conference, "Talk with the caller and whom one asked, all three", ANSWERS("202", "no_call not_talking not_yours no_consult repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/listen", ROLES_LEADING, body_call_listen, on_call_listen, "Listen to a call that one leads, by one's own phone, which rings; whisper to its agent alone, or join it. Again: in another way. Audited", ANSWERS("202", "no_call not_talking not_yours interaction_ended interaction_not_assigned monitoring_off too_many repeatable"), .permission = "calls_listen"),
	ROUTE(GET,   "/api/v1/me/monitoring", ROLES_LEADING, body_none, on_monitoring, "List the calls that the caller is monitoring: one is missing once their phone did not answer, or has hung up", ANSWERS("200 { data: [{ interaction: id, mode: 'listen' | 'whisper' | 'join', answered: bool (false: the phone is ringing) }], next_cursor: null }", "")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/listen/end", ROLES_LEADING, body_none, on_call_listen_end, "Leave a call that one listens to; the others talk on", ANSWERS("202", "no_call not_listening repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/recording/pause", ROLES_SEATED, body_none, on_call_recording_pause, "Record silence in place of what is said, while card data is; it ends by itself after the queue's record_pause_s", ANSWERS("202", "no_call not_talking not_yours not_recorded repeatable")),
	ROUTE(POST,  "/api/v1/interactions/:id/call/recording/resume", ROLES_SEATED, body_none, on_call_recording_resume, "Record again what is said", ANSWERS("202", "no_call not_talking not_yours not_recorded repeatable")),
	ROUTE_OPENS("/api/v1/recordings/:id/sound", ROLES_ACCOUNT, query_recording_sound, on_recording_sound, "Hear a recording: on the left who called, on the right whom they talked to; by range, too (Range: bytes). Each listening is written in the audit log", ANSWERS("200 audio/wav; 206 audio/wav", ""), .permission = "recordings_listen"),
	ROUTE(POST,  "/api/v1/me/desk/transfer", ROLE_WORK, body_desk_transfer, on_desk_transfer, "Give a call that one talks on, on one's own line, to a number or an extension: who calls hears music until somebody picks up; nobody does: one's own phones ring again", ANSWERS("202", "not_found not_talking invalid repeatable")),
	ROUTES_END
};
/* clang-format on */
