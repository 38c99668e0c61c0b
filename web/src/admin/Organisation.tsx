/* The organisation: its licences and how many are held, and what a queue's call does that meets do not disturb (SP-7). */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useReading } from '../view/useReading.ts';
import { Field } from './Field.tsx';
import { Overtaken, change, organisation, refusalOf, wordsOf, type Organisation, type Warning } from './things.ts';

const DND: [string, string][] = [['voicemail', 'It goes to that user’s Work voicemail, and leaves the queue'], ['return', 'It is refused at once: the caller keeps their place']];

export function OrganisationPart() {
  const { value, problem, again } = useReading(organisation, [], wordsOf);
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [done, setDone] = useState('');
  useEffect(() => { document.title = 'Organisation · Administration · Trunkline'; }, []);
  // One change at a time, each on the version that the one before made: the page may not have read it yet.
  const last = useRef<Promise<Organisation | null>>(Promise.resolve(null));
  function set(shown: Organisation, offer_in_dnd: string): void {
    last.current = last.current.then((saved) => save(saved && Number(saved.version) > Number(shown.version) ? saved : shown, offer_in_dnd));
  }
  async function save(now: Organisation, offer_in_dnd: string): Promise<Organisation | null> {
    setDone('');
    try {
      const saved = await change<Organisation>('tenants', now.id, now.version, { offer_in_dnd });
      setWarnings(saved.warnings ?? []);
      setWrong(undefined);
      setDone('Saved.');
      return saved;
    } catch (error) {
      setWrong(error instanceof Overtaken ? 'Somebody else has changed the organisation meanwhile: look, and choose again.' : (({ fields, text }) => fields['offer_in_dnd'] ?? text)(refusalOf(error)));
      return null;
    } finally {
      again();
    }
  }
  return (
    <main class="page" aria-labelledby="organisation-title" data-testid="organisation">
      <h1 id="organisation-title"><bdi>{value?.name ?? 'Organisation'}</bdi></h1>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value && (
        <>
          <section class="part" aria-labelledby="licences-title">
            <h2 id="licences-title">Licences</h2>
            <ul class="licences">
              <Held word="Contact-center seats" testid="seats" has={value.seats} used={value.seats_used} />
              <Held word="Work licences" testid="work-licences" has={value.work_licences} used={value.work_licences_used} />
            </ul>
            <p class="soft">Whoever is disabled holds none. How many there are the installation’s operator says.</p>
          </section>
          <section class="part" aria-labelledby="dnd-title">
            <h2 id="dnd-title">Queue calls and do not disturb</h2>
            <Field name="offer_in_dnd" word="A queue’s call that meets do not disturb of an agent’s Work" wrong={wrong}>
              {(told) => <select {...told} value={value.offer_in_dnd} onChange={(event) => set(value, event.currentTarget.value)}>{DND.map(([id, word]) => <option key={id} value={id}>{word}</option>)}</select>}
            </Field>
            <span class="tone-good" role="status" data-testid="organisation-done">{done}</span>
            {warnings.length > 0 && <ul class="note" data-testid="organisation-warnings">{warnings.map((one) => <li key={one.kind + one.id}>{one.words}</li>)}</ul>}
          </section>
        </>
      )}
    </main>
  );
}

function Held({ word, testid, has, used }: { word: string; testid: string; has: number | null; used: number }) {
  return (
    <li data-testid={testid} data-used={used}>
      <span class="row"><b class="grow">{word}</b><span>{has === null ? `${used} held, no limit` : `${used} of ${has} held, ${Math.max(has - used, 0)} free`}</span></span>
      {has !== null && <progress value={Math.min(used, has)} max={Math.max(has, 1)} aria-label={word} />}
    </li>
  );
}
