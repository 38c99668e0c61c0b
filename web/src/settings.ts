/*
 * A person's own choices in this browser: colours, keys, sounds, width. Kept in
 * local storage; a broken or foreign entry falls back to the default.
 */
import { effect, signal } from '@preact/signals';
import { DEFAULT_KEYS, type Action } from './keys.ts';

const PLACE = 'trunkline.settings';

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  enterSends: boolean;
  singleKeys: boolean;
  keys: Record<Action, string>;
  offerSound: boolean;
  messageSound: boolean;
  soundWithFocus: boolean;
  notifications: boolean;
  /** Open a queue's page about the customer when an offer is accepted (IN-4). */
  screenPop: boolean;
  /** This browser is the person's phone: the workspace the agent's, the Work page the user's own. */
  phone: boolean;
  workPhone: boolean;
  /** Empty: as the browser has it. */
  microphone: string;
  speaker: string;
  /** Width of the customer's column in px. */
  personWidth: number;
}

export const PERSON_MIN = 260;
export const PERSON_MAX = 560;

const DEFAULTS: Settings = {
  theme: 'system',
  enterSends: true,
  singleKeys: true,
  keys: DEFAULT_KEYS,
  offerSound: true,
  messageSound: true,
  soundWithFocus: true,
  notifications: false,
  screenPop: true,
  phone: false,
  workPhone: false,
  microphone: '',
  speaker: '',
  personWidth: 320,
};

function load(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Settings>;
    return { ...DEFAULTS, ...kept, keys: { ...DEFAULT_KEYS, ...kept.keys } };
  } catch {
    return DEFAULTS;
  }
}

export const settings = signal<Settings>(load());

export function change(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part };
}

export function startSettings(): void {
  effect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = settings.value.theme;
    root.style.setProperty('--person-width', `${settings.value.personWidth}px`);
    try {
      localStorage.setItem(PLACE, JSON.stringify(settings.value));
    } catch {
      /* a private window keeps them for this visit only */
    }
  });
}
