/*
 * routerctl - what its commands share.
 */
#ifndef CTL_ROUTERCTL_H
#define CTL_ROUTERCTL_H

/* Prints the linter's findings, one a line, or "ok". database NULL: TRUNKLINE_DATABASE; tenant NULL:
 * all. 0 nothing was found, 1 something, 2 the database could not be asked. */
int routerctl_check(const char *database, const char *tenant);

#endif
