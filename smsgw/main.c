/*
 * smsgw - texts from and to the carriers
 *
 * usage: smsgw [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Serves the carriers' webhooks and sends what agents write. Owns the schema `sms`; any number
 * of instances may run beside each other, each sends for the sender groups that it holds.
 * Reads the [common] and [smsgw] sections of the configuration. SIGTERM drains and ends
 * within 10 s. Exit status: 0 after a clean stop, 1 when it can't start (one line on
 * standard error says why).
 */
#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"
#include "smsgw/channels.h"
#include "smsgw/fax.h"
#include "smsgw/figures.h"
#include "smsgw/number_key.h"
#include "smsgw/sends.h"
#include "smsgw/smpp.h"
#include "smsgw/smsgw.h"

/* Parts start from top to bottom and stop from bottom to top: what sends stops first, so that its groups are another's at once,
 * whatever a look of the others waits for. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "channels", channels_start, channels_stop },
	{ "fax_lines", fax_lines_start, fax_lines_stop },
	{ "hook_keys", hook_keys_start, hook_keys_stop },
	{ "hooks", hooks_start, hooks_stop },
	{ "figures", figures_start, figures_stop },
	{ "sandbox", sandbox_start, sandbox_stop },
	{ "smpp", smpp_start, smpp_stop },
	{ "smpp_clients", smpp_clients_start, smpp_clients_stop },
	{ "sends", sends_start, sends_stop },
	{ "media", media_start, media_stop },
	{ "fax_work", fax_work_start, fax_work_stop },
	{ "sweeps", sweeps_start, sweeps_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
	{ "senders", senders_start, senders_stop },
};

static const struct config_key config[] = {
	{ "number_key", CONFIG_SECRET, NULL, 0, 0,
	    "key of the hashes under which opt-outs are kept, as openssl rand -hex 32 makes one: "
	    "the same for all instances and for good, smsgw starts under no other; a new key goes "
	    "to "
	    "number_key_chain" },
	{ "number_key_chain", CONFIG_KEYS, "", 0, 0,
	    "keys that were added to number_key because an older one may be known to others, the "
	    "oldest first, separated by blanks, each as openssl rand -hex 32 makes one: docs/"
	    "operating.md, A new number_key" },
	{ "send_timeout_ms", CONFIG_INT, "10000", 100, 60000,
	    "how long a carrier may take to answer" },
	{ "sends_max", CONFIG_INT, "50", 1, 1000,
	    "sends under way at a time for one sender group" },
	{ "connections_max", CONFIG_INT, "400", 1, 10000,
	    "sends under way at a time for all; to one carrier at most as many as are left for all "
	    "others, so half of them when it is alone" },
	{ "carrier_allow_private", CONFIG_INT, "0", 0, 1,
	    "accounts may name a carrier's address in a private network, and one without TLS" },
	{ "smpp_listen", CONFIG_TEXT, "", 0, 0,
	    "address:port at which integrators' SMPP clients bind, as 127.0.0.1:2775; empty: "
	    "none" },
	{ "smpp_certificate", CONFIG_PATH, "", 0, 0,
	    "PEM file with the certificate chain for those clients; empty: without TLS, which "
	    "only a private network or a TLS edge before it makes safe" },
	{ "smpp_certificate_key", CONFIG_PATH, "", 0, 0, "PEM file with its private key" },
	{ "media_bytes_max", CONFIG_INT, "5242880", 1024, 16777216,
	    "bytes of one file that comes with a text; a larger one is not fetched" },
	{ "media_timeout_ms", CONFIG_INT, "30000", 100, 120000,
	    "how long a carrier may take to give such a file" },
	{ "media_fetches_max", CONFIG_INT, "8", 1, 64,
	    "files fetched at a time; from one carrier at most as many as are left for all "
	    "others" },
	{ "raw_days", CONFIG_INT, "30", 1, 30, "days that carriers' calls are kept as they came" },
	{ 0 },
};

static const struct upkeep_step upkeep[] = {
	{ &q_seen_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_client_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_line_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_raw_sweep, UPKEEP_ROWS, 1, "raw_days" },
	{ &q_raw_drop, 1, UPKEEP_HOURLY, "raw_days" },
	{ 0 },
};

static const enum message_kind wants[] = { MESSAGE_outbound, MESSAGE_config, MESSAGE_NONE };

static const struct daemon_need needs[] = { { "channels", channels_known }, { 0 } };

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "smsgw",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = smsgw_routes,
		.shapes = smsgw_shapes,
		.queries = smsgw_queries,
		.config = config,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_smsgw_news,
		.needs = needs,
		.admission = &number_key_admission,
		.hot_lanes = 2,
	};

	return daemon_run(&spec, argc, argv);
}
