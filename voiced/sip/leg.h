/*
 * leg - one dialog of a call: an INVITE that came, or one that is sent (RFC 3261 12 to 15, RFC 6026).
 *
 * Owns: the dialog, its transactions, the answer to every request inside it, its session timer (RFC 4028), reliable
 *       provisional answers (RFC 3262). What crosses on the wire is settled here: an answer that crosses a CANCEL is
 *       acknowledged and ended, an offer that crosses another is told 491, and ours is made again later.
 * Must not know: who calls whom, media, queues.
 *
 * Each leg ends by one `ended`, its last event; it is gone when that returns. Requests inside the dialog go to where the
 * peer's own messages came from, whatever its Contact says, so that a phone behind NAT is reached.
 *
 * Answers 3xx are never followed. Of several 2xx to one INVITE (it was forked) the first is taken; the others are
 * acknowledged and ended.
 */
#ifndef VOICED_SIP_LEG_H
#define VOICED_SIP_LEG_H

#include "voiced/sip/sip.h"

struct sip_leg;

enum sip_end {
	SIP_END_PEER, /* it hung up, or took its INVITE back */
	SIP_END_OURS, /* sip_leg_end or sip_leg_refuse of the first INVITE */
	SIP_END_REFUSED, /* it answered 3xx to 6xx: `status` */
	SIP_END_LOST, /* it did not answer what must be answered, or its session was not refreshed; 408, 503: what the
	                 transport said */
};

enum { SIP_CHALLENGES_MAX = 4, SIP_FORWARDS = 70 /* RFC 3261 8.1.1.6 */ };

/* Who we call wants to know who asks. Valid within the event. */
struct sip_challenge {
	int status; /* 401, 407 */
	const struct view *all; /* as they came: "Digest realm=…" */
	int count;
	struct view method, uri; /* of the request that is challenged, as it was sent */
};

/* Bodies are valid until the event returns; empty: none came. An event that is NULL is not told. */
struct sip_leg_events {
	void (*progress)(void *ctx, int status, struct view sdp); /* sent: 101 to 199 */
	void (*answered)(void *ctx,
	    struct view sdp); /* sent: 2xx, once. If our INVITE had no body `sdp` is an offer:
	                                                 sip_leg_acknowledge answers it */
	/* came: our 2xx has arrived; a late offer's answer. Not for a further offer whose ACK is replaced by the peer's next offer. */
	void (*confirmed)(void *ctx, struct view sdp);
	void (*offered)(void *ctx,
	    struct view
		sdp); /* a further INVITE or UPDATE: sip_leg_answer or sip_leg_refuse, now or later. Empty: an INVITE
	                         that wants our offer */
	void (*ended)(void *ctx, enum sip_end end, int status);
	/* What sip_leg_offer asked for: 2xx with the answer, or how it was refused; then all is as it was. If ours had no body
	 * `sdp` of a 2xx is an offer: sip_leg_acknowledge answers it. */
	void (*settled)(void *ctx, int status, struct view sdp);
	/* 401 or 407 to an INVITE or UPDATE of ours: sip_leg_authorize within the event sends it once more. Else it is refused. */
	void (*challenged)(void *ctx, const struct sip_challenge *challenge);
	/* A digit by INFO (application/dtmf-relay, application/dtmf): 0 to 9, *, #, A to D. False: nobody here takes it, and 415 says so. */
	bool (*digit)(void *ctx, char digit, int duration_ms);
	/* 2xx to an INVITE of ours that refreshes the session: what the peer says of itself now. */
	void (*refreshed)(void *ctx, struct view sdp);
};

/* Takes an INVITE over: `request` is gone. Views of its head but `authorization` stay valid until the leg ends. */
struct sip_leg *sip_leg_take(
    struct sip_request *request, const struct sip_leg_events *events, void *ctx);

struct sip_invite {
	struct sip_source to; /* where it is sent */
	const char *target; /* Request-URI: "sip:…" */
	const char *from_uri, *to_uri; /* "sip:…", or "\"Name\" <sip:…>" */
	struct view headers; /* whole lines, each ended by CRLF; may be empty */
	struct view sdp; /* empty: the peer offers */
	struct view part_type, part_id,
	    part; /* a second part of the body beside the description, and its Content-ID, without brackets; part empty:
	             none */
	int hops; /* already used: Max-Forwards is SIP_FORWARDS less these, 0 at least. 0: the call begins here */
	int first_ms; /* nothing at all is heard of it so long: SIP_END_LOST, 408; 0: 64 * T1 */
	bool
	    roams; /* a phone: when it offers or refreshes from elsewhere (its connection was made anew) our requests follow it.
	               A trunk stays where it is called. Legs that came roam */
};

/* NULL: no such transport, or an URI that can't be read. */
struct sip_leg *sip_leg_invite(struct sip *sip, const struct sip_invite *invite,
    const struct sip_leg_events *events, void *ctx);

/* Of the first INVITE that came, unanswered: 180 or 183. */
void sip_leg_ring(struct sip_leg *leg, int status, struct view sdp);
/* 200 to what is unanswered: the INVITE that came, or what `offered` told. */
void sip_leg_answer(struct sip_leg *leg, struct view sdp);
/* 3xx to 6xx to the same. Of the first INVITE it ends the leg. */
void sip_leg_refuse(struct sip_leg *leg, int status, const char *phrase);

struct sip_answer {
	int status; /* 101 to 699 */
	const char *phrase; /* NULL: the standard's */
	struct view
	    headers; /* whole lines, each ended by CRLF; may be empty. With 3xx it brings the Contact */
	struct view sdp; /* may be empty; not with 3xx to 6xx */
};

/* Any of the three above, by its status, with headers. */
void sip_leg_reply(struct sip_leg *leg, const struct sip_answer *answer);

/* A further INVITE of ours; `settled` tells what came of it. Empty: the peer offers. If both sides offer at once it is made
 * again after a while (RFC 3261 14.1). False: the leg is not confirmed, or another offer is under way, of either side. */
bool sip_leg_offer(struct sip_leg *leg, struct view sdp);
/* The answer to an offer that came in a 2xx; it goes with our ACK. Not within 32 s: the leg is lost. */
void sip_leg_acknowledge(struct sip_leg *leg, struct view sdp);
/* Within `challenged`: the value of Authorization or Proxy-Authorization ("Digest username=…"). */
void sip_leg_authorize(struct sip_leg *leg, struct view credentials);

/* Of a leg that talks: refreshes it as a session timer would, also if the peer knows none. Whatever such a peer answers proves that it is there, but for
 * 408 (also: no answer) and 481, which end the leg (RFC 3261 12.2.1.2). For one that holds: it sends nothing by which it would be missed. */
void sip_leg_ask_after(struct sip_leg *leg, bool on);

/* Hangs up, takes back or refuses (480), by where it stands. */
void sip_leg_end(struct sip_leg *leg);

/* Nothing is said to the peer any more, and no event comes: a service to try with that is cut off (EM-9). The leg is gone. */
void sip_leg_vanish(struct sip_leg *leg);

const char *sip_leg_call_id(const struct sip_leg *leg);
/* Where the peer's messages come from, or ours went to; valid until the leg ends. */
const struct sip_source *sip_leg_peer(const struct sip_leg *leg);

#endif
