/*
 * routes - what hookd serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "hookd/hookd.h"

static const struct body body_create = { "webhook", BODY_JSON,
	(const struct body_field[]){
	    { "url", BODY_TEXT, BODY_REQUIRED, 1, 2000, NULL, "Where events are posted to, https" },
	    { "types", BODY_ANY, BODY_REQUIRED, 0, 0, SHAPE("[text]"),
		"List of trunkline.interaction.assigned, trunkline.receipt.*, or * (all but "
		"customer, case, number and login, which need a scope of their own)" },
	    { "enabled", BODY_BOOL, 0, 0, 0, NULL, "Default true" },
	    { "description", BODY_TEXT, 0, 0, 500, NULL, "For people" },
	    { 0 },
	} };

static const struct body body_update = { "webhook_change", BODY_JSON,
	(const struct body_field[]){
	    { "url", BODY_TEXT, 0, 1, 2000, NULL, "Where events are posted to, https" },
	    { "types", BODY_ANY, 0, 0, 0, SHAPE("[text]"),
		"List of trunkline.interaction.assigned, trunkline.receipt.*, or * (all but "
		"customer, case, number and login, which need a scope of their own)" },
	    { "enabled", BODY_BOOL, 0, 0, 0, NULL,
		"On again it goes on with the next event; what came meanwhile is in /events" },
	    { "description", BODY_TEXT, 0, 0, 500, NULL, "For people" },
	    { 0 },
	} };

static const struct body body_resend = { "resend", BODY_JSON,
	(const struct body_field[]){
	    { "event", BODY_ID, 0, 0, 0, NULL, "One dead letter; absent: the 1,000 oldest" },
	    { 0 },
	} };

static const struct body query_page = { "page", BODY_QUERY,
	(const struct body_field[]){
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_attempts = { "attempts", BODY_QUERY,
	(const struct body_field[]){
	    { "event", BODY_ID, 0, 0, 0, NULL, "Of this event only" },
	    LIST_FIELDS,
	    { 0 },
	} };

static const struct body query_events = { "events", BODY_QUERY,
	(const struct body_field[]){
	    { "after", BODY_TEXT, 0, 0, 200, NULL,
		"next_cursor of the answer before; absent: the oldest event kept; latest: none "
		"yet" },
	    LIST_LIMIT_FIELD,
	    { "types", BODY_TEXT, 0, 1, 4000, NULL,
		"Types separated by commas, as of a webhook; default * (all but customer, case, "
		"number and login)" },
	    { "wait", BODY_INT, 0, 0, 20, NULL, "Seconds to wait for an event if there is none" },
	    { 0 },
	} };

enum { ROLES_ADMIN = ROLE_ADMINISTRATOR, ROLES_EVENTS = ROLE_ADMINISTRATOR | ROLE_INTEGRATOR };

/* clang-format off */
const struct http_route hookd_routes[] = {
	/* method path                              role         body            handler             summary */
	ROUTE_KEY(GET, "/api/v1/webhooks", ROLES_ADMIN, "webhooks", query_page, on_webhooks_list, "List webhooks", ANSWERS("200 page<Webhook>", "")),
	ROUTE_KEY(POST, "/api/v1/webhooks", ROLES_ADMIN, "webhooks", body_create, on_webhook_create, "Make a webhook; its secret is shown once", ANSWERS("201 Webhook & { secret: text | null }", "too_many"), .proof = PROOF_FRESH),
	ROUTE_KEY(GET, "/api/v1/webhooks/:id", ROLES_ADMIN, "webhooks", body_none, on_webhook_get, "Show a webhook and how far it has come", ANSWERS("200 Webhook", "")),
	ROUTE_KEY(PATCH, "/api/v1/webhooks/:id", ROLES_ADMIN, "webhooks", body_update, on_webhook_update, "Change a webhook (If-Match)", ANSWERS("200 Webhook & { warnings: [Warning] }", "stale_version"), .proof = PROOF_FRESH),
	ROUTE_KEY(DEL, "/api/v1/webhooks/:id", ROLES_ADMIN, "webhooks", body_none, on_webhook_delete, "Delete a webhook and what waits for it (If-Match)", ANSWERS("200 { id: id, webhook: id, warnings: [Warning] }", "stale_version")),
	ROUTE_KEY(POST, "/api/v1/webhooks/:id/rotate", ROLES_ADMIN, "webhooks", body_none, on_webhook_rotate, "Make a new secret; the former signs too for 24 hours", ANSWERS("200 Webhook & { secret: text | null }", ""), .proof = PROOF_FRESH),
	ROUTE_KEY(POST, "/api/v1/webhooks/:id/test", ROLES_ADMIN, "webhooks", body_none, on_webhook_test, "Send a test event and show what came back", ANSWERS("200 Trial", "repeatable")),
	ROUTE_KEY(POST, "/api/v1/webhooks/:id/resend", ROLES_ADMIN, "webhooks", body_resend, on_webhook_resend, "Send dead letters again", ANSWERS("200 { resent: int, more: bool }", "")),
	ROUTE_KEY(GET, "/api/v1/webhooks/:id/attempts", ROLES_ADMIN, "webhooks", query_attempts, on_attempts_list, "List attempts of the last 30 days, newest first", ANSWERS("200 page<Attempt>", "")),
	ROUTE_KEY(GET, "/api/v1/webhooks/:id/dead-letters", ROLES_ADMIN, "webhooks", query_page, on_dead_list, "List events that could not be delivered within 72 hours", ANSWERS("200 page<DeadLetter>", "")),
	ROUTE_KEY(GET, "/api/v1/events",              ROLES_EVENTS, "events", query_events, on_events, "Pull events: complete, in order, from a cursor on", ANSWERS("200 { data: [Event], next_cursor: text, more: bool }", "cursor_expired")),
	ROUTES_END
};
/* clang-format on */
