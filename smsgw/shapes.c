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
	{ "RawCall", "{ id: id, at: time, channel: id, account: id, state: 'unparsed' | 'parsed' | 'reprocessed', reason: text | null (why it could not be read),"
	    " bytes: int, reprocessed_at: time | null }" },
	{ "RawCallWhole", "RawCall & { raw: text | null (base64; null: it is to a user's own number) }" },
	{ "RawCallTaken", "RawCall & { texts: int (stored now), known: int (texts that were stored before), receipts: int }" },
	{ "ParkedReceipt", "{ id: id, at: time, account: id, account_name: text, provider_id: text (of the carrier's message), carrier_state: text, state: text,"
	    " code: text | null, reason: text | null, sent: bool (we sent such a message: it is matched within a minute), lost: bool (over 72 hours old),"
	    " perhaps: id | null (the message to the same number whose send was lost, of which it may be: it does not repeat its words) }" },
	{ "SmsLine", "{ id: id (the channel's), channel: text, disabled: bool, number: text | null, carrier: text, account: { id: id, name: text },"
	    " rate_per_s: number | null (segments; of the sender group), waiting: int (up to 10000), waiting_more: bool, sending: int (of them: asked, not answered),"
	    " oldest_at: time | null, sent: int (of the last 15 minutes, as all up to took_max_ms), again: int (put off), refused: int (our account was), failed: int,"
	    " unknown: int, took_ms: int | null (mean), took_max_ms: int | null, trouble_at: time | null (of the last day), trouble_code: text | null (the carrier's),"
	    " unread: int (calls that could not be read, up to 100), unsigned: bool (the account of a carrier of it says that webhook requests come without a signature) }" },
	{ "Carrier", "{ carrier: text (its name in accounts), base_url: text | null (of its API), base_url_needed: bool (an account must name it),"
	    " confirms_opt_out: bool (it answers STOP and START itself),"
	    " credentials: [{ name: text, summary: text, secret: bool (in secrets, else in settings), required: bool }] }" },
	{ "channel_carrier.shown", "{ number: text | null (the channel's), second_since: time | null (since when the second account sends) }" },
	{ "smpp_client.once", "{ password: text (what it binds with; shown once) }" },
	{ "FaxProvider", "{ carrier: text (its name in accounts), base_url: text | null, base_url_needed: bool, takes: [text] (kinds of files),"
	    " credentials: [{ name: text, summary: text, secret: bool, required: bool }] }" },
	{ "fax_number.shown", "{ address_key: text (the provider calls /hooks/fax/ and this) }" },
	{ "Fax", "{ id: id, box: 'draft' | 'sent' | 'received', state: 'draft' | 'received' | 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' (of several recipients the one that most needs a look),"
	    " subject: text, cover: text, recipients: [{ number: text (E.164), name: text, state: text | null, reason: text | null (in words), pages: int | null, at: time | null }],"
	    " from: text | null, to: text | null (where it came), pages: int | null, copy_of: id | null, read: bool, at: time,"
	    " file_state: 'wanted' | 'stored' | 'failed' | null (of one that came), file_reason: text | null, files: [File],"
	    " card: ContactCard | null (of who sent it, or of the first recipient) }" },
	{ "OptOutChange", "{ state: 'stopped' | 'started', source: 'text' | 'carrier' | 'user' | 'api_key', word: text | null (of a text, as it was compared),"
	    " by: { id: id, name: text | null } | null (the user, or the API key), at: time }" },
	{ "OptOut", "{ channel: id, state: 'stopped' | 'started', source: 'text' | 'carrier' | 'user' | 'api_key', since: time, word: text | null (of a text, as it was compared),"
	    " by: { id: id, name: text | null } | null (the user, or the API key), entries: [OptOutChange] (the last 20, the newest first) }" },
	{ "Begun", "{ interaction: frame<interaction, Interaction>, message: frame<message, Message>,"
	    " joined: bool (the customer's open conversation: nothing else was begun) }" },
	{ "BegunByMe", "{ interaction: frame<interaction, Interaction>, conversation: frame<conversation, Conversation>,"
	    " message: frame<message, Message>, taken: bool (it waited in a queue of one's own) }" },
	{ "MyChannel", "{ id: id, name: text, number: text | null, country: text | null (of the number, ISO 3166) }" },
	{ "TextEntry", "frame<conversation, Text> & { unread: int (at most 100), read_seq: int, last: frame<message, Message> | null,"
	    " card: ContactCard | null (of who it is with) }" },
	{ NULL, NULL },
};
/* clang-format on */
