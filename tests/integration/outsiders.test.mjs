// Who has nothing to do with a thing of their own organisation: every operation of the API document that takes its id, by agents and
// supervisors of another group, Work users, administrators and keys (40-messaging, CT-5, MS-4, SMS-6). Another organisation's are api.test's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { uploadFile } from '../lib/files.mjs';
import { tested, unique } from '../lib/operations.mjs';
import { Stack } from '../lib/stack.mjs';
import { World } from '../lib/things.mjs';

let stack, world, tomas, wim, ann, outsiders;
const ok = async (call, status = 201) => { const answer = await call; assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };

before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // the webhooks' receiver is at home
  stack = await Stack.start({ name: 'outsiders' });
  world = await World.make(stack);
  tomas = await (await Client.login(stack, stack.user('agent', 1))).open();
  [wim, ann] = [await world.newWorker(), await world.newWorker()];
  const group = await world.made('agent-groups');
  const member = (role, more) => world.person(role, world.administrator, { has_seat: true, group_id: group, ...more });
  outsiders = {
    agent: await Client.login(stack, await member('agent')),
    supervisor: await Client.login(stack, await member('supervisor', { supervises: [group] })),
    work: await world.newWorker(),
    administrator: world.administrator,
    integrator: world.key,
  };
});
after(async () => { tomas?.close(); await world?.close(); await stack?.stop(); });

async function file(from, conversation) {
  const { id } = await uploadFile(from, 'salary.txt', Buffer.from('abc'));
  if (conversation) await ok(from.call('POST', `/api/v1/conversations/${conversation}/messages`, { text: 'see', files: [id] }));
  return id;
}
const started = (from, to, side, text) => ok(from.call('POST', '/api/v1/conversations', { user: to.id, side, text }));
const room = async (by, more) => (await ok(by.call('POST', '/api/v1/rooms', { name: unique(), public: false, ...more }))).id;

// What there is of others: made here; `of`: the places in paths that its id fits; `but`: who may.
const THINGS = {
  'an agent chat': { of: { conversations: 'id', messages: 'message' }, make: async () => { const c = await started(world.agent, tomas, 'agent', 'between us'); return { id: c.id, message: c.message.id }; } },
  'a chat of a Work user and an agent': { of: { conversations: 'id', messages: 'message', files: 'file' },
    make: async () => { const c = await started(wim, tomas, 'agent', 'between us'); return { id: c.id, message: c.message.id, file: await file(wim, c.id) }; } },
  'a chat of Work users': { of: { conversations: 'id', messages: 'message', files: 'file' },
    make: async () => { const c = await started(wim, ann, 'work', 'between us'); return { id: c.id, message: c.message.id, file: await file(ann, c.id) }; } },
  'a private room': { of: { rooms: 'id', conversations: 'id', messages: 'message' }, make: async () => {
    const id = await room(wim);
    return { id, message: (await ok(wim.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'between us' }))).id };
  } },
  'a file that nobody was sent': { of: { files: 'id' }, make: async () => ({ id: await file(wim) }) },
  'a personal contact': { of: { 'me/contacts': 'id', contacts: 'contact', 'me/favourites': 'contact' }, make: async () => {
    const { id } = await ok(wim.call('POST', '/api/v1/me/contacts', { name: 'My own', emails: [], numbers: [{ label: 'Home', number: '+12025550188' }] }));
    return { id, contact: `personal:${id}` };
  } },
  'a customer\'s conversation': { of: { conversations: 'id', messages: 'message', attachments: 'attachment' }, but: ['administrator'],
    make: () => ({ id: world.held.state.conversation, message: world.message, attachment: world.ids.attachments }) },
  'an interaction that somebody has': { of: { interactions: 'id', customers: 'customer' }, but: ['administrator', 'integrator'],
    make: async () => {
      const { id } = await ok(world.agent.call('POST', '/api/v1/customers', { number: world.held.state.number, name: 'Their customer' }));
      await ok(world.agent.call('PUT', `/api/v1/conversations/${world.held.state.conversation}/customer`, { customer: id }), 200);
      return { id: world.held.id, customer: id };
    } },
  'an interaction that has ended': { of: { transcripts: 'id' }, but: ['administrator', 'integrator'], make: () => ({ id: world.ended.id }) },
  'a phone of somebody': { of: { devices: 'id' }, but: ['administrator'],
    make: async () => ({ id: (await ok(wim.call('POST', '/api/v1/devices', { side: 'work', label: 'salary line' }))).id }) },
  'an offer to somebody': { of: { offers: 'id' }, but: ['administrator'], make: () => ({ id: world.ids.offers ?? world.held.state.offer }) },
};
const placeOf = ({ path }) => /^\/api\/v1\/((?:me\/)?[a-z-]+)\/\{\w+\}/.exec(path)?.[1];

// Everything that one of these calls could have changed.
const TABLES = ['messaging.conversation', 'messaging.message', 'messaging.party', 'messaging.room', 'messaging.upload', 'messaging.customer', 'directory.personal_contact', 'directory.favourite', 'routing.interaction', 'routing.offer', 'messaging.watch', 'voice.device'];
const state = async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, (await stack.asOwner(`SELECT md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM ${table} AS t`))[0].sum])));

test('no operation shows or changes a thing to who has nothing to do with it, whatever their role', async (t) => {
  let called = 0;
  for (const [what, { of, but = [], make }] of Object.entries(THINGS)) {
    const ids = await make();
    for (const field of Object.values(of)) assert.ok(ids[field], `${what}: its ${field}`);
    for (const [who, client] of Object.entries(outsiders).filter(([name]) => !but.includes(name))) await t.test(`${what}, ${who}`, async () => {
      const before = await state();
      for (const operation of tested.filter((one) => of[placeOf(one)])) {
        const answer = await world.call(operation, { client, direct: true, ids: { n: '0', user: wim.id, [operation.ids[0]]: ids[of[placeOf(operation)]] } });
        assert.ok([403, 404].includes(answer.status), `${operation.method} ${operation.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        assert.ok(!/between us|salary|My own/.test(JSON.stringify(answer.body)), `${operation.name} tells of it`);
        called++;
      }
      assert.deepEqual(await state(), before, 'nothing has changed');
    });
  }
  assert.ok(called > 250, `${called} calls`);
});

test('no list shows it to them either', async () => {
  const ids = [];
  for (const what of ['a chat of Work users', 'a private room', 'a personal contact']) ids.push((await THINGS[what].make()).id);
  for (const [who, client] of Object.entries(outsiders))
    for (const operation of tested.filter((one) => one.isList && one.ids.length === 0 && !one.roles.includes('operator'))) {
      const { status, body } = await world.call(operation, { client, direct: true });
      if (status !== 200) continue;
      const told = JSON.stringify(body);
      for (const id of ids) assert.ok(!told.includes(`"${id}"`) || !/between us|My own/.test(told), `${operation.name} to ${who}`);
      assert.ok(!/between us|My own/.test(told), `${operation.name} to ${who}: ${told.slice(0, 300)}`);
    }
});

test('what two have between them is in no search, roster or public list of others', async () => {
  const word = unique();
  await started(wim, ann, 'work', `the word is ${word}`);
  for (const [who, client] of Object.entries(outsiders)) {
    const { status, body } = await client.call('GET', `/api/v1/messages?q=${word}`);
    if (status === 200) assert.deepEqual(body.data, [], who);
    else assert.ok([403, 404].includes(status), `${who}: ${status}`);
  }
  assert.equal((await ok(wim.call('GET', `/api/v1/messages?q=${word}`), 200)).data.length, 1, 'its parties find it');
});
