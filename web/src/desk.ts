/*
 * What this browser tab keeps for its person: which conversation is open, drafts,
 * read marks, wrap-up notes, texts on their way, lines to read later. Survives a
 * reload and a lost connection, ends with the logout. Owns its place in session
 * storage. Must not know: the network, the document.
 */
import { effect, signal, type Signal } from '@preact/signals';
import type { CaseRef, Id, Ref } from './types.ts';

const PLACE = 'trunkline.desk';
/** Entries kept of each kind; the oldest go first. */
export const ENTRIES_MAX = 60;
export const LINES_MAX = 20;

/** The case and note an agent prepares for the end of a conversation. */
export interface Outcome {
  /** An open case's id, 'new' for a new one, '' for what the server links. */
  choice: string;
  title: string;
  note: string;
  /** A disposition's id; none: as it is. Not yet there in what an older page kept. */
  disposition?: string;
}

export const NO_OUTCOME: Outcome = { choice: '', title: '', note: '' };

/** A file that the server has been given, and no message has yet. */
export interface GivenFile {
  id: Id;
  name: string;
  bytes: number;
}

/** A text that was typed and whose answer has not come. */
export interface Outgoing {
  clientId: string;
  conversation: Id;
  text: string;
  /** Where it is formatted; `text` is its plain form. */
  html?: string | null;
  /** Of a Work user. A text without words is their names. */
  files?: GivenFile[];
  /** Also to a blocked number: its writer was asked. */
  confirmBlocked?: true;
  state: 'sending' | 'waiting';
}

export interface Line {
  id: string;
  kind: 'missed' | 'info' | 'error';
  at: number;
  text: string;
  /** What the agent had typed in a conversation that went away: to be copied. */
  draft?: string;
}

/** The open conversation, which has left this agent while it was open. */
export interface Gone {
  interaction: Id;
  conversation: Id;
  /** Why, in words. */
  text: string;
  draft: string;
}

type ById<T> = Record<Id, T>;

/* ---- kept -------------------------------------------------------------------- */

export const selected = signal<Id | null>(null);
export const drafts = signal<ById<string>>({});
/** Of drafts that are formatted: in the server's form, beside their plain form in `drafts`. */
export const formattedDrafts = signal<ById<string>>({});
export const readTo = signal<ById<number>>({});
export const outcomes = signal<ById<Outcome>>({});
/** Why the last end of a wrap-up was refused for its disposition. */
export const wrapRefused = signal<{ interaction: Id; text: string } | null>(null);
/** Notes for colleagues, by conversation. */
export const notes = signal<ById<string>>({});
export const outgoing = signal<Outgoing[]>([]);
/** The same to colleagues; `conversation` is the account, as chat/talks.ts names it. */
export const toColleagues = signal<Outgoing[]>([]);
/** The colleague whose chat is open, in front of the customer's conversation. */
export const colleague = signal<string | null>(null);
export const lines = signal<Line[]>([]);
/** Shown as long as `selected` names it: nothing else is opened in its place. */
export const gone = signal<Gone | null>(null);
/** Which of several records with the same number the agent chose. */
export const chosenCustomer = signal<ById<Id>>({});

/* ---- of the moment ------------------------------------------------------------- */

export type View = 'list' | 'talk' | 'customer';
export type DialogName = 'keys' | 'settings' | 'end' | 'logout' | 'transcript' | 'live' | 'gateway' | 'transfer' | 'security' | 'why' | 'begin' | 'find' | 'about' | 'ended' | 'phone' | 'calls' | 'exit' | 'where' | 'recordings' | 'cases' | 'blocked' | 'past';

/** What a text that is begun may belong to, and whom it is for. */
export interface BeginFrom {
  customer?: Ref;
  /** Of the record; the first one is proposed. */
  numbers?: string[];
  interaction?: Id;
  case?: CaseRef;
}

/** Which part a narrow window shows, and whether a middle-sized one shows the customer. */
export const view = signal<View>('list');
export const personOpen = signal(true);
export const statusOpen = signal(false);
export const dialog = signal<{ name: DialogName; id?: Id; from?: BeginFrom } | null>(null);
/** An offer whose customer is looked at before accepting. */
export const preview = signal<Id | null>(null);
/** Why the last text came back to the message field, by conversation. */
export const sendProblem = signal<ById<string>>({});
/** Of these it came back because the number is blocked: the next one is sent all the same. */
export const asksBlocked = signal<ById<true>>({});

const kept: Record<string, Signal<unknown>> = {
  selected, drafts, formattedDrafts, notes, readTo, outcomes, outgoing, toColleagues, colleague, lines, gone, chosenCustomer,
} as Record<string, Signal<unknown>>;

const EMPTY = JSON.stringify(snapshot());

function snapshot(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(kept).map(([name, it]) => [name, it.value]));
}

function restore(text: string): void {
  try {
    const values = JSON.parse(text) as Record<string, unknown>;
    for (const [name, it] of Object.entries(kept)) {
      if (values[name] !== undefined) it.value = values[name];
    }
  } catch {
    /* a broken entry is an empty desk */
  }
}

let stop: (() => void) | null = null;

/** Opens the desk of one person; another person's is never read. */
export function openDesk(user: Id): void {
  const place = `${PLACE}.${user}`;
  stop?.();
  restore(sessionStorage.getItem(place) ?? EMPTY);
  for (const list of [outgoing, toColleagues]) list.value = list.value.map((it) => ({ ...it, state: 'waiting' }));
  stop = effect(() => {
    try {
      sessionStorage.setItem(place, JSON.stringify(snapshot()));
    } catch {
      /* full or switched off: the desk then lives as long as the page */
    }
  });
}

/** Logged out on purpose: nothing of it stays on this computer. */
export function clearDesk(): void {
  stop?.();
  stop = null;
  restore(EMPTY);
  dialog.value = null;
  preview.value = null;
  sendProblem.value = asksBlocked.value = {};
  for (const place of Object.keys(sessionStorage)) {
    if (place.startsWith(PLACE)) sessionStorage.removeItem(place);
  }
}

function set<T>(into: Signal<ById<T>>, id: Id, value: T | null): void {
  const { [id]: _, ...rest } = into.value;
  const entries = Object.entries(rest).slice(1 - ENTRIES_MAX);
  into.value = value === null ? rest : { ...Object.fromEntries(entries), [id]: value };
}

export const draftOf = (conversation: Id) => drafts.value[conversation] ?? '';
export const setDraft = (conversation: Id, text: string, html: string | null = null) => {
  set(formattedDrafts, conversation, html);
  set(drafts, conversation, text || null);
};
export const setNote = (conversation: Id, text: string) => set(notes, conversation, text || null);
export const outcomeOf = (interaction: Id) => outcomes.value[interaction] ?? NO_OUTCOME;
export const setOutcome = (interaction: Id, part: Partial<Outcome>) =>
  set(outcomes, interaction, { ...outcomeOf(interaction), ...part });
export const dropOutcome = (interaction: Id) => set(outcomes, interaction, null);
export const chooseCustomer = (number: string, id: Id) => set(chosenCustomer, number, id);
export const setSendProblem = (conversation: Id, text: string | null, blocked = false) => {
  set(sendProblem, conversation, text);
  set(asksBlocked, conversation, blocked || null);
};

export function markRead(conversation: Id, seq: number): void {
  if ((readTo.value[conversation] ?? -1) < seq) set(readTo, conversation, seq);
}

export function addLine(kind: Line['kind'], text: string, at: number, draft = ''): void {
  const line = { id: crypto.randomUUID(), kind, at, text, ...(draft && { draft }) };
  const others = lines.value.filter((it) => it.text !== text || it.kind === 'missed');
  lines.value = [...others, line].slice(-LINES_MAX);
}

export function dropLine(id: string): void {
  lines.value = lines.value.filter((line) => line.id !== id);
}
