/* Two records of one customer: both side by side, what merging them does, and its undoing. A part of the search, loaded with it. */
import { useState } from 'preact/hooks';
import { Problem, call, command } from '../api.ts';
import { now } from '../clock.ts';
import { busy, exclusive } from '../commands.ts';
import { lookUp, lookups } from '../customers.ts';
import { wordsOf } from '../field_words.ts';
import type { CustomerCard, Id, Ref } from '../types.ts';
import { dayInText, phone, textable } from '../words.ts';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

const read = (id: string) => call<CustomerCard>('GET', `/customers/${id}`);

/** Wherever the page shows one of these records, it is read anew. */
async function refresh(...ids: Id[]): Promise<void> {
  const shown = [...lookups.peek()].filter(([, { matches }]) => matches.some(({ id }) => ids.includes(id)));
  await Promise.all(shown.map(([number]) => lookUp(number, true)));
}

/** What the server says of this one command goes before the page's own words, which are of an agent's conversations. */
const refusal = (error: unknown) => (error instanceof Problem && error.body.detail) || wordsOf(error);

/** Of both commands one runs at a time; why the last one failed, in `tell`'s words. */
function useCommand(tell = refusal) {
  const [problem, setProblem] = useState<string | null>(null);
  const run = (what: () => Promise<void>, onFail?: () => void) => exclusive('merge', async () => {
    setProblem(null);
    await what();
  }).catch((error: unknown) => { setProblem(tell(error)); onFail?.(); });
  return { waits: busy.value.has('merge'), problem, run, forget: () => setProblem(null) };
}

const undoRefusal = (error: unknown) => (error instanceof Problem && error.status === 404 ? 'This merge has been undone already, or can no longer be undone.' : refusal(error));

/** "Merged with Z. Mueller. Undo", while it can be undone. */
export function Merged({ of, turn, onUndone }: { of: Ref; turn: number; onUndone(): void }) {
  const { value: card, problem: unread, again } = useReading(() => read(of.id), [of.id, turn], wordsOf), { waits, problem, run } = useCommand(undoRefusal);
  const undo = (other: Ref) => run(async () => {
    await command<CustomerCard>('DELETE', `/customers/${of.id}/merges/${other.id}`);
    onUndone();
    focusSoon('past-words');
    await refresh(of.id, other.id);
  }, () => {
    again(); // somebody else may have been quicker
    focusSoon('past-words');
  });
  const merged = card?.merged;
  return (
    <>
      <p role="status" class="row" data-testid="merged">
        {merged && <>Merged with <b><bdi>{merged.name}</bdi></b> {dayInText(merged.at, now.peek())}.{' '}
          <button type="button" data-testid="merge-undo" aria-disabled={waits} onClick={() => void undo(merged)}>Undo<span class="hidden"> the merge with {merged.name}</span></button></>}
      </p>
      {problem && <p class="error" role="alert" data-testid="merge-undo-problem">{problem}</p>}
      {unread && <p class="error row" role="alert">{unread} <button type="button" onClick={again}>Try again</button></p>}
    </>
  );
}

interface CompareProps { kept: Ref; other: Ref; onSwap(): void; onBack(): void; onMerged(): void }

/** Remounted when the records are swapped. */
export function CompareCustomers({ kept, other, onSwap, onBack, onMerged }: CompareProps) {
  const { value: cards, problem: unread, again } = useReading(() => Promise.all([read(kept.id), read(other.id)]), [kept.id, other.id], wordsOf);
  const { waits, problem, run, forget } = useCommand();
  const gone = cards?.find(({ state }) => state.merged_into), [keeper, merged] = (cards ?? []).map(({ state }) => <bdi>{state.name}</bdi>);
  const merge = ([one, from]: [CustomerCard, CustomerCard]) => run(async () => {
    await command<CustomerCard>('POST', `/customers/${one.id}/merge`, { from: from.id, version: one.version, from_version: from.version });
    onMerged();
    await refresh(one.id, from.id);
  });
  return (
    <section aria-labelledby="merge-title" data-testid="merge-compare">
      <h3 id="merge-title" class="merge-title" tabIndex={-1} data-testid="merge-title">Are these the same person?</h3>
      {unread && <p class="error row" role="alert">{unread} <button type="button" onClick={again}>Try again</button></p>}
      {!cards && !unread && <p class="soft" role="status">Reading …</p>}
      {cards && (
        <>
          <div class="merge-both">{cards.map((card, n) => <Side key={card.id} card={card} stays={n === 0} />)}</div>
          {gone ? (
            <p class="error" role="alert" data-testid="merge-gone"><bdi>{gone.state.name}</bdi> has been merged into another record. Go back and search again.</p>
          ) : (
            <p data-testid="merge-what">
              The numbers, e-mail addresses, conversations and cases of <b>{merged}</b> move to <b>{keeper}</b>, which keeps its own name, company and language.
              {cards[1].state.notes && <> The notes of {merged} are appended.</>} {merged} no longer appears in searches. You can undo this for 30 days.
            </p>
          )}
          {problem && <p class="error row" role="alert" data-testid="merge-problem">{problem} <button type="button" onClick={() => { forget(); again(); focusSoon('merge-title'); }}>Reload both records</button></p>}
          <div class="row">
            {!gone && <button type="button" class="primary" data-testid="merge-do" aria-disabled={waits} onClick={() => void merge(cards)}>Merge</button>}
            {!gone && <button type="button" data-testid="merge-swap" aria-disabled={waits} onClick={() => waits || onSwap()}>Keep {merged} instead</button>}
            <button type="button" data-testid="merge-back" aria-disabled={waits} onClick={() => waits || onBack()}>Back</button>
          </div>
        </>
      )}
    </section>
  );
}

function Side({ card: { state, cases, interactions }, stays }: { card: CustomerCard; stays: boolean }) {
  const numbers = textable(state.numbers), count = (n: number, most: number) => (n >= most ? `${most} or more` : String(n));
  return (
    <div data-testid={stays ? 'merge-kept' : 'merge-other'}>
      <h4><bdi>{state.name}</bdi> <small>{stays ? 'kept' : 'merged into it'}</small></h4>
      <dl>
        <dt>Company</dt><dd><bdi>{state.company ?? '—'}</bdi></dd>
        <dt>Numbers</dt><dd>{numbers.map((one) => <div key={one}>{phone(one)}</div>)}{numbers.length === 0 && '—'}</dd>
        <dt>E-mail</dt><dd>{state.emails.map((one) => <div key={one}><bdi>{one}</bdi></div>)}{state.emails.length === 0 && '—'}</dd>
        <dt>Notes</dt><dd dir="auto">{state.notes || '—'}</dd>
        <dt>Open cases</dt><dd>{count(cases.length, 50)}</dd>
        <dt>Conversations</dt><dd>{count(interactions.length, 20)}</dd>
      </dl>
    </div>
  );
}
