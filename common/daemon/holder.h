/*
 * holder - one holder at a time of a router shard or sender group, by lease with epoch
 * (consistency.md 6 and 8).
 *
 * Owns: claiming, beating (300 ms), giving away at stop, stepping down when fenced.
 * Must not know: what the holder does with it.
 *
 * A standby takes over what showed the same beat for 1.2 s of its own monotonic clock, in
 * successful reads; a standby that is not warm for it waits a little longer, so that a warm one is
 * first. What was given away is taken at once. With `spread`, who holds at least two things less than
 * another asks for one of them, when warm for it; the other gives it when it is ready to. What comes to nothing is
 * tried again after 2 s, then twice as long each time, up to a minute. Things of kind `kind` come from ops.holder (rows are made by
 * configuration); it knows all of them and holds at most `max`. What nobody holds beyond that is
 * told: ERROR holder_full once a minute, and the gauge trunkline_holder_over.
 */
#ifndef COMMON_DAEMON_HOLDER_H
#define COMMON_DAEMON_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct holder;

struct holder_config {
	const char *kind; /* "shard", "group", "hook"; kept, not copied */
	int max; /* how many things this instance may hold at a time */
	void (*gained)(void *ctx, int64_t thing, int64_t epoch); /* after the claim's commit */
	/* At once when it is not sure any more; also from inside holder_fenced and
	 * holder_fenced_thing. */
	void (*lost)(void *ctx, int64_t thing);
	bool spread; /* ask who holds more; needs `give` */
	bool (*warm)(void *ctx, int64_t thing); /* NULL: always */
	/* Another is to have it: stop working on it, then call holder_give. Again, while it is held, if that
	 * came to nothing. */
	void (*give)(void *ctx, int64_t thing);
	void *ctx;
};

struct holder *holder_start(struct daemon *daemon, const struct holder_config *config);
/* Gives all away, then calls stopped. */
void holder_stop(struct holder *holder, void (*stopped)(void *ctx), void *ctx);

/* Things may have been added: where there was nothing it looks less often, so now. */
void holder_look(struct holder *holder);

/* Nothing of this thing is under way any more: the one who asked may have it. `lost` is not called. */
void holder_give(struct holder *holder, int64_t thing);

/* False after a gap of over 1 s in this process's own beats: check the epoch before acting. */
bool holder_sure(const struct holder *holder, int64_t thing);
/* "{thing,epoch,…}" for the fence statement of the fenced lane. Valid until the next call. */
const char *holder_fence_param(const struct holder *holder);
/* The lane answered DB_FENCED: which of all it was is not told. Steps down from all, looks again. */
void holder_fenced(struct holder *holder);
/* A statement says that this one is another's. Steps down from it alone, looks again. */
void holder_fenced_thing(struct holder *holder, int64_t thing);

#endif
