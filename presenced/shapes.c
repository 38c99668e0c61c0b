/*
 * shapes - what presenced answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/presence and directory.
 */
#include "presenced/presenced.h"

/* clang-format off */
const struct shape presenced_shapes[] = {
	{ "Person", "{ id: id, name: text }" },
	{ "Session", "{ session: id, token: text, app: 'workspace' | 'work' | 'admin', user: { id: id, name: text, username: text },"
	    " roles: [text], opened_at: time, expires_at: time,"
	    " enrolling: bool (a second factor must be set up first, with this session) }" },
	{ "OwnSession", "{ app: text, user: Person, roles: [text], expires_at: time }" },
	{ "Providers", "{ data: [{ slug: text, name: text }], next_cursor: null }" },
	{ "PasswordRule", "{ password_min: int (characters) }" },
	{ "SecondFactor", "{ enabled: bool, required: bool, recovery_codes_left: int }" },
	{ "SecondFactorSecret", "{ secret: text (base32; shown once), uri: text (otpauth://, for a QR code), username: text, issuer: text }" },
	{ "RecoveryCodes", "{ recovery_codes: [text] (each good once; shown once) }" },
	{ "user.shown", "{ second_factor: bool }" },
	{ "SessionLine", "{ id: id, app: text, opened_at: time, expires_at: time,"
	    " source: text | null (the address that logged in), device: text | null (what its login called it), own: bool (it is the one that asks) }" },
	{ "SessionsEnded", "{ ended: int }" },
	{ "tenant.shown", "{ mode: int }" },
	{ "TenantMade", "{ id: id, name: text, mode: int, time_zone: text, shard: id, administrator: { id: id, name: text, username: text } }" },
	{ "WorkStatus", "{ user: id, status: 'available' | 'dnd' | 'busy' | 'away' | 'invisible' (what was chosen),"
	    " message: text | null, until: time | null, since: time | null }" },
	{ "WorkDevices", "{ data: [{ session: id, device: text | null (what its login called it), idle: bool (nobody has touched it for a while),"
	    " since: time, own: bool (it is the one that asks) }], next_cursor: null }" },
	{ "Agent", "{ agent: id, name: text,"
	    " status: 'available' | 'work_offline' | 'on_break' | 'busy' | 'logged_out' (what was chosen),"
	    " stop_new: bool, code: id | null, code_name: text | null, since: time | null, until: time | null,"
	    " set_by: text (agent, supervisor or rule), set_by_name: text | null, reason: text | null,"
	    " occupancy: text, shown: text (what others are shown), shown_until: time | null (when that ends by itself), lease: text, lock_ends_at: time | null,"
	    " idle_since_us: int | null, offer_ms: int | null, blending: bool (chats and a call at the same time),"
	    " load: int (in hundredths of a conversation), limit: int, chats: int, chats_limit: int }" },
	{ "ContactNumber", "{ label: text, kind: 'phone' | 'fax', number: text (E.164), shown: text (as it was typed) }" },
	{ "ContactEmail", "{ label: text, email: text }" },
	{ "ContactLine", "{ id: text (user:12, service:3, external:7, personal:9), kind: 'user' | 'service' | 'external' | 'personal', name: text,"
	    " service: 'auto_attendant' | 'call_group' | 'call_queue' | null, company: text, department: text, title: text, site: text | null,"
	    " accounts: [ContactAccount] (of a user, those that one sees), extension: text | null (of a service),"
	    " numbers: [ContactNumber], emails: [ContactEmail], favourite: bool }" },
	{ "ContactAccount", "{ side: 'work' | 'agent', label: text, extension: text | null }" },
	{ "ContactCard", "{ id: text | null (a number without contact has none), kind: 'user' | 'service' | 'external' | 'personal' | 'number', name: text,"
	    " service: 'auto_attendant' | 'call_group' | 'call_queue' | null, company: text, department: text, title: text, site: text | null,"
	    " accounts: [ContactAccount], extension: text | null, numbers: [ContactNumber], emails: [ContactEmail], notes: text,"
	    " presence: { user: id, work: { shown: text, message: text | null, until: time | null, last_seen: time | null } | null, agent: { online: bool } | null } | null (of a user, what one may see),"
	    " favourite: bool, version: version | null (of one's own contact, to change it by), actions: [CardAction] (those that one is offered) }" },
	{ "CardAction", "{ action: text (see directory.card_action), targets: [CardTarget] (by label; the first is the default) }" },
	{ "CardTarget", "{ label: text, extension?: text, number?: text (E.164), shown?: text, kind?: text, email?: text,"
	    " side?: 'work' | 'agent', user?: id }" },
	{ "Favourites", "{ version: version, contacts: [text] (ids, in one's own order) }" },
	{ "PeopleImported", "{ added: int, changed: int, unchanged: int, skipped: int, dry_run: bool, items: [{ line: int, action: 'added' | 'changed' | 'skipped',"
		" id?: id, name?: text, problem?: text, left_out?: [text], changes?: json }] }" },
	{ "PersonalContact", "{ id: id, contact: text (as cards and favourites name it), name: text, company: text, department: text, title: text,"
	    " emails: [ContactEmail], numbers: [ContactNumber], notes: text, version: version }" },
	{ "Block", "{ list: 'caller' | 'sender', number: text, at: time, contact: text | null (who it is, saved since) }" },
	{ "Call", "{ id: id, direction: 'in' | 'out', missed: bool, state: 'ringing' | 'talking' | 'missed' | 'answered' | 'answered_elsewhere' | 'declined' | 'not_answered',"
	    " cause: text | null (why it ended), number: text | null (null: withheld, or a colleague's extension), began_at: time, answered_at: time | null, ended_at: time | null,"
	    " duration_ms: int | null, card: ContactCard | null (null: the number was withheld) }" },
	{ "Voicemail", "{ id: id, number: text | null, at: time, duration_ms: int, type: text, read: bool, card: ContactCard | null }" },
	{ "Recording", "{ id: id, agent: { id: id, name: text | null }, interaction: id | null, queue_id: id | null, number: text | null, at: time,"
	    " duration_ms: int, part: int (a pause begins another one), card: ContactCard | null }" },
	{ "BlockSettings", "{ block_unknown_senders: bool }" },
	{ "StatusCodes", "{ data: [{ id: id, status: text, name: text }], next_cursor: null,"
	    " required: [text] (statuses that need a code) }" },
	{ "widget.shown", "{ key: text (by which pages name it: no secret) }" },
	{ "channel.once", "{ hook_key: text (part of the address that carriers call; shown once) }" },
	{ "api_key.shown", "{ created_at: time, revoked_at: time | null, last_used_at: time | null }" },
	{ "api_key.once", "{ key: text (the key itself; shown once) }" },
	{ "audit", "{ id: id, at: time, actor_id: id | null, actor_role: text, action: text, kind: text | null,"
	    " key: id | null, resource: text | null, detail: json }" },
	{ "Configuration", "{ format: 'trunkline-configuration', format_version: int,"
	    " resources: map<[json]> (by resource; references are names, secrets are absent) }" },
	{ "Imported", "{ created: map<int> (how many, by resource), changed: map<int>, unchanged: map<int>, removed: map<int>, dry_run: bool,"
	    " unset: [{ resource: text, id: id, name: text, fields: [text] }] (secrets that must be set),"
	    " difference: [{ resource: text, name?: text, did: 'created' | 'changed' | 'removed', before: json, after: json }]"
	    " (at most 1,000 things), warnings: [Warning] }" },
	{ "ImportedRow", "{ n: int (from 0), line?: int, id?: id, result: 'created' | 'changed' | 'unchanged' }" },
	{ "ImportError", "{ pointer: text, line?: int, type: text, detail: text }" },
	{ "Warning", "{ kind: text, resource: text, id: id, words: text }" },
	{ "Deleted", "{ id: id, warnings: [Warning], dry_run?: bool }" },
	{ NULL, NULL },
};
/* clang-format on */
