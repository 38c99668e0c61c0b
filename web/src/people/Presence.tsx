/* Whether a colleague is there, in a row of a list: as the stream tells it, which the list asks of those it shows (watchAlso). An entry an account (CT-15). */
import { persons } from '../chat/colleagues.ts';
import { shownWord } from '../chat/words.ts';
import type { Id } from '../types.ts';
import { StatusMark } from '../view/Parts.tsx';
import { clockTime } from '../words.ts';
import type { Card } from './contacts.ts';

/** first: what is known until the stream tells. */
export function Presence({ user, first = null, testid }: { user: Id; first?: Card['presence']; testid: string }) {
  const told = persons.value.get(user), work = told ? told.work : first?.work, agent = told ? told.agent : first?.agent;
  if (!work && !agent) return null;
  const seen = work && shownWord({ shown: work.shown, side: 'work' });
  return (
    <span class="there" data-testid={testid}>
      {seen && <span><StatusMark shown={seen.mark} /> {seen.word}{work!.message && <> · <bdi>{work!.message}</bdi></>}{work!.until && ` until ${clockTime(work!.until)}`}</span>}
      {agent && <span><StatusMark shown={agent.online ? 'available' : 'logged_out'} /> Contact center: {agent.online ? 'Online' : 'Offline'}</span>}
    </span>
  );
}
