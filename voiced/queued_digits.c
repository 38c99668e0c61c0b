/*
 * queued_digits - keys of the telephone that an agent presses in the workspace, on a call for a voice channel (SP-12)
 *
 * Owns: whom they go to, that the interaction shows how many there were. Must not know: how they are sent (call.h). They may be a secret: none is
 * logged or stored.
 *
 * They go by our mixer, so the call is shared from the first one on.
 */
#include "voiced/consult.h"
#include "voiced/queued_parts.h"
#include "voiced/voiced.h"

static bool
all_fit(const struct queued *queued, const struct far *const *hearers, size_t count, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (!call_digits_fit(queued->call, hearers[i], n))
			return false;
	return true;
}

static void
share(struct queued *queued)
{
	if (call_is_shared(queued->call))
		return;
	call_share(queued->call);
	call_connect(queued->call, queued->talker);
	consult_mix(queued);
}

/* All that there were so far: it may be told again. */
static void
tell_count(struct queued *queued, struct view keys)
{
	struct fact fact = queued_fact(queued, &q_call_keyed);

	for (size_t i = 0; i < keys.n; i++)
		queued->keys += keys.p[i] != DTMF_PAUSE;
	fact.params[2] = P_INT(queued->talker_agent);
	fact.params[3] = P_INT(queued->keys);
	tell(queued->daemon, &fact, NULL, NULL);
}

enum queued_done
queued_digits(
    struct daemon *daemon, int64_t tenant, int64_t interaction, int64_t agent, struct view keys)
{
	struct queued *queued = queued_find(daemon, tenant, interaction);
	enum queued_done theirs = queued_judge(queued, agent);
	const struct far *hearers[ROOM_LISTENER];
	size_t count, sent = 0;

	if (theirs != QUEUED_OK)
		return theirs;
	count = consult_hearers(queued, hearers);
	if (count == 0)
		return queued->held ? QUEUED_ON_HOLD : QUEUED_NOT_HEARD;
	if (!all_fit(queued, hearers, count, keys.n))
		return QUEUED_KEYS_WAITING;
	if (!call_can_share(queued->call, queued->talker))
		return QUEUED_NOT_DONE;
	if (keys.n == 0)
		return QUEUED_OK;
	share(queued);
	for (size_t i = 0; i < count; i++)
		sent += call_digits(queued->call, hearers[i], queued->talker, keys.p, keys.n);
	if (sent == 0)
		return QUEUED_NOT_DONE;
	tell_count(queued, keys);
	return QUEUED_OK;
}
