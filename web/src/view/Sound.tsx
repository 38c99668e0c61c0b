/* One sound that callers hear, the standard one or an own one, recorded here or taken from a file: a user's greeting, or a sound of a queue (SP-10, SP-14). */
import { useEffect, useRef, useState } from 'preact/hooks';
import { command, opened } from '../api.ts';
import { words } from '../commands.ts';
import { soundProblem } from '../phone/devices.ts';
import { asTelephoneSound, lengthWords } from '../sound.ts';
import type { Time } from '../types.ts';
import { capital, span } from '../words.ts';
import { useRecorder } from './useRecorder.ts';

export interface Kept { own: boolean; duration_ms: number | null; at: Time | null }

interface Props<T extends Kept> {
  path: string;
  /** null: not read yet. */
  sound: T | null;
  onChange(now: T): void;
  name: string;
  hint: string;
  /** The same in full, for screen readers: "the hold music of Support". */
  fullName: string;
  /** What is heard in its place without an own one. */
  standard: string;
  longest_ms: number;
  testid: string;
  /** data-id. */
  id?: string;
}

/** An error of the page's own says itself what is wrong. */
const problemOf = (error: unknown) => (error instanceof Error && error.constructor === Error ? error.message : words(error));

export function Sound<T extends Kept>({ path, sound, onChange, name, hint, fullName, standard, longest_ms, testid, id }: Props<T>) {
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState('');
  const [notice, setNotice] = useState('');
  const [refused, setRefused] = useState(false); // another part of the page records
  const input = useRef<HTMLInputElement>(null), record = useRef<HTMLButtonElement>(null);
  const longest = lengthWords(longest_ms), about = <span class="hidden"> for {fullName}</span>;

  /** work: gives the sound as it is afterwards, and what else is to be said. */
  async function save(work: () => Promise<[T, string?]>): Promise<void> {
    setSaving(true);
    setProblem('');
    setNotice('');
    try {
      const [now, said = ''] = await work();
      onChange(now);
      setNotice(said);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setSaving(false);
  }
  async function put(of: Blob): Promise<[T, boolean]> {
    const { wav, cut } = await asTelephoneSound(of, longest_ms);
    return [await command<T>('PUT', path, undefined, { bytes: wav }), cut];
  }
  const putFile = (file: Blob) => save(async () => {
    const [now, cut] = await put(file);
    return cut ? [now, `The file is longer: only its first ${longest} are used.`] : [now];
  });
  const recorder = useRecorder(longest_ms, (recorded, full) => void save(async () => {
    const [now] = await put(recorded);
    return full ? [now, `The recording ended after ${longest}, the longest possible.`] : [now];
  }));
  function startRecording(): void {
    setProblem('');
    setNotice('');
    if (recorder.taken) return setRefused(true);
    recorder.start().catch((error: unknown) => setProblem(soundProblem(error)));
  }
  useEffect(() => setRefused(false), [recorder.taken]);
  /* The button goes with the own sound: its focus goes to the one before it. */
  const reset = (button: HTMLElement) => save(async () => {
    const now = await command<T>('DELETE', path);
    if (document.activeElement === button) record.current?.focus();
    return [now];
  });

  const busy = saving || !sound; // what is read late would undo on the page what was saved meanwhile
  const idle = (press: (button: HTMLButtonElement) => void) => (event: { currentTarget: HTMLButtonElement }) => { if (!busy) press(event.currentTarget); };
  return (
    <div class="row sound" role="group" aria-label={capital(fullName)} data-testid={testid} data-id={id}>
      <div class="grow"><b>{name}</b> <span class="chip">{!sound ? '…' : sound.own ? `Own, ${span(sound.duration_ms ?? 0)}` : standard}</span><small class="soft">{hint}</small></div>
      {sound?.own && <audio controls preload="none" src={opened(`${path}/sound`)} key={sound.at ?? ''} aria-label={capital(fullName)} data-testid={`${testid}-play`} />}
      {recorder.recording ? <button type="button" class="primary" onClick={() => void recorder.stop()} data-testid={`${testid}-stop`}>Stop and use it{about}</button>
        : <button type="button" ref={record} aria-disabled={busy || recorder.taken} onClick={idle(startRecording)} data-testid={`${testid}-record`}>Record{about}</button>}
      <input ref={input} type="file" accept="audio/*" class="hidden" tabIndex={-1} aria-hidden="true" data-testid={`${testid}-file`} onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) void putFile(file); event.currentTarget.value = ''; }} />
      <button type="button" aria-disabled={busy || recorder.recording} onClick={idle(() => { if (!recorder.recording) input.current?.click(); })}>From a file{about}</button>
      {sound?.own && <button type="button" aria-disabled={busy || recorder.recording} onClick={idle((button) => { if (!recorder.recording) void reset(button); })} data-testid={`${testid}-standard`}>Use standard{about}</button>}
      <small class="said" role="status" data-testid={`${testid}-notice`}>{recorder.recording ? 'Recording …' : saving ? 'Saving …' : refused ? 'Another sound is being recorded. Stop that recording first.' : notice}</small>
      {problem && <small class="said error" role="alert" data-testid={`${testid}-problem`}>{problem}</small>}
    </div>
  );
}
