/*
 * ring - where somebody is reached: the addresses that an INVITE for them goes to.
 *
 * Owns: how a phone mode and registrations become targets. Must not know: calls, what they are rung for.
 */
#ifndef VOICED_RING_H
#define VOICED_RING_H

#include "common/daemon/daemon.h"
#include "voiced/core/dial.h"
#include "voiced/party.h"

enum { RING_TARGETS_MAX = 20, RING_SOURCE_SIZE = SIP_HOST_MAX + 8 };

/* Who is shown to whom is rung. */
struct ring_from {
	struct view number; /* empty: withheld */
	struct view shown; /* a name, or empty */
};

/* count 0: nothing can ring. The targets have no headers. */
typedef void (*ring_found)(void *ctx, struct party_target *targets, int count);

/* How an agent is reached, as their phone mode says: by addresses, or at a number outside that is called as if they dialled it. */
struct ring_mode {
	enum {
		RING_PHONES,
		RING_OUTSIDE,
		RING_REFUSED, /* their plan does not allow their own number */
		RING_UNKNOWN, /* the database did not say */
	} kind;
	struct party_target *targets; /* valid inside the callback only */
	int count;
	struct dial dial; /* of RING_OUTSIDE */
	/* Who answers with the Work app wants no calls: what becomes of a queue's (SP-7). */
	enum { RING_DND_OFF, RING_DND_VOICEMAIL, RING_DND_RETURN } dnd;
};
/* Comes once, on the loop, never from inside; for a host that has to be looked up some two seconds later at most. */
typedef void (*ring_mode_found)(void *ctx, const struct ring_mode *mode);
/* For calls of the contact center. */
void ring_mode(struct daemon *daemon, int64_t tenant, int64_t agent, const struct ring_from *from,
    ring_mode_found found, void *ctx);

/* All phones of a Work account; in an emergency of theirs the workspace, too. */
void ring_work(struct daemon *daemon, int64_t tenant, int64_t user, const struct ring_from *from,
    ring_found found, void *ctx);

/* Where an agent is rung for a call back of an emergency service: their page and their Work phones, whatever else is set; from
 * memory (awaited.h) while the database says nothing. */
void ring_back(struct daemon *daemon, int64_t tenant, int64_t agent, const struct ring_from *from,
    ring_found found, void *ctx);

/* An address as it is stored with a registration: "1.2.3.4:5060", "[::1]:5060". */
void ring_source(const struct sip_source *source, char out[RING_SOURCE_SIZE]);
/* A registration, as it was stored. False: it can't be read. */
bool ring_binding(
    struct view contact, struct view source, struct view transport, struct party_target *out);
/* One target of "sip:user@host:port;transport=tcp" whose host is an IP address. False: it is none. */
bool ring_uri(struct view uri, struct party_target *out);

#endif
