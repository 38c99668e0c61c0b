/*
 * sip - SIP transactions on the daemon's loop (RFC 3261), by sofia-sip's nta.
 *
 * Owns: the sockets, the parser, the transactions with their timers.
 * Must not know: who may register or call whom; databases.
 *
 * All calls and callbacks are on the loop's thread. Views of a request are valid until it is answered.
 * Nothing that came from the network is trusted: a message above SIP_MESSAGE_MAX, or one that the parser
 * refuses, is answered 4xx or dropped by the library and never seen here.
 */
#ifndef VOICED_SIP_SIP_H
#define VOICED_SIP_SIP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/input_mark.h"
#include "common/base/str.h"
#include "voiced/core/multipart.h"

struct sip;
struct sip_request;

enum {
	SIP_MESSAGE_MAX = 65535, /* bytes, head and body */
	SIP_CONTACTS_MAX = 8, /* read of a request; one with more is told by contacts_over */
	SIP_UNANSWERED_MAX =
	    1024, /* requests that wait for their answer; a further one is told 503 */
	SIP_INVITES_MAX =
	    2 * SIP_UNANSWERED_MAX, /* an INVITE only above this: it may be for help */
	SIP_HOST_MAX = 46,
	SIP_NAME_MAX = 254, /* of a host; names have 253 letters at most (RFC 1035) */
	SIP_SESSION_S = 1800,
	SIP_SESSION_MAX_S = 86400,
};

enum sip_method {
	SIP_OTHER,
	SIP_REGISTER,
	SIP_OPTIONS,
	SIP_INVITE,
	SIP_ACK,
	SIP_BYE,
	SIP_CANCEL,
};

/* Of "tel:112" the number is the user; "urn:service:sos…" has the scheme urn. */
struct sip_uri {
	struct view scheme, user, host;
	int port; /* 0: not told */
};

struct sip_contact {
	struct sip_uri uri;
	struct view
	    text; /* the URI as it came, without display name and parameters of the header */
	int64_t expires_s; /* -1: not told */
};

/* Where a message came from, and where answers and requests go back to. */
struct sip_source {
	const char *transport; /* "udp", "tcp", "tls" */
	char host[SIP_HOST_MAX]; /* numeric */
	char name
	    [SIP_NAME_MAX]; /* where requests of ours go over TLS: what the certificate must name; empty: `host` */
	int port;
};

struct sip_head {
	enum sip_method method;
	struct view method_name;
	struct sip_uri target, from, to;
	struct view call_id;
	uint32_t cseq;
	struct sip_contact contacts[SIP_CONTACTS_MAX];
	int contact_count;
	bool contacts_all; /* Contact: * */
	bool contacts_over;
	int64_t expires_s; /* -1: not told */
	struct view authorization; /* "Digest username=…, …"; empty: none */
	struct view user_agent;
	struct view from_display; /* without quotes and escapes; empty: none */
	struct view to_tag; /* empty: outside any dialog */
	struct sip_uri asserted_sip,
	    asserted_tel; /* P-Asserted-Identity (RFC 3325): the first sip or sips URI, the
	                                              first tel URI (number in `user`); scheme empty: none */
	struct view asserted_display; /* of asserted_sip */
	struct view
	    preferred; /* P-Preferred-Identity (RFC 3325): the user of its first URI; empty: none */
	bool privacy_id; /* Privacy: id, user or full (RFC 3323, 3325): nobody is shown who calls */
	int max_forwards; /* -1: not told */
	struct view content_type; /* "application/sdp", without parameters; empty: not told */
	struct view body;
	struct view
	    sdp; /* the body, or the part of a multipart body that is the session description; empty: none */
	struct multipart parts; /* of a multipart body; else none */
	struct sip_source source;
};

/* What an address says of who is there. */
enum sip_peer {
	SIP_PEER_STRANGER,
	SIP_PEER_ACQUAINTED, /* a phone of ours has proved itself from there lately */
	SIP_PEER_TRUSTED, /* a trunk's, or a page's connection */
};

/* What is seen of a request before it costs anything. */
struct sip_knock {
	struct sip_source source;
	enum sip_method method;
	struct view from, to, user_agent; /* users of the URIs; empty: not told */
};

/* Files in PEM. A new certificate is taken at the next start. */
struct sip_tls {
	int port; /* 0: no TLS */
	const char *certificate; /* ours, and what leads to its authority */
	const char *key; /* without a password */
	const char *
	    authorities; /* who is believed of the servers that we call: their certificate must be of one of them,
	                            and name the host that is called. Clients need no certificate */
};

struct sip_config {
	const char *bind; /* numeric address */
	int port; /* of UDP and TCP */
	struct sip_tls tls;
	const char *
	    public_host; /* what peers are told to reach us by: a name or an address; NULL, "": `bind`, or the
	                            address towards the peer if that is a wildcard */
	int session_s; /* after how long a dialog that nobody refreshes has ended; 0: SIP_SESSION_S */
	int session_min_s; /* the least that a peer may ask for; 0: 90 s, as RFC 4028 says */
	int patience_ms; /* 64 * T1: how long an answer or an ACK is waited for; 0: 32 s, as RFC 3261 says */
	int connections_max; /* that are accepted, in all; 0: five sixteenths of the process's descriptors */
	int connections_of_source; /* of a stranger's address, unproved (accept.h); 0: 128 */
	int silence_ms; /* after which an unproved connection ends without a message; 0: 10 s */
	/* Of a connection that begins, or has said nothing. NULL: each is a stranger's. */
	enum sip_peer (*peer)(void *ctx, const struct sip_source *source);
	/* The peer that sends from there: marked while its input is worked on (input.c). False: it is refused; its datagrams are dropped unread,
	 * its connections closed. NULL: no peer is marked. */
	bool (*input)(void *ctx, const struct sip_source *source, struct input_peer *out);
	/* Whether a request outside a dialog is heard at all: false drops it, nothing is answered and nothing kept. NULL: each is. */
	bool (*hears)(void *ctx, const struct sip_knock *knock);
	/* One that was heard has been refused before `on_request`: it can't be served, whoever sent it. May be NULL. */
	void (*refused)(void *ctx, const struct sip_knock *knock);
	/* Each request outside a dialog that is no ACK and no CANCEL; it is answered exactly once by sip_reply, now or later. */
	void (*on_request)(void *ctx, struct sip_request *request);
	void *ctx;
};

/* NULL: err says which address could not be bound. */
struct sip *sip_new(uv_loop_t *loop, const struct sip_config *config, struct err *err);
/* Requests still unanswered are answered 503 first; they stay until sip_reply, which then says nothing. `closed` is called
 * once, later. */
void sip_close(struct sip *sip, void (*closed)(void *ctx), void *ctx);

const struct sip_head *sip_head(const struct sip_request *request);
/* Gives a request its transaction: from here on the library repeats its answer over UDP until it is acknowledged, answers repeated
 * requests, and knows it for 32 s. To be called once its sender is known by address, connection or password, before anything is
 * done for it. Requests without one are answered statelessly (RFC 3261 8.2.7), cost nothing after their answer, and are seen
 * again when they are repeated: whoever sends from false addresses fills nothing. */
void sip_request_accept(struct sip_request *request);
/* headers: whole lines, each ended by CRLF, of what is added; may be empty. The request is gone after it. */
void sip_reply(struct sip_request *request, int status, const char *phrase, struct view headers);
/* False: the sender took it back (CANCEL), which the stack has answered, or the stack has ended: nobody hears an answer any more. */
bool sip_waits(const struct sip_request *request);
int sip_unanswered(const struct sip *sip);

/* ---- requests of ours outside any dialog ---- */

struct sip_sent;

enum { SIP_SENT_MAX = 4096 }; /* under way at a time */

struct sip_message {
	struct sip_source to; /* where it is sent */
	const char *method; /* "OPTIONS", "NOTIFY"; not INVITE, ACK, CANCEL */
	const char *target; /* Request-URI: "sip:…" */
	const char *from_uri, *to_uri;
	struct view headers; /* whole lines, each ended by CRLF; may be empty */
	struct view content_type, body; /* may be empty */
};

/* The final answer; 408: none came; 503: it could not be sent, or the stack has ended. Once, never within sip_request_send. */
typedef void (*sip_sent_done)(void *ctx, int status);

/* NULL: too many are under way, or something can't be read. */
struct sip_sent *sip_request_send(
    struct sip *sip, const struct sip_message *message, sip_sent_done done, void *ctx);

/* Message-waiting without a subscription (RFC 3842): `account` is the URI of the mailbox. As sip_request_send. */
struct sip_sent *sip_waiting_send(struct sip *sip, const struct sip_source *to, const char *target,
    const char *account, int unheard, int heard, sip_sent_done done, void *ctx);

#endif
