// Who gets in: passwords, throttling, sessions that end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, theirs;
before(async () => {
  stack = await Stack.start({ name: 'access', testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = 'tlk_' + 'c'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin}', ops.clock())`, [tenant.id]);
  theirs = new Client(stack, token);
});
after(async () => { await stack?.stop(); });

const PASSWORD = 'seven green chairs';
let count = 0;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type, JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
  return answer;
};
// A user of the test's own, and how they log in.
async function person(more = {}) {
  const body = { username: `p${process.pid}-${++count}`, name: `Robin Teststone ${count}`, password: PASSWORD, role: 'agent', has_seat: true, ...more };
  const made = ok(await adam.call('POST', '/api/v1/users', body), 201);
  return { ...made, password: body.password };
}
const login = (who, app) => Client.login(stack, who, app);
const tryLogin = (who, password, more = {}) =>
  new Client(stack, null).call('POST', '/api/v1/sessions', { username: who.username, password, app: 'workspace', ...more });
const tenant = async () => ok(await adam.call('GET', '/api/v1/tenants')).data[0];
const setTenant = async (change) => {
  const now = await tenant();
  return ok(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, change, { headers: { 'if-match': now.version } }));
};
const ended = (client) => until('the end of the session', async () => (await client.call('GET', '/api/v1/sessions/me')).status === 401);

test('a password that is short, the user\'s name or one that everybody tries is refused, wherever it is set', async () => {
  const robin = await person();
  const client = await login(robin);
  const bad = ['too short', `I am ${robin.username}`, `robin teststone ${count}!`, 'password2026!', '1234567890', 'aaaaaaaaaaaa'];
  for (const password of bad) {
    problem(await adam.call('POST', '/api/v1/users', { username: robin.username, name: robin.name, role: 'agent', password }), 422, 'invalid', '/password');
    problem(await adam.call('PATCH', `/api/v1/users/${robin.id}`, { password }, { headers: { 'if-match': robin.version } }), 422, 'invalid', '/password');
    problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password }), 422, 'invalid', '/password');
  }
  assert.equal((await setTenant({ password_min: 20 })).password_min, 20);
  problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'nineteen characters' }), 422, 'invalid', '/password');
  await setTenant({ password_min: 8 });
  assert.equal((await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'eight of' })).status, 204);
  const now = await tenant();
  problem(await adam.call('PATCH', `/api/v1/tenants/${now.id}`, { password_min: 7 }, { headers: { 'if-match': now.version } }), 422, 'invalid', '/password_min');
  await setTenant({ password_min: 10 });
  assert.ok((await login({ ...robin, password: 'eight of' })).token, 'a shorter rule\'s password still logs in');
});

test('a change of one\'s own password needs the present one, and ends every other session', async () => {
  const robin = await person();
  const [here, there, work] = [await login(robin), await login(robin), await login(robin)];
  problem(await here.call('PUT', '/api/v1/me/password', { current: 'not this one', password: 'another nice one' }), 403, 'wrong_password');
  problem(await here.call('PUT', '/api/v1/me/password', { current: PASSWORD }), 422, 'invalid', '/password');
  problem(await new Client(stack, null).call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 401, 'unauthenticated');
  assert.equal((await here.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' })).status, 204);
  await ended(there);
  await ended(work);
  ok(await here.call('GET', '/api/v1/sessions/me'));
  assert.equal(ok(await here.call('GET', '/api/v1/me/status')).state.status, 'work_offline', 'the agent stays logged in here');
  problem(await tryLogin(robin, PASSWORD), 401, 'unauthenticated');
  ok(await tryLogin(robin, 'another nice one'), 201);
  const { data } = ok(await adam.call('GET', `/api/v1/audit?action=password_change&key=${robin.id}`));
  assert.deepEqual(data.map((line) => [line.actor_id, line.detail.sessions_ended]), [[robin.id, 2]]);
  assert.doesNotMatch(JSON.stringify(await stack.asOwner('SELECT * FROM ops.command')), /another nice/);
});

test('an administrator\'s reset ends every session of the user', async () => {
  const robin = await person();
  const client = await login(robin);
  ok(await adam.call('PATCH', `/api/v1/users/${robin.id}`, { password: 'given by the office' }, { headers: { 'if-match': robin.version } }));
  await ended(client);
  problem(await tryLogin(robin, PASSWORD), 401, 'unauthenticated');
  ok(await tryLogin(robin, 'given by the office'), 201);
});

test('after ten wrong passwords an account waits, and is told how long; others do not', async () => {
  const robin = await person(), other = await person();
  const client = await login(robin);
  for (let i = 0; i < 10; i++) problem(await tryLogin(robin, `wrong guess ${i}`), 401, 'unauthenticated');
  for (const name of [robin.username, robin.username.toUpperCase()]) {
    const { headers } = problem(await tryLogin({ username: name }, PASSWORD), 429, 'throttled');
    const wait = Number(headers.get('retry-after'));
    assert.ok(wait > 200 && wait <= 300, `Retry-After ${wait}`);
  }
  ok(await tryLogin(other, PASSWORD), 201);
  ok(await client.call('GET', '/api/v1/sessions/me'));
  // Guessing through a session that somebody left open is counted just so, apart from logins.
  for (let i = 0; i < 10; i++) problem(await client.call('PUT', '/api/v1/me/password', { current: `wrong ${i}`, password: 'another nice one' }), 403, 'wrong_password');
  assert.ok(problem(await client.call('PUT', '/api/v1/me/password', { current: PASSWORD, password: 'another nice one' }), 429, 'throttled').headers.get('retry-after') > 0);
});

test('sessions are listed and ended: one\'s own, and by an administrator; open work goes back', async () => {
  const robin = await person(), other = await person();
  const [first, second] = [await login(robin), await login(robin)];
  const stranger = await login(other);
  const { data } = ok(await first.call('GET', '/api/v1/me/sessions'));
  assert.deepEqual(data.map((s) => [s.id, s.app, s.own, s.source]), [
    [second.session.session, 'workspace', false, '127.0.0.1'], [first.session.session, 'workspace', true, '127.0.0.1']]);
  assert.ok(data.every((s) => s.opened_at < s.expires_at));
  const page = ok(await first.call('GET', '/api/v1/me/sessions?limit=1'));
  assert.deepEqual(ok(await first.call('GET', `/api/v1/me/sessions?limit=1&cursor=${page.next_cursor}`)).data.map((s) => s.id), [first.session.session]);

  problem(await first.call('DELETE', `/api/v1/me/sessions/${stranger.session.session}`), 404, 'not_found');
  problem(await first.call('GET', `/api/v1/users/${other.id}/sessions`), 403, 'forbidden');
  problem(await first.call('DELETE', `/api/v1/users/${other.id}/sessions`), 403, 'forbidden');
  ok(await first.call('DELETE', `/api/v1/me/sessions/${second.session.session}`));
  await ended(second);
  ok(await first.call('GET', '/api/v1/sessions/me'));

  // Another organisation's administrator finds nobody here.
  assert.deepEqual(ok(await theirs.call('GET', `/api/v1/users/${robin.id}/sessions`)).data, []);
  problem(await theirs.call('DELETE', `/api/v1/users/${robin.id}/sessions`), 404, 'not_found');
  problem(await theirs.call('DELETE', `/api/v1/users/${robin.id}/sessions/${first.session.session}`), 404, 'not_found');

  const third = await login(robin);
  assert.deepEqual(ok(await adam.call('GET', `/api/v1/users/${robin.id}/sessions`)).data.map((s) => s.id), [third.session.session, first.session.session]);
  ok(await adam.call('DELETE', `/api/v1/users/${robin.id}/sessions/${third.session.session}`));
  await ended(third);
  assert.equal(ok(await adam.call('DELETE', `/api/v1/users/${robin.id}/sessions`)).ended, 1);
  await ended(first);
  ok(await stranger.call('GET', '/api/v1/sessions/me'));
  const audit = ok(await adam.call('GET', `/api/v1/audit?action=session_revoke&key=${robin.id}`)).data;
  assert.deepEqual(audit.map((line) => line.actor_id), [robin.id, adam.id, adam.id]);

  const maya = await Client.ready(stack, stack.user('agent', 0));
  const open = await assigned(maya, stack.channel('twilio'), newNumber());
  ok(await adam.call('DELETE', `/api/v1/users/${maya.id}/sessions`));
  await until('the stream\'s end', () => maya.closed);
  const [agent] = await stack.query('SELECT chosen, set_by, set_by_user, reason FROM presence.agent_status WHERE agent = $1', [maya.id]);
  assert.deepEqual(agent, { chosen: 'logged_out', set_by: 'supervisor', set_by_user: adam.id, reason: 'session_revoked' });
  const [work] = await stack.query('SELECT state FROM routing.interaction WHERE id = $1', [open.id]);
  assert.equal(work.state, 'waiting', 'what was open waits again');
});
