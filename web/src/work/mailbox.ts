/*
 * How many voicemails are new: read once, then told by the stream. Must not know: how the list looks.
 */
import { signal } from '@preact/signals';
import { call, type List } from '../api.ts';
import type { Id, Version } from '../types.ts';
import { store } from './presence.ts';

const MOST = 100;

export const unheard = signal(0);
/** Another one each time something changed: a list that is open reads again. */
export const mailboxVersion = signal<Version>('0');

export interface MailboxFrame { kind: 'mailbox'; id: Id; version: Version; state: { unheard: number; heard: number } | null }

export function hearMailbox(frame: MailboxFrame): void {
  if (BigInt(frame.version) <= BigInt(mailboxVersion.value)) return;
  unheard.value = frame.state?.unheard ?? 0;
  mailboxVersion.value = frame.version;
}

export async function readMailbox(): Promise<void> {
  const version = mailboxVersion.value;
  const list = await call<List<{ id: Id }>>('GET', `/me/voicemails?unread=true&limit=${MOST}`).catch(() => null);
  if (list && store.user.value && version === mailboxVersion.value) unheard.value = list.data.length;
}

export function forgetMailbox(): void {
  unheard.value = 0;
  mailboxVersion.value = '0';
}
