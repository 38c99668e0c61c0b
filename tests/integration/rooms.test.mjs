// Rooms of Work users (MS-2), messages changed and deleted (MS-5), search (MS-7).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, replayed } from '../lib/client.mjs';
import { assigned, status } from '../lib/desk.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, admin, maya, adam, ida, wim, zoe;
const people = (name) => stack.run.users.find((u) => u.username === name);
const worker = async (username) => {
  const user = { username, name: username, password: 'a long password', role: 'agent', has_seat: false, has_work: true };
  assert.equal((await admin.call('POST', '/api/v1/users', user)).status, 201);
  return Client.working(stack, user);
};
before(async () => {
  stack = await Stack.start({ name: 'rooms', instances: 'presenced routerd smsgw chatd chatd-2 hookd', testClock: true });
  admin = await Client.login(stack, people('adam'), 'admin');
  maya = await Client.ready(stack, people('maya'));
  [adam, ida] = await Promise.all(['adam', 'ida'].map((name) => Client.working(stack, people(name))));
  [wim, zoe] = [await worker('wim'), await worker('zoe')];
});
after(async () => { for (const one of [maya, adam, ida, wim, zoe]) one?.close(); await stack?.stop(); });

const good = async (call, wanted = 200) => { const answer = await call; assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = async (call, wanted, type) => { const answer = await call; assert.deepEqual([answer.status, answer.body.type], [wanted, type], JSON.stringify(answer.body)); };
const make = (by, more) => good(by.call('POST', '/api/v1/rooms', { name: 'Lunch', public: true, ...more }), 201);
const act = (by, room, what, body) => by.call('POST', `/api/v1/rooms/${room}/${what}`, body);
const say = (by, id, text) => good(by.call('POST', `/api/v1/conversations/${id}/messages`, { text }), 201);
const texts = async (by, id) => { const { status: code, body } = await by.call('GET', `/api/v1/conversations/${id}/messages`); return code === 200 ? body.data.map((m) => m.state.text) : code; };
const found = async (by, q) => (await good(by.call('GET', `/api/v1/messages?q=${encodeURIComponent(q)}`))).data.map((m) => m.state.text);
const rooms = async (by, q = '') => (await good(by.call('GET', `/api/v1/rooms${q}`))).data;

test('a public room is found and joined by anyone with Work; its members see what is said, each on their page (MS-2)', async () => {
  const { id } = await make(adam, { name: 'Company lunch', topic: 'Today: soup' });
  assert.deepEqual((await rooms(wim, '?q=soup')).map((r) => [r.id, r.role, r.members]), [[id, null, 1]]);
  assert.equal(await texts(wim, id), 404, 'nothing of it before one has joined');
  await good(act(wim, id, 'join'));
  await adam.see('conversation', (s) => s.conversation === id && s.parties.length === 2);
  await say(adam, id, 'soup at noon');
  await wim.see('message', (s) => s.text === 'soup at noon' && s.to === null);
  const once = (text) => adam.call('POST', `/api/v1/conversations/${id}/messages`, { text, client_id: 'soup' });
  const first = await once('and cake'), dessert = await good(first, 201), second = await once('and cake');
  assert.deepEqual([first, second].map(replayed), [false, true]);
  await refused(once('and fruit'), 409, 'client_id_reused');
  assert.equal((await good(second, 201)).id, dessert.id);
  assert.equal((await rooms(wim, '?q=soup'))[0].role, 'member');
  assert.ok(!zoe.frames.some((f) => f.state?.text === 'soup at noon'), 'who has not joined is told nothing');
  await good(act(wim, id, 'join'), 200);
  await good(wim.call('POST', `/api/v1/conversations/${id}/read`, { seq: 1 }));
  await adam.see('reading', (s) => s.conversation === id && s.user === wim.id);
  await good(wim.call('POST', `/api/v1/conversations/${id}/typing`), 204);
  await adam.see('typing', (s) => s.conversation === id);
  await good(act(wim, id, 'leave'), 204);
  await wim.see('reading', (s) => s.conversation === id && s.gone);
  assert.equal(await texts(wim, id), 404);
  await refused(wim.call('POST', `/api/v1/conversations/${id}/end`), 404, 'not_found');
  await refused(adam.call('POST', `/api/v1/conversations/${id}/end`), 409, 'not_here');
});

test('a private room is there for its members and invited alone; its owner invites, removes, archives (MS-2)', async () => {
  const { id } = await make(adam, { name: 'Board', public: false });
  assert.equal((await rooms(wim)).some((r) => r.id === id), false);
  await refused(act(wim, id, 'join'), 404, 'not_found');
  await good(act(adam, id, 'members', { user: wim.id }));
  await wim.see('conversation', (s) => s.conversation === id && s.parties.some((p) => p.user === wim.id && p.role === 'invited'));
  await say(adam, id, 'for members');
  assert.equal(await texts(wim, id), 404, 'who is invited reads when they have joined');
  assert.ok(!wim.frames.some((f) => f.state?.text === 'for members'));
  await good(act(wim, id, 'join'));
  assert.deepEqual(await texts(wim, id), ['for members']);
  await refused(act(wim, id, 'members', { user: zoe.id }), 403, 'not_room_owner');
  await refused(wim.call('PUT', `/api/v1/rooms/${id}`, { name: 'Mine', public: true }), 403, 'not_room_owner');
  await refused(act(wim, id, 'archive'), 403, 'not_room_owner');
  await refused(wim.call('DELETE', `/api/v1/rooms/${id}/members/${adam.id}`), 403, 'not_room_owner');
  assert.equal((await good(adam.call('PUT', `/api/v1/rooms/${id}`, { name: 'The board', public: false, topic: 'x' }))).state.room.name, 'The board');
  await good(adam.call('DELETE', `/api/v1/rooms/${id}/members/${wim.id}`));
  await wim.see('reading', (s) => s.conversation === id && s.gone);
  assert.equal(await texts(wim, id), 404);
  await good(act(adam, id, 'archive'));
  await refused(adam.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'x' }), 409, 'conversation_closed');
  await refused(adam.call('POST', `/api/v1/conversations/${id}/typing`), 409, 'conversation_closed');
  for (const call of [act(adam, id, 'archive'), act(adam, id, 'members', { user: zoe.id }), adam.call('PUT', `/api/v1/rooms/${id}`, { name: 'x', public: true }), adam.call('DELETE', `/api/v1/rooms/${id}/members/${zoe.id}`)])
    await refused(call, 409, 'conversation_closed');
  assert.deepEqual(await texts(adam, id), ['for members'], 'it stays readable');
  const open = await make(adam, { name: 'To be archived' });
  await good(act(adam, open.id, 'archive'));
  await refused(act(wim, open.id, 'join'), 404, 'not_found').catch(() => refused(act(wim, open.id, 'join'), 409, 'conversation_closed'));
});

test('an agent account can\'t be added; the owner\'s place goes to who has been there longest', async () => {
  const { id } = await make(adam, { name: 'Heirs' });
  await refused(act(adam, id, 'members', { user: maya.id }), 404, 'not_found');
  await refused(act(maya, id, 'join'), 403, 'forbidden');
  await refused(maya.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'x' }), 404, 'not_found');
  const desk = await Client.login(stack, people('ida'));
  await good(act(adam, id, 'members', { user: ida.id })); // her Work account: her desk sees nothing of it
  await good(act(ida, id, 'join'));
  assert.equal(await texts(desk, id), 404);
  assert.deepEqual((await good(desk.call('GET', '/api/v1/conversations'))).data, []);
  await good(act(zoe, id, 'join'));
  await good(act(adam, id, 'leave'), 204);
  await zoe.see('conversation', (s) => s.conversation === id && s.parties.some((p) => p.user === ida.id && p.role === 'owner'));
  await good(desk.call('DELETE', '/api/v1/sessions/me'), 204);
});

test('a room whose owner is disabled goes to who has been there longest; its history stays', async () => {
  const ben = await worker('ben'), { id } = await make(ben, { name: 'Left behind' });
  await good(act(zoe, id, 'join'));
  await good(act(wim, id, 'join'));
  await say(ben, id, 'my last word');
  const user = (await good(admin.call('GET', '/api/v1/users?username=ben'))).data[0];
  await good(admin.call('PATCH', `/api/v1/users/${user.id}`, { disabled: true }, { headers: { 'if-match': `"${user.version}"` } }));
  await stack.asOwner('SELECT messaging.rooms_inherit(40)'); // chatd does so each minute
  const { state } = await zoe.see('conversation', (s) => s.conversation === id && s.parties.some((p) => p.user === zoe.id && p.role === 'owner'));
  assert.deepEqual(state.parties.map((p) => [p.user, p.role]).sort(), [[user.id, 'member'], [wim.id, 'member'], [zoe.id, 'owner']].sort());
  assert.deepEqual(await texts(zoe, id), ['my last word']);
  await good(act(zoe, id, 'archive'));
  ben.close();
});

test('a room holds 250, and no more', async () => {
  const { id } = await make(adam, { name: 'Full' });
  await stack.asOwner(`INSERT INTO messaging.party (tenant, conversation, account, role, joined_at)
    SELECT 1, $1, -1000000 - n, 'member', ops.clock() FROM generate_series(1, 249) AS n`, [id]);
  await refused(act(wim, id, 'join'), 409, 'too_many');
  await refused(act(adam, id, 'members', { user: wim.id }), 409, 'too_many');
  await say(adam, id, 'to all of you');
  await adam.see('message', (s) => s.text === 'to all of you');
});

test('the author changes and deletes within 24 h, with mark and time, kept in the audit; in other kinds nobody does (MS-5)', async () => {
  const chat = await good(wim.call('POST', '/api/v1/conversations', { user: zoe.id, side: 'work', text: 'see you at for' }), 201);
  const path = `/api/v1/messages/${chat.message.id}`;
  const edited = await good(wim.call('PUT', path, { text: 'see you at four' }));
  assert.ok(edited.state.edited_at && edited.version === '2');
  await zoe.see('message', (s) => s.text === 'see you at four' && s.edited_at);
  await refused(zoe.call('PUT', path, { text: 'x' }), 403, 'not_author');
  await refused(zoe.call('DELETE', path), 403, 'not_author');
  await refused(adam.call('PUT', path, { text: 'x' }), 404, 'not_found');
  await refused(adam.call('DELETE', path), 404, 'not_found');
  const gone = await good(wim.call('DELETE', path));
  assert.deepEqual([gone.state.text, Boolean(gone.state.deleted_at)], ['', true]);
  await zoe.see('message', (s) => s.message === chat.message.id && s.deleted_at && s.text === '');
  await good(wim.call('DELETE', path));
  await refused(wim.call('PUT', path, { text: 'back again' }), 404, 'not_found');
  const log = (await good(admin.call('GET', '/api/v1/audit?limit=200'))).data.filter((l) => l.action.startsWith('message_'));
  assert.deepEqual(log.map((l) => l.action).sort(), ['message_delete', 'message_edit']);
  assert.deepEqual((await stack.asOwner('SELECT text FROM messaging.message_former WHERE message = $1 ORDER BY version', [chat.message.id])).map((r) => r.text), ['see you at for', 'see you at four']);
  const agents = await good(wim.call('POST', '/api/v1/conversations', { user: maya.id, side: 'agent', text: 'hello' }), 201);
  await refused(wim.call('PUT', `/api/v1/messages/${agents.message.id}`, { text: 'x' }), 409, 'not_here');
  await refused(wim.call('DELETE', `/api/v1/messages/${agents.message.id}`), 409, 'not_here');
});

test('search finds what one may read, and nothing else (MS-7)', async () => {
  const { id } = await make(adam, { name: 'Recipes' });
  await say(adam, id, 'Pumpkin soup with ginger');
  await good(wim.call('POST', '/api/v1/conversations', { user: adam.id, side: 'work', text: 'a pumpkin for you' }), 201);
  assert.deepEqual(await found(adam, 'pumpk'), ['a pumpkin for you', 'Pumpkin soup with ginger']);
  assert.deepEqual(await found(adam, 'ginger PUMPKIN'), ['Pumpkin soup with ginger']);
  assert.deepEqual(await found(wim, 'pumpkin'), ['a pumpkin for you']);
  assert.deepEqual(await found(zoe, 'pumpkin'), []);
  assert.deepEqual(await found(maya, 'pumpkin'), []);
  assert.deepEqual(await found(adam, '&|!:* ('), []);
  const first = await good(adam.call('GET', '/api/v1/messages?q=pumpkin&limit=1'));
  assert.deepEqual((await good(adam.call('GET', `/api/v1/messages?q=pumpkin&limit=1&cursor=${first.next_cursor}`))).data.map((m) => m.state.text), ['Pumpkin soup with ginger']);
  const it = await assigned(maya, stack.channel('twilio'), newNumber(), 'where is my pumpkin?');
  assert.deepEqual(await found(maya, 'pumpkin'), ['where is my pumpkin?'], 'a customer\'s text, by who has it');
  assert.deepEqual(await found(wim, 'where'), []);
  await status(maya, 'available');
  assert.ok(it.id);
});

test('a day later nothing is changed any more', async () => {
  const chat = await good(wim.call('POST', '/api/v1/conversations', { user: zoe.id, side: 'work', text: 'old' }), 201);
  await stack.asOwner('UPDATE messaging.message SET at = at - interval \'25 hours\' WHERE id = $1', [chat.message.id]);
  await refused(wim.call('PUT', `/api/v1/messages/${chat.message.id}`, { text: 'new' }), 409, 'too_late');
  await refused(wim.call('DELETE', `/api/v1/messages/${chat.message.id}`), 409, 'too_late');
});
