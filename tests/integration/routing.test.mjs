// Who gets what, when: skills, capacity, misses, schedules, explanations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import pg from 'pg';
import { Client } from '../lib/client.mjs';
import { accept, assigned, end, endAll, finish, nearlyMissed, offered, status, taken } from '../lib/desk.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, channel, maya, tomas, ida, all;
before(async () => {
  stack = await Stack.start({ name: 'routing', instances: 'presenced routerd routerd-2 smsgw chatd', testClock: true });
  channel = stack.channel('twilio');
  [maya, tomas, ida] = await Promise.all([0, 1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  all = [maya, tomas, ida];
  for (const agent of all) await agent.open();
});
// Each test leaves nobody Available and nothing open: maya takes what still waits, and ends all.
afterEach(async () => {
  const open = () => stack.query("SELECT id FROM routing.interaction WHERE state IN ('arrived', 'waiting', 'offered')");
  for (const agent of all) await endAll(agent);
  await until('nothing waits', async () => {
    await status(maya, 'available');
    const { body } = await maya.call('GET', '/api/v1/workspace');
    for (const offer of body.offers) await maya.call('POST', `/api/v1/offers/${offer.id}/accept`); // or it has run out
    if (body.interactions.length === 6 || body.offers.length === 0) await endAll(maya);
    return (await open()).length === 0;
  }, 30000);
  for (const agent of all) await endAll(agent);
});

after(async () => { for (const agent of all ?? []) agent.close(); await stack?.stop(); });

const stateOf = async (number) => (await stack.query(
  `SELECT i.* FROM routing.interaction i JOIN messaging.conversation c ON c.tenant = i.tenant AND c.id = i.conversation
   WHERE c.number = $1 ORDER BY i.id DESC LIMIT 1`, [number]))[0];
const waits = (number) => until('waiting', async () => { const i = await stateOf(number); return i?.state === 'waiting' && i; });
const offersOf = async (number) => (await stack.query('SELECT agent FROM routing.offer WHERE interaction = $1 ORDER BY id', [(await stateOf(number)).id])).map((o) => o.agent);
// What an administrator's change of configuration does, until there is a route for it. By hand no
// daemon rings: the routers read it in the feed, the standby too. Answers when the last has read it.
async function configure(...changes) {
  const loads = (name) => readFileSync(stack.run.logs[name], 'utf8').split('\n')
    .filter((line) => line.includes('"configuration_loaded"')).map((line) => Date.parse(JSON.parse(line).at));
  const routers = ['routerd', 'routerd-2'], before = routers.map((name) => loads(name).length);
  await stack.asOwner([`SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')])`, ...changes, 'SELECT routing.config_changed(1)', 'SELECT ops.batch_end()'].join(';'));
  await until('the routers\' reading', () => routers.every((name, i) => loads(name).length > before[i]), 10000, 5);
  return Math.max(...routers.map((name) => loads(name).at(-1)));
}

// The routers have applied what the agents did before: a change of configuration comes after it in the feed.
const routersCaughtUp = () => configure();

test('a keyword picks the queue and its skill; the better skilled gets it (SMS-2, SMS-3, RT-1)', async () => {
  await status(maya, 'available');
  await status(ida, 'available');
  await routersCaughtUp();
  const bill = await offered(ida, channel, newNumber(), 'Invoice 4471 is wrong');
  assert.equal(bill.state.queue.name, 'Billing', 'ida holds Billing at 90, maya at 60');
  await accept(ida, bill);
  const order = await offered(maya, channel, newNumber(), 'where is my parcel');
  assert.equal(order.state.queue.name, 'Orders');
  await accept(maya, order);
});

// RT-7: each cause makes an offer possible; nobody polls for it.
async function offeredAtOnce(agent, number, cause) {
  const called = Date.now(), took = stopwatch();
  const [began, offer] = await Promise.all([cause(), agent.offerOf(number).then((offer) => ({ ...offer, seen: Date.now() }))]);
  const ms = offer.seen - (typeof began === 'number' ? began : called);
  latency('the offer', ms - took.stalled(), 1000);
  return accept(agent, offer);
}

test('a text waits while nobody is Available, and is offered within a second when somebody is (RT-7)', async () => {
  const number = newNumber();
  await text(channel, number, 'hello');
  await waits(number);
  await offeredAtOnce(maya, number, () => status(maya, 'available'));
});

test('a full agent whose work ends is offered the next within a second (RT-7)', async () => {
  await stack.asOwner('UPDATE directory.app_user SET chat_limit = 1 WHERE id = $1', [maya.id]);
  try {
    await status(maya, 'available');
    const held = await assigned(maya, channel, newNumber());
    const number = newNumber();
    await text(channel, number, 'hello');
    await waits(number);
    await offeredAtOnce(maya, number, () => finish(maya, held));
  } finally { await stack.asOwner('UPDATE directory.app_user SET chat_limit = 6 WHERE id = $1', [maya.id]); }
});

test('a skill or a membership that is given makes an offer within a second (RT-7)', async () => {
  const swedish = () => '+4670' + newNumber().slice(5);
  const one = swedish(), two = swedish();
  try {
    for (const agent of [maya, ida]) await status(agent, 'available');
    await text(channel, one, 'hej'); // for Orders, with Swedish: ida has it and is no member, maya is one and has it not
    await waits(one);
    await offeredAtOnce(maya, one, () => configure(`INSERT INTO routing.agent_skill VALUES (1, ${maya.id}, 2, 10)`));
    await configure(`DELETE FROM routing.agent_skill WHERE agent = ${maya.id} AND skill = 2`);
    await text(channel, two, 'hej');
    await waits(two);
    await offeredAtOnce(ida, two, () => configure(`INSERT INTO routing.member VALUES (1, 1, ${ida.id})`));
  } finally {
    await configure(`DELETE FROM routing.agent_skill WHERE agent = ${maya.id} AND skill = 2`, `DELETE FROM routing.member WHERE queue = 1 AND agent = ${ida.id}`);
  }
});

test('a schedule that opens makes an offer within a second (RT-7, RT-8)', async () => {
  const number = newNumber();
  try {
    await configure(`INSERT INTO routing.schedule (tenant, id, name, time_zone, exceptions) SELECT 1, 9, 'Soon', 'UTC',
        jsonb_build_array(jsonb_build_object('day', at::date, 'opens', at::time, 'closes', (at - interval '1 hour')::time))
        FROM (VALUES ((ops.clock() + interval '1 hour') AT TIME ZONE 'UTC')) AS soon (at)`,
      'SELECT routing.schedule_compile(1, 9)', 'UPDATE routing.queue SET schedule_id = 9, version = version + 1 WHERE id = 1');
    await status(maya, 'available');
    await text(channel, number, 'are you open?');
    await waits(number);
    const [opened] = await stack.query('SELECT min(at) AS at FROM routing.schedule_boundary WHERE schedule = 9');
    // The clock goes on to shortly before the opening: routers believe a jump after five beats, and look at their timers with the next sweep.
    await stack.asOwner("UPDATE ops.test_clock SET ahead = ahead + greatest($1::timestamptz - ops.clock() - interval '15 s', interval '0')", [opened.at]);
    const took = stopwatch(), offer = await maya.offerOf(number);
    const late = new Date(offer.state.made_at) - opened.at;
    assert.ok(late >= 0, `offered ${late} ms after the opening`);
    latency('the offer after the opening', late - took.stalled(), 1000);
    await accept(maya, offer);
  } finally {
    await configure('UPDATE routing.queue SET schedule_id = 1, version = version + 1 WHERE id = 1', 'DELETE FROM routing.schedule_boundary WHERE schedule = 9',
      'DELETE FROM routing.schedule WHERE id = 9');
  }
});

test('an administrator\'s open transaction stops neither the beats nor the sweeps of who chooses (rule 6)', async () => {
  const admin = new pg.Client({ connectionString: stack.owner });
  const key = "ops.key('config', 1, '')";
  const held = async () => (await stack.asOwner("SELECT epoch, beat::integer FROM ops.holder_list('shard')"))[0];
  const ofRouter = async (what, where) => (await stack.asOwner(`SELECT ${what} AS it FROM pg_stat_activity WHERE usename = 'tl_routerd' AND ${where}`))[0].it;
  const swept = () => ofRouter('max(query_start)', "query ~ 'routing[.][a-z]+_due'"); // what a connection did last
  await admin.connect();
  try {
    await admin.query(`SELECT pg_advisory_lock(${key})`);
    await admin.query(`BEGIN; SELECT ops.batch_begin(ARRAY[${key}]); UPDATE routing.schedule SET compiled_to = ops.clock() WHERE id = 1;
      SELECT routing.config_changed(1); SELECT ops.batch_end(); COMMIT`);
    await until('the wait to compile it', () => ofRouter('count(*) > 0', "wait_event_type = 'Lock'"));
    const before = await held(), round = await swept();
    await until('ten beats', async () => (await held()).beat >= before.beat + 10);
    assert.equal((await held()).epoch, before.epoch, 'of the same holder');
    await until('a round of sweeps', async () => (await swept()) > round);
  } finally {
    await admin.end();
  }
  await until('the schedule compiled', async () =>
    (await stack.query("SELECT compiled_to > ops.clock() + interval '399 days' AS far FROM routing.schedule WHERE id = 1"))[0].far);
});

// The candidates of the decision that led to an interaction's offer, the first one first.
async function candidates(interaction) {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const why = await rosa.call('GET', `/api/v1/interactions/${interaction}/why`);
  assert.equal(why.status, 200, JSON.stringify(why.body));
  return why.body.decisions.find((d) => d.decision === 'offer').explanation.first;
}

test('the highest level first, whatever the load (RT-1)', async () => {
  await status(tomas, 'available'); // English 80
  await status(maya, 'available'); // English 100
  await routersCaughtUp();
  await assigned(maya, channel, newNumber());
  const second = await assigned(maya, channel, newNumber());
  const first = await candidates(second.id);
  assert.deepEqual(first.map((c) => [String(c.agent), c.level]), [[maya.id, 100], [tomas.id, 80]]);
  assert.ok(first[0].share > first[1].share, 'though she has one already and he has none');
});

test('at one level the smaller share of capacity, then the longest idle (RT-1)', async () => {
  const key = new Client(stack, stack.run.api_key), sandbox = stack.channel('sandbox');
  // Support asks for no skill: tomas and ida are equal but for their work.
  async function next(agent) {
    const number = '+1500555' + newNumber().slice(-4);
    await routersCaughtUp();
    await key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'hello' });
    const frame = await taken(agent, number);
    const [first, second] = await candidates(frame.id);
    return { ...frame, shares: Math.sign(first.share - second.share), idle: Math.sign(first.idle_ms - second.idle_ms) };
  }
  await status(tomas, 'available');
  await status(ida, 'available');
  const one = await next(tomas);
  assert.deepEqual([one.shares, one.idle], [0, 1], 'both have none: tomas was Available first');
  const two = await next(ida);
  assert.equal(two.shares, -1, 'ida has none, tomas one');
  const three = await next(tomas);
  assert.deepEqual([three.shares, three.idle], [0, 1], 'both have one: tomas accepted his first');
  for (const done of [one, three]) await finish(tomas, done);
  const four = await next(tomas);
  assert.deepEqual([four.shares, four.idle], [-1, -1], 'tomas has none any more: the share counts, though ida is idle for longer');
});

test('an offer has one end: a reject puts On Break, the text goes to somebody else (RT-4, RT-6)', async () => {
  await status(maya, 'available');
  await status(tomas, 'available');
  const number = newNumber();
  const offer = await offered(maya, channel, number);
  const rejected = await maya.call('POST', `/api/v1/offers/${offer.id}/reject`);
  assert.equal(rejected.status, 200, JSON.stringify(rejected.body));
  await maya.see('agent', (s) => s.agent === maya.id && s.status === 'on_break' && s.set_by === 'rule');
  const next = await tomas.offerOf(number);
  assert.equal(next.state.interaction, offer.state.interaction);
  assert.equal(next.state.waiting_since, offer.state.waiting_since, 'the original waiting time');
  const late = await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
  assert.equal(late.status, 409);
  assert.equal(late.body.type, 'offer_ended');
  await accept(tomas, next);
});

test('a missed offer runs out after its deadline, puts On Break, and is offered again (RT-4, RT-6)', async () => {
  await status(maya, 'available');
  const number = newNumber();
  const offer = await offered(maya, channel, number);
  await nearlyMissed(stack, offer);
  const ended = await maya.see('offer', (s, f) => f.id === offer.id && s.state === 'expired');
  assert.equal(ended.state.agent, maya.id);
  await maya.see('agent', (s) => s.agent === maya.id && s.status === 'on_break');
  assert.equal((await stateOf(number)).state, 'waiting');
  await stack.pass(6000); // the cool-down when nobody else is there: 5 s
  await status(maya, 'available');
  const again = await maya.offerOf(number);
  assert.equal(again.state.interaction, offer.state.interaction);
  await accept(maya, again);
});

test('six at most, the seventh waits and comes when one ends (SMS-4, RT-5)', async () => {
  await status(maya, 'available');
  const six = [];
  for (let i = 0; i < 6; i++) six.push(await assigned(maya, channel, newNumber()));
  const seventh = newNumber();
  await text(channel, seventh, 'me too');
  await waits(seventh);
  const gate = (await stack.query('SELECT * FROM routing.agent WHERE agent = $1', [maya.id]))[0];
  assert.equal(gate.chat_count, 6);
  await finish(maya, six[0]);
  await taken(maya, seventh);
});

test('a hundred accepts of one offer at once over two routers: one wins (RT-5)', async () => {
  await status(maya, 'available');
  const offer = await offered(maya, channel, newNumber());
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => fetch(
    `${stack.run.http[i % 2 ? 'routerd' : 'routerd-2']}/api/v1/offers/${offer.id}/accept`,
    { method: 'POST', headers: { authorization: `Bearer ${maya.token}` } })));
  const statuses = answers.map((a) => a.status).sort();
  assert.equal(statuses.filter((s) => s === 200).length, 1, statuses.join(' '));
  assert.equal(statuses.filter((s) => s === 409).length, 99);
});

test('higher priority first, then the longest waiting, over all queues (RT-2)', async () => {
  const later = newNumber(), urgent = newNumber(), first = newNumber();
  await text(channel, first, 'order');
  await waits(first);
  await text(channel, later, 'order too');
  await text(channel, urgent, 'invoice!'); // Billing has priority 3, Orders 5
  for (const number of [later, urgent]) await waits(number);
  await status(maya, 'available');
  const order = [];
  for (const number of [urgent, first, later]) {
    const offer = await maya.offerOf(number);
    order.push((await stack.query('SELECT id FROM routing.offer WHERE id = $1', [offer.id]))[0].id);
    await accept(maya, offer);
  }
  assert.deepEqual([...order].sort((a, b) => Number(a) - Number(b)), order);
});

test('wrap-up ends by itself and by hand; Stop New becomes Work Offline after the last one', async () => {
  await status(maya, 'available');
  const one = await assigned(maya, channel, newNumber());
  assert.equal((await status(maya, 'available', { stop_new: true })).body.state.stop_new, true);
  const ended = await end(maya, one);
  assert.equal(ended.body.state.state, 'wrap_up');
  await maya.see('agent', (s) => s.agent === maya.id && s.occupancy === 'wrap_up');
  await stack.pass(61000);
  await maya.see('interaction', (s, f) => f.id === one.id && s.state === 'ended');
  await maya.see('agent', (s) => s.agent === maya.id && s.status === 'work_offline' && s.set_by === 'rule');
});

test('nobody gets a text while Available with Stop New, on break or offline (status table)', async () => {
  await status(maya, 'available');
  const held = await assigned(maya, channel, newNumber()); // Stop New is for who handles something
  for (const [value, counts, more] of [['available', { status: 2, stop_new: 1 }, { stop_new: true }], ['on_break', { status: 3 }], ['work_offline', { status: 3 }]]) {
    assert.equal((await status(maya, value, more)).status, 200, value);
    const number = newNumber();
    await text(channel, number, 'hello?');
    const { id } = await waits(number);
    const decisions = await stack.query("SELECT kind, explanation -> 'counts' AS counts FROM routing.decision WHERE interaction = $1", [id]);
    assert.deepEqual(decisions, [{ kind: 'place', counts }], 'of the three members of Orders nobody is eligible');
    assert.deepEqual(await offersOf(number), [], value);
    assert.equal((await status(maya, 'available')).status, 200);
    const frame = await taken(maya, number);
    assert.deepEqual(await offersOf(number), [maya.id], value);
    await finish(maya, frame);
  }
  await finish(maya, held);
});

test('why says who was left out and for what reason', async () => {
  const number = newNumber();
  await text(channel, number, 'why me');
  const waiting = await waits(number);
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const why = await until('the explanation', async () => {
    const answer = await rosa.call('GET', `/api/v1/interactions/${waiting.id}/why`);
    return answer.status === 200 && JSON.stringify(answer.body).includes('status') && answer;
  });
  const told = why.body.decisions.at(-1);
  assert.match(told.words, /^Orders: nobody can be offered it: .*Is not Available/);
  assert.deepEqual(told.members.find((m) => m.agent.id === maya.id), { agent: { id: maya.id, name: 'Maya Okafor' }, verdict: 'status', words: 'Is not Available.' });
  assert.ok(Number(told.explanation.revision) >= 1 && Number(told.explanation.feed) >= 1, JSON.stringify(told.explanation));
  assert.equal((await maya.call('GET', `/api/v1/interactions/${waiting.id}/why`)).status, 403, 'for those who lead');
  await status(maya, 'available');
  await taken(maya, number);
});
