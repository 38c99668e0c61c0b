/*
 * shapes - what smsgw answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in texts.c, sandbox.c and sql/functions/sms.
 */
#include "smsgw/smsgw.h"

/* clang-format off */
const struct shape smsgw_shapes[] = {
	{ "Segments", "{ encoding: text, segments: int, left: int (characters until the next segment), characters: int }" },
	{ "RawCall", "{ id: id, at: time, channel: id, account: id, state: text, reason: text | null, raw: text (base64) }" },
	{ "OptOut", "{ channel: id, state: text, source: text, since: time }" },
	{ NULL, NULL },
};
/* clang-format on */
