/*
 * queued_mute - an agent who is muted on a call for a voice channel, by whichever phone they talk
 *
 * Owns: that it is shown only when the relay has done it. Must not know: how a far party is kept from being heard (call.h).
 */
#include <stdlib.h>

#include "common/base/str.h"
#include "voiced/queued_parts.h"
#include "voiced/voiced.h"

/* Who is muted, while the relay does it, or while it is stored: the call may be gone, another may talk, or the same agent may have asked anew. */
struct muting {
	struct daemon *daemon;
	struct place place;
	int64_t agent, turn;
	bool muted;
	void (*done)(void *ctx, enum queued_done what);
	void *ctx;
};

/* NULL: they don't talk any more. */
static struct queued *
talks_still(const struct muting *muting)
{
	struct queued *queued =
	    queued_find(muting->daemon, muting->place.tenant, muting->place.interaction);

	return queued_judge(queued, muting->agent) == QUEUED_OK ? queued : NULL;
}

/* What was not stored is not shown: then it is not so either. */
static void
on_told(void *ctx, const struct db_result *row)
{
	struct muting *muting = ctx;
	struct queued *queued = talks_still(muting);
	bool stored = row != NULL && view_is(db_text(row, 0, 0), "ok");

	if (!stored && queued != NULL && queued->mute_turn == muting->turn) {
		queued->muted = false;
		far_mute(queued->talker, false, NULL, NULL);
	}
	free(muting);
}

static void
muted_set(struct queued *queued, bool muted)
{
	struct fact fact = queued_fact(queued, &q_call_muted);
	struct muting *muting;

	if (muted == queued->muted)
		return;
	queued->muted = muted;
	fact.params[2] = P_INT(queued->talker_agent);
	fact.params[3] = P_BOOL(muted);
	muting = mem_new(sizeof(*muting));
	*muting = (struct muting){ .daemon = queued->daemon,
		.place = queued->place,
		.agent = queued->talker_agent,
		.turn = queued->mute_turn };
	tell(queued->daemon, &fact, on_told, muting);
}

/* Of several that cross the newest says how it stands. What the relay may not have done is taken back: who may be heard is shown so. */
static void
on_muted(void *ctx, bool well)
{
	struct muting *muting = ctx;
	struct queued *queued = talks_still(muting);

	if (queued != NULL && queued->mute_turn == muting->turn) {
		if (!well)
			far_mute(queued->talker, false, NULL, NULL);
		muted_set(queued, well && muting->muted);
	}
	muting->done(muting->ctx,
	    queued == NULL ? QUEUED_NOT_TALKING
		: well     ? QUEUED_OK
			   : QUEUED_NOT_DONE);
	free(muting);
}

void
queued_mute(struct daemon *daemon, int64_t tenant, int64_t interaction, int64_t agent, bool muted,
    void (*done)(void *ctx, enum queued_done what), void *ctx)
{
	struct queued *queued = queued_find(daemon, tenant, interaction);
	enum queued_done what = queued_judge(queued, agent);
	struct muting *muting;

	if (what != QUEUED_OK) {
		done(ctx, what);
		return;
	}
	muting = mem_new(sizeof(*muting));
	*muting =
	    (struct muting){ daemon, queued->place, agent, ++queued->mute_turn, muted, done, ctx };
	far_mute(queued->talker, muted, on_muted, muting);
}
