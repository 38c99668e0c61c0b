/* The colleagues' part of the workspace, loaded as one. */
import { leaveCard } from '../people/CardLater.tsx';
import { onChat } from '../people/contacts.ts';
import { forgetMissed, hearMissed, startMissed } from '../work/missed.ts';
import * as colleagues from './colleagues.ts';
import type { ChatFrame } from './types.ts';
export { Colleagues } from './Colleagues.tsx';
export { ColleagueTalk } from './ColleagueTalk.tsx';
export { ColleaguePane } from './ColleaguePane.tsx';
export { Over } from './Over.tsx';
export { live, unread } from './colleagues.ts';

onChat.call = (account) => {
  leaveCard();
  colleagues.openWith(account);
};

startMissed();

export const hear = (frame: ChatFrame): void => ((frame.kind as string) === 'missed' ? hearMissed(frame as never) : colleagues.hear(frame));

export function over(): void {
  colleagues.over();
  forgetMissed();
}
