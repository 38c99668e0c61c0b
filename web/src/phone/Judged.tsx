/* What would become of a number before it is called: why it is not allowed, and which number the other end is shown (SP-13). */
import { useEffect, useState } from 'preact/hooks';
import { store } from '../commands.ts';
import { phone as numberWords } from '../words.ts';
import { askDial, refusalWords, type Dial } from './dial.ts';

const WAIT_MS = 250;
/** Shorter ones are extensions, or call for help. */
const OUTSIDE_MIN = 7;
const HELP_MIN = 2;

const SOURCES = { own: 'your own', site: 'of your site', group: 'of your group' };

/** Null: not known, or an extension. The call itself is judged by the server whatever stands here. */
function useDial(number: string | null): Dial | null {
  const [found, setFound] = useState<{ number: string; dial: Dial } | null>(null);
  const status = store.me.value?.status; // a queue's number is shown while Available
  useEffect(() => {
    let there = true;
    if (number === null || number.length < HELP_MIN) return;
    const timer = setTimeout(() => askDial(number).then((dial) => there && setFound({ number, dial }), () => {}), WAIT_MS);
    return () => { there = false; clearTimeout(timer); };
  }, [number, status]);
  return found?.number === number ? found!.dial : null; // never that of the number before
}

/** Before an emergency number is called (EM-12): a warning that delays nothing. */
function Help({ number }: { number: string }) {
  const open = store.work.value.length;
  return (
    <p class="phone-problem" role="alert" data-testid="phone-help">
      <span>
        <b>{number} is an emergency number.</b> Call at once if there is need: nothing here holds the call up. It can't be put on hold. Stay on the line until you are told to hang up.
        {open > 0 && ` What is open (${open}) stays with you.`}
      </span>
    </p>
  );
}

/** Where a call is given to a number: why that can't be called; whose number it shows holds up only what one dials. */
export function Refused({ number }: { number: string | null }) {
  const dial = useDial(number), why = dial && dial.reason !== 'not_available' && (number ?? '').length >= OUTSIDE_MIN ? refusalWords(dial) : null;
  return why && <p class="phone-problem" role="status" data-testid="phone-judged">{why}</p>;
}

export function Judged({ number, shown, onShown }: { number: string | null; shown: string | null; onShown(number: string | null): void }) {
  const dial = useDial(number);
  if (!dial) return null;
  if (dial.kind === 'emergency') return <Help number={number ?? ''} />;
  if ((number ?? '').length < OUTSIDE_MIN) return null;
  const why = refusalWords(dial);
  const said = why && <p class="phone-problem" role="status" data-testid="phone-judged">{why}</p>;
  if (why && dial.reason !== 'not_available') return said; // of that, another number helps
  if (dial.kind !== 'number') return null;
  const own = dial.caller_ids.find((one) => one.number === dial.caller_id); // what is shown when nothing is asked for
  const others = dial.caller_ids.filter((one) => one !== own);
  if (!others.some((one) => one.allowed || one.number === shown)) return said;
  const held = others.some((one) => one.number === shown && !one.allowed); // the agent's status has changed since it was chosen
  return (
    <>
    {shown === null && said}
    {held && <p class="phone-problem" role="status" data-testid="phone-judged">This number is a queue's: you may show it while you are Available.</p>}
    <label>
      They see
      <select value={shown ?? ''} onChange={(event) => onShown(event.currentTarget.value || null)} data-testid="phone-shown">
        <option value="">{own ? `${numberWords(own.number)}, ${SOURCES[own.source]}` : why ? 'choose a number' : 'no number'}</option>
        {others.map((one) => <option key={one.number} value={one.number} disabled={!one.allowed}>{numberWords(one.number)}, {SOURCES[one.source]}{!one.allowed && ' (while Available)'}</option>)}
      </select>
    </label>
    </>
  );
}
