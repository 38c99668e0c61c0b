/*
 * Everything the page says in words: times, statuses, delivery states, reasons,
 * problems. Pure; the time and the locale are parameters. What only the live view and Why say stands in live_words.ts, which is loaded with them.
 */
import type { Agent, BoardAgent, Delivery, Message, Queue, QueueCall, Visitor } from './types.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A running time for a narrow column: 0:52, 12:41, 1:02:05, 3 d 4 h. */
export function span(ms: number): string {
  const t = Math.max(0, Math.floor(ms / SECOND));
  const pad = (n: number) => String(n).padStart(2, '0');
  if (ms >= DAY) return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
  if (ms >= HOUR) return `${Math.floor(t / 3600)}:${pad(Math.floor(t / 60) % 60)}:${pad(t % 60)}`;
  return `${Math.floor(t / 60)}:${pad(t % 60)}`;
}

/** The same for the ear: "1 minute 8 seconds". Hours drop the seconds. */
export function spoken(ms: number): string {
  const t = Math.max(0, Math.floor(ms / SECOND));
  const parts: [number, string][] =
    t >= 3600
      ? [[Math.floor(t / 3600), 'hour'], [Math.floor(t / 60) % 60, 'minute']]
      : [[Math.floor(t / 60), 'minute'], [t % 60, 'second']];
  const words = parts.filter(([n]) => n > 0).map(([n, w]) => `${n} ${w}${n === 1 ? '' : 's'}`);
  return words.join(' ') || '0 seconds';
}

/** How a moment is written. */
const MOMENTS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  week: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  year: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/* Making one takes some hundred times as long as using it. A page has one locale and a few zones; the machine's own may change under it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function written(as: keyof typeof MOMENTS | 'date', at: string | number, locale?: string, zone?: string): string {
  const moment = new Date(at), key = `${as} ${locale} ${zone ?? moment.getTimezoneOffset()}`;
  let format = formats.get(key);
  if (!format) {
    format = as === 'date' ? new Intl.DateTimeFormat('en-CA', { timeZone: zone }) : new Intl.DateTimeFormat(locale, { ...MOMENTS[as], timeZone: zone });
    formats.set(key, format);
  }
  return format.format(moment);
}

export function clockTime(at: string | number, locale?: string, zone?: string): string {
  return written('clock', at, locale, zone);
}

/** For what comes within a few days: Fri 08:00. */
export function weekTime(at: string, locale?: string, zone?: string): string {
  return written('week', at, locale, zone);
}

/** For what counts to the second. */
export function clockSeconds(at: string | number, locale?: string, zone?: string): string {
  return written('seconds', at, locale, zone);
}

/** Today, Yesterday, 12 Nov, 12 Nov 2025. */
export function dayWord(at: string, now: number, locale?: string, zone?: string): string {
  const then = written('date', at, undefined, zone), today = written('date', now, undefined, zone);
  if (then === today) return 'Today';
  // By the calendar, in UTC: where the clock changes, a day has 23 or 25 hours.
  if (then === new Date(Date.parse(today) - DAY).toISOString().slice(0, 10)) return 'Yesterday';
  return written(then.slice(0, 4) === today.slice(0, 4) ? 'day' : 'year', at, locale, zone);
}

/** The same within a sentence. */
export function dayInText(at: string, now: number): string {
  const word = dayWord(at, now);
  return /^(Today|Yesterday)$/.test(word) ? word.toLowerCase() : word;
}

const NUMBERS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

export function countWord(n: number): string {
  return NUMBERS[n] ?? String(n);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** snake_case from a later release still reads as words. */
export function plain(name: string): string {
  return capital(name.replaceAll('_', ' '));
}

/* ---- statuses ---------------------------------------------------------------- */

export type Shape = 'disc' | 'square' | 'square-bar' | 'half' | 'ring' | 'pause' | 'cross' | 'triangle';
export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'soft';

export interface StatusWord {
  word: string;
  shape: Shape;
  tone: Tone;
}

const STATUSES: Record<string, StatusWord> = {
  available: { word: 'Available', shape: 'disc', tone: 'good' },
  busy: { word: 'Busy', shape: 'square', tone: 'bad' },
  busy_stop_new: { word: 'Busy, Stop New', shape: 'square-bar', tone: 'bad' },
  post_processing: { word: 'Post Processing', shape: 'half', tone: 'info' },
  work_offline: { word: 'Work Offline', shape: 'ring', tone: 'soft' },
  on_break: { word: 'On Break', shape: 'pause', tone: 'warn' },
  logged_out: { word: 'Logged Out', shape: 'cross', tone: 'soft' },
  disconnected: { word: 'Disconnected', shape: 'triangle', tone: 'warn' },
};

export function statusWord(shown: string): StatusWord {
  return STATUSES[shown] ?? { word: plain(shown), shape: 'ring', tone: 'soft' };
}

/** What follows from what an agent does, and is chosen by nobody; what the time beside it counts from, and whether it ends by itself (SV-6). */
const FOLLOWS: Record<string, { why: string; time: string; ends: boolean }> = {
  busy: { why: 'in a conversation', time: 'longest conversation', ends: false },
  post_processing: { why: 'in wrap-up', time: 'since it ended', ends: true },
  disconnected: { why: 'connection lost', time: 'since it was lost', ends: true },
};
const followed = ({ shown, status }: { shown?: string; status?: string }) => (shown === undefined || shown === status ? undefined : FOLLOWS[shown]);

export const sinceWords = (it: { shown: string; status?: string }): string => followed(it)?.time ?? 'in this status';

const REASONS: Record<string, string> = {
  stop_new_done: 'Stop New, and the last work is done',
  status: 'your status changed',
  lease: 'your connection was lost',
  offer_expired: 'an offer was missed',
  offer_rejected: 'an offer was rejected',
  stop_new: 'Stop New is on',
  lease_logout: 'the workspace was away for too long',
  session_idle: 'no activity for too long',
  emergency: 'an emergency call',
  login: 'login',
  to_voicemail: 'do not disturb at Work: the call went to your voicemail',
};

/** What an agent's own phone made of an offer, when nobody pressed anything (SP-7, SP-4). */
const PHONES: Record<string, string> = {
  do_not_disturb: 'do not disturb at Work: the caller keeps their place',
  number_refused: 'the dial plan does not allow your Workplace Phone',
  no_phone: 'you have no phone that rings: turn this page\'s phone on, or ask your administrator for one',
  unreachable: 'your phone can\'t be reached',
  busy: 'your phone is busy',
};

export const phoneWords = (cause: string | null): string | null => (cause === null ? null : (PHONES[cause] ?? null));

export function reasonWords(reason: string | null): string {
  return reason === null ? '' : (REASONS[reason] ?? plain(reason).toLowerCase());
}

export function whoSet(agent: Agent): string {
  const follows = followed(agent);
  return follows ? `${statusWord(agent.shown).word} ${follows.why}. ${statusWord(agent.status).word}: ${chooser(agent).replace(/^./, (first) => first.toLowerCase())}` : chooser(agent);
}

function chooser(agent: Agent): string {
  const why = reasonWords(agent.reason);
  if (agent.set_by === 'supervisor') {
    return `Set by ${agent.set_by_name ?? 'a supervisor'}${agent.reason ? `: ${agent.reason}` : ''}`;
  }
  if (agent.set_by === 'rule') return why ? `Set by a rule: ${why}` : 'Set by a rule';
  return 'Chosen by you';
}

const RULES: Record<string, string> = {
  offer_expired: 'a missed offer',
  offer_rejected: 'a rejected offer',
  lease_logout: 'a workspace that was away for too long',
  session_idle: 'no activity for too long',
  stop_new_done: 'Stop New',
  emergency: 'an emergency call',
  login: 'the login',
};

type SetBy = Pick<BoardAgent, 'since' | 'set_by'> & Partial<Pick<BoardAgent, 'set_by_name' | 'reason' | 'until' | 'shown' | 'shown_until' | 'status'>>;

/** Who or what set another's status, when, and until when (SV-6): "by a missed offer at 14:02". What nobody set says why it is so, and what was set. */
export function setWords(it: SetBy, locale?: string, zone?: string): string {
  const follows = followed(it), ends = follows ? follows.ends && it.shown_until : it.until, until = ends ? `, until ${clockTime(ends, locale, zone)}` : '';
  return follows ? `${follows.why}${until} (${statusWord(it.status ?? 'available').word} ${chosenWords(it, '', locale, zone)})` : chosenWords(it, until, locale, zone);
}

function chosenWords(it: SetBy, until: string, locale?: string, zone?: string): string {
  const rule = it.reason ? (RULES[it.reason] ?? `a rule (${reasonWords(it.reason)})`) : 'a rule';
  const who = it.set_by === 'rule' ? rule : it.set_by === 'supervisor' ? (it.set_by_name ?? 'a supervisor') : 'their own choice';
  const when = it.since ? ` at ${clockTime(it.since, locale, zone)}` : '';
  const why = it.set_by === 'supervisor' && it.reason ? `: ${it.reason}` : '';
  return `by ${who}${when}${until}${why}`;
}

/** What can't be divided shows a dash, not a hundred percent. */
export const NONE = '–';

/* ---- delivery ------------------------------------------------------------------ */

export interface DeliveryWord {
  word: string;
  tone: 'soft' | 'good' | 'bad' | 'warn';
  again: boolean;
}

const DELIVERIES: Record<string, DeliveryWord> = {
  held: { word: 'held until quiet hours end', tone: 'soft', again: false },
  queued: { word: 'queued', tone: 'soft', again: false },
  sending: { word: 'sending', tone: 'soft', again: false },
  sent: { word: 'sent', tone: 'soft', again: false },
  delivered: { word: 'delivered', tone: 'good', again: false },
  undelivered: { word: 'not delivered', tone: 'bad', again: true },
  failed: { word: 'failed', tone: 'bad', again: true },
  expired: { word: 'not sent in time', tone: 'bad', again: true },
  rejected: { word: 'refused by the carrier', tone: 'bad', again: true },
  blocked: { word: 'blocked: the customer has opted out', tone: 'bad', again: false },
  cancelled: { word: 'cancelled', tone: 'soft', again: false },
  unknown: { word: 'not known whether it was sent', tone: 'warn', again: true },
};

export function deliveryWord(delivery: Delivery, locale?: string, zone?: string): DeliveryWord {
  const known = DELIVERIES[delivery.state] ?? {
    word: plain(delivery.state).toLowerCase(),
    tone: 'soft' as const,
    again: false,
  };
  if (delivery.held_until) return { ...known, word: `held until ${weekTime(delivery.held_until, locale, zone)}` };
  const reason = delivery.reason?.trim();
  if (!reason || known.tone === 'good' || known.word.includes(':')) return known;
  const words = /^[a-z0-9_]+$/.test(reason) ? plain(reason).toLowerCase() : reason;
  return { ...known, word: `${known.word}: ${words}` };
}

/** Of a text that has not reached its customer, or of which nobody knows; null: any other message. */
export function failure({ direction, delivery }: { direction: string; delivery: Delivery | null }): DeliveryWord | null {
  const known = direction === 'out' && delivery ? deliveryWord(delivery) : null;
  return known?.tone === 'bad' || known?.tone === 'warn' ? known : null;
}

/* ---- files that came with a message ---------------------------------------------- */

/** What stands for a text without words (smsgw/hooks.c). */
export const NO_WORDS = '[media]';

/** Where the law asks that they are told (MS-1). */
export const NOTICE = 'Supervisors may read along in this conversation.';

/** A file that came alone has no words to show. */
export const hasWords = ({ text, attachments }: { text: string; attachments?: unknown[] }) => !attachments || (text !== '' && text !== NO_WORDS);

const FILE_NOUNS: Record<string, string> = {
  image: 'Picture', video: 'Video', audio: 'Sound', 'application/pdf': 'PDF document', 'text/vcard': 'Contact card',
};

export function fileNoun(type: string | null): string {
  return (type && (FILE_NOUNS[type] ?? FILE_NOUNS[type.split('/')[0]!])) ?? 'File';
}

const SUFFIXES: Record<string, string> = { jpeg: 'jpg', '3gpp': '3gp', mpeg: 'mp3', vcard: 'vcf' };

/** As it is saved: "picture-17.jpg". */
export function fileName(id: string, type: string | null): string {
  const kind = type?.split('/')[1] ?? '';
  return `${fileNoun(type).split(' ')[0]!.toLowerCase()}-${id}${kind && `.${SUFFIXES[kind] ?? kind}`}`;
}

export function fileSize(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/* ---- people, numbers, channels --------------------------------------------------- */

export function initials(name: string): string {
  const letters = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const first = letters[0]?.charAt(0) ?? '#';
  return (letters.length > 1 ? first + letters[letters.length - 1]!.charAt(0) : first).toUpperCase();
}

const TWO_DIGIT = new Set(
  ('20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 ' +
    '65 66 81 82 84 86 90 91 92 93 94 95 98').split(' '),
);

/** Those that a text can be sent to: neither web chats and e-mail addresses nor withheld numbers. */
export const textable = (numbers: string[]) => numbers.filter((one) => !/^(web|mail|call):/.test(one));

/** E.164 in groups for the eye. Not a numbering plan: it only puts spaces. */
export function phone(number: string): string {
  if (number.startsWith('web:')) return 'Visitor'; // of a web chat: who has no number
  if (number.startsWith('call:')) return 'Withheld number';
  if (number.startsWith('mail:')) return number.slice(5);
  if (!/^\+\d{7,15}$/.test(number)) return number;
  const digits = number.slice(1);
  const head = /^[17]/.test(digits) ? 1 : TWO_DIGIT.has(digits.slice(0, 2)) ? 2 : 3;
  const rest = digits.slice(head);
  const groups: string[] = [];
  for (let i = 0; i < rest.length; ) {
    const size = rest.length - i === 4 || rest.length - i === 2 ? rest.length - i : 3;
    groups.push(rest.slice(i, i + size));
    i += size;
  }
  return `+${digits.slice(0, head)} ${groups.join(' ')}`;
}

const CHANNELS: Record<string, string> = { sms: 'SMS', web: 'Chat', chat: 'Chat', voice: 'Call', agents: 'Agents' };

/** Who it is: the record's name, what a web chat's visitor calls themselves, the number. */
export const caller = (it: { customer?: { name: string } | null; number: string; visitor?: Visitor | null }) => it.customer?.name ?? it.visitor?.name ?? phone(it.number);

/** How a call is, for who has it. */
export function callWords(it: { state: string; call?: QueueCall | null }): string {
  switch (it.call?.state) {
    case 'waiting': return 'Waiting';
    case 'ringing': return it.state === 'assigned' ? 'Your phone rings: pick it up' : 'Ringing';
    case 'talking': return it.call.muted ? 'In the call, muted' : 'In the call';
    case 'held': return it.call.held_by === 'phone' ? 'On hold, by the phone' : 'On hold';
    default: return 'The call is over';
  }
}

export function channelWord(kind: string): string {
  return CHANNELS[kind] ?? plain(kind);
}

/** The line under a customer in the list. */
export function preview(message: Message | undefined): string {
  return message?.text.replace(/\s+/g, ' ').trim() ?? '';
}

/** Controls that turn the direction of the text after them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** What a customer wrote, for the middle of a sentence of ours that is no markup (else: <bdi>). */
export function isolated(text: string): string {
  return `\u2068${text.replace(TURNS, '')}\u2069`;
}

/* ---- why me ------------------------------------------------------------------------ */

const RANKS: Record<string, string> = {
  level: 'highest skill level',
  skill_level: 'highest skill level',
  load: 'most room',
  share: 'most room',
  capacity: 'most room',
  idle: 'longest without work',
  idle_since: 'longest without work',
  longest_idle: 'longest without work',
  only: 'the only one who can take it',
  last_agent: 'you wrote with them last',
};

/** The reason of an offer: words as they come, or the fields of an explanation. */
export function whyWords(why: unknown): string {
  if (typeof why === 'string') return RANKS[why] ?? (/^[a-z_]+$/.test(why) ? plain(why).toLowerCase() : why);
  if (Array.isArray(why)) return why.map(whyWords).filter(Boolean).join(', ');
  if (typeof why !== 'object' || why === null) return '';
  const it = why as Record<string, unknown>;
  if (typeof it['text'] === 'string') return it['text'];
  if (typeof it['skill'] === 'string') return `${it['skill']} ${it['level'] ?? ''}`.trim();
  const words = [whyWords(it['skills']), whyWords(it['by'] ?? it['rule'] ?? it['decided_by'])];
  if (it['candidates'] === 1) words.push(RANKS['only']!);
  return [...new Set(words.filter(Boolean))].join(', ');
}

/* ---- nothing to do ------------------------------------------------------------------- */

function waiters(queues: Queue[]): string {
  const all = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const busy = queues.filter((queue) => queue.waiting > 0);
  if (all === 0) return 'nobody waiting';
  const who = all === 1 ? 'one person waits' : `${countWord(all)} people wait`;
  return busy.length === 1 ? `${who} in ${busy[0]!.name}` : `${who} in ${countWord(busy.length)} queues`;
}

/** What the middle of the page says when no conversation is open. */
export function emptyWords(agent: Agent, queues: Queue[], locale?: string, zone?: string): string {
  const since = clockTime(agent.since, locale, zone);
  const wait = waiters(queues);
  const some = queues.some((queue) => queue.waiting > 0);
  if (queues.length === 0) return 'No queue lets you in: ask your supervisor.';
  const mine = `${capital(countWord(queues.length))} queue${queues.length === 1 ? '' : 's'}`;
  switch (agent.status) {
    case 'available':
      if (agent.stop_new) return `Available since ${since}, Stop New is on: nothing new is offered.`;
      return `Available since ${since}. ${mine}, ${wait}.`;
    case 'on_break':
      return some ? `You are on break; ${wait}.` : `You are on break since ${since}. Nobody is waiting.`;
    case 'work_offline':
      return `You work offline since ${since}: no queue offers you anything${some ? `; ${wait}` : ''}.`;
    case 'busy':
      return 'An emergency call holds your status. No queue offers you anything.';
    default:
      return `${statusWord(agent.shown).word} since ${since}. ${mine}, ${wait}.`;
  }
}

/* ---- problems -------------------------------------------------------------------------- */

const PROBLEMS: Record<string, string> = {
  offer_already_accepted: 'This offer has been accepted already.',
  offer_ended: 'This offer has ended.',
  offer_pending: 'Somebody is being asked about this already.',
  capacity_full: 'You have no room left: end a conversation first.',
  interaction_ended: 'This conversation has ended already.',
  conversation_closed: 'This conversation is closed: nothing can be sent any more.',
  opted_out: 'The customer has opted out (STOP): nothing can be sent from this number.',
  quiet_hours: 'It is quiet hours where the customer is: no text may be started now.',
  country_not_allowed: 'Texts to this country are not allowed.',
  not_yours: 'This belongs to another agent now.',
  not_logged_in: 'You are logged out: log in again to choose a status.',
  code_missing: 'This status needs a reason.',
  code_unknown: 'This reason does not exist any more.',
  locked: 'An emergency call holds your status.',
  emergency_runs: 'An emergency call holds your status, and this would end a page of yours that may have the call: the menu\'s Log out says what is lost.',
  may_not_reject: 'You may not reject offers.',
  unknown_case: 'This case is closed, or belongs to another customer.',
  not_in_wrap_up: 'This conversation is not in wrap-up.',
  open_interactions: 'You still have open conversations.',
  monitoring_off: 'Monitoring is off here: nobody may look.',
};

/** One sentence for a person: what the server says, else what we know about the type. */
export function problemWords(type: string, title: string, detail: string | null): string {
  return PROBLEMS[type] ?? detail ?? title;
}

/* ---- login ------------------------------------------------------------------- */

const LOGIN_WORDS: Record<string, string> = {
  expired: 'That took too long, or began in another window. Try again.',
  denied: 'The identity provider did not log you in.',
  provider: 'The identity provider does not answer. Try again in a moment.',
  busy: 'Many log in there just now. Try again in a moment.',
  refused: 'The answer of the identity provider was not accepted. Ask your administrator.',
  untrusted: 'This identity provider may not say yet who you are here. Ask your administrator to mark its claim as trusted.',
  unknown_user: 'Nobody here is linked to that account. Ask your administrator.',
  no_licence: 'This user has no licence for this application.',
  factor: 'Log in again to set up your second factor.',
};

/** Why a login did not come to its end; a word from a later release is a failure like any other. */
export function loginWords(word: string | null): string | null {
  if (word === null) return null;
  return LOGIN_WORDS[word] ?? 'The login did not work. Try again.';
}

/** Where an e-mail to somebody is written: what stands in their address is no part of ours. */
export const mailTo = (address = ''): string => `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`;

/** Of a telephone. */
export const keysWords = (n: number): string => (n === 1 ? '1 key' : `${n} keys`);
