/*
 * start - from the configuration to READY=1, in the order that daemon.h tells.
 *
 * Owns: what is opened before the loop runs, and what follows the database's first answer.
 * Must not know: what parts do.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/daemon/endpoint.h"
#include "common/daemon/holder.h"
#include "common/daemon/schema.h"
#include "common/daemon/skeleton.h"
#include "common/http/address.h"
#include "common_queries.h"

enum { WAITING_LOG_MS = 5000, WAITING_EXTEND_US = 30000000 };
/* consistency.md, 28. Fixed are reads, administration and beats. One that has all kinds of lanes (routerd) has one more. */
enum { CONNECTIONS_MAX = 5, CONNECTIONS_FIXED = 3 };
enum { BODIES_MAX = 32 * 1024 * 1024 };

struct endpoint_kind {
	const char *key, *scheme, *suffix;
	enum endpoint_access access; /* of a folder that the operator names */
};

/* ---- the database ---- */

static void
on_committed(void *ctx)
{
	struct daemon *daemon = ctx;

	sequencer_committed(&daemon->sequencer);
}

/* The schema may have changed while the database was away. */
static void
on_schema_well(struct daemon *daemon)
{
	if (daemon->stage == STAGE_WAITING) {
		daemon_set_stage(daemon, STAGE_JOINING);
		instance_join(&daemon->instance);
	} else {
		follow_reconnected(&daemon->follow);
	}
}

static void
on_db_state(void *ctx, bool up)
{
	struct daemon *daemon = ctx;

	if (up)
		LOG(INFO, "database_up", LOG_TEXT("name", daemon->options.name));
	else
		LOG(WARN, "database_down", LOG_TEXT("name", daemon->options.name));
	if (up)
		schema_check(daemon, on_schema_well);
}

static void
on_db_refused(void *ctx, int64_t answer)
{
	struct daemon *daemon = ctx;
	struct err err = { 0 };

	if (daemon_draining(daemon))
		return;
	daemon->spec->admission->refuse(answer, &err);
	daemon_fail(daemon, &err);
}

static struct db_admission
make_admission(struct daemon *daemon)
{
	const struct daemon_admission *admission = daemon->spec->admission;
	struct db_admission made = { 0 };

	if (admission != NULL) {
		made.query = admission->query;
		made.wanted = admission->make(daemon, &daemon->admission);
		made.param = daemon->admission.p;
	}
	return made;
}

static const char *
fence_param(void *ctx)
{
	const struct daemon *daemon = ctx;

	return daemon->holder != NULL ? holder_fence_param(daemon->holder) : "{}";
}

/* The connection string is the operator's; the role is the daemon's. */
static char *
make_conninfo(const struct daemon *daemon)
{
	const char *user = config_text(daemon->config, "database_user");
	struct buf text = { .p = NULL };

	buf_add_text(&text, config_text(daemon->config, "database"));
	if (user[0] != '\0')
		buf_addf(&text, " user=%s", user);
	else
		buf_addf(&text, " user=tl_%s", daemon->spec->name);
	return text.p;
}

static int
write_lanes(const struct daemon *daemon)
{
	int64_t lanes = config_int(daemon->config, "write_lanes");

	if (lanes > 0)
		return (int)lanes;
	return daemon->spec->hot_lanes > 0 ? daemon->spec->hot_lanes : 1;
}

static int
open_db(struct daemon *daemon, struct err *err)
{
	const struct db_query *const *sets[] = { common_queries, daemon->spec->queries, NULL };
	int lanes = write_lanes(daemon);
	int others = CONNECTIONS_FIXED + daemon->spec->fenced + daemon->spec->longs;
	int most = others < CONNECTIONS_MAX ? CONNECTIONS_MAX - others : 1;

	if (lanes > most)
		return err_set(err, ERR_CONFIG, "write_lanes",
		    "write_lanes: at most %d here, as an instance has %d connections in all", most,
		    others + most);
	memcpy(daemon->query_sets, sets, sizeof(sets));
	daemon->conninfo = make_conninfo(daemon);
	return db_open(&daemon->loop,
	    &(struct db_config){
		.conninfo = daemon->conninfo,
		.application_name = daemon->options.name,
		.query_sets = daemon->query_sets,
		.hot_lanes = lanes,
		.fenced_lane = daemon->spec->fenced,
		.long_lane = daemon->spec->longs,
		.statement_ms = (uint32_t)config_int(daemon->config, "statement_ms"),
		.begin_sql = "SELECT ops.batch_begin($1::bigint[])",
		.end_sql = "SELECT ops.batch_close()",
		.fence_sql = "SELECT 1 FROM ops.holder_fence($1::bigint[])",
		.fence_param = fence_param,
		.committed = on_committed,
		.state = on_db_state,
		.admission = make_admission(daemon),
		.refused = on_db_refused,
		.ctx = daemon,
	    },
	    &daemon->db, err);
}

/* ---- endpoints ---- */

/* In bus_dir, which is made if it is missing. */
static int
endpoint_default(
    const struct daemon *daemon, const struct endpoint_kind *kind, char *name, struct err *err)
{
	const char *folder = config_text(daemon->config, "bus_dir");

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_set(err, ERR_CONFIG, "bus_dir",
		    "bus_dir: %s can't be made: %s; make it, for the daemons' user, mode 0700",
		    folder, strerror(errno));
	return snprintf(name, DAEMON_URL_MAX, "%s%s/%s.%s", kind->scheme, folder,
	    daemon->options.name, kind->suffix);
}

/* Writes the endpoint that the configuration gives for `kind`, or its default, and checks the socket's path and folder. */
static int
endpoint_name(
    const struct daemon *daemon, const struct endpoint_kind *kind, char *name, struct err *err)
{
	const char *given = config_text(daemon->config, kind->key);
	const bool has_default = given[0] == '\0';
	const size_t scheme = strlen(kind->scheme);
	const char *key = has_default ? "bus_dir" : kind->key;
	int n = has_default ? endpoint_default(daemon, kind, name, err)
			    : snprintf(name, DAEMON_URL_MAX, "%s", given);

	if (n < 0)
		return -1;
	if (n < DAEMON_URL_MAX && !view_starts(view_of(name), kind->scheme)) /* a bus on TCP */
		return 0;
	if ((size_t)n - scheme > HTTP_SOCKET_PATH_MAX)
		return err_set(err, ERR_CONFIG, key,
		    "%s: the path of %s has %zu bytes, at most %d are possible: shorten it", key,
		    kind->key, (size_t)n - scheme, HTTP_SOCKET_PATH_MAX);
	return endpoint_private(
	    name + scheme, key, has_default ? ENDPOINT_OWNER : kind->access, err);
}

static int
name_endpoints(struct daemon *daemon, struct err *err)
{
	static const struct endpoint_kind bus = { "bus_url", "ipc://", "ipc", ENDPOINT_OWNER };
	static const struct endpoint_kind http = { "http_socket", "", "http", ENDPOINT_GROUP };

	if (endpoint_name(daemon, &bus, daemon->bus_url, err) != 0)
		return -1;
	return endpoint_name(daemon, &http, daemon->http_socket, err);
}

/* ---- HTTP ---- */

static int
split_proxies(struct daemon *daemon, struct err *err)
{
	char *rest = daemon->proxy_text = mem_text(config_text(daemon->config, "trusted_proxies"));
	char *word;
	int count = 0;

	while ((word = strsep(&rest, " ,")) != NULL) {
		if (word[0] == '\0')
			continue;
		if (count == DAEMON_PROXIES_MAX)
			return err_set(err, ERR_CONFIG, "trusted_proxies",
			    "trusted_proxies: at most %d addresses", DAEMON_PROXIES_MAX);
		if (address_text_is_loopback(view_of(word)))
			LOG(WARN, "trusted_proxy_local", LOG_TEXT("address", word));
		daemon->proxies[count++] = word;
	}
	return 0;
}

/* Beside the largest body that a route takes there is room for the others'. */
static size_t
bodies_max(const struct http_route *routes)
{
	size_t largest = 0;

	for (; routes != NULL && routes->pattern != NULL; routes++)
		if (routes->max_body > largest)
			largest = routes->max_body;
	return BODIES_MAX + largest;
}

static int
make_http(struct daemon *daemon, struct err *err)
{
	if (split_proxies(daemon, err) != 0 ||
	    http_server_new(&daemon->loop,
		&(struct http_config){
		    .bind = config_text(daemon->config, "http_bind"),
		    .port = (int)config_int(daemon->config, "http_port"),
		    .socket = daemon->http_socket,
		    .socket_group = config_text(daemon->config, "http_socket")[0] != '\0',
		    .trusted_proxies = daemon->proxies,
		    .max_bodies = bodies_max(daemon->spec->routes),
		    .dispatch = daemon_dispatch,
		    .options = daemon->spec->options,
		    .app = daemon,
		},
		&daemon->http, err) != 0)
		return -1;
	http_server_routes(daemon->http, daemon_health_routes);
	if (daemon->spec->routes != NULL)
		http_server_routes(daemon->http, daemon->spec->routes);
	return 0;
}

/* Identifies the process, also among those of other machines (ops.instance_register). */
static void
name_http(struct daemon *daemon, int port)
{
	const char *bind = config_text(daemon->config, "http_bind");
	char host[HOST_NAME_MAX + 1] = "";

	(void)gethostname(host, sizeof(host) - 1);
	if (bind[0] == '\0')
		(void)snprintf(daemon->http_url, sizeof(daemon->http_url), "unix:%s:%.*s", host,
		    HTTP_SOCKET_PATH_MAX, daemon->http_socket);
	else
		(void)snprintf(daemon->http_url, sizeof(daemon->http_url),
		    strchr(bind, ':') != NULL ? "http://[%s]:%d" : "http://%s:%d", bind, port);
}

static int
listen_http(struct daemon *daemon, struct err *err)
{
	int port;

	if (http_server_listen(daemon->http, err) != 0)
		return -1;
	port = http_server_port(daemon->http);
	if (port != 0 && port != (int)config_int(daemon->config, "http_port")) {
		name_http(daemon, port);
		instance_announce(&daemon->instance);
	}
	return 0;
}

/* ---- the bus ---- */

static void
on_bus_message(void *ctx, const struct message *message)
{
	struct daemon *daemon = ctx;

	follow_doorbell(&daemon->follow, message, NULL);
}

static void
on_bus_resync(void *ctx, enum bus_why why)
{
	struct daemon *daemon = ctx;

	follow_resync(&daemon->follow, why);
}

static int
open_bus(struct daemon *daemon, struct err *err)
{
	const enum message_kind *wants = daemon->spec->wants;

	if (bus_open(&daemon->loop,
		&(struct bus_config){
		    .listen = daemon->bus_url,
		    .boot = (uint64_t)daemon->boot,
		    .on_message = on_bus_message,
		    .on_resync = on_bus_resync,
		    .ctx = daemon,
		},
		&daemon->bus, err) != 0)
		return -1;
	bus_want(daemon->bus, MESSAGE_session);
	for (; wants != NULL && *wants != MESSAGE_NONE; wants++)
		bus_want(daemon->bus, *wants);
	return 0;
}

/* ---- waiting and going on ---- */

static void
on_waiting(void *ctx)
{
	struct daemon *daemon = ctx;
	char extend[80];

	if (daemon->stage != STAGE_WAITING && daemon->stage != STAGE_JOINING)
		return;
	LOG(WARN, "database_waiting", LOG_TEXT("name", daemon->options.name));
	(void)snprintf(extend, sizeof(extend),
	    "STATUS=waiting for the database\nEXTEND_TIMEOUT_USEC=%d", WAITING_EXTEND_US);
	daemon_notify(extend);
	timer_in(&daemon->waiting, WAITING_LOG_MS);
}

void
daemon_fail(struct daemon *daemon, const struct err *err)
{
	(void)fprintf(stderr, "%s: %s\n", daemon->options.name, err->text);
	LOG(ERROR, "start_failed", LOG_TEXT("why", err->text));
	daemon->exit_code = 1;
	daemon_stop(daemon, "start_failed");
}

/* News are followed before parts load, so that nothing falls between. */
void
daemon_start_done(struct daemon *daemon)
{
	struct err err = { .text = "a part can't start" };

	if (daemon->stage != STAGE_JOINING)
		return;
	timer_stop(&daemon->waiting);
	if (open_bus(daemon, &err) != 0) {
		daemon_fail(daemon, &err);
		return;
	}
	daemon_set_stage(daemon, STAGE_RUNNING);
	instance_start(&daemon->instance);
	key_form_start(&daemon->key_form);
	follow_start(&daemon->follow, daemon->follow.position);
	sequencer_start(&daemon->sequencer);
	if (daemon_parts_start(daemon, &err) != 0 || listen_http(daemon, &err) != 0) {
		daemon_fail(daemon, &err);
		return;
	}
	LOG(INFO, "started", LOG_TEXT("name", daemon->options.name), LOG_ID("boot", daemon->boot),
	    LOG_INT("http_port", http_server_port(daemon->http)),
	    LOG_TEXT("http_socket", daemon->http_socket));
	daemon_notify("READY=1\nSTATUS=serving");
}

static void
make_pieces(struct daemon *daemon)
{
	instance_init(&daemon->instance, daemon);
	key_form_init(&daemon->key_form, daemon);
	follow_init(&daemon->follow, daemon);
	sequencer_init(&daemon->sequencer, daemon);
	session_cache_init(&daemon->sessions, SESSION_CACHE_MAX);
	key_rate_init(&daemon->key_rate, config_int(daemon->config, "key_requests"));
	timer_init(&daemon->waiting, &daemon->loop, on_waiting, daemon);
	timer_in(&daemon->waiting, WAITING_LOG_MS);
	daemon_watchdog_start(daemon);
}

/* A connection is a file, and most systems begin with 1,024 although they allow more. */
static void
raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= files.rlim_max ||
	    files.rlim_cur >= DAEMON_FILES_MAX)
		return;
	files.rlim_cur = files.rlim_max < DAEMON_FILES_MAX ? files.rlim_max : DAEMON_FILES_MAX;
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

int
daemon_start(struct daemon *daemon, struct err *err)
{
	const char *ring = config_text(daemon->config, "key_ring");

	raise_files();
	daemon->boot = (int64_t)(random_u64() >> 1 | 1);
	if (ring[0] != '\0' &&
	    (key_ring_load(ring, &daemon->ring, err) != 0 ||
		key_ring_check(daemon->ring, daemon->key_check, err) != 0))
		return -1;
	if (name_endpoints(daemon, err) != 0 || make_http(daemon, err) != 0)
		return -1;
	name_http(daemon, (int)config_int(daemon->config, "http_port"));
	make_pieces(daemon);
	return open_db(daemon, err);
}
