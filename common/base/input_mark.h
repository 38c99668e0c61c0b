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

/* INPUT_KIND(name, word in logs, longest refusal in minutes). The numbers are stored: add at the end. An hour for peers behind which
 * others are whose input it is (a carrier's customers, whoever wrote what a user reads); 0, never, where the sender can be forged, or where
 * emergency calls come and go. */
#define INPUT_KINDS(INPUT_KIND) \
	INPUT_KIND(ADDRESS, "address", 1440) /* of an HTTP client that is not known by more */ \
	INPUT_KIND(USER, "user", 60) /* tenant:user */ \
	INPUT_KIND(API_KEY, "api_key", 1440) /* tenant:key */ \
	INPUT_KIND( \
	    CHANNEL, "channel", 60) /* tenant:channel: its carrier's signed webhook requests */ \
	INPUT_KIND(SMPP_CLIENT, "smpp_client", 1440) /* tenant:client: an account at our SMSC */ \
	/* tenant:account: what the carrier answers, and sends over links of ours */ \
	INPUT_KIND(CARRIER_ACCOUNT, "carrier_account", 60) \
	INPUT_KIND(SIP_ADDRESS, "sip_address", 1440) /* of a TCP connection */ \
	INPUT_KIND( \
	    FAX_NUMBER, "fax_number", 60) /* tenant:number: its provider's webhook requests */ \
	INPUT_KIND(WEBHOOK, "webhook", 1440) /* tenant:webhook: what an endpoint answers */ \
	INPUT_KIND( \
	    SIP_DATAGRAM, "sip_datagram", 0) /* the source address, which anybody can write */ \
	INPUT_KIND(SIP_TRUNK, "sip_trunk", 0) /* the address of a trunk's connection */ \
	INPUT_KIND(SMPP_ADDRESS, "smpp_address", 1440) /* of an SMPP client before its bind */

enum input_kind {
	INPUT_NONE,
#define INPUT_KIND(name, word, refusal) INPUT_##name,
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
int64_t input_kind_refusal_max_us(uint32_t kind); /* 0: a peer of this kind is never refused */

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
