/* Which page is seen: asking, login, or the workspace. */
import { phase } from '../session.ts';
import { Login } from './LoginLater.tsx';
import { Workspace } from './Workspace.tsx';

export function App() {
  switch (phase.value.name) {
    case 'asking':
      return null;
    case 'login':
      return <Login about="Agent workspace" message={phase.value.message} />;
    case 'in':
      return <Workspace />;
  }
}
