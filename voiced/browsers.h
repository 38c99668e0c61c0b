/*
 * browsers - pages that are phones: SIP over WebSocket (RFC 7118), each over a connection of its own to our SIP port.
 *
 * Owns: the sockets, who each belongs to, until when. A socket is opened by a token (phone_token.c), ends with its login or an hour after
 *       the last token, and takes its binding with it. A page that was cut off comes back to its connection, and so to its calls.
 * Must not know: what the messages say (core/bridge.h), calls, but that those of a login that has ended end with it.
 *
 * No browser proves a password: voiced believes the connection, which is its own (browser_of). Beside messages a page may send
 * {"token":"…"}, a new token, which is answered by {"ends_at":"…"}: so it stays without losing calls. With "renewed":false beside it the
 * database did not answer, and the page sends another token a little later.
 */
#ifndef VOICED_BROWSERS_H
#define VOICED_BROWSERS_H

#include "common/daemon/daemon.h"
#include "voiced/sip/sip.h"

enum {
	BROWSERS_MAX = 16384, /* of this process; each takes three descriptors */
	BROWSERS_OF_ACCOUNT = 8,
	BROWSER_LIFE_S = 3600,
	BROWSER_NAME_MAX = 40,
	BROWSER_REGISTER_MAX_S = 600,
};

struct browser {
	int64_t tenant, user, session;
	int64_t id; /* of voice.browser, random: of this socket alone */
	enum side side;
	char address[SIP_HOST_MAX]; /* where the page is, as HTTP tells (http_peer) */
	char name
	    [BROWSER_NAME_MAX]; /* as which it registers and calls: From's user, and To's of a REGISTER */
};

int browsers_start(struct daemon *daemon, struct err *err);
void browsers_stop(struct daemon *daemon);

/* Whose connection a message came by; NULL: no browser's. Valid until the loop turns. */
const struct browser *browser_of(struct daemon *daemon, const struct sip_source *source);

/* False: a browser says that it is somebody else (403). True of all that is no browser's. */
bool browser_speaks_truly(struct daemon *daemon, const struct sip_head *head);

/* Of a browser's REGISTER: reachable for so many seconds, at what it calls itself; 0: no more. `told` is called once. */
void browser_register(struct daemon *daemon, const struct browser *browser, struct view contact,
    struct view user_agent, int64_t seconds,
    void (*told)(void *ctx, enum db_outcome outcome, bool good), void *ctx);

/* Ends the sockets of a login that was revoked, and the calls of its pages (party_logged_out). */
void browsers_revoke(struct daemon *daemon, int64_t session);

/* The upgrade. */
void on_phone_socket(struct http_req *req, void *app);
extern const struct ws_config phone_socket;

#endif
