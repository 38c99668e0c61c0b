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
import { Login } from '../view/Login.tsx';
import { hearOwn, readWork, startPresence, store, type WorkSnapshot } from './presence.ts';
import { onChat } from '../people/contacts.ts';
import { forgetRooms, hearRoom, readInvitations } from './rooms.ts';
import { heardElsewhere, openSection } from './sections.ts';
import { Work } from './Work.tsx';

const KINDS = new Set(['conversation', 'message', 'reading', 'person']);

/** A frame of the stream: one's own status, conversations between accounts, or a section's own. */
function hear(frame: { kind: string }): void {
  if (frame.kind === 'work') hearOwn(frame as never);
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
  openSection('chats');
  chats.openWith(account);
};
render(<App />, document.getElementById('app')!);
startClock();
startSettings();
startAlerts();
startPresence();
effect(() => {
  const unread = phase.value.name === 'in' ? chats.unread.value : 0;
  document.title = unread > 0 ? `(${unread}) Work · Trunkline` : 'Work · Trunkline';
});
void startSession<WorkSnapshot>({
  app: 'work', store, hear, readSnapshot: readWork,
  entered() {},
  onLive() {
    if (!store.user.value) return;
    chats.live(store.user.value, say, 'work');
    void readInvitations();
  },
  left() {
    chats.over();
    forgetRooms();
    store.clear();
  },
});
