// Calls that users make: by their phones, to colleagues and outside by the dial plan; trunks tried one after the other; toll limits (SP-13, Security).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { authorize, challengeOf } from '../lib/sip.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const FREE = '+12025550188', PREMIUM = '+19005550100';
let calls, first, second, gate, ann, ben, annPhone;
before(async () => {
  calls = await Calls.start({ name: 'direct' });
  // Two carriers' gateways, tried in this order.
  first = await calls.ua({ host: '127.0.0.3' });
  second = await calls.ua({ host: '127.0.0.4' });
  const trunks = [];
  for (const [name, ua] of [['One', first], ['Two', second]])
    trunks.push(await calls.make('trunks', { name, host: ua.host, port: ua.local, transport: 'udp', sources: [ua.host], emergency: true }));
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: trunks.map((t) => t.id) });
  gate = await calls.ua({ host: '127.0.0.5' });
  const asking = await calls.make('trunks', { name: 'With login', host: gate.host, port: gate.local, transport: 'udp', sources: [gate.host], username: 'us', password: 'carrier secret' });
  await calls.make('dial-rules', { prefix: '+1202666', action: 'allow', trunk_ids: [asking.id] });
  await calls.claim('+12025550301');
  ann = await calls.worker('ann', '301', { work_number: '+12025550301' });
  ben = await calls.worker('ben', '302');
  annPhone = await calls.ua();
});
after(() => calls?.stop());

const dial = (to) => annPhone.call(to, { from: ann.device.username, login: ann.device });
const log = async (user) => (await calls.stack.query(`SELECT direction, number, cause, answered_at IS NOT NULL AS answered FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1`, [user.id]))[0];
// The newest entry, once it ended so.
const ended = (user, cause) => until(`the log says ${cause}`, async () => { const row = await log(user); return row?.cause === cause && row; });
// Whichever trunk is called next: one that failed lately is tried last.
const next = () => until('a trunk is called', () => first.came.shift() ?? second.came.shift());
async function quiet() {
  await calls.zero('voice_direct_calls', 'voice_legs');
}

test('a colleague by extension: the phone rings, both hear each other, the log has it', async () => {
  const phone = await calls.register(ben);
  const call = await dial('302');
  const leg = await phone.called();
  leg.ring();
  await call.has(180);
  await leg.answer();
  await call.has(200);
  await leg.hears(15);
  await call.hears(15);
  await leg.bye();
  await call.has('BYE');
  await quiet();
  assert.deepEqual(await ended(ann.user, 'normal'), { direction: 'out', number: '302', cause: 'normal', answered: true });
});

test('a colleague without a phone: 480; one who refuses: their answer', async () => {
  const lonely = await calls.worker('zoe', '303', { forward_then: 'end' });
  const call = await dial('303');
  await call.has(480);
  const phone = await calls.register(lonely);
  const again = await dial('303');
  (await phone.called()).refuse(486);
  await again.has(486);
  await quiet();
  await ended(ann.user, 'busy');
});

test('an agent shows a number of their group when they ask for it; a queue\'s only while Available', async () => {
  const agent = await calls.agent('kim', { phone: null });
  const device = await calls.make('devices', { user_id: agent.user.id, side: 'agent', label: 'Desk phone' });
  const number = (await calls.adam.call('GET', `/api/v1/numbers?number=${encodeURIComponent(CALLED)}`)).body.data[0];
  await calls.make('caller-ids', { phone_number_id: number.id, group_id: calls.group.id });
  const show = (wished) => annPhone.call(FREE, { from: device.username, login: device, headers: [`P-Preferred-Identity: <sip:${wished}@trunkline.invalid>`] });
  await until('the phone is known', async () => { const call = await show('+12025550399'); await until('an answer', () => call.told.some((one) => Number(one) >= 402)); return call.told.includes('403'); });
  const { body: status } = await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  assert.equal(status.status ?? 'on_break', 'on_break');
  const early = await show(CALLED);
  await early.has(403);
  assert.match(early.last.first, /Need Available/);
  // Also where it is their site's, which they show without asking.
  const shown = await calls.make('caller-ids', { phone_number_id: number.id, site_id: calls.site.id });
  const judged = async () => (await agent.call('GET', `/api/v1/dial?number=${encodeURIComponent(FREE)}`)).body;
  const plain = await annPhone.call(FREE, { from: device.username, login: device });
  await plain.has(403);
  assert.match(plain.last.first, /Need Available/);
  let { allowed, reason, caller_id } = await judged();
  assert.deepEqual([allowed, reason, caller_id], [false, 'not_available', null]);
  assert.deepEqual((await judged()).caller_ids, [{ number: CALLED, source: 'site', allowed: false }], 'none of theirs may be shown now');
  assert.equal((await agent.call('GET', '/api/v1/dial?number=%2B19005550123')).body.reason, 'price_off', 'what no other number would help against comes first');
  await calls.available(agent);
  ({ allowed, reason, caller_id } = await judged());
  assert.deepEqual([allowed, reason, caller_id], [true, null, CALLED]);
  assert.deepEqual((await judged()).caller_ids, [{ number: CALLED, source: 'site', allowed: true }]);
  const usual = await annPhone.call(FREE, { from: device.username, login: device }), taken = await next();
  assert.match(taken.invite.get('from'), new RegExp(`sip:\\${CALLED}@`));
  taken.refuse(486);
  await usual.has(486);
  assert.equal((await calls.adam.call('DELETE', `/api/v1/caller-ids/${shown.id}`, undefined, { headers: { 'if-match': `"${shown.version}"` } })).status, 200);
  const call = await show(CALLED);
  const leg = await next();
  assert.match(leg.invite.get('from'), new RegExp(`sip:\\${CALLED}@`));
  leg.refuse(486);
  await call.has(486);
  await quiet();
});

test('what a phone says of itself in bytes that are no UTF-8 reaches neither the trunk nor the database, and the call goes on', async () => {
  for (const wished of ['\xff\xe9', '+1202\xc3(', '+12025550301\xed\xa0\x80']) {
    const call = await annPhone.call(FREE, { from: `"\xff\xfe Ann" <sip:${ann.device.username}@127.0.0.1>`, login: ann.device, headers: [`P-Preferred-Identity: "\xc3(" <sip:${wished}@trunkline.invalid>`] });
    const leg = await until('a trunk is called', () => { assert.ok(!call.told.some((one) => Number(one) > 401), call.told.join()); return first.came.shift() ?? second.came.shift(); });
    assert.match(leg.invite.get('from'), /sip:\+12025550301@/);
    assert.doesNotMatch(JSON.stringify(leg.invite.headers), /[^\x20-\x7e]/);
    await leg.answer();
    await call.has(200);
    await call.bye();
    await leg.has('BYE');
    await quiet();
  }
  assert.deepEqual(await ended(ann.user, 'normal'), { direction: 'out', number: FREE, cause: 'normal', answered: true });
});

test('an emergency number goes through all trunks until one takes it, with one\'s own number, by nobody\'s leave', async () => {
  const call = await dial('911');
  const legs = [];
  for (let n = 0; n < 2; n++) {
    const leg = await next();
    assert.equal(leg.user, '911');
    assert.match(leg.invite.get('from'), /sip:\+12025550301@/);
    legs.push(leg);
    if (n === 0) leg.refuse(403); // whatever it says: the next one
  }
  await legs[1].answer();
  await call.has(200);
  await legs[1].hears(15);
  await call.hears(15);
  await call.bye();
  await legs[1].has('BYE');
  await quiet();
});

test('outside: by a trunk of the plan, with its caller id', async () => {
  const call = await dial('2025550188');
  const leg = await next();
  assert.equal(leg.user, FREE);
  assert.match(leg.invite.get('from'), /sip:\+12025550301@/, 'one\'s own number is shown');
  leg.ring();
  await leg.answer();
  await call.has(200);
  await leg.hears(15);
  await call.hears(15);
  await call.bye();
  await leg.has('BYE');
  await quiet();
});

test('a trunk that answers 503: the next one; both: the caller is told', async () => {
  const call = await dial(FREE);
  (await next()).refuse(503);
  const leg = await next();
  await leg.answer();
  await call.has(200);
  await call.hears(10);
  await call.bye();
  await leg.has('BYE');
  const again = await dial(FREE);
  (await next()).refuse(503);
  (await next()).refuse(503);
  await again.has(503);
  await quiet();
});

test('busy at the other end is no trouble of the trunk: no second try', async () => {
  const call = await dial(FREE);
  const leg = await next();
  leg.refuse(486);
  await call.has(486);
  assert.equal(first.came.length + second.came.length, 0);
  await quiet();
});

test('the caller gives up: the trunk is told', async () => {
  const call = await dial(FREE);
  const leg = await next();
  leg.ring();
  await call.has(180);
  call.cancel();
  await leg.has('CANCEL');
  await call.has(487);
  await quiet();
  await ended(ann.user, 'cancelled');
});

test('a trunk that asks for a login gets it, and no other one does', async () => {
  const call = await dial('+12026660100');
  const asked = await gate.called();
  const challenge = { realm: 'carrier', nonce: 'n0nce', algorithm: 'SHA-256' };
  asked.reply(asked.invite, 401, { headers: ['WWW-Authenticate: Digest realm="carrier", nonce="n0nce", algorithm=SHA-256, qop="auth"'] });
  const again = await until('the INVITE with a login', () => asked.told.includes('INVITE') && asked.invite2);
  const said = challengeOf(again.get('authorization'));
  const wanted = authorize({ username: 'us', password: 'carrier secret', method: 'INVITE', uri: said.uri, challenge, cnonce: said.cnonce });
  assert.equal(said.response, challengeOf(wanted).response);
  assert.equal(said.uri, again.uri);
  asked.reply(again, 486);
  await call.has(486);
  await quiet();
});

test('a call whose part of the day\'s minutes is used up is ended on both sides, and the log says why', async () => {
  const undo = await calls.secondsLeft(ann.user, 4);
  try {
    const call = await dial(FREE);
    const leg = await next();
    await leg.answer();
    await call.has(200);
    await leg.hears(15);
    await Promise.all([call.has('BYE'), leg.has('BYE')]);
    assert.deepEqual(await ended(ann.user, 'minutes_used'), { direction: 'out', number: FREE, cause: 'minutes_used', answered: true });
    const work = await Client.login(calls.stack, { username: 'ann', password: 'seven green chairs' }, 'work');
    const [entry] = (await work.call('GET', '/api/v1/me/calls')).body.data;
    assert.deepEqual([entry.state, entry.cause, entry.number], ['answered', 'minutes_used', FREE]);
    await quiet();
    await (await dial(FREE)).has(403);
    assert.equal(first.came.length + second.came.length, 0, 'and there are no more');
    await quiet();
  } finally { await undo(); }
});

test('toll fraud: what the plan forbids is not dialled, by a user, by a stranger, by a wrong password', async () => {
  for (const number of [PREMIUM, '+882134567890', '0190123']) {
    const call = await dial(number);
    await call.has(403);
  }
  const stranger = await calls.ua();
  const call = await stranger.call(FREE, { from: 'nobody' });
  await call.has(401);
  const liar = await stranger.call(FREE, { from: ann.device.username, login: { ...ann.device, password: 'wrong' } });
  await liar.has(403);
  assert.equal(first.came.length + second.came.length, 0);
  await quiet();
});
