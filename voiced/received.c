/* received - see received.h */
#include "voiced/received.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "voiced/call_log.h"
#include "voiced/queued_parts.h"

static void
log_step(const struct queued *queued, const struct received *received, const char *step,
    const char *cause)
{
	call_log_tell(queued->daemon,
	    &(struct call_log){ .tenant = queued->place.tenant,
		.owner = received->owner,
		.side = received->side,
		.call = received->id,
		.number = queued->number,
		.shown = queued->shown,
		.given_by = received->by,
		.consulted = received->consulted },
	    step, cause);
}

/* One that has an offer is found again, however often its news come. */
void
received_begin(const struct queued *queued, struct received *received, const struct received *whose)
{
	received_end(queued, received, NULL);
	*received = *whose;
	if (received->offer != 0)
		(void)snprintf(
		    received->id, sizeof(received->id), "offer %" PRId64, received->offer);
	else
		call_id_make(received->id);
	log_step(queued, received, "began", NULL);
}

void
received_answered(const struct queued *queued, struct received *received)
{
	if (received->owner == 0)
		return;
	received->answered = true;
	log_step(queued, received, "answered", NULL);
}

void
received_handed(const struct queued *queued, struct received *received)
{
	received->consulted = false;
	received_answered(queued, received);
}

/* How the call itself ended, if it has. */
static const char *
cause_of(const struct queued *queued, const struct received *received)
{
	const char *over = queued->over_cause != NULL ? queued->over_cause : "";

	return strcmp(over, "voice_lost") == 0   ? "voice_lost"
	    : strcmp(over, "media_timeout") == 0 ? "failed"
	    : received->answered                 ? "normal"
						 : "cancelled";
}

void
received_end(const struct queued *queued, struct received *received, const char *cause)
{
	if (received->owner == 0)
		return;
	log_step(queued, received, "ended", cause != NULL ? cause : cause_of(queued, received));
	*received = (struct received){ .owner = 0 };
}
