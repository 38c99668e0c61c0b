/*
 * routerctl - what its commands share.
 */
#ifndef CTL_ROUTERCTL_H
#define CTL_ROUTERCTL_H

#include <libpq-fe.h>
#include <stdbool.h>

/* What the command line says. NULL: not given. */
struct question {
	const char *database; /* NULL: TRUNKLINE_DATABASE */
	const char *tenant;
	const char *at; /* a time */
	const char *since, *until; /* days, 2026-01-31 */
	const char *const *arguments; /* as many as the command takes */
};

/* Prints the linter's findings, one a line, or "ok". tenant NULL: all. 0 nothing was found, 1 something, 2 the
 * database could not be asked. */
int routerctl_check(const struct question *question);

/* Prints why each rule of the channel up to the one that holds does or does not, and what comes of
 * it. Arguments: channel, number, text; at NULL: now. 0 it was said, 2 it could not be asked. */
int routerctl_route(const struct question *question);

/* Prints which figures differ from a recount, one a line, or "same". tenant NULL: all; days NULL: yesterday.
 * 0 none, 1 some, 2 the database could not be asked. */
int routerctl_recount(const struct question *question);

/* Prints what was decided of an interaction and why nobody has it now, or why an agent gets nothing.
 * Arguments: "interaction" or "agent", id. 0 it was said, 2 it could not be asked, or there is none; -1: of
 * another thing. */
int routerctl_why(const struct question *question);

/* Whether it can be asked: its days are days, its tenant is there. False: said on standard error. */
bool routerctl_holds(const struct question *question);
/* Whether an argument is an id. False: said on standard error. */
bool routerctl_is_id(const char *what, const char *text);

/* Answers how many rows there were, each printed; -1: said on standard error why not. */
int routerctl_ask(const char *database, const char *query, const char *const *params,
    int param_count, void (*print)(const PGresult *rows, int row));
/* The exit status of who looks for what is wrong; says `none` when nothing is. */
int routerctl_findings(int count, const char *none);

/* Prints what would have been decided otherwise in the log with the configuration at the beginning of the
 * other one. 0 nothing, 1 something, 2 a file could not be read. */
int routerctl_whatif(const char *log_path, const char *configuration_path);

#endif
