// Webhooks of several tenants at one hookd: receivers that do not answer keep no events of other tenants, nor of other webhooks of their
// own (IN-1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { status } from '../lib/desk.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Stack, until } from '../lib/stack.mjs';

const SENDS = 8, WEBHOOKS = 6, FOREVER_MS = 3_600_000;
let stack, theirs, ours, maya;
const receivers = [], ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };

before(async () => {
  Object.assign(process.env, { TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE: '1', TRUNKLINE_HOOKD_RETRY_FIRST_MS: '50', TRUNKLINE_HOOKD_ANSWER_MS: '60000', TRUNKLINE_HOOKD_SENDS_IN_ALL_MAX: String(SENDS) });
  stack = await Stack.start({ name: 'hookshare', instances: 'presenced routerd chatd hookd' });
  maya = await Client.ready(stack, stack.user('agent', 0));
  ours = await Client.login(stack, stack.user('administrator'), 'admin');
  const token = `tlk_${'n'.repeat(43)}`, otto = { username: 'otto', name: 'Otto Next', password: 'seven green chairs', role: 'administrator', has_seat: true };
  const [{ id }] = await stack.asOwner("SELECT directory.tenant_create('Next door') AS id");
  await stack.asOwner("INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) VALUES ($1, 'theirs', sha256($2::bytea), '{admin,administrators}', ops.clock())", [id, token]);
  ok(await new Client(stack, token).call('POST', '/api/v1/users', otto), 201);
  theirs = await Client.login(stack, otto);
});
after(async () => {
  maya?.close();
  theirs?.close();
  for (const receiver of receivers) await receiver.close();
  await stack?.stop();
});

async function receiver(behave) {
  const one = await Receiver.start();
  receivers.push(one);
  one.behave = behave;
  return one;
}

// One that does not answer until it is told to. begun(): how many events were sent to its webhooks; each counts once, however often it is tried.
async function silentReceiver() {
  const begun = new Set();
  let answers = false;
  const one = await receiver((event, nth, req) => { begun.add(`${req.url} ${event.id}`); return answers ? 200 : { status: 200, delay: FOREVER_MS }; });
  return Object.assign(one, { begun: () => begun.size, answer() { answers = true; one.server.closeAllConnections(); } });
}

async function webhooks(who, count, url, types) {
  const made = [];
  for (let n = 0; n < count; n++) made.push(ok(await who.call('POST', '/api/v1/webhooks', { url: `${url}/${n}`, types }), 201).webhook);
  return made;
}

async function removed(who, made) {
  for (const id of made) {
    const { version } = ok(await who.call('GET', `/api/v1/webhooks/${id}`));
    ok(await who.call('DELETE', `/api/v1/webhooks/${id}`, undefined, { headers: { 'if-match': version } }));
  }
}

// To how many of the webhooks of this receiver an event that fits was delivered.
const told = (one, fits) => new Set(one.taken.filter(({ event }) => fits(event)).map(({ path }) => path)).size;

test('receivers of one tenant that do not answer leave requests to the other tenants', async () => {
  const silent = await silentReceiver(), quick = await receiver(() => 200);
  const made = await webhooks(ours, WEBHOOKS, silent.url, ['trunkline.status.*']);
  ok(await status(maya, 'on_break', { code: '1' }));
  await until('they have as many as they may', () => silent.begun() >= SENDS / 2);
  ok(await theirs.call('POST', '/api/v1/webhooks', { url: quick.url, types: ['trunkline.status.*'] }), 201);
  await theirs.open();
  ok(await status(theirs, 'available'));
  await until('the other tenant is told', () => quick.events((e) => e.type === 'trunkline.status.available').length);
  assert.equal(silent.begun(), SENDS / 2, 'and of the silent ones there are half of all');
  silent.answer();
  await until('each webhook has the event', () => told(silent, (e) => e.type === 'trunkline.status.on_break') === WEBHOOKS);
  for (const { source } of silent.events()) assert.match(source, /\/tenants\/1$/);
  await removed(ours, made);
});

test('receivers that do not answer leave requests to the other webhooks of their tenant', async () => {
  const silent = await silentReceiver(), quick = await receiver(() => 200);
  await webhooks(ours, 2, silent.url, ['trunkline.status.work_offline']);
  await webhooks(ours, 1, quick.url, ['trunkline.status.on_break']);
  // Events of several agents: each agent's go one after the other.
  const others = stack.run.users.filter(({ role }) => role === 'agent').slice(1);
  assert.ok(others.length >= 2, `${others.length} other agents`);
  const agents = await Promise.all(others.map((user) => Client.login(stack, user)));
  // Of the four of their tenant one takes two, the other one: one more would be more than they leave it.
  await until('they have as many as they may', () => silent.begun() >= 3);
  ok(await status(maya, 'available'));
  ok(await status(maya, 'on_break', { code: '1' }));
  await until('the other webhook is told', () => quick.events((e) => e.type === 'trunkline.status.on_break').length);
  assert.equal(silent.begun(), 3, 'and the silent ones wait');
  silent.answer();
  for (const { id } of agents) await until('each webhook has the event', () => told(silent, (e) => e.data.agent === id) === 2);
});
