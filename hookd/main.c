/*
 * hookd - tells integrators what happens: webhooks out, and the same events to pull
 *
 * usage: hookd [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Owns the schema `hooks`. Any number of instances may run beside each other; each delivers for
 * the endpoints that it holds, all serve the routes. Reads the [common] and [hookd] sections of the
 * configuration. SIGTERM drains and ends within 10 s. Exit status: 0 after a clean stop, 1
 * when it can't start (one line on standard error says why).
 */
#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"
#include "hookd/endpoints.h"
#include "hookd/hookd.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "sender", sender_start, sender_stop },
	{ "endpoints", endpoints_start, endpoints_stop },
	{ "followers", followers_start, followers_stop },
	{ "pull", pull_start, pull_stop },
	{ "pulse", pulse_start, pulse_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
	{ "landing", landing_start, landing_stop },
};

static const struct config_key config[] = {
	{ "hook_allow_private", CONFIG_INT, "0", 0, 1,
	    "webhooks may go to loopback, private and link-local addresses, and by http: for "
	    "tests and trials" },
	{ "hook_http_hosts", CONFIG_TEXT, "", 0, 0,
	    "hosts that webhooks may go to by http without TLS, separated by spaces; empty: none" },
	{ "answer_ms", CONFIG_INT, "15000", 100, 60000, "how long a receiver may take to answer" },
	{ "retry_first_ms", CONFIG_INT, "5000", 10, 600000,
	    "wait before the second try of an event; later ones grow fourfold, to 4 hours" },
	{ "sends_max", CONFIG_INT, "8", 1, 64, "requests under way at a time to one webhook" },
	{ "sends_in_all_max", CONFIG_INT, "256", 1, 4096,
	    "requests under way at a time; a tenant has at most as many as it leaves free, so "
	    "alone half of them, and each of its webhooks at most as many as it leaves the "
	    "tenant" },
	{ "parked_max", CONFIG_INT, "10000", 10, 100000,
	    "events parked for one webhook above which it is paused" },
	{ "attempt_days", CONFIG_INT, "30", 1, 3650,
	    "days that attempts are kept at the least: whole months go" },
	{ "dead_days", CONFIG_INT, "30", 1, 3650, "days that dead letters can be sent again" },
	{ 0 },
};

static const struct upkeep_step upkeep[] = {
	{ &q_parked_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_dead_sweep, UPKEEP_ROWS, 1, "dead_days" },
	{ &q_attempts_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_attempts_drop, 1, UPKEEP_HOURLY, "attempt_days" },
	{ 0 },
};

static const enum message_kind wants[] = { MESSAGE_config, MESSAGE_feed, MESSAGE_NONE };

static const struct daemon_need needs[] = { { "endpoints", endpoints_known }, { 0 } };

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "hookd",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = hookd_routes,
		.shapes = hookd_shapes,
		.queries = hookd_queries,
		.config = config,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_hookd_news,
		.needs = needs,
		.hot_lanes = 2,
	};

	return daemon_run(&spec, argc, argv);
}
