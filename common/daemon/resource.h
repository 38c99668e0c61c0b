/*
 * resource - configuration over REST: every resource by the same five handlers, from tables.
 *
 * Owns: reading a request into one call of <schema>.resource_read or resource_write.
 * Must not know: any resource. Its fields stand in the daemon's routes.c, its columns in the
 *       view <schema>.a_<noun>, what it does besides in that schema's functions.
 *
 * Rules: AD-1 to AD-4, AD-6; api.md 3, 4, 8; docs/decisions/0007-resources.md.
 *
 * A new resource is a view, a table of fields and filters, and one line in the route table:
 *
 *	RESOURCE_FIELDS(skill, { "name", BODY_TEXT, BODY_REQUIRED, 1, 200, NULL, "Name" });
 *	RESOURCE_FILTERS(skill, { "name", BODY_TEXT, 0, 1, 200, NULL, "Only that of this name" });
 *	static const struct resource resource_skill = { "skill", RESOURCE_QUERIES, NULL, NULL };
 *	…	RESOURCE("skills", ROLE_ADMINISTRATOR, "admin", skill),
 */
#ifndef COMMON_DAEMON_RESOURCE_H
#define COMMON_DAEMON_RESOURCE_H

#include "common/daemon/daemon.h"

struct resource_write;

struct resource {
	const char *noun; /* of the view a_<noun> */
	const struct db_query *read, *write; /* the owner's resource_read and resource_write */
	/* Opens, for the reply alone, what the database shows sealed of an item. NULL: nothing is. */
	void (*show)(struct http_req *req, json_t *item);
	const char *lock; /* class of the lock key that the thing has besides; may be NULL */
	/* What must happen before the database is asked, a password hashed: changes `item` or `once`, then
	 * calls resource_write_run or resource_write_refuse, now or later. NULL: nothing. Not called for
	 * a deletion. */
	void (*prepare)(struct resource_write *write);
};

/* A write under way; freed by resource_write_run and resource_write_refuse. */
struct resource_write {
	struct http_req *req;
	const struct resource *resource;
	const char *verb; /* create, update, delete, rotate: a new secret of ours is made */
	int64_t id, version; /* create: 0 */
	json_t *item; /* the fields as they were given; NULL: deletion */
	json_t *once; /* added to the answer and stored nowhere; may be NULL */
	bool dry_run;
};
void resource_write_run(struct resource_write *write);
void resource_write_refuse(struct resource_write *write, const struct err *err); /* answers */
/* A member of `item` under another name: what the column holds instead of what was given. */
void resource_replace(
    struct resource_write *write, const char *given, const char *column, struct view value);
/* The same for a column of bytes. */
void resource_replace_bytes(
    struct resource_write *write, const char *given, const char *column, struct view bytes);

/* A secret in place of member `given`: sealed for (table, the actor's tenant, a number of its own, for the row has no id yet), in the columns
 * `column` and "box", which is that number. -1: `err` says why not. */
int resource_seal(struct resource_write *write, const char *given, const char *column,
    const char *table, struct view plain, struct err *err);

void on_resource_list(struct http_req *req, void *app);
void on_resource_show(struct http_req *req, void *app);
void on_resource_create(struct http_req *req, void *app);
void on_resource_update(struct http_req *req, void *app);
void on_resource_delete(struct http_req *req, void *app);
void on_resource_rotate(struct http_req *req, void *app);

/* From where, for the audit log: JSON that the caller frees. */
char *request_origin(const struct http_req *req);

extern const struct body query_resource_delete;
extern const char *const resource_sorts[];

enum { RESOURCE_CURSOR_MAX = 4096 };

/* clang-format off */
#define RESOURCE_QUERIES RESOURCE_QUERIES_SHOWN(NULL)
#define RESOURCE_QUERIES_SHOWN(show) &q_resource_read, &q_resource_write, show

#define RESOURCE_DRY_RUN \
	{ "dry_run", BODY_BOOL, BODY_IN_QUERY, 0, 1, NULL, "Judge it, keep nothing" }

#define RESOURCE_FIELDS(name, ...) \
	static const struct body_field fields_##name[] = { RESOURCE_DRY_RUN, __VA_ARGS__, { 0 } }; \
	static const struct body body_##name = { #name, BODY_JSON, fields_##name }; \
	static const struct body part_##name = { #name "_part", BODY_PART, fields_##name }

#define RESOURCE_PAGE \
	{ "cursor", BODY_TEXT, 0, 0, RESOURCE_CURSOR_MAX, NULL, "Where the page before ended; carries sort, fields and filters" }, \
	LIST_LIMIT_FIELD, \
	{ "fields", BODY_TEXT, 0, 1, 500, NULL, "Only these fields, with commas between" }

#define RESOURCE_FILTERS(name, ...) \
	static const struct body query_##name = { #name "_list", BODY_QUERY, (const struct body_field[]){ RESOURCE_PAGE, \
	    { "sort", BODY_ENUM, 0, 0, 0, resource_sorts, "By id (default) or name; - turns it" }, __VA_ARGS__, { 0 } } }

#define RESOURCE_ROW(verb, path, roles, needed, fields, function, words, bytes, name, what, problems, ...) \
	{ .method = HTTP_##verb##_, .pattern = "/api/v1/" path, .role = roles, .body = &(fields), .handler = function, .summary = words, \
	  .scope = needed, .max_body = bytes, .subject = &resource_##name, ANSWERS(what, problems), __VA_ARGS__ }

#define RESOURCE_READ(path, roles, scope, name) \
	RESOURCE_ROW(GET, path, roles, scope, query_##name, on_resource_list, "List " path, 0, name, "200 page<" #name ".part>", ""), \
	RESOURCE_ROW(GET, path "/:id", roles, scope, body_none, on_resource_show, "Show one of " path, 0, name, "200 " #name, "")

/* Reading for `roles` and keys with `scope`; changing for administrators and keys with the scope "admin".
 * Behind `name` may stand what problems its hook adds. written, deleted: enum http_proof. */
#define RESOURCE(path, roles, scope, name, ...) RESOURCE_PROVED(PROOF_NONE, PROOF_NONE, path, roles, scope, name, __VA_ARGS__)
#define RESOURCE_PROVED(written, deleted, path, roles, scope, name, ...) \
	RESOURCE_READ(path, roles, scope, name), \
	RESOURCE_ROW(POST, path, ROLE_ADMINISTRATOR, "admin", body_##name, on_resource_create, "Add one to " path, ROUTE_BODY_MAX, name, \
	    "201 " #name ".made; 200 " #name ".judged", "name_taken extension_taken value_taken unknown_reference " __VA_ARGS__, .proof = written), \
	RESOURCE_ROW(PATCH, path "/:id", ROLE_ADMINISTRATOR, "admin", part_##name, on_resource_update, "Change one of " path, ROUTE_BODY_MAX, name, \
	    "200 " #name ".saved", "stale_version name_taken extension_taken value_taken unknown_reference " __VA_ARGS__, .proof = written), \
	RESOURCE_ROW(DEL, path "/:id", ROLE_ADMINISTRATOR, "admin", query_resource_delete, on_resource_delete, "Delete one of " path, 0, name, \
	    "200 Deleted", "stale_version referenced " __VA_ARGS__, .proof = deleted)
/* For a resource with a secret of ours that its prepare() makes: the former one ends at once. */
#define RESOURCE_ROTATE(path, name, ...) \
	RESOURCE_ROW(POST, path "/:id/rotate", ROLE_ADMINISTRATOR, "admin", body_none, on_resource_rotate, "Make a new secret for one of " path "; it is shown once", \
	    ROUTE_BODY_MAX, name, "200 " #name ".made", "stale_version", __VA_ARGS__)
/* clang-format on */

#endif
