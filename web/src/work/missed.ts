/*
 * How many calls one has missed since one last looked at the call log. The server keeps the calls; when somebody looked is kept in this
 * browser. Must not know: how the log looks.
 */
import { effect, signal } from '@preact/signals';
import { call, type List } from '../api.ts';
import { endedCount, phoneLink } from '../phone/state.ts';
import type { Id, Time } from '../types.ts';
import { store } from './presence.ts';

const PLACE = 'trunkline.calls-seen';
const EVERY_MS = 60_000;
/** A call that has just ended is in the log a moment later. */
const SOON_MS = 1000;
const MOST = 100;

export const missed = signal(0);
/** What shows the log reads again when it is another one. */
export const lastMissed = signal<{ id: Id; began_at: Time } | null>(null);

const place = () => `${PLACE}.${store.user.value?.id}`;
const seen = (): Time => localStorage.getItem(place()) ?? '';

export async function readMissed(): Promise<void> {
  if (!store.user.value) return;
  const list = await call<List<{ id: Id; began_at: Time }>>('GET', `/me/calls?missed=true&limit=${MOST}`).catch(() => null);
  if (!list || !store.user.value) return;
  missed.value = list.data.filter((one) => one.began_at > seen()).length;
  const last = list.data[0] ?? null;
  if (last?.id !== lastMissed.value?.id) lastMissed.value = last;
}

/** The log is looked at. */
export function sawMissed(): void {
  const last = lastMissed.value?.began_at ?? '';
  if (last > seen()) localStorage.setItem(place(), last);
  missed.value = 0;
}

export function forgetMissed(): void {
  missed.value = 0;
  lastMissed.value = null;
}

/** Read when a call has ended here, when the phone is reached again, and now and then: it may have rung elsewhere. */
export function startMissed(): void {
  effect(() => {
    if (endedCount.value + (phoneLink.value.state === 'ready' ? 1 : 0) > 0) setTimeout(() => void readMissed(), SOON_MS);
  });
  setInterval(() => { if (document.visibilityState === 'visible') void readMissed(); }, EVERY_MS);
}
