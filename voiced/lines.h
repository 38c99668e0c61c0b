/*
 * lines - what goes with a call for help of each user: the number that calls them back, where they are.
 *
 * Owns: a copy in memory of presence.help_lines, so that no call for help waits for the database: read whole at the start, after news of
 *       configuration and once a minute; who has said meanwhile where they are, every two seconds.
 * Must not know: SIP, phases, who may dial (dialers.h).
 *
 * Rules: 60-emergency, EM-3, EM-11; docs/decisions/0060-calls-for-help.md.
 */
#ifndef VOICED_LINES_H
#define VOICED_LINES_H

#include "common/daemon/daemon.h"

enum { LINE_NUMBER_SIZE = 20 + 1 };

struct line {
	bool workspace; /* an agent whose page is their phone: the phases apply */
	char sent[LINE_NUMBER_SIZE]; /* E.164; "": nobody can be called back */
	char country[3]; /* where they are, ISO 3166; "": nobody knows */
	const char *
	    security; /* who is called when they don't answer a call back: E.164, with commas between; never NULL */
	const char *place; /* presence.v_emergency_line.shown, as JSON; never NULL */
};

int lines_start(struct daemon *daemon, struct err *err);
void lines_stop(struct daemon *daemon);
/* Whether all have been read once. */
bool lines_known(struct daemon *daemon);
void lines_changed(struct daemon *daemon);

/* NULL: nobody knows this user. Valid until the loop turns. */
const struct line *line_find(struct daemon *daemon, int64_t tenant, int64_t user);

#endif
