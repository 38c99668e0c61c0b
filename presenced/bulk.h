/*
 * bulk - export and import over REST: the routes' handlers, and the rows that a resource has in the route table.
 */
#ifndef PRESENCED_BULK_H
#define PRESENCED_BULK_H

#include "common/daemon/audit_table.h"
#include "presenced/presenced.h"

/* Files of any kind. A statement ends by itself before: DB_STATEMENT_LONG_MS. The answer must come before the server
 * gives up. */
enum { BULK_BODY_MAX = 32 * 1024 * 1024, BULK_DEADLINE_MS = 28000 };
enum bulk_format { BULK_CSV, BULK_JSON, BULK_JSONL };

/* What a route is about: the noun of a view a_<noun>, of whichever owner. */
struct bulk {
	const char *noun;
};

void on_config_export(struct http_req *req, void *app);
void on_rows_export(struct http_req *req, void *app);
void on_bulk_import(struct http_req *req, void *app); /* a file, or rows */

/* clang-format off */
#define BULK_ROW(verb, path, fields, function, words, bytes, about, media, what, problems, ...) \
	{ .method = HTTP_##verb##_, .pattern = "/api/v1/" path, .role = ROLE_ADMINISTRATOR, .body = &(fields), .handler = function, \
	  .summary = words, .scope = "admin", .max_body = bytes, .subject = about, .takes = media, ANSWERS(what, problems), __VA_ARGS__ }

/* Administrators', also of what another daemon serves one by one. `outward`, `inward`: what an
 * export and an import may answer besides; behind them what else stands in the import's row. */
#define BULK(path, noun, outward, inward, ...) \
	BULK_ROW(GET, path "/export", query_rows_export, on_rows_export, "Export all " path ": a table, or JSON", 0, \
	    &((const struct bulk){ noun }), NULL, "200 text/csv; 200 [json]; 200 application/jsonl", outward, \
	    .audited = &((const struct audit_act){ "configuration_export", 8, noun })), \
	BULK_ROW(POST, path "/import", body_rows_import, on_bulk_import, "Import " path " from a table or JSON: made, or changed where there is one", \
	    BULK_BODY_MAX, &((const struct bulk){ noun }), "text/csv application/json application/jsonl", "200 Imported & { rows: [ImportedRow], errors: [ImportError] }", inward, __VA_ARGS__)
/* clang-format on */

#endif
