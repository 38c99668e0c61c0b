/*
 * pulse - looks at the feed's newest position when it is told to have moved, and tells who follows it.
 *
 * Owns: one small read: after the doorbell of whoever numbered batches, and once a second, for it may be
 *       lost. Other doorbells say that a thing changed, not that the feed has it.
 */
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common_queries.h"
#include "hookd/followers.h"
#include "hookd/hookd.h"
#include "hookd/pull.h"

enum { PULSE_MS = 1000, PULSE_GAP_MS = 20 };

struct pulse {
	struct rounds rounds;
	int64_t head, looked_ms;
	bool again;
};

static struct pulse *
pulse_of(struct daemon *daemon)
{
	return daemon_data(daemon, "pulse");
}

int64_t
pulse_head(struct daemon *daemon)
{
	const struct pulse *pulse = pulse_of(daemon);

	return pulse != NULL ? pulse->head : 0;
}

static void
on_head(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct pulse *pulse = ctx;
	int64_t head = outcome == DB_DONE && row->rows == 1 ? db_int(row, 0, 0) : pulse->head;
	bool moved = head != pulse->head;

	if (!rounds_back(&pulse->rounds))
		return;
	pulse->head = head;
	rounds_at(&pulse->rounds, pulse->looked_ms + (pulse->again ? PULSE_GAP_MS : PULSE_MS));
	if (moved) {
		followers_feed_moved(pulse->rounds.daemon);
		pull_feed_moved(pulse->rounds.daemon);
	}
}

static void
look(void *ctx)
{
	struct pulse *pulse = ctx;

	rounds_begun(&pulse->rounds);
	pulse->again = false;
	pulse->looked_ms = clock_mono_ms();
	db_submit(daemon_db(pulse->rounds.daemon), &(struct db_call){ .query = &q_feed_head },
	    on_head, pulse);
}

/* A read under way may have come too early. */
void
pulse_told(struct daemon *daemon)
{
	struct pulse *pulse = pulse_of(daemon);

	if (pulse == NULL)
		return;
	pulse->again = true;
	rounds_at(&pulse->rounds, pulse->looked_ms + PULSE_GAP_MS);
}

int
pulse_start(struct daemon *daemon, struct err *err)
{
	struct pulse *pulse = mem_zero(1, sizeof(*pulse));

	(void)err;
	rounds_init(&pulse->rounds, daemon, "pulse", look);
	rounds_in(&pulse->rounds, 0);
	return 0;
}

void
pulse_stop(struct daemon *daemon)
{
	rounds_stop(&pulse_of(daemon)->rounds);
}
