/*
 * crash_signal - notes, in memory that outlives the process, which fatal signal ended it.
 *
 * A crash (SIGSEGV, SIGABRT and the like) is told apart from SIGKILL and from a power failure, which have no handler: an
 * operator's kill -9 and the OOM killer are nobody's fault. A watchdog that ends a hanging daemon sends SIGABRT, which
 * counts as a crash.
 *
 * Owns: the handlers of fatal signals, and the stack they run on (that of the thread may be the one that overflowed).
 * Must not know: what a crash leads to.
 */
#ifndef COMMON_DAEMON_CRASH_SIGNAL_H
#define COMMON_DAEMON_CRASH_SIGNAL_H

#include <stdint.h>

/* From now on the number of the signal that ends the calling thread is stored at `place`; NULL: nowhere. Other threads'
 * crashes are not noted. The former handlers (a sanitizer's) still run afterwards. */
void crash_signal_note(int64_t *place);

#endif
