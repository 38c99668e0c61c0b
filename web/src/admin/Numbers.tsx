/* The organisation's telephone numbers: available, claimed, assigned to who uses them, released (SP-2). */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../alerts.ts';
import { usePaged } from '../paged.ts';
import { phone } from '../words.ts';
import { Sure } from '../view/Sure.tsx';
import { useReading } from '../view/useReading.ts';
import { Field } from './Field.tsx';
import { Overtaken, change, get, list, make, refusalOf, remove, wordsOf, type Line, type Person } from './things.ts';
import { Choice } from './Users.tsx';
import { STATES, USES } from './words.ts';

const TYPED_MS = 250;

export function Numbers() {
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const [changed, setChanged] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const asked = { search: search.trim(), state, sort: '-id' };
  const { items, more, problem, next } = usePaged<Line>((page) => list<Line>('numbers', asked, page), [JSON.stringify(asked)], { waitMs: search ? TYPED_MS : 0, keeps: true, changed, wordsOf });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = 'Numbers · Administration · Trunkline'; }, []);

  async function run(done: string, what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      setWrong(null);
      say(done);
    } catch (error) {
      const words = error instanceof Overtaken ? 'Somebody else was first: look at how it stands now.' : wordsOf(error);
      setWrong(words);
      say(words, true);
    }
    setChanged((n) => n + 1);
    title.current?.focus();
  }
  return (
    <main class="page" aria-labelledby="numbers-title" data-testid="numbers">
      <h1 id="numbers-title" ref={title} tabIndex={-1}>Numbers</h1>
      <NewNumber onMade={() => setChanged((n) => n + 1)} />
      <div class="filters" role="search" aria-label="Numbers">
        <label class="wide">Digits, or who uses it<input type="text" value={search} autocomplete="off" maxLength={100} onInput={(event) => setSearch(event.currentTarget.value)} data-testid="number-find" /></label>
        <Choice word="State" testid="number-state" value={state} options={Object.entries(STATES)} onChoose={setState} />
      </div>
      {(wrong ?? problem) && <p class="error" role="alert" data-testid="numbers-problem">{wrong ?? problem}</p>}
      <p class="soft" role="status" data-testid="numbers-count">{items && (items.length === 0 ? 'None.' : `${items.length}${more ? ' of more' : ''} ${items.length === 1 && !more ? 'number' : 'numbers'}`)}</p>
      <ul class="things" aria-label="Numbers found">
        {items?.map((one) => <Row key={one.id} one={one} run={run} />)}
      </ul>
      {more && <button type="button" onClick={next} data-testid="numbers-more">More</button>}
    </main>
  );
}

type Run = (done: string, what: () => Promise<unknown>) => Promise<void>;

function Row({ one, run }: { one: Line; run: Run }) {
  const shown = phone(one.number);
  const [giving, setGiving] = useState(false);
  const to = (state: string, done: string) => run(`${shown} ${done}`, () => change<Line>('numbers', one.id, one.version, { state }));
  const taker = one.assigned_to?.kind === 'user' ? one.assigned_to : null;
  return (
    <li data-testid="number" data-number={one.number} data-state={one.state}>
      <div class="grow">
        <b>{shown}</b> <span class={`chip ${one.state}`}>{STATES[one.state]}</span>
        {one.assigned_to && <small>{USES[one.assigned_to.kind]} {taker ? <a href={`#users/${taker.id}`}><bdi>{taker.name}</bdi></a> : <bdi>{one.assigned_to.kind === 'fax_number' ? phone(one.assigned_to.name) : one.assigned_to.name}</bdi>}</small>}
      </div>
      {one.state === 'available' && <button type="button" onClick={() => void to('claimed', 'is claimed')} data-testid="number-claim">Claim<span class="hidden"> {shown}</span></button>}
      {one.state === 'claimed' && !giving && <button type="button" onClick={() => setGiving(true)} data-testid="number-give">Give to a user<span class="hidden">: {shown}</span></button>}
      {one.state === 'claimed' && <Sure word="Release" about={shown} look="danger" question="It is given back: nobody can have it any more." testid="number-release" run={() => to('released', 'is released')} />}
      {taker && <Sure word="Take away" about={shown} look="danger" question={`${taker.name} is not reached by it any more.`} testid="number-take" run={() => run(`${shown} is nobody’s`, () => give(taker.id, null))} />}
      {one.state === 'released' && <button type="button" onClick={() => void to('available', 'is available')} data-testid="number-again">Make it available again<span class="hidden">: {shown}</span></button>}
      {(one.state === 'available' || one.state === 'released') && <Sure word="Remove" about={shown} look="danger" question="Take it off the list?" testid="number-remove" run={() => run(`${shown} is off the list`, () => remove('numbers', one.id, one.version))} />}
      {giving && <Give one={one} onClose={() => setGiving(false)} run={run} />}
    </li>
  );
}

const give = (user: string, number: string | null) => get<Person>('users', user).then(({ version }) => change<Person>('users', user, version, { work_number: number }));

function Give({ one, run, onClose }: { one: Line; run: Run; onClose(): void }) {
  const [search, setSearch] = useState('');
  const { value, problem } = useReading(() => list<Person>('users', { search: search.trim(), has_work: 'true', disabled: 'false', sort: 'name' }, 'limit=8').then(({ data }) => data), [search], wordsOf);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <div class="giving" role="group" aria-label={`Give ${phone(one.number)} to`} onKeyDown={(event) => { if (event.key === 'Escape') onClose(); }}>
      <label>To whom<input ref={field} type="text" value={search} autocomplete="off" maxLength={100} onInput={(event) => setSearch(event.currentTarget.value)} data-testid="give-find" /></label>
      {problem && <p class="error" role="alert">{problem}</p>}
      <ul>
        {value?.map((user) => (
          <li key={user.id}><button type="button" class="quiet" onClick={() => void run(`${phone(one.number)} is given to ${user.name}`, () => give(user.id, one.number))} data-testid="give-to"><bdi>{user.name}</bdi>{user.work_number && <small>, instead of {phone(user.work_number)}</small>}</button></li>
        ))}
      </ul>
      {value?.length === 0 && <p class="soft">Nobody with a Work licence is found.</p>}
      <button type="button" onClick={onClose} data-testid="give-cancel">Cancel</button>
    </div>
  );
}

function NewNumber({ onMade }: { onMade(): void }) {
  const [number, setNumber] = useState('');
  const [claims, setClaims] = useState(true);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLFormElement>(null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const made = await make<Line>('numbers', { number: number.trim(), state: claims ? 'claimed' : 'available' });
      setWrong(undefined);
      setNumber('');
      say(`${phone(made.number)} is on the list`);
      onMade();
    } catch (error) {
      const { fields, text } = refusalOf(error);
      setWrong(fields['number'] ?? text);
      field.current?.querySelector('input')?.focus();
    }
    setBusy(false);
  }
  return (
    <form ref={field} class="inline-form" noValidate onSubmit={(event) => void submit(event)} data-testid="number-form" aria-label="A new number">
      <Field name="number" word="New number" wrong={wrong} hint="With the country code, as +46 8 123 456">{(told) => <input {...told} type="text" inputmode="tel" value={number} maxLength={40} autocomplete="off" onInput={(event) => { setNumber(event.currentTarget.value); setWrong(undefined); }} />}</Field>
      <label class="check"><input type="checkbox" checked={claims} onChange={(event) => setClaims(event.currentTarget.checked)} data-testid="number-claims" />Claim it at once</label>
      <div><button class="primary" aria-disabled={busy} data-testid="number-add">Add</button></div>
    </form>
  );
}
