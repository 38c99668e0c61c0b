/* Name and password. Takes paste and password managers; says plainly what went wrong. */
import './Login.css';
import { useRef, useState } from 'preact/hooks';
import { login } from '../workspace.ts';

const TEXT = { type: 'text' } as const;
const PASSWORD = { type: 'password' } as const;

export function Login({ message }: { message: string | null }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(null);
    const problem = await login(String(form.get('username')).trim(), String(form.get('password')));
    if (problem === null) return;
    setBusy(false);
    setError(problem);
    password.current?.select();
  }

  return (
    <main class="login">
      <form onSubmit={submit} data-testid="login" aria-labelledby="login-title">
        <h1 id="login-title"><img src="icon.svg" width="28" height="28" alt="" /> Trunkline</h1>
        <p class="soft">Agent workspace</p>
        {message && !error && <p class="message" role="status" data-testid="login-message">{message}</p>}
        <label>User name
          <input type="text" name="username" autocomplete="username" autocapitalize="none" spellcheck={false}
            required autofocus data-testid="login-username" />
        </label>
        <label>Password
          <input ref={password} {...(shown ? TEXT : PASSWORD)} name="password" autocomplete="current-password"
            required data-testid="login-password" aria-describedby={error ? 'login-error' : undefined} />
        </label>
        <label class="check">
          <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />
          Show the password
        </label>
        <p id="login-error" class="error" role="alert" data-testid="login-error">{error}</p>
        <button class="primary" aria-disabled={busy} data-testid="login-submit">{busy ? 'One moment …' : 'Log in'}</button>
      </form>
    </main>
  );
}
