/*
 * voiced - telephone calls: registers phones, takes and makes calls, keeps their media anchored
 *
 * usage: voiced [-c FILE] [--name INSTANCE] [--check] [--routes] [--version]
 *
 * Owns the schema `voice`. Reads the [common] and [voiced] sections of the configuration. SIGTERM
 * drains and ends within 10 s. Exit status: 0 after a clean stop, 1 when it can't start (one line on
 * standard error says why).
 */
#include <stdlib.h>

#include "common/daemon/audit_notes.h"
#include "common/daemon/upkeep.h"
#include "voiced/awaited.h"
#include "voiced/back.h"
#include "voiced/browsers.h"
#include "voiced/dialers.h"
#include "voiced/media/media.h"
#include "voiced/calls.h"
#include "voiced/direct.h"
#include "voiced/guard.h"
#include "voiced/help.h"
#include "voiced/inbound.h"
#include "voiced/journal.h"
#include "voiced/keep.h"
#include "voiced/lines.h"
#include "voiced/listen.h"
#include "voiced/mailbox.h"
#include "voiced/phases.h"
#include "voiced/names.h"
#include "voiced/orphans.h"
#include "voiced/others.h"
#include "voiced/own_sounds.h"
#include "voiced/phones.h"
#include "voiced/queued.h"
#include "voiced/reach.h"
#include "voiced/registrar.h"
#include "voiced/relay_monitor.h"
#include "voiced/sandbox.h"
#include "voiced/strangers.h"
#include "voiced/tapes.h"
#include "voiced/tell.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"
#include "voiced/waiting.h"

/* Parts start from top to bottom and stop from bottom to top. */
static const struct daemon_part parts[] = {
	{ "audit_notes", audit_notes_start, audit_notes_stop },
	{ "devices", devices_start, devices_stop },
	{ "phone_token", phone_token_start, phone_token_stop },
	{ "sound", sound_start, sound_stop },
	{ "own_sounds", own_sounds_start, own_sounds_stop },
	{ "tell", tell_start, tell_stop },
	{ "tapes", tapes_start, tapes_stop },
	{ "calls", calls_start, calls_stop },
	{ "relay_monitor", relay_monitor_start, relay_monitor_stop },
	{ "journal", journal_start, journal_stop },
	{ "phases", phases_start, phases_stop },
	{ "orphans", orphans_start, orphans_stop },
	{ "others", others_start, others_stop },
	{ "keep", keep_start, keep_stop },
	{ "mailbox", mailbox_start, mailbox_stop },
	{ "queued", queued_start, queued_stop },
	{ "listen", listen_start, listen_stop },
	{ "reach", reach_start, reach_stop },
	{ "help", help_start, help_stop },
	{ "back", back_start, back_stop },
	{ "direct", direct_start, direct_stop },
	{ "inbound", inbound_start, inbound_stop },
	{ "names", names_start, names_stop },
	{ "phones", phones_start, phones_stop },
	{ "trunks", trunks_start, trunks_stop },
	{ "dialers", dialers_start, dialers_stop },
	{ "guard", guard_start, guard_stop },
	{ "strangers", strangers_start, strangers_stop },
	{ "lines", lines_start, lines_stop },
	{ "awaited", awaited_start, awaited_stop },
	{ "sandbox", sandbox_start, sandbox_stop },
	{ "registrar", registrar_start, registrar_stop },
	{ "gate", gate_start, gate_stop },
	{ "browsers", browsers_start, browsers_stop },
	{ "upkeep", upkeep_start, upkeep_stop },
};

static const struct config_key config[] = {
	{ "sip_bind", CONFIG_TEXT, "127.0.0.1", 0, 0, "numeric address that SIP is heard on" },
	{ "sip_port", CONFIG_INT, "5060", 1, 65535, "port of SIP over UDP and TCP" },
	{ "sip_tls_port", CONFIG_INT, "0", 0, 65535, "port of SIP over TLS; 0: none" },
	{ "sip_tls_certificate", CONFIG_PATH, "/etc/trunkline/sip.pem", 0, 0,
	    "with sip_tls_port: PEM file of the certificate that phones and trunks are shown, and "
	    "of "
	    "what leads to its authority; read at the start" },
	{ "sip_tls_key", CONFIG_PATH, "/etc/trunkline/sip.key", 0, 0,
	    "with sip_tls_port: PEM file of its key, without a password" },
	{ "sip_tls_authorities", CONFIG_PATH, "/etc/ssl/certs/ca-certificates.crt", 0, 0,
	    "with sip_tls_port: PEM file of the authorities that are believed when a trunk is "
	    "called "
	    "over TLS" },
	{ "sip_public", CONFIG_TEXT, "", 0, 0,
	    "name or numeric address by which phones and trunks reach SIP, behind a NAT above all; "
	    "empty: sip_bind, or the address towards each peer if that is a wildcard" },
	{ "sip_session_s", CONFIG_INT, "1800", 90, 86400,
	    "after how many seconds a call ends whose other side shows no life (RFC 4028); it is "
	    "asked "
	    "after half of them" },
	{ "sip_connections", CONFIG_INT, "0", 0, 1000000,
	    "how many TCP and TLS connections to the SIP port are accepted in all, those of pages "
	    "included; two fifths of them for addresses that nobody knows yet; 0: five sixteenths "
	    "of the process's limit of open files" },
	{ "sip_connections_of_address", CONFIG_INT, "128", 1, 1000000,
	    "how many of them one address (an IPv6 network of 64 bits) may have that have not "
	    "proved a password yet and are no trunk's; a further one is closed at once" },
	{ "sip_realm", CONFIG_TEXT, "trunkline", 0, 0,
	    "the realm of SIP phones' passwords; after a change no password that was given before "
	    "is "
	    "right any more: each phone has to be rotated" },
	{ "sip_servers", CONFIG_TEXT, "", 0, 0,
	    "what phones are told to register with: SIP URIs, separated by spaces, as "
	    "sip:voice.example.com;transport=tcp; empty: the host of public_url" },
	{ "ice_servers", CONFIG_TEXT, "", 0, 0,
	    "servers by which browsers learn how they are reached, or are relayed, separated by "
	    "spaces: "
	    "stun:stun.example.com turn:turn.example.com:3478?transport=udp; empty: none, they "
	    "talk "
	    "to the relay of this installation directly" },
	{ "turn_secret_file", CONFIG_PATH, "", 0, 0,
	    "file with the secret that the TURN servers share (coturn: static-auth-secret): "
	    "browsers get "
	    "logins from it that are good for an hour" },
	{ "prompts", CONFIG_PATH, "/usr/local/share/trunkline/prompts/en", 0, 0,
	    "folder of what callers hear: one WAV file (8 kHz, one channel, mu-law, A-law or 16 "
	    "bits) for each prompt; made by make prompts" },
	{ "recordings", CONFIG_PATH, "/var/lib/trunkline/recordings", 0, 0,
	    "folder of recorded calls, sealed with the key ring; each voiced has a folder of its "
	    "name in it. "
	    "Several voiced on one machine, or on a shared disk, have the same" },
	{ "media_address", CONFIG_TEXT, "127.0.0.1", 0, 0,
	    "IP address where music, announcements and voicemail send and hear; rtpengine must "
	    "reach it, nobody else needs to" },
	{ "media_port_min", CONFIG_INT, "20000", 1024, 65534,
	    "first UDP port of them; each takes an even one" },
	{ "media_port_max", CONFIG_INT, "28191", 1025, 65535, "last UDP port of them" },
	{ "media_endpoints_max", CONFIG_INT, "2000", 1, MEDIA_ENDPOINTS_MAX,
	    "callers who hear or say something to the daemon itself at a time" },
	{ "media_rtp_timeout_ms", CONFIG_INT, "15000", 100, MEDIA_RTP_TIMEOUT_MAX_MS,
	    "after how long without a packet our own end of a call stops to wait for more" },
	{ "unanswered_s", CONFIG_INT, "80", 5, 600,
	    "after how many seconds callers of a queue that does not answer as they enter are "
	    "answered all the same; less than "
	    "what the carrier gives a call that nobody answers (often 90 to 180)" },
	{ "media_lost_s", CONFIG_INT, "60", 10, 3600,
	    "after how many seconds without a packet from one side a call ends, unless it is "
	    "held" },
	{ "trunk_wait_ms", CONFIG_INT, "4000", 500, 32000,
	    "so long a trunk that is called may say nothing at all, then the next one is called" },
	{ "names_kept_s", CONFIG_INT, "600", 1, 86400,
	    "so long the addresses of a host are kept that no trunk names any more" },
	{ "outside_ring_ms", CONFIG_INT, "60000", 1000, 300000,
	    "so long a number outside is tried and rings, also while the database does not say "
	    "whether it may be called; and so long rings whom an agent brings into a call" },
	{ "voicemail_folder", CONFIG_PATH, "/var/lib/trunkline/voicemail", 0, 0,
	    "folder of messages that callers left, sealed with key_ring, until the database has "
	    "them; a "
	    "disk "
	    "that is not lost with the machine's memory. Each voiced of a machine may have the "
	    "same" },
	{ "voicemail_length_s", CONFIG_INT, "180", 5, 900, "seconds of a message at most" },
	{ "voicemail_silence_s", CONFIG_INT, "8", 2, 60,
	    "after how many seconds of silence a message ends" },
	{ "calls_max", CONFIG_INT, "2000", 20, 100000,
	    "calls at a time; ten of them are kept for emergency calls, which are never refused" },
	{ "inside_calls_of_user", CONFIG_INT, "8", 1, 1000,
	    "calls at a time that one user may have begun to colleagues and to numbers of the "
	    "organisation; a further one is refused (486), emergency calls never are" },
	{ "facts_waiting_max", CONFIG_INT, "400", 10, TELL_WAITING_MAX,
	    "facts of calls that may wait for the database: while there are as many, further "
	    "calls are refused (503), but for emergency calls" },
	{ "emergency_sandbox", CONFIG_TEXT, "", 0, 0,
	    "a number to try emergency calls with, as 0999: where it is among an organisation's "
	    "own "
	    "emergency_numbers and no country's, voiced itself answers it; empty: there is none" },
	{ "emergency_sandbox_port", CONFIG_INT, "5099", 1, 65535,
	    "with emergency_sandbox: the UDP and TCP port of this machine by which it is called "
	    "and "
	    "calls back" },
	{ "emergency_journal", CONFIG_PATH, "/var/lib/trunkline/emergency", 0, 0,
	    "folder of what happened in emergency calls, until the database has it; a disk that is "
	    "not lost with the machine's memory. Each voiced of a machine may have the same" },
	{ "relay_address", CONFIG_TEXT, "127.0.0.1", 0, 0,
	    "where rtpengine hears commands (its listen-ng); of this machine, for they have no "
	    "password" },
	{ "relay_port", CONFIG_INT, "22222", 1, 65535, "port of that" },
	{ 0 },
};

static const struct upkeep_step upkeep[] = {
	{ &q_bindings_sweep, UPKEEP_ROWS, 1, NULL },
	{ &q_out_sweep, UPKEEP_ROWS, 1, NULL },
	{ 0 },
};

static const enum message_kind wants[] = { MESSAGE_session, MESSAGE_config, MESSAGE_offer,
	MESSAGE_interaction, MESSAGE_mailbox, MESSAGE_NONE };

/* What is copied from the configuration. */
static void
configuration_changed(struct daemon *daemon)
{
	phones_changed(daemon);
	trunks_changed(daemon);
	dialers_changed(daemon);
	lines_changed(daemon);
	listen_news(daemon);
}

/* What calls need: the run, the configuration, rtpengine. No emergency call is refused for want of it: each is tried. */
static const struct daemon_need needs[] = {
	{ "run", calls_ready },
	{ "phones", phones_known },
	{ "trunks", trunks_known },
	{ "dialers", dialers_known },
	{ "lines", lines_known },
	{ "relay", relay_monitor_answers },
	{ 0 },
};

static void
on_voiced_news(struct daemon *daemon, const struct news *news)
{
	if (news->kind == MESSAGE_config)
		configuration_changed(daemon);
	else if (news->kind == MESSAGE_mailbox)
		waiting_news(daemon, news);
	else if (news->kind != MESSAGE_session)
		queued_news(daemon, news);
	else if (news->version > SESSION_OPENED)
		browsers_revoke(daemon, news->key);
}

int
main(int argc, char **argv)
{
	static const struct daemon_spec spec = {
		.name = "voiced",
		.parts = parts,
		.part_count = DAEMON_COUNT(parts),
		.routes = voiced_routes,
		.shapes = voiced_shapes,
		.queries = voiced_queries,
		.config = config,
		.upkeep = upkeep,
		.wants = wants,
		.on_news = on_voiced_news,
		.on_reload = configuration_changed,
		.needs = needs,
		.hot_lanes = 2,
	};

	/* A nameserver that says nothing is given up after 4 s instead of 10, unless the environment says otherwise: an emergency call may wait for a
	 * trunk's host (names.h). */
	(void)setenv("RES_OPTIONS", "timeout:2 attempts:2", 0);
	return daemon_run(&spec, argc, argv);
}
