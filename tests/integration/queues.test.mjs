// Queues as administrators set them up: widening, overflow, answer limits; each through the API and to the agent.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../lib/client.mjs';
import { accept, endAll, finish, send, status } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const ENGLISH = '1', BILLING = '3', SERVICE_DESK = '1', ACCOUNTS = '2';
let stack, channel, adam, maya, tomas, ida, all;
before(async () => {
  stack = await Stack.start({ name: 'queues', instances: 'presenced routerd routerd-2 smsgw chatd hookd' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, tomas, ida] = await Promise.all([0, 1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  all = [maya, tomas, ida];
  for (const agent of all) await agent.open();
});
after(async () => { for (const agent of all ?? []) agent.close(); await stack?.stop(); });
// Each test has queues of its own; what it left open is ended by who has it.
afterEach(async () => {
  for (const agent of all) await endAll(agent);
});

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const made = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, thing, body) => ok(await adam.call('PATCH', `/api/v1/${path}/${thing.id}`, body, { headers: { 'if-match': `"${thing.version}"` } }));
const refused = async (path, body, pointer, type = 'invalid') => {
  const answer = await adam.call('POST', `/api/v1/${path}`, body);
  assert.deepEqual([answer.status, answer.body.type], [422, type], JSON.stringify(answer.body));
  assert.ok(answer.body.errors.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};

// What is configured is in force when the router that chooses has read it; the one that stands by may be first.
async function inForce() {
  const [{ revision }] = await stack.query('SELECT revision FROM routing.revision WHERE tenant = 1');
  await until(`revision ${revision} at the router`, async () => {
    const holders = await stack.query(`SELECT i.name FROM ops.holder AS h JOIN ops.instance AS i ON i.boot = h.boot WHERE h.kind = 'shard'`);
    return holders.length > 0 && holders.every(({ name }) => readFileSync(stack.run.logs[name], 'utf8').split('\n')
      .some((line) => line.includes('"configuration_loaded"') && JSON.parse(line).revision >= Number(revision)));
  });
}

const ROUTERS = ['routerd', 'routerd-2'];
const routersEnd = () => Promise.all(ROUTERS.map((name) => stack.kill(name)));
async function routersBegin() {
  for (const name of ROUTERS) stack.spawn(name);
  await stack.untilAllReady(15000);
}

// A queue with these members to which a word of its own leads; answers { queue, word }.
async function aQueue(fields = {}, members = [], rule = {}) {
  const queue = await made('queues', { name: unique('Queue'), wrap_ms: 0, ...fields });
  for (const agent of members) await made('memberships', { queue_id: queue.id, agent_id: agent.id });
  const word = unique('word');
  await made('route-rules', { channel_id: '1', position: 1, conditions: { keyword: word }, queue_id: queue.id, ...rule });
  await inForce();
  return { queue, word };
}
// A text for that queue; answers its number.
async function says(to, number = newNumber()) {
  const answer = await text(channel, number, `${to.word} please`);
  assert.equal(answer.status, 200);
  return number;
}
const rowOf = async (number) => (await stack.query(
  `SELECT i.* FROM routing.interaction i JOIN messaging.conversation c ON c.tenant = i.tenant AND c.id = i.conversation
   WHERE c.number = $1 ORDER BY i.id DESC LIMIT 1`, [number]))[0];
const is = (number, state) => until(`${state}`, async () => { const i = await rowOf(number); return i?.state === state && i; });
const waited = (number, ms) => until(`${ms} ms of waiting`, async () => (await stack.query(
  `SELECT ops.clock() - entered_at > make_interval(secs => $2::float / 1000) AS so FROM routing.interaction WHERE id = $1`, [(await rowOf(number)).id, ms]))[0].so);
const why = async (id) => ok(await adam.call('GET', `/api/v1/interactions/${id}/why`)).decisions;
const offersOf = (id) => stack.query(`SELECT o.agent, extract(epoch FROM o.made_at - i.entered_at) * 1000 AS waited FROM routing.offer o
  JOIN routing.interaction i ON i.tenant = o.tenant AND i.id = o.interaction WHERE o.interaction = $1 ORDER BY o.id`, [id]);

// The router counts in whole milliseconds, on its own estimate of the database's clock. A round trip that waits for a processor makes the
// estimate wrong by up to half of that wait.
const CLOCK_MS = 50;
function waitedFor(first, ms, took, more) {
  const stalled = took.stalled();
  assert.ok(first.waited >= ms - CLOCK_MS - stalled, `after ${first.waited} ms, ${stalled} of them stalled`);
  latency('the offer', first.waited - stalled, ms + more);
}

// ---- widening (RT-3) ----

// What a step must do: without it nobody, from its moment on this agent, within a second (RT-7).
async function widens(step, { members, rule, agent }) {
  const to = await aQueue({ widening: [{ after_ms: 1500, ...step }] }, members(), rule);
  for (const one of [maya, ida]) await status(one, 'available');
  const took = stopwatch(), number = await says(to);
  await is(number, 'waiting');
  const offer = await agent().offerOf(number);
  const [first] = await offersOf((await rowOf(number)).id);
  assert.equal(first.agent, agent().id);
  waitedFor(first, 1500, took, 1000);
  assert.match(offer.state.why, /widened after 1 s of waiting \(step 1\)/);
  const decisions = await why(offer.state.interaction);
  assert.equal(decisions.find((d) => d.decision === 'place').explanation.step, undefined, 'first nobody, without a step');
  const explained = decisions.find((d) => d.decision === 'offer').explanation;
  assert.deepEqual([explained.step, explained.step_after_ms], [1, 1500]);
  await finish(agent(), await accept(agent(), offer));
}
const need = (skill, level) => ({ skills: [{ skill, level }] });
test('a step of widening lowers the level that is needed (RT-3)', () =>
  widens({ level: 60 }, { members: () => [maya], rule: need(BILLING, 80), agent: () => maya })); // she holds it at 60
test('a step of widening drops a skill (RT-3)', () =>
  widens({ drop_skill: '2' }, { members: () => [maya], rule: { skills: [{ skill: ENGLISH, level: 50 }, { skill: '2', level: 50 }] }, agent: () => maya }));
test('a step of widening adds an agent group (RT-3)', () =>
  widens({ add_group: ACCOUNTS }, { members: () => [], rule: need(ENGLISH, 50), agent: () => ida }));

test('a step of widening raises the priority over what came earlier to a better queue (RT-3, RT-2)', async () => {
  const slow = await aQueue({ priority: 9, widening: [{ after_ms: 1000, priority: 1 }] }, [maya]);
  const fast = await aQueue({ priority: 2 }, [maya]);
  await status(maya, 'work_offline');
  const [widened, plain] = [await says(slow), await says(fast)];
  for (const number of [widened, plain]) await is(number, 'waiting');
  await waited(widened, 1000);
  await status(maya, 'available');
  for (const number of [widened, plain]) await maya.offerOf(number);
  const order = await stack.query('SELECT interaction FROM routing.offer WHERE interaction = ANY ($1) ORDER BY made_at',
    [[(await rowOf(widened)).id, (await rowOf(plain)).id]]);
  assert.equal(order[0].interaction, (await rowOf(widened)).id);
  for (const number of [widened, plain]) await accept(maya, await maya.offerOf(number));
});

test('waiting counts from the first enqueue, also after a return; a new step counts at once for who waits (RT-3)', async () => {
  const to = await aQueue({ on_miss: 'work_offline' }, [maya], need(BILLING, 80));
  await status(maya, 'available');
  const number = await says(to);
  const { id } = await is(number, 'waiting');
  await waited(number, 1000);
  const queue = await change('queues', to.queue, { widening: [{ after_ms: 1000, level: 50 }] });
  const offer = await maya.offerOf(number);
  await maya.call('POST', `/api/v1/offers/${offer.id}/reject`, {});
  await is(number, 'waiting');
  await status(maya, 'available'); // alone, she is asked again after 5 s
  const again = await until('offered again', async () => (await offersOf(id)).length === 2 && maya.offerOf(number));
  assert.match(again.state.why, /step 1/);
  await accept(maya, again);
  await change('queues', queue, { widening: [] });
});

test('steps that can not be are refused with their place; what they name can not be deleted (RT-3, AD-1)', async () => {
  const step = (given) => ({ name: unique('Queue'), widening: [{ after_ms: 1000, level: 50 }, given] });
  await refused('queues', { name: unique('Queue'), widening: {} }, '/widening');
  await refused('queues', step({ after_ms: 2000 }), '/widening/1');
  await refused('queues', step({ after_ms: 2000, level: 50, colour: 'red' }), '/widening/1');
  await refused('queues', step({ after_ms: 1000, level: 40 }), '/widening/1/after_ms');
  await refused('queues', step({ after_ms: '2000', level: 40 }), '/widening/1/after_ms');
  await refused('queues', step({ after_ms: 2000, level: 5 }), '/widening/1/level');
  await refused('queues', step({ after_ms: 2000, priority: 11 }), '/widening/1/priority');
  await refused('queues', step({ after_ms: 2000, drop_skill: '999999' }), '/widening/1/drop_skill', 'unknown_reference');
  await refused('queues', step({ after_ms: 2000, add_group: SERVICE_DESK, drop_skill: 1 }), '/widening/1/drop_skill', 'unknown_reference');
  await refused('queues', step({ after_ms: 2000, add_group: '999999' }), '/widening/1/add_group', 'unknown_reference');
  const [skill, group] = [await made('skills', { name: unique('Skill') }), await made('agent-groups', { name: unique('Group') })];
  await made('queues', step({ after_ms: 2000, drop_skill: skill.id, add_group: group.id }));
  for (const [path, thing] of [['skills', skill], ['agent-groups', group]]) {
    const answer = await adam.call('DELETE', `/api/v1/${path}/${thing.id}`, undefined, { headers: { 'if-match': `"${thing.version}"` } });
    assert.deepEqual([answer.status, answer.body.type], [409, 'referenced'], JSON.stringify(answer.body));
  }
});

test('a queue whose every number is the highest or the lowest that the API takes is offered from (RT-7)', async () => {
  const document = await (await fetch(`${stack.base}/api/v1/openapi.json`)).json();
  const { properties } = document.paths['/api/v1/queues'].post.requestBody.content['application/json'].schema;
  const numbers = Object.entries(properties).filter(([name, one]) => !['announce_every_s', 'record_pause_s', 'record_days'].includes(name) && /* of calls alone */ [one.type].flat().includes('integer') && one.maximum !== undefined);
  assert.ok(numbers.length >= 10, JSON.stringify(properties));
  await status(maya, 'available');
  for (const end of ['maximum', 'minimum']) {
    const fields = Object.fromEntries(numbers.map(([name, one]) => [name, one[end]]));
    if (end === 'minimum') fields.overflow_after_ms = fields.overflow_length = null; // it is to stay here
    const to = await aQueue({ ...fields, overflow_action: 'reply', overflow_text: 'Tomorrow.' }, [maya]);
    await finish(maya, await accept(maya, await maya.offerOf(await says(to))));
  }
});

// ---- overflow (RT-9) ----

const overflowOf = async (id) => (await why(id)).find((d) => d.decision === 'overflow')?.explanation;
const textsTo = (number) => stack.query(`SELECT m.text FROM messaging.message m JOIN messaging.conversation c ON c.tenant = m.tenant AND c.id = m.conversation
  WHERE c.number = $1 AND m.direction = 'out' ORDER BY m.seq`, [number]).then((rows) => rows.map((row) => row.text));
const ended = (number, outcome) => until(`its end as ${outcome}`, async () => { const i = await rowOf(number); return i?.state === 'ended' && i.outcome === outcome && i; });

test('what has waited long enough overflows into another queue and is offered there (RT-9, RT-7)', async () => {
  const there = await aQueue({}, [maya]);
  const here = await aQueue({ overflow_action: 'queue', overflow_queue_id: there.queue.id, overflow_after_ms: 1500 }, [tomas]);
  await status(tomas, 'work_offline'); // logged in, and takes nothing
  await status(maya, 'available');
  const took = stopwatch(), number = await says(here);
  const offer = await maya.offerOf(number);
  assert.equal(offer.state.queue.name, there.queue.name);
  const [first] = await offersOf(offer.state.interaction);
  waitedFor(first, 1500, took, 3000);
  const explained = await overflowOf(offer.state.interaction);
  assert.deepEqual([explained.cause, explained.action, explained.to], ['waiting_time', 'queue', there.queue.id]);
  assert.equal(explained.words, `${here.queue.name}: has waited for 1 s, so on to ${there.queue.name}`);
  await accept(maya, offer);
});

test('whoever comes when so many wait overflows; an agent who is free takes it before (RT-9)', async () => {
  const there = await aQueue({}, [tomas]);
  const here = await aQueue({ overflow_action: 'queue', overflow_queue_id: there.queue.id, overflow_length: 1 }, [maya]);
  await status(maya, 'available');
  const taken = await says(here);
  await accept(maya, await maya.offerOf(taken)); // at once: nothing waits
  await status(maya, 'work_offline');
  const first = await says(here);
  await is(first, 'waiting');
  const second = await says(here);
  await until('the second in the other queue', async () => (await rowOf(second)).queue === there.queue.id);
  assert.equal((await rowOf(first)).queue, here.queue.id);
  assert.equal((await overflowOf((await rowOf(second)).id)).cause, 'length');
  await status(tomas, 'available');
  await accept(tomas, await tomas.offerOf(second));
  await status(maya, 'available');
  await accept(maya, await maya.offerOf(first));
});

test('with no member logged in a text is answered and ends (RT-9)', async () => {
  const sam = stack.user('agent', 3); // has never logged in
  const [row] = await stack.query('SELECT id FROM directory.v_user WHERE username = $1', [sam.username]);
  const to = await aQueue({ overflow_action: 'reply', overflow_text: 'Nobody is here. Write again tomorrow.', overflow_unstaffed: true }, [{ id: row.id }]);
  const number = await says(to);
  const { id } = await ended(number, 'auto_reply');
  assert.deepEqual(await textsTo(number), ['Nobody is here. Write again tomorrow.']);
  assert.equal((await overflowOf(id)).cause, 'unstaffed');
});

test('a callback is asked for, taken once, and done (RT-9)', async () => {
  const to = await aQueue({ overflow_action: 'callback', overflow_text: 'We call you back.', overflow_after_ms: 1000 }, [maya, tomas]);
  const number = await says(to);
  const { id } = await ended(number, 'callback');
  assert.deepEqual(await textsTo(number), ['We call you back.']);
  const list = (who, query = '') => who.call('GET', `/api/v1/callbacks${query}`).then((answer) => ok(answer).data);
  const [callback] = (await list(maya, '?state=waiting')).filter((c) => c.number === number);
  assert.deepEqual([callback.state, callback.interaction, callback.queue.name, callback.agent], ['waiting', id, to.queue.name, null]);
  assert.deepEqual((await list(ida)).filter((c) => c.number === number), [], 'ida does not serve that queue');
  const board = async () => ok(await adam.call('GET', '/api/v1/wallboard')).queues.find((q) => q.queue.id === to.queue.id);
  await until('its supervisors see it', async () => (await board()).callbacks === 1);
  assert.equal((await board()).callbacks_since, callback.requested_at);
  const take = (who) => who.call('POST', `/api/v1/callbacks/${callback.id}/take`, {});
  const done = (who, note) => who.call('POST', `/api/v1/callbacks/${callback.id}/done`, { note });
  const mine = async (who) => ok(await who.call('GET', '/api/v1/me/callbacks')).data.filter((c) => c.number === number).map((c) => c.state);
  for (const who of [maya, tomas]) {
    assert.deepEqual(await mine(who), ['waiting']);
    await who.see('callback', (state) => state?.id === callback.id && state.state === 'waiting');
  }
  for (const who of [ida, adam]) assert.deepEqual(await mine(who), [], 'they do not serve that queue');
  assert.equal((await take(ida)).status, 404);
  assert.equal((await done(maya, 'too early')).body.type, 'callback_not_taken');
  const answers = await Promise.all([take(maya), take(tomas)]);
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409]);
  const [winner, loser] = answers[0].status === 200 ? [maya, tomas] : [tomas, maya];
  assert.deepEqual([await mine(winner), await mine(loser)], [['taken'], []]);
  await until('nothing waits any more', async () => (await board()).callbacks === 0);
  assert.equal((await board()).callbacks_since, null);
  await loser.see('callback', (state) => state?.id === callback.id && state.agent === winner.id);
  assert.equal((await done(loser, 'not mine')).body.type, 'callback_taken');
  assert.equal(ok(await done(winner, 'The parcel is found.')).note, 'The parcel is found.');
  assert.equal((await done(winner, 'again')).body.type, 'callback_done');
  assert.deepEqual((await list(adam, '?state=done')).filter((c) => c.number === number).map((c) => c.note), ['The parcel is found.']);
});

test('an agent\'s pages are told when they serve other queues; callbacks of a queue that they left are theirs no more (RT-9)', async () => {
  const to = await aQueue({ overflow_action: 'callback', overflow_after_ms: 1000 }, [maya, tomas]);
  const number = await says(to);
  await ended(number, 'callback');
  const mine = async (who) => ok(await who.call('GET', '/api/v1/me/callbacks')).data.filter((c) => c.number === number).map((c) => c.state);
  const serves = (who, wanted) => who.see('served', ({ queues }) => queues.includes(to.queue.id) === wanted);
  await serves(maya, true);
  assert.deepEqual(await mine(maya), ['waiting']);
  const { data } = ok(await adam.call('GET', `/api/v1/memberships?queue_id=${to.queue.id}`)), its = data.find((one) => one.agent_id === maya.id);
  ok(await adam.call('DELETE', `/api/v1/memberships/${its.id}`, undefined, { headers: { 'if-match': `"${its.version}"` } }));
  await serves(maya, false);
  await serves(tomas, true);
  assert.deepEqual([await mine(maya), await mine(tomas)], [[], ['waiting']]);
});

test('nobody takes more callbacks than a log-out gives back (RT-13)', async () => {
  const to = await aQueue({ overflow_action: 'callback', overflow_after_ms: 1000 }, [maya]);
  const number = await says(to), { id } = await ended(number, 'callback');
  await stack.asOwner(`INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at, state, agent, taken_at)
    SELECT tenant, -n, conversation, queue, requested_at, 'taken', $2, now() FROM routing.callback, generate_series(1, 50) AS n WHERE interaction = $1`, [id, maya.id]);
  const { data } = ok(await maya.call('GET', '/api/v1/callbacks?state=waiting'));
  const take = () => maya.call('POST', `/api/v1/callbacks/${data.find((c) => c.number === number).id}/take`, {});
  const refused = await take();
  assert.deepEqual([refused.status, refused.body.type], [409, 'too_many'], JSON.stringify(refused.body));
  await stack.asOwner('DELETE FROM routing.callback WHERE interaction < 0');
  assert.equal(ok(await take()).state, 'taken');
});

test('a callback is given back, and goes back when who took it logs out; integrators are told each step (RT-9, RT-13, IN-2)', async () => {
  const to = await aQueue({ overflow_action: 'callback', overflow_after_ms: 1000 }, [maya, tomas]);
  const number = await says(to);
  await ended(number, 'callback');
  const found = async () => ok(await adam.call('GET', '/api/v1/callbacks')).data.find((c) => c.number === number);
  const { id } = await found();
  const act = (who, verb) => who.call('POST', `/api/v1/callbacks/${id}/${verb}`, {});
  const is = async (answer, ...wanted) => assert.deepEqual([answer.status, answer.body.type ?? answer.body.state, answer.body.agent ?? null], wanted, JSON.stringify(answer.body));
  await is(await act(maya, 'release'), 409, 'callback_not_taken', null);
  await is(await act(adam, 'take'), 409, 'not_logged_in', null);
  await is(await act(maya, 'take'), 200, 'taken', maya.id);
  assert.equal((await act(ida, 'release')).status, 404, 'ida does not serve that queue');
  await is(await act(tomas, 'release'), 409, 'callback_taken', null);
  await is(await act(maya, 'release'), 200, 'waiting', null);
  await is(await act(tomas, 'take'), 200, 'taken', tomas.id);
  await is(await act(adam, 'release'), 200, 'waiting', null);

  const tomas2 = await Client.login(stack, stack.user('agent', 1));
  await is(await act(tomas2, 'take'), 200, 'taken', tomas.id);
  assert.equal((await tomas2.call('DELETE', '/api/v1/sessions/me?return=true')).status, 204);
  assert.equal((await found()).state, 'taken', 'another session of the same agent is still there');
  assert.equal((await tomas.call('DELETE', '/api/v1/sessions/me?return=true')).status, 204);
  assert.deepEqual([(await found()).state, (await found()).agent], ['waiting', null]);
  tomas.close();
  tomas = await (await Client.login(stack, stack.user('agent', 1))).open();
  all[1] = tomas;
  await is(await act(maya, 'take'), 200, 'taken', maya.id);
  await is(await act(maya, 'done'), 200, 'done', maya.id);
  await is(await act(maya, 'release'), 409, 'callback_done', null);

  const key = new Client(stack, stack.run.api_key);
  const { events } = await pulled(stack, key, { types: 'trunkline.callback.*' });
  const mine = events.filter((e) => e.subject === `callback/${id}`);
  assert.deepEqual(mine.map((e) => e.type.split('.').pop()), ['promised', 'taken', 'released', 'taken', 'released', 'taken', 'released', 'taken', 'done']);
  assert.equal(mine[0].data.number, number);
});

test('an overflow loop is found by the linter, and has an end (RT-9)', async () => {
  const one = await aQueue({}, [maya]);
  const two = await aQueue({ overflow_action: 'queue', overflow_queue_id: one.queue.id, overflow_after_ms: 1000 }, [maya]);
  const changed = await change('queues', one.queue, { overflow_action: 'queue', overflow_queue_id: two.queue.id, overflow_after_ms: 1000 });
  await inForce();
  const loops = changed.warnings.filter((w) => w.kind === 'overflow_loop').map((w) => w.id);
  assert.ok(loops.includes(one.queue.id) && loops.includes(two.queue.id), JSON.stringify(changed.warnings));
  const number = await says(one);
  await until('its way', async () => { const i = await rowOf(number); return i?.queue === two.queue.id && i; });
  await waited(number, 3000);
  const row = await rowOf(number);
  assert.deepEqual([row.state, row.queue, row.left_queues], ['waiting', two.queue.id, [one.queue.id]]);
  await status(maya, 'available');
  await accept(maya, await maya.offerOf(number));
});

test('an overflow that can not be is refused by field (RT-9, AD-1)', async () => {
  const queue = (fields) => ({ name: unique('Queue'), ...fields });
  await refused('queues', queue({ overflow_action: 'fax' }), '/overflow_action');
  await refused('queues', queue({ overflow_action: 'voicemail' }), '/overflow_action'); // of calls only
  await refused('queues', queue({ overflow_action: 'queue' }), '/overflow_queue_id');
  await refused('queues', queue({ overflow_action: 'reply' }), '/overflow_text');
  await refused('queues', queue({ overflow_after_ms: 10 }), '/overflow_after_ms');
  await refused('queues', queue({ overflow_length: 0 }), '/overflow_length');
  await refused('queues', queue({ overflow_queue_id: '999999' }), '/overflow_queue_id', 'unknown_reference');
  assert.equal((await made('queues', queue({ medium: 'voice', overflow_action: 'voicemail', overflow_after_ms: 30000 }))).overflow_action, 'voicemail');
});

// ---- route rules and their dry run ----

const dryRun = async (body) => ok(await adam.call('POST', '/api/v1/route-dry-runs', { channel_id: '1', number: newNumber(), ...body }));
const inMinutes = (n) => new Date(Date.now() + n * 60000).toISOString().slice(11, 16);

test('a rule by time of day holds at that time, and the dry run says so for any time (AD-1)', async () => {
  const word = unique('word');
  const to = await made('queues', { name: unique('Queue') });
  await made('memberships', { queue_id: to.id, agent_id: maya.id });
  const rule = (fields) => made('route-rules', { channel_id: '1', position: 1, queue_id: to.id, ...fields });
  const later = await rule({ conditions: { keyword: word, time: { from: inMinutes(60), to: inMinutes(120), time_zone: 'UTC' } }, queue_id: null, auto_reply: 'Too late.' });
  const now = await rule({ position: 2, conditions: { keyword: word, time: { from: inMinutes(-60), to: inMinutes(60), time_zone: 'UTC' } } });
  await inForce();
  const number = newNumber();
  await text(channel, number, `${word} please`);
  assert.equal((await is(number, 'waiting')).queue, to.id);
  const said = await dryRun({ text: `${word} please` });
  assert.deepEqual([said.outcome, said.queue.name, said.queue.open, said.queue.served], ['queue', to.name, true, true]);
  assert.deepEqual(said.rules.map((r) => [r.id, r.holds]), [[later.id, false], [now.id, true]]);
  assert.match(said.rules[0].words, /^Rule 1 does not hold: it is not between \d\d:\d\d and \d\d:\d\d in UTC\.$/);
  const then = await dryRun({ text: `${word} please`, at: new Date(Date.now() + 90 * 60000).toISOString() });
  assert.deepEqual([then.outcome, then.reply, then.queue], ['reply', 'Too late.', null]);
  for (const bad of [{ from: '8', to: '12:00' }, { from: '08:00', to: '12:00', zone: 'UTC' }, { from: '08:00' }])
    await refused('route-rules', { channel_id: '1', position: 1, queue_id: to.id, conditions: { time: bad } }, '/conditions/time');
  const time = { from: '08:00', to: '12:00' };
  for (const weekdays of [[], [0], [1, 1], 'Monday'])
    await refused('route-rules', { channel_id: '1', position: 1, queue_id: to.id, conditions: { time: { ...time, weekdays } } }, '/conditions/time/weekdays');
  await refused('route-rules', { channel_id: '1', position: 1, queue_id: to.id, conditions: { time: { ...time, time_zone: 'Mars/Olympus' } } }, '/conditions/time/time_zone');
  await status(maya, 'available');
  await accept(maya, await maya.offerOf(number));
});

test('the dry run says what then happens, for each condition of a rule (AD-1)', async () => {
  const word = unique('word');
  const rules = [
    ['swedes', { country_prefix: ['+46', '+47'] }, { number: '+46705550199' }, 'the number does not begin with "+46" or "+47"'],
    ['known', { customer: 'known' }, { number: '+15105550177' }, 'the customer is not known'],
    ['german', { language: 'de', customer: 'known' }, { number: '+46705550142', language: 'de-AT' }, 'the customer is not known'],
  ];
  for (const [name, conditions, fits, fails] of rules) {
    const own = `${word}${name}`;
    const queue = await made('queues', { name: own });
    await made('route-rules', { channel_id: '1', position: 1, conditions: { keyword: own, ...conditions }, queue_id: queue.id });
    assert.equal((await dryRun({ text: own, ...fits })).queue.name, own, name);
    const others = await dryRun({ text: own });
    assert.notEqual(others.queue?.name, own, name);
    assert.equal(others.rules[0].words, `Rule 1 does not hold: ${fails}.`);
    // The same rules, as the router has them.
    if (!fits.language) {
      await inForce();
      await text(channel, fits.number, own);
      await until(`${name} in its queue`, async () => (await rowOf(fits.number))?.queue === queue.id);
    }
  }
  assert.equal((await adam.call('POST', '/api/v1/route-dry-runs', { channel_id: '999999', number: '+1', text: 'x' })).status, 404);
  const bad = await adam.call('POST', '/api/v1/route-dry-runs', { channel_id: '1', number: '+1', text: 'x', at: 'tomorrow' });
  assert.deepEqual([bad.status, bad.body.errors[0].pointer], [422, '/at']);
  assert.equal((await maya.call('POST', '/api/v1/route-dry-runs', { channel_id: '1', number: '+1', text: 'x' })).status, 403);
});

test('routerctl route says the same (AD-1)', async () => {
  const run = promisify(execFile);
  const { stdout } = await run(join(ROOT, 'build', FLAVOUR, 'bin/routerctl'), ['route', '--database', stack.conninfo('trunkline'), '2', '+15105550177', 'hello'])
    .catch((error) => { throw new Error(error.stderr); });
  assert.equal(stdout, 'Rule 1 holds: it has no conditions.\nIt would go to Support with priority 5. The queue is open then.\n');
  const none = await run(join(ROOT, 'build', FLAVOUR, 'bin/routerctl'), ['route', '--database', stack.conninfo('trunkline'), '--at', '2026-12-24 18:00+01', '99', '+1', 'x']).catch((error) => error);
  assert.deepEqual([none.code, none.stderr], [2, 'routerctl: there is no channel 99\n']);
});

// ---- the answer limit (RT-13) ----

test('an agent who does not answer within the limit loses the chat to its queue, and sees why (RT-13)', async () => {
  const to = await aQueue({ answer_ms: 10000 }, [maya, tomas]);
  await status(maya, 'available');
  const [silent, answered] = [newNumber(), newNumber()];
  for (const number of [silent, answered]) await says(to, number);
  const [lost, kept] = [await accept(maya, await maya.offerOf(silent)), await accept(maya, await maya.offerOf(answered))];
  assert.equal((await send(maya, kept, 'One moment, please.')).status, 201);
  const { entered_at: entered } = await rowOf(silent);
  await status(tomas, 'available');
  const offer = await tomas.offerOf(silent); // not maya again, though she is free, too
  const [{ waited: after }] = await stack.query(`SELECT extract(epoch FROM o.made_at - i.made_at) AS waited FROM routing.offer o, routing.offer i
    WHERE o.id = $1 AND i.interaction = o.interaction AND i.agent = $2`, [offer.id, maya.id]);
  assert.ok(after >= 10 && after < 20, `after ${after} s`);
  const seen = await maya.see('interaction', (s) => s.interaction === lost.id && s.state !== 'assigned');
  assert.equal(seen.state.returned_reason, 'unanswered');
  const taken = await accept(tomas, offer);
  assert.equal(+(await rowOf(silent)).entered_at, +entered, 'with its first waiting time');
  const notes = ok(await tomas.call('GET', `/api/v1/conversations/${taken.state.conversation}/messages`)).data.map((m) => m.state.text);
  assert.ok(notes.includes('Returned to the queue: the agent did not answer in time.'), JSON.stringify(notes));
  assert.equal((await rowOf(answered)).agent, maya.id, 'who has been answered stays');
  assert.equal((await why(lost.id)).find((d) => d.decision === 'return').explanation.reason, 'unanswered');
  await refused('queues', { name: unique('Queue'), answer_ms: 9999 }, '/answer_ms');
});

// ---- capacity (SMS-4) ----

test('a queue weighs its conversations, an agent has a limit of load beside the count (SMS-4)', async () => {
  const to = await aQueue({ weight: 150 }, [tomas]);
  const user = ok(await adam.call('GET', `/api/v1/users/${tomas.id}`));
  const limited = await change('users', user, { load_limit: 350, blending: true });
  try {
    assert.deepEqual([limited.load_limit, limited.blending, limited.chat_limit], [350, true, 6]);
    await status(tomas, 'available');
    const numbers = [newNumber(), newNumber(), newNumber()];
    for (const number of numbers) await says(to, number);
    const held = [];
    for (const number of numbers.slice(0, 2)) held.push(await accept(tomas, await tomas.offerOf(number)));
    await tomas.see('agent', (s) => s.load === 300 && s.limit === 350 && s.chats === 2 && s.blending === true);
    const third = await is(numbers[2], 'waiting');
    const nobody = await until('why not', async () => (await why(third.id)).at(-1)?.explanation);
    assert.equal(nobody.counts.capacity, 1);
    await finish(tomas, held[0]);
    await accept(tomas, await tomas.offerOf(numbers[2]));
  } finally { await change('users', limited, { load_limit: null, blending: false }); }
});

// ---- who served the customer last ----

test('a queue prefers the agent who served the customer last, and waits for them within bounds (SMS-15)', async () => {
  const to = await aQueue({ prefer_last_agent: true, wait_last_agent_ms: 3000 }, [maya, tomas]);
  const number = newNumber();
  await status(tomas, 'available');
  await finish(tomas, await accept(tomas, await tomas.offerOf(await says(to, number))));
  // Maya has been idle for longer, and is first by RT-1.
  await status(maya, 'available');
  await status(tomas, 'work_offline');
  await status(tomas, 'available');
  await says(to, number);
  const again = await tomas.offerOf(number);
  assert.match(again.state.why, /served this customer last/);
  assert.equal((await why(again.state.interaction)).at(-1).explanation.preferred, true);
  await finish(tomas, await accept(tomas, again));
  // He is logged in and takes nothing: he is waited for, then it is hers.
  await status(tomas, 'work_offline');
  const took = stopwatch();
  await says(to, number);
  const offer = await maya.offerOf(number);
  const [first] = await offersOf(offer.state.interaction);
  waitedFor(first, 3000, took, 1000);
  const told = (await why(offer.state.interaction)).find((d) => d.decision === 'place').explanation;
  assert.deepEqual([told.counts.last_agent, told.counts.status], [1, 1]);
  await finish(maya, await accept(maya, offer));
  // A customer whom nobody knows goes by RT-1.
  await accept(maya, await maya.offerOf(await says(to)));
});

test('a router that begins anew knows who served a waiting customer last (SMS-15, RL-3)', async () => {
  const to = await aQueue({ prefer_last_agent: true, wait_last_agent_ms: 60000 }, [maya, tomas]);
  const number = newNumber();
  await status(maya, 'available');
  await finish(maya, await accept(maya, await maya.offerOf(await says(to, number))));
  await status(maya, 'work_offline');
  await says(to, number);
  await is(number, 'waiting');
  await routersEnd();
  await routersBegin();
  // Tomas has been idle for longer, and is first by RT-1.
  await status(tomas, 'available');
  await status(maya, 'available');
  await finish(maya, await accept(maya, await maya.offerOf(number)));
});

// While a router reads what waits, texts go on arriving: the same reading must not take them for something else.
test('what a router reads of its queues holds nothing that has just arrived (RT-2)', async () => {
  await routersEnd();
  const number = newNumber();
  await text(channel, number, 'while nobody routes');
  await is(number, 'arrived');
  const read = readFileSync(`${ROOT}/sql/queries/routerd/interactions_load.sql`, 'utf8');
  assert.deepEqual((await stack.asOwner(read, ['{1}', 2000, 0, 0, 0])).filter((row) => row.state === 'arrived'), []);
  await routersBegin();
  await is(number, 'waiting');
});

test('a screen pop is a page of the web whose host no value chooses; who accepts is shown its template (IN-4)', async () => {
  for (const url of ['javascript:alert(1)', 'ftp://crm.example/', 'https://{customer.name}.example/', 'https://crm.example/{customer.secret}', 'https://crm.example/{', 'https://a b/'])
    await refused('queues', { name: unique('Queue'), screen_pop_url: url }, '/screen_pop_url');
  const template = 'https://crm.example/c/{customer.id}?n={customer.number}#{interaction.id}';
  const { queue, word } = await aQueue({ screen_pop_url: template }, [maya]);
  await status(maya, 'available');
  const number = newNumber();
  await text(channel, number, word);
  const accepted = await accept(maya, await maya.offerOf(number));
  assert.equal(accepted.state.screen_pop_url, template);
  await change('queues', queue, { screen_pop_url: null });
  assert.equal('screen_pop_url' in ok(await maya.call('GET', `/api/v1/interactions/${accepted.id}`)).state, false);
  await finish(maya, accepted);
});
