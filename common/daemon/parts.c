/* parts - see daemon.h: started from top to bottom, stopped from bottom to top, one by one */
#include <assert.h>

#include "common/daemon/skeleton.h"

int
daemon_parts_start(struct daemon *daemon, struct err *err)
{
	for (int i = 0; i < daemon->spec->part_count; i++) {
		const struct daemon_part *part = &daemon->spec->parts[i];

		if (part->start != NULL && part->start(daemon, err) != 0) {
			LOG(ERROR, "part_not_started", LOG_TEXT("part", part->name));
			return -1;
		}
		daemon->parts_started = i + 1;
		LOG(DEBUG, "part_started", LOG_TEXT("part", part->name));
	}
	return 0;
}

static void
stop_next(struct daemon *daemon)
{
	const struct daemon_part *part;

	while (daemon->parts_started > 0) {
		part = &daemon->spec->parts[daemon->parts_started - 1];
		if (part->stop != NULL) {
			LOG(DEBUG, "part_stops", LOG_TEXT("part", part->name));
			part->stop(daemon); /* goes on in daemon_part_stopped */
			return;
		}
		daemon->parts_started--;
	}
	daemon_stop_parts_done(daemon);
}

void
daemon_parts_stop(struct daemon *daemon)
{
	stop_next(daemon);
}

/* A part that says so after its time was over has been left behind. */
void
daemon_part_stopped(struct daemon *daemon)
{
	if (daemon->stage != STAGE_PARTS)
		return;
	assert(daemon->parts_started > 0);
	daemon->parts_started--;
	stop_next(daemon);
}
