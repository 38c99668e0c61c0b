/*
 * spreading.pml - how shards come to routers, go from one to another, and a tenant from shard to shard, for spin.
 *
 * What it is for and which code each part stands for: README.md beside this file; how to read it:
 * routing.pml. What a holder may write is checked there, with one shard. Here it is: does each shard
 * find a holder, do both routers get their part, does who gives one away lose nothing else by
 * it, and is a tenant's work found where the tenant is.
 *
 * An epoch is not a number here: r_true has the shards whose rows still say what this router believes.
 */

#define ROUTERS 2
#define SHARDS 3
#ifndef MISHAPS
#define MISHAPS 2 /* deaths, robberies, statements that are lost, moves */
#endif
#ifndef WORK
#define WORK 1 /* writes about other things than the one interaction */
#endif
#ifndef PROPERTIES
#define PROPERTIES 15
#endif

#define NOBODY ROUTERS
#define GHOST 3 /* a process that has died */
#define NONE SHARDS

#define HAS(set, x) ((set >> (x)) & 1)
#define ADD(set, x) set = set | (1 << (x))
#define DROP(set, x) set = set & (255 - (1 << (x)))
#define OTHER(r) (1 - r)

/* ---- tables ------------------------------------------------------------------------- */

byte h_boot[SHARDS] = NOBODY, h_heir[SHARDS] = NOBODY; /* ops.holder, ops.holder_beat */
byte map; /* routing.tenant_shard, of the one tenant */
bit i_waits; /* its one interaction */

#define COUNT(r) ((h_boot[0] == r) + (h_boot[1] == r) + (h_boot[2] == r))

/* ---- routers ------------------------------------------------------------------------ */

bit alive[ROUTERS];
byte r_true[ROUTERS]; /* sets of shards: whose rows are as it believes, */
byte r_mine[ROUTERS]; /* that it holds (held->mine), */
byte r_giving[ROUTERS]; /* of these, that it decides nothing in any more (SHARD_GIVING), */
byte r_releasing[ROUTERS]; /* whose release is under way (given_ms), */
byte r_tried[ROUTERS]; /* whose hand-over was tried, until it may be again (asked_of), */
byte r_pending[ROUTERS]; /* with a call under way */
bit r_robbed[ROUTERS]; /* another took one of them while it lived */
byte r_map[ROUTERS]; /* as it read it last */
bit r_waits[ROUTERS], r_late[ROUTERS]; /* what it knows of the interaction; news that will come */

/* The fenced lane: batches in their order, each with the shards that its fence names. */
#define WRITE 1
#define RELEASE 2
#define OTHERWISE 3
chan lane[ROUTERS] = [3] of { byte, byte, byte };

byte mishaps = MISHAPS, work = WORK, arrivals = 1;
#define MISHAP mishaps > 0
#define HAPPENS mishaps--

/* ---- properties --------------------------------------------------------------------- */

#define BIT_none_left_lying 0
#define BIT_fair_in_the_end 1
#define BIT_nothing_else_lost 2
#define BIT_tenant_served 3
hidden byte none_left_lying, fair_in_the_end, nothing_else_lost, tenant_served;
hidden byte x, kind, thing, fence;

#ifdef REACHED
#define HERE(what) c_code { static char told; if (!told) { told = 1; printf("reached: " what "\n"); } }
#else
#define HERE(what) skip
#endif

#define MUST(name, what) \
	name = (what) || !HAS(PROPERTIES, BIT_##name); \
	assert(name)

/* ---- holding ------------------------------------------------------------------------ */

#define KNOWS(r) r_waits[r] = i_waits; r_late[r] = 0

inline let_go(r, s) {
	DROP(r_mine[r], s); DROP(r_giving[r], s); DROP(r_pending[r], s)
}

/* ops.holder_claim: the row is as it was seen. */
inline claim(r, s) {
	printf("%d claims %d\n", r, s);
	h_boot[s] = r; h_heir[s] = NOBODY;
	DROP(r_true[OTHER(r)], s);
	ADD(r_true[r], s); ADD(r_mine[r], s);
	DROP(r_tried[0], s); DROP(r_tried[1], s)
}

#ifdef HEIR_ALONE /* mutation: what was given is its heir's, whether or not that one lives */
#define HEIR_GONE(s) false
#else
#define HEIR_GONE(s) (h_heir[s] == GHOST) /* nobody has taken it for 1.2 s */
#endif
#define FREE(r, s) (h_boot[s] == GHOST || \
	(h_boot[s] == NOBODY && (h_heir[s] == NOBODY || h_heir[s] == r || HEIR_GONE(s))))

/* take_raised: the answer of a beat is the truth. */
#define NEWS_OF_BEAT(r) ((r_mine[r] & (7 - r_true[r])) || \
	(r_true[r] & (7 - r_mine[r]) & (7 - r_releasing[r])))
inline look(r) {
	for (x : 0 .. SHARDS - 1) {
		if
		:: HAS(r_mine[r], x) && !HAS(r_true[r], x) ->
			let_go(r, x);
			KNOWS(r)
		:: !HAS(r_mine[r], x) && HAS(r_true[r], x) && !HAS(r_releasing[r], x) ->
			HERE("a shard that could not be given is held on");
			ADD(r_mine[r], x)
		:: else
		fi
	}
	x = 0
}

/* DB_FENCED: steps down from all, reads anew. */
inline fenced(r) {
	printf("%d is fenced\n", r);
	HERE("a batch is fenced");
	MUST(nothing_else_lost, r_robbed[r] || r_mine[r] == 0);
	do
	:: nempty(lane[r]) -> lane[r] ? kind, thing, fence
	:: empty(lane[r]) -> break
	od;
	r_mine[r] = 0; r_giving[r] = 0; r_releasing[r] = 0; r_pending[r] = 0;
	KNOWS(r)
}

/* ---- spreading ---------------------------------------------------------------------- */

#define ON_ITS_WAY(r) ( \
	(h_heir[0] == r && HAS(r_tried[r], 0) && h_boot[0] == OTHER(r)) || \
	(h_heir[1] == r && HAS(r_tried[r], 1) && h_boot[1] == OTHER(r)) || \
	(h_heir[2] == r && HAS(r_tried[r], 2) && h_boot[2] == OTHER(r)))
#define ASKS(r, s) (alive[r] && h_boot[s] == OTHER(r) && alive[OTHER(r)] && COUNT(OTHER(r)) > COUNT(r) + 1 && \
	!FREE(r, 0) && !FREE(r, 1) && !FREE(r, 2) && !ON_ITS_WAY(r) && !HAS(r_tried[r], s))

#define GIVES(r, s) (HAS(r_mine[r], s) && h_heir[s] != NOBODY && h_heir[s] != r && !HAS(r_tried[r], s))

/* ops.holder_release, if the row is as it believes. */
inline release(r, s) {
	if
	:: HAS(r_true[r], s) ->
		printf("%d releases %d\n", r, s);
		h_boot[s] = NOBODY; DROP(r_true[r], s)
	:: else
	fi;
	DROP(r_releasing[r], s)
}

/* Its last goes in the lane of beats, beside the batches: nothing is left to be fenced. */
#ifdef RELEASE_BESIDE /* mutation: every one does */
#define BESIDE(r, s) true
#else
#define BESIDE(r, s) (r_mine[r] == (1 << s))
#endif
#ifdef RELEASE_OVERTAKES /* mutation: the last one does not wait for the release of another */
#define MAY_GO(r, s) true
#else
#define MAY_GO(r, s) (r_releasing[r] == 0)
#endif

/* ---- work --------------------------------------------------------------------------- */

#define IDLE(r, s) (HAS(r_mine[r], s) && !HAS(r_giving[r], s) && !HAS(r_pending[r], s) && nfull(lane[r]))

/* What the head of the lane does; all that its fence names must be as it believes. */
inline head(r) {
	lane[r] ? kind, thing, fence;
	if
	:: (fence & (7 - r_true[r])) != 0 -> fenced(r)
	:: else ->
		if
		:: kind == WRITE ->
			if
			:: i_waits -> printf("%d offers in %d\n", r, thing); i_waits = 0; r_late[OTHER(r)] = alive[OTHER(r)]
			:: else
			fi;
			KNOWS(r)
		:: kind == RELEASE -> release(r, thing)
		:: else
		fi;
		if
		:: kind != RELEASE -> DROP(r_pending[r], thing)
		:: else
		fi
	fi;
	kind = 0; thing = 0; fence = 0
}

#ifdef MOVE_UNREAD /* mutation: who hears of a move does not read the tenant */
#define READS(r) r_waits[r] = 0
#else
#define READS(r) KNOWS(r)
#endif

inline die(r) {
	printf("%d dies\n", r);
	alive[r] = 0;
	for (x : 0 .. SHARDS - 1) {
		if
		:: h_boot[x] == r -> h_boot[x] = GHOST
		:: else
		fi;
		if
		:: h_heir[x] == r -> h_heir[x] = GHOST
		:: else
		fi
	}
	do
	:: nempty(lane[r]) -> lane[r] ? kind, thing, fence
	:: empty(lane[r]) -> break
	od;
	r_true[r] = 0; r_mine[r] = 0; r_giving[r] = 0; r_releasing[r] = 0; r_tried[r] = 0; r_pending[r] = 0;
	r_robbed[r] = 0; r_waits[r] = 0; r_late[r] = 0; r_map[r] = 0;
	x = 0; kind = 0; thing = 0; fence = 0
}

/* ---- who does what ------------------------------------------------------------------ */

#define WITH_SHARD(r, s) \
	:: atomic { alive[r] && FREE(r, s) -> d_step { claim(r, s) } } \
	:: atomic { alive[r] && h_boot[s] == OTHER(r) && alive[OTHER(r)] && MISHAP -> \
		d_step { HAPPENS; HERE("a living holder is robbed"); r_robbed[OTHER(r)] = 1; claim(r, s) } } \
	:: atomic { ASKS(r, s) -> d_step { ADD(r_tried[r], s); h_heir[s] = r; printf("%d asks for %d\n", r, s) } } \
	:: atomic { ASKS(r, s) && MISHAP -> d_step { HAPPENS; ADD(r_tried[r], s); printf("%d asks for %d, unheard\n", r, s) } } \
	:: atomic { GIVES(r, s) -> d_step { ADD(r_tried[r], s); ADD(r_giving[r], s) } } \
	:: atomic { HAS(r_giving[r], s) && !HAS(r_pending[r], s) && BESIDE(r, s) && MAY_GO(r, s) -> \
		d_step { let_go(r, s); release(r, s) } } \
	:: atomic { HAS(r_giving[r], s) && !HAS(r_pending[r], s) && !BESIDE(r, s) && nfull(lane[r]) -> \
		d_step { let_go(r, s); ADD(r_releasing[r], s); lane[r] ! RELEASE, s, r_mine[r] } } \
	:: atomic { HAS(r_giving[r], s) && !HAS(r_pending[r], s) && MISHAP -> \
		d_step { HAPPENS; let_go(r, s); printf("%d gives %d, which is lost\n", r, s) } } \
	:: atomic { IDLE(r, s) && r_map[r] == s && r_waits[r] -> \
		d_step { r_waits[r] = 0; ADD(r_pending[r], s); lane[r] ! WRITE, s, r_mine[r] } } \
	:: atomic { IDLE(r, s) && work > 0 -> \
		d_step { work--; ADD(r_pending[r], s); lane[r] ! OTHERWISE, s, r_mine[r] } }

proctype router(byte r)
{
end:
	do
	:: atomic { !alive[r] -> d_step { alive[r] = 1; r_map[r] = map; KNOWS(r) } }
	:: atomic { alive[r] && MISHAP -> d_step { HAPPENS; die(r) } }
	:: atomic { alive[r] && NEWS_OF_BEAT(r) -> d_step { look(r) } }
	:: atomic { nempty(lane[r]) -> d_step { head(r) } }
	:: atomic { alive[r] && r_late[r] -> d_step { KNOWS(r) } }
	:: atomic { alive[r] && r_map[r] != map -> d_step { r_map[r] = map; READS(r) } }
	WITH_SHARD(r, 0)
	WITH_SHARD(r, 1)
	WITH_SHARD(r, 2)
	od
}

active proctype world()
{
	atomic { run router(0); run router(1) };
end:
	do
	:: atomic { arrivals > 0 ->
		d_step { arrivals--; i_waits = 1; r_late[0] = alive[0]; r_late[1] = alive[1] } }
	:: atomic { MISHAP -> d_step { HAPPENS; map = (map + 1) % SHARDS; printf("the tenant moves to %d\n", map) } }
	:: atomic { MISHAP -> HAPPENS }
	:: atomic { work > 0 -> work-- }
	od
}

/* ---- the end of it all -------------------------------------------------------------- */

#define HELD(s) ((h_boot[s] == 0 && HAS(r_mine[0], s)) || (h_boot[s] == 1 && HAS(r_mine[1], s)))
#define UNFAIR (COUNT(0) > COUNT(1) + 1 || COUNT(1) > COUNT(0) + 1)
#define WANTED(s) (h_boot[s] != NOBODY && h_heir[s] != NOBODY && h_heir[s] != h_boot[s])

#ifdef ASK_ONCE /* mutation: each hand-over is tried once an epoch */
#define AGAIN false
#else
#define AGAIN ((r_tried[0] != 0 || r_tried[1] != 0) && (UNFAIR || WANTED(0) || WANTED(1) || WANTED(2)))
#endif

/* When nobody can do anything any more, the back-offs are over; when there is none, it is the end. */
active proctype watcher()
{
	do
	:: timeout ->
		if
		:: AGAIN -> d_step { HERE("a hand-over is tried again"); r_tried[0] = 0; r_tried[1] = 0 }
		:: else -> break
		fi
	od;
	skip; /* no break may lead into a d_step */
	d_step {
		MUST(none_left_lying, HELD(0) && HELD(1) && HELD(2));
		MUST(fair_in_the_end, !UNFAIR);
		MUST(tenant_served, !i_waits)
	}
}
