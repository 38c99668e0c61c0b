/* The dialogs that lie over the live view, the last one on top. */
import { signal } from '@preact/signals';
import type { Step } from '../leading.ts';
import { told } from '../leading.ts';
import type { Formula, Id } from '../types.ts';

export type Place =
  | { name: 'queue'; id: Id }
  | { name: 'agent'; id: Id }
  | { name: 'why'; id: Id; title: string }
  | { name: 'behind'; of: Formula['of']; id: Id; title: string; counter: string }
  | { name: 'step'; step: Step };

export const places = signal<Place[]>([]);

export function go(place: Place): void {
  if (place.name !== 'why' && place.name !== 'behind') told.value = '';
  places.value = [...places.value, place];
}

export function back(): void {
  places.value = places.value.slice(0, -1);
}
