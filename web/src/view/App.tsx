/* Which page is seen: asking, login, or the workspace. */
import { phase } from '../workspace.ts';
import { Login } from './Login.tsx';
import { Workspace } from './Workspace.tsx';

export function App() {
  switch (phase.value.name) {
    case 'asking':
      return null;
    case 'login':
      return <Login message={phase.value.message} />;
    case 'in':
      return <Workspace />;
  }
}
