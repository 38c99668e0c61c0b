/*
 * Giving a conversation to a queue or a colleague, or asking one in, with a note. Who can't
 * be chosen says why.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { busy, store, words } from '../commands.ts';
import { bringsInto } from '../phone/bring.ts';
import { giveAway, type Target } from '../transfers.ts';
import type { Id, Interaction, Targets } from '../types.ts';
import { caller, statusWord } from '../words.ts';
import { closeDialog, Dialog } from './Dialog.tsx';

export function TransferDialog({ id }: { id: string }) {
  const it = store.interactions.value.get(id);
  return it ? <Asking it={it} /> : null;
}

function Asking({ it }: { it: Interaction }) {
  const [targets, setTargets] = useState<Targets | null>(null);
  const [target, setTarget] = useState<Target | null>(null);
  const [consult, setConsult] = useState(false);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const waits = busy.value.has(`transfer:${it.interaction}`);
  const name = caller(it), voice = it.medium === 'voice'; // into a call one brings somebody by its own tools

  useEffect(() => {
    api.targets(it.interaction).then(setTargets, (error: unknown) => setProblem(words(error)));
  }, []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits || !target) return;
    const failed = await giveAway(it, target, consult, note);
    setProblem(failed);
    if (failed === null) closeDialog();
  }

  /** The form takes the focus once the dialog has given it back. */
  function bringIn(): void {
    closeDialog();
    requestAnimationFrame(() => { bringsInto.value = it.interaction; });
  }

  const turn = (asksIn: boolean) => () => {
    setConsult(asksIn);
    setTarget(null);
  };
  return (
    <Dialog title={<>Transfer the {voice ? 'call' : 'conversation'} with <bdi>{name}</bdi></>} testid="transfer-dialog">
      <form onSubmit={(event) => void submit(event)}>
        {!voice && (
          <fieldset class="case-choice">
            <legend>What</legend>
            <label class="check"><input type="radio" name="what" checked={!consult} onChange={turn(false)} data-testid="transfer-give" />Give it away</label>
            <label class="check"><input type="radio" name="what" checked={consult} onChange={turn(true)} data-testid="transfer-consult" />Ask somebody in, and keep it</label>
          </fieldset>
        )}
        <fieldset class="case-choice" data-testid="transfer-targets">
          <legend>To whom</legend>
          {targets?.agents.map((one) => (
            <Choice key={one.id} id={`agent-${one.id}`} name={one.name} about={statusWord(one.shown).word} why={consult ? one.consult : one.transfer}
              on={isAgent(target, one.id)} onPick={() => setTarget({ agent: one.id })} />
          ))}
          {!consult && targets?.queues.map((one) => (
            <Choice key={one.id} id={`queue-${one.id}`} name={`Queue ${one.name}`} about={`${one.waiting} waiting`} why={one.transfer}
              on={isQueue(target, one.id)} onPick={() => setTarget({ queue: one.id })} />
          ))}
          {targets?.agents.length === 0 && <p class="soft">Nobody of your group is there.</p>}
        </fieldset>
        {voice && it.call && !it.call.consult && <p class="soft">To a phone number, or to consult first: <button type="button" class="link" onClick={bringIn} data-testid="transfer-bring-in">Bring somebody in …</button></p>}
        <label>Note, which the customer does not see
          <textarea rows={2} value={note} maxLength={4000} data-testid="transfer-note" onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <p class="error" role="alert" data-testid="transfer-problem">{problem}</p>
        <div class="actions">
          <button type="button" onClick={closeDialog}>Leave it</button>
          <button class="primary" aria-disabled={waits || !target} data-testid="transfer-confirm">{consult ? 'Ask' : 'Transfer'}</button>
        </div>
      </form>
    </Dialog>
  );
}

const isAgent = (target: Target | null, id: Id) => target !== null && 'agent' in target && target.agent === id;
const isQueue = (target: Target | null, id: Id) => target !== null && 'queue' in target && target.queue === id;

interface ChoiceProps {
  id: string;
  name: string;
  about: string;
  why: string | null;
  on: boolean;
  onPick(): void;
}

function Choice({ id, name, about, why, on, onPick }: ChoiceProps) {
  return (
    <label class="check">
      <input type="radio" name="target" checked={on} disabled={why !== null} onChange={onPick} data-testid={`to-${id}`} />
      <span class="grow cut"><bdi>{name}</bdi></span>
      <small>{why ?? about}</small>
    </label>
  );
}
