/*
 * routing.pml - gate, offer, accept, end, lease loss, emergency and shard takeover, for spin.
 *
 * What it is for, what it leaves out and which code each part stands for: README.md beside
 * this file. "Rule n" is a rule of design/consistency.md.
 *
 * How to read it. A global is a row of a table as it is committed, a lock, what a router has in its
 * memory, or what a transaction under way was asked and has read. An option of a proctype's loop is
 * one step of somebody; between two steps everybody else may do anything. A transaction's steps:
 *
 *     ASKED   called with what the caller believes; waits for its lock keys, for as long as you like
 *     READ    the keys are held, the fence is held, and what the function judges by has been read
 *     IDLE    committed: before it others saw nothing of it, now they see all
 *
 * Taking the keys, proving the epoch and reading are one step, for whoever could come in between could
 * as well have come before. Writing and COMMIT are one step, for nobody sees what is not committed.
 * Where nothing has been read or named before the keys are held, ASKED is left out.
 *
 * A version is not a number here but a bit of who has seen it: j_same, j_row, h_row and s_row are 1
 * until the row changes. So is the identity of an offer: j_live and h_live are 1 until it ends.
 *
 * -DPROPERTIES=n checks only the properties whose bits are in n. Mutations (#ifdef) each take one
 * rule away; tests/models/run lists them, with the property that must then fail.
 */

/* ---- bounds ------------------------------------------------------------------------- */

#define AGENTS 2
#define ROUTERS 2
#ifndef INTERACTIONS
#define INTERACTIONS 3
#endif
#ifndef LIMIT
#define LIMIT 1 /* what an agent may hold at once (chat_count_limit) */
#endif
#ifndef MISHAPS
#define MISHAPS 2 /* at most so many things that come in between, of any kinds, at any times */
#endif
#ifndef ENDS
#define ENDS 1 /* Ends that somebody asks for */
#endif
#ifndef PROPERTIES
#define PROPERTIES 255
#endif

#define NOBODY AGENTS
#define NOTHING INTERACTIONS

/* Sets of interactions, of agents. */
#define HAS(set, x) ((set >> (x)) & 1)
#define ADD(set, x) set = set | (1 << (x))
#define DROP(set, x) set = set & (255 - (1 << (x)))

/* ---- tables ------------------------------------------------------------------------- */

/* routing.interaction */
#define ABSENT 0
#define WAITING 1
#define OFFERED 2
#define ASSIGNED 3
#define ENDED 4
byte i_state[INTERACTIONS];
byte i_agent[INTERACTIONS] = NOBODY; /* of an assigned one */

/* routing.offer: the row that is 'made', if any (unique index offer_live). An offer that has ended stays
 * ended; it is not kept here, but whoever names it has a bit `live` that is dropped when it ends. */
byte o_agent[INTERACTIONS] = NOBODY;
byte o_due[INTERACTIONS]; /* 0: its deadline is ahead; else the epoch in which it passed */

/* routing.cooldown: the agents whom this interaction is not offered again. Outlasts the run. */
byte cooled[INTERACTIONS];

/* routing.agent, the gate (rule 2) */
#define LIVE 0
#define STALE 1 /* closed to new offers */
#define LOST 2 /* open offers are withdrawn */
#define GONE 3 /* logged out, chats have gone back */
byte a_lease[AGENTS]; /* as the gate was told */
byte a_count[AGENTS];
bit a_lock[AGENTS]; /* emergency: lock_ends_at is ahead */

/* presence.stream: the lease by the clock, whether or not anybody has looked (rule 9) */
byte a_page[AGENTS];

/* ops.holder of the shard */
byte epoch;

#define OPEN(a) (a_lease[a] == LIVE && !a_lock[a]) /* to new offers */
#define SHUT(a) (a_lease[a] >= LOST || a_lock[a]) /* no offer may stand */

/* ---- locks -------------------------------------------------------------------------- */

bit key_agent[AGENTS], key_interaction[INTERACTIONS]; /* pg_advisory_xact_lock */
bit fence[ROUTERS]; /* this router's batch has the shard's row FOR SHARE */

#ifdef NO_LOCK_KEY /* mutation: nobody takes lock keys */
#define AGENT_FREE(a) true
#define INTERACTION_FREE(i) true
#define LOCK_AGENT(a) skip
#define LOCK_INTERACTION(i) skip
#else
#define AGENT_FREE(a) (!key_agent[a])
#define INTERACTION_FREE(i) (!key_interaction[i])
#define LOCK_AGENT(a) key_agent[a] = 1
#define LOCK_INTERACTION(i) key_interaction[i] = 1
#endif
#define UNLOCK_AGENT(a) key_agent[a] = 0
#define UNLOCK_INTERACTION(i) key_interaction[i] = 0

#ifdef NO_INTERACTION_KEY /* mutation: offer_make takes the agent's key only */
#define WAITING_FREE(i) true
#define LOCK_WAITING(i) skip
#define UNLOCK_WAITING(i) skip
#else
#define WAITING_FREE(i) INTERACTION_FREE(i)
#define LOCK_WAITING(i) LOCK_INTERACTION(i)
#define UNLOCK_WAITING(i) UNLOCK_INTERACTION(i)
#endif

/* The steps of a transaction. */
#define IDLE 0
#define ASKED 1
#define READ 2

/* ---- routers ------------------------------------------------------------------------ */

/* A router's office (shard_state), and the epoch that it believes to hold. */
#define OUT 0
#define LOADING 1 /* nothing has been read */
#define LOADING_AGENTS 2
#define CHOOSING 3
byte r_office[ROUTERS], r_epoch[ROUTERS];

#define IN_OFFICE(r) (r_office[r] != OUT && r_epoch[r] == epoch)
#define DEPOSED(r) (r_office[r] == CHOOSING && r_epoch[r] != epoch) /* and has not noticed yet */

/* What it has in its memory (router_interaction, router_agent): who waits, who is free (live lease, below
 * the limit), who is locked. */
byte m_waits[ROUTERS], m_free[ROUTERS], m_locked[ROUTERS];
/* Where the row has a newer version by now, whose news will come. It counts only where it makes a
 * difference: a router that takes an assigned interaction for an ended one does nothing wrong. */
byte m_late[ROUTERS], m_late_agent[ROUTERS];
byte m_missed[ROUTERS]; /* interactions whose news will never come: in mutations only */

/* Its fenced lane, with one batch of one call at a time. */
#define MAKE 1 /* routing.offer_make */
#define EXPIRE 2 /* routing.offer_expire */
byte j_step[ROUTERS], j_kind[ROUTERS], j_epoch[ROUTERS];
byte j_interaction[ROUTERS] = NOTHING, j_agent[ROUTERS] = NOBODY;
bit j_same[ROUTERS]; /* MAKE: the interaction still has the version that was decided on */
bit j_live[ROUTERS]; /* EXPIRE: the offer that it names has not ended */
bit j_attended[ROUTERS]; /* EXPIRE: the deadline passed in the caller's term */
bit j_wanted[ROUTERS]; /* the term that asked still waits for the answer */
bit j_row[ROUTERS]; /* the interaction's row has not changed since it was read */
byte j_found[ROUTERS]; /* what reading has shown: */
#define NO 0
#define YES 1
#define WITHDRAW 2

/* ---- others ------------------------------------------------------------------------- */

/* An agent's command, on the hot lane of any router instance (rule 7). */
#define ACCEPT 1
#define REJECT 2
#define END 3
byte h_step[AGENTS], h_kind[AGENTS], h_interaction[AGENTS] = NOTHING;
bit h_live[AGENTS]; /* the offer that it names has not ended */
bit h_row[AGENTS], h_found[AGENTS];

/* Who does not know the key reads it first (rule 1): a supervisor's End, and linking a customer
 * (routing.customer_set), which changes an interaction in any state. */
#define LINK 4
byte s_step, s_kind, s_interaction = NOTHING;
byte s_key = NOTHING; /* of this agent; OWN: the interaction's own */
#define OWN AGENTS
bit s_row, s_found;

/* presenced and voiced, which close gates. */
#define SWEEP 1 /* presence.lease_sweep */
#define EMERGENCY 2 /* presence.emergency_event */
byte g_step[AGENTS], g_kind[AGENTS];
byte g_page[AGENTS]; /* read: lease_of */
byte g_offers[AGENTS], g_chats[AGENTS]; /* read: of which interactions */

/* What is still to come. */
byte arrivals = INTERACTIONS, mishaps = MISHAPS, ends = ENDS;

/* Agents are alike until something happens to one of them: that one is agent 0. */
bit begun;
#define FIRST(a) (begun || a == 0)

/* A thing that comes in between: taken from those that are left. */
#define MISHAP mishaps > 0
#define HAPPENS mishaps--

/* ---- properties --------------------------------------------------------------------- */

#define BIT_no_offer_to_a_closed_gate 0
#define BIT_no_two_ends 1
#define BIT_no_lost_interaction 2
#define BIT_no_double_assignment 3
#define BIT_no_write_of_a_former_term 4
#define BIT_no_undeserved_miss 5
#define BIT_no_refused_write 6
#define BIT_counts_are_right 7
hidden byte no_offer_to_a_closed_gate, no_two_ends, no_lost_interaction, no_double_assignment,
	no_write_of_a_former_term, no_undeserved_miss, no_refused_write, counts_are_right;
hidden byte x, y, sum; /* inside one step */

/* Where the search must come by, so that what holds does not hold of nothing. */
#ifdef REACHED
#define HERE(what) c_code { static char told; if (!told) { told = 1; printf("reached: " what "\n"); } }
#else
#define HERE(what) skip
#endif

#define MUST(name, what) \
	name = (what) || !HAS(PROPERTIES, BIT_##name); \
	assert(name)

/* After each COMMIT. Nothing else changes a table but the clock, which only opens gates. */
inline check() {
	for (x : 0 .. INTERACTIONS - 1) {
		if
		:: o_agent[x] != NOBODY -> MUST(no_offer_to_a_closed_gate, !SHUT(o_agent[x]))
		:: else
		fi
	}
	for (x : 0 .. AGENTS - 1) {
		sum = 0;
		for (y : 0 .. INTERACTIONS - 1) {
			sum = sum + (o_agent[y] == x) + (i_state[y] == ASSIGNED && i_agent[y] == x)
		}
		MUST(counts_are_right, a_count[x] == sum && sum <= LIMIT)
	}
	x = 0 /* a d_step may not end with a loop */
}

/* ---- who hears of a change ---------------------------------------------------------- */

#define KNOWS_INTERACTION(r, i) (!HAS(m_waits[r], i) && i_state[i] != WAITING)
#define FREE(a) (a_lease[a] == LIVE && a_count[a] < LIMIT)
#define KNOWS_AGENT(r, a) (HAS(m_free[r], a) == FREE(a) && HAS(m_locked[r], a) == a_lock[a])

/* What is still to be read needs no news. */
#define LISTENS(r) (IN_OFFICE(r) && r_office[r] != LOADING)
#define LISTENS_AGENT(r) (IN_OFFICE(r) && r_office[r] == CHOOSING)
#ifdef DEAF_WHILE_LOADING /* mutation: news are applied once all has been read */
#define DEAF(r) (r_office[r] != CHOOSING)
#else
#define DEAF(r) false
#endif

/* A new version of the row: what was decided on, or read, is not the newest any more. */
inline interaction_changed(i) {
	for (x : 0 .. ROUTERS - 1) {
		if
		:: LISTENS(x) ->
			DROP(m_late[x], i);
			DROP(m_missed[x], i);
			if
			:: !KNOWS_INTERACTION(x, i) && !DEAF(x) -> ADD(m_late[x], i)
			:: !KNOWS_INTERACTION(x, i) && DEAF(x) -> ADD(m_missed[x], i)
			:: else
			fi
		:: else
		fi;
		if
		:: j_interaction[x] == i -> j_same[x] = 0; j_row[x] = 0
		:: else
		fi
	}
	for (x : 0 .. AGENTS - 1) {
		if
		:: h_interaction[x] == i -> h_row[x] = 0
		:: else
		fi
	}
	if
	:: s_interaction == i -> s_row = 0
	:: else
	fi
}

inline agent_changed(a) {
	for (x : 0 .. ROUTERS - 1) {
		if
		:: LISTENS_AGENT(x) ->
			DROP(m_late_agent[x], a);
			if
			:: !KNOWS_AGENT(x, a) -> ADD(m_late_agent[x], a)
			:: else
			fi
		:: else
		fi
	}
}

/* ---- what a router knows ------------------------------------------------------------ */

inline know_interaction(r, i) {
	DROP(m_late[r], i);
	DROP(m_missed[r], i);
	if
	:: i_state[i] == WAITING -> ADD(m_waits[r], i)
	:: else -> DROP(m_waits[r], i)
	fi
}

inline know_agent(r, a) {
	DROP(m_late_agent[r], a);
	if
	:: FREE(a) -> ADD(m_free[r], a)
	:: else -> DROP(m_free[r], a)
	fi;
	if
	:: a_lock[a] -> ADD(m_locked[r], a)
	:: else -> DROP(m_locked[r], a)
	fi
}

/* A holder that another has deposed may go on for a while; it need not have missed any news. What it
 * can do wrong does not depend on what it has missed, so its memory is not kept: see CHOOSES_STILL. */
inline forget(r) {
	m_waits[r] = 0; m_late[r] = 0; m_missed[r] = 0;
	m_free[r] = 0; m_locked[r] = 0; m_late_agent[r] = 0;
	j_wanted[r] = 0
}

/* A term begins with an empty model, whose rows are then read (shard.c begin_term, load.c). */
inline begin_term(r) {
	printf("router %d begins a term\n", r);
	r_office[r] = LOADING
}

/* end_term: all is forgotten; the answer to what is under way finds another term. */
inline end_term(r) {
	printf("router %d ends its term\n", r);
	r_office[r] = OUT;
	forget(r)
}

/* ---- ends of offers ----------------------------------------------------------------- */

inline offer_ended(i) {
	o_agent[i] = NOBODY;
	o_due[i] = 0;
	for (x : 0 .. ROUTERS - 1) {
		if
		:: j_interaction[x] == i -> j_live[x] = 0
		:: else
		fi
	}
	for (x : 0 .. AGENTS - 1) {
		if
		:: h_interaction[x] == i -> h_live[x] = 0
		:: else
		fi
	}
}

/* routing.offer_finish: UPDATE … WHERE state = 'made', then the interaction as it is now. */
inline offer_finish(i, a) {
	if
	:: o_agent[i] == a ->
		offer_ended(i);
		if
		:: i_state[i] == OFFERED ->
			i_state[i] = WAITING;
			a_count[a] = a_count[a] - 1;
			agent_changed(a);
			interaction_changed(i)
		:: else
		fi
	:: else
	fi
}

/* ---- the router's lane -------------------------------------------------------------- */

inline job_done(r) {
	if
	:: j_step[r] == READ ->
		UNLOCK_AGENT(j_agent[r]);
		if
		:: j_kind[r] == MAKE -> UNLOCK_WAITING(j_interaction[r])
		:: else
		fi
	:: else
	fi;
	fence[r] = 0;
	j_step[r] = IDLE; j_kind[r] = 0; j_epoch[r] = 0; j_interaction[r] = NOTHING; j_agent[r] = NOBODY;
	j_same[r] = 0; j_live[r] = 0; j_attended[r] = 0; j_wanted[r] = 0; j_row[r] = 0; j_found[r] = NO
}

/* RT-2: the longest waiting goes first of those for whom somebody can be found. Who of those found
 * (RT-1) is left open. */
#define ELIGIBLE(r, i, a) \
	(HAS(m_waits[r], i) && HAS(m_free[r], a) && !HAS(m_locked[r], a) && !HAS(cooled[i], a))
#define SERVABLE(r, i) (ELIGIBLE(r, i, 0) || ELIGIBLE(r, i, 1))
#define AT_WORK(r) (r_office[r] == CHOOSING && j_step[r] == IDLE && IN_OFFICE(r))
#define STILL_AT_WORK(r) (r_office[r] == CHOOSING && j_step[r] == IDLE && DEPOSED(r))

inline choose(r, i, a) {
	printf("router %d asks: offer %d to agent %d\n", r, i, a);
	begun = 1;
	j_step[r] = ASKED; j_kind[r] = MAKE; j_epoch[r] = r_epoch[r];
	j_interaction[r] = i; j_agent[r] = a;
	j_wanted[r] = IN_OFFICE(r);
	j_same[r] = !HAS(m_late[r], i) && !HAS(m_missed[r], i)
}

/* offer_make judges by the rows as they are: 'made' or 'stale' (rule 2). */
inline make_read(r) {
	j_row[r] = 1;
	if
	:: j_same[r] && i_state[j_interaction[r]] == WAITING && OPEN(j_agent[r]) &&
	   a_count[j_agent[r]] < LIMIT -> j_found[r] = YES
	:: !j_same[r] -> HERE("stale: another version")
	:: else -> HERE("stale: the gate is closed or the agent is full")
	fi
}

/* What constraints would refuse: the row is another one by now (interaction_change), a second live
 * offer (offer_live), capacity (agent_count_within_limit). */
#define WRITABLE(r) \
	(j_row[r] && o_agent[j_interaction[r]] == NOBODY && a_count[j_agent[r]] < LIMIT)

inline make_commit(r) {
	if
	:: j_found[r] == YES ->
		MUST(no_refused_write, WRITABLE(r));
		if
		:: WRITABLE(r) ->
			MUST(no_write_of_a_former_term, j_epoch[r] == epoch);
			MUST(no_offer_to_a_closed_gate, OPEN(j_agent[r]));
			printf("router %d COMMITS: %d is offered to agent %d\n", r, j_interaction[r], j_agent[r]);
			o_agent[j_interaction[r]] = j_agent[r];
			i_state[j_interaction[r]] = OFFERED;
			a_count[j_agent[r]] = a_count[j_agent[r]] + 1;
			agent_changed(j_agent[r]);
			interaction_changed(j_interaction[r])
		:: else -> printf("router %d: SQL error\n", r) /* rolled back */
		fi
	:: else
	fi;
	if
	:: j_wanted[r] -> /* the answer: the gate as it is now; the interaction, if it went on */
		know_agent(r, j_agent[r]);
		if
		:: j_found[r] == YES || i_state[j_interaction[r]] != WAITING ->
			know_interaction(r, j_interaction[r])
		:: else ->
			if
			:: HAS(m_late[r], j_interaction[r]) ->
				HERE("an interaction rests until its news come");
				DROP(m_waits[r], j_interaction[r])
			:: else
			fi
		fi
	:: else
	fi;
	job_done(r);
	check()
}

inline expire(r, i) {
	printf("router %d asks: offer of %d to agent %d is over\n", r, i, o_agent[i]);
	j_step[r] = ASKED; j_kind[r] = EXPIRE; j_epoch[r] = r_epoch[r];
	j_interaction[r] = i; j_agent[r] = o_agent[i];
	j_wanted[r] = IN_OFFICE(r);
	j_live[r] = 1;
	j_attended[r] = (o_due[i] >= r_epoch[r])
}

/* offer_expire: nothing, if it has ended; withdrawn without penalty; or a miss. */
inline expire_read(r) {
	if
	:: !j_live[r]
	:: j_live[r] && (!j_attended[r] || a_lease[j_agent[r]] != LIVE) -> j_found[r] = WITHDRAW
	:: else -> j_found[r] = YES
	fi
}

inline expire_commit(r) {
	if
	:: j_found[r] != NO -> MUST(no_write_of_a_former_term, j_epoch[r] == epoch)
	:: else
	fi;
	if
	:: j_found[r] == YES ->
		MUST(no_undeserved_miss, o_due[j_interaction[r]] == epoch);
		printf("router %d COMMITS: agent %d has missed %d\n", r, j_agent[r], j_interaction[r]);
		HERE("an offer is missed");
		ADD(cooled[j_interaction[r]], j_agent[r])
	:: j_found[r] == WITHDRAW ->
		HERE("an offer ran out and is withdrawn");
		printf("router %d COMMITS: agent %d: %d withdrawn\n", r, j_agent[r], j_interaction[r])
	:: else
	fi;
	if
	:: j_found[r] != NO && j_live[r] -> offer_finish(j_interaction[r], j_agent[r])
	:: else
	fi;
	job_done(r);
	check()
}

#ifdef FENCE_WITHOUT_LOCK /* mutation: a plain read of the epoch, not FOR SHARE */
#define FENCE(r) skip
#else
#define FENCE(r) fence[r] = 1
#endif
#ifdef FENCE_AT_SENDING /* the epoch held when the batch is sent, not when the call was decided */
#define PROVEN(r) IN_OFFICE(r)
#define SENT(r) (j_step[r] != ASKED) /* what a dead process had not sent is gone */
#else
#define PROVEN(r) (j_epoch[r] == epoch)
#define SENT(r) true
#endif

/* The fence: the row at our epoch, FOR SHARE. No row: rolled back, and nothing was done. */
inline lane_read(r) {
#ifndef NO_FENCE /* mutation: batches begin without it */
	if
	:: !PROVEN(r) ->
		printf("router %d is fenced\n", r);
		HERE("a batch is fenced");
		job_done(r);
		if
		:: DEPOSED(r) -> end_term(r); r_epoch[r] = 0 /* holder_fenced */
		:: else
		fi
	:: else ->
		FENCE(r);
#else
	if
	:: true ->
#endif
		printf("router %d reads for %d and agent %d\n", r, j_interaction[r], j_agent[r]);
		LOCK_AGENT(j_agent[r]);
		j_step[r] = READ;
		if
		:: j_kind[r] == MAKE -> LOCK_WAITING(j_interaction[r]); make_read(r)
		:: else -> expire_read(r)
		fi
	fi;
	x = 0
}

#define KEYS_FREE(r) \
	(AGENT_FREE(j_agent[r]) && (j_kind[r] != MAKE || WAITING_FREE(j_interaction[r])))

/* Somebody beats for the epoch that the row shows. Else its beat stands still: anybody may take it. */
#define SOMEBODY (IN_OFFICE(0) || IN_OFFICE(1))

/* holder_claim: not while any batch holds the row FOR SHARE. Nobody claims from themselves. Router 0 is
 * the first: until then both are alike. */
#define CLAIMABLE(r) \
	(r_office[r] == OUT && !fence[0] && !fence[1] && (epoch > 0 -> r_epoch[r] != epoch : r == 0))

inline claim(r) {
	printf("router %d COMMITS: it holds the shard, epoch %d\n", r, epoch + 1);
	y = 1 - r;
	if
	:: r_office[y] != OUT -> forget(y); r_office[y] = CHOOSING
	:: else
	fi;
	epoch++;
	r_epoch[r] = epoch;
	begin_term(r)
}

#ifdef NO_FEED /* mutation: doorbells are all there is, and one may be lost */
#define LOSES_INTERACTION(i) atomic { HAS(m_late[r], i) -> DROP(m_late[r], i); ADD(m_missed[r], i) }
#endif
#define HEARS_INTERACTION(i) atomic { HAS(m_late[r], i) -> d_step { know_interaction(r, i); x = 0 } }
#define HEARS_AGENT(a) atomic { HAS(m_late_agent[r], a) -> d_step { know_agent(r, a); x = 0 } }
#define CHOOSES(longer, i, a) \
	atomic { AT_WORK(r) && FIRST(a) && ELIGIBLE(r, i, a) && !(longer) -> d_step { choose(r, i, a) } }
#define EXPIRES(i) \
	atomic { AT_WORK(r) && o_due[i] != 0 -> d_step { expire(r, i) } }
/* What a deposed holder asks may be anything that could be right. It chooses at the moment that it reads:
 * as it needs no memory, having chosen before would be no different. */
#define CHOOSES_STILL(i, a) \
	atomic { STILL_AT_WORK(r) && i_state[i] == WAITING && FREE(a) && AGENT_FREE(a) && WAITING_FREE(i) -> \
		d_step { choose(r, i, a); lane_read(r) } }
#define EXPIRES_STILL(i) \
	atomic { STILL_AT_WORK(r) && o_due[i] != 0 && AGENT_FREE(o_agent[i]) -> \
		d_step { expire(r, i); lane_read(r) } }

active [ROUTERS] proctype router()
{
	byte r = _pid;
end:
	do
	/* The shard. That a standby takes a paused or slow holder for a dead one is a mishap. */
	:: atomic { CLAIMABLE(r) && !SOMEBODY -> d_step { claim(r) } }
	:: atomic { CLAIMABLE(r) && SOMEBODY && MISHAP -> d_step { HAPPENS; claim(r) } }
	/* It was unsure for a while, and its next beat says that it still holds it (take_raised). */
	:: atomic { r_office[r] == OUT && r_epoch[r] == epoch && epoch > 0 ->
		HERE("a holder was unsure"); d_step { begin_term(r) } }
	/* It hears that another holds it: from its beat, or fenced. */
	:: atomic { r_office[r] != OUT && r_epoch[r] != epoch -> d_step { end_term(r); r_epoch[r] = 0 } }
	/* No beat for a second. Or it dies and is started anew; what it had sent goes on, or is undone. */
	:: atomic { r_office[r] != OUT && MISHAP -> d_step { HAPPENS; end_term(r) } }
	:: atomic { r_office[r] != OUT && SENT(r) && MISHAP -> d_step { HAPPENS; end_term(r); r_epoch[r] = 0 } }
	:: atomic { r_office[r] != OUT && j_step[r] != IDLE && MISHAP ->
		d_step { HAPPENS; end_term(r); r_epoch[r] = 0; job_done(r) } }
	:: atomic { r_office[r] == LOADING ->
		d_step {
			for (y : 0 .. INTERACTIONS - 1) { know_interaction(r, y) }
			r_office[r] = LOADING_AGENTS
		} }
	:: atomic { r_office[r] == LOADING_AGENTS ->
		d_step {
			for (y : 0 .. AGENTS - 1) { know_agent(r, y) }
			r_office[r] = CHOOSING
		} }
	/* News: by a doorbell soon, or by the feed later (follow.c). */
	:: HEARS_INTERACTION(0)
	:: HEARS_INTERACTION(1)
#if INTERACTIONS > 2
	:: HEARS_INTERACTION(2)
#endif
	:: HEARS_AGENT(0)
	:: HEARS_AGENT(1)
#ifdef NO_FEED
	:: LOSES_INTERACTION(0)
	:: LOSES_INTERACTION(1)
#if INTERACTIONS > 2
	:: LOSES_INTERACTION(2)
#endif
#endif
	/* Decisions. */
	:: CHOOSES(false, 0, 0)
	:: CHOOSES(false, 0, 1)
	:: CHOOSES(SERVABLE(r, 0), 1, 0)
	:: CHOOSES(SERVABLE(r, 0), 1, 1)
#if INTERACTIONS > 2
	:: CHOOSES(SERVABLE(r, 0) || SERVABLE(r, 1), 2, 0)
	:: CHOOSES(SERVABLE(r, 0) || SERVABLE(r, 1), 2, 1)
#endif
	:: EXPIRES(0)
	:: EXPIRES(1)
	:: CHOOSES_STILL(0, 0)
	:: CHOOSES_STILL(0, 1)
	:: CHOOSES_STILL(1, 0)
	:: CHOOSES_STILL(1, 1)
	:: EXPIRES_STILL(0)
	:: EXPIRES_STILL(1)
#if INTERACTIONS > 2
	:: EXPIRES(2)
	:: CHOOSES_STILL(2, 0)
	:: CHOOSES_STILL(2, 1)
	:: EXPIRES_STILL(2)
#endif
	/* The lane. */
	:: atomic { j_step[r] == ASKED && KEYS_FREE(r) -> d_step { lane_read(r) } }
	:: atomic { j_step[r] == READ && j_kind[r] == MAKE -> d_step { make_commit(r) } }
	:: atomic { j_step[r] == READ && j_kind[r] == EXPIRE -> d_step { expire_commit(r) } }
	od
}

/* ---- an agent's commands ------------------------------------------------------------ */

inline hand_asks(kind, i) {
	printf("agent %d asks: %d for %d (1 accept, 2 reject, 3 end)\n", a, kind, i);
	h_step[a] = ASKED; h_kind[a] = kind; h_interaction[a] = i;
	h_live[a] = (o_agent[i] == a)
}

/* offer_accept and offer_reject ask for the offer's state alone (rule 7), interaction_end for who
 * has the interaction. */
inline hand_reads() {
	printf("agent %d reads for %d\n", a, h_interaction[a]);
	LOCK_AGENT(a);
	h_step[a] = READ;
	if
#ifdef ACCEPT_WITHOUT_ASKING /* mutation: without offer_problem */
	:: h_kind[a] == ACCEPT -> h_found[a] = 1
	:: h_kind[a] == REJECT -> h_found[a] = h_live[a]
#else
	:: h_kind[a] != END -> h_found[a] = h_live[a]
#endif
	:: h_kind[a] == END && i_state[h_interaction[a]] == ASSIGNED && i_agent[h_interaction[a]] == a ->
		h_found[a] = 1; h_row[a] = 1
	:: else
	fi;
	x = 0
}

/* offer_accept: UPDATE offer, without asking again; then the interaction as it is now. */
inline accept_commit(i) {
	printf("agent %d COMMITS: accepted %d\n", a, i);
	MUST(no_two_ends, h_live[a]);
	if
	:: h_live[a] -> offer_ended(i)
	:: else
	fi;
	MUST(no_double_assignment, i_state[i] != ASSIGNED && i_state[i] != ENDED);
	i_state[i] = ASSIGNED;
	i_agent[i] = a;
	interaction_changed(i);
	agent_changed(a)
}

inline reject_commit(i) {
	printf("agent %d COMMITS: rejected %d\n", a, i);
	ADD(cooled[i], a);
	if
	:: h_live[a] -> offer_finish(i, a)
	:: else
	fi
}

/* interaction_end: conversation closed, transcript stored, by the row that was read. */
inline end_commit(i, row) {
	MUST(no_refused_write, row);
	if
	:: row ->
		MUST(no_two_ends, i_state[i] == ASSIGNED);
		y = i_agent[i];
		printf("COMMIT: %d of agent %d has ended\n", i, y);
		i_state[i] = ENDED;
		i_agent[i] = NOBODY;
		cooled[i] = 0; /* its rows are deleted */
		a_count[y] = a_count[y] - 1;
		interaction_changed(i);
		agent_changed(y)
	:: else
	fi
}

inline hand_commits() {
	if
	:: h_found[a] && h_kind[a] == ACCEPT -> accept_commit(h_interaction[a])
	:: h_found[a] && h_kind[a] == REJECT -> reject_commit(h_interaction[a])
	:: h_found[a] && h_kind[a] == END -> end_commit(h_interaction[a], h_row[a])
	:: !h_found[a] && h_kind[a] == END -> HERE("an End comes too late")
	:: !h_found[a] && h_kind[a] != END -> HERE("an accept or reject comes too late")
	fi;
	UNLOCK_AGENT(a);
	h_step[a] = IDLE; h_kind[a] = 0; h_interaction[a] = NOTHING;
	h_live[a] = 0; h_row[a] = 0; h_found[a] = 0;
	check()
}

#define ACCEPTS(i) atomic { h_step[a] == IDLE && o_agent[i] == a -> d_step { hand_asks(ACCEPT, i) } }
#define REJECTS(i) \
	atomic { h_step[a] == IDLE && o_agent[i] == a && MISHAP -> d_step { HAPPENS; hand_asks(REJECT, i) } }
#define ENDS_IT(i) \
	atomic { h_step[a] == IDLE && i_state[i] == ASSIGNED && i_agent[i] == a && ends > 0 -> \
		d_step { ends--; hand_asks(END, i) } }

active [AGENTS] proctype hand()
{
	byte a = _pid - ROUTERS;
end:
	do
	:: ACCEPTS(0)
	:: ACCEPTS(1)
	:: REJECTS(0)
	:: REJECTS(1)
	:: ENDS_IT(0)
	:: ENDS_IT(1)
#if INTERACTIONS > 2
	:: ACCEPTS(2)
	:: REJECTS(2)
	:: ENDS_IT(2)
#endif
	:: atomic { h_step[a] == ASKED && AGENT_FREE(a) -> d_step { hand_reads() } }
	:: atomic { h_step[a] == READ -> d_step { hand_commits() } }
	od
}

/* ---- what closes and opens a gate --------------------------------------------------- */

inline list_offers() {
	for (x : 0 .. INTERACTIONS - 1) {
		if
		:: o_agent[x] == a -> ADD(g_offers[a], x)
		:: else
		fi
	}
}

inline list_chats() {
	for (x : 0 .. INTERACTIONS - 1) {
		if
		:: i_state[x] == ASSIGNED && i_agent[x] == a -> ADD(g_chats[a], x)
		:: else
		fi
	}
}

/* agent_gate: the open offers are withdrawn in the transaction that closes the gate (rule 2). */
inline gate_withdraws() {
	for (y : 0 .. INTERACTIONS - 1) {
		if
		:: HAS(g_offers[a], y) -> offer_finish(y, a)
		:: else
		fi
	}
}

/* return_chats: back to its queue with its first waiting time. */
inline gate_returns() {
	for (y : 0 .. INTERACTIONS - 1) {
		if
		:: HAS(g_chats[a], y) ->
			MUST(no_refused_write, i_state[y] == ASSIGNED && i_agent[y] == a);
			if
			:: i_state[y] == ASSIGNED && i_agent[y] == a ->
				HERE("a chat goes back");
				i_state[y] = WAITING;
				i_agent[y] = NOBODY;
				a_count[a] = a_count[a] - 1;
				interaction_changed(y)
			:: else
			fi
		:: else
		fi
	}
}

inline gate_reads(kind) {
	printf("gate of agent %d: reads for %d (1 sweep, 2 emergency)\n", a, kind);
	LOCK_AGENT(a);
	g_step[a] = READ;
	g_kind[a] = kind;
#ifndef SWEEP_WITHOUT_LOOKING
	g_page[a] = a_page[a];
#endif
#if !defined(WITHDRAW_BEFORE_VISIBLE) && !defined(WITHDRAW_ALONE)
	list_offers();
#endif
	list_chats();
	x = 0
}

inline gate_commits() {
	printf("gate of agent %d: COMMITS %d, page %d\n", a, g_kind[a], g_page[a]);
	if
	:: g_kind[a] == EMERGENCY -> a_lock[a] = 1
	:: else -> a_lease[a] = g_page[a]
	fi;
	if
	:: SHUT(a) -> gate_withdraws()
	:: else
	fi;
	if
	:: g_kind[a] == SWEEP && a_lease[a] == GONE -> gate_returns()
	:: else
	fi;
	agent_changed(a);
	UNLOCK_AGENT(a);
	g_step[a] = IDLE; g_kind[a] = 0; g_page[a] = LIVE; g_offers[a] = 0; g_chats[a] = 0;
	check()
}

/* session_stale, session_live: chatd says it of a page, under the agent's key. */
inline page_says(lease) {
	printf("page of agent %d COMMITS: lease %d (0 live, 1 stale)\n", a, lease);
	a_page[a] = lease;
	if
	:: a_lease[a] != lease -> a_lease[a] = lease; agent_changed(a)
	:: else
	fi;
	check()
}

/* Mutations: the list of offers to withdraw is read before the key is held, so an offer that commits
 * meanwhile is not on it; the withdrawal is a transaction of its own, before the gate is seen to close; the
 * sweep acts on the lease that it saw before it had the key. */
#if defined(WITHDRAW_BEFORE_VISIBLE) || defined(WITHDRAW_ALONE) || defined(SWEEP_WITHOUT_LOOKING)
#define TOO_EARLY
inline gate_early(kind) {
	printf("gate of agent %d: too early for %d\n", a, kind);
	g_step[a] = ASKED;
	g_kind[a] = kind;
#ifdef SWEEP_WITHOUT_LOOKING
	g_page[a] = a_page[a];
#else
	list_offers();
#endif
#ifdef WITHDRAW_ALONE
	gate_withdraws();
	g_offers[a] = 0;
	check();
#endif
	x = 0
}
#define GATE_STARTS(kind) d_step { gate_early(kind) }
#else
#define GATE_STARTS(kind) d_step { gate_reads(kind) }
#endif
#if defined(TOO_EARLY) && !defined(WITHDRAW_ALONE)
#define GATE_FREE(a) true
#else
#define GATE_FREE(a) AGENT_FREE(a)
#endif

active [AGENTS] proctype gate()
{
	byte a = _pid - ROUTERS - AGENTS;
end:
	do
	/* The page falls silent, comes back, or time passes (chatd, the clock). */
	:: atomic { a_page[a] == LIVE && a_lease[a] == LIVE && MISHAP && FIRST(a) && AGENT_FREE(a) ->
		d_step { HAPPENS; begun = 1; page_says(STALE) } }
	:: atomic { (a_page[a] == STALE || a_page[a] == LOST) && AGENT_FREE(a) -> d_step { page_says(LIVE) } }
	:: atomic { a_page[a] == STALE || a_page[a] == LOST ->
		a_page[a]++;
		printf("page of agent %d: %d by the clock (2 lost, 3 gone)\n", a, a_page[a]) }
	/* Who is gone logs in again, or never does. */
	:: atomic { a_lease[a] == GONE && MISHAP && AGENT_FREE(a) -> d_step { HAPPENS; page_says(LIVE) } }
	/* presenced, voiced */
	:: atomic { g_step[a] == IDLE && a_page[a] > STALE && a_page[a] != a_lease[a] && GATE_FREE(a) ->
		GATE_STARTS(SWEEP) }
	:: atomic { g_step[a] == IDLE && !a_lock[a] && MISHAP && FIRST(a) && GATE_FREE(a) ->
		HAPPENS; begun = 1; GATE_STARTS(EMERGENCY) }
#ifdef TOO_EARLY
	:: atomic { g_step[a] == ASKED && AGENT_FREE(a) -> d_step { gate_reads(g_kind[a]) } }
#endif
	:: atomic { g_step[a] == READ -> d_step { gate_commits() } }
	/* The lock's end passes. Nobody says so: who knows of the lock knows its end (arm_emergency). */
	:: atomic { a_lock[a] ->
		d_step {
			a_lock[a] = 0;
			for (x : 0 .. ROUTERS - 1) {
				DROP(m_locked[x], a);
				if
				:: KNOWS_AGENT(x, a) -> DROP(m_late_agent[x], a)
				:: else
				fi
			}
			x = 0
		} }
	od
}

/* ---- who does not know the key ------------------------------------------------------ */

/* interaction_key: the key that covers an interaction as it is now. */
#define KEY_OF(i) (i_state[i] == ASSIGNED -> i_agent[i] : (i_state[i] == OFFERED -> o_agent[i] : OWN))
#define KEY_FREE(key, i) (key == OWN -> INTERACTION_FREE(i) : AGENT_FREE(key % AGENTS))

inline clerk_asks(kind, i) {
	printf("clerk asks: %d for %d (3 end, 4 link)\n", kind, i);
	s_step = ASKED;
	s_kind = kind;
	s_interaction = i;
	s_key = KEY_OF(i) /* on the read lane, without a lock */
}

inline clerk_reads() {
	if
#ifndef KEY_NEVER_MOVES /* mutation: it does not ask again whether the key is the right one */
	:: i_state[s_interaction] != ENDED && KEY_OF(s_interaction) != s_key ->
		HERE("a key has moved");
		s_key = KEY_OF(s_interaction) /* 'moved': again, with this key */
#endif
	:: else ->
		printf("clerk reads for %d, with the key of agent %d (%d: its own)\n", s_interaction, s_key, OWN);
		if
		:: s_key == OWN -> LOCK_INTERACTION(s_interaction)
		:: else -> LOCK_AGENT(s_key)
		fi;
		s_step = READ;
		s_found = (i_state[s_interaction] == ASSIGNED || (s_kind == LINK && i_state[s_interaction] != ENDED));
		s_row = 1
	fi;
	x = 0
}

inline clerk_commits() {
	if
	:: s_found && s_kind == END -> end_commit(s_interaction, s_row)
	:: s_found && s_kind == LINK ->
		MUST(no_refused_write, s_row);
		printf("clerk COMMITS: %d linked\n", s_interaction);
		interaction_changed(s_interaction)
	:: else
	fi;
	if
	:: s_key == OWN -> UNLOCK_INTERACTION(s_interaction)
	:: else -> UNLOCK_AGENT(s_key)
	fi;
	s_step = IDLE; s_kind = 0; s_interaction = NOTHING; s_key = NOTHING; s_row = 0; s_found = 0;
	check()
}

#define CLERK_ENDS(i) \
	atomic { s_step == IDLE && i_state[i] == ASSIGNED && ends > 0 -> d_step { ends--; clerk_asks(END, i) } }
#define CLERK_LINKS(i) \
	atomic { s_step == IDLE && i_state[i] != ABSENT && i_state[i] != ENDED && MISHAP -> \
		d_step { HAPPENS; clerk_asks(LINK, i) } }

/* ---- the rest of the world ---------------------------------------------------------- */

#define DEADLINE_PASSES(i) \
	atomic { o_agent[i] != NOBODY && o_due[i] == 0 && MISHAP -> \
		d_step { HAPPENS; o_due[i] = epoch; printf("the deadline of the offer of %d passes\n", i) } }

active proctype world()
{
end:
	do
	:: atomic { arrivals > 0 ->
		d_step {
			printf("%d arrives\n", INTERACTIONS - arrivals);
			i_state[INTERACTIONS - arrivals] = WAITING;
			interaction_changed(INTERACTIONS - arrivals);
			arrivals--
		} }
	:: DEADLINE_PASSES(0)
	:: DEADLINE_PASSES(1)
#if INTERACTIONS > 2
	:: DEADLINE_PASSES(2)
#endif
	:: CLERK_ENDS(0)
	:: CLERK_ENDS(1)
	:: CLERK_LINKS(0)
	:: CLERK_LINKS(1)
#if INTERACTIONS > 2
	:: CLERK_ENDS(2)
	:: CLERK_LINKS(2)
#endif
	:: atomic { s_step == ASKED && KEY_FREE(s_key, s_interaction) -> d_step { clerk_reads() } }
	:: atomic { s_step == READ -> d_step { clerk_commits() } }
	/* Or they do not happen. */
	:: atomic { MISHAP -> HAPPENS }
	:: atomic { ends > 0 -> ends-- }
	od
}

/* ---- the end of it all -------------------------------------------------------------- */

/* By the agent's page, whatever the gate was told. */
#define TAKES(a, i) (a_page[a] == LIVE && !a_lock[a] && a_count[a] < LIMIT && !HAS(cooled[i], a))

/* When nobody can do anything any more: nothing is under way. */
active proctype watcher()
{
	timeout ->
	d_step {
		for (x : 0 .. INTERACTIONS - 1) {
			MUST(no_lost_interaction, i_state[x] == ASSIGNED || i_state[x] == ENDED ||
				(i_state[x] == WAITING && !TAKES(0, x) && !TAKES(1, x)))
		}
		x = 0
	}
}
