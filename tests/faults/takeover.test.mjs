// Router shards (consistency.md, 6 and 7; RL-2, RL-3): the two routers are killed, paused and restarted
// in random order under load, each of five tenants in a shard of its own; then all is counted anew.
//
// FAULT_ROUNDS=200 is the long form (default: 7 rounds, one deck), TEST_SEED repeats a run.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { endAll, finish, status } from '../lib/desk.mjs';
import { nothingLost } from '../lib/loss.mjs';
import { isLate, stopwatch } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';
import { Agent } from './lib/agent.mjs';
import { Floor, LONG, pause } from './lib/floor.mjs';
import { House } from './lib/house.mjs';
import { always, atRest, commands } from './lib/recount.mjs';

const ROUTERS = ['routerd', 'routerd-2'], HOUSES = [2, 3, 4], QUIET = 5;
const ROUNDS = LONG ? Number(process.env.FAULT_ROUNDS) : 7;
const TAKEOVER_MS = 2000, READY_MS = 15000;

let floor, stack, houses, quiet, agent;
before(async () => {
  floor = await Floor.open({ name: 'takeover', instances: 'presenced routerd routerd-2 smsgw chatd', perSecond: 8 });
  stack = floor.stack;
  houses = [];
  for (const tenant of HOUSES) houses.push(await House.open(stack, tenant));
  quiet = await House.open(stack, QUIET);
  agent = await Client.login(stack, quiet.users[0]);
  await agent.open();
});
after(async () => {
  agent?.close();
  for (const house of houses ?? []) { clearInterval(house.timer); if (house.tries) house.tries.over = true; }
  await floor?.close();
});

// ---- who holds what ----

const other = (name) => ROUTERS.find((one) => one !== name);
const holders = () => stack.query(`SELECT h.thing::int AS shard, i.name, h.epoch::int, extract(epoch FROM h.since) * 1000 AS since_ms
  FROM ops.holder AS h LEFT JOIN ops.instance AS i ON i.boot = h.boot WHERE h.kind = 'shard' ORDER BY 1`);
const holderOf = async (shard) => (await holders()).find((h) => h.shard === shard);

// Five shards over two routers: two and three.
const spread = () => until('the shards spread over both routers', async () => {
  const now = await holders();
  const counts = ROUTERS.map((name) => now.filter((h) => h.name === name).length);
  return counts[0] + counts[1] === now.length && Math.abs(counts[0] - counts[1]) <= 1 && now;
}, 15000);

const nowMs = async () => Number((await stack.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms'))[0].ms);

// ---- one by one ----

// Whether it was all answered before anybody had taken over. `tries` makes the texts unique: the recount takes equal texts for duplicates.
async function answeredMeanwhile(tries) {
  await spread();
  await status(agent, 'available');
  const offers = [];
  for (const n of [1, 2, 3]) {
    assert.equal((await quiet.text(`+150055500${n}0`, `first ${n}, try ${tries}`)).status, 202);
    offers.push(await agent.offerOf(`+150055500${n}0`));
  }
  const held = await agent.call('POST', `/api/v1/offers/${offers[0].id}/accept`);
  assert.equal(held.status, 200);
  const before = await holderOf(QUIET);
  await stack.kill(before.name);
  const answers = [
    await agent.call('POST', `/api/v1/offers/${offers[1].id}/accept`),
    await agent.call('POST', `/api/v1/offers/${offers[2].id}/reject`, { reason: 'not mine' }),
    await agent.call('POST', `/api/v1/interactions/${held.body.id}/end`, { last_seen_seq: 1 }),
    await status(agent, 'work_offline'),
  ];
  const now = await holderOf(QUIET);
  assert.deepEqual(answers.map((a) => a.status), [200, 200, 200, 200], JSON.stringify(answers.map((a) => a.body)));
  stack.spawn(before.name);
  await stack.untilAllReady(READY_MS);
  floor.watch.ended_by_themselves([before.name]);
  await endAll(agent);
  return now.epoch === before.epoch;
}

test('offers are accepted and rejected, work ends, a status is set while nobody holds the shard (rule 7)', async () => {
  for (let tries = 1; !await answeredMeanwhile(tries); tries++) assert.ok(tries < 5, 'each time somebody had taken over before all was answered');
});

// Sessions that have ended meanwhile are passed over.
function signalSessions(pids, signal) {
  for (const pid of pids) try { process.kill(pid, signal); } catch (error) { if (error.code !== 'ESRCH') throw error; }
}

// Stops the daemon's sessions in the server, none of them in a transaction: one that is stopped while it
// numbers the feed or holds a row would stop all others with it, which no fault of a router can do.
async function stillBetweenStatements(name) {
  const sessions = () => stack.asOwner(`SELECT a.pid, a.state = 'idle' AND a.backend_xid IS NULL
    AND NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.pid = a.pid) AS idle FROM pg_stat_activity AS a WHERE a.application_name = $1`, [name]);
  return until(`the sessions of ${name} stand between two statements`, async () => {
    const pids = (await sessions()).map((s) => s.pid);
    signalSessions(pids, 'SIGSTOP');
    if ((await sessions()).every((s) => s.idle)) return pids;
    signalSessions(pids, 'SIGCONT');
    return false;
  }, 10000, 7);
}

// What the server's log says, from there on, of the errors of a daemon: those of its fence, and the others.
function refusals(name, from) {
  const lines = readFileSync(stack.run.logs.postgres).subarray(from).toString('utf8').split('\n');
  const errors = lines.map((line, i) => ({ line, statement: lines.slice(i + 1, i + 4).join(' ') })).filter(({ line }) => line.includes(`] ${name} `) && /(ERROR|FATAL):/.test(line));
  const fenced = errors.filter(({ line, statement }) => line.includes('division by zero') && /STATEMENT: +WITH fence AS/.test(statement));
  return errors.length > 0 && { fenced: fenced.length, others: errors.filter((e) => !fenced.includes(e)).map((e) => e.line) };
}

// These sessions run nothing, and nothing that was sent to them waits to be read.
async function haveReadAll(pids) {
  const sessions = await stack.asOwner("SELECT client_port, state <> 'active' AS idle FROM pg_stat_activity WHERE pid = ANY ($1)", [pids]);
  const port = (n) => `:${n.toString(16).toUpperCase().padStart(4, '0')}`, own = port(Number(new URL(stack.run.database_url).port));
  const unread = readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, local, remote, , queues]) => local?.endsWith(own) && sessions.some((s) => remote.endsWith(port(s.client_port))) && !queues.endsWith(':00000000'));
  return sessions.every(({ idle }) => idle) && unread.length === 0;
}

// Everything of the holder stands still, its sessions in the server first: what it then decides is sent
// and not read. When the server goes on, another has the shard. Answers how many batches the fence has refused.
// None, if the new holder's batches kept the old one's from the locks that are taken before the fence, until a timeout, or if the holder
// stood still before it had sent what it decided.
async function fenced(tries) {
  const number = `+150055501${tries}0`;
  await spread();
  assert.equal((await quiet.text(number, `for who holds the fence, try ${tries}`)).status, 202);
  const waiting = await until('the text waits', async () => (await stack.query(
    "SELECT i.id FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation WHERE c.number = $1 AND i.state = 'waiting'", [number]))[0]);
  const before = await holderOf(QUIET), paused = before.name;
  const metric = async (name) => (await stack.metrics(paused))[name];
  const offers = () => metric('router_decisions_total{kind="offer"}');
  const decided = await offers(), terms = await metric('router_terms_total');
  const sessions = await stillBetweenStatements(paused);
  let refused;
  try {
    await status(agent, 'available');
    await until('it has decided', async () => await offers() > decided, 5000, 2);
    stack.signal(paused, 'SIGSTOP');
    const next = await until('another holder', async () => { const h = await holderOf(QUIET); return h.epoch > before.epoch && h; });
    assert.equal(next.name, other(paused));
    await agent.offerOf(number);
    const log = statSync(stack.run.logs.postgres).size;
    signalSessions(sessions, 'SIGCONT');
    refused = await until('what it had sent is read', async () => await haveReadAll(sessions) && (refusals(paused, log) || { fenced: 0, others: [] }), 10000);
    console.log(`# what ${paused} had sent was refused: ${JSON.stringify(refused)}`);
  } finally {
    signalSessions(sessions, 'SIGCONT');
    stack.signal(paused, 'SIGCONT');
  }
  await stack.untilAllReady(READY_MS);
  await until('it has begun anew', async () => await metric('router_terms_total') > terms);
  const made = await stack.query('SELECT state FROM routing.offer WHERE tenant = $1 AND interaction = $2', [QUIET, waiting.id]);
  assert.deepEqual(made.map((o) => o.state), ['made'], 'one offer, by the new holder');
  const offer = await agent.offerOf(number);
  const taken = await agent.call('POST', `/api/v1/offers/${offer.id}/accept`);
  assert.equal(taken.status, 200);
  await finish(agent, taken.body);
  await status(agent, 'work_offline');
  nothingLost(await always(stack));
  return refused.fenced;
}

test('a paused holder\'s write, decided in its term and sent, is refused by the fence after it (rule 6)', async () => {
  for (let tries = 1; !await fenced(tries); tries++) assert.ok(tries < 5, 'each time it was refused before it came to the fence');
});

// The first give-away of a shard changes nothing, as if its statement had been lost.
test('a hand-over that comes to nothing is tried again', async () => {
  await stack.kill('routerd-2', 'SIGTERM');
  await until('one has all', async () => (await holders()).every((h) => h.name === 'routerd'));
  await stack.asOwner('CREATE SEQUENCE ops.test_gifts');
  await stack.asOwner(`CREATE FUNCTION ops.test_gift() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF NEW.kind = 'shard' AND NEW.boot IS NULL AND nextval('ops.test_gifts') = 1 THEN RETURN NULL; END IF;
    RETURN NEW; END $$`);
  await stack.asOwner('CREATE TRIGGER test_gift BEFORE UPDATE ON ops.holder FOR EACH ROW EXECUTE FUNCTION ops.test_gift()');
  try {
    stack.spawn('routerd-2');
    await stack.untilAllReady(READY_MS);
    await spread();
    const [gifts] = await stack.asOwner('SELECT last_value::int AS n FROM ops.test_gifts');
    assert.ok(gifts.n >= 3, `two shards changed hands and one did not at once: ${gifts.n} tries`);
  } finally {
    await stack.asOwner('DROP TRIGGER test_gift ON ops.holder');
    await stack.asOwner('DROP FUNCTION ops.test_gift()');
    await stack.asOwner('DROP SEQUENCE ops.test_gifts');
  }
  floor.watch.ended_by_themselves(['routerd-2']);
});

// ---- rounds ----

function* deck(random) {
  for (;;) {
    const cards = [...ROUTERS.flatMap((name) => [{ kind: 'SIGKILL', names: [name] }, { kind: 'SIGSTOP', names: [name] }, { kind: 'SIGTERM', names: [name] }]), { kind: 'SIGKILL', names: ROUTERS }];
    while (cards.length) yield cards.splice(random.below(cards.length), 1)[0];
  }
}

// Somebody who has not written before: there is something to decide.
async function somethingNew(shard) {
  const house = houses.find((h) => h.tenant === shard), number = newNumber();
  const answer = house ? await house.text(number.replace('+1415', '+1500'), `new here, ${number}`) : await text(floor.channel, number, `invoice, I am new, ${number}`);
  assert.ok([200, 202].includes(answer.status), `text: ${answer.status}`);
}

// From the fault to the first decision of each shard that the victim held; its time is the database's.
async function takenOver(held, from) {
  const took = [];
  for (const { shard, epoch } of held) {
    const now = await until(`shard ${shard} taken over`, async () => { const h = await holderOf(shard); return h.epoch > epoch && h.name && h; }, READY_MS, 10);
    const first = await until(`a decision in shard ${shard}`, async () => (await stack.query(
      'SELECT extract(epoch FROM min(at)) * 1000 AS ms FROM routing.decision WHERE tenant = $1 AND at >= to_timestamp($2::float8 / 1000)', [shard, now.since_ms]))[0].ms, READY_MS, 10);
    took.push(Math.round(Number(first) - from));
  }
  return took;
}

const found = { beside: [], broken: [], slow: [], times: [] };

async function round(n, fault) {
  await pause(floor.random.between(300, 900));
  const spreadNow = await spread();
  const held = spreadNow.filter((h) => fault.names.includes(h.name) && h.shard !== QUIET);
  const from = await nowMs(), clock = stopwatch();
  if (fault.kind === 'SIGSTOP') stack.signal(fault.names[0], 'SIGSTOP');
  else await Promise.all(fault.names.map((name) => stack.kill(name, fault.kind)));
  if (fault.names.length === 2) for (const name of ROUTERS) stack.spawn(name);
  await Promise.all(held.map((h) => somethingNew(h.shard)));
  const took = await takenOver(held, from);
  const waited = clock.wall() - clock(); // of the machine, not of the routers
  found.times.push(...took);
  if (fault.kind !== 'SIGTERM' && fault.names.length === 1) found.slow.push(...took.filter((ms) => isLate(`round ${n}, ${fault.kind} ${fault.names}`, ms - waited, TAKEOVER_MS)));
  const beside = await floor.watch.beside();
  if (fault.kind === 'SIGSTOP') stack.signal(fault.names[0], 'SIGCONT');
  else if (fault.names.length === 1) stack.spawn(fault.names[0]);
  await stack.untilAllReady(READY_MS);
  if (fault.kind !== 'SIGSTOP') floor.watch.ended_by_themselves(fault.names);
  const wrong = await always(stack);
  found.beside.push(...beside.map((pair) => ({ round: n, ...fault, ...pair })));
  found.broken.push(...wrong.map((what) => `round ${n}, ${fault.kind} ${fault.names}: ${what}`));
  console.log(`# round ${n}: ${fault.kind} ${fault.names.join(' and ')}, ${held.length} shards, first decisions after ${took.join(', ')} ms` +
    `${beside.length || wrong.length ? `  WRONG: ${beside.length} beside, ${wrong.length} broken` : ''}`);
}

test(`${ROUNDS} rounds of kills, pauses and restarts of the routers under load leave every invariant whole (RL-2)`, async () => {
  await status(agent, 'work_offline');
  floor.agents.push(await Agent.start(stack, quiet.users[1], floor.random)); // what is left over there
  for (const house of houses) await house.work(floor, 5);
  const faults = deck(floor.random);
  for (let n = 1; n <= ROUNDS; n++) await round(n, faults.next().value);
  const load = () => ({ accepts: floor.acks.accepts, ends: floor.acks.ends, looks: floor.watch.looks });
  try {
    await until('enough load to show anything', () => load().accepts > ROUNDS * 5 && load().ends > ROUNDS * 2 && load().looks > ROUNDS * 5)
      .catch(async ({ message }) => { throw new Error(`${message}, but ${JSON.stringify(load())}; ${await floor.unfinished()}`); });
  } finally { // else what is not over yet would be called lost
    for (const house of houses) await house.stop();
    await floor.rest();
  }
  nothingLost(found.broken);
});

test('from the death or the pause of a holder to the first decision of the next it was 2 s at most', () => {
  assert.ok(found.times.length >= ROUNDS, `${found.times.length} takeovers only`);
  assert.deepEqual(found.slow, []);
});

test('no work waited beside a free eligible agent for a second after a takeover (RL-3)', () => assert.deepEqual(found.beside, []));

test('no offer was doubled, nothing assigned twice, capacity above its limit in no moment (RL-2)', async () => {
  assert.deepEqual(floor.watch.overruns, []);
  nothingLost([...await always(stack), ...await atRest(stack)]);
});

test('each acknowledged text, accept, reject, end and wrap-up is stored, and every command was answered (RL-1)', async () => {
  nothingLost(await commands(floor));
  for (const house of houses) nothingLost(await house.lost(), 'acknowledged, and not stored once');
  assert.deepEqual([...floor.surprises(), ...houses.flatMap((h) => h.surprises)], []);
});

test('no deadlock, no daemon that ended by itself, no log that tells of a bug', async () => {
  assert.equal(await floor.watch.keep(), 0, 'deadlocks');
  assert.deepEqual(floor.watch.ended_by_themselves(), []);
  assert.deepEqual(floor.watch.badLines(), []);
});
