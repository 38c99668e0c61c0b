/* Recording from the microphone: one at a time on a page. It ends by itself at its longest, and when its part of the page goes. */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { recordSound } from '../sound.ts';

/** Whose recording runs, from the moment the browser is asked for the microphone. */
const owner = signal<object | null>(null);

export interface Recorder {
  recording: boolean;
  /** Another part of the page records. */
  taken: boolean;
  /** Fails if there is no microphone. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** onSound: what was recorded; `full`: it ended because it was `longest_ms` long. */
export function useRecorder(longest_ms: number, onSound: (sound: Blob, full: boolean) => void): Recorder {
  const me = useRef({}).current;
  const here = useRef(true), finish = useRef<(() => Promise<Blob>) | null>(null);
  const [recording, setRecording] = useState(false);
  const release = () => { if (owner.peek() === me) owner.value = null; };

  async function end(): Promise<Blob | null> {
    const sound = finish.current?.() ?? null;
    finish.current = null;
    setRecording(false);
    release();
    return sound;
  }
  async function stop(full = false): Promise<void> {
    const sound = await end();
    if (sound) onSound(sound, full);
  }
  async function start(): Promise<void> {
    if (owner.peek() !== null) return;
    owner.value = me;
    try {
      finish.current = await recordSound();
    } catch (error) {
      release();
      throw error;
    }
    /* Who has left meanwhile leaves no microphone on. */
    if (here.current) setRecording(true); else void end();
  }

  useEffect(() => () => { here.current = false; void end(); }, []);
  useEffect(() => {
    if (!recording) return;
    const timer = setTimeout(() => void stop(true), longest_ms);
    return () => clearTimeout(timer);
  }, [recording]);
  return { recording, taken: owner.value !== null && owner.value !== me, start, stop: () => stop() };
}
