/*
 * widget_gate - what stands before every request of a stranger: whose page asks, and how much they have asked for.
 *
 * Owns: the counts by address, widget and visitor (core/quota.h); the headers that let a page of an allowed origin read an answer.
 *       There are no cookies: who is meant stands in the request's bearer token alone.
 * Must not know: what is asked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/widget.h"
#include "common/base/clock.h"
#include "common/http/address.h"
#include "common/metrics/metrics.h"

#define SITES_PATH "/widget/v1/channels/"

static COUNTER(refused_origin, "widget_refused_total{why=\"origin\"}",
    "Requests of strangers that were refused, by cause");
static COUNTER(refused_rate, "widget_refused_total{why=\"rate\"}",
    "Requests of strangers that were refused, by cause");
static COUNTER(refused_proof, "widget_refused_total{why=\"proof\"}",
    "Requests of strangers that were refused, by cause");

struct gate {
	struct quota quota;
	int64_t source_requests;
};

static struct gate *
gate_of(struct daemon *daemon)
{
	return daemon_data(daemon, "widget_gate");
}

static void
reply_throttled(struct http_req *req, int after_s)
{
	char text[16];
	struct err err;

	metric_add(&refused_rate, 1);
	(void)snprintf(text, sizeof(text), "%d", after_s);
	http_add_header(req, "Retry-After", text);
	(void)err_set(&err, ERR_THROTTLED, NULL, "That is more than may be done in a minute");
	http_reply_err(req, &err, NULL);
}

void
widget_proof_refused(void)
{
	metric_add(&refused_proof, 1);
}

static bool
is_within(struct http_req *req, enum widget_count count, const struct view *who, int n,
    int64_t amount, int64_t limit)
{
	struct gate *gate = gate_of(http_app(req));
	int after_s = quota_take(&gate->quota, count, who, n, amount, limit, clock_mono_ms());

	if (after_s > 0)
		reply_throttled(req, after_s);
	return after_s == 0;
}

bool
widget_within(
    struct http_req *req, enum widget_count count, struct view who, int64_t amount, int64_t limit)
{
	return is_within(req, count, &who, 1, amount, limit);
}

bool
widget_counted(struct http_req *req, enum widget_count count, struct view who)
{
	struct gate *gate = gate_of(http_app(req));

	return quota_take(&gate->quota, count, &who, 1, 0, 0, clock_mono_ms()) > 0;
}

bool
widget_within_source(struct http_req *req, enum widget_count count, int64_t amount, int64_t limit)
{
	char sources[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE];
	struct view who[ADDRESS_SOURCES];
	int n = address_sources(http_peer(req), sources);

	for (int i = 0; i < n; i++)
		who[i] = view_of(sources[i]);
	return is_within(req, count, who, n, amount, limit);
}

/* Whether the path has a route or not. */
const struct site *
widget_site_find(const struct http_req *req)
{
	struct view path = http_path(req);
	const size_t skip = sizeof(SITES_PATH) - 1;

	if (!view_starts(path, SITES_PATH))
		return NULL;
	path = (struct view){ path.p + skip, path.n - skip };
	return site_find(http_app(req), view_cut(&path, '/'));
}

/* False: the page that asks stands on an origin that this widget does not know. Without an origin it is no page of
 * another's: then the token alone counts. */
static bool
admit_origin(struct http_req *req, const struct site *site)
{
	struct view origin;
	char text[300];

	if (!http_header(req, "origin", &origin) || site == NULL)
		return true;
	http_add_header(req, "Vary", "Origin");
	if (!site_allows(site, origin) || !view_copy(origin, text, sizeof(text)))
		return false;
	http_add_header(req, "Access-Control-Allow-Origin", text);
	http_add_header(req, "Access-Control-Expose-Headers", "Retry-After, Idempotent-Replayed");
	return true;
}

static void
refuse_origin(struct http_req *req)
{
	struct err err;

	metric_add(&refused_origin, 1);
	(void)err_set(
	    &err, ERR_FORBIDDEN, NULL, "This widget may not be shown on this page's origin");
	http_reply_err(req, &err, NULL);
}

bool
widget_before(struct http_req *req, void *app)
{
	if (!view_starts(http_path(req), "/widget/"))
		return true; /* health and metrics, which no edge shows to strangers */
	if (!admit_origin(req, widget_site_find(req))) {
		refuse_origin(req);
		return false;
	}
	return widget_within_source(req, COUNT_REQUESTS, 1, gate_of(app)->source_requests);
}

/* What a browser asks before a page of another origin may ask. */
void
widget_options(struct http_req *req, void *app)
{
	(void)app;
	if (!admit_origin(req, widget_site_find(req))) {
		refuse_origin(req);
		return;
	}
	http_add_header(req, "Access-Control-Allow-Methods", "GET, POST");
	http_add_header(req, "Access-Control-Allow-Headers", "Authorization, Content-Type");
	http_add_header(req, "Access-Control-Max-Age", "600");
	http_reply(req, 204, NULL, VIEW(""));
}

const struct site *
widget_site(struct http_req *req)
{
	const struct site *site = widget_site_find(req);
	struct err err;

	if (site == NULL) {
		(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such widget");
		http_reply_err(req, &err, NULL);
	}
	return site;
}

int
widget_gate_start(struct daemon *daemon, struct err *err)
{
	struct gate *gate = mem_zero(1, sizeof(*gate));

	(void)err;
	metric_register(&refused_origin);
	metric_register(&refused_rate);
	metric_register(&refused_proof);
	gate->source_requests = config_int(daemon_config(daemon), "source_requests");
	daemon_set_data(daemon, "widget_gate", gate);
	return 0;
}

void
widget_gate_stop(struct daemon *daemon)
{
	quota_fini(&gate_of(daemon)->quota);
	free(gate_of(daemon));
	daemon_part_stopped(daemon);
}
