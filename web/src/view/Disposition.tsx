/* What came of an interaction: the codes of its queue, in wrap-up. Shown where there are some. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { call, whole, type List } from '../api.ts';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import type { Id, Ref } from '../types.ts';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

interface Code extends Ref {
  queue_ids: Id[];
}

/** `unread`: in its place where its list can't be read. */
export function Disposition({ id, unread }: { id: Id; unread(again: () => void): ComponentChildren }) {
  const it = store.interactions.value.get(id);
  const { value: all, problem, again } = useReading(() => whole<Code>((page) => call<List<Code>>('GET', `/dispositions?disabled=false&sort=name&${page}`)), []);
  const refused = desk.wrapRefused.value?.interaction === id ? desk.wrapRefused.value : null;
  const { disposition: chosen } = desk.outcomeOf(id);
  const kept = it?.disposition ?? null;
  const codes: Ref[] = (all ?? []).filter((one) => !one.queue_ids.length || (it?.queue && one.queue_ids.includes(it.queue.id)));
  if (kept && !codes.some((one) => one.id === kept.id)) codes.push(kept);
  useEffect(() => { if (refused) again(); }, [refused]); // the list may have changed since it was read
  useLayoutEffect(() => { if (refused) focusSoon('wrap-disposition'); }, [refused, codes.length > 0]);
  useEffect(() => { if (all && chosen && !codes.some((one) => one.id === chosen)) desk.setOutcome(id, { disposition: '' }); }, [all]);
  if (problem) return <>{unread(again)}</>;
  if (!it || codes.length === 0) return null;
  return (
    <label><span class="name">Disposition{it.disposition_required && ' (required)'}</span>
      <select value={chosen || kept?.id || ''} aria-required={it.disposition_required === true} aria-invalid={refused !== null}
        aria-describedby={refused ? 'wrap-refused' : undefined} data-testid="wrap-disposition"
        onChange={(event) => { desk.wrapRefused.value = null; desk.setOutcome(id, { disposition: event.currentTarget.value }); }}>
        {!kept && <option value="">{it.disposition_required ? 'Choose one …' : 'None'}</option>}
        {codes.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </label>
  );
}
