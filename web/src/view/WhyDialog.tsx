/* Why nobody has what waits, and what was decided before; why an agent gets nothing (SV-4). */
import { store } from '../commands.ts';
import { ledWords } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import { board } from '../live.ts';
import type { AgentWhy, Id } from '../types.ts';
import { decisionWords, verdictWords } from '../live_words.ts';
import { clockTime, plain } from '../words.ts';
import { closeDialog, Dialog } from './Dialog.tsx';
import { Since } from './Parts.tsx';
import { back } from './places.ts';
import { useReading } from './useReading.ts';

export function WhyDialog({ id, title }: { id: Id; title: string }) {
  const { value: why, problem } = useReading(() => leadingApi.why(id), [id, board.value?.version], ledWords);
  return (
    <Dialog title={<>Why: <bdi>{title}</bdi></>} testid="why-dialog" wide onClose={back}>
      {problem && <p class="error" role="alert" data-testid="why-problem">{problem}</p>}
      {!why && !problem && <p class="soft">Asking …</p>}
      {why && (
        <>
          <section>
            <p class="soft">{plain(why.state)}{why.queue && ` · ${why.queue.name}`}{why.now && <> · waits <Since at={why.waiting_since} label="waiting" /></>}</p>
            {why.now && <p data-testid="why-now">{why.now.words}</p>}
            {why.now && why.now.agents.length > 0 && (
              <ul class="plain-rows" data-testid="why-agents">
                {why.now.agents.map((one) => <li key={one.agent.id}><b>{one.agent.name}</b>: {verdictWords(one.verdict)}</li>)}
              </ul>
            )}
          </section>
          <section>
            <h3>What was decided</h3>
            {why.decisions.length === 0 && <p class="soft">Nothing yet.</p>}
            <ol class="plain-rows" data-testid="why-decisions">
              {why.decisions.map((one, i) => <li key={i}><time>{clockTime(one.at)}</time> {decisionWords(one)}</li>)}
            </ol>
          </section>
        </>
      )}
    </Dialog>
  );
}

/** Of an agent: what holds for all work, then queue by queue. */
export function AgentWhyWords({ why }: { why: AgentWhy }) {
  return (
    <div class="stack" data-testid="agent-why">
      <ul class="plain-rows">{why.words.map((one) => <li key={one}>{one}</li>)}</ul>
      <ul class="plain-rows">
        {why.queues.map((one) => <li key={one.id}><b>{one.name}</b>{one.waiting > 0 && ` (${one.waiting} waiting)`}: {one.words}</li>)}
      </ul>
    </div>
  );
}

/** An agent asks the same of themselves. */
export function MyWhyDialog() {
  const me = store.me.value;
  const { value, problem } = useReading(leadingApi.myWhy, [me?.status, me?.occupancy, me?.lease]);
  return (
    <Dialog title="Why do I get nothing?" testid="my-why-dialog" onClose={closeDialog}>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value ? <AgentWhyWords why={value} /> : !problem && <p class="soft">Asking …</p>}
    </Dialog>
  );
}
