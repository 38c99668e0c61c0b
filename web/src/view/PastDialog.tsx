/*
 * Conversations and calls that have ended, found by words, queue and day; each opens its transcript. What one may see, and so find, the server
 * decides. Its styles are loaded by who loads it later.
 */
import { useState } from 'preact/hooks';
import { call, whole, type List } from '../api.ts';
import { now } from '../clock.ts';
import { dawn } from '../days.ts';
import { wordsOf } from '../field_words.ts';
import { usePaged } from '../paged.ts';
import type { FrameOf, Id, Interaction, Ref } from '../types.ts';
import { caller, clockTime, dayWord } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Chip } from './Parts.tsx';
import { TranscriptDialog } from './TranscriptDialog.tsx';
import { useReading } from './useReading.ts';

/** As it is typed; '': any. Both days are meant with. */
interface Sought { q: string; queue: Id; since: string; until: string }
const NOTHING: Sought = { q: '', queue: '', since: '', until: '' };

/** After the last letter. */
const LETTERS_MS = 300;

/** A browser's field takes years that no time of the API has. */
const LAST_DAY = '9998-12-31';

const queuesByName = () => whole<Ref>((page) => call<List<Ref>>('GET', `/queues?sort=name&${page}`));

async function find({ q, queue, since, until }: Sought, page: string): Promise<List<FrameOf<'interaction'>>> {
  const asked = new URLSearchParams(page);
  asked.set('state', 'ended');
  if (q) asked.set('q', q);
  if (queue) asked.set('queue', queue);
  if (since) asked.set('since', dawn(since, 0));
  if (until) asked.set('until', dawn(until, 1));
  return call('GET', `/interactions?${asked}`);
}

export function PastDialog() {
  const [typed, setTyped] = useState(NOTHING), [read, setRead] = useState<Id | null>(null);
  const { value: queues } = useReading(queuesByName, []);
  const sought = { ...typed, q: typed.q.trim() }, { since, until } = sought;
  const wrong = [...sought.q].length === 1 ? 'Type at least two characters.' : since && until && until < since ? 'The last day is before the first one.' : null;
  const { items, more, problem, next, again } = usePaged(wrong ? null : (page) => find(sought, page), Object.values(sought), { waitMs: LETTERS_MS, keeps: true, wordsOf });
  const set = (part: Partial<Sought>) => setTyped({ ...typed, ...part });
  const found = wrong || problem ? [] : items?.flatMap(({ state }) => (state ? [state] : []));

  return (
    <Dialog title="Search past conversations" testid="past-dialog" wide>
      <form class="past-filters" role="search" onSubmit={(event) => { event.preventDefault(); if (!wrong) again(); }}>
        <label class="grow">Words or number
          <input type="text" value={typed.q} maxLength={100} autocomplete="off" autofocus data-testid="past-words" aria-describedby="past-hint" onInput={(event) => set({ q: event.currentTarget.value })} />
        </label>
        <label>Queue
          <select value={typed.queue} data-testid="past-queue" onChange={(event) => set({ queue: event.currentTarget.value })}>
            <option value="">All</option>
            {queues?.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <label>From<input type="date" value={typed.since} max={LAST_DAY} data-testid="past-since" onInput={(event) => set({ since: event.currentTarget.value })} /></label>
        <label>To<input type="date" value={typed.until} max={LAST_DAY} data-testid="past-until" onInput={(event) => set({ until: event.currentTarget.value })} /></label>
      </form>
      <p class="soft" id="past-hint">Finds what was said, notes and the ends of numbers: of what you and those you lead have had, and of what has ended in the queues you serve. Searches by words, and each transcript that is read, are written in the audit log.</p>
      {problem && <p class="error row" role="alert" data-testid="past-problem">{problem} <button type="button" onClick={again}>Try again</button></p>}
      <p class="soft" role="status" data-testid="past-count">{wrong ?? (problem ? '' : found ? counted(found.length, more) : 'Loading …')}</p>
      <ul class="past-found" aria-label="Conversations found" data-testid="past-found">{found?.map((one) => <Row key={one.interaction} one={one} onRead={() => setRead(one.interaction)} />)}</ul>
      {!wrong && !problem && more && <button type="button" onClick={next} data-testid="past-more">Load more</button>}
      {read && <TranscriptDialog id={read} onClose={() => setRead(null)} />}
    </Dialog>
  );
}

const counted = (n: number, more: boolean) => (n === 0 ? 'Nothing found.' : `${n} ${n === 1 ? 'conversation' : 'conversations'}${more ? ', and more' : ''}`);

function Row({ one, onRead }: { one: Interaction; onRead(): void }) {
  const at = `${dayWord(one.started_at, now.peek())} ${clockTime(one.started_at)}`;
  return (
    <li>
      <button type="button" class="quiet" data-testid="past-one" data-interaction={one.interaction} onClick={onRead}>
        <Chip kind={one.channel.kind} />
        <span class="what">
          <b class="cut"><bdi>{caller(one)}</bdi></b>
          <small>{at} · <bdi>{one.queue?.name ?? one.channel.name}</bdi>{one.agent_name && <> · <bdi>{one.agent_name}</bdi></>}{one.disposition && <> · <bdi>{one.disposition.name}</bdi></>}</small>
          {one.note && <small class="cut"><bdi>{one.note}</bdi></small>}
        </span>
      </button>
    </li>
  );
}
