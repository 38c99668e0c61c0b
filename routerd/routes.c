/*
 * routes - what routerd serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "routerd/routerd.h"

enum { REASON_MAX = 200, TITLE_MAX = 200, NOTE_MAX = 4000 };

static const char *const offer_states[] = { "made", "accepted", "rejected", "expired", "withdrawn",
	NULL };
static const char *const interaction_states[] = { "open", "arrived", "waiting", "offered",
	"assigned", "wrap_up", "ended", NULL };

static const struct body query_offers = { "offers", BODY_QUERY,
	(const struct body_field[]){
	    { "agent", BODY_INT, 0, 1, INT64_MAX, NULL, "Only this agent's" },
	    { "state", BODY_ENUM, 0, 0, 0, offer_states, "Only those in this state" },
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

static const struct body body_reject = { "reject", BODY_JSON,
	(const struct body_field[]){
	    { "reason", BODY_TEXT, BODY_NULLABLE, 0, REASON_MAX, NULL, "Why" },
	    { 0 },
	} };

static const struct body query_interactions = { "interactions", BODY_QUERY,
	(const struct body_field[]){
	    { "state", BODY_ENUM, 0, 0, 0, interaction_states,
		"Only those in this state; open: not ended" },
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
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
	    { 0 },
	} };

static const struct body body_wrap_up = { "wrap_up", BODY_JSON,
	(const struct body_field[]){
	    { "case_id", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Another case it belongs to" },
	    { "note", BODY_TEXT, BODY_NULLABLE, 0, NOTE_MAX, NULL, "Note" },
	    { 0 },
	} };

/* clang-format off */
const struct http_route routerd_routes[] = {
	/* method   path                                    role           body                handler               summary */
	ROUTE(GET,  "/api/v1/offers",                       ROLES_SEATED,  query_offers,       on_offers_list,       "List offers, newest first"),
	ROUTE(GET,  "/api/v1/offers/:id",                   ROLES_SEATED,  body_none,          on_offer_show,        "Show an offer"),
	ROUTE(POST, "/api/v1/offers/:id/accept",            ROLES_SEATED,  body_none,          on_offer_accept,      "Accept an offer"),
	ROUTE(POST, "/api/v1/offers/:id/reject",            ROLES_SEATED,  body_reject,        on_offer_reject,      "Reject an offer"),
	ROUTE(GET,  "/api/v1/interactions",                 ROLES_SEATED,  query_interactions, on_interactions_list, "List interactions, newest first"),
	ROUTE(GET,  "/api/v1/interactions/:id",             ROLES_SEATED,  body_none,          on_interaction_show,  "Show an interaction"),
	ROUTE(GET,  "/api/v1/interactions/:id/why",         ROLES_LEADING, body_none,          on_interaction_why,   "Show what was decided, and why"),
	ROUTE(POST, "/api/v1/interactions/:id/end",         ROLES_SEATED,  body_end,           on_interaction_end,   "End an interaction"),
	ROUTE(POST, "/api/v1/interactions/:id/wrap-up/end", ROLES_SEATED,  body_wrap_up,       on_wrap_up_end,       "End one's wrap-up"),
	ROUTE(GET,  "/api/v1/queues",                       ROLES_SEATED,  body_none,          on_queues_list,       "List queues with what waits"),
	ROUTES_END
};
/* clang-format on */
