// The front desk (CT-17): who sees the calls of which line, live; calls fed as the daemon that takes calls will (tests/lib/legs.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Voice } from '../lib/legs.mjs';
import { generator } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';

const random = generator();
let stack, adam, voice, sales, people;
let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const call = (who, method, path, body, more) => who.call(method, `/api/v1/${path}`, body, more);
const get = async (who, path) => ok(await call(who, 'GET', path));
const make = async (path, body) => ok(await call(adam, 'POST', path, body), 201);
const person = async (name) => {
  const user = { username: unique('user'), name, password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true };
  return { ...await make('users', user), password: user.password };
};
const desk = async (who) => get(who, 'me/desk');
const shown = async (who) => (await desk(who)).calls.map((one) => `${one.state.state} ${one.state.name ?? one.state.number}`);
const ended = (who, id) => until(`the end of ${id}`, () => who.things.get(`leg ${id}`)?.state === null);
const legsOf = (who) => who.frames.filter((frame) => frame.kind === 'leg').length;

before(async () => {
  stack = await Stack.start({ name: 'frontdesk' });
  await stack.mode(3);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const [rita, olga, wim] = [await person('Rita Reception'), await person('Olga Other'), await person('Wim Worker')];
  sales = await make('services', { kind: 'call_queue', name: unique('Sales '), extension: '7901' });
  await make('desk-lines', { user_id: rita.id, service_id: sales.id });
  await make('desk-lines', { user_id: rita.id, line_user_id: wim.id });
  people = { rita, olga, wim };
  voice = await Voice.start(stack, 910001);
});
after(async () => { await voice?.close(); await stack?.stop(); });

test('a receptionist sees the lines that an administrator gave, chooses among them and orders them; nobody else sees any', async () => {
  const [rita, olga] = [await Client.working(stack, people.rita), await Client.working(stack, people.olga)];
  assert.deepEqual([rita.snapshot.front_desk.state.lines, olga.snapshot.front_desk.state.lines], [3, 0]);
  const own = `work:${people.rita.id}`, queue = `service:${sales.id}`, wim = `work:${people.wim.id}`;
  const lines = async () => (await desk(rita)).lines.map((one) => [one.id, one.own, one.chosen]);
  assert.deepEqual(await lines(), [[own, true, true], [queue, false, true], [wim, false, true]]);
  assert.deepEqual((await desk(rita)).lines[1], { id: queue, kind: 'service', name: sales.name, service: 'call_queue', extension: '7901', contact: queue, own: false, chosen: true });
  assert.deepEqual(await desk(olga), { version: '0', lines: [], calls: [], more: false });
  ok(await call(rita, 'PUT', 'me/desk', { lines: [wim, queue] }));
  await rita.see('front_desk', (s, f) => s.lines === 3 && Number(f.version) > Number(rita.snapshot.front_desk.version));
  assert.deepEqual(await lines(), [[wim, false, true], [queue, false, true], [own, true, false]], 'kept on the server');
  const other = await Client.working(stack, people.rita);
  assert.deepEqual((await desk(other)).lines.map((one) => one.id), [wim, queue, own], 'for each of their devices');
  problem(await call(rita, 'PUT', 'me/desk', { lines: [wim, `work:${people.olga.id}`] }), 422, 'unknown_reference', '/lines/1');
  problem(await call(rita, 'PUT', 'me/desk', { lines: [wim, wim] }), 422, 'invalid', '/lines/1');
  for (const bad of ['user:1', 'work:', 'work:1}', 'work:-1', 'service:1,2', 7, null]) problem(await call(rita, 'PUT', 'me/desk', { lines: [wim, bad] }), 422, 'invalid', '/lines/1');
  problem(await call(rita, 'PUT', 'me/desk', { lines: 'all' }), 422, 'invalid', '/lines');
  problem(await call(rita, 'PUT', 'me/desk', { lines: Array(201).fill(wim) }), 422, 'invalid', '/lines');
  problem(await call(rita, 'PUT', 'me/desk', {}), 422, 'invalid', '/lines');
  problem(await call(olga, 'PUT', 'me/desk', { lines: [queue] }), 422, 'unknown_reference', '/lines/0');
  const once = { headers: { 'idempotency-key': unique('desk') } };
  for (let n = 0; n < 2; n++) ok(await call(rita, 'PUT', 'me/desk', { lines: [] }, once));
  problem(await call(rita, 'PUT', 'me/desk', { lines: [wim] }, once), 409, 'idempotency_key_reused');
  assert.deepEqual(await lines(), [[own, true, true], [queue, false, true], [wim, false, true]], 'none chosen: all');
  problem(await call(adam, 'GET', 'me/desk'), 403, 'forbidden');
  for (const one of [rita, olga, other]) one.close();
});

test('an administrator alone gives lines; what can be no line is refused by its field', async () => {
  const rita = await Client.login(stack, people.rita, 'work'), maya = await Client.login(stack, stack.user('supervisor'));
  for (const who of [rita, maya]) problem(await call(who, 'POST', 'desk-lines', { user_id: people.rita.id, line_user_id: people.olga.id }), 403, 'forbidden');
  const body = { user_id: people.olga.id, line_user_id: people.wim.id };
  problem(await call(adam, 'POST', 'desk-lines', { user_id: people.olga.id }), 422, 'invalid', '/line_user_id');
  problem(await call(adam, 'POST', 'desk-lines', { ...body, service_id: sales.id }), 422, 'invalid', '/line_user_id');
  problem(await call(adam, 'POST', 'desk-lines', { user_id: people.olga.id, service_id: sales.id, side: 'agent' }), 422, 'invalid', '/side');
  problem(await call(adam, 'POST', 'desk-lines', { ...body, side: 'home' }), 422, 'invalid', '/side');
  problem(await call(adam, 'POST', 'desk-lines', { ...body, line_user_id: '999999999' }), 422, 'unknown_reference', '/line_user_id');
  problem(await call(adam, 'POST', 'desk-lines', { line_user_id: people.wim.id }), 422, 'invalid', '/user_id');
  const made = await make('desk-lines', body);
  problem(await call(adam, 'POST', 'desk-lines', body), 409, 'value_taken');
  problem(await call(adam, 'DELETE', `users/${people.olga.id}`, undefined, { headers: { 'if-match': `"${people.olga.version}"` } }), 409, 'referenced');
  ok(await call(adam, 'DELETE', `desk-lines/${made.id}`, undefined, { headers: { 'if-match': `"${made.version}"` } }));
  assert.deepEqual((await get(adam, `desk-lines?user_id=${people.olga.id}`)).data, []);
});

test('calls of one\'s lines come by the stream as they ring, wait, are answered, held and end; nobody else is told', async () => {
  const [rita, olga, wim] = await Promise.all([people.rita, people.olga, people.wim].map((one) => Client.working(stack, one)));
  const line = `service:${sales.id}`, leg = unique('leg'), from = '+12025550163';
  await make('external-contacts', { name: 'Zoë Müller', numbers: [{ number: from }] });
  await voice.step(leg, 'waiting', line, { number: from, shown: 'ZM', ago: 30 });
  const first = await rita.see('leg', (s) => s.line === line && s.state === 'waiting');
  assert.deepEqual([first.state.number, first.state.name, first.state.contact.split(':')[0], first.state.direction, first.state.with, first.state.actions], [from, 'Zoë Müller', 'external', 'in', null, []]);
  assert.deepEqual(await shown(rita), ['waiting Zoë Müller'], 'what a page reads is what it is told');
  await voice.step(leg, 'active', line, { number: from, by: people.wim.id });
  const active = await rita.see('leg', (s) => s.state === 'active');
  assert.deepEqual([active.id, active.state.with, Date.parse(active.state.since) > Date.parse(active.state.began_at)], [first.id, { id: people.wim.id, name: 'Wim Worker' }, true]);
  await voice.step(leg, 'held', line, { number: from, by: people.wim.id });
  await rita.see('leg', (s) => s.state === 'held');
  await voice.step(leg, 'ended', line);
  await ended(rita, first.id);
  assert.deepEqual(await shown(rita), []);
  assert.equal((await stack.asOwner('SELECT number FROM voice.leg WHERE leg = $1', [leg]))[0].number, null, 'nothing of the caller is kept');
  assert.deepEqual([legsOf(olga), legsOf(wim)], [0, 0], 'nobody who was not given the line');
  for (const one of [rita, olga, wim]) one.close();
});

test('steps in any order and twice make the same call; what has ended stays ended', async () => {
  const rita = await Client.working(stack, people.rita), line = `work:${people.wim.id}`, leg = unique('leg'), from = '+12025550164';
  const step = (seq, state) => voice.step(leg, state, line, { seq, number: from, by: people.wim.id });
  assert.deepEqual([await step(3, 'held'), await step(1, 'ringing'), await step(2, 'active'), await step(3, 'held')], ['ok', 'seen', 'seen', 'seen']);
  const { id } = await rita.see('leg', (s) => s.line === line);
  assert.deepEqual(await shown(rita), [`held ${from}`]);
  await step(4, 'active');
  await rita.see('leg', (s) => s.state === 'active');
  assert.deepEqual([await step(6, 'ended'), await step(5, 'held'), await step(7, 'active')], ['ok', 'seen', 'seen']);
  await ended(rita, id);
  assert.deepEqual(await shown(rita), []);
  const many = unique('leg'), order = Array.from({ length: 12 }, (_, i) => i + 1).sort(() => random.next() - 0.5);
  await Promise.all([...order, ...order].map((seq) => voice.step(many, ['ringing', 'waiting', 'active', 'held'][seq % 4], line, { seq, number: from })));
  assert.deepEqual(await shown(rita), [`ringing ${from}`], 'the twelfth, whoever came last');
  await voice.step(many, 'ended', line);
  rita.close();
});

test('a line that is taken away shows no call any more, at once; another organisation has nothing of it', async () => {
  const olga = await Client.working(stack, people.olga), line = `service:${sales.id}`, leg = unique('leg');
  const made = await make('desk-lines', { user_id: people.olga.id, service_id: sales.id });
  await olga.see('front_desk', (s) => s.lines === 2);
  await voice.step(leg, 'waiting', line, { number: '+12025550165' });
  await olga.see('leg', (s) => s.line === line);
  ok(await call(adam, 'DELETE', `desk-lines/${made.id}`, undefined, { headers: { 'if-match': `"${made.version}"` } }));
  await olga.see('front_desk', (s) => s.lines === 0);
  const told = legsOf(olga);
  assert.deepEqual((await desk(olga)).calls, []);
  const rita = await Client.working(stack, people.rita);
  await voice.step(leg, 'active', line, { number: '+12025550165' });
  await rita.see('leg', (s) => s.line === line && s.state === 'active');
  assert.equal(legsOf(olga), told, 'nor by the stream');
  // The same ids in another organisation are other things.
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Elsewhere') AS id`);
  await stack.mode(3, tenant.id);
  const theirs = unique('leg');
  await voice.step(theirs, 'waiting', line, { number: '+12025550166', tenant: tenant.id });
  await voice.step(leg, 'ended', line);
  await ended(rita, (await stack.asOwner('SELECT id FROM voice.leg WHERE leg = $1', [leg]))[0].id);
  assert.ok(!rita.frames.some((frame) => frame.state?.number === '+12025550166'), 'its line has another owner');
  assert.deepEqual(await shown(rita), []);
  await voice.step(theirs, 'ended', line, { tenant: tenant.id });
  for (const one of [rita, olga]) one.close();
});

test('a page that was away is whole again', async () => {
  const rita = await Client.working(stack, people.rita), line = `service:${sales.id}`, [stays, goes, comes] = [unique('leg'), unique('leg'), unique('leg')];
  await voice.step(stays, 'waiting', line, { number: '+12025550167', ago: 60 });
  await voice.step(goes, 'waiting', line, { number: '+12025550168' });
  await until('both', async () => [...rita.things.values()].filter((f) => f.kind === 'leg' && f.state?.state === 'waiting').length === 2);
  rita.close();
  await until('away', () => rita.closed);
  await voice.step(stays, 'active', line, { number: '+12025550167', by: people.wim.id });
  await voice.step(goes, 'ended', line);
  await voice.step(comes, 'ringing', `work:${people.wim.id}`, { number: '+12025550169' });
  await rita.open();
  assert.deepEqual(await shown(rita), ['active +12025550167', 'ringing +12025550169']);
  await voice.step(stays, 'ended', line);
  await voice.step(comes, 'ended', `work:${people.wim.id}`);
  await until('none', async () => (await shown(rita)).length === 0);
  rita.close();
});

test('transfer is offered where the daemon does it, and with none it is not', async () => {
  const rita = await Client.working(stack, people.rita), own = `work:${people.rita.id}`, leg = unique('leg');
  await voice.step(leg, 'active', own, { number: '+12025550170', by: people.rita.id });
  const mine = await rita.see('leg', (s) => s.line === own);
  assert.deepEqual(mine.state.actions, [], 'this one does not');
  const { data } = await get(rita, `contacts?cards=true&q=${encodeURIComponent('Wim Worker')}`);
  assert.deepEqual(data.map((card) => card.id), [`user:${people.wim.id}`]);
  assert.ok(!data[0].actions.some((one) => one.action === 'transfer') && data[0].presence.work.shown !== undefined, 'rows of the directory are whole cards');
  const able = await Voice.start(stack, 910002, { can: ['transfer'], name: 'voiced-2' });
  await able.step(leg, 'ringing', own, { seq: 1, number: '+12025550170' });
  await rita.see('leg', (s) => s.line === own && s.state === 'ringing');
  assert.deepEqual((await desk(rita)).calls.map((one) => one.state.actions), [[]], 'not while it rings');
  await able.step(leg, 'active', own, { number: '+12025550170', by: people.rita.id });
  await rita.see('leg', (s) => s.line === own && s.actions.includes('transfer'));
  await able.step(leg, 'ended', own);
  await able.close();
  rita.close();
});

test('calls that a lost voice daemon told of end within seconds; its next run tells of those that it still has', async () => {
  const rita = await Client.working(stack, people.rita), line = `service:${sales.id}`, [lost, kept] = [unique('leg'), unique('leg')];
  const dying = await Voice.start(stack, 910003, { name: 'voiced-3' });
  await dying.step(lost, 'waiting', line, { number: '+12025550171' });
  await dying.step(kept, 'active', line, { number: '+12025550172' });
  const [one, other] = [await rita.see('leg', (s) => s.number === '+12025550171'), await rita.see('leg', (s) => s.number === '+12025550172')];
  dying.die();
  await ended(rita, one.id);
  await ended(rita, other.id);
  assert.deepEqual(await shown(rita), []);
  assert.deepEqual(await stack.asOwner('SELECT number, shown FROM voice.leg WHERE leg = $1', [lost]), [{ number: null, shown: '' }]);
  const again = await Voice.start(stack, 910004, { name: 'voiced-3' });
  await again.step(kept, 'active', line, { seq: 1, number: '+12025550172' });
  await rita.see('leg', (s) => s.number === '+12025550172');
  assert.equal(await dying.step(kept, 'ended', line), 'seen', 'the former run says nothing any more');
  assert.deepEqual(await shown(rita), ['active +12025550172']);
  // One that leaves in good order leaves nothing behind either.
  await again.ask('SELECT ops.instance_leave($1)', [910004]);
  await until('none', async () => (await shown(rita)).length === 0);
  assert.equal((await voice.step(unique('leg'), 'ringing', line, { number: '+12025550173' })), 'ok', 'a living one goes on');
  for (const v of [dying, again]) await v.close();
  rita.close();
});
