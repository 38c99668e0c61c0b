/*
 * skeleton - what the files of common/daemon share; nobody else includes it.
 *
 * Owns: struct daemon, and the stages that its life goes through. Every change of stage goes
 *       through daemon_set_stage.
 */
#ifndef COMMON_DAEMON_SKELETON_H
#define COMMON_DAEMON_SKELETON_H

#include "common/bus/bus.h"
#include "common/daemon/daemon.h"
#include "common/daemon/dbclock.h"
#include "common/daemon/follow.h"
#include "common/daemon/instance.h"
#include "common/daemon/key_form.h"
#include "common/daemon/options.h"
#include "common/daemon/sequencer.h"
#include "common/daemon/key_rate.h"
#include "common/daemon/quarantine.h"
#include "common/daemon/session_cache.h"
#include "common/log/log.h"
#include "common/loop/loop.h"

enum daemon_stage {
	STAGE_WAITING, /* for the database's first answer */
	STAGE_JOINING, /* registers, learns the time and the feed's head */
	STAGE_RUNNING,
	STAGE_REQUESTS, /* HTTP and WebSocket drain: no handler runs after it */
	STAGE_PARTS, /* parts stop, from bottom to top */
	STAGE_LEAVING, /* the instance's row goes, what is queued is written */
	STAGE_CLOSING, /* the bus and the handles close */
	STAGE_COUNT
};

enum {
	DAEMON_DATA_MAX = 48,
	DAEMON_PROXIES_MAX = 16,
	DAEMON_URL_MAX = 192,
	DAEMON_FILES_MAX = 65536, /* three times what the HTTP server takes */
	QUARANTINE_RETRY_MS = 500,
	DAEMON_READ_MAX_MS = 20000, /* consistency.md, 36 */
};

struct daemon {
	const struct daemon_spec *spec;
	struct options options;
	struct config *config;
	struct key_ring *ring;
	char key_check[KEY_CHECK_SIZE]; /* of the ring; "": there is none */
	uv_loop_t loop;
	enum daemon_stage stage;
	int exit_code;
	int64_t boot;

	struct db *db;
	char *conninfo;
	struct buf admission; /* the parameter */
	const struct db_query *const *query_sets[3];
	struct bus *bus;
	char bus_url[DAEMON_URL_MAX];
	struct http_server *http;
	char *proxy_text;
	const char *proxies[DAEMON_PROXIES_MAX + 1];
	char http_url[DAEMON_URL_MAX];
	char http_socket[DAEMON_URL_MAX];

	struct dbclock clock;
	struct instance instance;
	struct key_form key_form;
	struct follow follow;
	struct sequencer sequencer;
	struct session_cache sessions;
	struct key_rate key_rate;
	struct quarantine quarantine;
	struct holder *holder; /* of the fenced lane; NULL: none yet */

	struct signals signals;
	struct timer watchdog, waiting, drain, quarantining;
	bool leave_done;
	int64_t drain_deadline_ms;
	int parts_started;
	struct {
		const char *part;
		void *data;
	} data[DAEMON_DATA_MAX];
	int data_count;
};

bool daemon_may_go(enum daemon_stage from, enum daemon_stage to);
void daemon_set_stage(struct daemon *daemon, enum daemon_stage to);

/* start.c */
int daemon_start(struct daemon *daemon, struct err *err); /* what happens before the loop runs */
void daemon_start_done(struct daemon *daemon); /* registered, the time and the head known */

/* stop.c: asks for the end; a second time nothing more happens. */
void daemon_stop(struct daemon *daemon, const char *why);
void daemon_stop_late(void *ctx); /* the timer `drain`; ctx: the daemon */
void daemon_stop_parts_done(struct daemon *daemon);

/* parts.c */
int daemon_parts_start(struct daemon *daemon, struct err *err);
void daemon_parts_stop(struct daemon *daemon); /* ends in daemon_stop_parts_done */

/* session.c */
void daemon_dispatch(struct http_req *req, const struct http_route *route, void *app);

/* news.c: daemon_publish_news; whether they say that the answer was given before (ops.replayed). */
bool daemon_publish_answer(struct daemon *daemon, struct view news_json);
/* The daemon's own ear. */
void daemon_tell(struct daemon *daemon, const struct news *news);

/* health.c */
extern const struct http_route daemon_health_routes[];
bool daemon_health_open(const struct http_req *req); /* may be asked without login */
/* The words of the needs that are not met, with spaces between them; nothing unless all parts run. */
enum { DAEMON_MISSING_SIZE = DAEMON_NEEDS_MAX * (DAEMON_NEED_MAX + 1) };
void daemon_missing(struct daemon *daemon, char out[DAEMON_MISSING_SIZE]);

/* stats.c */
void daemon_stats_text(struct daemon *daemon, struct buf *out);

/* routes_print.c */
void daemon_routes_print(const struct daemon_spec *spec, FILE *out);

/* watchdog.c */
void daemon_watchdog_start(struct daemon *daemon);
void daemon_notify(const char *state); /* sd_notify; nothing without systemd */

/* request.c: what a request carries between dispatch and reply. */
struct request {
	struct actor actor;
	struct body_values values;
	bool decoded;
	unsigned char hash[SHA256_SIZE]; /* of its token */
	int64_t asked_ms;
};

/* "version":"3" of a thing's JSON becomes its ETag (api.md 8). */
void request_add_etag(struct http_req *req, struct view body);
struct request *request_new(struct http_req *req); /* the request's user from now on */
void request_reply_unknown(struct http_req *req); /* a command that was DB_TIMED_OUT */

#endif
