/* Rooms of Work users (MS-2): the list, and what one does with a room. Whether one may is the server's to say. */
import { computed, signal } from '@preact/signals';
import { notify, say as sayAloud, soundFor } from '../alerts.ts';
import { Problem, call, command, type List } from '../api.ts';
import { heardOf, myself, quiet, readListAgain, talkWith } from '../chat/colleagues.ts';
import type { ChatFrame, FrameOfChat } from '../chat/types.ts';
import { words } from '../commands.ts';
import type { Id } from '../types.ts';
import { isolated } from '../words.ts';

export interface Room {
  id: Id;
  name: string;
  topic: string;
  public: boolean;
  archived: boolean;
  members: number;
  role: 'owner' | 'member' | 'invited' | null;
}

export interface RoomFields {
  name: string;
  topic: string;
  public: boolean;
}

/** Raised when something of rooms has changed: the list is read again. */
export const changes = signal(0);

/** Rooms that one is invited to, whoever looks at the list or not. */
const asks = signal<ReadonlySet<Id>>(new Set());
export const invitations = computed(() => [...asks.value].filter((id) => !talkWith(`room:${id}`)).length);

function invite(id: Id, on: boolean): boolean {
  if (asks.value.has(id) === on) return false;
  asks.value = new Set(on ? [...asks.value, id] : [...asks.value].filter((one) => one !== id));
  return on;
}

/** A frame that tells of rooms: one is asked in, or out again. */
export function hearRoom(frame: ChatFrame): void {
  const me = myself()?.user;
  if (frame.kind === 'reading' && frame.state?.gone && frame.state.user === me) invite(frame.state.conversation, false);
  else if (frame.kind === 'conversation' && frame.state?.kind === 'room') hearParties(frame.id, frame.state, me);
  else return;
  changes.value += 1;
}

function hearParties(id: Id, { state, parties, room }: NonNullable<FrameOfChat<'conversation'>['state']>, me: Id | undefined): void {
  if (!invite(id, state === 'open' && parties.some((one) => one.user === me && one.role === 'invited')) || quiet.value) return;
  soundFor('message');
  sayAloud(`You are invited to the room ${isolated(room?.name ?? '')}.`);
  notify('You are invited to a room', room?.name ?? '', id);
}

/** More rooms than these nobody is asked into at once. */
const PAGES_MAX = 5;

/** Those that came while one was away; the list, where it is looked at, is read again, too. */
export async function readInvitations(): Promise<void> {
  changes.value += 1;
  const found = new Set<Id>();
  let page: List<Room> | null = { data: [], next_cursor: '' };
  for (let n = 0; n < PAGES_MAX && page && page.next_cursor !== null; n++) {
    page = await findRooms('', `limit=200${page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`}`).catch(() => null);
    for (const one of page?.data ?? []) if (one.role === 'invited' && !one.archived) found.add(one.id);
  }
  if (page) asks.value = found;
}

export const forgetRooms = () => (asks.value = new Set());

/** One's own, those one is invited to, public ones, newest first. page: which one, as usePaged says. */
export const findRooms = (q: string, page: string) => call<List<Room>>('GET', `/rooms?${page}${q.trim() ? `&q=${encodeURIComponent(q.trim())}` : ''}`);

const WORDS: Record<string, string> = {
  not_room_owner: 'Only the room’s owner can do this.', conversation_closed: 'This room is archived.', too_many: 'The room is full.', not_found: 'This room, or this colleague, is not there any more.',
};
const why = (error: unknown) => (error instanceof Problem ? WORDS[error.type] ?? error.body.errors?.[0]?.detail ?? words(error) : words(error));

/** Null: it is done; else why not. */
async function act(run: () => Promise<FrameOfChat<'conversation'> | undefined>): Promise<string | null> {
  try {
    const frame = await run();
    if (frame) heardOf(frame);
    if (frame) hearRoom(frame);
    return null;
  } catch (error) {
    return why(error);
  } finally {
    void readListAgain();
    changes.value += 1;
  }
}

type Chat = FrameOfChat<'conversation'>;
export const makeRoom = (fields: RoomFields) => act(() => command<Chat>('POST', '/rooms', fields));
export const changeRoom = (id: Id, fields: RoomFields) => act(() => command<Chat>('PUT', `/rooms/${id}`, fields));
export const joinRoom = (id: Id) => act(() => command<Chat>('POST', `/rooms/${id}/join`));
export const leaveRoom = (id: Id) => act(() => command<undefined>('POST', `/rooms/${id}/leave`));
export const archiveRoom = (id: Id) => act(() => command<Chat>('POST', `/rooms/${id}/archive`));
export const inviteTo = (id: Id, user: Id) => act(() => command<Chat>('POST', `/rooms/${id}/members`, { user }));
export const removeFrom = (id: Id, user: Id) => act(() => command<Chat>('DELETE', `/rooms/${id}/members/${user}`));
