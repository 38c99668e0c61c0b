// Who gets what, when: skills, capacity, misses, schedules, explanations.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, offered } from '../lib/desk.mjs';
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
  while ((await open()).length > 0) {
    await maya.call('PUT', '/api/v1/me/status', { status: 'available' });
    const { body } = await maya.call('GET', '/api/v1/workspace');
    for (const offer of body.offers) await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
    if (body.interactions.length === 6 || body.offers.length === 0) await endAll(maya);
  }
  for (const agent of all) await endAll(agent);
});

async function endAll(agent) {
  await agent.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  const { body } = await agent.call('GET', '/api/v1/workspace');
  for (const interaction of body.interactions) {
    if (interaction.state.state === 'assigned') await agent.call('POST', `/api/v1/interactions/${interaction.id}/end`, { last_seen_seq: 1e6 });
    await agent.call('POST', `/api/v1/interactions/${interaction.id}/wrap-up/end`, {});
  }
}

after(async () => { for (const agent of all ?? []) agent.close(); await stack?.stop(); });

const status = (agent, value, more = {}) => agent.call('PUT', '/api/v1/me/status', { status: value, ...more });
const stateOf = async (number) => (await stack.query(
  `SELECT i.* FROM routing.interaction i JOIN messaging.conversation c ON c.tenant = i.tenant AND c.id = i.conversation
   WHERE c.number = $1 ORDER BY i.id DESC LIMIT 1`, [number]))[0];
const tick = (ms) => stack.asOwner('UPDATE ops.test_clock SET ahead = ahead + make_interval(secs => $1::float / 1000)', [ms]);

test('a keyword picks the queue and its skill; the better skilled gets it (SMS-2, SMS-3, RT-1)', async () => {
  await status(maya, 'available');
  await status(ida, 'available');
  const bill = await offered(ida, channel, newNumber(), 'Invoice 4471 is wrong');
  assert.equal(bill.state.queue.name, 'Billing', 'ida holds Billing at 90, maya at 60');
  await ida.call('POST', `/api/v1/offers/${bill.id}/accept`);
  const order = await offered(maya, channel, newNumber(), 'where is my parcel');
  assert.equal(order.state.queue.name, 'Orders');
  await maya.call('POST', `/api/v1/offers/${order.id}/accept`);
});

test('an interaction waits while nobody has the skill, and is offered within a second when somebody may (RT-7)', async () => {
  const number = newNumber();
  await text(channel, number, 'hello');
  await until('waiting', async () => (await stateOf(number))?.state === 'waiting');
  const began = Date.now();
  await status(maya, 'available');
  await maya.offerOf(number);
  assert.ok(Date.now() - began < 1000, `offered after ${Date.now() - began} ms`);
});

test('the highest level first, then the smaller share of capacity, then the longest idle (RT-1)', async () => {
  await status(tomas, 'available'); // English 80
  await status(maya, 'available'); // English 100
  const first = await assigned(maya, channel, newNumber());
  const second = await assigned(maya, channel, newNumber());
  assert.notEqual(first.id, second.id, 'level outranks load');
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const why = await rosa.call('GET', `/api/v1/interactions/${first.id}/why`);
  assert.equal(why.status, 200, JSON.stringify(why.body));
  const chosen = why.body.decisions.find((d) => d.decision === 'offer').explanation;
  assert.deepEqual(chosen.first.map((c) => [String(c.agent), c.level]), [[maya.id, 100], [tomas.id, 80]]);
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
  await tomas.call('POST', `/api/v1/offers/${next.id}/accept`);
});

test('a missed offer runs out after its deadline, puts On Break, and is offered again (RT-4, RT-6)', async () => {
  await status(maya, 'available');
  const number = newNumber();
  const offer = await offered(maya, channel, number);
  await tick(20600);
  const ended = await maya.see('offer', (s, f) => f.id === offer.id && s.state === 'expired');
  assert.equal(ended.state.agent, maya.id);
  await maya.see('agent', (s) => s.agent === maya.id && s.status === 'on_break');
  assert.equal((await stateOf(number)).state, 'waiting');
  await tick(6000); // the cool-down when nobody else is there: 5 s
  await status(maya, 'available');
  const again = await maya.offerOf(number);
  assert.equal(again.state.interaction, offer.state.interaction);
  await maya.call('POST', `/api/v1/offers/${again.id}/accept`);
});

test('six at most, the seventh waits and comes when one ends (SMS-4, RT-5)', async () => {
  await status(maya, 'available');
  const six = [];
  for (let i = 0; i < 6; i++) six.push(await assigned(maya, channel, newNumber()));
  const seventh = newNumber();
  await text(channel, seventh, 'me too');
  await until('the decision about the seventh', async () => (await stateOf(seventh))?.state === 'waiting');
  const gate = (await stack.query('SELECT * FROM routing.agent WHERE agent = $1', [maya.id]))[0];
  assert.equal(gate.chat_count, 6);
  await finish(maya, six[0]);
  const offer = await maya.offerOf(seventh);
  await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
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
  await until('first waits', async () => (await stateOf(first))?.state === 'waiting');
  await text(channel, later, 'order too');
  await text(channel, urgent, 'invoice!'); // Billing has priority 3, Orders 5
  for (const number of [later, urgent]) await until('waiting', async () => (await stateOf(number))?.state === 'waiting');
  await status(maya, 'available');
  const order = [];
  for (const number of [urgent, first, later]) {
    const offer = await maya.offerOf(number);
    order.push((await stack.query('SELECT id FROM routing.offer WHERE id = $1', [offer.id]))[0].id);
    await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
  }
  assert.deepEqual([...order].sort((a, b) => Number(a) - Number(b)), order);
});

test('wrap-up ends by itself and by hand; Stop New becomes Work Offline after the last one', async () => {
  await status(maya, 'available');
  const one = await assigned(maya, channel, newNumber());
  assert.equal((await status(maya, 'available', { stop_new: true })).body.state.stop_new, true);
  const ended = await maya.call('POST', `/api/v1/interactions/${one.id}/end`, { last_seen_seq: 9 });
  assert.equal(ended.body.state.state, 'wrap_up');
  await maya.see('agent', (s) => s.agent === maya.id && s.occupancy === 'wrap_up');
  await tick(61000);
  await maya.see('interaction', (s, f) => f.id === one.id && s.state === 'ended');
  await maya.see('agent', (s) => s.agent === maya.id && s.status === 'work_offline' && s.set_by === 'rule');
});

test('nobody gets a text while Available with Stop New, on break or offline (RT-4, status table)', async () => {
  for (const value of ['on_break', 'work_offline']) {
    await status(maya, value);
    const number = newNumber();
    await text(channel, number, 'hello?');
    const waiting = await until('the decision', async () => { const i = await stateOf(number); return i?.state === 'waiting' && i; });
    await status(maya, 'available');
    const offer = await maya.offerOf(number);
    await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
    await finish(maya, { id: offer.state.interaction, state: offer.state });
  }
});

test('why says who was left out and for what reason', async () => {
  const number = newNumber();
  await text(channel, number, 'why me');
  const waiting = await until('waiting', async () => { const i = await stateOf(number); return i?.state === 'waiting' && i; });
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const why = await until('the explanation', async () => {
    const answer = await rosa.call('GET', `/api/v1/interactions/${waiting.id}/why`);
    return answer.status === 200 && JSON.stringify(answer.body).includes('status') && answer;
  });
  assert.ok(why.body);
  assert.equal((await maya.call('GET', `/api/v1/interactions/${waiting.id}/why`)).status, 403, 'for those who lead');
  await status(maya, 'available');
  const offer = await maya.offerOf(number);
  await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
});
