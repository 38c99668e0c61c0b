/*
 * Recordings that one may hear (SP-15), the newest first, found by day, queue, agent and the customer's number; played here. For supervisors and
 * administrators. Must not know: where on a page it stands. Its styles are loaded by who loads it later.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { opened } from '../api.ts';
import { now } from '../clock.ts';
import { usePaged } from '../paged.ts';
import { may } from '../session.ts';
import { NOTHING, findTapes, voiceQueues, whyNot, wrongOf, type Sought, type Tape } from '../tapes.ts';
import type { Id } from '../types.ts';
import { clockTime, dayWord, phone, span, spoken } from '../words.ts';
import { useReading } from './useReading.ts';

/** label: different for each of them. */
export interface Somebody { id: Id; label: string }
interface Props {
  /** Agents whose names have these letters, a few. */
  agents(typed: string): Promise<readonly Somebody[]>;
}

type Fields = Readonly<Record<string, string>>;

export function Recordings({ agents }: Props) {
  const [sought, setSought] = useState(NOTHING);
  const [wrong, setWrong] = useState<Fields>({});
  function wordsOf(error: unknown): string {
    const { text, fields } = wrongOf(error);
    setWrong(fields);
    return Object.keys(fields).length > 0 ? 'Check the marked field.' : text;
  }
  const { items, more, problem, next, again } = usePaged<Tape>((page) => findTapes(sought, page), [sought], { wordsOf });
  return (
    <div class="recordings" data-testid="recordings">
      <p class="soft">Each recording that you hear is written in the audit log. A recording is deleted when its retention is over, or when its customer is erased.</p>
      {!may('recordings_listen') && <p class="soft" data-testid="recordings-silent">You don't have permission to listen to recordings.</p>}
      <Filters agents={agents} wrong={wrong} onWrong={setWrong} onSought={setSought} />
      {problem && <p class="error row" role="alert" data-testid="recordings-problem">{problem}{Object.keys(wrong).length === 0 && <button type="button" onClick={again} data-testid="recordings-again">Try again</button>}</p>}
      <p class="soft" role="status" data-testid="recordings-count">{items ? counted(items.length, more, sought) : problem ? '' : 'Reading …'}</p>
      <ul class="recordings-found" aria-label="Recordings found">{items?.map((one) => <Row key={one.id} one={one} />)}</ul>
      {more && <button type="button" onClick={next} data-testid="recordings-more">Show more</button>}
    </div>
  );
}

function counted(n: number, more: boolean, sought: Sought): string {
  if (n === 0) return Object.values(sought).some(Boolean) ? 'No recordings found.' : 'No recordings.';
  return `${n} ${n === 1 ? 'recording' : 'recordings'}${more ? ', and more' : ''}`;
}

/* ---- what is looked for ---- */

/** After the last letter of a name. */
const LETTERS_MS = 200;

interface FiltersProps extends Props { wrong: Fields; onWrong(fields: Fields): void; onSought(sought: Sought): void }

function Filters({ agents, wrong, onWrong, onSought }: FiltersProps) {
  const [typed, setTyped] = useState(NOTHING); // agent: the name
  const [options, setOptions] = useState<readonly Somebody[]>([]);
  const { value: queues, problem, again } = useReading(voiceQueues, [], (error) => wrongOf(error).text);
  const form = useRef<HTMLFormElement>(null), turn = useRef(0), list = useId();
  const set = (part: Partial<Sought>) => setTyped({ ...typed, ...part });

  const control = (fits: (name: string) => boolean) => [...form.current?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[name]') ?? []].find(({ name }) => fits(name));
  const chosen = () => options.find(({ label }) => label === typed.agent.trim());

  useLayoutEffect(() => control((name) => name in wrong)?.focus(), [wrong]);
  useEffect(() => {
    const name = typed.agent.trim();
    if (name === '' || chosen()) return; // what was chosen from the list stays in it
    let latest = true;
    const timer = setTimeout(() => agents(name).then((found) => { if (latest) setOptions(found); }, () => {}), LETTERS_MS); // an error is said by Find
    return () => { latest = false; clearTimeout(timer); };
  }, [typed.agent]);

  /** A name is looked up first; whoever finds or clears meanwhile means something else. */
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const mine = ++turn.current, name = typed.agent.trim(), known = chosen();
    if (typed.since && typed.until && typed.until < typed.since) return onWrong({ until: 'This day is before the first one.' });
    try {
      const found = known ? [known] : name ? await agents(name) : [], agent = found.find((one) => one.label === name) ?? (found.length === 1 ? found[0] : null);
      if (mine !== turn.current) return;
      if (name && !agent) return onWrong({ agent: found.length === 0 ? 'There is no such agent.' : 'Several are meant: choose one of the list.' });
      onWrong({});
      onSought({ ...typed, agent: agent?.id ?? '' });
    } catch (error) {
      if (mine === turn.current) onWrong({ agent: wrongOf(error).text });
    }
  }
  function clear(): void {
    turn.current += 1;
    setTyped(NOTHING);
    onWrong({});
    onSought({ ...NOTHING });
  }

  return (
    <form ref={form} class="recordings-filters" role="search" aria-label="Recordings" noValidate onSubmit={(event) => void submit(event)}>
      <Field name="since" word="From" wrong={wrong}>{(told) => <input {...told} type="date" value={typed.since} onInput={(event) => set({ since: event.currentTarget.value })} />}</Field>
      <Field name="until" word="To" wrong={wrong}>{(told) => <input {...told} type="date" value={typed.until} onInput={(event) => set({ until: event.currentTarget.value })} />}</Field>
      <Field name="queue" word="Queue" wrong={wrong}>{(told) => (
        <select {...told} value={typed.queue} onChange={(event) => set({ queue: event.currentTarget.value })}>
          <option value="">All</option>
          {queues?.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>)}</Field>
      <Field name="agent" word="Agent" wrong={wrong}>{(told) => (
        <>
          <input {...told} type="text" list={list} value={typed.agent} maxLength={100} autocomplete="off" spellcheck={false} onInput={(event) => set({ agent: event.currentTarget.value })} />
          <datalist id={list}>{options.map((one) => <option key={one.id} value={one.label} />)}</datalist>
        </>)}</Field>
      <Field name="number" word="Customer's number" wrong={wrong}>{(told) => <input {...told} type="text" inputmode="tel" value={typed.number} maxLength={40} autocomplete="off" placeholder="+46 8 123 456" onInput={(event) => set({ number: event.currentTarget.value })} />}</Field>
      {problem && <p class="error row" role="alert" data-testid="recordings-queues-problem">The queues could not be read. {problem}<button type="button" onClick={() => { control((name) => name === 'queue')?.focus(); again(); }} data-testid="recordings-queues-again">Try again</button></p>}
      <div class="row"><button class="primary" data-testid="recordings-find">Find</button><button type="button" onClick={clear} data-testid="recordings-clear">Clear</button></div>
    </form>
  );
}

interface Told { id: string; name: string; 'aria-invalid': boolean; 'aria-describedby': string; 'data-testid': string }

function Field({ name, word, wrong, children }: { name: string; word: string; wrong: Fields; children(told: Told): preact.ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{word}</label>
      {children({ id, name, 'aria-invalid': name in wrong, 'aria-describedby': `${id}-wrong`, 'data-testid': `recordings-${name}` })}
      <small id={`${id}-wrong`} class="error" data-testid={`recordings-wrong-${name}`}>{wrong[name]}</small>
    </div>
  );
}

/* ---- one of them ---- */

const partyOf = ({ customer, card, number }: Tape) => customer?.name ?? phone(card?.name ?? number ?? '');

function Row({ one }: { one: Tape }) {
  const party = partyOf(one) || 'Number withheld', number = one.number && phone(one.number), at = `${dayWord(one.at, now.peek())} ${clockTime(one.at)}`;
  return (
    <li tabIndex={-1} data-testid="recording" data-id={one.id}>
      <span class="what"><b>{at}</b><small>{one.queue ? <bdi>{one.queue.name ?? 'A queue that was deleted'}</bdi> : 'No queue'}</small></span>
      <span class="what"><b class="cut"><bdi>{party}</bdi></b><small>{number && number !== party && <><bdi>{number}</bdi> · </>}with <bdi>{one.agent.name ?? 'an agent who was deleted'}</bdi></small></span>
      <span class="length"><span aria-hidden="true">{span(one.duration_ms)}</span><span class="hidden">{spoken(one.duration_ms)}</span>{one.cut_off && <small>Its end is missing</small>}</span>
      {!one.sound ? <small class="no-sound">No sound of it is kept.</small> : may('recordings_listen') && <Player one={one} about={`${at}, ${party}`} />}
    </li>
  );
}

type Trouble = { words: string; at: number } | 'asking' | 'gone' | null;

/** A sound that does not come says why; where it may come yet, one can try again, from where it stopped. */
function Player({ one, about }: { one: Tape; about: string }) {
  const [trouble, setTrouble] = useState<Trouble>(null);
  const audio = useRef<HTMLAudioElement>(null), here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);

  async function ask(): Promise<void> {
    const at = audio.current?.currentTime ?? 0;
    setTrouble('asking');
    const words = await whyNot(one);
    if (!here.current) return;
    if (words === null && document.activeElement === audio.current) audio.current?.closest('li')?.focus(); // the player goes
    setTrouble(words === null ? 'gone' : { words, at });
  }
  function again(at: number): void {
    setTrouble(null);
    const sound = audio.current!;
    sound.load();
    sound.currentTime = at;
    void sound.play().catch(() => {}); // `onError` has it
    sound.focus();
  }

  if (trouble === 'gone') return <small class="no-sound error" role="alert" data-testid="recording-gone">This recording is no longer available to you: it was erased, its retention is over, or it is no longer yours to hear.</small>;
  return (
    <span class="player">
      <audio ref={audio} controls controlsList="nodownload" preload="none" src={opened(`/recordings/${one.id}/sound`)} aria-label={`Recording: ${about}`} onError={() => void ask()} />
      {trouble && trouble !== 'asking' && <small class="error" role="alert" data-testid="recording-problem">{trouble.words} <button type="button" onClick={() => again(trouble.at)} data-testid="recording-again">Try again<span class="hidden">: recording, {about}</span></button></small>}
    </span>
  );
}
