/* Two records of one customer: both side by side, what merging them does, and its undoing. A part of the search, loaded with it. */
import { useState } from 'preact/hooks';
import { Problem, call, command } from '../api.ts';
import { now } from '../clock.ts';
import { exclusive } from '../commands.ts';
import { lookUp, lookups } from '../customers.ts';
import { wordsOf } from '../field_words.ts';
import type { CustomerCard, Ref } from '../types.ts';
import { dayInText, phone } from '../words.ts';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

const read = (id: string) => call<CustomerCard>('GET', `/customers/${id}`);
const isShown = (number: string) => !/^(web|call|mail):/.test(number);

/** What the page has looked up by their numbers is read anew. */
async function refresh(...numbers: string[]): Promise<void> {
  await Promise.all([...new Set(numbers)].filter((number) => lookups.peek().has(number)).map((number) => lookUp(number, true)));
}

/** What the server says of this one command goes before the page's own words, which are of an agent's conversations. */
const refusal = (error: unknown) => (error instanceof Problem && error.body.detail) || wordsOf(error);

/** A command of which one runs at a time, and why the last one failed. */
function useCommand() {
  const [problem, setProblem] = useState<string | null>(null);
  const run = (name: string, what: () => Promise<void>) => exclusive(`merge:${name}`, async () => {
    setProblem(null);
    await what();
  }).catch((error: unknown) => setProblem(refusal(error)));
  return { problem, run, forget: () => setProblem(null) };
}

/** "Merged with Z. Mueller. Undo", while it can be undone. */
export function Merged({ of, turn, onUndone }: { of: Ref; turn: number; onUndone(): void }) {
  const { value: card, again } = useReading(() => read(of.id), [of.id, turn]), { problem, run } = useCommand();
  const undo = (other: Ref) => run(of.id, async () => {
    try {
      await command<CustomerCard>('DELETE', `/customers/${of.id}/merges/${other.id}`);
    } finally {
      again(); // also where somebody else was quicker
    }
    await refresh(...(card?.state.numbers ?? []));
    onUndone();
    focusSoon('past-words');
  });
  const merged = card?.merged;
  return (
    <>
      <p role="status" class="row" data-testid="merged">
        {merged && <>Merged with <b><bdi>{merged.name}</bdi></b> {dayInText(merged.at, now.peek())}.{' '}
          <button type="button" data-testid="merge-undo" onClick={() => void undo(merged)}>Undo<span class="hidden"> the merge with {merged.name}</span></button></>}
      </p>
      {problem && <p class="error" role="alert" data-testid="merge-undo-problem">{problem}</p>}
    </>
  );
}

interface CompareProps { kept: Ref; other: Ref; onSwap(): void; onBack(): void; onMerged(): void }

/** Made anew for another pair. */
export function CompareCustomers({ kept, other, onSwap, onBack, onMerged }: CompareProps) {
  const { value: cards, problem: unread, again } = useReading(() => Promise.all([read(kept.id), read(other.id)]), [kept.id, other.id], wordsOf);
  const { problem, run, forget } = useCommand();
  const merge = ([one, from]: [CustomerCard, CustomerCard]) => run(kept.id, async () => {
    await command<CustomerCard>('POST', `/customers/${one.id}/merge`, { from: from.id, version: one.version, from_version: from.version });
    await refresh(...one.state.numbers, ...from.state.numbers);
    onMerged();
  });
  return (
    <section aria-labelledby="merge-title" data-testid="merge-compare">
      <h3 id="merge-title" class="merge-title" tabIndex={-1} data-testid="merge-title">Is this one person?</h3>
      {unread && <p class="error row" role="alert">{unread} <button type="button" onClick={again}>Try again</button></p>}
      {!cards && !unread && <p class="soft" role="status">Reading …</p>}
      {cards && (
        <>
          <div class="merge-both">{cards.map((card, n) => <Side key={card.id} card={card} stays={n === 0} />)}</div>
          <p data-testid="merge-what">
            Numbers, e-mail addresses, conversations and cases of <b><bdi>{other.name}</bdi></b> become part of the record of <b><bdi>{kept.name}</bdi></b>, which keeps its name
            {cards[1].state.notes ? '; the notes are added to its own' : ''}. <bdi>{other.name}</bdi> no longer appears in searches. You can undo this for 30 days.
          </p>
          {problem && <p class="error row" role="alert" data-testid="merge-problem">{problem} <button type="button" onClick={() => { forget(); again(); }}>Read both again</button></p>}
          <div class="row">
            <button type="button" class="primary" data-testid="merge-do" onClick={() => void merge(cards)}>Merge</button>
            <button type="button" data-testid="merge-swap" onClick={onSwap}>Keep {other.name} instead</button>
            <button type="button" data-testid="merge-back" onClick={onBack}>Back</button>
          </div>
        </>
      )}
    </section>
  );
}

function Side({ card: { state, cases, interactions }, stays }: { card: CustomerCard; stays: boolean }) {
  const count = (n: number, most: number) => (n >= most ? `${most} or more` : String(n));
  return (
    <div data-testid={stays ? 'merge-kept' : 'merge-other'}>
      <h4><bdi>{state.name}</bdi> <small>{stays ? 'stays' : 'becomes part of it'}</small></h4>
      <dl>
        <dt>Company</dt><dd><bdi>{state.company ?? '—'}</bdi></dd>
        <dt>Numbers</dt><dd>{state.numbers.filter(isShown).map((one) => <div key={one}>{phone(one)}</div>)}{!state.numbers.some(isShown) && '—'}</dd>
        <dt>E-mail</dt><dd>{state.emails.map((one) => <div key={one}><bdi>{one}</bdi></div>)}{state.emails.length === 0 && '—'}</dd>
        <dt>Notes</dt><dd dir="auto">{state.notes || '—'}</dd>
        <dt>Open cases</dt><dd>{count(cases.length, 50)}</dd>
        <dt>Conversations</dt><dd>{count(interactions.length, 20)}</dd>
      </dl>
    </div>
  );
}
