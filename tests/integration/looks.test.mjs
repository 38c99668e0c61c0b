// Monitoring (MS-1, SV-2): where it is on, who looks, what the audit log says, what nobody else sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, status } from '../lib/desk.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, admin, maya, tomas, sam, rosa, wim, lead, groups;
const people = (name) => stack.run.users.find((u) => u.username === name);
const good = async (call, wanted = 200) => { const answer = await call; assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = async (call, wanted, type) => { const answer = await call; assert.deepEqual([answer.status, answer.body.type], [wanted, type], JSON.stringify(answer.body)); };
const patch = async (path, body) => {
  const { headers } = await admin.call('GET', path);
  return good(admin.call('PATCH', path, body, { headers: { 'if-match': headers.get('etag') } }));
};
const look = (by, id) => by.call('POST', `/api/v1/conversations/${id}/monitor`);
const away = (by, id) => by.call('DELETE', `/api/v1/conversations/${id}/monitor`);
const start = (from, to, text) => good(from.call('POST', '/api/v1/conversations', { user: to.id, side: to.app === 'work' ? 'work' : 'agent', text }), 201);
const say = (from, id, text) => good(from.call('POST', `/api/v1/conversations/${id}/messages`, { text }), 201);
const looks = async () => (await good(admin.call('GET', '/api/v1/audit?limit=200'))).data.filter((l) => l.action.startsWith('conversation_'));
const chats = async (by, query = '') => (await good(by.call('GET', `/api/v1/agent-chats${query}`))).data.map((c) => c.id);
before(async () => {
  stack = await Stack.start({ name: 'looks', instances: 'presenced routerd smsgw chatd chatd-2 hookd', testClock: true });
  admin = await Client.login(stack, people('adam'), 'admin');
  [maya, tomas, sam, rosa] = await Promise.all(['maya', 'tomas', 'sam', 'rosa'].map(async (name) => (await Client.login(stack, people(name))).open()));
  wim = await Client.working(stack, people('adam'));
  groups = (await good(admin.call('GET', '/api/v1/agent-groups'))).data;
  // A supervisor of the second group alone.
  const user = { username: 'lea', name: 'Lea', password: 'a long password', role: 'supervisor', has_seat: true, group_id: groups[1].id, supervises: [groups[1].id] };
  await good(admin.call('POST', '/api/v1/users', user), 201);
  lead = await (await Client.login(stack, user)).open();
});
after(async () => { for (const one of [maya, tomas, sam, rosa, wim, lead]) one?.close(); await stack?.stop(); });

test('an agent chat is looked at where either side\'s group says so, else the organisation; each look is audited (MS-1)', async () => {
  const { id } = await start(maya, tomas, 'between us');
  await refused(look(rosa, id), 403, 'monitoring_off');
  assert.deepEqual(await chats(rosa), []);
  await patch('/api/v1/tenants/1', { monitor_agent_chats: true });
  await patch(`/api/v1/agent-groups/${groups[0].id}`, { monitor_agent_chats: false });
  await refused(look(rosa, id), 403, 'monitoring_off');
  await patch(`/api/v1/agent-groups/${groups[0].id}`, { monitor_agent_chats: null });
  const before = (await looks()).length;
  const seen = await good(look(rosa, id));
  assert.deepEqual(seen.messages.map((m) => m.state.text), ['between us']);
  assert.ok((await looks()).every((l) => l.action === 'conversation_monitor'));
  assert.equal((await looks()).length, before + 1);
  assert.deepEqual(await chats(rosa, '?state=open'), [id]);
  await say(tomas, id, 'quite so');
  await rosa.see('message', (s) => s.text === 'quite so');
  assert.equal((await rosa.call('GET', `/api/v1/conversations/${id}/messages`)).body.data.length, 2);
  await refused(rosa.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'x' }), 404, 'not_found');
  for (const other of [lead, sam, wim]) assert.ok(!other.frames.some((f) => f.state?.text === 'quite so'));
  await refused(look(lead, id), 404, 'not_found');
  await refused(look(maya, id), 403, 'forbidden');
  assert.ok(!maya.frames.some((f) => f.kind === 'conversation' && JSON.stringify(f).includes('Rosa')), 'the two see nothing of it');
  await good(away(rosa, id), 204);
  await say(maya, id, 'gone?');
  await tomas.see('message', (s) => s.text === 'gone?');
  assert.ok(!rosa.frames.some((f) => f.state?.text === 'gone?'));
  assert.equal((await rosa.call('GET', `/api/v1/conversations/${id}/messages`)).status, 404);
});

test('on if either side is on', async () => {
  await patch('/api/v1/tenants/1', { monitor_agent_chats: false });
  await patch(`/api/v1/agent-groups/${groups[1].id}`, { monitor_agent_chats: true });
  const { id } = await start(rosa, sam, 'a word'); // of the first group, and of the second
  await good(look(lead, id));
  await refused(look(rosa, id), 404, 'not_found');
  await patch(`/api/v1/agent-groups/${groups[1].id}`, { monitor_agent_chats: null });
});

test('the notice stands where monitoring is on and the organisation says so', async () => {
  const { id } = await start(maya, tomas, 'still here');
  const notice = async () => (await good(maya.call('GET', `/api/v1/conversations/${id}`))).state.notice;
  assert.equal(await notice(), false);
  await patch('/api/v1/tenants/1', { monitor_agent_chats: true });
  assert.equal(await notice(), false);
  await patch('/api/v1/tenants/1', { monitor_notice: true });
  assert.equal(await notice(), true);
  await patch('/api/v1/tenants/1', { monitor_notice: false });
});

test('an ended agent chat: its transcript is for who supervises, audited, and for neither agent', async () => {
  const [{ id }] = (await good(maya.call('GET', '/api/v1/conversations'))).data.filter((c) => c.state.kind === 'agent');
  await good(maya.call('POST', `/api/v1/conversations/${id}/end`));
  assert.ok((await chats(rosa, '?state=closed')).includes(id));
  assert.deepEqual(await chats(lead, '?state=closed'), []);
  const seen = await good(look(rosa, id));
  assert.ok(seen.messages.length >= 3);
  assert.equal((await looks()).filter((l) => l.action === 'conversation_read').length, 1);
  for (const agent of [maya, tomas]) assert.equal((await agent.call('GET', `/api/v1/conversations/${id}/messages`)).status, 404);
  await refused(look(lead, id), 404, 'not_found');
});

test('directory chats are never looked at', async () => {
  const { id } = await start(wim, maya, 'private');
  for (const one of [rosa, admin]) await refused(look(one, id), 404, 'not_found');
});

test('a customer\'s chat: by its queue, else the agent\'s group, else the organisation; it comes live, and ends with the look', async () => {
  await status(maya, 'available');
  const it = await assigned(maya, stack.channel('twilio'), newNumber(), 'where is my order?'), id = it.state.conversation;
  const queue = (await good(maya.call('GET', `/api/v1/interactions/${it.id}`))).state.queue.id;
  await patch(`/api/v1/queues/${queue}`, { monitor: false });
  await refused(look(rosa, id), 403, 'monitoring_off');
  await patch(`/api/v1/queues/${queue}`, { monitor: null });
  await patch(`/api/v1/agent-groups/${groups[0].id}`, { monitor_customer_chats: false });
  await refused(look(rosa, id), 403, 'monitoring_off');
  await patch(`/api/v1/queues/${queue}`, { monitor: true });
  await good(look(rosa, id));
  await say(maya, id, 'on its way');
  await rosa.see('message', (s) => s.text === 'on its way');
  await refused(look(lead, id), 404, 'not_found');
  await good(away(rosa, id), 204);
  await refused(away(rosa, id), 404, 'not_found');
  await say(maya, id, 'anything else?');
  await maya.see('message', (s) => s.text === 'anything else?');
  assert.ok(!rosa.frames.some((f) => f.state?.text === 'anything else?'));
  // whisper and take over (decision 0013)
  await good(rosa.call('POST', `/api/v1/conversations/${id}/notes`, { text: 'offer a voucher' }), 201);
  await maya.see('message', (s) => s.text === 'offer a voucher' && s.direction === 'system');
  await good(rosa.call('POST', `/api/v1/interactions/${it.id}/take-over`));
});
