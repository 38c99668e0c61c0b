/*
 * smpp_links - what the files of SMPP share: a link set, its binds, a message on its way.
 */
#ifndef SMSGW_SMPP_LINKS_H
#define SMSGW_SMPP_LINKS_H

#include "common/base/list.h"
#include "common/loop/loop.h"
#include "smsgw/core/smpp_link.h"
#include "smsgw/core/smpp_settings.h"
#include "smsgw/smpp.h"
#include "smsgw/smpp_socket.h"

struct smpp {
	struct daemon *daemon;
	struct list sets;
	struct list groups; /* those that are held here */
	struct timer timer; /* looks whether channels have changed */
	int64_t seen; /* channels_generation() of the last look */
	bool stopping;
};

/* An account's binds for one sender group. */
struct smpp_set {
	struct link link; /* in smpp->sets */
	struct smpp *smpp;
	int64_t tenant, account, group;
	struct input_peer input;
	int64_t channel; /* the first one: under it stands what can't be read */
	char *text[SMPP_SETTINGS]; /* the account's values; NULL: not given */
	struct smpp_settings settings;
	struct list binds;
	struct list queue; /* jobs of which a part may leave; the oldest first */
	int jobs; /* all that are not done */
	struct timer pace; /* when the rate lets the next part go */
	struct list released; /* ids of inbound texts that need not be known any more */
	int up; /* of the binds that send */
	bool tried; /* one of them was up, or a bind has failed */
	int64_t aged_ms; /* when what is old was last let go */
	bool ending, freed;
};

struct smpp_bind {
	struct link link; /* in set->binds */
	struct smpp_set *set;
	struct smpp_link machine;
	struct smpp_socket *socket;
	struct timer timer;
	struct buf in;
	const struct smpp_pdu *pdu; /* the one that is being looked at, and its bytes */
	struct view frame;
	struct list stores; /* inbound PDUs that are not answered yet; the oldest first */
	struct list orphans; /* those that were answered before they were stored */
	struct list proofs; /* inbound PDUs that were answered; the peer may not know it yet */
	bool ending; /* unbinds as soon as what came is stored or refused */
	bool freed;
};

/* ---- smpp_bind.c ---- */

void smpp_bind_start(struct smpp_set *set, enum smpp_command command);
void smpp_bind_end(struct smpp_bind *bind);
/* It is ending, and nothing is to be answered any more: it unbinds. */
void smpp_bind_end_when_answered(struct smpp_bind *bind);
/* Does what the machine says, and arms the timer. */
void smpp_bind_act(struct smpp_bind *bind);
/* -1: it can't be written; it is not sent. */
int smpp_bind_send(struct smpp_bind *bind, const struct smpp_pdu *pdu);
/* The bind's memory goes when nothing refers to it any more. */
void smpp_bind_free_when_quiet(struct smpp_bind *bind);

/* ---- smpp_submit.c ---- */

void smpp_job_start(struct smpp_set *set, const struct outgoing *outgoing, int64_t attempt,
    bool (*sure)(void *ctx), void (*done)(void *ctx, const struct smpp_result *result), void *ctx);
void smpp_pump(struct smpp_set *set);
void smpp_on_answer(void *token, const struct smpp_action *action);
/* No link is up, or the set ends: what has not left yet is told so. */
void smpp_on_all_down(struct smpp_set *set);

/* ---- smpp_deliver.c ---- */

void smpp_on_deliver(struct smpp_bind *bind, const struct smpp_pdu *pdu, struct view frame);
/* What was not stored in time is answered: the peer is to try again. */
void smpp_deliver_on_time(struct smpp_bind *bind, int64_t now_ms);
int64_t smpp_deliver_deadline(const struct smpp_bind *bind); /* INT64_MAX: none */
void smpp_deliver_proven(struct smpp_bind *bind);
/* The connection is gone: nobody is to be answered. */
void smpp_deliver_forget(struct smpp_bind *bind);
/* Lets the database forget the ids in set->released; once a minute also what is old. */
void smpp_release(struct smpp_set *set);

/* ---- smpp.c ---- */

void smpp_set_up(struct smpp_set *set, const struct smpp_bind *bind, int change);
void smpp_set_free_when_quiet(struct smpp_set *set);

#endif
