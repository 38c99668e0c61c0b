/*
 * intent - is a text exactly a stop, start or help word (SMS-20)?
 *
 * Owns: the words. Any case, trimmed of every kind of blank, nothing beside the word. YES is a
 * word of its own: it lifts a block, and is an ordinary text where there is none.
 */
#ifndef SMSGW_CORE_INTENT_H
#define SMSGW_CORE_INTENT_H

#include "common/base/str.h"

const char *intent_of(struct view text); /* "stop", "start", "yes", "help" or NULL */

#endif
