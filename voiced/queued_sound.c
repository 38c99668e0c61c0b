/* queued_sound - what the caller of a queue hears; see queued_parts.h */
#include <stdlib.h>

#include "common/base/clock.h"
#include "voiced/queued_parts.h"
#include "voiced/sound.h"
#include "voiced/taping.h"
#include "voiced/voiced.h"

enum {
	SAY_MS = 45000,
	/* Between welcome and announcement, and until a caller who does not hear us yet is looked at again. */
	PAUSE_MS = 1500,
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
	/* Early sound may not reach them: who is not answered yet is told as somebody picks up. */
	if (call_is_confirmed(queued->call) && taping_notice(queued->taping))
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
	int64_t next_ms = clock_mono_ms() + SAY_MS;

	if (queued->call != NULL && outcome == DB_DONE && row->rows == 1 &&
	    queued->talker == NULL && queued->consult == NULL) {
		next_ms = queued->heard ? queued->welcome_end_ms : clock_mono_ms() + PAUSE_MS;
		if (clock_mono_ms() >= next_ms) {
			say_place(queued, row);
			queued->greeted = true; /* a welcome would cut it off */
			next_ms = clock_mono_ms() + db_int(row, 0, 2) * MS_PER_S +
			    clip_ms(queued->sounds.at[OWN_WAITING]);
		}
	}
	if (queued->call != NULL)
		timer_at(&queued->say_timer, next_ms);
	queued_answered(queued);
}

/* Once, when the caller hears us and it is known how the queue welcomes. Nobody who talks is welcomed, or who was told something already. */
static void
greet(struct queued *queued)
{
	struct clip *welcome =
	    sound_clip(queued->daemon, queued->sounds.at[OWN_WELCOME], SAY_greeting);
	struct playlist list = { 0 };

	if (queued->greeted || !queued->heard || !queued->sounds_known)
		return;
	queued->greeted = true;
	if (queued->talker != NULL)
		return;
	(void)playlist_add(&list, welcome);
	if (!call_say(queued->call, &list))
		return;
	queued->welcome_end_ms = clock_mono_ms() + clip_ms(welcome) + PAUSE_MS;
	timer_at(&queued->say_timer, queued->welcome_end_ms);
}

void
queued_heard(void *ctx)
{
	struct queued *queued = ctx;

	queued->heard = true;
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

/* Those of a queue that the call has left meanwhile are not its own. Could they not be asked, they are at the next announcement. */
static void
on_sounds(void *ctx, struct own_sounds *sounds)
{
	struct queued_ask asked = *(struct queued_ask *)ctx;
	struct queued *queued = asked.queued;
	bool wanted = queued->call != NULL && queued->sounds_queue == asked.queue;

	free(ctx);
	if (wanted && sounds != NULL)
		sounds_set(queued, sounds);
	else if (sounds != NULL)
		own_sounds_drop(sounds);
	else if (wanted)
		queued->sounds_queue = 0;
	queued_answered(queued);
}

void
queued_sounds_follow(struct queued *queued, int64_t queue)
{
	const struct own_sounds_of whose = { .tenant = queued->place.tenant, .queue = queue };

	queued->queue = queue;
	queued_entry_follow(queued, queue);
	if (queue == 0 || queue == queued->sounds_queue)
		return;
	queued->sounds_queue = queue;
	own_sounds_find(queued->daemon, &whose,
	    1U << OWN_WELCOME | 1U << OWN_MUSIC | 1U << OWN_WAITING, on_sounds,
	    queued_ask(queued, queue));
}

void
queued_say(void *ctx)
{
	struct queued *queued = ctx;
	const struct db_param params[] = { P_INT(queued->place.tenant),
		P_INT(queued->place.interaction) };
	struct own_sounds none = { { NULL } };

	/* It is in no queue yet, or the database is away: nobody waits in silence. */
	if (!queued->sounds_known)
		sounds_set(queued, &none);
	if (queued->early_end_ms == 0)
		queued_answer_caller(queued);
	queued_sounds_follow(queued, queued->queue);
	queued->pending++;
	taping_look(queued->taping);
	queued_look_once(queued); /* the database was away */
	db_submit(daemon_db(queued->daemon),
	    &(struct db_call){ .query = &q_call_place, .lane = DB_LANE_READ, .params = params },
	    on_place, queued);
}
