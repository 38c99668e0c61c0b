/*
 * shake - the WebSocket handshake (RFC 6455, 4.2), version 13 only.
 *
 * Owns: what makes a request a whole handshake, and the 101.
 * Must not know: sessions.
 */
#include <assert.h>
#include <openssl/sha.h>

#include "common/base/bytes.h"
#include "common/http/internal.h"

enum { WS_KEY_CHARS = 24, WS_KEY_BYTES = 16 };

static bool
key_valid(struct view key)
{
	struct buf nonce = { .p = NULL };
	bool valid = key.n == WS_KEY_CHARS && base64_decode(key, &nonce) && nonce.n == WS_KEY_BYTES;

	buf_fini(&nonce);
	return valid;
}

int
ws_check(struct http_req *req)
{
	struct view version, key;

	if (!req->wants_upgrade || !req_has_token(req, "upgrade", "websocket") ||
	    !http_header(req, "sec-websocket-version", &version) || !view_is(version, "13")) {
		http_add_header(req, "Upgrade", "websocket");
		http_add_header(req, "Sec-WebSocket-Version", "13");
		return 426;
	}
	(void)http_header(req, "sec-websocket-key", &key);
	if (!key_valid(key) || req->head_only || req->old_version || req->chunked)
		return 400; /* with a body, also an empty one, no other protocol begins */
	return 0;
}

void
ws_authorize(struct http_req *req)
{
	const struct ws_config *config = req->route->ws;
	int status = 0;

	if (config->authorize != NULL)
		status = config->authorize(req, req->server->config.app);
	input_leave(); /* what it entered is the request's from now on (http_set_input) */
	if (status == 0)
		ws_accept(req);
	else if (status > 0)
		problem_reply(req, status);
}

void
ws_accept(struct http_req *req)
{
	assert(req->route != NULL && req->route->ws != NULL);
	assert(!req->answered && !req->accepted);
	if (req->server->stopping) {
		problem_reply(req, 503);
		return;
	}
	req->accepted = true;
	req_taken_back(req);
	if (req->conn == NULL)
		req_free(req);
	else
		conn_answered(req->conn, req);
}

void
ws_add_switch(struct conn *conn, struct http_req *req)
{
	unsigned char digest[SHA_DIGEST_LENGTH];
	struct buf text = { .p = NULL };
	struct buf *out = conn_out(conn);
	struct view key;

	(void)http_header(req, "sec-websocket-key", &key);
	buf_add_view(&text, key);
	buf_add_text(&text, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"); /* RFC 6455 1.3 */
	(void)SHA1((const unsigned char *)text.p, text.n, digest);
	req_start_answer(req, 101, out);
	buf_add_text(out, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ");
	base64_encode((struct view){ (const char *)digest, sizeof(digest) }, out);
	buf_add_text(out, "\r\n\r\n");
	buf_fini(&text);
}
