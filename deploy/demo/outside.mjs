// outside.mjs - the demo's outside world: numbers behind the demo carrier's trunk that can be called. They answer with a voice and a tone, call back, are
// busy, or do not answer. SIP over UDP, as little of RFC 3261 as this needs.
//
// Owns the calls to these numbers, by Call-ID. Whatever comes from another machine, or is no SIP message, is dropped (message.mjs); there are at most
// CALLS_MAX calls, none longer than LONGEST_MS.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, readMessage, readSdp, tagged, userOf } from './message.mjs';
import { Sound, pause, sdpOf, spoken, tone } from './sound.mjs';

export const NUMBERS = [
  { number: '+14155550171', script: 'answer', words: 'a voice answers, then a tone' },
  { number: '+14155550172', script: 'call_back', words: 'hangs up, and calls back the number that you show: the phone line' },
  { number: '+14155550173', script: 'busy', words: 'busy' },
  { number: '+14155550174', script: 'silent', words: 'rings, and nobody answers' },
];
export const TONE_HZ = 440;

const CALLS_MAX = 20, LONGEST_MS = 10 * 60_000, ANSWER_MS = 1500, BACK_MS = 3000, RING_MS = 60_000, CLOSE_MS = 1000;
const AGAIN_MS = 500, AGAIN_MAX = 12, KEPT_MS = 5000; // retransmissions; how long a refused call is remembered for them
const E164 = /^\+[1-9]\d{5,14}$/;
const hex = (n) => randomBytes(n).toString('hex');

export class Outside {
  // host, port: where the trunk leads; voices: a folder of voiced/prompts/make.
  static async open({ host, port, voices }) {
    const outside = new Outside();
    const voice = (name) => spoken(readFileSync(join(voices, `${name}.wav`)));
    const talk = (name) => Buffer.concat([voice(name), pause(0.5), tone(TONE_HZ, 3), pause(1)]);
    Object.assign(outside, { host, port, calls: new Map(), socket: createSocket('udp4'), tracks: { answer: talk('answer'), back: talk('back'), call_back: Buffer.concat([pause(0.2), voice('call_back'), pause(0.5)]) } });
    await new Promise((done, fail) => { outside.socket.once('error', fail); outside.socket.bind(port, host, done); });
    outside.socket.on('error', (error) => console.error(error.message));
    outside.socket.on('message', (data, from) => outside.take(data, from));
    return outside;
  }

  // From this machine alone: the demo's voiced.
  take(data, from) {
    const message = from.address.startsWith('127.') && from.port > 0 ? readMessage(data) : null;
    if (!message) return;
    try {
      const call = this.calls.get(message.get('call-id'));
      if (message.status) call?.answered(message);
      else if (call) call.request(message, from);
      else if (message.method === 'INVITE') this.invite(message, from);
      else if (message.method !== 'ACK') this.reply(message, from, message.method === 'OPTIONS' ? [200, 'OK'] : [481, 'No Such Call']);
    } catch (error) { // what no check has foreseen ends no other call
      console.error(error.stack);
    }
  }

  invite(message, from) {
    const row = NUMBERS.find(({ number }) => number === userOf(message.target)), to = readSdp(message.body);
    if (!row) return this.reply(message, from, [404, 'Not Found']);
    if (!to) return this.reply(message, from, [488, 'Not Acceptable Here']);
    if (this.calls.size >= CALLS_MAX) return this.reply(message, from, [503, 'Service Unavailable']);
    const call = new Call(this, { id: message.get('call-id'), peer: from, local: tagged(message.get('to'), hex(4)), remote: message.get('from'), target: inside(message.get('contact')), invite: message, to });
    call.play(row).catch(() => call.fail());
  }

  // The one who asked is answered where it asked from (RFC 3581).
  reply(request, { address, port }, [status, reason], { to = tagged(request.get('to'), 'none'), body = '' } = {}) {
    this.write(`SIP/2.0 ${status} ${reason}`, [...request.all('via').map((via) => `Via: ${via}`), `From: ${request.get('from')}`, `To: ${to}`, `Call-ID: ${request.get('call-id')}`, `CSeq: ${request.get('cseq')}`], body, { address, port });
  }

  write(first, headers, body, { address, port }) {
    const lines = [first, ...headers, `Contact: <sip:outside@${this.host}:${this.port}>`, ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(body)}`, '', body];
    this.socket.send(lines.join('\r\n'), port, address, () => {});
  }

  // The number that was shown is called, as a caller does who found a missed call.
  callBack(number, by, peer) {
    if (!E164.test(number) || this.calls.size >= CALLS_MAX || this.closed) return;
    const call = new Call(this, { id: hex(10), peer, local: `<sip:${by}@${this.host}>;tag=${hex(4)}`, remote: `<sip:${number}@${peer.address}:${peer.port}>`, target: `sip:${number}@${peer.address}:${peer.port}` });
    call.dial().catch(() => call.fail());
  }

  // Hangs up; an end that does not answer is not waited for.
  async close() {
    this.closed = true;
    for (const call of this.calls.values()) call.hangUp();
    for (const end = Date.now() + CLOSE_MS; this.calls.size > 0 && Date.now() < end;) await new Promise((done) => setTimeout(done, 20));
    this.socket.close();
  }
}

class Call {
  constructor(outside, facts) {
    Object.assign(this, { outside, state: 'begun', cseq: 0, waiting: new Map(), timers: new Set(), ...facts });
    outside.calls.set(this.id, this);
    this.after(LONGEST_MS, () => this.hangUp());
  }

  after(ms, run) {
    const timer = setTimeout(() => { this.timers.delete(timer); run(); }, ms);
    this.timers.add(timer);
  }

  // ---- who calls us ----

  say(status, reason, body) {
    this.last = [[status, reason], { to: this.local, body }];
    this.outside.reply(this.invite, this.peer, ...this.last);
  }

  async play({ script, number }) {
    if (script === 'busy') return this.refuse(486, 'Busy Here');
    this.say(180, 'Ringing');
    if (script === 'silent') return this.after(RING_MS, () => this.state === 'begun' && this.refuse(480, 'Temporarily Unavailable'));
    this.sound = await Sound.open(this.outside.host, this.outside.tracks[script], { keeps: false });
    if (this.state === 'over') return this.sound.close(); // given up meanwhile
    this.script = { script, number };
    this.after(ANSWER_MS, () => this.state === 'begun' && this.pickUp());
  }

  refuse(status, reason) {
    this.state = 'over';
    this.say(status, reason);
    this.after(KEPT_MS, () => this.end());
  }

  // The answer is repeated until it is acknowledged.
  pickUp(times = 0) {
    if (this.state === 'over' || this.acknowledged) return;
    if (times > AGAIN_MAX) return this.hangUp();
    this.say(200, 'OK', sdpOf(this.outside.host, this.sound.port));
    if (times === 0) this.talk(this.to);
    this.after(AGAIN_MS, () => this.pickUp(times + 1));
  }

  talk(to) {
    this.state = 'talking';
    this.sound.speakTo(to);
    if (this.script?.script === 'call_back') this.whenSaid();
  }

  whenSaid() {
    if (this.state !== 'talking') return;
    if (this.sound.rounds < 1) return this.after(100, () => this.whenSaid());
    const { outside, peer, script: { number } } = this, shown = userOf(this.remote);
    this.hangUp();
    setTimeout(() => outside.callBack(shown, number, peer), BACK_MS).unref();
  }

  // What comes within the call, or again.
  request(message, from) {
    const { method } = message, ok = (body) => this.outside.reply(message, from, [200, 'OK'], { to: this.local, body });
    if (method === 'ACK') this.acknowledged = true;
    else if (method === 'INVITE' && this.invite && message.cseq === this.invite.cseq) { if (this.last) this.outside.reply(message, from, ...this.last); }
    else if (method === 'INVITE' || (method === 'UPDATE' && message.body !== '')) this.offered(message, from, ok);
    else if (method === 'CANCEL') { ok(); if (this.state === 'begun') this.refuse(487, 'Request Terminated'); }
    else if (method === 'BYE') { ok(); this.end(); }
    else ok();
  }

  offered(message, from, ok) {
    const to = readSdp(message.body);
    if (this.state !== 'talking' || (message.body !== '' && !to)) return this.outside.reply(message, from, [488, 'Not Acceptable Here'], { to: this.local });
    if (to) this.sound.speakTo(to);
    ok(sdpOf(this.outside.host, this.sound.port));
  }

  // ---- whom we call ----

  async dial() {
    this.sound = await Sound.open(this.outside.host, this.outside.tracks.back, { keeps: false });
    if (this.state === 'over') return this.sound.close();
    this.after(RING_MS, () => this.state === 'begun' && this.hangUp());
    const answer = await this.ask('INVITE', sdpOf(this.outside.host, this.sound.port));
    if (!answer) return this.end();
    this.remote = answer.get('to');
    const to = answer.status < 300 ? readSdp(answer.body) : null;
    if (answer.status < 300) this.target = inside(answer.get('contact')) || this.target;
    this.send('ACK', answer.cseq, answer.status < 300 ? hex(8) : this.branch);
    if (to && this.state === 'begun') this.talk(to);
    else if (answer.status < 300) this.hangUp('BYE');
    else this.end();
  }

  send(method, cseq, branch, body = '') {
    const { host, port } = this.outside;
    this.outside.write(`${method} ${this.target} SIP/2.0`, [`Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bK${branch};rport`, 'Max-Forwards: 70', `From: ${this.local}`, `To: ${this.remote}`, `Call-ID: ${this.id}`, `CSeq: ${cseq} ${method}`], body, this.peer);
  }

  // The final answer, or null: none came. Repeated until anything comes.
  ask(method, body) {
    const cseq = ++this.cseq, branch = hex(8), key = `${cseq} ${method}`;
    if (method === 'INVITE') Object.assign(this, { branch, asked: cseq });
    return new Promise((done) => {
      this.waiting.set(key, { done, heard: false });
      const again = (times) => {
        const it = this.waiting.get(key);
        if (!it || it.heard) return;
        if (times > AGAIN_MAX) { this.waiting.delete(key); return done(null); }
        this.send(method, cseq, branch, body);
        this.after(AGAIN_MS, () => again(times + 1));
      };
      again(0);
    });
  }

  answered(message) {
    const key = `${message.cseq} ${message.method}`, it = this.waiting.get(key);
    // Its acknowledgement was lost.
    if (!it) return message.method === 'INVITE' && message.status >= 200 && this.send('ACK', message.cseq, message.status < 300 ? hex(8) : this.branch);
    it.heard = true;
    if (message.status < 200) return;
    this.waiting.delete(key);
    it.done(message);
  }

  // ---- the end ----

  hangUp(method = this.state === 'talking' ? 'BYE' : this.invite ? null : 'CANCEL') {
    if (this.state === 'over' && method !== 'BYE') return;
    const state = this.state;
    this.state = 'over';
    this.sound?.silence();
    if (method === 'BYE') return void this.ask('BYE').then(() => this.end());
    if (method === 'CANCEL') { // its final answer ends it, if one comes
      this.send('CANCEL', this.asked, this.branch);
      return this.after(KEPT_MS, () => this.end());
    }
    if (state === 'begun') this.refuse(480, 'Temporarily Unavailable');
  }

  // No sound can be sent, say.
  fail() {
    if (this.state !== 'begun' || !this.invite) return this.end();
    this.refuse(500, 'Server Internal Error');
  }

  end() {
    this.state = 'over';
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.sound?.close();
    this.outside.calls.delete(this.id);
  }
}
