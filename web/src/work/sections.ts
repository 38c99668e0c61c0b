/*
 * The sections of the Work page, in the order of the navigation: each a part that is loaded when it is first opened. Who adds one
 * adds a row here and a file; what the stream tells of its own kinds it hears by `hears`.
 */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { unread } from '../chat/colleagues.ts';
import { invitations } from './rooms.ts';
import type { IconName } from '../view/Icon.tsx';

export interface Section {
  id: string;
  word: string;
  icon: IconName;
  load(): Promise<ComponentType>;
  /** How much of it is new. */
  count?(): number;
}

export const SECTIONS: readonly Section[] = [
  { id: 'chats', word: 'Chats', icon: 'chat', count: () => unread.value, load: async () => (await import('./Chats.tsx')).Chats },
  { id: 'rooms', word: 'Rooms', icon: 'bullets', count: () => invitations.value, load: async () => (await import('./Rooms.tsx')).Rooms },
  { id: 'contacts', word: 'Contacts', icon: 'person', load: async () => (await import('../people/Contacts.tsx')).Contacts },
  { id: 'calls', word: 'Calls', icon: 'call', load: async () => (await import('./Calls.tsx')).Calls },
  { id: 'voicemail', word: 'Voicemail', icon: 'sms', load: async () => (await import('./Calls.tsx')).Voicemails },
  { id: 'recordings', word: 'Recordings', icon: 'clock', load: async () => (await import('./Calls.tsx')).Recordings },
  { id: 'fax', word: 'Fax', icon: 'image', load: async () => (await import('./Fax.tsx')).Faxes },
];

/** Which section is open: the address says it, so that a reload and the browser's way back keep it. */
const named = () => SECTIONS.find((one) => `#${one.id}` === location.hash)?.id ?? SECTIONS[0]!.id;
export const open = signal(named());
window.addEventListener('hashchange', () => (open.value = named()));
export const openSection = (id: string) => (location.hash = id);

/** Frames of kinds that a section has of its own. */
type Hearer = (frame: { kind: string }) => void;
const hearers = new Map<string, Hearer>();
export const hears = (kind: string, hear: Hearer) => void hearers.set(kind, hear);

export function heardElsewhere(frame: { kind: string }): boolean {
  hearers.get(frame.kind)?.(frame);
  return hearers.has(frame.kind);
}
