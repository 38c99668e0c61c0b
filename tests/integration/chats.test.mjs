// Conversations between agents and Work users (40-messaging): 1:1 chats, reading, typing, rosters, on the pages of all concerned.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, replayed } from '../lib/client.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, maya, tomas, rosa, adam, ida, wim;
const people = (name) => stack.run.users.find((u) => u.username === name);
const person = async (username, more) => {
  const admin = await Client.login(stack, people('adam'), 'admin');
  const user = { username, name: username, password: 'a long password', role: 'agent', has_seat: false, has_work: true, ...more };
  const { status, body } = await admin.call('POST', '/api/v1/users', user);
  assert.equal(status, 201, JSON.stringify(body));
  return { ...user, id: body.id };
};
before(async () => {
  stack = await Stack.start({ name: 'chats', instances: 'presenced routerd smsgw chatd chatd-2 hookd', testClock: true });
  [maya, tomas] = await Promise.all(['maya', 'tomas'].map(async (name) => (await Client.login(stack, people(name))).open()));
  rosa = await (await Client.login(stack, people('rosa'))).open();
  [adam, ida] = await Promise.all(['adam', 'ida'].map((name) => Client.working(stack, people(name))));
  wim = await Client.working(stack, await person('wim'));
});
after(async () => { for (const one of [maya, tomas, rosa, adam, ida, wim]) one?.close(); await stack?.stop(); });

const start = (from, to, text, more = {}) => from.call('POST', '/api/v1/conversations', { user: to.id, side: to.app === 'work' ? 'work' : 'agent', text, ...more });
const say = (from, id, text, more = {}) => from.call('POST', `/api/v1/conversations/${id}/messages`, { text, ...more });
const texts = async (client, id, query = '') => { const { status, body } = await client.call('GET', `/api/v1/conversations/${id}/messages${query}`); return status === 200 ? body.data.map((m) => m.state.text) : status; };
const listed = async (client) => (await client.call('GET', '/api/v1/conversations')).body.data;
const good = async (call, status = 201) => { const answer = await call; assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const refused = async (call, status, type) => { const answer = await call; assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(answer.body)); };
const shown = (client) => client.frames.filter((f) => f.kind === 'message' && f.state?.direction === 'said').map((f) => f.state.text);

test('two Work users: one conversation, both pages, unread, receipts, typing; nobody else sees any of it', async () => {
  const lunch = () => start(adam, wim, 'lunch?', { client_id: 'a1' }), first = await lunch(), made = await good(first);
  assert.equal(made.state.kind, 'directory');
  await wim.see('message', (s) => s.text === 'lunch?' && s.author.side === 'work' && s.to.user === wim.id);
  await wim.see('conversation', (s) => s.conversation === made.id && s.parties.length === 2);
  const second = await lunch();
  assert.equal((await good(second)).message.id, made.message.id, 'sent twice, stored once');
  assert.deepEqual([first, second].map(replayed), [false, true]);
  await refused(start(adam, wim, 'dinner?', { client_id: 'a1' }), 409, 'client_id_reused');
  assert.equal((await good(start(wim, adam, 'yes'))).id, made.id, 'the other way round it is the same');
  const [entry] = await listed(wim);
  assert.deepEqual([entry.id, entry.unread, entry.as, entry.last.state.text], [made.id, 1, { user: wim.id, side: 'work' }, 'yes']);
  assert.equal((await good(wim.call('POST', `/api/v1/conversations/${made.id}/read`, { seq: 2 }), 200)).state.seq, 2);
  await adam.see('reading', (s) => s.conversation === made.id && s.user === wim.id && s.seq === 2);
  assert.equal((await listed(wim))[0].unread, 0);
  await good(wim.call('POST', `/api/v1/conversations/${made.id}/typing`), 204);
  await adam.see('typing', (s) => s.conversation === made.id && s.name === 'wim');
  assert.deepEqual(await texts(adam, made.id), ['lunch?', 'yes']);
  for (const stranger of [maya, rosa, ida]) {
    assert.equal(await texts(stranger, made.id), 404);
    assert.equal((await stranger.call('GET', `/api/v1/conversations/${made.id}`)).status, 404);
    assert.equal((await say(stranger, made.id, 'x')).status, 404);
    assert.deepEqual(shown(stranger), []);
  }
});

test('a Work user and an agent: both write, no typing, no receipts; pages of 30', async () => {
  const { id } = await good(start(wim, maya, 'hello Maya'));
  await maya.see('message', (s) => s.text === 'hello Maya');
  for (let i = 0; i < 34; i++) await good(say(i % 2 ? wim : maya, id, `n${i}`));
  const first = await maya.call('GET', `/api/v1/conversations/${id}/messages`);
  assert.equal(first.body.data.length, 30);
  const older = await texts(maya, id, `?before_seq=${first.body.next_cursor}`);
  assert.deepEqual([older.length, older[0]], [5, 'hello Maya']);
  await refused(maya.call('POST', `/api/v1/conversations/${id}/typing`), 409, 'not_here');
  await good(maya.call('POST', `/api/v1/conversations/${id}/read`, { seq: 35 }), 200);
  assert.ok(!wim.frames.some((f) => f.kind === 'reading' && f.state.user === maya.id), 'the other side is not told');
  await refused(maya.call('POST', `/api/v1/conversations/${id}/end`), 409, 'not_here');
  await refused(say(wim, id, 'x', { html: '<b>x</b>' }), 422, 'plain_only');
});

test('one user\'s two accounts: the workspace shows nothing of the Work account\'s; Work shows the agent account\'s', async () => {
  const desk = await (await Client.login(stack, people('ida'))).open();
  const own = await good(start(wim, ida, 'for your Work account'));
  await ida.see('message', (s) => s.text === 'for your Work account');
  const agents = await good(start(wim, desk, 'for your desk'));
  await desk.see('message', (s) => s.text === 'for your desk');
  await ida.see('message', (s) => s.text === 'for your desk');
  assert.deepEqual(shown(desk), ['for your desk']);
  assert.deepEqual((await listed(desk)).map((e) => e.id), [agents.id]);
  assert.deepEqual((await listed(ida)).map((e) => e.id), [agents.id, own.id]);
  assert.equal(await texts(desk, own.id), 404);
  assert.equal((await good(say(ida, agents.id, 'from Work'))).state.author.side, 'agent');
  await desk.see('message', (s) => s.text === 'from Work');
  await good(desk.call('DELETE', '/api/v1/sessions/me'), 204);
  const later = await good(say(wim, agents.id, 'gone home?'));
  assert.equal(later.state.work_only, true, 'in Work only');
  await ida.see('message', (s) => s.text === 'gone home?' && s.work_only);
  const back = await (await Client.login(stack, people('ida'))).open();
  const [entry] = await listed(back);
  assert.deepEqual([entry.id, entry.unread], [agents.id, 1], 'after the next login it is history without alert');
  assert.ok((await texts(back, agents.id)).includes('gone home?'));
  await good(back.call('DELETE', '/api/v1/sessions/me'), 204);
  back.close();
});

test('a key of one account says nothing of the other: the same request as both is two messages, each its own', async () => {
  const desk = await (await Client.login(stack, people('ida'))).open(), once = { headers: { 'idempotency-key': 'one-key' } };
  const [first, second] = [await ida.call('POST', '/api/v1/conversations', { user: wim.id, side: 'work', text: 'as whom?' }, once),
    await desk.call('POST', '/api/v1/conversations', { user: wim.id, side: 'work', text: 'as whom?' }, once)];
  assert.deepEqual([first, second].map((a) => [a.status, a.body.message.state.author.side]), [[201, 'work'], [201, 'agent']]);
  assert.notEqual(first.body.id, second.body.id);
  assert.equal((await ida.call('POST', '/api/v1/conversations', { user: wim.id, side: 'work', text: 'as whom?' }, once)).body.message.id, first.body.message.id);
  await good(desk.call('DELETE', '/api/v1/sessions/me'), 204);
  desk.close();
});

test('two agents: the chat lasts until either ends it or logs out; then no workspace shows it', async () => {
  const { id, state } = await good(start(maya, tomas, 'coffee?'));
  assert.equal(state.kind, 'agent');
  await tomas.see('message', (s) => s.text === 'coffee?');
  await good(say(tomas, id, 'in five'));
  await good(tomas.call('POST', `/api/v1/conversations/${id}/end`), 200);
  await maya.see('conversation', (s) => s.conversation === id && s.state === 'closed');
  assert.equal(await texts(maya, id), 404);
  assert.equal((await listed(maya)).some((e) => e.id === id), false);
  await refused(say(maya, id, 'x'), 409, 'conversation_closed');
  const next = await good(start(maya, tomas, 'now?'));
  assert.notEqual(next.id, id);
  await good(tomas.call('DELETE', '/api/v1/sessions/me'), 204);
  await maya.see('conversation', (s) => s.conversation === next.id && s.state === 'closed');
  await refused(say(maya, next.id, 'x'), 409, 'receiver_logged_out');
  await refused(start(maya, tomas, 'x'), 409, 'receiver_logged_out');
  await refused(start(wim, tomas, 'x'), 409, 'receiver_logged_out');
  tomas = await (await Client.login(stack, people('tomas'))).open();
  assert.deepEqual(shown(tomas), []);
});

test('rosters: who stands in which, and what they show', async () => {
  const names = async (client, kind) => { const { status, body } = await client.call('GET', `/api/v1/roster?kind=${kind}`); return status === 200 ? body.data.map((e) => `${e.name} ${e.side} ${e.shown}`) : status; };
  assert.deepEqual(await names(maya, 'agent'), ['Rosa Marchetti agent work_offline', 'Tomás Vega agent work_offline']);
  assert.deepEqual((await names(rosa, 'agent')).length, 4, 'a supervisor sees every agent');
  assert.equal(await names(maya, 'work'), 404);
  assert.equal(await names(wim, 'agent'), 404);
  const directory = await names(maya, 'directory');
  assert.ok(directory.includes('Ida Brandt work available') && directory.includes('Ida Brandt agent offline') && directory.includes('Rosa Marchetti agent online'), String(directory));
  assert.deepEqual(await names(wim, 'work').then((all) => all.filter((e) => e.startsWith('Ida'))), ['Ida Brandt work available', 'Ida Brandt agent offline']);
  const { body } = await wim.call('GET', '/api/v1/messaging/matrix');
  assert.ok(body.lines.length > 40 && body.lines.every((l) => l.feature && l.verdict));
});

test('modes 1 and 2: refused both ways, and what was said stays readable', async () => {
  const { id } = await good(start(maya, adam, 'a file is on its way'));
  await stack.mode(2);
  try {
    await refused(say(adam, id, 'x'), 409, 'mode');
    await refused(say(maya, id, 'x'), 409, 'mode');
    await refused(start(wim, rosa, 'x'), 409, 'mode');
    assert.deepEqual(await texts(maya, id), ['a file is on its way']);
    assert.deepEqual(await texts(adam, id), ['a file is on its way']);
    assert.equal((await maya.call('GET', '/api/v1/roster?kind=directory')).status, 404);
  } finally {
    await stack.mode(3);
  }
  await until('mode 3 again', async () => (await say(adam, id, 'thanks')).status === 201);
});

test('what is not there, is not found: accounts, conversations, and what a supervisor\'s page asks for', async () => {
  await refused(wim.call('POST', '/api/v1/conversations', { user: '999999999999', side: 'work', text: 'x' }), 404, 'not_found');
  await refused(wim.call('POST', '/api/v1/conversations', { user: maya.id, side: 'work', text: 'x' }), 404, 'not_found');
  await refused(wim.call('POST', '/api/v1/conversations', { user: wim.id, side: 'work', text: 'x' }), 422, 'chat_with_self');
  const admin = await Client.login(stack, people('adam'), 'admin');
  await refused(start(admin, wim, 'x'), 403, 'no_licence');
  assert.deepEqual(await listed(admin), []);
  for (const path of ['read', 'end', 'typing']) await refused(wim.call('POST', `/api/v1/conversations/999999999999/${path}`, path === 'read' ? { seq: 1 } : undefined), 404, 'not_found');
});
