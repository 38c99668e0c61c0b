// phone.mjs - a telephone of the demo, as a program: SIP over UDP, sound in G.711 by RTP. It registers, calls, is called, says a tone, and keeps
// what it hears, so that a play can show what was heard and not only what was signalled.
//
// As little of RFC 3261 as one call at a time needs; tests have phones of their own.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const RATE = 8000, FRAME = 160, FRAME_MS = 20, HEARD_MAX = RATE * 60;
const hex = (n) => randomBytes(n).toString('hex');
const digestOf = (text) => createHash('sha256').update(text).digest('hex');

// ---- G.711, mu-law (ITU-T) ----

function ulaw(sample) {
  const sign = sample < 0 ? 0x80 : 0, x = Math.min(32635, Math.abs(sample)) + 132;
  const exponent = 31 - Math.clz32(x) - 7;
  return ~(sign | (exponent << 4) | ((x >> (exponent + 3)) & 0x0f)) & 0xff;
}

function linear(byte) {
  const b = ~byte & 0xff, x = (((b & 0x0f) << 3) + 132 << ((b >> 4) & 7)) - 132;
  return b & 0x80 ? -x : x;
}

// How much of the sound is this tone, 0 to 1 (Goertzel).
export function toneIn(bytes, hz) {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let a = 0, b = 0, power = 0;
  for (const byte of bytes) {
    const sample = linear(byte);
    [a, b] = [sample + factor * a - b, a];
    power += sample * sample;
  }
  return power === 0 ? 0 : (2 * (a * a + b * b - factor * a * b)) / (bytes.length * power);
}

// ---- sound ----

class Sound {
  static async open(host, hz) {
    const sound = new Sound();
    const tone = Buffer.from(Array.from({ length: RATE }, (_, i) => ulaw(Math.round(12000 * Math.sin((2 * Math.PI * hz * i) / RATE)))));
    Object.assign(sound, { socket: createSocket('udp4'), tone, sent: 0, packets: 0, heard: Buffer.alloc(0), ssrc: randomBytes(4) });
    await new Promise((done, fail) => { sound.socket.once('error', fail); sound.socket.bind(0, host, done); });
    sound.socket.on('message', (packet) => sound.take(packet));
    return sound;
  }

  get port() { return this.socket.address().port; }

  take(packet) {
    if (packet.length <= 12 || packet[0] >> 6 !== 2 || (packet[1] & 0x7f) !== 0) return;
    this.packets++;
    this.heard = Buffer.concat([this.heard, packet.subarray(12)]).subarray(-HEARD_MAX);
  }

  // By the clock, not by the timer: a timer of 20 ms comes late now and then, and a call has 50 packets a second.
  speakTo(port, host) {
    this.to = { port, host };
    this.began ??= performance.now();
    this.timer ??= setInterval(() => { while (this.sent * FRAME_MS <= performance.now() - this.began) this.say(); }, FRAME_MS / 2);
  }

  say() {
    const head = Buffer.alloc(12), at = (this.sent * FRAME) % RATE;
    head[0] = 0x80;
    head.writeUInt16BE(this.sent & 0xffff, 2);
    head.writeUInt32BE((this.sent * FRAME) >>> 0, 4);
    this.ssrc.copy(head, 8);
    this.sent++;
    this.socket.send(Buffer.concat([head, this.tone.subarray(at, at + FRAME)]), this.to.port, this.to.host);
  }

  // What was heard lately.
  lately(ms) { return this.heard.subarray(-(ms * RATE) / 1000); }
  close() { clearInterval(this.timer); this.socket.close(); }
}

// ---- messages ----

function read(text) {
  const end = text.indexOf('\r\n\r\n'), [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const all = (name) => headers.filter(([key]) => key === name).map(([, value]) => value);
  const get = (name) => all(name)[0] ?? '';
  const status = Number(/^SIP\/2\.0 (\d+)/.exec(first)?.[1] ?? 0);
  return { first, status, method: get('cseq').split(/\s+/)[1], cseq: Number.parseInt(get('cseq'), 10), body: text.slice(end + 4), all, get };
}

const inside = (value) => /<([^>]+)>/.exec(value)?.[1] ?? value;
const tagged = (value, tag) => (/;tag=/.test(value) ? value : `${value};tag=${tag}`);

function authorization(challenge, { username, password }, method, uri) {
  const of = Object.fromEntries([...challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [name, quoted ?? plain]));
  const cnonce = hex(8), ha1 = digestOf(`${username}:${of.realm}:${password}`), ha2 = digestOf(`${method}:${uri}`);
  const response = digestOf([ha1, of.nonce, '00000001', cnonce, 'auth', ha2].join(':'));
  return `Digest username="${username}", realm="${of.realm}", nonce="${of.nonce}", uri="${uri}", response="${response}", algorithm=SHA-256, cnonce="${cnonce}", qop=auth, nc=00000001`;
}

// ---- the phone ----

export class Phone {
  // host: this end's address; server: { host, port }; hz: the tone that it says
  static async open({ host = '127.0.0.1', server, hz, login = null }) {
    const phone = new Phone();
    Object.assign(phone, { host, server, hz, login, state: 'idle', cseq: 0, socket: createSocket('udp4'), waiting: new Map() });
    await new Promise((done, fail) => { phone.socket.once('error', fail); phone.socket.bind(0, host, done); });
    phone.socket.on('message', (data) => data.length > 4 && phone.take(read(data.toString('utf8'))));
    return phone;
  }

  get contact() { return `Contact: <sip:phone@${this.host}:${this.socket.address().port}>`; }
  get sdp() {
    return `v=0\r\no=- 1 1 IN IP4 ${this.host}\r\ns=-\r\nc=IN IP4 ${this.host}\r\nt=0 0\r\nm=audio ${this.sound.port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n`;
  }

  write(first, headers, body = '') {
    const lines = [first, ...headers, ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(body)}`, '', body];
    this.socket.send(lines.join('\r\n'), this.server.port, this.server.host);
  }

  ask(method, uri, { from, to, id, cseq = ++this.cseq, headers = [], body } = {}) {
    this.write(`${method} ${uri} SIP/2.0`, [`Via: SIP/2.0/UDP ${this.host}:${this.socket.address().port};branch=z9hG4bK${hex(8)};rport`, 'Max-Forwards: 70',
      `From: ${from}`, `To: ${to}`, `Call-ID: ${id}`, `CSeq: ${cseq} ${method}`, this.contact, ...headers], body);
    return new Promise((done) => this.waiting.set(`${id} ${cseq} ${method}`, done));
  }

  reply(request, status, reason, body) {
    this.write(`SIP/2.0 ${status} ${reason}`, [...request.all('via').map((via) => `Via: ${via}`), `From: ${request.get('from')}`, `To: ${tagged(request.get('to'), this.tag ??= hex(4))}`,
      `Call-ID: ${request.get('call-id')}`, `CSeq: ${request.get('cseq')}`, this.contact], body);
  }

  async register() {
    const uri = `sip:${this.server.host}:${this.server.port}`, me = `<sip:${this.login.username}@${this.server.host}>`;
    const how = { from: `${me};tag=${hex(4)}`, to: me, id: hex(8), headers: ['Expires: 300'] };
    let answer = await this.ask('REGISTER', uri, how);
    if (answer.status === 401)
      answer = await this.ask('REGISTER', uri, { ...how, headers: [...how.headers, `Authorization: ${authorization(answer.get('www-authenticate'), this.login, 'REGISTER', uri)}`] });
    if (answer.status !== 200) throw new Error(`the phone may not register: ${answer.first}`);
  }

  async call(number, from) {
    this.sound = await Sound.open(this.host, this.hz);
    const target = `sip:${number}@${this.server.host}:${this.server.port}`;
    this.dialog = { from: `<sip:${from}@${this.host}>;tag=${hex(4)}`, to: `<${target}>`, id: hex(10) };
    this.state = 'calling';
    const answer = await this.ask('INVITE', target, { ...this.dialog, body: this.sdp });
    Object.assign(this.dialog, { to: answer.get('to'), target: inside(answer.get('contact')) || target });
    void this.ask('ACK', this.dialog.target, { ...this.dialog, cseq: answer.cseq });
    if (answer.status !== 200) throw new Error(`the call was refused: ${answer.first}`);
    this.begin(answer.body);
  }

  // Picks up what rings.
  async answer() {
    this.sound = await Sound.open(this.host, this.hz);
    this.reply(this.invite, 200, 'OK', this.sdp);
    this.begin(this.invite.body);
  }

  begin(sdp) {
    this.state = 'talking';
    this.sound.speakTo(Number(/^m=audio (\d+) /m.exec(sdp)[1]), /^c=IN IP4 (\S+)/m.exec(sdp)[1]);
  }

  take(message) {
    if (message.status) {
      const key = `${message.get('call-id')} ${message.cseq} ${message.method}`;
      if (message.status >= 200) { this.waiting.get(key)?.(message); this.waiting.delete(key); }
      return;
    }
    const [method, again] = [message.method, this.invite?.get('call-id') === message.get('call-id')];
    if (method === 'INVITE' && !again && this.state === 'idle') {
      Object.assign(this, { invite: message, state: 'ringing', tag: hex(4) });
      this.dialog = { from: tagged(message.get('to'), this.tag), to: message.get('from'), id: message.get('call-id'), target: inside(message.get('contact')) };
      return this.reply(message, 180, 'Ringing');
    }
    if (method === 'INVITE') return this.state === 'talking' ? this.reply(message, 200, 'OK', this.sdp) : this.reply(message, 486, 'Busy Here');
    if (method === 'ACK') return;
    this.reply(message, 200, 'OK');
    if (method === 'CANCEL' && this.state === 'ringing') this.reply(this.invite, 487, 'Request Terminated');
    if (method === 'BYE' || method === 'CANCEL') this.over();
  }

  async hangUp() {
    const { target, ...dialog } = this.dialog;
    if (this.state === 'talking') await this.ask('BYE', target, dialog);
    this.over();
  }

  over() {
    this.state = 'over';
    clearInterval(this.sound?.timer);
  }

  close() { this.over(); this.sound?.close(); this.socket.close(); }
}
