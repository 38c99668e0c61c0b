/*
 * Emergency calls that one may see (of whom one leads, or nobody does): what the stream tells and the list says, until somebody has seen that they are
 * over. Each that is new here sounds an alarm.
 * Must not know: where it is shown.
 */
import { signal } from '@preact/signals';
import { alarm } from './alerts.ts';
import { call, type List } from './api.ts';
import { serverNow } from './clock.ts';
import type { Id, Ref, Time, Version } from './types.ts';
import { clockTime, phone } from './words.ts';

export interface EmergencyCall {
  call: Id;
  agent: Ref;
  site: Ref | null;
  call_back: boolean;
  number: string | null;
  sent: string | null;
  place: { words: string | null; confirmed: boolean } | null;
  state: 'begun' | 'answered' | 'ended';
  begun_at: Time;
  answered_at: Time | null;
  ended_at: Time | null;
  elsewhere?: boolean;
}

export interface UrgentFrame {
  kind: 'emergency';
  id: Id;
  version: Version;
  state: EmergencyCall | null;
}

/** So many are kept, above all those that go on, and what has ended as long as GET /emergencies lists it. */
const MOST = 200, ENDED_MS = 24 * 3_600_000;
/** More than GET /emergencies may list again. */
const KNOWN_MOST = 1_000;

/** Those that go on, and those that ended while this page was open (until they are seen, or for a day), the newest first. */
export const urgent = signal<readonly (EmergencyCall & { version: Version })[]>([]);

export const isUrgent = (frame: { kind: string }): boolean => frame.kind === 'emergency';

/** The calls that this page has heard of. Those that were over when it read the list first are no news; one that came and went while its connection was lost is. */
const known = new Set<Id>();
let read = false;

function remember(id: Id): void {
  known.add(id);
  for (const oldest of known) {
    if (known.size <= KNOWN_MOST) break;
    known.delete(oldest);
  }
}

type Urgent = (typeof urgent.value)[number];

function kept(all: readonly Urgent[]): Urgent[] {
  const newest = (some: readonly Urgent[]) => [...some].sort((a, b) => Date.parse(b.begun_at) - Date.parse(a.begun_at));
  const over = all.filter((one) => one.ended_at && serverNow() - Date.parse(one.ended_at) < ENDED_MS);
  return newest([...newest(all.filter((one) => !one.ended_at)), ...newest(over)].slice(0, MOST));
}

type Tell = (it: EmergencyCall) => void;

/** `tell`: of one that is new here; one's own calls are not for this. */
export function hearUrgent({ id, version, state }: UrgentFrame, own: Id | undefined, tell: Tell = () => {}): void {
  const held = urgent.value.find((one) => one.call === id);
  if (held && BigInt(held.version) >= BigInt(version)) return;
  const isNew = !known.has(id);
  remember(id);
  if (!state) return seen(id);
  if (state.agent.id === own || (!held && state.state === 'ended' && !(isNew && read))) return;
  urgent.value = kept([{ ...state, version }, ...urgent.value.filter((one) => one.call !== id)]);
  if (!isNew) return;
  alarm();
  tell(state);
}

export async function readUrgent(own: Id | undefined, tell?: Tell): Promise<void> {
  try {
    for (const frame of (await call<List<UrgentFrame>>('GET', '/emergencies?limit=200')).data) hearUrgent(frame, own, tell);
    read = true;
  } catch {
    /* read again when the connection is back */
  }
}

export const seen = (id: Id): void => void (urgent.value = urgent.value.filter((one) => one.call !== id));

export function forgetUrgent(): void {
  urgent.value = [];
  known.clear();
  read = false;
}

/** Who, where, when. */
export function urgentWords(it: EmergencyCall): string {
  const what = it.call_back ? `${it.agent.name} is called back by ${it.number ? phone(it.number) : 'an emergency service'}` : `${it.agent.name} dialled ${it.number ?? 'an emergency number'}`;
  const where = it.place?.words ? `, from ${it.place.words}${it.place.confirmed ? '' : ' (not confirmed)'}` : '';
  return `${what} at ${clockTime(it.begun_at)}${where}${it.site ? `, ${it.site.name}` : ''}.`;
}

const unanswered = (it: EmergencyCall): string =>
  it.answered_at ? '' : it.elsewhere ? ' Somebody else answered it.' : it.call_back ? ' The agent did not answer it.' : ' It was not answered.';

/** How it stands; of one that has ended, also if its agent did not answer it, and whether somebody else did (who was called back as well, a security contact). */
export const urgentState = (it: EmergencyCall): string => {
  if (it.ended_at) return `Ended at ${clockTime(it.ended_at)}.${unanswered(it)}`;
  return it.answered_at ? 'It is answered.' : 'It rings.';
};
