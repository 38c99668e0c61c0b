/*
 * cookie - the cookies of this origin.
 *
 * Owns: the prefix of their names, and the attributes that all of them have. Under https the name begins with "__Host-": a browser then
 *       takes the cookie only from this host over https, so that no other host of the domain can plant one (RFC 6265bis, 4.1.3.2).
 * Must not know: what a cookie says.
 */
#ifndef COMMON_DAEMON_COOKIE_H
#define COMMON_DAEMON_COOKIE_H

#include "common/daemon/daemon.h"

enum cookie_same_site {
	COOKIE_STRICT, /* never sent when another site leads here */
	COOKIE_LAX, /* sent with a navigation that another site begins */
};

enum { COOKIE_SESSION = -1 }; /* max_age_s: until the browser ends */

struct cookie {
	const char *name; /* without the prefix, at most COOKIE_NAME_MAX characters */
	enum cookie_same_site same_site;
	int max_age_s; /* 0: the browser deletes it */
	bool scripts; /* scripts of the page can read it */
};

enum { COOKIE_NAME_MAX = 32 };

/* Adds Set-Cookie to the answer. `value`: characters of a cookie's value (RFC 6265, 4.1.1). */
void cookie_set(struct http_req *req, const struct cookie *cookie, struct view value);
/* False: the request has no such cookie. `out` is borrowed from the request. */
bool cookie_get(const struct http_req *req, const char *name, struct view *out);

#endif
