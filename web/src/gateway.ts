/*
 * The SMS gateway as who administers it sees it: the channels' lines to their carriers, asked for every two seconds while
 * somebody looks; calls of carriers that could not be read; test texts. Must not know: where it is shown.
 */
import { signal } from '@preact/signals';
import { NoAnswer, Problem } from './api.ts';
import { words } from './commands.ts';
import { leadingApi } from './leading_api.ts';
import type { Id, SmsLine } from './types.ts';

const EVERY_MS = 2_000;

export const smsLines = signal<SmsLine[] | null>(null);
/** Why the lines may be old; null: they are not. */
export const smsProblem = signal<string | null>(null);

/** A sentence for what went wrong: the field's own where one is at fault. */
export function gatewayWords(error: unknown): string {
  if (error instanceof NoAnswer) return 'No answer from the server. Try again.';
  if (error instanceof Problem) return error.body.errors?.[0]?.detail ?? error.body.detail ?? error.body.title;
  return words(error);
}

/** Answers how to stop. */
export function watchGateway(): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function ask(): Promise<void> {
    try {
      const list = await leadingApi.smsLines();
      if (stopped) return;
      smsLines.value = list;
      smsProblem.value = null;
    } catch (error) {
      if (!stopped) smsProblem.value = gatewayWords(error);
    }
    if (!stopped) timer = setTimeout(() => void ask(), EVERY_MS);
  }
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
    smsLines.value = null;
    smsProblem.value = null;
  };
}

/** What came of it, in words. */
export async function sendTest(line: SmsLine, number: string, text: string): Promise<string> {
  const { message } = await leadingApi.sendTest(line.id, number, text);
  return `On its way, as message ${message.id}.`;
}

export async function textIn(line: SmsLine, from: string, text: string): Promise<string> {
  return `It came in: ${(await leadingApi.textIn(line.id, from, text)).outcome}.`;
}

export async function reprocess(id: Id): Promise<string> {
  const taken = await leadingApi.reprocessRaw(id);
  return `Taken: ${taken.texts} ${taken.texts === 1 ? 'text' : 'texts'}, ${taken.receipts} ${taken.receipts === 1 ? 'receipt' : 'receipts'}${taken.known ? `, ${taken.known} known before` : ''}.`;
}

/** base64 as text, for reading; what is no UTF-8 shows as such. */
export function rawText(raw: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(raw), (c) => c.charCodeAt(0)));
}
