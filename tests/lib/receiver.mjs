// receiver.mjs - a webhook's receiver: a real server that keeps what comes, and fails as it is told.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { reservePorts } from './ports.mjs';

export class Receiver {
  constructor() { this.all = []; this.behave = () => 200; this.down = false; }

  // behave(event, nth try of it): a status, or { status, headers, delay, body, drop }
  static async start() {
    const receiver = new Receiver();
    receiver.port = await reservePorts(); // it may close, and come back
    await receiver.listen();
    receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
    return receiver;
  }

  listen() {
    this.server = createServer((req, res) => this.take(req, res).catch(() => {})); // a sender that was killed
    return new Promise((done) => this.server.listen(this.port, '127.0.0.1', done));
  }

  async take(req, res) {
    let text = '';
    for await (const chunk of req.setEncoding('utf8')) text += chunk;
    const event = JSON.parse(text);
    const nth = this.all.filter((one) => one.event.id === event.id).length + 1;
    let doing = this.behave(event, nth, req);
    if (typeof doing === 'number') doing = { status: doing };
    if (doing.delay) await new Promise((done) => setTimeout(done, doing.delay));
    const one = { event, text, path: req.url, headers: req.headers, at: Date.now(), ok: doing.status >= 200 && doing.status < 300 && !doing.drop };
    this.all.push(one);
    if (doing.drop) { req.socket.destroy(); return; }
    res.writeHead(doing.status, doing.headers ?? {});
    res.end(doing.body ?? '');
  }

  // What was answered with 2xx, in the order in which it came.
  get taken() { return this.all.filter((one) => one.ok); }
  events(fits = () => true) { return this.taken.map((one) => one.event).filter(fits); }
  verify(one, secret) { return new Webhook(secret).verify(one.text, one.headers); }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}
