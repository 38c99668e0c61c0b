/* The Work page: mounts the view and starts the parts. */
import '../style.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { startAlerts } from '../alerts.ts';
import * as chats from '../chat/colleagues.ts';
import type { ChatFrame } from '../chat/types.ts';
import { startClock } from '../clock.ts';
import { phase, say, startSession } from '../session.ts';
import { startSettings } from '../settings.ts';
import { Login } from '../view/LoginLater.tsx';
import { hearOwn, readWork, startPresence, store, type WorkSnapshot } from './presence.ts';
import { leaveCard } from '../people/CardLater.tsx';
import { beWorkPhone, phoneLive, phoneOver } from '../phone/lazy.ts';
import { calls as phoneCalls } from '../phone/state.ts';
import { onChat, onText } from '../people/contacts.ts';
import { forgetMailbox, hearMailbox, readMailbox } from './mailbox.ts';
import { forgetMissed, hearMissed, startMissed } from './missed.ts';
import { hearDesk, leaveDesk, readDesk } from './frontdesk.ts';
import { forgetRooms, hearRoom, readInvitations } from './rooms.ts';
import { heardElsewhere, hears, openSection } from './sections.ts';
import { beginText, hearText, isOwnText, textsLive, textsOver, textsUnread, type OwnFrame } from './texts.ts';
import { Work } from './Work.tsx';

const KINDS = new Set(['conversation', 'message', 'reading', 'person']);

/** A frame of the stream: one's own status, conversations between accounts, or a section's own. */
function hear(frame: { kind: string; state?: unknown }): void {
  if (frame.kind === 'work') hearOwn(frame as never);
  else if (isOwnText(frame)) hearText(frame as OwnFrame);
  else if (!heardElsewhere(frame) && KINDS.has(frame.kind)) hearChat(frame as ChatFrame);
}

function hearChat(frame: ChatFrame): void {
  chats.hear(frame);
  hearRoom(frame);
}

function App() {
  switch (phase.value.name) {
    case 'asking':
      return null;
    case 'login':
      return <Login about="Work" message={phase.value.message} />;
    case 'in':
      return <Work />;
  }
}

onChat.call = (account) => {
  leaveCard();
  openSection('chats');
  chats.openWith(account);
};
onText.call = (number) => {
  leaveCard();
  openSection('messages');
  beginText(number);
};
hears('mailbox', (frame) => hearMailbox(frame as never));
hears('missed', (frame) => hearMissed(frame as never));
for (const kind of ['leg', 'front_desk']) hears(kind, (frame) => hearDesk(frame as never));
render(<App />, document.getElementById('app')!);
startClock();
startSettings();
startAlerts();
startPresence();
startMissed();
beWorkPhone();
effect(() => {
  const unread = phase.value.name === 'in' ? chats.unread.value + textsUnread.value : 0;
  const rings = phoneCalls.value.find((one) => one.state === 'ringing');
  if (rings) document.title = `Call: ${rings.name ?? rings.number} · Work`;
  else document.title = unread > 0 ? `(${unread}) Work · Trunkline` : 'Work · Trunkline';
});
void startSession<WorkSnapshot>({
  app: 'work', store, hear, readSnapshot: readWork,
  entered() {},
  onLive() {
    if (!store.user.value) return;
    chats.live(store.user.value, say, 'work');
    textsLive(store.user.value);
    void readInvitations();
    void readDesk();
    void readMailbox();
    phoneLive();
  },
  left() {
    chats.over();
    textsOver();
    forgetRooms();
    leaveDesk();
    forgetMissed();
    forgetMailbox();
    phoneOver();
    store.clear();
  },
});
