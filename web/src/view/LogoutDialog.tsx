/* Logging out with open work, which goes back to the queue, and with a reason where there are some. */
import { useEffect, useState } from 'preact/hooks';
import { store } from '../commands.ts';
import { emergency, locked, lockWords } from '../emergency.ts';
import { codes, loadCodes } from '../status.ts';
import { caller } from '../words.ts';
import { logout } from '../session.ts';
import { closeDialog, Dialog } from './Dialog.tsx';

export function LogoutDialog() {
  const [problem, setProblem] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const work = store.work.value;
  const held = locked(emergency.value) ? emergency.value : null;
  const own = codes.value.data.filter((one) => one.status === 'logged_out');
  const needed = codes.value.required.includes('logged_out');
  /* The list may be older than the rule that asks. */
  useEffect(() => void loadCodes(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (needed && code === '') return setProblem(own.length === 0 ? 'No reason is set up for logging out: tell your supervisor.' : 'Choose a reason.');
    setBusy(true);
    setProblem(await logout(work.length > 0, code || null, held !== null));
    setBusy(false);
  }

  return (
    <Dialog title={held ? 'Log out in an emergency?' : work.length > 0 ? 'You still have open conversations' : 'Log out'} testid="logout-dialog">
      <form onSubmit={(event) => void submit(event)} noValidate>
        {held && (
          <div class="lost" data-testid="logout-emergency">
            <p>{held.phase === 'lock' ? `The emergency service may call back: your status is locked ${lockWords(held)}.` : 'Your emergency call goes on. If you speak through this page, it breaks off.'}</p>
            <p>If you log out, a call back no longer rings here, only in your Work apps; and this page no longer shows where to say you are. Whoever logs in again before the lock ends goes on with it in Work Offline.</p>
          </div>
        )}
        {work.length > 0 && (
          <>
            <ul>{work.map((it) => <li key={it.interaction} class="cut"><bdi>{caller(it)}</bdi></li>)}</ul>
            <p>If you log out now, they go back to their queue, first in line{held ? ', unless you are logged in in another window' : ''}.</p>
          </>
        )}
        {(needed || own.length > 0) && (
          <label>Reason{needed ? '' : ', if you like'}
            <select value={code} aria-invalid={problem !== null} aria-describedby="logout-problem" data-testid="logout-code" onChange={(event) => setCode(event.currentTarget.value)}>
              <option value="">{needed ? 'Choose …' : 'None'}</option>
              {own.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </label>
        )}
        <p id="logout-problem" class="error" role="alert" data-testid="logout-problem">{problem}</p>
        <div class="actions">
          <button class="danger" aria-disabled={busy} data-testid="logout-return">{work.length > 0 ? 'Return them and log out' : 'Log out'}</button>
          <button type="button" class="primary" onClick={closeDialog} data-testid="logout-stay">Stay</button>
        </div>
      </form>
    </Dialog>
  );
}
