/*
 * cookies - what a browser keeps of a login: its session's token, and on which accounts it is known.
 *
 * Owns: what these cookies are called and how long they last, the box around the second.
 * Must not know: what a session is, which entry of a known browser holds (core/known_device.h).
 */
#include <stdio.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/daemon/cookie.h"
#include "presenced/presenced.h"

enum { DEVICE_COOKIE_MAX = 1024 }; /* characters; ours are shorter */

static const char device_box[] = PURPOSE_KNOWN_DEVICE;
static const struct cookie device_cookie = { "tl_device", COOKIE_STRICT, KNOWN_DEVICE_S, false };

void
session_cookie(struct http_req *req, const char *app, const char *token)
{
	char name[COOKIE_NAME_MAX + 1];
	struct cookie cookie = { name, COOKIE_STRICT, COOKIE_SESSION, false };

	(void)snprintf(name, sizeof(name), "tl_%s", app);
	cookie_set(req, &cookie, view_of(token));
	(void)snprintf(name, sizeof(name), "tl_%s_open", app);
	cookie.scripts = true;
	cookie_set(req, &cookie, VIEW("1"));
}

void
device_cookie_read(struct http_req *req, struct known_devices *out)
{
	struct buf box = { 0 }, plain = { 0 };
	struct view text;

	*out = (struct known_devices){ 0 };
	if (cookie_get(req, device_cookie.name, &text) && text.n <= DEVICE_COOKIE_MAX &&
	    base64url_decode(text, &box) && box.n > 0 &&
	    box_opens(request_daemon(req), device_box, buf_view(&box), &plain))
		(void)known_devices_read(buf_view(&plain), out);
	box_wipe(&plain);
	buf_fini(&box);
}

void
device_cookie_set(struct http_req *req, const struct known_devices *devices)
{
	struct buf plain = { 0 }, box = { 0 }, text = { 0 };
	struct err err;

	known_devices_write(devices, &plain);
	/* Without a key ring no browser is known: a login must not fail of that. */
	if (box_seal(request_daemon(req), device_box, 0, 0, buf_view(&plain), &box, &err) == 0) {
		base64url_encode(buf_view(&box), &text);
		cookie_set(req, &device_cookie, buf_view(&text));
	}
	box_wipe(&plain);
	buf_fini(&box);
	buf_fini(&text);
}
