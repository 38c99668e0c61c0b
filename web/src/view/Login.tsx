/* Name and password, a code where one is needed, or an identity provider. Takes paste and password
   managers; says plainly what went wrong. */
import './Login.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FactorSecret, KeyRequest, Provider } from '../api.ts';
import { api } from '../api.ts';
import { login, providers } from '../session.ts';
import type { LoginFactor } from './LoginFactor.tsx';
import type { LoginSecond } from './LoginSecond.tsx';

const TEXT = { type: 'text' } as const;
const PASSWORD = { type: 'password' } as const;
const UNLOADED = 'Part of this page could not be loaded. Load the page again.';

export function Login({ about, message }: { about: string; message: string | null }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [second, setSecond] = useState<{ codes: boolean; request?: KeyRequest | undefined; Part: typeof LoginSecond } | null>(null);
  const [factor, setFactor] = useState<{ secret: FactorSecret; Part: typeof LoginFactor } | null>(null);
  const [kept, setKept] = useState({ username: '', password: '' }); // while the second factor is set up
  const password = useRef<HTMLInputElement>(null);

  async function run(from: HTMLFormElement, key?: unknown) {
    if (busy) return;
    const form = new FormData(from);
    const word = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setError(null);
    const given = { username: word('username'), password: String(form.get('password')) };
    const next = await login(given.username, given.password, key ? '' : word('code'), key);
    if (next.ask === 'nothing') return;
    const part = next.ask === 'factor' && await import('./LoginFactor.tsx').catch(() => null);
    const asked = next.ask === 'code' && (second ?? await import('./LoginSecond.tsx').then((it) => ({ codes: true, Part: it.LoginSecond }), () => null));
    setBusy(false);
    if (next.ask === 'factor') {
      setKept(given);
      if (part) setFactor({ secret: next.secret, Part: part.LoginFactor });
      else setError(UNLOADED);
      return;
    }
    setError(asked === null ? UNLOADED : next.error);
    setSecond(next.ask === 'code' && asked ? { ...asked, ...(next.codes === undefined ? {} : { codes: next.codes, request: next.request }) } : null);
    (next.ask === 'code' ? from.querySelector<HTMLInputElement>('[name=code]') : password.current)?.select();
  }

  if (factor) return <factor.Part secret={factor.secret} done={(Part) => { setFactor(null); setSecond(Part && { codes: true, Part }); }} />;
  return (
    <main class="login">
      <form onSubmit={(event) => { event.preventDefault(); void run(event.currentTarget); }} data-testid="login" aria-labelledby="login-title">
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
        {second && <second.Part codes={second.codes} request={second.request} onKey={run} />}
        <p id="login-error" class="error" role="alert" data-testid="login-error">{error}</p>
        <button class={second?.codes === false ? undefined : 'primary'} aria-disabled={busy} data-testid="login-submit">{busy ? 'One moment …' : 'Log in'}</button>
        <Providers />
      </form>
    </main>
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
