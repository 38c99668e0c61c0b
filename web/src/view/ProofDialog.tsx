/*
 * Asks for the password or a code again, over whatever is open, when the server requires re-authentication before a command (403
 * proof_needed). Loaded on first use (api.ts). Must not know: the command.
 */
import { render } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { api, command, type ProblemBody } from '../api.ts';
import { onUnauthorized } from '../commands.ts';
import { trouble } from '../security.ts';
import { canUseKeys, ceremonyWords, proveByKey } from '../securityKeys.ts';
import { phase } from '../session.ts';
import { Dialog } from './Dialog.tsx';

type Needed = Pick<ProblemBody, 'proof' | 'provider' | 'security_key'>;
interface Props extends Needed {
  done(proved: boolean): void;
}

const FIELDS = {
  password: { label: 'Your password', look: { type: 'password' }, autocomplete: 'current-password', empty: 'Type your password.' },
  code: { label: 'A code of your authenticator, or a recovery code', look: { type: 'text' }, autocomplete: 'one-time-code', empty: 'Type a code.' },
} as const;

let asking: Promise<boolean> | null = null;

/** False: it was closed, the command is given up. Of several commands at once one asks for all. */
export const askProof = (needed: Needed): Promise<boolean> => (asking ??= open(needed).then(isSameUser).finally(() => (asking = null)));

/** The cookie may be another user's by now, who logged in in another tab: no command of the former user is repeated for them. */
async function isSameUser(proved: boolean): Promise<boolean> {
  if (!proved || phase.value.name !== 'in') return false;
  const { id } = phase.value.user;
  const now = await api.session().then((session) => session.user.id, () => null);
  if (now !== null && now !== id) onUnauthorized.call();
  return now === id;
}

/** "Continue" after a login elsewhere says so if the server asks at once again. */
const ASKED_AGAIN_MS = 30_000;
let continuedAt = -Infinity;

function open(needed: Needed): Promise<boolean> {
  const box = document.body.appendChild(document.createElement('div'));
  return new Promise<boolean>((done) => render(<ProofDialog {...needed} done={done} />, box)).finally(() => {
    render(null, box);
    box.remove();
  });
}

function ProofDialog({ proof = 'password', provider, security_key, done }: Props) {
  const inside = phase.value.name === 'in';
  useEffect(() => { if (!inside) done(false); }, [inside]); // logged out meanwhile
  return (
    <Dialog title="Confirm that it is you" testid="proof-dialog" onClose={() => done(false)}>
      {proof !== 'login' && <p>This change needs {proof === 'security_key' ? 'your security key' : security_key ? `your security key or your ${proof}` : `your ${proof}`} again, because your last login or confirmation was more than five minutes ago.</p>}
      {security_key && <ByKey alone={proof === 'security_key'} done={done} />}
      {proof === 'login' && <LoginAgain provider={provider} done={done} />}
      {(proof === 'password' || proof === 'code') && <Proof proof={proof} provider={provider} done={done} />}
    </Dialog>
  );
}

const isAskedAgain = () => performance.now() - continuedAt < ASKED_AGAIN_MS;
const NO_LOGIN = 'There was no new login yet.';

function loggedInAgain(done: (proved: boolean) => void): void {
  continuedAt = performance.now();
  done(true);
}

const ProviderLink = ({ provider }: { provider: string }) =>
  <a href={api.providerPath(provider)} target="_blank" rel="noopener" data-testid="proof-login">Log in at your identity provider</a>;

function Proof({ proof, provider, done }: { proof: 'password' | 'code'; provider: string | undefined; done(proved: boolean): void }) {
  const { label, look, autocomplete, empty } = FIELDS[proof];
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(provider && isAskedAgain() ? NO_LOGIN : '');
  const [busy, setBusy] = useState(false);
  const id = useId();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (text.trim() === '') return provider ? loggedInAgain(done) : setWrong(empty);
    setBusy(true);
    try {
      await command('POST', '/me/proof', { [proof]: proof === 'code' ? text.trim() : text });
      done(true);
    } catch (error) {
      setWrong(trouble(error).text);
      setBusy(false);
      document.getElementById(id)?.focus();
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <input type="text" name="username" autocomplete="username" value={(phase.value.name === 'in' && phase.value.user.username) || ''} hidden readOnly />
      <label>{label}
        <input id={id} {...look} name={proof} autocomplete={autocomplete} autocapitalize="none" spellcheck={false} autofocus value={text} maxLength={proof === 'code' ? 40 : 256}
          aria-invalid={wrong !== ''} aria-describedby={`${id}-wrong`} data-testid="proof-field" onInput={(event) => { setText(event.currentTarget.value); setWrong(''); }} />
        <span id={`${id}-wrong`} class="error" role="alert" data-testid="proof-trouble">{wrong}</span>
      </label>
      {provider && <p><ProviderLink provider={provider} /> in a new tab instead, then continue here without your {proof}.</p>}
      <div class="actions">
        <button type="button" data-testid="proof-cancel" onClick={() => done(false)}>Cancel</button>
        <button class="primary" aria-disabled={busy} data-testid="proof-confirm">Continue</button>
      </div>
    </form>
  );
}

/** alone: no code will do. */
function ByKey({ alone, done }: { alone: boolean; done(proved: boolean): void }) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);

  async function touch(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      await proveByKey();
      return done(true);
    } catch (error) {
      setWrong(ceremonyWords(error) ?? trouble(error).text);
    }
    setBusy(false);
  }

  return (
    <div class="stack">
      {alone && !canUseKeys() && <p role="status">This browser can't use a security key at this address.</p>}
      {canUseKeys() && <button type="button" class={alone ? 'primary' : undefined} aria-disabled={busy} autofocus={alone} data-testid="proof-key" onClick={() => void touch()}>Use your security key</button>}
      <p class="error" role="alert" data-testid="proof-key-trouble">{wrong}</p>
      {alone && <div class="actions"><button type="button" data-testid="proof-cancel" onClick={() => done(false)}>Cancel</button></div>}
    </div>
  );
}

/** For those who have neither: the cookie of the new login is this page's, too. */
function LoginAgain({ provider, done }: { provider: string | undefined; done(proved: boolean): void }) {
  return (
    <div class="stack">
      <p>This change needs a login within the last five minutes. {provider ? <><ProviderLink provider={provider} /> in a new tab, then continue here.</> : 'Log out and log in again, then repeat the change.'}</p>
      <p class="error" role="alert" data-testid="proof-trouble">{provider && isAskedAgain() ? NO_LOGIN : ''}</p>
      <div class="actions">
        <button type="button" data-testid="proof-cancel" onClick={() => done(false)}>Cancel</button>
        {provider && <button type="button" class="primary" data-testid="proof-confirm" onClick={() => loggedInAgain(done)}>Continue</button>}
      </div>
    </div>
  );
}
