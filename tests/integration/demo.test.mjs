// What a newcomer finds after deploy/quickstart: each page's things, once, however often it is run; stacks of tests have none of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { ROOT, Stack } from '../lib/stack.mjs';

const STOPS = '+15105550155', SECOND = '+15105550134'; // of deploy/demo/furnish_*.mjs
let stack, adam, ida, rosaWork;
before(async () => {
  stack = await Stack.start({ name: 'demo' });
  const named = (username) => stack.run.users.find((one) => one.username === username);
  [adam, ida, rosaWork] = await Promise.all([Client.login(stack, named('adam'), 'admin'), Client.login(stack, named('ida'), 'work'), Client.login(stack, named('rosa'), 'work')]);
});
after(async () => { await stack?.stop(); });

const runs = (file, args) => new Promise((done) => { execFile(file, args, { cwd: ROOT, maxBuffer: 1 << 24, env: { ...process.env, PATIENCE: '6' } }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr })); });
const quickstart = () => runs(join(ROOT, 'deploy/quickstart'), stack.args.filter((one) => one !== '--no-demo-run'));
const furnish = (file = join(stack.dir, 'run.json')) => runs(process.execPath, [join(ROOT, 'deploy/demo/furnish.mjs'), file]);
const isUnfurnished = () => existsSync(join(stack.dir, 'unfurnished'));

const get = async (who, path) => { const { status, body } = await who.call('GET', `/api/v1/${path}`); assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`); return body; };
const list = async (who, path) => { const { data, next_cursor: next } = await get(who, `${path}${path.includes('?') ? '&' : '?'}limit=100`); assert.equal(next ?? null, null, path); return data; };
const names = async (who, path) => (await list(who, path)).map((one) => one.name).sort();

// By what users see of each kind; of interactions, those of customers with names: the main job brings one of its own each time.
async function inventory() {
  const rosa = await Client.login(stack, stack.user('supervisor')); // a workspace has one session, and furnish.mjs has had hers
  const texts = async (conversation, who) => (await list(who, `conversations/${conversation}/messages`)).length;
  const chats = await list(ida, 'conversations');
  const interactions = (await list(rosa, 'interactions')).filter(({ state }) => state.customer || state.visitor);
  return {
    sites: await names(adam, 'sites'),
    services: await names(adam, 'services'),
    schedules: await names(adam, 'schedules'),
    queues: await names(adam, 'queues'),
    dispositions: await names(adam, 'dispositions'),
    canned: (await list(adam, 'canned-messages')).map((one) => `${one.folder}: ${one.name}`).sort(),
    alarms: await names(adam, 'alarms'),
    keys: await names(adam, 'api-keys'),
    shared: await names(adam, 'external-contacts'),
    personal: [await names(ida, 'me/contacts'), await names(rosaWork, 'me/contacts')],
    desk: (await get(ida, 'me/desk')).lines.map((one) => one.name),
    favourites: (await get(ida, 'me/favourites')).contacts.length,
    rooms: (await list(ida, 'rooms')).map((one) => [one.name, one.members]),
    chats: await Promise.all(chats.map(async ({ id, state }) => [state.kind, await texts(id, ida)])),
    agentChats: (await list(rosa, 'agent-chats?state=closed')).length,
    texts: (await list(ida, 'me/texts')).map(({ state, unread }) => [state.number, state.last_seq, unread]).sort(),
    faxNumbers: (await list(adam, 'fax-numbers')).map((one) => one.number),
    faxes: [(await list(ida, 'me/faxes?box=received')).length, (await list(ida, 'me/faxes?box=sent')).length],
    blocked: (await list(rosa, 'blocked-numbers')).map((one) => one.number),
    blockedTexts: (await list(rosa, 'blocked-texts')).length,
    optOuts: (await get(rosa, `opt-outs?number=${encodeURIComponent(STOPS)}`)).data.map((one) => one.state),
    interactions: interactions.map(({ state }) => [state.customer?.name ?? state.visitor.name, state.queue.name, state.state, state.disposition?.name ?? null, Boolean(state.note)].join(', ')).sort(),
    cases: (await list(rosa, 'cases')).filter((one) => one.title !== 'Parcel not received').map((one) => [one.title, one.state, one.reopened_at ? 'reopened' : ''].join(', ')).sort(),
  };
}

const FURNISHED = {
  sites: ['Berkeley store', 'Head office'],
  services: ['Order line', 'Reception', 'Store floor'],
  schedules: ['Accounts hours', 'Round the clock', 'Shop hours'],
  queues: ['Billing', 'Orders', 'Phone', 'Support', 'Wholesale'],
  dispositions: ['Follow-up needed', 'Order changed', 'Question answered', 'Refund granted', 'Replacement sent'],
  canned: ['Billing: Refund under way', 'Greetings: Goodbye', 'Greetings: Hello', 'Orders/Delivery: Delivery times', 'Orders/Delivery: Parcel is late', 'Orders: Returns'],
  alarms: ['Orders: oldest wait'],
  keys: ['Demo integration', 'Wallboard of the store'],
  shared: ['Amelia Fournier', 'Daniel Osei', 'Grace Adeyemi', 'Helen Zhao', 'Nils Carlsen'],
  personal: [['Greta Lind', 'Tom Keller'], ['Paul Jensen']],
  desk: ['Ida Brandt', 'Reception', 'Order line', 'Rosa Marchetti'],
  favourites: 2,
  rooms: [['Store news', 3]],
  agentChats: 1,
  texts: [['+15105550133', 1, 1], [SECOND, 2, 0]],
  faxNumbers: ['+15005550011'],
  faxes: [1, 1],
  blocked: ['+15105550199'],
  blockedTexts: 1,
  optOuts: ['stopped'],
  interactions: ['Daniel Osei, Billing, ended, Follow-up needed, true', 'Elena Petrova, Support, ended, Replacement sent, true', 'Grace Adeyemi, Support, ended, Question answered, true',
    'Helen Zhao, Billing, ended, Refund granted, true', 'Jonas Lindqvist, Orders, waiting, , false', 'Marcus Bell, Orders, ended, Question answered, true', 'Priya Raman, Orders, ended, Order changed, true'],
  cases: ['Change of delivery address, closed, ', 'Invoice 20417: one chair too many, open, ', 'Lamp shades for room 210, closed, ', 'Refund for the Halden sideboard, open, reopened',
    'Saturday delivery, closed, ', 'Scratched table top, closed, '],
};
const whole = async () => { const { chats, ...rest } = await inventory(); assert.deepEqual(rest, FURNISHED); assert.deepEqual(chats.sort(), [['directory', 3], ['room', 4]]); };

test('a stack of a test is not furnished', async () => {
  const bare = await inventory();
  for (const kind of ['services', 'dispositions', 'canned', 'shared', 'rooms', 'interactions', 'cases', 'faxNumbers', 'blocked', 'texts']) assert.deepEqual(bare[kind], [], kind);
  assert.deepEqual(bare.sites, ['Head office']);
  assert.equal(stack.run.board, undefined);
});

test('a demo that can\'t be furnished says why, and the next run furnishes the rest; every kind of thing is there once', async () => {
  const sam = (await list(adam, 'users?username=sam'))[0];
  const disable = async (disabled) => { const { version } = await get(adam, `users/${sam.id}`); const { status, body } = await adam.call('PATCH', `/api/v1/users/${sam.id}`, { disabled }, { headers: { 'if-match': `"${version}"` } }); assert.equal(status, 200, JSON.stringify(body)); };
  await disable(true);
  const failed = await quickstart();
  assert.equal(failed.code, 1, failed.stdout);
  assert.match(failed.stderr, /The demo could not be furnished: POST \/api\/v1\/sessions: 40[13]/);
  assert.match(failed.stderr, /run it again to furnish the rest/);
  assert.equal(isUnfurnished(), true);
  await disable(false);
  const { code, stdout, stderr } = await quickstart();
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /office furnished/);
  assert.equal(isUnfurnished(), false);
  await whole();
});

test('a second run of quickstart, or of what furnishes, adds nothing; what was deleted stays so', async () => {
  const { code, stdout, stderr } = await furnish();
  assert.equal(code, 0, stdout + stderr);
  await whole();
  const [{ id, version }] = await list(adam, 'alarms');
  assert.equal((await adam.call('DELETE', `/api/v1/alarms/${id}`, undefined, { headers: { 'if-match': `"${version}"` } })).status, 200);
  const again = await quickstart();
  assert.equal(again.code, 0, again.stdout + again.stderr);
  assert.doesNotMatch(again.stdout, /furnish/);
  assert.match(again.stdout, /transcript saved/, 'the main job is played each time');
  assert.deepEqual(await inventory().then(({ chats, ...rest }) => rest), { ...FURNISHED, alarms: [] });
});

test('the wallboard\'s address opens it, and its key lies where the demo\'s other secrets do', async () => {
  const { board: { url } } = JSON.parse(readFileSync(join(stack.dir, 'run.json'), 'utf8'));
  const answer = await fetch(`${stack.base}/api/v1/board`, { headers: { authorization: `Bearer ${new URL(url).hash.slice(1)}` } });
  assert.equal(answer.status, 200);
  for (const file of ['demo.json', 'run.json']) assert.equal(statSync(join(stack.dir, file)).mode & 0o077, 0, file);
});

test('no daemon to ask: it fails with one line', async () => {
  const file = join(stack.dir, 'elsewhere.json');
  writeFileSync(file, JSON.stringify({ ...stack.run, base_url: 'http://127.0.0.1:1' }), { mode: 0o600 });
  const { code, stderr } = await furnish(file);
  rmSync(file);
  assert.equal(code, 1);
  assert.match(stderr, /^The demo could not be furnished: [^\n]+\n$/);
});

test('--reset forgets all of it, recordings and voicemails too', async () => {
  assert.ok(readdirSync(stack.dir).includes('recordings'));
  const { code, stderr } = await runs(join(ROOT, 'deploy/quickstart'), ['--dir', stack.dir, '--reset']);
  assert.equal(code, 0, stderr);
  assert.deepEqual(readdirSync(stack.dir), []);
});
