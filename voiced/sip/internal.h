/*
 * internal - what the files of this folder share; nobody else includes it, for it shows the library.
 */
#ifndef VOICED_SIP_INTERNAL_H
#define VOICED_SIP_INTERNAL_H

#include <sofia-sip/su_wait.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip.h>

#include "common/base/list.h"
#include "voiced/sip/accept.h"
#include "voiced/sip/sip.h"

/* ---- root.c: the library's own loop inside ours ---- */

struct sip_root;

/* NULL: out of descriptors. */
struct sip_root *sip_root_new(void);
void sip_root_free(struct sip_root *root); /* one that has not begun */
/* Connections that the library accepts are judged by `acceptor`. */
void sip_root_begin(struct sip_root *root, uv_loop_t *loop, struct sip_acceptor *acceptor);
su_root_t *sip_root_su(const struct sip_root *root);
/* What was given to the library between two turns is carried out before the loop sleeps; nothing to call. */
void sip_root_close(struct sip_root *root, void (*closed)(void *ctx), void *ctx);

/* ---- input.c ---- */

/* Marks the peer that sends from there. False: it is refused, and nothing is marked. */
bool sip_input_enter(const struct sip_config *config, const struct sip_source *source);

/* ---- sip.c ---- */

enum { SIP_PATIENCE_MS = 64 * NTA_SIP_T1 };

int sip_patience_ms(const struct sip *sip);
int sip_session_s(const struct sip *sip);
int sip_session_min_s(const struct sip *sip);
su_root_t *sip_su(const struct sip *sip);
nta_agent_t *sip_agent(const struct sip *sip);
struct list *sip_legs(struct sip *sip);
struct sip *sip_request_sip(const struct sip_request *request);
/* Takes an unanswered request apart: it is gone, transaction and message are the caller's. One that had no transaction gets it. */
void sip_request_give(struct sip_request *request, nta_incoming_t **incoming, msg_t **message);
/* Our own Contact as this peer reaches us. */
void sip_contact_text(const struct sip *sip, const struct sip_source *peer, char *out, size_t size);

nta_leg_t *sip_no_dialog(const struct sip *sip); /* of all that belongs to none */
struct list *sip_sent_list(struct sip *sip);

void sip_transaction_reply(
    nta_incoming_t *incoming, int status, const char *phrase, struct view headers);
/* The sender of this request is known: its connection, if it came by one, stays. */
void sip_sender_proved(const struct sip *sip, nta_incoming_t *incoming);
void sip_source_read(
    const struct sip *sip, nta_incoming_t *incoming, msg_t *msg, struct sip_source *out);

/* ---- request.c ---- */

/* The status of an answer to our request; above 699 (RFC 3261 7.2 knows none) it is 500, as whoever is passed one on can't be
 * answered with it. */
int sip_answer_status(const nta_outgoing_t *outgoing);
void sip_sent_register(void);
void sip_sent_end(struct sip *sip);

/* ---- via.c ---- */

/* Before the library's first message. False: this library can't be made to ignore maddr. */
bool sip_via_begin(void);

/* ---- check.c ---- */

struct sip_refusal {
	int status;
	const char *phrase;
	struct buf headers; /* whole lines; the caller ends it with buf_fini */
};

/* True: the request is to be refused as `out`, which is given empty, says. */
bool sip_check_outside(const struct sip *sip, const sip_t *parsed, struct sip_refusal *out);
bool sip_check_inside(const struct sip *sip, const sip_t *parsed, struct sip_refusal *out);

/* ---- leg.c ---- */

void sip_legs_register(void);
void sip_legs_came_register(void);
void sip_legs_sent_register(void);
void sip_legs_end(struct sip *sip);

/* ---- head.c ---- */

enum { SIP_URI_SIZE = 96, SIP_ROUTE_SIZE = SIP_NAME_MAX + SIP_HOST_MAX + 64 };

enum sip_method sip_method_of(sip_method_t theirs);
/* "sip:192.0.2.1:5060;transport=udp", an IPv6 address in brackets. */
void sip_uri_text(const char *host, int port, const char *transport, char out[SIP_URI_SIZE]);
/* Where a request is sent: the same with ";lr"; a name stands for the host, which stands as maddr. */
void sip_route_text(const struct sip_source *to, char out[SIP_ROUTE_SIZE]);
/* Our address on the way to a numeric one. */
bool sip_address_towards(const char *host, char out[SIP_HOST_MAX]);
/* Empty: there is none. `sip` may be NULL. */
struct view sip_body(const sip_t *sip);
struct view sip_body_type(const sip_t *sip); /* without parameters; empty: not told */
/* The session description that the message brings, alone or as a part; empty: none. */
struct view sip_sdp(const sip_t *sip);

/* "urn:service:sos", "urn:service:sos.fire": RFC 5031. */
bool sip_is_sos(const url_t *url);
/* The address alone; an IPv4 one within an IPv6 one is the IPv4 one. */
void sip_address_text(const struct sockaddr *address, struct sip_source *out);
void sip_address_read(msg_t *msg, struct sip_source *out);
/* Views into `msg` and `authorization`, which must live as long as the head. */
void sip_head_read(const sip_t *sip, msg_t *msg, struct buf *authorization, struct sip_head *out);

#endif
