// Keys of the telephone that an agent presses in the workspace (SP-12), whichever phone they talk by: whoever hears the agent receives them, as
// telephone events or, who knows none, as tones; nobody else does, no recording either, and which keys they were stands nowhere.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Keys, hasKey } from '../lib/keys.mjs';
import { until } from '../lib/stack.mjs';
import { RATE, Tape } from '../lib/tape.mjs';
import { hearOn, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const TONES = { caller: 1100, agent: 1700, target: 2100, more: 2500 };
let calls, gate, kim, lee, sue, wimPhone;
const OUTSIDE = '+12025550188';
before(async () => {
  calls = await Calls.start({ name: 'keypad' });
  gate = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: gate.host, port: gate.local, transport: 'udp', sources: [gate.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  kim = await calls.agent('kim', { agent_extension: '8101' });
  lee = await calls.agent('lee', { agent_extension: '8102' });
  sue = await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] });
  wimPhone = await calls.register(await calls.worker('wim', '5101'));
  for (const number of ['5101', OUTSIDE])
    await until(`${number} can be dialled`, async () => ['extension', 'number'].includes((await kim.call('GET', `/api/v1/dial?number=${encodeURIComponent(number)}`)).body.kind));
});
afterEach(async (t) => { if (!t.passed) await calls.clear(); });
after(() => calls?.stop());

const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
const ok = async (answer) => { const { status, body } = await answer; assert.equal(status, 202, JSON.stringify(body)); };
const press = (id, digits, agent = kim) => act(agent, id, 'digits', { digits });
const shown = (agent, id, check) => agent.see('interaction', (s, f) => f.id === String(id) && s.call && check(s.call));
const without = (sdp) => sdp.replace(' 101\r\n', '\r\n').replace(/a=rtpmap:101[^\n]*\n/, '');

async function talk({ agent = kim, sdp } = {}) {
  await calls.available(agent);
  const caller = await calls.carrier.call(CALLED, { from: CALLER, sdp });
  sing(caller.end, TONES.caller);
  await caller.has(200);
  const leg = await agent.phone.called();
  await leg.answer();
  sing(leg.end, TONES.agent);
  const { id } = await calls.state('assigned');
  const call = { caller, leg, id: String(id) };
  await both(call);
  return call;
}
const both = ({ caller, leg }) => hearOn([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
async function over(wanted = 'ended') {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}
const received = (keys, wanted) => until(`${wanted} is received`, () => keys.pressed === wanted).catch((error) => { throw new Error(`${error.message}, but ${keys.pressed}`); });
const toned = (keys, wanted) => until(`${wanted} is heard`, () => keys.toned === wanted).catch((error) => { throw new Error(`${error.message}, but ${JSON.stringify(keys.tones)}`); });

test('the caller receives the keys as telephone events, in order; both talk on, held and muted as before; the agent receives none', async () => {
  const call = await talk(), { caller, leg, id } = call, keys = new Keys(caller.end), own = new Keys(leg.end);
  await ok(press(id, '12#'));
  await received(keys, '12#');
  await both(call);
  await ok(press(id, '0*9ABCD'));
  await ok(press(id, '7'));
  await received(keys, '12#0*9ABCD7');
  await both(call);
  keys.check();
  assert.equal(keys.toned + own.pressed + own.toned, '', 'nothing else, and nobody else');
  await shown(kim, id, (now) => now.keys?.count === 11 && Date.parse(now.keys.at) > 0);
  await ok(act(kim, id, 'hold'));
  await shown(kim, id, ({ state }) => state === 'held');
  const held = await press(id, '5');
  assert.deepEqual([held.status, held.body.type], [409, 'on_hold'], JSON.stringify(held.body));
  await ok(act(kim, id, 'resume'));
  await both(call);
  await ok(act(kim, id, 'mute'));
  await ok(press(id, '6,8'));
  await received(keys, '12#0*9ABCD768');
  const [six, eight] = keys.events.slice(-2);
  assert.ok(eight.timestamp - six.timestamp >= RATE, 'a comma is a second');
  await hearOn([caller, leg], new Map([[caller, []], [leg, [caller]]]));
  await caller.bye();
  await over();
});

test('a caller who knows no telephone events hears the two tones of each key, and between them nothing', async () => {
  const call = await talk({ sdp: without }), { caller, leg, id } = call, keys = new Keys(caller.end);
  await ok(press(id, '159*'));
  await toned(keys, '159*');
  assert.equal(keys.pressed, '');
  await both(call);
  await ok(press(id, '0#'));
  await toned(keys, '159*0#');
  assert.ok(keys.tones.every(({ packets }) => packets <= 5), JSON.stringify(keys.tones));
  await both(call);
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('what is pressed goes to whoever hears the agent: who is asked alone, then all of a conference, never a supervisor', async () => {
  const call = await talk(), { caller, leg, id } = call, keys = new Keys(caller.end);
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const target = await wimPhone.called();
  const early = await press(id, '1');
  assert.deepEqual([early.status, early.body.type], [409, 'not_heard'], JSON.stringify(early.body));
  await target.answer();
  sing(target.end, TONES.target);
  const theirs = new Keys(target.end);
  await hearOn([caller, leg, target], new Map([[caller, []], [leg, [target]], [target, [leg]]]));
  await ok(press(id, '12'));
  await received(theirs, '12');
  await ok(act(kim, id, 'consult/conference'));
  await ok(act(sue, id, 'listen', { mode: 'join' }));
  const ear = await sue.phone.called();
  await ear.answer();
  sing(ear.end, TONES.more);
  const all = [caller, leg, target, ear], heard = new Keys(ear.end);
  await hearOn(all, new Map(all.map((one) => [one, all.filter((other) => other !== one)])));
  await ok(press(id, '34'));
  await received(theirs, '1234');
  await received(keys, '34');
  assert.equal(heard.pressed + heard.toned, '');
  await ok(act(kim, id, 'consult/end'));
  await target.has('BYE');
  await caller.bye();
  await ear.has('BYE');
  await over();
});

test('a number outside that is asked and answers without telephone events hears tones', async () => {
  const call = await talk(), { caller, id } = call, keys = new Keys(caller.end);
  await ok(act(kim, id, 'consult', { number: OUTSIDE }));
  const target = await gate.called();
  await target.sound();
  Object.defineProperty(target.end, 'sdp', { value: without(target.end.sdp) });
  await target.answer();
  sing(target.end, TONES.target);
  await hearOn([caller, call.leg, target], new Map([[caller, []], [call.leg, [target]], [target, [call.leg]]]));
  const theirs = new Keys(target.end);
  await ok(press(id, '47'));
  await toned(theirs, '47');
  assert.equal(theirs.pressed + keys.pressed + keys.toned, '');
  await ok(act(kim, id, 'consult/end'));
  await target.has('BYE');
  await caller.bye();
  await over();
});

test('keys that wait when the agent holds the call are not pressed; more than may wait are refused', async () => {
  const call = await talk(), { caller, id } = call, keys = new Keys(caller.end);
  await ok(press(id, '1'));
  await received(keys, '1');
  await ok(press(id, '2'.repeat(32)));
  await ok(press(id, '3'.repeat(32)));
  const many = await press(id, '4'.repeat(32));
  assert.deepEqual([many.status, many.body.type], [409, 'keys_waiting'], JSON.stringify(many.body));
  await ok(act(kim, id, 'hold'));
  await shown(kim, id, ({ state }) => state === 'held');
  await caller.hears(20);
  const had = keys.pressed;
  assert.ok(had.length < 30, had);
  await caller.hears(60);
  assert.equal(keys.pressed, had);
  await ok(act(kim, id, 'resume'));
  await both(call);
  await ok(press(id, '5'));
  await received(keys, `${had}5`);
  await caller.bye();
  await over();
});

test('who is not on the call, one that nobody talks on, and what is no key are refused', async () => {
  const waiting = await calls.carrier.call(CALLED);
  await waiting.has(200);
  const { id: early } = await calls.state('waiting');
  assert.equal((await press(early, '1')).status, 409);
  assert.equal((await press(999999, '1')).status, 404);
  await waiting.bye();
  await over('customer_left');
  const call = await talk(), keys = new Keys(call.caller.end);
  assert.equal((await press(call.id, '1', lee)).status, 403);
  for (const wrong of ['e', '1 2', '+1', '1\n', 'w', '1'.repeat(33), ',', ',,,', '', null, 5]) {
    const { status, body } = await press(call.id, wrong);
    assert.deepEqual([status, body.errors?.[0].pointer], [422, '/digits'], `${wrong}: ${JSON.stringify(body)}`);
    assert.ok(typeof wrong !== 'string' || wrong.length < 2 || !JSON.stringify(body).includes(wrong), 'it is not said again');
  }
  await call.caller.hears(30);
  assert.equal(keys.pressed + keys.toned, '');
  await call.caller.bye();
  await over();
});

test('a phone that speaks no codec that is mixed: keys are refused, and the call goes on', async () => {
  await calls.available(kim);
  const g729 = (sdp) => sdp.replace('RTP/AVP 0 101', 'RTP/AVP 0 18 101').replace('a=sendrecv', 'a=rtpmap:18 G729/8000\r\na=sendrecv');
  const caller = await calls.carrier.call(CALLED, { from: CALLER, sdp: g729 });
  await caller.has(200);
  const leg = await kim.phone.called();
  await leg.sound();
  Object.defineProperty(leg.end, 'sdp', { value: leg.end.sdp.replace('RTP/AVP 0 101', 'RTP/AVP 18 101').replace('a=rtpmap:0 PCMU/8000', 'a=rtpmap:18 G729/8000') });
  await leg.answer();
  const { id } = await calls.state('assigned');
  await leg.hears(20);
  await until('the keys are refused', async () => (await press(id, '1')).status === 503);
  await leg.hears(50);
  await shown(kim, id, ({ state, keys }) => state === 'talking' && keys === null);
  await caller.bye();
  await leg.has('BYE');
  await over();
});

test('no recording has the keys, as events or tones, but who speaks before and after; nothing is logged or stored of which they were', async () => {
  const queueSet = async (fields) => {
    const { body: { version } } = await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`);
    assert.equal((await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${version}"` } })).status, 200);
  };
  const SECRET = '9630258741963025874196';
  await queueSet({ record: true, record_announce: false });
  try {
    const call = await talk({ sdp: without }), { caller, leg, id } = call, keys = new Keys(caller.end);
    await shown(kim, id, ({ recording }) => recording === 'on');
    await leg.hears(100);
    await ok(press(id, SECRET));
    await toned(keys, SECRET);
    await both(call);
    await leg.hears(100);
    await caller.bye();
    await calls.state('ended');
    const [row] = await until('the recording', async () => { const { data } = (await calls.adam.call('GET', `/api/v1/recordings?interaction=${id}`)).body; return data.length === 1 && data; });
    const sound = await until('its sound', async () => { const answer = await fetch(`${calls.stack.base}/api/v1/recordings/${row.id}/sound`, { headers: { authorization: `Bearer ${calls.adam.token}` } }); return answer.status === 200 && answer; });
    const file = Buffer.from(await sound.arrayBuffer()), tape = new Tape(file);
    for (const side of [0, 1]) for (let at = 0; at + 320 <= tape.data.length; at += 320) {
      const samples = Array.from({ length: 160 }, (_, i) => tape.data[at + 2 * i + side]);
      for (const key of new Set(SECRET)) assert.ok(!hasKey(samples, key), `${key} at ${at / 16} ms`);
    }
    const agent = tape.stretches('right', 1000);
    assert.ok(agent.length >= 2, `she is recorded before and behind: ${agent.map((one) => one.map(Math.round))} of ${Math.round(tape.ms)} ms`);
    assert.ok(agent.every(([from, to]) => to - from > 500), JSON.stringify(agent));
    await over();
    const folder = join(calls.stack.dir, 'log');
    for (const name of readdirSync(folder)) assert.ok(!readFileSync(join(folder, name), 'latin1').includes(SECRET), name);
    const tables = await calls.stack.asOwner("SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'");
    for (const { name } of tables) assert.deepEqual(await calls.stack.asOwner(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%${SECRET}%' LIMIT 1`), [], name);
  } finally { await queueSet({ record: false, record_announce: true }); }
});
