/*
 * An organisation may end sessions that show no activity (docs/decisions/0109-idle-sessions.md). Reports that a person is there, warns a minute
 * before the end, and says on the login page why it came. The server decides, and all tabs of a session share its answer.
 * Loaded late, by every page that has a login (session.ts).
 */
import { effect } from '@preact/signals';
import { Problem, call, type Session } from './api.ts';
import { onUnauthorized } from './commands.ts';
import { phase } from './session.ts';
import { warnIdle } from './view/IdleDialog.tsx';

interface Activity {
  idle_min: number;
  idle_left_s: number | null;
}

/** What a person does; a page that scrolls by itself fires none of these. */
const EVENTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove'] as const;
const REPORT_MS = 61_000; // the server stores one a minute
const WARN_MS = 60_000;
const ASK_WARNED_MS = 5_000; // another tab may have been used
const ASK_MS = 240_000; // less than the shortest idle time: the setting may have changed
const AGAIN_MS = 10_000;
const PAUSE_MS = 1_000;
const WHY_MAX = 10; // a daemon may know the session as valid for five seconds

let minutes = 0; // 0: sessions do not idle
let endsAt = Infinity;
let isActive = false; // since the last report
let reportedAt = -Infinity;
let isAsking = false;
let wantsReport = false; // it was asked for while a request was under way
let login = 0; // whose answers count
let watching = false;
let pointer = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let dismiss: (() => void) | null = null; // the warning that is shown

const isIn = () => phase.value.name === 'in';

function calm(): void {
  dismiss?.();
  dismiss = null;
}

/** Shows or takes back the warning, and says when to look again. */
function plan(): void {
  clearTimeout(timer);
  if (!isIn()) return;
  const now = Date.now(), left = endsAt - now;
  if (left > WARN_MS) calm();
  else if (!wantsReport) dismiss ??= warnIdle(endsAt, minutes, stay);
  let wait = Math.min(ASK_MS, dismiss ? Math.min(left, ASK_WARNED_MS) : left - WARN_MS);
  if (minutes && isActive) wait = Math.min(wait, REPORT_MS - sinceReport());
  timer = setTimeout(() => void turn(), Math.max(wait, PAUSE_MS));
}

/** By a clock that nobody sets. */
const sinceReport = () => performance.now() - reportedAt;

const isDue = () => minutes > 0 && isActive && !dismiss && sinceReport() >= REPORT_MS;

/** The login page says why it came, if it was by idle timeout. */
function tell(error: Problem): void {
  if (error.type === 'session_idle' && phase.value.name === 'login') phase.value = { name: 'login', message: error.message };
}

function leave(error: Problem): void {
  if (error.type === 'session_idle') minutes = 0; // no further question why
  onUnauthorized.call();
  tell(error);
}

/** Reports, or only asks. */
async function turn(report = isDue()): Promise<void> {
  if (isAsking) wantsReport ||= report;
  if (isAsking || !isIn()) return;
  const mine = login;
  isAsking = true;
  if (report) {
    isActive = false;
    reportedAt = performance.now();
  }
  try {
    const { idle_min, idle_left_s } = await call<Activity>(report ? 'POST' : 'GET', '/sessions/me/activity');
    if (mine !== login) return;
    if (minutes === 0) isActive = false; // of the time before the setting
    minutes = idle_min;
    endsAt = idle_left_s === null ? Infinity : Date.now() + idle_left_s * 1000;
    plan();
  } catch (error) {
    if (mine !== login) return;
    if (report) {
      isActive = true;
      reportedAt = -Infinity;
    }
    clearTimeout(timer);
    if (error instanceof Problem && error.status === 401) leave(error);
    else timer = setTimeout(() => void turn(), AGAIN_MS);
  } finally {
    if (mine === login) {
      isAsking = false;
      if (wantsReport) {
        wantsReport = false;
        void turn(true);
      }
    }
  }
}

function stay(): void {
  calm();
  void turn(true);
}

/** A pointer that rests "moves" when the page moves beneath it. */
function hasMoved({ screenX, screenY }: PointerEvent): boolean {
  const before = pointer;
  pointer = `${screenX} ${screenY}`;
  return before !== '' && before !== pointer;
}

function onActivity(event: Event): void {
  if (event.type === 'pointermove' && !hasMoved(event as PointerEvent)) return;
  if (isActive || dismiss || !isIn()) return; // the warning is answered by its button
  isActive = true;
  if (isDue()) void turn();
  else plan();
}

/** Something else has found that the session has ended. */
async function why(): Promise<void> {
  for (let i = 0; i < WHY_MAX && phase.value.name === 'login'; i++) {
    try {
      await call<Activity>('GET', '/sessions/me/activity');
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return tell(error);
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function onPhase(): void {
  if (phase.value.name !== 'login') return;
  clearTimeout(timer);
  calm();
  const ended = phase.value.message !== null && minutes > 0; // and was no logout
  minutes = 0;
  if (ended) void why();
}

/** Whenever somebody is logged in. */
export function watchIdle({ idle_min }: Session): void {
  login += 1;
  isAsking = wantsReport = false;
  minutes = idle_min;
  endsAt = Infinity;
  isActive = false;
  reportedAt = -Infinity;
  if (minutes) void turn();
  else plan();
  if (watching) return;
  watching = true;
  for (const name of EVENTS) window.addEventListener(name, onActivity, { capture: true, passive: true });
  for (const name of ['visibilitychange', 'online']) window.addEventListener(name, () => { if (minutes && !document.hidden) void turn(); }, true);
  effect(onPhase);
}
