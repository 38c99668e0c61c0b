// The ladders of the design of voice (5) with SIPp as each end of a call: its scenarios (tests/sip/sipp) are the messages of the ladder, step by
// step; each end says a tone of its own, and who hears whom is counted. A: queue, hold, transfer. B: an offer that is not taken. C: do not disturb.
// D: the mailbox. E: a call for help. F: its call back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { Sipp, SCENARIOS } from '../lib/sipp.mjs';
import { hear, sing } from '../lib/tones.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const WORK = '+12025550361', DAN = '+12025550362', SITE = '+12025550360', HELP = ['127.0.0.3', '127.0.0.4'];
const TONES = { caller: 1300, phone: 1700, second: 2100 };
const open = new Set();
let calls, kim, lee, sam, dan, pam, helpPort;
before(async () => {
  calls = await Calls.start({ name: 'ladders' });
  helpPort = await reservePorts();
  for (const host of HELP) await calls.make('trunks', { name: host, host, port: helpPort, transport: 'udp', sources: [host], emergency: true });
  const answer = await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { street: 'K Street', house_number: '5', postal_code: '20001', city: 'Washington', region: 'DC', call_back_number: SITE },
    { headers: { 'if-match': `"${calls.site.version}"` } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  for (const name of ['kim', 'lee']) { // their phones are SIPp's from each call on
    const port = await reservePorts();
    const agent = Object.assign(await calls.agent(name, { phone: null, phone_mode: 'sip_uri', sip_uri: `sip:${name}@127.0.0.1:${port}` }), { port });
    if (name === 'kim') kim = agent; else lee = agent;
  }
  await calls.claim(WORK);
  await calls.claim(DAN);
  sam = await calls.agent('samir', { phone: null, has_work: true, work_extension: '361', work_number: WORK, phone_mode: 'forward', workplace_phone: WORK, offer_ms: 15000 });
  sam.device = await calls.make('devices', { user_id: sam.user.id, side: 'work', label: 'Desk phone', algorithm: 'MD5' });
  sam.port = await reservePorts();
  dan = await calls.worker('daniel', '362', { work_number: DAN, forward_then: 'voicemail', forward_delay_s: 5 });
  const device = await calls.make('devices', { user_id: dan.user.id, side: 'work', label: 'Old phone', algorithm: 'MD5' });
  Object.assign(dan, { device, port: await reservePorts() });
  pam = await calls.agent('pamela', { phone: null, phone_mode: 'workspace' });
  pam.device = await calls.make('devices', { user_id: pam.user.id, side: 'agent', label: 'Softphone', algorithm: 'MD5' });
  pam.port = await reservePorts();
  for (const who of [sam, dan, pam]) await registered(who);
});
after(async () => { for (const one of open) await one.stop(); await calls?.stop(); });
afterEach(async () => {
  for (const one of open) { await one.stop(); open.delete(one); }
  for (const agent of [kim, lee, sam]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

const file = (name, who = CALLER) => readFileSync(join(SCENARIOS, `${name}.xml`), 'utf8').replaceAll('WHO', who);
async function run(scenario, args, how, hertz) {
  const one = await Sipp.start(args, { scenario: file(scenario, how.who), calls: 1, sound: hertz !== undefined, ...how });
  if (hertz !== undefined) sing(one.end, hertz);
  open.add(one);
  return one;
}
const toVoiced = (more) => ({ to: `127.0.0.1:${calls.port}`, ...more });
const login = ({ device }) => [`${device.username};[authentication username=${device.username} password=${device.password}]`];
const caller = (number = CALLED, more = {}) => run('caller', ['-s', number], toVoiced({ host: '127.0.0.2', ...more }), TONES.caller);
const phone = (scenario, { port }, hertz = TONES.phone) => run(scenario, [], { port }, hertz);
// A phone that registers, and whose port is free afterwards for who is called there.
async function registered(who) { await (await run('registers', [], toVoiced({ port: who.port, users: login(who) }))).done(); }
const talks = (one) => one.says(/media \d+/);
const both = (a, b) => hear([a, b], new Map([[a, [b]], [b, [a]]]));
// Music for who is held, nothing at all for who holds.
async function held(customer, holder) {
  await hear([customer, holder], new Map([[customer, []]]));
  let more;
  await until('silence for who holds', async () => { // in packets that come all the time; what was under way comes first
    const { heard } = holder.end;
    await customer.hears(20);
    more = holder.end.heard - heard;
    return more <= 2;
  }).catch((error) => { throw new Error(`${error.message}, but ${more} packets`); });
}
const act = async (agent, what) => assert.equal((await agent.call('POST', `/api/v1/interactions/${(await calls.interaction()).id}/call/${what}`, {})).status, 202, what);
async function over(wanted) {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await calls.nothingLeft();
}
async function change(path, fields) {
  const now = (await calls.adam.call('GET', `/api/v1/${path}`)).body;
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': `"${now.version}"` } });
  assert.equal(status, 200, JSON.stringify(body));
}

test('A: queue, agent, hold by the page, transfer to a second agent, hang up by the page', async () => {
  await calls.available(kim);
  const first = await phone('phone', kim), customer = await caller();
  await talks(customer);
  await talks(first);
  await calls.state('assigned');
  await both(customer, first);
  await act(kim, 'hold');
  await held(customer, first);
  await act(kim, 'resume');
  await both(customer, first);
  await calls.available(lee);
  const second = await phone('phone', lee, TONES.second);
  const given = await kim.call('POST', `/api/v1/interactions/${(await calls.interaction()).id}/transfer`, { agent: lee.id });
  assert.equal(given.status, 201, JSON.stringify(given.body));
  await talks(second);
  await first.done(); // hung up on
  await both(customer, second);
  await act(lee, 'hang-up');
  await Promise.all([customer.done(), second.done()]);
  await over('ended');
});

test('A: the phone itself holds and resumes; its REFER is declined and both talk on; it hangs up', async () => {
  await calls.available(kim);
  const desk = await phone('holds', kim), customer = await caller();
  await talks(customer);
  await talks(desk);
  await both(customer, desk);
  await desk.go();
  await desk.says(/told a=recvonly/);
  await held(customer, desk);
  await desk.go();
  await desk.says(/told a=sendrecv/);
  await both(customer, desk);
  await desk.go(); // the REFER
  await desk.says(/declined/);
  await both(customer, desk);
  await desk.go();
  await Promise.all([customer.done(), desk.done()]);
  await over('ended_by_agent_phone');
});

test('B: the caller gives up while the phone rings; an answer that crosses the end of its offer is ended and never bridged', async () => {
  await calls.available(sam);
  const rings = await phone('rings', sam), hasty = await caller();
  await talks(hasty);
  await rings.says(/call/);
  await hasty.go();
  await Promise.all([hasty.done(), rings.done()]);
  await over('customer_left');
  const crosses = await phone('crosses', sam), customer = await caller();
  await talks(customer);
  await crosses.done(); // after offer_ms
  assert.equal(crosses.end.heard, 0);
  await customer.hears(20);
  await customer.go();
  await customer.done();
  await over('customer_left');
});

test('C: do not disturb, the organisation says return: nothing rings, the caller keeps their place; says voicemail: the mailbox of the Work account', async () => {
  const work = await Client.login(calls.stack, { username: 'samir', password: 'seven green chairs' }, 'work');
  calls.clients.push(work);
  const organisation = `tenants/${(await calls.adam.call('GET', '/api/v1/tenants')).body.data[0].id}`;
  assert.equal((await work.call('PUT', '/api/v1/work/status', { status: 'dnd' })).status, 200);
  const desk = await phone('phone', sam);
  await change(organisation, { offer_in_dnd: 'return' });
  await calls.available(sam);
  const customer = await caller();
  await talks(customer);
  await until('the offer is refused', async () => (await calls.stack.query('SELECT cause FROM routing.v_offer ORDER BY id DESC LIMIT 1'))[0]?.cause === 'do_not_disturb');
  await customer.hears(20);
  await calls.state('waiting');
  await customer.go();
  await customer.done();
  await over('customer_left');
  await change(organisation, { offer_in_dnd: 'voicemail' });
  await calls.available(sam);
  await message(sam);
  await over('to_voicemail');
  assert.doesNotMatch(desk.said, /call/, 'nothing rang');
  assert.equal((await work.call('PUT', '/api/v1/work/status', { status: 'available' })).status, 200);
});

// A caller who reaches a mailbox says a tone after the beep, ends by #, and is hung up on.
async function message(who, number) {
  const before = await messages(who);
  const customer = await caller(number);
  const say = customer.end.payload;
  customer.end.pitch(0);
  customer.end.listen();
  await customer.says(/media \d+/, 30000);
  await until('the beep', () => customer.end.toneAt(1000) > 0);
  customer.end.payload = say;
  await customer.hears(75, 15000).catch(() => {}); // what it says for so long: the mailbox itself is silent
  customer.end.press('#');
  await customer.done();
  const now = await until('a message more', async () => { const rows = await messages(who); return rows.length === before.length + 1 && rows; });
  assert.deepEqual([now.at(-1).side, now.at(-1).number], ['work', CALLER]);
  assert.ok(now.at(-1).duration_ms > 1000);
}
const messages = (who) => calls.stack.query('SELECT side, number, duration_ms FROM voice.voicemail WHERE owner = $1 ORDER BY id', [who.user.id]);

test('D: a Work number: the phone rings for forward_delay_s, its answer crosses the CANCEL; greeting, beep, a message', async () => {
  const desk = await phone('crosses', dan);
  await message(dan, DAN);
  await desk.done();
  assert.equal(desk.end.heard, 0, 'the caller is the mailbox\'s');
  await calls.nothingLeft();
});

const phase = (wanted) => until(`phase ${wanted}`, async () => (await pam.call('GET', '/api/v1/me/emergency')).body.phase === wanted);

test('E: a call for help: a trunk that fails is passed over, location, early sound, no hold, no REFER, the lock; F: its call back', async () => {
  const [bad, good] = await Promise.all([
    Sipp.start([], { host: HELP[0], port: helpPort, scenario: file('refuses').replace('STATUS', '503'), calls: 2 }),
    run('helps', [], { host: HELP[1], port: helpPort }, TONES.phone)]);
  open.add(bad);
  const page = await run('asks-for-help', ['-s', '911', '-auth_uri', `911@127.0.0.1:${calls.port}`], toVoiced({ port: pam.port, users: login(pam) }), TONES.caller);
  await page.says(/of 183/);
  await phase('dialling');
  await talks(good);
  await bad.done();
  await hear([page, good], new Map([[page, [good]]]));
  await good.go();
  await page.says(/of 200/);
  await phase('in_call');
  await both(page, good);
  await page.go();
  await page.says(/declined/);
  await both(page, good);
  await good.go();
  await Promise.all([page.done(), good.done()]);
  await phase('lock');
  await calls.nothingLeft();
  const desk = await phone('phone', pam);
  const back = await caller(SITE, { host: HELP[1], who: '911' });
  await talks(back);
  await talks(desk);
  await phase('in_call');
  await both(back, desk);
  await back.go();
  await Promise.all([back.done(), desk.done()]);
  await phase('lock');
  await calls.nothingLeft();
});
