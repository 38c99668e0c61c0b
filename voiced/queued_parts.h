/*
 * queued_parts - what the files of a call for a voice channel share: queued.c; queued_entry.c, when the caller is answered; queued_left.c, when an agent leaves; queued_sound.c, what they hear; queued_ring.c, the agents' phones; queued_mute.c; queued_digits.c; consult.c and
 * listen.c, who may be on it besides.
 *
 * Owns: the call as one thing. Must not know: what each file does with it.
 */
#ifndef VOICED_QUEUED_PARTS_H
#define VOICED_QUEUED_PARTS_H

#include <uthash.h>

#include "common/base/list.h"
#include "common/loop/loop.h"
#include "voiced/own_sounds.h"
#include "voiced/queued.h"
#include "voiced/received.h"
#include "voiced/tell.h"

enum {
	QUEUED_NUMBER_SIZE = 32,
	QUEUED_SHOWN_MAX = 80, /* letters, as voice.call has it */
	QUEUED_SHOWN_SIZE = 4 * QUEUED_SHOWN_MAX + 1,
};

struct place {
	int64_t tenant, interaction;
};

/* Who had a call has left it. by, cause: as voice.call_over has them; by NULL: it does not end but goes back into its queue, with `cause` as its
 * reason. agent 0: nobody. */
struct departure {
	int64_t agent;
	const char *by, *cause;
};

struct queued {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	struct place place; /* interaction 0: not known yet */
	int64_t channel;
	char id[CALL_ID_SIZE], number[QUEUED_NUMBER_SIZE], shown[QUEUED_SHOWN_SIZE];
	const char *over_by, *over_cause; /* to be told when it has begun */
	bool begun, looked; /* looked: how it stood has been read once since it can be found */
	bool ending; /* that an agent hung up is told: it ends, unless it is another's by now */
	int64_t version,
	    settled; /* of the interaction, the latest known; the offer that ended last */
	bool page_holds, phone_holds, held;
	bool held_by_phone; /* as the interaction shows it */
	int64_t
	    mute_turn; /* of who talks: raised by each mute that is asked, and by each who talks */
	bool muted; /* nobody hears who talks, as the interaction shows */
	int64_t keys; /* that agents have pressed, pauses not counted */
	/* Who is rung when the database has said what became of who picked up; agent 0: nobody. */
	int64_t next_offer, next_agent;
	bool next_accepted;
	/* The offer that the agent's phones refused last, and why in a word; NULL: it is no matter any more. */
	int64_t refused_offer;
	const char *refused_why;
	/* That the caller is back in line is told and not answered yet: so often, and whose phone it was the last time; 0: whoever's. */
	int returning;
	int64_t returning_agent;
	struct far *talker;
	int64_t talker_agent;
	struct outside *talker_outside; /* `talker` is its far party */
	struct departure
	    departed; /* while the database is asked whose the caller is now; agent 0: it is not */
	struct ringing *ring;
	struct consult *consult; /* whom the agent has brought in; NULL: nobody */
	struct received received; /* the entry of the agent whom another one gave it to */
	struct received offered; /* of whom it is being given to by an offer */
	struct list listeners; /* supervisors (listen.h) */
	struct list listeners_gone; /* of whom the database knows more than is so, or may */
	bool
	    handed; /* to somebody for whom routing does nothing: the interaction is over, the call is not */
	int64_t queue, sounds_queue; /* where it is; whose sounds are known or asked for; 0: none */
	struct own_sounds sounds; /* of its own: welcome, music, waiting */
	bool sounds_known, greeted;
	bool heard; /* what we say reaches the caller: they have our answer, or early sound */
	bool answered; /* or will be, as soon as there is something to hear */
	int64_t entry_queue; /* how that one answers is known or asked for; 0: none */
	int64_t
	    early_end_ms; /* when a caller in early media is answered at the latest; 0: no early media */
	int64_t welcome_end_ms; /* of the monotonic clock: nothing else is said before */
	struct taping *taping; /* NULL: it has not begun, or is over */
	bool noticing; /* the caller is told that they are recorded, then put through */
	bool asks; /* and before that it is asked whether they are to be told */
	struct timer say_timer, ring_timer, entry_timer, left_timer;
	int pending; /* answers of the database that are waited for, closing timers */
	UT_hash_handle hh;
};

/* What is asked about one queue of a call, which the call may have left when the answer comes. */
struct queued_ask {
	struct queued *queued;
	int64_t queue;
};

struct outside;
struct outward;

struct queued *queued_find(struct daemon *daemon, int64_t tenant, int64_t interaction);
/* Each call whose interaction is known. */
void queued_each(struct daemon *daemon, void (*each)(struct queued *queued, void *ctx), void *ctx);
/* Whether this agent talks on the call; NULL: there is none. */
enum queued_done queued_judge(const struct queued *queued, int64_t agent);
/* A fact of this call: tenant and call are filled in. */
struct fact queued_fact(const struct queued *queued, const struct db_query *query);
/* Counts an answer that is waited for. The answer's handler takes a copy and frees it. */
struct queued_ask *queued_ask(struct queued *queued, int64_t queue);
/* An answer that was waited for is there: the last one after its end takes it along. */
void queued_answered(struct queued *queued);
/* Ends it. `by`, `cause`: as voice.call_over has them. */
void queued_finish(struct queued *queued, const char *by, const char *cause);
/* It leaves the queue for a mailbox: a user's, or the queue's own. */
void queued_to_mailbox(struct queued *queued, int64_t user, int64_t queue);
/* This one talks from now on, in place of who did, whose phone is put down; NULL: nobody does. `outside`: whose far party it is, if
 * it is a number outside. */
void queued_talks(struct queued *queued, struct far *far, int64_t agent, struct outside *outside);
/* The phone of who talked is gone, by itself. */
void queued_talker_gone(struct queued *queued, enum party_end end);
/* That phone holds, or does so no more. */
void queued_held(struct queued *queued, struct far *far, bool held);

/* Reads how the interaction stands, unless that was done; or once more. */
void queued_look_once(struct queued *queued);
void queued_look_again(struct queued *queued);

/* ---- queued_left.c ---- */

/* This agent is gone, and nobody else is left with the caller. Who hung up ends the call, and whose phone was lost leaves a caller who waits:
 * unless the database says that somebody else has them by now. */
void queued_deserted(struct queued *queued, const struct departure *departed);
/* Whoever picked up for an offer was too late: what became of who left meanwhile holds. */
void queued_departed_settle(struct queued *queued);
/* Nobody is on it but the caller, who is first in line again; not where another agent than this one has it by now (0: whoever). */
void queued_returned(struct queued *queued, int64_t agent, const char *reason);
/* Until the database has taken it that they have left, news may still say that they have the call: their phone does not ring for that.
 * Afterwards such news are older than what is known. */
bool queued_is_returning(const struct queued *queued, int64_t agent);
/* It is over, as over_by and over_cause say. */
void queued_tell_over(struct queued *queued);
/* The left_timer's. `ctx`: the call. */
void queued_left_late(void *ctx);
/* News say whose the caller is: not that agent's. */
void queued_left_heard(struct queued *queued);

/* ---- queued_entry.c ---- */

/* It is in this queue now (0: in none yet): the caller is answered, or hears its sounds early, as that one has it. */
void queued_entry_follow(struct queued *queued, int64_t queue);
/* The caller is answered, if they were not yet. */
void queued_answer_caller(struct queued *queued);
/* The caller was told of early sound. `ctx`: the call. */
void queued_early(void *ctx);
/* The entry_timer's. `ctx`: the call. */
void queued_entry_due(void *ctx);

/* ---- queued_sound.c ---- */

/* The caller hears us from now on. `ctx`: the call. */
void queued_heard(void *ctx);
/* It is in this queue now (0: in none yet), and sounds as that one does. */
void queued_sounds_follow(struct queued *queued, int64_t queue);
/* The say_timer's: the caller's place is announced. `ctx`: the call. */
void queued_say(void *ctx);

/* ---- queued_ring.c ---- */

/* The phones of this agent ring for that offer (0: they were chosen without one), and no others. `accepted`: the agent has the call
 * already. While somebody who picked up is asked for, it waits. */
void queued_ring(struct queued *queued, int64_t offer, int64_t agent, bool accepted);
/* An offer is not open any more. */
void queued_ring_settled(struct queued *queued, int64_t offer, bool accepted);
/* The call waits again: who had it need not pick up. */
void queued_ring_back(struct queued *queued);
/* Whether somebody picked up, and the database is asked whether it is still theirs. */
bool queued_ring_asks(const struct queued *queued);
/* Whether somebody has picked up and is still there, or whose phones ring has the call already. */
bool queued_ring_keeps(const struct queued *queued);
/* The call is over: its phones are ended by whoever calls this. */
void queued_ring_drop(struct queued *queued);
/* The ring_timer's: nobody picked up. `ctx`: the call. */
void queued_ring_late(void *ctx);
/* A phone inside is this call's from now on. */
void queued_phone_give(struct queued *queued, struct far *far);
/* An agent's phone that is a number outside: it is this call's from now on. */
struct outside *queued_outside(struct queued *queued, struct outward *outward);
/* Ends it, before anything else ends its far party. */
void queued_outside_drop(struct outside **at);

#endif
