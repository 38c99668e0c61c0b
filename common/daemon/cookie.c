/* cookie - see cookie.h */
#include "common/daemon/cookie.h"

#include <stdio.h>

static const char host_prefix[] = "__Host-";

/* Only http on a loopback address does without Secure, and so without the prefix: there browsers differ in what they take. */
static bool
is_secure(const struct http_req *req)
{
	static const char *const hosts[] = { "http://127.", "http://localhost", "http://[::1]" };
	const struct config *config = daemon_config(http_app(req));
	struct view public_url = view_of(config_text(config, "public_url"));

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (view_starts(public_url, hosts[i]))
			return false;
	return true;
}

void
cookie_set(struct http_req *req, const struct cookie *cookie, struct view value)
{
	bool secure = is_secure(req);
	struct buf line = { 0 };

	buf_addf(&line, "%s%s=%.*s; Path=/; SameSite=%s", secure ? host_prefix : "", cookie->name,
	    (int)value.n, value.p != NULL ? value.p : "",
	    cookie->same_site == COOKIE_LAX ? "Lax" : "Strict");
	if (cookie->max_age_s != COOKIE_SESSION)
		buf_addf(&line, "; Max-Age=%d", cookie->max_age_s);
	buf_add_text(&line, cookie->scripts ? "" : "; HttpOnly");
	buf_add_text(&line, secure ? "; Secure" : "");
	http_add_header(req, "Set-Cookie", line.p);
	mem_wipe(line.p, line.n);
	buf_fini(&line);
}

bool
cookie_get(const struct http_req *req, const char *name, struct view *out)
{
	char full[sizeof(host_prefix) + COOKIE_NAME_MAX];

	(void)snprintf(
	    full, sizeof(full), "%s%.*s", is_secure(req) ? host_prefix : "", COOKIE_NAME_MAX, name);
	return http_cookie(req, full, out);
}
