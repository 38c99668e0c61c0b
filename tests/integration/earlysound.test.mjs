// A queue that does not answer its callers as they enter (SP-10, RT-9): they hear it before the answer (183), and are answered as somebody
// picks up.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls, said } from '../lib/voice.mjs';

let calls, kim, early;
before(async () => {
  calls = await Calls.start({ name: 'earlysound', queue: { answer_at_entry: false, announce_position: true, announce_every_s: 15 } });
  kim = await calls.agent('kim');
  early = calls.queue;
});
after(() => calls?.stop());
afterEach(async (t) => { if (!t.passed) await calls.clear(); });

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const change = async (queue, fields) => {
  const now = ok(await calls.adam.call('GET', `/api/v1/queues/${queue.id}`));
  ok(await calls.adam.call('PATCH', `/api/v1/queues/${queue.id}`, fields, { headers: { 'if-match': `"${now.version}"` } }));
};
async function unanswered(how = {}) {
  const one = await calls.carrier.call(CALLED, { from: CALLER, ...how });
  one.end.listen();
  await one.has(183);
  return one;
}
const isAnswered = (one) => one.told.includes('200');

test('the queue is heard before the answer: greeting, place, music; the answer comes as an agent picks up, and both hear each other', async () => {
  const one = await unanswered();
  await until('the greeting', () => said(one.end.sounds, 'greeting'));
  await until('the place', () => said(one.end.sounds, 'your_position_is'));
  assert.ok(!isAnswered(one), 'nobody pays yet');
  await calls.available(kim);
  const leg = await kim.phone.called();
  leg.ring();
  await one.hears(20);
  assert.ok(!isAnswered(one), 'nor while it rings');
  await leg.answer();
  await one.has(200);
  await calls.state('assigned');
  leg.end.pitch(480);
  await until('the agent is heard', () => one.end.toneAt(480, 15) > 0);
  await leg.hears(20);
  assert.equal(one.told.filter((word) => word === '200').length, 1);
  await one.bye();
  await leg.has('BYE');
  await calls.state('ended');
  await calls.nothingLeft();
});

test('who gives up before the answer has left the queue, and nothing stays', async () => {
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  const one = await unanswered();
  await calls.state('waiting');
  one.cancel();
  await one.has(487);
  assert.equal((await calls.state('ended')).outcome, 'customer_left');
  await calls.nothingLeft();
});

test('who describes their sound with the ACK alone can be told nothing before: they are answered as they enter', async () => {
  const one = await calls.carrier.call(CALLED, { from: CALLER, late: true });
  await one.has(200);
  await one.hears(20);
  assert.ok(!one.told.includes('183'));
  await one.bye();
  await calls.state('ended');
});

test('the queue\'s mailbox answers: it can\'t record who was not', async () => {
  await change(early, { overflow_action: 'voicemail', overflow_after_ms: 15000 });
  try {
    const one = await unanswered();
    await until('the place', () => said(one.end.sounds, 'your_position_is'));
    assert.ok(!isAnswered(one));
    await one.has(200, 30000);
    await until('the words before a message', () => said(one.end.sounds, 'leave_message'));
    await one.bye();
    assert.equal((await calls.state('ended')).outcome, 'to_voicemail');
    await calls.nothingLeft();
  } finally { await change(early, { overflow_action: null, overflow_after_ms: null }); }
});

test('a queue that answers as they enter, into which they overflow, does so', async () => {
  const other = await calls.make('queues', { name: 'At entry', medium: 'voice' });
  await change(early, { overflow_action: 'queue', overflow_queue_id: other.id, overflow_after_ms: 15000 });
  try {
    const one = await unanswered();
    await until('the place', () => said(one.end.sounds, 'your_position_is'));
    assert.ok(!isAnswered(one));
    await one.has(200, 30000);
    await one.hears(20);
    await one.bye();
    await calls.state('ended');
  } finally { await change(early, { overflow_action: null, overflow_queue_id: null, overflow_after_ms: null }); }
});

test('who must be told that they are recorded is told when they are answered: early sound may not have reached them', async () => {
  await change(early, { record: true, record_announce: true });
  try {
    const one = await unanswered();
    await until('the place', () => said(one.end.sounds, 'your_position_is'));
    assert.ok(!said(one.end.sounds, 'recorded'));
    await calls.available(kim);
    const leg = await kim.phone.called();
    await leg.answer();
    await one.has(200);
    const answered = one.end.sounds.length;
    await until('the notice', () => said(one.end.sounds.slice(answered), 'recorded'));
    leg.end.pitch(480);
    await until('the agent is heard', () => one.end.toneAt(480, 15, answered) > 0);
    await one.bye();
    await leg.has('BYE');
    await calls.state('ended');
    await calls.nothingLeft();
  } finally { await change(early, { record: false, record_announce: false }); }
});

test('what was told of the sound is told again; before a network would end the call it is answered, and the queue goes on', async () => {
  await calls.set({ unanswered_s: 45 });
  const one = await unanswered();
  await until('183 a second time', () => one.told.filter((word) => word === '183').length > 1);
  assert.ok(!isAnswered(one));
  await one.has(200, 60000);
  assert.equal((await calls.state('waiting')).agent, null, 'they wait as before');
  await one.hears(20);
  await one.bye();
  assert.equal((await calls.state('ended')).outcome, 'customer_left');
  await calls.nothingLeft();
});
