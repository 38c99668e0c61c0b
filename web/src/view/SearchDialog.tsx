/*
 * Search: conversations that have ended, customers and cases; from a customer to their cases and conversations, from a case to its conversations,
 * from a conversation to its transcript. What one may see, and so find, the server decides. Its styles are loaded by who loads it later.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, command, whole, type List } from '../api.ts';
import { channels } from '../channels.ts';
import { now } from '../clock.ts';
import { exclusive, store } from '../commands.ts';
import { lookUp } from '../customers.ts';
import { dawn } from '../days.ts';
import * as desk from '../desk.ts';
import { wordsOf } from '../field_words.ts';
import { board } from '../live.ts';
import { usePaged } from '../paged.ts';
import { may } from '../session.ts';
import type { Case, Customer, CustomerCard, FrameOf, Id, Interaction, Ref } from '../types.ts';
import { caller, clockTime, dayInText, dayWord, phone, textable } from '../words.ts';
import { Dialog, closeDialog } from './Dialog.tsx';
import { focusSoon } from './focus.ts';
import { CompareCustomers, Merged } from './MergeCustomers.tsx';
import { Chip } from './Parts.tsx';
import { TranscriptDialog } from './TranscriptDialog.tsx';
import { useReading } from './useReading.ts';

/** As it is typed; '': any. Both days are meant with. */
interface Sought { q: string; agent: Id; queue: Id; state: string; since: string; until: string }
const NOTHING: Sought = { q: '', agent: '', queue: '', state: '', since: '', until: '' };

/** Of whom, of what: chosen from what was found. */
interface Of { customer?: Ref; case?: Ref }

const KINDS = { past: 'Conversations', customers: 'Customers', cases: 'Cases' };
type Kind = keyof typeof KINDS;

interface Found { past: FrameOf<'interaction'>; customers: FrameOf<'customer'>; cases: Case }

/** By kind: where it is asked for, by what, and how it is counted. */
const ASKED: Record<Kind, { path: string; by: readonly (keyof Sought)[]; of: readonly (keyof Of)[]; words: string; noun: [string, string]; hint: string }> = {
  past: {
    path: '/interactions?state=ended&', by: ['q', 'agent', 'queue', 'since', 'until'], of: ['customer', 'case'], words: 'Words or number', noun: ['conversation', 'conversations'],
    hint: 'Finds what was said, notes and the ends of numbers: of what you and those you lead have had, and of what has ended in the queues you serve. Searches by words, and each transcript that is read, are written in the audit log.',
  },
  customers: {
    path: '/customers?', by: ['q'], of: [], words: 'Name, company, e-mail or number', noun: ['customer', 'customers'],
    hint: 'Finds customers whose records you may see. Searches are written in the audit log.',
  },
  cases: { path: '/cases?', by: ['q', 'state', 'since', 'until'], of: ['customer'], words: 'Case number, title or customer', noun: ['case', 'cases'], hint: 'Finds cases of customers whose records you may see. Searches by words are written in the audit log.' },
};

/** One letter begins too many words; a sign of a script without spaces does not. */
const isTooShort = (q: string) => /^[^\u0250-\u{10ffff}]$/u.test(q);

/** After the last letter. */
const LETTERS_MS = 300;

/** A browser's field takes years that no time of the API has. */
const LAST_DAY = '9998-12-31';

/** Who may not search by words has no field for them. */
const focusFirst = () => focusSoon('past-words', 'past-since');

const queuesByName = () => whole<Ref>((page) => call<List<Ref>>('GET', `/queues?sort=name&${page}`));

async function find<K extends Kind>(kind: K, sought: Sought, of: Of, page: string): Promise<List<Found[K]>> {
  const asked = new URLSearchParams(page), { path, by } = ASKED[kind];
  for (const field of by) if (sought[field]) asked.set(field, field === 'since' ? dawn(sought.since, 0) : field === 'until' ? dawn(sought.until, 1) : sought[field]);
  for (const thing of ASKED[kind].of) if (of[thing]) asked.set(thing, of[thing].id);
  return call('GET', `${path}${asked}`);
}

export function SearchDialog() {
  /** Whose record another one is looked for to be merged with, and which. */
  const [merging, setMerging] = useState<Ref | null>(desk.dialog.value?.from?.customer ?? null), [other, setOther] = useState<Ref | null>(null);
  const [kind, setKind] = useState<Kind>(merging || desk.dialog.value?.id === 'customers' ? 'customers' : 'past'), [typed, setTyped] = useState(NOTHING), [of, setOf] = useState<Of>({});
  const [read, setRead] = useState<Id | null>(null), [turn, setTurn] = useState(0);
  const sought = { ...typed, q: typed.q.trim() }, { by, words, hint } = ASKED[kind];
  const wrong = isTooShort(sought.q) ? 'Type at least two characters.'
    : by.includes('since') && sought.since && sought.until && sought.until < sought.since ? 'The last day is before the first one.' : null;
  const set = (part: Partial<Sought>) => setTyped({ ...typed, ...part });
  /** The words have done their work: the next list is narrowed by customer or case instead. */
  function show(next: Kind, narrowed: Of): void {
    setKind(next);
    setOf(narrowed);
    setTyped(NOTHING);
    focusFirst();
  }
  const list = { sought, of, wrong, turn };
  if (merging && other) {
    return (
      <Dialog title="Merge customers" testid="merge-dialog" wide>
        <CompareCustomers key={merging.id} kept={merging} other={other} onSwap={() => { setMerging(other); setOther(merging); focusSoon('merge-title'); }} onBack={() => { setOther(null); focusFirst(); }}
          onMerged={() => { setOther(null); setTurn(turn + 1); focusFirst(); }} />
      </Dialog>
    );
  }
  return (
    <Dialog title={merging ? <>Merge <bdi>{merging.name}</bdi> with…</> : 'Search'} testid="past-dialog" wide>
      {merging && <Merged of={merging} turn={turn} onUndone={() => setTurn(turn + 1)} />}
      <form class="past-filters" role="search" onSubmit={(event) => { event.preventDefault(); setTurn(turn + 1); }}>
        {!merging && <fieldset class="past-kinds">
          <legend class="hidden">What is looked for</legend>
          {(Object.keys(KINDS) as Kind[]).filter((one) => one !== 'customers' || may('records_search')).map((one) => (
            <label key={one}><input type="radio" name="kind" checked={kind === one} data-testid={`search-${one}`} onChange={() => setKind(one)} />{KINDS[one]}</label>
          ))}
        </fieldset>}
        {may('records_search') && <label class="grow">{words}
          <input type="text" value={typed.q} maxLength={100} autocomplete="off" autofocus data-testid="past-words" aria-describedby="past-hint" onInput={(event) => set({ q: event.currentTarget.value })} />
        </label>}
        {by.includes('queue') && <Queue value={typed.queue} onChoose={(queue) => set({ queue })} />}
        {by.includes('agent') && board.value && <Choice label="Agent" value={typed.agent} testid="past-agent" all={board.value.agents.map(({ agent }) => agent)} onChoose={(agent) => set({ agent })} />}
        {by.includes('state') && <Choice label="State" value={typed.state} testid="past-state" all={STATES} onChoose={(state) => set({ state })} />}
        {by.includes('since') && <Day label="From" value={typed.since} testid="past-since" onInput={(since) => set({ since })} />}
        {by.includes('until') && <Day label="To" value={typed.until} testid="past-until" onInput={(until) => set({ until })} />}
      </form>
      {ASKED[kind].of.map((thing) => of[thing] && (
        <p key={thing} class="row" data-testid={`past-of-${thing}`}>{KINDS[kind]} of <b><bdi>{of[thing].name}</bdi></b>
          <button type="button" class="link" onClick={() => { setOf({ ...of, [thing]: undefined }); focusFirst(); }}>Show all<span class="hidden">, not only of {of[thing].name}</span></button>
        </p>
      ))}
      <p class="soft" id="past-hint">{may('records_search') ? hint : 'You don\'t have permission to search by words.'}</p>
      {kind === 'past' && <Lines key="past" kind="past" {...list}>{({ state }) => state && <Conversation one={state} onRead={() => setRead(state.interaction)} />}</Lines>}
      {kind === 'customers' && <Lines key="customers" kind="customers" {...list}>{({ state }) => state && (
        <Person one={state} onShow={show} merging={merging} onMerge={(one) => { (merging ? setOther : setMerging)(one); (merging ? focusSoon('merge-title') : focusFirst()); }} />
      )}</Lines>}
      {kind === 'cases' && <Lines key="cases" kind="cases" {...list}>{(one) => <CaseLine one={one} onShow={show} />}</Lines>}
      {read && <TranscriptDialog id={read} onClose={() => setRead(null)} />}
    </Dialog>
  );
}

/* ---- what is looked for ---- */

const STATES: readonly Ref[] = [{ id: 'open', name: 'Open' }, { id: 'closed', name: 'Closed' }];

interface ChoiceProps { label: string; value: string; testid: string; all: readonly Ref[]; onChoose(id: string): void }

function Choice({ label, value, testid, all, onChoose }: ChoiceProps) {
  return (
    <label>{label}
      <select value={value} data-testid={testid} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">All</option>
        {all.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </label>
  );
}

function Queue(props: Pick<ChoiceProps, 'value' | 'onChoose'>) {
  const { value: queues } = useReading(queuesByName, []);
  return <Choice label="Queue" testid="past-queue" all={queues ?? []} {...props} />;
}

const Day = ({ label, value, testid, onInput }: { label: string; value: string; testid: string; onInput(day: string): void }) => (
  <label>{label}<input type="date" value={value} max={LAST_DAY} data-testid={testid} onInput={(event) => onInput(event.currentTarget.value)} /></label>
);

/* ---- what is found ---- */

interface LinesProps<K extends Kind> { kind: K; sought: Sought; of: Of; wrong: string | null; turn: number; children(one: Found[K]): ComponentChildren }

function Lines<K extends Kind>({ kind, sought, of, wrong, turn, children }: LinesProps<K>) {
  const { items, more, problem, next, again } = usePaged<Found[K]>(wrong ? null : (page) => find(kind, sought, of, page),
    [...Object.values(sought), of.customer?.id, of.case?.id], { waitMs: LETTERS_MS, keeps: true, changed: turn, wordsOf });
  const found = wrong || problem ? null : items;
  return (
    <>
      {problem && <p class="error row" role="alert" data-testid="past-problem">{problem} <button type="button" onClick={again}>Try again</button></p>}
      <p class="soft" role="status" data-testid="past-count">{wrong ?? (problem ? '' : found ? counted(found.length, more, ASKED[kind].noun) : 'Loading …')}</p>
      <ul class="past-found" aria-label={`${KINDS[kind]} found`} data-testid="past-found">{found?.map((one) => <li key={one.id}>{children(one)}</li>)}</ul>
      {!wrong && !problem && more && <button type="button" onClick={next} data-testid="past-more">Load more</button>}
    </>
  );
}

const counted = (n: number, more: boolean, [one, several]: [string, string]) =>
  (n === 0 ? (more ? 'Nothing found yet.' : 'Nothing found.') : `${n} ${n === 1 ? one : several}${more ? ', and more' : ''}`);

function Conversation({ one, onRead }: { one: Interaction; onRead(): void }) {
  const at = `${dayWord(one.started_at, now.peek())} ${clockTime(one.started_at)}`;
  return (
    <button type="button" class="quiet" data-testid="past-one" data-interaction={one.interaction} onClick={onRead}>
      <Chip kind={one.channel.kind} />
      <span class="what">
        <b class="cut"><bdi>{caller(one)}</bdi></b>
        <small>{at} · <bdi>{one.queue?.name ?? one.channel.name}</bdi>{one.agent_name && <> · <bdi>{one.agent_name}</bdi></>}{one.disposition && <> · <bdi>{one.disposition.name}</bdi></>}</small>
        {one.note && <small class="cut"><bdi>{one.note}</bdi></small>}
      </span>
    </button>
  );
}

/** The number of the open conversation, while nobody has a record of it. */
function unknownNumber(): string | null {
  const it = store.work.value.find((work) => work.interaction === desk.selected.value);
  return it && !it.customer && textable([it.number]).length > 0 ? it.number : null;
}

interface PersonProps { one: Customer; merging: Ref | null; onShow(kind: Kind, of: Of): void; onMerge(one: Ref): void }

function Person({ one, merging, onShow, onMerge }: PersonProps) {
  const [problem, setProblem] = useState<string | null>(null), unknown = unknownNumber();
  async function add(number: string): Promise<void> {
    try {
      await exclusive(`number:${number}`, async () => {
        await command<CustomerCard>('POST', `/customers/${one.customer}/numbers`, { number });
        closeDialog();
        await lookUp(number, true);
        focusSoon('customer-name');
      });
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  const customer = { id: one.customer, name: one.name }, numbers = one.numbers.filter((number) => !/^(web|call):/.test(number));
  return (
    <div class="past-thing" data-testid="past-customer" data-customer={one.customer}>
      <span class="what">
        <b class="cut"><bdi>{one.name}</bdi></b>
        <small>{one.company && <><bdi>{one.company}</bdi>{numbers.length > 0 && ' · '}</>}<bdi>{numbers.map(phone).join(', ')}</bdi></small>
        {one.notes && <small class="cut"><bdi>{one.notes}</bdi></small>}
        {problem && <small class="error" role="alert" data-testid="customer-problem">{problem}</small>}
      </span>
      {merging?.id === one.customer && <small>This record</small>}
      {merging && merging.id !== one.customer && <button type="button" data-testid="merge-choose" onClick={() => onMerge(customer)}>Merge<span class="hidden"> with {one.name}</span></button>}
      {!merging && <span class="row">
        {unknown && <button type="button" data-testid="customer-add" onClick={() => void add(unknown)}>Add {phone(unknown)}<span class="hidden"> to {one.name}</span></button>}
        <button type="button" class="link" data-testid="customer-past" onClick={() => onShow('past', { customer })}>Conversations<span class="hidden"> of {one.name}</span></button>
        <button type="button" class="link" data-testid="customer-cases" onClick={() => onShow('cases', { customer })}>Cases<span class="hidden"> of {one.name}</span></button>
        {channels.value.length > 0 && (
          <button type="button" class="link" data-testid="customer-text" onClick={() => (desk.dialog.value = { name: 'begin', from: { customer, numbers: textable(numbers) } })}>
            New text<span class="hidden"> to {one.name}</span>
          </button>
        )}
        {may('customers_merge') && <button type="button" class="link" data-testid="customer-merge" onClick={() => onMerge(customer)}>Merge with…<span class="hidden"> {one.name}</span></button>}
      </span>}
    </div>
  );
}

function CaseLine({ one, onShow }: { one: Case; onShow(kind: Kind, of: Of): void }) {
  return (
    <button type="button" class="quiet" data-testid="past-case" data-case={one.id} onClick={() => onShow('past', { case: { id: one.id, name: one.number } })}>
      <span class="number">{one.number}</span>
      <span class="what">
        <b class="cut"><bdi>{one.title}</bdi></b>
        <small>{one.customer && <><bdi>{one.customer.name}</bdi> · </>}{one.state === 'closed' ? 'closed' : 'open'} · opened {dayInText(one.created_at, now.peek())}</small>
      </span>
    </button>
  );
}
