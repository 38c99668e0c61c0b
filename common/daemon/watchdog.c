/*
 * watchdog - systemd's watchdog, fed by the loop (consistency.md, 36).
 *
 * It is not fed when the database is connected but no read has come back for 20 s: then this
 * process is stuck and a restart helps. A database that is gone is no reason.
 */
#include <systemd/sd-daemon.h>

#include "common/base/clock.h"
#include "common/daemon/skeleton.h"

enum { WATCHDOG_PARTS = 3, WATCHDOG_MIN_MS = 100 };

void
daemon_notify(const char *state)
{
	(void)sd_notify(0, state);
}

static bool
stuck(const struct daemon *daemon)
{
	return daemon->stage == STAGE_RUNNING && db_up(daemon->db) &&
	    clock_mono_ms() - db_last_read_ms(daemon->db) > DAEMON_READ_MAX_MS;
}

static int64_t
interval_ms(void)
{
	uint64_t us;

	if (sd_watchdog_enabled(0, &us) <= 0)
		return 0;
	return us / 1000 / WATCHDOG_PARTS > WATCHDOG_MIN_MS ? (int64_t)(us / 1000 / WATCHDOG_PARTS)
							    : WATCHDOG_MIN_MS;
}

static void
feed(void *ctx)
{
	struct daemon *daemon = ctx;
	int64_t ms = interval_ms();

	if (ms == 0)
		return;
	if (stuck(daemon))
		LOG(ERROR, "stuck", LOG_INT("last_read_ms", db_last_read_ms(daemon->db)));
	else
		daemon_notify("WATCHDOG=1");
	timer_in(&daemon->watchdog, ms);
}

void
daemon_watchdog_start(struct daemon *daemon)
{
	timer_init(&daemon->watchdog, &daemon->loop, feed, daemon);
	feed(daemon);
}
