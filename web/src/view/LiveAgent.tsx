/* One agent of the live view: their status and who set it, their work, why they get nothing, today's figures. */
import { useState } from 'preact/hooks';
import { busy, type Refusal } from '../commands.ts';
import { ledWords, setAgentStatus, told } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import { board, stateOf, type Board } from '../live.ts';
import { may } from '../session.ts';
import { codes } from '../status.ts';
import type { BoardAgent, Id } from '../types.ts';
import { caller, plain, setWords, sinceWords, statusWord } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Figures } from './Figures.tsx';
import { Action } from './LiveQueue.tsx';
import { Since, StatusMark } from './Parts.tsx';
import { back, go } from './places.ts';
import { useReading } from './useReading.ts';
import { AgentWhyWords } from './WhyDialog.tsx';

export function LiveAgent({ id, now }: { id: Id; now: Board }) {
  const row = now.agents.find((one) => one.agent.id === id);
  if (!row) return <Dialog title="Agent" testid="agent-dialog" wide onClose={back}><p>This agent is not on the floor any more, or is not yours to lead.</p></Dialog>;
  return (
    <Dialog title={row.agent.name} testid="agent-dialog" wide onClose={back}>
      <p class="told" role="status" data-testid="told">{told}</p>
      <section>
        <p data-testid="agent-status">
          <StatusMark shown={row.shown} /> <b>{statusWord(row.shown).word}{row.code_name && `: ${row.code_name}`}</b>{' '}
          <span class="soft">{setWords(row)}{row.shown_since && <> · <Since at={row.shown_since} label={sinceWords(row)} /></>}</span>
        </p>
        {may('agent_status_set') && <StatusForm row={row} />}
      </section>
      <Work row={row} />
      <WhyNothing row={row} />
      <Figures of="agent" thing={row.agent} now={now} counters={row.counters} figures={row.figures} />
    </Dialog>
  );
}

const STATUSES = ['available', 'work_offline', 'on_break', 'logged_out'];

function StatusForm({ row }: { row: BoardAgent }) {
  const [status, setStatus] = useState('');
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Refusal | null>(null);
  const waits = busy.value.has(`lead:${row.agent.id}`);
  const own = codes.value.data.filter((one) => one.status === status);
  const needed = codes.value.required.includes(status);

  /** Logged out in an emergency: asked once more (EM-6). */
  const asks = problem?.type === 'emergency_runs';

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    if (status === '') return setProblem({ field: 'status', text: 'Choose a status.' });
    const failed = await setAgentStatus(row.agent.id, { status, code: code || null, reason, ...(asks ? { confirm: true } : {}) }, `${row.agent.name}: ${statusWord(status).word} now.`);
    setProblem(failed);
    if (failed) return;
    setStatus('');
    setCode('');
    setReason('');
  }

  return (
    <form class="status-form" onSubmit={(event) => void submit(event)} noValidate>
      <label>Change to
        <select value={status} aria-invalid={problem?.field === 'status'} aria-describedby="lead-problem" data-testid="lead-status"
          onChange={(event) => { setStatus(event.currentTarget.value); setCode(''); setProblem(null); }}>
          <option value="">Choose …</option>
          {STATUSES.map((one) => <option key={one} value={one}>{statusWord(one).word}</option>)}
        </select>
      </label>
      <label>Code{status !== '' && (needed ? ', needed' : own.length === 0 ? ': there is none' : '')}
        <select value={code} disabled={own.length === 0} aria-invalid={problem?.field === 'code'} aria-describedby="lead-problem" data-testid="lead-code"
          onChange={(event) => setCode(event.currentTarget.value)}>
          <option value="">{needed ? 'Choose …' : 'None'}</option>
          {own.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </label>
      <label class="wide">Reason, which {row.agent.name} sees
        <input type="text" value={reason} maxLength={200} data-testid="lead-reason" onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <button class={asks ? 'danger' : 'primary'} aria-disabled={waits} data-testid="lead-confirm">{asks ? 'Log out in spite of it' : 'Change'}</button>
      <p id="lead-problem" class="error" role="alert" data-testid="lead-problem">{problem && `${row.agent.name}: ${problem.text}`}</p>
    </form>
  );
}

function Work({ row }: { row: BoardAgent }) {
  const { value: offers } = useReading(() => leadingApi.offersOf(row.agent.id), [row.agent.id, board.value?.version, told.value], ledWords);
  const held = row.work.filter((it) => it.state !== 'offered');
  const made = offers?.flatMap(({ state }) => (state?.state === 'made' ? [state] : [])) ?? [];
  return (
    <section data-testid="agent-work">
      <h3>Work</h3>
      {held.length + made.length === 0 && <p class="soft">None.</p>}
      <ul class="line">
        {held.map((it) => (
          <li key={it.interaction}>
            <span class="grow">{plain(it.state)} · {it.queue?.name ?? 'own'}</span>
            {it.since && <Since at={it.since} label="for" />}
            <span class="row-actions"><Action word="Why" name={`interaction ${it.interaction}`} testid="work-why" run={() => go({ name: 'why', id: it.interaction, title: `interaction ${it.interaction}` })} /></span>
          </li>
        ))}
        {made.map((offer) => {
          const name = caller(offer);
          return (
            <li key={offer.offer} data-offer={offer.offer}>
              <span class="grow"><b><bdi>{name}</bdi></b> <small>offered · {offer.queue?.name ?? offer.channel.name}</small></span>
              <Since at={offer.made_at} label="offered for" />
              <span class="row-actions">
                <Action word="Pull back" name={name} testid="work-withdraw"
                  run={() => go({ name: 'step', step: { what: 'withdraw', interaction: offer.interaction, name, offer: offer.offer, to: row.agent.name } })} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function WhyNothing({ row }: { row: BoardAgent }) {
  const { value, problem } = useReading(() => leadingApi.agentWhy(row.agent.id), [stateOf(row)], ledWords);
  return (
    <section>
      <h3>Why they get nothing, or that they can</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value ? <AgentWhyWords why={value} /> : !problem && <p class="soft">Asking …</p>}
    </section>
  );
}
