// An agent who is muted on a call by the contact center (SP-12), by whichever phone they talk: nobody hears them, no recording either, whoever is
// on the call and whatever is done with it; they hear everybody. Each says a tone of their own, and it is counted who hears whom.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Lossy } from '../lib/rtpengine.mjs';
import { until } from '../lib/stack.mjs';
import { Tape } from '../lib/tape.mjs';
import { hearOn, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const TONES = { caller: 1300, agent: 1700, target: 2100, more: 2500 };
const RELAY_TRIES = 4; // then voiced gives a command up
let calls, lossy, kim, lee, sue, wimPhone;
before(async () => {
  calls = await Calls.start({ name: 'mute' });
  lossy = await Lossy.open(calls.relayPort);
  await calls.set({ relay_port: lossy.port });
  kim = await calls.agent('kim', { agent_extension: '8101' });
  lee = await calls.agent('lee', { agent_extension: '8102' });
  sue = await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] });
  wimPhone = await calls.register(await calls.worker('wim', '5101'));
  await until('5101 can be dialled', async () => (await kim.call('GET', '/api/v1/dial?number=5101')).body.kind === 'extension');
});
afterEach(async (t) => { if (!t.passed) await calls.clear(); });
after(async () => { await calls?.stop(); lossy?.close(); });

const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
const ok = async (answer) => { const { status, body } = await answer; assert.equal(status, 202, JSON.stringify(body)); };
const shown = (agent, id, check) => agent.see('interaction', (s, f) => f.id === String(id) && s.call && check(s.call));
const muted = (id, wanted, agent = kim) => shown(agent, id, (call) => call.muted === wanted);
const stored = async (id) => (await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.call.muted;

// sdp: of the answer of the agent's phone, made of its end's own.
async function talk({ agent = kim, sdp } = {}) {
  await calls.available(agent);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, TONES.caller);
  await caller.has(200);
  const leg = await agent.phone.called();
  await leg.sound();
  if (sdp) Object.defineProperty(leg.end, 'sdp', { value: sdp(leg.end.sdp) });
  await leg.answer();
  sing(leg.end, TONES.agent);
  const { id } = await calls.state('assigned');
  await both({ caller, leg });
  return { caller, leg, id: String(id) };
}
const both = ({ caller, leg }) => hearOn([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
const deaf = ({ caller, leg }) => hearOn([caller, leg], new Map([[caller, []], [leg, [caller]]])); // the caller, to the agent
async function over(wanted = 'ended') {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}

test('an agent is muted: the caller hears silence, and packets all the time; the agent hears the caller; then both are heard again', async () => {
  const call = await talk(), { caller, id } = call;
  assert.equal(await stored(id), false);
  await ok(act(kim, id, 'mute'));
  await muted(id, true);
  await deaf(call);
  await caller.hears(20); // who hears no packet at all may hang up
  assert.equal(await stored(id), true, 'a page that is loaded again shows it');
  await ok(act(kim, id, 'mute'));
  await deaf(call);
  await ok(act(kim, id, 'unmute'));
  await muted(id, false);
  await both(call);
  await ok(act(kim, id, 'unmute'));
  await both(call);
  await caller.bye();
  await over();
  assert.equal((await act(kim, id, 'unmute')).status, 404);
});

test('a hold and its end, by the page and by the phone, leave a mute; who is muted while they hold is so afterwards', async () => {
  const call = await talk(), { caller, leg, id } = call;
  const held = (wanted) => shown(kim, id, ({ state, held_by: by }) => (wanted ? state === 'held' && by === wanted : state === 'talking'));
  const holdAndBack = async (from) => {
    await ok(act(kim, id, 'hold'));
    await held('agent');
    await hearOn([caller, leg], new Map([[caller, []]]));
    await from?.();
    await ok(act(kim, id, 'resume'));
    await held(null);
  };
  await ok(act(kim, id, 'mute'));
  await holdAndBack(() => stored(id).then((is) => assert.equal(is, true)));
  await deaf(call);
  await leg.offer('sendonly');
  await held('phone');
  await leg.offer('sendrecv');
  await held(null);
  await deaf(call);
  await ok(act(kim, id, 'unmute'));
  await both(call);
  await holdAndBack(() => ok(act(kim, id, 'mute')));
  await muted(id, true);
  await deaf(call);
  await holdAndBack(() => ok(act(kim, id, 'unmute')));
  await muted(id, false);
  await both(call);
  await leg.bye();
  await over('ended_by_agent_phone');
});

test('whoever is asked, a conference, and a supervisor who listens do not hear a muted agent, who hears them; and do again', async () => {
  const call = await talk(), { caller, leg, id } = call;
  await ok(act(kim, id, 'mute'));
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const target = await wimPhone.called();
  await target.answer();
  sing(target.end, TONES.target);
  await hearOn([caller, leg, target], new Map([[caller, []], [leg, [target]], [target, []]]));
  await ok(act(kim, id, 'unmute'));
  await hearOn([caller, leg, target], new Map([[caller, []], [leg, [target]], [target, [leg]]]));
  await ok(act(kim, id, 'consult/conference'));
  const all = [caller, leg, target];
  await hearOn(all, new Map([[caller, [leg, target]], [leg, [caller, target]], [target, [caller, leg]]]));
  await ok(act(kim, id, 'mute'));
  await muted(id, true);
  await hearOn(all, new Map([[caller, [target]], [leg, [caller, target]], [target, [caller]]]));
  await ok(act(sue, id, 'listen', { mode: 'listen' }));
  const ear = await sue.phone.called();
  await ear.answer();
  sing(ear.end, TONES.more);
  await hearOn([...all, ear], new Map([[caller, [target]], [target, [caller]], [ear, [caller, target]]]));
  await ok(act(kim, id, 'consult/end'));
  await target.has('BYE');
  await deaf(call);
  await hearOn([caller, leg, ear], new Map([[ear, [caller]]]));
  await ok(act(kim, id, 'unmute'));
  await both(call);
  await hearOn([caller, leg, ear], new Map([[ear, [caller, leg]]]));
  await caller.bye();
  await ear.has('BYE');
  await over();
});

test('a mute is its agent\'s: who has the call next is heard, and is not shown as muted', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'mute'));
  await muted(id, true);
  await calls.available(lee);
  assert.ok((await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: lee.id })).status < 300);
  const second = await lee.phone.called();
  await second.answer();
  sing(second.end, TONES.target);
  await leg.has('BYE');
  await hearOn([caller, second], new Map([[caller, [second]], [second, [caller]]]));
  await shown(lee, id, (call) => call.state === 'talking' && call.muted === false);
  await ok(act(lee, id, 'mute'));
  await muted(id, true, lee);
  await hearOn([caller, second], new Map([[caller, []], [second, [caller]]]));
  await calls.available(kim);
  await until('her wrap-up is over', async () => (await act(lee, id, 'consult', { number: '8101' })).status === 202);
  const third = await kim.phone.called();
  await third.answer();
  sing(third.end, TONES.more);
  await until('kim has picked up', async () => (await act(lee, id, 'consult/complete')).status === 202);
  await hearOn([caller, third], new Map([[caller, [third]], [third, [caller]]]));
  assert.equal(await stored(id), false);
  await caller.bye();
  await over();
});

test('a phone whose codec has no silence that the relay knows is cut off instead: nobody hears it either', async () => {
  const call = await talk({ sdp: (own) => own.replace(/^(m=audio \d+ RTP\/AVP 0)/m, '$1 18').replace('a=sendrecv', 'a=rtpmap:18 G729/8000\r\na=sendrecv') });
  const { caller, leg, id } = call;
  await ok(act(kim, id, 'mute'));
  await until('the caller hears no packet', async () => { const { heard } = caller.end; await leg.hears(20); return caller.end.heard - heard <= 2; });
  await ok(act(kim, id, 'hold'));
  await caller.hears(20);
  await ok(act(kim, id, 'unmute'));
  await calls.stack.freeze('rtpengine');
  try {
    assert.equal((await act(kim, id, 'mute')).status, 503, 'nothing is believed of a hold that was asked before');
  } finally { calls.stack.signal('rtpengine', 'SIGCONT'); }
  await until('it answers again', async () => (await act(kim, id, 'mute')).status === 202);
  await ok(act(kim, id, 'resume'));
  await shown(kim, id, ({ state }) => state === 'talking');
  await until('the caller hears no packet', async () => { const { heard } = caller.end; await leg.hears(20); return caller.end.heard - heard <= 2; });
  await ok(act(kim, id, 'unmute'));
  await both(call);
  await caller.bye();
  await over();
});

test('who is not on the call, and one that nobody talks on, is refused', async () => {
  const waiting = await calls.carrier.call(CALLED);
  await waiting.has(200);
  const { id: early } = await calls.state('waiting');
  for (const what of ['mute', 'unmute']) {
    assert.equal((await act(kim, early, what)).status, 409, what);
    assert.equal((await act(kim, 999999, what)).status, 404, what);
  }
  await waiting.bye();
  await over('customer_left');
  const call = await talk();
  for (const what of ['mute', 'unmute']) assert.equal((await act(lee, call.id, what)).status, 403, what);
  await both(call);
  await call.caller.bye();
  await over();
});

test('the relay does not answer: the agent is told so, and not shown as muted', async () => {
  const call = await talk(), { id } = call;
  await calls.stack.freeze('rtpengine');
  try {
    assert.equal((await act(kim, id, 'mute')).status, 503);
    assert.equal(await stored(id), false);
  } finally { calls.stack.signal('rtpengine', 'SIGCONT'); }
  await until('it answers again', async () => (await act(kim, id, 'mute')).status === 202);
  await muted(id, true);
  await deaf(call);
  await call.caller.bye();
  await over();
});

test('the end of a hold, and of a mute, that the relay loses is asked for again until it is done: nobody stays silent', async () => {
  const call = await talk(), { id } = call;
  const lost = async (command) => { // until it was given up
    Object.assign(lossy, { lost: 0, loses: (datagram) => datagram.includes(command) });
    return () => until(`${command} is given up`, () => lossy.lost >= RELAY_TRIES).finally(() => { lossy.loses = () => false; });
  };
  await ok(act(kim, id, 'hold'));
  await shown(kim, id, ({ state }) => state === 'held');
  let givenUp = await lost('unblock media');
  await ok(act(kim, id, 'resume'));
  await givenUp();
  await both(call);
  await ok(act(kim, id, 'mute'));
  await deaf(call);
  givenUp = await lost('unsilence media');
  assert.equal((await act(kim, id, 'unmute')).status, 503, 'nobody knows yet');
  await givenUp();
  await both(call);
  await muted(id, false);
  await call.caller.bye();
  await over();
});

test('a muted agent is not recorded, also one who was muted while the caller was still told of the recording', async () => {
  const queueSet = async (fields) => {
    const { body: { version } } = await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`);
    assert.equal((await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, fields, { headers: { 'if-match': `"${version}"` } })).status, 200);
  };
  await queueSet({ record: true, record_announce: true });
  try {
    await calls.available(kim);
    const caller = await calls.carrier.call(CALLED, { from: CALLER });
    sing(caller.end, TONES.caller);
    await caller.has(200);
    const leg = await kim.phone.called();
    await leg.answer();
    sing(leg.end, TONES.agent);
    const call = { caller, leg, id: String((await calls.state('assigned')).id) }, { id } = call;
    await until('she may mute herself', async () => (await act(kim, id, 'mute')).status === 202);
    await deaf(call); // the agent hears the caller: the words are over
    await shown(kim, id, ({ recording }) => recording === 'on');
    await leg.hears(50);
    await ok(act(kim, id, 'unmute'));
    await both(call);
    await leg.hears(50);
    await ok(act(kim, id, 'mute'));
    await deaf(call);
    await leg.hears(50);
    await caller.bye();
    await calls.state('ended');
    const [row] = await until('the recording', async () => { const { data } = (await calls.adam.call('GET', `/api/v1/recordings?interaction=${id}`)).body; return data.length === 1 && data; });
    const sound = await until('its sound', async () => { const answer = await fetch(`${calls.stack.base}/api/v1/recordings/${row.id}/sound`, { headers: { authorization: `Bearer ${calls.adam.token}` } }); return answer.status === 200 && answer; });
    const tape = new Tape(Buffer.from(await sound.arrayBuffer())), agent = tape.stretches('right');
    assert.equal(agent.length, 1, `between the mutes alone: ${agent.map((one) => one.map(Math.round))}, of ${Math.round(tape.ms)} ms`);
    assert.ok(agent[0][0] > 800 && tape.ms - agent[0][1] > 800, `silence before and after: ${agent[0].map(Math.round)}, of ${Math.round(tape.ms)} ms`);
    await over();
  } finally { await queueSet({ record: false, record_announce: false }); }
});
