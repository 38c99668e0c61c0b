/* Users who must have a second factor set it up here, then log in with it. Loaded on first use (Login.tsx). */
import { useState } from 'preact/hooks';
import type { FactorSecret } from '../api.ts';
import { trouble } from '../security.ts';
import { canUseKeys, ceremonyWords, registerKey } from '../securityKeys.ts';
import { confirmFactor } from '../session.ts';
import { Code, LoginSecond } from './LoginSecond.tsx';

interface Props {
  secret: FactorSecret;
  /** How the login page asks for the code; null: a security key was registered, and a login says what it is asked. */
  done(Part: typeof LoginSecond | null): void;
}

export function LoginFactor({ secret, done }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (codes) return done(LoginSecond);
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setError(null);
    const answer = await confirmFactor(String(new FormData(form).get('code')).trim());
    setBusy(false);
    if (Array.isArray(answer)) setCodes(answer);
    else setError(answer);
  }

  async function useKey() {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await registerKey('Security key');
      return done(null);
    } catch (problem) {
      setError(ceremonyWords(problem) ?? trouble(problem).text);
    }
    setBusy(false);
  }

  return (
    <main class="login">
      <form onSubmit={submit} data-testid="factor" aria-labelledby="factor-title">
        <h1 id="factor-title">Your second factor</h1>
        {codes ? (
          <>
            <p>Keep these recovery codes: each opens your account once, should you lose your authenticator.</p>
            <ul class="codes" data-testid="factor-codes">{codes.map((one) => <li key={one}>{one}</li>)}</ul>
          </>
        ) : (
          <>
            <p>Your role must have one. Add this key to an authenticator, or <a href={secret.uri}>open it there</a>.</p>
            <p class="key" data-testid="factor-secret">{secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
            <Code label="The code it shows" />
          </>
        )}
        <p class="error" role="alert" data-testid="factor-error">{error}</p>
        <button class="primary" aria-disabled={busy} data-testid="factor-submit">{codes ? 'I have kept them' : 'Confirm'}</button>
        {!codes && canUseKeys() && <button type="button" aria-disabled={busy} data-testid="factor-key" onClick={() => void useKey()}>Use a security key or passkey instead</button>}
      </form>
    </main>
  );
}
