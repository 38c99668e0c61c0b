/*
 * chatd - what was said
 *
 * usage: chatd [--serve widget] [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Serves conversations, transcripts, customers and cases, and the live stream of every
 * page. Owns the schema `messaging`; any number of instances may run beside each other.
 * With --serve widget, which comes first, it is another daemon, called widget: customers' web chat (docs/decisions/0037),
 * a process that faces strangers, with a database role of its own.
 * Reads the [common] and [chatd], or [widget], sections of the configuration. SIGTERM drains and ends
 * within 10 s. Exit status: 0 after a clean stop, 1 when it can't start (one line on
 * standard error says why).
 */
#include <string.h>

#include "chatd/chat_keys.h"
#include "chatd/chatd.h"
#include "chatd/handout.h"
#include "chatd/numbers.h"
#include "chatd/widget.h"
#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "numbers", numbers_start, NULL },
	{ "chat_keys", chat_keys_start, chat_keys_stop },
	{ "seats", seats_start, seats_stop },
	{ "watches", watches_start, watches_stop },
	{ "erasures", erasures_start, erasures_stop },
	{ "images", images_start, images_stop },
	{ "handouts", handouts_start, handouts_stop },
	{ "scans", scans_start, scans_stop },
	{ "mails", mails_start, mails_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
};

enum {
	TRANSCRIPTS = 20, /* conversations that one step erases at most */
	CHATS = 40, /* that one step closes */
	ROOMS = 40, /* that one step gives to their heirs */
	UPLOADS = 50, /* files that it forgets, each with megabytes of chunks */
	SEARCHED = 50 /* customers or cases that it makes findable */
};

static const struct upkeep_step upkeep[] = {
	{ &q_client_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_party_gone_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_customer_version_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_customer_merge_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_visitor_bytes_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_watch_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_chats_close, CHATS, 1, NULL },
	{ &q_rooms_inherit, ROOMS, 1, NULL },
	{ &q_transcript_links_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_transcripts_sweep, TRANSCRIPTS, 1, NULL },
	{ &q_upload_sweep, UPLOADS, 1, NULL },
	{ &q_search_fill, SEARCHED, 1, NULL },
	{ 0 },
};

static const enum message_kind wants[] = { MESSAGE_agent, MESSAGE_offer, MESSAGE_interaction,
	MESSAGE_conversation, MESSAGE_message, MESSAGE_session, MESSAGE_config, MESSAGE_customer,
	MESSAGE_person, MESSAGE_work, MESSAGE_reading, MESSAGE_typing, MESSAGE_leg,
	MESSAGE_front_desk, MESSAGE_emergency, MESSAGE_mailbox, MESSAGE_missed, MESSAGE_callback,
	MESSAGE_served, MESSAGE_NONE };

/* ---- customers' web chat ---- */

static const struct daemon_part widget_parts[] = {
	{ "gate", widget_gate_start, widget_gate_stop },
	{ "sites", widget_sites_start, widget_sites_stop },
	{ "beats", widget_beats_start, widget_beats_stop },
	{ "silence", widget_silence_start, widget_silence_stop },
	{ "handouts", handouts_start, handouts_stop },
	{ "streams", widget_streams_start, widget_streams_stop },
};

static const enum message_kind widget_wants[] = { MESSAGE_config, MESSAGE_visitor, MESSAGE_typing,
	MESSAGE_NONE };

static const struct daemon_need widget_needs[] = { { "sites", widget_sites_ready }, { 0 } };

static const struct daemon_spec widget = {
	.name = "widget",
	.parts = widget_parts,
	.part_count = DAEMON_COUNT(widget_parts),
	.routes = widget_routes,
	.shapes = widget_shapes,
	.queries = widget_queries,
	.config = widget_config,
	.wants = widget_wants,
	.on_news = on_widget_news,
	.on_reload = on_widget_reload,
	.on_drain = widget_streams_drain,
	.needs = widget_needs,
	.before = widget_before,
	.options = widget_options,
	.hot_lanes = 1,
};

/* ---- agents' and everybody's ---- */

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
		.config = mails_config,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_chatd_news,
		.on_reload = on_chatd_reload,
		.on_drain = seats_drain,
		.hot_lanes = 1,
		.longs = true, /* searches */
	};

	if (argc >= 3 && strcmp(argv[1], "--serve") == 0 && strcmp(argv[2], "widget") == 0) {
		argv[2] = argv[0];
		return daemon_run(&widget, argc - 2, argv + 2);
	}
	return daemon_run(&spec, argc, argv);
}
