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
	    " customer_number: text | null, created_at: time, created_by: Person | null (null: nobody's act),"
	    " closed_at: time | null (null: it is open), closed_by: Person | null, reopened_at: time | null (the last time), reopened_by: Person | null, version: version }" },
	{ "CaseChange", "{ state: 'open' | 'closed', at: time, by: Person, note: text | null }" },
	{ "Conversation", "{ conversation: id, state: 'open' | 'closed', channel: ChannelRef, number: text,"
	    " customer: Person | null, interaction: id | null, last_seq: int, last_customer_seq: int,"
	    " last_customer_at: time | null, unanswered_since: time | null (of the first message that no person has answered; a reply that failed or was cancelled answers none), opted_out: bool, country: text | null (ISO 3166), price_class: int | null, notice: bool (whether the agent is told that it may be monitored),"
	    " formatted: bool (whether the agent may send formatted text), visitor?: Visitor (of a web chat) }" },
	{ "Visitor", "{ name: text | null, email: text | null, page_url: text | null, language: text | null,"
	    " form: [{ name: text, label: text, value: text | null }], left_at: time | null (their page is gone, or they ended it), ended: bool } | null" },
	{ "Message", "{ message: id, conversation: id, seq: int, direction: 'in' | 'out' | 'system', text: text, at: time,"
	    " author: Person | null, client_id: text | null, delivery: { state: text, reason: text | null, held_until?: time (while it is held) } | null,"
	    " encoding: text | null, segments: int | null, html?: text (an agent's formatted text, on web chat), blocked?: bool (true: came from a blocked number), erased_at?: time, attachments?: [Attachment] (files that came with it) }" },
	{ "File", "{ id: id, name: text, state: 'pending' | 'scanning' | 'stored' | 'refused', reason: text | null (why it was refused),"
	    " type: text | null (by its content), bytes: int, message: id | null (that it came with) }" },
	{ "Avatar", "{ user: id, kind: text, image: text | null (version of their image), initials: text (to be shown where there is none) }" },
	{ "Attachment", "{ id: id, state: 'wanted' | 'stored' | 'failed', reason: text | null (why it failed), type: text | null (by its content),"
	    " bytes: int | null, sha256: text | null }" },
	{ "Account", "{ user: id, side: 'agent' | 'work', name: text | null, image: version | null (of their image, to fetch it by) }" },
	{ "Chat", "{ conversation: id, kind: 'agent' | 'directory' | 'room', state: 'open' | 'closed',"
	    " parties: [Account & { role: 'party' | 'owner' | 'member' | 'invited', read_seq?: int (where there are read receipts) }],"
	    " room: { name: text, topic: text, public: bool } | null, last_seq: int, last_at: time, opened_at: time,"
	    " notice: bool (whether the two are told that it may be monitored), audit_notice: bool (whether they are told that roles with transcripts.audit may read it when it has ended) }" },
	{ "Said", "{ message: id, conversation: id, seq: int, direction: 'said', text: text, html: text | null, at: time,"
	    " author: { id: id, name: text | null, side: 'agent' | 'work' }, to: { user: id, side: 'agent' | 'work' } | null (null: a room), client_id: text | null,"
	    " work_only: bool (stored, and shown in the receiver's Work app only), edited_at: time | null, deleted_at: time | null, erased_at?: time, attachments?: [Attachment], files?: [File] (that a Work user sent with it) }" },
	{ "Room", "{ id: id (its conversation's), name: text, topic: text, public: bool, archived: bool, members: int,"
	    " role: 'owner' | 'member' | 'invited' | null (one's own) }" },
	{ "Text", "{ conversation: id, kind: 'text', state: 'open' | 'closed', blocked: bool (of a sender whom its owner had blocked: kept out of sight),"
	    " number: text, channel: ChannelRef (one's own number), last_seq: int, last_at: time, opened_at: time, opted_out: bool, country: text | null,"
	    " price_class: int | null, erased_at?: time }" },
	{ "AnyConversation", "Conversation | Chat | Text" },
	{ "AnyMessage", "Message | Said" },
	{ "ChatEntry", "frame<conversation, Chat> & { unread: int (at most 100), read_seq: int, as: { user: id, side: 'agent' | 'work' } (as which account one takes part),"
	    " last: frame<message, Said> | null }" },
	{ "Reading", "{ conversation: id, user: id, side: 'agent' | 'work', seq: int, work_seq?: int (an agent account's, as read in its user's own Work app) }" },
	{ "MatrixLine", "{ feature: text, sender: 'agent' | 'work' | null, receiver: 'agent' | 'work' | 'room' | null,"
	    " receiver_both: bool | null (the receiver's user has both licences), receiver_in: bool | null (the receiver is logged in),"
	    " mode3: bool | null (the organisation's mode is 3), near: bool | null (the receiver stands in the sender's agent roster), verdict: text (ok, work_only, or the type of the refusal) }" },
	{ "RosterEntry", "Account & { shown: text, message?: text | null, until?: time | null (of a Work account), since?: time | null, occupancy?: text (of the agent roster), both: bool, in: bool, near: bool (these three: what the matrix asks of a receiver), audit_notice: bool (as of a Chat) }" },
	{ "Customer", "{ id: id, customer: id (the same), name: text, company: text | null, language: text | null, notes: text | null, numbers: [text] (an e-mail address behind mail:), emails: [text], merged_into: id | null (the customer whose record this one is part of) }" },
	{ "Earlier", "{ id: id, medium: 'chat' | 'voice', channel_kind: text | null, state: text, outcome: text | null, channel: ChannelRef | null, started_at: time,"
	    " ended_at: time | null, agent: Person | null, note: text | null, disposition: text | null (its name), transcript: id | null, case: CaseRef | null }" },
	{ "Card", "frame<customer, Customer> & { cases: [Case] (open ones), merged: { id: id, name: text, at: time } | null (the newest merge into it, while it can be undone), interactions: [Earlier] (the last 20) }" },
	{ "CustomersFound", "{ data: [Card], next_cursor: null, number: text,"
	    " interactions: [Earlier] (of the number itself), cases: [Case] }" },
	{ "BlockedText", "{ id: id (the message's), at: time, channel_id: id, channel_name: text | null (it is gone), number: text,"
	    " customer: { id: id, name: text } | null, text: text, files: int, block: { id: id, reason: text } | null (not blocked any more) }" },
	{ "Transcript", "{ id: id, transcript: id (the same), interaction: id, conversation: id, channel: ChannelRef, number: text,"
	    " customer: Person | null, case: Case | null, opened_at: time, closed_at: time, closed_by: id | null,"
	    " messages: [Message & { sha256: text, intact: bool | null (whether it is what was stored at the end; null: its text was erased) }] }" },
	{ "TranscriptHead", "{ id: id, interaction: id, conversation: id, channel: ChannelRef, number: text, customer: Person | null,"
	    " queue: QueueRef | null, agent: Person | null (who had it at the end), case: CaseRef | null, opened_at: time, closed_at: time, closed_by: id | null,"
	    " message_count: int (of those that one may read) }" },
	{ "CustomerExport", "{ customer?: json, numbers?: [text], cases?: [json], opt_outs?: [json], merged?: [json] (these five in the first page),"
	    " conversations?: [json], carrier_calls?: [{ at: time, channel: id | null, raw: text | null (base64, what speaks of them; null: it can not be read, so that it could show others) }], next_cursor: text | null }" },
	{ "ErasureCounts", "{ customer: id, counts: map<int>, dry_run: bool }" },
	{ "Erasure", "{ id: id, customer: id, asked_at: time, asked_by: id | null, counts: map<int>,"
	    " conversations_left: int, done_at: time | null, version: version }" },
	{ "Work", "{ at: time, live: bool, user: { id: id, name: text, username: text, image: version | null }, status: frame<work, WorkStatus>,"
	    " front_desk: frame<front_desk, { lines: int }> (how many lines one may see there; see /me/desk),"
	    " mode: int (of the organisation), fax: bool (whether it has the fax feature, or the user has faxes of a time when it had), texts: { number: text | null (that one texts from; null: none now) } | null (null: one never had one) }" },
	{ "Workspace", "{ at: time, live: bool, user: { id: id, name: text, username: text }, agent: frame<agent, Agent>,"
	    " offers: [frame<offer, Offer>], interactions: [frame<interaction, Interaction> &"
	    " { conversation: frame<conversation, Conversation>, messages: [frame<message, Message>] }],"
	    " queues: [{ id: id, name: text, waiting: int, oldest_since: time | null }],"
	    " team: [{ id: id, name: text, shown: text, since: time | null, until: time | null,"
	    " set_by: text, set_by_name: text | null, reason: text | null, occupancy: text, status: text (what was chosen; set_by and since tell of it), shown_since: time | null }] }" },
	{ NULL, NULL },
};
/* clang-format on */
