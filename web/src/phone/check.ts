/*
 * Whether this page can be a phone (SP-18): browser, microphone, socket, sound. Each step finds a word; the server keeps them, and has the
 * sentences and what helps. Must not know: those words' meaning.
 */
import { signal } from '@preact/signals';
import { NoAnswer, Problem, call as ask, command } from '../api.ts';
import { exclusive, words } from '../commands.ts';
import type { Time } from '../types.ts';
import { meter, soundWanted } from './devices.ts';
import { call, hangUp } from './phone.ts';
import { askToken, socketAt } from './socket.ts';
import { qualityWord } from './shown.ts';
import { allCalls, calls, levels, phoneLink } from './state.ts';

const HEAR_MS = 4000;
const OPEN_MS = 8000;
const ANSWER_MS = 10_000;
const TALK_MS = 5000;
/** Of the meter: what a quiet room does not reach. */
const HEARD = 0.15;

export type StepName = 'browser' | 'microphone' | 'socket' | 'media';
export const STEP_WORDS: Record<StepName, string> = { browser: 'Browser', microphone: 'Microphone', socket: 'Connection', media: 'Sound' };

export interface Step {
  name: StepName;
  state: 'waits' | 'runs' | 'good' | 'bad' | 'untested';
  what: string | null;
  remedy: string | null;
}

interface Checked {
  at: Time;
  steps: Step[];
  socket_ms: number | null;
}

interface Found {
  word: string;
  socket_ms?: number;
  round_trip_ms?: number;
  jitter_ms?: number;
  loss_percent?: number;
}

const NAMES: StepName[] = ['browser', 'microphone', 'socket', 'media'];
export const checking = signal(false);
export const checked = signal<{ at: Time | null; steps: Step[]; socket_ms: number | null; problem: string | null }>({ at: null, steps: [], socket_ms: null, problem: null });

/** Until `look` finds something, or the time is up. */
async function within<T>(ms: number, look: () => T | null | undefined | false): Promise<T | null> {
  for (const end = Date.now() + ms; ;) {
    const found = look();
    if (found) return found;
    if (Date.now() > end) return null;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/* ---- steps ------------------------------------------------------------------------------- */

async function browser(): Promise<Found> {
  if (!window.isSecureContext) return { word: 'insecure' };
  return { word: 'RTCPeerConnection' in window && 'WebSocket' in window && navigator.mediaDevices !== undefined ? 'good' : 'too_old' };
}

const MICROPHONE: Record<string, string> = { NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'none', OverconstrainedError: 'none' };

async function microphone(): Promise<Found> {
  let loudest = 0;
  try {
    const stream = await navigator.mediaDevices.getUserMedia(soundWanted());
    const one = meter(stream, (level) => (loudest = Math.max(loudest, level)));
    const heard = await within(HEAR_MS, () => loudest > HEARD);
    one.stop();
    stream.getTracks().forEach((track) => track.stop());
    return { word: heard ? 'good' : 'silent' };
  } catch (error) {
    return { word: MICROPHONE[error instanceof DOMException ? error.name : ''] ?? 'busy' };
  }
}

function tokenProblem(error: unknown): string {
  if (error instanceof NoAnswer || !(error instanceof Problem)) return 'blocked';
  return error.type === 'no_licence' ? 'no_licence' : 'refused';
}

async function socket(): Promise<Found> {
  let state: 'opens' | 'open' | 'answered' | 'refused' | 'blocked' = 'opens', sent = 0, took = 0;
  const token = await askToken().catch(tokenProblem);
  if (typeof token === 'string') return { word: token };
  const one = new WebSocket(socketAt(token), 'sip');
  one.onopen = () => { state = 'open'; sent = performance.now(); one.send('\r\n\r\n'); };
  one.onmessage = () => { state = 'answered'; took = performance.now() - sent; };
  one.onclose = ({ code }) => { state = code >= 4000 ? 'refused' : 'blocked'; };
  await within(OPEN_MS, () => state !== 'opens' && state !== 'open');
  one.onclose = null;
  one.close();
  const end = state as string;
  return end === 'answered' ? { word: 'good', socket_ms: Math.round(took) } : { word: end === 'open' ? 'silent' : end === 'opens' ? 'blocked' : end };
}

/** Without a microphone there is no call: one fault is said once. */
const MUTE: Record<string, true> = { denied: true, none: true, busy: true };

/** A call to a number of the server that plays something. Where there is none, nothing is said of sound. */
async function media(number: string | null): Promise<Found> {
  if (number === null || phoneLink.value.state !== 'ready' || calls.value.length > 0) return { word: 'untested' };
  const id = call(number, null, null, true);
  const mine = () => allCalls.value.find((one) => one.id === id);
  let theirs = 0;
  if (id === null || !(await within(ANSWER_MS, () => !mine() || mine()?.state === 'talking')) || !mine()) {
    if (id !== null) hangUp(id);
    return { word: 'no_answer' };
  }
  await within(TALK_MS, () => { theirs = Math.max(theirs, levels.value.theirs); return false; });
  const quality = mine()?.quality ?? null;
  hangUp(id);
  if (!quality) return { word: 'no_path' };
  return {
    word: theirs <= HEARD ? 'one_way' : qualityWord(quality) === 'poor' ? 'poor' : 'good',
    jitter_ms: quality.jitter_ms, loss_percent: Math.round(quality.loss * 100), ...(quality.round_trip_ms === null ? {} : { round_trip_ms: quality.round_trip_ms }),
  };
}

/* ---- all of them ------------------------------------------------------------------------------ */

const show = (states: Partial<Record<StepName, Step['state']>>): void => {
  checked.value = { ...checked.value, problem: null, steps: NAMES.map((name) => ({ name, state: states[name] ?? 'waits', what: null, remedy: null })) };
};

function keep(said: Checked): void {
  checked.value = { at: said.at, steps: said.steps, socket_ms: said.socket_ms, problem: null };
}

const readLast = () => ask<{ number: string | null; last: Checked | null }>('GET', '/phone/check');

/** What was found last, on whichever browser. */
export async function lookBack(): Promise<void> {
  const { last } = await readLast().catch(() => ({ last: null }));
  if (last && !checking.value) keep(last);
}

export const runCheck = () =>
  exclusive('phone-check', async () => {
    checking.value = true;
    try {
      const { number } = await readLast();
      const runs: [StepName, () => Promise<Found>][] = [['browser', browser], ['microphone', microphone], ['socket', socket], ['media', () => media(MUTE[String(body['microphone'])] ? null : number)]];
      const states: Partial<Record<StepName, Step['state']>> = {}, body: Record<string, unknown> = {};
      for (const [name, run] of runs) {
        show({ ...states, [name]: 'runs' });
        const { word, ...figures } = await run();
        states[name] = word === 'good' || word === 'untested' ? word : 'bad';
        Object.assign(body, { [name]: word }, figures);
      }
      show(states);
      keep(await command<Checked>('PUT', '/phone/check', body));
    } catch (error) {
      checked.value = { ...checked.value, problem: words(error) };
    } finally {
      checking.value = false;
    }
  });
