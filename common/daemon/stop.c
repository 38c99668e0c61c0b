/*
 * stop - the clean end: requests, parts, the instance's row, the database, the bus.
 *
 * Owns: the order, and the time each may take of drain_ms; who is not done then is left.
 * Must not know: what parts do.
 */
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/skeleton.h"

/* Shares of drain_ms, in percent, by which each stage must have ended. */
enum { SHARE_REQUESTS = 40, SHARE_PARTS = 70, SHARE_DATABASE = 90 };

static int64_t
until_ms(const struct daemon *daemon, int share)
{
	int64_t whole = config_int(daemon->config, "drain_ms");

	return daemon->drain_deadline_ms - whole * (100 - share) / 100;
}

static uint32_t
left_ms(const struct daemon *daemon, int share)
{
	int64_t left = until_ms(daemon, share) - clock_mono_ms();

	return left > 1 ? (uint32_t)left : 1;
}

/* ---- the last ---- */

/* A part that was left behind still has handles, which would keep the loop for ever: what was
 * acknowledged is committed, so the process may just end. */
static void
end(struct daemon *daemon)
{
	if (daemon->parts_started > 0) {
		LOG(ERROR, "parts_left", LOG_INT("parts", daemon->parts_started));
		log_close();
		_Exit(daemon->exit_code);
	}
	timer_close(&daemon->drain, NULL);
}

static void
on_bus_closed(void *ctx)
{
	struct daemon *daemon = ctx;

	daemon->bus = NULL;
	end(daemon);
}

static void
close_all(struct daemon *daemon)
{
	daemon_set_stage(daemon, STAGE_CLOSING);
	timer_close(&daemon->watchdog, NULL);
	timer_close(&daemon->waiting, NULL);
	timer_close(&daemon->quarantining, NULL);
	signals_close(&daemon->signals);
	if (daemon->bus != NULL)
		bus_close(daemon->bus, on_bus_closed, daemon);
	else
		end(daemon);
}

/* ---- the database ---- */

static void
on_db_closed(void *ctx)
{
	struct daemon *daemon = ctx;

	daemon->db = NULL;
	close_all(daemon);
}

static void
on_left(void *ctx)
{
	struct daemon *daemon = ctx;

	if (daemon->leave_done)
		return;
	daemon->leave_done = true;
	instance_stop(&daemon->instance);
	key_form_stop(&daemon->key_form);
	db_close(daemon->db, left_ms(daemon, SHARE_DATABASE), on_db_closed, daemon);
}

static void
leave(struct daemon *daemon)
{
	daemon_set_stage(daemon, STAGE_LEAVING);
	follow_stop(&daemon->follow);
	sequencer_stop(&daemon->sequencer);
	instance_leave(&daemon->instance, on_left, daemon);
}

/* ---- parts: no request needs them any more ---- */

void
daemon_stop_parts_done(struct daemon *daemon)
{
	timer_at(&daemon->drain, daemon->drain_deadline_ms);
	leave(daemon);
}

static void
on_http_stopped(void *ctx)
{
	struct daemon *daemon = ctx;

	daemon->http = NULL;
	daemon_set_stage(daemon, STAGE_PARTS);
	timer_at(&daemon->drain, until_ms(daemon, SHARE_PARTS));
	daemon_parts_stop(daemon);
}

/* ---- the first: what came is answered, nothing new is taken ---- */

/* A part that is not done has had its time; at the very end the process just ends: what is
 * not committed was not promised. */
void
daemon_stop_late(void *ctx)
{
	struct daemon *daemon = ctx;

	LOG(ERROR, "drain_late", LOG_INT("stage", daemon->stage));
	if (daemon->stage == STAGE_PARTS) {
		daemon_stop_parts_done(daemon);
		return;
	}
	log_close();
	_Exit(daemon->exit_code);
}

void
daemon_stop(struct daemon *daemon, const char *why)
{
	if (daemon_draining(daemon))
		return;
	LOG(INFO, "stopping", LOG_TEXT("why", why));
	daemon_notify("STOPPING=1\nSTATUS=draining");
	daemon->drain_deadline_ms = clock_mono_ms() + config_int(daemon->config, "drain_ms");
	daemon_set_stage(daemon, STAGE_REQUESTS);
	timer_at(&daemon->drain, daemon->drain_deadline_ms);
	if (daemon->spec->on_drain != NULL && daemon->parts_started == daemon->spec->part_count)
		daemon->spec->on_drain(daemon);
	http_server_stop(daemon->http, left_ms(daemon, SHARE_REQUESTS), on_http_stopped, daemon);
}
