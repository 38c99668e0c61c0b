/*
 * The sections of the Work page, in the order of the navigation: each a part that is loaded when it is first opened. Who adds one
 * adds a row here and a file; what the stream tells of its own kinds it hears by `hears`.
 */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { unread } from '../chat/colleagues.ts';
import { ended } from '../phone/state.ts';
import { hasFax } from './fax.ts';
import { hasDesk, waiting } from './frontdesk.ts';
import { missed } from './missed.ts';
import { unheard } from './mailbox.ts';
import { invitations } from './rooms.ts';
import { own, textsUnread } from './texts.ts';
import type { IconName } from '../view/Icon.tsx';

export interface Section {
  id: string;
  word: string;
  icon: IconName;
  load(): Promise<ComponentType>;
  /** How much of it is new. */
  count?(): number;
  /** Who has it; without: everybody. */
  has?(): boolean;
}

export const SECTIONS: readonly Section[] = [
  { id: 'chats', word: 'Chats', icon: 'chat', count: () => unread.value, load: async () => (await import('./Chats.tsx')).Chats },
  { id: 'messages', word: 'Messages', icon: 'sms', has: () => own.value !== null, count: () => textsUnread.value, load: async () => (await import('./Texts.tsx')).Texts },
  { id: 'rooms', word: 'Rooms', icon: 'bullets', count: () => invitations.value, load: async () => (await import('./Rooms.tsx')).Rooms },
  { id: 'contacts', word: 'Contacts', icon: 'person', load: async () => (await import('../people/Contacts.tsx')).Contacts },
  { id: 'front-desk', word: 'Front desk', icon: 'bell', has: () => hasDesk.value, count: () => waiting.value, load: async () => (await import('./FrontDesk.tsx')).FrontDesk },
  { id: 'calls', word: 'Calls', icon: 'call', count: () => missed.value, load: async () => (await import('./CallLog.tsx')).Calls },
  { id: 'voicemail', word: 'Voicemail', icon: 'sms', count: () => unheard.value, load: async () => (await import('./Calls.tsx')).Voicemails },
  { id: 'recordings', word: 'Recordings', icon: 'clock', load: async () => (await import('./Calls.tsx')).Recordings },
  { id: 'fax', word: 'Fax', icon: 'image', has: () => hasFax.value, load: async () => (await import('./Fax.tsx')).Faxes },
];

/** Those that this user has. */
export const sections = () => SECTIONS.filter((one) => one.has?.() ?? true);

/** Which section is open: the address says it, so that a reload and the browser's way back keep it. */
const named = () => SECTIONS.find((one) => `#${one.id}` === location.hash)?.id ?? SECTIONS[0]!.id;
export const open = signal(named());
window.addEventListener('hashchange', () => {
  open.value = named();
  ended.value = null; // it was of what one did before
});
export const openSection = (id: string) => (location.hash = id);

/** Frames of kinds that a section has of its own. */
type Hearer = (frame: { kind: string }) => void;
const hearers = new Map<string, Hearer>();
export const hears = (kind: string, hear: Hearer) => void hearers.set(kind, hear);

export function heardElsewhere(frame: { kind: string }): boolean {
  hearers.get(frame.kind)?.(frame);
  return hearers.has(frame.kind);
}
