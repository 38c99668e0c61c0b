/* One's own second factor: turned on with a key that an authenticator takes, turned off with a code; recovery codes are shown once. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { api, type FactorSecret } from '../api.ts';
import type { Refusal } from '../commands.ts';
import { trouble } from '../security.ts';
import type { Factor as State } from '../types.ts';
import { Copy } from './Copy.tsx';
import { focusSoon } from './focus.ts';
import { Field } from './SecurityDialog.tsx';
import { useReading } from './useReading.ts';

/** What is asked for now. */
type Step =
  | { name: 'rest' }
  | { name: 'password' }
  | { name: 'confirm'; secret: FactorSecret }
  | { name: 'codes'; codes: string[] }
  | { name: 'renew' }
  | { name: 'off' };

export function Factor() {
  const { value: state, problem, again } = useReading(api.factor, []);
  const [step, setStep] = useState<Step>({ name: 'rest' });
  const next = (to: Step) => {
    setStep(to);
    if (to.name !== 'rest' && to.name !== 'codes') return;
    again();
    focusSoon('factor-kept', 'factor-on', 'factor-renew');
  };
  return (
    <section data-testid="security-factor" data-enabled={state?.enabled ?? false}>
      <h3>Authenticator</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {state && step.name === 'rest' && <Rest state={state} next={next} />}
      {step.name === 'password' && (
        <Ask field="current" label="Your password" type="password" autocomplete="current-password" confirm="Continue" next={next}
          run={async (text) => ({ name: 'confirm', secret: await api.makeFactor(text) })} />
      )}
      {step.name === 'confirm' && (
        <>
          <Secret secret={step.secret} />
          <Ask field="code" label="The code it shows" type="text" autocomplete="one-time-code" confirm="Turn on" next={next}
            run={async (text) => ({ name: 'codes', codes: await api.confirmFactor(text) })} />
        </>
      )}
      {step.name === 'codes' && <Codes codes={step.codes} done={() => next({ name: 'rest' })} />}
      {step.name === 'renew' && (
        <Ask field="code" label="A code of your authenticator" type="text" autocomplete="one-time-code" confirm="Make new codes" next={next}
          run={async (text) => ({ name: 'codes', codes: await api.newRecoveryCodes(text) })} />
      )}
      {step.name === 'off' && (
        <Ask field="code" label="A code of your authenticator, or a recovery code" type="text" autocomplete="one-time-code" confirm="Turn off" next={next}
          run={async (text) => { await api.endFactor(text); return { name: 'rest' }; }} />
      )}
    </section>
  );
}

function Rest({ state, next }: { state: State; next(step: Step): void }) {
  if (!state.enabled) {
    return (
      <>
        <p class="soft">Off. With it, a login needs a code of your telephone besides the password.</p>
        <div class="row"><button type="button" data-testid="factor-on" onClick={() => next({ name: 'password' })}>Turn on</button></div>
      </>
    );
  }
  const left = state.recovery_codes_left;
  return (
    <>
      <p data-testid="factor-state">On. {left === 0 ? 'No recovery code is left.' : `${left} recovery code${left === 1 ? ' is' : 's are'} left.`}{state.required && ' Your role must have it.'}</p>
      <div class="row">
        <button type="button" data-testid="factor-renew" onClick={() => next({ name: 'renew' })}>New recovery codes</button>
        {!state.required && <button type="button" class="danger" data-testid="factor-off" onClick={() => next({ name: 'off' })}>Turn off</button>}
      </div>
    </>
  );
}

interface AskProps {
  field: 'current' | 'code';
  label: string;
  type: 'text' | 'password';
  autocomplete: string;
  confirm: string;
  run(text: string): Promise<Step>;
  next(step: Step): void;
}

function Ask({ field, label, type, autocomplete, confirm, run, next }: AskProps) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => document.querySelector<HTMLElement>(`[data-testid="security-factor"] [name="${field}"]`)?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (text.trim() === '') return setWrong({ field, text: 'Type it first.' });
    setBusy(true);
    try {
      next(await run(field === 'code' ? text.trim() : text));
    } catch (error) {
      const found = trouble(error);
      setWrong({ ...found, field });
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Field label={label} name={field} type={type} autocomplete={autocomplete} value={text} trouble={wrong} onText={setText} />
      <div class="row">
        <button class="primary" aria-disabled={busy} data-testid="factor-confirm">{confirm}</button>
        <button type="button" data-testid="factor-cancel" onClick={() => next({ name: 'rest' })}>Leave it</button>
      </div>
    </form>
  );
}

/** The key as text, as a link for an authenticator on this machine, as a code for a telephone. */
function Secret({ secret }: { secret: FactorSecret }) {
  const [drawing, setDrawing] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    let gone = false;
    void import('../qr.ts').then(({ qrPath }) => gone || setDrawing(qrPath(secret.uri)), () => {});
    return () => void (gone = true);
  }, []);
  return (
    <div class="secret">
      <div class="qr" data-testid="factor-qr">
        {drawing && <svg role="img" aria-label="QR code of the key" viewBox={`0 0 ${drawing.size} ${drawing.size}`} shape-rendering="crispEdges"><path d={drawing.path} /></svg>}
      </div>
      <p>Scan this with an authenticator, <a href={secret.uri} data-testid="factor-link">open it there</a>, or type the key:</p>
      <p class="key" data-testid="factor-secret">{secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
    </div>
  );
}

function Codes({ codes, done }: { codes: string[]; done(): void }) {
  return (
    <>
      <p role="status">Keep these recovery codes: each opens your account once, should you lose your authenticator. They are not shown again.</p>
      <ul class="codes" data-testid="factor-codes">{codes.map((one) => <li key={one}>{one}</li>)}</ul>
      <div class="row">
        <Copy text={codes.join('\n')} />
        <button type="button" class="primary" data-testid="factor-kept" onClick={done}>I have kept them</button>
      </div>
    </>
  );
}
