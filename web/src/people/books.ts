/*
 * Address books elsewhere (Google, Microsoft): which there are, which one has connected, what their last rounds did (CT-6). Connecting
 * leaves this page; the provider sends the browser back with a word in the address.
 */
import { call, command } from '../api.ts';
import type { Id, Time } from '../types.ts';
import { changes } from './contacts.ts';

export type Action = 'added' | 'changed' | 'unchanged' | 'removed' | 'kept' | 'skipped';

export interface Round extends Record<Action, number> {
  at: Time;
  whole: boolean;
  problem: string | null;
  items: { action: Action; name?: string; problem?: string; left_out?: string[] }[];
}

export interface Book {
  id: Id;
  name: string;
  provider: 'google' | 'microsoft';
  disabled: boolean;
  state: 'none' | 'idle' | 'reading' | 'login_needed';
  problem: string | null;
  next_at: Time | null;
  contacts: number;
  so_far: number | null;
  rounds: Round[];
}

export const readBooks = () => call<{ data: Book[] }>('GET', '/me/address-books').then((it) => it.data);

/** Away to the provider. */
export const connectBook = (id: Id) => call<{ url: string }>('POST', `/me/address-books/${id}/connect`).then(({ url }) => location.assign(url));
export const syncBook = (id: Id) => command<Book>('POST', `/me/address-books/${id}/sync`);
export const disconnectBook = (id: Id, contacts: 'stay' | 'go') => command<void>('DELETE', `/me/address-books/${id}?contacts=${contacts}`).then(() => { changes.value += 1; });

const ARRIVED: Record<string, string> = {
  connected: 'Connected. Your contacts are being read.',
  denied: 'Not connected: reading your contacts was not allowed there.',
  expired: 'Not connected: it took too long, or began in another window. Try again.',
  refused: 'Not connected: no access was given. Try again, or tell your administrator.',
  provider: 'Not connected: the address book does not answer, or is set up wrongly. Try again later, or tell your administrator.',
  again: 'Not connected: something did not answer. Try again.',
};

/** With what word one came back, once; the address forgets it. */
export function arrived(): { word: string; text: string } | null {
  const word = new URLSearchParams(location.search).get('book');
  if (word === null) return null;
  history.replaceState(null, '', location.pathname + location.hash);
  return { word, text: ARRIVED[word] ?? ARRIVED.again! };
}

const WORDS: [Action, string][] = [['added', 'added'], ['changed', 'changed'], ['removed', 'removed'], ['kept', 'kept'], ['skipped', 'skipped']];

/** What a round did, in a line. */
export function did(round: Round): string {
  const parts = WORDS.filter(([action]) => round[action] > 0).map(([action, word]) => `${round[action]} ${word}`);
  return round.problem ?? (parts.length > 0 ? parts.join(', ') : 'nothing has changed');
}

/** A round that has come to its end since: what is shown is read anew. */
export const ends = (books: Book[]) => books.map((one) => `${one.id} ${one.rounds[0]?.at ?? ''}`).join();
export const isMoving = (one: Book, now: number) => one.state === 'reading' || (one.state === 'idle' && !one.disabled && one.next_at !== null && Date.parse(one.next_at) <= now + 2000);
