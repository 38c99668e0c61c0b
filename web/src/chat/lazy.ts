/*
 * What of the chats is loaded later, and how the page reaches it: the editor, when somebody first writes where formatted text may
 * be sent (until then a plain field stands there), and the colleagues' part, when the page is live. What the stream tells before
 * that waits here.
 */
import './Editor.css'; // of a part that is loaded later nobody loads the styles
import './Formatted.css';
import './Colleagues.css';
import '../people/people.css';
import '../view/Callbacks.css';
import '../work/Lists.css';
import '../work/More.css';
import { signal } from '@preact/signals';
import type { User } from '../types.ts';
import type { Editor } from './Editor.tsx';
import type * as Part from './part.ts';
import type { ChatFrame } from './types.ts';

export const editor = signal<typeof Editor | null>(null);
export const editorFailed = signal(false);
let editorAsked = false;

export function wantEditor(): void {
  if (editorAsked) return;
  editorAsked = true;
  import('./Editor.tsx').then((part) => (editor.value = part.Editor), () => { editorAsked = false; editorFailed.value = true; });
}

/** More that waits is left to the list, which is read when the part is there. */
const WAITING_MAX = 500;

export const part = signal<typeof Part | null>(null);
let waiting: ChatFrame[] = [];
let asked = false;
let who: User | null = null;
let say: (what: unknown) => void = () => {};

/** Whether a frame is for the part: it handles conversations between accounts, missed calls, callbacks and which queues the agent serves. */
export function isChat(frame: { kind: string; state: unknown }): boolean {
  if (['reading', 'person', 'desk', 'missed', 'callback', 'served'].includes(frame.kind)) return true;
  const state = frame.state as { parties?: unknown; direction?: string } | null;
  return state !== null && (frame.kind === 'conversation' ? 'parties' in state : frame.kind === 'message' && state.direction === 'said');
}

export function hearChat(frame: ChatFrame): void {
  if (part.value) part.value.hear(frame);
  else if (waiting.push(frame) > WAITING_MAX) waiting = [];
}

/** The page is live, or live again. send: says something on the stream. */
export function chatsLive(user: User, send: (what: unknown) => void): void {
  who = user;
  say = send;
  if (part.value) return part.value.live(user, send);
  if (asked) return;
  asked = true;
  import('./part.ts').then((made) => {
    asked = false;
    if (!who) return;
    made.live(who, say);
    for (const frame of waiting.splice(0)) made.hear(frame);
    part.value = made;
  }, () => (asked = false)); // asked for again with the next snapshot
}

/** Logged out: nothing of this person stays. */
export function chatsOver(): void {
  who = null;
  waiting = [];
  part.value?.over();
}
