/* live - see live.h */
#include "voiced/live.h"

#include <stdio.h>
#include <string.h>

#include "common/base/key.h"
#include "voiced/call.h"
#include "voiced/calls.h"
#include "voiced/dialers.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

void
live_tell(struct daemon *daemon, struct live *live, const struct live_leg *leg, const char *state)
{
	bool end = strcmp(state, "ended") == 0;
	char name[CALL_ID_SIZE + 8];

	/* What was shown ends, whoever watches by then: nobody may any more, and the user may be none. */
	if (live->ended ||
	    (end ? live->seq == 0 : !dial_is_watched(daemon, leg->tenant, leg->user, leg->side)))
		return;
	live->ended = end;
	(void)snprintf(name, sizeof(name), "%s.%d", leg->call, leg->n);
	struct fact fact = { .query = &q_live_step,
		.params = { P_INT(leg->tenant), P_TEXT(name), P_INT(calls_epoch(daemon)),
		    P_INT(++live->seq), P_TEXT(leg->call), P_TEXT(side_name(leg->side)),
		    P_INT(leg->user), P_TEXT(leg->out ? "out" : "in"), P_TEXT(state),
		    db_text_or_null(leg->number), P_TEXT(leg->shown), db_int_or_null(leg->other) },
		.keys = { key_of("leg", leg->tenant, view_of(name)) },
		.key_count = 1 };

	tell(daemon, &fact, NULL, NULL);
}
