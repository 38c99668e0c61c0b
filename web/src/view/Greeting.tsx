/* What who leaves a voicemail hears: the standard words, or one's own, or a queue's, recorded here or from a file (SP-14). */
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, command, opened } from '../api.ts';
import { words } from '../commands.ts';
import { soundProblem } from '../phone/devices.ts';
import { span } from '../words.ts';
import type { Id, Time } from '../types.ts';
import { asGreeting, LONGEST_MS, recordSound } from '../greeting.ts';

interface Kept { own: boolean; duration_ms: number | null; at: Time | null }

/** queue: of which queue; else one's own. */
export function Greeting({ queue = null }: { queue?: { id: Id; name: string } | null }) {
  const path = queue ? `/queues/${queue.id}/greeting` : '/me/greeting', about = <span class="hidden"> {queue ? `as the greeting of ${queue.name}` : 'as your greeting'}</span>;
  const [kept, setKept] = useState<Kept | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const [end, setEnd] = useState<(() => Promise<Blob>) | null>(null);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  /* Who goes elsewhere, also while the browser asks for it, leaves no microphone on. */
  const begin = async () => { const finish = await recordSound(); if (here.current) setEnd(() => finish); else void finish(); };
  const tried = (work: Promise<unknown>, say = words) => void work.then(() => setProblem(null), (error: unknown) => setProblem(say(error)));
  useEffect(() => tried(call<Kept>('GET', path).then(setKept)), []);
  const put = async (sound: Blob) => setKept(await command<Kept>('PUT', path, undefined, { bytes: await asGreeting(sound) }));
  const give = (sound: Blob) => tried(put(sound), (error) => (error instanceof Error && error.constructor === Error ? error.message : words(error)));
  const stop = async () => { const finish = end; setEnd(null); if (finish) give(await finish()); };
  useEffect(() => {
    if (!end) return;
    const timer = setTimeout(() => void stop(), LONGEST_MS);
    return () => { clearTimeout(timer); void end(); };
  }, [end]);
  return (
    <section class="row" aria-label={queue ? `Greeting of ${queue.name}` : 'Greeting'} data-testid="greeting">
      <span class="grow">Greeting: {!kept ? '…' : kept.own ? `${queue ? 'its own' : 'your own'}, ${span(kept.duration_ms ?? 0)}` : 'the standard words'}{end && <b role="status"> · recording</b>}</span>
      {kept?.own && <audio controls preload="none" src={opened(`${path}/sound`)} key={kept.at ?? ''} aria-label={queue ? `Greeting of ${queue.name}` : 'Your greeting'} data-testid="greeting-sound" />}
      {end ? <button type="button" class="primary" onClick={() => void stop()} data-testid="greeting-stop">Stop and use it{about}</button>
        : <button type="button" onClick={() => tried(begin(), soundProblem)} data-testid="greeting-record">Record{about}</button>}
      <input ref={input} type="file" accept="audio/*" class="hidden" tabIndex={-1} aria-hidden="true" data-testid="greeting-file" onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) give(file); event.currentTarget.value = ''; }} />
      <button type="button" onClick={() => input.current?.click()}>From a file{about}</button>
      {kept?.own && <button type="button" onClick={() => tried(command<Kept>('DELETE', path).then(setKept))} data-testid="greeting-standard">Standard words{about}</button>}
      {problem && <small class="error" role="alert">{problem}</small>}
    </section>
  );
}
