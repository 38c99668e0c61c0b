// MS-8: presence is never left wrong by a daemon's death. Work users change their statuses, their pages open, close and crash,
// all watch each other; presenced and chatd are killed again and again meanwhile. Then everybody's page must show of
// everybody what the database says, and that must be what was acknowledged last.
//
// FAULT_ROUNDS over 20 is the long form (default: 6 rounds), TEST_SEED repeats a run.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { generator } from '../lib/random.mjs';
import { LONG, pause } from './lib/floor.mjs';

const PEOPLE = 24, ROUNDS = LONG ? Number(process.env.FAULT_ROUNDS) : 6;
const VICTIMS = ['presenced', 'chatd', 'chatd-2'];
const STATUSES = ['available', 'busy', 'dnd', 'away', 'invisible'];
const ROUND_MS = 4000, GAP_MS = 20, RETRY_MS = 100;
const SETTLE_MS = 40000; // an instance is dead after 5 s, a device that closed is gone after 10

let stack, people, random, over = false, calm = false, changes = 0;
before(async () => {
  random = generator();
  stack = await Stack.start({ durable: true, name: 'presence-faults', instances: 'presenced presenced-2 routerd chatd chatd-2', checkKeys: true });
  const [{ id: tenant }] = await stack.asOwner(`SELECT directory.tenant_create('Watchers') AS id`);
  await stack.mode(3, tenant);
  const { password } = stack.user('agent');
  people = [];
  for (let i = 0; i < PEOPLE; i++) {
    await stack.asOwner(`SELECT directory.user_create($1, $2, $2, u.password_hash, 'agent', false, true, NULL) FROM directory.app_user AS u WHERE u.username = 'maya'`, [tenant, `watcher${i}`]);
    people.push(new Person(await Client.login(stack, { username: `watcher${i}`, password }, 'work'), i));
  }
  await Promise.all(people.map((one) => one.enter()));
});
after(async () => { over = true; for (const one of people ?? []) one.client.close(); await stack?.stop(); });

// A Work user whose page comes back whenever its stream ends, at either chatd, and watches everybody.
class Person {
  constructor(client, n) { Object.assign(this, { client, n, id: client.id, there: true, wanted: { status: 'available', message: null } }); }

  // One try after the other, never two at a time.
  async enter() {
    if (this.entering) return;
    this.entering = true;
    while (this.there && !over && !this.on) {
      this.client.base = stack.run.http[random.below(2) ? 'chatd' : 'chatd-2'];
      await this.connect().catch(() => this.client.socket?.terminate());
      if (!this.on) await pause(RETRY_MS);
    }
    this.entering = false;
  }

  // As a page: the stream, then whom it watches; what it held of them before counts no more.
  async connect() {
    const { client } = this, before = client.frames.length;
    await client.open();
    const { socket } = client;
    socket.on('close', () => setTimeout(() => this.enter(), RETRY_MS));
    socket.on('message', (data) => { if (JSON.parse(data).type === 'stale' && this.on) this.watchAll(); });
    this.watchAll();
    await until('watching', () => client.frames.slice(before).some((f) => f.type === 'watching') || !this.on, 10000);
  }

  watchAll() {
    for (const key of this.client.things.keys()) if (key.startsWith('person ')) this.client.things.delete(key);
    this.client.say({ type: 'watch', people: people.map((one) => one.id) });
  }

  // Until it is answered: what counts is what was acknowledged last.
  async choose() {
    const wanted = { status: STATUSES[random.below(STATUSES.length)], message: `said ${++changes}` };
    const key = `change-${this.id}-${changes}`;
    for (;;) {
      const answer = await this.client.call('PUT', '/api/v1/work/status', wanted, { headers: { 'idempotency-key': key }, direct: true }).catch(() => ({ status: 0 }));
      if (answer.status === 200) break;
      assert.ok([0, 502, 503, 504].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(RETRY_MS);
    }
    this.wanted = wanted;
  }

  async live() {
    while (!calm) {
      const act = random.below(20);
      if (act === 0 && this.on) this.client.socket.terminate();
      else if (act === 1 && this.on) this.client.say({ type: 'idle', idle: random.below(2) === 1 });
      else await this.choose();
      await pause(random.below(GAP_MS) * 5);
    }
  }

  get on() { return this.client.socket?.readyState === 1; }

  // What others must see in the end.
  get expected() {
    if (!this.there || this.wanted.status === 'invisible') return { shown: 'offline', message: null };
    return { shown: this.wanted.status === 'available' ? 'available' : this.wanted.status, message: this.wanted.message };
  }
}

async function kill(name) {
  await stack.kill(name);
  await pause(random.below(1500));
  stack.spawn(name);
  await stack.untilReady(name, 15000);
}

test('SIGKILL of presenced and chatd in a storm of changes: in the end every page shows of everybody what is so (MS-8)', async () => {
  const lives = people.map((one) => one.live());
  for (let round = 0; round < ROUNDS; round++) {
    await pause(random.below(ROUND_MS));
    await kill(VICTIMS[round % VICTIMS.length]);
  }
  await until('enough changes to show anything', () => changes > 200);
  calm = true;
  await Promise.all(lives);
  // Every fourth leaves without a word; the others are there and touched.
  for (const one of people) if (one.n % 4 === 0) { one.there = false; one.client.socket.terminate(); }
  await until('all others are back', () => people.every((one) => !one.there || one.on), 20000);
  for (const one of people.filter(({ there }) => there)) one.client.say({ type: 'idle', idle: false });
  const expected = Object.fromEntries(people.map((one) => [one.id, one.expected]));
  const stored = async () => Object.fromEntries((await stack.query('SELECT user_id, shown, message FROM presence.v_work WHERE user_id = ANY ($1)', [people.map(({ id }) => id)]))
    .map(({ user_id, shown, message }) => [user_id, { shown, message }]));
  const wrongOn = (one) => people.filter(({ id }) => { const w = one.client.person(id)?.work; return !w || w.shown !== expected[id].shown || w.message !== expected[id].message; });
  const alike = (now) => people.every(({ id }) => now[id].shown === expected[id].shown && now[id].message === expected[id].message);
  await until('the database says what was acknowledged', async () => alike(await stored()), SETTLE_MS).catch(async () => assert.deepEqual(await stored(), expected));
  const watchers = people.filter(({ there }) => there);
  await until('every page shows it', () => watchers.every((one) => wrongOn(one).length === 0), SETTLE_MS).catch(() => {
    assert.deepEqual(watchers.flatMap((one) => wrongOn(one).map(({ id }) => ({ page: one.id, of: id, shows: one.client.person(id)?.work, is: expected[id] }))), []);
  });
  console.log(`# ${changes} changes, ${ROUNDS} deaths, ${watchers.length} pages`);
  const devices = async () => (await stack.query('SELECT count(DISTINCT user_id)::int AS n FROM presence.work_stream AS d JOIN ops.instance AS i ON i.boot = d.boot WHERE d.gone_at IS NULL AND d.user_id = ANY ($1)', [people.map(({ id }) => id)]))[0].n;
  // Of who left invisible the page shows no change: that device may be gone a moment later.
  await until('no device is left of who is gone', async () => await devices() === watchers.length, SETTLE_MS).catch(async () => assert.equal(await devices(), watchers.length, 'a device of each who is there, at an instance that lives, and no other'));
});
