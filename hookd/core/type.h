/*
 * type - what events are called: "trunkline.interaction.assigned".
 *
 * Owns: the table of classes and words. Where an event arises its function says the same to
 *       ops.emit_public; a new word is one entry here.
 * Must not know: what follows from an event.
 */
#ifndef HOOKD_CORE_TYPE_H
#define HOOKD_CORE_TYPE_H

#include <stdbool.h>

#include "common/base/str.h"

enum { TYPES_MAX = 64 }; /* in one list */

/* A type, all of a class ("trunkline.receipt.*"), or all ("*"). */
bool type_is_wanted_form(struct view text);

/* Adds an array for PostgreSQL, "{interaction.assigned,receipt.*}", of a list that is separated by
 * commas. False: more than TYPES_MAX, or one that is not of the form above. */
bool type_list(struct view text, struct buf *out);

#endif
