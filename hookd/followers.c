/* followers - see followers.h */
#include "hookd/followers.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/holder.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "hookd/core/share.h"
#include "hookd/follower.h"
#include "hookd/hookd.h"

enum { ENDPOINTS_HELD_MAX = 1000, LANDING_MS = 20, QUIET_MS = 2000 };

static GAUGE(endpoints_held, "hook_endpoints_held", "Webhooks that this instance delivers for");

struct followers {
	struct daemon *daemon;
	struct holder *holder;
	struct list list;
	struct share slots; /* for requests under way */
	bool stopping, given_up;
	int64_t quiet_ms;
	struct timer timer;
};

static struct followers *
followers_of(struct daemon *daemon)
{
	return daemon_data(daemon, "followers");
}

/* ---- the holder ---- */

static void
on_gained(void *ctx, int64_t endpoint, int64_t epoch)
{
	struct followers *followers = ctx;
	struct follower *follower = follower_start(followers->daemon, endpoint, epoch);

	list_append(&followers->list, follower_link(follower));
	metric_add(&endpoints_held, 1);
}

static void
on_lost(void *ctx, int64_t endpoint)
{
	struct followers *followers = ctx;

	list_for_each_safe (&followers->list, at) {
		struct follower *follower = follower_of_link(at);

		if (follower_endpoint(follower) == endpoint && !follower_ended(follower)) {
			metric_add(&endpoints_held, -1);
			follower_end(follower);
		}
	}
}

/* ---- for followers ---- */

bool
followers_sure(struct daemon *daemon, int64_t endpoint)
{
	const struct followers *followers = followers_of(daemon);

	return !followers->given_up && holder_sure(followers->holder, endpoint);
}

void
followers_fenced(struct daemon *daemon, int64_t endpoint)
{
	struct followers *followers = followers_of(daemon);

	if (!followers->given_up)
		holder_fenced_thing(followers->holder, endpoint);
}

bool
followers_former(struct daemon *daemon, const struct follower *follower)
{
	list_for_each (&followers_of(daemon)->list, at) {
		const struct follower *other = follower_of_link(at);

		if (other != follower && follower_endpoint(other) == follower_endpoint(follower))
			return true;
	}
	return false;
}

bool
followers_take_slot(struct daemon *daemon, int64_t tenant, int held)
{
	return share_take(&followers_of(daemon)->slots, tenant, held);
}

void
followers_give_slot(struct daemon *daemon, int64_t tenant)
{
	share_give(&followers_of(daemon)->slots, tenant);
}

bool
followers_stopping(struct daemon *daemon)
{
	return followers_of(daemon)->stopping;
}

/* ---- from outside ---- */

static void
each(struct daemon *daemon, void (*act)(struct follower *follower))
{
	struct followers *followers = followers_of(daemon);

	if (followers == NULL)
		return; /* endpoints were read before the followers began */
	list_for_each_safe (&followers->list, at)
		act(follower_of_link(at));
}

void
followers_endpoints_changed(struct daemon *daemon)
{
	struct followers *followers = followers_of(daemon);

	each(daemon, follower_look_again);
	if (followers != NULL && followers->holder != NULL)
		holder_look(followers->holder);
}

void
followers_feed_moved(struct daemon *daemon)
{
	each(daemon, follower_step);
}

/* ---- start and stop ---- */

int
followers_start(struct daemon *daemon, struct err *err)
{
	struct followers *followers = mem_zero(1, sizeof(*followers));
	const struct holder_config config = { .kind = "hook",
		.max = ENDPOINTS_HELD_MAX,
		.gained = on_gained,
		.lost = on_lost,
		.ctx = followers };

	(void)err;
	metric_register(&endpoints_held);
	followers->daemon = daemon;
	share_init(&followers->slots, (int)config_int(daemon_config(daemon), "sends_in_all_max"));
	list_init(&followers->list);
	daemon_set_data(daemon, "followers", followers);
	followers->holder = holder_start(daemon, &config);
	return 0;
}

static void
followers_free(void *ctx)
{
	struct followers *followers = ctx;
	struct daemon *daemon = followers->daemon;

	daemon_set_data(daemon, "followers", NULL);
	share_fini(&followers->slots);
	free(followers);
	daemon_part_stopped(daemon);
}

static void
stop_when_empty(struct followers *followers)
{
	if (followers->given_up && list_empty(&followers->list))
		timer_close(&followers->timer, followers_free);
}

void
followers_gone(struct daemon *daemon, struct follower *follower)
{
	struct followers *followers = followers_of(daemon);

	list_remove(&followers->list, follower_link(follower));
	stop_when_empty(followers);
}

static void
on_given_up(void *ctx)
{
	struct followers *followers = ctx;

	followers->given_up = true;
	if (list_empty(&followers->list)) {
		stop_when_empty(followers);
		return;
	}
	list_for_each_safe (&followers->list, at)
		follower_end(follower_of_link(at));
}

static bool
all_quiet(struct followers *followers)
{
	bool quiet = true;

	list_for_each (&followers->list, at) {
		follower_step(follower_of_link(at));
		quiet = quiet && follower_quiet(follower_of_link(at));
	}
	return quiet;
}

/* What was delivered is stored before the endpoints are given away: their next holder does not send
 * it again. */
static void
give_up_when_quiet(void *ctx)
{
	struct followers *followers = ctx;

	if (!all_quiet(followers) && clock_mono_ms() < followers->quiet_ms) {
		timer_in(&followers->timer, LANDING_MS);
		return;
	}
	holder_stop(followers->holder, on_given_up, followers);
}

void
followers_stop(struct daemon *daemon)
{
	struct followers *followers = followers_of(daemon);

	followers->stopping = true;
	followers->quiet_ms = clock_mono_ms() + QUIET_MS;
	timer_init(&followers->timer, daemon_loop(daemon), give_up_when_quiet, followers);
	give_up_when_quiet(followers);
}
