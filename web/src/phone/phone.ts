/*
 * The page as a phone: registers, rings, calls, by JsSIP. Loaded when the phone is turned on.
 * Owns: the sessions and their sound. What others see of it stands in state.ts.
 *
 * A call that rings for an offer is answered by accepting the offer, whose card stands for both (offered.ts); by a card of its own where this page
 * does not know the offer.
 */
import { UA } from 'jssip';
import type { EndEvent, OutgoingEvent, RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent, UnRegisteredEvent } from 'jssip/lib/UA';
import { effect } from '@preact/signals';
import { notify, say, soundFor } from '../alerts.ts';
import { settings } from '../settings.ts';
import type { Id } from '../types.ts';
import { meter, readDevices, soundProblem, soundWanted, speakBy, watchDevices } from './devices.ts';
import { cut, dialAgain, dialLeft, leave, leftOf, ringAgain, ringLeft, sameRing, soundAgain, takeLeft, takeUp, unbound, type LeftCall, type LeftDial, type LeftRing } from './again.ts';
import { askDial, lastingRefusal } from './dial.ts';
import { countsOf, qualityOf, type Counts } from './quality.ts';
import { APART_MS, hasOwnCard } from './offered.ts';
import { PhoneSocket, askToken, finalWords, type PhoneToken } from './socket.ts';
import { whoOf } from './shown.ts';
import { HELP_HEADER, OFFER_HEADER, allCalls, canCall, ended, endedCount, levels, phoneLink, type Levels, type PhoneCall } from './state.ts';

const HOST = 'trunkline.invalid';
const AGAIN_MIN_S = 1;
const AGAIN_MAX_S = 30;
const STATS_MS = 2000;
const RING_MS = 3000;
/** Without servers for ICE all candidates are there at once; with them the last may take its time. */
const ICE_MS = 1500;
const ACCEPTED_MAX = 50;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const AGAIN_TRIES = 5;
const AGAIN_MS = 1000;

interface Held {
  session: RTCSession;
  audio: HTMLAudioElement;
  meters: Partial<Record<keyof Levels, { stop(): void }>>;
  /** The microphone that is heard, where it is not the one that the call began with. */
  microphone: MediaStream | null;
  counts: Counts | null;
  /** It was hung up here. */
  hungUp: boolean;
  /** Its hold is being offered, or the end of it, until the answer is taken in. */
  offersHold: boolean;
  /** What goes on until the call ends. */
  timers: ReturnType<typeof setInterval>[];
}

let ua: UA | null = null;
/** Another one each time the phone is turned off; `begun`: for which it was turned on. */
let turn = 0, begun = -1;
let socket: PhoneSocket | null = null;
let iceServers: RTCIceServer[] = [];
let count = 0;
const held = new Map<string, Held>();
/** Offers that were accepted here, whose call may still come. */
const accepted = new Set<Id>();
/** What rang when the page was loaded again. */
let rang: readonly LeftRing[] = [];

/* ---- what others see ------------------------------------------------------------------ */

const change = (id: string, part: Partial<PhoneCall>): void => {
  allCalls.value = allCalls.value.map((call) => (call.id === id ? { ...call, ...part } : call));
};
const find = (id: string): PhoneCall | undefined => allCalls.value.find((call) => call.id === id);
/** A call that was taken up has none until its sound is back, whatever JsSIP's types say. */
const hasConnection = ({ connection }: RTCSession): boolean => Boolean(connection as RTCPeerConnection | null);

/* ---- on and off --------------------------------------------------------------------------- */

/** Until it is reached, or turned off again: what was asked for before that is dropped. */
export async function on(): Promise<void> {
  if (begun === turn) return;
  const mine = begun = turn;
  phoneLink.value = { state: 'connecting' };
  watchDevices();
  for (let wait_s = AGAIN_MIN_S; mine === turn; wait_s = Math.min(2 * wait_s, AGAIN_MAX_S)) {
    try {
      const first = await askToken();
      if (mine === turn) start(first);
      return;
    } catch (error) {
      if (mine !== turn) return;
      const why = finalWords(error);
      if (why !== null) return refuse(why);
      phoneLink.value = { state: 'lost' };
    }
    await new Promise((done) => setTimeout(done, wait_s * 1000));
  }
}

function refuse(why: string): void {
  off();
  phoneLink.value = { state: 'refused', why };
}

function learn(token: PhoneToken): void {
  iceServers = token.ice_servers;
}

function start(first: PhoneToken): void {
  const left = takeLeft(first.username);
  const away = (): void => {
    if (ua !== agent) return;
    unbound(agent);
    phoneLink.value = { state: 'lost' };
  };
  socket = new PhoneSocket(first, { learn, refuse, away, back: () => ua === agent && agent.register(), gone: () => ua === agent && cutUnanswered() }, left?.page);
  const agent = new UA({
    sockets: [{ socket, weight: 1 }],
    ...(left ? { contact_uri: left.contact } : {}),
    uri: `sip:${first.username}@${HOST}`,
    register: true,
    register_expires: 300,
    session_timers: false,
    user_agent: 'Trunkline page',
    connection_recovery_min_interval: AGAIN_MIN_S,
    connection_recovery_max_interval: AGAIN_MAX_S,
  });
  ua = agent;
  /* One that was turned off says its goodbyes yet, and nothing of that is shown. */
  const tells = (state: 'ready' | 'lost') => () => { if (ua === agent) phoneLink.value = { state }; };
  agent.on('registered', tells('ready'));
  agent.on('disconnected', tells('lost'));
  agent.on('registrationFailed', tells('lost'));
  agent.on('connected', () => { if (ua === agent) canCall.value = true; });
  agent.on('disconnected', () => { if (ua === agent) isLost(); });
  registersAgain(agent);
  agent.on('newRTCSession', (event: RTCSessionEvent) => ua === agent && event.originator === 'remote' && rings(event));
  rang = left?.rings ?? [];
  if (rang.length) agent.once('connected', () => rang.forEach((one) => ringAgain(agent, one)));
  for (const one of left?.dials ?? []) dialsOn(agent, one);
  const back = (left?.calls ?? []).map((one) => resume(agent, one));
  if (back.length) agent.once('registered', () => back.forEach((id) => void again(id)));
  agent.start();
  onpagehide = () => goes(first.username);
}

/** Its calls that were not answered are over with its connection; JsSIP ends those that it has dialled. */
function isLost(): void {
  canCall.value = false;
  for (const [id, { session }] of held) if (find(id)?.state === 'ringing' && !session.isEnded()) session.terminate();
}

/** No answer to these can come any more. What one talks on asks for its sound anew, and hears by that whether it is there. */
function cutUnanswered(): void {
  for (const [id, { session }] of held) if (['calling', 'ringing'].includes(find(id)?.state ?? '')) cut(session);
}

/** JsSIP asks for a registration once: one that is refused or not answered would be the last. */
function registersAgain(agent: UA): void {
  let wait_s = AGAIN_MIN_S, timer: ReturnType<typeof setTimeout> | undefined;
  agent.on('registered', () => { clearTimeout(timer); wait_s = AGAIN_MIN_S; });
  agent.on('registrationFailed', ({ response }: UnRegisteredEvent) => {
    const asked_s = Number((response as UnRegisteredEvent['response'] | null)?.getHeader('retry-after')) || 0;
    clearTimeout(timer);
    timer = setTimeout(() => { if (ua === agent && agent.isConnected()) agent.register(); }, 1000 * Math.min(Math.max(asked_s, wait_s), AGAIN_MAX_S));
    wait_s = Math.min(2 * wait_s, AGAIN_MAX_S);
  });
}

/** Loaded again, it takes up what it talks on, what rings, and what it has dialled. */
function goes(username: string): void {
  const calls = [...held].flatMap(([id, one]) => {
    const call = find(id);
    return call && !call.test && ['talking', 'again'].includes(call.state) ? leftOf(one.session, call) ?? [] : [];
  });
  const rings = [...held].flatMap(([id, one]) => {
    const call = find(id);
    return (call?.state === 'ringing' && ringLeft(one.session, call.taken)) || [];
  });
  const dials = [...held].flatMap(([id, one]) => {
    const call = find(id);
    return (call?.state === 'calling' && !call.test && dialLeft(one.session, call)) || [];
  });
  if (!ua || !socket || calls.length + rings.length + dials.length === 0) return;
  leave({ page: socket.page, username, contact: String(ua.contact.uri), at: Date.now(), calls, rings, dials });
  socket.loadedAgain();
}

/** Calls end with it. */
export function off(): void {
  const agent = ua;
  ua = null;
  turn += 1;
  for (const one of held.values()) one.hungUp = true;
  onpagehide = null;
  agent?.stop();
  for (const id of [...held.keys()]) over(id);
  accepted.clear();
  ended.value = null;
  canCall.value = false;
  phoneLink.value = { state: 'off' };
}

/* ---- calls ---------------------------------------------------------------------------------- */

function keep(session: RTCSession, call: Omit<PhoneCall, 'id' | 'hold' | 'held' | 'help' | 'muted' | 'taken' | 'since' | 'quality'>): string {
  const id = `call-${++count}`;
  const audio = new Audio();
  audio.autoplay = true;
  held.set(id, { session, audio, meters: {}, microphone: null, counts: null, hungUp: false, offersHold: false, timers: [] });
  allCalls.value = [...allCalls.value, { ...call, id, hold: false, held: false, help: false, muted: false, taken: false, since: Date.now(), quality: null }];
  if (!call.test) ended.value = null;
  session.on('peerconnection', ({ peerconnection }) => listen(id, peerconnection));
  session.on('progress', (event: object) => help(id, event));
  session.on('accepted', (event: object) => help(id, event));
  session.on('confirmed', () => talks(id));
  session.on('accepted', () => talks(id));
  const holds = (): void => { const { local, remote } = session.isOnHold(); change(id, { held: local || remote }); };
  session.on('hold', holds);
  session.on('unhold', holds);
  session.on('muted', () => change(id, { muted: true }));
  session.on('unmuted', () => change(id, { muted: false }));
  session.on('ended', (event: EndEvent) => gone(id, cutWords(event)));
  session.on('failed', (event: EndEvent) => fails(id, event));
  session.on('getusermediafailed', (error: unknown) => { if (!call.test) ended.value = soundProblem(error); });
  session.on('icecandidate', ({ ready }) => void setTimeout(ready, ICE_MS));
  return id;
}

/** voiced says with its answers that this call is never held: the page need not ask for it. */
function help(id: string, event: object): void {
  const { response } = event as Partial<OutgoingEvent>;
  if (response?.getHeader(HELP_HEADER)) change(id, { help: true });
}

const NOT_THROUGH = 'The call could not be put through. Try again; if it stays so, tell your administrator.';
const CAUSES: Record<string, string> = {
  Busy: 'The line is busy.', 'Not Found': 'There is no such number.', 'No Answer': 'Nobody answered.', Rejected: 'The call was not taken.',
  Unavailable: 'They can\'t be reached now.', 'User Denied Media Access': 'The browser does not let this page use the microphone.', 'Connection Error': 'The connection was lost.',
  'SIP Failure Code': NOT_THROUGH, 'Internal Error': NOT_THROUGH,
  'Request Timeout': 'Nobody answered.', 'WebRTC Error': 'The sound could not be set up.', 'Incompatible SDP': 'The sound could not be set up.',
};

/** voiced's own words for more calls than one may have begun inside (SHARES_WORDS): it is not the other end that is busy. */
const TOO_MANY = 'Too Many Calls';

/** Of those that were meant: they need no words. */
const MEANT = new Set(['Canceled', 'Rejected', 'Terminated']);
/** Of those that come: what kept the agent from taking it. */
const OWN_FAULT = new Set(['WebRTC Error', 'Incompatible SDP', 'Bad Media Description', 'Internal Error']);

/** Null: somebody hung up, or did not take it. What JsSIP ends by itself, as nobody hears it any more, it calls hung up. */
function failedWords({ originator, cause, message }: EndEvent, call: PhoneCall | undefined, hungUp: boolean): string | null {
  if (originator === 'local' && MEANT.has(cause)) return hungUp ? null : CAUSES['Connection Error']!;
  if (cause === 'Canceled') return null;
  if (message && 'status_code' in message && message.status_code === FORBIDDEN) return 'This number may not be called from here now.';
  if (message && 'reason_phrase' in message && message.reason_phrase === TOO_MANY) return 'You have too many calls in progress. End one, then try again.';
  return call?.way === 'in' && !OWN_FAULT.has(cause) ? null : CAUSES[cause] ?? `The call failed: ${cause}.`;
}

let lastRefused: string | null = null;

/** The plan's own words for a call that was not put through, in place of the general ones. What was true of limits then need not be now. */
async function refused(call: PhoneCall, otherwise: string): Promise<void> {
  lastRefused = call.id;
  const why = await askDial(call.number).then(lastingRefusal, () => null);
  if (why !== null && lastRefused === call.id && ended.value === otherwise) ended.value = why;
}

const REFUSED = new Set([FORBIDDEN, NOT_FOUND]);

function fails(id: string, event: EndEvent): void {
  const call = find(id), { message } = event, why = failedWords(event, call, held.get(id)?.hungUp ?? true);
  gone(id, why);
  if (why !== null && call?.way === 'out' && !call.test && message && 'status_code' in message && REFUSED.has(message.status_code)) void refused(call, why);
}

const cutWords = ({ cause }: EndEvent): string | null => (MEANT.has(cause) ? null : `The call was cut off. ${CAUSES[cause] ?? ''}`.trim());

/** why: a sentence that stays; else its end is said, once. */
function gone(id: string, why: string | null): void {
  const call = find(id);
  if (call?.test) return over(id);
  if (why !== null) ended.value = why;
  else if (call) say(call.state === 'ringing' ? `It rings no more: ${whoOf(call)}.` : `The call has ended: ${whoOf(call)}.`);
  over(id);
}

function over(id: string): void {
  const one = held.get(id);
  held.delete(id);
  if (one) {
    for (const it of Object.values(one.meters)) it.stop();
    one.timers.forEach(clearInterval);
    one.microphone?.getTracks().forEach((track) => track.stop());
    one.audio.srcObject = null;
    if (!find(id)?.test) endedCount.value += 1;
  }
  allCalls.value = allCalls.value.filter((call) => call.id !== id);
}

/** How loud one end is. Who is held moves nobody's bar. */
function measure(id: string, one: Held, whose: keyof Levels, stream: MediaStream): void {
  one.meters[whose]?.stop();
  one.meters[whose] = meter(stream, (level) => { if (!find(id)?.held) levels.value = { ...levels.value, [whose]: level }; });
}

function listen(id: string, connection: RTCPeerConnection): void {
  const one = held.get(id);
  if (!one) return;
  connection.addEventListener('track', ({ streams, track }) => {
    const stream = streams[0] ?? new MediaStream([track]);
    one.audio.srcObject = stream;
    void speakBy(one.audio);
    void one.audio.play().catch(() => {});
    measure(id, one, 'theirs', stream);
  });
}

const speaks = (one: Held): RTCRtpSender | undefined => one.session.connection?.getSenders().find(({ track }) => track?.kind === 'audio');

/** From now on this is what the other end hears; pulled out, the next best one is. */
function hearOwn(id: string, one: Held, track: MediaStreamTrack): void {
  measure(id, one, 'own', new MediaStream([track]));
  track.addEventListener('ended', () => void otherMicrophone(id, one));
}

async function otherMicrophone(id: string, one: Held): Promise<void> {
  const sender = speaks(one);
  if (!sender?.track || !held.has(id)) return;
  try {
    const stream = await navigator.mediaDevices.getUserMedia(soundWanted()), [track] = stream.getAudioTracks();
    if (!held.has(id) || !track) return stream.getTracks().forEach((it) => it.stop());
    track.enabled = sender.track.enabled;
    one.microphone?.getTracks().forEach((it) => it.stop());
    one.microphone = stream;
    const before = sender.track;
    await sender.replaceTrack(track);
    before.stop();
    hearOwn(id, one, track);
  } catch (error) {
    if (held.has(id)) ended.value = `You are not heard: ${soundProblem(error)}`;
  }
}

/* What is chosen while one talks is used at once. */
let microphone = settings.peek().microphone, speaker = settings.peek().speaker;
effect(() => {
  const now = settings.value;
  if (now.speaker !== speaker) for (const { audio } of held.values()) void speakBy(audio);
  if (now.microphone !== microphone) for (const [id, one] of held) void otherMicrophone(id, one);
  ({ microphone, speaker } = now);
});

function talks(id: string): void {
  const one = held.get(id), call = find(id);
  if (!one || !call || call.state === 'talking') return;
  change(id, { state: 'talking', ...(call.state === 'again' ? {} : { since: Date.now() }) });
  if (!call.test) say(`You talk with ${whoOf(call)}.`);
  const track = speaks(one)?.track;
  if (track) hearOwn(id, one, track);
  one.timers.push(setInterval(() => void look(id, one), STATS_MS));
  void readDevices(); // now they have names
}

async function look(id: string, one: Held): Promise<void> {
  settleHold(id, one);
  const report = await one.session.connection?.getStats().catch(() => null);
  if (!report) return;
  const counts = countsOf([...report.values()]);
  change(id, { quality: qualityOf(one.counts, counts) });
  one.counts = counts;
}

/** What stands for a number that is not shown, and for whom nobody knows. */
const NO_NUMBER = 'anonymous', NOBODY = 'Anonymous';

function rings({ session, request }: RTCSessionEvent): void {
  const offer = request.getHeader(OFFER_HEADER) ?? null, { uri: { user }, display_name: name } = request.from;
  const id = keep(session, { way: 'in', number: !user || user === NO_NUMBER ? '' : user, name: name && name !== NOBODY ? name : null, offer, state: 'ringing' });
  if (request.getHeader(HELP_HEADER)) change(id, { help: true });
  if (rang.find((one) => sameRing(one, request))?.answers) return void answer(id);
  if (offer !== null && accepted.delete(offer)) return void answer(id);
  if (offer === null) alarm(id);
  /* The offer's own card rings, unless the page does not know of it. */
  else setTimeout(() => { const call = find(id); if (call?.state === 'ringing' && !call.taken && !hasOwnCard(call)) alarm(id); }, APART_MS);
}

function alarm(id: string): void {
  const call = find(id)!, who = whoOf(call);
  say(`A call: ${who}.`, true);
  notify('A call', call.help ? who : `From ${who}`, `call-${id}`);
  soundFor('offer');
  held.get(id)?.timers.push(setInterval(() => find(id)?.state === 'ringing' && soundFor('offer'), RING_MS));
}

/* ---- a call that the page was loaded in ------------------------------------------------------ */

function resume(agent: UA, left: LeftCall): string {
  const { way, number, name, offer, help, hold, held: isHeld, muted, since } = left.call;
  const id = keep(takeUp(agent, left), { way, number, name, offer, state: 'again' });
  change(id, { help, hold, held: isHeld, muted, since });
  return id;
}

function dialsOn(agent: UA, left: LeftDial): void {
  const { number, name, help, since } = left.call;
  const id = keep(dialAgain(agent, left, () => { change(id, { state: 'again', since: Date.now() }); void again(id); }), { way: 'out', number, name, offer: null, state: 'calling' });
  change(id, { help, since });
}

/** What is shown is what its sound is. */
function isBack(id: string, one: Held): void {
  change(id, { muted: one.session.isMuted().audio ?? false });
  talks(id);
  settleHold(id, one);
}

/** An emergency call is never given up by the page: whoever is on it hangs up. */
async function again(id: string): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(soundWanted());
    for (let n = 0; n < AGAIN_TRIES; n++) {
      const one = held.get(id);
      if (!one) break;
      if (await soundAgain(one.session, stream, { iceServers })) return isBack(id, one);
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
    if (held.has(id)) ended.value = 'The call goes on, but its sound did not come back: load the page again, or hang up.';
    else stream.getTracks().forEach((track) => track.stop());
  } catch (error) {
    ended.value = `The call goes on without you: ${soundProblem(error)} Then load the page again.`;
  }
}

/* ---- what the page does -------------------------------------------------------------------- */

/** One voice at a time: who speaks waits when another call begins. */
function holdOthers(id: string): void {
  for (const call of allCalls.value) if (call.id !== id && call.state === 'talking' && !call.held && !call.help) hold(call.id, true);
}

export function answer(id: string): void {
  const one = held.get(id);
  const call = find(id);
  if (!one || call?.state !== 'ringing' || call.taken) return;
  holdOthers(id);
  change(id, { taken: true });
  one.session.answer({ mediaConstraints: soundWanted(), pcConfig: { iceServers } });
}

/** The agent has accepted an offer on this page. */
export function acceptedHere(offer: Id): void {
  const ringing = allCalls.value.find((call) => call.offer === offer && call.state === 'ringing');
  if (ringing) return answer(ringing.id);
  if (accepted.size >= ACCEPTED_MAX) accepted.clear();
  accepted.add(offer);
}

/** shown: the number that the other end is to see, of those that were granted. test: the check's. Null: there is no phone to call from. */
export function call(number: string, name: string | null = null, shown: string | null = null, test = false): string | null {
  if (!ua?.isConnected()) return null; // who is not registered is not rung, and calls all the same
  holdOthers('');
  const session = ua.call(`sip:${encodeURIComponent(number).replaceAll('%2B', '+')}@${HOST}`, {
    mediaConstraints: soundWanted(), pcConfig: { iceServers }, extraHeaders: shown ? [`P-Preferred-Identity: <sip:${shown}@${HOST}>`] : [],
  });
  const id = keep(session, { way: 'out', number, name, offer: null, state: 'calling', test });
  if (session.connection) listen(id, session.connection);
  void judge(id, number);
  return id;
}

/** Asked while it is dialled already: it waits for nothing. What voiced answers says it, too (see help). */
async function judge(id: string, number: string): Promise<void> {
  const found = await askDial(number).catch(() => null);
  if (found?.kind === 'emergency') change(id, { help: true });
}

export function hangUp(id: string): void {
  const one = held.get(id);
  if (!one || one.session.isEnded()) return;
  one.hungUp = true;
  // Who says no has decided for all their phones.
  if (find(id)?.state === 'ringing') one.session.terminate({ status_code: 603, reason_phrase: 'Decline' });
  else one.session.terminate();
}

/** False: it was not done. Without a connection JsSIP would only believe that it was. */
export function mute(id: string, muted: boolean): boolean {
  const session = held.get(id)?.session;
  if (!session) return false;
  if (!hasConnection(session)) {
    say('Its sound is not back yet.');
    return false;
  }
  if (muted) session.mute({ audio: true });
  else session.unmute({ audio: true });
  return true;
}

export function hold(id: string, on_hold: boolean): void {
  const one = held.get(id);
  if (!one || (on_hold && find(id)?.help)) return;
  change(id, { hold: on_hold });
  settleHold(id, one);
}

/**
 * JsSIP refuses while the offer before is still open, ours or theirs, and fails where the sound is not back: asked again when ours is answered, when
 * the sound is there, and with each look. It does not refuse while the answer to ours is being taken in, and would send both offers of two presses
 * then at once, which ends the call at a peer that takes one at a time.
 */
function settleHold(id: string, one: Held): void {
  const call = find(id), { session } = one;
  if (!call || one.offersHold || session.isEnded() || !hasConnection(session) || session.isOnHold().local === call.hold) return;
  const again = (): void => { one.offersHold = false; settleHold(id, one); };
  one.offersHold = call.hold ? session.hold({}, again) : session.unhold({}, again);
}

/** False: the other end knows no telephone-event (RFC 4733), by which keys are sent. */
export function press(id: string, key: string): boolean {
  const session = held.get(id)?.session;
  if (!session?.connection?.getSenders().some(({ dtmf }) => dtmf?.canInsertDTMF)) return false;
  session.sendDTMF(key, { transportType: 'RFC2833' as never });
  return true;
}
