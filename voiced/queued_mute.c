/*
 * queued_mute - an agent who is muted on a call for a voice channel, by whichever phone they talk
 *
 * Owns: that it is shown only when the relay has done it. Must not know: how a far party is kept from being heard (call.h).
 */
#include <stdlib.h>

#include "common/base/str.h"
#include "voiced/queued_parts.h"
#include "voiced/voiced.h"

/* Who is muted, while the relay does it: the call may be gone, or another talk, when it has. */
struct muting {
	struct daemon *daemon;
	struct place place;
	const struct far *far;
	bool muted;
	void (*done)(void *ctx, enum queued_done what);
	void *ctx;
};

static void
muted_set(struct queued *queued, bool muted)
{
	struct fact fact = queued_fact(queued, &q_call_muted);

	if (muted == queued->muted)
		return;
	queued->muted = muted;
	fact.params[2] = P_INT(queued->talker_agent);
	fact.params[3] = P_BOOL(muted);
	tell(queued->daemon, &fact, NULL, NULL);
}

/* What the relay did not do is as it was before, and is shown so. */
static enum queued_done
muted_settle(struct queued *queued, bool muted, bool well)
{
	if (!well)
		far_mute(queued->talker, !muted, NULL, NULL);
	muted_set(queued, well ? muted : !muted);
	return well ? QUEUED_OK : QUEUED_NOT_DONE;
}

static void
on_muted(void *ctx, bool well)
{
	struct muting *muting = ctx;
	struct queued *queued =
	    queued_find(muting->daemon, muting->place.tenant, muting->place.interaction);
	enum queued_done what = QUEUED_NOT_TALKING;

	if (queued != NULL && queued->talker == muting->far)
		what = muted_settle(queued, muting->muted, well);
	muting->done(muting->ctx, what);
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
	    (struct muting){ daemon, { tenant, interaction }, queued->talker, muted, done, ctx };
	far_mute(queued->talker, muted, on_muted, muting);
}
