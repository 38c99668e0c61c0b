/*
 * Customers' records by number, as the workspace pops them: found, chosen, made, changed;
 * and the transcripts of what was before. Owns a bounded memory of what was looked up.
 */
import { signal } from '@preact/signals';
import { Problem, api } from './api.ts';
import { fail, onUnauthorized, store, words } from './commands.ts';
import * as desk from './desk.ts';
import type { Case, Customer, CustomerCard, Earlier, Id, Transcript } from './types.ts';

export interface Lookup {
  state: 'loading' | 'ready' | 'failed';
  matches: CustomerCard[];
  /** What the number itself has been about, while nobody has a record. */
  interactions: Earlier[];
  cases: Case[];
  /** Of the last request: an older answer is dropped. */
  turn: number;
}

const NOTHING = { matches: [], interactions: [], cases: [] };
let turns = 0;

const LOOKUPS_MAX = 100;
export const lookups = signal<ReadonlyMap<string, Lookup>>(new Map());

function setLookup(number: string, lookup: Lookup): void {
  const next = new Map(lookups.value);
  next.delete(number);
  next.set(number, lookup);
  while (next.size > LOOKUPS_MAX) next.delete(next.keys().next().value!);
  lookups.value = next;
}

export async function lookUp(number: string, again = false): Promise<void> {
  const held = lookups.value.get(number);
  if (held && held.state !== 'failed' && !again) return;
  const turn = ++turns;
  if (held?.state !== 'ready') setLookup(number, { ...(held ?? NOTHING), state: 'loading', turn });
  else held.turn = turn; // what is shown, and typed, stays
  const set = (lookup: Lookup): void => { if (lookups.value.get(number)?.turn === turn) setLookup(number, lookup); };
  try {
    const { data, interactions, cases } = await api.customersOf(number);
    set({ state: 'ready', matches: data, interactions: interactions ?? [], cases: cases ?? [], turn });
  } catch (error) {
    if (error instanceof Problem && error.status === 401) onUnauthorized.call();
    if (held?.state !== 'ready') set({ ...(held ?? NOTHING), state: 'failed', turn });
  }
}

/** The record to show: the chosen one, the one the work is linked to, the only one. */
export function chosenCard(number: string, linked?: Id | null): CustomerCard | null {
  const matches = lookups.value.get(number)?.matches ?? [];
  const chosen = desk.chosenCustomer.value[number] ?? linked;
  return matches.find((card) => card.id === chosen) ?? (matches.length === 1 ? matches[0]! : null);
}

/** Answers and frames of a customer's record; the lists of the card stay. */
export function updateCards(id: Id, version: string, state: Customer): void {
  const older = (card: CustomerCard) => card.id === id && BigInt(card.version) < BigInt(version);
  for (const [number, lookup] of lookups.value) {
    if (!lookup.matches.some(older)) continue;
    const matches = lookup.matches.map((card) => (older(card) ? { ...card, version, state } : card));
    setLookup(number, { ...lookup, matches });
  }
}

/** One of several: told to the server for the open conversation, kept here in any case. */
export async function chooseCustomer(number: string, customer: Id): Promise<void> {
  desk.chooseCustomer(number, customer);
  const it = store.work.value.find((work) => work.number === number && work.state === 'assigned');
  if (!it || customer === '') return;
  try {
    store.fromAnswer(await api.chooseCustomer(it.conversation, customer));
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 405)) return;
    fail('The customer is not linked to the conversation', error);
    await lookUp(number, true); // the record may be part of another one by now
  }
}

export async function createCustomer(name: string, number: string, notes: string): Promise<string | null> {
  try {
    const made = await api.createCustomer(name, number, notes);
    desk.chooseCustomer(number, made.id);
    await lookUp(number, true);
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== 'number_known') return words(error);
    await lookUp(number, true); // somebody was quicker: their record is shown
    return null;
  }
}

export async function saveCustomer(card: CustomerCard, name: string, notes: string): Promise<string | null> {
  try {
    const { version, state } = await api.updateCustomer(card.id, card.version, name, notes);
    updateCards(card.id, version, state);
    return null;
  } catch (error) {
    const stale = error instanceof Problem && (error.status === 412 || error.type === 'version_conflict');
    if (!stale) return words(error);
    return 'Somebody else changed this record meanwhile. Read it again, then save.';
  }
}

/** The last few: an answer that comes late takes no other one's place. */
const TRANSCRIPTS_MAX = 10;
export const transcripts = signal<ReadonlyMap<Id, Transcript | string>>(new Map());

export async function loadTranscript(id: Id): Promise<void> {
  const keep = (value: Transcript | string) => (transcripts.value = new Map([...[...transcripts.value].slice(1 - TRANSCRIPTS_MAX), [id, value]]));
  try {
    keep(await api.transcript(id));
  } catch (error) {
    keep(words(error));
  }
}
