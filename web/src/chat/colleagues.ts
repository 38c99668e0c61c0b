/*
 * Conversations of one account, of the workspace or of Work: whom one may write to, what is said, sending once and in order. Joins
 * talks.ts, the matrix, and the REST client. Nothing here decides what an account may: the matrix does. A draft belongs to the account that it is for, so it outlives a chat that ends.
 */
import { computed, signal } from '@preact/signals';
import { isLooking, notify, say as sayAloud, soundFor } from '../alerts.ts';
import { NoAnswer, Problem, api, call, command, type List } from '../api.ts';
import { serverNow } from '../clock.ts';
import { exclusive, fail, onUnauthorized, words } from '../commands.ts';
import * as desk from '../desk.ts';
import { KEPT_MAX } from '../kept.ts';
import { openColleague } from '../offers.ts';
import { clientIdOf, keepTakenBack } from '../outbox.ts';
import { putBack } from '../texts.ts';
import { stopTyping } from '../typing.ts';
import type { Id, User } from '../types.ts';
import { isolated } from '../words.ts';
import { allows, awayWord, verdict, verdictWords } from './matrix.ts';
import { createTalks, keyOf, type Talk, type Talks } from './talks.ts';
import type { Account, ChatEntry, ChatFrame, FrameOfChat, MatrixLine, PersonState, RosterEntry, Said, SaidFile, Side } from './types.ts';
import { forgetUploads, giveBack as giveFilesBack } from './uploads.ts';

/** Conversations of a list and people of a roster that are read at most: pages of 200. */
const PAGES_MAX = 5;
/** The server's own limit (chatd/watch.h). */
export const WATCH_MAX = 256;
const PAGE = 30;
const AGAIN_MS = 1_500;
/** A roster may have more people than a page can watch: it is read again this often, with some play, while the page is looked at. */
const ROSTER_MS = 60_000;

/** Null: nobody is logged in. */
const current = signal<{ user: User; side: Side; talks: Talks } | null>(null);
export const agents = signal<RosterEntry[]>([]);
export const agentsAt = signal<number | null>(null);
/** The organisation's directory (in Work: its roster); null: there is none here (its mode is not 3), or not read yet. */
export const directory = signal<RosterEntry[] | null>(null);
const mode3 = signal(false);
/** What the stream tells of those who are watched. */
export const persons = signal<ReadonlyMap<Id, PersonState>>(new Map());
const matrix = signal<MatrixLine[]>([]);

/** The list has been read: what is not in it is not one's own. */
export const listRead = signal(false);
export const list = computed(() => current.value?.talks.list.value ?? []);
export const unread = computed(() => current.value?.talks.unread.value ?? 0);
export const saidIn = (id: Id): readonly Said[] => current.value?.talks.said.value.get(id) ?? [];
export const talkWith = (key: string): Talk | null => current.value?.talks.with(key) ?? null;
export const isMine = (said: Said) => current.value?.talks.mine({ user: said.author.id, side: said.author.side }) ?? false;

/* ---- whom, and what is allowed -------------------------------------------------------- */

/** A key is an account ("work:12"), or a conversation ("room:12", "chat:12"). */
export const accountOf = (key: string): { user: Id; side: Side } | null => {
  const [side, user] = key.split(':') as [Side, Id];
  return side === 'agent' || side === 'work' ? { side, user } : null;
};

/** What is known of an account: by a roster, else by its conversation. */
export function entryOf(key: string): (Account & Partial<RosterEntry>) | null {
  const account = accountOf(key) ?? talkWith(key)?.other;
  if (!account) return null;
  const { user, side } = account, fits = (one: Account) => one.user === user && one.side === side;
  const listed = agents.value.find(fits) ?? directory.value?.find(fits);
  const other = listed ?? talkWith(key)?.other ?? null, seen = persons.value.get(user);
  return listed || !other || !seen ? other : { ...other, ...told(seen, side) };
}

/** What a stream tells of one of somebody's accounts, as a roster says it. */
function told({ work, agent }: PersonState, side: Side): Partial<RosterEntry> {
  if (side === 'work') return work ? { shown: work.shown, message: work.message ?? null } : {};
  return agent ? { in: agent.online, shown: agent.online ? 'online' : 'offline' } : {};
}

export const nameOf = (key: string) => talkWith(key)?.chat.room?.name ?? entryOf(key)?.name ?? (isAway(key) ? 'A conversation' : 'A colleague');

/** A conversation that is not among one's own: one is out of the room, or the list is not read yet. */
export const isAway = (key: string) => !accountOf(key) && !talkWith(key);

/** The matrix's word for a feature towards an account, or in a room. */
export function may(feature: string, key: string): string {
  const entry = entryOf(key), talk = talkWith(key), { side } = current.value ?? {};
  if (matrix.value.length === 0 || !side) return 'forbidden';
  return verdict(matrix.value, feature, {
    sender: talk?.as ?? side, receiver: entry?.side ?? 'room', receiver_both: entry?.both ?? false, receiver_in: entry?.in ?? true, mode3: mode3.value, near: agents.value.some((one) => keyOf(one) === key),
  });
}

/** To begin, or to go on. What one's agent account has with others can be read in Work; where the matrix says so, written, too. */
export function mayWrite(key: string): string {
  const talk = talkWith(key), inWork = talk && talk.as !== current.value?.side ? may('in_work', key) : 'ok';
  return inWork !== 'ok' ? inWork : may(talk ? 'write' : 'start', key);
}

/** Formatted text is an agent's, in the workspace. */
export const formats = (key: string) => current.value?.side === 'agent' && allows(may('format', key));
export const whyNot = (word: string, key: string) => (word === 'forbidden' && matrix.value.length === 0 ? null : verdictWords(awayWord(word, entryOf(key)?.shown), isolated(nameOf(key))));

async function pages<T>(path: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let n = 0; n < PAGES_MAX; n++) {
    const page: List<T> = await call<List<T>>('GET', `${path}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.data);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return all;
}

const quietly = (name: string, run: () => Promise<void>) => exclusive(name, () => run().catch((error: unknown) => {
  if (error instanceof Problem && error.status === 401) onUnauthorized.call(); // else the next look tells
}));

export const readAgents = () => quietly('chat:agents', async () => {
  if (current.value?.side !== 'agent') return; // Work has one roster
  const read = await pages<RosterEntry>('/roster?kind=agent&');
  if (!current.value) return;
  agents.value = read;
  agentsAt.value = serverNow();
  watch();
});

/** Whether there is a directory, which only mode 3 has; the whole of it is read by who looks for somebody. */
const readMode = () => quietly('chat:mode', () => askDirectory(async () => {
  if (current.value?.side === 'agent') return void (await call('GET', '/roster?kind=directory&limit=1'));
  directory.value = await pages<RosterEntry>('/roster?kind=work&'); // Work's one roster: its names and presence are always wanted
}));

export const readDirectory = () => quietly('chat:directory', () => askDirectory(async () => {
  const read = await pages<RosterEntry>(`/roster?kind=${current.value?.side === 'work' ? 'work' : 'directory'}&`);
  if (current.value) directory.value = read;
}));

async function askDirectory(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
    mode3.value = current.value?.side === 'agent' || (directory.value ?? []).some((one) => one.side === 'agent'); // only then agents stand there
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error;
    directory.value = null;
    mode3.value = false;
  }
  watch();
}

const readMatrix = () => quietly('chat:matrix', async () => {
  matrix.value = (await call<{ lines: MatrixLine[] }>('GET', '/messaging/matrix')).lines;
});

/* ---- who is there ----------------------------------------------------------------------- */

let send: (what: unknown) => void = () => {};
let watched = '';

/** Whom another part of the page shows now. */
let also: readonly Id[] = [];
export function watchAlso(people: readonly Id[]): void {
  also = people;
  watch();
}

/** Those whom another part shows first, then of conversations, then colleagues, then the directory: as many as the server takes. */
function watch(): void {
  const people = [...also, ...list.value.map((talk) => talk.other?.user), ...agents.value.map((one) => one.user), ...(directory.value ?? []).map((one) => one.user)];
  const ids = [...new Set(people)].filter((id) => id !== undefined).slice(0, WATCH_MAX);
  if (ids.join() === watched) return;
  watched = ids.join();
  persons.value = new Map([...persons.value].filter(([user]) => ids.includes(user))); // of others nothing is told any more
  send({ type: 'watch', people: ids });
}

function onPerson({ id, state }: FrameOfChat<'person'>): void {
  if (!state) return void (persons.value = new Map([...persons.value].filter(([user]) => user !== id)));
  const { user, agent } = state;
  const before = agents.value.find((one) => one.user === user);
  if (agent && before && before.in !== agent.online) later('agents', () => void readAgents());
  persons.value = new Map(persons.value).set(user, state);
  const changed = (entry: RosterEntry) => (entry.user === user ? { ...entry, ...told(state, entry.side) } : entry);
  agents.value = agents.value.map((entry) => (entry.user === user && agent ? { ...entry, in: agent.online } : entry));
  if (directory.value) directory.value = directory.value.map(changed);
}

/** What somebody of the roster is doing; later states win. */
function onDesk({ id, version, state }: FrameOfChat<'desk'>): void {
  const now = BigInt(version);
  if (!state || now < (desks.get(id) ?? 0n)) return;
  desks.set(id, now);
  agents.value = agents.value.map((entry) => (entry.user === id ? { ...entry, ...state } : entry));
}

const desks = new Map<Id, bigint>();

/* ---- what is said ------------------------------------------------------------------------ */

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Several reasons to look again make one look. */
function later(name: string, run: () => void): void {
  if (timers.has(name)) return;
  timers.set(name, setTimeout(() => { timers.delete(name); if (current.value) run(); }, AGAIN_MS));
}

export function hear(frame: ChatFrame): void {
  if (frame.kind === 'person') return onPerson(frame);
  if (frame.kind === 'desk') return onDesk(frame);
  current.value?.talks.hear(frame);
  if (frame.kind !== 'message' || !frame.state) return;
  if (frame.state.client_id && isMine(frame.state)) without(frame.state.client_id); // its answer may have been lost
  if (!isMine(frame.state)) stopTyping(frame.state.conversation);
  void fill(frame.state.conversation);
}

const readList = () => quietly('chat:list', async () => {
  const { talks } = current.value ?? {};
  if (!talks) return;
  const mark = talks.mark();
  talks.takeList(await pages<ChatEntry>('/conversations?'), mark);
  listRead.value = true;
  for (const id of talks.said.value.keys()) void fill(id);
  watch();
});

/** Reads what is missing between the messages that are here. */
const fill = (id: Id) => quietly(`chat:fill:${id}`, async () => {
  const { talks } = current.value ?? {};
  for (let tries = 0, after = talks?.hole(id) ?? null; talks && after !== null && tries < 20; tries++, after = talks.hole(id)) {
    await messages(talks, id, `after_seq=${after}&limit=200`);
  }
});

async function messages(talks: Talks, id: Id, query: string): Promise<void> {
  const { data } = await call<List<FrameOfChat<'message'>>>('GET', `/conversations/${id}/messages?${query}`);
  for (const frame of data) talks.hear(frame, false);
}

/** Conversations whose first page was read. */
const opened = new Set<Id>();

export const openTalk = (id: Id) => quietly(`chat:open:${id}`, async () => {
  const { talks } = current.value ?? {};
  if (!talks || opened.has(id) || talks.whole(id)) return;
  await messages(talks, id, `limit=${PAGE}`);
  opened.add(id);
});

export const readEarlier = (id: Id) => exclusive(`chat:earlier:${id}`, async () => {
  const { talks } = current.value ?? {}, first = saidIn(id)[0]?.seq ?? 1;
  if (!talks || first <= 1) return;
  try {
    await messages(talks, id, `before_seq=${first}&limit=${PAGE}`);
  } catch (error) {
    fail('Earlier messages could not be read', error);
  }
});

/** The message that was chosen among what was found. */
export const pointed = signal<{ conversation: Id; seq: number } | null>(null);

/** Opens the conversation where this was said, and reads back to there. */
export const showSaid = (talk: Talk, seq: number) => exclusive('chat:show', async () => {
  const { talks } = current.value ?? {}, first = () => saidIn(talk.id)[0]?.seq ?? talk.chat.last_seq + 1;
  if (!talks) return;
  openWith(talk.key);
  try {
    for (let before = Infinity; first() > seq && first() < before && saidIn(talk.id).length < KEPT_MAX;) {
      before = first();
      await messages(talks, talk.id, `before_seq=${before}&limit=200`);
    }
    if (first() <= seq) pointed.value = { conversation: talk.id, seq };
    else desk.addLine('error', 'This message is too far back to be shown here.', serverNow());
  } catch (error) {
    fail('The message could not be read', error);
  }
});

const marked = new Map<Id, number>();

/** Its reader has seen all up to here. */
export function markRead(talk: Talk, seq: number): void {
  if (seq <= talk.readSeq || (marked.get(talk.id) ?? 0) >= seq) return;
  marked.set(talk.id, seq);
  call<FrameOfChat<'reading'>>('POST', `/conversations/${talk.id}/read`, { body: { seq } }).then((frame) => current.value?.talks.hear(frame), () => marked.delete(talk.id));
}

/** Whoever does not want to be disturbed hears nothing (their Work status). */
export const quiet = signal(false);

function onSaid(talk: Talk, said: Said): void {
  if (quiet.value) return;
  soundFor('message');
  if (desk.colleague.value === talk.key && isLooking()) return;
  sayAloud(`${isolated(said.author.name ?? 'A colleague')} wrote.`);
  notify('A colleague wrote', said.author.name ?? '', talk.id);
}

/** Chats that ended while one looked at them: the page says so until something else is opened. */
export const ended = signal<ReadonlySet<string>>(new Set());

function onEnded(talk: Talk): void {
  if (!talk.other) return;
  const { key } = talk, line = `Your chat with ${isolated(talk.other.name ?? 'a colleague')} has ended.`;
  if (desk.colleague.value === key) ended.value = new Set([key]);
  else if (talk.unread > 0) desk.addLine('missed', `${line} Something was not read.`, serverNow());
  sayAloud(line);
}

/* ---- sending ----------------------------------------------------------------------------- */

const sending = new Set<string>();
const of = (key: string) => desk.toColleagues.value.filter((it) => it.conversation === key);
const without = (clientId: string) => (desk.toColleagues.value = desk.toColleagues.value.filter((it) => it.clientId !== clientId));
export const outgoingTo = of;

const namesOf = (files: readonly desk.GivenFile[]) => files.map((one) => one.name).join(', ');

export function sendTo(key: string, text: string, html: string | null, files: desk.GivenFile[] = []): void {
  desk.setSendProblem(key, null);
  ended.value = new Set();
  const it = { conversation: key, text: text || namesOf(files), html, ...(files.length ? { files } : {}) };
  desk.toColleagues.value = [...desk.toColleagues.value, { ...it, clientId: clientIdOf(it), state: 'sending' }];
  void drain(key);
}

/** One at a time, so that they arrive as they were written; the same id twice is stored once. */
export async function drain(key: string): Promise<void> {
  if (sending.has(key)) return;
  sending.add(key);
  try {
    for (let next = of(key)[0]; next && (await sendOne(next)); next = of(key)[0]);
  } finally {
    sending.delete(key);
  }
}

function setState(clientId: string, state: desk.Outgoing['state']): void {
  desk.toColleagues.value = desk.toColleagues.value.map((it) => (it.clientId === clientId ? { ...it, state } : it));
}

async function sendOne(it: desk.Outgoing): Promise<boolean> {
  setState(it.clientId, 'sending');
  try {
    const what = { text: it.text, client_id: it.clientId, ...(it.html ? { html: it.html } : {}), ...(it.files ? { files: it.files.map((one) => one.id) } : {}) };
    await (accountOf(it.conversation) ? sendToAccount(it, what) : sendInto(it, what));
    without(it.clientId);
    watch();
    return true;
  } catch (error) {
    if (!of(it.conversation).some((one) => one.clientId === it.clientId)) return true; // the stream has told that it is there
    if (error instanceof NoAnswer || !(error instanceof Problem) || error.status >= 500 || error.status === 429) setState(it.clientId, 'waiting');
    else if (error.status === 401) onUnauthorized.call();
    else giveBack(it, error);
    return false;
  }
}

async function sendToAccount({ conversation, clientId }: desk.Outgoing, what: object): Promise<void> {
  const { message, ...chat } = await command<FrameOfChat<'conversation'> & { message: FrameOfChat<'message'> }>('POST', '/conversations',
    { ...accountOf(conversation), ...what }, { key: clientId });
  const { talks } = current.value ?? {};
  talks?.hear(chat);
  opened.add(chat.id);
  talks?.hear(message);
  if (message.state && message.state.seq > 1 && saidIn(chat.id).length < 2) await openAnew(chat.id);
}

async function sendInto({ conversation, clientId }: desk.Outgoing, what: object): Promise<void> {
  current.value?.talks.hear(await command<FrameOfChat<'message'>>('POST', `/conversations/${conversation.split(':')[1]}/messages`, what, { key: clientId }));
}

async function openAnew(id: Id): Promise<void> {
  opened.delete(id);
  await openTalk(id);
}

/** Refused: nothing was stored. It goes back to where it was written, with words. */
function giveBack(it: desk.Outgoing, problem: Problem): void {
  const same = of(it.conversation);
  desk.toColleagues.value = desk.toColleagues.value.filter((one) => one.conversation !== it.conversation);
  backToField(it.conversation, same);
  const known = verdictWords(problem.type, isolated(nameOf(it.conversation)));
  desk.setSendProblem(it.conversation, problem.type === 'receiver_logged_out' ? `${isolated(nameOf(it.conversation))}${problem.body.detail === problem.body.title ? ' is logged out' : '’s connection is lost'}: nothing was sent. Your text is still here.`
    : problem.type in REFUSALS ? known : words(problem));
  if (problem.type === 'receiver_logged_out') later('agents', () => void readAgents());
}

const REFUSALS = { mode: 1, not_in_roster: 1, no_licence: 1, not_logged_in: 1, conversation_closed: 1, not_found: 1 };

export function takeBack(it: desk.Outgoing): void {
  without(it.clientId);
  keepTakenBack(it);
  backToField(it.conversation, [it]);
}

/** The words and the files; names that stood for words are none. */
function backToField(key: string, list: desk.Outgoing[]): void {
  putBack(key, list.filter(({ text, files }) => !files || text !== namesOf(files)));
  giveFilesBack(key, list.flatMap(({ files }) => files ?? []));
}

/** What was changed or done is heard of at once. */
export const heardOf = (frame: ChatFrame) => current.value?.talks.hear(frame);
export const readListAgain = () => readList();
export const myself = () => (current.value ? { user: current.value.user.id, side: current.value.side } : null);

export const endChat = (talk: Talk) => exclusive(`chat:end:${talk.id}`, async () => {
  try {
    current.value?.talks.hear(await command<FrameOfChat<'conversation'>>('POST', `/conversations/${talk.id}/end`));
  } catch (error) {
    fail('The chat was not ended', error);
  }
});

/** A Work user's file: its address is asked for when it is wanted, and ends. */
export const saveFile = (file: SaidFile) => exclusive(`chat:file:${file.id}`, async () => {
  try {
    const link = document.createElement('a');
    link.href = await api.fileLink(file.id);
    link.download = file.name;
    link.rel = 'noopener';
    link.click();
  } catch (error) {
    fail('The file was not saved', error);
  }
});

/* ---- begin and end ---------------------------------------------------------------------------- */

let clock: ReturnType<typeof setInterval> | undefined;

/** The page is live: what was missed is read. side: whose page it is. */
export function live(user: User, say: (what: unknown) => void, side: Side = 'agent'): void {
  send = say;
  watched = '';
  if (current.value?.user.id !== user.id) {
    over();
    current.value = { user, side, talks: createTalks({ user: user.id, side }, { onSaid, onEnded, onUnknown: () => later('list', () => void readList()), onGone: (id) => { opened.delete(id); marked.delete(id); } }) };
  }
  void readMatrix();
  void readList();
  void readAgents();
  void readMode();
  for (const key of new Set(desk.toColleagues.value.map((it) => it.conversation))) void drain(key);
  clearInterval(clock);
  clock = setInterval(() => document.visibilityState === 'visible' && void readAgents(), ROSTER_MS + Math.random() * 10_000);
}

export function over(): void {
  clearInterval(clock);
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  opened.clear();
  marked.clear();
  desks.clear();
  current.value = null;
  listRead.value = false;
  pointed.value = null;
  agents.value = [];
  directory.value = null;
  persons.value = new Map();
  ended.value = new Set();
  forgetUploads();
}

/** Opens the place where one writes to an account. */
export function openWith(key: string): void {
  ended.value = new Set();
  openColleague(key);
}

export const mayOpen = (key: string) => talkWith(key) !== null || allows(may('start', key));
