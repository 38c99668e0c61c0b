/* login_tries - see login_tries.h */
#include "presenced/core/login_tries.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* What the end of a try does to its name in each limit; NULL: it stays counted. */
static void (*const effects[LOGIN_ENDS][LOGIN_LIMITS])(struct throttle *limit, struct view name) = {
	[LOGIN_RIGHT] = { throttle_forget, throttle_undo, throttle_undo, throttle_forget },
	[LOGIN_HALF] = { NULL, throttle_undo, throttle_undo, NULL },
	[LOGIN_UNTRIED] = { throttle_undo, throttle_undo, throttle_undo, throttle_undo },
};

struct login_tries {
	struct throttle *limits[LOGIN_LIMITS];
	int places[LOGIN_WHO], taken[LOGIN_WHO];
};

struct login_tries *
login_tries_new(const int limits[LOGIN_LIMITS], const int places[LOGIN_WHO])
{
	struct login_tries *tries = mem_zero(1, sizeof(*tries));

	for (int i = 0; i < LOGIN_LIMITS; i++)
		tries->limits[i] = throttle_new(limits[i]);
	for (int i = 0; i < LOGIN_WHO; i++)
		tries->places[i] = places[i];
	return tries;
}

void
login_tries_free(struct login_tries *tries)
{
	for (int i = 0; i < LOGIN_LIMITS; i++)
		throttle_free(tries->limits[i]);
	free(tries);
}

void
login_try_stranger(struct view account, struct view source, struct login_try *out)
{
	*out = (struct login_try){ .who = LOGIN_STRANGER };
	(void)snprintf(out->names[LIMIT_HERE], THROTTLE_NAME_SIZE, "%.*s %.*s", (int)source.n,
	    source.p, (int)account.n, account.p);
	(void)snprintf(
	    out->names[LIMIT_SOURCE], THROTTLE_NAME_SIZE, "%.*s", (int)source.n, source.p);
	(void)snprintf(
	    out->names[LIMIT_ACCOUNT], THROTTLE_NAME_SIZE, "%.*s", (int)account.n, account.p);
}

void
login_try_known(struct view who, struct login_try *out)
{
	*out = (struct login_try){ .who = LOGIN_KNOWN };
	(void)snprintf(out->names[LIMIT_KNOWN], THROTTLE_NAME_SIZE, "%.*s", (int)who.n, who.p);
}

int64_t
login_try_start(struct login_tries *tries, const struct login_try *try, int64_t now_ms)
{
	int64_t wait = 0;

	for (int i = 0; i < LOGIN_LIMITS; i++) {
		int64_t one = throttle_wait_ms(tries->limits[i], view_of(try->names[i]), now_ms);

		if (one > wait)
			wait = one;
	}
	if (wait > 0)
		return wait;
	if (!login_place_take(tries, try->who))
		return -1;
	for (int i = 0; i < LOGIN_LIMITS; i++)
		if (try->names[i][0] != '\0')
			throttle_try(tries->limits[i], view_of(try->names[i]), now_ms);
	return 0;
}

bool
login_try_account_waits(
    const struct login_tries *tries, const struct login_try *try, int64_t now_ms)
{
	for (int i = 0; i < LOGIN_LIMITS; i++)
		if (i != LIMIT_SOURCE &&
		    throttle_wait_ms(tries->limits[i], view_of(try->names[i]), now_ms) > 0)
			return true;
	return false;
}

void
login_try_settle(struct login_tries *tries, const struct login_try *try, enum login_end end)
{
	for (int i = 0; i < LOGIN_LIMITS; i++)
		if (effects[end][i] != NULL)
			effects[end][i](tries->limits[i], view_of(try->names[i]));
}

bool
login_place_take(struct login_tries *tries, enum login_who who)
{
	if (tries->taken[who] >= tries->places[who])
		return false;
	tries->taken[who]++;
	return true;
}

void
login_place_leave(struct login_tries *tries, enum login_who who)
{
	assert(tries->taken[who] > 0);
	tries->taken[who]--;
}

bool
login_places_empty(const struct login_tries *tries)
{
	for (int i = 0; i < LOGIN_WHO; i++)
		if (tries->taken[i] > 0)
			return false;
	return true;
}
