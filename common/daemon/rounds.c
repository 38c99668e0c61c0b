/* rounds - see rounds.h */
#include "common/daemon/rounds.h"

#include <assert.h>
#include <stdlib.h>

#include "common/base/clock.h"

void
rounds_init(
    struct rounds *rounds, struct daemon *daemon, const char *name, void (*round)(void *part))
{
	*rounds = (struct rounds){ .daemon = daemon, .name = name };
	timer_init(&rounds->timer, daemon_loop(daemon), round, rounds);
	daemon_set_data(daemon, name, rounds);
}

void
rounds_at(struct rounds *rounds, int64_t deadline_ms)
{
	if (rounds->under_way == 0 && !rounds->stopping)
		timer_at(&rounds->timer, deadline_ms);
}

void
rounds_in(struct rounds *rounds, int64_t delay_ms)
{
	rounds_at(rounds, clock_mono_ms() + delay_ms);
}

static void
on_closed(void *ctx)
{
	struct rounds *rounds = ctx;
	struct daemon *daemon = rounds->daemon;

	free(rounds);
	daemon_part_stopped(daemon);
}

static void
end(struct rounds *rounds)
{
	daemon_set_data(rounds->daemon, rounds->name, NULL);
	timer_close(&rounds->timer, on_closed);
}

void
rounds_begun(struct rounds *rounds)
{
	rounds->under_way++;
}

bool
rounds_back(struct rounds *rounds)
{
	assert(rounds->under_way > 0);
	if (--rounds->under_way > 0)
		return false;
	if (rounds->stopping)
		end(rounds);
	return !rounds->stopping;
}

void
rounds_stop(struct rounds *rounds)
{
	rounds->stopping = true;
	timer_stop(&rounds->timer);
	if (rounds->under_way == 0)
		end(rounds);
}
