// sip.mjs - a SIP client of the tests: requests over UDP, TCP or TLS as a phone sends them, digest by RFC 7616.
import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import tls from 'node:tls';
import { PATIENCE_MS } from './patience.mjs';
import { ids } from './random.mjs';

const { hex } = ids;
const RESEND_MS = 4000; // T2 of RFC 3261: a datagram may have been lost
const HASHES = { MD5: 'md5', 'SHA-256': 'sha256' };

export const hash = (algorithm, text) => createHash(HASHES[algorithm]).update(text).digest('hex');

// name="value" pairs of a challenge.
export function challengeOf(header) {
  const out = {};
  for (const [, name, quoted, plain] of header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) out[name] = quoted ?? plain;
  return out;
}

export function authorize({ username, password, method, uri, challenge, nc = 1, cnonce = hex(8), ...more }) {
  const { realm, nonce, algorithm = 'MD5' } = challenge;
  const count = nc.toString(16).padStart(8, '0');
  const ha1 = hash(algorithm, `${username}:${realm}:${password}`), ha2 = hash(algorithm, `${method}:${uri}`);
  const response = hash(algorithm, [ha1, nonce, count, cnonce, 'auth', ha2].join(':'));
  const said = { username, realm, nonce, uri, response, algorithm, cnonce, qop: 'auth', nc: count, ...more };
  return `Digest ${Object.entries(said).map(([k, v]) => ['algorithm', 'qop', 'nc'].includes(k) ? `${k}=${v}` : `${k}="${v}"`).join(', ')}`;
}

export function parse(text) {
  const [head, body = ''] = text.split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const [, status, reason] = first.match(/^SIP\/2\.0 (\d+) (.*)$/) ?? [];
  return { status: Number(status), reason, headers, body, all: (name) => headers.filter(([k]) => k === name).map(([, v]) => v),
    get: (name) => headers.find(([k]) => k === name)?.[1] };
}

export class SipClient {
  static async open(port, { transport = 'udp', host = '127.0.0.1', ...how } = {}) { // how: of tls.connect
    const client = new SipClient();
    Object.assign(client, { port, host, transport, cseq: 0, waiting: new Map(), callId: hex(8), tag: hex(4) });
    if (transport === 'udp') {
      client.socket = dgram.createSocket('udp4').on('message', (data) => client.take(data.toString('utf8')));
      await new Promise((done) => client.socket.bind(0, host, done));
      client.local = client.socket.address().port;
    } else {
      let text = '';
      client.socket = transport === 'tls' ? tls.connect({ port, host, ...how }) : net.connect(port, host);
      client.socket.on('data', (data) => {
        text += data.toString('utf8');
        for (let end; (end = text.indexOf('\r\n\r\n')) >= 0;) { // none of these answers has a body
          client.take(text.slice(0, end + 4));
          text = text.slice(end + 4);
        }
      });
      await new Promise((done, fail) => client.socket.once(transport === 'tls' ? 'secureConnect' : 'connect', done).once('error', fail));
      client.local = client.socket.localPort;
      client.socket.on('close', () => client.fail('closed'));
    }
    return client;
  }

  take(text) {
    const answer = parse(text);
    const branch = answer.get('via')?.match(/branch=([^;\s]+)/)?.[1];
    if (answer.status >= 200) this.waiting.get(branch)?.answered(answer);
  }

  raw(text) { if (this.transport === 'udp') this.socket.send(text, this.port, this.host); else this.socket.write(text); }

  // Returns the final answer. Resends the request over UDP until it comes, unless `resend` is false.
  request(method, { user = 'nobody', uri = `sip:${this.host}:${this.port}`, headers = [], cseq = ++this.cseq, resend = this.transport === 'udp' } = {}) {
    const branch = `z9hG4bK${hex(8)}`;
    const text = [`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/${this.transport.toUpperCase()} ${this.host}:${this.local};branch=${branch};rport`,
      'Max-Forwards: 70', `From: <sip:${user}@${this.host}>;tag=${this.tag}`, `To: <sip:${user}@${this.host}>`, `Call-ID: ${this.callId}`,
      `CSeq: ${cseq} ${method}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
    return new Promise((done, fail) => {
      const settle = (then, value) => { clearTimeout(timer); clearInterval(again); this.waiting.delete(branch); then(value); };
      const timer = setTimeout(() => settle(fail, new Error(`${method}: no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const again = resend ? setInterval(() => this.raw(text), RESEND_MS) : undefined;
      this.waiting.set(branch, { answered: (answer) => settle(done, answer), failed: (why) => settle(fail, new Error(`${method}: ${why}`)) });
      this.raw(text);
    });
  }

  // Ends all requests that wait for an answer.
  fail(why) { for (const { failed } of [...this.waiting.values()]) failed(why); }

  contact(user, expires) { return `Contact: <sip:${user}@${this.host}:${this.local};transport=${this.transport}>${expires === undefined ? '' : `;expires=${expires}`}`; }

  // The whole of a registration: challenge and answer to it.
  async register({ username, password, expires = 300, headers, user = username, ...how }) {
    const uri = `sip:${this.host}:${this.port}`;
    const lines = headers ?? [this.contact(user, expires)];
    const first = await this.request('REGISTER', { user, uri, headers: lines });
    if (first.status !== 401) return first;
    const challenge = challengeOf(first.get('www-authenticate'));
    const answer = await this.request('REGISTER', { user, uri, headers: [...lines, `Authorization: ${authorize({ username, password, method: 'REGISTER', uri, challenge, ...how })}`] });
    return Object.assign(answer, { challenge });
  }

  close() { if (this.transport === 'udp') { this.socket.close(); this.fail('closed'); } else this.socket.destroy(); }
}
