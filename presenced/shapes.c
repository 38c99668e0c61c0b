/*
 * shapes - what presenced answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/presence and directory.
 */
#include "presenced/presenced.h"

/* clang-format off */
const struct shape presenced_shapes[] = {
	{ "Person", "{ id: id, name: text }" },
	{ "Session", "{ id: id, session: id (the same), token: text (the cookie of the app holds it too; a second cookie, tl_device, makes the browser known for"
	    " 90 days: its wrong passwords are counted apart from those of strangers), app: 'workspace' | 'work' | 'admin', user: { id: id, name: text, username: text },"
	    " roles: [text], permissions: [text], opened_at: time, expires_at: time,"
	    " enrolling: bool (a second factor must be set up first, with this session), idle_min: int (minutes without activity that end it; 0: none do) }" },
	{ "OwnSession", "{ app: text, user: Person, roles: [text], permissions: [text] (as GET /permissions lists them, of a user; they hold within 5 s), expires_at: time, idle_min: int (minutes without activity that end it; 0: none do) }" },
	{ "SessionActivity", "{ idle_min: int (minutes without activity that end a session; 0: none do),"
	    " idle_left_s: int | null (seconds until this one ends so, the whole time while its user serves somebody; null: it does not) }" },
	{ "Providers", "{ data: [{ slug: text, name: text }], next_cursor: null }" },
	{ "PasswordRule", "{ password_min: int (characters) }" },
	{ "SecondFactor", "{ enabled: bool, required: bool, recovery_codes_left: int }" },
	{ "SecondFactorSecret", "{ secret: text (base32; shown once), uri: text (otpauth://, for a QR code), username: text, issuer: text }" },
	{ "RecoveryCodes", "{ recovery_codes: [text] (each good once; shown once) }" },
	{ "SecurityKey", "{ id: id, label: text, made_at: time, used_at: time | null (null: never) }" },
	{ "SecurityKeys", "{ data: [SecurityKey], next_cursor: null }" },
	{ "SecurityKeyOptions", "{ rp: { id: text, name: text }, user: { id: text, name: text, displayName: text }, challenge: text (base64url; all of this is what PublicKeyCredential.parseCreationOptionsFromJSON takes), pubKeyCredParams: [{ type: text, alg: int }],"
	    " timeout: int, excludeCredentials: [{ type: text, id: text, transports: [text] }], authenticatorSelection: { residentKey: text, userVerification: text },"
	    " attestation: text }" },
	{ "SecurityKeyRequest", "{ rpId: text, challenge: text (base64url; all of this is what PublicKeyCredential.parseRequestOptionsFromJSON takes), timeout: int, userVerification: text, allowCredentials: [{ type: text, id: text, transports: [text] }] }" },
	{ "user.shown", "{ second_factor: bool }" },
	{ "phone_number.shown", "{ assigned_to: { kind: 'user' | 'channel' | 'fax_number', id: id, name: text } | null }" },
	{ "ExtensionFree", "{ side: 'work' | 'agent', first: text | null (of the site's range; null: it has none), last: text | null,"
	    " free: int (how many nobody has), extension: text | null (the lowest of these) }" },
	{ "SessionLine", "{ id: id, app: text, opened_at: time, expires_at: time,"
	    " source: text | null (the address that logged in), device: text | null (what its login called it), own: bool (it is the one that asks) }" },
	{ "SessionsEnded", "{ ended: int }" },
	{ "external_contact.shown", "{ possible_duplicate_of: id | null (of an external contact with the same number or address, under another name) }" },
	{ "site.shown", "{ words: text (its address, as it is read out in an emergency call) }" },
	{ "tenant.shown", "{ mode: int, seats: int | null (that it has; null: as many as it likes), seats_used: int, work_licences: int | null, work_licences_used: int }" },
	{ "TenantLicences", "{ id: id, seats: int | null, seats_used: int, work_licences: int | null, work_licences_used: int }" },
	{ "Licence", "{ id: 'seat' | 'work', limit: int | null (that the organisation has; null: as many as it likes), used: int, free: int | null }" },
	{ "Permission", "{ id: text, roles: [text] (whose users can use it), words: text }" },
	{ "role.shown", "{ user_role: 'agent' | 'supervisor' | 'administrator' | null (whose users all have it; null: it is given to agent groups) }" },
	{ "TenantMade", "{ id: id, name: text, mode: int, time_zone: text, shard: id, administrator: { id: id, name: text, username: text } }" },
	{ "WorkStatus", "{ user: id, status: 'available' | 'dnd' | 'busy' | 'away' | 'invisible' (what was chosen),"
	    " message: text | null, until: time | null, since: time | null }" },
	{ "Forwarding", "{ forward_delay_s: int, forward_then: 'voicemail' | 'number' | 'end', forward_number: text | null (E.164),"
	    " work_number: text | null, work_extension: text | null }" },
	{ "WorkDevices", "{ data: [{ id: id, session: id (the same), device: text | null (what its login called it), idle: bool (nobody has touched it for a while),"
	    " since: time, own: bool (it is the one that asks) }], next_cursor: null }" },
	{ "Agent", "{ agent: id, name: text, site: id | null (to which they belong),"
	    " status: 'available' | 'work_offline' | 'on_break' | 'busy' | 'logged_out' (what was chosen),"
	    " stop_new: bool, code: id | null, code_name: text | null, since: time | null, until: time | null,"
	    " set_by: text (agent, supervisor or rule), set_by_name: text | null, reason: text | null,"
	    " occupancy: text, shown: text (what others are shown), shown_until: time | null (when that ends by itself), shown_since: time | null (since when it is shown; Busy: since the oldest conversation was taken), lease: text, lock_ends_at: time | null,"
	    " held_until: text | null (until when an emergency holds back what queues offer: a time, or infinity),"
	    " emergency: { phase: 'dialling' | 'in_call' | 'lock' | 'held' | 'remaining', since: time, lock_ends_at: time | null,"
	    " number: text | null (that was dialled last; null: unknown, or not for the caller to see), sent: text | null (the number that went with it: where the service calls back; null: none, or likewise), answered_at: time | null (null: nobody has answered it, nor called back) } | null,"
	    " idle_since_us: int | null, offer_ms: int | null, blending: bool (chats and a call at the same time),"
	    " load: int (in hundredths of a conversation), limit: int, chats: int, chats_limit: int, calls: int (0 or 1) }" },
	{ "Emergency", "{ phase: 'normal' | 'dialling' | 'in_call' | 'lock' | 'held' | 'remaining', since: time | null, lock_ends_at: time | null,"
	    " session_ends_at: time | null (when the login ends, the call aside), had_interactions: bool (some were open at dialling),"
	    " call: text | null (the last emergency call), number: text | null (that was dialled last), answered_at: time | null (null: nobody has answered it, nor called back), version: version }" },
	{ "Address", "{ name: text | null (of the place or the site), confirmed: bool, words: text | null (as it is read out), country: text | null, region: text | null,"
	    " city: text | null, postal_code: text | null, street: text | null, house_number: text | null, additional: text | null }" },
	{ "EmergencyCall", "{ call: id, agent: Person, site: Person | null, call_back: bool (the service calls the agent), number: text | null (that was dialled, or that calls back),"
	    " sent: text | null (the number that a dispatcher can call back), place: Address | null (as it was sent),"
	    " state: 'begun' | 'answered' | 'ended', begun_at: time, answered_at: time | null, ended_at: time | null,"
	    " elsewhere: bool (of a call back: somebody else answered it) }" },
	{ "Place", "{ id: id, name: text, country: text, region: text, city: text, postal_code: text, street: text, house_number: text, additional: text,"
	    " words: text (as it is read out), known: bool (it was confirmed last from where one is now) }" },
	{ "Location", "{ asks: bool (one speaks through the workspace, has a number or an extension, or the organisation a trunk, and has confirmed nothing), confirmed: bool, place: id | null (null: the site's address goes), shown: Address (as it goes with a call), call_back: text | null (the number that a dispatcher can call back),"
	    " own_number: bool (it is one's own), at: time | null, last: id | null (the place that was confirmed last), site: { id: id, name: text, country: text, words: text } | null, places: [Place] }" },
	{ "ContactNumber", "{ label: text, kind: 'phone' | 'fax', number: text (E.164), shown: text (as it was typed) }" },
	{ "ContactEmail", "{ label: text, email: text }" },
	{ "ContactLine", "{ id: text (user:12, service:3, external:7, personal:9), kind: 'user' | 'service' | 'external' | 'personal', name: text,"
	    " service: 'auto_attendant' | 'call_group' | 'call_queue' | null, company: text, department: text, title: text, site: text | null,"
	    " accounts: [ContactAccount] (of a user, those that one sees), extension: text | null (of a service),"
	    " numbers: [ContactNumber], emails: [ContactEmail], image: version | null (of a user's image, to fetch it by), favourite: bool }" },
	{ "ContactFound", "ContactLine & { notes?: text (this and the next with cards only), presence?: ContactPresence | null, version?: version | null,"
	    " actions?: [CardAction], possible_duplicate_of?: PossibleDuplicate | null, merged?: ContactMerge | null }" },
	{ "PossibleDuplicate", "{ id: text (of the contact: personal:9), name: text }" },
	{ "ContactMerge", "{ id: text (of the contact that was removed: personal:9), name: text, at: time }" },
	{ "ContactPresence", "{ user: id, work: { shown: text, message: text | null, until: time | null, last_seen: time | null } | null, agent: { online: bool } | null }" },
	{ "ContactAccount", "{ side: 'work' | 'agent', label: text, extension: text | null }" },
	{ "ContactCard", "{ id: text | null (a number without contact has none), kind: 'user' | 'service' | 'external' | 'personal' | 'number', name: text,"
	    " service: 'auto_attendant' | 'call_group' | 'call_queue' | null, company: text, department: text, title: text, site: text | null,"
	    " accounts: [ContactAccount], extension: text | null, numbers: [ContactNumber], emails: [ContactEmail], notes: text,"
	    " possible_duplicate_of: PossibleDuplicate | null (an earlier contact with the same number or address, under another name),"
	    " merged: ContactMerge | null (the newest merge into an own or external contact, if it can be undone),"
	    " presence: ContactPresence | null (of a user, what one may see),"
	    " image: version | null (of a user's image, to fetch it by), favourite: bool, version: version | null (of one's own contact, to change it by), actions: [CardAction] (those that one is offered) }" },
	{ "CardAction", "{ action: text (see directory.card_action), targets: [CardTarget] (by label; the first is the default) }" },
	{ "CardTarget", "{ label: text, extension?: text, number?: text (E.164), shown?: text, kind?: text, email?: text,"
	    " side?: 'work' | 'agent', user?: id }" },
	{ "Favourites", "{ version: version, contacts: [text] (ids, in one's own order) }" },
	{ "PeopleImported", "{ added: int, changed: int, unchanged: int, skipped: int, dry_run: bool,"
		" dropped: [{ name: text (as in the file), count: int (contacts that have it) }] (data of the file that a contact does not keep), items: [{ line: int, action: 'added' | 'changed' | 'unchanged' | 'skipped' (unchanged: in a dry run only),"
		" id?: id, name?: text, problem?: text, left_out?: [text],"
		" possible_duplicate_of?: { id?: id, line?: int (of this file), name: text } (a contact with the same number or address, under another name), changes?: json }] }" },
	{ "PersonalContact", "{ id: id, contact: text (as cards and favourites name it), name: text, company: text, department: text, title: text,"
	    " emails: [ContactEmail], numbers: [ContactNumber], notes: text, possible_duplicate_of: id | null (of a personal contact with the same number or address, under another name), version: version }" },
	{ "AddressBooks", "{ data: [OwnAddressBook], next_cursor: null }" },
	{ "OwnAddressBook", "{ id: id, name: text, provider: 'google' | 'microsoft', disabled: bool (an administrator has switched it off),"
	    " state: 'none' | 'idle' | 'reading' | 'login_needed' (none: not connected), problem: text | null (why the last round came to nothing),"
	    " connected_at: time | null, next_at: time | null (when it is read next), contacts: int (that came from it and are here),"
	    " so_far: int | null (persons that the round under way has read), rounds: [AddressBookRound] (the last ten, the newest first) }" },
	{ "AddressBookRound", "{ at: time, whole: bool (all was read; else what had changed), problem: text | null, added: int, changed: int, unchanged: int,"
	    " removed: int (deleted there and here), kept: int (deleted there, not here), skipped: int,"
	    " items: [AddressBookItem] (what happened to whom, the first 100) }" },
	{ "AddressBookItem", "{ action: 'added' | 'changed' | 'unchanged' | 'removed' | 'kept' | 'skipped', name?: text, id?: id (of the personal contact),"
	    " problem?: text (why), left_out?: [text] (numbers and addresses that are none, what is too long or too much), possible_duplicate_of?: id (of a contact with the same number or address, under another name) }" },
	{ "Block", "{ list: 'caller' | 'sender', number: text, at: time, contact: text | null (who it is, saved since) }" },
	{ "Call", "{ id: id, direction: 'in' | 'out', missed: bool, state: 'ringing' | 'talking' | 'missed' | 'answered' | 'answered_elsewhere' | 'declined' | 'not_answered',"
	    " cause: 'normal' | 'no_answer' | 'busy' | 'declined' | 'cancelled' | 'failed' | 'elsewhere' | 'voicemail' | 'voice_lost' | 'logged_out' | 'minutes_used' | null"
	    " (why it ended; elsewhere: another phone or account has it; voice_lost: the server that had it died; logged_out: the login of the page that was its phone ended;"
	    " minutes_used: its part of the day's minutes was used up), number: text | null (null: withheld, or a colleague's extension), began_at: time, answered_at: time | null, ended_at: time | null,"
	    " duration_ms: int | null, given: 'transfer' | 'consult' | null (how a colleague gave the call to one; consult: they asked, and did not put the caller through),"
	    " given_by: { id: id, name: text | null } | null, card: ContactCard | null (null: the number was withheld) }" },
	{ "MissedCalls", "{ calls: int (100: so many or more) }" },
	{ "Voicemail", "{ id: id, number: text | null, at: time, duration_ms: int, type: text, read: bool, deleted: bool, cut_off: bool (its end is missing),"
	    " queue: { id: id, name: text } | null (whose it is; null: one's own), interaction: id | null (of a queue's),"
	    " read_by: { id: id, name: text | null } | null (of a queue's), card: ContactCard | null }" },
	{ "Recording", "{ id: id, agent: { id: id, name: text | null }, interaction: id | null, queue_id: id | null, number: text | null, at: time,"
	    " duration_ms: int, part: int (each agent who talks begins another one), cut_off: bool (its end is missing), sound: bool (it can be heard), card: ContactCard | null,"
	    " queue: { id: id, name: text | null (it was deleted) } | null, customer: { id: id, name: text } | null (whose record the interaction has, if one may see it) }" },
	{ "FrontLine", "{ id: text (work:12 and agent:12 are a user's accounts, service:3 a service), kind: 'work' | 'agent' | 'service', name: text,"
	    " service: 'auto_attendant' | 'call_group' | 'call_queue' | null, extension: text | null, contact: text (its card: user:12, service:3),"
	    " own: bool (one's own Work line), chosen: bool }" },
	{ "DeskLines", "{ version: version, lines: [FrontLine] (those that one has chosen in one's own order, then the others; none: one has no front desk) }" },
	{ "Leg", "{ line: text, call: text (legs of one call have the same), direction: 'in' | 'out', state: 'ringing' | 'waiting' | 'active' | 'held', began_at: time,"
	    " since: time (of its state), number: text | null (of the other party; null: withheld, or a colleague's extension),"
	    " name: text | null (the company's contact who has it, else what the caller's network says), contact: text | null (user:12, service:3, external:7),"
	    " with: Person | null (who is on it, or is rung), actions: [text] (what whoever the line belongs to may do with it now) }" },
	{ "Desk", "DeskLines & { calls: [frame<leg, Leg>] (on the lines that one has chosen, the longest first; news on the stream), more: bool (there are more than 500) }" },
	{ "BlockSettings", "{ block_unknown_senders: bool }" },
	{ "StatusCodes", "{ data: [{ id: id, status: text, name: text }], next_cursor: null,"
	    " required: [text] (statuses that need a code) }" },
	{ "widget.shown", "{ key: text (by which pages name it: no secret) }" },
	{ "channel.shown", "{ channel_kind: text (what comes by it is called so: 'sms', 'web_chat', 'voice'; more may come) }" },
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
