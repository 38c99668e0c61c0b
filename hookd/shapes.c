/*
 * shapes - what hookd answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/hooks, trial.c and pull.c.
 */
#include "hookd/hookd.h"

/* clang-format off */
const struct shape hookd_shapes[] = {
	{ "Webhook", "{ id: id, webhook: id (the same), version: version, url: text, description: text, types: [text], enabled: bool,"
	    " disabled_reason: text | null, created_at: time, former_secret_until: time | null, paused: bool,"
	    " parked: int (events that failed and are tried again), dead: int (events that were given up),"
	    " behind: int | null (positions of the feed not looked at yet), delivered_at: time | null,"
	    " failed_at: time | null, failure: text | null }" },
	{ "Trial", "{ delivered: bool, result: text, duration_ms: int, answer: text | null, status: int | null, error: text | null }" },
	{ "Attempt", "{ id: id, at: time, event: id, type: text, attempt: int, result: text, status: int | null, duration_ms: int }" },
	{ "DeadLetter", "{ event: id, type: text, subject: text, time: time, attempts: int, died_at: time }" },
	{ "Event", "{ specversion: '1.0', id: text, source: text, type: text, subject: text, time: time,"
	    " datacontenttype: 'application/json', data: json, version?: version }" },
	{ NULL, NULL },
};
/* clang-format on */
