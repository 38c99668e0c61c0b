/* verdict - see verdict.h */
#include "routerd/core/verdict.h"

static const struct {
	const char *code, *words;
} verdicts[VERDICT_COUNT] = {
	[VERDICT_ELIGIBLE] = { "eligible", "Can be offered this." },
	[VERDICT_MEMBERSHIP] = { "membership", "Is not an enabled member of the queue." },
	[VERDICT_MEDIUM] = { "medium", "Does not handle this medium." },
	[VERDICT_SKILL] = { "skill", "Lacks a required skill." },
	[VERDICT_LEVEL] = { "level", "Holds a required skill at too low a level." },
	[VERDICT_EMERGENCY] = { "emergency", "Is held back by an emergency." },
	[VERDICT_STATUS] = { "status", "Is not Available." },
	[VERDICT_STOP_NEW] = { "stop_new", "Takes nothing new (Busy, Stop New)." },
	[VERDICT_LEASE] = { "lease", "The workspace is not connected." },
	[VERDICT_WRAP_UP] = { "wrap_up", "Is in wrap-up." },
	[VERDICT_CAPACITY] = { "capacity", "Has no capacity left." },
	[VERDICT_LAST_AGENT] = { "last_agent",
	    "It waits for the agent who served the customer last." },
	[VERDICT_COOL_DOWN] = { "cool_down", "Missed or rejected this a moment ago." },
};

const char *
verdict_code(enum verdict verdict)
{
	return verdicts[verdict].code;
}

const char *
verdict_words(enum verdict verdict)
{
	return verdicts[verdict].words;
}

bool
verdict_of(struct view code, enum verdict *out)
{
	for (int i = 0; i < VERDICT_COUNT; i++) {
		if (!view_is(code, verdicts[i].code))
			continue;
		*out = (enum verdict)i;
		return true;
	}
	return false;
}
