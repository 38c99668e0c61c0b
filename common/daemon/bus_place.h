/*
 * bus_place - whether the place where an instance publishes is closed to strangers: who reads the
 * bus reads customers' numbers and texts, who writes to it makes news.
 *
 * Owns: what a bus_url may be, what the folder of a socket must be.
 * Must not know: the bus.
 */
#ifndef COMMON_DAEMON_BUS_PLACE_H
#define COMMON_DAEMON_BUS_PLACE_H

#include "common/base/err.h"

/* "ipc:///…", or "tcp://" on a loopback address, as the bus does not speak TLS; "": not given.
 * -1: `err` says what to do. */
int bus_place_allowed(const char *url, struct err *err);

/* The folder of an allowed ipc:// address: it must belong to this process's user and be theirs
 * alone. -1: `err` says what to do. */
int bus_place_closed(const char *url, struct err *err);

#endif
