/*
 * Ending a conversation: case and note, one more Enter. When the customer wrote in the
 * meantime the server refuses, the text is shown, and the agent decides again.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { busy, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { endInteraction, lastSeen } from '../endings.ts';
import { leads } from '../session.ts';
import type { Interaction, Message } from '../types.ts';
import { caller, clockTime } from '../words.ts';
import { CaseChoice } from './CaseChoice.tsx';
import { closeDialog, Dialog } from './Dialog.tsx';

export function EndDialog({ id }: { id: string }) {
  const it = store.interactions.value.get(id);
  if (!it) return null;
  return <Asking it={it} />;
}

function Asking({ it }: { it: Interaction }) {
  const [seen, setSeen] = useState(() => lastSeen(it.conversation));
  const [newer, setNewer] = useState<Message[]>([]);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const stay = useRef<HTMLButtonElement>(null);
  const name = caller(it);
  const waits = busy.value.has(`end:${it.interaction}`);
  const note = desk.outcomes.value[it.interaction]?.note ?? '';
  const draft = desk.drafts.value[it.conversation] ?? '';
  const unsent = desk.outgoing.value.some((text) => text.conversation === it.conversation);

  /* After a newer text a second Enter must not end: going on is the answer at hand. */
  useLayoutEffect(() => (newer.length > 0 ? stay : confirm).current?.focus(), [newer]);

  async function end(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits || unsent) return;
    const result = await endInteraction(it, seen, reason);
    if (result.done) {
      desk.setDraft(it.conversation, '');
      closeDialog();
      return;
    }
    setProblem(result.problem ?? null);
    if (!result.newer) return;
    setNewer(result.newer);
    setSeen(Math.max(seen, ...result.newer.map((message) => message.seq)));
  }

  return (
    <Dialog title={<>End the conversation with <bdi>{name}</bdi>?</>} testid="end-dialog">
      <form onSubmit={(event) => void end(event)}>
        {newer.length > 0 && <Newer name={name} messages={newer} />}
        {draft && <p class="tone-warn">Your unsent text will be dropped.</p>}
        {it.call && it.call.state !== 'over' && <p class="tone-warn" data-testid="end-call">The call is still connected: ending the conversation hangs up.</p>}
        <CaseChoice it={it} other="A new case" />
        <label>Note
          <textarea rows={2} value={note} maxLength={4000} data-testid="end-note"
            onInput={(event) => desk.setOutcome(it.interaction, { note: event.currentTarget.value })} />
        </label>
        {it.taken_over && leads.value && (
          <label>Why you end it
            <input value={reason} required maxLength={200} data-testid="end-reason" onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
        )}
        {unsent && <p class="error">A text is still on its way: wait for it, or take it back.</p>}
        <p class="error" role="alert" data-testid="end-problem">{problem}</p>
        <div class="actions">
          <button ref={stay} type="button" onClick={closeDialog} data-testid="end-cancel">Go on talking</button>
          <button ref={confirm} class="primary" aria-disabled={waits || unsent} data-testid="end-confirm">
            {newer.length > 0 ? 'End all the same' : 'End'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Newer({ name, messages }: { name: string; messages: Message[] }) {
  return (
    <div class="newer" role="alert" data-testid="end-newer">
      <b><bdi>{name}</bdi> wrote while you were ending:</b>
      {messages.map((message) => <p key={message.message}><time>{clockTime(message.at)}</time> <bdi>{message.text}</bdi></p>)}
    </div>
  );
}
