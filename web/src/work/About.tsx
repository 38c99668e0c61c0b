/* Who a chat is with, or what a room is: members, and what its owner does with it. */
import { useEffect, useState } from 'preact/hooks';
import { directory, entryOf, myself, nameOf, readDirectory, talkWith } from '../chat/colleagues.ts';
import { Shown } from '../chat/ColleagueTalk.tsx';
import type { Talk } from '../chat/talks.ts';
import type { RosterEntry } from '../chat/types.ts';
import { CardButton } from '../people/CardLater.tsx';
import { PersonCard } from '../people/PersonCard.tsx';
import * as desk from '../desk.ts';
import { Dialog, closeDialog } from '../view/Dialog.tsx';
import { Sure } from '../view/Sure.tsx';
import { archiveRoom, changeRoom, inviteTo, leaveRoom, removeFrom } from './rooms.ts';
import { RoomDialog } from './Rooms.tsx';

export function About({ account }: { account: string }) {
  const talk = talkWith(account), entry = entryOf(account);
  if (talk?.chat.room) return <Room talk={talk} />;
  return (
    <Dialog title={nameOf(account)} testid="about">
      <div class="stack">
        {entry?.shown !== undefined && <p><Shown entry={entry as RosterEntry} /></p>}
        {entry && <PersonCard contact={`user:${entry.user}`} />}
      </div>
    </Dialog>
  );
}

const ROLES: Record<string, string> = { owner: 'owner', member: '', invited: 'invited' };

function Room({ talk }: { talk: Talk }) {
  const { room, parties, state } = talk.chat, me = myself();
  const owns = parties.some((one) => one.user === me?.user && one.role === 'owner'), opened = state === 'open';
  const [problem, setProblem] = useState<string | null>(null);
  const [edits, setEdits] = useState(false);
  useEffect(() => { void readDirectory(); }, []);
  const run = (act: Promise<string | null>) => void act.then(setProblem);
  const leave = () => void leaveRoom(talk.id).then((wrong) => {
    if (wrong) return setProblem(wrong);
    desk.colleague.value = null;
    desk.view.value = 'list';
    closeDialog();
  });
  const others = (directory.value ?? []).filter((one) => one.side === 'work' && !parties.some((party) => party.user === one.user));
  if (edits) return <RoomDialog title="Change the room" room={room!} word="Save" save={(fields) => changeRoom(talk.id, fields)} onClose={() => setEdits(false)} />;
  return (
    <Dialog title={room!.name} testid="about-room">
      <div class="stack">
        {room!.topic && <p><bdi>{room!.topic}</bdi></p>}
        <h3>Members</h3>
        <ul class="figures" data-testid="members">
          {parties.map((one) => (
            <li key={one.user} class="row"><bdi class="grow">{one.name}</bdi><CardButton contact={`user:${one.user}`} name={one.name} /><small>{ROLES[one.role]}</small>
              {owns && opened && one.user !== me?.user && <button type="button" onClick={() => run(removeFrom(talk.id, one.user))} data-testid="member-remove">Remove<span class="hidden"> {one.name}</span></button>}</li>
          ))}
        </ul>
        {opened && (owns || room!.public) && others.length > 0 && (
          <label>Invite<select value="" data-testid="invite" onChange={(event) => { const user = event.currentTarget.value; event.currentTarget.value = ''; if (user) run(inviteTo(talk.id, user)); }}>
            <option value="">Choose a colleague</option>
            {others.map((one) => <option key={one.user} value={one.user}>{one.name}</option>)}
          </select></label>
        )}
        {problem && <p class="error" role="alert" data-testid="about-problem">{problem}</p>}
        <div class="row">
          {owns && opened && <button type="button" onClick={() => setEdits(true)} data-testid="room-change">Change</button>}
          {owns && opened && <Sure word="Archive" question="Nobody can write in it any more." testid="room-archive" run={() => run(archiveRoom(talk.id))} />}
          <button type="button" class="danger" onClick={leave} data-testid="room-leave">Leave</button>
        </div>
      </div>
    </Dialog>
  );
}
