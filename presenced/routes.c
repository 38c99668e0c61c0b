/*
 * routes - what presenced serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "presenced/bulk.h"
#include "presenced/contacts.h"
#include "presenced/people.h"
#include "presenced/presenced.h"

static const char *const apps[] = { "workspace", "work", "admin", NULL };
static const char *const statuses[] = { "available", "work_offline", "on_break", "logged_out",
	NULL };

/* What a browser's PublicKeyCredential.toJSON() says; what is optional is not looked at, transports excepted. */
#define KEY_REST \
	"rawId?: text, type?: text, authenticatorAttachment?: text | null, " \
	"clientExtensionResults?: json"
#define KEY_ANSWER \
	SHAPE( \
	    "{ id: text (base64url), " KEY_REST ", response: { clientDataJSON: text (base64url), " \
	    "authenticatorData: text (base64url), " \
	    "signature: text (base64url), userHandle?: text | null } }")
#define KEY_MADE \
	SHAPE( \
	    "{ id: text (base64url), " KEY_REST ", response: { clientDataJSON: text (base64url), " \
	    "attestationObject: text (base64url), " \
	    "transports?: [text], authenticatorData?: text, publicKey?: text | null, " \
	    "publicKeyAlgorithm?: int } }")

static const struct body body_login = { "login", BODY_JSON,
	(const struct body_field[]){
	    { "username", BODY_TEXT, BODY_REQUIRED, 1, 128, NULL, "Login name" },
	    { "password", BODY_TEXT, BODY_REQUIRED, 1, 256, NULL, "Password" },
	    { "app", BODY_ENUM, BODY_REQUIRED, 0, 0, apps, "Which page or program logs in" },
	    { "code", BODY_TEXT, BODY_SECRET, 1, 40, NULL,
		"The second factor's: six digits, or a recovery code" },
	    { "device", BODY_TEXT, 0, 0, 100, NULL,
		"What the user calls this device, as \"Laptop\"" },
	    { "security_key", BODY_ANY, BODY_SECRET, 0, 0, KEY_ANSWER,
		"Instead of a code: what a security key answered to the challenge of the refusal "
		"before" },
	    { 0 },
	} };

static const char *const work_statuses[] = { "available", "dnd", "busy", "away", "invisible",
	NULL };

/* As work.c reads it. */
static const struct body body_work_status = { "work_status", BODY_JSON,
	(const struct body_field[]){
	    { "status", BODY_ENUM, BODY_REQUIRED, 0, 0, work_statuses,
		"Others see invisible as offline" },
	    { "message", BODY_TEXT, BODY_NULLABLE, 0, 200, NULL,
		"The user's own words; none: no message" },
	    { "until", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL,
		"When both end by themselves (RFC 3339), within a year; none: never" },
	    { 0 },
	} };

static const struct body query_federated = { "federated", BODY_QUERY,
	(const struct body_field[]){
	    { "app", BODY_ENUM, BODY_REQUIRED, 0, 0, apps, "Which page logs in" },
	    { 0 },
	} };

static const struct body body_status = { "status", BODY_JSON,
	(const struct body_field[]){
	    { "status", BODY_ENUM, BODY_REQUIRED, 0, 0, statuses, "Chosen status" },
	    { "stop_new", BODY_BOOL, 0, 0, 1, NULL, "With available: no new offers" },
	    { "code", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Status code (the reason)" },
	    { 0 },
	} };

static const struct body body_agent_status = { "agent_status", BODY_JSON,
	(const struct body_field[]){
	    { "status", BODY_ENUM, BODY_REQUIRED, 0, 0, statuses, "Chosen status" },
	    { "stop_new", BODY_BOOL, 0, 0, 1, NULL, "With available: no new offers" },
	    { "code", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Status code" },
	    { "reason", BODY_TEXT, BODY_NULLABLE, 0, 200, NULL, "Why; the agent is shown it" },
	    { "confirm", BODY_BOOL, 0, 0, 1, NULL,
		"With logged_out: also during an emergency of the agent" },
	    { 0 },
	} };

static const struct body body_password = { "password", BODY_JSON,
	(const struct body_field[]){
	    { "current", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 256, NULL,
		"The present password" },
	    { "password", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 256, NULL, "The new one" },
	    { 0 },
	} };

static const struct body body_factor = { "second_factor", BODY_JSON,
	(const struct body_field[]){
	    { "password", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 256, NULL, "The password" },
	    { 0 },
	} };

static const struct body body_code = { "code", BODY_JSON,
	(const struct body_field[]){
	    { "code", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 40, NULL,
		"Six digits of the authenticator, or a recovery code" },
	    { 0 },
	} };

static const struct body body_proof = { "proof", BODY_JSON, /* as factors.c reads it */
	(const struct body_field[]){
	    { "password", BODY_TEXT, BODY_SECRET, 1, 256, NULL,
		"The password: of who has no second factor" },
	    { "code", BODY_TEXT, BODY_SECRET, 1, 40, NULL,
		"The second factor's: six digits of the authenticator, or a recovery code" },
	    { "security_key", BODY_ANY, BODY_SECRET, 0, 0, KEY_ANSWER,
		"Instead of a code: what a security key answered to the challenge of GET "
		"/me/security-keys/challenge" },
	    { 0 },
	} };

static const struct body body_key = { "security_key", BODY_JSON,
	(const struct body_field[]){
	    { "label", BODY_TEXT, BODY_REQUIRED, 1, 60, NULL,
		"What the user calls it, as \"Blue key\"" },
	    { "credential", BODY_ANY, BODY_REQUIRED, 0, 0, KEY_MADE, "What the security key made" },
	    { 0 },
	} };

static const struct body query_logout = { "logout", BODY_QUERY,
	(const struct body_field[]){
	    { "return", BODY_BOOL, 0, 0, 1, NULL, "Give open chats back to their queues" },
	    { "code", BODY_ID, 0, 0, 0, NULL, "Status code of Logged Out" },
	    { "confirm", BODY_BOOL, 0, 0, 1, NULL, "Also during an emergency of one's own" },
	    { 0 },
	} };

static const struct body query_list = { "list", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

/* ---- what administrators keep; the columns stand in sql/functions/directory/a_<noun>.sql ---- */

enum {
	NAME_LONGEST = 200,
	PART_LONGEST = 100,
	LICENCES_MAX = 1000000,
	NOTES_LONGEST = 4000,
	CONTACTS_CURSOR_MAX = 1000,
	TEXT_MAX = 1600,
	FILE_BYTES_MAX = 64 * 1024 * 1024,
	SESSION_MS_MAX = 7 * 24 * 3600 * 1000,
	SESSION_IDLE_MIN_MAX = 1440
};

static const char *const code_statuses[] = { "available", "work_offline", "on_break", "logged_out",
	NULL };
static const char *const blocked_callers[] = { "busy", "voicemail", "announcement", NULL };
static const char *const service_kinds[] = { "auto_attendant", "call_group", "call_queue", NULL };
static const char *const line_sides[] = { "work", "agent", NULL };
static const char *const block_lists[] = { "caller", "sender", NULL };
static const char *const user_roles[] = { "agent", "supervisor", "administrator", NULL };
static const char *const phone_modes[] = { "workspace", "forward", "sip_uri", NULL };
static const char *const forward_ends[] = { "voicemail", "number", "end", NULL };
static const char *const dnd_ends[] = { "voicemail", "return", NULL };
static const char *const number_states[] = { "available", "claimed", "assigned", "released", NULL };
static const char *const media[] = { "sms", "chat", "voice", NULL };

#define CONTACT_NUMBERS \
	SHAPE("[{ label?: text (at most 40 characters), kind?: 'phone' | 'fax', number: text (in " \
	      "any notation; kept as E.164)," \
	      " shown?: text (as it was typed) }]")
#define CONTACT_EMAILS SHAPE("[{ label?: text (at most 40 characters), email: text }]")

/* clang-format off */
/* Of a contact that somebody writes down. */
#define CONTACT_FIELDS(notes) \
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" }, \
	{ "company", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Company" }, \
	{ "department", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Department" }, \
	{ "title", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "What they are there" }, \
	{ "emails", BODY_ANY, 0, 0, 0, CONTACT_EMAILS, "E-mail addresses, at most 10" }, \
	{ "numbers", BODY_ANY, 0, 0, 0, CONTACT_NUMBERS, "Numbers, at most 20" }, \
	{ "notes", BODY_TEXT, 0, 0, NOTES_LONGEST, NULL, notes }
RESOURCE_FIELDS(role,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name; that of the role of all agents, supervisors or administrators stays" },
	{ "permissions", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "List of ids of permissions (GET /permissions); default: none" });
RESOURCE_FILTERS(role,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" });
static const struct resource resource_role = { "role", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(agent_group,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "role_id", BODY_ID, BODY_NULLABLE | BODY_PROOF, 0, 0, NULL, "Role whose permissions its members have, besides those that all users of their role have; null: none" },
	{ "monitor_agent_chats", BODY_BOOL, BODY_NULLABLE, 0, 1, NULL, "Supervisors may look at its agents' chats among themselves; null: as the organisation says" },
	{ "monitor_customer_chats", BODY_BOOL, BODY_NULLABLE, 0, 1, NULL, "Supervisors may look at its agents' chats with customers, where the queue says nothing; null: as the organisation says" });
RESOURCE_FILTERS(agent_group,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" });
static const struct resource resource_agent_group = { "agent_group", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(user,
	{ "username", BODY_TEXT, BODY_REQUIRED | BODY_PROOF, 1, 128, NULL, "Login name, in lower case" },
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Name; default of a new one: first_name and last_name" },
	{ "first_name", BODY_TEXT, 0, 0, PART_LONGEST, NULL, "First name" },
	{ "last_name", BODY_TEXT, 0, 0, PART_LONGEST, NULL, "Last name" },
	{ "password", BODY_TEXT, BODY_REQUIRED | BODY_SECRET | BODY_PROOF, 1, 256, NULL, "Password, at least as long as the tenant's password_min; never shown" },
	{ "role", BODY_ENUM, BODY_REQUIRED | BODY_PROOF, 0, 0, user_roles, "Role" },
	{ "has_seat", BODY_BOOL, 0, 0, 1, NULL, "May use the workspace" },
	{ "has_work", BODY_BOOL, 0, 0, 1, NULL, "May use the Work apps" },
	{ "group_id", BODY_ID, BODY_NULLABLE | BODY_PROOF, 0, 0, NULL, "Agent group, whose role they have" },
	{ "supervises", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "List of ids of the agent groups that they supervise" },
	{ "chat_limit", BODY_INT, 0, 1, 6, NULL, "Conversations at once" },
	{ "load_limit", BODY_INT, BODY_NULLABLE, 100, 3600, NULL, "Their load in hundredths of a conversation, as queues weigh them; null: 100 for each of chat_limit" },
	{ "blending", BODY_BOOL, 0, 0, 1, NULL, "Takes chats and a call at the same time" },
	{ "offer_ms", BODY_INT, BODY_NULLABLE, 15000, 60000, NULL, "How long an offer rings; null: as the queue says" },
	{ "may_reject", BODY_BOOL, 0, 0, 1, NULL, "May reject offers" },
	{ "email", BODY_TEXT, BODY_NULLABLE, 3, 254, NULL, "E-mail address" },
	{ "site_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Where they work" },
	{ "department", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Department" },
	{ "work_number", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "Their own number in Work, in any notation; kept as E.164: one of the numbers that the organisation has claimed" },
	{ "work_extension", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "Extension of the Work account, digits" },
	{ "agent_extension", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "Extension in the contact center, another one" },
	{ "numbers", BODY_ANY, 0, 0, 0, CONTACT_NUMBERS, "Further numbers, at most 20" },
	{ "phone_mode", BODY_ENUM, 0, 0, 0, phone_modes, "Where an agent's calls ring: in the workspace (default), at workplace_phone, or at sip_uri" },
	{ "workplace_phone", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "Workplace Phone, in any notation; kept as E.164. Their own Work number: the Work app is their phone, which needs both licences" },
	{ "sip_uri", BODY_TEXT, BODY_NULLABLE, 6, 255, NULL, "SIP address, as sip:ann@pbx.example.com" },
	{ "agent_device", BODY_BOOL, 0, 0, 1, NULL, "Calls of queues ring only the device with the agent extension" },
	{ "forward_delay_s", BODY_INT, 0, 5, 120, NULL, "How long Work rings before what forward_then says, default 30" },
	{ "forward_then", BODY_ENUM, 0, 0, 0, forward_ends, "What becomes of a call that nobody answers: voicemail (default), another number, or its end" },
	{ "forward_number", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "With forward_then number: which one, in any notation; kept as E.164" },
	{ "disabled", BODY_BOOL, BODY_PROOF, 0, 1, NULL, "May not log in; is logged out" });
/* As forwarding.c reads it. */
static const struct body body_forwarding = { "forwarding", BODY_JSON, (const struct body_field[]){
	{ "forward_delay_s", BODY_INT, BODY_REQUIRED, 5, 120, NULL, "How long Work rings before what forward_then says" },
	{ "forward_then", BODY_ENUM, BODY_REQUIRED, 0, 0, forward_ends, "What becomes of a call that nobody answers: voicemail, another number, or its end" },
	{ "forward_number", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "With forward_then number: which one, in any notation; kept as E.164" },
	{ 0 } } };
RESOURCE_FILTERS(user,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this name" },
	{ "username", BODY_TEXT, 0, 1, 128, NULL, "Only that of this login name" },
	{ "role", BODY_ENUM, 0, 0, 0, user_roles, "Only those of this role" },
	{ "group_id", BODY_ID, 0, 0, 0, NULL, "Only those of this agent group" },
	{ "site_id", BODY_ID, 0, 0, 0, NULL, "Only those of this site" },
	{ "has_seat", BODY_BOOL, 0, 0, 1, NULL, "Only those who may use the workspace, or may not" },
	{ "has_work", BODY_BOOL, 0, 0, 1, NULL, "Only those who may use the Work apps, or may not" },
	{ "phone_mode", BODY_ENUM, 0, 0, 0, phone_modes, "Only those whose calls ring so" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those who are, or are not" },
	{ "search", BODY_TEXT, 0, 1, 100, NULL, "Only those with this in name, login name, e-mail or department; digits: in the Work number, or with which an extension begins" });
static const struct resource resource_user = { "user", RESOURCE_QUERIES, "agent", user_prepare };

static const struct body_field fields_tenant[] = { RESOURCE_DRY_RUN,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Name of the organisation" },
	{ "time_zone", BODY_TEXT, 0, 1, 100, NULL, "Time zone, as Europe/Berlin" },
	{ "password_min", BODY_INT, BODY_PROOF, 8, 64, NULL, "Characters that a new password must have" },
	{ "sms_initiate_roles", BODY_ANY, BODY_PROOF, 0, 0, SHAPE("[text]"), "List of roles with the permission sms_initiate, whose users may begin texts on their own: agent, supervisor, administrator; default: all. GET /roles has the same" },
	{ "second_factor_roles", BODY_ANY, BODY_PROOF, 0, 0, SHAPE("[text]"), "List of roles that must have a second factor: agent, supervisor, administrator" },
	{ "monitor_agent_chats", BODY_BOOL, 0, 0, 1, NULL, "Supervisors may look at chats of two agents, where their groups say nothing" },
	{ "monitor_customer_chats", BODY_BOOL, 0, 0, 1, NULL, "Supervisors may look at customers' chats, where queue and group say nothing" },
	{ "monitor_notice", BODY_BOOL, 0, 0, 1, NULL, "Agents are told where they may be looked at" },
	{ "transcripts_audit_roles", BODY_ANY, BODY_PROOF, 0, 0, SHAPE("[text]"), "List of roles with the permission transcripts.audit: supervisor, administrator; default: none. They read ended chats of two agents whom they supervise where monitoring was off; agents are told, each reading is audited" },
	{ "transcript_days", BODY_INT, BODY_NULLABLE, 1, 36500, NULL, "Days after its end that a conversation's texts, notes and number are kept; null: for ever" },
	{ "attempt_days", BODY_INT, BODY_NULLABLE, 1, 3650, NULL, "Days that webhooks' attempts are kept; null: as the installation says" },
	{ "audit_days", BODY_INT, BODY_NULLABLE | BODY_PROOF, 90, 36500, NULL, "Days that the audit log is kept; null: for ever" },
	{ "file_bytes_max", BODY_INT, 0, 1, FILE_BYTES_MAX, NULL, "Bytes of the largest file that a user may send in a chat" },
	{ "session_ms", BODY_INT, BODY_NULLABLE, 60000, SESSION_MS_MAX, NULL, "How long a login lasts at the most, of logins from now on; null: as the installation says, which it can only shorten" },
	{ "session_idle_min", BODY_INT, BODY_PROOF, 0, SESSION_IDLE_MIN_MAX, NULL, "Minutes without activity after which a session ends, 5 to 1440; 0: never. Applies to sessions that are open, from the change on" },
	{ "case_prefix", BODY_TEXT, 0, 0, 10, NULL, "What numbers of cases begin with" },
	{ "stale_ms", BODY_INT, 0, 2000, INT32_MAX, NULL, "Silence until an agent's lease is stale" },
	{ "lost_ms", BODY_INT, 0, 2000, INT32_MAX, NULL, "Silence until it is lost" },
	{ "gone_ms", BODY_INT, 0, 2000, INT32_MAX, NULL, "Silence until it is gone" },
	{ "blocked_caller", BODY_ENUM, 0, 0, 0, blocked_callers, "What a caller hears whom a Work user has blocked" },
	{ "fax", BODY_BOOL, 0, 0, 1, NULL, "Has the fax feature" },
	{ "meeting_template", BODY_TEXT, BODY_NULLABLE, 9, 500, NULL, "What the address of a meeting is made of, as https://meet.example/{room}; null: no meetings" },
	{ "call_log_days", BODY_INT, BODY_NULLABLE, 1, 36500, NULL, "Days that calls stand in the call log; null: for ever" },
	{ "voicemail_days", BODY_INT, BODY_NULLABLE, 1, 36500, NULL, "Days that voicemails are kept; null: for ever" },
	{ "recording_days", BODY_INT, BODY_NULLABLE, 1, 36500, NULL, "Days that recordings are kept; null: for ever" },
	{ "offer_in_dnd", BODY_ENUM, 0, 0, 0, dnd_ends, "What a call of a queue does that meets do not disturb of an agent's Work: goes to that user's voicemail (default), or returns: the caller keeps their place" },
	{ "default_country", BODY_TEXT, BODY_NULLABLE, 2, 2, NULL, "Country, as SE (ISO 3166), in which national numbers of imported contacts and of address books are read for users without a site; null: the country of the first site, else of the first SMS channel. Dialling and emergency calls do not use it" },
	{ "keep_line_free", BODY_BOOL, 0, 0, 1, NULL, "In an emergency call and its lock, direct calls, transfers and offers are refused by the system" },
	{ "emergency_numbers", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Emergency numbers besides those of the country, as digits, * and #: at most 20" },
	{ "emergency_services", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Numbers from which emergency services call, E.164: with keep_line_free they still reach an agent; at most 50" },
	{ "disposition_required", BODY_BOOL, 0, 0, 1, NULL, "A wrap-up is ended with a disposition only, where the queue does not say otherwise" },
	{ "codes_required", BODY_ANY, 0, 0, 0, SHAPE("['available' | 'work_offline' | 'on_break' | 'logged_out']"), "Statuses that need a code" },
	{ 0 } };
static const struct body part_tenant = { "tenant_part", BODY_PART, fields_tenant };
static const struct body body_licences = { "licences", BODY_JSON, (const struct body_field[]){ /* as tenants.c reads them */
	{ "seats", BODY_INT, BODY_NULLABLE, 0, LICENCES_MAX, NULL, "Users who may use the workspace; null: as many as it likes" },
	{ "work_licences", BODY_INT, BODY_NULLABLE, 0, LICENCES_MAX, NULL, "Users who may use the Work apps; null: as many as it likes" },
	{ 0 } } };
static const struct body query_tenant = { "tenant_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE, { 0 } } };
static const struct resource resource_tenant = { "tenant", RESOURCE_QUERIES, NULL, NULL };

/* As tenants.c reads them. */
static const struct body body_tenant_made = { "tenant_made", BODY_JSON, (const struct body_field[]){
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name of the organisation" },
	{ "mode", BODY_INT, 0, 1, 3, NULL, "Default: 1; 3: contact center and Work phone system share one directory" },
	{ "time_zone", BODY_TEXT, 0, 1, 100, NULL, "Time zone, as Europe/Berlin; default: UTC" },
	{ "administrator_username", BODY_TEXT, BODY_REQUIRED, 1, 128, NULL, "Login name of the first administrator, in lower case" },
	{ "administrator_name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Their name" },
	{ "administrator_password", BODY_TEXT, BODY_REQUIRED | BODY_SECRET, 1, 256, NULL, "Their password, of 10 characters at least; never shown" },
	{ 0 } } };

RESOURCE_FIELDS(status_code,
	{ "status", BODY_ENUM, BODY_REQUIRED | BODY_FIXED, 0, 0, code_statuses, "The status that it is a reason of" },
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "Name" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Is offered no more" });
RESOURCE_FILTERS(status_code,
	{ "name", BODY_TEXT, 0, 1, 100, NULL, "Only those of this name" },
	{ "status", BODY_ENUM, 0, 0, 0, code_statuses, "Only those of this status" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" });
static const struct resource resource_status_code = { "status_code", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(channel,
	{ "medium", BODY_ENUM, BODY_REQUIRED | BODY_FIXED, 0, 0, media, "The kind of channel: sms, chat (web chat) or voice; channel_kind is what all else calls it" },
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "number", BODY_TEXT, BODY_NULLABLE, 1, 16, NULL, "Number (E.164), short code or sender name" },
	{ "help_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "Answer to HELP" },
	{ "stop_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "Answer to STOP" },
	{ "start_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "Answer to START" },
	{ "stop_words", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Words besides the usual ones (docs/opt-outs.md) by which its customers stop texts: at most 20, of 2 to 40 characters; case, accents, blanks and punctuation don't count; none that asks for help or for texts again" },
	{ "user_id", BODY_ID, BODY_NULLABLE | BODY_FIXED, 0, 0, NULL, "Whose own Work number it is: texts to it are theirs alone, in no queue; its number is that user's, and need not be given" },
	{ "group_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "The agent groups whose agents may begin texts from it; none: all" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Takes and sends nothing" });
RESOURCE_FILTERS(channel,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "medium", BODY_ENUM, 0, 0, 0, media, "Only those of this medium" },
	{ "user_id", BODY_ID, 0, 0, 0, NULL, "Only this user's own number" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" });
static const struct resource resource_channel = { "channel", RESOURCE_QUERIES, NULL, channel_prepare };

RESOURCE_FIELDS(widget,
	{ "channel_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "The channel of medium chat that its chats come by" },
	{ "title", BODY_TEXT, 0, 1, 100, NULL, "What stands above it, default: Chat with us" },
	{ "colour", BODY_TEXT, 0, 7, 7, NULL, "Its colour, as #1f5fbf" },
	{ "greeting", BODY_TEXT, BODY_NULLABLE, 1, 500, NULL, "What the visitor reads first" },
	{ "closing_text", BODY_TEXT, BODY_NULLABLE, 1, 500, NULL, "What the visitor reads when the chat has ended" },
	{ "origins", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "The origins whose pages may show it, as https://www.example.com; kept as browsers send them; none: no page may" },
	{ "form", BODY_ANY, 0, 0, 0, SHAPE("[{ name: text, label: text, type: 'text' | 'email' | 'choice', required?: bool, options?: [text] }]"), "What is asked before the chat begins; the first e-mail address names the customer" },
	{ "text_max", BODY_INT, 0, 100, TEXT_MAX, NULL, "Characters of a visitor's message, default 1,600" },
	{ "file_max_bytes", BODY_INT, 0, 0, 10485760, NULL, "Bytes of a visitor's file, default 5 MiB; 0: none are taken" },
	{ "files_day_mib", BODY_INT, 0, 10, 1048576, NULL, "MiB of visitors' files in a day (UTC), default 2,048; of one address a tenth, but 10 MiB at least" },
	{ "open_chats", BODY_INT, 0, 1, 100000, NULL, "Chats open at a time, default 500" },
	{ "open_chats_source", BODY_INT, 0, 1, 1000, NULL, "The same of one address, default 5" },
	{ "starts_minute", BODY_INT, 0, 1, 100000, NULL, "Chats that may begin in a minute, default 120" },
	{ "starts_minute_source", BODY_INT, 0, 1, 1000, NULL, "The same of one address, default 6" },
	{ "messages_minute", BODY_INT, 0, 1, 1000, NULL, "Messages that a visitor may write in a minute, default 30" },
	{ "proof_of_work", BODY_INT, 0, 0, 18, NULL, "Zero bits of the proof of work that a browser computes before a chat begins (docs/widget.md); 0, the default: none. 16 is usual" },
	{ "leave_ms", BODY_INT, 0, 60000, 86400000, NULL, "How long a chat that nobody has accepted waits for a visitor whose page is gone, default 5 minutes" });
RESOURCE_FILTERS(widget,
	{ "channel_id", BODY_ID, 0, 0, 0, NULL, "Only that of this channel" });
static const struct resource resource_widget = { "widget", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(api_key,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "scopes", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "List of what it may do, as the routes name it" },
	{ "queue_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "With the scope wallboard: the queues that it shows; none: all" },
	{ "expires_at", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "When it ends (RFC 3339); null: never" });
RESOURCE_FILTERS(api_key,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this name" });
static const struct resource resource_api_key = { "api_key", RESOURCE_QUERIES, "api_key", api_key_prepare };

RESOURCE_FIELDS(identity_provider,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "What the button says" },
	{ "slug", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 2, 40, NULL, "Its name in addresses: small letters, digits, hyphens; one in the installation" },
	{ "issuer", BODY_TEXT, BODY_REQUIRED, 1, 1000, NULL, "The issuer's URL, exactly as it calls itself" },
	{ "client_id", BODY_TEXT, BODY_REQUIRED, 1, 300, NULL, "What the provider calls us" },
	{ "client_secret", BODY_TEXT, BODY_NULLABLE | BODY_SECRET, 1, 1000, NULL, "The client's secret; null: a public client; never shown" },
	{ "scopes", BODY_TEXT, 0, 6, 300, NULL, "What is asked for, default: openid email profile" },
	{ "claim", BODY_TEXT, 0, 1, 100, NULL, "The claim that is our login name, default: email (which must be verified)" },
	{ "claim_trusted", BODY_BOOL, 0, 0, 1, NULL, "Users can't choose that claim themselves at the provider. Without it only the claim email names anybody" },
	{ "domains", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Only names that end with @ and one of these; empty: any" },
	{ "auto_create", BODY_BOOL, 0, 0, 1, NULL, "Make an agent of who is not there yet" },
	{ "listed", BODY_BOOL, 0, 0, 1, NULL, "Everybody's login page shows it" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Nobody logs in by it" });
RESOURCE_FILTERS(identity_provider,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" });
static const struct resource resource_identity_provider = { "identity_provider", RESOURCE_QUERIES, NULL, identity_provider_prepare };

static const char *const book_providers[] = { "google", "microsoft", NULL };
RESOURCE_FIELDS(address_book,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "What its users read, as Google Contacts" },
	{ "provider", BODY_ENUM, BODY_REQUIRED | BODY_FIXED, 0, 0, book_providers, "Google: People API; Microsoft: Graph" },
	{ "client_id", BODY_TEXT, BODY_REQUIRED, 1, 300, NULL, "What the provider calls us" },
	{ "client_secret", BODY_TEXT, BODY_NULLABLE | BODY_SECRET, 1, 1000, NULL, "The client's secret; null: a public client; never shown" },
	{ "authorize_url", BODY_TEXT, BODY_NULLABLE, 1, 1000, NULL, "Where users log in and consent; null: the provider's own address" },
	{ "token_url", BODY_TEXT, BODY_NULLABLE, 1, 1000, NULL, "Where codes become tokens; null: the provider's own address" },
	{ "revoke_url", BODY_TEXT, BODY_NULLABLE, 1, 1000, NULL, "Where a token is ended; null: the provider's own address, if it has one" },
	{ "api_url", BODY_TEXT, BODY_NULLABLE, 1, 1000, NULL, "Where contacts are read; null: the provider's own address" },
	{ "scopes", BODY_TEXT, BODY_NULLABLE, 1, 500, NULL, "What is asked for; null: reading contacts" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Nobody connects it, and nothing is read" });
RESOURCE_FILTERS(address_book,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" });
static const struct resource resource_address_book = { "address_book", RESOURCE_QUERIES, NULL, address_book_prepare };

RESOURCE_FIELDS(canned_message,
	{ "folder", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Where it stands, as Orders/Delays; default: at the top" },
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "text", BODY_TEXT, BODY_REQUIRED, 1, TEXT_MAX, NULL, "Text; {customer.name}, {customer.number}, {agent.name}, {case.number}, {queue.name} are filled in by the page" },
	{ "language", BODY_TEXT, BODY_NULLABLE, 2, 35, NULL, "Language, as sv or pt-BR" },
	{ "queue_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "The queues in whose conversations pages offer it, at most 200; none: all" });
RESOURCE_FILTERS(canned_message,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this name" },
	{ "folder", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Only those of this folder" },
	{ "language", BODY_TEXT, 0, 2, 35, NULL, "Only those of this language" },
	{ "search", BODY_TEXT, 0, 1, 100, NULL, "Only those with this in folder, name or text" });
static const struct resource resource_canned_message = { "canned_message", RESOURCE_QUERIES, NULL, NULL };

/* A dispatch address (EM-11), as PIDF-LO has it; `need`, `least`: of city and street. */
#define CIVIC_FIELDS(need, least) \
	{ "region", BODY_TEXT, 0, 0, PART_LONGEST, NULL, "Of that address: state, province or county" }, \
	{ "city", BODY_TEXT, need, least, PART_LONGEST, NULL, "City" }, \
	{ "postal_code", BODY_TEXT, 0, 0, 20, NULL, "Postal code" }, \
	{ "street", BODY_TEXT, need, least, NAME_LONGEST, NULL, "Street" }, \
	{ "house_number", BODY_TEXT, 0, 0, 20, NULL, "House number, with its letter" }, \
	{ "additional", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "What else leads there: entrance, floor, room" }
RESOURCE_FIELDS(site,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "country", BODY_TEXT, BODY_REQUIRED, 2, 2, NULL, "Country, as SE (ISO 3166)" },
	{ "address", BODY_TEXT, 0, 0, 500, NULL, "Where help is sent to, in words: goes with an emergency call where no street is given" },
	CIVIC_FIELDS(0, 0),
	{ "call_back_number", BODY_TEXT, BODY_NULLABLE, 1, 16, NULL, "Where a dispatcher reaches who has no Work number of their own, E.164" },
	{ "security_emails", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "E-mail addresses of security contacts, who are told of each emergency call: at most 10" },
	{ "security_numbers", BODY_ANY, 0, 0, 0, SHAPE("[text]"), "Their telephone numbers, E.164, called when nobody answers a call back for 30 s: at most 10" },
	{ "work_first", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "The lowest Work extension that is proposed to its users, digits" },
	{ "work_last", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "The highest one, with as many digits" },
	{ "agent_first", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "The lowest agent extension that is proposed, in another range" },
	{ "agent_last", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "The highest one, with as many digits" });
RESOURCE_FILTERS(site,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "country", BODY_TEXT, 0, 2, 2, NULL, "Only those in this country" });
static const struct resource resource_site = { "site", RESOURCE_QUERIES, NULL, NULL };
static const struct body_field fields_place[] = {
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, 80, NULL, "What one calls it, as \"Home\"" },
	{ "country", BODY_TEXT, BODY_REQUIRED, 2, 2, NULL, "Country, as SE (ISO 3166)" },
	CIVIC_FIELDS(BODY_REQUIRED, 1),
	{ 0 } };
static const struct body body_place = { "place", BODY_JSON, fields_place };
static const struct body part_place = { "place_part", BODY_PART, fields_place };
static const struct body body_location_look = { "location_look", BODY_JSON, (const struct body_field[]){ /* as locations.c reads it */
	{ "moved", BODY_BOOL, 0, 0, 1, NULL, "The page saw the network change" },
	{ 0 } } };
static const struct body body_location = { "location", BODY_JSON, (const struct body_field[]){
	{ "place", BODY_ID, BODY_REQUIRED | BODY_NULLABLE, 0, 0, NULL, "One of one's own places; null: at one's site" },
	{ "words", BODY_TEXT, 0, 0, 1000, NULL, "Its address as it was shown: another one by now is not confirmed (409 address_changed)" },
	{ 0 } } };
static const struct body query_revoke = { "revoke", BODY_QUERY, (const struct body_field[]){
	{ "confirm", BODY_BOOL, 0, 0, 1, NULL, "Also during an emergency of the agent" },
	{ 0 } } };
static const struct body query_extension = { "extension", BODY_QUERY, (const struct body_field[]){
	{ "side", BODY_ENUM, BODY_REQUIRED, 0, 0, line_sides, "Of which account" },
	{ 0 } } };

RESOURCE_FIELDS(phone_number,
	{ "number", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 1, 40, NULL, "Telephone number, in any notation; kept as E.164" },
	{ "state", BODY_ENUM, 0, 0, 0, number_states, "available (default) can be claimed; claimed is the organisation's, to be given to a user, a channel or as a fax number, then it is assigned, which is not set here; released is given back" });
RESOURCE_FILTERS(phone_number,
	{ "number", BODY_TEXT, 0, 1, 16, NULL, "Only this one (E.164)" },
	{ "state", BODY_ENUM, 0, 0, 0, number_states, "Only those in this state" },
	{ "search", BODY_TEXT, 0, 1, 100, NULL, "Only those with these digits, or used by who has this in their name" });
static const struct resource resource_phone_number = { "phone_number", RESOURCE_QUERIES, NULL, contact_prepare };

RESOURCE_FIELDS(service,
	{ "kind", BODY_ENUM, BODY_REQUIRED | BODY_FIXED, 0, 0, service_kinds, "What answers" },
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "site_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Where it belongs" },
	{ "department", BODY_TEXT, 0, 0, NAME_LONGEST, NULL, "Department" },
	{ "extension", BODY_TEXT, BODY_NULLABLE, 2, 8, NULL, "Extension, digits" },
	{ "numbers", BODY_ANY, 0, 0, 0, CONTACT_NUMBERS, "Its numbers, at most 20" });
RESOURCE_FILTERS(service,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this name" },
	{ "kind", BODY_ENUM, 0, 0, 0, service_kinds, "Only those of this kind" });
static const struct resource resource_service = { "service", RESOURCE_QUERIES, NULL, contact_prepare };

RESOURCE_FIELDS(desk_line,
	{ "user_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The receptionist: a Work user, who then sees their own Work line, too" },
	{ "line_user_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Whose calls they see: a user" },
	{ "side", BODY_ENUM, 0, 0, 0, line_sides, "With line_user_id: of which account, default: work; in modes 1 and 2 nobody is shown those of agent" },
	{ "service_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Or those of a service" });
RESOURCE_FILTERS(desk_line,
	{ "user_id", BODY_ID, 0, 0, 0, NULL, "Only those of this receptionist" },
	{ "line_user_id", BODY_ID, 0, 0, 0, NULL, "Only those of this user's lines" },
	{ "service_id", BODY_ID, 0, 0, 0, NULL, "Only those of this service" });
static const struct resource resource_desk_line = { "desk_line", RESOURCE_QUERIES, NULL, NULL };
static const struct body body_desk = { "desk", BODY_JSON, (const struct body_field[]){
	{ "lines", BODY_ANY, BODY_REQUIRED, 0, 0, SHAPE("[text]"), "Ids of the lines to be seen, in their order; none: all, as they were given" },
	{ 0 } } };

RESOURCE_FIELDS(external_contact,
	CONTACT_FIELDS("Notes, which everybody sees"));
RESOURCE_FILTERS(external_contact,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this name" },
	{ "company", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only those of this company" });
static const struct resource resource_external_contact = { "external_contact", RESOURCE_QUERIES, NULL, contact_prepare };

/* ---- the directory as one user has it ---- */

static const struct body query_contacts = { "contacts", BODY_QUERY, (const struct body_field[]){
	LIST_CURSOR_FIELD(CONTACTS_CURSOR_MAX),
	LIST_LIMIT_FIELD,
	{ "q", BODY_TEXT, 0, 2, 100, NULL, "Words of name, e-mail, site, department, company in any order, each from its beginning (Chinese, Japanese and Korean: from any character); numbers in any notation, or the digits that one ends with, at least three; extensions" },
	{ "kind", BODY_ENUM, 0, 0, 0, contact_kinds, "Only those of this kind" },
	{ "favourites", BODY_BOOL, 0, 0, 1, NULL, "Only one's own favourites; without q in one's own order" },
	{ "cards", BODY_BOOL, 0, 0, 1, NULL, "Each with its card: presence, and the actions that one is offered" },
	{ 0 } } };
static const struct body query_card = { "card", BODY_QUERY, (const struct body_field[]){
	{ "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL, "A number in any notation" },
	{ 0 } } };
static const struct body body_favourites = { "favourites", BODY_JSON, (const struct body_field[]){
	{ "contacts", BODY_ANY, BODY_REQUIRED, 0, 0, SHAPE("[text]"), "Ids of contacts in their order, at most 500" },
	{ 0 } } };
static const struct body body_favourite = { "favourite", BODY_JSON, (const struct body_field[]){
	{ "before", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "The favourite that is to follow it; null: it comes last" },
	{ 0 } } };
static const struct body query_blocks = { "blocks", BODY_QUERY, (const struct body_field[]){
	LIST_FIELDS,
	{ "list", BODY_ENUM, 0, 0, 0, block_lists, "Only that list" },
	{ 0 } } };
static const struct body body_block_settings = { "block_settings", BODY_JSON, (const struct body_field[]){
	{ "block_unknown_senders", BODY_BOOL, BODY_REQUIRED, 0, 1, NULL, "Texts of numbers that are in none of the contacts are kept out of sight" },
	{ 0 } } };
static const struct body query_calls = { "calls", BODY_QUERY, (const struct body_field[]){ LIST_FIELDS,
	{ "missed", BODY_BOOL, 0, 0, 1, NULL, "Only missed ones" },
	{ 0 } } };
static const struct body query_voicemails = { "voicemails", BODY_QUERY, (const struct body_field[]){ LIST_FIELDS,
	{ "unread", BODY_BOOL, 0, 0, 1, NULL, "Only those that were not heard yet" },
	{ "queue", BODY_ID, 0, 0, 0, NULL, "Only those of this queue" },
	{ 0 } } };
static const struct body query_recordings = { "recordings", BODY_QUERY, (const struct body_field[]){ LIST_FIELDS,
	{ "agent", BODY_ID, 0, 0, 0, NULL, "Only those of this agent" },
	{ "interaction", BODY_ID, 0, 0, 0, NULL, "Only those of this interaction" },
	{ "queue", BODY_ID, 0, 0, 0, NULL, "Only those of this queue" },
	{ "number", BODY_TEXT, 0, 1, 40, NULL, "Only those of the customer with this number, in any notation" },
	{ "since", BODY_TEXT, 0, 1, 40, NULL, "From this time on (RFC 3339)" },
	{ "until", BODY_TEXT, 0, 1, 40, NULL, "Before this time, which is after since" },
	{ 0 } } };
static const struct body body_heard = { "heard", BODY_JSON, (const struct body_field[]){
	{ "read", BODY_BOOL, 0, 0, 1, NULL, "Was heard; false: counts as new again" },
	{ "deleted", BODY_BOOL, 0, 0, 1, NULL, "Is deleted; false: it comes back, within a day" },
	{ 0 } } };
static const char *const opening_apps[] = { "workspace", "work", NULL };
static const struct body body_meeting = { "meeting", BODY_JSON, (const struct body_field[]){
	{ "contact", BODY_TEXT, 0, 1, 40, NULL, "With whom: one whose card offers a meeting" },
	{ 0 } } };
static const struct body_field fields_personal_contact[] = {
	CONTACT_FIELDS("Notes"),
	{ 0 } };
static const struct body body_personal_contact = { "personal_contact", BODY_JSON, fields_personal_contact };
static const struct body part_personal_contact = { "personal_contact_part", BODY_PART, fields_personal_contact };

static const struct body body_contact_merge = { "contact_merge", BODY_JSON, (const struct body_field[]){
	{ "other", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Another contact of the same kind, which is removed" },
	{ 0 } } };
static const struct body body_contact_unmerge = { "contact_unmerge", BODY_JSON, (const struct body_field[]){
	{ "other", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The contact that the merge removed, as `merged` of the card names it; if it is not that of the newest merge: not_found" },
	{ 0 } } };

static const char *const book_contacts[] = { "stay", "go", NULL }; /* enum book_contacts */
static const struct body query_book_disconnect = { "book_disconnect", BODY_QUERY, (const struct body_field[]){
	{ "contacts", BODY_ENUM, 0, 0, 0, book_contacts, "stay (default): contacts that came from it stay; go: those go that nobody has changed here and nothing else brought" },
	{ 0 } } };

static const char *const audit_sorts[] = { "id", "-id", NULL };
static const struct body query_audit = { "audit_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE,
	{ "sort", BODY_ENUM, 0, 0, 0, audit_sorts, "By id, which is by time; - turns it" },
	{ "since", BODY_TEXT, 0, 1, 40, NULL, "From this time on (RFC 3339)" },
	{ "until", BODY_TEXT, 0, 1, 40, NULL, "Before this time" },
	{ "actor_id", BODY_ID, 0, 0, 0, NULL, "Only what this user did" },
	{ "resource", BODY_TEXT, 0, 1, 60, NULL, "Only what was done to this resource, as queue" },
	{ "action", BODY_TEXT, 0, 1, 60, NULL, "Only this action, as queue_update" },
	{ "kind", BODY_TEXT, 0, 1, 20, NULL, "Only things of this kind" },
	{ "key", BODY_ID, 0, 0, 0, NULL, "Only what was done to the thing with this id" },
	{ 0 } } };
static const struct resource resource_audit = { "audit", RESOURCE_QUERIES, NULL, NULL };
/* clang-format on */

/* ---- export and import ---- */

static const struct audit_act configuration_export = { "configuration_export", 8, NULL };
static const struct audit_act external_contact_export = { "external_contact_export", 8,
	"external_contact" };
static const struct audit_act personal_contact_export = { "personal_contact_export", 8,
	"personal_contact" };

static const char *const formats[] = { "csv", "json", "jsonl", NULL };
static const char *const modes[] = { "empty", "merge", "replace", NULL };

/* clang-format off */
static const struct body query_rows_export = { "rows_export", BODY_QUERY, (const struct body_field[]){
	{ "format", BODY_ENUM, 0, 0, 0, formats, "csv (default), json: a list, jsonl: an object a line" },
	{ 0 } } };
static const struct body body_rows_import = { "rows_import", BODY_RAW, (const struct body_field[]){ RESOURCE_DRY_RUN,
	{ "partial", BODY_BOOL, BODY_IN_QUERY, 0, 1, NULL, "Keep the rows that are right; default: all or none" },
	{ 0 } } };
static const struct body body_config_import = { "config_import", BODY_RAW, (const struct body_field[]){ RESOURCE_DRY_RUN,
	{ "mode", BODY_ENUM, BODY_IN_QUERY, 0, 0, modes, "empty (default): only into a tenant without configuration; merge: what is there is changed or stays; replace: what the file has not is removed" },
	{ 0 } } };
static const char *const people_forms[] = { "vcard3", "vcard4", "csv", NULL };
#define PEOPLE_FORMAT { "format", BODY_ENUM, 0, 0, 0, people_forms, "vcard3 (default) and csv are read by Google and Outlook; vcard4" }
static const struct body query_people_export = { "people_export", BODY_QUERY, (const struct body_field[]){ PEOPLE_FORMAT,
	{ 0 } } };
static const struct body query_own_export = { "own_export", BODY_QUERY, (const struct body_field[]){ PEOPLE_FORMAT,
	{ "app", BODY_ENUM, 0, 0, 0, opening_apps, "Whose cookie counts where a browser saves it" },
	{ 0 } } };
static const struct body body_people_import = { "people_import", BODY_RAW, (const struct body_field[]){ RESOURCE_DRY_RUN,
	{ 0 } } };
/* clang-format on */

/* clang-format off */
const struct http_route presenced_routes[] = {
	/* method   path                         role                body          handler            summary */
	ROUTE(POST, "/api/v1/sessions",          ROLE_STRANGER,      body_login,   on_session_open,   "Log in", ANSWERS("201 Session", "unauthenticated no_licence second_factor_required wrong_code:401 wrong_security_key:401 throttled repeatable")),
	ROUTE(GET,  "/api/v1/sessions/providers", ROLE_STRANGER,     body_none,    on_providers_listed, "List identity providers that everybody may see", ANSWERS("200 Providers", "")),
	ROUTE(GET,  "/api/v1/sessions/oidc/:provider", ROLE_STRANGER, query_federated, on_federated_begin, "Go to an identity provider to log in", ANSWERS("302", "not_found")),
	ROUTE(GET,  "/api/v1/sessions/oidc/:provider/callback", ROLE_STRANGER, body_raw, on_federated_end, "Come back from it", ANSWERS("302", "not_found")),
	ROUTE(GET,  "/api/v1/sessions/me",       ROLES_ANY | ROLE_ENROLLING,          body_none,    on_session_show,   "Show one's own session", ANSWERS("200 OwnSession", "")),
	ROUTE(DEL,  "/api/v1/sessions/me",       ROLES_ANY | ROLE_ENROLLING,          query_logout, on_session_close,  "Log out", ANSWERS("204", "open_interactions code_missing code_unknown emergency_runs")),
	ROUTE(GET,  "/api/v1/sessions/me/activity", ROLES_PERSON,     body_none,    on_session_idle_show, "Show how long one's own session has until it ends because of inactivity; is no activity itself", ANSWERS("200 SessionActivity", "")),
	ROUTE(POST, "/api/v1/sessions/me/activity", ROLES_PERSON,     body_none,    on_session_active, "Say that the person of this session is there (a key, a pointer, a wheel): once a minute is enough", ANSWERS("200 SessionActivity", "session_ended repeatable")),
	ROUTE(GET,  "/api/v1/me/sessions",       ROLES_PERSON,        query_list,   on_my_sessions_list, "List one's own sessions", ANSWERS("200 page<SessionLine>", "")),
	ROUTE(DEL,  "/api/v1/me/sessions/:id",   ROLES_PERSON,        query_revoke, on_my_session_revoke, "End one of one's own sessions", ANSWERS("200 SessionsEnded", "emergency_runs")),
	ROUTE(GET,  "/api/v1/me/password",       ROLES_PERSON,        body_none,    on_my_password_rule, "Show what a new password of one's own must be", ANSWERS("200 PasswordRule", "")),
	ROUTE(PUT,  "/api/v1/me/password",       ROLES_PERSON,        body_password, on_my_password_set, "Change one's own password", ANSWERS("204", "wrong_password throttled emergency_runs"), .proof = PROOF_CODE),
	ROUTE(POST, "/api/v1/me/proof",          ROLES_PERSON | ROLE_ENROLLING, body_proof,   on_session_prove, "Prove again who one is: for five minutes this session may change what needs it", ANSWERS("204", "wrong_password wrong_code wrong_security_key second_factor_blocked session_ended throttled")),
	ROUTE(GET,  "/api/v1/me/second-factor",  ROLES_PERSON | ROLE_ENROLLING, body_none, on_factor_show, "Show one's own second factor", ANSWERS("200 SecondFactor", "")),
	ROUTE(POST, "/api/v1/me/second-factor",  ROLES_PERSON | ROLE_ENROLLING, body_factor, on_factor_make, "Begin to set up one's own second factor", ANSWERS("201 SecondFactorSecret", "wrong_password second_factor_there throttled"), .proof = PROOF_CODE),
	ROUTE(POST, "/api/v1/me/second-factor/confirm", ROLES_PERSON | ROLE_ENROLLING, body_code, on_factor_confirm, "Confirm one's own second factor with its first code", ANSWERS("200 RecoveryCodes", "wrong_code second_factor_there throttled not_found"), .proof = PROOF_CODE),
	ROUTE(POST, "/api/v1/me/second-factor/recovery-codes", ROLES_PERSON, body_code, on_recovery_codes_make, "Make new recovery codes", ANSWERS("200 RecoveryCodes", "wrong_code second_factor_blocked throttled not_found")),
	ROUTE(POST, "/api/v1/me/second-factor/end", ROLES_PERSON, body_code, on_factor_end, "End one's own second factor", ANSWERS("204", "wrong_code second_factor_blocked second_factor_mandatory throttled not_found")),
	ROUTE(GET,  "/api/v1/me/security-keys",  ROLES_PERSON | ROLE_ENROLLING, body_none, on_keys_list, "List one's own security keys and passkeys", ANSWERS("200 SecurityKeys", "")),
	ROUTE(POST, "/api/v1/me/security-keys",  ROLES_PERSON | ROLE_ENROLLING, body_none, on_key_begin, "Begin to register a security key or passkey as second factor", ANSWERS("200 SecurityKeyOptions", "security_keys_full security_keys_off"), .proof = PROOF_FRESH),
	ROUTE(POST, "/api/v1/me/security-keys/confirm", ROLES_PERSON | ROLE_ENROLLING, body_key, on_key_confirm, "Register what the security key made", ANSWERS("201 SecurityKey", "security_key_there security_keys_full challenge_used not_found"), .proof = PROOF_FRESH),
	ROUTE(GET,  "/api/v1/me/security-keys/challenge", ROLES_PERSON, body_none, on_key_challenge, "Ask for a challenge, which a security key answers for a proof", ANSWERS("200 SecurityKeyRequest", "not_found")),
	ROUTE(DEL,  "/api/v1/me/security-keys/:id", ROLES_PERSON, body_none, on_key_remove, "Remove one of one's own security keys", ANSWERS("204", "second_factor_mandatory"), .proof = PROOF_FRESH),
	ROUTE_KEY(DEL, "/api/v1/users/:id/second-factor", ROLE_ADMINISTRATOR, "administrators", body_none, on_user_factor_remove, "Take away a user's second factor", ANSWERS("204", "own_account"), .proof = PROOF_FRESH),
	ROUTE_KEY(GET, "/api/v1/users/:id/sessions", ROLE_ADMINISTRATOR, "admin", query_list, on_user_sessions_list, "List a user's sessions", ANSWERS("200 page<SessionLine>", "")),
	ROUTE_KEY(DEL, "/api/v1/users/:id/sessions", ROLE_ADMINISTRATOR, "admin", query_revoke, on_user_sessions_revoke, "End all sessions of a user", ANSWERS("200 SessionsEnded", "emergency_runs")),
	ROUTE_KEY(DEL, "/api/v1/users/:id/sessions/:session", ROLE_ADMINISTRATOR, "admin", query_revoke, on_user_session_revoke, "End a session of a user", ANSWERS("200 SessionsEnded", "emergency_runs")),
	ROUTE(GET,  "/api/v1/me/status",         ROLES_SEATED,       body_none,    on_my_status_show, "Show one's own status", ANSWERS("200 frame<agent, Agent>", "not_found")),
	ROUTE(PUT,  "/api/v1/me/status",         ROLES_SEATED,       body_status,  on_my_status_set,  "Set one's own status", ANSWERS("200 frame<agent, Agent>", "not_found status_not_allowed not_handling not_logged_in code_missing code_unknown locked exit_or_remain")),
	ROUTE(GET,  "/api/v1/me/emergency",      ROLES_SEATED,       body_none,    on_emergency_show, "Show one's own emergency", ANSWERS("200 Emergency", "not_found")),
	ROUTE(POST, "/api/v1/me/emergency/exit", ROLES_SEATED,       body_none,    on_emergency_exit, "Leave an emergency whose lock is over", ANSWERS("200 frame<agent, Agent>", "not_found locked")),
	ROUTE(POST, "/api/v1/me/emergency/remain", ROLES_SEATED,     body_none,    on_emergency_remain, "Remain in an emergency whose lock is over, and be Available", ANSWERS("200 frame<agent, Agent>", "not_found locked")),
	ROUTE(GET,  "/api/v1/me/location",       ROLES_SEATED,       body_none,    on_location_show,  "Show where one is, as it goes with an emergency call", ANSWERS("200 Location", "")),
	ROUTE(POST, "/api/v1/me/location/look",  ROLES_SEATED,       body_location_look, on_location_look, "Say that one's page has begun or the network has changed: what was confirmed in another session or from another address is confirmed no more", ANSWERS("200 Location", "")),
	ROUTE(PUT,  "/api/v1/me/location",       ROLES_SEATED,       body_location, on_location_set,  "Confirm where one is: until the next login, or until the network changes", ANSWERS("200 Location", "unknown_reference address_changed")),
	ROUTE(POST, "/api/v1/me/places",         ROLES_SEATED,       body_place,   on_place_make,     "Write down a place where one works, besides one's site", ANSWERS("201 Place", "too_many name_taken")),
	ROUTE(PATCH, "/api/v1/me/places/:id",    ROLES_SEATED,       part_place,   on_place_change,   "Change one's own place", ANSWERS("200 Place", "name_taken")),
	ROUTE(DEL,  "/api/v1/me/places/:id",     ROLES_SEATED,       body_none,    on_place_remove,   "Remove one's own place", ANSWERS("204", "")),
	ROUTE(GET,  "/api/v1/emergencies",       ROLES_LEADING,      query_list,   on_emergency_calls_list, "List the emergency calls that the caller may see: those in progress, and those of the last 24 hours", ANSWERS("200 page<frame<emergency, EmergencyCall>>", "")),
	ROUTE(GET,  "/api/v1/work/status",       ROLE_WORK,          body_none,    on_work_status_show, "Show one's own Work status", ANSWERS("200 frame<work, WorkStatus>", "")),
	ROUTE(PUT,  "/api/v1/work/status",       ROLE_WORK,          body_work_status, on_work_status_set, "Set one's own Work status", ANSWERS("200 frame<work, WorkStatus>", "")),
	ROUTE(GET,  "/api/v1/me/forwarding",     ROLE_WORK,          body_none,    on_forwarding_show, "Show what becomes of calls to one's own Work phone that nobody answers", ANSWERS("200 Forwarding", "")),
	ROUTE(PUT,  "/api/v1/me/forwarding",     ROLE_WORK,          body_forwarding, on_forwarding_set, "Say what becomes of them: after so many seconds voicemail, another number, or their end", ANSWERS("200 Forwarding", "repeatable")),
	ROUTE(GET,  "/api/v1/work/devices",      ROLE_WORK,          body_none,    on_work_devices,   "List the devices on which one is there now", ANSWERS("200 WorkDevices", "")),
	ROUTE(GET,  "/api/v1/agents",            ROLES_SEATED,       query_list,   on_agents_list,    "List agents with their statuses", ANSWERS("200 page<frame<agent, Agent> & { supervised: bool }>", "")),
	ROUTE(PUT,  "/api/v1/agents/:id/status", ROLES_LEADING,      body_agent_status,  on_status_set,     "Set a supervised agent's status", ANSWERS("200 frame<agent, Agent>", "status_not_allowed not_handling not_logged_in code_missing code_unknown locked emergency_runs"), .permission = "agent_status_set"),
	ROUTE(GET,  "/api/v1/me/status-codes",   ROLES_SEATED,       body_none,    on_status_codes,   "List status codes", ANSWERS("200 StatusCodes", "")),
	RESOURCE_READ("tenants", ROLE_ADMINISTRATOR | ROLE_OPERATOR, "admin", tenant),
	ROUTE(POST, "/api/v1/tenants",           ROLE_OPERATOR,      body_tenant_made, on_tenant_make, "Make an organisation with its first administrator", ANSWERS("201 TenantMade", "name_taken"), .proof = PROOF_FRESH),
	ROUTE(PUT,  "/api/v1/tenants/:id/licences", ROLE_OPERATOR,   body_licences, on_licences_set, "Say how many licences an organisation has; whoever holds one keeps it", ANSWERS("200 TenantLicences", "")),
	RESOURCE_ROW(PATCH, "tenants/:id", ROLE_ADMINISTRATOR, "admin", part_tenant, on_resource_update, "Change the organisation's settings", ROUTE_BODY_MAX, tenant, "200 tenant.saved", "stale_version"),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_FRESH, "roles", ROLE_ADMINISTRATOR, "admin", role, "built_in_role too_many"),
	ROUTE_KEY(GET, "/api/v1/permissions", ROLE_ADMINISTRATOR, "admin", body_none, on_permissions, "List the permissions that roles consist of", ANSWERS("200 page<Permission>", "")),
	ROUTE_KEY(GET, "/api/v1/licences", ROLE_ADMINISTRATOR, "admin", body_none, on_licences, "List the organisation's licences: how many it has, and how many of its users hold one", ANSWERS("200 page<Licence>", "")),
	RESOURCE("agent-groups", ROLE_ADMINISTRATOR, "admin", agent_group),
	RESOURCE_PROVED(PROOF_NONE, PROOF_FRESH, "users", ROLE_ADMINISTRATOR, "admin", user, "last_administrator licence_gone referenced emergency_runs own_account"),
	RESOURCE("status-codes", ROLES_SEATED, "admin", status_code),
	RESOURCE("channels", ROLES_SEATED, "sms", channel),
	RESOURCE("widgets", ROLE_ADMINISTRATOR, "admin", widget),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_FRESH, "api-keys", ROLE_ADMINISTRATOR, "admin", api_key),
	RESOURCE_PROVED(PROOF_FRESH, PROOF_FRESH, "identity-providers", ROLE_ADMINISTRATOR, "admin", identity_provider),
	RESOURCE("address-books", ROLE_ADMINISTRATOR, "admin", address_book),
	RESOURCE("canned-messages", ROLES_SEATED, "admin", canned_message),
	RESOURCE("sites", ROLE_ADMINISTRATOR, "admin", site),
	ROUTE_KEY(GET, "/api/v1/sites/:id/extension", ROLE_ADMINISTRATOR, "admin", query_extension, on_extension_suggest, "Suggest an extension for a user of a site: the lowest of its range that nobody has", ANSWERS("200 ExtensionFree", "")),
	RESOURCE("numbers", ROLE_ADMINISTRATOR, "admin", phone_number, "referenced"),
	RESOURCE("services", ROLES_ACCOUNT, "admin", service),
	RESOURCE("desk-lines", ROLE_ADMINISTRATOR, "admin", desk_line, "too_many"),
	RESOURCE("external-contacts", ROLES_ACCOUNT, "admin", external_contact),
	PEOPLE_ROW(GET, "/api/v1/external-contacts/export", ROLE_ADMINISTRATOR, query_people_export, on_people_export, "Export external contacts: address cards or a table", 0, NULL, "admin", NULL, "200 text/vcard; 200 text/csv", "", .audited = &external_contact_export),
	PEOPLE_ROW(POST, "/api/v1/external-contacts/import", ROLE_ADMINISTRATOR, body_people_import, on_people_import, "Import external contacts from address cards, or from a table of Google or Outlook", BULK_BODY_MAX, NULL, "admin", "text/csv text/vcard text/tab-separated-values", "200 PeopleImported", "too_many"),
	ROUTE(GET,  "/api/v1/contacts",          ROLES_ACCOUNT,      query_contacts, on_contacts_list, "List or search contacts", ANSWERS("200 page<ContactFound>", "")),
	ROUTE(GET,  "/api/v1/contacts/:contact/card", ROLES_ACCOUNT, body_none,    on_contact_card,   "Show a contact's card", ANSWERS("200 ContactCard", "not_found")),
	ROUTE(GET,  "/api/v1/card",              ROLES_ACCOUNT,      query_card,   on_number_card,    "Show the card of who has a number, else the number's own", ANSWERS("200 ContactCard", "")),
	ROUTE(GET,  "/api/v1/me/favourites",     ROLES_ACCOUNT,      body_none,    on_favourites_show, "List one's own favourites in one's own order", ANSWERS("200 Favourites", "")),
	ROUTE(PUT,  "/api/v1/me/favourites",     ROLES_ACCOUNT,      body_favourites, on_favourites_set, "Set the whole order of one's own favourites", ANSWERS("200 Favourites", "stale_version unknown_reference")),
	ROUTE(PUT,  "/api/v1/me/favourites/:contact", ROLES_ACCOUNT, body_favourite, on_favourite_put, "Make a contact one's favourite, or move it", ANSWERS("200 Favourites", "not_found too_many unknown_reference")),
	ROUTE(DEL,  "/api/v1/me/favourites/:contact", ROLES_ACCOUNT, body_none,    on_favourite_remove, "Take a contact from one's favourites", ANSWERS("200 Favourites", "not_found")),
	ROUTE(GET,  "/api/v1/me/contacts",       ROLES_ACCOUNT,      query_list,   on_personal_contacts_list, "List one's own personal contacts", ANSWERS("200 page<PersonalContact>", "")),
	ROUTE(POST, "/api/v1/me/contacts",       ROLES_ACCOUNT,      body_personal_contact, on_personal_contact_make, "Write down a personal contact", ANSWERS("201 PersonalContact", "too_many")),
	ROUTE_OPENS("/api/v1/me/contacts/export", ROLES_ACCOUNT, query_own_export, on_people_export, "Export one's own personal contacts: address cards or a table", .subject = people_own, ANSWERS("200 text/vcard; 200 text/csv", ""), .audited = &personal_contact_export),
	PEOPLE_ROW(POST, "/api/v1/me/contacts/import", ROLES_ACCOUNT, body_people_import, on_people_import, "Import personal contacts from address cards, or from a table of Google or Outlook", BULK_BODY_MAX, people_own, NULL, "text/csv text/vcard text/tab-separated-values", "200 PeopleImported", "too_many"),
	PEOPLE_ROW(POST, "/api/v1/external-contacts/:id/merge", ROLE_ADMINISTRATOR, body_contact_merge, on_contact_merge, "Merge two external contacts: `other` is removed, the one of the path gets what it lacks", ROUTE_BODY_MAX, NULL, "admin", NULL, "204", "not_found too_many"),
	PEOPLE_ROW(POST, "/api/v1/external-contacts/:id/unmerge", ROLE_ADMINISTRATOR, body_contact_unmerge, on_contact_unmerge, "Undo the newest merge into an external contact, within 30 days", ROUTE_BODY_MAX, NULL, "admin", NULL, "204", "not_found too_many"),
	PEOPLE_ROW(POST, "/api/v1/external-contacts/:id/keep-apart", ROLE_ADMINISTRATOR, body_none, on_contact_apart, "Remove the mark of a possible duplicate from an external contact", ROUTE_BODY_MAX, NULL, "admin", NULL, "204", "not_found"),
	PEOPLE_ROW(POST, "/api/v1/me/contacts/:id/merge", ROLES_ACCOUNT, body_contact_merge, on_contact_merge, "Merge two of one's own contacts: `other` is removed, the one of the path gets what it lacks", ROUTE_BODY_MAX, people_own, NULL, NULL, "200 PersonalContact", "not_found too_many"),
	PEOPLE_ROW(POST, "/api/v1/me/contacts/:id/unmerge", ROLES_ACCOUNT, body_contact_unmerge, on_contact_unmerge, "Undo the newest merge into one's own contact, within 30 days", ROUTE_BODY_MAX, people_own, NULL, NULL, "200 PersonalContact", "not_found too_many"),
	PEOPLE_ROW(POST, "/api/v1/me/contacts/:id/keep-apart", ROLES_ACCOUNT, body_none, on_contact_apart, "Remove the mark of a possible duplicate from one's own contact", ROUTE_BODY_MAX, people_own, NULL, NULL, "200 PersonalContact", "not_found"),
	ROUTE(GET,  "/api/v1/me/contacts/:id",   ROLES_ACCOUNT,      body_none,    on_personal_contact_show, "Show one's own personal contact", ANSWERS("200 PersonalContact", "")),
	ROUTE(PATCH, "/api/v1/me/contacts/:id",  ROLES_ACCOUNT,      part_personal_contact, on_personal_contact_change, "Change one's own personal contact", ANSWERS("200 PersonalContact", "stale_version")),
	ROUTE(DEL,  "/api/v1/me/contacts/:id",   ROLES_ACCOUNT,      body_none,    on_personal_contact_remove, "Remove one's own personal contact", ANSWERS("204", "stale_version")),
	ROUTE(POST, "/api/v1/me/contacts/:id/restore", ROLES_ACCOUNT, body_none,   on_personal_contact_restore, "Restore one's own personal contact within ten minutes of its removal", ANSWERS("200 PersonalContact", "not_found too_many")),
	ROUTE(GET,  "/api/v1/me/address-books",  ROLE_WORK,          body_none,    on_books_list,     "List the address books that one may connect, or has connected", ANSWERS("200 AddressBooks", "")),
	ROUTE(POST, "/api/v1/me/address-books/:id/connect", ROLE_WORK, body_none,  on_book_connect,   "Set out to an address book: where the browser goes to log in there; it comes back to the Work page", ANSWERS("200 { url: text }", "repeatable")),
	ROUTE(GET,  "/api/v1/me/address-books/callback", ROLE_STRANGER, body_raw,  on_book_back,      "Come back from it", ANSWERS("302", "")),
	ROUTE(POST, "/api/v1/me/address-books/:id/sync", ROLE_WORK,  body_none,    on_book_sync,      "Read a connected address book now; once a minute", ANSWERS("200 OwnAddressBook", "not_connected login_needed throttled")),
	ROUTE(DEL,  "/api/v1/me/address-books/:id", ROLE_WORK,       query_book_disconnect, on_book_disconnect, "Disconnect an address book", ANSWERS("204", "")),
	ROUTE(GET,  "/api/v1/me/blocks",         ROLE_WORK,          query_blocks, on_blocks_list,    "List whom one has blocked for one's own Work number", ANSWERS("200 page<Block>", "")),
	ROUTE(PUT,  "/api/v1/me/blocks/:list/:number", ROLE_WORK,    body_none,    on_block_put,      "Block a number for one's own Work number", ANSWERS("200 Block", "not_found no_work_number number_is_contact too_many")),
	ROUTE(DEL,  "/api/v1/me/blocks/:list/:number", ROLE_WORK,    body_none,    on_block_remove,   "Block a number no more", ANSWERS("204", "not_found")),
	ROUTE(GET,  "/api/v1/me/block-settings", ROLE_WORK,          body_none,    on_block_settings_show, "Show whether texts of strangers are blocked", ANSWERS("200 BlockSettings", "")),
	ROUTE(PUT,  "/api/v1/me/block-settings", ROLE_WORK,          body_block_settings, on_block_settings_set, "Block texts of numbers in none of the contacts, or not", ANSWERS("200 BlockSettings", "")),
	ROUTE(GET,  "/api/v1/me/calls",          ROLES_ACCOUNT,      query_calls,  on_calls_list,     "List one's own calls, the newest first, with each other party's card", ANSWERS("200 page<Call>", "")),
	ROUTE(GET,  "/api/v1/me/calls/missed",   ROLES_ACCOUNT,      body_none,    on_missed_show,    "Show the number of calls missed since the call log was last looked at", ANSWERS("200 frame<missed, MissedCalls>", "")),
	ROUTE(POST, "/api/v1/me/calls/seen",     ROLES_ACCOUNT,      body_none,    on_missed_seen,    "Mark the call log as seen: no call is missed any more, on all pages of the account", ANSWERS("200 frame<missed, MissedCalls>", "")),
	ROUTE(DEL,  "/api/v1/me/calls/:id",      ROLES_ACCOUNT,      body_none,    on_call_remove,    "Forget a call of one's own", ANSWERS("204", "call_under_way")),
	ROUTE(GET,  "/api/v1/me/voicemails",     ROLES_ACCOUNT,      query_voicemails, on_voicemails_list, "List one's own voicemails and, in the contact center, those of the queues that one serves or leads, the newest first", ANSWERS("200 page<Voicemail>", "")),
	ROUTE(PATCH, "/api/v1/me/voicemails/:id", ROLES_ACCOUNT,     body_heard,   on_voicemail_mark, "Say that a voicemail was heard or not, delete it, or have it back", ANSWERS("200 Voicemail", "")),
	ROUTE(DEL,  "/api/v1/me/voicemails/:id", ROLES_ACCOUNT,      body_none,    on_voicemail_remove, "Delete a voicemail; for a day it can come back", ANSWERS("204", "")),
	ROUTE(GET,  "/api/v1/recordings",        ROLES_ACCOUNT,      query_recordings, on_recordings_list, "List the recordings that one may know of: one's own, those of whom one supervises, all for an administrator", ANSWERS("200 page<Recording>", "")),
	ROUTE(GET,  "/api/v1/me/desk",           ROLE_WORK,          body_none,    on_desk_show,      "Show one's own front desk: its lines and the calls under way on them", ANSWERS("200 Desk", "")),
	ROUTE(PUT,  "/api/v1/me/desk",           ROLE_WORK,          body_desk,    on_desk_set,       "Choose the lines of one's own front desk", ANSWERS("200 DeskLines", "unknown_reference")),
	ROUTE(POST, "/api/v1/me/meetings",       ROLES_ACCOUNT,      body_meeting, on_meeting_make,   "Make the address of a new meeting", ANSWERS("201 { url: text }", "not_found no_meetings")),
	RESOURCE_ROTATE("channels", channel),
	RESOURCE_ROTATE("api-keys", api_key, .proof = PROOF_FRESH),
	BULK_ROW(GET,  "export", body_none, on_config_export, "Export the whole configuration as one file", 0, NULL, NULL, "200 Configuration", "too_many", .audited = &configuration_export),
	BULK_ROW(POST, "import", body_config_import, on_bulk_import, "Import a configuration: all of it or nothing", BULK_BODY_MAX, NULL, "application/json", "200 Imported", "not_empty too_many", .proof = PROOF_FRESH),
	BULK("users", "user", "too_many", "too_many", .proof = PROOF_FRESH),
	BULK("skills", "skill", "too_many", ""),
	BULK("memberships", "membership", "too_many", ""),
	BULK("agent-skills", "agent_skill", "too_many", ""),
	BULK("schedules", "schedule", "too_many", ""),
	BULK("canned-messages", "canned_message", "too_many", ""),
	BULK("countries", "country", "", ""),
	RESOURCE_READ("audit", ROLES_LEADING, "admin", audit),
	ROUTES_END
};
/* clang-format on */
