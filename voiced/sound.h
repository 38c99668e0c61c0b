/*
 * sound - the daemon's far ends: its prompts, its media thread.
 *
 * Owns: their settings. Must not know: which call hears what.
 */
#ifndef VOICED_SOUND_H
#define VOICED_SOUND_H

#include "common/daemon/daemon.h"
#include "voiced/media/media.h"
#include "voiced/media/prompts.h"

struct media *sound_media(struct daemon *daemon);
const struct prompts *sound_prompts(struct daemon *daemon);
/* Somebody's own clip, or the standard one where there is none (NULL). Borrowed. */
struct clip *sound_clip(struct daemon *daemon, struct clip *own, enum say_prompt standard);

#endif
