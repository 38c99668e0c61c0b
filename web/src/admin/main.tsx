/* The administrators' page: mounts the view and starts the parts. */
import '../style.css';
import { render } from 'preact';
import { startClock } from '../clock.ts';
import { phase, startSession } from '../session.ts';
import { startSettings } from '../settings.ts';
import { Login } from '../view/LoginLater.tsx';
import { Admin } from './Admin.tsx';

function App() {
  switch (phase.value.name) {
    case 'asking':
      return null;
    case 'login':
      return <Login about="Administration" message={phase.value.message} />;
    case 'in':
      return <Admin />;
  }
}

render(<App />, document.getElementById('app')!);
startClock();
startSettings();
void startSession({ app: 'admin', entered() {}, left() {} });
