/*
 * farewell - the last words to a caller whom nobody takes.
 *
 * Owns: the call, until they are said. Must not know: why; the records have it already.
 */
#ifndef VOICED_FAREWELL_H
#define VOICED_FAREWELL_H

#include "common/daemon/daemon.h"
#include "voiced/call.h"

/* Takes a call over: answers it if nobody has, says one prompt, ends it; within 20 s in any case. */
void farewell(struct daemon *daemon, struct call *call, enum say_prompt prompt);

#endif
