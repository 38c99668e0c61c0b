/*
 * routerd - who gets what
 *
 * usage: routerd [-c FILE] [--name INSTANCE] [--check] [--routes] [--config-keys] [--version]
 *
 * Serves offers, interactions and queues, and chooses which agent is offered what. Owns the
 * schema `routing`. Any number of instances may run beside each other: each serves every route
 * and keeps the state of every shard of tenants; one of them, the shard's holder, chooses for it.
 * Reads the [common] and [routerd] sections of the configuration. SIGTERM gives all shards away,
 * drains and ends within 10 s. Exit status: 0
 * after a clean stop, 1 when it can't start (one line on standard error says why).
 */
#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"
#include "routerd/boards.h"
#include "routerd/figures.h"
#include "routerd/routerd.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "shards", shards_start, shards_stop },
	{ "figures", figures_start, figures_stop },
	{ "boards", boards_start, boards_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
};

static const enum message_kind wants[] = { MESSAGE_agent, MESSAGE_offer, MESSAGE_interaction,
	MESSAGE_config, MESSAGE_NONE };

static const struct config_key config[] = {
	{ "record_file", CONFIG_PATH, "", 0, 0,
	    "log of the router's inputs and decisions for `routerctl replay`; each reading of a "
	    "shard "
	    "begins a new file, whose name ends with the shard and the time in milliseconds since "
	    "1970; empty: none" },
	{ "record_max_mb", CONFIG_INT, "256", 1, 65536, "the log of one term ends at this size" },
	{ "decision_days", CONFIG_INT, "90", 7, 3650,
	    "days that decisions are kept with their reasons at the least: whole months go" },
	{ "history_days", CONFIG_INT, "400", 31, 3650,
	    "days that interactions' histories are kept at the least, for recounts and the list "
	    "behind a figure: whole months go" },
	{ "report_days", CONFIG_INT, "800", 31, 36500,
	    "days that reports' figures are kept at the least: whole months go" },
	{ 0 },
};

static const struct upkeep_step upkeep[] = {
	{ &q_decisions_drop, 1, UPKEEP_HOURLY, "decision_days" },
	{ &q_history_drop, 1, UPKEEP_HOURLY, "history_days" },
	{ &q_replies_drop, 1, UPKEEP_HOURLY, "history_days" },
	{ &q_queue_intervals_drop, 1, UPKEEP_HOURLY, "report_days" },
	{ &q_agent_intervals_drop, 1, UPKEEP_HOURLY, "report_days" },
	{ &q_status_intervals_drop, 1, UPKEEP_HOURLY, "report_days" },
	{ &q_text_intervals_drop, 1, UPKEEP_HOURLY, "report_days" },
	{ 0 },
};

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "routerd",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = routerd_routes,
		.shapes = routerd_shapes,
		.queries = routerd_queries,
		.config = config,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_routerd_news,
		.on_reload = on_routerd_reload,
		.fenced = true,
		.longs = true,
		.hot_lanes = 1,
	};

	return daemon_run(&spec, argc, argv);
}
