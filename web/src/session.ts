/*
 * Who is logged in, and the live connection of their page: login, session, stream, logout. What a page shows of it is
 * the page's matter (Page). Must not know: what a page does with its frames.
 */
import { effect, signal } from '@preact/signals';
import { Problem, api, asApp, type AppName, type ProblemBody, type FactorSecret, type KeyRequest, type Provider, type Session } from './api.ts';
import { hearTime, serverNow } from './clock.ts';
import { onUnauthorized, store, words } from './commands.ts';
import * as desk from './desk.ts';
import { createStream, type Link, type Socket, type StreamParts } from './stream.ts';
import type { Frame, Id, Snapshot, Time, User } from './types.ts';
import { loginWords } from './words.ts';

export type Phase =
  | { name: 'asking' }
  | { name: 'login'; message: string | null }
  | { name: 'in'; user: User };

/** What a page does at the turns of a session. */
export interface Page<S extends { at: Time; live: boolean } = Snapshot> {
  /** Work's page, or the administrators', with a session of its own; else the workspace's. */
  app?: 'work' | 'admin';
  /** Where its snapshots and frames go; else the one store. */
  store?: StreamParts<S>['store'];
  /** Logged in; the stream opens after it. */
  entered(): void;
  /** Without: a page that reads what it shows when it is looked at, and has no stream. */
  readSnapshot?(): Promise<S>;
  /** A frame of the stream. */
  hear?(frame: Frame): void;
  /** Each time a snapshot has been read. */
  onLive?(): void;
  /** Nothing of this person stays. */
  left(): void;
}

export const phase = signal<Phase>({ name: 'asking' });
export const link = signal<Link>({ state: 'connecting' });
export const everLive = signal(false);
/** Supervises agents, or administers: may see the live view. */
export const leads = signal(false);
/** Administers: may see the SMS gateway. */
export const administers = signal(false);

const permissions = signal<readonly string[] | undefined>(undefined);
/** Whether this person has a permission, as when they logged in or the page was loaded: what they may not do is not offered. Where nobody said, the server alone judges. */
export const may = (permission: string): boolean => permissions.value?.includes(permission) ?? true;

const IDLE_AGAIN_MS = 30_000;

let page: Page<any>; // each page knows its own snapshot
let stream: ReturnType<typeof createStream> | null = null;
let unwatch: (() => void) | null = null;
let leaving = false; // by one's own logout, of which the stream may hear before its answer comes

const ownApp = (): AppName => page.app ?? 'workspace';
const isSecure = () => location.protocol === 'https:';
/** The server sets it beside the session's own cookie, which no script can read. */
const mark = () => `${isSecure() ? '__Host-' : ''}tl_${ownApp()}_open`;
const isMarked = () => document.cookie.split('; ').includes(`${mark()}=1`);
const unmark = () => { document.cookie = `${mark()}=; Path=/; Max-Age=0${isSecure() ? '; Secure' : ''}`; };

function openSocket(): Socket {
  const { protocol, host } = location;
  const secure = protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${secure}://${host}/api/v1/stream?app=${ownApp()}`) as unknown as Socket;
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

/** The user who is logged in here. */
export const isOwn = (user: Id): boolean => phase.value.name === 'in' && phase.value.user.id === user;

/** Without it the person's activity is not reported, and their session ends beneath them: until it is there. */
function loadIdle(session: Session): void {
  import('./idle.ts').then((part) => part.watchIdle(session), () => setTimeout(() => { if (isOwn(session.user.id)) loadIdle(session); }, IDLE_AGAIN_MS));
}

function enter(session: Session): void {
  const { user, roles } = session;
  desk.openDesk(page.app ? `${page.app}.${user.id}` : user.id);
  leads.value = roles.some((role) => role === 'supervisor' || role === 'administrator');
  administers.value = roles.includes('administrator');
  permissions.value = session.permissions;
  if (page.readSnapshot) openStream(page.readSnapshot);
  else link.value = { state: 'live' };
  page.entered();
  stream?.start();
  phase.value = { name: 'in', user };
  loadIdle(session);
}

function openStream(readSnapshot: () => Promise<any>): void {
  stream = createStream({
    open: openSocket,
    async readSnapshot() {
      const snapshot = await readSnapshot();
      hearTime(snapshot.at);
      return snapshot;
    },
    sessionAlive,
    store: { ...(page.store ?? store), fromStream: page.hear! },
    onLive() {
      everLive.value = true;
      page.onLive?.();
    },
    onLoggedOut: () => leave(leaving ? null : 'You were logged out.'),
    now: serverNow,
  });
  unwatch = effect(() => {
    link.value = stream?.link.value ?? { state: 'connecting' };
  });
}

function leave(message: string | null): void {
  if (phase.value.name === 'login') return;
  stream?.stop();
  stream = null;
  unwatch?.();
  everLive.value = false;
  phase.value = { name: 'login', message };
  page.left();
  store.clear();
  desk.dialog.value = null;
}

/** What the login page asks for next. */
export type LoginStep = { ask: 'nothing' } | { ask: 'code'; error: string | null; codes?: boolean | undefined; request?: KeyRequest | undefined } | { ask: 'password'; error: string | null } | { ask: 'factor'; secret: FactorSecret };

/** A user without a licence for the app of this page is logged in to the first app that they may use, and taken to its page. */
export async function login(username: string, password: string, code: string, key?: unknown, to = ownApp()): Promise<LoginStep> {
  const elsewhere = to !== ownApp();
  try {
    const session = await api.login(username, password, code, to, key);
    asApp(to);
    if (session.enrolling) return { ask: 'factor', secret: await api.makeFactor(password) };
    if (elsewhere) location.assign(to === 'workspace' ? '.' : to);
    else enter(session);
    return { ask: 'nothing' };
  } catch (error) {
    const { type, apps, code: codes, security_key }: Partial<ProblemBody> = error instanceof Problem ? error.body : {};
    if (type === 'no_licence' && apps?.[0] && !elsewhere) return login(username, password, code, key, apps[0]);
    if (type === 'second_factor_required') return { ask: 'code', error: null, codes, request: security_key as KeyRequest | undefined };
    if (type === 'wrong_security_key') return { ...await login(username, password, '', undefined, to), error: 'This security key is not right. Try again.' } as LoginStep; // with a new challenge
    if (type === 'wrong_code') return { ask: 'code', error: 'This code is not right, or was used before.' };
    if (type === 'unauthenticated') return { ask: 'password', error: 'User name or password is wrong.' };
    return { ask: code || key ? 'code' : 'password', error: words(error) };
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
const LOGOUT_ASKS = new Set(['open_interactions', 'code_missing', 'code_unknown', 'emergency_runs']);

/** confirm: also in an emergency. */
export async function logout(giveBack: boolean, code: Id | null, confirm = false): Promise<string | null> {
  leaving = true;
  try {
    await api.logout(giveBack, code, confirm);
  } catch (error) {
    if (error instanceof Problem && LOGOUT_ASKS.has(error.type) && desk.dialog.value?.name !== 'logout') {
      desk.dialog.value = { name: 'logout' };
      return null;
    }
    if (!(error instanceof Problem && error.status === 401)) return words(error);
  } finally {
    leaving = false;
  }
  unmark();
  desk.clearDesk();
  leave(null);
  return null;
}

export const tryNow = () => stream?.tryNow();

/** Says something to the server, if it can be said now. */
export const say = (what: unknown) => stream?.say(what);

/** Reads the figures again that come with a snapshot only. */
export const refresh = () => stream?.refresh();

/** Or why the login page is shown; null: for no reason of its own. */
async function currentSession(): Promise<Session | string | null> {
  if (!isMarked()) return null;
  try {
    return await api.session();
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
    unmark();
    return error.type === 'session_idle' ? error.message : null;
  }
}

/** Asks who is logged in; `it` is told from then on. */
export async function startSession<S extends { at: Time; live: boolean }>(it: Page<S>): Promise<void> {
  page = it;
  if (it.app) asApp(it.app);
  onUnauthorized.call = () => leave('Your session has ended. Log in again: what you wrote is still here.');
  window.addEventListener('online', () => stream?.tryNow());
  try {
    const session = await currentSession();
    if (!session || typeof session === 'string') phase.value = { name: 'login', message: loginWords(takeLoginWord()) ?? session };
    else if (session.roles.includes('enrolling')) phase.value = { name: 'login', message: loginWords('factor') };
    else enter(session);
  } catch {
    phase.value = { name: 'login', message: 'The server does not answer. Try again in a moment.' };
  }
}
