// A third party's phone, Debian's baresip, as an agent's and as a colleague's: talk, its own hold, its REFER (declined, SP-12), transfers by the
// page. Each end says a tone of its own, and what each hears is searched for the other's, before and after.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { hear, sing } from '../lib/tones.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const FORBIDDEN = '+19005550100';
const TONES = { caller: 1300, kim: 1700, lee: 2100, wim: 2500 };
let calls, gate, kim, lee, wim;
before(async () => {
  calls = await Calls.start({ name: 'thirdparty' });
  gate = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: gate.host, port: gate.local, transport: 'udp', sources: [gate.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  kim = await calls.agent('kim', { phone: null, phone_mode: 'workspace' });
  lee = await calls.agent('lee', { phone: null, phone_mode: 'workspace' });
  wim = await calls.worker('wim', '5101');
  [kim.desk, lee.desk, wim.desk] = [await calls.baresip(kim.user, 'agent', TONES.kim), await calls.baresip(lee.user, 'agent', TONES.lee), await calls.baresip(wim.user, 'work', TONES.wim)];
});
after(() => calls?.stop());
afterEach(async () => { for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' }); });

const act = async (agent, id, what, body = {}) => { const answer = await agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body); assert.equal(answer.status, 202, JSON.stringify(answer.body)); };
async function answers({ desk }) { await desk.rings(); desk.command('accept'); }
// Each hears the other and nobody else.
async function both(caller, desk) { await Promise.all([desk.hears(caller.end.tone), hear([caller, desk], new Map([[caller, [desk]]]))]); }

// A customer talks with kim.
async function talk() {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, TONES.caller);
  await caller.has(200);
  await answers(kim);
  const { id } = await calls.state('assigned');
  await both(caller, kim.desk);
  return { caller, id: String(id) };
}
async function over(wanted) {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
}

test('the phone holds and resumes by itself: music for the caller, then both hear each other again; the phone hangs up', async () => {
  const { caller, id } = await talk();
  kim.desk.command('hold');
  await kim.see('interaction', (s, f) => f.id === id && s.call?.held_by === 'phone');
  await caller.hears(20);
  await hear([caller, kim.desk], new Map([[caller, []]]));
  await kim.desk.carries(false);
  kim.desk.command('resume');
  await kim.see('interaction', (s, f) => f.id === id && s.call?.state === 'talking');
  await hear([caller, kim.desk], new Map([[caller, [kim.desk]]]));
  await kim.desk.carries(true);
  kim.desk.command('hangup');
  await caller.has('BYE');
  await over('ended_by_agent_phone');
});

test('a REFER of the phone is declined, to a colleague as to a forbidden number: nobody is called; the phone itself ends its call then', async () => {
  for (const [i, target] of ['5101', FORBIDDEN].entries()) { // baresip asks once in a call
    const { caller } = await talk();
    kim.desk.command('transfer', `sip:${target}@127.0.0.1:${calls.port}`);
    const told = await until('the phone is told', () => kim.desk.events.filter(({ type }) => type === 'TRANSFER_FAILED')[i]);
    assert.match(told.param, /^603/);
    await caller.has('BYE'); // baresip 1.0 hangs up by itself then
    await over('ended_by_agent_phone');
  }
  assert.deepEqual(gate.came, []);
  assert.equal(wim.desk.events.filter(({ type }) => type === 'CALL_INCOMING').length, 0);
  assert.equal((await calls.stack.query('SELECT count(*)::int AS n FROM voice.out_call'))[0].n, 0);
});

test('transferred by the page to another agent: their phone has the caller, the first one is free', async () => {
  const { caller, id } = await talk();
  await calls.available(lee);
  const given = await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: lee.id });
  assert.equal(given.status, 201, JSON.stringify(given.body));
  await answers(lee);
  await both(caller, lee.desk);
  await act(lee, id, 'hold');
  await caller.hears(20);
  await hear([caller, lee.desk], new Map([[caller, []]]));
  await act(lee, id, 'resume');
  await both(caller, lee.desk);
  await caller.bye();
  await over('ended');
});

test('a colleague is asked first, then left with the caller: each step is heard', async () => {
  const { caller, id } = await talk();
  await act(kim, id, 'consult', { number: '5101' });
  await answers(wim);
  await Promise.all([kim.desk.hears(TONES.wim), wim.desk.hears(TONES.kim)]);
  await act(kim, id, 'consult/complete');
  await both(caller, wim.desk);
  wim.desk.command('hangup');
  await caller.has('BYE');
  await over('transferred');
});
