/* Where a user is logged in, and an end to it (SP-1); their second factor. */
import { useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { serverNow } from '../clock.ts';
import { isOwn } from '../session.ts';
import { clockTime, dayWord } from '../words.ts';
import { Sure } from '../view/Sure.tsx';
import { useReading } from '../view/useReading.ts';
import { dropFactor, endSession, endSessions, get, sessionsOf, wordsOf, type Person } from './things.ts';

const APPS: Record<string, string> = { workspace: 'Agent workspace', work: 'Work app', admin: 'Administration' };

const runs = (error: unknown) => error instanceof Problem && error.type === 'emergency_runs';

export function Sessions({ user, onChanged }: { user: Person; onChanged(person: Person): void }) {
  const { value, problem, again } = useReading(() => sessionsOf(user.id), [user.version], wordsOf);
  const [wrong, setWrong] = useState<string | null>(null);
  /** What was refused because they are in an emergency: done if it is pressed once more. */
  const [spite, setSpite] = useState<(() => Promise<unknown>) | null>(null);
  const end = (what: (confirm: boolean) => Promise<unknown>) => run(() => what(false).catch((error: unknown) => {
    if (runs(error)) setSpite(() => () => what(true));
    throw error;
  }));
  const run = (what: () => Promise<unknown>) => (setSpite(null), what()).then(() => setWrong(null), (error: unknown) => setWrong(runs(error) ? 'They have an emergency call, or had one minutes ago: a call back would not reach them in the workspace.' : wordsOf(error))).then(again);
  return (
    <section class="part" aria-labelledby="sessions-title" data-testid="sessions">
      <h2 id="sessions-title">Where they are logged in</h2>
      {(wrong ?? problem) && <p class="error" role="alert">{wrong ?? problem}</p>}
      {spite && <button type="button" class="danger" data-testid="sessions-spite" onClick={() => run(spite)}>Log them out in spite of the emergency</button>}
      {value?.length === 0 && <p class="soft" role="status">Nowhere.</p>}
      <ul class="things">
        {value?.map((one) => (
          <li key={one.id} data-testid="session" data-app={one.app}>
            <div class="grow">{APPS[one.app] ?? one.app}{one.own && <b>, you here</b>}<small>since {dayWord(one.opened_at, serverNow())} {clockTime(one.opened_at)}{one.source && <>, from <bdi>{one.source}</bdi></>}</small></div>
            {!one.own && <Sure word="End" about={`the session since ${clockTime(one.opened_at)}`} question="They are logged out there." testid="session-end" run={() => end((confirm) => endSession(user.id, one.id, confirm))} />}
          </li>
        ))}
      </ul>
      <div class="row">
        {!!value?.length && <Sure word="End all" about="sessions" look="danger" question="They are logged out everywhere, of Work and the workspace." testid="sessions-end" run={() => end((confirm) => endSessions(user.id, confirm))} />}
        {user.second_factor && !isOwn(user.id) && <Sure word="Take away the second factor" look="danger" question="They log in with the password alone, until they set up another one." testid="factor-drop"
          run={() => run(() => dropFactor(user.id).then(() => get<Person>('users', user.id)).then(onChanged))} />}
      </div>
    </section>
  );
}
