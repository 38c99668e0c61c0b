/*
 * How the page reaches its phone, whose code is loaded when somebody turns it on: that is a choice of this browser, as it needs a microphone
 * and a click, and of each page: workspace and Work are two phones. What is said to it before it is there waits for nothing: there is no call then.
 */
import './Phone.css'; // of a part that is loaded later nobody loads the styles
import { computed, signal } from '@preact/signals';
import { change, settings } from '../settings.ts';
import type { Id } from '../types.ts';
import type * as Part from './part.ts';
import { canCall, phoneLink } from './state.ts';

export const phonePart = signal<typeof Part | null>(null);
/** Which of the two phones this page is. */
let which: 'phone' | 'workPhone' = 'phone';
let wanted = false;

export const isWanted = (): boolean => settings.value[which];

/** This page is a Work user's phone, not an agent's. */
export function beWorkPhone(): void {
  which = 'workPhone';
}

function load(): void {
  if (phonePart.value) return void phonePart.value.on();
  phoneLink.value = { state: 'connecting' };
  import('./part.ts').then((part) => {
    phonePart.value = part;
    if (wanted) void part.on();
  }, () => { if (wanted) phoneLink.value = { state: 'refused', why: 'The phone could not be loaded: turn it on again.' }; });
}

/** The page is live for somebody who had their phone on. */
export function phoneLive(): void {
  if (!isWanted() || wanted) return;
  wanted = true;
  load();
}

export function turnOn(): void {
  wanted = true;
  change({ [which]: true });
  load();
}

export function turnOff(): void {
  wanted = false;
  change({ [which]: false });
  phonePart.value?.off();
  phoneLink.value = { state: 'off' };
}

/** Logged out: nothing of this person stays. */
export function phoneOver(): void {
  wanted = false;
  phonePart.value?.off();
  phoneLink.value = { state: 'off' };
}

/** Calls somebody by this page's phone; null: it can't. */
export const callBy = computed(() => {
  const part = phonePart.value;
  return part && canCall.value ? (number: string, name: string | null): void => void part.call(number, name) : null;
});

export const acceptedHere = (offer: Id): void => phonePart.value?.acceptedHere(offer);
