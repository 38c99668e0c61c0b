/*
 * others - other voiced of the same database: there should be none (docs/decisions/0081-one-voiced.md).
 *
 * Owns: that it is said, in the log and in a figure.
 * Must not know: what becomes of calls; they go on.
 */
#ifndef VOICED_OTHERS_H
#define VOICED_OTHERS_H

#include "common/daemon/daemon.h"

int others_start(struct daemon *daemon, struct err *err);
void others_stop(struct daemon *daemon);

#endif
