/*
 * The directory as its reader sees it: lists, search, cards with what one may do with them, favourites, one's own contacts. The
 * server decides what is offered (CT-10); nothing of that is decided here.
 */
import { signal } from '@preact/signals';
import { call, command, type List } from '../api.ts';
import type { Id, Time, Version } from '../types.ts';

export interface ContactNumber { label: string; kind: string; number: string; shown: string }
export interface ContactEmail { label: string; email: string }
export interface ContactAccount { side: 'work' | 'agent'; label: string; extension: string | null }

export interface ContactLine {
  id: string;
  kind: 'user' | 'service' | 'external' | 'personal' | 'number';
  name: string;
  service: 'auto_attendant' | 'call_group' | 'call_queue' | null;
  company: string;
  department: string;
  title: string;
  site: string | null;
  accounts: ContactAccount[];
  extension: string | null;
  numbers: ContactNumber[];
  emails: ContactEmail[];
  /** Of a user: their image's version, where they have one. */
  image: Version | null;
  favourite: boolean;
}

export interface Target { label: string; extension?: string; number?: string; shown?: string; email?: string; side?: 'work' | 'agent'; user?: Id }

export interface Card extends Omit<ContactLine, 'id'> {
  id: string | null;
  notes: string;
  /** An earlier contact with the same number or address, under another name. */
  possible_duplicate_of: { id: string; name: string } | null;
  /** The contact that was merged into it last, if that can be undone. */
  merged: { id: string; name: string; at: Time } | null;
  presence: { user: Id; work: { shown: string; message: string | null; until: Time | null; last_seen: Time | null } | null; agent: { online: boolean } | null } | null;
  version: Version | null;
  actions: { action: string; targets: Target[] }[];
}

export interface Personal { name: string; company: string; department: string; title: string; notes: string; emails: ContactEmail[]; numbers: { label: string; kind?: string; number: string }[] }

/** What the page does with a chat that a card offers. */
export const onChat = { call: (_: string) => {} };
/** … and with a number that it offers to text. */
export const onText = { call: (_: string) => {} };

/** Raised when something of one's contacts has changed: lists are read again. */
export const changes = signal(0);

export { wordsOf } from '../field_words.ts';

export type Shown = 'all' | 'favourites' | 'external' | 'personal' | 'service';

/** page: which one, as usePaged says. */
export function findContacts(q: string, shown: Shown, page: string): Promise<List<ContactLine>> {
  const asked = new URLSearchParams(page);
  if (q.trim().length >= 2) asked.set('q', q.trim());
  if (shown === 'favourites') asked.set('favourites', 'true');
  else if (shown !== 'all') asked.set('kind', shown);
  return call<List<ContactLine>>('GET', `/contacts?${asked}`);
}

export const readCard = (contact: string) => call<Card>('GET', `/contacts/${contact}/card`);
export const cardOfNumber = (number: string) => call<Card>('GET', `/card?number=${encodeURIComponent(number)}`);

const done = <T>(answer: T): T => {
  changes.value += 1;
  return answer;
};

export const setFavourite = (contact: string, on: boolean) => command(on ? 'PUT' : 'DELETE', `/me/favourites/${contact}`, on ? {} : undefined).then(done);
export const moveFavourite = (contact: string, before: string | null) => command('PUT', `/me/favourites/${contact}`, { before }).then(done);
export const block = (list: 'caller' | 'sender', number: string, on: boolean) => command(on ? 'PUT' : 'DELETE', `/me/blocks/${list}/${encodeURIComponent(number)}`).then(done);
export const meet = (contact: string | null) => command<{ url: string }>('POST', '/me/meetings', contact ? { contact } : {}).then((it) => it.url);

export const ownContact = (id: Id) => call<Personal & { version: Version }>('GET', `/me/contacts/${id}`);
export const makeOwn = (fields: Personal) => command<{ contact: string }>('POST', '/me/contacts', fields).then(done);
export const changeOwn = (id: Id, version: Version, fields: Personal) => command<{ contact: string }>('PATCH', `/me/contacts/${id}`, fields, { version }).then(done);
/** The caller shows that it can be restored, then raises `changes`. */
export const removeOwn = (id: Id, version: Version) => command<void>('DELETE', `/me/contacts/${id}`, undefined, { version });
/** For ten minutes. */
export const restoreOwn = (id: Id) => command('POST', `/me/contacts/${id}/restore`).then(done);

/** Merges two of one's own contacts: `other` is removed. The caller shows the one that stays, then raises `changes`. */
export const mergeOwn = (id: Id, other: Id) => command('POST', `/me/contacts/${id}/merge`, { other });
export const unmergeOwn = (id: Id, other: Id) => command('POST', `/me/contacts/${id}/unmerge`, { other }).then(done);
export const keepApart = (id: Id) => command('POST', `/me/contacts/${id}/keep-apart`).then(done);

export interface Imported {
  added: number;
  changed: number;
  unchanged: number;
  skipped: number;
  /** Data of the file that a contact does not keep. */
  dropped: { name: string; count: number }[];
  items: { line: number; action: 'added' | 'changed' | 'unchanged' | 'skipped'; name?: string; problem?: string; left_out?: string[]; possible_duplicate_of?: { line?: number; name: string } }[];
}

/** A file of contacts: tables of Google and Outlook, address cards. dry: what it would do. */
export async function importOwn(file: File, dry: boolean): Promise<Imported> {
  const cards = /\.vcf$/i.test(file.name) || /vcard/.test(file.type);
  const bytes = new Blob([file], { type: cards ? 'text/vcard' : 'text/csv' });
  const answer = await command<Imported>('POST', `/me/contacts/import${dry ? '?dry_run=true' : ''}`, undefined, { bytes });
  return dry ? answer : done(answer);
}
