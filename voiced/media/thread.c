/* thread - the media thread: a tick each 20 ms, on an absolute clock; see media.h */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/metrics/metrics.h"
#include "voiced/media/internal.h"

enum { REPORTS_LOOSE_MAX = 16384 }; /* digits, chunks, timeouts that the loop has not taken */

static COUNTER(late_ticks, "media_ticks_late_total", "20 ms of sound that were sent late");
static COUNTER(
    skipped_ticks, "media_ticks_skipped_total", "20 ms of sound that were too late to be sent");
static COUNTER(reports_lost, "media_reports_lost_total",
    "digits, timeouts and seconds of recordings lost because the daemon's loop stood still");

/* As many as strangers make come: they have a bound. Of the others each command and each endpoint has one. */
static bool
is_loose(const struct report *report)
{
	return report->kind == REPORT_CHUNK || report->kind == REPORT_TAPE ||
	    (report->kind == REPORT_EVENT &&
		(report->event.kind == MEDIA_DIGIT || report->event.kind == MEDIA_RTP_TIMEOUT));
}

static bool
report(struct media *media, const struct report *report)
{
	bool room =
	    hatch_put(&media->reports, report, is_loose(report) ? REPORTS_LOOSE_MAX : SIZE_MAX);

	if (!room) {
		metric_add(&reports_lost, 1);
		free(report->chunk);
		free(report->tape_chunk);
	}
	(void)uv_async_send(&media->async);
	return room;
}

static void
begin(struct media *media, struct endpoint *endpoint)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = endpoint };

	if (epoll_ctl(media->epoll, EPOLL_CTL_ADD, endpoint->fd, &event) != 0)
		abort(); /* a socket of our own, once: a bug */
	endpoint->report = report;
	list_append(&media->playing, &endpoint->of_thread);
}

static void
finish(struct media *media, struct endpoint *endpoint)
{
	const struct report gone = { .kind = REPORT_GONE, .endpoint = endpoint };

	list_remove(&media->playing, &endpoint->of_thread);
	if (endpoint->said != NULL)
		list_for_each (&media->playing, at)
			endpoint_forget(LIST_OF(at, struct endpoint, of_thread), endpoint);
	endpoint_end(endpoint);
	(void)report(media, &gone);
}

static void
obey(struct media *media)
{
	size_t count = hatch_take(&media->commands, &media->orders);
	struct command *commands = (struct command *)(void *)media->orders.p;

	for (size_t i = 0; i < count; i++) {
		if (commands[i].kind == COMMAND_OPEN)
			begin(media, commands[i].endpoint);
		else if (commands[i].kind == COMMAND_CLOSE)
			finish(media, commands[i].endpoint);
		else
			endpoint_obey(commands[i].endpoint, &commands[i]);
	}
}

static void
receive(struct media *media)
{
	int count = epoll_wait(media->epoll, media->ready, media->config.endpoints_max, 0);

	for (int i = 0; i < count; i++)
		endpoint_receive(media->ready[i].data.ptr);
}

static void
do_ticks(struct media *media, struct ticks ticks)
{
	if (ticks.skipped > 0) {
		metric_add(&skipped_ticks, ticks.skipped);
		list_for_each (&media->playing, at)
			endpoint_skip(LIST_OF(at, struct endpoint, of_thread), ticks.skipped);
	}
	if (ticks.due > 1)
		metric_add(&late_ticks, ticks.due - 1);
	for (int i = 0; i < ticks.due; i++) {
		receive(media);
		list_for_each (&media->playing, at)
			endpoint_say(LIST_OF(at, struct endpoint, of_thread));
		list_for_each (&media->playing, at)
			endpoint_tick(LIST_OF(at, struct endpoint, of_thread));
	}
}

static void
sleep_until(int64_t mono_us)
{
	const struct timespec at = { .tv_sec = mono_us / 1000000,
		.tv_nsec = mono_us % 1000000 * 1000 };

	(void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static void *
run(void *arg)
{
	struct media *media = arg;
	struct ticker ticker = { clock_mono_us() };

	while (!atomic_load(&media->stopping)) {
		sleep_until(ticker.next_us);
		obey(media);
		do_ticks(media, ticker_due(&ticker, clock_mono_us()));
	}
	return NULL;
}

/* Signals are the loop's. */
int
thread_start(struct media *media)
{
	sigset_t all, before;
	int result;

	metric_register(&late_ticks);
	metric_register(&skipped_ticks);
	metric_register(&reports_lost);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&media->thread, NULL, run, media);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (result == 0)
		(void)pthread_setname_np(media->thread, "media");
	return result == 0 ? 0 : -1;
}

void
thread_join(struct media *media)
{
	atomic_store(&media->stopping, true);
	(void)pthread_join(media->thread, NULL);
}
