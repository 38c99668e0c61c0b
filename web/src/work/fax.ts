/*
 * Faxes: their shapes, what a draft is begun with, files given for one. Must not know: how they look.
 */
import { signal } from '@preact/signals';
import { command } from '../api.ts';
import { sendFile, type FileState } from '../chat/uploads.ts';
import type { Id, Time } from '../types.ts';
import type { Card } from '../people/contacts.ts';

export type FaxFile = Pick<FileState, 'id' | 'name' | 'type' | 'bytes' | 'state'>;
export interface Recipient { number: string; name: string; state: string | null; reason: string | null; pages: number | null }
export interface Fax {
  id: Id;
  box: 'draft' | 'sent' | 'received';
  state: string;
  subject: string;
  cover: string;
  recipients: Recipient[];
  from: string | null;
  to: string | null;
  pages: number | null;
  read: boolean;
  at: Time;
  file_state: string | null;
  file_reason: string | null;
  files: FaxFile[];
  card: Card | null;
}

export type Box = Fax['box'];

/** Whether the organisation has the fax feature (CT-13), or one has faxes of the time when it had. */
export const hasFax = signal(false);

const STATES: Record<string, string> = {
  draft: 'Draft', received: 'Received', queued: 'Waiting to be sent', sending: 'Sending', sent: 'Sent', failed: 'Failed', unknown: 'Not known whether it arrived',
};
export const faxWord = (state: string) => STATES[state] ?? state;
/** Something of it may still change by itself. */
export const isUnderWay = (fax: Fax) => fax.state === 'queued' || fax.state === 'sending' || fax.file_state === 'wanted';

/** The draft that is open, of whatever section; null: none. */
export const draft = signal<Fax | null>(null);
export const draftProblem = signal<unknown>(null);

const opened = (promise: Promise<Fax>) => promise.then((fax) => { draft.value = fax; }, (error: unknown) => { draftProblem.value = error; });

/** A new draft filled with a contact's data (CT-13); without a card an empty one. */
export function beginFax(from?: { card: Card; number: string }): void {
  const known = from?.card.id ? { contact: from.card.id, number: from.number } : { recipients: from ? [{ number: from.number, name: '' }] : [] };
  void opened(command<Fax>('POST', '/me/faxes', known));
}

/** Once more, to those who did not surely get it. */
export const copyFax = (fax: Fax) => void opened(command<Fax>('POST', '/me/faxes', { copy_of: fax.id }));

export const giveFile = async (file: File): Promise<FaxFile> => (await sendFile(file))!; // nothing ends it
