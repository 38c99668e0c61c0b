/* Beside a conversation: whom one is asking about it, who is asked in; and for who is asked in, a note and the way out. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { busy, store } from '../commands.ts';
import { asking, leave, takeBackAsk, takeOver, writeNote } from '../transfers.ts';
import type { Consult, Interaction } from '../types.ts';

/** Null when nobody is asked and nobody is there. */
export function AskedLine({ it }: { it: Interaction }) {
  const offer = asking(it);
  const others = (it.consults ?? []).filter((one) => one.agent.id !== store.user.value?.id);
  if (!offer && others.length === 0) return null;
  const left = offer ? Math.max(0, Math.ceil((Date.parse(offer.deadline) - now.value) / 1000)) : 0;
  return (
    <p class="soft" role="status" data-testid="asked">
      {offer && <>Asking <bdi>{offer.to?.name}</bdi> to {offer.kind === 'transfer' ? 'take it' : 'come in'}, {left} s{' '}
        <button type="button" class="link" onClick={() => void takeBackAsk(offer.offer)} data-testid="asked-back">Take back</button>{' '}</>}
      <Others list={others.filter((one) => !one.writes)} word="Asked in" />
      <Others list={others.filter((one) => one.writes)} word="Here, and writes to the customer, too" />
    </p>
  );
}

function Others({ list, word }: { list: Consult[]; word: string }) {
  if (list.length === 0) return null;
  return <span>{word}: <bdi>{list.map((one) => one.agent.name).join(', ')}</bdi>{' '}</span>;
}

export function ConsultFoot({ it, name }: { it: Interaction; name: string }) {
  const waits = busy.value.has(`consult:${it.interaction}`);
  return (
    <NoteForm it={it} name={name}>
      <button type="button" aria-disabled={waits} onClick={() => void leave(it)} data-testid="consult-leave">Leave</button>
      <button type="button" aria-disabled={waits} onClick={() => void takeOver(it)} data-testid="consult-take">Take over</button>
    </NoteForm>
  );
}

/** A note that no customer sees, beside what else can be done. */
interface NoteProps {
  it: Interaction;
  name: string;
  /** Who reads it. */
  to?: string;
  children?: ComponentChildren;
}

export function NoteForm({ it, name, to = 'your colleague', children }: NoteProps) {
  const [text, setText] = useState('');

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() && (await writeNote(it, text.trim()))) setText('');
  }

  return (
    <form class="composer" onSubmit={(event) => void save(event)} data-testid="consult">
      <textarea rows={2} value={text} maxLength={4000} aria-label={`Note about ${name}, for colleagues`} placeholder={`A note for ${to}; the customer does not see it`}
        data-testid="consult-note" onInput={(event) => setText(event.currentTarget.value)} />
      <div class="tools">
        {children}
        <button class="primary" disabled={!text.trim()} data-testid="consult-save">Note</button>
      </div>
    </form>
  );
}
