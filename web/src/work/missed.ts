/*
 * How many calls an account has missed since its call log was looked at, on any of its pages: read when the page is live, then told by the
 * stream. Must not know: how the log looks.
 */
import { computed, effect, signal } from '@preact/signals';
import { call, command } from '../api.ts';
import { link } from '../session.ts';
import type { Id, Version } from '../types.ts';

export interface MissedFrame { kind: 'missed'; id: Id; version: Version; state: { calls: number } | null }

export const missed = signal(0);
/** Another one each time a call was missed: a log that is open reads again. */
export const missedAgain = signal(0);
let version = -1n;
/** Another one for each login: an answer to a former one is dropped. */
let turn = 0;

export function hearMissed(frame: MissedFrame): void {
  if (BigInt(frame.version) <= version) return;
  const calls = frame.state?.calls ?? 0;
  if (version >= 0n && calls > missed.value) missedAgain.value += 1;
  version = BigInt(frame.version);
  missed.value = calls;
}

function take(asked: Promise<MissedFrame>): void {
  const mine = turn;
  asked.then((frame) => { if (mine === turn) hearMissed(frame); }, () => {}); // the next snapshot, or the next look, asks again
}

/** The log is looked at. */
export function sawMissed(): void {
  if (missed.value > 0 && document.visibilityState === 'visible') take(command<MissedFrame>('POST', '/me/calls/seen', {}));
}

export function forgetMissed(): void {
  turn += 1;
  version = -1n;
  missed.value = 0;
}

/** Once a connection: what came meanwhile nobody told. */
export function startMissed(): void {
  const state = computed(() => link.value.state);
  effect(() => { if (state.value === 'live') take(call<MissedFrame>('GET', '/me/calls/missed')); });
}
