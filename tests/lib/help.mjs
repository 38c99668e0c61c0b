// help.mjs - who calls for help in the tests of emergency calls: an agent (Maya) whose phone registers, a Work user (Ann), two gateways of carriers
// that take the calls, the phases. What changes (a phone that registers again is another one) is bound anew here alone.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './stack.mjs';
import { SipClient } from './sip.mjs';
import { Calls } from './voice.mjs';

export const MINUTES = 60_000, LOST_S = 10, NUMBER = '+12025550311', SITE = '+12025550310';
export const LEADER = { username: 'susi', password: 'seven green chairs' };
export let calls, stack, first, second, maya, mayaPhone, ann, annPhone;
export const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };

// The tests of this file have such a stack, which is quiet between two of them.
export function callsForHelp(name) {
  before(() => start(name));
  after(() => calls?.stop());
  beforeEach(mayaRegisters); // the clock passes more than a registration lasts
  afterEach(async () => {
    await quiet();
    await stack.passAll(5 * MINUTES);
    await maya.call('POST', '/api/v1/me/emergency/exit');
    first.came.length = second.came.length = 0;
  });
}

async function start(name) {
  calls = await Calls.start({ name, testClock: true, settings: { voiced: { media_lost_s: LOST_S } } });
  ({ stack } = calls);
  first = await calls.ua({ host: '127.0.0.3' });
  second = await calls.ua({ host: '127.0.0.4' });
  for (const [label, ua] of [['One', first], ['Two', second]])
    await calls.make('trunks', { name: label, host: ua.host, port: ua.local, transport: 'udp', sources: [ua.host], emergency: true });
  await change(`sites/${calls.site.id}`, { street: 'K Street', house_number: '5', postal_code: '20001', city: 'Washington', region: 'DC', call_back_number: SITE });
  await calls.make('users', { ...LEADER, first_name: 'Sue', last_name: 'Lead', email: 'sue@example.com', role: 'supervisor', supervises: [calls.group.id], has_seat: true, chat_limit: 1, group_id: calls.group.id, site_id: calls.site.id });
  maya = await calls.agent('hana', { phone: 'workspace' });
  await calls.claim(NUMBER);
  ann = await calls.worker('ann', '311', { work_number: NUMBER });
  mayaPhone = { device: await calls.make('devices', { user_id: maya.user.id, side: 'agent', label: 'Softphone' }) };
  annPhone = await registered(ann);
}

export const registered = async (phone) => Object.assign(await calls.register(phone), { device: phone.device });
export const mayaRegisters = async () => { mayaPhone = await registered(mayaPhone); };
export const annRegisters = async () => { annPhone = await registered(annPhone); };

// An administrator changes one thing.
export async function change(path, fields) {
  const { version } = ok(await calls.adam.call('GET', `/api/v1/${path}`));
  ok(await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': `"${version}"` } }));
}

export const dial = (to, phone = mayaPhone, more = {}) => phone.call(to, { from: phone.device.username, login: phone.device, ...more });
// Whichever trunk is asked next: one that failed lately is asked last.
export const next = (ms) => until('a trunk is asked', () => first.came.shift() ?? second.came.shift(), ms);
export const emergency = async () => ok(await maya.call('GET', '/api/v1/me/emergency'));
export const phase = (wanted) => until(`phase ${wanted}`, async () => { const e = await emergency(); return e.phase === wanted && e; });
// An ACK that was lost is waited for 32 s.
export const quiet = () => until('no call is left', async () => { const m = await stack.metrics('voiced'); return m.voice_help_calls === 0 && m.voice_legs === 0 && m.voice_direct_calls === 0; });
// So that no call of the queue rings at her phones, which say nothing.
export const away = async () => ok(await maya.call('PUT', '/api/v1/me/status', { status: 'on_break' }));

// Somebody calls for help, and who answers is there.
export async function helped() {
  const call = await dial('911'), leg = await next();
  await leg.answer();
  await call.has(200);
  return { call, leg };
}

// In the phase that follows from a call of hers that has been answered, and has ended.
export async function toLock() {
  const { call, leg } = await helped();
  await leg.bye();
  await call.has('BYE');
  await phase('lock');
  await quiet();
  return leg.ua;
}

// No phone of hers is registered; those of former tests are so no more by the clock.
export async function gone() {
  const client = await SipClient.open(calls.port);
  assert.equal((await client.register({ ...mayaPhone.device, headers: ['Contact: *', 'Expires: 0'] })).status, 200);
  client.close();
  await until('nothing of hers is registered', async () => (await stack.query('SELECT count(*)::int AS n FROM voice.v_device_binding WHERE owner = $1', [maya.user.id]))[0].n === 0);
}

// She has a Work app, too.
export async function workApp() {
  await change(`users/${maya.user.id}`, { has_work: true, work_extension: '399' });
  return registered({ device: await calls.make('devices', { user_id: maya.user.id, side: 'work', label: 'Work app' }) });
}

export const lastCall = async () => (await stack.query('SELECT number, sent, call_back, place, answered_at IS NOT NULL AS answered, ended_at IS NOT NULL AS ended FROM presence.emergency_call ORDER BY begun_at DESC LIMIT 1'))[0];
export const logged = (event) => readFileSync(join(stack.dir, 'log/voiced.log'), 'utf8').split('\n').filter((row) => row.includes(`"${event}"`)).map((row) => JSON.parse(row));
