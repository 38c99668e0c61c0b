/* The colleagues' part of the workspace, loaded as one. */
import { leaveCard } from '../people/CardLater.tsx';
import { onChat } from '../people/contacts.ts';
import { openWith } from './colleagues.ts';
export { Colleagues } from './Colleagues.tsx';
export { ColleagueTalk } from './ColleagueTalk.tsx';
export { ColleaguePane } from './ColleaguePane.tsx';
export { FindDialog } from './FindDialog.tsx';
export { CardDialog } from '../people/CardLater.tsx';
export { FaxLater } from '../work/FaxLater.tsx';
export { hear, live, over, unread } from './colleagues.ts';

onChat.call = (account) => {
  leaveCard();
  openWith(account);
};
