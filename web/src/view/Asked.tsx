/* Beside a conversation: whom one is asking about it, who is asked in; and for who is asked in, a note and the way out. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { SEND_TITLE, isSend } from '../chat/Field.tsx';
import { now } from '../clock.ts';
import { busy, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { asking, leave, mayTakeOver, takeBackAsk, takeOver, writeNote } from '../transfers.ts';
import type { Consult, Interaction } from '../types.ts';
import { Composer } from './Composer.tsx';

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

export function ConsultFoot({ it, name, replies }: { it: Interaction; name: string; replies: boolean }) {
  const waits = busy.value.has(`consult:${it.interaction}`);
  return (
    <ReplyOrNote it={it} name={name} replies={replies}>
      <button type="button" aria-disabled={waits} onClick={() => void leave(it)} data-testid="consult-leave">Leave</button>
      {mayTakeOver(it) && <button type="button" aria-disabled={waits} onClick={() => void takeOver(it)} data-testid="consult-take">Take over</button>}
    </ReplyOrNote>
  );
}

interface NoteProps {
  it: Interaction;
  name: string;
  /** Who reads it. */
  to?: string | undefined;
  children?: ComponentChildren;
}

/** One place to write, and in plain sight for whom: the customer reads a reply, colleagues read a note. */
export function ReplyOrNote({ replies, ...note }: NoteProps & { replies: boolean }) {
  const [chosen, choose] = useState<'reply' | 'note'>('reply');
  const box = useRef<HTMLDivElement>(null);
  const into = useRef('');
  // In the same step: a key pressed right after it must find the field.
  useLayoutEffect(() => {
    if (into.current) box.current?.querySelector<HTMLElement>(into.current)?.focus();
    into.current = '';
  }, [chosen]);
  const { it, name, children } = note;
  if (!replies) return <NoteForm {...note} />;
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    into.current = '[aria-selected="true"]';
    choose(chosen === 'reply' ? 'note' : 'reply');
  }
  function open(one: 'reply' | 'note'): void {
    into.current = 'textarea, [contenteditable]';
    choose(one);
  }
  const tab = (one: 'reply' | 'note', word: string) => (
    <button type="button" role="tab" id={`tab-${one}`} aria-selected={chosen === one} aria-controls="written" tabIndex={chosen === one ? 0 : -1}
      onClick={() => open(one)} data-testid={`tab-${one}`}>{word}</button>
  );
  return (
    <div ref={box} class="writing">
      <div class="row">
        <div role="tablist" aria-label="What you write" onKeyDown={onKeyDown}>{tab('reply', 'Reply')}{tab('note', 'Note')}</div>
        <span class="grow" />
        {children}
      </div>
      <div role="tabpanel" id="written" aria-labelledby={`tab-${chosen}`}>
        {chosen === 'reply' ? <Composer it={it} name={name} /> : <NoteForm it={it} name={name} to={note.to} />}
      </div>
    </div>
  );
}

/** A note that no customer sees, beside what else can be done. */
export function NoteForm({ it, name, to = 'your colleague', children }: NoteProps) {
  const text = desk.notes.value[it.conversation] ?? '';

  async function save(): Promise<void> {
    if (text.trim() && (await writeNote(it, text.trim())) && desk.notes.value[it.conversation] === text) desk.setNote(it.conversation, '');
  }

  return (
    <form class="composer note-form" onSubmit={(event) => { event.preventDefault(); void save(); }} data-testid="consult">
      <textarea rows={2} value={text} maxLength={4000} aria-label={`Note about ${name}, for colleagues`} placeholder={`A note for ${to}; the customer does not see it`}
        data-testid="consult-note" onInput={(event) => desk.setNote(it.conversation, event.currentTarget.value)}
        onKeyDown={(event) => { if (isSend(event)) { event.preventDefault(); void save(); } }} />
      <div class="tools">
        {children}
        <button class="primary" disabled={!text.trim()} title={SEND_TITLE()} data-testid="consult-save">Save note</button>
      </div>
    </form>
  );
}
