// wsphone.mjs - a page that is a phone, as a program: SIP over WebSocket (RFC 7118), and all that a hostile one could send.
import WebSocket from 'ws';
import { PATIENCE_MS } from './patience.mjs';
import { ids } from './random.mjs';
import { parse } from './sip.mjs';
import { until } from './stack.mjs';

const { hex } = ids;

// What a page describes; no packet ever comes from there.
const webrtc = (setup = 'actpass') => ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0 101', 'c=IN IP4 127.0.0.1', 'a=rtcp-mux', 'a=mid:0', 'a=sendrecv',
  `a=ice-ufrag:${hex(4)}`, `a=ice-pwd:${hex(16)}`, `a=fingerprint:sha-256 ${'AB:'.repeat(31)}AB`, `a=setup:${setup}`, 'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
  'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', ''].join('\r\n');

const callOf = (text) => /^(?:Call-ID|i):\s*(\S+)/im.exec(text)[1];

export class WsPhone {
  // client: logged in; more: token, origin, protocol, headers, app, url in place of what a page would say
  static async open(client, more = {}) {
    const phone = new WsPhone();
    phone.given = more.given ?? (await WsPhone.token(client));
    const token = more.token ?? phone.given.token;
    const url = `${(more.base ?? client.stack.base).replace(/^http/, 'ws')}/api/v1/phone/socket?app=${more.app ?? client.app}&token=${encodeURIComponent(token)}${more.page ? `&page=${more.page}` : ''}`;
    const headers = more.headers ?? { authorization: `Bearer ${client.token}` };
    const socket = new WebSocket(url, more.protocol === undefined ? 'sip' : more.protocol, { headers, origin: more.origin });
    Object.assign(phone, { client, socket, got: [], waiting: new Map(), taken: new Set(), user: `u${hex(4)}`, host: `${hex(6)}.invalid`, via: more.via ?? 'WS',
      callId: hex(8), tag: hex(4), cseq: 0, ringing: new Map() });
    phone.closed = new Promise((done) => socket.on('close', (code, reason) => done({ code, reason: String(reason) })));
    socket.on('message', (data) => phone.take(String(data)));
    await new Promise((done, fail) => {
      socket.once('open', done);
      socket.once('unexpected-response', (req, res) => { let text = ''; res.on('data', (part) => { text += part; }); res.on('end', () => fail(Object.assign(new Error(`${res.statusCode}`), { status: res.statusCode, text }))); });
      socket.once('error', fail);
    });
    return phone;
  }

  static async token(client) {
    const answer = await client.call('POST', '/api/v1/phone/token');
    if (answer.status !== 201) throw Object.assign(new Error(`token: ${answer.status} ${JSON.stringify(answer.body)}`), answer);
    return answer.body;
  }

  take(text) {
    this.got.push(text);
    if (!text.startsWith('SIP/2.0 ')) { if (text.startsWith('CANCEL ')) this.ringing.get(callOf(text))?.(text); return; }
    const answer = parse(text);
    this.waiting.get(`${answer.get('call-id')} ${answer.get('cseq')}`)?.(Object.assign(answer, { text }));
  }

  raw(text) { this.socket.send(text); }

  // One request and its final answer; `headers` come after those that every request has, `change` is the last word on the text.
  request(method, more) {
    const cseq = ++this.cseq, key = `${this.callId} ${cseq} ${method}`;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${method}: no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      this.closed.then(({ code, reason }) => { clearTimeout(timer); fail(Object.assign(new Error(`closed ${code} ${reason}`), { code })); });
      this.waiting.set(key, (answer) => { if (answer.status >= 200) { clearTimeout(timer); done(answer); } });
      this.raw(this.message(method, cseq, more));
    });
  }

  // Of the last request, an INVITE; of one that was refused with its branch (RFC 3261 17.1.1.3).
  ack(more) { this.raw(this.message('ACK', this.cseq, more)); }

  message(method, cseq, { branch = `z9hG4bK${hex(8)}`, to = this.given.username, from = this.given.username, uri = 'sip:trunkline.invalid', headers = [], body = '', change = (t) => t } = {}) {
    this.branch = branch;
    return change([`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/${this.via} ${this.host};branch=${branch}`, 'Max-Forwards: 70',
      `From: <sip:${from}@trunkline.invalid>;tag=${this.tag}`, `To: <sip:${to}@trunkline.invalid>`, `Call-ID: ${this.callId}`, `CSeq: ${cseq} ${method}`, ...headers,
      `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
  }

  contact(expires) { return `Contact: <sip:${this.user}@${this.host};transport=ws>;+sip.ice${expires === undefined ? '' : `;expires=${expires}`}`; }
  register({ expires = 600, ...more } = {}) { return this.request('REGISTER', { headers: [this.contact(expires), 'User-Agent: JsSIP', ...(more.headers ?? [])], ...more, ...(more.headers ? { headers: [this.contact(expires), ...more.headers] } : {}) }); }
  close() { this.socket.close(); return this.closed; }

  // Calls, and says by the other end's answer that it talks. The promise that comes back is of the final answer; without one the call rings.
  async call(to) {
    this.callId = hex(8);
    const sdp = webrtc(), answer = await this.request('INVITE', { to, uri: `sip:${to}@trunkline.invalid`, headers: [this.contact(), 'Content-Type: application/sdp'], body: sdp });
    const tagged = (text) => text.replace(/^To: .*$/m, `To: ${answer.get('to')}`);
    this.ack({ to, uri: `sip:${to}@trunkline.invalid`, change: tagged, ...(answer.status < 300 ? {} : { branch: this.branch }) });
    return answer;
  }

  // The next call that rings it: it rings until it is cancelled; answer() takes it, cancelled() waits for the end. A page that is called is told nothing but that here.
  async rung() {
    const text = await until('the page is called', () => this.got.find((one) => one.startsWith('INVITE ') && !this.taken.has(one)));
    this.taken.add(text);
    const tag = hex(4), answerTo = (request, status, reason, body = '') => {
      const lines = request.split('\r\n');
      this.raw([`SIP/2.0 ${status} ${reason}`, ...lines.filter((line) => /^(Via|v|From|f|Call-ID|i|CSeq):/i.test(line)),
        `${lines.find((line) => /^(To|t):/i.test(line))};tag=${tag}`, this.contact(), ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
    };
    let ended = false;
    this.ringing.set(callOf(text), (cancel) => { answerTo(cancel, 200, 'OK'); answerTo(text, 487, 'Request Terminated'); ended = true; });
    answerTo(text, 180, 'Ringing');
    return { answer: () => answerTo(text, 200, 'OK', webrtc('active')), cancelled: () => until('the page rings no longer', () => ended) };
  }
}
