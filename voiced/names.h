/*
 * names - the addresses of hosts that trunks are known by: looked up when they are first wanted, and again each minute.
 *
 * Owns: what the resolver said last. Must not know: trunks, SIP.
 *
 * A lookup never holds anything up: until the first answer a host has no addresses. One that fails leaves what was known: a resolver
 * that is away ends no calls. One that fails again is looked up more rarely, up to each five minutes, and one of those at a time: slow
 * hosts hold nobody else's up for long, and no call for help (names_awaited). At most NAMES_MAX hosts (an organisation has 100, voice.a_trunk_saved). One that nobody has wanted for a while
 * (`names_kept_s`) goes, but only after trunks have been read: while the database is away nothing is forgotten.
 */
#ifndef VOICED_NAMES_H
#define VOICED_NAMES_H

#include "common/daemon/daemon.h"

enum {
	NAMES_MAX = 4096,
	NAME_ADDRESSES_MAX = 8,
	NAME_ADDRESS_SIZE = 46,
};

struct name_addresses {
	int count;
	bool pending; /* no lookup has ended yet: there may be some in a moment */
	char text[NAME_ADDRESSES_MAX][NAME_ADDRESS_SIZE]; /* numeric, IPv6 without brackets */
};

int names_start(struct daemon *daemon, struct err *err);
void names_stop(struct daemon *daemon);
/* host: a name, or a numeric address ("[2001:db8::1]" too), which is its own. Never NULL; valid until the loop turns. */
const struct name_addresses *names_of(struct daemon *daemon, struct view host);
/* Another number whenever any host has an address that it did not have before. */
uint64_t names_additions(struct daemon *daemon);
/* Whether its first lookup has not ended yet. Somebody waits for it: it comes before all that wait for theirs; for_help: a call for help does, for
 * which there is always a lookup more. */
bool names_awaited(struct daemon *daemon, struct view host, bool for_help);
/* All trunks have been read since then (monotonic), and their hosts asked for: what nobody wants any more goes. */
void names_sweep(struct daemon *daemon, int64_t since_ms);

#endif
