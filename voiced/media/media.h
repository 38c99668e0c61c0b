/*
 * media - the far end that we are ourselves: of callers without an agent (music, announcements, digits, voicemail), of each party of a
 *         call of several (who hears whom), and of the copies of a call that is recorded.
 *
 * Owns: one thread that sends and hears RTP (G.711) for all endpoints, every 20 ms; the endpoints' sockets.
 * Must not know: SIP, calls, the database, which prompts are when.
 *
 * All functions are called on the loop's thread; they hand commands over and never wait. -1 with OVERLOAD: too many
 * commands wait, or there are too many endpoints; nothing was done. Events come on the loop, never inside a call.
 */
#ifndef VOICED_MEDIA_MEDIA_H
#define VOICED_MEDIA_MEDIA_H

#include <uv.h>

#include "voiced/core/dtmf.h"
#include "voiced/core/tape.h"
#include "voiced/media/clip.h"
#include "voiced/media/recorder.h"

struct media;
struct endpoint;

enum {
	MEDIA_HEARS_MAX = 8,
	MEDIA_COMMANDS_MAX = 4096,
	MEDIA_ENDPOINTS_MAX = 4096,
	MEDIA_RTP_TIMEOUT_MAX_MS = 60000
};

struct media_config {
	const char *address; /* of the sockets */
	int port_min, port_max; /* each endpoint takes an even port */
	int endpoints_max; /* 1 to MEDIA_ENDPOINTS_MAX */
	int rtp_timeout_ms; /* 100 to MEDIA_RTP_TIMEOUT_MAX_MS */
};

enum media_event_kind {
	MEDIA_FIRST_PACKET, /* of a source that was not known, and is the only one from now on */
	MEDIA_PLAYED, /* tag; whole: to its end, else something else was put in its place */
	MEDIA_DIGIT, /* digit */
	MEDIA_RECORDED, /* tag, ms, loud_ms, end; err NULL: the file is whole and on the disk, else there is none */
	MEDIA_RTP_TIMEOUT, /* nothing came for rtp_timeout_ms; told once, until something comes again */
	MEDIA_TAPED, /* tag; the tape is over, all its chunks were told */
	MEDIA_DIGITS_SENT, /* tag; none waits any more, and the last was half a second ago */
};

struct media_event {
	enum media_event_kind kind;
	int64_t tag; /* what the command was called with */
	bool whole;
	char digit; /* 0-9 * # A-D */
	int64_t ms, loud_ms; /* the second: of it what was no silence */
	enum record_end end;
	const struct err *err; /* borrowed */
};

struct endpoint_spec {
	enum g711_law law; /* what it sends; it hears both */
	uint8_t event_type; /* payload type of telephone events, 96 to 127; 0: none */
	bool mixes; /* it hears others, or is heard: media_hears */
	bool silent; /* sends nothing, and hears nobody before media_remote */
	void (*on_event)(void *ctx, struct endpoint *endpoint, const struct media_event *event);
	void (*on_chunk)(void *ctx, struct tape_chunk *chunk); /* of a tape: takes it over */
	void *ctx;
};

struct endpoint_counts {
	uint64_t sent, unsent; /* packets; the second could not be sent */
	uint64_t received, refused,
	    strangers; /* good ones; no RTP or another payload; from another source */
};

/* -1: `err` (CONFIG) names the wrong setting. */
int media_start(
    struct media **out, uv_loop_t *loop, const struct media_config *config, struct err *err);
/* Ends the thread, all endpoints, all recordings (none is kept); then `stopped`, and `media` is gone. No event comes
 * after the call. */
void media_stop(struct media *media, void (*stopped)(void *ctx), void *ctx);

/* Begins to hear: the first source of well-formed sound, unless media_remote said whom. It sends when it knows where to:
 * media_remote, or that source. */
int media_open(
    struct media *media, const struct endpoint_spec *spec, struct endpoint **out, struct err *err);
/* Can't fail. No event comes after it; a recording that is not told as recorded yet is not kept. */
void media_close(struct endpoint *endpoint);
int media_port(const struct endpoint *endpoint);
void media_counts(const struct endpoint *endpoint, struct endpoint_counts *out);

/* Where to send, and who is heard from now on. exact: this address and port alone. Else the address may be one that is only
 * shown (a relay behind NAT): who sends first from this port, from whichever address, is then the only one that is heard and answered. */
int media_remote(
    struct endpoint *endpoint, const char *address, int port, bool exact, struct err *err);

/* Played once, in place of what was; music rests meanwhile. Takes over what `list` holds, also when it fails. An
 * empty list only ends what was, and is not told as played. Else MEDIA_PLAYED with `tag` comes exactly once, unless the
 * endpoint is closed before. */
int media_play(struct endpoint *endpoint, struct playlist *list, int64_t tag, struct err *err);
/* Played round and round whenever nothing else is; an empty list ends it. Takes over what `list` holds. */
int media_music(struct endpoint *endpoint, struct playlist *list, struct err *err);

/* From now on it hears these others, all added, in place of its music, and of those before; count 0: nobody, music again. An
 * announcement is heard alone. Whose end is closed is heard by nobody any more. All are opened with `mixes`. INVALID: more
 * than MEDIA_HEARS_MAX. */
int media_hears(
    struct endpoint *endpoint, struct endpoint *const *others, size_t count, struct err *err);
/* What it sends from now on. */
int media_law(struct endpoint *endpoint, enum g711_law law, struct err *err);
/* The payload type of the telephone events that it sends from now on; 0: none. */
int media_events(struct endpoint *endpoint, uint8_t event_type, struct err *err);

/* Sends these keys (dtmf.h), behind those before, as if `from` pressed them: as telephone events, or as tones where it sends none. Those that
 * still wait when `endpoint` does not hear `from` are forgotten. MEDIA_DIGITS_SENT comes, with the tag of the latest, when none is left. OVERLOAD
 * also: they don't fit (media_digits_fit). */
struct digits_spec {
	const struct endpoint *from;
	const char *keys;
	size_t n;
	int64_t tag;
};
int media_digits(struct endpoint *endpoint, const struct digits_spec *spec, struct err *err);
bool media_digits_fit(const struct endpoint *endpoint, size_t n);

struct record_spec {
	const char
	    *path; /* of the file, a vault (recording_wav reads it); "<path>.part" while it grows */
	const struct key_ring *ring; /* as vault_create has these; copied, but for the ring */
	const char *place;
	struct view about;
	int length_ms; /* 1 to RECORD_MS_MAX */
	int silence_ms; /* ends it; 0: does not */
	int64_t tag;
};

/* Begins now. It ends by itself (length, silence, RTP timeout) or when asked to; MEDIA_RECORDED comes exactly once unless
 * the endpoint is closed. CONFLICT: it records already. */
int media_record(struct endpoint *endpoint, const struct record_spec *spec, struct err *err);
int media_record_stop(
    struct endpoint *endpoint, struct err *err); /* nothing when it does not record */

/* What `caller` and `others` hear from now on goes on one tape, whose chunks `caller` is told; neither side is kept before
 * media_tape_keep says so. Once for a pair. */
int media_tape(struct endpoint *caller, struct endpoint *others, struct err *err);
/* What is kept of each side from now on; of what is kept no longer nothing stays from the moment of this call. */
int media_tape_keep(struct endpoint *caller, const bool kept[TAPE_SIDES], struct err *err);
/* MEDIA_TAPED comes, once, unless the endpoint is closed before. */
int media_tape_stop(struct endpoint *caller, int64_t tag, struct err *err);

#endif
