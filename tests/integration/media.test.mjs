// Files of texts (SMS-9): fetched from the carrier, judged by content, bounded, stored once, shown to who may; what fails says
// why and can be fetched again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { finish, taken } from '../lib/desk.mjs';
import { Files, PNG, mms as textWith, place } from '../lib/files.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, newSid } from '../lib/texts.mjs';

const LARGE = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(10 << 20, 1)]); // 10 MiB
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

let stack, adam, maya, liam, files, elsewhere, channel;
before(async () => {
  stack = await Stack.start({ name: 'media', instances: 'presenced routerd smsgw smsgw-2 chatd', testClock: true });
  [files, elsewhere] = [await Files.start(), await Files.start()];
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  liam = await Client.login(stack, stack.user('agent', 1));
  channel = await place(stack, adam, files);
});
after(async () => { maya?.close(); await stack?.stop(); await files?.close(); await elsewhere?.close(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const mms = (urls, options) => textWith(channel, urls, options);
const rowsOf = (number) => stack.query(
  `SELECT a.*, f.bytes FROM messaging.attachment a JOIN messaging.conversation c ON c.tenant = a.tenant AND c.id = a.conversation
   LEFT JOIN messaging.file f ON f.tenant = a.tenant AND f.id = a.file WHERE c.number = $1 ORDER BY a.message, a.position`, [number]);
const settled = (number) => until('the end of the fetches', async () => {
  const rows = await rowsOf(number);
  return rows.length > 0 && rows.every((row) => row.state !== 'wanted') && rows;
});
const talk = (number) => taken(maya, number);

test('a file is fetched with the account\'s login, judged by its bytes, stored, told, and shown to who has the conversation only (SMS-9)', async () => {
  files.at['/m/1'] = { body: PNG, type: 'text/html' };
  const number = await mms([`${files.url}/m/1`]);
  const [row] = await settled(number);
  assert.deepEqual([row.state, row.type, Number(row.bytes)], ['stored', 'image/png', PNG.length]);
  assert.equal(files.of('/m/1')[0].authorization, `Basic ${Buffer.from(`${channel.account_sid}:${channel.auth_token}`).toString('base64')}`);
  const interaction = await talk(number);
  const { body } = await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}/messages`);
  const [file] = body.data[0].state.attachments;
  assert.deepEqual({ ...file, id: undefined }, { id: undefined, state: 'stored', reason: null, type: 'image/png', bytes: PNG.length, sha256: sha256(PNG) });

  const answer = await fetch(`${stack.base}/api/v1/attachments/${file.id}`, { headers: { authorization: `Bearer ${maya.token}` } });
  assert.equal(answer.status, 200);
  assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), sha256(PNG));
  const header = (name) => answer.headers.get(name);
  assert.deepEqual([header('content-type'), header('x-content-type-options'), header('content-disposition')], ['image/png', 'nosniff', 'attachment; filename="picture.png"']);
  assert.match(header('content-security-policy'), /default-src 'none'; sandbox/);
  assert.equal((await maya.call('GET', `/api/v1/attachments/${file.id}`)).status, 200, 'as the API document says');
  assert.equal((await liam.call('GET', `/api/v1/attachments/${file.id}`)).status, 404, 'not a colleague\'s');
  assert.equal((await maya.call('GET', '/api/v1/attachments/999999999999')).status, 404);
  assert.equal((await fetch(`${stack.base}/api/v1/attachments/${file.id}`)).status, 401);
  assert.equal((await maya.call('POST', `/api/v1/attachments/${file.id}/retry`)).status, 200);
  assert.equal((await liam.call('POST', `/api/v1/attachments/${file.id}/retry`)).status, 404);
  assert.equal((await rowsOf(number))[0].state, 'stored', 'what is there is not fetched again');
  await finish(maya, interaction);
});

test('the same bytes are kept once, the same call brings nothing further, a text without words shows that something came', async () => {
  files.at['/m/2'] = { body: PNG };
  const sid = newSid(), number = await mms([`${files.url}/m/2`, `${files.url}/m/2`], { body: '', sid });
  const rows = await settled(number);
  assert.equal(new Set(rows.map((row) => row.file)).size, 1);
  await mms([`${files.url}/m/2`, `${files.url}/m/2`], { number, body: '', sid });
  assert.equal((await rowsOf(number)).length, 2);
  assert.equal((await stack.query('SELECT count(*) AS n FROM messaging.file WHERE sha256 = $1', [Buffer.from(sha256(PNG), 'hex')]))[0].n, '1');
  await finish(maya, await talk(number));
});

test('what is too large, of another kind, gone, or nowhere is failed with its reason; a large one is not read to its end', async () => {
  files.at['/m/large'] = { body: LARGE };
  files.at['/m/page'] = { body: '<html><script>alert(1)</script></html>' };
  files.at['/m/empty'] = { body: '' };
  files.at['/m/loop'] = { status: 302, headers: { location: '/m/loop' } };
  files.at['/m/ftp'] = { status: 302, headers: { location: 'ftp://127.0.0.1/x' } };
  files.at['/m/file'] = { status: 302, headers: { location: 'file:///etc/passwd' } };
  const paths = ['large', 'page', 'empty', 'gone', 'loop', 'ftp', 'file'];
  const number = await mms([...paths.map((path) => `${files.url}/m/${path}`), `${elsewhere.url}/m/1`, 'not an address']);
  const reasons = (await settled(number)).map((row) => `${row.state}: ${row.reason}`);
  assert.deepEqual(reasons, ['it is larger than may be', 'it is of no kind that is shown', 'it is empty', 'the carrier does not have it',
    'the carrier leads us nowhere', 'the carrier leads us nowhere', 'the carrier leads us nowhere',
    'its address is none of the carrier\'s', 'its address can\'t be read'].map((words) => `failed: ${words}`));
  assert.equal(files.of('/m/loop').length, 4, 'three redirects, no more');
  assert.equal(elsewhere.asked.length, 0, 'who is not the carrier\'s is not asked');
  await finish(maya, await talk(number));
});

test('a redirect is followed to another host, and the login stays behind', async () => {
  files.at['/m/moved'] = { status: 307, headers: { location: `${elsewhere.url}/bucket/1?signed=yes` } };
  elsewhere.at['/bucket/1?signed=yes'] = { body: PNG };
  const number = await mms([`${files.url}/m/moved`]);
  assert.equal((await settled(number))[0].state, 'stored');
  assert.ok(files.of('/m/moved')[0].authorization);
  assert.deepEqual(elsewhere.asked.map((one) => one.authorization), [undefined]);
  await finish(maya, await talk(number));
});

test('what failed is shown as such, and Retry has it fetched again (SMS-9)', async () => {
  const number = await mms([`${files.url}/m/later`]);
  await settled(number);
  const interaction = await talk(number);
  const { data } = ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}/messages`));
  assert.deepEqual([data[0].state.attachments[0].state, data[0].state.attachments[0].reason], ['failed', 'the carrier does not have it']);
  files.at['/m/later'] = { body: PNG };
  const [{ id }] = await rowsOf(number);
  const asked = ok(await maya.call('POST', `/api/v1/attachments/${id}/retry`));
  assert.equal(asked.state.attachments[0].state, 'wanted');
  await maya.see('message', (s) => s.conversation === interaction.state.conversation && s.attachments?.[0].state === 'stored');
  await finish(maya, interaction);
});

test('a carrier that has a fault is asked again by itself, and another file does not wait for one that hangs', async () => {
  let faults = 0;
  Object.defineProperty(files.at, '/m/fault', { get: () => (faults++ < 1 ? { status: 503 } : { body: PNG }), configurable: true });
  files.at['/m/hang'] = { hang: true };
  files.at['/m/quick'] = { body: PNG };
  const hanging = await mms(Array.from({ length: 3 }, (_, n) => `${files.url}/m/hang`));
  const quick = await mms([`${files.url}/m/quick`, `${files.url}/m/fault`]);
  assert.deepEqual((await settled(quick)).map((row) => row.state), ['stored', 'stored']);
  assert.equal(faults, 2);
  assert.deepEqual((await rowsOf(hanging)).map((row) => row.state), ['wanted', 'wanted', 'wanted']);
  await finish(maya, await talk(hanging));
  await finish(maya, await talk(quick));
});

test('a gateway that dies while it fetches loses nothing: another fetches when its claim has passed', async () => {
  let hang = true;
  Object.defineProperty(files.at, '/m/killed', { get: () => (hang ? { hang } : { body: PNG }), configurable: true });
  const number = await mms([`${files.url}/m/killed`]);
  await until('the request', () => files.of('/m/killed').length > 0);
  hang = false;
  for (const name of ['smsgw', 'smsgw-2']) await stack.kill(name);
  for (const name of ['smsgw', 'smsgw-2']) stack.spawn(name);
  for (const name of ['smsgw', 'smsgw-2']) await stack.untilReady(name);
  assert.equal((await rowsOf(number))[0].state, 'wanted');
  await stack.pass(181000); // its four requests of 30 s, and a minute
  assert.equal((await settled(number))[0].state, 'stored');
  assert.equal((await stack.query('SELECT count(*) AS n FROM sms.media WHERE url LIKE $1', ['%killed'])).at(0).n, '0');
});

test('no address of a text leads into our own network, however it is written and whatever its name resolves to', async () => {
  const private_ = ['https://127.0.0.1/1', 'https://2130706433/2', 'https://0x7f.1/3', 'https://0177.0.0.1/4', 'https://[::ffff:127.0.0.1]/5', 'https://[::1]/6',
    'https://localhost/7', 'https://169.254.169.254/latest', 'http://files.example.net/8', 'https://me@files.example.net/9'];
  const resolved = ['https://rebound.localhost/1']; // a name that the resolver says is this machine
  const account = ok(await adam.call('GET', '/api/v1/carrier-accounts?name=With%20files')).data[0];
  ok(await adam.call('PATCH', `/api/v1/carrier-accounts/${account.id}`, { secrets: { auth_token: channel.auth_token }, settings: { account_sid: channel.account_sid,
    base_url: 'https://api.twilio.com', media_hosts: '127.0.0.1 ::1 [::1] [::ffff:127.0.0.1] localhost .localhost 169.254.169.254 .example.net' } }, { headers: { 'if-match': `"${account.version}"` } }));
  for (const name of ['smsgw', 'smsgw-2']) {
    await stack.kill(name, 'SIGTERM');
    stack.spawn(name, { [`TRUNKLINE_${name.toUpperCase().replace('-', '_')}_CARRIER_ALLOW_PRIVATE`]: '0' });
    await stack.untilReady(name);
  }
  const literal = await mms(private_), named = await mms(resolved);
  assert.deepEqual((await settled(literal)).map((row) => [row.state, row.reason]), private_.map(() => ['failed', 'its address is none that may be asked']));
  assert.deepEqual((await settled(named)).map((row) => [row.state, row.reason]), resolved.map(() => ['failed', 'its address leads into a private network']));
});
