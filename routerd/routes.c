/*
 * routes - what routerd serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "routerd/routerd.h"

enum { TEXT_LONGEST = 1600 };
enum { REASON_MAX = 200, TITLE_MAX = 200, NOTE_MAX = 4000 };

static const char *const offer_states[] = { "made", "accepted", "rejected", "expired", "withdrawn",
	NULL };
static const char *const interaction_states[] = { "open", "arrived", "waiting", "offered",
	"assigned", "wrap_up", "ended", NULL };

static const struct body query_offers = { "offers", BODY_QUERY,
	(const struct body_field[]){
	    { "agent", BODY_INT, 0, 1, INT64_MAX, NULL, "Only this agent's" },
	    { "state", BODY_ENUM, 0, 0, 0, offer_states, "Only those in this state" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_reject = { "reject", BODY_JSON,
	(const struct body_field[]){
	    { "reason", BODY_TEXT, BODY_NULLABLE, 0, REASON_MAX, NULL, "Why" },
	    { 0 },
	} };

static const char *const interaction_sorts[] = { "-started_at", "started_at", "-ended_at",
	"ended_at", NULL };

/* The members of the shape Interaction, but for those of an interaction that has just arrived. */
static const char *const interaction_fields[] = { "interaction", "state", "medium", "channel_kind",
	"channel", "queue", "conversation", "number", "customer", "agent", "agent_name",
	"taken_over", "former_agent", "offer", "priority", "skills", "started_at", "assigned_at",
	"ended_at", "outcome", "returned_reason", "wrap_until", "wrap_extend", "note",
	"disposition", "disposition_required", "disposition_missing", "case", "transcript",
	"consults", "reference", "rank_at", "screen_pop_url", "begun_by", "linked_to", "visitor",
	"call", NULL };

static const struct body query_interactions = { "interactions", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, interaction_states,
		"Only those in this state; open: not ended" },
	    { "agent", BODY_ID, 0, 0, 0, NULL, "Only those this agent has, or had at the end" },
	    { "queue", BODY_ID, 0, 0, 0, NULL, "Only those of this queue" },
	    { "channel", BODY_ID, 0, 0, 0, NULL, "Only those of this channel" },
	    { "customer", BODY_ID, 0, 0, 0, NULL, "Only those of this customer" },
	    { "case", BODY_ID, 0, 0, 0, NULL, "Only those of this case" },
	    { "disposition", BODY_ID, 0, 0, 0, NULL, "Only those with this disposition" },
	    { "since", BODY_TEXT, 0, 1, 40, NULL, "Begun from this time on (RFC 3339)" },
	    { "until", BODY_TEXT, 0, 1, 40, NULL, "Begun before this time, which is after since" },
	    { "q", BODY_TEXT, 0, 1, 100, NULL,
		"Of a user with the permission records_search: words of what was said and of the "
		"note, in any order, each from its beginning, "
		"single letters left out; or the end of the number, at least four digits. Of what "
		"has ended. Not for API keys" },
	    LIST_SORT_FIELD(interaction_sorts,
		"By the beginning (in the order of ids), or by the end: only what has ended; - "
		"in front: the latest first"),
	    LIST_FIELDS,
	    LIST_ONLY_FIELD(interaction_fields),
	    { 0 },
	} };

static const struct body query_line = { "line", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_end = { "end", BODY_JSON,
	(const struct body_field[]){
	    { "last_seen_seq", BODY_INT, BODY_REQUIRED, 0, INT64_MAX, NULL,
		"The last message that was seen" },
	    { "case_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"The case it belongs to; none: a new one" },
	    { "case_title", BODY_TEXT, BODY_NULLABLE, 0, TITLE_MAX, NULL, "Title of the new case" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL, "Note" },
	    { "reason", BODY_TEXT, BODY_NULLABLE, 0, REASON_MAX, NULL,
		"Why; required of a leader who took it over" },
	    { 0 },
	} };

static const struct body body_transfer = { "transfer", BODY_JSON,
	(const struct body_field[]){
	    { "queue", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "To this queue; or" },
	    { "agent", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "to this agent, who is asked" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL,
		"For who gets it; customers don't see it" },
	    { 0 },
	} };

static const struct body body_withdraw = { "withdraw", BODY_JSON,
	(const struct body_field[]){
	    { "reason", BODY_TEXT, BODY_NULLABLE, 0, REASON_MAX, NULL,
		"Why; who asked for a transfer or consult need not say" },
	    { 0 },
	} };

static const struct body body_move = { "move", BODY_JSON,
	(const struct body_field[]){
	    { "queue", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Into this queue" },
	    { "reason", BODY_TEXT, BODY_REQUIRED, 1, REASON_MAX, NULL, "Why" },
	    { 0 },
	} };

static const struct body body_reorder = { "reorder", BODY_JSON,
	(const struct body_field[]){
	    { "before", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"Before this one of its queue; none: first of all" },
	    { "reason", BODY_TEXT, BODY_REQUIRED, 1, REASON_MAX, NULL, "Why" },
	    { 0 },
	} };

static const struct body body_consult = { "consult", BODY_JSON,
	(const struct body_field[]){
	    { "agent", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "Who is asked in" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL,
		"For them; customers don't see it" },
	    { 0 },
	} };

static const struct body body_consult_end = { "consult_end", BODY_JSON,
	(const struct body_field[]){
	    { "agent", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Who leaves; none: oneself" },
	    { 0 },
	} };

static const struct body body_wrap_up = { "wrap_up", BODY_JSON,
	(const struct body_field[]){
	    { "case_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Another case it belongs to" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL, "Note" },
	    { "disposition_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"What came of it; the queue or the organisation may require one" },
	    { "time_over", BODY_BOOL, 0, 0, 1, NULL,
		"Sent by a page as the time of the wrap-up ends: a missing disposition does not "
		"refuse it" },
	    { 0 },
	} };

static const struct body body_recorded = { "disposition_set", BODY_JSON,
	(const struct body_field[]){
	    { "disposition_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL,
		"What came of it; null: as it was" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL,
		"Note; empty: none, null: as it was" },
	    { 0 },
	} };

static const char *const callback_states[] = { "waiting", "taken", "done", NULL };

static const struct body query_callbacks = { "callbacks", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, callback_states, "Only those in this state" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_my_callbacks = { "my_callbacks", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body body_callback = { "callback", BODY_JSON,
	(const struct body_field[]){
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL, "What came of it" },
	    { 0 },
	} };

static const struct body body_dry_run = { "route_dry_run", BODY_JSON,
	(const struct body_field[]){
	    { "channel_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL,
		"The channel that the text comes to" },
	    { "number", BODY_TEXT, BODY_REQUIRED, 1, 40, NULL, "The customer's number" },
	    { "text", BODY_TEXT, BODY_REQUIRED, 0, TEXT_LONGEST, NULL, "What they write" },
	    { "customer_known", BODY_BOOL, BODY_NULLABLE, 0, 1, NULL,
		"Whether the customer is known; null: as it is" },
	    { "language", BODY_TEXT, BODY_NULLABLE, 1, 35, NULL,
		"The customer's language; null: as it is" },
	    { "at", BODY_TEXT, BODY_NULLABLE, 1, 40, NULL, "When (RFC 3339); null: now" },
	    { 0 },
	} };

/* ---- what administrators keep; the columns stand in sql/functions/routing/a_<noun>.sql ---- */

enum { WAIT_LONGEST_MS = 86400000, LENGTH_MAX = 100000 };
enum {
	NAME_LONGEST = 200,
	TEXT_MAX = 1600,
	WRAP_MAX_MS = 3600000,
	POSITION_MAX = 10000,
	SERVICE_MAX_MS = 86400000
};

static const char *const media[] = { "chat", "voice", NULL };
static const char *const misses[] = { "on_break", "work_offline", "logged_out", NULL };
static const char *const closings[] = { "keep", "text", "overflow", "end", "voicemail", NULL };
static const char *const overflows[] = { "queue", "reply", "callback", "voicemail", NULL };

/* clang-format off */
RESOURCE_FIELDS(queue,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "medium", BODY_ENUM, BODY_FIXED, 0, 0, media, "Medium, default chat" },
	{ "priority", BODY_INT, 0, 1, 10, NULL, "1 is the highest, default 5" },
	{ "offer_ms", BODY_INT, BODY_NULLABLE, 15000, 60000, NULL, "How long an offer rings; null: 20 s" },
	{ "on_miss", BODY_ENUM, BODY_NULLABLE, 0, 0, misses, "Status of who misses an offer; null: as it was" },
	{ "wrap_ms", BODY_INT, 0, 0, WRAP_MAX_MS, NULL, "Wrap-up time" },
	{ "wrap_extend", BODY_BOOL, 0, 0, 1, NULL, "The wrap-up may be extended" },
	{ "wrap_counts", BODY_BOOL, 0, 0, 1, NULL, "A wrap-up takes capacity" },
	{ "weight", BODY_INT, 0, 1, 600, NULL, "Load of one conversation in hundredths" },
	{ "schedule_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "When it is open; null: always" },
	{ "closing", BODY_ENUM, 0, 0, 0, closings, "What happens to what waits when it closes; voicemail: of calls" },
	{ "closing_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "What customers are told then" },
	{ "overflow_queue_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Where it overflows to" },
	{ "overflow_action", BODY_ENUM, BODY_NULLABLE, 0, 0, overflows, "What becomes of what overflows while it is open; null: nothing; voicemail: of calls" },
	{ "overflow_after_ms", BODY_INT, BODY_NULLABLE, 1000, WAIT_LONGEST_MS, NULL, "Overflows what has waited so long since its first enqueue" },
	{ "overflow_length", BODY_INT, BODY_NULLABLE, 1, LENGTH_MAX, NULL, "Overflows what comes when so many wait" },
	{ "overflow_unstaffed", BODY_BOOL, 0, 0, 1, NULL, "Overflows while no member is logged in" },
	{ "overflow_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "What customers are told by a reply, or before a callback" },
	{ "answer_ms", BODY_INT, BODY_NULLABLE, 10000, WAIT_LONGEST_MS, NULL, "An agent who leaves a customer unanswered for so long loses the chat to the queue; null: never" },
	{ "prefer_last_agent", BODY_BOOL, 0, 0, 1, NULL, "Who served the customer last comes before all others" },
	{ "wait_last_agent_ms", BODY_INT, 0, 0, 600000, NULL, "And is waited for so long, while logged in; 0: only preferred when free" },
	{ "widening", BODY_ANY, 0, 0, 0, SHAPE("[WideningStep]"), "What is asked for less the longer something waits, in ascending after_ms" },
	{ "service_ms", BODY_INT, 0, 1000, SERVICE_MAX_MS, NULL, "Service level: within how long an answer is in time, default 20 s" },
	{ "service_target", BODY_INT, BODY_NULLABLE, 1, 100, NULL, "Percent of answers in time that is aimed at" },
	{ "short_ms", BODY_INT, 0, 0, 60000, NULL, "Who leaves within it left by mistake, default 5 s" },
	{ "announce_position", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: callers hear how many are before them, default true" },
	{ "announce_wait", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: callers hear about how long they will wait, where that is known, default true" },
	{ "announce_every_s", BODY_INT, 0, 15, 600, NULL, "Of medium voice: and again after so many seconds, default 45" },
	{ "record", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: its calls are recorded, from when an agent talks" },
	{ "record_announce", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: callers are told so before they talk, default true" },
	{ "record_required", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: a call that can't be recorded ends, default false: it goes on without" },
	{ "record_pause_s", BODY_INT, 0, 10, 1800, NULL, "Of medium voice: an agent's pause ends by itself after so many seconds, default 180" },
	{ "record_days", BODY_INT, BODY_NULLABLE, 1, 36500, NULL, "Of medium voice: days that its recordings are kept; null: as the organisation keeps them" },
	{ "answer_at_entry", BODY_BOOL, 0, 0, 1, NULL, "Of medium voice: a call is answered as it enters, default true; false: callers hear the queue before they are answered, at the latest after the setting unanswered_s" },
	{ "monitor", BODY_BOOL, BODY_NULLABLE, 0, 1, NULL, "Supervisors may look at its chats; null: as the agent's group says" },
	{ "disposition_required", BODY_BOOL, BODY_NULLABLE, 0, 1, NULL, "A wrap-up is ended with a disposition only; null: as the organisation says" },
	{ "emergency_text", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "What a customer is told once whose agent is in an emergency call; null: nothing" },
	{ "screen_pop_url", BODY_TEXT, BODY_NULLABLE, 1, 2000, NULL, "Page that opens for who accepts: http or https; {customer.id}, {customer.number}, {customer.name}, {interaction.id}, {conversation.id}, {queue.id}, {queue.name}, {channel.number}, {agent.id}, {agent.name} are filled in behind the host, percent-encoded" });
RESOURCE_FILTERS(queue,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "medium", BODY_ENUM, 0, 0, 0, media, "Only those of this medium" },
	{ "priority", BODY_INT, 0, 1, 10, NULL, "Only those of this priority" },
	{ "schedule_id", BODY_ID, 0, 0, 0, NULL, "Only those with this schedule" });
static const struct resource resource_queue = { "queue", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(skill,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" });
RESOURCE_FILTERS(skill,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" });
static const struct resource resource_skill = { "skill", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(disposition,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "What came of an interaction, as Sold or Wrong number" },
	{ "queue_ids", BODY_ANY, 0, 0, 0, SHAPE("[id]"), "The queues whose interactions may have it, at most 200; none: all" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Is offered no more" });
RESOURCE_FILTERS(disposition,
	{ "name", BODY_TEXT, 0, 1, 100, NULL, "Only that of this name" },
	{ "disabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" });
static const struct resource resource_disposition = { "disposition", RESOURCE_QUERIES, NULL, NULL };

static const char *const pair_sorts[] = { "id", "-id", NULL };

RESOURCE_FIELDS(agent_skill,
	{ "agent_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "Who holds it" },
	{ "skill_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "The skill" },
	{ "level", BODY_INT, BODY_REQUIRED, 10, 100, NULL, "Level, in tens" });
static const struct body query_agent_skill = { "agent_skill_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE,
	{ "sort", BODY_ENUM, 0, 0, 0, pair_sorts, "By id; - turns it" },
	{ "agent_id", BODY_ID, 0, 0, 0, NULL, "Only this agent's" },
	{ "skill_id", BODY_ID, 0, 0, 0, NULL, "Only this skill's" },
	{ 0 } } };
static const struct resource resource_agent_skill = { "agent_skill", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(membership,
	{ "queue_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "The queue" },
	{ "agent_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "Who is a member of it" },
	{ "enabled", BODY_BOOL, 0, 0, 1, NULL, "Is offered its work" });
static const struct body query_membership = { "membership_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE,
	{ "sort", BODY_ENUM, 0, 0, 0, pair_sorts, "By id; - turns it" },
	{ "queue_id", BODY_ID, 0, 0, 0, NULL, "Only this queue's" },
	{ "agent_id", BODY_ID, 0, 0, 0, NULL, "Only this agent's" },
	{ "enabled", BODY_BOOL, 0, 0, 1, NULL, "Only those that are, or are not" },
	{ 0 } } };
static const struct resource resource_membership = { "membership", RESOURCE_QUERIES, NULL, NULL };

RESOURCE_FIELDS(schedule,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "time_zone", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "Time zone, as Europe/Berlin" },
	{ "week", BODY_ANY, 0, 0, 0, SHAPE("[Hours]"), "List of {weekday: 1 (Monday) to 7, opens, closes}, \"08:00\"; closes not after opens: on the next day" },
	{ "exceptions", BODY_ANY, 0, 0, 0, SHAPE("[ExceptionalHours]"), "List of {day, opens, closes, name}: replaces the day; without hours it is closed" });
RESOURCE_FILTERS(schedule,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" });
static const struct resource resource_schedule = { "schedule", RESOURCE_QUERIES, NULL, NULL };

static const char *const rule_sorts[] = { "id", "-id", "position", "-position", NULL };

RESOURCE_FIELDS(route_rule,
	{ "channel_id", BODY_ID, BODY_REQUIRED | BODY_FIXED, 0, 0, NULL, "The channel" },
	{ "position", BODY_INT, BODY_REQUIRED, 1, POSITION_MAX, NULL, "Its place; who stands there and behind it moves by one" },
	{ "conditions", BODY_ANY, 0, 0, 0, SHAPE("Conditions"), "keyword, country_prefix, language, customer, schedule, time; of web chats page and form; {}: always" },
	{ "queue_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "The queue that it leads to" },
	{ "priority", BODY_INT, BODY_NULLABLE, 1, 10, NULL, "Another priority than the queue's" },
	{ "skills", BODY_ANY, 0, 0, 0, SHAPE("[SkillNeed]"), "List of {skill, level} that are asked for" },
	{ "auto_reply", BODY_TEXT, BODY_NULLABLE, 1, TEXT_MAX, NULL, "Instead of a queue: this answer" });
static const struct body query_route_rule = { "route_rule_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE,
	{ "sort", BODY_ENUM, 0, 0, 0, rule_sorts, "By id or position; - turns it" },
	{ "channel_id", BODY_ID, 0, 0, 0, NULL, "Only this channel's" },
	{ "queue_id", BODY_ID, 0, 0, 0, NULL, "Only those that lead to this queue" },
	{ 0 } } };
static const struct resource resource_route_rule = { "route_rule", RESOURCE_QUERIES, NULL, NULL };
/* clang-format on */

/* ---- reports: the first five fields of each are reports.c's ---- */

static const char *const report_formats[] = { "json", "csv", NULL };
static const char *const report_steps[] = { "15m", "day", "week", NULL };
static const char *const report_counters[] = { "offered", "answered", "answered_in_time",
	"abandoned", "abandoned_in_time", "abandoned_short", "left_otherwise", "waiting", "handled",
	"first_replies", "replies", "accepted", "rejected", "missed", "withdrawn", NULL };

/* clang-format off */
#define REPORT_FIELDS \
	{ "since", BODY_TEXT, 0, 1, 40, NULL, "From this day of the tenant's zone (2026-01-31) or this time on; default today" }, \
	{ "until", BODY_TEXT, 0, 1, 40, NULL, "Up to the beginning of this day, or this time; default now" }, \
	{ "format", BODY_ENUM, 0, 0, 0, report_formats, "Default what Accept says, else json; csv: up to 2000 lines, X-Next-Cursor says that there is more" }, \
	LIST_CURSOR_FIELD(LIST_CURSOR_MAX), \
	{ "limit", BODY_INT, 0, 1, REPORT_CSV_MAX, NULL, "At most so many, default 50, in JSON 200 at most" }
#define REPORT_OF(noun) \
	static const struct body query_report_##noun = { "report_" #noun, BODY_QUERY, (const struct body_field[]){ REPORT_FIELDS, \
	    { "interval", BODY_ENUM, 0, 0, 0, report_steps, "Default day" }, \
	    { #noun, BODY_ID, 0, 0, 0, NULL, "Only this one" }, { 0 } } }
#define REPORT(path, noun) \
	ROUTE_KEY(GET, "/api/v1/reports/" path, ROLES_REPORTED, "reports", query_report_##noun, on_report, "Report on " path \
	    " by quarter of an hour, day or week", ANSWERS("200 Report; 200 text/csv", ""), .subject = #noun, .permission = "reports_read")
enum { ROLES_REPORTED = ROLES_LEADING | ROLE_INTEGRATOR };
REPORT_OF(queue);
REPORT_OF(channel);
REPORT_OF(agent);
REPORT_OF(group);
static const char *const texts_by[] = { "country", "queue", "channel", "agent", NULL };
static const struct body query_report_texts = { "report_texts", BODY_QUERY, (const struct body_field[]){ REPORT_FIELDS,
	{ "interval", BODY_ENUM, 0, 0, 0, report_steps, "Default day" },
	{ "id", BODY_ID, 0, 0, 0, NULL, "Only this queue, channel or agent" },
	{ "by", BODY_ENUM, 0, 0, 0, texts_by, "Of whom, always by country and price class; default country: of all" },
	{ 0 } } };
static const struct body query_report_interactions = { "report_interactions", BODY_QUERY, (const struct body_field[]){ REPORT_FIELDS,
	{ "queue", BODY_ID, 0, 0, 0, NULL, "The stays in this queue" },
	{ "channel", BODY_ID, 0, 0, 0, NULL, "The stays of this channel's interactions" },
	{ "agent", BODY_ID, 0, 0, 0, NULL, "The work of this agent" },
	{ "counter", BODY_ENUM, 0, 0, 0, report_counters, "The counter whose interactions are listed; default offered, of an agent accepted" },
	{ 0 } } };

static const struct body query_wallboard = { "wallboard", BODY_QUERY, (const struct body_field[]){
	{ "version", BODY_TEXT, 0, 1, 60, NULL, "The version that one has: while nothing has happened, and for 5 s at most, the answer is short" },
	{ 0 } } };
static const struct body query_alarm_events = { "alarm_events", BODY_QUERY, (const struct body_field[]){
	{ "open", BODY_BOOL, 0, 0, 1, NULL, "Only those not cleared" },
	LIST_FIELDS,
	{ 0 } } };

static const char *const alarm_kinds[] = { "oldest_wait", "service_level", "nobody_logged_in", NULL };
RESOURCE_FIELDS(alarm,
	{ "name", BODY_TEXT, BODY_REQUIRED, 1, NAME_LONGEST, NULL, "Name" },
	{ "queue_id", BODY_ID, BODY_REQUIRED, 0, 0, NULL, "The queue it watches" },
	{ "kind", BODY_ENUM, BODY_REQUIRED, 0, 0, alarm_kinds, "What it watches; service_level: of the last half hour, once ten were decided; nobody_logged_in: while it is open" },
	{ "threshold", BODY_INT, BODY_NULLABLE, 1, SERVICE_MAX_MS, NULL, "oldest_wait: ms, raised above it; service_level: percent, raised below it; nobody_logged_in: none" },
	{ "owner_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Who is to see to it" },
	{ "enabled", BODY_BOOL, 0, 0, 1, NULL, "Is watched" });
RESOURCE_FILTERS(alarm,
	{ "name", BODY_TEXT, 0, 1, NAME_LONGEST, NULL, "Only that of this name" },
	{ "queue_id", BODY_ID, 0, 0, 0, NULL, "Only this queue's" },
	{ "kind", BODY_ENUM, 0, 0, 0, alarm_kinds, "Only those of this kind" });
static const struct resource resource_alarm = { "alarm", RESOURCE_QUERIES, NULL, NULL };
/* clang-format on */

/* clang-format off */
const struct http_route routerd_routes[] = {
	/* method   path                                    role           body                handler               summary */
	ROUTE(GET,  "/api/v1/offers",                       ROLES_SEATED,  query_offers,       on_offers_list,       "List offers, newest first", ANSWERS("200 page<frame<offer, Offer>>", "")),
	ROUTE(GET,  "/api/v1/offers/:id",                   ROLES_SEATED,  body_none,          on_offer_show,        "Show an offer", ANSWERS("200 frame<offer, Offer>", "")),
	ROUTE(POST, "/api/v1/offers/:id/accept",            ROLES_SEATED,  body_none,          on_offer_accept,      "Accept an offer", ANSWERS("200 frame<interaction, Interaction>", "offer_already_accepted offer_ended")),
	ROUTE(POST, "/api/v1/offers/:id/reject",            ROLES_SEATED,  body_reject,        on_offer_reject,      "Reject an offer", ANSWERS("200 frame<offer, Offer>", "may_not_reject offer_already_accepted offer_ended")),
	ROUTE(POST, "/api/v1/offers/:id/withdraw",          ROLES_SEATED, body_withdraw, on_offer_withdraw, "Pull an offer back", ANSWERS("200 frame<offer, Offer>", "offer_already_accepted offer_ended")),
	ROUTE_KEY(GET, "/api/v1/interactions", ROLES_SEATED, "all_interactions", query_interactions, on_interactions_list, "List interactions, newest first unless sorted otherwise", ANSWERS("200 page<frame<interaction, Interaction>>", "")),
	ROUTE_KEY(GET, "/api/v1/interactions/:id", ROLES_SEATED, "interactions", body_none,   on_interaction_show,  "Show an interaction", ANSWERS("200 frame<interaction, Interaction>", "")),
	ROUTE(GET,  "/api/v1/interactions/:id/why",         ROLES_LEADING, body_none,          on_interaction_why,   "Show what was decided, and why", ANSWERS("200 Why", "")),
	ROUTE(GET,  "/api/v1/agents/:id/why",               ROLES_LEADING, body_none,          on_agent_why,         "Show why an agent gets nothing", ANSWERS("200 AgentWhy", "")),
	ROUTE(GET,  "/api/v1/me/why",                       ROLES_SEATED,  body_none,          on_my_why,            "Show why one gets nothing oneself", ANSWERS("200 AgentWhy", "")),
	ROUTE(POST, "/api/v1/interactions/:id/end",         ROLES_SEATED,  body_end,           on_interaction_end,   "End an interaction", ANSWERS("200 frame<interaction, Interaction>", "newer_message interaction_ended interaction_not_assigned not_yours case_closed case_not_of_customer case_not_found")),
	ROUTE(POST, "/api/v1/interactions/:id/wrap-up/end", ROLES_SEATED,  body_wrap_up,       on_wrap_up_end,       "End one's wrap-up", ANSWERS("200 frame<interaction, Interaction>", "interaction_ended not_in_wrap_up not_yours case_closed case_not_of_customer case_not_found disposition_required unknown_reference")),
	ROUTE(PUT,  "/api/v1/interactions/:id/disposition", ROLES_SEATED,  body_recorded,      on_disposition_set,   "Record or correct the disposition and the note of what has ended: of one's own, or as who leads it; corrections are audited", ANSWERS("200 frame<interaction, Interaction>", "not_in_wrap_up not_yours unknown_reference")),
	ROUTE(GET,  "/api/v1/callbacks",                    ROLES_SEATED,  query_callbacks,    on_callbacks_list,    "List callbacks of one's queues, newest first", ANSWERS("200 page<Callback>", "")),
	ROUTE(GET,  "/api/v1/me/callbacks",                 ROLES_SEATED,  query_my_callbacks, on_my_callbacks_list, "List the callbacks that wait in the queues one serves, and those one has taken, oldest first", ANSWERS("200 page<Callback>", "")),
	ROUTE(POST, "/api/v1/callbacks/:id/take",           ROLES_SEATED,  body_none,          on_callback_take,     "Take a callback that waits", ANSWERS("200 Callback", "callback_taken callback_done not_logged_in too_many")),
	ROUTE(POST, "/api/v1/callbacks/:id/release",        ROLES_SEATED,  body_none,          on_callback_release,  "Give a callback back: it waits again", ANSWERS("200 Callback", "callback_not_taken callback_taken callback_done")),
	ROUTE(POST, "/api/v1/callbacks/:id/done",           ROLES_SEATED,  body_callback,      on_callback_done,     "Say that a callback is done", ANSWERS("200 Callback", "callback_not_taken callback_taken callback_done")),
	ROUTE(POST, "/api/v1/interactions/:id/wrap-up/extend", ROLES_SEATED, body_none,       on_wrap_up_extend,    "Make one's wrap-up longer, where the queue allows it", ANSWERS("200 frame<interaction, Interaction>", "interaction_ended not_in_wrap_up not_yours wrap_up_fixed too_many")),
	ROUTE(POST, "/api/v1/interactions/:id/move",        ROLES_LEADING, body_move,          on_interaction_move,  "Put what waits into another queue", ANSWERS("200 frame<interaction, Interaction>", "interaction_not_waiting cannot_take unknown_reference")),
	ROUTE(POST, "/api/v1/interactions/:id/reorder",     ROLES_LEADING, body_reorder,       on_interaction_reorder, "Put what waits before another one, or first", ANSWERS("200 frame<interaction, Interaction>", "interaction_not_waiting unknown_reference")),
	ROUTE(GET,  "/api/v1/interactions/:id/transfer-targets", ROLES_SEATED, body_none,     on_transfer_targets,  "Whom it may be given to, and why not", ANSWERS("200 TransferTargets", "")),
	ROUTE(POST, "/api/v1/interactions/:id/transfer",    ROLES_SEATED,  body_transfer,      on_transfer,          "Give it to a queue, or ask an agent to take it", ANSWERS("200 frame<interaction, Interaction>; 201 frame<offer, Offer>", "cannot_take offer_pending interaction_ended interaction_not_assigned not_yours unknown_reference")),
	ROUTE(POST, "/api/v1/interactions/:id/consult",     ROLES_SEATED,  body_consult,       on_consult,           "Ask an agent in", ANSWERS("201 frame<offer, Offer>", "monitoring_off cannot_take offer_pending interaction_ended interaction_not_assigned not_yours too_many unknown_reference")),
	ROUTE(POST, "/api/v1/interactions/:id/consult/end", ROLES_SEATED,  body_consult_end,   on_consult_end,       "Leave what one was asked into", ANSWERS("200 frame<interaction, Interaction>", "")),
	ROUTE(POST, "/api/v1/interactions/:id/join",        ROLES_LEADING, body_none,          on_join,              "Join what an agent whom one leads has: see all, write to the customer and notes; audited", ANSWERS("200 frame<interaction, Interaction>", "monitoring_off not_logged_in interaction_ended interaction_not_assigned too_many"), .permission = "chats_monitor"),
	ROUTE(POST, "/api/v1/interactions/:id/take-over",   ROLES_SEATED,  body_none,          on_take_over,         "Take it over, asked in or leading", ANSWERS("200 frame<interaction, Interaction>", "capacity_full not_logged_in interaction_ended interaction_not_assigned not_yours")),
	ROUTE_KEY(POST, "/api/v1/route-dry-runs",        ROLE_ADMINISTRATOR, "admin", body_dry_run, on_route_dry_run, "Say where a text would go, now or then, and why", ANSWERS("200 RouteDryRun", "repeatable")),
	ROUTE(GET,  "/api/v1/queues/:id/line",              ROLES_LEADING, query_line,         on_queue_line,        "List what waits in a queue, in the order in which it is offered", ANSWERS("200 page<frame<interaction, Interaction>>", "")),
	RESOURCE("queues", ROLES_SEATED, "admin", queue),
	RESOURCE("skills", ROLES_SEATED, "admin", skill),
	RESOURCE("dispositions", ROLES_SEATED, "admin", disposition, "too_many"),
	RESOURCE("agent-skills", ROLE_ADMINISTRATOR, "admin", agent_skill),
	RESOURCE("memberships", ROLE_ADMINISTRATOR, "admin", membership),
	RESOURCE("schedules", ROLE_ADMINISTRATOR, "admin", schedule),
	RESOURCE("route-rules", ROLE_ADMINISTRATOR, "admin", route_rule),
	REPORT("queues", queue),
	REPORT("channels", channel),
	REPORT("agents", agent),
	REPORT("groups", group),
	ROUTE_KEY(GET, "/api/v1/reports/texts",             ROLES_REPORTED, "reports", query_report_texts, on_report_texts, "Report on texts and segments by country and price class", ANSWERS("200 ReportTexts; 200 text/csv", "not_found"), .permission = "reports_read"),
	ROUTE_KEY(GET, "/api/v1/reports/interactions",      ROLES_REPORTED, "reports", query_report_interactions, on_report_interactions, "List the interactions behind a figure", ANSWERS("200 ReportInteractions; 200 text/csv", "not_found"), .permission = "reports_read"),
	ROUTE_KEY(GET, "/api/v1/wallboard",                 ROLES_REPORTED, "reports", query_wallboard, on_wallboard, "Show what happens now, with today's figures", ANSWERS("200 Wallboard", "")),
	ROUTE_KEY(GET, "/api/v1/board",                     ROLE_INTEGRATOR, "wallboard", query_wallboard, on_board, "Show the queues' figures on a screen, with a key that may open nothing else", ANSWERS("200 Board", "")),
	ROUTE_KEY(GET, "/api/v1/alarm-events",              ROLES_REPORTED, "reports", query_alarm_events, on_alarms_raised, "List alarms that were raised, newest first", ANSWERS("200 page<AlarmEvent>", "")),
	RESOURCE("alarms", ROLE_ADMINISTRATOR, "admin", alarm),
	ROUTES_END
};
/* clang-format on */
