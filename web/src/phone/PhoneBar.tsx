/* The page's phone beside status and offers: whether it is reached, and each call with what can be done with it. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { now } from '../clock.ts';
import * as desk from '../desk.ts';
import { focusSoon } from '../view/focus.ts';
import { Icon } from '../view/Icon.tsx';
import { phone as numberWords, span } from '../words.ts';
import { Keypad, KeysSent } from './Keypad.tsx';
import { hasOwnCard } from './offered.ts';
import { answer, hangUp, mute, press } from './phone.ts';
import { linkWords, qualityWord, whoOf } from './shown.ts';
import { calls, canCall, ended, levels, phoneLink, type PhoneCall } from './state.ts';
import { consultWords, customerOn, holdCard } from './turns.ts';

/** note: instead of that it is ready. */
export function PhoneBar({ note = null }: { note?: string | null }) {
  const link = phoneLink.value, shown = calls.value.filter((call) => !hasOwnCard(call));
  return (
    <section class="phone-bar" aria-label="Phone" data-testid="phone" data-state={link.state} data-offered={calls.value.length - shown.length}>
      <div class="phone-state" data-state={link.state}>
        <Icon name="call" size={14} />
        <span class="grow words" role="status" data-testid="phone-words">{link.state === 'ready' && note ? note : linkWords(link)}</span>
        <button type="button" onClick={() => (desk.dialog.value = { name: 'phone' })} data-testid="phone-open">{canCall.value ? 'Call …' : 'Phone …'}</button>
      </div>
      {ended.value && (
        <p class="phone-problem" role="alert" data-testid="phone-ended">
          <span class="grow">{ended.value}</span>
          <button type="button" class="quiet icon" aria-label="Remove this line" onClick={() => { ended.value = null; focusSoon('phone-open'); }}><Icon name="close" size={12} /></button>
        </p>
      )}
      {shown.map((call) => <CallCard key={call.id} call={call} />)}
    </section>
  );
}

const NONE_SENT = { count: 0, last: '' };
const STATES = { calling: 'calling …', ringing: 'rings', again: 'its sound comes back: allow the microphone if you are asked', talking: 'in talk' };

function CallCard({ call }: { call: PhoneCall }) {
  const [keys, setKeys] = useState(false);
  const [sent, setSent] = useState(NONE_SENT), [deaf, setDeaf] = useState(false); // deaf: the call takes no keys
  const who = whoOf(call), talks = call.state === 'talking', rings = call.state === 'ringing', about = <span class="hidden"> {who}</span>;
  /* A customer's call is held by the contact center, whose hold has music; by the phone, where another call has begun meanwhile. */
  const theirs = customerOn(call)?.call, consult = theirs?.consult, byCenter = theirs?.held_by === 'agent' && !consult, held = call.held || byCenter;
  const holds = talks && !call.help && (!consult || call.hold);
  const card = useRef<HTMLElement>(null), focused = useRef(false);
  /* What was pressed goes: the focus stays at the call, and at the phone when the call is over. */
  focused.current = card.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => { if (focused.current && !card.current?.contains(document.activeElement)) card.current?.focus(); }, [call.state, call.taken, holds]);
  useLayoutEffect(() => () => { if (card.current?.contains(document.activeElement)) focusSoon('phone-open'); }, []);
  const pressKey = (key: string): void => {
    const taken = press(call.id, key);
    setDeaf(!taken);
    if (taken) setSent(({ count }) => ({ count: count + 1, last: key }));
  };
  return (
    <article ref={card} tabIndex={-1} class="call-card" aria-label={`Call: ${who}`} data-testid="call" data-state={call.state} data-held={held} data-muted={call.muted}>
      <header>
        <b class="grow" data-testid="call-who"><bdi>{who}</bdi></b>
        {talks && <span class="count" data-testid="call-time">{span(Math.max(0, now.value - call.since))}</span>}
      </header>
      <p class="facts">
        <span data-testid="call-facts">{byCenter ? 'the customer is on hold and hears music' : call.held ? 'on hold' : consult ? consultWords(consult) : rings && call.taken ? 'is put through …' : STATES[call.state]}</span>
        {call.number && who !== numberWords(call.number) && <span>{numberWords(call.number)}</span>}
        {call.muted && <span>you are muted</span>}
        {talks && <Quality call={call} />}
      </p>
      {talks && !held && <Meters muted={call.muted} />}
      <div class="buttons">
        {rings && !call.taken && <button type="button" class="primary" onClick={() => answer(call.id)} data-testid="call-answer">Answer{about}</button>}
        {talks && <button type="button" aria-pressed={call.muted} onClick={() => mute(call.id, !call.muted)} data-testid="call-mute">Mute{about}</button>}
        {holds && <button type="button" aria-pressed={call.hold || byCenter} onClick={() => holdCard(call)} data-testid="call-hold">Hold{about}</button>}
        {talks && <button type="button" aria-expanded={keys} onClick={() => { setKeys(!keys); setSent(NONE_SENT); }} data-testid="call-keys">Keypad{about}</button>}
        <button type="button" class="danger" onClick={() => hangUp(call.id)} data-testid="call-end">{rings && !call.taken ? 'Reject' : 'Hang up'}{about}</button>
      </div>
      {keys && talks && <><Keypad label="Tones" onKey={pressKey} /><KeysSent {...sent} testid="call-pressed" /><p class="facts" role="status" data-testid="call-deaf">{deaf && 'The other end of this call takes no keys.'}</p></>}
    </article>
  );
}

function Quality({ call }: { call: PhoneCall }) {
  const word = qualityWord(call.quality);
  if (!word || !call.quality) return null;
  const { loss, jitter_ms, round_trip_ms } = call.quality;
  const facts = [`${(loss * 100).toFixed(1)} % lost`, `${jitter_ms} ms jitter`, ...(round_trip_ms === null ? [] : [`${round_trip_ms} ms round trip`])];
  return <span data-testid="call-quality" data-quality={word}>sound {word}: {facts.join(', ')}</span>;
}

export function Meter({ words, level }: { words: string; level: number }) {
  return (
    <>
      <span>{words}</span>
      <i role="meter" aria-label={words} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}><i style={{ width: `${Math.round(level * 100)}%` }} /></i>
    </>
  );
}

function Meters({ muted }: { muted: boolean }) {
  return (
    <div class="meter">
      <Meter words="You" level={muted ? 0 : levels.value.own} />
      <Meter words="They" level={levels.value.theirs} />
    </div>
  );
}
