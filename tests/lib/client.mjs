// client.mjs - an agent (or supervisor, integrator) as a program: REST and the stream.
import WebSocket from 'ws';
import { record } from './called.mjs';
import { until } from './stack.mjs';
import { judgeProblem } from './problems.mjs';
import { request } from './request.mjs';

let made = 0;
const passwords = new Map(); // by the token of the session that it opened

// Whether an answer says that it is that of the same command before.
export const replayed = ({ headers }) => headers.get('idempotent-replayed') === 'true';

export class Client {
  constructor(stack, token) { this.stack = stack; this.token = token; this.things = new Map(); this.frames = []; }

  static async login(stack, user, app = 'workspace', more = {}) {
    const client = new Client(stack, null);
    const once = () => client.call('POST', '/api/v1/sessions', { username: user.username, password: user.password, app, ...more });
    // A database that is late is asked again, as its answer says.
    const answer = await until('a login', async () => { const one = await once(); return one.status !== 503 && one; });
    if (answer.status !== 201) throw new Error(`login: ${answer.status} ${JSON.stringify(answer.body)}`);
    client.token = answer.body.token;
    passwords.set(client.token, user.password);
    client.session = answer.body;
    client.app = app;
    client.id = answer.body.user.id;
    return client;
  }

  // Logged in, streaming, Available.
  static async ready(stack, user) {
    const client = await Client.login(stack, user);
    await client.open();
    const answer = await client.call('PUT', '/api/v1/me/status', { status: 'available' });
    if (answer.status !== 200) throw new Error(`status: ${answer.status} ${JSON.stringify(answer.body)}`);
    return client;
  }

  // Answers { status, body, headers }; never throws for a status. Where the stack has a judge of the API, it stands
  // between; raw bodies go straight: they are about bytes. So does what is
  // wrong on purpose (`direct`). A session that has to prove again who its user is does so with its password, as a page does,
  // but for `prove: false`: a file of tests may last longer than a proof.
  async call(method, path, body, more = {}) {
    const answer = await this.once(method, path, body, more);
    if (answer.body?.type !== 'proof_needed' || answer.body.proof !== 'password' || more.prove === false || !passwords.has(this.token)) return answer;
    const proof = await this.once('POST', '/api/v1/me/proof', { password: passwords.get(this.token) }, {});
    return proof.status === 204 ? this.once(method, path, body, more) : answer;
  }

  async once(method, path, body, { headers = {}, raw, direct = raw !== undefined }) {
    if (method === 'POST' && /^\/api\/v1\/users(\?|$)/.test(path) && body?.username && !direct) body = { ...await this.whole(body), ...body };
    const send = async (base, more = {}) => {
      return request((base ?? this.stack.base) + path, {
        method,
        headers: {
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...(body !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}),
          ...headers, ...more,
        },
        body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
        socket: this.stack.socket,
      }).catch((error) => { throw new Error(`${method} ${base ?? this.stack.base}${path}: ${error.code} ${error.message}`); });
    };
    const judge = direct ? undefined : this.stack.judge;
    const answer = judge ? await judge.call(`${method} ${path}`, send) : await send();
    record(method, path, answer.status);
    let parsed = answer.text;
    try { parsed = parsed === '' ? null : JSON.parse(parsed); } catch { /* not JSON: the text itself */ }
    if (answer.headers.get('content-type')?.startsWith('application/problem+json')) judgeProblem(`${method} ${path}`, parsed);
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  // What each user has (SP-2), for tests that it is no matter of; those that it is say it themselves.
  async whole({ username, name }) {
    this.site ??= (async () => {
      const { status, body } = await this.call('GET', '/api/v1/sites?limit=1');
      if (status !== 200) return undefined;
      return body.data[0]?.id ?? (await this.call('POST', '/api/v1/sites', { name: 'Here', country: 'US' })).body.id;
    })();
    const [first, ...last] = String(name ?? username).split(' ');
    return { first_name: first, last_name: last.join(' ') || first, email: `u${process.pid}n${++made}@example.com`, site_id: await this.site };
  }

  // A Work user, streaming.
  static async working(stack, user, more) { return (await Client.login(stack, user, 'work', more)).open(); }

  // Watches people; done when the present state of each has come.
  async watch(...ids) {
    const before = this.frames.length;
    for (const key of this.things.keys()) if (key.startsWith('person ')) this.things.delete(key); // what is answered now counts
    this.say({ type: 'watch', people: ids });
    await until('watching', () => this.frames.slice(before).some((f) => f.type === 'watching'));
    return this.frames.slice(before).filter((f) => f.kind === 'person');
  }
  // The newest that this page was told of a person.
  person(id) { return this.things.get(`person ${id}`)?.state; }
  say(what) { this.socket.send(JSON.stringify(what)); }

  // Opens the stream and keeps the newest state of each thing.
  async open() {
    const url = (this.base ?? this.stack.base).replace(/^http/, 'ws') + '/api/v1/stream?app=workspace';
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${this.token}` } });
    this.socket = socket;
    this.closed = false;
    this.answerPings = true;
    socket.on('message', (data) => this.take(JSON.parse(data)));
    socket.on('close', (code) => { this.closed = code; });
    this.things.clear();
    await new Promise((done, fail) => { socket.once('open', done); socket.once('error', fail); });
    // As the page does: stream first, then the snapshot, then whatever is newer.
    const { status, body } = await this.call('GET', this.app === 'work' ? '/api/v1/work' : '/api/v1/workspace');
    if (status !== 200) throw new Error(`snapshot: ${status} ${JSON.stringify(body)}`);
    this.snapshot = body;
    if (this.app === 'work') {
      this.keep(body.status);
      return this;
    }
    for (const frame of [body.agent, ...body.offers, ...body.interactions]) this.keep(frame);
    for (const interaction of body.interactions) for (const frame of interaction.messages) this.keep(frame);
    return this;
  }

  take(frame) {
    this.frames.push(frame);
    if (frame.type === 'ping' && this.answerPings) this.socket.send(JSON.stringify({ type: 'pong', at: frame.at }));
    if (frame.kind) this.keep(frame);
  }

  keep(frame) {
    const key = `${frame.kind} ${frame.id}`;
    const held = this.things.get(key);
    if (!held || Number(held.version) < Number(frame.version)) this.things.set(key, frame);
  }

  // The newest frame of a kind that fits, once there is one.
  see(kind, fits, ms) {
    return until(`a ${kind} frame`, () => [...this.things.values()].find((f) => f.kind === kind && f.state && fits(f.state, f)), ms, 5);
  }

  offerOf(number, ms) { return this.see('offer', (s) => s.state === 'made' && s.number === number, ms); }
  close() { this.socket?.close(); }
}
