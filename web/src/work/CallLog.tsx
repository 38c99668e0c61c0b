/* The account's call log, missed calls alone when asked (CT-14): a section of the Work page, a dialog of the workspace. */
import { useEffect, useState } from 'preact/hooks';
import { command } from '../api.ts';
import { words } from '../commands.ts';
import { phone, span } from '../words.ts';
import { callBy } from '../phone/lazy.ts';
import { endedCount } from '../phone/state.ts';
import { closeDialog } from '../view/Dialog.tsx';
import { callWord, givenWord, usePages, type Call } from './calls.ts';
import { missed, missedAgain, sawMissed } from './missed.ts';
import { Blocks, More } from './More.tsx';
import { Party } from './Party.tsx';
import { Lose, Rows, when } from './Rows.tsx';

export const Calls = () => <CallLog dialog={false} />;
export const CallsDialog = () => <CallLog dialog />;

function CallLog({ dialog }: { dialog: boolean }) {
  const [only, setOnly] = useState(false);
  const pages = usePages<Call>(only ? '/me/calls?missed=true' : '/me/calls');
  /* What is new when the list is looked at is missed no more; what ends meanwhile is read. */
  useEffect(() => { if (pages.items) sawMissed(); }, [pages.items, missed.value]);
  useEffect(() => {
    document.addEventListener('visibilitychange', sawMissed);
    return () => document.removeEventListener('visibilitychange', sawMissed);
  }, []);
  useEffect(() => { if (pages.items) pages.again(); }, [missedAgain.value, endedCount.value]);
  return (
    <Rows title="Calls" dialog={dialog} testid="calls" pages={pages} empty={only ? 'No missed calls.' : 'No calls yet.'}
      above={<label class="check"><input type="checkbox" checked={only} onChange={() => setOnly(!only)} data-testid="calls-missed" /> Missed calls only</label>}
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> <small class={one.missed ? 'bad' : undefined}>{callWord(one)}</small>{one.given && <small>{givenWord[one.given]} <bdi>{one.given_by?.name ?? 'a colleague'}</bdi></small>}</span>
          <small>{when(one.began_at)}{one.duration_ms !== null && ` · ${span(one.duration_ms)}`}</small>
          <CallBack one={one} />
          {one.number && <CallMore one={one} again={pages.again} />}
          <Lose question="Remove this call?" word="Remove" about={`the call of ${when(one.began_at)}`} testid="call-remove" run={async () => { await command('DELETE', `/me/calls/${one.id}`); pages.put(one.id, null); }} />
        </>
      )} />
  );
}

/** By this page's phone: the number that called, else how the card says that they are reached. */
function CallBack({ one: { number, card } }: { one: Call }) {
  const first = card?.actions.find(({ action }) => action === 'call')?.targets[0];
  const to = number ?? first?.extension ?? first?.number;
  if (!to || !callBy.value) return null;
  return <button type="button" onClick={() => { closeDialog(); callBy.value?.(to, card?.name ?? null); }} data-testid="call-back">Call<span class="hidden"> {phone(card?.name ?? to)}</span></button>;
}

/** More: blocks for one's own number, as the card offers them (CT-12). */
function CallMore({ one, again }: { one: Call; again(): void }) {
  const [problem, setProblem] = useState<string | null>(null), offers = /block/.test(JSON.stringify(one.card?.actions ?? []));
  if (!offers) return null;
  return (
    <>
      {problem && <small class="error" role="alert">{problem}</small>}
      <More about={`the call of ${when(one.began_at)}`} testid="call-more">
        <Blocks card={one.card} number={one.number} list="caller" done={again} fail={(error) => setProblem(words(error))} />
        <Blocks card={one.card} number={one.number} list="sender" done={again} fail={(error) => setProblem(words(error))} />
      </More>
    </>
  );
}
