// Personal data (AD-7, rule 31): exported whole, erased everywhere, kept as long as the tenant says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../lib/client.mjs';
import { assigned, delivery, finish, send } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const run = promisify(execFile);
let stack, channel, adam, maya, theirs;
before(async () => {
  stack = await Stack.start({ name: 'personal', testClock: true });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = 'tlk_' + 'd'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES ($1, 'theirs', sha256('${token}'::bytea), '{personal_data}', ops.clock())`, [tenant.id]);
  theirs = new Client(stack, token);
});
after(async () => { maya?.close(); await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); assert.equal(answer.body.type, type); return answer.body; };
let count = 0;

// A customer with one finished conversation; every word of theirs holds `word`.
async function customer() {
  const word = `Quokka${process.pid}x${++count}`, number = newNumber();
  const open = await assigned(maya, channel, number);
  const made = ok(await maya.call('POST', '/api/v1/customers', { name: `${word} Name`, number, notes: `${word} notes` }), 201);
  assert.equal((await text(channel, number, `${word} asks`)).status, 200);
  await maya.see('message', (s) => s.text === `${word} asks`);
  const sent = ok(await send(maya, open, `${word} is answered`), 201);
  const conversation = open.state.conversation;
  await until('the text to leave', async () => (await stack.query('SELECT FROM sms.outbox WHERE conversation = $1', [conversation])).length === 0);
  await delivery(maya, sent.id, 'delivered'); // after this the carrier tells nothing more of them
  const { body } = await maya.call('GET', `/api/v1/conversations/${conversation}/messages`);
  ok(await maya.call('POST', `/api/v1/interactions/${open.id}/end`, { last_seen_seq: body.data.at(-1).state.seq, case_title: `${word} case`, note: `${word} note` }));
  await maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/end`, {});
  await until('the end of the interaction', async () => (await stack.query('SELECT state FROM routing.interaction WHERE id = $1', [open.id]))[0].state === 'ended');
  return { word, number, id: made.id, conversation, interaction: open.id };
}

async function exported(client, id) {
  const pages = [];
  for (let cursor = null; ;) {
    const page = ok(await client.call('POST', `/api/v1/customers/${id}/export`, { cursor, limit: 1 }));
    pages.push(page);
    cursor = page.next_cursor;
    if (!cursor) return pages;
    assert.ok(pages.length < 20);
  }
}

const dump = () => stack.dump();
const erase = (client, id, query = '') => client.call('POST', `/api/v1/customers/${id}/erase${query}`, {});
const done = (id) => until('the end of the erasure', async () =>
  ok(await adam.call('GET', '/api/v1/erasures')).data.find((e) => e.customer === id)?.done_at);

test('a customer\'s export holds all that they said and what was said of them', async () => {
  const one = await customer();
  const pages = await exported(adam, one.id);
  const whole = Object.assign({}, ...pages);
  const audited = ok(await adam.call('GET', `/api/v1/audit?action=customer_export&key=${one.id}&limit=200`)).data;
  assert.deepEqual([audited.length, new Set(audited.map(({ actor_id, detail }) => `${actor_id} ${detail.source}`))], [pages.length, new Set([`${adam.id} 127.0.0.1`])]);
  assert.equal(pages[0].customer.name, `${one.word} Name`);
  assert.deepEqual([pages[0].customer.notes, pages[0].numbers, pages[0].cases[0].title], [`${one.word} notes`, [one.number], `${one.word} case`]);
  const [conversation] = pages.flatMap((p) => p.conversations ?? []);
  assert.deepEqual(conversation.messages.filter((m) => m.text.includes(one.word)).map((m) => [m.direction, m.text]),
    [['in', `${one.word} asks`], ['out', `${one.word} is answered`]]);
  assert.equal(conversation.interactions[0].note, `${one.word} note`);
  const calls = whole.carrier_calls.map((c) => Buffer.from(c.raw, 'base64').toString());
  assert.ok(calls.some((c) => c.includes(one.word)) && calls.every((c) => c.includes(one.number.slice(1))));
  problem(await maya.call('POST', `/api/v1/customers/${one.id}/export`, {}), 403, 'forbidden');
  problem(await theirs.call('POST', `/api/v1/customers/${one.id}/export`, {}), 404, 'not_found');
  problem(await adam.call('POST', `/api/v1/customers/${one.id}/export`, { cursor: 'mine' }), 400, 'bad_request');
});

test('an erased customer is in no table, no answer and no webhook; the transcript keeps its order', async () => {
  const one = await customer(), other = await customer();
  const admin = 'tlk_' + 'e'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES (1, 'events', sha256('${admin}'::bytea), '{events}', ops.clock())`);
  const puller = new Client(stack, admin);
  const feed = async () => JSON.stringify((await pulled(stack, puller)).events);
  assert.ok((await feed()).includes(`${one.word} asks`));
  problem(await erase(maya, one.id), 403, 'forbidden');
  problem(await erase(theirs, one.id), 404, 'not_found');
  const { counts, dry_run } = ok(await erase(adam, one.id, '?dry_run=true'));
  assert.deepEqual([counts.conversations, counts.numbers, counts.cases, counts.notes, dry_run], [1, 1, 1, 1, true]);
  const former = ok(await maya.call('GET', `/api/v1/transcripts/${one.interaction}`));
  assert.ok((await dump()).includes(one.word));

  const erasure = ok(await erase(adam, one.id));
  await done(one.id);
  const left = await dump();
  for (const word of [one.word, one.number, one.number.slice(1)]) assert.ok(!left.includes(word), `${word}: ${left.split('\n').find((l) => l.includes(word))}`);
  assert.ok(left.includes(other.word) && left.includes(other.number), 'nobody else is touched');
  const all = await feed();
  assert.ok(!all.includes(one.word) && !all.includes(one.number) && all.includes(`${other.word} asks`), 'integrators read no more of it');

  const transcript = ok(await adam.call('GET', `/api/v1/transcripts/${one.interaction}`));
  assert.deepEqual(transcript.messages.map((m) => [m.seq, m.at, m.direction, m.sha256]), former.messages.map((m) => [m.seq, m.at, m.direction, m.sha256]));
  assert.ok(transcript.messages.every((m) => /^Erased on \d{4}-\d\d-\d\d by /.test(m.text) && m.erased_at && m.intact === null));
  assert.equal(ok(await erase(adam, one.id)).id, erasure.id, 'asked again it is the same erasure');
  const { data } = ok(await adam.call('GET', `/api/v1/audit?action=customer_erase&key=${one.id}`));
  assert.deepEqual(data.map((line) => [line.actor_id, line.detail.erasure]), [[adam.id, erasure.id]]);
  assert.ok(!JSON.stringify(data).includes(one.word));

  // Who writes again is somebody new.
  const again = await assigned(maya, channel, one.number);
  assert.equal(again.state.customer, null);
  await finish(maya, again);
});

test('a customer who is being served is not erased', async () => {
  const one = await customer();
  const open = await assigned(maya, channel, one.number);
  assert.deepEqual(problem(await erase(adam, one.id), 409, 'open_interactions').interactions, [open.id]);
  await finish(maya, open);
});

test('an operator exports and erases from the shell', async () => {
  const one = await customer();
  const ctl = (...args) => run(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), [...args, '--database', stack.conninfo('trunkline')], { maxBuffer: 1 << 24 });
  const tenant = ['--tenant', '1'];
  assert.ok((await ctl('export-customer', one.id, ...tenant)).stdout.includes(`${one.word} asks`));
  assert.match((await ctl('erase-customer', one.id, ...tenant, '--dry-run')).stdout, /"dry_run": true/);
  assert.ok((await dump()).includes(one.word));
  assert.match((await ctl('erase-customer', one.id, ...tenant)).stdout, /done/);
  assert.ok(!(await dump()).includes(one.word));
  assert.match((await ctl('erase-customer', one.id, ...tenant)).stdout, /done/);
  await assert.rejects(ctl('erase-customer', '999999', ...tenant), /not_found/);
  await assert.rejects(ctl('export-customer', one.id), /--tenant/);
});

test('texts, attempts and the audit log are kept for the tenant\'s days, then the owners\' upkeep takes them', async () => {
  const one = await customer();
  const [tenant] = ok(await adam.call('GET', '/api/v1/tenants')).data;
  assert.equal((await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { audit_days: 89 }, { headers: { 'if-match': tenant.version } })).status, 422);
  ok(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { transcript_days: 30, attempt_days: 7, audit_days: 90 }, { headers: { 'if-match': tenant.version } }));
  await stack.asOwner(`INSERT INTO hooks.attempt (tenant, endpoint, at, event, type, attempt, result, duration_ms)
    VALUES (1, 1, ops.clock(), 1, 'message.received', 1, 'delivered', 5)`);
  const [{ at: oldest }] = await stack.query('SELECT max(at) AS at FROM ops.audit WHERE tenant = 1');
  const cases = 'SELECT title FROM messaging.case_ WHERE customer = $1';
  await stack.pass(91 * 24 * 3600 * 1000);
  for (const name of stack.names) { await stack.kill(name, 'SIGTERM'); stack.spawn(name); } // upkeep's first round
  await stack.untilAllReady();
  const messages = 'SELECT FROM messaging.message WHERE conversation = $1 AND erased_at IS NULL';
  await until('the end of the texts', async () => (await stack.query(messages, [one.conversation])).length === 0);
  await until('the end of the attempts', async () => (await stack.query('SELECT FROM hooks.attempt')).length === 0);
  await until('the end of old lines', async () => (await stack.query('SELECT FROM ops.audit WHERE tenant = 1 AND at <= $1', [oldest])).length === 0);
  assert.deepEqual(await stack.query(cases, [one.id]), [{ title: `${one.word} case` }], 'customer and case stay');
  await until('the end of what commands were answered and carriers sent', async () => {
    const left = await dump();
    return !left.includes(`${one.word} asks`) && !left.includes(`${one.word} note"`);
  });
});
