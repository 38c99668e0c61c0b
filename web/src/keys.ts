/*
 * Keyboard shortcuts: names of key combinations, the defaults, and what a key press
 * means. Pure apart from the event it is given. Esc is never a shortcut: it closes
 * what is open and neither rejects nor ends anything.
 */
export type Action = 'accept' | 'reject' | 'next' | 'previous' | 'status' | 'hold' | 'mute' | 'end' | 'write' | 'customer';

export const DEFAULT_KEYS: Record<Action, string> = {
  accept: 'Ctrl+Shift+A',
  reject: 'Ctrl+Shift+R',
  next: 'Ctrl+Shift+T',
  previous: 'Ctrl+Shift+Y',
  write: 'Ctrl+Shift+E',
  customer: 'Ctrl+Shift+U',
  status: 'Ctrl+Shift+S',
  hold: 'Ctrl+Shift+H',
  mute: 'Ctrl+Shift+M',
  end: 'Ctrl+Shift+1',
};

/** Single letters, outside text fields only, and only while they are switched on. */
export const SINGLE_KEYS: Record<string, Action | 'help'> = {
  '?': 'help',
  j: 'next',
  k: 'previous',
  w: 'write',
};

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process']);

/** "Ctrl+Shift+A", or null while only modifiers are down. */
export function comboOf(press: KeyPress): string | null {
  if (MODIFIERS.has(press.key)) return null;
  const digit = /^Digit(\d)$/.exec(press.code);
  const key = digit ? digit[1]! : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const parts = [
    press.ctrlKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    press.metaKey ? 'Meta' : '',
    press.shiftKey ? 'Shift' : '',
    key === ' ' ? 'Space' : key,
  ];
  return parts.filter(Boolean).join('+');
}

/** May it be chosen for an action? It needs Ctrl, Alt or Meta, or be a function key. */
export function usable(combo: string): boolean {
  return /^(Ctrl|Alt|Meta)\+(.*)[^+]$/.test(combo) || /^F\d+$/.test(combo);
}

export function actionOf(
  press: KeyPress,
  keys: Record<Action, string>,
  singleKeys: boolean,
  typing: boolean,
): Action | 'help' | null {
  const combo = comboOf(press);
  if (combo === null) return null;
  const found = (Object.keys(keys) as Action[]).find((action) => keys[action] === combo);
  if (found) return found;
  const bare = !press.ctrlKey && !press.altKey && !press.metaKey;
  return bare && singleKeys && !typing ? (SINGLE_KEYS[press.key] ?? null) : null;
}

/** For the eye: "Ctrl ⇧ A". */
export function keyWords(combo: string): string {
  return combo.replace('Shift', '⇧').split('+').join(' ');
}

/** For aria-keyshortcuts. */
export function ariaKeys(combo: string): string {
  return combo.replace('Ctrl', 'Control');
}
