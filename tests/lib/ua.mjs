// ua.mjs - a user agent of the tests over UDP, as a carrier's gateway or a phone is one: calls and is called, with sound that is counted
// (End of rtpengine.mjs). It checks what it is sent: a dialog's tags, CSeq, one final answer.
import dgram from 'node:dgram';
import { ids } from './random.mjs';
import { End, portOf } from './rtpengine.mjs';
import { authorize, challengeOf } from './sip.mjs';
import { until } from './stack.mjs';

const { hex } = ids;
const T1 = 500, T2 = 4000, SENT_MAX = 11; // ms; RFC 3261, 17.1.2.2: for some 32 s
const REASONS = { 100: 'Trying', 180: 'Ringing', 183: 'Session Progress', 200: 'OK', 481: 'Call Does Not Exist', 486: 'Busy Here', 487: 'Request Terminated', 480: 'Temporarily Unavailable', 603: 'Decline', 503: 'Service Unavailable', 302: 'Moved Temporarily' };

export function parseMessage(text) {
  const [head, body = ''] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)];
  const [first, ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const get = (name) => headers.find(([k]) => k === name)?.[1];
  const [, status] = first.match(/^SIP\/2\.0 (\d+) /) ?? [];
  const [cseq, method] = (get('cseq') ?? '').split(/\s+/);
  return { first, status: Number(status) || 0, method, cseq: Number(cseq), uri: first.split(' ')[1], headers, body, get,
    all: (name) => headers.filter(([k]) => k === name).map(([, v]) => v), branch: get('via')?.match(/branch=([^;\s]+)/)?.[1] };
}

const tagOf = (value) => value?.match(/;tag=([^;\s]+)/)?.[1];

// One dialog. `told`: what came, in order, as words: "180", "200", "BYE", "INVITE"; of its CANCEL "200 CANCEL".
class Dialog {
  constructor(ua, fields) {
    Object.assign(this, { ua, told: [], answers: [], confirmed: new Set(), cseq: 100, state: 'new' }, fields);
  }

  async sound() { this.end ??= await End.open(); return this.end; }
  speakTo(sdp) { if (this.end) this.end.to = portOf(sdp); }
  async has(word, ms = 10000) {
    await until(`${word}`, () => this.told.includes(String(word)), ms).catch((error) => { throw new Error(`${error.message}, but ${this.told.join(' ')}`); });
    return this;
  }
  // Hears so many packets more from now on.
  async hears(count = 10, ms = 8000) {
    const { heard } = this.end;
    await until(`${count} packets`, () => this.end.heard >= heard + count, ms).catch(async (error) => {
      const ends = JSON.stringify(await this.ua.ends?.().catch(({ message }) => message));
      throw new Error(`${error.message}, but ${this.end.heard - heard}, of ${heard} before; ${this.told.join(' ')}; at port ${this.end.port}; the relay: ${ends}`);
    });
  }

  message(start, { method = start.split(' ')[0], cseq = this.cseq, branch = `z9hG4bK${hex(8)}`, headers = [], sdp = '', type = 'application/sdp' } = {}) {
    const { ua } = this;
    return [start, `Via: SIP/2.0/UDP ${ua.host}:${ua.local};branch=${branch};rport`, `Max-Forwards: ${this.hops ?? 70}`,
      `From: ${this.from}`, `To: ${this.to}`, `Call-ID: ${this.id}`, `CSeq: ${cseq} ${method}`,
      `Contact: <sip:ua@${ua.host}:${ua.local}>`, ...headers, ...(sdp ? [`Content-Type: ${type}`] : []), `Content-Length: ${sdp.length}`, '', sdp].join('\r\n');
  }

  request(method, more = {}) {
    const cseq = method === 'ACK' || method === 'CANCEL' ? more.cseq ?? this.inviteCseq : ++this.cseq;
    if (method === 'INVITE') Object.assign(this, { inviteCseq: cseq, branch: more.branch = `z9hG4bK${hex(8)}` });
    const text = this.message(`${method} ${this.target} SIP/2.0`, { method, cseq, ...more });
    this.ua.send(text);
    if (method !== 'ACK') this.ua.repeat(this, text, () => this.answers.some((one) => one.method === method && one.cseq === cseq));
  }

  reply(request, status, { sdp = '', headers = [] } = {}) {
    const to = tagOf(request.get('to')) ? request.get('to') : `${request.get('to')};tag=${this.tag}`;
    if (this.timer && status === 200 && request.get('session-expires')) headers = [...headers, `Session-Expires: ${request.get('session-expires').replace(/;.*/, '')};refresher=uac`, 'Supported: timer'];
    const text = [`SIP/2.0 ${status} ${REASONS[status] ?? 'Answer'}`, ...request.all('via').map((v) => `Via: ${v}`), `From: ${request.get('from')}`, `To: ${to}`,
      `Call-ID: ${request.get('call-id')}`, `CSeq: ${request.get('cseq')}`, `Contact: <sip:ua@${this.ua.host}:${this.ua.local}>`, ...headers,
      ...(sdp ? ['Content-Type: application/sdp'] : []), `Content-Length: ${sdp.length}`, '', sdp].join('\r\n');
    if (status >= 200) this.ua.replied.set(`${request.branch} ${request.method}`, text);
    this.ua.send(text);
    if (status === 200 && request.method === 'INVITE') this.ua.repeat(this, text, () => this.confirmed.has(request.cseq));
  }

  // ---- who is called ----
  ring() { this.reply(this.invite, 180); }
  async answer(headers = []) {
    await this.sound();
    this.speakTo(this.invite.body);
    this.state = 'talking';
    this.reply(this.invite, 200, { sdp: this.end.sdp, headers });
    await this.has('ACK');
    return this;
  }

  refuse(status) { this.reply(this.invite, status); this.over(); }

  // Sound that went on would come to the port's next call.
  over() { this.state = 'over'; this.end?.close(); }

  // ---- inside ----
  async offer(direction) { // a hold, or its end
    this.told = [];
    this.direction = direction;
    this.version = (this.version ?? 1) + 1;
    this.request('INVITE', { sdp: this.end.sdp.replace(/^(o=- \d+) \d+/m, `$1 ${this.version}`).replace('a=sendrecv', `a=${direction}`),
      headers: this.timer ? ['Supported: timer', 'Session-Expires: 90;refresher=uas'] : [] });
    return until(`an answer to ${direction}`, () => this.answered());
  }
  // The final answer to its latest INVITE; one to an INVITE before may come again meanwhile.
  answered() { return this.answers.find(({ method, cseq, status }) => method === 'INVITE' && cseq === this.inviteCseq && status >= 200); }

  async info(key) { // a digit that is not among the media
    this.request('INFO', { sdp: `Signal=${key}\r\nDuration=160\r\n`, type: 'application/dtmf-relay' });
    const answer = () => this.answers.find(({ method, cseq }) => method === 'INFO' && cseq === this.cseq);
    await until('an answer to INFO', answer);
    return answer().status;
  }

  cancel() { this.request('CANCEL', { branch: this.branch }); }
  async bye() {
    this.request('BYE');
    this.over();
    await until('200 to BYE', () => this.answers.some(({ method, status }) => method === 'BYE' && status === 200));
  }

  // Whoever has it gives up, wherever it stands: to be said again if an answer crossed it.
  drop() {
    if (this.state === 'over') return;
    if (this.state === 'talking') this.request('BYE');
    else if (this.invite) this.reply(this.invite, 480);
    else this.cancel();
    this.over();
  }

  vanish() { this.ua.gone.add(this.id); this.end?.close(); }

  async hungUp(message) {
    this.state = 'over';
    this.reply(message, 200);
    await this.end?.hangUp();
    this.told.push('BYE');
  }

  take(message) {
    if (message.status) {
      this.told.push(message.method === 'CANCEL' ? `${message.status} CANCEL` : String(message.status));
      this.answers.push(message);
      if (message.method !== 'INVITE' || message.status < 180) return;
      this.last = message;
      const tag = tagOf(message.get('to'));
      if (tag && !this.remoteTag) { this.remoteTag = tag; this.to = message.get('to'); }
      const contact = message.get('contact')?.match(/<([^>]+)>/)?.[1];
      if (contact && message.status < 300) this.target = contact;
      if (message.body && message.status < 300) this.speakTo(message.body);
      if (message.status >= 200) {
        this.ua.send(message.status < 300 ? this.message(`ACK ${this.target} SIP/2.0`, { method: 'ACK', cseq: message.cseq, sdp: this.late ? this.end.sdp : '' })
          : this.message(`ACK ${this.target} SIP/2.0`, { method: 'ACK', cseq: message.cseq, branch: message.branch }).replace(/^To: .*$/m, `To: ${message.get('to')}`));
        this.state = message.status < 300 ? 'talking' : 'over';
        if (message.status === 401 && this.login && !this.proved) { // as a phone does by itself
          this.proved = true;
          this.state = 'new';
          this.to = this.to.replace(/;tag=.*/, '');
          delete this.remoteTag;
          this.told = [];
          this.request('INVITE', { sdp: this.end.sdp, headers: [...this.headers, `Authorization: ${authorize({ ...this.login, method: 'INVITE', uri: this.target, challenge: challengeOf(message.get('www-authenticate')) })}`] });
        }
      }
      return;
    }
    if (message.method === 'ACK') this.confirmed.add(message.cseq);
    if (message.method !== 'BYE') this.told.push(message.method);
    if (this.takes?.(message)) return; // a test answers it itself
    if (message.method === 'BYE') this.hungUp(message);
    if (message.method === 'CANCEL') { this.reply(message, 200); if (this.state === 'new') this.refuse(487); }
    if (message.method === 'INVITE' && message !== this.invite) {
      if (this.state === 'new') this.invite2 = message; // once more, with a login
      else this.reply(message, 200, { sdp: this.end.sdp.replace('a=sendrecv', `a=${this.direction ?? 'sendrecv'}`) });
    }
    if (message.method === 'OPTIONS' || message.method === 'UPDATE' || message.method === 'INFO') this.reply(message, 200);
  }
}

export class Ua {
  // socket: one that is bound, and is the Ua's own from now on.
  static async open(port, { host = '127.0.0.1', local = 0, server = '127.0.0.1', socket = null } = {}) {
    const ua = new Ua();
    Object.assign(ua, { port, host, server, dialogs: new Map(), came: [], replied: new Map(), gone: new Set(), seen: new Set(), strange: [] });
    ua.socket = (socket ?? dgram.createSocket('udp4')).removeAllListeners('message').on('message', (data) => ua.take(data.toString('utf8')));
    if (!socket) await new Promise((done) => ua.socket.bind(local, host, done));
    ua.local = ua.socket.address().port;
    return ua;
  }

  // One byte a letter: as old gateways write names.
  send(text) { this.socket.send(Buffer.from(text, 'latin1'), this.port, this.server); }

  // Sends it again after 0.5 s, 1 s, 2 s … until done(): a datagram is lost where a socket's buffer is full.
  repeat({ id }, text, done, wait = T1, sent = 1) {
    setTimeout(() => {
      if (this.closed || this.deaf || this.gone.has(id) || sent === SENT_MAX || done()) return;
      this.send(text);
      this.repeat({ id }, text, done, Math.min(2 * wait, T2), sent + 1);
    }, wait).unref();
  }

  take(text) {
    if (this.deaf || text.trim() === '') return; // keep-alive
    const message = parseMessage(text), id = message.get('call-id');
    if (this.gone.has(id)) return;
    if (!message.status) {
      const key = `${message.branch} ${message.method}`;
      if (this.replied.has(key)) { this.send(this.replied.get(key)); return; }
      if (this.seen.has(key) && message.method !== 'ACK') return; // again, not answered yet
      this.seen.add(key);
    }
    let dialog = this.dialogs.get(id);
    if (!dialog && message.method === 'INVITE' && !message.status) {
      const tag = hex(4);
      dialog = new Dialog(this, { id, tag, invite: message, from: `${message.get('to')};tag=${tag}`, to: message.get('from'),
        target: message.get('contact')?.match(/<([^>]+)>/)?.[1], user: message.uri.match(/sip:([^@;]+)@/)?.[1] });
      this.dialogs.set(id, dialog);
      this.came.push(dialog);
    }
    if (dialog) dialog.take(message); else this.strange.push(message);
  }

  // The next call that comes.
  async called(ms = 10000) { await until('a call', () => this.came.length > 0, ms); return this.came.shift(); }

  // late: the INVITE describes nothing; the ACK does. sdp: what it describes, or what makes that of its end's own.
  async call(to, { from = '+12025550142', headers = [], sdp, login, target, late = false, end, hops } = {}) {
    const dialog = new Dialog(this, { id: hex(10), from: from.startsWith('"') || from.startsWith('<') ? `${from};tag=${hex(4)}` : `<sip:${from}@${this.host}>;tag=${hex(4)}`, to: `<sip:${to}@${this.server}:${this.port}>`, target: target ?? `sip:${to}@${this.server}:${this.port}` });
    this.dialogs.set(dialog.id, dialog);
    Object.assign(dialog, { login, late, headers, end, hops });
    await dialog.sound();
    dialog.request('INVITE', { sdp: late ? '' : typeof sdp === 'function' ? sdp(dialog.end.sdp) : sdp ?? dialog.end.sdp, headers });
    return dialog;
  }

  // All its calls end, and it forgets those that came.
  drop() { this.deaf = false; for (const dialog of this.dialogs.values()) dialog.drop(); this.came = []; }

  close() { this.closed = true; for (const dialog of this.dialogs.values()) dialog.end?.close(); this.socket.close(); }
}
