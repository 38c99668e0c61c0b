/*
 * endpoint - one far end: its half on the media thread, and what both threads need of it.
 *
 * Owns: its socket, the stream that it sends, the source that it is latched to, what it hears.
 * Must not know: the thread's loop (media.c calls it), files.
 */
#ifndef VOICED_MEDIA_ENDPOINT_H
#define VOICED_MEDIA_ENDPOINT_H

#include <stdatomic.h>

#include "common/base/list.h"
#include "voiced/core/mix.h"
#include "voiced/media/media.h"
#include "voiced/media/player.h"
#include "voiced/media/recording.h"
#include "voiced/media/socket.h"
#include "voiced/media/ticker.h"

enum command_kind {
	COMMAND_OPEN,
	COMMAND_CLOSE,
	COMMAND_REMOTE,
	COMMAND_PLAY,
	COMMAND_MUSIC,
	COMMAND_RECORD,
	COMMAND_RECORD_STOP,
	COMMAND_HEARS,
	COMMAND_LAW,
	COMMAND_EVENTS,
	COMMAND_DIGITS,
	COMMAND_TAPE,
	COMMAND_TAPE_KEEP,
	COMMAND_TAPE_STOP,
};

struct hears {
	struct endpoint *others[MEDIA_HEARS_MAX];
	size_t count;
};

struct command {
	enum command_kind kind;
	struct endpoint *endpoint;
	int64_t tag;
	union {
		struct {
			struct sockaddr_storage at;
			bool exact;
		} remote;
		struct playlist list;
		struct recorder *recorder;
		struct hears hears;
		enum g711_law law;
		uint8_t event_type;
		struct {
			const struct endpoint *from;
			char keys[DTMF_WAITING_MAX];
			size_t count;
		} digits;
		struct {
			struct tape *tape;
			struct endpoint *others;
		} begin;
		struct {
			bool kept[TAPE_SIDES];
			int64_t at_us; /* of the monotonic clock */
		} keep;
	};
};

/* So long after the last key whatever copies of it are under way have arrived. */
enum { DIGITS_TAIL_TICKS = 25 };

/* What came of digits since the last tick, to be sent on to who hears them. */
enum { PRESSES_MAX = 8 };

struct press {
	bool first;
	uint32_t id; /* of its event: the endpoint's own count */
	uint8_t bytes[RTP_EVENT_SIZE];
};

struct presses {
	struct press at[PRESSES_MAX];
	size_t count;
};

enum report_kind { REPORT_EVENT, REPORT_CHUNK, REPORT_TAPE, REPORT_GONE };

/* What the thread tells the loop. */
struct report {
	enum report_kind kind;
	struct endpoint *endpoint;
	struct media_event event;
	struct record_chunk *chunk;
	struct tape_chunk *tape_chunk;
};

struct endpoint {
	/* Fixed while it is open. */
	struct media *media;
	struct endpoint_spec spec;
	int fd, port;
	int rtp_timeout_ticks;
	bool (*report)(
	    struct media *media, const struct report *report); /* false: it is lost, and freed */

	/* The loop's. */
	struct link of_loop;
	bool closed, gone;
	struct recording *recording;
	struct media_event recorded; /* waits for the file */

	/* Both: counted by the thread, read by the loop. */
	atomic_uint_fast64_t sent, unsent, received, refused, strangers;
	atomic_size_t digits_waiting; /* raised by the loop, lowered by the thread */

	/* The thread's. */
	struct link of_thread;
	struct sockaddr_storage remote;
	bool has_remote, latched, marked, timed_out;
	uint16_t sequence;
	uint32_t timestamp, ssrc;
	int64_t quiet_ticks; /* since something was heard */
	enum g711_law law; /* that it sends */
	uint8_t event_type; /* likewise; 0: none */
	struct mix_source *said; /* NULL: it is not heard by others */
	struct hears hears;
	struct player player;
	int64_t play_tag, record_tag, digits_tag;
	struct recorder *recorder;
	bool chunk_lost;
	struct tape *tape; /* of the caller's side, which drives it */
	struct endpoint *twin; /* the other side of the tape */
	struct rtp_digits digits;
	struct rtp_events events;
	uint32_t event_id;
	struct presses came, pressed; /* since the last step, and in it */
	struct {
		const struct endpoint *from; /* NULL: none */
		uint32_t id, timestamp; /* of the source's event, and ours of it */
	} passed; /* the event of another's that is sent on */
	struct {
		struct dtmf dtmf;
		const struct endpoint *from; /* in whose name they are sent; NULL: nobody's */
		uint32_t timestamp; /* of the event that is sent */
		bool sending; /* MEDIA_DIGITS_SENT is to come */
		int idle_ticks; /* since the last was sent */
	} keys;
};

void endpoint_begin(struct endpoint *endpoint); /* random numbers, before the thread has it */
void endpoint_obey(struct endpoint *endpoint, struct command *command); /* not OPEN and CLOSE */
void endpoint_forget(
    struct endpoint *endpoint, const struct endpoint *other); /* it closes: not heard any more */
void endpoint_receive(struct endpoint *endpoint); /* what waits in its socket, bounded */
void endpoint_skip(
    struct endpoint *endpoint, int64_t ticks); /* of our own being late: nobody was quiet */
/* First each says what it says in this tick, then each is sent what it hears. */
void endpoint_say(struct endpoint *endpoint);
void endpoint_tick(struct endpoint *endpoint);
void endpoint_end(
    struct endpoint *endpoint); /* frees what the thread's half holds; closes the socket */
void command_fini(struct command *command); /* of one that nobody obeyed */

#endif
