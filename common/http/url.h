/*
 * url - which URLs of others (webhooks, identity providers, carriers' files) we send requests to.
 *
 * Owns: the judgement of scheme, host and user; that of addresses is address.h, asked here for a host
 *       that is one, and again at each connection (http_request.may_connect).
 * Must not know: what the URL is for.
 *
 * libcurl's own parser judges, which the request goes by too: no second opinion of what the host is.
 */
#ifndef COMMON_HTTP_URL_H
#define COMMON_HTTP_URL_H

#include <stdbool.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum { URL_MAX = 2000 };

struct url_rule {
	bool allow_private; /* loopback and private addresses, and http without TLS */
	const char
	    *http_hosts; /* hosts that may be asked by http, separated by spaces; may be NULL */
	const char *field; /* the pointer that a refusal names */
};

/* 0, or -1: `err` (ERR_INVALID) says why not. */
int url_check(struct view url, const struct url_rule *rule, struct err *err);

/* Adds "https://host:443": scheme and host in lower case, the port also where it is the usual one. False: the URL
 * can't be read, nothing is added. */
bool url_origin(struct view url, struct buf *out);
/* Adds the host in lower case, as url_origin. */
bool url_host(struct view url, struct buf *out);
/* Adds where an answer's Location leads, seen from `url`. False: nowhere that is asked by
 * HTTP, or it is longer than URL_MAX. */
bool url_resolve(struct view url, struct view location, struct buf *out);

#endif
