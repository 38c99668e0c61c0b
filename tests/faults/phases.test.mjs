// The phase table of 60-emergency, walked pair by pair by real calls (EM-1 to EM-4, EM-8), with SIGKILL of voiced and of presenced between
// steps: after each of them phase, status and facts in the database are what the table says.
//
// By default each pair is walked once, and one of the two daemons, in turn, dies after one step in six, drawn from the seed. FAULT_ROUNDS
// over 20 is the long form: both die between any two steps. The five minutes are passed by the database's clock. FIVE_MINUTES=1, as in the
// long form, also waits for them by the real one, in a stack of its own.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish } from '../lib/desk.mjs';
import { generator } from '../lib/random.mjs';
import { until, within } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { Calls } from '../lib/voice.mjs';
import { LONG } from './lib/floor.mjs';

const MINUTE = 60_000, HOUR = 60 * MINUTE, LOST_S = 10, SITE = '+12025550310', REGISTERED_MS = 4 * MINUTE, KILL_ONE_IN = 6;

// In which phase what leads where (the table of 60-emergency). What is not here changes no phase.
const NEXT = {
  normal: { dialled: 'dialling' },
  dialling: { answered: 'in_call', call_back: 'in_call', given_up: 'lock', refused: 'lock', voiced_killed: 'lock' },
  in_call: { agent_ends: 'lock', service_ends: 'lock', voiced_killed: 'lock' },
  lock: { dialled: 'dialling', call_back: 'in_call', five_minutes: 'held', session_end: 'normal' },
  held: { dialled: 'dialling', call_back: 'in_call', exit: 'normal', remain: 'remaining', logout: 'normal', forced_logout: 'normal', session_end: 'normal' },
  remaining: { dialled: 'dialling', call_back: 'in_call', exit: 'normal', logout: 'normal', forced_logout: 'normal', session_end: 'normal' },
};
// What can happen at all: a call is answered, refused, given up and ended only where there is one.
const ANY = ['dialled', 'call_back', 'call_back_missed', 'five_minutes', 'exit', 'remain', 'logout', 'forced_logout', 'session_end', 'voiced_killed'];
const OWN = { dialling: ['answered', 'given_up', 'refused'], in_call: ['agent_ends', 'service_ends'] };
// Beside the pairs: what brings the walk on. Who is logged out comes back; with work an agent who is Available.
const AWAY = ['login', 'five_minutes'], WITH_WORK = ['dialled', 'answered', 'call_back', 'given_up', 'agent_ends', 'five_minutes', 'work_ended'];
const DUE = { dialling: ['answered', 'given_up'], in_call: ['agent_ends'], lock: ['five_minutes'] };
const RINGS = ['dialling', 'in_call'], LOCKED = [...RINGS, 'lock'];

// ---- the table as a function: what is so after an event ----

// { phase, status, work, taken, due }: work: one open interaction; taken: it was open when the facts were taken; due: the login's own end is past.
function then(now, event) {
  const over = now.phase === 'lock' && event === 'five_minutes' && (now.due || now.status === 'logged_out'); // nobody is there to be asked
  const phase = over ? 'normal' : NEXT[now.phase][event] ?? now.phase;
  const next = { ...now, phase };
  if (event === 'work_comes') Object.assign(next, { work: true });
  if (event === 'login') next.status = 'work_offline';
  if (event === 'available' || (event === 'exit' && now.phase === 'held') || (event === 'remain' && now.phase === 'held')) next.status = 'available';
  if (event === 'logout' || event === 'forced_logout') next.status = 'logged_out';
  if (event === 'session_end' && RINGS.includes(now.phase)) next.due = true; // it ends with the lock
  else if (event === 'session_end' || over) Object.assign(next, { status: 'logged_out', due: false });
  if (phase === 'dialling' && event === 'dialled' || event === 'call_back' && phase === 'in_call' || event === 'dialled' && phase === 'in_call') next.taken = now.work;
  if (event === 'work_ended') next.work = false;
  if (phase === 'normal') next.taken = false;
  const decided = phase !== now.phase && ['in_call', 'lock'].includes(phase) || now.phase === 'in_call' && phase === 'in_call' && ['dialled', 'call_back', 'work_ended'].includes(event);
  if (decided && now.status !== 'logged_out') next.status = next.taken && next.work ? 'busy' : 'work_offline';
  if (event === 'work_ended' && now.phase === 'lock' && now.taken && now.status === 'busy') next.status = 'available';
  return next;
}

function possible(now) {
  if (now.status === 'logged_out') return now.phase === 'lock' ? AWAY : ['login'];
  if (now.due) return DUE[now.phase];
  const events = [...ANY, ...OWN[now.phase] ?? []].filter((event) => !now.work || WITH_WORK.includes(event) || event === 'voiced_killed');
  if (now.work) events.push('work_ended');
  if (now.phase === 'normal' && now.status === 'available' && !now.work) events.push('work_comes');
  if (['normal', 'remaining'].includes(now.phase) && now.status !== 'available' && !now.work) events.push('available');
  return events;
}
const pairOf = (now, event) => `${event} in ${now.phase}${now.status === 'logged_out' ? ', logged out' : now.due ? ', login over' : now.work ? ', with work' : ''}`;
const HELPS = ['work_comes', 'available'];
const keyOf = (now) => JSON.stringify([now.phase, now.status, now.work, now.taken, now.due]);

// All pairs that any walk can come to.
function allPairs(start) {
  const seen = new Map([[keyOf(start), start]]), pairs = new Set();
  for (const now of seen.values())
    for (const event of possible(now)) {
      const next = then(now, event);
      if (!HELPS.includes(event)) pairs.add(pairOf(now, event));
      if (!seen.has(keyOf(next))) seen.set(keyOf(next), next);
    }
  return pairs;
}

// The shortest way to a pair that is still to be walked: its events.
function wayTo(start, left) {
  const queue = [[start, []]], seen = new Set([keyOf(start)]);
  for (const [now, way] of queue)
    for (const event of possible(now)) {
      if (left.has(pairOf(now, event)) && !HELPS.includes(event)) return [...way, event];
      const next = then(now, event);
      if (!seen.has(keyOf(next))) { seen.add(keyOf(next)); queue.push([next, [...way, event]]); }
    }
  return null;
}

// ---- the world ----

class World {
  static async open({ name, testClock }) {
    const world = new World();
    const calls = world.calls = await Calls.start({ name, testClock, instances: 'presenced routerd smsgw chatd voiced' });
    world.stack = calls.stack;
    await calls.set({ media_lost_s: LOST_S });
    world.trunks = [];
    for (const [n, host] of ['127.0.0.3', '127.0.0.4'].entries()) {
      const ua = await calls.ua({ host });
      world.trunks.push(ua);
      await calls.make('trunks', { name: `Trunk ${n}`, host, port: ua.local, transport: 'udp', sources: [host], emergency: true });
    }
    const patched = await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { street: 'K Street', house_number: '5', city: 'Washington', call_back_number: SITE },
      { headers: { 'if-match': `"${calls.site.version}"` } });
    assert.equal(patched.status, 200, JSON.stringify(patched.body));
    const { data: [tenant] } = (await calls.adam.call('GET', '/api/v1/tenants')).body;
    assert.equal((await calls.adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { session_ms: 2 * HOUR }, { headers: { 'if-match': `"${tenant.version}"` } })).status, 200);
    await calls.make('users', { username: 'susi', first_name: 'Sue', last_name: 'Lead', email: 'sue@example.com', password: 'seven green chairs', role: 'supervisor',
      supervises: [calls.group.id], has_seat: true, chat_limit: 1, group_id: calls.group.id, site_id: calls.site.id });
    world.maya = await calls.agent('hana', { phone: 'workspace' });
    world.agent = world.maya.user;
    world.device = await calls.make('devices', { user_id: world.agent.id, side: 'agent', label: 'Softphone' });
    world.channel = world.stack.channel('twilio');
    const texts = await calls.make('queues', { name: 'Hana alone', medium: 'chat', on_miss: null });
    await calls.make('memberships', { queue_id: texts.id, agent_id: world.agent.id });
    await calls.make('route-rules', { channel_id: world.channel.id, position: 1, queue_id: texts.id, conditions: {} });
    Object.assign(world, { lines: [], calls_made: 0, open: null });
    await calls.available(world.maya);
    await calls.newsHeard(); // voiced knows the agent: an emergency call of a user that it does not know has no phases
    return world;
  }

  async clock() { return Number((await this.stack.asOwner('SELECT extract(epoch FROM ops.clock()) * 1000 AS ms'))[0].ms); }

  // A registration that has run out by the database's clock is made anew; the phone before is not there any more.
  async phone() {
    if (this.ua && await this.clock().catch(() => 0) - this.registeredAt < REGISTERED_MS) return this.ua;
    if (this.ua) this.calls.uas.splice(this.calls.uas.indexOf(this.ua), 1);
    this.ua?.close();
    this.ua = await this.calls.register({ device: this.device });
    this.registeredAt = await this.clock();
    return this.ua;
  }

  // Whichever trunk is asked next.
  trunk() { return until('a trunk is asked', () => this.trunks[0].came.shift() ?? this.trunks[1].came.shift()); }
  dial() { return this.phone().then((ua) => ua.call('911', { from: this.device.username, login: this.device })); }

  // What is stored and judged by the clock.
  async facts() {
    const [{ tenant }] = await this.stack.asOwner('SELECT tenant FROM directory.app_user WHERE id = $1', [this.agent.id]);
    const [row] = await this.stack.asOwner(`SELECT presence.emergency_get($1, $2) AS e, a.chosen AS status, COALESCE((SELECT s.phase FROM presence.emergency AS s WHERE s.tenant = $1 AND s.agent = $2), 'normal') AS stored, g.held_until, g.chosen AS gate,
      (SELECT count(*)::int FROM presence.emergency_call AS c WHERE c.agent = $2 AND c.ended_at IS NULL) AS open,
      (SELECT c.call_back::text || ' ' || (c.answered_at IS NOT NULL)::text FROM presence.emergency_call AS c WHERE c.agent = $2 ORDER BY c.begun_at DESC LIMIT 1) AS last,
      (SELECT d.detail ->> 'before' || '>' || (d.detail ->> 'after') FROM ops.audit AS d WHERE d.action = 'emergency' AND d.key = $2 ORDER BY d.id DESC LIMIT 1) AS audited
      FROM presence.agent_status AS a JOIN routing.agent AS g USING (tenant, agent) WHERE a.tenant = $1 AND a.agent = $2`, [tenant, this.agent.id]);
    return row;
  }

  // ---- what happens ----

  async dialled() {
    const call = await this.dial(), leg = await this.trunk();
    leg.ring();
    await call.has(180);
    this.lines.push({ agent: call, service: leg, ringing: true });
  }

  async answered() {
    const line = this.lines.find((one) => one.ringing);
    await line.service.answer();
    await line.agent.has(200);
    line.ringing = false;
    await line.service.hears(3);
  }

  async given_up() {
    for (const { agent, service } of this.lines) {
      agent.cancel();
      await service.has('CANCEL');
      await agent.has(487);
    }
    this.lines = [];
  }

  async refused() {
    for (const { agent, service } of this.lines) {
      service.refuse(503);
      await until('all trunks have refused', async () => {
        for (const ua of this.trunks) ua.came.shift()?.refuse(503);
        return agent.told.includes('503');
      });
    }
    this.lines = [];
  }

  async end(who, other) {
    for (const line of this.lines) {
      if (line.ringing) {
        line.agent.cancel();
        await line.agent.has(487);
        continue;
      }
      await line[who].bye();
      await line[other].has('BYE');
    }
    this.lines = [];
  }
  agent_ends() { return this.end('agent', 'service'); }
  service_ends() { return this.end('service', 'agent'); }

  async called_back(now) {
    const page = await this.phone();
    page.came.length = 0;
    const back = await this.trunks[0].call(SITE, { from: '911' });
    if (now.phase !== 'normal') return { back, rings: await page.called() };
    await back.has(404); // no emergency: the number of the site is nobody's
    return null;
  }
  async call_back(now) {
    const came = await this.called_back(now);
    if (!came) return;
    await came.rings.answer();
    await came.back.has(200);
    await came.rings.hears(3);
    this.lines.push({ agent: came.rings, service: came.back, ringing: false });
  }
  async call_back_missed(now) {
    const came = await this.called_back(now);
    if (!came) return;
    came.rings.ring();
    await came.back.has(180);
    came.back.cancel();
    await came.rings.has('CANCEL');
    await came.back.has(487);
  }

  // A step of the clock is known to a daemon some seconds later: to voiced at once if it is the one that dies next.
  async five_minutes(now) {
    if (this.lines.length > 0) await this.stack.passAll(5 * MINUTE);
    else {
      await this.stack.pass(5 * MINUTE);
      this.stale = true;
    }
    if (now.due) this.maya.close();
  }
  async session_end(now) {
    const [{ at }] = await this.stack.asOwner("SELECT max(extract(epoch FROM COALESCE(planned_end, expires_at))) * 1000 AS at FROM presence.session WHERE user_id = $1 AND revoked_at IS NULL", [this.agent.id]);
    await this.stack.passAll(Number(at) - await this.clock() + MINUTE);
    if (!RINGS.includes(now.phase)) this.maya.close();
  }

  async act(what, now) {
    const answer = await this.maya.call('POST', `/api/v1/me/emergency/${what}`);
    assert.equal(answer.status, LOCKED.includes(now.phase) ? 409 : 200, `${what} in ${now.phase}: ${JSON.stringify(answer.body)}`);
  }
  exit(now) { return this.act('exit', now); }
  remain(now) { return this.act('remain', now); }

  async logout(now) {
    if (LOCKED.includes(now.phase)) {
      const asked = await this.maya.call('DELETE', '/api/v1/sessions/me?return=true');
      assert.deepEqual([asked.status, asked.body.type], [409, 'emergency_runs'], 'it is to be confirmed (EM-6)');
    }
    const answer = await this.maya.call('DELETE', '/api/v1/sessions/me?return=true&confirm=true');
    assert.ok([200, 204].includes(answer.status), JSON.stringify(answer.body));
    this.maya.close();
  }
  async forced_logout() {
    const sue = await Client.login(this.stack, { username: 'susi', password: 'seven green chairs' });
    const answer = await sue.call('PUT', `/api/v1/agents/${this.agent.id}/status`, { status: 'logged_out', confirm: true, reason: 'went home' });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    this.maya.close();
  }
  async login() {
    this.maya = await Client.login(this.stack, { username: 'hana', password: 'seven green chairs' });
    await this.maya.open();
    this.calls.clients.push(this.maya);
    await this.maya.call('PUT', '/api/v1/me/status', { status: 'work_offline' }); // refused in a lock, where it is so by itself
  }
  available() { return this.calls.available(this.maya); }

  async work_comes() {
    if (this.maya.closed) await this.maya.open();
    this.work = await assigned(this.maya, this.channel, newNumber());
  }
  async work_ended() { await finish(this.maya, this.work); }

  // ---- faults ----

  async kill(name) {
    await this.stack.kill(name);
    this.stack.spawn(name);
    await this.stack.untilReady(name, 30000);
  }
  async voiced_killed() {
    await this.kill('voiced');
    for (const { agent, service } of this.lines) for (const one of [agent, service]) one.vanish();
    this.lines = [];
  }
}

// ---- after each step ----

// Until when offers are held back: as it is stored, and as the phase says.
const heldOf = ({ held_until: until }) => until === null ? 'not' : Number.isFinite(Number(until)) ? 'a time' : 'for ever';
const heldBy = ({ phase, status }) => RINGS.includes(phase) ? 'for ever' : phase === 'lock' && status !== 'available' ? 'a time' : 'not';

async function check(world, now, before, what) {
  let row;
  await until(what, async () => {
    row = await world.facts();
    return row.e.phase === now.phase && row.stored === now.phase && row.status === now.status && row.open === world.lines.length && heldOf(row) === heldBy(now);
  }, 20000).catch(async (error) => { throw new Error(`${error.message}: should be ${now.phase} ${now.status} ${world.lines.length}, is ${JSON.stringify(await world.facts())} ${heldBy(now)}`); });
  const { e } = row;
  assert.equal(e.lock_ends_at !== null, now.phase === 'lock', `${what}: a lock has an end, nothing else has`);
  assert.equal(row.gate, row.status, `${what}: the router sees the same status`);
  if (now.phase !== 'normal') assert.equal(e.had_interactions, now.taken, `${what}: had_interactions`);
  if (before && before.e.phase === e.phase && before.e.version === e.version) assert.deepEqual({ ...e, session_ends_at: 0 }, { ...before.e, session_ends_at: 0 }, `${what}: nothing of it is another`); // a login is an end of its own
  if (before && before.e.phase !== e.phase) {
    assert.ok(Number(e.version) > Number(before.e.version), `${what}: a version of its own`);
    assert.ok(row.audited.endsWith(`>${e.phase}`), `${what}: audited (EM-7), ${row.audited}`);
    if (e.phase === 'lock') assert.equal(Date.parse(e.lock_ends_at) - Date.parse(e.since), 5 * MINUTE, `${what}: five minutes`);
  }
  return row;
}

async function walk(world, now, left, both) {
  const { below } = generator();
  let facts = await check(world, now, null, 'the beginning'), steps = 0, turn = 0;
  for (let way; left.size > 0 && (way = wayTo(now, left)); ) {
    for (const event of way) {
      const what = pairOf(now, event), next = then(now, event);
      if (event === 'session_end' || event === 'five_minutes') await check(world, now, facts, `before ${what}`);
      await world[event](now).catch((error) => { throw new Error(`${what}: ${error.message}`); });
      facts = await check(world, next, facts, `after ${what}`);
      now = next;
      left.delete(what);
      steps++;
      // While a call goes on, voiced's end is a step of its own.
      const mortal = ['voiced', 'presenced'].slice(world.lines.length === 0 ? 0 : 1);
      const one = world.stale ? ['voiced'] : below(KILL_ONE_IN) === 0 ? [mortal[turn++ % mortal.length]] : [];
      for (const name of both ? mortal : one) {
        world.stale = false;
        await world.kill(name);
        const after = await check(world, now, facts, `${name} killed after ${what}`);
        assert.deepEqual(after.e, facts.e, `${name} killed after ${what}: all as it was`);
      }
    }
  }
  return steps;
}

let world;
before(async () => { world = await World.open({ name: 'phases', testClock: true }); });
after(() => world?.calls.stop());

test('each pair of phase and event, by real calls, with voiced and presenced killed between steps', async () => {
  const start = { phase: 'normal', status: 'available', work: false, taken: false, due: false };
  const left = allPairs(start), all = left.size, began = Date.now();
  const steps = await walk(world, start, left, LONG);
  console.log(`# ${all} pairs in ${steps} steps, ${Math.round((Date.now() - began) / 1000)} s`);
  assert.deepEqual([...left], [], 'each pair was walked');
});

// What voiced could not tell while the database was away is told by the next process, with its own times (consistency.md, 10).
const ahead = () => world.stack.asOwner('SELECT extract(epoch FROM ahead) * 1000 AS ms FROM ops.test_clock').then(([{ ms }]) => Number(ms));
const lastCall = async () => (await world.stack.asOwner('SELECT number, sent, place ->> \'words\' AS place, answered_at IS NOT NULL AS answered, ended_at FROM presence.emergency_call WHERE agent = $1 ORDER BY begun_at DESC LIMIT 1', [world.agent.id]))[0];
const isIn = (phase) => until(phase, async () => (await world.facts()).e.phase === phase, 30000);

async function normal() {
  await world.stack.passAll(5 * MINUTE);
  await isIn('held');
  if (world.maya.closed) await world.login();
  assert.equal((await world.maya.call('POST', '/api/v1/me/emergency/exit')).status, 200);
  await isIn('normal');
}

// With the database gone; voiced dies, and all come back. Returns when voiced had died.
async function comeBack(signal) {
  await world.stack.kill('voiced', signal);
  const died = Date.now();
  for (const { agent, service } of world.lines) for (const one of [agent, service]) one.vanish();
  world.lines = [];
  world.stack.spawn('voiced');
  await world.stack.startPostgres();
  await world.stack.untilAllReady(40000);
  return died;
}

// The lock began between these two moments, however long it took until it was told.
const CLOCK_MS = 1500; // voiced's estimate of the database's clock may be so far off
async function beganBetween(first, last) {
  const { e } = await world.facts(), since = Date.parse(e.since) - await ahead();
  assert.ok(since >= first - CLOCK_MS && since <= last + CLOCK_MS, `the lock began ${since - first} ms after the first moment and ${last - since} ms before the last`);
  return e;
}

test('the database goes in the call, the call ends, voiced is killed: the lock began when the call ended', async () => {
  await world.phone();
  await world.dialled();
  await world.answered();
  await isIn('in_call');
  await world.stack.killPostgres();
  await world.lines[0].service.hears(250); // five seconds
  const ending = Date.now();
  await world.agent_ends();
  const ended = Date.now();
  await new Promise((done) => setTimeout(done, 3000)); // the time that has to be told right
  await comeBack();
  await isIn('lock');
  const e = await beganBetween(ending, ended);
  assert.equal(Date.parse(e.lock_ends_at) - Date.parse(e.since), 5 * MINUTE);
  await normal();
});

test('the database is away from before the dialling, voiced is killed in the call: that it was is known, and the lock begins', async () => {
  await world.phone();
  await world.stack.killPostgres();
  await world.dialled();
  await world.answered();
  await comeBack();
  await isIn('lock');
  const { number, sent, place, answered, ended_at: ended } = await lastCall();
  assert.deepEqual([number, sent, place, answered, ended !== null], ['911', SITE, '5 K Street, Washington, US', true, true]);
  await normal();
});

test('the database goes in the call, and voiced is stopped: who talks is told, and the lock is known afterwards', async () => {
  await world.phone();
  await world.dialled();
  await world.answered();
  await isIn('in_call');
  await world.stack.killPostgres();
  const [{ agent, service }] = world.lines, stopped = Date.now();
  const died = await comeBack('SIGTERM');
  assert.ok(agent.told.includes('BYE') && service.told.includes('BYE'), 'both are told');
  await isIn('lock');
  await beganBetween(stopped, died);
  await normal();
});

test('a second process tells what the first could not, once: nothing is left of it on the disk', async () => {
  await until('no file is left', () => readdirSync(join(world.stack.dir, 'emergency')).length === 0);
});

test('five minutes by the real clock, over a killed voiced and presenced', { skip: !process.env.FIVE_MINUTES }, async () => {
  const real = await World.open({ name: 'fiveminutes', testClock: false });
  try {
    await real.dialled();
    await real.answered();
    await real.agent_ends();
    const { e } = await until('the lock', async () => { const facts = await real.facts(); return facts.e.phase === 'lock' && facts; });
    const ends = Date.parse(e.lock_ends_at), left = () => ends - Date.now();
    assert.ok(Math.abs(left() - 5 * MINUTE) < 5000, `${left()} ms are left of five minutes`);
    for (const name of ['presenced', 'voiced']) await real.kill(name);
    await within(5 * MINUTE + 10000, 'the last second', async () => left() < 1000 || (await real.facts()).e.phase !== 'lock', 250); // longer than the patience
    assert.ok(left() > 0, 'the machine was fast enough for this test');
    const refused = await real.maya.call('PUT', '/api/v1/me/status', { status: 'on_break' });
    assert.deepEqual([refused.status, refused.body.locked_until], [409, e.lock_ends_at], 'a second before it is locked');
    const held = await until('held', async () => { const facts = await real.facts(); return facts.e.phase === 'held' && facts; }, 10000);
    assert.ok(left() <= 0 && left() > -1500, `held ${-left()} ms after the end`);
    assert.equal(held.e.since, e.lock_ends_at, 'as of when the lock ended');
    assert.equal((await real.maya.call('PUT', '/api/v1/me/status', { status: 'on_break' })).status, 200);
  } finally { await real.calls.stop(); }
});
