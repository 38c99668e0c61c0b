/* calls - see calls.h */
#include "voiced/calls.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/relay_monitor.h"
#include "voiced/sip/sip.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum {
	AGAIN_MS = 200,
	STOP_MS = 2000, /* so long the relay's last answers are waited for */
	STOP_STEP_MS = 10,
	REST_MS = 33000, /* after the last call; SIP remembers its end for 32 s (RFC 3261) */
	NAME_MOST = 48, /* of the instance, in an id */
	BOOT_DIGITS = 16,
	BOOT_PART = 2 * BOOT_DIGITS + 1, /* of the id: the process, and which call */
	KEPT_BYTES = 16 * 1024 * 1024, /* free at the end of the heap while there are calls */
	GROWN_BYTES = 1024 * 1024, /* by which it grows */
	LOG_EVERY_MS = 60000, /* why calls are refused */
};

struct calls {
	struct daemon *daemon;
	struct relay *relay;
	struct timer timer, rest;
	int64_t epoch;
	int count;
	bool asking, stopping;
	int64_t stop_by_ms;
};

#define REFUSED_HELP "Calls that were refused as there was no room for them"
static COUNTER(starting_total, "voice_calls_refused_total{why=\"starting\"}", REFUSED_HELP);
static COUNTER(full_total, "voice_calls_refused_total{why=\"full\"}", REFUSED_HELP);
static COUNTER(behind_total, "voice_calls_refused_total{why=\"behind\"}", REFUSED_HELP);
static COUNTER(relay_total, "voice_calls_refused_total{why=\"relay\"}", REFUSED_HELP);
static COUNTER(ports_total, "voice_calls_refused_total{why=\"ports\"}", REFUSED_HELP);
static const struct {
	const char *why;
	struct metric *refused;
} shortages[SHORTAGES] = {
	[SHORT_STARTING] = { "starting", &starting_total },
	[SHORT_FULL] = { "full", &full_total },
	[SHORT_BEHIND] = { "behind", &behind_total },
	[SHORT_RELAY] = { "relay", &relay_total },
	[SHORT_PORTS] = { "ports", &ports_total },
};
static GAUGE(calls_now, "voice_calls", "Calls there are, of all kinds");

static struct calls *
calls_of(struct daemon *daemon)
{
	return daemon_data(daemon, "calls");
}

struct relay *
calls_relay(struct daemon *daemon)
{
	return calls_of(daemon)->relay;
}

void
calls_relay_id(struct daemon *daemon, uint64_t random, char out[CALLS_RELAY_ID_SIZE])
{
	(void)snprintf(out, CALLS_RELAY_ID_SIZE, "%.*s:%016" PRIx64 ":%016" PRIx64, NAME_MOST,
	    daemon_instance(daemon), (uint64_t)daemon_boot(daemon), random);
}

bool
calls_former(struct daemon *daemon, struct view id)
{
	char own[CALLS_RELAY_ID_SIZE];
	struct view name;

	calls_relay_id(daemon, 0, own);
	name = view_of(own);
	name.n -= BOOT_PART; /* "name:" */
	return id.n == name.n + BOOT_PART && memcmp(id.p, name.p, name.n) == 0 &&
	    memcmp(id.p + name.n, own + name.n, BOOT_DIGITS) != 0;
}

int64_t
calls_epoch(struct daemon *daemon)
{
	const struct calls *calls = calls_of(daemon);

	return calls != NULL ? calls->epoch : 0; /* a call may end after this part */
}

bool
calls_ready(struct daemon *daemon)
{
	return calls_epoch(daemon) != 0;
}

static bool
is_full(struct daemon *daemon)
{
	const struct calls *calls = calls_of(daemon);

	return calls->count + CALLS_KEPT >= config_int(daemon_config(daemon), "calls_max");
}

static bool
is_behind(struct daemon *daemon)
{
	return tell_waiting(daemon) >= config_int(daemon_config(daemon), "facts_waiting_max") ||
	    relay_under_way(calls_relay(daemon)) >= CALLS_RELAY_BEHIND;
}

/* SHORT_STARTING comes first: without a run, or after this part has ended, the others can't be judged. */
enum calls_shortage
calls_shortage(struct daemon *daemon)
{
	return !calls_ready(daemon)                 ? SHORT_STARTING
	    : is_full(daemon)                       ? SHORT_FULL
	    : is_behind(daemon)                     ? SHORT_BEHIND
	    : relay_monitor_is_down(daemon)         ? SHORT_RELAY
	    : !relay_can_admit(calls_relay(daemon)) ? SHORT_PORTS
						    : SHORT_NOTHING;
}

void
calls_refuse(enum calls_shortage why, struct sip_request *request)
{
	int64_t suppressed;

	metric_add(shortages[why].refused, 1);
	if (log_allow("calls_refused", view_of(shortages[why].why), LOG_EVERY_MS, &suppressed))
		LOG(WARN, "calls_refused", LOG_TEXT("why", shortages[why].why),
		    LOG_INT("suppressed", suppressed));
	sip_reply(request, 503, "Service Unavailable", VIEW("Retry-After: 5\r\n"));
}

bool
calls_admit(struct daemon *daemon, struct sip_request *request)
{
	enum calls_shortage shortage = calls_shortage(daemon);

	if (shortage == SHORT_NOTHING)
		return true;
	calls_refuse(shortage, request);
	return false;
}

void
calls_count(struct daemon *daemon, int by)
{
	struct calls *calls = calls_of(daemon);

	calls->count += by;
	metric_set(&calls_now, calls->count);
	if (calls->count == 0 && !calls->stopping)
		timer_in(&calls->rest, REST_MS);
}

/* A call is some thousand small blocks, kept for half a minute. What is freed is put together at once and not at the next large
 * block, and the heap does not go to the system and come back with each call. */
static void
memory_set(void)
{
	(void)mallopt(M_MXFAST, 0);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_TOP_PAD, GROWN_BYTES);
}

/* What a peak of calls took from the system goes back: else libc keeps what lies between what is still used. */
static void
on_rest(void *ctx)
{
	const struct calls *calls = ctx;

	if (calls->count == 0)
		(void)malloc_trim(0);
}

/* ---- the run ---- */

static void
on_stopped(void *ctx)
{
	struct calls *calls = ctx;
	struct daemon *daemon = calls->daemon;

	free(calls);
	daemon_set_data(daemon, "calls", NULL);
	daemon_part_stopped(daemon);
}

static void
on_rest_closed(void *ctx)
{
	struct calls *calls = ctx;

	relay_close(calls->relay, on_stopped, calls);
}

static void
on_timer_closed(void *ctx)
{
	struct calls *calls = ctx;

	timer_close(&calls->rest, on_rest_closed);
}

/* What ended with the daemon is deleted at the relay, as far as that answers in time. */
static void
stop_step(struct calls *calls)
{
	if (relay_under_way(calls->relay) > 0 && clock_mono_ms() < calls->stop_by_ms)
		timer_in(&calls->timer, STOP_STEP_MS);
	else
		timer_close(&calls->timer, on_timer_closed);
}

static void
on_run(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct calls *calls = ctx;

	calls->asking = false;
	if (calls->stopping)
		stop_step(calls);
	else if (outcome == DB_DONE && row->rows == 1)
		calls->epoch = db_int(row, 0, 0);
	else
		timer_in(&calls->timer, AGAIN_MS);
}

static void
run_begin(void *ctx)
{
	struct calls *calls = ctx;
	const struct db_param params[] = { P_INT(daemon_boot(calls->daemon)) };

	if (calls->stopping) {
		stop_step(calls);
		return;
	}
	calls->asking = true;
	db_submit(daemon_db(calls->daemon),
	    &(struct db_call){ .query = &q_run_begin, .lane = DB_LANE_ALONE, .params = params },
	    on_run, calls);
}

int
calls_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	const struct relay_config settings = {
		.address = config_text(config, "relay_address"),
		.port = (int)config_int(config, "relay_port"),
	};
	struct calls *calls = mem_zero(1, sizeof(*calls));

	memory_set();
	metric_register(&calls_now);
	for (int i = 0; i < SHORTAGES; i++)
		metric_register(shortages[i].refused);
	calls->daemon = daemon;
	if (relay_new(daemon_loop(daemon), &settings, &calls->relay, err) != 0) {
		free(calls);
		return -1;
	}
	timer_init(&calls->timer, daemon_loop(daemon), run_begin, calls);
	timer_init(&calls->rest, daemon_loop(daemon), on_rest, calls);
	daemon_set_data(daemon, "calls", calls);
	run_begin(calls);
	return 0;
}

void
calls_stop(struct daemon *daemon)
{
	struct calls *calls = calls_of(daemon);

	calls->stopping = true;
	calls->stop_by_ms = clock_mono_ms() + STOP_MS;
	timer_stop(&calls->timer);
	if (!calls->asking)
		stop_step(calls);
}
