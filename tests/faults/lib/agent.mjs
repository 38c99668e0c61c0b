// agent.mjs - an agent who works on through faults: opens the stream again, takes a snapshot
// when it is stale, repeats each command with its Idempotency-Key until it is answered.
//
// Accepts every offer but a few, answers each text, ends after some, or when the customer writes no more,
// ends the wrap-up, is Available again after a miss. Notes what was acknowledged; what else was answered is a surprise.
import WebSocket from 'ws';
import { ids } from '../../lib/random.mjs';
import { Tries } from './tries.mjs';

const REJECTS_ONE_IN = 40, TEXTS_MIN = 2, TEXTS_MAX = 5, REOPEN_MS = 300, SILENT_MS = 12000;
const IDLE_MS = 10000; // customers of the load write again long before that
const EXPECTED = new Set(['offer_ended', 'newer_message']);

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Agent {
  constructor(stack, user, random, answerMs) {
    Object.assign(this, { stack, user, random });
    this.tries = new Tries(answerMs);
    this.versions = new Map(); // "kind id" -> newest version seen
    this.desks = new Map();    // interaction id -> what is on the desk
    this.begun = new Set();    // offers, wrap-ups, statuses that are being dealt with
    this.acks = { accepts: [], rejects: [], sends: [], ends: [], wraps: [], statuses: [] };
    this.sent = [];            // every text tried
    this.surprises = [];
    this.reopened = 0;
    this.snapshots = 0;
    this.closing = false;      // ends each conversation as soon as it is answered
  }

  static async start(stack, user, random, answerMs) {
    const agent = new Agent(stack, user, random, answerMs);
    const login = await agent.post('/api/v1/sessions', { username: user.username, password: user.password, app: 'workspace' });
    if (login?.status !== 201) throw new Error(`login: ${JSON.stringify(login)}`);
    agent.token = login.body.token;
    agent.id = login.body.user.id;
    void agent.stream();
    await agent.setAvailable('start');
    return agent;
  }

  async stop() {
    this.tries.over = true;
    this.socket?.terminate();
    for (const desk of this.desks.values()) desk.wake();
  }

  // ---- commands ----

  ask(method, path, body, key) {
    return this.tries.until(`${method} ${path.replace(/\d+/g, ':id')}`, () => this.stack.base + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
  post(path, body) { return this.ask('POST', path, body, ids.uuid()); }

  // True when the answer is a success; anything not foreseen is kept.
  good(answer, what) {
    if (answer === null) return false;
    if (answer.status < 300) return true;
    if (!EXPECTED.has(answer.body?.type))
      this.surprises.push(`${this.user.username}, ${what} (try ${answer.tries}): ${answer.status} ${JSON.stringify(answer.body)}`);
    return false;
  }

  async setAvailable(why) {
    const answer = await this.ask('PUT', '/api/v1/me/status', { status: 'available' }, ids.uuid());
    if (this.good(answer, `available, ${why}`)) {
      this.acks.statuses.push(answer.body.version);
      this.take(answer.body);
    }
  }

  // ---- the stream ----

  async stream() {
    while (!this.tries.over) {
      await this.watch().catch((error) => this.tries.fail('stream', String(error.message ?? error)));
      this.reopened++;
      await pause(REOPEN_MS);
    }
  }

  // One connection, until it closes or falls silent (pings come every 4 s).
  watch() {
    return new Promise((done, fail) => {
      const url = this.stack.base.replace(/^http/, 'ws') + '/api/v1/stream?app=workspace';
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${this.token}` }, handshakeTimeout: this.tries.answerMs });
      let silence;
      const heard = () => { clearTimeout(silence); silence = setTimeout(() => socket.terminate(), SILENT_MS); };
      this.socket = socket;
      socket.on('open', () => { heard(); void this.snapshot(); });
      socket.on('message', (data) => { heard(); this.frame(JSON.parse(data), socket); });
      socket.on('error', fail);
      socket.on('close', (code, reason) => { clearTimeout(silence); this.lastClose = `${code} ${reason}`; done(); });
    });
  }

  frame(frame, socket) {
    if (frame.type === 'ping') socket.send(JSON.stringify({ type: 'pong', at: frame.at }));
    else if (frame.type === 'stale') void this.snapshot();
    else if (frame.kind) this.take(frame);
  }

  // One at a time; asked for again meanwhile, once more.
  async snapshot() {
    this.wanted = true;
    if (this.reading) return;
    this.reading = true;
    while (this.wanted && !this.tries.over) {
      this.wanted = false;
      const answer = await this.ask('GET', '/api/v1/workspace');
      if (!this.good(answer, 'workspace')) continue;
      this.snapshots++;
      const { agent, offers, interactions } = answer.body;
      for (const one of interactions) {
        this.take(one);
        for (const message of one.messages) this.take(message);
      }
      for (const one of [agent, ...offers]) this.take(one);
    }
    this.reading = false;
  }

  // ---- what a frame makes the agent do ----

  take(frame) {
    const key = `${frame.kind} ${frame.id}`;
    const version = Number(frame.version);
    if (version < (this.versions.get(key) ?? 0)) return;
    this.versions.set(key, version);
    const { state } = frame;
    if (!state) return;
    if (frame.kind === 'agent' && frame.id === this.id) this.takeAgent(frame);
    else if (frame.kind === 'offer' && state.agent === this.id && state.state === 'made') this.once(key, () => this.answer(frame));
    else if (frame.kind === 'interaction') this.takeInteraction(frame);
    else if (frame.kind === 'message') this.takeMessage(state);
  }

  once(key, act) {
    if (this.begun.has(key)) return;
    this.begun.add(key);
    void act();
  }

  takeAgent(frame) {
    if (frame.state.status !== 'available' && frame.state.set_by === 'rule')
      this.once(`status ${frame.version}`, () => this.setAvailable(frame.state.reason));
  }

  takeInteraction(frame) {
    const { id, state } = frame;
    const mine = state.agent === this.id;
    const desk = this.desks.get(id);
    if (mine && state.state === 'assigned' && !desk) void this.work(frame);
    if (mine && state.state === 'wrap_up') this.once(`wrap ${id}`, () => this.wrapUp(id));
    if (desk && !(mine && state.state === 'assigned')) { desk.ended = true; desk.wake(); }
  }

  takeMessage(state) {
    for (const desk of this.desks.values()) {
      if (desk.conversation !== state.conversation) continue;
      desk.known.set(Number(state.seq), state.direction);
      desk.wake();
    }
  }

  async answer(offer) {
    const reject = !this.closing && this.random.below(REJECTS_ONE_IN) === 0;
    const path = `/api/v1/offers/${offer.id}/${reject ? 'reject' : 'accept'}`;
    const answer = await this.post(path, reject ? { reason: 'not mine' } : undefined);
    if (!this.good(answer, `${reject ? 'reject' : 'accept'} ${offer.id}`)) return;
    if (reject) this.acks.rejects.push(offer.id);
    else {
      this.acks.accepts.push({ offer: offer.id, interaction: answer.body.id });
      this.take(answer.body);
    }
  }

  // ---- one conversation ----

  async work(frame) {
    const desk = {
      interaction: frame.id, conversation: frame.state.conversation, number: frame.state.number,
      known: new Map(), handled: 0, answered: 0, goal: this.random.between(TEXTS_MIN, TEXTS_MAX), wake: () => {},
    };
    this.desks.set(frame.id, desk);
    await this.read(desk);
    while (!this.tries.over && !desk.ended) {
      const sleep = new Promise((done) => { desk.wake = done; });
      if (await this.step(desk)) continue;
      const idle = setTimeout(() => { desk.goal = 1; desk.wake(); }, IDLE_MS);
      await sleep;
      clearTimeout(idle);
    }
    this.desks.delete(frame.id);
  }

  async read(desk) {
    const answer = await this.ask('GET', `/api/v1/conversations/${desk.conversation}/messages?after_seq=${desk.handled}&limit=100`);
    if (!this.good(answer, 'messages')) { desk.ended = true; return; }
    for (const message of answer.body.data) desk.known.set(Number(message.state.seq), message.state.direction);
  }

  // Does the next thing; false when there is nothing to do.
  async step(desk) {
    const next = desk.handled + 1;
    if (!desk.known.has(next)) {
      if (desk.known.size > 0 && Math.max(...desk.known.keys()) > next) { await this.read(desk); return desk.known.has(next); }
      if (desk.answered >= desk.goal || (this.closing && desk.answered > 0)) return this.end(desk);
      return false;
    }
    if (desk.known.get(next) === 'in') await this.reply(desk, next);
    desk.handled = next;
    return true;
  }

  reply(desk, seq) { return this.say(desk, `re ${desk.conversation} ${seq} by ${this.user.username}`); }

  // Answers whether it was acknowledged. aside: a text beside the desk's own work, which may have ended the conversation meanwhile.
  async say(desk, text, { aside = false } = {}) {
    const clientId = ids.uuid();
    this.sent.push(text);
    const answer = await this.ask('POST', `/api/v1/conversations/${desk.conversation}/messages`, { text, client_id: clientId }, clientId);
    if (aside && answer?.body?.type === 'conversation_closed') return false;
    if (!this.good(answer, `send, interaction ${desk.interaction}`)) { desk.ended = answer !== null; return false; }
    this.acks.sends.push({ message: answer.body.id, conversation: desk.conversation, seq: Number(answer.body.state.seq), number: desk.number, text });
    desk.known.set(Number(answer.body.state.seq), 'out');
    desk.answered++;
    return true;
  }

  async end(desk) {
    const answer = await this.post(`/api/v1/interactions/${desk.interaction}/end`, { last_seen_seq: desk.handled });
    if (answer?.body?.type === 'newer_message') { await this.read(desk); return true; }
    desk.ended = true;
    if (!this.good(answer, `end ${desk.interaction}`)) return true;
    this.acks.ends.push({ interaction: desk.interaction, conversation: desk.conversation });
    this.take(answer.body);
    return true;
  }

  async wrapUp(interaction) {
    const answer = await this.post(`/api/v1/interactions/${interaction}/wrap-up/end`, {});
    if (this.good(answer, `wrap-up of ${interaction}`)) this.acks.wraps.push(interaction);
  }
}
