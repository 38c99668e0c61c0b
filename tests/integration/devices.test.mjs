// SIP phones over the API (SP-8, SP-9, Security): who makes and sees them, a password that is shown once and kept as a sealed hash.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { keysOf, openBox } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { SipClient, challengeOf } from '../lib/sip.mjs';
import { Stack, until } from '../lib/stack.mjs';

const SERVERS = ['sip:voice.example', 'sips:voice.example:5061;transport=tcp'];
let stack, adam, anna, wim;
before(async () => {
  process.env.TRUNKLINE_VOICED_SIP_SERVERS = SERVERS.join(' ');
  stack = await Stack.start({ name: 'devices', instances: 'presenced routerd smsgw chatd voiced voiced-2' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  anna = await loggedIn({ has_seat: true });
  wim = await loggedIn({ has_work: true }, 'work');
});
after(async () => { await stack?.stop(); });

let count = 0;
const unique = (word = 'd') => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const call = (who, method, path, body, headers) => who.call(method, `/api/v1/${path}`, body, { headers });
const get = async (who, path) => ok(await call(who, 'GET', path));
const person = async (licences, by = adam, role = 'agent') => {
  const user = { username: unique(), name: unique(), password: 'a long password', role, ...licences };
  return { ...user, ...ok(await call(by, 'POST', 'users', user), 201), password: user.password };
};
const loggedIn = async (licences, app) => Client.login(stack, await person(licences), app);
const make = async (who, more) => ok(await call(who, 'POST', 'devices', { side: 'work', label: 'Desk', ...more }), 201);
const change = (who, device, body, version = device.version) => call(who, 'PATCH', `devices/${device.id}`, body, { 'if-match': `"${version}"` });
const remove = (who, device, version = device.version) => call(who, 'DELETE', `devices/${device.id}`, undefined, { 'if-match': version });
const ha1 = (device, password) => createHash(device.algorithm === 'MD5' ? 'md5' : 'sha256').update(`${device.username}:${device.realm}:${password}`).digest('hex');
const NOWHERE = '999999999999';

// As who has the key ring opens a box (rule 32).
const opened = (box, place, keys = keysOf(stack)) => openBox(keys, box, place).toString();
const boxOf = async (device) => (await stack.query('SELECT secret FROM voice.device WHERE id = $1', [device.id]))[0].secret;
// A phone registers: what the registrar calls when the digest was right.
const registered = async (device, contact = 'sip:phone@192.0.2.7:5060') => assert.equal((await stack.asOwner(`
  WITH k AS MATERIALIZED (SELECT pg_advisory_xact_lock(ops.key('device', 1, $1::text)))
  SELECT p.outcome FROM k, LATERAL voice.binding_put(1, $1::bigint, $2, '192.0.2.7:5060', 'udp', 'Phone/1.0', 'voiced', ops.clock() + interval '1 hour', NULL) AS p`, [device.id, contact]))[0].outcome, 'ok');

test('an administrator makes a phone for a Work user: name and password are random, and what is kept opens to its hash with the key ring alone', async () => {
  const made = await make(adam, { user_id: wim.id, label: 'Kitchen' });
  assert.deepEqual([made.user_id, made.side, made.label, made.algorithm, made.realm, made.servers, made.allowed, made.registered, made.version],
    [wim.id, 'work', 'Kitchen', 'SHA-256', 'trunkline', SERVERS, true, false, '1']);
  assert.match(made.username, /^[a-z0-9]{12}$/);
  assert.match(made.password, /^[A-Za-z0-9_-]{24}$/, '144 random bits');
  const box = await boxOf(made);
  assert.equal(opened(box, `voice.device:1:${made.id}`), ha1(made, made.password));
  assert.throws(() => opened(box, `voice.device:1:${made.id}`, new Map([[1, randomBytes(32)]])), 'not without the key');
  assert.throws(() => opened(box, `voice.device:1:${Number(made.id) + 1}`), 'nor as another row\'s');
  const other = await make(adam, { user_id: wim.id, algorithm: 'MD5' });
  assert.equal(opened(await boxOf(other), `voice.device:1:${other.id}`), ha1(other, other.password), 'MD5 has a hash of its own');
  assert.ok(other.username !== made.username && other.password !== made.password);
  for (const one of [made, other]) ok(await remove(adam, one), 204);
});

test('a password is in the answer to who made it and nowhere else', async () => {
  const key = { 'idempotency-key': unique() }, body = { side: 'work', label: 'Once' };
  const [first, second] = [ok(await call(wim, 'POST', 'devices', body, key), 201), ok(await call(wim, 'POST', 'devices', body, key), 201)];
  assert.deepEqual(second, first, 'the same command again answers the same');
  const shown = [await get(wim, `devices/${first.id}`), await get(adam, `devices/${first.id}`), await get(adam, 'devices?limit=200'), await get(adam, `audit?key=${first.id}`)];
  assert.equal(shown[0].password, undefined);
  const dump = JSON.stringify(await stack.asOwner(`SELECT to_jsonb(d) AS row FROM voice.device AS d UNION ALL SELECT to_jsonb(c) FROM ops.command AS c
    UNION ALL SELECT to_jsonb(a) FROM ops.audit AS a UNION ALL SELECT to_jsonb(e) FROM ops.event AS e`));
  for (const text of [...shown.map((one) => JSON.stringify(one)), dump, ...Object.values(stack.run.logs).map((file) => readFileSync(file, 'utf8'))])
    for (const secret of [first.password, ha1(first, first.password), Buffer.from(first.password).toString('hex')]) assert.ok(!text.includes(secret));
  ok(await remove(wim, first), 204);
});

test('a user makes and sees the phones of the account that they are logged in with, and nobody else\'s', async () => {
  const both = await person({ has_seat: true, has_work: true });
  const [work, desk] = [await Client.login(stack, both, 'work'), await Client.login(stack, both)];
  const [mine, hers] = [await make(work), await make(desk, { side: 'agent', user_id: both.id })];
  const theirs = await make(anna, { side: 'agent' });
  const ids = async (who, more = '') => (await get(who, `devices?limit=200${more}`)).data.map((one) => one.id);
  assert.deepEqual(await ids(work), [mine.id]);
  assert.deepEqual(await ids(desk), [hers.id]);
  assert.deepEqual(await ids(anna), [theirs.id]);
  assert.deepEqual(await ids(wim), []);
  assert.deepEqual(await ids(anna, `&user_id=${both.id}`), []);
  assert.deepEqual(await ids(adam, `&user_id=${both.id}`), [mine.id, hers.id]);
  const pages = [];
  for (let cursor = ''; ;) {
    const page = await get(adam, `devices?limit=1&user_id=${both.id}${cursor && `&cursor=${cursor}`}`);
    pages.push(...page.data.map((one) => one.id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  assert.deepEqual(pages, [mine.id, hers.id]);
  for (const who of [desk, anna, wim]) {
    problem(await call(who, 'GET', `devices/${mine.id}`), 404, 'not_found');
    problem(await change(who, mine, { label: 'Mine' }), 404, 'not_found');
    problem(await call(who, 'POST', `devices/${mine.id}/rotate`), 404, 'not_found');
    problem(await remove(who, mine), 404, 'not_found');
  }
  problem(await call(anna, 'POST', 'devices', { user_id: both.id, side: 'agent', label: 'x' }), 403, 'forbidden');
  problem(await call(anna, 'POST', 'devices', { user_id: NOWHERE, side: 'agent', label: 'x' }), 403, 'forbidden');
  problem(await call(desk, 'POST', 'devices', { side: 'work', label: 'x' }), 403, 'forbidden');
  problem(await call(new Client(stack, null), 'GET', 'devices'), 401, 'unauthenticated');
  assert.equal((await get(adam, `devices/${mine.id}`)).label, 'Desk', 'nothing has changed');
});

test('another organisation has none of them', async () => {
  const mine = await make(wim);
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = `tlk_${'d'.repeat(43)}`;
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin,administrators}', ops.clock())`, [tenant.id]);
  const boss = await Client.login(stack, await person({}, new Client(stack, token), 'administrator'), 'admin');
  assert.deepEqual((await get(boss, 'devices')).data, []);
  problem(await call(boss, 'GET', `devices/${mine.id}`), 404, 'not_found');
  problem(await change(boss, mine, { label: 'x' }), 404, 'not_found');
  problem(await call(boss, 'POST', `devices/${mine.id}/rotate`), 404, 'not_found');
  problem(await remove(boss, mine), 404, 'not_found');
  problem(await call(boss, 'POST', 'devices', { user_id: wim.id, side: 'work', label: 'x' }), 422, 'unknown_reference', '/user_id');
  ok(await remove(wim, mine), 204);
});

test('a new password or another algorithm ends what was registered with the former; another label does not', async () => {
  const made = await make(wim);
  await registered(made);
  const [binding] = (await get(wim, `devices/${made.id}`)).bindings;
  assert.deepEqual([binding.contact, binding.source, binding.transport, binding.agent], ['sip:phone@192.0.2.7:5060', '192.0.2.7:5060', 'udp', 'Phone/1.0']);
  assert.ok(binding.since < binding.expires_at);
  problem(await call(wim, 'PATCH', `devices/${made.id}`, { label: 'Door' }), 428, 'precondition_required');
  const labelled = ok(await change(wim, made, { label: 'Door', algorithm: 'SHA-256' }));
  assert.deepEqual([labelled.label, labelled.password, labelled.registered, labelled.version, labelled.rotated_at], ['Door', null, true, '2', made.rotated_at]);
  assert.equal(opened(await boxOf(made), `voice.device:1:${made.id}`), ha1(made, made.password), 'the password is as it was');
  problem(await change(wim, made, { label: 'Gate' }), 412, 'stale_version');
  problem(await remove(wim, made), 412, 'stale_version');
  const key = { 'idempotency-key': unique() };
  const rotated = ok(await call(adam, 'POST', `devices/${made.id}/rotate`, undefined, key));
  assert.notEqual(rotated.password, made.password);
  assert.deepEqual([rotated.username, rotated.registered, rotated.version], [made.username, false, '3']);
  assert.equal(opened(await boxOf(made), `voice.device:1:${made.id}`), ha1(made, rotated.password));
  await registered(made);
  const md5 = ok(await change(wim, rotated, { algorithm: 'MD5' }));
  assert.deepEqual([md5.algorithm, md5.label, md5.registered], ['MD5', 'Door', false]);
  assert.equal(opened(await boxOf(made), `voice.device:1:${made.id}`), ha1(md5, md5.password));
  assert.deepEqual((await get(wim, `devices/${made.id}`)).bindings, []);
  await registered(made);
  ok(await remove(wim, md5), 204);
  problem(await call(wim, 'GET', `devices/${made.id}`), 404, 'not_found');
  problem(await call(wim, 'POST', `devices/${made.id}/rotate`), 404, 'not_found');
  assert.deepEqual(ok(await call(adam, 'POST', `devices/${made.id}/rotate`, undefined, key)), rotated, 'a command that comes again is answered as before');
  assert.deepEqual(await stack.query('SELECT * FROM voice.binding WHERE device = $1', [made.id]), []);
});

test('each act stands in the audit log, with who did it', async () => {
  const made = await make(wim);
  ok(await call(adam, 'POST', `devices/${made.id}/rotate`));
  ok(await change(wim, made, { label: 'Door' }, '2'));
  ok(await remove(adam, made, '3'), 204);
  const { data } = await get(adam, `audit?key=${made.id}&limit=200`);
  assert.deepEqual(data.filter((one) => one.action.startsWith('device_')).map((one) => [one.action, one.actor ?? one.actor_id]),
    [['device_create', wim.id], ['device_rotate', adam.id], ['device_update', wim.id], ['device_delete', adam.id]]);
});

test('a phone needs its side\'s licence, when it is made and ever after', async () => {
  const user = await person({ has_work: true });
  problem(await call(adam, 'POST', 'devices', { user_id: user.id, side: 'agent', label: 'x' }), 422, 'invalid', '/side');
  problem(await call(adam, 'POST', 'devices', { user_id: anna.id, side: 'work', label: 'x' }), 422, 'invalid', '/side');
  problem(await call(adam, 'POST', 'devices', { user_id: NOWHERE, side: 'work', label: 'x' }), 422, 'unknown_reference', '/user_id');
  const made = await make(adam, { user_id: user.id });
  await registered(made);
  const put = async (change) => ok(await call(adam, 'PATCH', `users/${user.id}`, change, { 'if-match': (await get(adam, `users/${user.id}`)).version }));
  await put({ has_work: false });
  const without = await get(adam, `devices/${made.id}`);
  assert.deepEqual([without.allowed, without.registered, without.bindings], [false, false, []]);
  await assert.rejects(registered(made), /not_found/, 'it registers no more');
  await put({ has_work: true });
  assert.equal((await get(adam, `devices/${made.id}`)).allowed, true);
  await put({ disabled: true });
  assert.equal((await get(adam, `devices/${made.id}`)).allowed, false);
  ok(await call(adam, 'DELETE', `users/${user.id}`, undefined, { 'if-match': (await get(adam, `users/${user.id}`)).version }), 200);
  problem(await call(adam, 'GET', `devices/${made.id}`), 404, 'not_found');
  assert.deepEqual((await get(adam, `devices?user_id=${user.id}`)).data, []);
  await stack.asOwner('SELECT voice.bindings_sweep(1000)');
  assert.deepEqual(await stack.query('SELECT id FROM voice.device WHERE id = $1', [made.id]), [], 'a removed user\'s phones go');
});

test('a second voiced of one database says that it is not alone', async () => {
  await until('it says so', async () => (await stack.metrics('voiced-2')).voice_others === 1 && readFileSync(stack.run.logs['voiced-2'], 'utf8').includes('"voiced_not_alone"'));
});

test('a change of a phone reaches every voiced', async () => {
  const user = await person({ has_work: true });
  let phone = await make(adam, { user_id: user.id, algorithm: 'MD5' });
  const sips = await Promise.all(['voiced', 'voiced-2'].map((name) => SipClient.open(stack.run.sip[name].port)));
  // A name that an instance does not know is challenged with SHA-256, as any.
  const know = (algorithm) => Promise.all(sips.map((sip) => until(`a challenge with ${algorithm}`, async () =>
    challengeOf((await sip.request('REGISTER', { user: phone.username, headers: [sip.contact('x')] })).get('www-authenticate')).algorithm === algorithm)));
  const answers = (password) => Promise.all(sips.map(async (sip) => (await sip.register({ username: phone.username, password })).status));
  try {
    await know('MD5');
    assert.deepEqual(await answers(phone.password), [200, 200]);
    assert.equal((await get(adam, `devices/${phone.id}`)).bindings.length, 2);
    const former = phone.password;
    phone = ok(await change(adam, phone, { algorithm: 'SHA-256' }));
    await know('SHA-256');
    assert.deepEqual(await answers(former), [403, 403]);
    assert.deepEqual(await answers(phone.password), [200, 200]);
    phone = ok(await change(adam, phone, { algorithm: 'MD5' }));
    await know('MD5');
    assert.deepEqual(await answers(phone.password), [200, 200]);
    ok(await call(adam, 'PATCH', `users/${user.id}`, { has_work: false }, { 'if-match': (await get(adam, `users/${user.id}`)).version }));
    await know('SHA-256');
    assert.deepEqual(await answers(phone.password), [403, 403], 'without the licence it is as unknown as any');
    assert.deepEqual((await get(adam, `devices/${phone.id}`)).bindings, []);
  } finally { for (const sip of sips) sip.close(); }
});

test('at most ten phones a user, and bad input is named', async () => {
  const user = await person({ has_seat: true, has_work: true });
  for (let i = 0; i < 10; i++) await make(adam, { user_id: user.id, side: i % 2 ? 'work' : 'agent' });
  problem(await call(adam, 'POST', 'devices', { user_id: user.id, side: 'work', label: 'x' }), 409, 'too_many');
  assert.equal((await get(adam, `devices?user_id=${user.id}`)).data.length, 10);
  const good = { side: 'work', label: 'x' };
  for (const [field, value] of [['side', 'both'], ['label', ''], ['label', 'x'.repeat(81)], ['algorithm', 'SHA-1'], ['user_id', 'x'], ['label', 7]])
    problem(await wim.call('POST', '/api/v1/devices', { ...good, [field]: value }, { direct: true }), 422, 'invalid', `/${field}`);
  for (const field of Object.keys(good)) problem(await wim.call('POST', '/api/v1/devices', { ...good, [field]: undefined }, { direct: true }), 422, 'invalid', `/${field}`);
  problem(await call(wim, 'GET', 'devices?cursor=%21'), 400, 'bad_request');
  problem(await wim.call('GET', '/api/v1/devices?colour=red', undefined, { direct: true }), 400, 'bad_request');
  const made = await make(wim);
  problem(await wim.call('PATCH', `/api/v1/devices/${made.id}`, { algorithm: 'none' }, { direct: true, headers: { 'if-match': '1' } }), 422, 'invalid', '/algorithm');
  ok(await remove(wim, made), 204);
});
