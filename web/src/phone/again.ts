/*
 * A page that is loaded again in a call takes it up (decision 0070): what its dialogs need is left behind as the page goes, for this tab and as long
 * as voiced keeps its connection. A dialog goes on where it stood; its sound is offered anew.
 * The only file that reaches into JsSIP, which knows no dialog that it did not begin itself.
 */
import { URI, type UA } from 'jssip';
import * as made from 'jssip/lib/RTCSession';
import * as messages from 'jssip/lib/SIPMessage';
import { InviteClientTransaction } from 'jssip/lib/Transactions';
import type { PhoneCall } from './state.ts';

const KEY = 'trunkline.phone';
/** voiced keeps a connection for 30 s; loading takes a part of that. */
const LEFT_MS = 25_000;

interface Dialog {
  _id: { call_id: string; local_tag: string; remote_tag: string };
  _local_uri: URI;
  _remote_uri: URI;
  _remote_target: URI;
  _route_set: string[];
  _local_seqnum?: number;
  _remote_seqnum?: number;
}

interface Inside extends made.RTCSession {
  _dialog?: Dialog;
  _request?: { data: string | null; to_tag: string | null } & Invite;
  _status: number;
  _from_tag: string;
  _receiveInviteResponse(response: Response): void;
  sendRequest(method: string): void;
  onRequestTimeout(): void;
  onTransportError(): void;
  _audioMuted: boolean;
  _localHold: boolean;
  _createDialog(message: object, type: 'UAC'): boolean;
  _createRTCConnection(config: RTCConfiguration): void;
  _sendReinvite(options: { eventHandlers: { succeeded(): void; failed(): void } }): void;
}

/** One's own, on its way. */
interface Invite {
  ruri: URI;
  call_id: string;
  cseq: number;
  transaction?: InviteClientTransaction | null;
  getHeader(name: string): string;
  setHeader(name: string, value: string): void;
}

interface Response { status_code: number; body: string | null }

/** What of a UA keeps what is under way. */
interface Keeper {
  transport: { ondata(data: object): void };
  newTransaction(it: object): void;
  destroyTransaction(it: object): void;
  newRTCSession(session: object, event: object): void;
}

const Request = (messages as unknown as { InitialOutgoingInviteRequest: new (to: URI, ua: UA, about: object) => Invite }).InitialOutgoingInviteRequest;
const Session = (made as unknown as { default: new (ua: UA) => Inside }).default;

export interface LeftCall {
  call: PhoneCall;
  id: Dialog['_id'];
  local: string;
  remote: string;
  target: string;
  routes: string[];
  sent?: number | undefined;
  came?: number | undefined;
}

/** A call that rang: as it came, under which tag it was told that it rings, and whether it was being answered. */
export interface LeftRing {
  invite: string;
  tag: string;
  answers: boolean;
}

/** A call that was dialled and is not answered yet. */
export interface LeftDial {
  call: PhoneCall;
  to: string;
  call_id: string;
  tag: string;
  cseq: number;
  via: string;
  branch: string;
}

export interface Left {
  /** As which the page comes back to its connection, whose it is, and what its calls know it by. */
  page: string;
  username: string;
  contact: string;
  at: number;
  calls: LeftCall[];
  rings: LeftRing[];
  dials: LeftDial[];
}

/** Null: there is no dialog that could go on. */
export function leftOf(session: made.RTCSession, call: PhoneCall): LeftCall | null {
  const dialog = (session as Inside)._dialog;
  return dialog ? {
    call, id: { ...dialog._id }, local: String(dialog._local_uri), remote: String(dialog._remote_uri), target: String(dialog._remote_target),
    routes: dialog._route_set, sent: dialog._local_seqnum, came: dialog._remote_seqnum,
  } : null;
}

export function ringLeft(session: made.RTCSession, answers: boolean): LeftRing | null {
  const request = (session as Inside)._request;
  return request?.data && request.to_tag ? { invite: request.data, tag: request.to_tag, answers } : null;
}

/** Taken as if it came now. What ended it meanwhile comes after. */
export function ringAgain(ua: UA, { invite }: LeftRing): void {
  const { transport } = ua as unknown as Keeper;
  transport.ondata({ transport, message: invite });
}

/** Its caller knows it by the tag that it had; else one call would ring at two. */
export function sameRing(left: LeftRing, request: object): boolean {
  const now = request as NonNullable<Inside['_request']>;
  if (now.data !== left.invite) return false;
  now.to_tag = left.tag;
  return true;
}

export function dialLeft(session: made.RTCSession, call: PhoneCall): LeftDial | null {
  const { _request: request, _from_tag: tag } = session as Inside;
  if (!request?.transaction) return null; // not sent yet
  const { ruri, call_id, cseq, transaction } = request;
  return { call, to: String(ruri), call_id, tag, cseq, via: request.getHeader('via'), branch: transaction.id };
}

/** Waits on for what it was waiting for; with an answer the dialog stands, without sound: `answered`. */
export function dialAgain(ua: UA, { to, call_id, tag, cseq, via, branch }: LeftDial, answered: () => void): made.RTCSession {
  const session = new Session(ua), keeper = ua as unknown as Keeper, request = new Request(URI.parse(to)!, ua, { call_id, from_tag: tag, cseq });
  Object.assign(session, {
    _id: call_id + tag, _from_tag: tag, _direction: 'outgoing', _request: request, _status: session.C.STATUS_1XX_RECEIVED,
    _contact: (ua as unknown as { contact: { toString(how: object): string } }).contact.toString({ outbound: true }),
  });
  function hear(response: Response): void {
    const good = response.status_code >= 200 && response.status_code < 300;
    if (!good) response.body = null; // sound before the answer was for the connection that is gone
    if (!good || session._dialog || session._status !== session.C.STATUS_1XX_RECEIVED) return session._receiveInviteResponse(response);
    Object.assign(session, { _status: session.C.STATUS_CONFIRMED, _is_confirmed: true });
    if (!session._createDialog(response, 'UAC')) return;
    session.sendRequest('ACK');
    answered();
  }
  const transaction = new InviteClientTransaction(ua, keeper.transport, request, {
    onReceiveResponse: hear, onRequestTimeout: () => session.onRequestTimeout(), onTransportError: () => session.onTransportError(),
  });
  /* Under the name that its answers come by. */
  keeper.destroyTransaction(transaction);
  Object.assign(transaction, { id: branch, state: transaction.C.STATUS_PROCEEDING });
  request.setHeader('via', via);
  keeper.newTransaction(transaction);
  keeper.newRTCSession(session, { originator: 'local', session });
  return session;
}

export function leave(left: Left): void {
  try { sessionStorage.setItem(KEY, JSON.stringify(left)); } catch { /* then it is lost, as it would be without */ }
}

/** Once: who loads it again finds what was left then. */
export function takeLeft(username: string): Left | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Left | null;
    sessionStorage.removeItem(KEY);
    return left && left.username === username && Date.now() - left.at < LEFT_MS ? left : null;
  } catch {
    return null;
  }
}

/** It ends without a word to the other end. */
export const cut = (session: made.RTCSession): void => (session as Inside).onTransportError();

/** It is rung no more, and need not wait for the answer to a registration that may be lost: the next one can be sent at once. */
export const unbound = (ua: UA): void => (ua.registrator() as unknown as { onTransportClosed(): void }).onTransportClosed();

/** The dialog as it stood, without sound; from now on its end is heard. */
export function takeUp(ua: UA, { call, id, local, remote, target, routes, sent, came }: LeftCall): made.RTCSession {
  const session = new Session(ua);
  const uris: Record<string, URI | undefined> = { from: URI.parse(local), to: URI.parse(remote), contact: URI.parse(target) };
  Object.assign(session, {
    _id: id.call_id + id.local_tag, _direction: call.way === 'in' ? 'incoming' : 'outgoing', _contact: (ua as unknown as { contact: { toString(how: object): string } }).contact.toString({ outbound: true }),
    _status: session.C.STATUS_CONFIRMED, _is_confirmed: true, _audioMuted: call.muted, _localHold: call.hold,
  });
  session._createDialog({
    hasHeader: () => true, parseHeader: (name: string) => ({ uri: uris[name] }), getHeaders: () => [...routes].reverse(),
    call_id: id.call_id, from_tag: id.local_tag, to_tag: id.remote_tag, cseq: sent,
  }, 'UAC');
  session._dialog!._remote_seqnum = came!;
  (ua as unknown as Keeper).newRTCSession(session, { originator: 'local', session });
  return session;
}

/** Its sound, offered anew: true when it is there. */
export function soundAgain(session: made.RTCSession, stream: MediaStream, config: RTCConfiguration): Promise<boolean> {
  const inside = session as Inside;
  if ((inside.connection as RTCPeerConnection | null) === null) {
    Object.assign(inside, { _localMediaStream: stream, _localMediaStreamLocallyGenerated: true });
    inside._createRTCConnection(config);
    for (const track of stream.getTracks()) {
      track.enabled = !inside._audioMuted && !inside._localHold; // who is muted stays so
      inside.connection.addTrack(track, stream);
    }
  }
  return new Promise((done) => inside._sendReinvite({ eventHandlers: { succeeded: () => done(true), failed: () => done(false) } }));
}
