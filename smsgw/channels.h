/*
 * channels - what the operator set up: channels by the hash of their hook's key and by id, sender groups by id.
 *
 * Owns: a copy of all channels with their carrier accounts, secrets opened from their boxes, and of
 *       the groups' rates, and of the accounts by which a channel took texts until lately; read again when configuration changes and every minute.
 */
#ifndef SMSGW_CHANNELS_H
#define SMSGW_CHANNELS_H

#include <uthash.h>

#include "common/base/bytes.h"
#include "common/daemon/daemon.h"
#include "smsgw/core/carrier.h"

struct channel {
	int64_t tenant, id; /* side by side: the hash's key */
	int64_t group;
	int64_t user; /* whose own number it is; 0: the contact center's */
	const struct carrier *carrier;
	struct account account;
	unsigned char hook_hash[SHA256_SIZE]; /* of the hook's key, for the second carrier, too */
	char *hook_key; /* with the second carrier's "-2"; NULL: it can't be read */
	char *number, *help_text, *stop_text, *start_text;
	char *stop_words; /* its own, folded, each between line breaks; NULL: none */
	int64_t sandbox_delay_ms;
	bool address_refused; /* of the account: nothing is sent there */
	bool is_second; /* the same channel by its second carrier, at a hook of its own (SMS-34) */
	const struct channel *second; /* NULL: the channel has no second carrier, or this is it */
	int64_t second_after_ms; /* how long the first must be down */
	/* The same by the account that it had before, whose carrier still calls; NULL: none. */
	const struct channel *former;
	UT_hash_handle hh;
};

struct sender_group {
	int64_t id, tenant;
	int64_t rate_milli; /* thousandths of a segment a second, > 0 */
	UT_hash_handle hh;
};

/* False until the first reading: answer 503, not 404. */
bool channels_known(struct daemon *daemon);
/* Each is valid until the loop's next turn. NULL: there is none, or it is not known yet. */
const struct channel *channel_find(struct daemon *daemon, struct view hook_key);
const struct channel *channel_get(struct daemon *daemon, int64_t tenant, int64_t id);
/* By the carrier whose account this is: the first or the second. */
const struct channel *channel_by(
    struct daemon *daemon, int64_t tenant, int64_t id, int64_t account);
const struct channel *channel_of_number(struct daemon *daemon, int64_t account, struct view number);
/* A user's own number. */
const struct channel *channel_of_user(struct daemon *daemon, int64_t tenant, int64_t user);
/* One after the other; NULL: there are no more. */
const struct channel *channel_at(struct daemon *daemon, int i);
int64_t channels_generation(struct daemon *daemon); /* grows with each reading */
const struct sender_group *sender_group_find(struct daemon *daemon, int64_t id);
/* Why its carrier can't be sent to, in words without secrets; NULL: it can. */
const char *channel_problem(const struct channel *channel);
/* Whether this is one of the channel's own stop words, by opt_word_fold. */
bool channel_stops_at(const struct channel *channel, const char *folded);
void channels_reload(struct daemon *daemon);

/* The i-th row of channels_load, or of what has its columns, with the account's secrets and the hook's key opened; closed by channel_close. `table`: whose row
 * it is, for which the key is sealed. */
void channel_open(struct daemon *daemon, const struct carrier *carrier, const char *table,
    const struct db_result *rows, int i, struct channel *out);
void channel_close(struct channel *channel);

#endif
