/* retry - see retry.h */
#include "common/db/retry.h"

#include <stddef.h>
#include <string.h>

/* The first row whose prefix fits decides, so the longer prefix stands first. */
static const struct {
	const char *prefix;
	enum retry_action at[RETRY_PLACES]; /* keys, fence, member, end */
} rules[] = {
	{ "40001", { RETRY_BATCH, RETRY_BATCH, RETRY_BATCH, RETRY_BATCH } },
	{ "40P01", { RETRY_BATCH, RETRY_BATCH, RETRY_BATCH, RETRY_BATCH } },
	/* The key statement has no culprit: who holds the lock is not in this batch. */
	{ "55P03", { RETRY_BATCH_ON, RETRY_BATCH_ON, RETRY_BATCH, RETRY_BATCH } },
	{ "57014", { RETRY_BATCH_ON, RETRY_BATCH_ON, RETRY_ALONE, RETRY_BATCH } },
	{ "57P", { RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT } },
	/* A wrong number of parameters: a bug of ours, the session lives on. */
	{ "08P01", { RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES } },
	{ "08", { RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT } },
	{ "25006", { RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT } },
	{ "25P", { RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT } },
	{ "26000", { RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE } },
	{ "0A000", { RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE } },
	{ "53", { RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE } },
	/* connect.c wraps the fence so that "no row" is a division by zero. */
	{ "22012", { RETRY_HALVES, RETRY_FENCED, RETRY_DROP, RETRY_HALVES } },
	{ "", { RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES } },
};

enum retry_action
retry_judge(const char *sqlstate, enum retry_place place)
{
	size_t i = 0;

	if (sqlstate == NULL || sqlstate[0] == '\0')
		return RETRY_RECONNECT;
	while (strncmp(sqlstate, rules[i].prefix, strlen(rules[i].prefix)) != 0)
		i++;
	return rules[i].at[place];
}

bool
retry_is_schema_fault(const char *sqlstate)
{
	return sqlstate != NULL &&
	    (strncmp(sqlstate, "42", 2) == 0 || strncmp(sqlstate, "3F", 2) == 0);
}

int
retry_half(int size)
{
	return (size + 1) / 2;
}

struct retry_step
retry_advance(int tries, int size)
{
	tries++;
	if (tries <= RETRY_WHOLE_MAX)
		return (struct retry_step){ .limit = size, .tries = tries };
	if (size == 1)
		return (struct retry_step){ .limit = 1, .tries = tries, .give_up = true };
	if (tries == RETRY_WHOLE_MAX + 1 && size > 2)
		return (struct retry_step){ .limit = retry_half(size), .tries = tries };
	return (struct retry_step){ .limit = 1, .tries = 0 };
}

uint32_t
retry_jitter_ms(uint64_t random)
{
	return RETRY_JITTER_MIN_MS +
	    (uint32_t)(random % (RETRY_JITTER_MAX_MS - RETRY_JITTER_MIN_MS + 1));
}

uint32_t
retry_backoff_ms(uint32_t previous_ms)
{
	if (previous_ms == 0)
		return RETRY_CONNECT_MIN_MS;
	return previous_ms >= RETRY_CONNECT_MAX_MS / 2 ? RETRY_CONNECT_MAX_MS : previous_ms * 2;
}

uint32_t
retry_spread_ms(uint32_t backoff_ms, uint64_t random)
{
	return backoff_ms / 2 + (uint32_t)(random % (backoff_ms / 2 + 1));
}
