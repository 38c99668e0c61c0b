/*
 * The wallboard: the queues' figures, large, for a screen that nobody touches (SV-1). The key stands behind # in the address, so
 * it is in no request line and no log; it opens these figures and nothing else.
 */
import './style.css';
import './board.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { hearTime, now, startClock } from './clock.ts';
import type { BoardQueue, Time } from './types.ts';
import { figureWords } from './live_words.ts';
import { NONE, clockSeconds, span } from './words.ts';

const EVERY_MS = 2_000;
/** After an answer that no repetition will change soon. */
const REFUSED_MS = 30_000;
const DEADLINE_MS = 10_000;
/** So many queues stand larger. */
const FEW = 4;

interface Figures {
  version: string;
  changed: true;
  at: Time;
  time_zone: string;
  queues: BoardQueue[];
}

const figures = signal<Figures | null>(null);
/** Why the figures may be old; null: they are not. */
const problem = signal<string | null>(null);

const key = (): string => location.hash.slice(1);

async function read(): Promise<number> {
  if (key() === '') {
    problem.value = 'This address needs its key behind a #: ask your administrator.';
    return REFUSED_MS;
  }
  /* After a problem all is read anew: what one has may be of another time. */
  const known = problem.value === null ? figures.value?.version : undefined;
  const answer = await fetch(`/api/v1/board${known ? `?version=${known}` : ''}`, {
    headers: { Authorization: `Bearer ${key()}`, Accept: 'application/json' },
    signal: AbortSignal.timeout(DEADLINE_MS),
    credentials: 'omit',
  });
  if (answer.status === 401 || answer.status === 403) {
    figures.value = null;
    problem.value = 'This key does not open the board, or has ended: ask your administrator.';
    return REFUSED_MS;
  }
  if (!answer.ok) {
    problem.value = 'The server can\'t tell the figures now.';
    return Math.max(EVERY_MS, Number(answer.headers.get('Retry-After')) * 1000 || 0);
  }
  const body = (await answer.json()) as Figures | { version: string; changed: false };
  if (body.changed) {
    hearTime(body.at);
    figures.value = body;
  }
  problem.value = null;
  return EVERY_MS;
}

/** The one that reads; who was begun before it stops. */
let turn = 0;

async function follow(): Promise<void> {
  const mine = ++turn;
  while (mine === turn) {
    let wait = EVERY_MS;
    try {
      wait = await read();
    } catch {
      problem.value = 'No answer from the server.';
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

function Board() {
  const shown = figures.value;
  return (
    <main class={`board${problem.value && shown ? ' old' : ''}${shown && shown.queues.length <= FEW ? ' few' : ''}`} data-testid="board">
      <header>
        <h1>Queues</h1>
        {shown && <span>today, since midnight in {shown.time_zone} · as of <b data-testid="board-at">{clockSeconds(shown.at, undefined, shown.time_zone)}</b></span>}
        <span class="grow" />
        {document.fullscreenEnabled && <button type="button" data-testid="board-full" onClick={() => void document.documentElement.requestFullscreen()}>Full screen</button>}
      </header>
      <p class="problem" role="alert" data-testid="board-problem">{problem.value}{problem.value && shown && ` These figures are of ${clockSeconds(shown.at, undefined, shown.time_zone)}.`}</p>
      <div class="cards">{shown?.queues.map((row) => <Card key={row.queue.id} row={row} />)}</div>
    </main>
  );
}

interface OneProps {
  name: string;
  word: string;
  value: string | number;
  /** The target, or that it is missed: in words, the colour only repeats it. */
  about?: string;
  bad?: boolean;
}

function One({ name, word, value, about, bad }: OneProps) {
  return (
    <div class={bad ? 'one over' : 'one'} data-figure={name}>
      <dt>{word}</dt>
      <dd>{value}<small>{about ?? '\u00a0'}</small></dd>
    </div>
  );
}

function Card({ row }: { row: BoardQueue }) {
  const { service_target: target, service_ms } = row;
  const level = row.figures.service_level_live;
  const below = target !== null && level != null && level < target;
  const oldest = row.oldest_since ? now.value - Date.parse(row.oldest_since) : null;
  const late = oldest !== null && oldest > service_ms;
  const nobody = row.open && row.waiting > 0 && !row.agents.available;
  return (
    <section class={below || late || nobody ? 'card over' : 'card'} data-queue={row.queue.id} aria-label={row.queue.name}>
      <h2>{row.queue.name}{!row.open && <small> closed</small>}</h2>
      <dl>
        <One name="waiting" word="Waiting" value={row.waiting} />
        <One name="oldest" word="Oldest" value={oldest === null ? NONE : span(oldest)} bad={late} about={`${late ? 'over' : 'within'} ${span(service_ms)}`} />
        <One name="service" word="Service level" value={figureWords(level, 'percent')} bad={below} {...(target === null ? {} : { about: `${below ? 'below' : 'target'} ${target} %` })} />
        <One name="asa" word="Speed of answer" value={figureWords(row.figures.asa_ms, 'ms')} />
        <One name="abandoned" word="Abandoned" value={row.counters.abandoned ?? 0} {...(row.counters.offered ? { about: `of ${row.counters.offered}` } : {})} />
        <One name="available" word="Available" value={row.agents.available ?? 0} bad={nobody} about={nobody ? 'nobody for who waits' : `${row.in_progress} in progress`} />
      </dl>
    </section>
  );
}

render(<Board />, document.getElementById('app')!);
startClock();
/* Another key in the address: at once. */
addEventListener('hashchange', () => {
  figures.value = null;
  problem.value = null;
  void follow();
});
addEventListener('online', () => void follow());
void follow();
