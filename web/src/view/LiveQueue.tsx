/* One queue of the live view: who waits in which order, what can be done about it, today's figures. */
import { ledWords, told } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import { board, type Board } from '../live.ts';
import type { Id, Interaction } from '../types.ts';
import { caller } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Figures } from './Figures.tsx';
import { Since } from './Parts.tsx';
import { back, go } from './places.ts';
import { useReading } from './useReading.ts';

export function LiveQueue({ id, now }: { id: Id; now: Board }) {
  const row = now.queues.find((one) => one.queue.id === id);
  if (!row) return <Dialog title="Queue" testid="queue-dialog" wide onClose={back}><p>This queue is not there any more, or is not yours to lead.</p></Dialog>;
  return (
    <Dialog title={row.queue.name} testid="queue-dialog" wide onClose={back}>
      <p class="told" role="status" data-testid="told">{told}</p>
      <Line queue={id} now={now} service={row.service_ms} />
      <Figures of="queue" thing={row.queue} now={now} counters={row.counters} figures={row.figures} />
    </Dialog>
  );
}

/** Whom an offered one is offered to. */
function offeredTo(now: Board, interaction: Id): string {
  const agent = now.agents.find((one) => one.work.some((it) => it.interaction === interaction && it.state === 'offered'));
  return agent?.agent.name ?? 'an agent';
}

function Line({ queue, now, service }: { queue: Id; now: Board; service: number }) {
  const { value, problem } = useReading(() => leadingApi.line(queue, null), [queue, board.value?.version, told.value], ledWords);
  return (
    <section>
      <h3>In line{value?.next_cursor && ': the first hundred'}</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {!value && !problem && <p class="soft">Asking …</p>}
      {value?.data.length === 0 && <p class="soft">Nobody waits.</p>}
      <ol class="line" data-testid="line-rows">
        {value?.data.map((frame, i) => frame.state && <Row key={frame.id} it={frame.state} place={i + 1} now={now} service={service} />)}
      </ol>
    </section>
  );
}

interface RowProps {
  it: Interaction;
  place: number;
  now: Board;
  service: number;
}

function Row({ it, place, now, service }: RowProps) {
  const name = caller(it);
  const { interaction, offer } = it;
  const queue = it.queue?.id ?? '';
  const to = it.state === 'offered' ? offeredTo(now, interaction) : null;
  return (
    <li data-interaction={interaction} data-state={it.state}>
      <span class="place">{place}</span>
      <span class="grow"><b><bdi>{name}</bdi></b> <small>{to ? `offered to ${to}` : it.returned_reason ? 'came back' : ''}</small></span>
      <Since at={it.started_at} late={service} label="waiting" />
      <span class="row-actions">
        <Action word="Why" name={name} testid="line-why" run={() => go({ name: 'why', id: interaction, title: name })} />
        {to && offer && <Action word="Pull back" name={name} testid="line-withdraw" run={() => go({ name: 'step', step: { what: 'withdraw', interaction, name, offer, to } })} />}
        {!to && <Action word="Place" name={name} testid="line-reorder" run={() => go({ name: 'step', step: { what: 'reorder', interaction, name, queue } })} />}
        <Action word="Move" name={name} testid="line-move" run={() => go({ name: 'step', step: { what: 'move', interaction, name, queue } })} />
      </span>
    </li>
  );
}

export function Action({ word, name, testid, run }: { word: string; name: string; testid: string; run: () => void }) {
  return <button type="button" aria-haspopup="dialog" aria-label={`${word}: ${name}`} data-testid={testid} onClick={run}>{word}</button>;
}
