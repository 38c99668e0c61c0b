/* Below a call instead of a composer: how it is, since when; and a note for its record. Nothing can be written to who calls. */
import './CallFoot.css';
import '../phone/Phone.css'; // of a part that is loaded later nobody loads the styles
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Interaction } from '../types.ts';
import { callWords } from '../words.ts';
import { NoteForm } from './Asked.tsx';
import { Icon } from './Icon.tsx';
import { Since } from './Parts.tsx';

export function CallFoot({ it, name }: { it: Interaction; name: string }) {
  return (
    <>
      {(it.call?.state === 'talking' || it.call?.state === 'held') && <Tools it={it} name={name} />}
      <NoteForm it={it} name={name} to="the record of this call"><CallNow it={it} /></NoteForm>
    </>
  );
}

type Tools = FunctionComponent<{ it: Interaction; name: string }>;
let tools: Tools | null = null;

/** What can be done with a call, loaded with the first one. */
function Tools({ it, name }: { it: Interaction; name: string }) {
  const [Part, setPart] = useState<Tools | null>(() => tools);
  useEffect(() => { if (!Part) import('../phone/CallTools.tsx').then((part) => setPart(() => tools = part.CallTools), () => {}); }, []);
  return Part && <Part it={it} name={name} />;
}

/** The words are said when they change; the running time is not. */
function CallNow({ it }: { it: Interaction }) {
  const { call } = it;
  return (
    <p class={`call-now ${call?.state ?? 'over'}`} data-testid="call-now" data-state={call?.state ?? 'over'}>
      <Icon name="call" size={14} />
      <b role="status" data-testid="call-words">{callWords(it)}</b>
      {call && call.state !== 'over' && <Since at={call.since} label={callWords(it)} />}
      {call?.record && !call.recording && <span class="soft" data-testid="call-recorded">This queue records its calls</span>}
    </p>
  );
}
