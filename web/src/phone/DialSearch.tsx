/* Whom to call, by name: colleagues and contacts, each with the numbers and extensions that they have. */
import { useEffect, useState } from 'preact/hooks';
import { CardButton } from '../people/CardLater.tsx';
import { findContacts, wordsOf, type ContactLine } from '../people/contacts.ts';

const WAIT_MS = 200;
const MOST = 6;

interface Way { label: string; dial: string; shown: string }

/** Extensions first: they cost nothing. No fax machine is called. */
export const waysOf = (line: ContactLine): Way[] => [
  ...line.accounts.flatMap(({ label, extension }) => (extension ? [{ label, dial: extension, shown: extension }] : [])),
  ...(line.extension ? [{ label: 'Extension', dial: line.extension, shown: line.extension }] : []),
  ...line.numbers.filter((one) => one.kind !== 'fax').map(({ label, number, shown }) => ({ label, dial: number, shown })),
].filter((one, i, all) => all.findIndex((other) => other.dial === one.dial) === i);

/** What was found for a text; null while it is looked for. */
function useFound(text: string): { lines: ContactLine[] | null; problem: string | null } {
  const [found, setFound] = useState<{ lines: ContactLine[] | null; problem: string | null }>({ lines: [], problem: null });
  useEffect(() => {
    let there = true;
    const put = (lines: ContactLine[] | null, problem: string | null = null): void => { if (there) setFound({ lines, problem }); };
    if (text.length < 2) return put([]);
    put(null);
    const timer = setTimeout(() => findContacts(text, 'all', `limit=${MOST}`).then((list) => put(list.data), (error: unknown) => put([], wordsOf(error))), WAIT_MS);
    return () => { there = false; clearTimeout(timer); };
  }, [text]);
  return found;
}

/** word: what a press does. */
export function DialSearch({ text, word = 'Call', onDial }: { text: string; word?: string; onDial(number: string, name: string): void }) {
  const name = text.trim();
  const { lines, problem } = useFound(name);
  const reached = lines?.filter((line) => waysOf(line).length > 0) ?? [];
  if (name.length < 2) return null;
  return (
    <div data-testid="dial-found" data-busy={lines === null}>
      <p class="hidden" role="status">{lines === null ? '' : `${reached.length} found`}</p>
      {problem && <p class="phone-problem" role="alert">{problem}</p>}
      {lines !== null && !problem && reached.length === 0 && <small>Nobody of this name who has a number.</small>}
      <ul class="dial-found" aria-label="Who was found">
        {reached.map((line) => (
          <li key={line.id}>
            <CardButton contact={line.id} name={line.name}><b class="cut"><bdi>{line.name}</bdi></b></CardButton>
            <span class="ways">
              {waysOf(line).map((way) => (
                <button key={way.dial} type="button" onClick={() => onDial(way.dial, line.name)} aria-label={`${word} ${line.name}, ${way.label} ${way.shown}`} data-testid="dial-way" data-number={way.dial}>
                  <small>{way.label}</small> {way.shown}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
