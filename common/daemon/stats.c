/* stats - what the layers beneath count, as Prometheus text behind the daemon's own metrics */
#include "common/daemon/skeleton.h"

struct figure {
	const char *name, *type;
	int64_t value;
};

static void
add(struct buf *out, const char *layer, const struct figure *figures, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "# TYPE trunkline_%s_%s %s\ntrunkline_%s_%s %lld\n", layer,
		    figures[i].name, figures[i].type, layer, figures[i].name,
		    (long long)figures[i].value);
}

#define ADD(out, layer, figures) \
	add((out), (layer), (figures), sizeof(figures) / sizeof((figures)[0]))
#define COUNT(name) \
	{ \
#name "_total", "counter", stats.name \
	}
#define LEVEL(name) \
	{ \
#name, "gauge", stats.name \
	}

static void
add_db(const struct daemon *daemon, struct buf *out)
{
	struct db_stats stats;

	db_stats(daemon->db, &stats);
	const struct figure figures[] = { COUNT(batches), COUNT(members), COUNT(commits),
		COUNT(retries), COUNT(deadlocks), COUNT(reconnects), COUNT(unknown), COUNT(failed),
		COUNT(timed_out), COUNT(moved), { "up", "gauge", db_up(daemon->db) } };
	ADD(out, "db", figures);
}

static void
add_bus(const struct daemon *daemon, struct buf *out)
{
	struct bus_stats stats;

	if (daemon->bus == NULL)
		return;
	bus_stats(daemon->bus, &stats);
	const struct figure figures[] = { COUNT(sent), COUNT(received), COUNT(gaps), COUNT(lost),
		COUNT(unreadable), COUNT(resyncs), LEVEL(pipes) };
	ADD(out, "bus", figures);
}

static void
add_http(const struct daemon *daemon, struct buf *out)
{
	struct http_stats stats;

	http_server_stats(daemon->http, &stats);
	const struct figure figures[] = { COUNT(requests), LEVEL(parked), COUNT(gone_while_parked),
		COUNT(rejected), LEVEL(conns), LEVEL(ws_open), COUNT(ws_dropped), COUNT(bytes_in),
		COUNT(bytes_out), LEVEL(body_bytes) };
	ADD(out, "http", figures);
	buf_add_text(out, "# TYPE trunkline_http_answers_total counter\n");
	for (int i = 1; i <= 5; i++)
		buf_addf(out, "trunkline_http_answers_total{class=\"%dxx\"} %lld\n", i,
		    (long long)stats.by_class[i]);
}

static void
add_quarantine(const struct daemon *daemon, struct buf *out)
{
	const struct figure figures[] = { { "peers", "gauge",
	    quarantine_count(&daemon->quarantine) } };

	ADD(out, "quarantine", figures);
}

void
daemon_stats_text(struct daemon *daemon, struct buf *out)
{
	add_db(daemon, out);
	add_bus(daemon, out);
	add_http(daemon, out);
	add_quarantine(daemon, out);
}
