/* call_log - see call_log.h */
#include "voiced/call_log.h"

#include "common/base/key.h"
#include "voiced/calls.h"
#include "voiced/dialers.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

/* As voice.call_log has it. */
static const char *
given_word(const struct call_log *log)
{
	return log->given_by == 0 ? "" : log->consulted ? "consult" : "transfer";
}

void
call_log_tell(
    struct daemon *daemon, const struct call_log *log, const char *step, const char *cause)
{
	struct fact fact = { .query = &q_call_log_add,
		.params = { P_INT(log->tenant), P_INT(log->owner), P_TEXT(side_name(log->side)),
		    P_TEXT(log->call), P_TEXT(step), P_TEXT(log->out ? "out" : "in"),
		    db_text_or_null(log->number), P_TEXT(log->shown), db_int_or_null(log->other),
		    P_TEXT(cause), P_INT(daemon_now_us(daemon)),
		    db_int_or_null(calls_epoch(daemon)), db_text_or_null(given_word(log)),
		    db_int_or_null(log->given_by) },
		.keys = { key_of_id("calls", log->tenant, log->owner) },
		.key_count = 1 };

	tell(daemon, &fact, NULL, NULL);
}
