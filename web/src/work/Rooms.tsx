/* Rooms: one's own, those one is invited to, and public ones to join. */
import { useState } from 'preact/hooks';
import { openWith } from '../chat/colleagues.ts';
import { Dialog } from '../view/Dialog.tsx';
import { Icon } from '../view/Icon.tsx';
import { usePaged } from '../paged.ts';
import { changes, findRooms, joinRoom, leaveRoom, makeRoom, type Room, type RoomFields } from './rooms.ts';
import { openSection } from './sections.ts';

const ROLES: Record<string, string> = { owner: 'You own it', member: 'You are in it', invited: 'You are invited' };
const TYPED_MS = 250;

export function Rooms() {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [makes, setMakes] = useState(false);
  const rooms = usePaged<Room>((query) => findRooms(typed, query), [typed], { waitMs: typed ? TYPED_MS : 0, keeps: true, changed: changes.value });
  return (
    <main class="page" aria-labelledby="rooms-title" data-testid="rooms">
      <header class="row"><h1 id="rooms-title" class="grow">Rooms</h1><button type="button" class="primary" onClick={() => setMakes(true)} data-testid="room-new"><Icon name="plus" size={14} /> New room</button></header>
      <label>Find a room<input type="text" value={typed} autocomplete="off" onInput={(event) => { setTyped(event.currentTarget.value); setProblem(null); }} data-testid="room-find" /></label>
      {(problem ?? rooms.problem) && <p class="error" role="alert" data-testid="room-problem">{problem ?? rooms.problem}</p>}
      <ul class="rooms">{rooms.items?.map((room) => <Row key={room.id} room={room} onProblem={setProblem} />)}</ul>
      {rooms.items?.length === 0 && <p class="soft">No room {typed ? 'has these words.' : 'yet. Make the first one.'}</p>}
      {rooms.more && <button type="button" onClick={rooms.next} data-testid="rooms-more">Show more</button>}
      {makes && <RoomDialog title="New room" room={{ name: '', topic: '', public: true }} word="Make" save={makeRoom} onClose={() => setMakes(false)} />}
    </main>
  );
}

function Row({ room, onProblem }: { room: Room; onProblem(text: string | null): void }) {
  const within = room.role === 'owner' || room.role === 'member';
  const join = async () => {
    const problem = await joinRoom(room.id);
    onProblem(problem);
    if (!problem) enter();
  };
  const enter = () => { openSection('chats'); openWith(`room:${room.id}`); };
  return (
    <li data-testid="room" data-role={room.role ?? ''}>
      <div class="grow">
        <b><bdi>{room.name}</bdi></b> <span class="chip">{room.archived ? 'Archived' : room.public ? 'Public' : 'Private'}</span>
        {room.topic && <p class="soft"><bdi>{room.topic}</bdi></p>}
        <small>{room.members === 1 ? '1 member' : `${room.members} members`}{room.role && ` · ${ROLES[room.role]}`}</small>
      </div>
      {within ? <button type="button" onClick={enter} data-testid="room-open">Open<span class="hidden"> {room.name}</span></button>
        : <button type="button" class="primary" onClick={() => void join()} data-testid="room-join">Join<span class="hidden"> {room.name}</span></button>}
      {room.role === 'invited' && <button type="button" onClick={() => void leaveRoom(room.id).then(onProblem)} data-testid="room-decline">Decline<span class="hidden"> {room.name}</span></button>}
    </li>
  );
}

export function RoomDialog({ title, room, word, save, onClose }: { title: string; room: RoomFields; word: string; save(fields: RoomFields): Promise<string | null>; onClose(): void }) {
  const [fields, setFields] = useState(room);
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const wrong = fields.name.trim() === '' ? 'Give the room a name.' : await save({ ...fields, name: fields.name.trim(), topic: fields.topic.trim() });
    if (wrong) setProblem(wrong);
    else onClose();
  }
  return (
    <Dialog title={title} testid="room-dialog" onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label>Name<input type="text" value={fields.name} maxLength={100} onInput={(event) => setFields({ ...fields, name: event.currentTarget.value })} data-testid="room-name" /></label>
        <label>Topic<input type="text" value={fields.topic} maxLength={1000} onInput={(event) => setFields({ ...fields, topic: event.currentTarget.value })} data-testid="room-topic-text" /></label>
        <label class="check"><input type="checkbox" checked={fields.public} onChange={() => setFields({ ...fields, public: !fields.public })} data-testid="room-public" /> Anyone of the organisation can find and join it</label>
        {problem && <p class="error" role="alert" data-testid="room-wrong">{problem}</p>}
        <button class="primary" data-testid="room-save">{word}</button>
      </form>
    </Dialog>
  );
}
