// MS-5, MS-6: many clients on bad networks write to each other. They send again, twice at once, give up in the middle
// and come back; whatever they did, each has every message of its rooms once, in the one order of all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Client } from '../lib/client.mjs';
import { generator, SEED } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';

const CLIENTS = 50, ROOMS = 10, EACH = 2, MESSAGES = Number(process.env.ORDER_MESSAGES ?? 2000);
let stack, clients, rooms;
const chance = generator().next;

// What a page keeps of a room: by sequence; `have`: up to where without a hole.
class Member {
  constructor(client) { this.client = client; this.rooms = new Map(); this.cuts = 0; }

  take(state) {
    const room = this.rooms.get(state.conversation);
    const known = room.at.get(state.seq);
    assert.ok(known === undefined || known === state.message, `seq ${state.seq} is two messages (seed ${SEED})`);
    room.at.set(state.seq, state.message);
    while (room.at.has(room.have + 1)) room.have++;
  }

  async connect() {
    const socket = new WebSocket(`${stack.base.replace(/^http/, 'ws')}/api/v1/stream?app=work`, { headers: { authorization: `Bearer ${this.client.token}` } });
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.type === 'ping') socket.send(JSON.stringify({ type: 'pong', at: frame.at }));
      if (frame.kind === 'message') this.take(frame.state);
    });
    socket.on('error', () => {});
    await new Promise((done, fail) => { socket.once('open', done); socket.once('error', fail); });
    this.socket = socket;
    await this.catchUp();
  }

  // Asks after the last sequence that it has.
  async catchUp() {
    for (const [id, room] of this.rooms) for (;;) {
      const { status, body } = await this.client.call('GET', `/api/v1/conversations/${id}/messages?after_seq=${room.have}&limit=200`);
      assert.equal(status, 200, JSON.stringify(body));
      for (const frame of body.data) this.take(frame.state);
      if (!body.next_cursor) break;
    }
  }

  async flap() { this.cuts++; this.socket.terminate(); await this.connect(); }

  // Until it is acknowledged, however often that takes; sometimes twice at once.
  async say(id, text) {
    const once = async (ms) => {
      const signal = ms ? AbortSignal.timeout(ms) : undefined;
      const answer = await fetch(`${stack.base}/api/v1/conversations/${id}/messages`, { method: 'POST', signal,
        headers: { authorization: `Bearer ${this.client.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ text, client_id: text }) });
      return { status: answer.status, body: await answer.json() };
    };
    if (chance() < 0.1) await once(1 + Math.floor(chance() * 8)).catch(() => {}); // gives up, not knowing
    const answered = () => until('an answer that says what is so', async () => { const one = await once(); return one.status !== 503 && one; });
    const [first, second] = await Promise.all([answered(), ...(chance() < 0.1 ? [answered()] : [])]);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    if (second) assert.equal(second.body.id, first.body.id, 'twice at once is stored once');
    this.take(first.body.state);
  }
}

before(async () => {
  stack = await Stack.start({ name: 'order', instances: 'presenced routerd smsgw chatd chatd-2 hookd', judged: false });
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_work)
    SELECT 1, 'o' || n, 'o' || n, u.password_hash, 'agent', true FROM directory.app_user AS u, generate_series(1, ${CLIENTS}) AS n WHERE u.id = 1`);
  const { password } = stack.user('agent');
  clients = [];
  for (let n = 1; n <= CLIENTS; n++) clients.push(new Member(await Client.login(stack, { username: `o${n}`, password }, 'work')));
  rooms = [];
  for (let r = 0; r < ROOMS; r++) rooms.push((await clients[r].client.call('POST', '/api/v1/rooms', { name: `room ${r}`, public: true })).body.id);
  for (const [n, member] of clients.entries()) for (let i = 0; i < EACH; i++) {
    const id = rooms[(n + i * 3) % ROOMS];
    assert.equal((await member.client.call('POST', `/api/v1/rooms/${id}/join`)).status, 200);
    member.rooms.set(id, { at: new Map(), have: 0 });
  }
  await Promise.all(clients.map((member) => member.connect()));
});
after(async () => { for (const member of clients ?? []) member.socket?.terminate(); await stack?.stop(); });

test(`${MESSAGES} messages by ${CLIENTS} flapping clients: each client's sequence is complete and in order (MS-6)`, async () => {
  const sent = new Map(rooms.map((id) => [id, new Set()]));
  await Promise.all(clients.map(async (member, n) => {
    const own = [...member.rooms.keys()];
    for (let i = 0; i < MESSAGES / CLIENTS; i++) {
      const id = own[Math.floor(chance() * own.length)], text = `${n}-${i}`;
      sent.get(id).add(text);
      await member.say(id, text);
      if (chance() < (4 * CLIENTS) / MESSAGES) await member.flap();
    }
  }));
  const order = new Map();
  for (const id of rooms) {
    const rows = await stack.asOwner('SELECT seq, id, text FROM messaging.message WHERE conversation = $1 ORDER BY seq', [id]);
    assert.deepEqual(rows.map((r) => Number(r.seq)), rows.map((_, i) => i + 1), 'one sequence without a hole');
    assert.deepEqual(rows.map((r) => r.text).sort(), [...sent.get(id)].sort(), `each sent text once (seed ${SEED})`);
    order.set(id, rows.map((r) => String(r.id)));
  }
  // Who was connected throughout has it all by the stream alone; who was cut off asked after what it had.
  for (const [n, member] of clients.entries()) for (const [id, room] of member.rooms) {
    await until(`client ${n} has all of room ${id}`, () => room.have === order.get(id).length, 20000).catch(async (error) => {
      if (member.cuts === 0) throw error; // a hole is asked for when the next message shows it
      await member.catchUp();
    });
    assert.deepEqual([...room.at.entries()].sort(([a], [b]) => a - b).map(([, message]) => message), order.get(id), `client ${n} (seed ${SEED})`);
  }
  assert.ok(clients.filter((member) => member.cuts > 0).length > CLIENTS / 2, 'most were cut off');
});
