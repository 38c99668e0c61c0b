/* What an agent has to know in an emergency, by its phase (EM-12), and the question where they are (EM-11). */
import './Emergency.css';
import type { ComponentChildren } from 'preact';
import { now } from '../clock.ts';
import { busy, store } from '../commands.ts';
import { dialog } from '../desk.ts';
import { act, emergency, location, lockWords, putOff, unanswered, type Emergency as Facts, type EmergencyPhase } from '../emergency.ts';
import { callBy } from '../phone/lazy.ts';
import { countWord, phone } from '../words.ts';
import { focusSoon } from './focus.ts';
import { Icon } from './Icon.tsx';
import { Later } from './Later.tsx';

export function Emergency() {
  const it = emergency.value;
  if (!it) return <Asked />;
  return (
    <section class={`emergency ${it.phase}`} aria-labelledby="emergency-title" data-testid="emergency" data-phase={it.phase}>
      {VIEWS[it.phase](it)}
    </section>
  );
}

const VIEWS: Record<EmergencyPhase, (it: Facts) => ComponentChildren> = {
  dialling: (it) => <><Title icon="call">Emergency call: dialling</Title><OpenWork /><Say sent={it.sent} /></>,
  in_call: (it) => (
    <>
      <Title icon="call">Emergency call</Title>
      <ul class="rules">
        <li><b>Stay on the line.</b> Do not hang up until you are told to.</li>
        <li>If you dialled by mistake, say so; do not just hang up.</li>
      </ul>
      <Say sent={it.sent} />
    </>
  ),
  lock: (it) => (
    <>
      <Title icon="clock">After the emergency call <Left ends={it.lock_ends_at} /></Title>
      <ul class="rules">
        <li>Your status is locked {lockWords(it)}: the service may call back.</li>
        <li><b>Keep your status, and reject other calls</b> to keep the line free. The service's own call is named here.</li>
        <Again it={it} />
      </ul>
      <Say sent={it.sent} />
    </>
  ),
  held: () => (
    <>
      <Title icon="check">The lock of the emergency has ended</Title>
      {store.me.value?.status === 'available'
        ? <><p>You are Available. A call back would still reach you here while you are in emergency mode.</p><ExitOrRemain /></>
        : <p>Choose any status. With Available you are asked whether to exit emergency mode, or to remain in it.</p>}
    </>
  ),
  remaining: () => <><Title icon="bell">You remain in emergency mode</Title><p>A call back reaches you here first.</p><div class="row"><Act what="exit" testid="emergency-exit">Exit emergency mode</Act></div></>,
};

/** Nobody answered, or it was too short. */
function Again({ it }: { it: Facts }) {
  const { number } = it;
  return (
    <li data-testid="emergency-again">
      {unanswered(it) ? <b>Nobody answered {number}.</b> : 'Cut off too early?'} Dial again: nothing holds it up.{' '}
      {number && callBy.value && <button type="button" class="primary" data-testid="emergency-dial" onClick={() => callBy.value?.(number, null)}>Dial {number} again</button>}
    </li>
  );
}

/** How long a lock lasts: a clock that lags shows no more. */
const LOCK_S = 300;

function Title({ icon, children }: { icon: 'call' | 'clock' | 'check' | 'bell'; children: ComponentChildren }) {
  return <h2 id="emergency-title"><Icon name={icon} />{children}</h2>;
}

/** To the second, by the server's clock; said once when the lock begins, so not again and again. */
function Left({ ends }: { ends: string | null }) {
  const left = ends ? Math.min(LOCK_S, Math.max(0, Math.ceil((Date.parse(ends) - now.value) / 1000))) : 0;
  const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return <span class="left" role="timer" aria-live="off" data-testid="emergency-left" data-seconds={left}>{words} left</span>;
}

/** A warning that delays nothing. */
function OpenWork() {
  const open = store.work.value.length;
  if (open === 0) return null;
  return <p class="open" data-testid="emergency-open">You have {countWord(open)} open {open === 1 ? 'conversation' : 'conversations'}. The call does not wait for {open === 1 ? 'it' : 'them'}: {open === 1 ? 'it stays' : 'they stay'} with you.</p>;
}

/** What to read out, as far as it is known, and where a call back arrives. sent: the number that went with the call. */
function Say({ sent }: { sent: string | null }) {
  const it = location.value?.shown;
  return (
    <dl>
      <div data-testid="emergency-location" data-confirmed={it?.confirmed}>
        <dt>{it && !it.confirmed ? 'Say where you really are: nobody has confirmed this' : 'Say where you are'}</dt>
        <dd>{it?.words ? <><b>{it.words}</b>{it.name && <small> {it.name}</small>}</> : <b>{it ? 'No address is known.' : 'The address can\'t be shown now.'}</b>}{' '}
          {!it?.confirmed && <button type="button" class="link" data-testid="location-open" onClick={() => (dialog.value = { name: 'where' })}>Choose where you are</button>}</dd>
      </div>
      <div data-testid="emergency-number"><dt>They can call you back at</dt><dd>{sent ? <b><bdi>{phone(sent)}</bdi></b> : <b>No number was sent. Tell them one.</b>}</dd></div>
    </dl>
  );
}

function Act({ what, testid, look, children }: { what: 'exit' | 'remain'; testid: string; look?: string; children: ComponentChildren }) {
  return <button type="button" class={look} aria-disabled={busy.value.has('emergency')} data-testid={testid} onClick={() => void act(what)}>{children}</button>;
}

export function ExitOrRemain() {
  return <div class="row actions"><Act what="exit" testid="emergency-exit" look="primary">Exit emergency mode</Act><Act what="remain" testid="emergency-remain">Remain in it</Act></div>;
}

/* ---- where one is ---------------------------------------------------------------------- */

/** Asked at login and when the network has changed; in the way of nothing. The question is asked also where its choices can't be loaded. */
function Asked() {
  const it = location.value;
  if (!it?.asks || it.confirmed || putOff.value) return null;
  return <Later load={async () => (await import('./Where.tsx')).Where} failed={(again) => (
    <section class="emergency where" aria-labelledby="where-title" data-testid="where-failed">
      <h2 id="where-title"><Icon name="question" />Where are you now?</h2>
      <p>Your places could not be loaded.</p>
      <button type="button" data-testid="where-again" onClick={() => { again(); focusSoon('status'); }}>Try again</button>
    </section>
  )} />;
}
