/*
 * The form of a user: its fields, what is typed and what is sent, and what becomes of both when somebody else has saved meanwhile. Pure.
 * The order is the form's.
 */
import type { Person } from './things.ts';

export type Value = string | boolean | readonly string[];
export type Draft = Readonly<Record<string, Value>>;

/** word: null when empty; number: an integer; seconds: milliseconds there, seconds here. */
type Kind = 'text' | 'word' | 'number' | 'seconds' | 'flag' | 'list';

interface Row {
  name: string;
  word: string;
  kind: Kind;
  /** A new one has it (SP-2). */
  required?: boolean;
  /** Of a new one. */
  begins?: Value;
}

export const FIELDS: readonly Row[] = [
  { name: 'first_name', word: 'First name', kind: 'text', required: true },
  { name: 'last_name', word: 'Last name', kind: 'text', required: true },
  { name: 'email', word: 'E-mail', kind: 'word', required: true },
  { name: 'username', word: 'User name', kind: 'text', required: true },
  { name: 'name', word: 'Name that others see', kind: 'text' },
  { name: 'site_id', word: 'Site', kind: 'word', required: true },
  { name: 'department', word: 'Department', kind: 'text' },
  { name: 'role', word: 'Role', kind: 'text', begins: 'agent' },
  { name: 'group_id', word: 'Agent group', kind: 'word' },
  { name: 'supervises', word: 'Supervises', kind: 'list' },
  { name: 'disabled', word: 'Disabled', kind: 'flag' },
  { name: 'has_seat', word: 'Contact-center seat', kind: 'flag' },
  { name: 'has_work', word: 'Work licence', kind: 'flag' },
  { name: 'work_number', word: 'Phone number', kind: 'word' },
  { name: 'work_extension', word: 'Work extension', kind: 'word' },
  { name: 'forward_delay_s', word: 'Rings for', kind: 'number', begins: '30' },
  { name: 'forward_then', word: 'Then', kind: 'text', begins: 'voicemail' },
  { name: 'forward_number', word: 'To the number', kind: 'word' },
  { name: 'agent_extension', word: 'Agent extension', kind: 'word' },
  { name: 'phone_mode', word: 'Calls ring', kind: 'text', begins: 'workspace' },
  { name: 'workplace_phone', word: 'Workplace Phone', kind: 'word' },
  { name: 'sip_uri', word: 'SIP URL', kind: 'word' },
  { name: 'agent_device', word: 'Dedicated agent device', kind: 'flag' },
  { name: 'offer_ms', word: 'Offers ring for', kind: 'seconds' },
];

const BY_NAME = new Map(FIELDS.map((one) => [one.name, one]));
export const wordOf = (name: string): string => BY_NAME.get(name)?.word ?? name;

const EMPTY: Record<Kind, Value> = { text: '', word: '', number: '', seconds: '', flag: false, list: [] };

function shown(kind: Kind, value: unknown): Value {
  if (value === null || value === undefined) return EMPTY[kind];
  if (kind === 'seconds') return String((value as number) / 1000);
  return kind === 'flag' || kind === 'list' ? (value as Value) : String(value);
}

/** As it stands in the form; null: of a new user. */
export const draftOf = (person: Person | null): Draft =>
  Object.fromEntries(FIELDS.map(({ name, kind, begins }) => [name, person ? shown(kind, person[name as keyof Person]) : (begins ?? EMPTY[kind])]));

/** What is no number goes as it was typed: the server says so at the field. */
const whole = (text: string, factor: number) => (/^-?\d{1,6}$/.test(text) ? Number(text) * factor : text);

function sent(kind: Kind, value: Value): unknown {
  const text = typeof value === 'string' ? value.trim() : '';
  switch (kind) {
    case 'text': return text;
    case 'word': return text || null;
    case 'number': return whole(text, 1);
    case 'seconds': return text ? whole(text, 1000) : null;
    default: return value;
  }
}

const same = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** What differs from what was read; of a new one all that is said. */
export const bodyOf = (draft: Draft, base: Draft): Record<string, unknown> =>
  Object.fromEntries(FIELDS.filter(({ name }) => !same(draft[name], base[name])).map(({ name, kind }) => [name, sent(kind, draft[name]!)]));

const ofParts = (it: Draft) => `${it['first_name']} ${it['last_name']}`.trim();
const isOfParts = (it: Draft) => it['name'] !== '' && it['name'] === ofParts(it);

/** What is typed, with the name that others see following its parts as long as it is made of them. */
export function typed(draft: Draft, part: Record<string, Value>): Draft {
  const next = { ...draft, ...part };
  return isOfParts(draft) && !('name' in part) ? { ...next, name: ofParts(next) } : next;
}

/** Which fields a new user needs and has not. */
export const missing = (draft: Draft): Record<string, string> =>
  Object.fromEntries(FIELDS.filter(({ name, required }) => required && draft[name] === '').map(({ name }) => [name, 'Is missing.']));

/** Theirs where only they have changed it, mine elsewhere. both: changed by both, to different values. */
export function merge(base: Draft, mine: Draft, theirs: Draft): { draft: Draft; theirs: string[]; both: string[] } {
  const follows = [base, mine, theirs].every(isOfParts); // the name that others see is nobody's matter then
  const changed = FIELDS.map(({ name }) => name).filter((name) => !(follows && name === 'name') && !same(base[name], theirs[name]) && !same(mine[name], theirs[name]));
  const both = changed.filter((name) => !same(base[name], mine[name]));
  const alone = changed.filter((name) => same(base[name], mine[name]));
  const draft: Draft = { ...mine, ...Object.fromEntries(alone.map((name) => [name, theirs[name]!])) };
  return { draft: follows ? { ...draft, name: ofParts(draft) } : draft, theirs: alone, both };
}
