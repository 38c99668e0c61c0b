// Queues as administrators set them up: widening, overflow, answer limits; each through the API and to the agent.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, finish, status } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const ENGLISH = '1', BILLING = '3', SERVICE_DESK = '1', ACCOUNTS = '2';
let stack, channel, adam, maya, tomas, ida, all;
before(async () => {
  stack = await Stack.start({ name: 'queues', instances: 'presenced routerd routerd-2 smsgw chatd' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, tomas, ida] = await Promise.all([0, 1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  all = [maya, tomas, ida];
  for (const agent of all) await agent.open();
});
after(async () => { for (const agent of all ?? []) agent.close(); await stack?.stop(); });
// Each test has queues of its own; what it left open is ended by who has it.
afterEach(async () => {
  for (const agent of all) {
    await status(agent, 'work_offline');
    for (const { id } of (await agent.call('GET', '/api/v1/workspace')).body.interactions) {
      await agent.call('POST', `/api/v1/interactions/${id}/end`, { last_seen_seq: 1e6 });
      await agent.call('POST', `/api/v1/interactions/${id}/wrap-up/end`, {});
    }
  }
});

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const made = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, thing, body) => ok(await adam.call('PATCH', `/api/v1/${path}/${thing.id}`, body, { headers: { 'if-match': `"${thing.version}"` } }));
const refused = async (path, body, pointer, type = 'invalid') => {
  const answer = await adam.call('POST', `/api/v1/${path}`, body);
  assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0].pointer], [422, type, pointer], JSON.stringify(answer.body));
};

// A queue with these members to which a word of its own leads; answers { queue, rule, number, say }.
async function aQueue(fields = {}, members = [], rule = {}) {
  const queue = await made('queues', { name: unique('Queue'), wrap_ms: 0, ...fields });
  for (const agent of members) await made('memberships', { queue_id: queue.id, agent_id: agent.id });
  const word = unique('word');
  await made('route-rules', { channel_id: '1', position: 1, conditions: { keyword: word }, queue_id: queue.id, ...rule });
  const configured = (await stack.query('SELECT revision FROM routing.revision WHERE tenant = 1'))[0].revision;
  return { queue, word, configured };
}
// A text for that queue; answers its number, once it has come that far.
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

// ---- widening (RT-3) ----

// What a step must do: without it nobody, from its moment on this agent, within a second (RT-7).
async function widens(step, { members, rule, agent }) {
  const to = await aQueue({ widening: [{ after_ms: 1500, ...step }] }, members(), rule);
  for (const one of [maya, ida]) await status(one, 'available');
  const number = await says(to);
  await is(number, 'waiting');
  const offer = await agent().offerOf(number);
  const [first] = await offersOf((await rowOf(number)).id);
  assert.equal(first.agent, agent().id);
  assert.ok(first.waited >= 1500 && first.waited < 2500, `after ${first.waited} ms`);
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
