/* Name and password, a code where one is needed, or an identity provider. Takes paste and password
   managers; says plainly what went wrong. */
import './Login.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FactorSecret, Provider } from '../api.ts';
import { api } from '../api.ts';
import { login, providers } from '../session.ts';
import type { LoginFactor } from './LoginFactor.tsx';

const TEXT = { type: 'text' } as const;
const PASSWORD = { type: 'password' } as const;

export function Login({ about, message }: { about: string; message: string | null }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [coded, setCoded] = useState(false);
  const [factor, setFactor] = useState<{ secret: FactorSecret; Part: typeof LoginFactor } | null>(null);
  const [kept, setKept] = useState({ username: '', password: '' }); // while the second factor is set up
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const word = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setError(null);
    const given = { username: word('username'), password: String(form.get('password')) };
    const next = await login(given.username, given.password, word('code'));
    if (next.ask === 'nothing') return;
    const part = next.ask === 'factor' && await import('./LoginFactor.tsx').catch(() => null);
    setBusy(false);
    if (next.ask === 'factor') {
      setKept(given);
      if (part) setFactor({ secret: next.secret, Part: part.LoginFactor });
      else setError('Part of this page could not be loaded. Load the page again.');
      return;
    }
    setError(next.error);
    setCoded(next.ask === 'code');
    (next.ask === 'code' ? code : password).current?.select();
  }

  if (factor) return <factor.Part secret={factor.secret} Code={Code} done={() => { setFactor(null); setCoded(true); }} />;
  return (
    <main class="login">
      <form onSubmit={submit} data-testid="login" aria-labelledby="login-title">
        <h1 id="login-title"><img src="icon.svg" width="28" height="28" alt="" /> Trunkline</h1>
        <p class="soft">{about}</p>
        {message && !error && <p class="message" role="status" data-testid="login-message">{message}</p>}
        <label>User name
          <input type="text" name="username" autocomplete="username" autocapitalize="none" spellcheck={false}
            required autofocus defaultValue={kept.username} data-testid="login-username" />
        </label>
        <label>Password
          <input ref={password} {...(shown ? TEXT : PASSWORD)} name="password" autocomplete="current-password"
            required defaultValue={kept.password} data-testid="login-password" aria-describedby={error ? 'login-error' : undefined} />
        </label>
        <label class="check">
          <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />
          Show the password
        </label>
        {coded && <Code field={code} label="Code of your authenticator, or a recovery code" />}
        <p id="login-error" class="error" role="alert" data-testid="login-error">{error}</p>
        <button class="primary" aria-disabled={busy} data-testid="login-submit">{busy ? 'One moment …' : 'Log in'}</button>
        <Providers />
      </form>
    </main>
  );
}

function Code({ field, label }: { field: { current: HTMLInputElement | null }; label: string }) {
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <label>{label}
      <input ref={field} type="text" name="code" inputmode="text" autocomplete="one-time-code" autocapitalize="none"
        spellcheck={false} required maxLength={40} data-testid="login-code" />
    </label>
  );
}

/* Those that everybody may see, and the one that the address names. */
function Providers() {
  const [all, setAll] = useState<Provider[]>([]);
  const named = new URLSearchParams(location.search).get('provider');

  useEffect(() => {
    void providers().then(setAll);
  }, []);
  const list = named && !all.some((one) => one.slug === named) ? [...all, { slug: named, name: named }] : all;
  return (
    <>
      {list.map((one) => (
        <a key={one.slug} class="provider" href={api.providerPath(one.slug)} data-testid={`login-with-${one.slug}`}>
          Log in with {one.name}
        </a>
      ))}
    </>
  );
}
