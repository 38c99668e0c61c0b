/* What callers hear before they leave a queue of calls a message (SP-14). Read of the one that is opened. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Id } from '../types.ts';
import { useReading } from '../view/useReading.ts';
import { all, wordsOf, type Named } from './things.ts';

export function Greetings() {
  const { value, problem } = useReading(() => all<Named>('queues', { medium: 'voice' }), [], wordsOf);
  const [open, setOpen] = useState<Id | null>(null);
  return (
    <section class="kind" aria-labelledby="greetings-title" data-testid="greetings">
      <header class="row"><h2 id="greetings-title">Greetings</h2></header>
      <p class="soft">What callers hear before they leave a queue a message: the standard words, or its own.</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value?.length === 0 && <p class="soft">There is no queue for calls yet.</p>}
      <ul class="things">
        {value?.map((one) => (
          <li key={one.id} data-testid="greetings-row" data-id={one.id}>
            <b class="grow"><bdi>{one.name}</bdi></b>
            <button type="button" aria-expanded={open === one.id} onClick={() => setOpen(open === one.id ? null : one.id)} data-testid="greetings-open">Greeting<span class="hidden"> of {one.name}</span></button>
            {open === one.id && <div class="whole"><Later queue={one} /></div>}
          </li>
        ))}
      </ul>
    </section>
  );
}

type Part = FunctionComponent<{ queue: Named }>;
let loaded: Part | null = null;

/** With what records and reads sound. */
function Later({ queue }: { queue: Named }) {
  const [Part, setPart] = useState<Part | null>(() => loaded);
  const [failed, setFailed] = useState(false);
  useEffect(() => { if (!Part) import('../view/Greeting.tsx').then((part) => setPart(() => loaded = part.Greeting), () => setFailed(true)); }, []);
  if (failed) return <p class="error" role="alert">The greeting could not be loaded. Close it and open it again.</p>;
  return Part && <Part queue={queue} />;
}
