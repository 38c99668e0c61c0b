// Roles consist of permissions, all users of a kind have one, agent groups are given others; licences are counted (issue 15, D11).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, maya, ida, rosa;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type) => { assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(answer.body)); return answer.body; };
const get = async (who, path) => ok(await who.call('GET', `/api/v1/${path}`));
const post = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, body) => ok(await adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${(await get(adam, path)).version}"` } }));
const remove = async (path) => adam.call('DELETE', `/api/v1/${path}`, undefined, { headers: { 'if-match': `"${(await get(adam, path)).version}"` } });
const roleOf = async (kind) => (await get(adam, 'roles')).data.find(({ user_role }) => user_role === kind);
const group = async (name) => (await get(adam, `agent-groups?name=${encodeURIComponent(name)}`)).data[0];
// Runs `then` while the role of a kind of users lacks a permission.
async function without(kind, permission, then) {
  const { id, permissions } = await roleOf(kind);
  await change(`roles/${id}`, { permissions: permissions.filter((one) => one !== permission) });
  try { await then(); } finally { await change(`roles/${id}`, { permissions }); }
}
// A daemon remembers a session for 5 s at most.
const turns = (who, call, status) => until(`${call[1]} is ${status}`, async () => {
  const answer = await who.call(...call);
  return answer.status === status && answer;
});

before(async () => {
  stack = await Stack.start({ name: 'roles', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, ida] = [await Client.ready(stack, stack.user('agent', 0)), await Client.login(stack, stack.user('agent', 2))];
  rosa = await Client.login(stack, stack.user('supervisor'));
});
after(async () => { maya?.close(); await stack?.stop(); });

test('what all agents may no more, a group may that is given a role: within seconds, in each daemon', async () => {
  const searches = [['GET', '/api/v1/customers?q=zhao'], ['GET', '/api/v1/customers'], ['GET', '/api/v1/cases?q=zhao'], ['GET', '/api/v1/interactions?q=zhao'], ['GET', '/api/v1/transcripts?q=zhao'], ['GET', '/api/v1/messages?q=zhao&of=texts']];
  for (const call of searches) ok(await maya.call(...call));
  const own = await roleOf('agent'), seconds = await post('roles', { name: 'Second level', permissions: ['records_search'] });
  const accounts = await group('Accounts');
  await assigned(maya, stack.channel('twilio'), newNumber(), 'where is my parcel');
  assert.equal((await get(maya, 'messages?q=parcel')).data.length, 1);
  assert.ok((await get(ida, 'sessions/me')).permissions.includes('records_search'));
  await without('agent', 'records_search', async () => {
    for (const call of searches) {
      assert.equal((await turns(maya, call, 403)).body.detail, 'You don\'t have the permission records_search: ask an administrator');
      assert.equal((await turns(ida, call, 403)).body.type, 'forbidden');
      ok(await rosa.call(...call)); // whose kind has it
    }
    // What was not asked for by words is shown as before, and so is what colleagues said.
    for (const path of [`customers?number=${encodeURIComponent(newNumber())}`, 'cases', 'interactions', 'interactions?state=ended', 'interactions?sort=ended_at', 'transcripts', 'messages?q=zhao&of=chats']) await get(maya, path);
    assert.deepEqual((await get(maya, 'messages?q=parcel')).data, [], 'of all messages those of colleagues alone');
    await until('the session says so', async () => !(await get(maya, 'sessions/me')).permissions.includes('records_search'));
    await change(`agent-groups/${accounts.id}`, { role_id: seconds.id });
    for (const call of searches) {
      await turns(ida, call, 200);
      refused(await maya.call(...call), 403, 'forbidden');
    }
    assert.ok((await Client.login(stack, stack.user('agent', 3))).session.permissions.includes('records_search'), 'a login says what its user may');
    assert.equal((await group('Accounts')).role_id, seconds.id);
    assert.match(refused(await remove(`roles/${seconds.id}`), 409, 'referenced').detail, /agent_group/);
    await change(`agent-groups/${accounts.id}`, { role_id: null });
    for (const call of searches) await turns(ida, call, 403);
  });
  for (const call of searches) await turns(maya, call, 200);
  assert.equal((await get(maya, 'messages?q=parcel')).data.length, 1, 'with it, also what customers wrote');
  assert.deepEqual((await roleOf('agent')).permissions, own.permissions);
  ok(await remove(`roles/${seconds.id}`));
});

test('texts are begun by permission, whichever way it is given', async () => {
  const begin = (who) => who.call('POST', '/api/v1/me/interactions', { channel_id: '2', number: newNumber(), text: 'Hello' });
  const texters = await post('roles', { name: 'Texters', permissions: ['sms_initiate'] }), desk = await group('Service desk');
  await without('agent', 'sms_initiate', async () => {
    assert.deepEqual((await get(maya, 'me/channels')).data, []);
    assert.equal(refused(await begin(maya), 403, 'forbidden').detail, 'You don\'t have the permission sms_initiate: ask an administrator');
    assert.deepEqual((await get(adam, 'tenants/1')).sms_initiate_roles, ['supervisor', 'administrator'], 'the organisation\'s setting tells it, too');
    await change(`agent-groups/${desk.id}`, { role_id: texters.id });
    assert.ok((await get(maya, 'me/channels')).data.some(({ id }) => id === '2'));
    ok(await begin(maya), 201);
    await change(`agent-groups/${desk.id}`, { role_id: null });
    refused(await begin(maya), 403, 'forbidden');
    await change('tenants/1', { sms_initiate_roles: ['agent', 'supervisor', 'administrator'] });
    assert.ok((await roleOf('agent')).permissions.includes('sms_initiate'), 'and changes it');
  });
  ok(await remove(`roles/${texters.id}`));
});

test('the roles that each organisation has keep their names and stay; what a kind of users can not use they are not given', async () => {
  const list = (await get(adam, 'roles')).data;
  assert.deepEqual(list.filter(({ user_role }) => user_role).map(({ name, user_role }) => [name, user_role]), [['Agent', 'agent'], ['Supervisor', 'supervisor'], ['Administrator', 'administrator']]);
  const { id } = await roleOf('agent');
  refused(await remove(`roles/${id}`), 409, 'built_in_role');
  const patch = async (body, at = `roles/${id}`) => adam.call('PATCH', `/api/v1/${at}`, body, { headers: { 'if-match': `"${(await get(adam, at)).version}"` } });
  assert.equal(refused(await patch({ name: 'Worker' }), 422, 'invalid').errors[0].pointer, '/name');
  assert.deepEqual(refused(await patch({ permissions: ['sms_initiate', 'calls_listen'] }), 422, 'invalid').errors, [{ pointer: '/permissions/1', detail: 'Users of the role agent can\'t use calls_listen.' }]);
  const desk = await group('Service desk');
  assert.equal(refused(await patch({ role_id: id }, `agent-groups/${desk.id}`), 422, 'invalid').errors[0].pointer, '/role_id');
  // Nobody but an administrator sees or changes them.
  for (const who of [maya, rosa]) for (const call of [['GET', '/api/v1/roles'], ['POST', '/api/v1/roles', { name: 'Mine' }], ['GET', '/api/v1/permissions'], ['GET', '/api/v1/licences']]) refused(await who.call(...call), 403, 'forbidden');
  const made = await post('roles', { name: 'Audited' });
  await change(`roles/${made.id}`, { permissions: ['reports_read'] });
  ok(await remove(`roles/${made.id}`));
  const lines = (await get(adam, `audit?key=${made.id}&limit=200`)).data.filter(({ action }) => action.startsWith('role_'));
  assert.deepEqual(lines.map(({ action, actor_id }) => [action, actor_id]).sort(), ['role_create', 'role_delete', 'role_update'].map((action) => [action, adam.id]), 'each change is in the audit log');
});

test('the list of permissions tells who can use each; a group gives nobody more than that', async () => {
  const { data } = await get(adam, 'permissions');
  assert.deepEqual(data.find(({ id }) => id === 'calls_listen').roles, ['supervisor', 'administrator']);
  const all = await post('roles', { name: 'Everything', permissions: data.map(({ id }) => id) }), desk = await group('Service desk');
  await change(`agent-groups/${desk.id}`, { role_id: all.id });
  const agent = await Client.login(stack, stack.user('agent', 1)), lead = await Client.login(stack, stack.user('supervisor'));
  assert.deepEqual(agent.session.permissions, data.filter(({ roles }) => roles.includes('agent')).map(({ id }) => id));
  assert.deepEqual(lead.session.permissions, data.map(({ id }) => id), 'the supervisor is one of its members');
  refused(await agent.call('PUT', '/api/v1/agents/3/status', { status: 'on_break', reason: 'Fun' }), 403, 'forbidden');
  await change(`agent-groups/${desk.id}`, { role_id: null });
  ok(await remove(`roles/${all.id}`));
});

test('whoever leads takes over and joins by permission; whoever was asked in needs none', async () => {
  const { id } = await assigned(maya, stack.channel('twilio'), newNumber(), 'hello again'), act = (verb) => rosa.call('POST', `/api/v1/interactions/${id}/${verb}`);
  await rosa.open();
  ok(await rosa.call('PUT', '/api/v1/me/status', { status: 'work_offline' }));
  await without('supervisor', 'interactions_take_over', async () => {
    assert.equal(refused(await act('take-over'), 403, 'forbidden').detail, 'You don\'t have the permission interactions_take_over: ask an administrator');
    ok(await act('join'));
    refused(await act('take-over'), 403, 'forbidden');
  });
  ok(await act('take-over'));
  const { id: next } = await assigned(maya, stack.channel('twilio'), newNumber(), 'and again'), last = (verb) => rosa.call('POST', `/api/v1/interactions/${next}/${verb}`);
  await without('supervisor', 'interactions_take_over', async () => {
    const { id: offer } = ok(await maya.call('POST', `/api/v1/interactions/${next}/consult`, { agent: rosa.id }), 201);
    ok(await rosa.call('POST', `/api/v1/offers/${offer}/accept`));
    ok(await last('join'));
    ok(await last('take-over'));
  });
  rosa.close();
});

test('licences are listed with how many are held', async () => {
  await stack.asOwner('UPDATE directory.tenant SET seats = 9, work_licences = NULL WHERE id = 1'); // this file's last test
  const [seat, work] = (await get(adam, 'licences')).data, { data: users } = await get(adam, 'users?limit=200');
  const held = (name) => users.filter((one) => one[name] && !one.disabled).length;
  assert.deepEqual(seat, { id: 'seat', limit: 9, used: held('has_seat'), free: 9 - held('has_seat') });
  assert.deepEqual(work, { id: 'work', limit: null, used: held('has_work'), free: null });
});
