/* What came of an interaction: the codes of its queue, in wrap-up. Shown where there are some. */
import { useEffect, useId } from 'preact/hooks';
import { call, command, whole, type List } from '../api.ts';
import { fail, store } from '../commands.ts';
import * as desk from '../desk.ts';
import type { FrameOf, Id, Ref } from '../types.ts';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

interface Code extends Ref {
  queue_ids: Id[];
}

export function Disposition({ id }: { id: Id }) {
  const it = store.interactions.value.get(id);
  const { value: all, problem, again } = useReading(() => whole<Code>((page) => call<List<Code>>('GET', `/dispositions?disabled=false&sort=name&${page}`)), []);
  const [name, refused] = [useId(), desk.wrapRefused.value?.interaction === id ? desk.wrapRefused.value.text : null];
  useEffect(() => { if (refused) focusSoon('wrap-disposition'); }, [desk.wrapRefused.value]);
  if (!it) return null;
  const kept = it.disposition ?? null;
  const codes: Ref[] = (all ?? []).filter((one) => !one.queue_ids.length || (it.queue && one.queue_ids.includes(it.queue.id)));
  if (kept && !codes.some((one) => one.id === kept.id)) codes.push(kept);
  if (problem) return <p class="error" role="alert">The dispositions could not be read. <button type="button" class="link" onClick={again}>Read them again</button></p>;
  if (codes.length === 0) return null;
  return (
    <div>
      <label><span class="name">Disposition{it.disposition_required && ' (required)'}</span>
        <select value={desk.outcomeOf(id).disposition || kept?.id || ''} aria-required={it.disposition_required === true} aria-invalid={refused !== null}
          aria-describedby={refused ? name : undefined} data-testid="wrap-disposition"
          onChange={(event) => { desk.wrapRefused.value = null; desk.setOutcome(id, { disposition: event.currentTarget.value }); }}>
          {!kept && <option value="">{it.disposition_required ? 'Choose one …' : 'None'}</option>}
          {codes.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </label>
      {refused && <p id={name} class="error" role="alert" data-testid="wrap-disposition-problem">{refused}</p>}
    </div>
  );
}

/** Its time is over, and it ends without the disposition that is required: the note is kept all the same. */
export async function keepNote(interaction: Id, note: string): Promise<void> {
  if (!note) return;
  try {
    store.fromAnswer(await command<FrameOf<'interaction'>>('PUT', `/interactions/${interaction}/disposition`, { note }));
  } catch (error) {
    fail('The wrap-up is not saved', error, note);
  }
}
