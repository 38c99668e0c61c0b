/*
 * leg_parts - a leg from within: leg.c, leg_came.c, leg_sent.c, leg_inside.c, leg_timer.c alone include it.
 */
#ifndef VOICED_SIP_LEG_PARTS_H
#define VOICED_SIP_LEG_PARTS_H

#include "voiced/sip/internal.h"
#include "voiced/sip/leg.h"

#define ALLOW_INSIDE "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK"

enum {
	CONTACT_SIZE = SIP_URI_SIZE + 2,
	EARLY_MAX = 8, /* branches of a forked INVITE whose answers are told apart */
	EARLY_TAG_SIZE = 128,
};

enum leg_state {
	LEG_INVITED, /* its INVITE waits for our answer */
	LEG_INVITING, /* ours waits for its answer */
	LEG_CANCELLING, /* ours is taken back; its answer still comes */
	LEG_TALKING,
};

enum ask_kind {
	ASK_NONE,
	ASK_FIRST,
	ASK_OFFER, /* sip_leg_offer */
	ASK_REFRESH, /* of the session timer */
};

/* An INVITE or UPDATE of ours: there is one at a time. */
struct ask {
	enum ask_kind kind;
	nta_outgoing_t *transaction; /* stays after its end, so that what comes late is known */
	bool update; /* UPDATE without a body */
	bool waiting; /* until it may be made again: nothing is under way */
	bool late; /* its 2xx brought an offer: our ACK is not sent yet */
	bool authorized; /* sent with credentials already */
	bool unheard; /* nothing has come yet, and the timer runs */
	int repeats;
	char *target, *headers, *sdp, *credentials; /* NULL: none */
	char *type, *body; /* of a body of two parts, sent in place of `sdp`; NULL: none */
	int max_forwards;
	su_timer_t *timer;
};

/* A branch that has answered 1xx (RFC 3261 12.1.2, 16.7). */
struct early {
	char tag[EARLY_TAG_SIZE];
	uint32_t rseq; /* 0: nothing reliable came */
	char *sdp; /* the last that it said; NULL: nothing */
};

/* RFC 4028. */
struct session {
	bool on, ours; /* ours: we refresh */
	bool asked_after; /* also if the peer knows no session timer */
	bool lone; /* it knows none: whatever it answers, it is there */
	bool update; /* the peer knows UPDATE */
	int interval_s;
	int least_s; /* that the peer wants of our requests (422) */
	int64_t began_ms;
	su_timer_t *timer;
	/* Of the request that waits for our answer. */
	bool peer_can, told;
	int told_s;
	enum { REFRESHER_ANY, REFRESHER_UAC, REFRESHER_UAS } told_refresher;
};

struct sip_leg {
	struct sip *sip;
	enum leg_state state;
	struct sip_source peer;
	nta_leg_t *dialog;
	nta_incoming_t *incoming; /* an INVITE or UPDATE without answer; or a 2xx without ACK */
	msg_t *message; /* of the first INVITE that came */
	bool answered; /* `incoming` has its answer and waits for the ACK */
	bool roams;
	bool reliable; /* the first INVITE wants each 1xx acknowledged */
	bool offers_late; /* the first INVITE had no offer */
	struct ask ask;
	struct early early[EARLY_MAX];
	int early_count;
	struct session session;
	char *said; /* our last description that holds; NULL: none */
	char route[SIP_ROUTE_SIZE], contact[CONTACT_SIZE];
	char *call_id;
	struct sip_leg_events events;
	void *ctx;
	struct link link;
};

/* ---- leg.c ---- */

struct sip_leg *leg_new(
    struct sip *sip, const struct sip_source *peer, const struct sip_leg_events *events, void *ctx);
void leg_free(struct sip_leg *leg);
/* A request of theirs that was accepted: its Contact, and where it came from, is where ours go (RFC 3261 12.2.2). */
void leg_follow(struct sip_leg *leg, nta_incoming_t *incoming);
void leg_over(struct sip_leg *leg, enum sip_end end, int status); /* the leg is gone */
void leg_hang_up(struct sip_leg *leg, enum sip_end end, int status); /* and so here */
void leg_said(struct sip_leg *leg, const char *sdp);
su_timer_t *leg_timer_new(struct sip_leg *leg);

/* ---- leg_came.c ---- */

/* ACK or CANCEL of `incoming`; `sip` NULL: our answer was repeated for as long as it may be, and no ACK came. */
int leg_on_ack(nta_incoming_magic_t *magic, nta_incoming_t *incoming, const sip_t *sip);
void leg_incoming_drop(struct sip_leg *leg);

/* ---- leg_inside.c ---- */

int leg_on_request(
    nta_leg_magic_t *magic, nta_leg_t *dialog, nta_incoming_t *incoming, const sip_t *sip);

/* ---- leg_sent.c ---- */

/* Nothing of ours is under way, nor waits. */
bool leg_asks_nothing(const struct sip_leg *leg);
bool leg_ask_under_way(const struct sip_leg *leg);
/* False: it could not be sent, and is over. */
bool leg_ask_send(struct sip_leg *leg);
void leg_ask_end(struct sip_leg *leg);
void leg_ack(struct sip_leg *leg, struct view sdp);
/* False: not now. */
bool leg_refresh(struct sip_leg *leg);

/* ---- leg_timer.c ---- */

enum { TIMER_TEXT_SIZE = 48 };

/* Session-Expires and Min-SE of a request of ours. */
void leg_timer_ask(
    const struct sip_leg *leg, char expires[TIMER_TEXT_SIZE], char least[TIMER_TEXT_SIZE]);
/* The 2xx to it: what holds from here. */
void leg_timer_agreed(struct sip_leg *leg, const sip_t *sip);
/* 422: what it wants at least; false: no more is tried. */
bool leg_timer_longer(struct sip_leg *leg, const sip_t *sip);
/* A request of theirs, whose 2xx will say what holds. */
void leg_timer_told(struct sip_leg *leg, const sip_t *sip);
/* Empty: nothing is said. `require`: the 2xx needs Require: timer. It holds from here. */
void leg_timer_answer(struct sip_leg *leg, char expires[TIMER_TEXT_SIZE], bool *require);
void leg_timer_failed(
    struct sip_leg *leg); /* a refresh was not taken: once more, while there is time */
void leg_timer_end(struct sip_leg *leg);

#define TELL(leg, event, ...) \
	do { \
		if ((leg)->events.event != NULL) \
			(leg)->events.event((leg)->ctx, __VA_ARGS__); \
	} while (0)

#endif
