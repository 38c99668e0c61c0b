/*
 * cookies - what a browser keeps of a login: its session's token, and on which accounts it is known.
 *
 * Owns: names and attributes of these cookies, the box around the second.
 * Must not know: what a session is, which entry of a known browser holds (core/known_device.h).
 */
#include "common/daemon/box.h"
#include "presenced/presenced.h"

enum { DEVICE_COOKIE_MAX = 1024 }; /* characters; ours are shorter */

static const char device_box[] = "presence.known_device";

static bool
is_loopback(const char *public_url)
{
	static const char *const hosts[] = { "http://127.", "http://localhost", "http://[::1]" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (view_starts(view_of(public_url), hosts[i]))
			return true;
	return false;
}

static void
cookie_set(struct http_req *req, const char *name, const char *suffix, struct view value,
    const char *attributes)
{
	const char *public_url = config_text(daemon_config(request_daemon(req)), "public_url");
	/* Only http on a loopback address may do without Secure (api.md 11). */
	const char *secure = is_loopback(public_url) ? "" : "; Secure";
	struct buf cookie = { 0 };

	buf_addf(&cookie, "tl_%s%s=%.*s; Path=/; SameSite=Strict%s%s", name, suffix, (int)value.n,
	    value.p, attributes, secure);
	http_add_header(req, "Set-Cookie", cookie.p);
	box_wipe(&cookie);
}

void
session_cookie(struct http_req *req, const char *app, const char *token)
{
	cookie_set(req, app, "", view_of(token), "; HttpOnly");
	cookie_set(req, app, "_open", VIEW("1"), "");
}

void
device_cookie_read(struct http_req *req, struct known_devices *out)
{
	struct buf box = { 0 }, plain = { 0 };
	struct view text;

	*out = (struct known_devices){ 0 };
	if (http_cookie(req, "tl_device", &text) && text.n <= DEVICE_COOKIE_MAX &&
	    base64url_decode(text, &box) && box.n > 0 &&
	    box_opens(request_daemon(req), device_box, buf_view(&box), &plain))
		(void)known_devices_read(buf_view(&plain), out);
	box_wipe(&plain);
	buf_fini(&box);
}

void
device_cookie_set(struct http_req *req, const struct known_devices *devices)
{
	struct buf plain = { 0 }, box = { 0 }, text = { 0 }, attributes = { 0 };
	struct err err;

	known_devices_write(devices, &plain);
	/* Without a key ring no browser is known: a login must not fail of that. */
	if (box_seal(request_daemon(req), device_box, 0, 0, buf_view(&plain), &box, &err) == 0) {
		base64url_encode(buf_view(&box), &text);
		buf_addf(&attributes, "; HttpOnly; Max-Age=%d", KNOWN_DEVICE_S);
		cookie_set(req, "device", "", buf_view(&text), attributes.p);
	}
	box_wipe(&plain);
	buf_fini(&box);
	buf_fini(&text);
	buf_fini(&attributes);
}
