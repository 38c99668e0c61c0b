// stand_in.mjs - a carrier's API as far as sending needs it: keeps what came, answers as the test says. What a carrier's
// own library sends to its usual address comes here, too.
import http, { createServer } from 'node:http';
import https from 'node:https';

export class StandIn {
  static async start(port = 0) {
    const standIn = new StandIn();
    standIn.requests = [];
    standIn.answer = () => ({ status: 500, body: {} });
    standIn.server = createServer((req, res) => standIn.take(req, res));
    await new Promise((done) => standIn.server.listen(Number(port), '127.0.0.1', done));
    standIn.port = standIn.server.address().port;
    standIn.url = `http://127.0.0.1:${standIn.port}`;
    return standIn;
  }

  async take(req, res) {
    const parts = [];
    for await (const part of req) parts.push(part);
    const request = { method: req.method, path: req.url, headers: req.headers, text: Buffer.concat(parts).toString(), at: Date.now() };
    this.requests.push(request);
    const how = this.answer(request, this.requests.length);
    if (how.drop) return void req.socket.destroy();
    res.writeHead(how.status ?? 200, { 'content-type': 'application/json', ...how.headers });
    res.end(JSON.stringify(how.body ?? {}));
  }

  // Runs `call`, whose requests by https come here instead, wherever they go; answers the first.
  async of(call) {
    const from = this.requests.length, { request } = https, usual = globalThis.fetch, { port } = this;
    https.request = (...given) => {
      const callback = typeof given.at(-1) === 'function' ? given.pop() : undefined;
      const address = typeof given[0] === 'string' || given[0] instanceof URL ? new URL(given.shift()) : undefined;
      const more = given[0] ?? {};
      const path = more.path ?? (address ? address.pathname + address.search : '/');
      return http.request({ method: more.method, headers: more.headers, auth: more.auth, path, host: '127.0.0.1', port }, callback);
    };
    globalThis.fetch = (address, init) => {
      const url = new URL(address.url ?? address);
      return url.protocol === 'https:' ? usual(`http://127.0.0.1:${port}${url.pathname}${url.search}`, init) : usual(address, init);
    };
    try { await call(); } finally { https.request = request; globalThis.fetch = usual; }
    return this.requests[from];
  }

  close() { return new Promise((done) => { this.server.close(done); this.server.closeAllConnections(); }); }
}

// What of a request is the carrier's business: all but what names the client.
export function shape({ method, path, headers, text }) {
  const type = (headers['content-type'] ?? '').split(';')[0];
  return { method, path, authorization: headers.authorization, type,
    body: type === 'application/json' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)) };
}
