/*
 * endpoint - where an instance is reached on its own machine: its bus address and the Unix socket of its HTTP server.
 * A process that reads the bus reads customers' numbers and texts; one that writes to it forges events; one that opens the
 * HTTP socket chooses the source address of its requests (X-Forwarded-For). So other users must not reach either.
 *
 * Owns: which bus_url is allowed, the permissions of a socket's folder.
 * Must not know: the bus, HTTP.
 */
#ifndef COMMON_DAEMON_ENDPOINT_H
#define COMMON_DAEMON_ENDPOINT_H

#include "common/base/err.h"

/* Accepts "ipc:///…", "tcp://" on a loopback address (the bus does not speak TLS), and "" (not given).
 * Returns 0, or -1: `err` says what to do. */
int endpoint_bus_allowed(const char *url, struct err *err);

/* Which users besides the daemon's own may enter the folder of a socket. */
enum endpoint_access {
	ENDPOINT_OWNER, /* none: mode 0700 */
	ENDPOINT_GROUP, /* those of its group, read-only: mode 0750 */
};

/* Checks the folder of the socket `path`: it must belong to this process's user, and its mode must keep out everybody that
 * `access` does not name. `key` is the configuration key that an error names. Returns 0, or -1: `err` says what to do. */
int endpoint_private(
    const char *path, const char *key, enum endpoint_access access, struct err *err);

#endif
