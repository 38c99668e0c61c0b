/*
 * shapes - what smsgw answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in texts.c, sandbox.c and sql/functions/sms.
 */
#include "smsgw/smsgw.h"

/* clang-format off */
const struct shape smsgw_shapes[] = {
	{ "Segments", "{ encoding: text, segments: int, left: int (characters until the next segment), characters: int,"
	    " too_long: bool, country: text | null, price_class: int | null, may_send: bool | null (null: no number was given) }" },
	{ "TypedNumber", "{ number: text (E.164), valid: bool (it was given out, as far as is known), country: text | null, country_name: text | null,"
	    " price_class: int | null, may_send: bool, problem: text | null (why not) }" },
	{ "country.shown", "{ iso2: text, name: text, calling_code: int, price_class: int (1 is the cheapest), senders: [text], quiet_start: text | null,"
	    " quiet_end: text | null, time_zones: [text], note: text }" },
	{ "installed_country.shown", "{ iso2: text, calling_code: int }" },
	{ "RawCall", "{ id: id, at: time, channel: id, account: id, state: text, reason: text | null, raw: text (base64) }" },
	{ "Carrier", "{ carrier: text (its name in accounts), base_url: text | null (of its API), base_url_needed: bool (an account must name it),"
	    " confirms_opt_out: bool (it answers STOP and START itself),"
	    " credentials: [{ name: text, summary: text, secret: bool (in secrets, else in settings), required: bool }] }" },
	{ "channel_carrier.shown", "{ number: text | null (the channel's), second_since: time | null (since when the second account sends) }" },
	{ "smpp_client.once", "{ password: text (what it binds with; shown once) }" },
	{ "OptOut", "{ channel: id, state: text, source: text, since: time }" },
	{ "Begun", "{ interaction: frame<interaction, Interaction>, message: frame<message, Message>,"
	    " joined: bool (the customer's open conversation: nothing else was begun) }" },
	{ NULL, NULL },
};
/* clang-format on */
