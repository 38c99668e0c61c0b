/*
 * The live view of who supervises: alarms, queues, agents; today's figures. A queue's or an agent's name opens what is behind
 * it and what can be done.
 */
import './LiveDialog.css';
import { useEffect, useState } from 'preact/hooks';
import { ledWords } from '../leading.ts';
import { leadingApi } from '../leading_api.ts';
import { board, boardProblem, watchBoard, type Board } from '../live.ts';
import type { Alarm, BoardAgent, BoardQueue } from '../types.ts';
import { alarmWords, figureWords } from '../live_words.ts';
import { NONE, clockSeconds, clockTime, dayWord, setWords, sinceWords, statusWord } from '../words.ts';
import { Behind } from './Behind.tsx';
import { Dialog } from './Dialog.tsx';
import { LiveAgent } from './LiveAgent.tsx';
import { LiveQueue } from './LiveQueue.tsx';
import { Since, StatusMark } from './Parts.tsx';
import { go, places, type Place } from './places.ts';
import { StepDialog } from './StepDialog.tsx';
import { useReading } from './useReading.ts';
import { WhyDialog } from './WhyDialog.tsx';

export function LiveDialog() {
  useEffect(() => {
    const stop = watchBoard();
    return () => {
      stop();
      places.value = [];
    };
  }, []);
  const now = board.value;
  return (
    <>
      <Dialog title="Live view" testid="live-dialog" full>
        {boardProblem.value && <p class="error" role="alert" data-testid="live-problem">{boardProblem.value}{now && ` These figures are of ${clockSeconds(now.at)}.`}</p>}
        {now ? <Floor now={now} /> : <p class="none">Asking …</p>}
      </Dialog>
      {now && places.value.map((place, i) => <Above key={`${i} ${place.name}`} place={place} now={now} />)}
    </>
  );
}

function Above({ place, now }: { place: Place; now: Board }) {
  switch (place.name) {
    case 'queue':
      return <LiveQueue id={place.id} now={now} />;
    case 'agent':
      return <LiveAgent id={place.id} now={now} />;
    case 'why':
      return <WhyDialog id={place.id} title={place.title} />;
    case 'behind':
      return <Behind {...place} />;
    case 'step':
      return <StepDialog step={place.step} now={now} />;
  }
}

function Floor({ now }: { now: Board }) {
  return (
    <div class={boardProblem.value ? 'live old' : 'live'}>
      <Alarms alarms={now.alarms} />
      <Queues now={now} />
      <Agents agents={now.agents} />
      <p class="soft">Figures since midnight in {now.time_zone}, as of {clockSeconds(now.at)}.</p>
    </div>
  );
}

function Alarms({ alarms }: { alarms: Alarm[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ul class="alarms" aria-label="Alarms" data-testid="live-alarms">
        {alarms.map((alarm) => <li key={alarm.raised}><AlarmLine alarm={alarm} /></li>)}
      </ul>
      <details data-testid="live-earlier" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Earlier alarms</summary>
        {open && <Earlier raised={alarms.map((one) => one.raised).join()} />}
      </details>
    </>
  );
}

function AlarmLine({ alarm }: { alarm: Alarm }) {
  return (
    <>
      <b>{alarm.name}</b>{alarm.queue && ` · ${alarm.queue.name}`}: {alarmWords(alarm)}, {alarm.cleared_at ? 'from' : 'since'} {clockTime(alarm.raised_at)}
      {alarm.cleared_at && ` to ${clockTime(alarm.cleared_at)}`}{alarm.owner && `, ${alarm.owner.name} sees to it`}
    </>
  );
}

function Earlier({ raised }: { raised: string }) {
  const { value, problem } = useReading(leadingApi.alarmsRaised, [raised], ledWords);
  const over = value?.filter((alarm) => alarm.cleared_at !== null);
  return (
    <>
      {problem && <p class="error" role="alert">{problem}</p>}
      {over?.length === 0 && <p class="soft">None.</p>}
      <ul class="plain-rows">
        {over?.map((alarm) => <li key={alarm.raised}><small>{dayWord(alarm.raised_at, Date.parse(board.peek()?.at ?? alarm.raised_at))}</small> <AlarmLine alarm={alarm} /></li>)}
      </ul>
    </>
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
          <th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">Oldest</th><th scope="col">In progress</th><th scope="col" title="Customers who were promised a call that no agent has taken yet">Callbacks</th>
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
      <th scope="row">
        <button type="button" class="link" aria-haspopup="dialog" data-testid="live-queue-open" onClick={() => go({ name: 'queue', id: row.queue.id })}>{row.queue.name}</button>
        {!row.open && <small> closed</small>}
      </th>
      <td data-cell="waiting">{row.waiting}</td>
      <td>{row.oldest_since ? <Since at={row.oldest_since} late={row.service_ms} label="longest wait" /> : NONE}</td>
      <td data-cell="in_progress">{row.in_progress}</td>
      <td data-cell="callbacks">{row.callbacks > 0 ? <>{row.callbacks}{row.callbacks_since && <small> <Since at={row.callbacks_since} label="the oldest was promised" /></small>}</> : NONE}</td>
      <td class={below ? 'late' : undefined}>
        {figureWords(level, 'percent')}{row.service_target !== null && <small> {below ? 'below' : 'of'} {row.service_target} %</small>}
      </td>
      <td>{figureWords(row.figures.asa_ms, 'ms')}</td>
      <td>{row.counters.abandoned}</td>
      <td>{figureWords(row.figures.aht_ms, 'ms')}</td>
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
            <th scope="row">
              <button type="button" class="link" aria-haspopup="dialog" data-testid="live-agent-open" onClick={() => go({ name: 'agent', id: row.agent.id })}>{row.agent.name}</button>
            </th>
            <td data-cell="status">
              <StatusMark shown={row.shown} /> {statusWord(row.shown).word}{row.code_name && `: ${row.code_name}`}
              <small class="set-by">{setWords(row)}</small>
            </td>
            <td>{row.shown_since ? <Since at={row.shown_since} label={sinceWords(row)} /> : NONE}</td>
            <td>{row.work.length === 0 ? NONE : row.work.map((it) => it.queue?.name ?? 'own').join(', ')}</td>
            <td>{figureWords(row.figures.occupancy, 'percent')}</td>
            <td>{row.counters.handled ?? 0}</td>
            <td>{row.counters.missed ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
