/* The sounds of a queue of calls: what each is for, and how long it may be (SP-10, SP-14). */
import type { Time } from '../types.ts';

export type Use = 'welcome' | 'music' | 'waiting' | 'closed' | 'overflow' | 'callback' | 'voicemail';
export interface QueueSound { use: Use; own: boolean; duration_ms: number | null; at: Time | null }

/** standard: what is heard in its place without an own one. */
interface Purpose { name: string; when: string; standard: string; longest_ms: number }

const MESSAGE = { standard: 'Standard message', longest_ms: 60_000 };

export const PURPOSES: Readonly<Record<Use, Purpose>> = {
  welcome: { ...MESSAGE, name: 'Welcome message', when: 'Played once when a caller enters the queue.', standard: 'Standard greeting' },
  music: { name: 'Hold music', when: 'Played while callers wait and while they are on hold.', standard: 'Standard music', longest_ms: 300_000 },
  waiting: { ...MESSAGE, name: 'Comfort message', when: 'Played before each announcement of the position and the waiting time.', standard: 'None' },
  closed: { ...MESSAGE, name: 'Closed message', when: 'Played if the queue is closed and ends calls.' },
  overflow: { ...MESSAGE, name: 'Overflow message', when: 'Played if too many wait, one waits too long or nobody is there, and the queue ends the call.' },
  callback: { ...MESSAGE, name: 'Callback message', when: 'Played when the queue promises a callback and ends the call.' },
  voicemail: { ...MESSAGE, name: 'Voicemail greeting', when: 'Played before a caller leaves the queue a message.', standard: 'Standard greeting' },
};

/** The list with one of its sounds as it is now. */
export const withSound = (all: readonly QueueSound[], one: QueueSound): QueueSound[] => all.map((old) => (old.use === one.use ? one : old));
