/*
 * One's own emergency (60-emergency): its phase, "exit or remain", where one is (EM-11), and what is said once when a phase begins (EM-12).
 * Calls change the phase, never this page. Must not know: how it is shown, what carries the calls.
 */
import { computed, effect, signal } from '@preact/signals';
import { say } from './alerts.ts';
import { call, command } from './api.ts';
import { exclusive, fail, store } from './commands.ts';
import { dialog } from './desk.ts';
import type { PlaceFields } from './places.ts';
import { link } from './session.ts';
import type { Agent, FrameOf, Id, Time } from './types.ts';
import { clockSeconds } from './words.ts';

export type Emergency = NonNullable<Agent['emergency']>;
export type EmergencyPhase = Emergency['phase'];

/** An address as it goes with a call. */
export interface Address {
  name: string | null;
  confirmed: boolean;
  words: string | null;
  country: string | null;
}

export interface Place extends PlaceFields {
  id: Id;
  words: string;
  /** It was confirmed last from this network. */
  known: boolean;
}

export interface Location {
  /** To be asked: this page can dial, and nobody knows where it is. */
  asks: boolean;
  confirmed: boolean;
  place: Id | null;
  shown: Address;
  call_back: string | null;
  last: Id | null;
  at: Time | null;
  site: { id: Id; name: string; country: string; words: string } | null;
  places: Place[];
}

export const emergency = computed<Emergency | null>(() => store.me.value?.emergency ?? null);
/** In these the status is locked (EM-1). */
export const locked = (it: Emergency | null): boolean => it !== null && ['dialling', 'in_call', 'lock'].includes(it.phase);
/** Until when, in words. */
export const lockWords = (it: Emergency): string =>
  it.lock_ends_at ? `until ${clockSeconds(it.lock_ends_at)}` : 'until five minutes after the call has ended';

/** The number that nobody answered, nor called back for. */
export const unanswered = (it: Emergency): string | null => (it.answered_at ? null : it.number);

/* ---- exit or remain -------------------------------------------------------------------- */

export const act = (what: 'exit' | 'remain') =>
  exclusive('emergency', async () => {
    try {
      store.fromAnswer(await command<FrameOf<'agent'>>('POST', `/me/emergency/${what}`));
      if (dialog.value?.name === 'exit') dialog.value = null;
    } catch (error) {
      fail('You are still in emergency mode', error);
    }
  });

/* ---- where one is ---------------------------------------------------------------------- */

export const location = signal<Location | null>(null);
/** "Later": asked again at the next login, or when the network changes. */
export const putOff = signal(false);

let login = 0;
/** Answers whether the same login is still there: what was asked for one person is not shown to the next. */
export function sameLogin(): () => boolean {
  const mine = login;
  return () => mine === login;
}

export async function look(moved: boolean): Promise<void> {
  const asked = location.value?.confirmed ?? true, isSame = sameLogin();
  try {
    const it = await command<Location>('POST', '/me/location/look', { moved });
    if (!isSame()) return;
    location.value = it;
    if (asked && !it.confirmed) putOff.value = false;
  } catch {
    /* asked again when the connection is back */
  }
}

export async function readLocation(): Promise<void> {
  const isSame = sameLogin(), it = await call<Location>('GET', '/me/location');
  if (isSame()) location.value = it;
}

/* ---- what is said, once ---------------------------------------------------------------- */

const SAID: Record<EmergencyPhase, (it: Emergency) => string> = {
  dialling: () => 'Emergency call. Stay on the line.',
  in_call: () => 'Emergency call. Stay on the line. Do not hang up until you are told to. If you dialled by mistake, say so.',
  lock: (it) => `${unanswered(it) ? `Nobody answered ${it.number}.` : 'The emergency call has ended.'} Your status is locked ${lockWords(it)}. Keep your status, and reject other calls to keep the line free.`,
  held: () => 'The lock of the emergency has ended. You may exit emergency mode, or remain in it.',
  remaining: () => 'You remain in emergency mode.',
};

/* ---- start and end --------------------------------------------------------------------- */

interface Network extends EventTarget {
  type?: string;
}
const network = () => (navigator as Navigator & { connection?: Network }).connection;
let stop = (): void => {};

export function startEmergency(): void {
  let said = '';
  let lost = false;
  const stopSaying = effect(() => {
    const it = emergency.value;
    const now = it ? `${it.phase} ${it.since}` : '';
    if (it && now !== said) {
      say(SAID[it.phase](it), locked(it));
      readLocation().catch(() => {}); // others may have changed it meanwhile
    }
    said = now;
  });
  /* A connection that comes back may come back elsewhere; from where, the server sees. */
  const stopLink = effect(() => {
    const { state } = link.value;
    if (state === 'live' && lost) void look(false);
    lost = state === 'lost' || (lost && state !== 'live');
  });
  /* An administrator moved them to another site: they have confirmed nothing there. */
  const stopSite = effect(() => {
    const site = store.me.value?.site, known = location.peek();
    if (known && site !== undefined && site !== (known.site?.id ?? null)) void look(false);
  });
  const moved = () => void look(true);
  const back = () => void look(false);
  network()?.addEventListener('change', moved);
  window.addEventListener('online', back);
  stop = () => {
    stopSaying();
    stopLink();
    stopSite();
    network()?.removeEventListener('change', moved);
    window.removeEventListener('online', back);
  };
  void look(false);
}

export function endEmergency(): void {
  stop();
  stop = () => {};
  login += 1;
  location.value = null;
  putOff.value = false;
}
