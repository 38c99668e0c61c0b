/*
 * widen - what an interaction asks for while it waits: less and less, as its queue's steps
 * come into force (RT-3). See parts.h.
 */
#include <string.h>

#include "routerd/core/parts.h"

uint32_t
widen_step(const struct interaction *interaction, int64_t now_ms)
{
	const struct router_queue *queue = &interaction->queue->now;
	uint32_t step = 0;

	while (step < queue->step_count &&
	    interaction->now.entered_at_ms + queue->steps[step].after_ms <= now_ms)
		step++;
	return step;
}

int64_t
widen_next(const struct interaction *interaction, int64_t now_ms)
{
	const struct router_queue *queue = &interaction->queue->now;
	uint32_t step = widen_step(interaction, now_ms);

	if (step == queue->step_count)
		return INT64_MAX;
	return interaction->now.entered_at_ms + queue->steps[step].after_ms;
}

static void
lower(struct asked *asked, int32_t level)
{
	for (uint32_t i = 0; i < asked->need_count; i++)
		if (asked->needs[i].level > level)
			asked->needs[i].level = level;
}

static void
drop(struct asked *asked, int64_t skill)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < asked->need_count; i++)
		if (asked->needs[i].skill != skill)
			asked->needs[kept++] = asked->needs[i];
	asked->need_count = kept;
}

static void
apply(struct asked *asked, const struct router_step *step)
{
	if (step->level != 0)
		lower(asked, step->level);
	if (step->drop != 0)
		drop(asked, step->drop);
}

int32_t
widen_priority(const struct interaction *interaction)
{
	const struct router_queue *queue = &interaction->queue->now;
	int32_t own = interaction->now.priority, priority = own != 0 ? own : queue->priority;

	for (uint32_t i = 0; i < interaction->step && i < queue->step_count; i++)
		if (queue->steps[i].priority != 0 && queue->steps[i].priority < priority)
			priority = queue->steps[i].priority;
	return priority;
}

struct asked
widen_asked(const struct interaction *interaction)
{
	const struct router_queue *queue = &interaction->queue->now;
	const struct router_interaction *now = &interaction->now;
	struct asked asked = {
		.step = interaction->step,
		.need_count = now->need_count,
	};

	memcpy(asked.needs, now->needs, sizeof(asked.needs));
	for (uint32_t i = 0; i < asked.step && i < queue->step_count; i++)
		apply(&asked, &queue->steps[i]);
	return asked;
}

bool
widen_same(const struct router_queue *x, const struct router_queue *y)
{
	if (x->step_count != y->step_count)
		return false;
	for (uint32_t i = 0; i < x->step_count; i++) {
		const struct router_step *a = &x->steps[i], *b = &y->steps[i];

		if (a->after_ms != b->after_ms || a->drop != b->drop || a->level != b->level ||
		    a->priority != b->priority)
			return false;
	}
	return true;
}

bool
widen_serves(const struct member *member, uint32_t step)
{
	if (member->is_member)
		return member->enabled;
	return member->reserve != 0 && member->reserve <= step;
}
