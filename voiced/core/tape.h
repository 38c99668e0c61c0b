/*
 * tape - both directions of a call, put beside each other in time: who called on the left, whom they talk to on the right.
 *
 * Owns: where each packet's sound stands, gaps and what must not be kept (silence), packets that come late or twice, sources
 *       that begin anew or whose clock runs away. Stereo mu-law, one byte a side, in chunks of a second.
 * Must not know: files, sockets; time comes as samples that have passed. The media thread alone has it.
 *
 * A packet stands by its timestamp, from where its source's first one was heard: so one side's jitter does not move it, and
 * the two sides are as far apart as they were heard. A source that stays TAPE_DRIFT away from the clock is put right.
 */
#ifndef VOICED_CORE_TAPE_H
#define VOICED_CORE_TAPE_H

#include "voiced/core/g711.h"
#include "voiced/core/rtp.h"

enum tape_side { TAPE_CALLER, TAPE_OTHERS, TAPE_SIDES };

enum {
	TAPE_CHUNK = 8000, /* frames: a second */
	TAPE_WINDOW = 3 * TAPE_CHUNK,
	TAPE_DRIFT = 320, /* samples: 40 ms */
	TAPE_DRIFT_PACKETS = 25, /* so many in a row: it is no jitter */
	TAPE_JUMP = 4000, /* samples: further away it is another clock, */
	TAPE_JUMP_PACKETS = 3, /* when so many in a row are */
};

struct tape_chunk {
	struct tape_chunk *next;
	int64_t from; /* the frame that it begins with */
	size_t frames;
	uint8_t bytes[TAPE_CHUNK * TAPE_SIDES];
};

struct tape_track {
	bool kept; /* else what comes is silence */
	int64_t kept_from; /* the frame: what was said before comes late */
	bool based;
	uint32_t ssrc, base; /* the timestamp that stands at 0 */
	int away, jumped; /* packets in a row */
	int64_t nearest; /* the least that one of them was away */
};

struct tape {
	struct tape_track tracks[TAPE_SIDES];
	int64_t elapsed, flushed; /* frames of time since it began, the begin of `open` */
	struct tape_chunk *first, **last; /* to be taken */
	uint8_t open[TAPE_WINDOW * TAPE_SIDES];
};

struct tape *tape_new(void); /* keeps neither side yet */
void tape_free(struct tape *tape); /* NULL is nothing */

void tape_hear(
    struct tape *tape, enum tape_side side, enum g711_law law, const struct rtp_packet *packet);
/* From now on, or no longer, which was decided `ago` samples ago (a second at most): what stands since then is silence, too.
 * Each TAPE_DRIFT more to the safe side. */
void tape_keep(struct tape *tape, enum tape_side side, bool kept, int64_t ago);
void tape_pass(struct tape *tape, int64_t samples); /* so much time has passed */
void tape_end(struct tape *tape); /* what is open becomes chunks too */
/* The next chunk: the caller frees it. NULL: none. */
struct tape_chunk *tape_take(struct tape *tape);

#endif
