/* The sections of the page, and which of them the address names: "#users", "#users/12", "#users/new". */
import { signal } from '@preact/signals';
import { h, type FunctionComponent } from 'preact';
import type { IconName } from '../view/Icon.tsx';
import { Later } from '../view/Later.tsx';
import { Numbers } from './Numbers.tsx';
import { OrganisationPart } from './Organisation.tsx';
import { RecordingsPart } from './Recordings.tsx';
import { Sites } from './Sites.tsx';
import { Users } from './Users.tsx';

interface Section { id: string; word: string; icon: IconName; Part: FunctionComponent<{ about: string | null }> }

// These are loaded when they are first opened, so that the page's first load stays small.
const calls = async () => (await import('./Calls.tsx')).Calls;
const roles = async () => (await import('./Roles.tsx')).Roles;
const emergency = async () => (await import('./Emergency.tsx')).Emergency;

export const SECTIONS: readonly Section[] = [
  { id: 'users', word: 'Users', icon: 'person', Part: Users },
  { id: 'roles', word: 'Roles', icon: 'check', Part: () => h(Later, { what: 'Roles', load: roles }) },
  { id: 'numbers', word: 'Numbers', icon: 'call', Part: Numbers },
  { id: 'sites', word: 'Sites', icon: 'bullets', Part: Sites },
  { id: 'calls', word: 'Calls', icon: 'out', Part: () => h(Later, { what: 'Calls', load: calls }) },
  { id: 'emergency', word: 'Emergency', icon: 'warning', Part: () => h(Later, { what: 'Emergency calls', load: emergency }) },
  { id: 'recordings', word: 'Recordings', icon: 'clock', Part: RecordingsPart },
  { id: 'organisation', word: 'Organisation', icon: 'keyboard', Part: OrganisationPart },
];

const named = () => {
  const [id = '', about = null] = location.hash.slice(1).split('/');
  return { section: SECTIONS.find((one) => one.id === id) ?? SECTIONS[0]!, about };
};
export const open = signal(named());
window.addEventListener('hashchange', () => (open.value = named()));
