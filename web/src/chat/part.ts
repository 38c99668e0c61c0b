/* The colleagues' part of the workspace, loaded as one. */
export { Colleagues } from './Colleagues.tsx';
export { ColleagueTalk } from './ColleagueTalk.tsx';
export { ColleagueCard } from './ColleagueCard.tsx';
export { FindDialog } from './FindDialog.tsx';
export { hear, live, over, unread } from './colleagues.ts';
