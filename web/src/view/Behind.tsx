/* The interactions behind a figure (SV-7), a page at a time; each says why it went as it did. */
import { useEffect, useState } from 'preact/hooks';
import { ledWords } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import type { Behind as Page, Formula, Id } from '../types.ts';
import { LISTED } from '../live_words.ts';
import { NONE, clockTime, span } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { back, go } from './places.ts';

interface Props {
  of: Formula['of'];
  id: Id;
  title: string;
  counter: string;
}

export function Behind({ of, id, title, counter }: Props) {
  const [page, setPage] = useState<Page | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  function read(cursor: string | null): void {
    leadingApi.behind(of, id, counter, cursor).then(
      (next) => setPage((before) => (before ? { ...next, data: [...before.data, ...next.data] } : next)),
      (error: unknown) => setProblem(ledWords(error)),
    );
  }
  useEffect(() => read(null), []);

  const zone = page?.time_zone;
  return (
    <Dialog title={`${LISTED[of][counter]}: ${title}`} testid="behind-dialog" wide onClose={back}>
      {problem && <p class="error" role="alert">{problem}</p>}
      {page && <p class="soft">{page.words}. From {clockTime(page.since, undefined, zone)} to {clockTime(page.until, undefined, zone)} in {zone}.</p>}
      {page?.data.length === 0 && <p>None yet: figures follow within a few seconds.</p>}
      {page && page.data.length > 0 && (
        <table class="rows" data-testid="behind-rows">
          <thead><tr><th scope="col">At</th><th scope="col">Took</th><th scope="col">Queue</th><th scope="col">Interaction</th></tr></thead>
          <tbody>
            {page.data.map((one) => (
              <tr key={`${one.at} ${one.interaction}`}>
                <td>{clockTime(one.at, undefined, zone)}</td>
                <td>{one.ms === null ? NONE : span(one.ms)}</td>
                <td>{one.queue?.name ?? 'own'}</td>
                <td>
                  {one.interaction}{' '}
                  <button type="button" class="link" aria-label={`Why, interaction ${one.interaction}`} data-testid={`behind-why-${one.interaction}`}
                    onClick={() => go({ name: 'why', id: one.interaction, title: `interaction ${one.interaction}` })}>Why</button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {page?.next_cursor && <button type="button" onClick={() => read(page.next_cursor)}>More</button>}
    </Dialog>
  );
}
