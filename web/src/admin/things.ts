/*
 * What administrators keep, as the API has it: users, numbers, sites, phones, sessions; reading and writing of it. Nothing is judged here: the
 * server says what is wrong, and at which field.
 */
import { Problem, call, command, whole, type List } from '../api.ts';
import { onUnauthorized } from '../commands.ts';
import { wordsOf as fieldsOf } from '../field_words.ts';
import type { Id, SessionLine, Time, Version } from '../types.ts';

export interface Thing { id: Id; version: Version; warnings?: Warning[] }
/** What the linter found of all that a write may have changed. */
export interface Warning { kind: string; resource: string; id: Id; words: string }
export interface Named extends Thing { name: string }

export interface Person extends Named {
  username: string;
  first_name: string;
  last_name: string;
  email: string | null;
  role: string;
  has_seat: boolean;
  has_work: boolean;
  group_id: Id | null;
  supervises: Id[];
  site_id: Id | null;
  department: string;
  offer_ms: number | null;
  disabled: boolean;
  second_factor: boolean;
  work_number: string | null;
  work_extension: string | null;
  agent_extension: string | null;
  phone_mode: string;
  workplace_phone: string | null;
  sip_uri: string | null;
  agent_device: boolean;
  forward_delay_s: number;
  forward_then: string;
  forward_number: string | null;
}

export interface Line extends Thing {
  number: string;
  state: 'available' | 'claimed' | 'assigned' | 'released';
  assigned_to: { kind: 'user' | 'channel' | 'fax_number'; id: Id; name: string } | null;
}

export interface Site extends Named {
  country: string;
  address: string;
  street: string;
  house_number: string;
  postal_code: string;
  city: string;
  region: string;
  additional: string;
  /** All of it, as the server reads it out. */
  words: string;
  call_back_number: string | null;
  security_emails: string[];
  security_numbers: string[];
  work_first: string | null;
  work_last: string | null;
  agent_first: string | null;
  agent_last: string | null;
}

export interface Organisation extends Named {
  seats: number | null;
  seats_used: number;
  work_licences: number | null;
  work_licences_used: number;
  offer_in_dnd: string;
  emergency_numbers: string[];
  emergency_services: string[];
  keep_line_free: boolean;
  session_ms: number | null;
  session_idle_min: number;
  password_min: number;
}

export interface Phone extends Thing {
  user_id: Id;
  side: 'work' | 'agent';
  label: string;
  username: string;
  realm: string;
  servers: string[];
  algorithm: 'SHA-256' | 'MD5';
  allowed: boolean;
  registered: boolean;
  /** In the answer that makes it alone. */
  password?: string | null;
  bindings?: { contact: string; source: string; transport: string; agent: string; since: Time; expires_at: Time }[];
}

export interface Free { first: string | null; last: string | null; free: number; extension: string | null }

/** What went wrong: of the fields, and in words for all of it. */
export interface Refusal { text: string; type: string; fields: Readonly<Record<string, string>> }
/** Somebody else wrote meanwhile: the thing as it is now; null: gone. */
export class Overtaken<T> { constructor(readonly now: T | null) {} }

export function wordsOf(error: unknown): string {
  if (error instanceof Problem && error.status === 401) onUnauthorized.call();
  return fieldsOf(error);
}

export function refusalOf(error: unknown): Refusal {
  const all = wordsOf(error), errors = error instanceof Problem ? error.body.errors ?? [] : [];
  const fields: Record<string, string> = {};
  for (const { pointer, detail } of errors) fields[pointer.slice(1).split('/')[0]!] ??= detail;
  return { text: error instanceof Problem && error.body.detail ? error.body.detail : all, type: error instanceof Problem ? error.type : '', fields };
}

const path = (noun: string, id?: Id) => (id === undefined ? `/${noun}` : `/${noun}/${id}`);
const asked = (page: string, filter: Record<string, string>) => {
  const all = new URLSearchParams(page);
  for (const [name, value] of Object.entries(filter)) if (value !== '') all.set(name, value);
  return all;
};

export const list = <T>(noun: string, filter: Record<string, string> = {}, page = 'limit=200') => call<List<T>>('GET', `${path(noun)}?${asked(page, filter)}`);
export const get = <T>(noun: string, id: Id) => call<T>('GET', path(noun, id));
export const make = <T>(noun: string, body: object) => command<T>('POST', path(noun), body);

/** With the version that was read: Overtaken where it is another one now. */
export async function change<T>(noun: string, id: Id, version: Version, body: object): Promise<T> {
  try {
    return await command<T>('PATCH', path(noun, id), body, { version });
  } catch (error) {
    if (error instanceof Problem && error.type === 'stale_version') throw new Overtaken<T>((error.body.state as T | undefined) ?? await get<T>(noun, id).catch(() => null));
    if (error instanceof Problem && error.type === 'not_found') throw new Overtaken<T>(null);
    throw error;
  }
}

export const remove = (noun: string, id: Id, version: Version) => command<unknown>('DELETE', path(noun, id), undefined, { version });

/** All of a few: sites, groups. */
export const all = <T>(noun: string, filter: Record<string, string> = {}) => whole<T>((page) => list<T>(noun, filter, page));

export const organisation = () => list<Organisation>('tenants').then(({ data }) => data[0]!);
export const suggest = (site: Id, side: 'work' | 'agent') => call<Free>('GET', `/sites/${site}/extension?side=${side}`);

export const rotate = (phone: Id) => command<Phone>('POST', `/devices/${phone}/rotate`);
export const phonesOf = (user: Id) => list<Phone>('devices', { user_id: user }).then(({ data }) => Promise.all(data.map((one) => (one.registered ? get<Phone>('devices', one.id) : one))));

export const sessionsOf = (user: Id) => call<List<SessionLine>>('GET', `/users/${user}/sessions?limit=200`).then(({ data }) => data);
/** confirm: also of an agent in an emergency (EM-6). */
const sure = (confirm: boolean) => (confirm ? '?confirm=true' : '');
export const endSession = (user: Id, session: Id, confirm: boolean) => command<unknown>('DELETE', `/users/${user}/sessions/${session}${sure(confirm)}`);
export const endSessions = (user: Id, confirm: boolean) => command<unknown>('DELETE', `/users/${user}/sessions${sure(confirm)}`);
export const dropFactor = (user: Id) => command<unknown>('DELETE', `/users/${user}/second-factor`);
