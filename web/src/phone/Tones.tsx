/*
 * Keys for whoever hears the agent on a customer's call, sent by the contact center: for a phone that is not this page, which has keys of its own.
 * They may be a secret: what was pressed stands here alone, and goes with these keys.
 */
import { useRef, useState } from 'preact/hooks';
import { command } from '../api.ts';
import { wordsOf } from '../people/contacts.ts';
import type { Id } from '../types.ts';
import { Keypad } from './Keypad.tsx';

/** Of one request. */
const DIGITS_MAX = 32;
const SHOWN = 24;

/** One request at a time, so that keys that are typed quickly arrive in their order. None is sent twice by itself: a key is pressed or not. */
function useKeys(id: Id): { sent: string; problem: string; press(key: string): void } {
  const [sent, setSent] = useState(''), [problem, setProblem] = useState('');
  const waiting = useRef(''), under = useRef(false);
  const send = async (): Promise<void> => {
    under.current = true;
    try {
      while (waiting.current) {
        const digits = waiting.current.slice(0, DIGITS_MAX);
        waiting.current = waiting.current.slice(DIGITS_MAX);
        await command('POST', `/interactions/${id}/call/digits`, { digits }, { once: true });
        setSent((before) => (before + digits).slice(-SHOWN));
        setProblem('');
      }
    } catch (error) {
      waiting.current = ''; // what follows makes no sense without it
      setProblem(wordsOf(error));
    } finally {
      under.current = false;
    }
  };
  return { sent, problem, press: (key) => { waiting.current += key; if (!under.current) void send(); } };
}

export function Tones({ id }: { id: Id }) {
  const { sent, problem, press } = useKeys(id);
  return (
    <div class="tones">
      <Keypad label="Tones" onKey={press} />
      <p class="soft" role="status" data-testid="tones-sent">{sent && `Pressed: ${sent}`}</p>
      <p class="phone-problem" role="alert" data-testid="tones-problem">{problem}</p>
    </div>
  );
}
