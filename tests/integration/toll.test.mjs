// Toll fraud (Security): an agent, a stranger, a forwarded number, a phone that answers 3xx, one that says REFER, a carrier that answers 3xx: each tries to
// reach a number that the dial plan forbids, and nothing gets out at the carrier. Limits hold, and a call for help goes through all of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const WORK = '+12025550331', FREE = '+12025550191', OTHER = '+12025550192';
// What the plan forbids: by a rule, by having none, by what the number is; and the same in disguise.
const FORBIDDEN = ['+18765550100', '+442079460123', '+19005550100', '+882134567890'];
const DISGUISES = ['8765550100', '0118765550100', '011442079460123', '00442079460123', '+1 876 555 0100', '%2B18765550100', '+18765550100;phone-context=+1', '1-876-555-0100', '911;18765550100',
  '+18765550100@127.0.0.9', '18765550100', '*7218765550100'];
let calls, out, trunk, ann, agent, annPhone, agentPhone;
before(async () => {
  calls = await Calls.start({ name: 'toll' });
  out = await calls.ua({ host: '127.0.0.3' });
  trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host], emergency: true });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  for (const prefix of ['+1876', '+44']) await calls.make('dial-rules', { prefix, action: 'refuse', trunk_ids: [] });
  await calls.claim(WORK);
  ann = await calls.worker('ann', '331', { work_number: WORK });
  annPhone = await calls.register(ann);
  agent = await calls.agent('agnes', { phone: null, agent_extension: '7331', phone_mode: 'workspace' });
  agent.device = await calls.make('devices', { user_id: agent.user.id, side: 'agent', label: 'Desk phone' });
  agentPhone = await calls.register({ device: agent.device });
});
after(() => calls?.stop());

const dial = (number, { device, phone } = { device: ann.device, phone: annPhone }) => phone.call(number, { from: device.username, login: device });
const finals = (call) => call.told.filter((word) => Number(word) >= 200 && word !== '401');
const refused = async (call) => {
  const last = await until('a final answer', () => finals(call)[0]);
  assert.ok(Number(last) >= 400, `${call.target}: ${last}`);
  return Number(last);
};
async function nothingOut() {
  await calls.zero('voice_legs', 'voice_reach_calls', 'voice_direct_calls');
  assert.deepEqual([...out.dialogs.values()].filter((one) => one.invite).map((one) => one.user), [], 'the carrier saw no call');
  const [{ n }] = await calls.stack.query('SELECT count(*)::int AS n FROM voice.out_call');
  assert.equal(n, 0);
}
async function change(path, fields, wanted = 200) {
  const now = (await calls.adam.call('GET', `/api/v1/${path}`)).body;
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': now.version } });
  assert.equal(status, wanted, JSON.stringify(body));
  return body;
}
const limit = async (price_class, fields) => change(`call-limits/${(await calls.adam.call('GET', `/api/v1/call-limits?price_class=${price_class}`)).body.data[0].id}`, fields);
const plan = (number, kind) => until(`${number} is ${kind}`, async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(number)}`)).body.kind === kind);

test('a user and an agent dial what the plan forbids, plainly and in disguise', async () => {
  for (const who of [{ device: ann.device, phone: annPhone }, { device: agent.device, phone: agentPhone }])
    for (const number of [...FORBIDDEN, ...DISGUISES.filter((one) => !one.includes(' '))]) await refused(await dial(number, who));
  await nothingOut();
});

test('strangers: without a login, with a wrong one, with another\'s name, from an address that is no trunk', async () => {
  const stranger = await calls.ua({ host: '127.0.0.66' });
  for (const number of [FREE, ...FORBIDDEN]) {
    await (await stranger.call(number, { from: 'nobody' })).has(401);
    assert.equal(await refused(await stranger.call(number, { from: ann.device.username, login: { ...ann.device, password: 'wrong' } })), 403);
    const liar = await stranger.call(number, { from: ann.device.username, login: { ...agent.device, password: 'wrong' } });
    await until('it is refused once more', () => liar.proved && ['401', '403'].includes(liar.told.at(-1)));
  }
  await nothingOut();
});

test('a carrier is no way out: it calls what is not ours', async () => {
  for (const number of [FREE, ...FORBIDDEN, '911']) assert.equal(await refused(await out.call(number, { from: '+12025550142' })), 404);
  await nothingOut();
});

test('forwarding: what is forbidden is not saved; what is forbidden afterwards is not called', async () => {
  for (const number of FORBIDDEN) await change(`users/${ann.user.id}`, { forward_then: 'number', forward_number: number }, 422);
  await change(`users/${ann.user.id}`, { forward_then: 'number', forward_number: FREE });
  const rule = await calls.make('dial-rules', { prefix: FREE, action: 'refuse', trunk_ids: [] });
  await plan(FREE, 'refused');
  const caller = await calls.carrier.call(WORK);
  (await annPhone.called()).refuse(486);
  await caller.has(200); // the mailbox
  await caller.bye();
  await nothingOut();
  await calls.adam.call('DELETE', `/api/v1/dial-rules/${rule.id}`, undefined, { headers: { 'if-match': rule.version } });
  await plan(FREE, 'number');
  await change(`users/${ann.user.id}`, { forward_then: 'end' });
});

test('a phone that answers 3xx is not followed: of a user, of an agent for a queue', async () => {
  const moved = (leg, number) => { leg.state = 'over'; leg.reply(leg.invite, 302, { headers: [`Contact: <sip:${number}@${out.host}:${out.local}>`] }); };
  for (const number of [FREE, FORBIDDEN[0]]) {
    const caller = await calls.carrier.call(WORK);
    const leg = await annPhone.called();
    leg.reply = leg.reply.bind(leg);
    moved(leg, number);
    await refused(caller);
  }
  await calls.available(agent);
  const caller = await calls.carrier.call(CALLED);
  moved(await agentPhone.called(), FREE);
  await until('the offer is over', async () => (await calls.stack.query(`SELECT state FROM routing.v_offer ORDER BY id DESC LIMIT 1`))[0].state === 'rejected');
  await caller.hears(10);
  await caller.bye();
  await calls.state('ended');
  await nothingOut();
});

test('a REFER is declined and the call goes on: of a user, of an agent in a queue\'s call, of who called', async () => {
  const refer = async (leg, number) => {
    leg.request('REFER', { headers: [`Refer-To: <sip:${number}@${out.host}:${out.local}>`] });
    const { status } = await until('an answer to REFER', () => leg.answers.find(({ method }) => method === 'REFER'));
    assert.equal(status, 603);
  };
  const caller = await calls.carrier.call(WORK);
  const leg = await annPhone.called();
  await leg.answer();
  await caller.has(200);
  await refer(leg, FORBIDDEN[0]);
  await refer(caller, FORBIDDEN[0]);
  await leg.hears(10);
  await caller.hears(10);
  await caller.bye();
  await leg.has('BYE');
  await calls.available(agent);
  const customer = await calls.carrier.call(CALLED);
  const phone = await agentPhone.called();
  await phone.answer();
  await calls.state('assigned');
  await refer(phone, FREE);
  await phone.hears(10);
  await customer.hears(10);
  await customer.bye();
  await phone.has('BYE');
  await nothingOut();
});

test('a carrier that answers 3xx is not followed', async () => {
  const elsewhere = await calls.ua({ host: '127.0.0.77' });
  const call = await dial(FREE);
  const leg = await out.called();
  leg.state = 'over';
  leg.reply(leg.invite, 302, { headers: [`Contact: <sip:${FORBIDDEN[0]}@${out.host}:${out.local}>, <sip:${FREE}@${elsewhere.host}:${elsewhere.local}>`] });
  await refused(call);
  assert.deepEqual([out.came, elsewhere.came], [[], []]);
});

test('so many calls at a time for each user, and not one more; a forwarded call counts as theirs', async () => {
  await limit('national', { user_calls: 1 });
  const one = await dial(FREE);
  const leg = await out.called();
  await leg.answer();
  await one.has(200);
  assert.equal(await refused(await dial(OTHER)), 403);
  await change(`users/${ann.user.id}`, { forward_then: 'number', forward_number: OTHER });
  const caller = await calls.carrier.call(WORK);
  (await annPhone.called()).refuse(486);
  await caller.has(200); // the mailbox
  await caller.bye();
  assert.deepEqual(out.came, []);
  await one.bye();
  await leg.has('BYE');
  const next = await until('there is room again', async () => { // the end is told a moment later
    const again = await dial(OTHER);
    const status = await until('an answer', () => out.came[0] ?? finals(again)[0]);
    return status === '403' ? null : again;
  });
  (await out.called()).refuse(486);
  await refused(next);
});

test('an emergency number of the organisation\'s own is no way past the plan: a short one, and not directory enquiries', async () => {
  const own = (wanted, ...numbers) => change('tenants/1', { emergency_numbers: numbers }, wanted);
  for (const [numbers, pointer] of [[['19005550100'], 0], [['0999', '8765550100'], 1], [['0999', '11880'], 1], [['118712'], 0], [['*118712#'], 0]])
    assert.equal((await own(422, ...numbers)).errors[0].pointer, `/emergency_numbers/${pointer}`, numbers.join());
  assert.deepEqual((await own(200, '0999', '114', '116117')).emergency_numbers, ['0999', '114', '116117']);
  await plan('116117', 'emergency');
  await own(200);
});

test('an emergency number goes through: no limit left, nothing allowed, the trunk full', async () => {
  for (const price of ['free', 'national', 'mobile', 'international', 'premium'])
    await limit(price, { user_calls: 0, tenant_calls: 0, user_per_minute: 0, tenant_per_minute: 0, user_minutes_per_day: 0, tenant_minutes_per_day: 0 });
  assert.equal(await refused(await dial(FREE)), 403, 'nothing else goes');
  await change(`trunks/${trunk.id}`, { max_calls: 1 });
  const legs = [];
  for (const who of [{ device: ann.device, phone: annPhone }, { device: agent.device, phone: agentPhone }]) {
    const call = await dial('911', who);
    const leg = await out.called();
    assert.equal(leg.user, '911');
    await leg.answer();
    await call.has(200);
    await call.hears(10);
    legs.push(leg);
  }
  // Nothing goes out behind it: 91 1876 5550100 would be Jamaica to a carrier that takes numbers without a plus.
  const more = await dial('91118765550100');
  const help = await out.called();
  assert.equal(help.user, '911');
  assert.equal((await calls.adam.call('GET', '/api/v1/dial?number=91118765550100')).body.number, '911');
  help.refuse(486);
  await refused(more);
  for (const leg of legs) await leg.bye();
});
