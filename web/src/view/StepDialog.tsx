/* A routing step undone: an offer pulled back, an interaction moved, or put elsewhere in the line; with a reason (SV-3). */
import { useState } from 'preact/hooks';
import { busy, type Refusal } from '../commands.ts';
import { ledWords, move, pullBack, reorder, type Step } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import type { Board } from '../live.ts';
import { caller } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { back } from './places.ts';
import { useReading } from './useReading.ts';

const TITLES: Record<Step['what'], string> = {
  withdraw: 'Pull back the offer',
  move: 'Move to another queue',
  reorder: 'Change the place in the line',
};
const DONE: Record<Step['what'], string> = { withdraw: 'Pull back', move: 'Move', reorder: 'Change' };

export function StepDialog({ step, now }: { step: Step; now: Board }) {
  const queues = now.queues.filter((row) => step.what === 'move' && row.queue.id !== step.queue).map((row) => row.queue);
  const line = useReading(async () => (step.what === 'reorder' ? (await leadingApi.line(step.queue, null)).data : []), [], ledWords);
  const others = (line.value ?? []).flatMap(({ id, state }) =>
    state && state.state === 'waiting' && id !== step.interaction ? [{ id, name: caller(state) }] : []);
  const [target, setTarget] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Refusal | null>(null);
  const waits = busy.value.has(`lead:${step.interaction}`);

  function run(): Promise<Refusal | null> {
    if (step.what === 'withdraw') return pullBack(step, reason);
    if (step.what === 'reorder') return reorder(step, others.find((one) => one.id === target) ?? null, reason);
    const queue = queues.find((one) => one.id === target);
    return queue ? move(step, queue, reason) : Promise.resolve({ field: 'queue', text: 'Choose a queue.' });
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    if (reason.trim() === '') return setProblem({ field: 'reason', text: 'Say why.' });
    const failed = await run();
    setProblem(failed);
    if (failed === null) back();
  }

  const at = (field: string) => problem?.field === field;
  return (
    <Dialog title={<>{TITLES[step.what]}: <bdi>{step.name}</bdi></>} testid="step-dialog" onClose={back}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {step.what === 'withdraw' && <p>{step.to} is not offered it again for half a minute; no penalty.</p>}
        {step.what === 'move' && (
          <label>Queue
            <select value={target} aria-invalid={at('queue')} aria-describedby="step-problem" data-testid="step-target" onChange={(event) => setTarget(event.currentTarget.value)}>
              <option value="">Choose …</option>
              {queues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </label>
        )}
        {step.what === 'reorder' && (
          <label>Place
            <select value={target} aria-invalid={at('before')} aria-describedby="step-problem" data-testid="step-target" onChange={(event) => setTarget(event.currentTarget.value)}>
              <option value="">First of all</option>
              {others.map((one) => <option key={one.id} value={one.id}>Before {one.name}</option>)}
            </select>
          </label>
        )}
        <label>Reason, which is kept
          <input type="text" value={reason} maxLength={200} aria-invalid={at('reason')} aria-describedby="step-problem" data-testid="step-reason"
            onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        <p id="step-problem" class="error" role="alert" data-testid="step-problem">{problem && `${step.name}: ${problem.text}`}</p>
        <div class="actions">
          <button type="button" onClick={back}>Leave it</button>
          <button class="primary" aria-disabled={waits} data-testid="step-confirm">{DONE[step.what]}</button>
        </div>
      </form>
    </Dialog>
  );
}
