/*
 * clip - one piece of sound, encoded in both laws when it was loaded; shared by all who play it, read only.
 *
 * Owns: the bytes, who holds them (any thread may hold and drop). Must not know: what it says.
 */
#ifndef VOICED_MEDIA_CLIP_H
#define VOICED_MEDIA_CLIP_H

#include "common/base/err.h"
#include "voiced/core/wav.h"

struct clip;

enum { PLAYLIST_MAX = 32 };

/* What is played one after the other. Holds its clips. */
struct playlist {
	struct clip *clips[PLAYLIST_MAX];
	size_t count;
};

/* Copies the sound. Held once, for the caller. */
struct clip *clip_new(const struct wav *wav);
/* Reads a file; it may block. -1: `err` names the file and says what is wrong. */
int clip_load(const char *path, struct clip **out, struct err *err);
struct clip *clip_hold(struct clip *clip); /* answers it */
void clip_drop(struct clip *clip); /* the last one frees; NULL is nothing */
bool clip_is_shared(const struct clip *clip); /* somebody besides the one who asks holds it */

size_t clip_samples(const struct clip *clip);
const uint8_t *clip_bytes(const struct clip *clip, enum g711_law law);

/* Holds the clip as the list's last. False: the list is full. */
bool playlist_add(struct playlist *list, struct clip *clip);
void playlist_fini(struct playlist *list); /* drops all; it may be used again */

#endif
