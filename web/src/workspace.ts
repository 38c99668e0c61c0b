/*
 * Joins the parts for one logged-in person: session, stream, store, desk. Started with the
 * page; what one person had ends with the logout.
 */
import { effect, signal } from '@preact/signals';
import { startAlerts } from './alerts.ts';
import { Problem, api, type FactorSecret, type Provider, type Session } from './api.ts';
import { channels, loadChannels } from './begin.ts';
import { onChange } from './changes.ts';
import { hearTime, serverNow, startClock } from './clock.ts';
import { onUnauthorized, store, words } from './commands.ts';
import { lookups } from './customers.ts';
import * as desk from './desk.ts';
import { chatsLive, chatsOver, hearChat, isChat, part } from './chat/lazy.ts';
import { endWrapUp } from './endings.ts';
import { startSettings } from './settings.ts';
import { onKey } from './shortcuts.ts';
import { loadCodes } from './status.ts';
import { createStream, type Link, type Socket } from './stream.ts';
import { drainAll, fillConversation, unreadOf } from './texts.ts';
import type { Id, User } from './types.ts';
import { loginWords } from './words.ts';

/** The figures of queues and team come with a snapshot; this often, with some play. */
const REFRESH_MS = 60_000;
const REFRESH_PLAY_MS = 10_000;
/** A wrap-up that runs out is saved by the page this long before its end. */
const WRAP_SAVE_MS = 2_000;
/** An offer that still stands so long after its deadline has ended unheard. */
const OFFER_OVERDUE_MS = 4_000;
const CHECK_MS = 500;

export type Phase =
  | { name: 'asking' }
  | { name: 'login'; message: string | null }
  | { name: 'in'; user: User };

export const phase = signal<Phase>({ name: 'asking' });
export const link = signal<Link>({ state: 'connecting' });
export const everLive = signal(false);
/** Supervises agents, or administers: may see the live view. */
export const leads = signal(false);
/** Administers: may see the SMS gateway. */
export const administers = signal(false);

let stream: ReturnType<typeof createStream> | null = null;
let unwatch: (() => void) | null = null;

/* ---- session ------------------------------------------------------------------ */

function openSocket(): Socket {
  const { protocol, host } = location;
  const secure = protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${secure}://${host}/api/v1/stream?app=workspace`) as unknown as Socket;
}

async function sessionAlive(): Promise<boolean> {
  try {
    await api.session();
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return false;
    throw error;
  }
}

function enter({ user, roles }: Session): void {
  desk.openDesk(user.id);
  leads.value = roles.some((role) => role === 'supervisor' || role === 'administrator');
  administers.value = roles.includes('administrator');
  stream = createStream({
    open: openSocket,
    async readSnapshot() {
      const snapshot = await api.workspace();
      hearTime(snapshot.at);
      return snapshot;
    },
    sessionAlive,
    store: {
      ...store,
      fromStream: (frame) => (isChat(frame) ? hearChat(frame as never) : store.fromStream(frame)),
    },
    onLive: afterSnapshot,
    onLoggedOut: () => leave('You were logged out.'),
    now: serverNow,
  });
  const stopLink = effect(() => {
    link.value = stream?.link.value ?? { state: 'connecting' };
  });
  const stopChanges = store.onChange(onChange);
  unwatch = () => {
    stopLink();
    stopChanges();
  };
  stream.start();
  void loadCodes();
  void loadChannels();
  phase.value = { name: 'in', user };
}

function leave(message: string | null): void {
  if (phase.value.name === 'login') return;
  stream?.stop();
  stream = null;
  unwatch?.();
  everLive.value = false;
  phase.value = { name: 'login', message };
  savedAtEnd.clear();
  store.clear();
  chatsOver();
  lookups.value = new Map();
  channels.value = [];
  desk.dialog.value = null;
}

/** What the login page asks for next. */
export type LoginStep = { ask: 'nothing' } | { ask: 'code' | 'password'; error: string | null } | { ask: 'factor'; secret: FactorSecret };

export async function login(username: string, password: string, code: string): Promise<LoginStep> {
  try {
    const session = await api.login(username, password, code);
    if (session.enrolling) return { ask: 'factor', secret: await api.makeFactor(password) };
    enter(session);
    return { ask: 'nothing' };
  } catch (error) {
    const type = error instanceof Problem ? error.type : '';
    if (type === 'second_factor_required') return { ask: 'code', error: null };
    if (type === 'wrong_code') return { ask: 'code', error: 'This code is not right, or was used before.' };
    if (type === 'unauthenticated') return { ask: 'password', error: 'User name or password is wrong.' };
    return { ask: code ? 'code' : 'password', error: words(error) };
  }
}

/** The recovery codes, or what is wrong. */
export async function confirmFactor(code: string): Promise<string[] | string> {
  try {
    return await api.confirmFactor(code);
  } catch (error) {
    return words(error);
  }
}

/** Who cares for no provider sees none: a page that can't ask says nothing. */
export const providers = (): Promise<Provider[]> => api.providers().catch(() => []);

/** The word that a login at a provider ended with; the address then forgets it. */
function takeLoginWord(): string | null {
  const address = new URL(location.href);
  const word = address.searchParams.get('login');
  if (word === null) return null;
  address.searchParams.delete('login');
  history.replaceState(null, '', address);
  return word;
}

/** What a logout may ask back: it is answered in its dialog. */
const LOGOUT_ASKS = new Set(['open_interactions', 'code_missing', 'code_unknown']);

export async function logout(giveBack: boolean, code: Id | null): Promise<string | null> {
  try {
    await api.logout(giveBack, code);
  } catch (error) {
    if (error instanceof Problem && LOGOUT_ASKS.has(error.type) && desk.dialog.value?.name !== 'logout') {
      desk.dialog.value = { name: 'logout' };
      return null;
    }
    if (!(error instanceof Problem && error.status === 401)) return words(error);
  }
  desk.clearDesk();
  leave(null);
  return null;
}

export const tryNow = () => stream?.tryNow();

function afterSnapshot(): void {
  everLive.value = true;
  const ids = store.work.value.map((it) => it.interaction);
  if (desk.selected.value === null || !ids.includes(desk.selected.value)) {
    desk.selected.value = ids[0] ?? null;
  }
  for (const it of store.work.value) void fillConversation(it.conversation);
  drainAll();
  if (store.user.value) chatsLive(store.user.value, (what) => stream?.say(what));
}

/* ---- what time brings ----------------------------------------------------------- */

/** A note that is being written when the time runs out is saved, not lost. */
const savedAtEnd = new Set<Id>();

function saveWrapUps(): void {
  for (const it of store.work.value) {
    if (it.state !== 'wrap_up' || !it.wrap_until) continue;
    const left = Date.parse(it.wrap_until) - serverNow();
    const { choice, note } = desk.outcomeOf(it.interaction);
    if (left > WRAP_SAVE_MS || left < -WRAP_SAVE_MS || !(note || choice) || savedAtEnd.has(it.interaction)) continue;
    savedAtEnd.add(it.interaction);
    void endWrapUp(it);
  }
}

/** An offer's end should have come by now: a new snapshot tells. */
function askForOverdue(): void {
  const first = store.openOffers.value[0];
  if (!first) return;
  const late = serverNow() - Date.parse(first.deadline);
  if (late > OFFER_OVERDUE_MS && late % OFFER_OVERDUE_MS < CHECK_MS) stream?.refresh();
}

/* ---- start ---------------------------------------------------------------------------- */

function refreshLater(): void {
  setTimeout(() => {
    if (document.visibilityState === 'visible') stream?.refresh();
    refreshLater();
  }, REFRESH_MS + Math.random() * REFRESH_PLAY_MS);
}

function title(): string {
  const offers = store.openOffers.value.length;
  if (offers > 0) return 'New offer · Trunkline';
  const unread = store.work.value.filter((it) => unreadOf(it.conversation) > 0).length;
  const all = unread + (part.value?.unread.value ?? 0);
  return all > 0 ? `(${all}) Trunkline` : 'Trunkline';
}

export async function start(): Promise<void> {
  startClock();
  startSettings();
  startAlerts();
  onUnauthorized.call = () => leave('Your session has ended. Log in again: what you wrote is still here.');
  document.addEventListener('keydown', (event) => phase.value.name === 'in' && onKey(event));
  window.addEventListener('online', () => stream?.tryNow());
  effect(() => {
    document.title = title();
  });
  setInterval(() => {
    saveWrapUps();
    askForOverdue();
  }, CHECK_MS);
  refreshLater();
  try {
    const session = await api.session();
    if (session.roles.includes('enrolling')) phase.value = { name: 'login', message: loginWords('factor') };
    else enter(session);
  } catch (error) {
    const known = error instanceof Problem && error.status === 401;
    phase.value = { name: 'login', message: known ? loginWords(takeLoginWord()) : 'The server does not answer. Try again in a moment.' };
  }
}
