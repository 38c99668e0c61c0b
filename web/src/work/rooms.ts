/* Rooms of Work users (MS-2): the list, and what one does with a room. Whether one may is the server's to say. */
import { signal } from '@preact/signals';
import { Problem, call, command, type List } from '../api.ts';
import { heardOf, readListAgain } from '../chat/colleagues.ts';
import type { FrameOfChat } from '../chat/types.ts';
import { words } from '../commands.ts';
import type { Id } from '../types.ts';

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

/** Null: not read yet. */
export const rooms = signal<Room[] | null>(null);
let asked = 0;

export async function readRooms(q: string): Promise<string | null> {
  const mine = ++asked;
  try {
    const { data } = await call<List<Room>>('GET', `/rooms?limit=100${q.trim() ? `&q=${encodeURIComponent(q.trim())}` : ''}`);
    if (mine === asked) rooms.value = data;
    return null;
  } catch (error) {
    return words(error);
  }
}

const WORDS: Record<string, string> = {
  not_yours: 'Only the room’s owner can do this.', conversation_closed: 'This room is archived.', too_many: 'The room is full.', not_found: 'This room, or this colleague, is not there any more.',
};
const why = (error: unknown) => (error instanceof Problem ? WORDS[error.type] ?? error.body.errors?.[0]?.detail ?? words(error) : words(error));

/** Null: it is done; else why not. */
async function act(run: () => Promise<FrameOfChat<'conversation'> | undefined>): Promise<string | null> {
  try {
    const frame = await run();
    if (frame) heardOf(frame);
    return null;
  } catch (error) {
    return why(error);
  } finally {
    void readListAgain();
    void readRooms('');
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
