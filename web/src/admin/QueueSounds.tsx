/* The sounds of one queue of calls, each the standard one or the queue's own (SP-10, SP-14). Loaded when it is opened. */
import { useEffect, useState } from 'preact/hooks';
import { call, type List } from '../api.ts';
import { lengthWords } from '../sound.ts';
import { Sound } from '../view/Sound.tsx';
import { useReading } from '../view/useReading.ts';
import { PURPOSES, withSound, type QueueSound } from './queue_sounds.ts';
import { wordsOf, type Named } from './things.ts';

export function QueueSounds({ queue }: { queue: Named }) {
  const path = `/queues/${queue.id}/sounds`;
  const { value, problem } = useReading(() => call<List<QueueSound>>('GET', path), [queue.id], wordsOf);
  const [sounds, setSounds] = useState<QueueSound[]>([]);
  useEffect(() => { if (value) setSounds(value.data); }, [value]);
  return (
    <>
      {problem && <p class="error" role="alert">{problem}</p>}
      <ul class="sounds" aria-label={`Sounds of ${queue.name}`} data-testid="sounds-list">
        {sounds.map((one) => {
          const { name, when, standard, longest_ms } = PURPOSES[one.use];
          return (
            <li key={one.use}>
              <Sound path={`${path}/${one.use}`} sound={one} onChange={(now) => setSounds((all) => withSound(all, now))} name={name} hint={`${when} Up to ${lengthWords(longest_ms)}.`}
                fullName={`the ${name.toLowerCase()} of ${queue.name}`} standard={standard} longest_ms={longest_ms} testid="sound" id={one.use} />
            </li>
          );
        })}
      </ul>
    </>
  );
}
