/*
 * routes - what presenced serves over HTTP
 *
 * Owns: the table from which come the dispatch, the permission check, the decoding of
 * bodies, the edge's map and the tests that walk every route.
 */
#include "presenced/presenced.h"

static const char *const apps[] = { "workspace", "work", "admin", NULL };
static const char *const statuses[] = { "available", "work_offline", "on_break", "logged_out",
	NULL };

static const struct body body_login = { "login", BODY_JSON,
	(const struct body_field[]){
	    { "username", BODY_TEXT, BODY_REQUIRED, 1, 128, NULL, "Login name" },
	    { "password", BODY_TEXT, BODY_REQUIRED, 1, 256, NULL, "Password" },
	    { "app", BODY_ENUM, BODY_REQUIRED, 0, 0, apps, "Which page or program logs in" },
	    { 0 },
	} };

static const struct body body_status = { "status", BODY_JSON,
	(const struct body_field[]){
	    { "status", BODY_ENUM, BODY_REQUIRED, 0, 0, statuses, "Chosen status" },
	    { "stop_new", BODY_BOOL, 0, 0, 1, NULL, "With available: no new offers" },
	    { "code", BODY_ID, BODY_NULLABLE, 0, 0, NULL, "Status code (the reason)" },
	    { 0 },
	} };

static const struct body query_logout = { "logout", BODY_QUERY,
	(const struct body_field[]){
	    { "return", BODY_BOOL, 0, 0, 1, NULL, "Give open chats back to their queues" },
	    { 0 },
	} };

static const struct body query_list = { "list", BODY_QUERY,
	(const struct body_field[]){
	    { "cursor", BODY_TEXT, 0, 0, 200, NULL, "Where the page before ended" },
	    { "limit", BODY_INT, 0, 1, 200, NULL, "At most so many, default 50" },
	    { 0 },
	} };

/* clang-format off */
const struct http_route presenced_routes[] = {
	/* method   path                         role                body          handler            summary */
	ROUTE(POST, "/api/v1/sessions",          ROLE_STRANGER,      body_login,   on_session_open,   "Log in"),
	ROUTE(GET,  "/api/v1/sessions/me",       ROLES_ANY,          body_none,    on_session_show,   "Show one's own session"),
	ROUTE(DEL,  "/api/v1/sessions/me",       ROLES_ANY,          query_logout, on_session_close,  "Log out"),
	ROUTE(GET,  "/api/v1/me/status",         ROLES_SEATED,       body_none,    on_my_status_show, "Show one's own status"),
	ROUTE(PUT,  "/api/v1/me/status",         ROLES_SEATED,       body_status,  on_my_status_set,  "Set one's own status"),
	ROUTE(GET,  "/api/v1/agents",            ROLES_SEATED,       query_list,   on_agents_list,    "List agents with their statuses"),
	ROUTE(PUT,  "/api/v1/agents/:id/status", ROLES_LEADING,      body_status,  on_status_set,     "Set a supervised agent's status"),
	ROUTE(GET,  "/api/v1/status-codes",      ROLES_SEATED,       body_none,    on_status_codes,   "List status codes"),
	ROUTE(GET,  "/api/v1/users",             ROLE_ADMINISTRATOR, query_list,   on_users_list,     "List users"),
	ROUTE_KEY(GET, "/api/v1/channels", ROLES_ANY, "sms",          query_list,   on_channels_list,  "List channels"),
	ROUTES_END
};
/* clang-format on */
