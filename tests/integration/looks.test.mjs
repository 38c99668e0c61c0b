// Monitoring (MS-1, SV-2): where it is on, who looks, what the audit log says, what nobody else sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, finish, status } from '../lib/desk.mjs';
import { PNG } from '../lib/files.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { Visitor, clientId } from '../lib/visitor.mjs';

let stack, admin, maya, tomas, sam, rosa, wim, lead, stranger, groups;
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
  stack = await Stack.start({ name: 'looks', instances: 'presenced routerd smsgw chatd chatd-2 hookd widget', testClock: true });
  admin = await Client.login(stack, people('adam'), 'admin');
  [maya, tomas, sam, rosa] = await Promise.all(['maya', 'tomas', 'sam', 'rosa'].map(async (name) => (await Client.login(stack, people(name))).open()));
  wim = await Client.working(stack, people('adam'));
  groups = (await good(admin.call('GET', '/api/v1/agent-groups'))).data;
  // A supervisor of the second group alone.
  const user = { username: 'lea', name: 'Lea', password: 'a long password', role: 'supervisor', has_seat: true, group_id: groups[1].id, supervises: [groups[1].id] };
  await good(admin.call('POST', '/api/v1/users', user), 201);
  lead = await (await Client.login(stack, user)).open();
  stranger = await elsewhere();
});
after(async () => { for (const one of [maya, tomas, sam, rosa, wim, lead]) one?.close(); await stack?.stop(); });
// An administrator of another organisation.
async function elsewhere() {
  await stack.asOwner(`INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (977, 'Elsewhere', 3, 'UTC', 'E-');
    INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat)
    SELECT 977, 97701, 'olga', 'Olga Other', password_hash, 'administrator', true FROM directory.app_user WHERE username = 'adam'`);
  return Client.login(stack, { username: 'olga', password: people('adam').password }, 'admin');
}

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

const readings = async () => (await looks()).filter((l) => l.action === 'conversation_read').map((l) => [l.actor_id, l.detail.access]);
// A chat of Maya and Tomas, of which the two read nothing once it has ended.
async function ended(...texts) {
  const { id } = await start(maya, tomas, texts[0]);
  for (const text of texts.slice(1)) await say(tomas, id, text);
  await good(maya.call('POST', `/api/v1/conversations/${id}/end`));
  for (const agent of [maya, tomas]) assert.equal((await agent.call('GET', `/api/v1/conversations/${id}/messages`)).status, 404);
  return id;
}

test('an ended agent chat is read by who could monitor it while it went on, audited', async () => {
  const whole = await ended('monitoring was off at first, not at last'); // the chat of the tests above
  const id = await ended('one', 'two', 'three');
  const mixed = (await start(maya, tomas, 'all hear this')).id;
  await patch('/api/v1/tenants/1', { monitor_agent_chats: false });
  await ended('but not this');
  assert.deepEqual(await chats(rosa, '?state=closed'), [id, whole]);
  const seen = await good(look(rosa, id));
  assert.deepEqual(seen.messages.map((m) => m.state.text), ['one', 'two', 'three']);
  assert.deepEqual(await readings(), [[rosa.id, 'monitoring']]);
  await refused(look(rosa, mixed), 403, 'monitoring_off');
  await patch(`/api/v1/users/${lead.id}`, { supervises: groups.map((g) => g.id) });
  await refused(look(lead, id), 403, 'monitoring_off'); // who leads them only since
  await patch(`/api/v1/users/${lead.id}`, { supervises: [groups[1].id] });
  await refused(look(lead, id), 404, 'not_found');
});

test('where monitoring was off, by the permission transcripts.audit alone; each reading is audited, and the two are told', async () => {
  const told = async (id) => (await good(maya.call('GET', `/api/v1/conversations/${id}`))).state.audit_notice;
  const id = await ended('nobody listens');
  for (const one of [rosa, admin]) await refused(look(one, id), 403, 'monitoring_off');
  const answer = await admin.call('PATCH', '/api/v1/tenants/1', { transcripts_audit_roles: ['agent'] }, { headers: { 'if-match': (await admin.call('GET', '/api/v1/tenants/1')).headers.get('etag') } });
  assert.deepEqual([answer.status, answer.body.errors[0]], [422, { pointer: '/transcripts_audit_roles', detail: 'A list of: supervisor, administrator.' }], JSON.stringify(answer.body));
  const open = (await start(maya, tomas, 'still nobody')).id;
  assert.equal(await told(open), false);
  await patch('/api/v1/tenants/1', { transcripts_audit_roles: ['administrator'] });
  assert.equal(await told(open), true);
  await refused(look(admin, open), 403, 'monitoring_off'); // it goes on
  assert.ok((await chats(admin, '?state=closed')).includes(id));
  const before = await readings();
  assert.deepEqual((await good(look(admin, id))).messages.map((m) => m.state.text), ['nobody listens']);
  assert.deepEqual((await readings()).slice(before.length), [[admin.id, 'transcripts.audit']]);
  await refused(look(rosa, id), 403, 'monitoring_off');
  await patch('/api/v1/tenants/1', { transcripts_audit_roles: [] });
  await refused(look(admin, id), 403, 'monitoring_off');
  await good(maya.call('POST', `/api/v1/conversations/${open}/end`));
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

// Every way to what is said in a customer's conversation: 200, or what it is refused with.
const PATHS = ['conversations/:id', 'conversations/:id/messages', 'attachments/:file', 'messages/:message/formatted', 'transcripts/:interaction'];
const ways = (by, it, { file, message }) => Promise.all(PATHS.map(async (path) => {
  const named = { ':id': it.state.conversation, ':file': file, ':message': message, ':interaction': it.id };
  const { status, body } = await by.call('GET', `/api/v1/${path.replace(/:\w+/, (name) => named[name])}`);
  return status === 200 ? 200 : body.type;
}));
const finds = async (by, word) => (await good(by.call('GET', `/api/v1/messages?q=${word}`))).data.length;

// A web chat of Maya's, with a picture in it.
async function chat(text) {
  const visitor = new Visitor(stack, stack.run.widget.key);
  await status(maya, 'available');
  await good(visitor.start(text, { form: { name: 'Ann' } }), 201);
  const it = await accept(maya, await maya.see('offer', (s) => s.state === 'made' && s.last_text === text));
  await good(visitor.call('POST', `/chat/files?client_id=${clientId()}`, undefined, { raw: PNG, headers: { 'content-type': 'application/octet-stream' } }), 201);
  const { state } = await maya.see('message', (s) => s.conversation === it.state.conversation && s.attachments?.[0]?.state === 'stored');
  return { it, visitor, what: { file: state.attachments[0].id, message: state.message } };
}

test('an open customer chat is read by a look only, whatever the way; its parties need none; nobody else reads it (MS-1)', async () => {
  await patch(`/api/v1/agent-groups/${groups[0].id}`, { monitor_customer_chats: null });
  const { it, what } = await chat('the zebra has no parcel');
  const none = ['not_found', 'not_found', 'not_found'], shut = ['not_found', 'not_found', ...none];
  const open = [200, 200, 200, 200, 'not_found'];
  assert.deepEqual(await ways(maya, it, what), open);
  assert.deepEqual(await ways(rosa, it, what), shut);
  assert.deepEqual(await ways(admin, it, what), shut);
  for (const by of [lead, tomas, sam]) assert.deepEqual(await ways(by, it, what), shut);
  assert.deepEqual(await ways(stranger, it, what), shut);
  for (const by of [rosa, lead, stranger]) await refused(by === rosa ? wim.call('GET', `/api/v1/conversations/${it.state.conversation}/messages`) : look(by, it.state.conversation), 404, 'not_found');
  assert.deepEqual([await finds(maya, 'zebra'), await finds(rosa, 'zebra'), await finds(lead, 'zebra')], [1, 0, 0]);
  assert.ok(!rosa.frames.some((f) => f.state?.text?.includes('zebra')));
  const ended = await rosa.call('POST', `/api/v1/interactions/${it.id}/end`, { last_seen_seq: 0 });
  assert.deepEqual([ended.status, ended.body.type, ended.body.messages], [403, 'not_yours', undefined], 'nor by ending it');
  const before = (await looks()).length;
  await good(look(rosa, it.state.conversation));
  assert.deepEqual(await ways(rosa, it, what), open);
  assert.deepEqual(await ways(admin, it, what), shut, 'one\'s look is nobody else\'s');
  const looking = (by) => by.call('GET', `/api/v1/conversations/${it.state.conversation}/monitor`);
  assert.ok(Date.parse((await good(looking(rosa))).until) > 0);
  for (const by of [admin, lead, stranger]) await refused(looking(by), 404, 'not_found');
  await refused(looking(maya), 403, 'forbidden');
  assert.equal((await looks()).length, before + 1);
  await stack.pass(16 * 60_000);
  assert.deepEqual(await ways(rosa, it, what), shut, 'a look ends');
  await refused(looking(rosa), 404, 'not_found');
  await good(look(rosa, it.state.conversation));
  const queue = it.state.queue.id;
  await patch(`/api/v1/queues/${queue}`, { monitor: false });
  assert.deepEqual(await ways(rosa, it, what), shut, 'monitoring that is switched off ends it, too');
  await good(maya.call('POST', `/api/v1/conversations/${it.state.conversation}/messages`, { text: 'between us two' }), 201);
  await maya.see('message', (s) => s.text === 'between us two');
  await patch(`/api/v1/queues/${queue}`, { monitor: null });
  await good(maya.call('POST', `/api/v1/conversations/${it.state.conversation}/messages`, { text: 'and it is on again' }), 201);
  await rosa.see('message', (s) => s.text === 'and it is on again');
  assert.ok(!rosa.frames.some((f) => f.state?.text === 'between us two'));
  await finish(maya, it);
  for (const by of [rosa, admin, sam]) assert.deepEqual(await ways(by, it, what), [200, 200, 200, 200, 200], 'what has ended is a record, for who leads and who serves its queue');
  assert.equal((await ways(lead, it, what)).at(-1), 'not_found');
  assert.equal((await ways(stranger, it, what)).at(-1), 'not_found');
});

test('an offer shows what was written to who is offered it, and to nobody who leads them (MS-1)', async () => {
  const visitor = new Visitor(stack, stack.run.widget.key);
  await status(maya, 'available');
  await good(visitor.start('only for Maya', { form: { name: 'Ann' } }), 201);
  const offer = await maya.see('offer', (s) => s.state === 'made' && s.last_text === 'only for Maya');
  for (const by of [rosa, admin]) {
    assert.equal((await good(by.call('GET', `/api/v1/offers/${offer.id}`))).state.last_text, null);
    const listed = (await good(by.call('GET', `/api/v1/offers?agent=${maya.id}&state=made`))).data;
    assert.deepEqual(listed.map((o) => [o.id, o.state.last_text]), [[offer.id, null]]);
  }
  assert.equal((await good(maya.call('GET', `/api/v1/offers/${offer.id}`))).state.last_text, 'only for Maya');
  await finish(maya, await accept(maya, offer));
});

test('who leads joins: reads and writes beside the agent, whom it is shown; leaves and reads nothing later (SV-2)', async () => {
  await patch(`/api/v1/agent-groups/${groups[0].id}`, { monitor_customer_chats: null });
  const { it, visitor } = await chat('may I have it back?');
  await visitor.open();
  const join = (by) => by.call('POST', `/api/v1/interactions/${it.id}/join`);
  await refused(join(maya), 403, 'forbidden');
  for (const by of [lead, stranger]) await refused(join(by), 404, 'not_found');
  await refused(join(admin), 409, 'not_logged_in');
  const queue = it.state.queue.id;
  await patch(`/api/v1/queues/${queue}`, { monitor: false });
  await refused(join(rosa), 403, 'monitoring_off');
  await refused(rosa.call('POST', `/api/v1/interactions/${it.id}/consult`, { agent: rosa.id }), 403, 'monitoring_off');
  await patch(`/api/v1/queues/${queue}`, { monitor: null });
  const say2 = (by, text) => by.call('POST', `/api/v1/conversations/${it.state.conversation}/messages`, { text });
  await refused(say2(rosa, 'x'), 403, 'not_yours');
  const joined = await good(join(rosa));
  assert.deepEqual(joined.state.consults.map((c) => [c.agent.name, c.asked_by.name, c.writes]), [['Rosa Marchetti', 'Rosa Marchetti', true]]);
  assert.equal(joined.state.agent, maya.id);
  await good(join(rosa));
  await maya.see('interaction', (s) => s.interaction === it.id && s.consults?.length === 1);
  await good(say2(rosa, 'Rosa here, yes you may'), 201);
  await visitor.hears('Rosa here, yes you may');
  await maya.see('message', (s) => s.text === 'Rosa here, yes you may' && s.author.name === 'Rosa Marchetti');
  await good(visitor.send('thank you both'), 201);
  await rosa.see('message', (s) => s.text === 'thank you both');
  assert.equal((await good(admin.call('GET', '/api/v1/audit?limit=50'))).data.filter((l) => l.action === 'interaction_join').length, 1);
  await good(rosa.call('POST', `/api/v1/interactions/${it.id}/consult/end`, {}));
  await good(visitor.send('one more thing'), 201);
  await maya.see('message', (s) => s.text === 'one more thing');
  assert.ok(!rosa.frames.some((f) => f.state?.text === 'one more thing'));
  const read = (await good(rosa.call('GET', `/api/v1/conversations/${it.state.conversation}/messages`))).data.map((m) => m.state.text);
  assert.ok(read.includes('thank you both') && !read.includes('one more thing'));
  await finish(maya, it);
  await refused(join(rosa), 409, 'interaction_ended');
  visitor.close();
});

test('who joined and leads no more, or where monitoring is switched off, is out: nothing more is told or taken (SV-2)', async () => {
  const { it, visitor } = await chat('who else reads this?');
  await visitor.open();
  const queue = it.state.queue.id, path = `/api/v1/conversations/${it.state.conversation}/messages`;
  const switched = [
    [() => patch(`/api/v1/users/${rosa.id}`, { supervises: [] }), () => patch(`/api/v1/users/${rosa.id}`, { supervises: groups.map((g) => g.id) })],
    [() => patch(`/api/v1/queues/${queue}`, { monitor: false }), () => patch(`/api/v1/queues/${queue}`, { monitor: null })]];
  for (const [n, [off, on]] of switched.entries()) {
    await good(rosa.call('POST', `/api/v1/interactions/${it.id}/join`));
    await good(rosa.call('POST', path, { text: `with you ${n}` }), 201);
    await visitor.hears(`with you ${n}`);
    await off();
    await maya.see('interaction', (s) => s.interaction === it.id && s.consults?.length === 0);
    await refused(rosa.call('POST', path, { text: 'still here' }), 403, 'not_yours');
    await good(visitor.send(`between us ${n}`), 201);
    await maya.see('message', (s) => s.text === `between us ${n}`);
    assert.ok(!rosa.frames.some((f) => f.state?.text === `between us ${n}`));
    await on();
  }
  await finish(maya, it);
  visitor.close();
});
