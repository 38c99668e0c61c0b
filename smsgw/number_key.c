/* number_key - see number_key.h */
#include "smsgw/number_key.h"

#include "common/auth/key_chain.h"
#include "smsgw/smsgw.h"

/* Never wrong: the configuration was checked (CONFIG_KEYS). */
static void
chain_read(struct daemon *daemon, struct key_chain *chain)
{
	const struct config *config = daemon_config(daemon);

	(void)key_chain_parse(view_of(config_text(config, "number_key")),
	    view_of(config_text(config, "number_key_chain")), chain);
}

void
number_key_hash(struct daemon *daemon, struct view text, unsigned char out[SHA256_SIZE])
{
	struct key_chain chain;

	chain_read(daemon, &chain);
	key_chain_hash(&chain, 0, text, out);
}

/* `kept`: how many keys of the chain the database's hashes have; 0: they have other ones. */
static void
refuse(int64_t kept, struct err *err)
{
	if (kept > 0)
		(void)err_set(err, ERR_CONFIG, "number_key_chain",
		    "number_key_chain has keys that the database's hashes do not have yet, so no "
		    "opt-out would be found: run trunklinectl number-key rotate");
	else
		(void)err_set(err, ERR_CONFIG, "number_key",
		    "number_key is not the one that this database was first used with, or "
		    "number_key_chain lacks a key that was added since, so no opt-out would be "
		    "found: give the former ones");
}

static int64_t
make(struct daemon *daemon, struct buf *checks)
{
	struct key_chain chain;

	chain_read(daemon, &chain);
	key_chain_checks(&chain, checks);
	return chain.count;
}

const struct daemon_admission number_key_admission = { &q_number_key_keep, make, refuse };
