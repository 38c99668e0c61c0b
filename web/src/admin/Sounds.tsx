/* What callers of each queue of calls hear (SP-10, SP-14). The sounds are read when a queue is opened. */
import '../view/Sound.css';
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Id } from '../types.ts';
import { useReading } from '../view/useReading.ts';
import { all, wordsOf, type Named } from './things.ts';

export function Sounds() {
  const { value, problem } = useReading(() => all<Named>('queues', { medium: 'voice' }), [], wordsOf);
  const [open, setOpen] = useState<Id | null>(null);
  return (
    <section class="kind" aria-labelledby="sounds-title" data-testid="sounds">
      <header class="row"><h2 id="sounds-title">Sounds of queues</h2></header>
      <p class="soft">What callers of a queue hear: standard sounds or its own. Files are cut after 60 seconds, hold music after 5 minutes.</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value?.length === 0 && <p class="soft">There is no queue for calls yet.</p>}
      <ul class="things">
        {value?.map((one) => (
          <li key={one.id} data-testid="sounds-row" data-id={one.id}>
            <b class="grow"><bdi>{one.name}</bdi></b>
            <button type="button" aria-expanded={open === one.id} onClick={() => setOpen(open === one.id ? null : one.id)} data-testid="sounds-open">Sounds<span class="hidden"> of {one.name}</span></button>
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
  useEffect(() => { if (!Part) import('./QueueSounds.tsx').then((part) => setPart(() => loaded = part.QueueSounds), () => setFailed(true)); }, []);
  if (failed) return <p class="error" role="alert">The sounds could not be loaded. Close them and open them again.</p>;
  return Part && <Part queue={queue} />;
}
