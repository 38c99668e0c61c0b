/* The supervisors' page: mounts the view and starts the parts. */
import '../style.css';
import { render } from 'preact';
import { startClock } from '../clock.ts';
import { store } from '../commands.ts';
import { phase, startSession } from '../session.ts';
import { startSettings } from '../settings.ts';
import { Login } from '../view/Login.tsx';
import { watchFloor } from './floor.ts';
import { lookAway, onLive, readSnapshot, startLooking } from './looking.ts';
import { Supervise } from './Supervise.tsx';

let unwatch: (() => void) | null = null;

function entered(): void {
  unwatch = watchFloor();
}

function left(): void {
  lookAway();
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
startLooking();
void startSession({ entered, readSnapshot, hear: store.fromStream, onLive, left });
