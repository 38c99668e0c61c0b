/*
 * channels - what the operator set up, by hook key and by id.
 *
 * Owns: a copy of all channels with their carrier accounts, secrets opened from their boxes;
 *       read again when configuration changes and every minute.
 */
#ifndef SMSGW_CHANNELS_H
#define SMSGW_CHANNELS_H

#include "common/daemon/daemon.h"
#include "smsgw/core/carrier.h"

struct channel {
	int64_t tenant, id, group;
	const struct carrier *carrier;
	struct account account;
	char *hook_key, *number, *help_text, *stop_text, *start_text;
	int64_t sandbox_delay_ms;
};

/* False until the first reading: answer 503, not 404. */
bool channels_known(struct daemon *daemon);
/* Valid until the loop's next turn; NULL: there is none. */
const struct channel *channel_find(struct daemon *daemon, struct view hook_key);
const struct channel *channel_get(struct daemon *daemon, int64_t tenant, int64_t id);
void channels_reload(struct daemon *daemon);

#endif
