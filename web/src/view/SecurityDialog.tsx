/* One's own account: password, second factor, sessions. */
import './SecurityDialog.css';
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { serverNow } from '../clock.ts';
import { type Refusal } from '../commands.ts';
import { trouble } from '../security.ts';
import type { SessionLine } from '../types.ts';
import { clockTime, dayWord } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Factor } from './Factor.tsx';
import { focusSoon } from './focus.ts';
import { SecurityKeys } from './SecurityKeys.tsx';
import { useReading } from './useReading.ts';

/** username: for the browser's own keeper of passwords. */
export function SecurityDialog({ username }: { username: string }) {
  const [changes, setChanges] = useState(0);
  return (
    <Dialog title="Security" testid="security-dialog">
      <Password username={username} onDone={() => setChanges(changes + 1)} />
      <Factor />
      <SecurityKeys />
      <Sessions changes={changes} />
    </Dialog>
  );
}

const TEXT = { type: 'text' } as const;
const PASSWORD = { type: 'password' } as const;

interface FieldProps {
  label: string;
  name: string;
  type: 'text' | 'password';
  autocomplete: string;
  value: string;
  trouble: Refusal | null;
  hint?: ComponentChildren;
  onText(text: string): void;
}

/** A field with its own error under it. */
export function Field({ label, name, type, autocomplete, value, trouble: wrong, hint, onText }: FieldProps) {
  const id = useId();
  const mine = wrong?.field === name;
  return (
    <label>{label}
      <input {...(type === 'text' ? TEXT : PASSWORD)} name={name} autocomplete={autocomplete} autocapitalize="none" spellcheck={false} value={value} maxLength={256}
        aria-invalid={mine} aria-describedby={`${id}-hint ${id}-trouble`} data-testid={`security-${name}`} onInput={(event) => onText(event.currentTarget.value)} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      <span id={`${id}-trouble`} class="error" role="alert" data-testid={`security-${name}-trouble`}>{mine && wrong.text}</span>
    </label>
  );
}

function Password({ username, onDone }: { username: string; onDone(): void }) {
  const { value: min } = useReading(api.passwordMin, []);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setDone('');
    if (current === '') return setWrong({ field: 'current', text: 'Type your present password.' });
    setBusy(true);
    try {
      await api.setPassword(current, password);
      setWrong(null);
      setCurrent('');
      setPassword('');
      setDone('Your password is changed. Your other sessions have ended.');
      onDone();
    } catch (error) {
      setWrong(trouble(error));
    }
    setBusy(false);
  }

  return (
    <section>
      <h3>Password</h3>
      <form onSubmit={(event) => void submit(event)} noValidate data-testid="security-password-form">
        <input type="text" name="username" autocomplete="username" value={username} hidden readOnly />
        <Field label="Present password" name="current" type="password" autocomplete="current-password" value={current} trouble={wrong} onText={setCurrent} />
        <Field label="New password" name="password" type="password" autocomplete="new-password" value={password} trouble={wrong} onText={setPassword}
          hint={<span data-testid="security-rule">{min === null ? 'Long' : `At least ${min} characters`}, without your name, and none that everybody tries first. Signs and digits are not needed: a few words are good.</span>} />
        {wrong?.field === null && <p class="error" role="alert">{wrong.text}</p>}
        <div class="row">
          <button class="primary" aria-disabled={busy} data-testid="security-password-save">Change the password</button>
          <span class="tone-good" role="status" data-testid="security-password-done">{done}</span>
        </div>
      </form>
    </section>
  );
}

const APPS: Record<string, string> = { workspace: 'Agent workspace', work: 'Work app', admin: 'Administration' };

/** `changes`: a new password ends the others. */
function Sessions({ changes }: { changes: number }) {
  const { value, problem, again } = useReading(api.mySessions, [changes]);
  const [wrong, setWrong] = useState<string | null>(null);

  async function end(line: SessionLine): Promise<void> {
    try {
      await api.endSession(line.id);
      setWrong(null);
    } catch (error) {
      setWrong(trouble(error).text);
    }
    again();
    focusSoon('security-end', 'dialog-close');
  }

  return (
    <section>
      <h3>Where you are logged in</h3>
      {(problem ?? wrong) && <p class="error" role="alert">{problem ?? wrong}</p>}
      <ul class="sessions" data-testid="security-sessions">
        {value?.map((line) => (
          <li key={line.id} data-own={line.own}>
            <span class="grow">
              {APPS[line.app] ?? line.app}{line.own && <b>, this one</b>}
              <small>since {dayWord(line.opened_at, serverNow())} {clockTime(line.opened_at)}{line.source && `, from ${line.source}`}</small>
            </span>
            {!line.own && <button type="button" aria-label={`End the session since ${clockTime(line.opened_at)}`} data-testid="security-end" onClick={() => void end(line)}>End</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
