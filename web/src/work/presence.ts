/*
 * One's own Work status: what was chosen, its words and its end; whether one is at this device. What others see of it is the
 * server's to say. Must not know: conversations.
 */
import { effect, signal } from '@preact/signals';
import { Problem, call, command } from '../api.ts';
import { quiet } from '../chat/colleagues.ts';
import { exclusive, fail } from '../commands.ts';
import { link, say } from '../session.ts';
import type { Frame, Time, User, Version } from '../types.ts';
import { hasFax } from './fax.ts';
import { hearNumber } from './texts.ts';
import { hearRight, type RightFrame } from './frontdesk.ts';

export type Chosen = 'available' | 'busy' | 'dnd' | 'away' | 'invisible';

export interface WorkStatus {
  user: string;
  status: Chosen;
  message: string | null;
  until: Time | null;
  since: Time | null;
}

type WorkFrame = { kind: 'work'; id: string; version: Version; state: WorkStatus };

/** With the version of one's own image, where one has one. */
export type Me = User & { image: Version | null };

export interface WorkSnapshot {
  at: Time;
  live: boolean;
  user: Me;
  status: WorkFrame;
  front_desk: RightFrame;
  mode: number;
  /** Whether the organisation has the feature, or one has faxes. */
  fax: boolean;
  /** One's own number for texts; null: one never had one. */
  texts: { number: string | null } | null;
}

/** Nobody has touched the page for so long: the device counts as idle (decision 0034). */
const IDLE_MS = 5 * 60_000;
const LOOK_MS = 5_000;

export const status = signal<WorkStatus | null>(null);
const user = signal<Me | null>(null);
let version = -1n;

export const readWork = () => call<WorkSnapshot>('GET', '/work');

export function hearOwn(frame: WorkFrame): void {
  if (BigInt(frame.version) <= version) return;
  version = BigInt(frame.version);
  status.value = frame.state;
}

/** What the stream's snapshots go into. Frames go to `hear` of the page. */
export const store = {
  user,
  startSnapshot() {},
  cancelSnapshot() {},
  fromStream(_: Frame) {},
  applySnapshot(snapshot: WorkSnapshot) {
    user.value = snapshot.user;
    hearOwn(snapshot.status);
    hearRight(snapshot.front_desk);
    hearNumber(snapshot.texts);
    hasFax.value = snapshot.fax;
  },
  clear() {
    hasFax.value = false;
    user.value = null;
    status.value = null;
    version = -1n;
  },
};

export const setStatus = (chosen: Chosen, message: string | null, until: Time | null) => exclusive('work:status', async () => {
  try {
    hearOwn(await command<WorkFrame>('PUT', '/work/status', { status: chosen, message, until }));
  } catch (error) {
    if (error instanceof Problem && error.status === 422) throw error;
    fail('Your status was not set', error);
  }
});

/** One's own image; null: none any more (CT-3). */
export async function setImage(file: File | null): Promise<void> {
  const { image } = await command<{ image: Version | null }>(file ? 'PUT' : 'DELETE', '/me/avatar', undefined, file ? { bytes: file } : {});
  if (user.value) user.value = { ...user.value, image };
}

/** Says when nobody touches this device, and when somebody does again; and is silent where nobody is to be disturbed. */
export function startPresence(): void {
  let touched = Date.now(), idle = false;
  const touch = () => {
    touched = Date.now();
    if (idle) tell(false);
  };
  const tell = (on: boolean) => {
    idle = on;
    say({ type: 'idle', idle: on });
  };
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'scroll']) document.addEventListener(event, touch, { capture: true, passive: true });
  setInterval(() => { if (!idle && Date.now() - touched > IDLE_MS) tell(true); }, LOOK_MS);
  effect(() => { if (link.value.state === 'live' && idle) say({ type: 'idle', idle: true }); });
  effect(() => { quiet.value = status.value?.status === 'dnd'; });
}
