/* queued_sound - what the caller of a queue hears; see queued_parts.h */
#include <stdlib.h>

#include "voiced/queued_parts.h"
#include "voiced/sound.h"
#include "voiced/taping.h"
#include "voiced/voiced.h"

enum {
	SAY_MS = 45000,
	AFTER_WELCOME_MS = 2000, /* until the first announcement */
	MS_PER_S = 1000,
};

/* How long it is; nothing: 0. What is said next would cut it off. */
static int64_t
clip_ms(const struct clip *clip)
{
	return clip != NULL ? (int64_t)clip_samples(clip) / G711_SAMPLES_PER_MS : 0;
}

static void
say_place(struct queued *queued, const struct db_result *row)
{
	const struct prompts *prompts = sound_prompts(queued->daemon);
	enum say_prompt words[SAY_WORDS_MAX];
	struct playlist list = { 0 };

	words[0] = SAY_recorded;
	if (taping_notice(queued->taping))
		(void)prompts_say(prompts, words, 1, &list);
	if (queued->sounds.at[OWN_WAITING] != NULL)
		(void)playlist_add(&list, queued->sounds.at[OWN_WAITING]);
	if (!db_is_null(row, 0, 0))
		(void)prompts_say(
		    prompts, words, say_position((int)db_int(row, 0, 0), words), &list);
	if (!db_is_null(row, 0, 1))
		(void)prompts_say(prompts, words, say_wait((int)db_int(row, 0, 1), words), &list);
	if (list.count > 0)
		(void)call_say(queued->call, &list);
	else
		playlist_fini(&list);
}

static void
on_place(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct queued *queued = ctx;
	int64_t next_ms = SAY_MS;

	if (queued->call != NULL && outcome == DB_DONE && row->rows == 1 &&
	    queued->talker == NULL && queued->consult == NULL) {
		say_place(queued, row);
		next_ms = db_int(row, 0, 2) * MS_PER_S + clip_ms(queued->sounds.at[OWN_WAITING]);
	}
	if (queued->call != NULL)
		timer_in(&queued->say_timer, next_ms);
	queued_answered(queued);
}

/* Once, when the caller has our answer and it is known how the queue welcomes. Nobody who talks is welcomed. */
static void
greet(struct queued *queued)
{
	const enum say_prompt greeting = SAY_greeting;
	struct clip *own = queued->sounds.at[OWN_WELCOME];
	struct playlist list = { 0 };

	if (queued->greeted || !queued->confirmed || !queued->sounds_known)
		return;
	queued->greeted = true;
	if (queued->talker != NULL)
		return;
	if (own != NULL)
		(void)playlist_add(&list, own);
	else
		(void)prompts_say(sound_prompts(queued->daemon), &greeting, 1, &list);
	if (call_say(queued->call, &list) && own != NULL)
		timer_in(&queued->say_timer, clip_ms(own) + AFTER_WELCOME_MS);
}

void
queued_confirmed(void *ctx)
{
	struct queued *queued = ctx;

	queued->confirmed = true;
	greet(queued);
}

/* Until then the caller hears nothing: no standard tune that is cut off. */
static void
sounds_set(struct queued *queued, struct own_sounds *sounds)
{
	own_sounds_drop(&queued->sounds);
	queued->sounds = *sounds;
	queued->sounds_known = true;
	call_tune(queued->call, queued->sounds.at[OWN_MUSIC]);
	greet(queued);
}

/* Who asks for the sounds of a queue that the call has left meanwhile is not followed. */
struct asked {
	struct queued *queued;
	int64_t queue;
};

static void
on_sounds(void *ctx, struct own_sounds *sounds)
{
	struct asked asked = *(struct asked *)ctx;
	struct queued *queued = asked.queued;

	free(ctx);
	if (queued->call != NULL && queued->queue == asked.queue)
		sounds_set(queued, sounds);
	else
		own_sounds_drop(sounds);
	queued_answered(queued);
}

void
queued_sounds_follow(struct queued *queued, int64_t queue)
{
	const struct own_sounds_of whose = { .tenant = queued->place.tenant, .queue = queue };
	struct asked *asked;

	if (queue == 0 || queue == queued->queue)
		return;
	asked = mem_new(sizeof(*asked));
	*asked = (struct asked){ queued, queue };
	queued->queue = queue;
	queued->pending++;
	own_sounds_find(queued->daemon, &whose,
	    1U << OWN_WELCOME | 1U << OWN_MUSIC | 1U << OWN_WAITING, on_sounds, asked);
}

void
queued_say(void *ctx)
{
	struct queued *queued = ctx;
	const struct db_param params[] = { P_INT(queued->place.tenant),
		P_INT(queued->place.interaction) };

	if (!queued
		 ->sounds_known) /* in no queue yet, or the database is away: nobody waits in silence */
		sounds_set(queued, &(struct own_sounds){ { NULL } });
	queued->pending++;
	taping_look(queued->taping);
	queued_look_once(queued); /* the database was away */
	db_submit(daemon_db(queued->daemon),
	    &(struct db_call){ .query = &q_call_place, .lane = DB_LANE_READ, .params = params },
	    on_place, queued);
}
