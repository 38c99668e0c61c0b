/*
 * address - which addresses a request of others may be sent to: the guard against requests into our own network; what
 * counts as one source of requests.
 *
 * Owns: the table of networks that are nobody's public server (IANA special-purpose registries).
 * Must not know: names, URLs, sockets.
 */
#ifndef COMMON_HTTP_ADDRESS_H
#define COMMON_HTTP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "common/base/str.h"

/* False for what is loopback, private, link-local, shared, multicast, reserved, or of another family.
 * An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as the IPv4 address. */
bool address_is_public(const struct sockaddr *address);

/* The same of "10.0.0.1", "fe80::1" or "[fe80::1]"; `literal` says whether the text is an address at all. */
bool address_text_is_public(struct view text, bool *literal);

/* Returns true for an address of 127.0.0.0/8 or ::1, also mapped into IPv6; false for any other text. */
bool address_text_is_loopback(struct view text);

/* As what a peer's tries are counted: an IPv4 address, or the /64 of an IPv6 address, for one host may use every address of
 * its /64. */
enum { ADDRESS_SOURCE_SIZE = 64, ADDRESS_SOURCES = 3 };
void address_source(struct view peer, char out[ADDRESS_SOURCE_SIZE]);
/* The same, then, of an IPv6 address, the wider networks that providers give to one customer: /56 and /48. How many: 1 or 3. */
int address_sources(struct view peer, char out[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE]);

#endif
