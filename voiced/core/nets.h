/*
 * nets - addresses and networks as a trunk's sources have them: "192.0.2.7", "192.0.2.0/28", "2001:db8::/64".
 *
 * Owns: their form; whether one holds another.
 * Must not know: names, ports, which networks may be given (voice.source_problem).
 */
#ifndef VOICED_CORE_NETS_H
#define VOICED_CORE_NETS_H

#include <stdbool.h>

#include "common/base/str.h"

enum { NET_TEXT_MAX = 50 };

/* An IPv4 address within an IPv6 one (mapped) is the IPv4 address. */
struct net {
	unsigned char bytes[16]; /* what is behind `bits` is 0 */
	int family; /* 4 or 6; 0: none */
	int bits;
};

/* Without "/…": one address. False: it is none. */
bool net_read(struct view text, struct net *out);
/* `address` is of one address. */
bool net_holds(const struct net *net, const struct net *address);

enum { NET_BITS_MAX = 128 };

/* Networks in any number, found by their bits: how long it takes depends on how many lengths there are, not on how many networks. */
struct net_set {
	struct net_member *members; /* uthash */
	int of_length[2][NET_BITS_MAX + 1]; /* IPv4, IPv6: how many there are */
};

void net_set_add(struct net_set *set, const struct net *net);
bool net_set_holds(const struct net_set *set, const struct net *address);
void net_set_clear(struct net_set *set); /* empty again; also its end */

#endif
