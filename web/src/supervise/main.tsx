/* The supervisors' page: mounts the view and starts the parts. */
import '../style.css';
import { render } from 'preact';
import { startAlerts } from '../alerts.ts';
import { startClock } from '../clock.ts';
import { store } from '../commands.ts';
import { leads, phase, startSession } from '../session.ts';
import { startSettings } from '../settings.ts';
import type { Frame } from '../types.ts';
import { Login } from '../view/LoginLater.tsx';
import { watchFloor } from './floor.ts';
import { forgetUrgent, hearUrgent, isUrgent, readUrgent } from '../urgent.ts';
import { lookAway, onLive as goOnLooking, readSnapshot, startLooking } from './looking.ts';
import { Supervise } from './Supervise.tsx';

let unwatch: (() => void) | null = null;

function entered(): void {
  unwatch = watchFloor();
}

const hear = (frame: Frame): void => (isUrgent(frame) ? void hearUrgent(frame as never, store.user.value?.id) : store.fromStream(frame));

function onLive(): void {
  goOnLooking();
  if (leads.value) void readUrgent(store.user.value?.id);
}

function left(): void {
  lookAway();
  forgetUrgent();
  unwatch?.();
}

function App() {
  switch (phase.value.name) {
    case 'asking':
      return null;
    case 'login':
      return <Login about="For who supervises agents" message={phase.value.message} />;
    case 'in':
      return <Supervise />;
  }
}

render(<App />, document.getElementById('app')!);
startClock();
startSettings();
startAlerts();
startLooking();
void startSession({ entered, readSnapshot, hear, onLive, left });
