/*
 * Texts of one's own number (CT-16): whom with, what is new, how far it was read here and elsewhere, whom one has blocked. What is
 * said and sent goes the way of all texts (texts.ts); this adds the list. What may be done is the server's to say.
 */
import { computed, effect, signal } from '@preact/signals';
import { notify, say as sayAloud, soundFor } from '../alerts.ts';
import { api, call, command, Problem, type List } from '../api.ts';
import { quiet } from '../chat/colleagues.ts';
import type { Reading } from '../chat/types.ts';
import { exclusive, store, words } from '../commands.ts';
import * as desk from '../desk.ts';
import type { Card } from '../people/contacts.ts';
import { PAGE, drainAll, dropOutgoing } from '../texts.ts';
import type { FrameOf, Id, Message, Time, User, Version } from '../types.ts';
import { isolated } from '../words.ts';

export interface Text {
  conversation: Id;
  kind: 'text';
  state: 'open' | 'closed';
  /** Of somebody whom one had blocked: out of sight. */
  blocked: boolean;
  number: string;
  last_seq: number;
  last_at: Time;
  opted_out: boolean;
  price_class: number | null;
  erased_at?: Time;
}

type TextFrame = { kind: 'conversation'; id: Id; version: Version; state: Text };
export type TextEntry = TextFrame & { unread: number; read_seq: number; last: FrameOf<'message'> | null; card: Card | null };
export type OwnFrame = TextFrame | FrameOf<'message'> | { kind: 'reading'; id: Id; version: Version; state: Reading | null };

/** The number that one texts from; null: none now. Null itself: one never had one. */
export const own = signal<{ number: string | null } | null>(null);
const talks = signal<ReadonlyMap<Id, TextEntry>>(new Map());
export const blockedTalks = signal<readonly TextEntry[] | null>(null);
/** The list was read; where it goes on. */
export const textsRead = signal(false);
export const textsMore = signal<string | null>(null);
/** The conversation that is open. */
export const chosen = signal<Id | null>(null);
/** A text that is begun: to whom, as typed; null: none. */
export const begun = signal<string | null>(null);

/** The list is the gateway's, which may be away. */
const AGAIN_MS = 3_000;

export const textList = computed(() => [...talks.value.values()].sort((a, b) => Date.parse(b.state.last_at) - Date.parse(a.state.last_at)));
export const textsUnread = computed(() => textList.value.reduce((sum, one) => sum + one.unread, 0));
export const talkOf = (id: Id | null): TextEntry | null => (id === null ? null : talks.value.get(id) ?? blockedTalks.value?.find((one) => one.id === id) ?? null);
export const textName = ({ card, state }: TextEntry) => card?.name ?? state.number;
export const actionFor = ({ card, state }: TextEntry, action: string) =>
  card?.actions.some((one) => one.action === action && one.targets.some((target) => target.number === state.number)) ?? false;

function put(entry: TextEntry): void {
  const next = new Map(talks.value);
  if (entry.state.erased_at) next.delete(entry.id);
  else next.set(entry.id, entry);
  talks.value = next;
}

/* ---- reading -------------------------------------------------------------------- */

/** Cards change with the contacts: the page that is shown is read again. */
export const readTexts = () => exclusive('texts:list', async () => {
  const page = await call<List<TextEntry>>('GET', '/me/texts?limit=50').catch(() => null);
  if (!page && own.value) setTimeout(() => { if (!textsRead.value && own.value) void readTexts(); }, AGAIN_MS);
  if (!page || !own.value) return; // once it was read, the next look tells
  if (!textsRead.value) textsMore.value = page.next_cursor;
  take(page.data);
  textsRead.value = true;
});

export const readMoreTexts = () => exclusive('texts:more', async () => {
  const page = await call<List<TextEntry>>('GET', `/me/texts?limit=50&cursor=${encodeURIComponent(textsMore.value ?? '')}`).catch(() => null);
  if (!page) return;
  take(page.data);
  textsMore.value = page.next_cursor;
});

/** What was heard meanwhile is newer than the page that was read. */
function take(entries: readonly TextEntry[]): void {
  for (const entry of entries) {
    store.fromAnswer(entry as never);
    if (entry.last) store.fromAnswer(entry.last);
    const held = talks.value.get(entry.id);
    const newer = held && held.state.last_seq > entry.state.last_seq;
    put({ ...entry, ...(newer ? { state: held.state, last: held.last, unread: held.unread } : {}), read_seq: Math.max(entry.read_seq, held?.read_seq ?? 0) });
  }
}

export async function readBlocked(): Promise<void> {
  const page = await call<List<TextEntry>>('GET', '/me/texts?blocked=true&limit=200').catch(() => null);
  if (page) blockedTalks.value = page.data;
}

/** Reads what is missing of a conversation, the newest page first. */
export const openText = (id: Id) => exclusive(`texts:open:${id}`, async () => {
  const held = store.messages.value.get(id) ?? [];
  const whole = held.length > 0 && held.every((one, i) => i === 0 || one.seq === held[i - 1]!.seq + 1) && (held[0]!.seq === 1 || held.length >= PAGE);
  for (let after = whole ? held.at(-1)!.seq : null; ;) {
    const frames = await api.messages(id, after === null ? `limit=${PAGE}` : `after_seq=${after}&limit=${PAGE}`).catch(() => []);
    for (const frame of frames) store.fromAnswer(frame);
    const last = frames.at(-1)?.state?.seq;
    if (after === null || frames.length < PAGE || last === undefined) return;
    after = last;
  }
});

/* ---- what the stream tells ------------------------------------------------------ */

/** Whether a frame is of one's own number, not between accounts. */
export function isOwnText({ kind, state: told }: { kind: string; state?: unknown }): boolean {
  const state = told as { kind?: string; direction?: string; conversation?: Id } | null | undefined;
  if (kind === 'reading') return state?.conversation !== undefined && talkOf(state.conversation) !== null;
  return kind === 'conversation' ? state?.kind === 'text' : kind === 'message' && state != null && state.direction !== 'said';
}

export function hearText(frame: OwnFrame): void {
  if (frame.kind === 'reading') return onReading(frame.state);
  if (!own.value) return void readNumber(); // one has been given a number since
  store.fromStream(frame as never);
  if (frame.kind === 'message') return frame.state ? onMessage(frame, frame.state) : undefined;
  const held = talks.value.get(frame.id);
  if (!held) void readTexts();
  else if (BigInt(frame.version) > BigInt(held.version)) put({ ...held, version: frame.version, state: { ...frame.state, last_seq: Math.max(frame.state.last_seq, held.state.last_seq) } });
}

async function readNumber(): Promise<void> {
  const snapshot = await call<{ texts: { number: string | null } | null }>('GET', '/work').catch(() => null);
  hearNumber(snapshot?.texts ?? null);
  if (own.value) void readTexts();
}

function onMessage(frame: FrameOf<'message'>, message: Message): void {
  if (message.client_id) dropOutgoing(message.client_id);
  const held = talks.value.get(message.conversation);
  const fresh = !held || message.seq > held.state.last_seq;
  if (fresh && message.direction === 'in') alert(held, message.conversation);
  if (!held) return void readTexts();
  if (message.seq < (held.last?.state?.seq ?? 0)) return;
  put({ ...held, last: frame, unread: held.unread + (fresh && message.direction === 'in' ? 1 : 0),
    state: { ...held.state, last_seq: Math.max(held.state.last_seq, message.seq), last_at: message.at } });
  if (fresh && chosen.value === held.id) void openText(held.id); // a hole before it is read
}

function alert(held: TextEntry | undefined, conversation: Id): void {
  if (quiet.value) return;
  soundFor('message');
  sayAloud(held ? `Text from ${isolated(textName(held))}` : 'A text has come.');
  notify('Text', held ? textName(held) : 'From a new number', conversation);
}

function onReading(state: Reading | null): void {
  const held = state && talks.value.get(state.conversation);
  if (!held || state.seq <= held.read_seq) return;
  const later = (store.messages.value.get(held.id) ?? []).filter((one) => one.direction === 'in' && one.seq > state.seq).length;
  put({ ...held, read_seq: state.seq, unread: state.seq >= held.state.last_seq ? 0 : Math.min(held.unread, later) });
}

/** What is in sight here is read, on all devices. */
effect(() => {
  const seen = desk.readTo.value;
  for (const held of talks.value.values()) {
    const seq = seen[held.id] ?? 0;
    if (seq > held.read_seq) void tellRead(held, seq);
  }
});

const tellRead = (held: TextEntry, seq: number) => exclusive(`texts:read:${held.id}`, async () => {
  const frame = await command<OwnFrame & { kind: 'reading' }>('POST', `/conversations/${held.id}/read`, { seq }).catch(() => null);
  if (frame) onReading(frame.state);
});

/* ---- what is done --------------------------------------------------------------- */

export function chooseText(id: Id | null): void {
  chosen.value = id;
  begun.value = null;
  desk.view.value = id === null ? 'list' : 'talk';
  if (id !== null) void openText(id);
}

/** From a card, or from the list: whoever one has a conversation with is answered there. */
export function beginText(number: string): void {
  const held = textList.value.find((one) => one.state.number === number);
  if (held) return chooseText(held.id);
  chosen.value = null;
  begun.value = number;
  desk.view.value = 'talk';
}

/** What the user was asked and has confirmed: that the number is one of the organisation's channels, that they have blocked it. */
export type Confirmed = { confirm?: true; confirm_blocked?: true };
const ASKS: Record<string, Confirmed> = { own_channel: { confirm: true }, number_blocked: { confirm_blocked: true } };

let attempt = { body: '', id: '' };

/** Null: it is on its way, and its conversation open; else why not, and what is asked. The same once more is known again. */
export async function startText(number: string, text: string, confirmed: Confirmed): Promise<{ text: string; asks: Confirmed | null } | null> {
  const what = { number, text, ...confirmed }, body = JSON.stringify(what);
  if (attempt.body !== body) attempt = { body, id: crypto.randomUUID() };
  try {
    const { message, ...frame } = await command<TextFrame & { message: FrameOf<'message'> }>('POST', '/me/texts', { ...what, client_id: attempt.id }, { key: attempt.id });
    attempt = { body: '', id: '' };
    store.fromAnswer(frame as never);
    store.fromAnswer(message);
    if (!talks.value.has(frame.id)) put({ ...frame, unread: 0, read_seq: 0, last: message, card: null });
    void readTexts();
    chooseText(frame.id);
    return null;
  } catch (error) {
    return { text: words(error), asks: error instanceof Problem ? ASKS[error.type] ?? null : null };
  }
}

export const blocksUnknown = () => call<{ block_unknown_senders: boolean }>('GET', '/me/block-settings').then((it) => it.block_unknown_senders);
export const setBlocksUnknown = (on: boolean) => command<{ block_unknown_senders: boolean }>('PUT', '/me/block-settings', { block_unknown_senders: on }).then((it) => it.block_unknown_senders);

/* ---- coming and going ----------------------------------------------------------- */

export const hearNumber = (number: { number: string | null } | null) => void (own.value = number);

export function textsLive(user: User): void {
  store.user.value = user;
  if (!own.value) return;
  void readTexts();
  drainAll();
  if (chosen.value !== null) void openText(chosen.value);
}

/** Logged out: nothing of this person stays. */
export function textsOver(): void {
  own.value = chosen.value = begun.value = blockedTalks.value = textsMore.value = null;
  textsRead.value = false;
  talks.value = new Map();
  store.clear();
}
