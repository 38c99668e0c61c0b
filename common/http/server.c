/*
 * server - the turn's end, the sweep, and the clean stop.
 *
 * Owns: the configuration with its defaults, the handles, the pools, the counters.
 * Must not know: bytes of a connection.
 *
 * All connections share one sweep timer; the end of a turn is seen by a prepare and a check
 * handle (before and after the loop waits), which flush what became dirty.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/http/internal.h"

enum {
	CONNS_MAX = 20000,
	SOURCES_MIN = 4, /* so many addresses it takes to use all connections */
};

int64_t
server_now(const struct http_server *server)
{
	return (int64_t)uv_now(server->loop);
}

/* ---- configuration ---- */

static void
defaults(struct http_config *config)
{
	const int share = files_share(FILES_HTTP);
	const struct http_config or = {
		.bind = "127.0.0.1",
		.max_header = 16UL * 1024,
		.max_out = 1024UL * 1024,
		.max_bodies = 32UL * 1024 * 1024,
		.max_pipeline = 64,
		.max_conns = share < CONNS_MAX ? share : CONNS_MAX,
		.header_ms = 10000,
		.body_ms = 30000,
		.idle_ms = 60000,
		.reply_ms = 30000,
	};

	config->bind = config->bind != NULL ? config->bind : or.bind;
	config->max_header = config->max_header != 0 ? config->max_header : or.max_header;
	config->max_out = config->max_out != 0 ? config->max_out : or.max_out;
	config->max_bodies = config->max_bodies != 0 ? config->max_bodies : or.max_bodies;
	config->max_pipeline = config->max_pipeline != 0 ? config->max_pipeline : or.max_pipeline;
	config->max_conns = config->max_conns != 0 ? config->max_conns : or.max_conns;
	config->max_conns_of_source = config->max_conns_of_source != 0
	    ? config->max_conns_of_source
	    : (config->max_conns + SOURCES_MIN - 1) / SOURCES_MIN;
	config->header_ms = config->header_ms != 0 ? config->header_ms : or.header_ms;
	config->body_ms = config->body_ms != 0 ? config->body_ms : or.body_ms;
	config->idle_ms = config->idle_ms != 0 ? config->idle_ms : or.idle_ms;
	config->reply_ms = config->reply_ms != 0 ? config->reply_ms : or.reply_ms;
}

static int
copy_proxies(struct http_server *server, struct err *err)
{
	const char *const *proxy = server->config.trusted_proxies;

	for (; proxy != NULL && *proxy != NULL; proxy++) {
		if (server->proxy_count == HTTP_PROXIES_MAX)
			return err_set(err, ERR_CONFIG, "trusted_proxies",
			    "more than %d trusted proxies", HTTP_PROXIES_MAX);
		if (!view_copy(
			view_of(*proxy), server->proxies[server->proxy_count++], INET6_ADDRSTRLEN))
			return err_set(
			    err, ERR_CONFIG, "trusted_proxies", "not an address: %s", *proxy);
	}
	server->config.trusted_proxies = NULL;
	return 0;
}

bool
server_trusts(const struct http_server *server, struct view address)
{
	for (int i = 0; i < server->proxy_count; i++)
		if (view_is(address, server->proxies[i]))
			return true;
	return false;
}

/* ---- the loop's turns ---- */

static void
make_date(struct http_server *server)
{
	time_t now = (time_t)(clock_wall_us() / 1000000);
	struct tm utc;

	(void)gmtime_r(&now, &utc);
	(void)strftime(server->date, sizeof(server->date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
}

static void
stop_conns(struct http_server *server, bool now)
{
	list_for_each (&server->conns, at)
		conn_stop(LIST_OF(at, struct conn, link), now);
}

static void
on_sweep(uv_timer_t *timer)
{
	struct http_server *server = timer->data;
	int64_t now = server_now(server);

	make_date(server);
	list_for_each (&server->conns, at)
		conn_sweep(LIST_OF(at, struct conn, link), now);
	if (server->stopping && !server->idle_over && now >= server->idle_at) {
		server->idle_over = true;
		stop_conns(server, false);
	}
	if (server->stopping && now >= server->stop_at)
		stop_conns(server, true);
}

static void
free_server(struct http_server *server)
{
	while (server->spare_buf_count > 0)
		buf_fini(&server->spare_bufs[--server->spare_buf_count]);
	buf_fini(&server->scratch);
	sources_fini(&server->sources);
	routes_fini(&server->routes);
	free(server);
}

static void
free_spare_reqs(struct http_server *server)
{
	struct link *link;

	while ((link = list_take(&server->spare_reqs)) != NULL) {
		struct http_req *req = req_of_spare(link);

		buf_fini(&req->extra);
		buf_fini(&req->out);
		free(req);
	}
}

static void
on_handle_closed(uv_handle_t *handle)
{
	struct http_server *server = handle->data;

	if (--server->handles > 0)
		return;
	server->closed = true;
	free_spare_reqs(server);
	if (server->on_stopped != NULL)
		server->on_stopped(server->stopped_ctx);
	if (server->live_reqs == 0)
		free_server(server);
}

void
server_req_freed(struct http_server *server)
{
	if (server->closed && server->live_reqs == 0)
		free_server(server);
}

/* With the last connection gone, the turn's handles go, too. */
static void
close_when_empty(struct http_server *server)
{
	if (!server->stop_begun || server->closing || !list_empty(&server->conns))
		return;
	server->closing = true;
	uv_close((uv_handle_t *)&server->prepare, on_handle_closed);
	uv_close((uv_handle_t *)&server->check, on_handle_closed);
	uv_close((uv_handle_t *)&server->sweep, on_handle_closed);
}

void
server_conn_closed(struct http_server *server)
{
	server->stats.conns--;
	close_when_empty(server);
}

/* The turn that follows at once accepts the connections that the kernel has completed. */
static void
shut_door(struct http_server *server)
{
	server->door_shut = true;
	listen_shut(server);
	(void)uv_timer_start(&server->sweep, on_sweep, 0, HTTP_STOP_SWEEP_MS);
}

/* At a turn's end, because the caller of stop may be a handler inside a connection. */
static void
begin_stop(struct http_server *server)
{
	server->stop_begun = true;
	listen_close(server, on_handle_closed);
	stop_conns(server, false);
	close_when_empty(server);
}

static void
end_turn(struct http_server *server)
{
	struct link *link;

	while ((link = list_take(&server->dirty)) != NULL)
		conn_flush(LIST_OF(link, struct conn, dirty));
}

static void
on_prepare(uv_prepare_t *prepare)
{
	struct http_server *server = prepare->data;

	if (server->stopping && !server->door_shut)
		shut_door(server);
	end_turn(server);
}

static void
on_check(uv_check_t *check)
{
	struct http_server *server = check->data;

	if (server->door_shut && !server->stop_begun)
		begin_stop(server);
	end_turn(server);
}

/* ---- the life of a server ---- */

static void
init_handles(struct http_server *server)
{
	listen_init(server);
	(void)uv_prepare_init(server->loop, &server->prepare);
	(void)uv_check_init(server->loop, &server->check);
	(void)uv_timer_init(server->loop, &server->sweep);
	server->prepare.data = server->check.data = server->sweep.data = server;
	server->handles = 5;
	(void)uv_prepare_start(&server->prepare, on_prepare);
	(void)uv_check_start(&server->check, on_check);
	(void)uv_timer_start(&server->sweep, on_sweep, HTTP_SWEEP_MS, HTTP_SWEEP_MS);
}

int
http_server_new(
    uv_loop_t *loop, const struct http_config *config, struct http_server **out, struct err *err)
{
	struct http_server *server = mem_zero(1, sizeof(*server));

	server->loop = loop;
	server->config = *config;
	defaults(&server->config);
	if (copy_proxies(server, err) != 0) {
		free(server);
		return -1;
	}
	list_init(&server->conns);
	list_init(&server->dirty);
	list_init(&server->spare_reqs);
	server->id_seed = random_u64();
	make_date(server);
	init_handles(server);
	*out = server;
	return 0;
}

void
http_server_routes(struct http_server *server, const struct http_route *routes)
{
	routes_add(&server->routes, routes);
}

void
http_server_stop(struct http_server *server, uint32_t grace_ms, void (*done)(void *ctx), void *ctx)
{
	assert(!server->stopping);
	server->stopping = true;
	server->stop_at = server_now(server) + grace_ms;
	server->idle_at = server_now(server) + HTTP_STOP_IDLE_MS;
	server->on_stopped = done;
	server->stopped_ctx = ctx;
}

void
http_server_stats(const struct http_server *server, struct http_stats *out)
{
	*out = server->stats;
}
