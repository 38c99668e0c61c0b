/*
 * The form of a user (SP-2 to SP-6): all in one write. What is refused is said at its field, and nothing of what was typed is lost; what
 * somebody else saved meanwhile is told, and taken in where it is no matter of dispute.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../alerts.ts';
import type { Id } from '../types.ts';
import { Sure } from '../view/Sure.tsx';
import { forgetTyped, keepTyped, typedFor, type Typed } from './drafts.ts';
import { bodyOf, draftOf, merge, missing, typed as withTyped, wordOf, type Draft, type Value } from './fields.ts';
import { AgentPart, LoginPart, PersonPart, WorkPart, type PartProps } from './UserParts.tsx';
import { Overtaken, change, make, refusalOf, remove, wordsOf, type Person, type Phone, type Warning } from './things.ts';
import type { Choices } from './UserPage.tsx';
import { ENDS, MODES, ROLES } from './words.ts';

interface Props {
  person: Person | null;
  choices: Choices;
  onSaved(person: Person | null, phone?: Phone | null, problem?: string | null): void;
  onRefused(): void;
}

/** What somebody else has done to it since it was read. */
interface Meanwhile { theirs: string[]; both: string[]; now: Draft }

function begun(person: Person | null): Typed & { meanwhile: Meanwhile | null } {
  const base = draftOf(person), version = person?.version ?? null, typed = typedFor(person?.id ?? null);
  if (!typed) return { version, base, draft: base, meanwhile: null };
  if (typed.version === version) return { ...typed, meanwhile: null };
  const { draft, theirs, both } = merge(typed.base, typed.draft, base);
  return { version, base, draft, meanwhile: { theirs, both, now: base } };
}

export function UserForm({ person, choices, onSaved, onRefused }: Props) {
  const id: Id | null = person?.id ?? null;
  const [first] = useState(() => begun(person));
  const [typed, setTyped] = useState<Typed>(first);
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(first.meanwhile);
  const [password, setPassword] = useState('');
  const [phone, setPhone] = useState(''); // a new one's: its label; none: a softphone
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const refused = useRef(false);
  const { draft, base } = typed;
  const touched = JSON.stringify(draft) !== JSON.stringify(base) || password !== '';

  useLayoutEffect(() => {
    if (refused.current) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    refused.current = false;
  }, [wrong]);

  function put(next: Typed): void {
    setTyped(next);
    keepTyped(id, JSON.stringify(next.draft) === JSON.stringify(next.base) ? null : next);
  }
  const set = (part: Record<string, Value>) => {
    put({ ...typed, draft: withTyped(draft, part) });
    setDone('');
    right(Object.keys(part));
  };
  /** What is typed anew is not wrong until the server says so again. */
  function right(names: string[]): void {
    const rest = Object.fromEntries(Object.entries(wrong).filter(([name]) => !names.includes(name)));
    if (Object.keys(wrong).length > 0 && Object.keys(rest).length === 0) setProblem(null);
    setWrong(rest);
  }
  function type(text: string): void {
    setPassword(text);
    right(['password']);
  }

  function refuse(fields: Readonly<Record<string, string>>, words: string): void {
    refused.current = true;
    onRefused();
    setWrong(fields);
    setProblem(words);
    say(words, true);
  }

  /** Somebody else was first: what only they changed is taken in, what both changed is asked about. */
  function overtaken(now: Person | null): void {
    if (!now) return refuse({}, 'Somebody else has deleted this user meanwhile. What you typed is still here.');
    const theirs = draftOf(now), merged = merge(base, draft, theirs);
    put({ version: now.version, base: theirs, draft: merged.draft });
    setMeanwhile({ theirs: merged.theirs, both: merged.both, now: theirs });
    refuse({}, 'Somebody else has changed this user since you opened it. Nothing was saved: look at what changed, then save again.');
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const lacks = id === null ? { ...missing(draft), ...(password ? {} : { password: 'Is missing.' }) } : {};
    if (Object.keys(lacks).length > 0) return refuse(lacks, `Nothing was saved. ${Object.keys(lacks).length === 1 ? 'One field is' : `${Object.keys(lacks).length} fields are`} missing.`);
    const body = { ...bodyOf(draft, id === null ? {} : base), ...(password ? { password } : {}) };
    setBusy(true);
    try {
      const now = id === null ? await make<Person>('users', named(body)) : await change<Person>('users', id, typed.version!, body);
      const first = id === null && phone ? await firstPhone(now) : null;
      forgetTyped(id);
      setPassword('');
      setWrong({});
      setProblem(null);
      setMeanwhile(null);
      setWarnings(now.warnings ?? []);
      const read = draftOf(now);
      setTyped({ version: now.version, base: read, draft: read });
      setDone('Saved.');
      onSaved(now, first?.phone ?? null, first?.problem ?? null);
    } catch (error) {
      if (error instanceof Overtaken) overtaken(error.now as Person | null);
      else {
        const { text, fields } = refusalOf(error);
        refuse(fields, `Nothing was saved. ${text}`);
      }
    }
    setBusy(false);
  }

  const firstPhone = (now: Person): Promise<{ phone: Phone | null; problem: string | null }> =>
    make<Phone>('devices', { user_id: now.id, side: 'work', label: phone }).then((it) => ({ phone: it, problem: null }), (error: unknown) => ({ phone: null, problem: wordsOf(error) }));

  function leave(): void {
    forgetTyped(id);
    if (id === null) return onSaved(null);
    put({ ...typed, draft: base });
    setPassword('');
    setWrong({});
    setProblem(null);
    setMeanwhile(null);
  }

  const parts: PartProps = { draft, set, wrong, choices, person };
  const rest = Object.keys(wrong).filter((name) => !(name in draft) && name !== 'password');
  return (
    <form ref={form} class="user" noValidate onSubmit={(event) => void save(event)} data-testid="user-form">
      {meanwhile && <Changed of={meanwhile} draft={draft} choices={choices} onTake={(name) => { set({ [name]: meanwhile.now[name]! }); setMeanwhile({ ...meanwhile, both: meanwhile.both.filter((one) => one !== name), theirs: [...meanwhile.theirs, name] }); }} />}
      <PersonPart {...parts} />
      <LoginPart {...parts} password={password} onPassword={type} />
      <WorkPart {...parts} phone={phone} onPhone={setPhone} />
      <AgentPart {...parts} />
      <div class="save">
        {problem && <p class="error" role="alert" data-testid="user-refused">{problem}{rest.map((name) => ` ${wordOf(name)}: ${wrong[name]}`)}</p>}
        {warnings.length > 0 && <ul class="note" data-testid="user-warnings">{warnings.map((one) => <li key={one.kind + one.id}>{one.words}</li>)}</ul>}
        <div class="row">
          <button class="primary" aria-disabled={busy} data-testid="user-save">{busy ? 'Saving …' : id === null ? 'Make the user' : 'Save'}</button>
          {(id === null || touched) && <button type="button" onClick={leave} data-testid="user-leave">{id === null ? 'Cancel' : 'Undo what I typed'}</button>}
          <span class="tone-good" role="status" data-testid="user-done">{done}</span>
          <span class="grow" />
          {person && <Sure word="Delete" about={person.name} look="danger" question={`Delete ${person.name}? Their phones stop, their sessions end.`} testid="user-delete"
            run={() => remove('users', person.id, typed.version!).then(() => { forgetTyped(id); onSaved(null); }, (error: unknown) => refuse({}, wordsOf(error)))} />}
        </div>
      </div>
    </form>
  );
}

/** Who is given no other name is called by both. */
function named({ name, ...body }: Record<string, unknown>): Record<string, unknown> {
  return name ? { ...body, name } : body;
}

function Changed({ of: { theirs, both, now }, draft, choices, onTake }: { of: Meanwhile; draft: Draft; choices: Choices; onTake(name: string): void }) {
  const shown = (name: string, value: Value | undefined): string => {
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (Array.isArray(value)) return value.map((id) => choices.groups.find((one) => one.id === id)?.name ?? id).join(', ') || 'none';
    const text = String(value ?? '');
    const names: Record<string, string | undefined> = { site_id: choices.sites.find((one) => one.id === text)?.name, group_id: choices.groups.find((one) => one.id === text)?.name,
      role: ROLES[text], phone_mode: MODES[text], forward_then: ENDS[text] };
    return names[name] ?? (text === '' ? 'nothing' : text);
  };
  return (
    <section class="note meanwhile" aria-label="Changed meanwhile" data-testid="meanwhile">
      <h2>Somebody else has changed this user meanwhile</h2>
      <ul>
        {theirs.map((name) => <li key={name} data-field={name} data-testid="meanwhile-theirs">{wordOf(name)} is now <b><bdi>{shown(name, now[name])}</bdi></b>.</li>)}
        {both.map((name) => (
          <li key={name} data-field={name} data-testid="meanwhile-both">{wordOf(name)}: they saved <b><bdi>{shown(name, now[name])}</bdi></b>, you typed <b><bdi>{shown(name, draft[name])}</bdi></b>, which is what will be saved.{' '}
            <button type="button" onClick={() => onTake(name)} data-testid="meanwhile-take">Take theirs<span class="hidden"> for {wordOf(name)}</span></button></li>
        ))}
        {theirs.length + both.length === 0 && <li>Nothing that stands in this form.</li>}
      </ul>
    </section>
  );
}
