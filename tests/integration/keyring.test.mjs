// The key ring is rotated under a running installation: a key is added, what is sealed with the former one is sealed anew while secrets
// change, and the former key goes (docs/decisions/0117-derived-keys.md).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { boxesOf, isDerived, keyOf, keysOf, openBox, ringOf, sealBox, sealedColumns as columns } from '../lib/box.mjs';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { inboundParams, newNumber, postSigned } from '../lib/texts.mjs';
import { codeOf } from '../lib/totp.mjs';

const PASSWORD = 'a long password', ROWS = 250;
const DAEMONS = ['presenced', 'routerd', 'smsgw', 'chatd', 'hookd', 'voiced'];
let stack, adam, carrier, channel, receiver, robin, fax, trunk, broken; // broken: a phone whose secret does not open
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1';
  process.env.TRUNKLINE_HOOKD_RETRY_FIRST_MS = '50';
  stack = await Stack.start({ name: 'keyring', instances: DAEMONS.join(' ') });
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { await receiver?.close(); await carrier?.close(); await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const get = async (path) => ok(await adam.call('GET', `/api/v1/${path}`));
const post = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, body) => ok(await adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${(await get(path)).version}"` } }));
const rotate = async (path, version) => ok(await adam.call('POST', `/api/v1/${path}/rotate`, undefined, { headers: { 'if-match': `"${version}"` } }));

// A process of trunklinectl, and what it says at its end.
function keys(...words) {
  const child = spawn(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), ['keys', ...words, '--key-ring', ringOf(stack), '--database', stack.conninfo('trunkline')]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => { said.out += data; });
  child.stderr.on('data', (data) => { said.err += data; });
  return { child, done: new Promise((done) => child.on('close', (code, signal) => done({ ...said, code, signal }))) };
}
const ctl = (...words) => keys(...words).done;

const put = ({ table, column, match }, { tenant, id }, box) => stack.asOwner(`UPDATE ${table} SET ${column} = $3 WHERE tenant = $1::bigint AND ${match}`, [tenant, id, box]);
// As an installation is after an upgrade: everything is sealed as the release before did.
async function makeFormer(id) {
  const ring = keysOf(stack);
  for (const column of columns) for (const row of await boxesOf(stack, column)) await put(column, row, sealBox(ring, row.place, openBox(ring, row.box, row.place), { id, former: true }));
}
const states = async () => Object.fromEntries(await Promise.all(columns.map(async (column) =>
  [`${column.table}.${column.column}`, [...new Set((await boxesOf(stack, column)).map(({ box }) => `${keyOf(box)}${isDerived(box) ? '' : ' former'}`))]])));
// As a daemon of an earlier build that has lost the database ten minutes ago: it registers no check value.
const earlierBuild = async (run) => {
  await stack.asOwner("SELECT ops.instance_register(77, 'smsgw-77', '', '', '0.1.0')");
  await stack.asOwner("UPDATE ops.instance SET beat_at = ops.clock() - interval '10 minutes' WHERE boot = 77");
  try { return await run(); } finally { await stack.asOwner('DELETE FROM ops.instance WHERE boot = 77'); }
};
async function restart() {
  for (const name of stack.names) await stack.kill(name, 'SIGTERM');
  await stack.ensure();
  await stack.untilAllReady();
}
// The log of a daemon says that it derives keys: from then on.
const derives = (name) => readFileSync(join(stack.dir, 'log', `${name}.log`), 'utf8').split('\n').filter((line) => line.includes('"keys_derived"')).length;

// ---- what each daemon opens ----

// Text that a carrier takes with the account's secret, and whose receipts come by the channel's key.
async function textGoesOut() {
  const maya = await Client.ready(stack, stack.user('agent', 0)), sent = carrier.sent.length;
  const interaction = await assigned(maya, channel, newNumber());
  await send(maya, interaction, 'by the sealed secret');
  await until('the carrier took it', () => carrier.sent.length > sent);
  await finish(maya, interaction);
  maya.close();
}
async function hookIsSigned() {
  const before = receiver.taken.length;
  await textGoesOut();
  await until('the webhook is sent', () => receiver.taken.length > before);
  receiver.verify(receiver.taken.at(-1), receiver.secret);
}
// A step of the authenticator counts once: the next one is in use.
async function factorOpens() {
  await stack.asOwner('UPDATE directory.second_factor SET last_step = 0, misses = 0 WHERE user_id = $1', [robin.id]);
  return Client.login(stack, robin, 'workspace', { code: codeOf(robin.secret) });
}
const faxKeyIs = async () => assert.equal((await get(`fax-numbers/${fax.id}`)).address_key, fax.address_key);
async function trunkOpens(password) {
  const [row] = await boxesOf(stack, columns.find(({ table }) => table === 'voice.trunk'));
  assert.equal(openBox(keysOf(stack), row.box, row.place).toString(), password);
}
const unreadable = () => stack.names.flatMap((name) => readFileSync(join(stack.dir, 'log', `${name}.log`), 'utf8').split('\n').filter((line) => /secret_unreadable|phone_unreadable/.test(line) && !line.includes(`"${broken}"`)));

async function everythingOpens(password) {
  await hookIsSigned();
  await factorOpens();
  await faxKeyIs();
  await trunkOpens(password);
  assert.notEqual((await postSigned(channel, inboundParams(channel, newNumber(), 'x'))).status, 404, 'the channel\'s address is known');
  assert.deepEqual(unreadable(), []);
}

test('secrets are made, each column of the table opens in the place that its daemon names', async () => {
  receiver = await Receiver.start();
  const hook = await post('webhooks', { url: receiver.url, types: ['*'] });
  Object.assign(receiver, { id: hook.webhook, secret: hook.secret });
  ok(await adam.call('POST', `/api/v1/webhooks/${hook.webhook}/rotate`, undefined, { headers: { 'if-match': `"${hook.version}"` } })); // the former one signs on
  receiver.secret = hook.secret;
  robin = { username: `robin${process.pid}`, name: 'Robin', password: PASSWORD, role: 'agent', has_seat: true };
  robin.id = (await post('users', robin)).id;
  const client = await Client.login(stack, robin);
  robin.secret = ok(await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD }), 201).secret;
  ok(await client.call('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(robin.secret) }));
  const [own] = (await get('tenants')).data;
  await change(`tenants/${own.id}`, { fax: true });
  const account = await post('carrier-accounts', { carrier: 'fax_sandbox', name: 'Faxes' });
  fax = await post('fax-numbers', { number: newNumber(), account_id: account.id, user_id: (await get('users?username=ida')).data[0].id });
  trunk = await post('trunks', { name: 'Carrier', host: 'carrier.example', username: 'we', password: 'the first password' });
  await post('identity-providers', { slug: 'company', name: 'Company', issuer: 'https://login.example', client_id: 'trunkline', client_secret: 'a secret of ours' });
  await everythingOpens('the first password');
  for (const column of columns) for (const { box, place } of await boxesOf(stack, column)) assert.ok(openBox(keysOf(stack), box, place).length > 0, place);
  const made = Object.entries(await states());
  for (const name of ['hooks.endpoint.secret', 'hooks.endpoint.former_secret', 'directory.second_factor.secret', 'directory.identity_provider.client_secret', 'sms.account.secret', 'sms.fax_number.secret',
    'directory.channel.secret', 'voice.trunk.secret', 'voice.device.secret']) assert.deepEqual(made.find(([one]) => one === name)?.[1], ['1'], `${name}: derived from key 1`);
});

test('while a process of an earlier build may live, a secret is sealed as that one opens it, and nothing is sealed anew', async () => {
  const box = async () => (await boxesOf(stack, columns.find(({ table }) => table === 'voice.trunk')))[0].box;
  const before = await earlierBuild(async () => {
    await stack.kill('voiced', 'SIGTERM');
    await stack.ensure();
    await change(`trunks/${trunk.id}`, { password: 'a second password' });
    assert.deepEqual([isDerived(await box()), keyOf(await box())], [false, 1]);
    const said = await ctl('reseal');
    assert.deepEqual([said.code, said.out], [1, ''], said.out);
    assert.match(said.err, /not every daemon seals with the last key .*restart smsgw-77 \(of an earlier build: upgrade it\)/);
    assert.equal(isDerived(await box()), false);
    return derives('voiced');
  });
  await until('voiced derives keys', () => derives('voiced') > before);
  await change(`trunks/${trunk.id}`, { password: 'the first password' });
  assert.equal(isDerived(await box()), true);
});

// Phones beside the seeded ones, of the former form, so that a column has more rows than a page of reseal; ids in their order.
async function manyPhones() {
  const [like] = await stack.asOwner('SELECT min(id) AS id FROM voice.device WHERE tenant = 1'), ring = keysOf(stack);
  const ids = (await stack.asOwner(`SELECT nextval('voice.device_id') AS id FROM generate_series(1, ${ROWS})`)).map(({ id }) => id);
  await stack.asOwner(`INSERT INTO voice.device (tenant, id, owner, side, label, username, algorithm, secret, made_at, rotated_at)
    SELECT 1, n.id, d.owner, d.side, d.label, 'keyring' || n.id, d.algorithm, n.secret, d.made_at, d.rotated_at
    FROM unnest($1::bigint[], $2::bytea[]) AS n(id, secret), voice.device AS d WHERE d.tenant = 1 AND d.id = $3`,
  [ids, ids.map((id) => sealBox(ring, `voice.device:1:${id}`, 'f'.repeat(64), { id: 1, former: true })), like.id]);
  return ids;
}
const devices = columns.find(({ table }) => table === 'voice.device');
const phones = async () => new Map((await boxesOf(stack, devices)).map((row) => [row.id, row]));
// The command stands still at `lock`, when its statement begins with `query`, until the transaction ends.
async function held(words, lock, query, then) {
  const client = new pg.Client({ connectionString: stack.owner });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(lock);
    const command = keys(...words);
    await until(`keys ${words[0]} waits`, async () => (await stack.asOwner("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, $1) = 1", [query])).length === 1);
    const result = await then(client, command);
    await client.query('COMMIT');
    return { result, said: await command.done };
  } finally { await client.end(); }
}
// Reseal stands still at this phone.
const heldAt = (id, then, ...more) => held(['reseal', ...more], `SELECT FROM voice.device WHERE tenant = 1 AND id = ${id} FOR UPDATE`, 'UPDATE voice.device', then);

let ids;
test('a new key: reseal waits for the daemons\' restart, and one that is killed goes on where it was', async () => {
  ids = await manyPhones();
  await makeFormer(1);
  assert.match((await ctl('list')).out, /^key 1 \(seals now\): 1 in voice\.trunk\.secret, key not derived$/m);
  const { uid, gid } = statSync(ringOf(stack)), former = `${ringOf(stack)}.former`;
  copyFileSync(ringOf(stack), former);
  chownSync(former, uid, gid);
  assert.equal((await ctl('add')).code, 0);
  const early = await ctl('reseal');
  assert.deepEqual([early.code, early.out], [1, '']);
  assert.match(early.err, /not every daemon seals with the last key .*restart chatd, hookd, presenced, routerd, smsgw, voiced;/);
  assert.match((await ctl('reseal', '--files', 'none')).err, /files are not sealed anew/);
  await restart();
  await everythingOpens('the first password');
  const at = ids[150];
  const { said } = await heldAt(at, (client, reseal) => { reseal.child.kill('SIGKILL'); return reseal.done; });
  assert.equal(said.signal, 'SIGKILL');
  await until('its connection is gone', async () => (await stack.asOwner("SELECT FROM pg_stat_activity WHERE query ~ '^UPDATE voice.device' AND state <> 'idle'")).length === 0);
  const now = await phones();
  const form = (id) => [keyOf(now.get(id).box), isDerived(now.get(id).box)];
  assert.deepEqual([form(ids[0]), form(ids[149]), form(ids[151]), form(ids[ROWS - 1])], [[2, true], [2, true], [1, false], [1, false]]);
  await everythingOpens('the first password');
  assert.match((await ctl('remove', '1', '--files', 'none')).err, /key 1 is needed: nothing was changed/);
});

test('secrets that change while others are sealed anew keep their newer value; one that does not open is named', async () => {
  const [held, rotated] = [ids[170], ids[180]], ring = keysOf(stack);
  broken = ids[190];
  const newer = sealBox(ring, `voice.device:1:${held}`, 'e'.repeat(64));
  await put(devices, { tenant: 1, id: broken }, sealBox(ring, 'voice.device:1:0', 'd'.repeat(64), { id: 1, former: true }));
  const { result, said } = await heldAt(held, async (client) => {
    await client.query('UPDATE voice.device SET secret = $2 WHERE tenant = 1 AND id = $1', [held, newer]);
    const { version } = await get(`devices/${rotated}`);
    await change(`trunks/${trunk.id}`, { password: 'the third password' });
    return rotate(`devices/${rotated}`, version);
  });
  assert.equal(said.code, 1, said.out);
  assert.match(said.err, new RegExp(`^trunklinectl: keys: voice\\.device\\.secret of tenant 1, id ${broken} does not open: `, 'm'));
  assert.match(said.out, /^voice\.device\.secret: \d+ sealed anew, 2 changed meanwhile, 1 do not open$/m);
  for (const secret of ['d', 'e', 'f']) assert.ok(!(said.out + said.err).includes(secret.repeat(8)), 'no secret is shown');
  const now = await phones();
  assert.deepEqual(now.get(held).box, newer);
  assert.match(openBox(ring, now.get(rotated).box, now.get(rotated).place).toString(), /^(?!f+$)[0-9a-f]{64}$/, 'the hash of its new password');
  assert.ok(result.password.length > 0);
  assert.equal(keyOf(now.get(broken).box), 1);

  await stack.asOwner('DELETE FROM voice.device WHERE tenant = 1 AND id = $1', [broken]);
  const again = await ctl('reseal');
  assert.deepEqual([again.code, again.out, again.err], [0, '', ''], 'there is nothing left to do');
});

// One of the machines has not got the new ring: its daemon was restarted later than the ring was changed, and yet seals with the former key.
test('a daemon that has another ring is in the way, also a silent one until --gone says that it does not run', async () => {
  const former = `${ringOf(stack)}.former`, own = { TRUNKLINE_COMMON_KEY_RING: former };
  await stack.kill('hookd', 'SIGTERM');
  stack.spawn('hookd', own);
  await stack.untilReady('hookd');
  const refused = async (more, found) => {
    for (const words of [['reseal'], ['remove', '1', '--files', 'none']]) {
      const said = await ctl(...words, ...more);
      assert.deepEqual([said.code, said.out], [1, ''], said.out);
      assert.match(said.err, found);
    }
  };
  await refused([], /restart hookd;/);
  await refused(['--gone', 'hookd'], /restart hookd;/); // it beats
  await stack.kill('hookd', 'SIGKILL');
  await stack.asOwner("UPDATE ops.instance SET beat_at = beat_at - interval '1 hour' WHERE name = 'hookd'");
  await refused([], /restart hookd \(last seen \d{4}-/);
  await refused(['--gone', 'routerd', '--gone', 'hook'], /restart hookd \(last seen \d{4}-/);
  const allowed = await ctl('reseal', '--gone', 'routerd', '--gone', 'hookd');
  assert.deepEqual([allowed.code, allowed.out, allowed.err], [0, '', '']);

  // One that starts while secrets are sealed anew: the end says so.
  const at = ids[100], ring = keysOf(stack);
  await put(devices, { tenant: 1, id: at }, sealBox(ring, `voice.device:1:${at}`, 'f'.repeat(64), { id: 1, former: true }));
  const { said } = await heldAt(at, async () => { stack.spawn('hookd', own); await stack.untilReady('hookd'); }, '--gone', 'hookd');
  assert.deepEqual([said.code, /: 1 sealed anew, 0 changed/.test(said.out)], [1, true], said.out);
  assert.match(said.err, /restart hookd;/);
  await stack.kill('hookd', 'SIGTERM');
  // The same while the boxes of key 1 are counted.
  const late = await held(['remove', '1', '--files', 'none'], 'LOCK TABLE voice.device', 'SELECT CASE get_byte', async () => { stack.spawn('hookd', own); await stack.untilReady('hookd'); });
  assert.equal(late.said.code, 1);
  assert.match(late.said.err, /restart hookd;/);
  await stack.kill('hookd', 'SIGTERM');
  await stack.ensure();
  await stack.untilReady('hookd');
  await stack.asOwner("SELECT ops.instance_register(78, 'routerd-2', '', '', '0.1.0', '')"); // it has no key ring
  assert.equal((await ctl('reseal')).code, 0);
  await stack.asOwner('SELECT ops.instance_leave(78)');
});

test('the former key goes, and everything opens without it, also after a restart', async () => {
  for (const [name, found] of Object.entries(await states())) assert.deepEqual(found.filter((one) => one !== '2'), [], name);
  const gone = await ctl('remove', '1', '--files', 'none');
  assert.deepEqual([gone.code, /^key 1 is gone$/m.test(gone.out)], [0, true], gone.out + gone.err);
  assert.deepEqual([...keysOf(stack).keys()], [2]);
  await restart();
  await everythingOpens('the third password');
});
