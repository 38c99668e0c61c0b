/*
 * shapes - what voiced answers, by name, for the API document (common/http/README.md).
 *
 * Owns: the words; what makes the answers stands in sql/functions/voice.
 */
#include "voiced/voiced.h"

/* clang-format off */
const struct shape voiced_shapes[] = {
	{ "Device", "{ id: id, version: version, user_id: id, side: 'work' | 'agent', label: text, username: text, realm: text,"
	    " servers: [text] (SIP URIs to register with), algorithm: 'SHA-256' | 'MD5',"
	    " allowed: bool (false: its user has no licence for it any more, or is disabled), registered: bool,"
	    " created_at: time, rotated_at: time }" },
	{ "Binding", "{ contact: text, source: text, transport: text, agent: text (User-Agent), since: time, expires_at: time }" },
	{ "IceServer", "{ urls: [text], username?: text, credential?: text }" },
	{ "PhoneToken", "{ id: id, token: text | null (good for one socket, or to renew one), expires_at: time, username: text (From of all that the page"
	    " sends; nobody types it), name: text, phone_mode: 'workspace' | 'forward' | 'sip_uri', path: text (of the socket),"
	    " ice_servers: [IceServer] }" },
	{ "caller_id.shown", "{ number: text (E.164) }" },
	{ "call_limit.shown", "{ price_class: 'free' | 'national' | 'mobile' | 'international' | 'premium' }" },
	{ "Dial", "{ kind: 'emergency' | 'extension' | 'code' | 'number' | 'refused', number: text (as it is dialled; of a number E.164),"
	    " allowed: bool, reason: text | null, detail: text | null (the reason for people),"
	    " price_class: 'free' | 'national' | 'mobile' | 'international' | 'premium' | null, caller_id: text | null (what would be shown),"
	    " caller_ids: [{ number: text, source: 'own' | 'site' | 'group', allowed: bool (false: a queue's, and the agent is not Available) }] (what may be shown, the default first) }" },
	{ "PhoneCheckStep", "{ name: 'browser' | 'microphone' | 'socket' | 'media', state: 'good' | 'untested' | 'bad', problem: text | null, what: text | null"
	    " (in a sentence), remedy: text | null }" },
	{ "PhoneChecked", "{ at: time, agent: text (User-Agent), good: bool (all of it was tested, and is), state: 'good' | 'untested' | 'bad', steps: [PhoneCheckStep],"
	    " socket_ms: int | null, round_trip_ms: int | null, jitter_ms: int | null, loss_percent: int | null }" },
	{ "PhoneCheck", "{ user_id: id, side: 'work' | 'agent', phone_mode: 'workspace' | 'forward' | 'sip_uri', number: text | null (to try sound with), pages: int"
	    " (that are phones now), last: PhoneChecked | null }" },
	{ "Greeting", "{ use: 'welcome' | 'music' | 'waiting' | 'closed' | 'overflow' | 'callback' | 'voicemail', own: bool (false: the standard one),"
	    " duration_ms: int | null, at: time | null }" },
	{ NULL, NULL },
};
/* clang-format on */
