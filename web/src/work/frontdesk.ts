/*
 * The front desk (CT-17): which lines one sees, and the calls under way on them, as the stream tells. Which these are, and what may be done
 * with a call, is the server's to say. Must not know: how calls are made.
 */
import { computed, signal } from '@preact/signals';
import { call, command, type List } from '../api.ts';
import type { Card } from '../people/contacts.ts';
import type { Id, Time, Version } from '../types.ts';
import { words } from '../commands.ts';

export interface DeskLine {
  id: string;
  name: string;
  service: string | null;
  extension: string | null;
  kind: 'work' | 'agent' | 'service';
  own: boolean;
  chosen: boolean;
}

export interface Leg {
  line: string;
  call: string;
  actions: string[];
  direction: 'in' | 'out';
  state: 'ringing' | 'waiting' | 'active' | 'held';
  began_at: Time;
  since: Time;
  number: string | null;
  name: string | null;
  contact: string | null;
  with: { id: Id; name: string } | null;
}

export interface LegFrame { kind: 'leg'; id: Id; version: Version; state: Leg | null }
export interface RightFrame { kind: 'front_desk'; id: Id; version: Version; state: { lines: number } }
interface Desk { lines: DeskLine[]; calls: LegFrame[]; more: boolean }

/** How many lines one may see; none: one has no front desk. */
const right = signal(0);
let rightVersion = -1n;
export const hasDesk = computed(() => right.value > 0);

export const lines = signal<DeskLine[] | null>(null);
const legs = signal<ReadonlyMap<Id, LegFrame>>(new Map());
/** There are more calls than a page is told. */
export const more = signal(false);
export const problem = signal<string | null>(null);

/** Versions of all that was told, so that what has ended does not come back (consistency.md, 5). */
const versions = new Map<Id, bigint>();
let turn = 0;
let came: LegFrame[] | null = null;

const WAITS = new Set<Leg['state']>(['ringing', 'waiting']);
/** Those that nobody has answered, before those that somebody has; each the longest first. */
const byWaiting = (a: Leg, b: Leg) => Number(WAITS.has(b.state)) - Number(WAITS.has(a.state)) || a.since.localeCompare(b.since);
export const calls = computed(() => {
  const chosen = new Set(lines.value?.filter((one) => one.chosen).map((one) => one.id));
  return [...legs.value.values()].filter((one) => chosen.has(one.state!.line)).sort((a, b) => byWaiting(a.state!, b.state!));
});
export const waiting = computed(() => calls.value.filter((one) => WAITS.has(one.state!.state)).length);

function put(frame: LegFrame): void {
  const version = BigInt(frame.version);
  if (version < (versions.get(frame.id) ?? 0n)) return;
  versions.set(frame.id, version);
  const next = new Map(legs.value);
  if (frame.state) next.set(frame.id, frame);
  else next.delete(frame.id);
  legs.value = next;
}

function hearLeg(frame: LegFrame): void {
  came?.push(frame);
  put(frame);
}

/** Of a snapshot, or of the stream: then the lines are others, or in another order. */
export function hearRight(frame: RightFrame): boolean {
  const version = BigInt(frame.version);
  if (version <= rightVersion) return false;
  rightVersion = version;
  right.value = frame.state.lines;
  return true;
}

/** A frame of either kind. */
export function hearDesk(frame: LegFrame | RightFrame): void {
  if (frame.kind === 'leg') hearLeg(frame);
  else if (hearRight(frame)) void readDesk();
}

/** Whole again: what came while it was read is newer. */
export async function readDesk(): Promise<void> {
  const mine = ++turn;
  if (!hasDesk.value) return forget();
  came = [];
  try {
    const desk = await call<Desk>('GET', '/me/desk');
    if (mine !== turn) return;
    const later = came;
    came = null;
    legs.value = new Map();
    for (const frame of [...desk.calls, ...later]) put(frame);
    lines.value = desk.lines;
    more.value = desk.more;
    problem.value = null;
  } catch (error) {
    if (mine === turn) problem.value = words(error);
  }
}

function forget(): void {
  came = null;
  lines.value = null;
  legs.value = new Map();
  more.value = false;
}

export function leaveDesk(): void {
  turn += 1;
  forget();
  versions.clear();
  right.value = 0;
  rightVersion = -1n;
}

/** The call on one's own line that can be given to somebody; null: there is none, or more than one. */
export const givable = computed(() => {
  const own = lines.value?.find((one) => one.own)?.id;
  const found = [...legs.value.values()].filter(({ state }) => state!.line === own && state!.actions.includes('transfer'));
  return found.length === 1 ? found[0]!.state : null;
});
export const give = (leg: Leg, number: string) => command<unknown>('POST', '/me/desk/transfer', { call: leg.call, number }, { once: true });

/** The lines to be seen, in one's order. The stream tells when it is so. */
export const chooseLines = (ids: string[]) => command<unknown>('PUT', '/me/desk', { lines: ids });

/** The directory: each row a whole card, so that a call is one activation away. */
export type Row = Card & { id: string };
export const findCards = (typed: string, query: string) =>
  call<List<Row>>('GET', `/contacts?cards=true&${query}${typed.trim().length >= 2 ? `&q=${encodeURIComponent(typed.trim())}` : ''}`);
