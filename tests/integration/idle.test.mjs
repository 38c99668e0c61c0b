// Sessions that show no sign of their person end after the organisation's time; who serves somebody stays (docs/decisions/0109-idle-sessions.md).
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, status } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const MINUTES = 15, MIN_MS = 60000;
let stack, channel, open = [];
before(async () => {
  stack = await Stack.start({ name: 'idle', instances: 'presenced presenced-2 routerd smsgw chatd hookd', testClock: true });
  channel = stack.channel('twilio');
  await stack.asOwner(`SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE routing.queue SET schedule_id = NULL, version = version + 1; SELECT routing.config_changed(1); SELECT ops.batch_end()`);
});
after(() => stack?.stop());
afterEach(async () => {
  for (const client of open) client.close();
  open = [];
  await set(0);
});

const ok = (answer) => { assert.equal(answer.status, 200, JSON.stringify(answer.body)); return answer.body; };
// Each time a new login: an administrator's session idles, too.
const adam = () => Client.login(stack, stack.user('administrator'), 'admin');
async function set(session_idle_min) {
  const boss = await adam(), [tenant] = ok(await boss.call('GET', '/api/v1/tenants')).data;
  return boss.call('PATCH', `/api/v1/tenants/${tenant.id}`, { session_idle_min }, { headers: { 'if-match': tenant.version } });
}
const kept = (client) => { open.push(client); return client; };
const login = async (user = stack.user('agent', 0), app = 'workspace') => { const client = kept(await Client.login(stack, user, app)); return app === 'admin' ? client : client.open(); };
const active = (client, instance = 'presenced') => new Client({ base: stack.run.http[instance] }, client.token).call('POST', '/api/v1/sessions/me/activity');
const left = async (client) => ok(await client.call('GET', '/api/v1/sessions/me/activity')).idle_left_s;
const audited = async (client) => ok(await (await adam()).call('GET', `/api/v1/audit?action=session_idle&key=${client.session.session}`)).data;
// What a daemon knows of a session it knows for five seconds at the most.
async function ended(client, path = '/api/v1/sessions/me') {
  const answer = await until('the end of the session', async () => { const one = await client.call('GET', path); return one.status === 401 && one; });
  assert.equal(answer.body.type, 'session_idle', JSON.stringify(answer.body));
  assert.equal(answer.body.detail, `You were logged out after ${MINUTES} minutes without activity.`);
}
const closed = (client) => until('the end of the stream', () => client.closed !== false);

test('a session without activity ends: requests are refused with the reason, streams close, the agent is logged out, the audit log says why', async () => {
  const maya = await login();
  assert.equal((await status(maya, 'available')).status, 200);
  assert.deepEqual(ok(await maya.call('GET', '/api/v1/sessions/me/activity')), { idle_min: 0, idle_left_s: null });
  const refused = await set(4);
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/session_idle_min']);
  ok(await set(MINUTES));
  assert.equal(await until('the setting', async () => ok(await maya.call('GET', '/api/v1/sessions/me')).idle_min || null), MINUTES);
  const before = await left(maya);
  assert.ok(before > 14 * 60 && before <= 15 * 60, `${before} s`);
  await stack.pass(13 * MIN_MS);
  // A page that polls, and a stream that answers, are nobody.
  ok(await maya.call('GET', '/api/v1/workspace'));
  ok(await maya.call('GET', '/api/v1/me/status'));
  await until('a ping', () => maya.frames.some(({ type }) => type === 'ping'));
  const now = await left(maya);
  assert.ok(now > 0 && now <= 120, `${now} s`);
  await stack.pass(2 * MIN_MS);
  await Promise.all([ended(maya), ended(maya, '/api/v1/workspace'), ended(maya, '/api/v1/offers?state=made')]);
  await closed(maya);
  assert.equal(maya.frames.find(({ type }) => type === 'bye')?.reason, 'logged_out');
  const [agent] = await until('the logout', async () => { const rows = await stack.query('SELECT chosen, set_by, reason FROM presence.v_agent WHERE agent = $1', [maya.id]); return rows[0].chosen === 'logged_out' && rows; });
  assert.deepEqual([agent.set_by, agent.reason], ['rule', 'session_idle']);
  const lines = await audited(maya);
  assert.deepEqual(lines.map((line) => [line.actor_id, line.detail.app, line.detail.idle_min]), [[maya.id, 'workspace', MINUTES]], 'one of two presenced has written it');
  const late = await active(maya);
  assert.deepEqual([late.status, late.body.type], [401, 'session_idle']);
  const again = await login();
  assert.equal(ok(await again.call('GET', '/api/v1/me/status')).state.status, 'work_offline', 'and a login brings them back');
});

test('activity keeps a session, whichever tab and whichever instance it comes to; without it all its tabs end', async () => {
  ok(await set(MINUTES));
  const one = await login(), other = kept(new Client(stack, one.token));
  await other.open();
  for (const instance of ['presenced', 'presenced-2', 'presenced', 'presenced-2']) {
    await stack.pass(10 * MIN_MS);
    const said = ok(await active(one, instance));
    assert.ok(said.idle_left_s > MINUTES * 60 - 60, 'it begins anew');
    assert.ok(await left(other) > 14 * 60, 'for the tab that nobody uses, too');
  }
  ok(await other.call('GET', '/api/v1/sessions/me'));
  assert.equal(one.closed || other.closed, false, 'forty minutes after the login');
  await stack.pass(MINUTES * MIN_MS);
  await Promise.all([closed(one), closed(other)]);
  await ended(other);
  assert.equal((await audited(one)).length, 1);
});

test('an agent with a customer is not idle; once the conversation is over there is time for the warning, then the session ends', async () => {
  ok(await set(MINUTES));
  const maya = await login();
  await status(maya, 'available');
  const it = await assigned(maya, channel, newNumber(), 'hello');
  for (let i = 0; i < 3; i++) {
    await stack.pass(MINUTES * MIN_MS);
    ok(await maya.call('GET', '/api/v1/sessions/me'));
    assert.ok(await left(maya) > MINUTES * 60 - 60, 'no warning comes meanwhile');
    await until('a round that began the time anew', async () => (await stack.query('SELECT ops.clock() - active_at < interval \'14 minutes\' AS new FROM presence.session WHERE id = $1', [maya.session.session]))[0].new);
  }
  assert.equal(maya.closed, false);
  assert.equal((await maya.call('GET', `/api/v1/interactions/${it.id}`)).body.state.state, 'assigned', 'the customer has noticed nothing');
  await finish(maya, it);
  assert.ok(await left(maya) > 100, 'the end of the work is not the end of the session');
  await stack.pass(MINUTES * MIN_MS);
  await closed(maya);
  await ended(maya);
});

test('sessions of Work and of administration idle likewise; API keys do not', async () => {
  ok(await set(MINUTES));
  const boss = await adam(), made = await boss.call('POST', '/api/v1/users', { username: `w${process.pid}`, name: 'Wim Teststone', password: 'seven green chairs', role: 'agent', has_work: true });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const wim = await login({ ...made.body, password: 'seven green chairs' }, 'work'), key = new Client(stack, stack.run.api_key);
  await stack.pass(MINUTES * MIN_MS);
  await closed(wim);
  await ended(wim);
  await ended(boss);
  ok(await key.call('GET', '/api/v1/events'));
  const refused = await key.call('POST', '/api/v1/sessions/me/activity');
  assert.deepEqual([refused.status, refused.body.type], [403, 'forbidden']);
});
