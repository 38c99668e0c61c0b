// Sides of a user, Work presence, who sees what of whom (40-messaging).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Client } from '../lib/client.mjs';
import { status } from '../lib/desk.mjs';
import { operations } from '../lib/operations.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack;
before(async () => {
  stack = await Stack.start({ name: 'presence', instances: 'presenced routerd smsgw chatd chatd-2 hookd voiced', testClock: true });
});
after(async () => { await stack?.stop(); });

// Ida and Rosa have a seat and a Work licence, Adam administers and has a Work licence.
const ida = () => stack.run.users.find((u) => u.username === 'ida');
const rosa = () => stack.run.users.find((u) => u.username === 'rosa');
const sam = () => stack.run.users.find((u) => u.username === 'sam'); // of Ida's group
const adam = () => stack.user('administrator');
const logout = (client) => client.call('DELETE', '/api/v1/sessions/me');

test('a Work session reaches the routes that name it and no others, whatever its user may do elsewhere; an agent\'s session none of those', async () => {
  const work = await Client.login(stack, adam(), 'work'), desk = await Client.login(stack, rosa()), admin = await Client.login(stack, adam(), 'admin');
  let refused = 0;
  for (const one of operations.filter(({ roles }) => !roles.includes('stranger'))) {
    const path = one.path.replace(/\{\w+\}/g, '999999999999');
    if (one.path === '/api/v1/sessions/me' || one.path === '/api/v1/stream') continue; // tested below
    if (!one.roles.includes('work')) {
      const answer = await work.call(one.method, path, undefined, { direct: true });
      assert.equal(answer.status, 403, `${one.name}: ${answer.status}`);
      refused++;
    } else if (!one.roles.includes('agent')) {
      for (const client of [desk, admin]) assert.equal((await client.call(one.method, path, undefined, { direct: true })).status, 403, one.name);
    }
  }
  assert.ok(refused > 150, `${refused} refused`);
  assert.deepEqual((await work.call('GET', '/api/v1/sessions/me')).body.roles, ['work']);
  for (const client of [work, desk, admin]) await logout(client);
});

test('one user\'s two sides have streams of their own: what is told to one never reaches the other', async () => {
  const desk = await Client.login(stack, ida()), work = await Client.working(stack, ida());
  await desk.open();
  assert.equal(work.snapshot.user.id, desk.id);
  assert.equal((await desk.call('PUT', '/api/v1/me/status', { status: 'on_break' })).status, 200);
  await desk.see('agent', (s) => s.status === 'on_break');
  await until('a ping answered after it', () => work.frames.filter((f) => f.type === 'ping').length > 1);
  assert.deepEqual(work.frames.filter((f) => f.kind), [], 'nothing of the agent\'s account');
  await logout(desk);
  await until('the workspace\'s stream ends', () => desk.closed);
  assert.equal((await work.call('GET', '/api/v1/work')).status, 200, 'a logout of the workspace is none of Work');
  assert.equal(work.closed, false);
  await logout(work);
  await until('the stream\'s end', () => work.closed);
});

test('the stream is for accounts: no key, no login without one opens it', async () => {
  const admin = await Client.login(stack, adam(), 'admin');
  const refusal = (headers) => new Promise((done) => {
    const socket = new WebSocket(`${stack.base.replace(/^http/, 'ws')}/api/v1/stream?app=work`, { headers });
    socket.on('unexpected-response', (_, answer) => { done(answer.statusCode); socket.terminate(); });
    socket.on('close', (code) => done(code));
    socket.on('error', () => {});
  });
  assert.equal(await refusal({}), 401);
  assert.equal(await refusal({ authorization: `Bearer ${stack.run.api_key}` }), 403);
  assert.equal(await refusal({ authorization: `Bearer ${admin.token}` }), 4001, 'an administrator\'s session is no account\'s');
  await logout(admin);
});

// ---- Work statuses ----

const choose = (client, status, more = {}) => client.call('PUT', '/api/v1/work/status', { status, ...more });
const shown = async (id) => (await stack.query('SELECT shown, message FROM presence.v_work WHERE user_id = $1', [id]))[0];
const soon = async (ms) => (await stack.query(`SELECT ops.rfc3339(ops.clock() + $1 * interval '1 ms') AS at`, [ms]))[0].at;

test('a Work user chooses a status with words and an end; every page of theirs shows it, and no agent\'s status changes', async () => {
  const desk = await Client.login(stack, ida()), laptop = await Client.working(stack, ida(), { device: 'Laptop' }), phone = await Client.working(stack, ida(), { device: 'Phone' });
  assert.equal(laptop.snapshot.status.state.status, 'available');
  const until_ = await soon(3600000), set = await choose(laptop, 'dnd', { message: ' Writing ', until: until_ });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.deepEqual([set.body.state.status, set.body.state.message, set.body.state.until], ['dnd', 'Writing', until_]);
  await phone.see('work', (s) => s.status === 'dnd' && s.message === 'Writing');
  assert.equal((await desk.call('GET', '/api/v1/me/status')).body.state.status, 'work_offline');
  assert.equal((await desk.call('PUT', '/api/v1/me/status', { status: 'on_break' })).status, 200);
  assert.equal((await phone.call('GET', '/api/v1/work/status')).body.state.status, 'dnd', 'nor the other way');
  assert.deepEqual((await phone.call('GET', '/api/v1/work/devices')).body.data.map((d) => [d.device, d.idle, d.own]), [['Laptop', false, false], ['Phone', false, true]]);
  assert.deepEqual((await phone.call('GET', '/api/v1/me/sessions')).body.data.map((s) => s.device).sort(), ['Laptop', 'Phone', null]);
  for (const [bad, field] of [[{ until: 'soon' }, '/until'], [{ until: '2001-01-01T00:00:00Z' }, '/until'], [{ message: 'x'.repeat(201) }, '/message'], [{ status: 'on_break' }, '/status']]) {
    const answer = await choose(laptop, bad.status ?? 'away', bad);
    assert.equal(answer.status, 422);
    assert.equal(answer.body.errors[0].pointer, field);
  }
  await stack.pass(3600000);
  await phone.see('work', (s) => s.status === 'available' && s.message === null);
  assert.equal((await phone.call('GET', '/api/v1/work/status')).body.state.until, null);
  for (const client of [desk, laptop, phone]) await logout(client);
});

test('devices are merged: touched before idle, any before none; a client that crashes is offline within the lease time', async () => {
  const laptop = await Client.working(stack, ida()), phone = await Client.working(stack, ida());
  const is = (what) => until(what, async () => (await shown(laptop.id)).shown === what);
  await is('available');
  laptop.say({ type: 'idle', idle: true });
  phone.say({ type: 'idle', idle: true });
  await is('away');
  phone.say({ type: 'idle', idle: false });
  await is('available');
  phone.socket.terminate();
  await is('away');
  laptop.socket.terminate();
  await is('offline');
  await laptop.open();
  await is('available');
  laptop.answerPings = false; // a computer that sleeps: the socket stands, nobody answers
  await is('offline');
  await logout(phone);
  await logout(laptop);
});

// ---- watchers ----

const tells = (client, id, fits) => until(`${id} is told`, () => { const s = client.person(id); return s && fits(s); }, 20000, 5);

test('a page watches people: present states first, then each change; who stands in none of its rosters has no state', async () => {
  await stack.mode(3);
  const maya = await Client.login(stack, stack.user('agent', 0)), work = await Client.working(stack, ida()), boss = await Client.working(stack, rosa());
  await maya.open();
  const other = await stack.asOwner(`SELECT directory.user_create(directory.tenant_create('Elsewhere'), 'else', 'Else', 'x', 'agent', true, true, NULL) AS id`);
  const first = await boss.watch(work.id, maya.id, other[0].id, '999999999');
  assert.equal(first.length, 4, JSON.stringify(first));
  assert.deepEqual([boss.person(work.id).work.shown, boss.person(work.id).agent], ['available', { online: false }], 'two accounts of one person, two entries');
  assert.deepEqual([boss.person(maya.id).work, boss.person(maya.id).agent], [null, { online: true }]);
  for (const id of [other[0].id, '999999999']) assert.deepEqual(first.find((f) => f.id === String(id)), { ...first.find((f) => f.id === String(id)), version: '0', state: null }, 'another organisation\'s as nobody\'s');
  await choose(work, 'busy', { message: 'Counting' });
  await tells(boss, work.id, (s) => s.work.shown === 'busy' && s.work.message === 'Counting');
  const before = boss.frames.length;
  await choose(work, 'invisible', { message: 'Unseen' });
  await tells(boss, work.id, (s) => s.work.shown === 'offline' && s.work.message === null && s.work.until === null);
  await choose(work, 'invisible', { message: 'Still unseen' });
  work.say({ type: 'idle', idle: true });
  await work.see('work', (s) => s.message === 'Still unseen');
  assert.equal((await status(maya, 'on_break')).status, 200);
  await logout(maya);
  await tells(boss, maya.id, (s) => s.agent.online === false);
  assert.deepEqual(boss.frames.slice(before).filter((f) => f.kind === 'person').map((f) => f.id), [work.id, maya.id], 'nothing told that she is there, nor what the agent did');
  assert.ok(!JSON.stringify(boss.frames).includes('nseen'), 'nor what she wrote');
  await choose(work, 'available');
  await logout(work);
  await logout(boss);
});

test('an agent\'s page watches its roster: status, since when, occupancy, each change within a second; nobody else is told them (MS-8)', async () => {
  const maya = await Client.login(stack, stack.user('agent', 0)), tomas = await Client.login(stack, stack.user('agent', 1)), other = await Client.login(stack, sam()), boss = await Client.working(stack, rosa());
  for (const client of [maya, tomas, other]) await client.open();
  await maya.watch(tomas.id, other.id);
  for (const client of [other, boss]) await client.watch(tomas.id);
  const desks = (client) => client.frames.filter((f) => f.kind === 'desk' && f.id === tomas.id);
  assert.equal(desks(maya).length, 1, 'the present state comes first');
  for (const shown of ['available', 'on_break', 'work_offline']) {
    const took = stopwatch();
    assert.equal((await status(tomas, shown)).status, 200);
    await until(`${shown} is told`, () => desks(maya).at(-1).state.shown === shown, 20000, 5);
    latency(`${shown} is told`, took(), 1000);
  }
  assert.deepEqual(Object.keys(desks(maya).at(-1).state).sort(), ['occupancy', 'shown', 'since']);
  const versions = desks(maya).map((f) => BigInt(f.version));
  assert.deepEqual(versions, [...versions].sort((a, b) => Number(a - b)));
  assert.deepEqual([desks(other), desks(boss), maya.frames.filter((f) => f.kind === 'desk' && f.id === other.id)], [[], [], []], 'another group\'s agents, and Work users, are told that somebody is there, no more');
  for (const client of [maya, tomas, other, boss]) await logout(client);
});

test('who comes into an agent\'s roster, or out of it, is told; what else is set costs no page a read', async () => {
  const tomas = await Client.login(stack, stack.user('agent', 1)), other = await Client.login(stack, sam()), admin = await Client.login(stack, adam(), 'admin');
  const patch = async (path, body) => {
    const { headers } = await admin.call('GET', path);
    const answer = await admin.call('PATCH', path, body, { headers: { 'if-match': headers.get('etag') } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const groups = (await admin.call('GET', '/api/v1/agent-groups')).body.data, of = async (id) => (await admin.call('GET', `/api/v1/users/${id}`)).body.group_id;
  const [mine, theirs] = [await of(tomas.id), await of(other.id)];
  await tomas.open();
  await tomas.watch(other.id);
  const desks = () => tomas.frames.filter((f) => f.kind === 'desk' && f.id === other.id).length, stale = () => tomas.frames.filter((f) => f.type === 'stale').length;
  const reads = async () => (await Promise.all(stack.names.filter((name) => name.startsWith('chatd')).map((name) => stack.metrics(name)))).reduce((sum, m) => sum + m.trunkline_watch_reads_total, 0);
  assert.deepEqual([mine === theirs, desks()], [false, 0]);
  const before = await reads();
  assert.equal((await admin.call('POST', '/api/v1/sites', { name: 'Depot', country: 'SE' })).status, 201);
  await patch(`/api/v1/users/${(await admin.call('GET', '/api/v1/users?username=ida')).body.data[0].id}`, { department: 'Night' });
  let told = stale();
  await patch(`/api/v1/users/${other.id}`, { group_id: mine });
  await until('the page is told to begin anew', () => stale() > told);
  assert.equal(await reads(), before + 1);
  await tomas.watch(other.id);
  assert.equal(desks(), 1, 'a colleague of the same group');
  told = stale();
  await patch(`/api/v1/users/${tomas.id}`, { group_id: groups.find((one) => one.id !== mine).id });
  await until('who moves is told, too', () => stale() > told);
  await patch(`/api/v1/users/${tomas.id}`, { group_id: mine });
  await patch(`/api/v1/users/${other.id}`, { group_id: theirs });
  for (const client of [tomas, other, admin]) await logout(client);
});

test('who is invisible types unseen', async () => {
  const work = await Client.working(stack, ida()), boss = await Client.working(stack, rosa());
  const made = (await work.call('POST', '/api/v1/conversations', { user: boss.id, side: 'work', text: 'hello' })).body;
  const types = () => work.call('POST', `/api/v1/conversations/${made.id}/typing`);
  assert.equal((await types()).status, 204);
  await until('typing is shown', () => boss.frames.some((f) => f.kind === 'typing'));
  await choose(work, 'invisible');
  const before = boss.frames.length;
  assert.equal((await types()).status, 204);
  await work.call('POST', `/api/v1/conversations/${made.id}/messages`, { text: 'read this' });
  await boss.see('message', (s) => s.text === 'read this');
  assert.deepEqual(boss.frames.slice(before).filter((f) => f.kind === 'typing'), []);
  await choose(work, 'available');
  await logout(work);
  await logout(boss);
});

test('who is invisible reads unseen', async () => {
  const work = await Client.working(stack, ida()), boss = await Client.working(stack, rosa());
  const made = (await boss.call('POST', '/api/v1/conversations', { user: work.id, side: 'work', text: 'one' })).body, path = `/api/v1/conversations/${made.id}`;
  const last = made.state.last_seq, read = (seq) => work.call('POST', `${path}/read`, { seq });
  const told = async (client = boss) => (await client.call('GET', path)).body.state.parties.find((p) => p.user === work.id).read_seq;
  const tells = (client) => client.frames.filter((f) => f.kind === 'reading' && f.state?.user === work.id && f.state.conversation === made.id).map((f) => f.state.seq);
  assert.equal((await read(last)).status, 200);
  await until('the receipt', () => tells(boss).includes(last));
  await choose(work, 'invisible');
  assert.equal((await boss.call('POST', `${path}/messages`, { text: 'two' })).status, 201);
  assert.equal((await read(last + 1)).status, 200);
  await until('one\'s own page', () => tells(work).includes(last + 1));
  await choose(work, 'available');
  assert.equal((await boss.call('POST', `${path}/messages`, { text: 'three' })).status, 201);
  assert.equal(await told(), last, 'nor when one is seen again');
  assert.equal((await read(last + 2)).status, 200);
  await until('the next receipt', () => tells(boss).includes(last + 2));
  assert.deepEqual(tells(boss), [last, last + 2], 'nothing between');
  assert.equal(await told(), last + 2);
  await logout(work);
  await logout(boss);
});

test('the tenant\'s mode decides what a page sees, and a page that watches is told when it changes', async () => {
  const desk = await Client.login(stack, sam()), work = await Client.working(stack, ida()), boss = await Client.working(stack, rosa());
  await desk.open();
  await desk.watch(work.id, desk.id);
  await boss.watch(work.id, desk.id);
  assert.deepEqual([desk.person(work.id).work.shown, boss.person(desk.id).agent.online], ['available', true]);
  const stale = (client) => client.frames.filter((f) => f.type === 'stale').length;
  const said = [stale(desk), stale(boss)];
  await stack.mode(2);
  await until('both pages are told to begin anew', () => stale(desk) > said[0] && stale(boss) > said[1]);
  await desk.watch(work.id, desk.id);
  await boss.watch(work.id, desk.id);
  assert.deepEqual([desk.person(work.id).work, desk.person(work.id).agent.online], [null, false], 'a colleague of the same group, no Work account');
  assert.equal(boss.person(desk.id), null, 'no agent stands in a Work roster');
  assert.equal(boss.person(work.id).work.shown, 'available', 'Work users see each other in every mode');
  const before = desk.frames.length;
  await choose(work, 'dnd');
  await tells(boss, work.id, (s) => s.work.shown === 'dnd');
  assert.deepEqual(desk.frames.slice(before).filter((f) => f.kind === 'person'), [], 'and their changes are not an agent\'s to see');
  await choose(work, 'available');
  for (const client of [desk, work, boss]) await logout(client);
});

test('changes are coalesced: the last state wins and none is lost; a new list takes the place of the former', async () => {
  const work = await Client.working(stack, ida()), boss = await Client.working(stack, rosa());
  await boss.watch(work.id, boss.id);
  const before = boss.frames.length, began = Date.now();
  for (let i = 1; i <= 60; i++) await choose(work, i % 2 ? 'busy' : 'away', { message: `change ${i}` });
  await tells(boss, work.id, (s) => s.work.message === 'change 60');
  const told = boss.frames.slice(before).filter((f) => f.kind === 'person').length, most = 2 + (Date.now() - began) / 250;
  assert.ok(told <= most, `${told} frames, at most ${most}`);
  await boss.watch(boss.id);
  const left = boss.frames.length;
  await choose(work, 'dnd');
  await choose(boss, 'away');
  await tells(boss, boss.id, (s) => s.work.shown === 'away');
  assert.ok(boss.frames.slice(left).every((f) => f.id !== work.id), 'who is not on the list any more is told no more');
  await boss.watch(...Array.from({ length: 300 }, (_, i) => String(i + 1)));
  assert.equal(boss.frames.findLast((f) => f.type === 'watching').people, 256, 'a list is bounded');
  for (const what of ['{"type":"watch","people":["x",7,null,"-1",""]}', '{"type":"watch"}', '[]', 'no JSON', '{"type":"idle","idle":7}', '{"type":"else"}']) boss.socket.send(what);
  await boss.watch(work.id);
  assert.equal(boss.closed, false, 'what is not understood does no harm');
  await choose(work, 'available');
  await choose(boss, 'available');
  await logout(work);
  await logout(boss);
});

test('an expired login\'s stream ends while another session of the account lives, also if its page is silent', async () => {
  const left = async (client) => Date.parse(client.session.expires_at) - Date.parse(await soon(0));
  for (const app of ['work', 'workspace']) {
    const open = async () => (await Client.login(stack, rosa(), app)).open();
    const early = await open(), silent = await open();
    await stack.passAll(await left(early) / 2);
    const late = await open();
    silent.answerPings = false;
    // A Work stream that is gone may be swept before anybody looks: the two others are left.
    await until('it is silent', async () => app === 'work'
      ? (await stack.query('SELECT FROM presence.work_stream WHERE gone_at IS NULL AND user_id = $1', [early.id])).length === 2
      : (await stack.query(`SELECT FROM presence.stream WHERE state = 'stale' AND agent = $1`, [early.id])).length > 0);
    await stack.passAll(await left(silent) + 1000);
    await until('both streams end', () => early.closed && silent.closed);
    assert.deepEqual([early.closed, late.closed], [4001, false]);
    assert.ok([4001, 1013].includes(silent.closed), `the silent one ended with ${silent.closed}`); // as expired or as silent, whichever is found first
    assert.equal((await early.call('GET', '/api/v1/sessions/me')).status, 401);
    await assert.rejects(silent.open(), /401/);
    assert.equal((await late.call('GET', '/api/v1/sessions/me')).status, 200);
    await logout(late);
  }
});
