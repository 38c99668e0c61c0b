/*
 * input_mark - the peer whose input this process works on at the moment, to be read after a crash.
 *
 * Owns: the kinds of peers, and the one mark of the process. It lies in memory of its own until input_mark_keep gives
 *       it a place that outlives the process (common/daemon/quarantine.h).
 * Must not know: what a crash leads to.
 *
 * A listener enters a peer before it looks at bytes of that peer, and leaves when it is done with them; a query, a job
 * and a request of ours remember the mark under which they began and enter it again for their callback. Entering costs
 * two stores and a copy of 60 bytes; there is no system call. For the thread of the loop alone: work on other
 * threads is not marked.
 */
#ifndef COMMON_BASE_INPUT_MARK_H
#define COMMON_BASE_INPUT_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

/* INPUT_KIND(name, word in logs). The numbers are stored: add at the end. */
#define INPUT_KINDS(INPUT_KIND) \
	INPUT_KIND(ADDRESS, "address") /* of a client that is not known by more */ \
	INPUT_KIND(USER, "user") /* tenant:user */ \
	INPUT_KIND(API_KEY, "api_key") /* tenant:key */ \
	INPUT_KIND(CHANNEL, "channel") /* tenant:channel: its carrier's webhook requests */ \
	INPUT_KIND(SMPP_CLIENT, "smpp_client") /* tenant:client: an account at our SMSC */ \
	INPUT_KIND(CARRIER_ACCOUNT, \
	    "carrier_account") /* tenant:account: what the carrier answers, and sends over links of ours */ \
	INPUT_KIND(SIP_ADDRESS, "sip_address") \
	INPUT_KIND(FAX_NUMBER, \
	    "fax_number") /* tenant:number: what its provider calls, answers and keeps */ \
	INPUT_KIND(WEBHOOK, "webhook") /* tenant:webhook: what an endpoint answers */

enum input_kind {
	INPUT_NONE,
#define INPUT_KIND(name, word) INPUT_##name,
	INPUT_KINDS(INPUT_KIND)
#undef INPUT_KIND
	    INPUT_KIND_COUNT
};

enum { INPUT_ID_SIZE = 60 };

struct input_peer {
	uint32_t kind; /* enum input_kind */
	char id[INPUT_ID_SIZE]; /* NUL-terminated; never a secret, nothing that a person typed */
};

const char *input_kind_word(uint32_t kind); /* "unknown" of a number that is no kind */

/* A peer by its ids ("1:34"), and one by an address: of INPUT_NONE if that is empty or does not fit. */
struct input_peer input_peer_of(enum input_kind kind, int64_t tenant, int64_t id);
struct input_peer input_peer_at(enum input_kind kind, struct view address);

/* Marks; INPUT_NONE: as input_leave. The mark of before is replaced, not kept. */
void input_enter(const struct input_peer *peer);
void input_leave(void);
struct input_peer input_current(void);

/* Where the mark lies from now on; NULL: in the process again. It begins without a peer. */
void input_mark_keep(struct input_peer *place);

#endif
