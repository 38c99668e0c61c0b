/*
 * party - somebody on a call: a leg of SIP and its media at the relay.
 *
 * Owns: the leg, a relay call of its own, the descriptions that went to and came from the other end, a hold.
 * Must not know: who the party is, who hears whom, queues, the database.
 *
 * Each party has two sides at the relay: the outer, where its phone or browser sends, and the inner, which is plain RTP in
 * G.711 on this machine. Parties are put together by their inner sides. So nobody's phone is told when the other end
 * changes, and a browser's keys stay between it and the relay. Sound alone is carried: whatever else a description has is refused
 * in the answer (RFC 3264, 6), and takes no ports.
 *
 * Who came: `ready` with the inner side, then party_pair says whom they hear (`paired`), then party_ring or party_answer, in
 * this order. Who is called hears `peer` from the beginning; `answered` gives the inner side; from then on party_pair says whom
 * they hear as of who came.
 * `ended` is the last event, and never comes from inside a call of these functions, but for party_logged_out. After party_end none comes.
 */
#ifndef VOICED_PARTY_H
#define VOICED_PARTY_H

#include "common/daemon/daemon.h"
#include "voiced/relay/relay.h"
#include "voiced/sip/leg.h"

struct party;
struct share;

enum { PARTY_URI_MAX = 520 };

/* The tags of its two sides in its call at the relay. */
#define PARTY_OUTER "outer"
#define PARTY_INNER "inner"

enum party_end {
	PARTY_HUNG_UP, /* or took the call back */
	PARTY_REFUSED, /* status: 3xx to 6xx */
	PARTY_LOST, /* no answer where there must be one; status of the transport, or 0 */
	PARTY_STOPPED, /* the daemon ends */
	PARTY_NO_MEDIA, /* the relay could not carry it, or the description can't be used */
	PARTY_NOT_CALLED, /* the relay has no room for a further party, or does not answer: nobody was called */
	PARTY_LOGGED_OUT, /* the login of the page that is its phone has ended */
};

bool party_end_is_media(enum party_end end); /* PARTY_NO_MEDIA or PARTY_NOT_CALLED */

/* Descriptions are valid inside the event only. */
struct party_events {
	void (*ready)(void *ctx, struct view inner); /* came */
	void (*paired)(void *ctx, bool done);
	void (*confirmed)(void *ctx); /* came: it has our answer */
	/* called: 180 to 199; inner is empty unless there is sound before the answer */
	void (*progress)(void *ctx, int status, struct view inner);
	void (*answered)(void *ctx, struct view inner); /* called, once */
	void (*held)(void *ctx, bool held); /* by the phone itself */
	void (*moved)(void *ctx); /* its media are elsewhere, or of other codecs. May be NULL */
	/* came: a digit by INFO, which is not among the media. False: nobody takes it. May be NULL: nobody does */
	bool (*digit)(void *ctx, char digit);
	/* called: it asks for a login. Adds the value of Authorization for the request; false: there is none. May be NULL */
	bool (*challenged)(void *ctx, const struct sip_challenge *challenge, struct buf *out);
	void (*ended)(void *ctx, enum party_end end, int status);
};

/* Takes an INVITE over, whose description may come with the ACK: `request` is gone. priority: an emergency call, as relay.h has it. */
struct party *party_take(struct daemon *daemon, struct sip_request *request, bool priority,
    const struct party_events *events, void *ctx);

struct party_target {
	struct sip_source to; /* where it is sent */
	enum relay_wire
	    wire; /* RELAY_SRTP: a phone that refuses that is called once more without */
	bool phone; /* of a user: it may come back from elsewhere. A trunk stays where it is */
	int first_ms; /* nothing is heard of it so long: lost; 0: 32 s */
	int hops; /* as sip/leg.h has it */
	char uri[PARTY_URI_MAX]; /* Request-URI */
	char from[PARTY_URI_MAX]; /* "\"name\" <sip:…>" or "sip:…" */
	char who[PARTY_URI_MAX]; /* To */
	struct view headers; /* whole lines, each ended by CRLF; valid inside the call */
	/* A location that goes with it (RFC 6442), as PIDF_TYPE; empty: none; valid inside the call. */
	struct view location;
};

/* peer: the inner side of whom it will hear. */
struct party *party_call(struct daemon *daemon, const struct party_target *target, bool priority,
    struct view peer, const struct party_events *events, void *ctx);

/* far: the inner side of whom it hears from now on: of who was called, once it has answered. One at a time: the next after
 * `paired`. */
void party_pair(struct party *party, struct view far);
void party_ring(struct party *party, int status, bool sound); /* sound: with the description */
/* It came without a description: ours goes with the answer, and not before. */
bool party_describes_late(const struct party *party);
void party_answer(struct party *party);
/* It can't be held by its own phone. A page's hold is answered all the same: a page ends a call whose hold is refused. A page
 * that called is told with 18x and 200 (X-Trunkline-Emergency), so that it offers none. */
void party_never_held(struct party *party);
/* Holds `share` (shares.h; NULL: none) until its ports at the relay are given back. Once at most. */
void party_counts(struct party *party, struct share *share);
/* How what it says is kept from everybody: nothing goes on, or silence in its place, where party_can_be_silent. The second is for long: many
 * a carrier ends a call of which no packet comes. */
enum party_hush { PARTY_BLOCK, PARTY_SILENCE, PARTY_HUSHES };
bool party_can_be_silent(const struct party
	*party); /* by all codecs that it and we have named: it may send any of them */
/* Begins or ends one of the two, each by itself. done(ctx, well): once, also after its end; NULL: nobody waits. The newest of each that the relay
 * does not answer is asked for again, for a minute: an end also after done(ctx, false). */
void party_hush(struct party *party, enum party_hush how, bool on,
    void (*done)(void *ctx, bool well), void *ctx);
/* Hangs up, takes back, or refuses with `status`, by where it stands. `party` is gone. */
void party_end(struct party *party, int status, const char *phrase);

const char *party_media(const struct party *party); /* its call at the relay */
/* Hops to count for calls made on behalf of this one (sip/leg.h): those that its INVITE has used, and ours. */
int party_hops(const struct party *party);

/* This login has ended, so its pages prove nothing any more, and can't hang up: ends all who talk, call or ring by one of them
 * (PARTY_LOGGED_OUT), but for those that can't be held. Called from the loop. */
void party_logged_out(struct daemon *daemon, int64_t session);

/* Asks how much has come from it: done(ctx, packets). -1: not known; PARTY_NOT_CARRIED: the relay does not have it any more. It
 * comes also after its end. */
enum { PARTY_NOT_CARRIED = -2 };
void party_heard(struct party *party, void (*done)(void *ctx, int64_t packets), void *ctx);

#endif
