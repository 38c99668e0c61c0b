/*
 * presenced - who is who, where, and how they are
 *
 * usage: presenced [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Serves login, users, statuses. Owns the schemas `directory` and `presence`; any number of
 * instances may run beside each other. Reads the [common] and [presenced] sections of the
 * configuration. SIGTERM drains and ends within 10 s; SIGHUP reads the log level again.
 * Exit status: 0 after a clean stop, 1 when it can't start (one line on standard error
 * says why).
 */
#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"
#include "presenced/contacts.h"
#include "presenced/presenced.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "sessions", sessions_start, sessions_stop },
	{ "providers", providers_start, providers_stop },
	{ "federated", federated_start, NULL },
	{ "contacts", contacts_start, NULL },
	{ "books", books_start, books_stop },
	{ "leases", leases_start, leases_stop },
	{ "idle", idle_start, idle_stop },
	{ "audit_chain", audit_chain_start, audit_chain_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
};

static const struct config_key config[] = {
	{ "session_hours", CONFIG_INT, "24", 1, 168,
	    "how long a login lasts, at the workspace a day at the most; a tenant's session_ms may "
	    "make it shorter" },
	{ "login_tries", CONFIG_INT, "10", 1, 1000,
	    "logins of one account from one source address, or in one browser in which it has "
	    "logged "
	    "in before, within 5 minutes before more are refused; a right one forgets them" },
	{ "login_tries_account", CONFIG_INT, "100", 1, 100000,
	    "the same for one account from all addresses together, without browsers in which it "
	    "has "
	    "logged in before; a right one takes back its own" },
	{ "login_tries_source", CONFIG_INT, "100", 1, 100000,
	    "the same for one source address (IPv6: one /64); a right one takes back its own" },
	{ "oidc_allow_private", CONFIG_INT, "0", 0, 1,
	    "identity providers may be at loopback, private and link-local addresses, and be asked "
	    "by http: for one of your own network, and for tests" },
	{ "books_every_s", CONFIG_INT, "900", 1, 86400,
	    "how long after a round the contacts of a connected address book are read again" },
	{ "books_allow_private", CONFIG_INT, "0", 0, 1,
	    "address books may be at loopback, private and link-local addresses, and be asked by "
	    "http: for tests" },
	{ "audit_head_s", CONFIG_INT, "3600", 1, 86400,
	    "how often the end of an audit log's hash chain is logged at the most (audit_head), "
	    "for trunklinectl audit verify --head" },
	{ "events_days", CONFIG_INT, "90", 7, 3650,
	    "days that the events of the feed are kept, for those who follow it" },
	{ "status_days", CONFIG_INT, "0", 0, 3650,
	    "days that agents' changes of status are kept at the least, whole months go; 0: for "
	    "ever" },
	{ 0 },
};

static const struct upkeep_step upkeep[] = {
	{ &q_partitions_ensure, 0, UPKEEP_HOURLY, NULL },
	{ &q_contact_fill, UPKEEP_ROWS, 1, NULL },
	{ &q_session_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_command_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_audit_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_contact_merge_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_voice_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_feed_trim, UPKEEP_ROWS, 1, "events_days" },
	{ &q_events_drop, 1, 1, "events_days" }, /* may have to wait for the feed */
	{ &q_status_changes_drop, 1, UPKEEP_HOURLY, "status_days" },
	{ 0 },
};

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "presenced",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = presenced_routes,
		.shapes = presenced_shapes,
		.queries = presenced_queries,
		.config = config,
		.upkeep = upkeep,
		.hot_lanes = 1,
		.longs = true,
	};

	return daemon_run(&spec, argc, argv);
}
