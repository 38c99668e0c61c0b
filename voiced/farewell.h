/*
 * farewell - the last words to a caller whom nobody takes.
 *
 * Owns: the call, until they are said. Must not know: why; the records have it already.
 */
#ifndef VOICED_FAREWELL_H
#define VOICED_FAREWELL_H

#include "common/daemon/daemon.h"
#include "voiced/call.h"
#include "voiced/own_sounds.h"

struct farewell_words {
	enum say_prompt prompt;
	/* Said instead, if this queue has it; queue 0: none has. */
	int64_t tenant, queue;
	enum own_use own;
};

/* Takes a call over: answers it if nobody has, says these words, ends it; within 90 s in any case. */
void farewell(struct daemon *daemon, struct call *call, const struct farewell_words *words);

#endif
