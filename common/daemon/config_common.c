/* config_common - see config.h: the keys that every daemon knows, in [common] or its own section */
#include <stddef.h>

#include "common/daemon/config.h"

const struct config_key config_common[] = {
	{ "database", CONFIG_TEXT, "host=/run/postgresql dbname=trunkline", 0, 0,
	    "libpq connection string without user and host names: host=/socket/folder or "
	    "hostaddr=…; a password by passfile=…" },
	{ "database_user", CONFIG_TEXT, "", 0, 0,
	    "database role; empty: tl_ and the daemon's name" },
	{ "bus_dir", CONFIG_PATH, "/run/trunkline", 0, 0,
	    "folder of the daemons' bus sockets; made when it is missing, else it must belong to "
	    "the "
	    "daemons' user and have mode 0700" },
	{ "bus_url", CONFIG_TEXT, "", 0, 0,
	    "where this instance publishes; empty: a socket in bus_dir named after the instance; "
	    "tcp:// on a loopback address only, as the bus does not speak TLS" },
	{ "public_url", CONFIG_TEXT, NULL, 0, 0,
	    "scheme, host and port that browsers see, without a path; the only Origin of "
	    "WebSockets" },
	{ "key_ring", CONFIG_PATH, "", 0, 0,
	    "file of keys for secrets in the database, lines \"<id> <64 hex>\", the last one "
	    "active" },
	{ "log_level", CONFIG_LEVEL, "info", 0, 0,
	    "debug, info, warn or error; read again at SIGHUP" },
	{ "log_file", CONFIG_PATH, "", 0, 0,
	    "file that the log is added to; empty: standard error" },
	{ "http_socket", CONFIG_PATH, "", 0, 0,
	    "Unix socket on which the edge reaches this instance, at most 107 bytes; the source "
	    "addresses that its clients forward always count, so its folder must belong to the "
	    "daemons' user and have mode 0700, or 0750 with a group for the edge's user; empty: a "
	    "socket in bus_dir named after the instance" },
	{ "http_bind", CONFIG_TEXT, "127.0.0.1", 0, 0,
	    "address of the HTTP server's TCP port, for health, figures and an edge on another "
	    "machine; empty: no TCP" },
	{ "http_port", CONFIG_INT, "0", 0, 65535,
	    "port of the HTTP server; 0: a free one, which ops.instance then tells" },
	{ "trusted_proxies", CONFIG_TEXT, "", 0, 0,
	    "addresses of edges that use the TCP port and of proxies before them, whose "
	    "X-Forwarded-For counts, separated by spaces; at most 16. An address of this machine "
	    "lets each of its users forge the source of a request" },
	{ "key_requests", CONFIG_INT, "60000", 1, 10000000,
	    "requests that one API key may make in a minute, at each instance" },
	{ "quarantine_crashes", CONFIG_INT, "2", 0, 100,
	    "crashes of the daemon, each within an hour of the one before and while it processed "
	    "input of one peer, after which it refuses that peer for a time; 0: never" },
	{ "write_lanes", CONFIG_INT, "0", 0, 2,
	    "database connections for batched writes (routerd, presenced: 1); 0: as many as suit "
	    "the daemon" },
	{ "statement_ms", CONFIG_INT, "250", 50, 5000,
	    "how long the database may take for one statement of a batched write; then it is tried "
	    "again, by itself, and answered 503 after that" },
	{ "drain_ms", CONFIG_INT, "10000", 1000, 60000,
	    "longest time from SIGTERM to the end of the process" },
	{ "mail_relay", CONFIG_TEXT, "", 0, 0,
	    "where e-mails are handed over: smtp://host:port (STARTTLS is required) or "
	    "smtps://host:port; empty: none are sent" },
	{ NULL, CONFIG_TEXT, NULL, 0, 0, NULL },
};
