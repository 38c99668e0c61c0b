/*
 * shapes - what routerd answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/routing.
 */
#include "routerd/routerd.h"

/* clang-format off */
const struct shape routerd_shapes[] = {
	{ "QueueRef", "{ id: id, name: text }" },
	{ "ChannelRef", "{ id: id, name: text, medium: 'chat' | 'voice' (of the queues where what comes by it waits),"
	    " channel_kind: text ('sms', 'web_chat', 'voice'; more may come), kind: text (as `medium` of the channel itself: 'sms', 'chat', 'voice'), number: text | null }" },
	{ "SkillNeed", "{ skill: id, level: int }" },
	{ "Offer", "{ offer: id, interaction: id, agent: id, state: 'made' | 'accepted' | 'rejected' | 'expired' | 'withdrawn',"
	    " cause: text | null, made_at: time, deadline: time, ended_at: time | null, queue: QueueRef | null,"
	    " medium: 'chat' | 'voice', channel_kind: text (of its channel), channel: ChannelRef, conversation: id, number: text, customer: Person | null, waiting_since: time,"
	    " why: text | null, may_reject: bool, last_text: text | null, kind: 'queue' | 'transfer' | 'consult' | 'take_over' | 'begun', visitor?: Visitor,"
	    " from: Person | null (who asks), to: Person | null, note: text | null, cooldown_since: time | null,"
	    " reference?: text (what an integrator calls the interaction) }" },
	{ "Interaction", "{ interaction: id, state: 'arrived' | 'waiting' | 'offered' | 'assigned' | 'wrap_up' | 'ended',"
	    " medium: 'chat' | 'voice' (of the queues where it waits), channel_kind: text (of its channel), channel: ChannelRef, queue: QueueRef | null, conversation: id, number: text,"
	    " customer: Person | null, agent: id | null, agent_name?: text | null (where another agent had it before, and in lists; null: the agent was deleted), taken_over?: bool (true: who has it took it from another agent, who had not asked them in), former_agent: id | null, offer: id | null, priority: int | null,"
	    " skills: [SkillNeed], started_at: time, assigned_at: time | null, ended_at: time | null, outcome: text | null,"
	    " returned_reason: text | null, wrap_until: time | null, wrap_extend: bool, note: text | null,"
	    " disposition: { id: id, name: text, at: time, by: Person } | null, disposition_required?: bool (true: in wrap-up, which can't be ended without one),"
	    " disposition_missing?: bool (true: its wrap-up ended without one that was required),"
	    " case: CaseRef | null, transcript: id | null, consults?: [Consult] (who is asked in and there),"
	    " reference?: text (what an integrator calls it), rank_at?: time (where a supervisor put it in the line),"
	    " screen_pop_url?: text (its queue's template, while an agent has it),"
	    " begun_by?: id (the agent who began it), linked_to?: id | null (the interaction that they had then),"
	    " customer_known?: bool, language?: text | null, text?: text | null, last_agent?: id | null,"
	    " page?: text | null, form?: text | null, visitor?: Visitor, call?: QueueCall | null (of medium voice) }" },
	{ "QueueCall", "{ id: text, state: 'waiting' | 'ringing' | 'talking' | 'held' | 'over', since: time, held_by: 'agent' | 'phone' | null,"
	    " muted: bool (in the contact center: nobody hears its agent), number: text | null (null: withheld, or over),"
	    " keys: { count: int, at: time } | null (that agents have pressed in the contact center, and when last; which they were nobody knows),"
	    " record: bool (its queue records calls),"
	    " recording: 'on' | 'paused' | 'failed' | null (what becomes of that now),"
	    " consult: QueueConsult | null (whom its agent has brought in),"
	    " heard: [{ id: id, name: text, mode: 'whisper' | 'join' }] (supervisors who speak on it; who listens alone is not shown),"
	    " by: 'caller' | 'agent' | 'agent_phone' | 'system' | null (who ended it), cause: text | null }" },
	{ "QueueConsult", "{ number: text (as it was dialled), name: text | null (of a colleague), state: 'ringing' | 'talking' | 'conference' }" },
	{ "Consult", "{ agent: Person, asked_by: Person (themselves: they lead it and have joined), since: time, until: time,"
	    " writes: bool (to the customer, too) }" },
	{ "TransferTargets", "{ interaction: id, agents: [{ id: id, name: text, shown: text, chats: int, chats_limit: int,"
	    " transfer: text | null (why not), consult: text | null }], queues: [{ id: id, name: text, waiting: int,"
	    " oldest_since: time | null, transfer: text | null }] }" },
	{ "Why", "{ interaction: id, state: text, waiting_since: time, queue: QueueRef | null, decisions: [{ at: time,"
	    " decision: text, agent: Person | null, queue: QueueRef | null,"
	    " offer: { id: id, state: text, cause: text | null, ended_at: time | null } | null,"
	    " words: text | null, members: [{ agent: Person, verdict: text, words: text }] | null (when the configuration"
	    " is another by now), explanation: json }] (oldest first, at most 200), now: { words: text, counts: map<int>,"
	    " agents: [{ agent: Person, verdict: text }] (those one leads, at most 100) } | null (it does not wait) }" },
	{ "AgentWhy", "{ agent: Person, words: [text], queues: [{ id: id, name: text, enabled: bool, words: text,"
	    " waiting: int, oldest_since: time | null }] }" },
	{ "Report", "{ report: 'queue' | 'channel' | 'agent' | 'group', interval: '15m' | 'day' | 'week', time_zone: text (days and weeks are its),"
	    " since: time, until: time, counters: [{ name: text, words: text }],"
	    " formulas: [{ name: text, unit: 'percent' | 'ms' | 'ratio', formula: text, words: text }], data: [{"
	    " queue?: QueueRef, channel?: QueueRef & { channel_kind: text | null }, agent?: QueueRef, group?: QueueRef, since: time, until: time, counters: map<int>,"
	    " figures: map<number | null> (null: it would be divided by zero), interactions?: text (the list behind it),"
	    " statuses?: [{ status: text, code: id | null, ms: int }] }], next_cursor: text | null }" },
	{ "ReportTexts", "{ report: 'country' | 'queue' | 'channel' | 'agent', interval: '15m' | 'day' | 'week', time_zone: text (days and weeks are its),"
	    " since: time, until: time, counters: [{ name: text, words: text }], columns: [text] (what else a table has), data: [{"
	    " since: time, until: time, country?: { id: text, name: text | null }, queue?: QueueRef | null, channel?: QueueRef & { channel_kind: text | null } | null,"
	    " agent?: QueueRef | null (null: in none, by nobody), country_code: text | null, price_class: int | null,"
	    " counters: map<int | null> (received is null where the row holds no text that came: they are no queue's and no agent's) }],"
	    " next_cursor: text | null }" },
	{ "ReportInteractions", "{ counter: text, words: text, time_zone: text, since: time, until: time, data: [{ interaction: id, at: time,"
	    " ms: int | null (the wait, or the work, that was counted), queue: QueueRef | null }], next_cursor: text | null }" },
	{ "Wallboard", "{ version: text, changed: bool (false: only the version follows), at?: time, today_since?: time, time_zone?: text,"
	    " figures_at?: time | null (when agents' figures of this quarter, and open turns, were counted),"
	    " formulas?: [{ of: 'queue' | 'agent', name: text, unit: 'percent' | 'ms' | 'ratio', formula: text, words: text }], queues?: [WallboardQueue],"
	    " agents?: [WallboardAgent], alarms?: [AlarmEvent] }" },
	{ "Board", "{ version: text, changed: bool (false: only the version follows), at?: time, today_since?: time, time_zone?: text,"
	    " queues?: [WallboardQueue] (the key's) }" },
	{ "WallboardQueue", "{ queue: QueueRef, open: bool, waiting: int, oldest_since: time | null, oldest_wait_ms: int | null,"
	    " in_progress: int, wrapping: int, callbacks: int (promised, and taken by nobody yet), callbacks_since: time | null (the oldest),"
	    " service_ms: int, service_target: int | null, agents: map<int> (members by status),"
	    " counters: map<int> (today's), figures: map<number | null> }" },
	{ "WallboardAgent", "{ agent: QueueRef, status: text, stop_new: bool, shown: text, shown_since: time | null (Busy: since the oldest conversation was taken), shown_until: time | null (when that ends by itself), code: id | null, code_name: text | null, since: time | null (since what was chosen holds), set_by: text,"
	    " set_by_name: text | null, reason: text | null, until: time | null, emergency: text | null (its phase),"
	    " lease: text, occupancy: text, chats: int | null, chats_limit: int | null, calls: int | null (0 or 1),"
	    " work: [{ interaction: id, state: text, queue: QueueRef | null, since: time | null }], counters: map<int> (today's),"
	    " figures: map<number | null> }" },
	{ "AlarmEvent", "{ id: id, raised: id (the same), alarm: id | null (null: the system's own), kind: text, name: text, queue: QueueRef | null,"
	    " threshold: int | null, value: int | null (when it was raised), owner: QueueRef | null, raised_at: time, cleared_at: time | null }" },
	{ "alarm.shown", "{ raised_at: time | null }" },
	{ "queue.shown", "{ open: bool, members: int (enabled ones), waiting: int, oldest_since: time | null }" },
	{ "schedule.shown", "{ open: bool }" },
	{ "Hours", "{ weekday: int (1 is Monday), opens: text (\"08:00\"), closes: text (not after opens: on the next day) }" },
	{ "ExceptionalHours", "{ day: text (\"2026-12-24\"), opens?: text | null, closes?: text | null, name?: text }" },
	{ "Callback", "{ id: id, state: 'waiting' | 'taken' | 'done', queue: QueueRef | null, interaction: id (which ended with it),"
	    " conversation: id, number: text, customer: Person | null, requested_at: time, agent: id | null (who has taken it),"
	    " taken_at: time | null, done_at: time | null, note: text | null, version: version }" },
	{ "RouteDryRun", "{ channel: ChannelRef, facts: { at: time, number: text, text: text, customer_known: bool, language: text | null },"
	    " rules: [{ id: id, position: int, holds: bool, words: text }] (up to the one that holds),"
	    " outcome: 'queue' | 'reply' | 'nowhere', queue: { id: id, name: text, open: bool (then), closing: text,"
	    " served: bool (somebody can, at last) } | null, priority: int | null, skills: [{ skill: id, name: text, level: int }],"
	    " reply: text | null, words: text }" },
	{ "WideningStep", "{ after_ms: int (since the first enqueue), level?: int (none is needed above it), drop_skill?: id,"
	    " add_group?: id (its agents are offered it, too), priority?: int (at least this one; 1 is the highest) }" },
	{ "Conditions", "map<json>" },
	{ NULL, NULL },
};
/* clang-format on */
