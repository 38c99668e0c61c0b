/* The recordings of an interaction that one may hear (SP-15), played here. Nothing where there is none. */
import { useEffect, useState } from 'preact/hooks';
import { call, opened } from '../api.ts';
import { now } from '../clock.ts';
import { may } from '../session.ts';
import type { Tape } from '../tapes.ts';
import type { Id } from '../types.ts';
import { clockTime, dayWord } from '../words.ts';

export function Tapes({ interaction }: { interaction: Id }) {
  const [tapes, setTapes] = useState<Tape[]>([]);
  useEffect(() => {
    let here = true;
    call<{ data: Tape[] }>('GET', `/recordings?interaction=${interaction}`).then(({ data }) => here && setTapes(data.filter((one) => one.sound).reverse()), () => {});
    return () => { here = false; };
  }, [interaction]);
  return tapes.length > 0 && may('recordings_listen') && (
    <ul class="tapes" aria-label="Recordings" data-testid="tapes">
      {tapes.map((one) => (
        <li key={one.id}>
          <small>{dayWord(one.at, now.peek())} {clockTime(one.at)}, with <bdi>{one.agent.name}</bdi>{one.cut_off && '; its end is missing'}</small>
          <audio controls preload="none" src={opened(`/recordings/${one.id}/sound`)} aria-label={`Recording of ${clockTime(one.at)}`} />
        </li>
      ))}
    </ul>
  );
}
