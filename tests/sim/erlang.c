/* erlang - see erlang.h */
#include "tests/sim/erlang.h"

#include <math.h>

/* By its recursion over the agents: no factorials, so nothing overflows. */
double
erlang_lost(int agents, double offered)
{
	double lost = 1;

	for (int n = 1; n <= agents; n++)
		lost = offered * lost / (n + offered * lost);
	return lost;
}

double
erlang_waits(int agents, double offered)
{
	double lost = erlang_lost(agents, offered);

	if (offered >= agents)
		return 1;
	return lost / (1 - offered / agents * (1 - lost));
}

/* Who waits, waits exponentially, with the mean time between two ends. */
double
erlang_service_level(int agents, double offered, double handle_s, double within_s)
{
	if (offered >= agents)
		return 0;
	return 1 - erlang_waits(agents, offered) * exp(-(agents - offered) * within_s / handle_s);
}

double
erlang_asa(int agents, double offered, double handle_s)
{
	if (offered >= agents)
		return INFINITY;
	return erlang_waits(agents, offered) * handle_s / (agents - offered);
}

double
erlang_occupancy(int agents, double offered)
{
	return offered < agents ? offered / agents : 1;
}
