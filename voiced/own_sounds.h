/*
 * own_sounds - what a queue's callers hear in place of our words and our tune, and what who leaves a user a message hears (SP-10, SP-14).
 *
 * Owns: which sounds there are; clips in memory by their file: those that somebody holds, and of the others as many as there is room for.
 * Must not know: calls, when which is heard.
 */
#ifndef VOICED_OWN_SOUNDS_H
#define VOICED_OWN_SOUNDS_H

#include "common/daemon/daemon.h"
#include "voiced/media/clip.h"

enum own_use {
	OWN_WELCOME, /* as a caller comes into the queue */
	OWN_MUSIC, /* as they wait, and while they are held */
	OWN_WAITING, /* before their place is announced */
	OWN_CLOSED, /* last words: the queue is closed */
	OWN_OVERFLOW, /* it is too full */
	OWN_CALLBACK, /* they are called back */
	OWN_VOICEMAIL, /* before a message; a user's, too */
	OWN_USES
};

struct own_kind {
	const char *word; /* as the API and voice.greeting have it */
	int most_ms;
};
extern const struct own_kind own_kinds[OWN_USES];
enum { OWN_LEAST_MS = 1000 };

/* False: there is no such use. */
bool own_use_of(struct view word, enum own_use *out);
void own_uses(struct buf *out); /* all, as an array of the database */

int own_sounds_start(struct daemon *daemon, struct err *err);
void own_sounds_stop(struct daemon *daemon);

struct own_sounds_of {
	int64_t tenant, user, queue; /* user or queue is 0 */
};

/* NULL: none of one's own, or it is broken: the standard one. */
struct own_sounds {
	struct clip *at[OWN_USES];
};

/* `found` comes exactly once, on the loop, never inside of this; it takes over what `sounds` holds. NULL: it could not be asked, within the
 * deadlines of two reads. wanted: bits, 1 << use. */
void own_sounds_find(struct daemon *daemon, const struct own_sounds_of *whose, unsigned wanted,
    void (*found)(void *ctx, struct own_sounds *sounds), void *ctx);
void own_sounds_drop(struct own_sounds *sounds); /* it may be used again */

#endif
