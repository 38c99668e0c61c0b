/* role - see auth.h: the names of roles, and what a scope of an API key allows */
#include "common/auth/auth.h"

#include <string.h>

static const struct {
	enum role role;
	const char *name;
} roles[] = {
	{ ROLE_AGENT, "agent" },
	{ ROLE_SUPERVISOR, "supervisor" },
	{ ROLE_ADMINISTRATOR, "administrator" },
	{ ROLE_INTEGRATOR, "integrator" },
	{ ROLE_OPERATOR, "operator" },
	{ ROLE_STRANGER, "stranger" },
	{ ROLE_ENROLLING, "enrolling" },
	{ ROLE_WORK, "work" },
};

enum role
role_find(struct view name)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (view_is(name, roles[i].name))
			return roles[i].role;
	return ROLE_NONE;
}

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "none";
}

enum side
actor_side(const struct actor *actor)
{
	return view_is(view_of(actor->app), "work") ? SIDE_WORK : SIDE_AGENT;
}

const char *
side_name(enum side side)
{
	return side == SIDE_WORK ? "work" : "agent";
}

int64_t
account_of(int64_t user, enum side side)
{
	return side == SIDE_WORK ? -user : user;
}

int64_t
actor_account(const struct actor *actor)
{
	return account_of(actor->user, actor_side(actor));
}

bool
actor_granted(const struct actor *actor, const char *name)
{
	struct view rest = view_of(actor->grants);

	while (rest.n > 0)
		if (view_is(view_cut(&rest, ' '), name))
			return name[0] != '\0';
	return false;
}
