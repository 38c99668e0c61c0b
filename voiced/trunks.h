/*
 * trunks - carriers and PBXs, and the rules of the dial plans that lead to them.
 *
 * Owns: copies of voice.trunk and voice.dial_rule in memory, read at the start, after news of configuration, and once a minute; which
 *       trunks failed lately; how many calls of this daemon each has.
 * Must not know: SIP, who dials (dialers.h).
 */
#ifndef VOICED_TRUNKS_H
#define VOICED_TRUNKS_H

#include <uthash.h>

#include "common/daemon/daemon.h"
#include "voiced/core/dial.h"
#include "voiced/core/nets.h"

enum {
	TRUNK_NAME_SIZE = 400 + 1,
	TRUNK_HOST_SIZE = 253 + 1,
	TRUNK_USERNAME_SIZE = 512 + 1,
	TRUNK_SOURCES_MAX = 32,
	TRUNK_FAILED_MS = 30000, /* so long a trunk that failed is tried last */
};

enum trunk_transport {
	TRUNK_UDP,
	TRUNK_TCP,
	TRUNK_TLS,
	TRUNK_BY_ANY = TRUNK_TLS, /* asks for all: what comes by TLS each of them takes */
};

struct trunk_key {
	int64_t tenant, id;
};

struct trunk {
	struct trunk_key key;
	char name[TRUNK_NAME_SIZE]; /* for logs and people */
	char host[TRUNK_HOST_SIZE]; /* a name, an IPv4 address, "[2001:db8::1]" */
	int port;
	enum trunk_transport transport;
	char username[TRUNK_USERNAME_SIZE]; /* "": it needs no login */
	struct net sources[TRUNK_SOURCES_MAX];
	unsigned int source_count;
	char *source_names; /* hosts, separated by commas; NULL: none */
	int max_calls;
	bool disabled, emergency;
	int calls; /* of this daemon, now */
	int64_t failed_until_ms; /* by the monotonic clock */
	char *box; /* of its password, bytes; NULL: none */
	size_t box_n;
	int64_t box_row;
	uint32_t reading; /* that showed it last */
	UT_hash_handle hh;
};

int trunks_start(struct daemon *daemon, struct err *err);
void trunks_stop(struct daemon *daemon);
/* Whether all have been read once. */
bool trunks_known(struct daemon *daemon);
void trunks_changed(struct daemon *daemon);

const char *trunk_transport_name(enum trunk_transport transport); /* "udp" */

/* Whether a trunk of any organisation takes a call that came from this address by this transport: enabled, with the address among
 * its sources; one of TLS by TLS alone. */
bool trunk_calls_from(struct daemon *daemon, enum trunk_transport by, struct view address);
/* The same of this organisation's trunks. */
bool trunk_calls_for(
    struct daemon *daemon, int64_t tenant, enum trunk_transport by, struct view address);
/* A call came by one of them (trunk_take): the first that has room. False: none has. */
bool trunk_take_from(struct daemon *daemon, int64_t tenant, enum trunk_transport by,
    struct view address, int64_t *id);
/* Whether calls of ours go there by a trunk of any organisation, disabled or not. */
bool trunk_is_at(struct daemon *daemon, struct view address);
/* NULL: there is none (any more). Disabled ones are found. Valid until the loop turns. */
const struct trunk *trunk_find(struct daemon *daemon, int64_t tenant, int64_t id);
/* Its password, added to `out`, which the caller ends with box_wipe; give an empty one. False: it has none, or it does not open. */
bool trunk_password(struct daemon *daemon, const struct trunk *trunk, struct buf *out);

/* A call goes by it, or came by it. False: it is disabled, or has as many calls as it may. Each take is given back once. */
bool trunk_take(struct daemon *daemon, int64_t tenant, int64_t id);
/* The same for a call for help, which no number of calls holds up. */
bool trunk_take_emergency(struct daemon *daemon, int64_t tenant, int64_t id);
void trunk_give(struct daemon *daemon, int64_t tenant, int64_t id);
/* It did not answer (`status` 408), or answered 408, 500, 502 to 504: for 30 s it is tried last. */
void trunk_failed(struct daemon *daemon, int64_t tenant, int64_t id, int status);
/* It answered: it is forgotten that it failed. */
void trunk_worked(struct daemon *daemon, int64_t tenant, int64_t id);

/* The rules of an organisation's dial plan. Valid until the loop turns. */
const struct dial_rule *trunks_rules(struct daemon *daemon, int64_t tenant, size_t *count);
/* Of a decision's trunks those that may be tried, those that failed lately last; without any left it is refused (DIAL_NO_TRUNK). A call for
 * help gets trunks here: those marked for it, then the others, at most DIAL_TRUNKS_MAX; it is never refused. */
void trunks_order(struct daemon *daemon, int64_t tenant, struct dial *dial);

#endif
