/* SIP phones of a user: made, their password shown once, where they are registered now, a new password, deleted (SP-9). */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../alerts.ts';
import { clockTime } from '../words.ts';
import { Sure } from '../view/Sure.tsx';
import { useReading } from '../view/useReading.ts';
import { Field } from './Field.tsx';
import { make, phonesOf, refusalOf, remove, rotate, wordsOf, type Person, type Phone } from './things.ts';
import { SIDES } from './words.ts';

const AGAIN_MS = 5000;

/** made: one whose password is to be shown. */
export function Phones({ user, made = null }: { user: Person; made?: Phone | null }) {
  const { value: phones, problem, again } = useReading(() => phonesOf(user.id), [user.version], wordsOf);
  const [secret, setSecret] = useState<Phone | null>(made);
  const [wrong, setWrong] = useState<string | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) again(); }, AGAIN_MS); // a registration comes and goes by itself
    return () => clearInterval(timer);
  }, []);
  function run(what: () => Promise<Phone | unknown>): Promise<void> {
    return what().then((it) => { setWrong(null); if ((it as Phone | undefined)?.password) setSecret(it as Phone); again(); }, (error: unknown) => setWrong(wordsOf(error)));
  }
  return (
    <section class="part" aria-labelledby="phones-title" data-testid="phones">
      <h2 id="phones-title" ref={title} tabIndex={-1}>Phones</h2>
      {secret && <Secret phone={secret} onClose={() => { setSecret(null); title.current?.focus(); }} />}
      {(wrong ?? problem) && <p class="error" role="alert" data-testid="phones-problem">{wrong ?? problem}</p>}
      {phones?.length === 0 && !secret && <p class="soft">None: a softphone.</p>}
      <ul class="things">
        {phones?.map((one) => (
          <li key={one.id} data-testid="phone" data-id={one.id} data-registered={one.registered}>
            <div class="grow">
              <b><bdi>{one.label}</bdi></b> <span class="chip">{SIDES[one.side]}</span>{!one.allowed && <> <span class="chip off">No licence</span></>}
              <small><bdi>{one.username}</bdi> at {one.realm}{one.algorithm === 'MD5' && ', MD5'}</small>
              <Where of={one} />
            </div>
            <Sure word="New password" about={`for ${one.label}`} question="The phone stops until it has the new one." testid="phone-rotate" run={() => run(() => rotate(one.id))} />
            <Sure word="Delete" about={one.label} look="danger" question={`Delete ${one.label}?`} testid="phone-delete" run={() => run(() => remove('devices', one.id, one.version)).then(() => title.current?.focus())} />
          </li>
        ))}
      </ul>
      <NewPhone user={user} onMade={(phone) => { setSecret(phone); again(); }} />
    </section>
  );
}

function Where({ of: { registered, bindings } }: { of: Phone }) {
  if (!registered || !bindings?.length) return <small data-testid="phone-where">Not registered</small>;
  return <>{bindings.map((one) => <small key={one.contact} data-testid="phone-where"><span class="tone-good">Registered</span> from <bdi>{one.source}</bdi> by {one.transport}{one.agent && <>, <bdi>{one.agent}</bdi></>}, until {clockTime(one.expires_at)}</small>)}</>;
}

/** What is typed into the phone. The password is in no other answer. */
function Secret({ phone, onClose }: { phone: Phone; onClose(): void }) {
  const box = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState('');
  useLayoutEffect(() => box.current?.focus(), [phone]);
  const rows: [string, string, string][] = [['Server', 'server', phone.servers[0] ?? ''], ['User name', 'username', phone.username], ['Password', 'password', phone.password ?? ''], ['Realm', 'realm', phone.realm]];
  async function copy(word: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(word);
      say(`${word} copied`);
    } catch {
      setCopied('');
      say('The browser did not let it be copied: mark it and copy it yourself.', true);
    }
  }
  return (
    <section ref={box} tabIndex={-1} class="note secret-box" aria-label={`Login of ${phone.label}`} data-testid="phone-secret">
      <p><b>Type this into {phone.label} now.</b> The password is not shown again: later you can only make a new one.</p>
      <dl>
        {rows.map(([word, name, text]) => (
          <div key={name}><dt>{word}</dt><dd><code data-testid={`secret-${name}`}>{text}</code>
            <button type="button" onClick={() => void copy(word, text)} data-testid={`copy-${name}`}>{copied === word ? 'Copied' : 'Copy'}<span class="hidden"> {word}</span></button></dd></div>
        ))}
      </dl>
      <div><button type="button" class="primary" onClick={onClose} data-testid="secret-done">I have it</button></div>
    </section>
  );
}

function NewPhone({ user, onMade }: { user: Person; onMade(phone: Phone): void }) {
  const sides = [...(user.has_work ? ['work'] : []), ...(user.has_seat ? ['agent'] : [])];
  const [open, setOpen] = useState(false);
  const [side, setSide] = useState('');
  const [label, setLabel] = useState('Desk phone');
  const [old, setOld] = useState(false);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>(Object.keys(wrong).length ? '[aria-invalid="true"]' : 'input')?.focus(), [open, wrong]);
  if (sides.length === 0) return <p class="soft">A phone needs a Work licence or a seat.</p>;
  if (!open) return <div><button type="button" onClick={() => setOpen(true)} data-testid="phone-new">Add a phone</button></div>;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const made = await make<Phone>('devices', { user_id: user.id, side: side || sides[0], label: label.trim(), ...(old ? { algorithm: 'MD5' } : {}) });
      setWrong({});
      setProblem(null);
      setOpen(false);
      onMade(made);
    } catch (error) {
      const { fields, text } = refusalOf(error);
      setWrong(fields);
      setProblem(Object.keys(fields).length ? null : text);
    }
    setBusy(false);
  }
  return (
    <form ref={form} class="inline-form" noValidate onSubmit={(event) => void submit(event)} data-testid="phone-form">
      <Field name="label" word="What it is called" wrong={wrong['label']}>{(told) => <input {...told} type="text" value={label} maxLength={80} onInput={(event) => setLabel(event.currentTarget.value)} />}</Field>
      <Field name="side" word="Rings for" wrong={wrong['side']}>
        {(told) => <select {...told} value={side || sides[0]} onChange={(event) => setSide(event.currentTarget.value)}>{sides.map((one) => <option key={one} value={one}>{one === 'work' ? 'Work extension and number' : 'Agent extension'}</option>)}</select>}</Field>
      <label class="check"><input type="checkbox" checked={old} onChange={(event) => setOld(event.currentTarget.checked)} data-testid="field-md5" />An old phone that knows MD5 only: when it stays unregistered though its password is right</label>
      {problem && <p class="error" role="alert" data-testid="phone-problem">{problem}</p>}
      <div class="row"><button class="primary" aria-disabled={busy} data-testid="phone-make">Make its login</button><button type="button" onClick={() => setOpen(false)}>Cancel</button></div>
    </form>
  );
}
