/* Users who must have a second factor set it up here, then log in with it. Loaded on first use (Login.tsx). */
import type { FunctionComponent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FactorSecret } from '../api.ts';
import { confirmFactor } from '../session.ts';

interface Props {
  secret: FactorSecret;
  /** The field of the login page. */
  Code: FunctionComponent<{ field: { current: HTMLInputElement | null }; label: string }>;
  done(): void;
}

export function LoginFactor({ secret, Code, done }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const code = useRef<HTMLInputElement>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (codes) return done();
    if (busy) return;
    setBusy(true);
    setError(null);
    const answer = await confirmFactor(code.current?.value.trim() ?? '');
    setBusy(false);
    if (Array.isArray(answer)) setCodes(answer);
    else setError(answer);
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
            <Code field={code} label="The code it shows" />
          </>
        )}
        <p class="error" role="alert" data-testid="factor-error">{error}</p>
        <button class="primary" aria-disabled={busy} data-testid="factor-submit">{codes ? 'I have kept them' : 'Confirm'}</button>
      </form>
    </main>
  );
}
