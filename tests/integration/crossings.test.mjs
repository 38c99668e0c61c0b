// What crosses a hand-over on a customer's call: who had it hangs up while the next one's phone is asked for, holds, or is taken over without anybody
// hearing of it; the customer is hung up by nobody who does not have them (RT-10, SP-12).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Lossy } from '../lib/rtpengine.mjs';
import { until } from '../lib/stack.mjs';
import { hear, hearOn, sing, talkInTones } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const TONES = { caller: 1300, agent: 1700, target: 2100 };
let calls, lossy, kim, lee, sue, wimPhone;
before(async () => {
  calls = await Calls.start({ name: 'crossings' });
  lossy = await Lossy.open(calls.relayPort);
  await calls.set({ relay_port: lossy.port });
  kim = await calls.agent('kim', { agent_extension: '8101' });
  lee = await calls.agent('lee', { agent_extension: '8102' });
  sue = await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] });
  wimPhone = await calls.register(await calls.worker('wim', '5101'));
  for (const number of ['8102', '5101'])
    await until(`${number} can be dialled`, async () => (await kim.call('GET', `/api/v1/dial?number=${number}`)).body.kind === 'extension');
});
after(async () => { await calls?.stop(); lossy?.close(); });

const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
const ok = async (answer) => { const { status, body } = await answer; assert.equal(status, 202, JSON.stringify(body)); };
const call = (agent, id, what) => agent.see('interaction', (s, f) => f.id === id && s.call && what(s.call));
const consult = (agent, id, state) => call(agent, id, (it) => it.consult?.state === state);
const talkWith = (one, other) => hear([one, other], new Map([[one, [other]], [other, [one]]]));
const hearsMusic = (one, other) => hearOn([one, other], new Map([[one, []]]));
const has = (agent, id) => agent.see('interaction', (s, f) => f.id === id && s.state === 'assigned' && s.agent === agent.id && s.call?.state === 'talking');

const talk = (agent = kim, from = CALLER) => talkInTones(calls, agent, TONES, CALLED, { from });
async function answered(ua) {
  const leg = await ua.called();
  leg.ring();
  await leg.answer();
  sing(leg.end, TONES.target);
  return leg;
}
// What a supervisor's page asks for, written, and nobody hears of it, or of anything else, until `then` is done.
async function takenOverUnheard(id, then) {
  await calls.available(sue);
  await calls.newsHeard();
  const heard = await calls.holdKey('sequencer', 0, 'feed');
  try {
    const [{ tenant }] = await calls.stack.query('SELECT tenant FROM routing.v_interaction WHERE id = $1', [id]), command = randomBytes(16).toString('hex');
    await calls.stack.asOwner(`SELECT ops.batch_begin(ARRAY[ops.key('agent', ${tenant}, '${kim.id}'), ops.key('agent', ${tenant}, '${sue.id}'), ops.key('command', ${tenant}, '${command}')]);
      SELECT routing.take_over('\\x${command}', '\\x${command}', ${tenant}, ${sue.id}, 'supervisor', ${id});
      SELECT ops.batch_end()`);
    const [{ agent }] = await calls.stack.query('SELECT agent::text FROM routing.v_interaction WHERE id = $1', [id]);
    assert.equal(agent, sue.id, 'written');
    return await then();
  } finally { await heard(); }
}
async function over(wanted) {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
  for (const agent of [kim, lee, sue]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}

async function endInPage({ id, leg }) {
  await ok(act(kim, id, 'hang-up'));
  await leg.has('BYE');
}
const LEAVES = [['puts down the phone', ({ leg }) => leg.bye(), 'ended_by_agent_phone', '+12025550181'], ['hangs up in the page', endInPage, 'ended', '+12025550182']];
for (const [how, hangUp] of LEAVES)
  test(`given to another agent, who has picked up; the database is slow, and the one before ${how}: the customer is put through (RT-10)`, async () => {
    const it = await talk(), { caller, id } = it;
    const second = await calls.give(kim, id, lee), slow = await calls.slow(id);
    await second.answer();
    sing(second.end, TONES.target);
    await until('its answer waits for the database', async () => (await slow.waiting()) > 0);
    await hangUp(it);
    await slow.end();
    await has(lee, id);
    await talkWith(caller, second);
    await caller.bye();
    await second.has('BYE');
    await over('ended');
  });

test('whom a call is left to holds it before and after: the interaction shows it, the caller hears music (SP-12)', async () => {
  const { caller, id } = await talk();
  await calls.available(lee);
  await lee.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  await ok(act(kim, id, 'consult', { number: '8102' }));
  const target = await answered(lee.phone);
  await consult(kim, id, 'talking');
  assert.equal((await target.offer('sendonly')).status, 200);
  await ok(act(kim, id, 'consult/complete'));
  await call(lee, id, ({ state, held_by }) => state === 'held' && held_by === 'phone');
  await hearsMusic(caller, target);
  assert.equal((await target.offer('sendrecv')).status, 200);
  await call(lee, id, ({ state, held_by }) => state === 'talking' && held_by === null);
  await talkWith(caller, target);
  await caller.bye();
  await target.has('BYE');
  await over('ended');
});

test('held in the page and by the phone at once: the interaction shows what still holds, in whichever order they end (SP-12)', async () => {
  const { caller, leg, id } = await talk();
  const held = (by) => call(kim, id, ({ state, held_by }) => state === (by ? 'held' : 'talking') && held_by === by);
  const phone = async (way) => assert.equal((await leg.offer(way)).status, 200);
  await ok(act(kim, id, 'hold'));
  await held('agent');
  await phone('sendonly');
  await held('phone');
  await ok(act(kim, id, 'resume'));
  await hearsMusic(caller, leg);
  await phone('sendrecv');
  await held(null);
  await talkWith(caller, leg);
  await phone('sendonly');
  await held('phone');
  await ok(act(kim, id, 'hold'));
  await phone('sendrecv');
  await held('agent');
  await hearsMusic(caller, leg);
  await ok(act(kim, id, 'resume'));
  await held(null);
  await talkWith(caller, leg);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('a colleague to whom a customer is left holds before it and after: the customer hears music, not them', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const target = await answered(wimPhone);
  await consult(kim, id, 'talking');
  assert.equal((await target.offer('sendonly')).status, 200);
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await hearsMusic(caller, target);
  assert.equal((await target.offer('sendrecv')).status, 200);
  await talkWith(caller, target);
  assert.equal((await target.offer('sendonly')).status, 200);
  await hearsMusic(caller, target);
  assert.equal((await target.offer('sendrecv')).status, 200);
  await talkWith(caller, target);
  await caller.bye();
  await target.has('BYE');
  await over('transferred');
});

test('a supervisor takes a conference over, nobody hears of it, and the agent hangs up: the customer waits for the supervisor\'s phone', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const target = await answered(wimPhone);
  await consult(kim, id, 'talking');
  await ok(act(kim, id, 'consult/conference'));
  await consult(kim, id, 'conference');
  const own = await takenOverUnheard(id, async () => {
    await leg.bye();
    await target.has('BYE');
    return sue.phone.called();
  });
  await own.answer();
  sing(own.end, TONES.target);
  await talkWith(caller, own);
  await caller.bye();
  await own.has('BYE');
  await over('ended');
});

for (const [how, hangUp] of LEAVES)
  test(`a supervisor takes a call over, nobody hears of it, and the agent ${how}: the customer waits for the supervisor's phone (SP-16)`, async () => {
    const it = await talk(), { caller, id } = it;
    const own = await takenOverUnheard(id, async () => {
      await hangUp(it);
      return sue.phone.called();
    });
    await own.answer();
    sing(own.end, TONES.target);
    await has(sue, id);
    await talkWith(caller, own);
    await own.bye();
    await caller.has('BYE');
    await over('ended_by_agent_phone');
  });

const still = async (id) => assert.equal((await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.state, 'assigned', 'the database has said nothing');
for (const [how, hangUp, outcome, number] of LEAVES)
  test(`an agent ${how}, and the database says nothing but what was before: the customer is hung up all the same, and it is written later`, async () => {
    const it = await talk(kim, number), { caller, id } = it;
    const { body: customer } = await calls.adam.call('POST', '/api/v1/customers', { name: 'Called before', number });
    const { conversation } = (await kim.call('GET', `/api/v1/interactions/${id}`)).body.state, slow = await calls.slow(id);
    await hangUp(it);
    await until('it is to be over', async () => (await slow.waiting()) > 0);
    const applied = async () => (await calls.stack.metrics('voiced')).trunkline_news_applied_total, before = await applied();
    assert.equal((await kim.call('PUT', `/api/v1/conversations/${conversation}/customer`, { customer: customer.id })).status, 200, 'news of a call that is still theirs');
    await until('they were heard', async () => (await applied()) > before);
    await caller.has('BYE');
    await still(id);
    await slow.end();
    await over(outcome);
  });

test('an agent hangs up while the phone rings to which they give the call, and the database says nothing: the customer is hung up, that phone stops', async () => {
  const { caller, leg, id } = await talk();
  const second = await calls.give(kim, id, lee);
  second.ring();
  const slow = await calls.slow(id);
  await leg.bye();
  await caller.has('BYE');
  await second.has('CANCEL');
  await still(id);
  await slow.end();
  await over('ended_by_agent_phone');
});

test('whoever has picked up and who had the call both hang up, and the database says nothing: the customer is hung up', async () => {
  const { caller, leg, id } = await talk();
  const second = await calls.give(kim, id, lee), slow = await calls.slow(id);
  await second.answer();
  await until('its answer waits for the database', async () => (await slow.waiting()) > 0);
  await leg.bye();
  await second.bye();
  await caller.has('BYE');
  await slow.end();
  await over('ended_by_agent_phone');
});

test('a caller who describes their media late, and a relay that says nothing to it: the call ends, no other does (RFC 3261 13.2.1)', async () => {
  const { caller, leg } = await talk();
  let answers = 0;
  lossy.loses = (text) => /"answer"/.test(text) && ++answers > 1;
  const late = await calls.carrier.call(CALLED, { from: '+14155550177', late: true });
  await late.has(200);
  await late.has('BYE');
  lossy.loses = () => false;
  await talkWith(caller, leg);
  await caller.bye();
  await leg.has('BYE');
  await calls.nothingLeftAtLast();
});

test('given to another agent who picks up too late, and the one before has hung up meanwhile: the call ends as theirs', async () => {
  const { caller, leg, id } = await talk();
  const second = await calls.give(kim, id, lee), slow = await calls.slow(id);
  await second.answer();
  await until('its answer waits for the database', async () => (await slow.waiting()) > 0);
  // By hand, while its key is held: Lee's load stays, so this is the last test.
  await calls.stack.asOwner("UPDATE routing.offer SET state = 'withdrawn', ended_at = ops.clock() WHERE interaction = $1 AND state = 'made'", [id]);
  await leg.bye();
  await slow.end();
  await caller.has('BYE');
  await second.has('BYE');
  await over('ended_by_agent_phone');
});
