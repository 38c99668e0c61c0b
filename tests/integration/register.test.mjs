// Phones register: by digest, where they come from, as long as they may (SP-9, Security).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Baresip } from '../lib/baresip.mjs';
import { Client } from '../lib/client.mjs';
import { SipClient, authorize, challengeOf } from '../lib/sip.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, port, owners;
const clients = [];
before(async () => {
  stack = await Stack.start({ name: 'register', instances: 'presenced chatd voiced' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  port = stack.run.sip.voiced.port;
  owners = (await stack.query('SELECT id FROM directory.v_user WHERE has_seat ORDER BY id')).map((u) => u.id);
});
after(async () => { for (const client of clients) client.close(); await stack?.stop(); });

async function open(how) {
  const client = await SipClient.open(port, how);
  clients.push(client);
  return client;
}
const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const get = async (id) => ok(await adam.call('GET', `/api/v1/devices/${id}`));
// One after the other they are the agents' own: a user has ten at most.
async function device(fields = {}) {
  owners.push(owners.shift());
  return ok(await adam.call('POST', '/api/v1/devices', { user_id: owners[0], side: 'agent', label: 'Desk phone', ...fields }), 201);
}
const metric = async (outcome) => (await stack.metrics('voiced'))[`voice_registers_total{outcome="${outcome}"}`] ?? 0;
const registered = (client, how) => until('a registration', async () => { const a = await client.register(how); return a.status === 200 && a; });

for (const transport of ['udp', 'tcp'])
  for (const algorithm of ['SHA-256', 'MD5'])
    test(`a phone proves its password with ${algorithm} over ${transport} and is reachable where it came from`, async () => {
      const made = await device({ algorithm });
      const client = await open({ transport });
      const answer = await registered(client, { username: made.username, password: made.password, expires: 120 });
      assert.equal(answer.challenge.algorithm, algorithm);
      assert.equal(answer.challenge.qop, 'auth');
      assert.match(answer.get('contact'), new RegExp(`^<sip:${made.username}@127\\.0\\.0\\.1:${client.local};transport=${transport}>;expires=(120|119)$`));
      const [binding] = (await get(made.id)).bindings;
      assert.deepEqual([binding.transport, binding.source], [transport, `127.0.0.1:${client.local}`]);
    });

test('a phone that was made just now registers at its first try, by its own algorithm', async () => {
  const client = await open();
  for (const algorithm of ['MD5', 'SHA-256', 'MD5']) {
    const answer = await client.register(await device({ algorithm }));
    assert.deepEqual([answer.status, answer.challenge.algorithm], [200, algorithm]);
  }
});

test('a wrong password is no registration, and neither is a right one under another name', async () => {
  const [one, two] = [await device(), await device()];
  const client = await open();
  await registered(client, one);
  assert.equal((await client.register({ username: one.username, password: 'wrong' })).status, 403);
  // Its own password, for the other one's name.
  assert.equal((await client.register({ username: one.username, password: one.password, user: two.username })).status, 403);
  assert.deepEqual((await get(two.id)).bindings, []);
});

test('a name that nobody has is challenged like any other and never right', async () => {
  const client = await open();
  const answer = await client.request('REGISTER', { user: 'nobodyhasthis', headers: [client.contact('x')] });
  assert.equal(answer.status, 401);
  assert.equal(challengeOf(answer.get('www-authenticate')).algorithm, 'SHA-256');
  assert.equal((await client.register({ username: 'nobodyhasthis', password: 'x' })).status, 403);
});

test('a proof is good once: the same one again is stale, one with a nonce of somebody else too', async () => {
  const made = await device();
  const client = await open();
  const { challenge } = await registered(client, made);
  const uri = `sip:127.0.0.1:${port}`;
  const say = (more, nc) => client.request('REGISTER', { user: made.username, uri, headers: [client.contact(made.username, 300),
    `Authorization: ${authorize({ ...made, method: 'REGISTER', uri, challenge: { ...challenge, ...more }, nc })}`] });
  const again = await say({}, 1);
  assert.equal(again.status, 401);
  assert.equal(challengeOf(again.get('www-authenticate')).stale, 'true');
  assert.equal((await say({}, 2)).status, 200); // the next count of the same nonce
  const forged = await say({ nonce: Buffer.from('no nonce of ours at all').toString('hex') }, 1);
  assert.ok([401, 403].includes(forged.status), `${forged.status}`);
});

test('a contact with headers in it is refused: they would be put into our INVITE', async () => {
  const made = await device();
  const client = await open();
  await registered(client, made);
  const answer = await client.register({ ...made, headers: [`Contact: <sip:${made.username}@127.0.0.1:${client.local}?P-Asserted-Identity=%3Csip:9001@x%3E>;expires=300`] });
  assert.equal(answer.status, 400);
});

test('a registration ends by its wish: one contact, all contacts; its time has bounds', async () => {
  const made = await device();
  const client = await open(), other = await open();
  await registered(client, made);
  assert.equal((await other.register(made)).all('contact').length, 2);
  assert.equal((await client.register({ ...made, expires: 0 })).all('contact').length, 1);
  assert.equal((await get(made.id)).bindings.length, 1);
  const brief = await client.register({ ...made, expires: 5 });
  assert.deepEqual([brief.status, brief.get('min-expires')], [423, '60']);
  const long = await client.register({ ...made, expires: 999999 });
  assert.match(long.all('contact').find((c) => c.includes(`:${client.local};`)), /expires=(3600|3599)$/);
  assert.equal((await client.register({ ...made, headers: ['Contact: *', 'Expires: 60'] })).status, 400);
  assert.equal((await client.register({ ...made, headers: ['Contact: <http://example.com>'] })).status, 400);
  assert.equal((await client.register({ ...made, headers: Array.from({ length: 9 }, (_, i) => `Contact: <sip:c${i}@127.0.0.1>`) })).status, 400);
  const none = await client.register({ ...made, headers: ['Contact: *', 'Expires: 0'] });
  assert.deepEqual([none.status, none.all('contact')], [200, []]);
  assert.deepEqual((await get(made.id)).bindings, []);
});

test('who only asks is told what is bound, and nothing changes', async () => {
  const made = await device();
  const client = await open();
  await registered(client, made);
  const asked = await client.register({ ...made, headers: ['Supported: path'] });
  assert.deepEqual([asked.status, asked.all('contact').length], [200, 1]);
});

test('a deleted phone is as unknown as any; a new password ends the old one', async () => {
  const made = await device();
  const client = await open();
  await registered(client, made);
  const fresh = ok(await adam.call('POST', `/api/v1/devices/${made.id}/rotate`, {}));
  await until('the old password to be wrong', async () => (await client.register(made)).status === 403);
  await registered(await open(), { ...made, password: fresh.password });
  ok(await adam.call('DELETE', `/api/v1/devices/${made.id}`, undefined, { headers: { 'if-match': `"${fresh.version}"` } }), 204);
  await until('the phone to be unknown', async () => (await (await open()).register({ ...made, password: fresh.password })).status === 403);
});

test('after a restart phones are known and where they are reached is, too', async () => {
  const made = await device();
  const client = await open();
  await registered(client, made);
  await stack.kill('voiced');
  stack.spawn('voiced');
  await stack.untilAllReady(15000);
  assert.equal((await get(made.id)).bindings.length, 1);
  assert.equal((await client.register(made)).all('contact').length, 1);
});

test('methods that are not served are told so, with what is', async () => {
  const client = await open();
  const options = await client.request('OPTIONS');
  assert.deepEqual([options.status, options.get('allow')], [200, 'REGISTER, OPTIONS, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, PRACK']);
  assert.equal((await client.request('INVITE', { headers: ['Contact: <sip:x@127.0.0.1>'] })).status, 401); // from no trunk: a phone would prove itself
  for (const method of ['SUBSCRIBE', 'PUBLISH', 'MESSAGE', 'FOO'])
    assert.equal((await client.request(method, { headers: ['Contact: <sip:x@127.0.0.1>'] })).status, 405, method);
});

test('a phone of another maker registers and unregisters', async () => {
  const made = await device({ algorithm: 'MD5', label: 'baresip' }); // baresip knows MD5 alone
  const client = await open();
  await until('its name to be known', async () => challengeOf((await client.request('REGISTER', { user: made.username })).get('www-authenticate')).algorithm === 'MD5');
  const phone = await Baresip.start({ ...made, port });
  try {
    await phone.says(/registered successfully/);
    const [binding] = (await get(made.id)).bindings;
    assert.match(binding.agent, /baresip/);
    await phone.stop();
    await until('no binding', async () => (await get(made.id)).bindings.length === 0);
  } finally { await phone.stop().catch(() => {}); }
});

test('who guesses a name ten times is not heard for a time, others from the same address are', async () => {
  const [made, other] = [await device(), await device()];
  const client = await open();
  await registered(client, made);
  await registered(client, other);
  const before = await metric('banned');
  for (let i = 0; i < 10; i++) assert.equal((await client.register({ ...made, password: `guess ${i}` })).status, 403);
  assert.equal((await client.register(made)).status, 403); // even the right one
  assert.ok(await metric('banned') > before);
  assert.equal((await client.register(other)).status, 200);
});
