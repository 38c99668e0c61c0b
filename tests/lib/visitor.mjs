// visitor.mjs - a customer on somebody's page, as a program: the widget's requests and its stream.
import { createHash, randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { Client } from './client.mjs';
import { until } from './stack.mjs';

export const newToken = () => `tlv_${randomBytes(32).toString('base64url')}`;
let count = 0;
export const clientId = () => `m-${process.pid}-${++count}`;

export const zeroBits = (text) => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE());
// The proof of work for a challenge; `fits`: another one, which is wrong.
export function solve({ challenge, bits }, fits = (proof) => zeroBits(proof) >= bits) {
  const most = 100 * 2 ** bits; // no challenge, or one in 10^43, takes longer
  for (let nonce = 0; nonce < most; nonce++) if (fits(`${challenge}.${nonce}`)) return `${challenge}.${nonce}`;
  throw new Error(`no proof for ${challenge}, ${bits} bits`);
}

export class Visitor {
  // key: the widget's; origin: of the page that it stands on; source: the address, as the edge would tell it, to this `instance`.
  constructor(stack, key, { origin, source, instance = 'widget', token = newToken() } = {}) {
    Object.assign(this, { stack, origin, source, instance, token, messages: new Map(), frames: [] });
    this.path = `/widget/v1/channels/${key}`;
    this.client = new Client(stack, token);
  }

  // With an address of its own the request goes to the process as the edge's would, which sets the header anew for all others.
  get headers() { return { ...(this.origin && { origin: this.origin }), ...(this.source && { 'x-forwarded-for': this.source }) }; }

  async call(method, path = '', body, more = {}) {
    const headers = { ...this.headers, ...more.headers };
    if (!this.source) return this.client.call(method, this.path + path, body, { ...more, headers });
    const straight = new Client(this.stack.asEdge(this.instance), more.token ?? this.token);
    return straight.call(method, this.path + path, body, { ...more, headers });
  }

  start(text, more = {}) { return this.call('POST', '/chats', { text, client_id: clientId(), ...more }); }
  send(text, id = clientId()) { return this.call('POST', '/chat/messages', { text, client_id: id }); }
  sendFile(bytes, id = clientId()) { return this.call('POST', `/chat/files?client_id=${id}`, undefined, { raw: bytes, headers: { 'content-type': 'application/octet-stream' } }); }
  look(after = 0) { return this.call('GET', `/chat${after ? `?after_seq=${after}` : ''}`); }
  end() { return this.call('POST', '/chat/end'); }

  // Opens the stream; keeps every message once, by sequence.
  async open(after = 0) {
    const at = this.source ? `ws+unix:${this.stack.run.sockets[this.instance]}:` : this.stack.base.replace(/^http/, 'ws');
    this.socket = new WebSocket(`${at}${this.path}/stream`, { headers: this.headers });
    this.closed = false;
    this.socket.on('message', (data) => {
      const frame = JSON.parse(data);
      this.frames.push(frame);
      if (frame.type !== 'chat') return;
      this.chat = frame.chat;
      for (const message of frame.messages) this.messages.set(message.seq, message);
    });
    this.socket.on('close', (code) => { this.closed = code; });
    await new Promise((done, fail) => { this.socket.once('open', done); this.socket.once('error', fail); });
    this.socket.send(JSON.stringify({ token: this.token, after_seq: after }));
    return this;
  }

  see(what, fits, ms) { return until(what, () => this.chat && fits(this.chat, [...this.messages.values()]), ms, 5); }
  hears(text, ms) { return until(`the visitor reads "${text}"`, () => [...this.messages.values()].find((m) => m.text === text), ms, 5); }
  get texts() { return [...this.messages.values()].sort((a, b) => a.seq - b.seq).map((m) => m.text); }
  close() { this.socket?.close(); }
}
