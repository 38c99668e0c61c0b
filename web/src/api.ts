/*
 * The one client of the daemons' REST interface. Problem documents become Problem,
 * silence becomes NoAnswer. A command carries an Idempotency-Key and is tried again
 * with the same one while nothing is known of its end, so it happens once at most. What
 * the server keeps no answer of is not tried again (`once`): silence becomes MaybeDone.
 * One that requires re-authentication asks for it (view/ProofDialog.tsx), then is repeated.
 */
import type { Outgoing } from './desk.ts';
import type {
  Begin, Begun, Canned, Case, CustomerCard, CustomersFound, Factor, Frame, FrameOf, Id, MyChannel, SessionLine, Snapshot, StatusCodes, Targets, Transcript, TypedNumber, User,
} from './types.ts';

const BASE = '/api/v1';
/** Whose session: the workspace's, Work's, or administration's. A page says it once, before anything is asked. */
let app: AppName = 'workspace';
export const asApp = (name: AppName) => (app = name);
export type AppName = 'workspace' | 'work' | 'admin';
const DEADLINE_MS = 10_000;
/** Of an upload: 50 bytes a millisecond are 400 kbit/s. */
const SLOWEST_BYTES_PER_MS = 50;
const TRIES_MAX = 3;
const PAUSE_MS = 400;
/** Gateway answers that say nothing about the command itself. */
const TRY_AGAIN = new Set([502, 503, 504]);

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  request_id?: string;
  errors?: { pointer: string; detail: string }[];
  state?: unknown;
  messages?: FrameOf<'message'>[];
  locked_until?: string | null;
  /** Of no_licence: where the user may log in, what suits the role best first. */
  apps?: AppName[];
  /** Of proof_needed: by what, and at which provider. */
  proof?: 'password' | 'code' | 'security_key' | 'login';
  provider?: string;
  /** Of second_factor_required: whether a code will do, and what a security key is asked; of proof_needed: whether there is one. */
  code?: boolean;
  security_key?: KeyRequest | true;
}

/** What navigator.credentials.get() takes, its bytes in base64url. */
export interface KeyRequest {
  rpId: string;
  challenge: string;
  timeout: number;
  userVerification: UserVerificationRequirement;
  allowCredentials: { type: string; id: string; transports: string[] }[];
}

export class Problem extends Error {
  readonly type: string;
  readonly status: number;
  readonly body: ProblemBody;
  readonly retryAfterMs: number | null;

  constructor(body: ProblemBody, retryAfterMs: number | null) {
    super(body.detail ?? body.title);
    this.type = body.type;
    this.status = body.status;
    this.body = body;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No connection, a deadline, or an answer that is none of ours. */
export class NoAnswer extends Error {}

/** The same, of what happens anew each time it is asked for: a person has to look first. */
export class MaybeDone extends NoAnswer {}

interface Ask {
  body?: unknown;
  /** Bytes, instead of a body. */
  bytes?: Blob;
  key?: string;
  version?: string;
  /** Not again by itself, whatever comes of it. */
  once?: boolean;
}

export function newKey(): string {
  return crypto.randomUUID();
}

/** Where the browser itself fetches: it can't say whose session counts but in the address. */
export const opened = (path: string) => `${BASE}${path}${path.includes('?') ? '&' : '?'}app=${app}`;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function problemOf(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get('Retry-After'));
  const text = await response.text();
  let body: Partial<ProblemBody> = {};
  try {
    body = JSON.parse(text) as Partial<ProblemBody>;
  } catch {
    /* a proxy's page: the status line says it all */
  }
  const title = body.title ?? `The server answered ${response.status}`;
  return new Problem(
    { ...body, type: body.type ?? `status_${response.status}`, title, status: response.status },
    seconds > 0 ? seconds * 1000 : null,
  );
}

async function once(method: string, path: string, ask: Ask): Promise<Response> {
  const headers: Record<string, string> = { 'X-Trunkline-App': app, Accept: 'application/json' };
  if (ask.body !== undefined) headers['Content-Type'] = 'application/json';
  if (ask.bytes) headers['Content-Type'] = ask.bytes.type;
  if (ask.key) headers['Idempotency-Key'] = ask.key;
  if (ask.version) headers['If-Match'] = `"${ask.version}"`;
  try {
    return await fetch(BASE + path, {
      method,
      headers,
      credentials: 'same-origin',
      keepalive: method === 'DELETE', // said as the page goes
      signal: AbortSignal.timeout(DEADLINE_MS + Math.ceil((ask.bytes?.size ?? 0) / SLOWEST_BYTES_PER_MS)),
      ...(ask.bytes ? { body: ask.bytes } : ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    });
  } catch {
    throw new NoAnswer('No answer from the server.');
  }
}

function again(error: unknown): number | null {
  if (error instanceof NoAnswer) return PAUSE_MS;
  if (!(error instanceof Problem)) return null;
  if (TRY_AGAIN.has(error.status)) return error.retryAfterMs ?? PAUSE_MS;
  /* The first try of this very command is still running. */
  return error.status === 409 ? error.retryAfterMs : null;
}

/** Whether the user has confirmed their identity, so that the refused request may be repeated. */
const proved = (error: unknown) => error instanceof Problem && error.type === 'proof_needed'
  && import('./view/ProofDialog.tsx').then((part) => part.askProof(error.body), () => { throw new NoAnswer('Part of this page could not be loaded. Load the page again.'); });

export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await once(method, path, ask);
      if (!response.ok) throw await problemOf(response);
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (error) {
      if (await proved(error)) { attempt = 0; continue; }
      if (ask.once) throw error instanceof NoAnswer ? new MaybeDone(error.message) : error;
      const wait = again(error);
      if (wait === null || attempt >= TRIES_MAX) throw error;
      await pause(wait * attempt);
    }
  }
}

/** The bytes of a stranger's file: shown as a picture or saved, never opened as a page. */
async function file(path: string): Promise<Blob> {
  const response = await once('GET', path, {});
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}

export const command = <T>(method: string, path: string, body?: unknown, more: Ask = {}) =>
  call<T>(method, path, { key: newKey(), ...(body === undefined ? {} : { body }), ...more });

export interface List<T> {
  data: T[];
  next_cursor: string | null;
}

/** All of a few, page by page. */
export async function whole<T>(ask: (page: string) => Promise<List<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let page: string | null = 'limit=200'; page !== null;) {
    const { data, next_cursor }: List<T> = await ask(page);
    rows.push(...data);
    page = next_cursor === null ? null : `limit=200&cursor=${encodeURIComponent(next_cursor)}`;
  }
  return rows;
}

export interface Session {
  user: User;
  roles: string[];
  /** Not told by daemons of the release before. */
  permissions?: string[];
  expires_at: string;
  /** It can set up a second factor, nothing else. */
  enrolling?: boolean;
  /** Minutes without activity that end it; 0: none do. */
  idle_min: number;
}

export interface Provider {
  slug: string;
  name: string;
}

export interface FactorSecret {
  secret: string;
  uri: string;
}

/** What is not said is left out. */
export interface WrapUpAsk {
  case_id?: Id;
  note?: string;
  disposition_id?: Id;
  time_over?: boolean;
}

export interface EndAsk extends Omit<WrapUpAsk, 'disposition_id' | 'time_over'> {
  last_seen_seq: number;
  case_title?: string;
  reason?: string;
}


export const api = {
  login: (username: string, password: string, code: string, to: AppName, security_key?: unknown) =>
    command<Session>('POST', '/sessions', { username, password, app: to, security_key, ...(code ? { code } : {}) }),
  providers: () => call<List<Provider>>('GET', '/sessions/providers').then((list) => list.data),
  providerPath: (slug: string) => opened(`/sessions/oidc/${encodeURIComponent(slug)}`),
  makeFactor: (password: string) => command<FactorSecret>('POST', '/me/second-factor', { password }),
  confirmFactor: (code: string) =>
    command<{ recovery_codes: string[] }>('POST', '/me/second-factor/confirm', { code }).then((it) => it.recovery_codes),
  factor: () => call<Factor>('GET', '/me/second-factor'),
  endFactor: (code: string) => command<void>('POST', '/me/second-factor/end', { code }),
  newRecoveryCodes: (code: string) =>
    command<{ recovery_codes: string[] }>('POST', '/me/second-factor/recovery-codes', { code }).then((it) => it.recovery_codes),
  passwordMin: () => call<{ password_min: number }>('GET', '/me/password').then((it) => it.password_min),
  setPassword: (current: string, password: string) => command<void>('PUT', '/me/password', { current, password }),
  mySessions: () => call<List<SessionLine>>('GET', '/me/sessions?limit=200').then((list) => list.data),
  endSession: (id: Id) => command<unknown>('DELETE', `/me/sessions/${id}`),
  session: () => call<Session>('GET', '/sessions/me'),
  logout: (giveBack: boolean, code: Id | null, confirm: boolean) =>
    command<void>('DELETE', `/sessions/me?return=${giveBack}${code === null ? '' : `&code=${code}`}${confirm ? '&confirm=true' : ''}`),

  workspace: () => call<Snapshot>('GET', '/workspace'),
  join: (interaction: Id) => command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/join`),

  setStatus: (status: string, stop_new: boolean, code: Id | null) =>
    command<FrameOf<'agent'>>('PUT', '/me/status', { status, stop_new, code }),
  statusCodes: () => call<StatusCodes>('GET', '/me/status-codes'),

  accept: (offer: Id) => command<FrameOf<'interaction'>>('POST', `/offers/${offer}/accept`, {}),
  reject: (offer: Id) => command<Frame>('POST', `/offers/${offer}/reject`, {}),
  withdraw: (offer: Id) => command<Frame>('POST', `/offers/${offer}/withdraw`, {}),

  interaction: (interaction: Id) => call<FrameOf<'interaction'>>('GET', `/interactions/${interaction}`),
  targets: (interaction: Id) => call<Targets>('GET', `/interactions/${interaction}/transfer-targets`),
  transfer: (interaction: Id, what: 'transfer' | 'consult', body: { queue?: Id; agent?: Id; note?: string }) =>
    command<Frame>('POST', `/interactions/${interaction}/${what}`, body),
  leave: (interaction: Id) => command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/consult/end`, {}),
  takeOver: (interaction: Id) => command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/take-over`),
  note: (conversation: Id, text: string) => command<FrameOf<'message'>>('POST', `/conversations/${conversation}/notes`, { text }),
  extendWrapUp: (interaction: Id) => command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/wrap-up/extend`),

  send: ({ conversation, text, clientId: client_id, html, confirmBlocked }: Outgoing) =>
    command<FrameOf<'message'>>('POST', `/conversations/${conversation}/messages`, { text, client_id, ...(html && { html }), ...(confirmBlocked && { confirm_blocked: true }) }, { key: client_id }),
  cancelMessage: (id: Id) => command<FrameOf<'message'>>('POST', `/messages/${id}/cancel`),
  giveImage: (bytes: Blob) => command<{ id: Id }>('POST', '/inline-images', undefined, { bytes }),
  fileLink: (id: Id) => call<{ url: string }>('GET', `/files/${id}/link`).then((it) => it.url),
  myChannels: () => call<List<MyChannel>>('GET', '/me/channels?limit=200').then((list) => list.data),
  canned: () => whole<Canned>((page) => call<List<Canned>>('GET', `/canned-messages?${page}`)),
  typedNumber: (number: string, channel: Id) =>
    call<TypedNumber>('GET', `/sms/numbers?number=${encodeURIComponent(number)}&channel=${channel}`),
  beginText: (ask: Begin) => command<Begun>('POST', '/me/interactions', ask),
  typing: (conversation: Id) => call<void>('POST', `/conversations/${conversation}/typing`),
  conversation: (id: Id) => call<FrameOf<'conversation'>>('GET', `/conversations/${id}`),
  messages: (conversation: Id, query: string) =>
    call<List<FrameOf<'message'>>>('GET', `/conversations/${conversation}/messages?${query}`).then((list) => list.data),

  attachment: (id: Id) => file(`/attachments/${id}`),
  retryAttachment: (id: Id) => command<FrameOf<'message'>>('POST', `/attachments/${id}/retry`),

  end: (interaction: Id, ask: EndAsk) =>
    command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/end`, ask),
  endWrapUp: (interaction: Id, ask: WrapUpAsk) =>
    command<FrameOf<'interaction'>>('POST', `/interactions/${interaction}/wrap-up/end`, ask),

  customersOf: (number: string) =>
    call<CustomersFound>('GET', `/customers?number=${encodeURIComponent(number)}`),
  createCustomer: (name: string, number: string, notes: string) =>
    command<CustomerCard>('POST', '/customers', { name, number, notes }),
  updateCustomer: (id: Id, version: string, name: string, notes: string) =>
    command<CustomerCard>('PATCH', `/customers/${id}`, { name, notes }, { version }),
  createCase: (customer: Id, title: string) => command<Case>('POST', '/cases', { customer, title }),
  chooseCustomer: (conversation: Id, customer: Id) =>
    command<FrameOf<'conversation'>>('PUT', `/conversations/${conversation}/customer`, { customer }),
  transcript: (id: Id) => call<Transcript>('GET', `/transcripts/${id}`),
};
