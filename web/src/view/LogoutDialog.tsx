/* Logging out with open work: it goes back to the queue, or the agent stays. */
import { useState } from 'preact/hooks';
import { store } from '../commands.ts';
import { phone } from '../words.ts';
import { logout } from '../workspace.ts';
import { closeDialog, Dialog } from './Dialog.tsx';

export function LogoutDialog() {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog title="You still have open conversations" testid="logout-dialog">
      <div class="stack">
        <ul>{store.work.value.map((it) => <li key={it.interaction} class="cut"><bdi>{it.customer?.name ?? phone(it.number)}</bdi></li>)}</ul>
        <p>If you log out now, they go back to their queue, first in line.</p>
        <p class="error" role="alert">{problem}</p>
        <div class="actions">
          <button type="button" class="danger" data-testid="logout-return" onClick={() => void logout(true).then(setProblem)}>
            Return them and log out
          </button>
          <button type="button" class="primary" onClick={closeDialog} data-testid="logout-stay">Stay</button>
        </div>
      </div>
    </Dialog>
  );
}
