/* farewell - see farewell.h */
#include "voiced/farewell.h"

#include <stdlib.h>

#include "common/base/str.h"
#include "common/loop/loop.h"
#include "voiced/sound.h"

enum {
	FIND_MS = 3000, /* then it is the standard words */
	ANSWER_MS = 20000, /* to be answered */
	SAY_MS = 70000, /* nothing of one's own is longer than a minute */
};

struct farewell {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	struct farewell_words words;
	struct own_sounds sounds;
	bool asking, said; /* asking: what is said depends on it */
	int pending; /* the question, the closing timer */
	struct timer timer;
};

static void
settle(struct farewell *farewell)
{
	if (farewell->pending > 0)
		return;
	own_sounds_drop(&farewell->sounds);
	free(farewell);
}

static void
on_timer_closed(void *ctx)
{
	struct farewell *farewell = ctx;

	farewell->pending--;
	settle(farewell);
}

static void
leave(struct farewell *farewell)
{
	farewell->call = NULL;
	farewell->pending++;
	timer_close(&farewell->timer, on_timer_closed);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	(void)end;
	(void)status;
	leave(ctx);
}

static void
end(void *ctx)
{
	struct farewell *farewell = ctx;
	struct call *call = farewell->call;

	leave(farewell);
	call_end(call, 480, "Temporarily Unavailable");
}

/* What was being said before, by whose call it was, is not what it ends with. */
static void
on_said(void *ctx)
{
	struct farewell *farewell = ctx;

	if (farewell->said)
		end(farewell);
}

static bool
say(struct farewell *farewell)
{
	const struct farewell_words *words = &farewell->words;
	struct playlist list = { 0 };

	(void)playlist_add(
	    &list, sound_clip(farewell->daemon, farewell->sounds.at[words->own], words->prompt));
	return call_say(farewell->call, &list);
}

static void
on_listens(void *ctx)
{
	struct farewell *farewell = ctx;

	if (farewell->said || farewell->asking || !call_listens(farewell->call))
		return;
	farewell->said = true;
	/* Not at once: whose call it was may still be busy with it. */
	timer_in(&farewell->timer, say(farewell) ? SAY_MS : 0);
}

static void
known(struct farewell *farewell)
{
	farewell->asking = false;
	timer_in(&farewell->timer, ANSWER_MS);
	on_listens(farewell);
}

static void
on_timer(void *ctx)
{
	struct farewell *farewell = ctx;

	if (farewell->asking)
		known(farewell);
	else
		end(farewell);
}

static void
on_found(void *ctx, struct own_sounds *sounds)
{
	struct farewell *farewell = ctx;

	farewell->pending--;
	if (sounds != NULL)
		farewell->sounds = *sounds;
	if (farewell->call == NULL)
		settle(farewell);
	else if (farewell->asking)
		known(farewell);
}

static void
find(struct farewell *farewell)
{
	const struct own_sounds_of whose = { .tenant = farewell->words.tenant,
		.queue = farewell->words.queue };

	farewell->asking = true;
	timer_in(&farewell->timer, FIND_MS);
	farewell->pending++;
	own_sounds_find(farewell->daemon, &whose, 1U << farewell->words.own, on_found, farewell);
}

void
farewell(struct daemon *daemon, struct call *call, const struct farewell_words *words)
{
	static const struct call_events events = {
		.listens = on_listens,
		.said = on_said,
		.ended = on_ended,
	};
	struct farewell *farewell = mem_zero(1, sizeof(*farewell));

	*farewell = (struct farewell){ .daemon = daemon, .call = call, .words = *words };
	timer_init(&farewell->timer, daemon_loop(daemon), on_timer, farewell);
	call_give(call, &events, farewell);
	call_fars_end(call, NULL, NULL);
	call_quiet(call);
	call_music(call);
	call_answer(call);
	if (words->queue == 0)
		known(farewell);
	else
		find(farewell);
}
