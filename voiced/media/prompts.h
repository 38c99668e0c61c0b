/*
 * prompts - the clips of say.def in one language, loaded once.
 *
 * Owns: the folder's files as clips. Must not know: who hears them.
 */
#ifndef VOICED_MEDIA_PROMPTS_H
#define VOICED_MEDIA_PROMPTS_H

#include "voiced/core/say.h"
#include "voiced/media/clip.h"

struct prompts;

/* Reads <folder>/<name>.wav for each; it blocks: at start. -1: `err` (CONFIG) names the file that is missing or broken. */
int prompts_load(const char *folder, struct prompts **out, struct err *err);
void prompts_free(struct prompts *prompts); /* who plays one still holds it */

struct clip *prompts_clip(const struct prompts *prompts, enum say_prompt prompt); /* borrowed */
/* Adds these to the list. False: it is full, and has as many as fit. */
bool prompts_say(const struct prompts *prompts, const enum say_prompt *words, size_t count,
    struct playlist *list);

#endif
