/* The colleagues' part of the workspace, loaded as one, with the other parts of the list on the left that are not needed at once. */
import { forgetCallbacks, hearCallback, hearServed, readCallbacks } from '../callbacks.ts';
import { leaveCard } from '../people/CardLater.tsx';
import { onChat } from '../people/contacts.ts';
import { forgetMissed, hearMissed, startMissed } from '../work/missed.ts';
import * as colleagues from './colleagues.ts';
import type { User } from '../types.ts';
import type { ChatFrame } from './types.ts';
export { Colleagues } from './Colleagues.tsx';
export { ColleagueTalk } from './ColleagueTalk.tsx';
export { ColleaguePane } from './ColleaguePane.tsx';
export { Over } from './Over.tsx';
export { unread } from './colleagues.ts';

onChat.call = (account) => {
  leaveCard();
  colleagues.openWith(account);
};

startMissed();

export function live(user: User, send: (what: unknown) => void): void {
  colleagues.live(user, send);
  void readCallbacks();
}

/** Of kinds that are no chat's. */
const HEARS: Record<string, (frame: never) => void> = { missed: hearMissed, callback: hearCallback, served: hearServed };

export const hear = (frame: ChatFrame): void => (HEARS[frame.kind] ?? colleagues.hear)(frame as never);

export function over(): void {
  colleagues.over();
  forgetMissed();
  forgetCallbacks();
}
