/*
 * How many messages that callers left for one's queues (SP-14) nobody has done yet: read with each snapshot, and when one of them was changed
 * here. Must not know: how they are listed.
 */
import { signal } from '@preact/signals';
import { say } from './alerts.ts';
import { call, type List } from './api.ts';
import type { Id } from './types.ts';

/** The first one is enough to be told of. */
const MOST = 100;

export const undone = signal(0);
let turn = 0, known = false;

export async function readMessages(): Promise<void> {
  const mine = ++turn;
  const list = await call<List<{ id: Id }>>('GET', `/me/voicemails?unread=true&limit=${MOST}`).catch(() => null);
  if (!list || mine !== turn) return;
  if (known && list.data.length > undone.value) say('A new voicemail.');
  undone.value = list.data.length;
  known = true;
}

export function forgetMessages(): void {
  turn += 1;
  known = false;
  undone.value = 0;
}
