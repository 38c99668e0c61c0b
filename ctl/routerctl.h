/*
 * routerctl - what its commands share.
 */
#ifndef CTL_ROUTERCTL_H
#define CTL_ROUTERCTL_H

/* Prints the linter's findings, one a line, or "ok". database NULL: TRUNKLINE_DATABASE; tenant NULL:
 * all. 0 nothing was found, 1 something, 2 the database could not be asked. */
int routerctl_check(const char *database, const char *tenant);

struct route_question {
	const char *tenant, *channel, *number, *text; /* of what comes in */
	const char *at; /* NULL: now */
};

/* Prints why each rule of the channel up to the one that holds does or does not, and what comes of
 * it. 0 it was said, 2 it could not be asked. */
int routerctl_route(const char *database, const struct route_question *question);

struct recount_question {
	const char *tenant; /* NULL: all */
	const char *since, *until; /* days, 2026-01-31; NULL: yesterday */
};

/* Prints which figures differ from a recount, one a line, or "same". 0 none, 1 some, 2 the database could
 * not be asked. */
int routerctl_recount(const char *database, const struct recount_question *question);

/* Prints what was decided of an interaction and why nobody has it now, or why an agent gets nothing. `what`:
 * interaction, agent. 0 it was said, 2 it could not be asked, or there is none. */
int routerctl_why(const char *database, const char *tenant, const char *what, const char *id);

/* NULL: said on standard error why not. */
struct pg_conn *routerctl_connect(const char *database);

/* Prints what would have been decided otherwise in the log with the configuration at the beginning of the
 * other one. 0 nothing, 1 something, 2 a file could not be read. */
int routerctl_whatif(const char *log_path, const char *configuration_path);

#endif
