/* The live view of who supervises: alarms, queues, agents; today's figures, each with its formula. */
import './LiveDialog.css';
import { useEffect } from 'preact/hooks';
import { board, boardProblem, watchBoard, type Board } from '../live.ts';
import type { BoardAgent, BoardQueue } from '../types.ts';
import { clockTime, reasonWords, span, statusWord } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Since, StatusMark } from './Parts.tsx';

/** What can't be divided shows a dash, not a hundred percent. */
const NONE = '–';
const percent = (value: number | null | undefined) => (value == null ? NONE : `${Math.round(value)} %`);
const time = (value: number | null | undefined) => (value == null ? NONE : span(value));

export function LiveDialog() {
  useEffect(watchBoard, []);
  const now = board.value;
  return (
    <Dialog title="Live view" testid="live-dialog" full>
      {boardProblem.value && <p class="error" role="alert" data-testid="live-problem">{boardProblem.value}{now && ` These figures are of ${clockTime(now.at)}.`}</p>}
      {now ? <Floor now={now} /> : <p class="none">Asking …</p>}
    </Dialog>
  );
}

function Floor({ now }: { now: Board }) {
  return (
    <div class={boardProblem.value ? 'live old' : 'live'}>
      <ul class="alarms" aria-label="Alarms" data-testid="live-alarms">
        {now.alarms.map((alarm) => (
          <li key={alarm.raised}>
            <b>{alarm.name}</b> {alarm.queue?.name} since {clockTime(alarm.raised_at)}{alarm.owner && `, ${alarm.owner.name} sees to it`}
          </li>
        ))}
      </ul>
      <Queues now={now} />
      <Agents agents={now.agents} />
      <p class="soft">Figures since midnight in {now.time_zone}, as of {clockTime(now.at)}.</p>
    </div>
  );
}

function Head({ now, name, word }: { now: Board; name: string; word: string }) {
  const formula = now.formulas.find((f) => f.name === name);
  return <th scope="col" title={formula && `${formula.words}: ${formula.formula}`}>{word}</th>;
}

function Queues({ now }: { now: Board }) {
  return (
    <table data-testid="live-queues">
      <caption>Queues</caption>
      <thead>
        <tr>
          <th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">Oldest</th><th scope="col">In progress</th>
          <Head now={now} name="service_level_live" word="Service level" /><Head now={now} name="asa_ms" word="Speed of answer" />
          <th scope="col">Abandoned</th><Head now={now} name="aht_ms" word="Handle time" /><th scope="col">Available</th>
        </tr>
      </thead>
      <tbody>{now.queues.map((row) => <QueueRow key={row.queue.id} row={row} />)}</tbody>
    </table>
  );
}

function QueueRow({ row }: { row: BoardQueue }) {
  const level = row.figures.service_level_live;
  const below = row.service_target !== null && level != null && level < row.service_target;
  return (
    <tr data-queue={row.queue.id}>
      <th scope="row">{row.queue.name}{!row.open && <small> closed</small>}</th>
      <td data-cell="waiting">{row.waiting}</td>
      <td>{row.oldest_since ? <Since at={row.oldest_since} late={row.service_ms} label="longest wait" /> : NONE}</td>
      <td data-cell="in_progress">{row.in_progress}</td>
      <td class={below ? 'late' : undefined}>
        {percent(level)}{row.service_target !== null && <small> {below ? 'below' : 'of'} {row.service_target} %</small>}
      </td>
      <td>{time(row.figures.asa_ms)}</td>
      <td>{row.counters.abandoned}</td>
      <td>{time(row.figures.aht_ms)}</td>
      <td>{row.agents.available ?? 0}</td>
    </tr>
  );
}

function Agents({ agents }: { agents: BoardAgent[] }) {
  return (
    <table data-testid="live-agents">
      <caption>Agents</caption>
      <thead>
        <tr><th scope="col">Agent</th><th scope="col">Status</th><th scope="col">Since</th><th scope="col">Work</th>
          <th scope="col">Occupancy</th><th scope="col">Handled</th><th scope="col">Missed</th></tr>
      </thead>
      <tbody>
        {agents.map((row) => (
          <tr key={row.agent.id} data-agent={row.agent.id} data-shown={row.shown}>
            <th scope="row">{row.agent.name}</th>
            <td><StatusMark shown={row.shown} /> {statusWord(row.shown).word}{row.set_by === 'rule' && row.reason && <small> {reasonWords(row.reason)}</small>}</td>
            <td>{row.since ? <Since at={row.since} /> : NONE}</td>
            <td>{row.work.length === 0 ? NONE : row.work.map((it) => it.queue?.name ?? 'own').join(', ')}</td>
            <td>{percent(row.figures.occupancy)}</td>
            <td>{row.counters.handled ?? 0}</td>
            <td>{row.counters.missed ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
