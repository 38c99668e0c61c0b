// A call from a carrier's trunk to a voice channel: music, an offer, the agent's phone, talk, hold, transfer, end, wrap-up (SP-10, SP-12).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { latency, stopwatch } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls, said } from '../lib/voice.mjs';

let calls, kim, lee;
before(async () => {
  calls = await Calls.start({ name: 'talk' });
  kim = await calls.agent('kim');
  lee = await calls.agent('lee');
});
afterEach(async (t) => { if (!t.passed) await calls.clear(); }); // what one has left is not the next one's
after(() => calls?.stop());

const act = (agent, id, what) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, {});
const shown = (agent, id, wanted) => agent.see('interaction', (s, f) => f.id === String(id) && s.call?.state === wanted);

// A call that `agent`'s phone has answered.
async function talk(agent, { from = CALLER } = {}) {
  await calls.available(agent);
  const caller = await calls.carrier.call(CALLED, { from });
  await caller.has(200);
  const leg = await agent.phone.called();
  leg.ring();
  await leg.answer();
  const interaction = await calls.state('assigned');
  await leg.hears(10);
  await caller.hears(10);
  return { caller, leg, id: String(interaction.id) };
}

// The newest entry of an agent's call log, once it is as wanted.
const logged = (agent, wanted) => until(`the log says ${JSON.stringify(wanted)}`, async () => {
  const [row] = (await agent.call('GET', '/api/v1/me/calls')).body.data;
  return row && Object.entries(wanted).every(([name, value]) => (name === 'given_by' ? row.given_by?.id : row[name]) === value);
});

async function over(wanted, { atLast = false } = {}) {
  const ended = await calls.state('ended');
  assert.equal(ended.outcome, wanted);
  await (atLast ? calls.nothingLeftAtLast() : calls.nothingLeft());
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}

test('a caller hears music, the agent\'s phone rings, both hear each other, the agent hangs up, wrap-up begins', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await caller.hears(20);
  const leg = await kim.phone.called();
  assert.equal(leg.user, 'kim');
  assert.match(leg.invite.get('from'), /sip:\+12025550142@/, 'the agent sees who calls');
  assert.ok(leg.invite.get('x-trunkline-offer') > 0);
  leg.ring();
  assert.equal((await calls.state('offered')).agent, null);
  await leg.answer();
  await calls.state('assigned');
  await leg.hears(20);
  await caller.hears(20);
  await leg.bye();
  await caller.has('BYE');
  await calls.wrapped();
  await over('ended_by_agent_phone');
});

test('the caller hangs up in talk: the agent\'s phone is told', async () => {
  const { caller, leg } = await talk(kim);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('the caller hangs up while the phone rings: it stops, nobody is blamed', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  const leg = await kim.phone.called();
  leg.ring();
  await caller.bye();
  await leg.has('CANCEL');
  await over('customer_left');
});

test('orders to a call that nobody talks on, or that is not there, are refused', async () => {
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  const { id } = await calls.state('waiting');
  for (const what of ['hold', 'resume', 'hang-up']) {
    assert.equal((await act(kim, id, what)).status, 409, what);
    assert.equal((await act(kim, 999999, what)).status, 404, what);
  }
  await caller.bye();
  await over('customer_left');
});

test('the caller hangs up before anybody is free, and before an answer', async () => {
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  await caller.bye();
  await over('customer_left');
  const hasty = await calls.carrier.call(CALLED);
  hasty.cancel();
  await until('it is over', () => hasty.state === 'over' || hasty.told.includes('200'));
  if (hasty.state !== 'over') await hasty.bye();
  await calls.nothingLeft();
});

test('a phone that refuses: the next agent\'s phone rings, the caller hears music on', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED);
  const first = await kim.phone.called();
  await calls.available(lee);
  first.refuse(486);
  const second = await lee.phone.called();
  await caller.hears(10);
  second.ring();
  await second.answer();
  const { agent } = await calls.state('assigned');
  assert.equal(String(agent), lee.id);
  const [{ cause }] = await calls.stack.query(`SELECT cause FROM routing.v_offer WHERE state = 'rejected' ORDER BY id DESC LIMIT 1`);
  assert.equal(cause, 'busy');
  await caller.bye();
  await over('ended');
});

test('where an agent is rung can\'t be read for a while: they are asked for again, nobody is blamed, and the phone rings (RT-6)', async () => {
  let caller, id;
  await calls.stack.asOwner('REVOKE EXECUTE ON FUNCTION presence.work_dnd FROM tl_voiced');
  try {
    await calls.available(kim);
    caller = await calls.carrier.call(CALLED, { from: CALLER });
    await caller.has(200);
    ({ id } = await calls.state('offered'));
    const refused = () => readFileSync(join(calls.stack.dir, 'log/voiced.log'), 'utf8').split('\n').filter((line) => /"db_statement_failed".*"voiced_agent_phones"/.test(line)).length;
    await until('it was asked three times', () => refused() >= 3);
    assert.equal((await calls.interaction()).state, 'offered');
  } finally { await calls.stack.asOwner('GRANT EXECUTE ON FUNCTION presence.work_dnd TO tl_voiced'); }
  const leg = await kim.phone.called();
  await leg.answer();
  await calls.state('assigned');
  assert.deepEqual(await calls.stack.asOwner('SELECT state FROM routing.offer WHERE interaction = $1', [id]), [{ state: 'accepted' }]);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('accepted in the page: the phone rings on and connects when it is picked up', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED);
  const leg = await kim.phone.called();
  leg.ring();
  const offer = await kim.offerOf(CALLER);
  assert.equal((await kim.call('POST', `/api/v1/offers/${offer.id}/accept`, {})).status, 200);
  const { id } = await calls.state('assigned');
  await shown(kim, id, 'ringing');
  await leg.answer();
  await shown(kim, id, 'talking');
  await leg.hears(10);
  await caller.hears(10);
  assert.equal((await act(kim, id, 'hang-up')).status, 202);
  await caller.has('BYE');
  await leg.has('BYE');
  await over('ended');
});

test('accepted in the page, but the phone is never picked up: the caller waits again, in the first place', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED);
  const leg = await kim.phone.called();
  const offer = await kim.offerOf(CALLER);
  assert.equal((await kim.call('POST', `/api/v1/offers/${offer.id}/accept`, {})).status, 200);
  await calls.state('assigned');
  leg.refuse(480);
  await calls.state('waiting');
  await caller.hears(10);
  await caller.bye();
  await over('customer_left');
});

test('accepted in the page in the moment in which the phone refuses: the caller waits again at once, and the phone rings no more', async () => {
  for (let i = 0; i < 6; i++) {
    await calls.available(kim);
    const caller = await calls.carrier.call(CALLED);
    const leg = await kim.phone.called();
    const offer = await kim.offerOf(CALLER);
    const accepting = kim.call('POST', `/api/v1/offers/${offer.id}/accept`, {});
    if (i % 2 === 0) assert.equal((await accepting).status, 200);
    leg.refuse(480);
    await accepting; // or the refusal came first, and the offer is over
    await calls.state('waiting', 3000);
    await caller.bye();
    await over('customer_left');
    assert.deepEqual(kim.phone.came.map((call) => call.told), []);
  }
});

test('the phone refused, and it takes long until the call is back: whatever is told of the call meanwhile rings that phone no more', async () => {
  const number = '+12025550177';
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: number });
  const leg = await kim.phone.called();
  leg.ring();
  const offer = await kim.offerOf(number);
  assert.equal((await kim.call('POST', `/api/v1/offers/${offer.id}/accept`, {})).status, 200);
  const { id } = await calls.state('assigned');
  await calls.newsHeard();
  const slow = await calls.slow(id);
  leg.refuse(480);
  await until('the call is to go back', async () => (await slow.waiting()) > 0);
  const { body: customer } = await calls.adam.call('POST', '/api/v1/customers', { name: 'Called before', number });
  const { conversation } = (await kim.call('GET', `/api/v1/interactions/${id}`)).body.state;
  assert.equal((await kim.call('PUT', `/api/v1/conversations/${conversation}/customer`, { customer: customer.id })).status, 200);
  await calls.newsHeard();
  await slow.end();
  await calls.state('waiting');
  await caller.bye();
  await over('customer_left');
  assert.deepEqual(kim.phone.came.map((call) => call.told), []);
});

test('the page holds and resumes: the caller hears music, the agent nothing; then both talk', async () => {
  const { caller, leg, id } = await talk(kim);
  assert.equal((await act(kim, id, 'hold')).status, 202);
  assert.equal((await shown(kim, id, 'held')).state.call.held_by, 'agent');
  await caller.hears(20);
  const { heard } = leg.end;
  await caller.hears(20);
  await leg.offer('sendrecv'); // the phone refreshes its session: no end of a hold of the page's
  await caller.hears(10);
  assert.ok(leg.end.heard - heard <= 2, `an agent on hold hears nothing, was ${leg.end.heard - heard} packets`);
  await shown(kim, id, 'held');
  for (const what of ['hold', 'resume', 'hang-up']) assert.equal((await act(lee, id, what)).status, 403, 'not their call');
  assert.equal((await act(kim, id, 'resume')).status, 202);
  await shown(kim, id, 'talking');
  await leg.hears(20);
  await caller.hears(20);
  await caller.bye();
  await over('ended');
});

test('the phone holds and resumes by itself: it is answered here, and shown', async () => {
  const { caller, leg, id } = await talk(kim);
  const held = await leg.offer('sendonly');
  assert.match(held.body, /a=recvonly/);
  assert.equal((await shown(kim, id, 'held')).state.call.held_by, 'phone');
  await caller.hears(20);
  const back = await leg.offer('sendrecv');
  assert.match(back.body, /a=sendrecv/);
  await shown(kim, id, 'talking');
  await leg.hears(20);
  await caller.hears(20);
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('transferred to an agent: both phones, the caller goes on with the second; the first one is in wrap-up', async () => {
  const { caller, leg, id } = await talk(kim);
  await calls.available(lee);
  const answer = await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: lee.id, note: 'Knows the contract' });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  const second = await lee.phone.called();
  second.ring();
  await leg.hears(10); // until the second picks up the first has the call
  await second.answer();
  await leg.has('BYE');
  await second.hears(20);
  await caller.hears(20);
  await until('lee has it', async () => { const i = await calls.interaction(); return i.state === 'assigned' && String(i.agent) === lee.id; });
  await logged(lee, { number: CALLER, given: 'transfer', given_by: kim.user.id, state: 'talking' });
  await caller.bye();
  await over('ended');
  await logged(lee, { number: CALLER, given: 'transfer', state: 'answered', cause: 'normal' });
});

test('transferred to an agent who refuses: the first one goes on', async () => {
  const { caller, leg, id } = await talk(kim);
  const second = await calls.give(kim, id, lee);
  await logged(lee, { number: CALLER, given: 'transfer', given_by: kim.user.id, state: 'ringing' });
  second.refuse(603);
  await logged(lee, { number: CALLER, given: 'transfer', given_by: kim.user.id, state: 'declined' });
  await until('the offer is over', async () => (await calls.stack.query(`SELECT count(*)::int AS n FROM routing.v_offer WHERE state = 'made'`))[0].n === 0);
  await leg.hears(20);
  await caller.hears(20);
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('transferred to an agent whose phone is busy: that is no refusal of theirs, and a missed call', async () => {
  const { leg, id } = await talk(kim);
  (await calls.give(kim, id, lee)).refuse(486);
  await logged(lee, { number: CALLER, given: 'transfer', given_by: kim.user.id, state: 'missed', cause: 'busy' });
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('transferred to an agent whose phone rings, and the first one hangs up: the call ends as theirs, and the other has missed it', async () => {
  const { caller, leg, id } = await talk(kim);
  const second = await calls.give(kim, id, lee);
  second.ring();
  await leg.bye();
  await caller.has('BYE');
  await second.has('CANCEL');
  await logged(lee, { number: CALLER, given: 'transfer', given_by: kim.user.id, state: 'missed', cause: 'cancelled' });
  await over('ended_by_agent_phone');
});

test('transferred and accepted in the page: the first phone is free at once, and whoever puts it down ends nothing', async () => {
  const { caller, leg, id } = await talk(kim);
  const second = await calls.give(kim, id, lee);
  second.ring();
  const offer = await lee.see('offer', (s) => s.state === 'made' && s.kind === 'transfer');
  assert.equal((await lee.call('POST', `/api/v1/offers/${offer.id}/accept`, {})).status, 200);
  await leg.has('BYE');
  await caller.hears(20);
  await second.answer();
  await second.hears(20);
  await caller.hears(20);
  await logged(lee, { given: 'transfer', given_by: kim.user.id, state: 'talking' });
  await caller.bye();
  await over('ended');
  await logged(lee, { given: 'transfer', state: 'answered' });
});

test('Max-Forwards goes on behind us: who is called may be as many hops further as the call had left, less ours', async () => {
  for (const [hops, wanted] of [[70, '69'], [12, '11'], [200, '69'], [1, '0']]) {
    await calls.available(kim);
    const caller = await calls.carrier.call(CALLED, { hops });
    const leg = await kim.phone.called();
    assert.equal(leg.invite.get('max-forwards'), wanted);
    leg.ring();
    await caller.has(200);
    await caller.bye();
    await leg.has('CANCEL');
    await calls.state('ended');
  }
  const spent = await calls.carrier.call(CALLED, { hops: 0 });
  await spent.has(483);
  await over('customer_left');
});

test('a name that is no UTF-8 refuses no call', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: `"M\u00fcller" <sip:${CALLER}@carrier.example>` });
  await caller.has(200);
  const leg = await kim.phone.called();
  await leg.answer();
  await caller.hears(10);
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('transferred to a queue: the first phone is free at once, the caller hears music, an agent of the queue is rung', async () => {
  const { caller, leg, id } = await talk(kim);
  const other = await calls.make('queues', { name: 'Second line', medium: 'voice', wrap_ms: 1000, on_miss: null });
  await calls.make('memberships', { queue_id: other.id, agent_id: lee.id });
  await calls.available(lee);
  const answer = await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { queue: other.id });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  await leg.has('BYE');
  await caller.hears(10);
  const second = await lee.phone.called();
  await second.answer();
  await second.hears(20);
  await caller.hears(20);
  await caller.bye();
  await over('ended');
});

test('no rule holds: the caller is told so, the call ends by itself and stands in the records; who calls for help has nothing to do with it', async () => {
  const line = '+12025550304';
  await calls.claim(line);
  const channel = await calls.make('channels', { medium: 'voice', name: 'Unruled', number: line });
  assert.ok(channel.warnings.some((w) => w.kind === 'channel_without_default' && /told that nobody can be reached/.test(JSON.stringify(w))), JSON.stringify(channel.warnings));
  const dry = (await calls.adam.call('POST', '/api/v1/route-dry-runs', { channel_id: channel.id, number: CALLER, text: '' })).body;
  assert.match(dry.words, /told that nobody can be reached/);
  await calls.make('route-rules', { channel_id: channel.id, position: 1, queue_id: calls.queue.id, conditions: { country_prefix: '+49' } });
  const caller = await calls.carrier.call(line, { from: CALLER });
  caller.end.listen();
  await caller.has('BYE', 30000);
  assert.ok(said(caller.end.sounds, 'not_reached'), 'what is true');
  const { id } = await calls.state('ended');
  await over('no_rule');
  const shown = await until('the call is over', async () => { const { body } = await calls.adam.call('GET', `/api/v1/interactions/${id}`); return body.state.call?.state === 'over' && body; });
  assert.deepEqual([shown.state.state, shown.state.call.state, shown.state.call.by, shown.state.call.cause], ['ended', 'over', 'system', 'no_rule']);
  const why = (await calls.adam.call('GET', `/api/v1/interactions/${id}/why`)).body;
  assert.match(why.decisions.at(-1).words, /^No rule of the channel holds/);
  await calls.make('route-rules', { channel_id: channel.id, position: 2, queue_id: calls.queue.id, conditions: {} });
  const next = await calls.carrier.call(line, { from: CALLER }); // at once: the router may not have read the rule yet
  await calls.state('waiting');
  await next.bye();
  await over('customer_left');
});

test('a queue that ends what waits when it closes says so to who calls', async () => {
  const line = '+12025550305';
  await calls.claim(line);
  const schedule = await calls.make('schedules', { name: 'Never', time_zone: 'UTC' });
  const queue = await calls.make('queues', { name: 'Shut', medium: 'voice', schedule_id: schedule.id, closing: 'end' });
  const channel = await calls.make('channels', { medium: 'voice', name: 'Shut line', number: line });
  await calls.make('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id, conditions: {} });
  const caller = await calls.carrier.call(line, { from: CALLER });
  caller.end.listen();
  await caller.has('BYE', 30000);
  assert.ok(said(caller.end.sounds, 'closed'));
  await over('queue_closed');
});

test('a daemon that dies: the call is ended as voice_lost within 10 s of its restart (SP-17)', async () => {
  await calls.set({ media_lost_s: 10 });
  const { caller, leg } = await talk(kim);
  await calls.stack.kill('voiced');
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  const took = stopwatch();
  const wrapped = await until('voice_lost', async () => { const i = await calls.interaction(); return i.outcome === 'voice_lost' && i; });
  latency('voice_lost', took(), 10000);
  assert.ok(['wrap_up', 'ended'].includes(wrapped.state));
  for (const end of [caller, leg]) end.vanish();
  await over('voice_lost', { atLast: true }); // as long as media may be silent, and two looks
});

test('a number that nobody has: 404; a stranger\'s method: no call', async () => {
  const caller = await calls.carrier.call('+12025559999');
  await caller.has(404);
  await calls.nothingLeft();
});
