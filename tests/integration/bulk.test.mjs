// Configuration in bulk (AD-5): the whole of a tenant in one file, rows of a resource as tables, driven as an
// administrator would.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';

let stack, adam;
before(async () => {
  process.env.TRUNKLINE_CHATD_KEY_REQUESTS = '4';
  stack = await Stack.start({ name: 'bulk' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { await stack?.stop(); });

let count = 0;
const unique = (word) => `${word} ${process.pid}-${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body).slice(0, 2000)); return answer.body; };
const get = (path, who = adam) => who.call('GET', `/api/v1/${path}`);
const post = (path, body, who = adam) => who.call('POST', `/api/v1/${path}`, body);
const send = (path, raw, type, who = adam) => who.call('POST', `/api/v1/${path}`, undefined, { raw, headers: { 'content-type': type } });
// As the answer 503 outcome_unknown asks for: a request that takes over 30 s is repeated with its key.
const sendUntilKnown = (path, raw, type) => {
  const headers = { 'content-type': type, 'idempotency-key': unique('k').replace(' ', '') };
  return until(`the outcome of ${path}`, async () => {
    const answer = await adam.call('POST', `/api/v1/${path}`, undefined, { raw, headers });
    return answer.body?.type !== 'outcome_unknown' && answer;
  });
};
const file = async (who = adam) => {
  const answer = await fetch(`${stack.base}/api/v1/export`, { headers: { authorization: `Bearer ${who.token}` } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="trunkline.json"');
  return answer.text();
};
const errors = (answer, ...wanted) => {
  assert.equal(answer.status, 422, JSON.stringify(answer.body).slice(0, 1000));
  assert.deepEqual(answer.body.errors.map((e) => [e.line, e.pointer, e.type].filter((x) => x !== undefined).join(' ')), wanted);
};
// A tenant with nothing but an administrator of this name, as an operator makes one.
const emptyTenant = async (username) => {
  const [{ id }] = await stack.asOwner(`SELECT directory.tenant_create('Empty') AS id`);
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role)
    SELECT $1, $2, 'Somebody', password_hash, 'administrator' FROM directory.app_user WHERE tenant = 1 AND role = 'administrator' LIMIT 1`, [id, username]);
  return { id, client: await Client.login(stack, { username, password: stack.user('administrator').password }, 'admin') };
};

test('a whole configuration moves into an empty tenant: exported there it is the same, byte for byte', async () => {
  // What the demo has not: a webhook, two rules that refer in JSON, a status that needs a code.
  const schedule = ok(await post('schedules', { name: unique('Hours'), time_zone: 'Europe/Stockholm', week: [{ weekday: 2, opens: '08:00', closes: '17:00' }] }), 201);
  ok(await post('route-rules', { channel_id: '2', position: 1, queue_id: '2', conditions: { schedule: { id: schedule.id, open: true }, customer: 'known' }, skills: [{ skill: '3', level: 40 }] }), 201);
  ok(await post('webhooks', { url: 'https://example.com/hook', types: ['trunkline.receipt.*'], enabled: false }), 201);
  const [own] = ok(await get('tenants')).data;
  ok(await adam.call('PATCH', `/api/v1/tenants/${own.id}`, { codes_required: ['on_break'], case_prefix: 'X-' }, { headers: { 'if-match': own.version } }));

  const source = await file();
  assert.doesNotMatch(source, /argon2|"id"|"version"|hook_key|key_hash|secret|password":/);
  const parsed = JSON.parse(source);
  const { resources } = parsed;
  const claimed = resources.phone_number.filter((it) => ['claimed', 'assigned'].includes(it.state)).map((it) => it.number);
  // Users' names and owners of numbers are one over the installation: here the former tenant's make room.
  await stack.asOwner(`UPDATE directory.app_user SET username = 'was-' || username WHERE tenant = 1`);
  await stack.asOwner(`UPDATE directory.phone_number SET stage = 'released' WHERE tenant = 1 AND stage = 'claimed'`);
  const target = await emptyTenant('adam');

  const dry = ok(await send('import?dry_run=true', source, 'application/json', target.client));
  assert.equal(dry.dry_run, true);
  assert.equal(dry.created.membership, resources.membership.length);
  assert.ok(dry.difference.some((d) => d.resource === 'tenant' && d.did === 'changed' && d.after.case_prefix === 'X-'));
  assert.deepEqual(ok(await get('queues', target.client)).data, [], 'a dry run keeps nothing');

  const done = ok(await send('import', source, 'application/json', target.client));
  for (const [noun, list] of Object.entries(resources)) if (!['tenant', 'user'].includes(noun) && list.length > 0) assert.equal(done.created[noun], noun === 'role' ? undefined : list.length, noun); // each organisation has the three roles that are in the file
  assert.equal(await file(target.client), source);
  assert.ok(Array.isArray(done.warnings));

  // What the file can't hold must be set: nobody but the one who imported can log in, no key opens.
  assert.deepEqual([...new Set(done.unset.map((u) => `${u.resource} ${u.fields}`))].sort(), ['api_key key', 'channel hook_key', 'user password', 'webhook secret']);
  const maya = done.unset.find((u) => u.name === 'maya');
  const user = ok(await get(`users/${maya.id}`, target.client));
  ok(await target.client.call('PATCH', `/api/v1/users/${maya.id}`, { password: 'seven green bicycles' }, { headers: { 'if-match': user.version } }));
  assert.equal((await Client.login(stack, { username: 'maya', password: 'seven green bicycles' })).session.user.username, 'maya');
  const key = done.unset.find((u) => u.resource === 'api_key');
  const held = ok(await get(`api-keys/${key.id}`, target.client));
  const rotated = ok(await target.client.call('POST', `/api/v1/api-keys/${key.id}/rotate`, undefined, { headers: { 'if-match': held.version } }));
  assert.equal((await new Client(stack, rotated.key).call('GET', '/api/v1/channels')).status, 200, 'a rotated key opens');
  const channel = done.unset.find((u) => u.resource === 'channel');
  const entry = ok(await get(`channels/${channel.id}`, target.client));
  assert.match(ok(await target.client.call('POST', `/api/v1/channels/${channel.id}/rotate`, undefined, { headers: { 'if-match': entry.version } })).hook_key, /^[0-9a-f]{32}$/);
  assert.equal((await target.client.call('POST', `/api/v1/channels/${channel.id}/rotate`, undefined, { headers: { 'if-match': entry.version } })).status, 412);
  assert.equal((await target.client.call('POST', `/api/v1/channels/${channel.id}/rotate`)).status, 428);
  assert.equal(await file(target.client), source, 'secrets are no part of it');

  const again = await send('import', source, 'application/json', target.client);
  assert.equal(again.status, 409);
  assert.equal(again.body.type, 'not_empty');
  assert.deepEqual(ok(await send('import?mode=merge', source, 'application/json', target.client)).changed, {});
  ok(await post('skills', { name: unique('More') }, target.client), 201);
  assert.deepEqual(ok(await send('import?mode=replace', source, 'application/json', target.client)).removed, { skill: 1 });
  assert.equal(await file(target.client), source);
  await stack.asOwner(`UPDATE directory.app_user SET username = 'gone-' || username WHERE tenant = $1`, [target.id]);
  await stack.asOwner(`UPDATE directory.app_user SET username = substr(username, 5) WHERE tenant = 1`);
  await stack.asOwner(`UPDATE directory.phone_number SET stage = 'available' WHERE tenant = $1`, [target.id]);
  await stack.asOwner(`UPDATE directory.phone_number SET stage = 'claimed' WHERE tenant = 1 AND number = ANY ($1)`, [claimed]);
});

test('from the shell a file becomes a new tenant, and its administrator gets a password', async () => {
  const database = ['--database', stack.conninfo('trunkline')];
  const ctl = (...args) => new Promise((done) => {
    const child = execFile(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), args.slice(0, -1), (error, out, err) => done({ code: error?.code ?? 0, out, err }));
    child.stdin.end(args.at(-1));
  });
  const told = await ctl('export', '-', ...database, '--tenant', '1', '');
  assert.equal(told.out, await file());
  const shell = ok(await get('audit?action=configuration_export&limit=200')).data.filter(({ actor_role }) => actor_role === 'operator');
  assert.deepEqual(shell.map(({ actor_id, detail }) => [actor_id, detail.source]), [[null, 'trunklinectl']]);
  // The same people with other names and numbers, for both are one over the installation.
  const named = told.out.replace(/("username": ")/g, '$1moved-').replace(/("(?:agent|user)": ")/g, '$1moved-');
  const numbered = (digit) => JSON.parse(told.out).resources.phone_number.reduce((text, it) => text.replaceAll(it.number, it.number + digit), named);
  const moved = numbered('9');
  const from = Stack.dirOf('bulk') + '-configuration.json';
  try {
    writeFileSync(from, named);
    const taken = await ctl('import', from, ...database, '');
    assert.equal(taken.code, 1);
    assert.match(taken.out, /^wrong +\/resources\/phone_number\/0\/state: Another organisation on this installation has claimed this number\. Contact the operator\.$/m);
    writeFileSync(from, moved);
    const dry = await ctl('import', from, ...database, '--dry-run', '');
    assert.equal(dry.code, 0, dry.err);
    assert.match(dry.out, /created +\d+ membership[^]*nothing was kept/);
    const done = await ctl('import', from, ...database, '');
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /^set +user: moved-adam$/m);
    const [, tenant] = /^tenant +(\d+)$/m.exec(done.out);
    assert.equal((await ctl('export', '-', ...database, '--tenant', tenant, '')).out, moved);
    for (const [password, why] of [['short\n', /needs 10 characters/], ['moved-adam 2026!\n', /user's name/], ['password2026!\n', /everybody tries/],
      [`${'long '.repeat(60)}\n`, /at most 256/], ['', /standard input/]]) {
      const refused = await ctl('password', 'moved-adam', ...database, password);
      assert.deepEqual([refused.code, why.test(refused.err)], [1, true], refused.err);
    }
    assert.equal((await ctl('password', 'nobody', ...database, 'seven green bicycles\n')).code, 1);
    const set = await ctl('password', 'moved-adam', ...database, 'seven green bicycles\n');
    assert.equal(set.code, 0, set.err);
    const boss = await Client.login(stack, { username: 'moved-adam', password: 'seven green bicycles' }, 'admin');
    assert.equal(await file(boss), moved);
    const [audit] = ok(await get(`audit?action=user_update&key=${boss.id}&sort=-id`, boss)).data;
    assert.deepEqual([audit.actor_role, audit.detail.source, audit.detail.secrets], ['operator', 'trunklinectl', ['password']]);
    assert.doesNotMatch(JSON.stringify(audit), /argon2/);
    // The tenant's own rule counts, as for its users.
    const { version } = ok(await get(`tenants/${tenant}`, boss));
    ok(await boss.call('PATCH', `/api/v1/tenants/${tenant}`, { password_min: 30 }, { headers: { 'if-match': version } }));
    assert.match((await ctl('password', 'moved-adam', ...database, 'seven green bicycles\n')).err, /needs 30 characters/);
    writeFileSync(from, numbered('8'));
    const wrong = await ctl('import', from, ...database, '');
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, /^wrong +\/resources\/user\/\d+\/username: /m);
  } finally { rmSync(from, { force: true }); }
});

test('one wrong row keeps the whole file out, and is named', async () => {
  const before = await file();
  const parsed = JSON.parse(before);
  parsed.resources.queue.push({ name: 'Fine' }, { name: 'Wrong', priority: 11 });
  parsed.resources.membership.push({ queue: 'Fine', agent: 'maya' });
  const at = parsed.resources.queue.length - 1;
  errors(await send('import?mode=merge', JSON.stringify(parsed), 'application/json'), `/resources/queue/${at}/priority invalid`);
  assert.equal(await file(), before);
  for (const [raw, status, type] of [['{', 400, 'bad_request'], ['{}', 422, 'invalid'], [Buffer.from([0x22, 0xff, 0x22]), 400, 'bad_request'], ['"\\u0000"', 422, 'invalid']]) {
    const answer = await send('import?mode=merge', raw, 'application/json');
    assert.deepEqual([answer.status, answer.body.type], [status, type], String(raw));
  }
  assert.equal((await send('import', '{}', 'text/csv')).status, 415);
  assert.equal((await send('import?mode=sideways', '{}', 'application/json')).status, 422);
  assert.equal((await send('import?colour=red', '{}', 'application/json')).status, 400);
  const huge = await fetch(`${stack.base}/api/v1/import`, { method: 'POST', body: 'x'.repeat(33 * 1024 * 1024), headers: { authorization: `Bearer ${adam.token}`, 'content-type': 'application/json' } });
  assert.equal(huge.status, 413);
  const maya = await Client.login(stack, stack.user('agent', 0));
  for (const answer of [await get('export', maya), await send('import', before, 'application/json', maya), await get('users/export', maya), await send('users/import', '[]', 'application/json', maya)])
    assert.equal(answer.status, 403);
});

test('a table of each kind goes out, is changed as a spreadsheet would, and comes in again', async () => {
  ok(await post('canned-messages', { folder: '', name: '+1', text: '=1+1', language: null }), 201);
  for (const path of ['users', 'skills', 'memberships', 'agent-skills', 'schedules', 'canned-messages']) {
    const answer = await get(`${path}/export?format=csv`);
    const table = ok(answer);
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    assert.match(answer.headers.get('content-disposition'), /filename="[a-z_]+\.csv"/);
    // What went out comes in and changes nothing: with a byte order mark, with other line ends, as JSON, as lines of JSON.
    for (const [raw, type] of [[table, 'text/csv'], ['\ufeff' + table.replaceAll('\r\n', '\n'), 'text/csv; charset=utf-8'],
      [JSON.stringify(ok(await get(`${path}/export?format=json`))), 'application/json'], [ok(await get(`${path}/export?format=jsonl`)), 'application/jsonl']]) {
      const back = ok(await send(`${path}/import`, typeof raw === 'string' ? raw : JSON.stringify(raw), type));
      assert.deepEqual([back.created, back.changed, back.errors], [{}, {}, []], `${path} as ${type}`);
      assert.equal(Object.values(back.unchanged)[0], back.rows.length);
    }
  }
  const [head] = ok(await get('memberships/export')).split('\r\n');
  assert.equal(head, 'queue,agent,enabled');
});

test('users from a table: made and changed, each row told with its line, and they can be given work at once', async () => {
  const name = unique('u').replace(' ', '');
  const table = `username;name;role;has_seat;group;supervises;chat_limit\r\n\r\n${name};"Doe; ""J"" Jane";agent;true;Service desk;;2\r\n`
    + `${name}b;"'=HYPERLINK(""x"")";supervisor;true;;"[""Service desk"",""Accounts""]";\r\n`;
  const dry = ok(await send('users/import?dry_run=true', table, 'text/csv'));
  assert.deepEqual(dry.rows, [{ n: 0, line: 3, result: 'created' }, { n: 1, line: 4, result: 'created' }]);
  assert.equal(ok(await get(`users?username=${name}`)).data.length, 0);
  const done = ok(await send('users/import', table, 'text/csv'));
  assert.deepEqual(done.rows.map((r) => [r.line, r.result]), [[3, 'created'], [4, 'created']]);
  assert.deepEqual(done.unset.map((u) => [u.name, ...u.fields]), [[name, 'password'], [`${name}b`, 'password']]);
  const [jane] = ok(await get(`users?username=${name}`)).data, [boss] = ok(await get(`users?username=${name}b`)).data;
  assert.deepEqual([jane.name, jane.chat_limit, jane.group_id, jane.offer_ms, jane.may_reject], ['Doe; "J" Jane', 2, '1', null, true]);
  assert.deepEqual([boss.name, boss.supervises, boss.group_id], ['=HYPERLINK("x")', ['1', '2'], null]);
  const out = ok(await get('users/export'));
  assert.match(out, new RegExp(`${name}b,"'=HYPERLINK\\(""x""\\)"`), 'what a spreadsheet would run goes out guarded');
  // The audit log has each, and the import.
  const { data } = ok(await get(`audit?key=${jane.id}&limit=200&action=user_create`));
  assert.equal(data[0].detail.after.username, name);
  ok(await send('memberships/import', `queue,agent\nSupport,${name}\n`, 'text/csv'));
  assert.equal(ok(await get(`memberships?agent_id=${jane.id}`)).data.length, 1);
});

test('what is wrong with a table is told by line and field: nothing is kept, unless the right rows are asked for', async () => {
  const skills = [unique('S'), unique('S')];
  errors(await send('agent-skills/import', `agent,skill,level\nmaya,English,55\nnobody,English,50\nmaya,Swedish,20\ntomas,None,high\n`, 'text/csv'),
    '2 /0/level invalid', '3 /1/agent unknown_reference', '5 /3/skill unknown_reference');
  assert.ok(!ok(await get('agent-skills?agent_id=1')).data.some((s) => s.level === 20));
  const some = ok(await send('skills/import?partial=true', `{"name":"${skills[0]}"}\n{"name":""}\n\n{"name":"${skills[1]}"}`, 'application/x-ndjson'));
  assert.deepEqual(some.rows.map((r) => [r.line, r.result]), [[1, 'created'], [4, 'created']]);
  assert.deepEqual(some.errors.map((e) => [e.line, e.pointer]), [[2, '/1/name']]);
  for (const [raw, type, detail] of [['name\n"x', 'text/csv', /Line 2: a quote is never closed/], ['', 'text/csv', /names of the fields/], ['a,b\n1\n', 'text/csv', /Line 2: it has not as many cells/],
    ['{"name":"x"}\nnothing', 'application/jsonl', /Line 2: it is no JSON object/]]) {
    const answer = await send('skills/import', raw, type);
    assert.equal(answer.status, 422, raw);
    assert.match(answer.body.detail, detail);
  }
  errors(await send('skills/import', 'name,colour\nx,red\ny,blue\n', 'text/csv'), '2 /0/colour invalid');
  errors(await send('skills/import', '[{"name":"A","name2":1}]', 'application/json'), '/0/name2 invalid');
  assert.equal((await send('skills/import', 'x', 'image/png')).status, 415);
  // A command that comes again is done once.
  const once = { raw: `name\n${unique('Once')}\n`, headers: { 'content-type': 'text/csv', 'idempotency-key': unique('k').replace(' ', '') } };
  const [first, second] = [await adam.call('POST', '/api/v1/skills/import', undefined, once), await adam.call('POST', '/api/v1/skills/import', undefined, once)];
  assert.deepEqual([first.body.created, second.body.created], [{ skill: 1 }, { skill: 1 }]);
  // Its key with another file is refused.
  const nothing = JSON.stringify({ format: 'trunkline-configuration', format_version: 1, resources: {} });
  for (const [path, raw] of [['import?mode=merge', nothing], ...['users', 'skills', 'memberships', 'agent-skills', 'schedules', 'canned-messages', 'countries'].map((noun) => [`${noun}/import`, '[]'])]) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': unique('k').replace(' ', '') };
    ok(await adam.call('POST', `/api/v1/${path}`, undefined, { raw, headers }));
    const other = await adam.call('POST', `/api/v1/${path}`, undefined, { raw: `${raw} `, headers });
    assert.deepEqual([other.status, other.body.type], [409, 'idempotency_key_reused'], path);
  }
});

test('10,000 memberships come in within the time of a request, while others log in', async () => {
  const word = unique('m').replace(' ', '');
  const users = Array.from({ length: 100 }, (_, i) => `{"username":"${word}-${i}","name":"${word} ${i}","role":"agent","has_seat":true}`);
  const queues = Array.from({ length: 100 }, (_, i) => ({ name: `${word} ${i}` }));
  ok(await send('users/import', users.join('\n'), 'application/jsonl'));
  ok(await send('import?mode=merge', JSON.stringify({ format: 'trunkline-configuration', format_version: 1, resources: { queue: queues } }), 'application/json'));
  const rows = ['queue,agent'];
  for (const { name } of queues) for (let i = 0; i < users.length; i++) rows.push(`${name},${word}-${i}`);
  const began = Date.now(), own = stopwatch();
  const [done, others] = await Promise.all([sendUntilKnown('memberships/import', rows.join('\r\n'), 'text/csv'),
    Promise.all([0, 1, 2].map(() => Client.login(stack, stack.user('agent', 1)).then(() => Date.now() - began)))]);
  const took = Date.now() - began;
  assert.equal(ok(done).created.membership, 10000);
  latency('10,000 memberships', own(), 25000);
  assert.ok(others.every((ms) => ms < took), `logins after ${others} ms, the import after ${took} ms`);
  const out = ok(await get('memberships/export?format=csv'));
  assert.ok(out.split('\r\n').length > 10000);
  console.log(`# 10,000 memberships: ${took} ms; logins meanwhile within ${Math.max(...others)} ms`);
});

test('a key finds a customer, is told how many requests it has left, and waits when there are none', async () => {
  const key = new Client(stack, stack.run.api_key);
  const ask = () => key.call('GET', '/api/v1/customers?number=%2B15105550177');
  for (const left of [3, 2, 1, 0]) {
    const answer = await ask();
    assert.equal(ok(answer).data[0].state.name, 'Priya Raman');
    assert.deepEqual(['ratelimit-limit', 'ratelimit-remaining'].map((name) => answer.headers.get(name)), ['4', String(left)]);
    const reset = answer.headers.get('ratelimit-reset');
    assert.ok(Number(reset) >= 1 && Number(reset) <= 60);
    assert.deepEqual(['ratelimit-policy', 'ratelimit'].map((name) => answer.headers.get(name)), ['"minute";q=4;w=60', `"minute";r=${left};t=${reset}`]);
  }
  const refused = await ask();
  assert.deepEqual([refused.status, refused.body.type], [429, 'throttled']);
  assert.equal(refused.headers.get('retry-after'), refused.headers.get('ratelimit-reset'));
  // Others are not held up, nor is the key elsewhere; people are not counted.
  assert.equal((await key.call('GET', '/api/v1/channels')).headers.get('ratelimit-limit'), '60000');
  for (let i = 0; i < 6; i++) assert.equal((await get('customers?number=%2B15105550177', await Client.login(stack, stack.user('agent', 0)))).status, 200);
});

test('what is longer than a file may be is refused: rows of each resource, and the whole', async () => {
  const { id, client } = await emptyTenant('large-adam');
  const [tenant, name, day] = [id, `rpad(n || '-${id}', 200, '😀')`, (n) => `jsonb_build_object('day', '2027-01-01'::date + ${n}, 'name', repeat('😀', 200))`]; // four bytes a sign
  for (const statement of [
    // Without their entries in the directory, which nobody asks for here, and which would be most of the work.
    `SET session_replication_role = replica; INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat) SELECT ${tenant}, ${name.replace('200', '128')}, ${name}, '!', 'agent', true FROM generate_series(1, 27000) AS n`,
    `INSERT INTO routing.skill (tenant, name) SELECT ${tenant}, ${name} FROM generate_series(1, 44000) AS n`,
    `INSERT INTO routing.queue (tenant, name) SELECT ${tenant}, ${name} FROM generate_series(1, 170) AS n`,
    `INSERT INTO routing.member (tenant, queue, agent) SELECT ${tenant}, q.id, u.id FROM routing.queue AS q,
      (SELECT * FROM directory.app_user WHERE tenant = ${tenant} AND has_seat ORDER BY id LIMIT 170) AS u WHERE q.tenant = ${tenant}`,
    `INSERT INTO routing.agent_skill (tenant, agent, skill, level) SELECT ${tenant}, u.id, s.id, 50 FROM (SELECT * FROM routing.skill WHERE tenant = ${tenant} ORDER BY id LIMIT 170) AS s,
      (SELECT * FROM directory.app_user WHERE tenant = ${tenant} AND has_seat ORDER BY id LIMIT 170) AS u`,
    `INSERT INTO routing.schedule (tenant, name, time_zone, exceptions) SELECT ${tenant}, ${name}, 'UTC', (SELECT jsonb_agg(${day('d')}) FROM generate_series(1, 400) AS d) FROM generate_series(1, 110) AS n`,
    `INSERT INTO directory.canned_message (tenant, name, text) SELECT ${tenant}, ${name}, repeat('😀', 1600) FROM generate_series(1, 5500) AS n`,
  ]) await stack.asOwner(statement);
  for (const path of ['users/export', 'skills/export?format=json', 'memberships/export?format=jsonl', 'agent-skills/export', 'schedules/export', 'canned-messages/export', 'export']) {
    const answer = await get(path, client);
    assert.deepEqual([answer.status, answer.body.type], [409, 'too_many'], path);
  }
  assert.equal((await get('export')).status, 200, 'nobody else is held up');
});
