// Keys of the addresses that carriers and fax providers call: sealed in the database, and no reader of it learns one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, send } from '../lib/desk.mjs';
import { hidden, readable } from '../lib/hidden.mjs';
import { ids } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { inboundParams, newNumber, postSigned } from '../lib/texts.mjs';

const NUMBER = '+14155550881', SECOND = '+14155550882';
let stack, carrier, adam, maya;
before(async () => {
  stack = await Stack.start({ name: 'hookkeys', instances: 'presenced routerd smsgw chatd' });
  carrier = await startDemoCarrier(stack, [NUMBER, SECOND]);
  maya = await Client.ready(stack, stack.user('agent', 0));
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { maya?.close(); await carrier?.close(); await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const get = async (path) => ok(await adam.call('GET', `/api/v1/${path}`));
const post = async (path, body, headers = {}) => ok(await adam.call('POST', `/api/v1/${path}`, body, { headers }), 201);
const etag = (thing) => ({ 'if-match': `"${thing.version}"` });
const keyOf = (url) => url.replace(/^.*\//, '');
const hookOf = (key) => `${stack.base}/hooks/sms/${key}`;
const known = (channel) => until('the gateway knows the address', async () => (await postSigned(channel, inboundParams(channel, 'NoNumber!', 'x'))).status !== 404);
const faxKnown = async (key) => (await fetch(`${stack.base}/hooks/fax/${key}`, { method: 'POST', body: '{}' })).status !== 404;
const restart = async () => { await stack.kill('smsgw', 'SIGTERM'); await stack.ensure(); };

const sealed = (keys) => hidden(stack, keys, { known: 'Shop line', daemon: 'smsgw' });

let channel, line, keys;
test('a hook\'s key is in no table and no view, whoever made it', async () => {
  const made = await post('channels', { medium: 'sms', name: 'Sealed', number: NUMBER });
  const held = await post('channel-carriers', { channel_id: made.id, account_id: '1', rate_milli: 100000 });
  assert.equal(held.number, NUMBER);
  await post('route-rules', { channel_id: made.id, position: 1, conditions: {}, queue_id: '1', skills: [] });
  const entry = await get(`channels/${made.id}`);
  assert.ok(!('hook_key' in entry) && !('secret' in entry) && !('box' in entry) && !('hook_key_hash' in entry), JSON.stringify(entry));
  const again = ok(await adam.call('POST', `/api/v1/channels/${made.id}/rotate`, undefined, { headers: etag(entry) }));
  assert.match(again.hook_key, /^[0-9a-f]{32}$/);
  assert.notEqual(again.hook_key, made.hook_key);
  channel = { ...stack.channel('twilio'), id: made.id, number: NUMBER, hook_url: hookOf(again.hook_key) };
  await known(channel);
  const former = await postSigned(channel, inboundParams(channel, newNumber(), 'x'), { url: hookOf(made.hook_key) });
  assert.equal(former.status, 404, 'the former key ends at once');

  const [own] = (await get('tenants')).data;
  ok(await adam.call('PATCH', `/api/v1/tenants/${own.id}`, { fax: true }, { headers: etag(await get(`tenants/${own.id}`)) }));
  const account = await post('carrier-accounts', { carrier: 'fax_sandbox', name: 'Faxes' });
  line = { number: newNumber(), account_id: account.id, user_id: (await get('users?username=ida')).data[0].id };
  line = await post('fax-numbers', line);
  assert.match(line.address_key, /^[0-9a-f]{32}$/);

  keys = { 'the channel': again.hook_key, 'the channel before': made.hook_key, 'the seeded channel': keyOf(stack.channel('twilio').hook_url),
    'the seeded sandbox': keyOf(stack.channel('sandbox').hook_url), 'the fax number': line.address_key };
  await sealed(keys);
  assert.deepEqual((await stack.asOwner('SELECT c.name FROM directory.channel AS c WHERE c.hook_key IS NOT NULL OR c.secret IS NULL')), [], 'all channels are sealed, those without a carrier, too');
});

test('the administrator sees a fax number\'s key in each answer, and a key that is repeated is the same', async () => {
  const shown = await get(`fax-numbers/${line.id}`);
  assert.equal(shown.address_key, line.address_key);
  assert.ok(!('secret' in shown) && !('box' in shown) && !('hook_key_hash' in shown), JSON.stringify(shown));
  assert.deepEqual((await get(`fax-numbers?number=${encodeURIComponent(line.number)}`)).data, [shown]);
  assert.deepEqual((await get(`fax-numbers?fields=address_key&number=${encodeURIComponent(line.number)}`)).data, [{ address_key: line.address_key }]);
  const stale = await adam.call('PATCH', `/api/v1/fax-numbers/${line.id}`, { shared: true }, { headers: { 'if-match': '"999"' } });
  assert.deepEqual([stale.status, stale.body.type, stale.body.state?.address_key], [412, 'stale_version', line.address_key], JSON.stringify(stale.body));
  const changed = ok(await adam.call('PATCH', `/api/v1/fax-numbers/${line.id}`, { shared: true }, { headers: etag(shown) }));
  assert.deepEqual([changed.shared, changed.address_key], [true, line.address_key]);
  const wanted = { number: newNumber(), account_id: line.account_id, user_id: line.user_id }, repeat = { 'idempotency-key': ids.uuid() };
  const one = await post('fax-numbers', wanted, repeat), two = await post('fax-numbers', wanted, repeat);
  assert.deepEqual([two.id, two.address_key], [one.id, one.address_key]);
  await until('the fax line is read', () => faxKnown(one.address_key));
  await sealed({ ...keys, 'the other fax number': one.address_key });
});

test('texts come to the address, and the carrier is told where receipts go, also after a restart', async () => {
  for (const when of ['before', 'after']) {
    if (when === 'after') await restart();
    await known(channel);
    const interaction = await assigned(maya, channel, newNumber()), before = carrier.requests.length;
    const message = await send(maya, interaction, `an answer ${when} the restart`);
    await until('the receipt arrives at the address', async () =>
      (await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.body.id]))[0].delivery === 'delivered');
    assert.match(carrier.requests[before].form.StatusCallback, new RegExp(`/hooks/sms/${keys['the channel']}/receipt\\?`));
  }
});

test('the second carrier calls at the key with -2, as before', async () => {
  const account = await post('carrier-accounts', { carrier: 'twilio', name: 'Its second', numbers: [NUMBER], secrets: { auth_token: ids.hex(16) },
    settings: { account_sid: `AC${ids.hex(16)}`, base_url: 'http://127.0.0.1:9' } });
  const [held] = (await get(`channel-carriers?channel_id=${channel.id}`)).data;
  const knows = async (key) => (await fetch(hookOf(key), { method: 'POST', body: '' })).status !== 404;
  assert.equal(await knows(`${keys['the channel']}-2`), false);
  ok(await adam.call('PATCH', `/api/v1/channel-carriers/${held.id}`, { second_account_id: account.id, second_after_ms: 60000 }, { headers: etag(held) }));
  await until('the second\'s address', () => knows(`${keys['the channel']}-2`));
  for (const key of ['', '-2', 'x'.repeat(32), `${keys['the channel']}-3`, `${keys['the channel']}-2-2`, keys['the channel'].toUpperCase()])
    assert.equal(await knows(key), false, key);
});

test('a key of an earlier release goes on, and is sealed as soon as a gateway reads it', async () => {
  const key = `of-an-earlier-release-${ids.hex(8)}`, fax = `of-a-fax-number-${ids.hex(8)}`;
  await stack.kill('smsgw', 'SIGTERM');
  await stack.asOwner(`UPDATE directory.channel SET hook_key = '${key}' WHERE tenant = 1 AND id = ${channel.id}`);
  await stack.asOwner(`UPDATE sms.fax_number SET hook_key = '${fax}' WHERE tenant = 1 AND id = ${line.id}`);
  assert.deepEqual((await readable(stack, key)).includes('directory.channel'), true, 'it stands there until then');
  await stack.ensure();
  const now = { ...channel, hook_url: hookOf(key) };
  await known(now);
  await sealed({ ...keys, 'the earlier channel': key, 'the earlier fax number': fax });
  await restart();
  await known(now);
  assert.equal((await get(`fax-numbers/${line.id}`)).address_key, fax);
  assert.equal((await fetch(channel.hook_url, { method: 'POST', body: '' })).status, 404, 'the one before opens nothing');
  const interaction = await assigned(maya, now, newNumber()), before = carrier.requests.length;
  await send(maya, interaction, 'by the key of before');
  await until('the carrier is asked', () => carrier.requests.length > before);
  assert.match(carrier.requests[before].form.StatusCallback, new RegExp(`/hooks/sms/${key}/receipt\\?`));
});

test('while a process of an earlier build runs, a new key is one that it can read; it is sealed afterwards', async () => {
  const entries = async () => [await get(`channels/${channel.id}`), await get(`fax-numbers/${line.id}`)];
  const rotated = async (path, thing) => ok(await adam.call('POST', `/api/v1/${path}/${thing.id}/rotate`, undefined, { headers: etag(thing) }));
  const open = async () => (await stack.asOwner(`SELECT (SELECT c.hook_key FROM directory.channel AS c WHERE c.tenant = 1 AND c.id = ${channel.id}) AS channel,
    (SELECT n.hook_key FROM sms.fax_number AS n WHERE n.tenant = 1 AND n.id = ${line.id}) AS fax`))[0];
  await stack.asOwner(`SELECT ops.instance_register(77, 'smsgw-77', '', '', '0.0.1')`);
  await stack.asOwner(`UPDATE ops.instance SET beat_at = ops.clock() + interval '1 hour' WHERE boot = 77`);
  const [entry, number] = await entries();
  const made = await rotated('channels', entry), fax = await rotated('fax-numbers', number);
  assert.match(fax.address_key, /^[0-9a-f]{32}$/);
  assert.notEqual(fax.address_key, number.address_key);
  assert.deepEqual(await open(), { channel: made.hook_key, fax: fax.address_key });
  await known({ ...channel, hook_url: hookOf(made.hook_key) });

  await stack.asOwner('DELETE FROM ops.instance WHERE boot = 77');
  const [, then] = await entries();
  const sealedFax = await rotated('fax-numbers', then); // a change of the configuration: smsgw looks at once
  await until('both are sealed', async () => { const keys = await open(); return keys.channel === null && keys.fax === null; });
  assert.equal((await get(`fax-numbers/${line.id}`)).address_key, sealedFax.address_key);
  await until('the fax line is read', () => faxKnown(sealedFax.address_key));
  assert.deepEqual([await faxKnown(fax.address_key), await faxKnown(number.address_key)], [false, false], 'a fax number\'s former keys end');
  await known({ ...channel, hook_url: hookOf(made.hook_key) });
  await sealed({ ...keys, 'the rotated fax number': sealedFax.address_key });
});
