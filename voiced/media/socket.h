/*
 * socket - a UDP socket on an even port of a range.
 *
 * Owns: which port comes next. Must not know: RTP.
 */
#ifndef VOICED_MEDIA_SOCKET_H
#define VOICED_MEDIA_SOCKET_H

#include <stdbool.h>
#include <sys/socket.h>

#include "common/base/err.h"

struct port_range {
	char address[64]; /* IPv4 or IPv6, as text */
	int min, max; /* 1024 to 65535 */
	int next; /* even */
};

/* -1: `err` (CONFIG) names what is wrong: media_address, media_port_min or media_port_max. */
int port_range_init(
    struct port_range *range, const char *address, int min, int max, struct err *err);

/* Each port is tried once, beginning behind the last that was taken. Answers the socket, that does not block, or -1:
 * no port is free (OVERLOAD) or the address is not this machine's (CONFIG). */
int socket_open(struct port_range *range, int *port, struct err *err);

bool address_parse(const char *text, int port, struct sockaddr_storage *out);
socklen_t address_size(const struct sockaddr_storage *address);
int address_port(const struct sockaddr_storage *address);
bool address_equal(
    const struct sockaddr_storage *a, const struct sockaddr_storage *b); /* with port */

#endif
