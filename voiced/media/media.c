/* media - its start, its end, what comes from the thread; see media.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/metrics/metrics.h"
#include "voiced/media/internal.h"

static COUNTER(sent, "media_packets_total{what=\"sent\"}", "packets of endpoints that are closed");
static COUNTER(
    unsent, "media_packets_total{what=\"unsent\"}", "packets of endpoints that are closed");
static COUNTER(
    received, "media_packets_total{what=\"received\"}", "packets of endpoints that are closed");
static COUNTER(
    refused, "media_packets_total{what=\"refused\"}", "packets of endpoints that are closed");
static COUNTER(
    strangers, "media_packets_total{what=\"stranger\"}", "packets of endpoints that are closed");
static GAUGE(endpoints_open, "media_endpoints", "endpoints of the media thread");

void
media_gauge(const struct media *media)
{
	metric_set(&endpoints_open, (int64_t)media->endpoints.count);
}

static void
count_packets(const struct endpoint *endpoint)
{
	struct endpoint_counts counts;

	media_counts(endpoint, &counts);
	metric_add(&sent, (int64_t)counts.sent);
	metric_add(&unsent, (int64_t)counts.unsent);
	metric_add(&received, (int64_t)counts.received);
	metric_add(&refused, (int64_t)counts.refused);
	metric_add(&strangers, (int64_t)counts.strangers);
}

/* ---- reports, on the loop ---- */

static void maybe_stopped(struct media *media);

/* Its thread's half is gone, and no job works for it. */
static void
maybe_free(struct endpoint *endpoint)
{
	struct media *media = endpoint->media;

	if (!endpoint->gone || endpoint->recording != NULL)
		return;
	list_remove(&media->endpoints, &endpoint->of_loop);
	media_gauge(media);
	count_packets(endpoint);
	free(endpoint);
	maybe_stopped(media);
}

static void
tell(struct endpoint *endpoint, const struct media_event *event)
{
	if (!endpoint->closed)
		endpoint->spec.on_event(endpoint->spec.ctx, endpoint, event);
}

/* Nobody speaks into a file that takes no more: it ends, MEDIA_RECORDED says why. */
void
media_on_file_failed(void *ctx)
{
	struct endpoint *endpoint = ctx;
	struct err err;

	/* If it can't be stopped: it ends as others do, and says the same. */
	if (!endpoint->closed)
		(void)media_record_stop(endpoint, &err);
}

void
media_on_file(void *ctx, const struct err *err)
{
	struct endpoint *endpoint = ctx;
	struct media_event event = endpoint->recorded;

	event.err = err;
	endpoint->recording = NULL;
	if (endpoint->closed)
		maybe_free(endpoint);
	else
		tell(endpoint, &event);
}

static void
on_report(struct report *report)
{
	struct endpoint *endpoint = report->endpoint;

	switch (report->kind) {
	case REPORT_CHUNK:
		if (endpoint->recording != NULL)
			recording_add(endpoint->recording, report->chunk);
		else
			free(report->chunk);
		break;
	case REPORT_TAPE:
		if (endpoint->closed)
			free(report->tape_chunk);
		else
			endpoint->spec.on_chunk(endpoint->spec.ctx, report->tape_chunk);
		break;
	case REPORT_GONE:
		endpoint->gone = true;
		maybe_free(endpoint);
		break;
	case REPORT_EVENT:
		if (report->event.kind != MEDIA_RECORDED) {
			tell(endpoint, &report->event);
		} else if (endpoint->recording != NULL) {
			endpoint->recorded = report->event;
			recording_finish(endpoint->recording, report->event.whole);
		}
		break;
	}
}

static void
take_reports(struct media *media)
{
	size_t count = hatch_take(&media->reports, &media->taken);

	for (size_t i = 0; i < count; i++)
		on_report((struct report *)(void *)media->taken.p + i);
}

static void
on_async(uv_async_t *async)
{
	struct media *media = async->data;

	if (!media->stopped)
		take_reports(media);
}

/* ---- start and stop ---- */

static void
media_free(struct media *media)
{
	hatch_fini(&media->commands);
	hatch_fini(&media->reports);
	buf_fini(&media->taken);
	buf_fini(&media->orders);
	if (media->epoll >= 0)
		(void)close(media->epoll);
	free(media->ready);
	free(media);
}

static int
check_config(const struct media_config *config, struct err *err)
{
	if (config->endpoints_max < 1 || config->endpoints_max > MEDIA_ENDPOINTS_MAX)
		return err_set(err, ERR_CONFIG, "media_endpoints_max", "%d is not in 1..%d",
		    config->endpoints_max, MEDIA_ENDPOINTS_MAX);
	if (config->rtp_timeout_ms < 100 || config->rtp_timeout_ms > MEDIA_RTP_TIMEOUT_MAX_MS)
		return err_set(err, ERR_CONFIG, "media_rtp_timeout_ms", "%d is not in 100..%d",
		    config->rtp_timeout_ms, MEDIA_RTP_TIMEOUT_MAX_MS);
	return 0;
}

static void
register_metrics(void)
{
	metric_register(&sent);
	metric_register(&unsent);
	metric_register(&received);
	metric_register(&refused);
	metric_register(&strangers);
	metric_register(&endpoints_open);
}

static void
on_async_closed(uv_handle_t *handle)
{
	struct media *media = handle->data;
	void (*stopped)(void *) = media->on_stopped;
	void *ctx = media->ctx;

	media_free(media);
	if (stopped != NULL)
		stopped(ctx);
}

int
media_start(struct media **out, uv_loop_t *loop, const struct media_config *config, struct err *err)
{
	struct port_range ports;
	struct media *media;
	int fd, port;

	if (check_config(config, err) != 0 ||
	    port_range_init(&ports, config->address, config->port_min, config->port_max, err) != 0)
		return -1;
	/* An address that is not this machine's is told at the start. */
	fd = socket_open(&ports, &port, err);
	if (fd < 0)
		return -1;
	(void)close(fd);
	register_metrics();
	media = mem_zero(1, sizeof(*media));
	*media = (struct media){ .config = *config, .loop = loop, .ports = ports };
	list_init(&media->endpoints);
	list_init(&media->playing);
	hatch_init(&media->commands, sizeof(struct command));
	hatch_init(&media->reports, sizeof(struct report));
	media->ready = mem_zero((size_t)config->endpoints_max, sizeof(*media->ready));
	media->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (media->epoll < 0 || uv_async_init(loop, &media->async, on_async) != 0) {
		media_free(media);
		return err_set(err, ERR_INTERNAL, NULL, "the media thread: %s", strerror(errno));
	}
	media->async.data = media;
	if (thread_start(media) != 0) {
		uv_close((uv_handle_t *)&media->async, on_async_closed);
		return err_set(err, ERR_INTERNAL, NULL, "the media thread can't be started");
	}
	*out = media;
	return 0;
}

/* The thread is over: its half of each endpoint is ours now. */
static void
end_all(struct media *media)
{
	size_t count;
	struct command *commands;

	take_reports(media);
	count = hatch_take(&media->commands, &media->orders);
	commands = (struct command *)(void *)media->orders.p;
	for (size_t i = 0; i < count; i++)
		command_fini(&commands[i]);
	list_for_each_safe (&media->endpoints, at) {
		struct endpoint *endpoint = LIST_OF(at, struct endpoint, of_loop);

		if (!endpoint->gone)
			endpoint_end(endpoint);
		endpoint->gone = true;
		maybe_free(endpoint);
	}
}

/* Also recordings are over: their jobs look at nothing of ours then. */
static void
maybe_stopped(struct media *media)
{
	if (!media->stopped || media->closing || !list_empty(&media->endpoints))
		return;
	media->closing = true;
	uv_close((uv_handle_t *)&media->async, on_async_closed);
}

void
media_stop(struct media *media, void (*stopped)(void *ctx), void *ctx)
{
	media->on_stopped = stopped;
	media->ctx = ctx;
	thread_join(media);
	list_for_each (&media->endpoints, at) {
		struct endpoint *endpoint = LIST_OF(at, struct endpoint, of_loop);

		endpoint->closed = true;
		if (endpoint->recording != NULL)
			recording_discard(endpoint->recording);
	}
	end_all(media);
	media->stopped = true;
	maybe_stopped(media);
}
