/*
 * Sound, notifications and the lines a screen reader hears. Tones are made here:
 * no file, nothing to load.
 */
import { signal } from '@preact/signals';
import { settings } from './settings.ts';

type Tone = [frequency: number, at_s: number, length_s: number];

const OFFER: Tone[] = [[660, 0, 0.16], [880, 0.18, 0.16], [660, 0.5, 0.16], [880, 0.68, 0.2]];
const MESSAGE: Tone[] = [[740, 0, 0.09]];
const ALARM: Tone[] = [0, 0.5, 1].flatMap((at): Tone[] => [[988, at, 0.2], [740, at + 0.22, 0.2]]);
const LOUDNESS = 0.14;
/** What a browser allows later than this after it was asked for is not played any more. */
const LATE_MS = 2_000;

let sound: AudioContext | null = null;

/** Browsers allow sound after the first click or key only. */
function wake(): AudioContext | null {
  try {
    sound ??= new AudioContext();
    if (sound.state === 'suspended') void sound.resume();
    return sound;
  } catch {
    return null;
  }
}

function play(tones: Tone[]): void {
  const context = wake();
  if (!context) return;
  for (const [frequency, at, length] of tones) {
    const start = context.currentTime + at;
    const volume = context.createGain();
    const voice = context.createOscillator();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
    voice.frequency.value = frequency;
    voice.connect(volume).connect(context.destination);
    voice.start(start);
    voice.stop(start + length);
  }
}

/** Whether its user has the page before them. */
export const isLooking = () => document.visibilityState === 'visible' && document.hasFocus();

export function soundFor(what: 'offer' | 'message'): void {
  const wanted = what === 'offer' ? settings.value.offerSound : settings.value.messageSound;
  if (!wanted || (isLooking() && !settings.value.soundWithFocus)) return;
  play(what === 'offer' ? OFFER : MESSAGE);
}

/** Somebody needs help: whatever was chosen for other sounds. A browser that allows no sound yet plays none, also not later. */
export function alarm(): void {
  const asked = Date.now(), context = wake();
  if (context?.state === 'running') play(ALARM);
  else context?.resume().then(() => { if (Date.now() - asked < LATE_MS) play(ALARM); }, () => {});
}

export function testSound(): void {
  play(OFFER);
}

export type Permission = 'default' | 'granted' | 'denied' | 'none';

export const permission = signal<Permission>('Notification' in globalThis ? Notification.permission : 'none');

export async function askPermission(): Promise<void> {
  if (permission.value === 'none') return;
  permission.value = await Notification.requestPermission();
}

/** Names the thing and the queue, never the text: it may show on a locked screen. */
export function notify(title: string, body: string, tag: string): void {
  if (isLooking() || !settings.value.notifications || permission.value !== 'granted') return;
  const note = new Notification(title, { body, tag });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

/** Said by a live region: at once, or when the reader is free. */
export const saidNow = signal('');
export const saidSoon = signal('');

export function say(text: string, urgent = false): void {
  const region = urgent ? saidNow : saidSoon;
  /* The same words twice are heard twice only if the text differs. */
  region.value = region.value === text ? `${text}\u00a0` : text;
}

export function startAlerts(): void {
  for (const event of ['pointerdown', 'keydown']) {
    document.addEventListener(event, wake, { once: true });
  }
}
