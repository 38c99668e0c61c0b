// phone.mjs - a telephone of the demo, as a program: SIP over UDP, sound in G.711 by RTP. It registers, calls, is called, says a tone, and keeps
// what it hears, so that a play can show what was heard and not only what was signalled.
//
// As little of RFC 3261 as one call at a time needs; tests have phones of their own.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { inside, readMessage, readSdp, tagged } from './message.mjs';
import { Sound, sdpOf, tone } from './sound.mjs';

export { toneIn } from './sound.mjs';

const hex = (n) => randomBytes(n).toString('hex');
const digestOf = (text) => createHash('sha256').update(text).digest('hex');

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
    phone.socket.on('message', (data) => { const message = readMessage(data); if (message) phone.take(message); });
    return phone;
  }

  get contact() { return `Contact: <sip:phone@${this.host}:${this.socket.address().port}>`; }
  get sdp() { return sdpOf(this.host, this.sound.port); }

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

  async call(number, from, track = tone(this.hz)) {
    this.sound?.close();
    this.sound = await Sound.open(this.host, track);
    const target = `sip:${number}@${this.server.host}:${this.server.port}`;
    this.dialog = { from: `<sip:${from}@${this.host}>;tag=${hex(4)}`, to: `<${target}>`, id: hex(10) };
    this.state = 'calling';
    let answer = await this.invited(target);
    if (answer.status === 401 && this.login)
      answer = await this.invited(target, [`Authorization: ${authorization(answer.get('www-authenticate'), this.login, 'INVITE', target)}`]);
    Object.assign(this.dialog, { to: answer.get('to'), target: inside(answer.get('contact')) || target });
    if (answer.status !== 200) throw new Error(`the call was refused: ${answer.first}`);
    this.begin(answer.body);
  }

  // An INVITE with its final answer, which is acknowledged.
  async invited(target, headers = []) {
    const answer = await this.ask('INVITE', target, { ...this.dialog, headers, body: this.sdp });
    void this.ask('ACK', answer.status === 200 ? inside(answer.get('contact')) || target : target, { ...this.dialog, to: answer.get('to'), cseq: answer.cseq });
    return answer;
  }

  // After a call: the next one may ring.
  rest() { this.state = 'idle'; }

  // Picks up what rings.
  async answer() {
    this.sound?.close();
    this.sound = await Sound.open(this.host, tone(this.hz));
    this.reply(this.invite, 200, 'OK', this.sdp);
    this.begin(this.invite.body);
  }

  begin(sdp) {
    this.state = 'talking';
    const to = readSdp(sdp);
    if (!to) throw new Error('the other end says nothing of where it hears G.711');
    this.sound.speakTo(to);
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
    if (this.state === 'talking') {
      const { target, ...dialog } = this.dialog;
      await this.ask('BYE', target, dialog);
    }
    this.over();
  }

  over() {
    this.state = 'over';
    this.sound?.silence();
  }

  close() { this.over(); this.sound?.close(); this.socket.close(); }
}
