/*
 * A call that one leads, by one's own phone (SP-16): listen, whisper to its agent, join. What each does, and to whom, is said before it is pressed. Who speaks
 * stands in the interaction; who listens alone stands nowhere, so that this page remembers what it asked for.
 */
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Problem, command } from '../api.ts';
import { busy, exclusive, store } from '../commands.ts';
import { ledWords } from '../leading.ts';
import type { Id, Interaction } from '../types.ts';

type Mode = 'listen' | 'whisper' | 'join';

const asked = signal<{ interaction: Id; mode: Mode } | null>(null);

interface Way { mode: Mode; word: string; does(agent: string): string; is(agent: string): string }

const WAYS: Way[] = [
  { mode: 'listen', word: 'Listen', does: () => 'you hear both; nobody hears you or is told', is: () => 'You listen: nobody hears you.' },
  { mode: 'whisper', word: 'Whisper', does: (agent) => `${agent} alone hears you, and sees that you speak`, is: (agent) => `You whisper: ${agent} alone hears you, the customer does not.` },
  { mode: 'join', word: 'Join the call', does: (agent) => `the customer and ${agent} hear you`, is: (agent) => `You have joined: the customer and ${agent} hear you.` },
];

/** Who speaks is told by the server; who listens alone, by nobody. */
function modeOf(it: Interaction): Mode | null {
  const heard = it.call?.heard?.find((one) => one.id === store.user.value?.id)?.mode;
  return heard ?? (asked.value?.interaction === it.interaction ? asked.value.mode : null);
}

export function Listen({ it, agent }: { it: Interaction; agent: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const mode = modeOf(it), now = WAYS.find((one) => one.mode === mode);
  const waits = busy.value.has(`listen:${it.interaction}`);

  const order = (path: string, body: object, then: Mode | null): void => void exclusive(`listen:${it.interaction}`, async () => {
    try {
      await command('POST', `/interactions/${it.interaction}/call/${path}`, body);
      setProblem(null);
      asked.value = then && { interaction: it.interaction, mode: then };
    } catch (error) {
      const over = error instanceof Problem && error.type === 'not_listening'; // hung up at the phone meanwhile
      if (over) asked.value = null;
      setProblem(over ? null : ledWords(error));
    }
  });

  return (
    <section class="listen" aria-label="The call, by your phone" data-testid="listen" data-mode={mode ?? 'none'}>
      <p role="status" data-testid="listen-words">{now ? `${now.is(agent)} It is your phone: pick it up if it rings, hang up to leave.` : 'By your own phone, which rings. Each step is written in the audit log.'}</p>
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
