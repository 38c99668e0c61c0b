/*
 * chatd - what was said
 *
 * usage: chatd [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Serves conversations, transcripts, customers and cases, and the live stream of every
 * page. Owns the schema `messaging`; any number of instances may run beside each other.
 * Reads the [common] and [chatd] sections of the configuration. SIGTERM drains and ends
 * within 10 s. Exit status: 0 after a clean stop, 1 when it can't start (one line on
 * standard error says why).
 */
#include "chatd/chatd.h"
#include "common/daemon/upkeep.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "conversations", conversations_start, conversations_stop },
	{ "seats", seats_start, seats_stop },
	{ "erasures", erasures_start, erasures_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
};

enum { TRANSCRIPTS = 20 }; /* conversations that one step erases at most */

static const struct upkeep_step upkeep[] = {
	{ &q_client_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_transcripts_sweep, TRANSCRIPTS, 1, NULL },
	{ 0 },
};

static const enum message_kind wants[] = { MESSAGE_agent, MESSAGE_offer, MESSAGE_interaction,
	MESSAGE_conversation, MESSAGE_message, MESSAGE_session, MESSAGE_config, MESSAGE_customer,
	MESSAGE_NONE };

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "chatd",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = chatd_routes,
		.shapes = chatd_shapes,
		.queries = chatd_queries,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_chatd_news,
		.on_reload = on_chatd_reload,
		.on_drain = seats_drain,
		.hot_lanes = 1,
	};

	return daemon_run(&spec, argc, argv);
}
