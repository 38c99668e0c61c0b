/* farewell - see farewell.h */
#include "voiced/farewell.h"

#include <stdlib.h>

#include "common/base/str.h"
#include "common/loop/loop.h"
#include "voiced/sound.h"

enum { SAY_MS = 20000 }; /* no announcement is longer */

struct farewell {
	struct daemon *daemon;
	struct call *call;
	enum say_prompt prompt;
	bool said;
	struct timer timer;
};

static void
on_timer_closed(void *ctx)
{
	free(ctx);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct farewell *farewell = ctx;

	(void)end;
	(void)status;
	timer_close(&farewell->timer, on_timer_closed);
}

static void
end(void *ctx)
{
	struct farewell *farewell = ctx;

	call_end(farewell->call, 480, "Temporarily Unavailable");
	timer_close(&farewell->timer, on_timer_closed);
}

static void
on_listens(void *ctx)
{
	struct farewell *farewell = ctx;
	struct playlist list = { 0 };

	if (farewell->said || !call_listens(farewell->call))
		return;
	farewell->said = true;
	if (!prompts_say(sound_prompts(farewell->daemon), &farewell->prompt, 1, &list) ||
	    !call_say(farewell->call, &list))
		timer_in(&farewell->timer, 0); /* whose call it was may still be busy with it */
}

void
farewell(struct daemon *daemon, struct call *call, enum say_prompt prompt)
{
	static const struct call_events events = {
		.listens = on_listens,
		.said = end,
		.ended = on_ended,
	};
	struct farewell *farewell = mem_zero(1, sizeof(*farewell));

	*farewell = (struct farewell){ .daemon = daemon, .call = call, .prompt = prompt };
	timer_init(&farewell->timer, daemon_loop(daemon), end, farewell);
	timer_in(&farewell->timer, SAY_MS);
	call_give(call, &events, farewell);
	call_fars_end(call, NULL, NULL);
	call_quiet(call);
	call_music(call);
	call_answer(call);
	on_listens(farewell);
}
