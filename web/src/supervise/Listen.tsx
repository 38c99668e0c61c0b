/*
 * A call that one leads, by one's own phone (SP-16): listen, whisper to its agent, join. What each does, and to whom, is said before it is pressed. Who speaks
 * is part of the interaction; who only listens is not, so this page polls its own state.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, call, command } from '../api.ts';
import { busy, exclusive, store } from '../commands.ts';
import { ledWords } from '../leading.ts';
import type { Id, Interaction } from '../types.ts';

type Mode = 'listen' | 'whisper' | 'join';

const POLL_MS = 2000;
const GONE = 'You are no longer on this call.';
const NOT_TAKEN = 'Your phone did not take the call. If it did not ring, turn it on in the workspace.';

const TALKED: ReadonlySet<string> = new Set(['talking', 'held']);

/** The supervisor's own state. answered: by their phone, which rings before. */
interface Own { mode: Mode | null; answered: boolean }
const AWAY: Own = { mode: null, answered: false };

interface Way { mode: Mode; word: string; does(agent: string): string; is(agent: string): string }

const WAYS: Way[] = [
  { mode: 'listen', word: 'Listen', does: () => 'you hear both; nobody hears you or is told', is: () => 'You listen: nobody hears you.' },
  { mode: 'whisper', word: 'Whisper', does: (agent) => `${agent} alone hears you, and sees that you speak`, is: (agent) => `You whisper: ${agent} alone hears you, the customer does not.` },
  { mode: 'join', word: 'Join the call', does: (agent) => `the customer and ${agent} hear you`, is: (agent) => `You have joined: the customer and ${agent} hear you.` },
];

export function Listen({ it, agent }: { it: Interaction; agent: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const own = useSignal<Own>(AWAY), orders = useRef(0), key = `listen:${it.interaction}`;
  const spoken = it.call?.heard?.find((one) => one.id === store.user.value?.id)?.mode ?? null;
  const mode = own.value.mode ?? spoken, now = WAYS.find((one) => one.mode === mode);
  const waits = busy.value.has(key), answered = own.value.mode === null || own.value.answered;

  const latest = useRef(it), led = useRef<Id | null>(null);
  latest.current = it;
  const isLed = (): boolean => latest.current.agent === led.current && TALKED.has(latest.current.call?.state ?? 'over');

  useEffect(() => {
    let left = false;
    own.value = AWAY;
    setProblem(null);
    const poll = async (): Promise<void> => {
      const before = orders.current;
      const all = await call<{ data: (Own & { interaction: Id })[] }>('GET', '/me/monitoring').catch(() => null);
      if (!all || left || orders.current !== before) return;
      const found = all.data.find(({ interaction }) => interaction === it.interaction) ?? AWAY;
      if (own.peek().mode !== null && found.mode === null) setProblem(own.peek().answered || !isLed() ? GONE : NOT_TAKEN);
      own.value = found;
    };
    void poll();
    const timer = setInterval(() => void poll(), POLL_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [it.interaction]);

  const order = (path: string, body: object, then: Mode | null): void => void exclusive(key, async () => {
    led.current = it.agent;
    orders.current += 1; // what was asked before an order, or during it, may be outdated
    try {
      await command('POST', `/interactions/${it.interaction}/call/${path}`, body);
      setProblem(null);
      own.value = then ? { mode: then, answered: own.peek().answered } : AWAY;
    } catch (error) {
      const over = error instanceof Problem && error.type === 'not_listening'; // hung up at the phone meanwhile
      if (over) own.value = AWAY;
      setProblem(over ? null : ledWords(error));
    }
    orders.current += 1;
  });

  return (
    <section class="listen" aria-label="The call, by your phone" data-testid="listen" data-mode={mode ?? 'none'}>
      <p role="status" data-testid="listen-words">{now ? answered ? `${now.is(agent)} Hang up your phone to leave.` : 'Your phone rings: pick it up.' : 'By your own phone, which rings. Each step is written in the audit log.'}</p>
      <ul>
        {WAYS.map((way) => (
          <li key={way.mode}>
            <button type="button" aria-pressed={mode === way.mode} aria-disabled={waits} aria-describedby={`does-${way.mode}`} onClick={() => { if (!waits) order('listen', { mode: way.mode }, way.mode); }} data-testid={`listen-${way.mode}`}>{way.word}</button>
            <small id={`does-${way.mode}`}>{way.does(agent)}</small>
          </li>
        ))}
      </ul>
      {mode && <button type="button" aria-disabled={waits} onClick={() => { if (!waits) order('listen/end', {}, null); }} data-testid="listen-end">Leave the call</button>}
      <p class="error" role="alert" data-testid="listen-problem">{problem}</p>
    </section>
  );
}
