/*
 * people - export and import of address books over REST: the routes' handlers, and what their rows say.
 */
#ifndef PRESENCED_PEOPLE_H
#define PRESENCED_PEOPLE_H

#include "presenced/presenced.h"

enum people_form { PEOPLE_VCARD3, PEOPLE_VCARD4, PEOPLE_CSV };

/* The subject of a route about one's own contacts; NULL: about the organisation's external ones. */
extern const char people_own[];

void on_people_export(struct http_req *req, void *app);
void on_people_import(struct http_req *req, void *app);

/* clang-format off */
#define PEOPLE_ROW(verb, path, roles, fields, function, words, bytes, whose, scopes, media, what, problems, ...) \
	{ .method = HTTP_##verb##_, .pattern = path, .role = roles, .body = &(fields), .handler = function, .summary = words, \
	  .scope = scopes, .max_body = bytes, .subject = whose, .takes = media, ANSWERS(what, problems), __VA_ARGS__ }
/* clang-format on */

#endif
