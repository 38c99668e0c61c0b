// What an account has of its calls: call log, voicemails, recordings (CT-14), fed as the daemon that takes calls will; meetings (CT-10).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { SEED } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, ida, idaWork, rosa, maya;
before(async () => {
  stack = await Stack.start({ name: 'calls', instances: 'presenced routerd chatd voiced' });
  const named = (username) => stack.run.users.find((u) => u.username === username);
  await stack.mode(3);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [ida, idaWork, rosa, maya] = await Promise.all([Client.login(stack, named('ida')), Client.login(stack, named('ida'), 'work'),
    Client.login(stack, named('rosa'), 'work'), Client.login(stack, stack.user('supervisor'))]);
});
after(async () => { await stack?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const call = (who, method, path, body, more) => who.call(method, `/api/v1/${path}`, body, more);
const get = async (who, path) => ok(await call(who, 'GET', path));
const NOWHERE = '999999999999';
let digits = 2025550200 + (SEED % 100) * 100;
const number = () => `+1${++digits}`;

// In one transaction, under the owner's key, as a daemon's batch does it.
const fed = (keys, text, values) => stack.asOwner(`WITH k AS MATERIALIZED (SELECT ${keys}) SELECT f.outcome FROM k, LATERAL (${text}) AS f`, values);
const step = async (owner, id, name, { direction = 'in', from = number(), at = 'ops.clock()', cause = null, side = 'work', user = null } = {}) =>
  (await fed(`pg_advisory_xact_lock(ops.key('calls', 1, ${owner.id}::text))`,
    `SELECT r.outcome FROM k, voice.call_log_add(1, ${owner.id}, $1, $2, $3, $4, $5, NULL, $6, ${at}, $7) AS r (outcome)`, [side, id, name, direction, from, user, cause]))[0].outcome;
const missed = async (owner, from, more = {}) => {
  const id = unique('call');
  await step(owner, id, 'began', { from, ...more });
  await step(owner, id, 'ended', { from, cause: 'no_answer', ...more });
  return id;
};
const voicemail = async (owner, id, bytes, from, side = 'work') => {
  const hash = createHash('sha256').update(bytes).digest();
  return (await fed(`pg_advisory_xact_lock(ops.key('calls', 1, ${owner.id}::text)), pg_advisory_xact_lock(ops.key('file', 1, '${hash.toString('hex')}'))`,
    `SELECT r.outcome FROM k, voice.voicemail_add(1, ${owner.id}, $1, $2, $3, NULL, NULL, ops.clock(), 4200, 'audio/ogg', $4, $5) AS r (outcome)`, [side, id, from, hash, bytes]))[0].outcome;
};
const recording = (agent, id, from, { queue = null, at = 'ops.clock()' } = {}) => fed(`pg_advisory_xact_lock(ops.key('calls', 1, ${agent.id}::text))`,
  `SELECT r.outcome FROM k, voice.recording_add(1, ${agent.id}, $1, 1, NULL, $3, $2, NULL, ${at}, 61000) AS r (outcome)`, [id, from, queue]);

test('the call log has each call once with the other party\'s card, missed ones alone when asked, page by page', async () => {
  const known = number(), stranger = number();
  const contact = ok(await call(idaWork, 'POST', 'me/contacts', { name: unique('Zoë '), numbers: [{ number: known }] }), 201);
  assert.deepEqual(await get(idaWork, 'me/calls'), { data: [], next_cursor: null });
  await missed(idaWork, known);
  const answered = unique('call');
  for (const [name, more] of [['began', {}], ['answered', {}], ['began', {}], ['ended', { cause: 'normal' }], ['ended', { cause: 'failed' }]])
    assert.equal(await step(idaWork, answered, name, { from: stranger, ...more }), 'ok');
  await missed(idaWork, null);
  await missed(idaWork, null, { user: rosa.id });
  const all = (await get(idaWork, 'me/calls')).data;
  assert.deepEqual(all.map((one) => [one.state, one.missed, one.card?.kind ?? null]), [['missed', true, 'user'], ['missed', true, null], ['answered', false, 'number'], ['missed', true, 'personal']]);
  assert.equal(all[0].card.id, `user:${rosa.id}`);
  assert.equal(all[2].cause, 'normal', 'the first end counts');
  assert.ok(all[2].card.actions.some((one) => one.action === 'call'), 'who is no contact can be called back');
  assert.equal(all[3].card.id, contact.contact);
  assert.deepEqual((await get(idaWork, 'me/calls?missed=true')).data.map((one) => one.id), [all[0].id, all[1].id, all[3].id]);
  const pages = [];
  for (let cursor = ''; ;) {
    const page = await get(idaWork, `me/calls?limit=1${cursor && `&cursor=${cursor}`}`);
    pages.push(...page.data.map((one) => one.id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  assert.deepEqual(pages, all.map((one) => one.id));
  for (const who of [ida, rosa, maya]) assert.deepEqual((await get(who, 'me/calls')).data, [], 'nobody else has them, nor her other account');
  problem(await call(idaWork, 'GET', 'me/calls?missed=perhaps'), 422, 'invalid');
  problem(await call(idaWork, 'GET', 'me/calls?cursor=%21'), 400, 'bad_request');
  problem(await call(adam, 'GET', 'me/calls?colour=red'), 400, 'bad_request');
});

test('a call is forgotten by its owner when it has ended, and a late step does not bring it back', async () => {
  const from = number(), id = unique('call');
  await step(rosa, id, 'began', { from });
  const [{ id: row }] = (await get(rosa, 'me/calls')).data;
  problem(await call(rosa, 'DELETE', `me/calls/${row}`), 409, 'call_under_way');
  await step(rosa, id, 'ended', { from, cause: 'no_answer' });
  problem(await call(idaWork, 'DELETE', `me/calls/${row}`), 404, 'not_found');
  problem(await call(adam, 'DELETE', `me/calls/${row}`), 404, 'not_found');
  ok(await call(rosa, 'DELETE', `me/calls/${row}`), 204);
  problem(await call(rosa, 'DELETE', `me/calls/${row}`), 404, 'not_found');
  assert.equal(await step(rosa, id, 'ended', { from, cause: 'no_answer' }), 'gone');
  assert.deepEqual((await get(rosa, 'me/calls')).data, []);
});

test('a voicemail is listed with its caller\'s card, played, marked and deleted by its owner alone', async () => {
  const bytes = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(300000, 7)]), id = unique('call'), from = number();
  assert.equal(await voicemail(idaWork, id, bytes, from), 'ok');
  assert.equal(await voicemail(idaWork, id, bytes, from), 'seen', 'the same call again changes nothing');
  const { data: [one, ...more] } = await get(idaWork, 'me/voicemails?unread=true');
  assert.deepEqual([one.read, one.duration_ms, one.number, one.card.kind, more], [false, 4200, from, 'number', []]);
  const sound = await fetch(`${stack.base}/api/v1/me/voicemails/${one.id}/sound?app=work`, { headers: { cookie: `tl_work=${idaWork.token}` } });
  assert.deepEqual([sound.status, sound.headers.get('content-type'), Buffer.from(await sound.arrayBuffer()).equals(bytes)], [200, 'audio/ogg', true]);
  for (const who of [ida, rosa, adam]) {
    problem(await call(who, 'GET', `me/voicemails/${one.id}/sound`), 404, 'not_found');
    problem(await call(who, 'PATCH', `me/voicemails/${one.id}`, { read: true }), 404, 'not_found');
    problem(await call(who, 'DELETE', `me/voicemails/${one.id}`), 404, 'not_found');
    assert.deepEqual((await get(who, 'me/voicemails')).data, []);
  }
  problem(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, {}), 422, 'invalid', '/read');
  assert.equal(ok(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, { read: true })).read, true);
  assert.deepEqual((await get(idaWork, 'me/voicemails?unread=true')).data, []);
  assert.equal(ok(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, { read: false })).read, false);
  ok(await call(idaWork, 'DELETE', `me/voicemails/${one.id}`), 204);
  problem(await call(idaWork, 'DELETE', `me/voicemails/${one.id}`), 404, 'not_found');
  problem(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, { read: true }), 404, 'not_found');
  problem(await call(idaWork, 'GET', `me/voicemails/${one.id}/sound`), 404, 'not_found');
  problem(await call(rosa, 'PATCH', `me/voicemails/${one.id}`, { deleted: false }), 404, 'not_found');
  const back = ok(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, { deleted: false }));
  assert.deepEqual([back.id, back.read, back.deleted], [one.id, false, false], 'what was deleted by mistake comes back as it was');
  ok(await call(idaWork, 'DELETE', `me/voicemails/${one.id}`), 204);
  await stack.asOwner(`UPDATE voice.voicemail SET deleted_at = deleted_at - interval '2 days'`);
  await stack.asOwner('SELECT voice.sweep(1000)');
  problem(await call(idaWork, 'PATCH', `me/voicemails/${one.id}`, { deleted: false }), 404, 'not_found');
  assert.deepEqual(await stack.asOwner('SELECT id FROM messaging.file WHERE bytes = $1', [bytes.length]), [], 'its sound went with it');
});

test('recordings are listed by role: an agent\'s own, a supervisor\'s groups, all for an administrator', async () => {
  const from = number(), id = unique('call');
  const [{ id: group }] = await stack.asOwner(`SELECT group_id AS id FROM directory.app_user WHERE id = $1`, [ida.id]);
  await recording(ida, id, from);
  assert.deepEqual((await recording(ida, id, from)).map((r) => r.outcome), ['seen']);
  const [own] = (await get(ida, 'recordings')).data;
  assert.deepEqual([own.agent.id, own.duration_ms, own.number, own.card.kind], [ida.id, 61000, from, 'number']);
  assert.equal((await get(adam, `recordings?agent=${ida.id}`)).data.length, 1);
  assert.deepEqual((await get(adam, `recordings?agent=${rosa.id}`)).data, []);
  const leads = (await stack.asOwner('SELECT FROM directory.supervision WHERE supervisor = $1 AND group_id = $2', [maya.id, group])).length > 0;
  assert.equal((await get(maya, 'recordings')).data.length, leads ? 1 : 0);
  await stack.asOwner('DELETE FROM directory.supervision WHERE supervisor = $1 AND group_id = $2', [maya.id, group]);
  assert.deepEqual((await get(maya, 'recordings')).data, [], 'who supervises her no more knows of none');
  assert.deepEqual((await get(rosa, 'recordings')).data, [], 'nor does who supervises nobody');
  problem(await call(adam, 'GET', 'recordings?agent=x'), 422, 'invalid', '/agent');
});

test('recordings are found by time, queue, agent and number, page by page; what is no time, number or id is refused at its field', async () => {
  const [one, two] = [number(), number()], [queue, other] = await Promise.all(['Taped', 'Taped too'].map(async (name) => ok(await call(adam, 'POST', 'queues', { name: unique(name), medium: 'voice' }), 201)));
  const calls = {};
  for (const [name, agent, from, at, days] of [['a', ida, one, queue, 1], ['b', rosa, one, queue, 2], ['c', ida, two, queue, 3], ['d', ida, one, other, 4]]) {
    const id = unique('call');
    assert.deepEqual((await recording(agent, id, from, { queue: at.id, at: `date_trunc('milliseconds', ops.clock()) - interval '${days} days'` })).map((r) => r.outcome), ['ok']);
    const [row] = await stack.asOwner('SELECT id, at FROM voice.recording WHERE call = $1', [id]);
    calls[name] = { id: String(row.id), at: row.at.toISOString() };
  }
  const names = (list) => list.map(({ id }) => Object.keys(calls).find((name) => calls[name].id === id) ?? '?').join('');
  const found = async (who, asked) => names((await get(who, `recordings?${new URLSearchParams(asked)}`)).data);
  assert.equal(await found(adam, { queue: queue.id }), 'abc');
  assert.equal(await found(adam, { queue: queue.id, agent: ida.id }), 'ac');
  assert.equal(await found(adam, { number: one }), 'abd');
  assert.equal(await found(adam, { number: `(${one.slice(0, 5)}) ${one.slice(5, 8)} ${one.slice(8)}` }), 'abd', 'in another notation');
  assert.equal(await found(adam, { number: one, queue: other.id }), 'd');
  assert.equal(await found(adam, { number: '12345' }), '', 'a short code that nobody has called from');
  assert.equal(await found(adam, { queue: queue.id, since: calls.b.at }), 'ab', 'from a time on');
  assert.equal(await found(adam, { queue: queue.id, until: calls.b.at }), 'c', 'before a time');
  assert.equal(await found(adam, { number: one, since: calls.d.at, until: calls.a.at }), 'bd');
  assert.equal(await found(rosa, { queue: queue.id }), 'b', 'another finds no more than they may know of');
  assert.equal(await found(rosa, { number: one, agent: ida.id }), '');
  const pages = [];
  for (let cursor = null; cursor !== '';) {
    const page = await get(adam, `recordings?queue=${queue.id}&limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    pages.push(names(page.data));
    cursor = page.next_cursor ?? '';
  }
  assert.deepEqual(pages, ['a', 'b', 'c']);
  const [row] = (await get(adam, `recordings?number=${encodeURIComponent(two)}`)).data;
  assert.deepEqual([row.queue, row.queue_id, row.customer], [{ id: queue.id, name: queue.name }, queue.id, null]);
  for (const [field, bad] of [['queue', 'x'], ['queue', '0'], ['agent', '-1'], ['interaction', '1.5'], ['since', 'yesterday'], ['since', '2026-13-01T00:00:00Z'], ['until', '2026-01-01'],
    ['until', '2026-01-01T00:00:00+25:00'], ['number', '+1'], ['number', 'Zoë'], ['number', '1']])
    problem(await call(adam, 'GET', `recordings?${new URLSearchParams({ [field]: bad })}`), 422, 'invalid', `/${field}`);
  problem(await call(adam, 'GET', `recordings?since=${calls.a.at}&until=${calls.a.at}`), 422, 'invalid', '/until');
  const elsewhere = new Date(Date.parse(calls.a.at) + 5.5 * 3600000).toISOString().replace('Z', '+05:30');
  assert.deepEqual(await get(adam, `recordings?${new URLSearchParams({ since: elsewhere })}`), await get(adam, `recordings?since=${calls.a.at}`));
  problem(await call(adam, 'GET', 'recordings?from=2026-01-01T00:00:00Z'), 400, 'bad_request');
  problem(await call(adam, 'GET', 'recordings?cursor=x'), 400, 'bad_request', '/cursor');
});

test('each number that the list shows is found as it is shown; digits of a town alone are refused in words', async () => {
  // Of premium rate; of no country; of no country's length; as a carrier had it, with what is dialled no more; a short code; an extension.
  for (const [of, ...asked] of [['+19005550100', '+19005550100', '+1 900 555 0100'], ['+9991234567', '+999 123 456 7'], ['+12025550', '+12025550'], ['+5213312345678', '+52 133 123 456 78'],
    ['12345', '12345'], ['42', '42']]) {
    const id = unique('call');
    await recording(ida, id, of);
    for (const number of asked) assert.deepEqual((await get(adam, `recordings?${new URLSearchParams({ number })}`)).data.map((one) => one.number), [of], number);
  }
  for (const [number, words] of [['5550188', /area code/], ['123456789', /too short/]]) {
    const answer = await call(adam, 'GET', `recordings?number=${number}`);
    problem(answer, 422, 'invalid', '/number');
    assert.match(answer.body.errors[0].detail, words);
  }
  // Where numbers within a town may be as short as an extension.
  const site = ok(await call(adam, 'POST', 'sites', { name: unique('London'), country: 'GB' }), 201);
  await stack.asOwner('UPDATE directory.app_user SET site_id = $2 WHERE id = $1', [rosa.id, site.id]);
  await recording(rosa, unique('call'), '1001');
  assert.deepEqual((await get(rosa, 'recordings?number=1001')).data.map((one) => one.number), ['1001']);
  problem(await call(rosa, 'GET', 'recordings?number=123456'), 422, 'invalid', '/number');
});

test('what is older than the tenant keeps it is forgotten', async () => {
  const [own] = (await get(adam, 'tenants')).data;
  const version = async () => ({ headers: { 'if-match': `"${(await get(adam, `tenants/${own.id}`)).version}"` } });
  problem(await call(adam, 'PATCH', `tenants/${own.id}`, { call_log_days: 0 }, await version()), 422, 'invalid', '/call_log_days');
  ok(await call(adam, 'PATCH', `tenants/${own.id}`, { call_log_days: 7, voicemail_days: 7 }, await version()));
  const from = number();
  await missed(rosa, from, { at: `ops.clock() - interval '8 days'` });
  const young = await missed(rosa, from, { at: `ops.clock() - interval '6 days'` });
  await stack.asOwner('SELECT voice.sweep(1000)');
  assert.deepEqual((await stack.asOwner('SELECT call FROM voice.call_log WHERE owner = $1', [rosa.id])).map((r) => r.call), [young]);
});

test('a meeting has a room of its own that nobody guesses, at the address that the tenant\'s template makes', async () => {
  const [own] = (await get(adam, 'tenants')).data;
  const set = async (meeting_template) => call(adam, 'PATCH', `tenants/${own.id}`, { meeting_template }, { headers: { 'if-match': `"${(await get(adam, `tenants/${own.id}`)).version}"` } });
  problem(await call(idaWork, 'POST', 'me/meetings', {}), 409, 'no_meetings');
  for (const bad of ['http://meet.example/{room}', 'https://meet.example/', 'https://meet.example/{room}/{name}', 'https://{room}.example/', 'https://a@meet.example/{room}'])
    problem(await set(bad), 422, 'invalid', '/meeting_template');
  ok(await set('https://meet.example/r/{room}'));
  const make = async (body, more) => ok(await call(idaWork, 'POST', 'me/meetings', body, more), 201).url;
  const [first, second] = [await make({}), await make({ contact: `user:${rosa.id}` })];
  for (const url of [first, second]) assert.match(url, /^https:\/\/meet\.example\/r\/[0-9a-f]{32}$/);
  assert.notEqual(first, second);
  const once = { headers: { 'idempotency-key': unique('once') } };
  assert.equal(await make({}, once), await make({}, once), 'a repeated request is the same meeting');
  problem(await call(idaWork, 'POST', 'me/meetings', {  contact: `user:${ida.id}` }), 404, 'not_found');
  problem(await call(idaWork, 'POST', 'me/meetings', { contact: `user:${NOWHERE}` }), 404, 'not_found');
  problem(await call(idaWork, 'POST', 'me/meetings', { contact: 'somebody' }), 404, 'not_found');
  problem(await call(idaWork, 'POST', 'me/meetings', { contact: 5 }), 422, 'invalid', '/contact');
  ok(await set(null));
});

test('missed calls are counted on all pages of the account until one of them looks at its log; what was missed before is not new (SP-13)', async () => {
  const word = (text) => (text === null ? 'NULL' : `'${text}'`);
  // As a batch of the daemon that takes calls, which numbers its events.
  const counted = (owner, id, name, { cause = null, side = 'work', given = null, by = null } = {}) => stack.asOwner(`BEGIN;
    SELECT pg_advisory_xact_lock(ops.key('calls', 1, '${owner.id}'));
    SELECT voice.call_log_add_3(1, ${owner.id}, '${side}', '${id}', '${name}', 'in', '${CALLER}', NULL, NULL, ops.clock(), ${word(cause)}, NULL, ${word(given)}, ${by});
    SELECT ops.batch_close(); COMMIT`);
  const CALLER = number();
  const lost = async (owner, more) => { const id = unique('call'); await counted(owner, id, 'began', more); await counted(owner, id, 'ended', { cause: 'no_answer', ...more }); return id; };
  const known = async (who) => (await get(who, 'me/calls/missed')).state;
  const told = (who, calls) => who.see('missed', (state) => state?.calls === calls);
  const second = await Client.login(stack, stack.run.users.find((u) => u.username === 'rosa'), 'work');
  const pages = [rosa, second];
  await missed(rosa, CALLER);
  await stack.asOwner('UPDATE voice.call_log SET missed_at = NULL; UPDATE voice.missed SET calls = 0, version = version + 1'); // as before anybody counted
  for (const who of [...pages, ida]) await who.open();
  assert.deepEqual(await known(rosa), { calls: 0 }, 'the first use shows none');
  const one = await lost(rosa);
  await Promise.all(pages.map((who) => told(who, 1)));
  await counted(rosa, one, 'ended', { cause: 'no_answer' });
  for (const cause of ['declined', 'elsewhere']) { const id = unique('call'); await counted(rosa, id, 'began'); await counted(rosa, id, 'ended', { cause }); }
  assert.deepEqual(await known(second), { calls: 1 }, 'neither what comes again, nor what one did not miss');
  await lost(rosa, { given: 'transfer', by: ida.id });
  await Promise.all(pages.map((who) => told(who, 2)));
  const [row] = (await get(rosa, 'me/calls?missed=true')).data;
  assert.deepEqual([row.given, row.given_by.id, row.number], ['transfer', ida.id, CALLER]);
  const command = { headers: { 'idempotency-key': unique('command') } };
  ok(await call(rosa, 'DELETE', `me/calls/${row.id}`, undefined, command), 204);
  problem(await call(rosa, 'POST', 'me/calls/seen', {}, command), 409, 'idempotency_key_reused');
  await until('one is forgotten', async () => (await known(rosa)).calls === 1);
  const once = { headers: { 'idempotency-key': unique('once') } };
  assert.deepEqual(ok(await call(second, 'POST', 'me/calls/seen', {}, once)).state, { calls: 0 });
  assert.deepEqual(ok(await call(second, 'POST', 'me/calls/seen', {}, once)).state, { calls: 0 }, 'the same again');
  await Promise.all(pages.map((who) => told(who, 0)));
  await lost(rosa);
  await Promise.all(pages.map((who) => told(who, 1)));
  await lost(ida, { side: 'agent' });
  await told(ida, 1);
  assert.deepEqual([await known(idaWork), await known(adam)], [{ calls: 0 }, { calls: 0 }], 'the other account, and everybody else, has missed nothing');
  second.close();
});
