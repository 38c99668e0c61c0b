/*
 * shapes - what chatd answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/messaging.
 */
#include "chatd/chatd.h"

/* clang-format off */
const struct shape chatd_shapes[] = {
	{ "CaseRef", "{ id: id, number: text, title: text }" },
	{ "Case", "{ id: id, number: text, title: text, state: 'open' | 'closed', customer: Person | null,"
	    " customer_number: text | null, created_at: time, closed_at: time | null, version: version }" },
	{ "Conversation", "{ conversation: id, state: 'open' | 'closed', channel: ChannelRef, number: text,"
	    " customer: Person | null, interaction: id | null, last_seq: int, last_customer_seq: int,"
	    " last_customer_at: time | null, opted_out: bool, country: text | null (ISO 3166), price_class: int | null }" },
	{ "Message", "{ message: id, conversation: id, seq: int, direction: 'in' | 'out' | 'system', text: text, at: time,"
	    " author: Person | null, client_id: text | null, delivery: { state: text, reason: text | null } | null,"
	    " encoding: text | null, segments: int | null, blocked?: bool (true: came from a blocked number), erased_at?: time, attachments?: [Attachment] (files that came with it) }" },
	{ "Attachment", "{ id: id, state: 'wanted' | 'stored' | 'failed', reason: text | null (why it failed), type: text | null (by its content),"
	    " bytes: int | null, sha256: text | null }" },
	{ "Customer", "{ customer: id, name: text, language: text | null, notes: text | null, numbers: [text] }" },
	{ "Earlier", "{ id: id, medium: text, state: text, outcome: text | null, channel: ChannelRef | null, started_at: time,"
	    " ended_at: time | null, agent: Person | null, note: text | null, transcript: id | null, case: CaseRef | null }" },
	{ "Card", "frame<customer, Customer> & { cases: [Case] (open ones), interactions: [Earlier] (the last 20) }" },
	{ "CustomersFound", "{ data: [Card], next_cursor: null, number: text,"
	    " interactions: [Earlier] (of the number itself), cases: [Case] }" },
	{ "Transcript", "{ transcript: id, interaction: id, conversation: id, channel: ChannelRef, number: text,"
	    " customer: Person | null, case: Case | null, opened_at: time, closed_at: time, closed_by: id | null,"
	    " messages: [Message & { sha256: text, intact: bool | null (whether it is what was stored at the end; null: its text was erased) }] }" },
	{ "CustomerExport", "{ customer?: json, numbers?: [text], cases?: [json], opt_outs?: [json] (these four in the first page),"
	    " conversations?: [json], carrier_calls?: [{ at: time, channel: id | null, raw: text (base64) }], next_cursor: text | null }" },
	{ "ErasureCounts", "{ customer: id, counts: map<int>, dry_run: bool }" },
	{ "Erasure", "{ id: id, customer: id, asked_at: time, asked_by: id | null, counts: map<int>,"
	    " conversations_left: int, done_at: time | null, version: version }" },
	{ "Workspace", "{ at: time, live: bool, user: { id: id, name: text, username: text }, agent: frame<agent, Agent>,"
	    " offers: [frame<offer, Offer>], interactions: [frame<interaction, Interaction> &"
	    " { conversation: frame<conversation, Conversation>, messages: [frame<message, Message>] }],"
	    " queues: [{ id: id, name: text, waiting: int, oldest_since: time | null }],"
	    " team: [{ id: id, name: text, shown: text, since: time | null, until: time | null,"
	    " set_by: text, set_by_name: text | null, reason: text | null, occupancy: text }] }" },
	{ NULL, NULL },
};
/* clang-format on */
