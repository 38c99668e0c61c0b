// Fax (CT-13): drafts from cards, states, a provider that checks what it is sent and signs what it says; bad providers, two gateways.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { uploadFile } from '../lib/files.mjs';
import { SEED } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';

// Telnyx' Programmable Fax as far as we use it: takes faxes as `next` says, fetches their pages, signs its calls.
class Provider {
  constructor() { this.taken = []; this.files = new Map(); this.next = []; this.asked = 0; ({ publicKey: this.publicKey, privateKey: this.privateKey } = generateKeyPairSync('ed25519')); }

  static async start() {
    const provider = new Provider();
    provider.server = createServer((req, res) => provider.answer(req, res).catch((error) => { provider.error = error; res.destroy(); }));
    await new Promise((done) => provider.server.listen(0, '127.0.0.1', done));
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    return provider;
  }

  get key() { return this.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'); }

  async answer(req, res) {
    if (req.method === 'GET') {
      const file = this.files.get(req.url);
      if (typeof file === 'number') res.writeHead(file).end(); else res.writeHead(file ? 200 : 404).end(file);
      return;
    }
    let text = '';
    for await (const part of req) text += part;
    this.asked++;
    const how = this.next.shift() ?? 'take';
    if (how === 'hang') return;
    if (how === 'busy') { res.writeHead(429, { 'retry-after': '1' }).end('{"errors":[{"code":"10011","title":"Too many"}]}'); return; }
    if (how === 'refuse') { res.writeHead(422).end('{"errors":[{"code":"10015","title":"Bad","detail":"the number is not ours"}]}'); return; }
    if (how === 'half') { res.writeHead(202, { 'content-length': '500' }).write('{"data":{"id":"'); setImmediate(() => res.destroy()); return; }
    const fax = { id: `fax-${process.pid}-${this.taken.length}`, headers: req.headers, url: req.url, ...JSON.parse(text) };
    this.taken.push(fax);
    res.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { id: fax.id, status: 'queued', record_type: 'fax' } }));
  }

  // Calls as it does; answers the status.
  async call(url, event_type, payload, { at = Math.floor(Date.now() / 1000), key = this.privateKey, body = JSON.stringify({ data: { event_type, id: 'e', record_type: 'event', payload } }), signed = true } = {}) {
    const signature = sign(null, Buffer.from(`${at}|${body}`), key).toString('base64');
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...(signed ? { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': String(at) } : {}) } });
    return answer.status;
  }
  stop() { this.server.closeAllConnections(); this.server.close(); }
}

let stack, provider, adam, ida, idaWork, rosa, line, sandbox, account;
before(async () => {
  provider = await Provider.start();
  stack = await Stack.start({ name: 'fax' });
  const conf = join(stack.dir, 'trunkline.conf');
  writeFileSync(conf, readFileSync(conf, 'utf8').replace('\n[smsgw]\n', '\n[smsgw]\nsend_timeout_ms = 1500\nmedia_timeout_ms = 1500\n'));
  await stack.kill('smsgw', 'SIGTERM');
  await stack.ensure();
  const named = (username) => stack.run.users.find((u) => u.username === username);
  await stack.mode(3);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [ida, idaWork, rosa] = await Promise.all([Client.login(stack, named('ida')), Client.login(stack, named('ida'), 'work'), Client.login(stack, named('rosa'), 'work')]);
});
after(async () => { await stack?.stop(); provider?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const call = (who, method, path, body, more) => who.call(method, `/api/v1/${path}`, body, more);
const get = async (who, path) => ok(await call(who, 'GET', path));
const etag = (thing) => ({ headers: { 'if-match': `"${thing.version}"` } });
const NOWHERE = '999999999999';
const base = 2025550000 + (SEED % 90) * 100;
let digits = base + 10;
const number = () => `+1${++digits}`;
const hook = (one, ref) => `${stack.base}/hooks/fax/${one.address_key}${ref ? `?ref=${ref}` : ''}`;
const here = (url) => url.replace(/^https?:\/\/[^/]+/, stack.base); // the public address is the edge's, whatever it is called

const pdf = (words) => Buffer.from(`%PDF-1.4\n% ${words}\n%%EOF\n`);
const upload = async (who, bytes, name = 'page.pdf') => (await uploadFile(who, name, bytes)).id;
const draft = async (who, body) => ok(await call(who, 'POST', 'me/faxes', body), 201);
const send = async (who, body = { subject: 'Hello', recipients: [{ number: number() }] }) => {
  const { id } = await draft(who, body);
  return ok(await call(who, 'POST', `me/faxes/${id}/send`));
};
const show = (who, id) => get(who, `me/faxes/${id}`);
const became = (who, id, state) => until(`fax ${id} is ${state}`, async () => { const fax = await show(who, id); return fax.state === state && fax; });
const taken = (to) => until(`the provider has the fax to ${to}`, () => provider.taken.find((one) => one.to === to));

test('without the feature there is no fax; with it numbers are given out by the administrator', async () => {
  problem(await call(idaWork, 'POST', 'me/faxes', { subject: 'x' }), 409, 'no_fax');
  assert.deepEqual(await get(idaWork, 'me/fax'), { fax: false, number: null });
  const [own] = (await get(adam, 'tenants')).data;
  ok(await call(adam, 'PATCH', `tenants/${own.id}`, { fax: true }, etag(await get(adam, `tenants/${own.id}`))));
  const providers = (await get(adam, 'fax-providers')).data;
  assert.deepEqual(providers.map((one) => [one.carrier, one.takes.length]), [['fax_telnyx', 1], ['fax_sandbox', 3]]);
  const settings = { public_key: provider.key, connection_id: 'app-1', base_url: provider.url };
  problem(await call(adam, 'POST', 'carrier-accounts', { carrier: 'fax_telnyx', name: unique('Fax'), settings: { ...settings, public_key: 'x' }, secrets: { api_key: 'KEY1' } }), 422, 'invalid', '/settings/public_key');
  account = ok(await call(adam, 'POST', 'carrier-accounts', { carrier: 'fax_telnyx', name: unique('Fax'), settings, secrets: { api_key: 'KEY1' } }), 201);
  const box = ok(await call(adam, 'POST', 'carrier-accounts', { carrier: 'fax_sandbox', name: unique('Sandbox') }), 201);
  const texts = ok(await call(adam, 'POST', 'carrier-accounts', { carrier: 'sandbox', name: unique('Texts') }), 201);
  line = ok(await call(adam, 'POST', 'fax-numbers', { number: number(), account_id: account.id, user_id: ida.id }), 201);
  sandbox = ok(await call(adam, 'POST', 'fax-numbers', { number: number(), account_id: box.id, user_id: rosa.id }), 201);
  problem(await call(adam, 'POST', 'fax-numbers', { number: number(), account_id: texts.id, user_id: ida.id }), 422, 'invalid', '/account_id');
  problem(await call(adam, 'POST', 'fax-numbers', { number: '12', account_id: box.id, user_id: ida.id }), 422, 'invalid', '/number');
  problem(await call(adam, 'POST', 'fax-numbers', { number: line.number, account_id: box.id, user_id: ida.id }), 409, 'value_taken');
  const channel = ok(await call(adam, 'POST', 'channels', { medium: 'sms', name: unique('C'), number: number() }), 201);
  problem(await call(adam, 'POST', 'channel-carriers', { channel_id: channel.id, account_id: account.id }), 422, 'invalid', '/account_id');
  problem(await call(rosa, 'GET', 'fax-numbers'), 403, 'forbidden');
  assert.deepEqual(await get(idaWork, 'me/fax'), { fax: true, number: line.number });
  await until('the lines are read', async () => await provider.call(hook(line), 'fax.unheard', {}) === 200);
});

test('a draft is begun from a card, filled with the contact\'s fax number, and is its owner\'s alone', async () => {
  const to = number();
  const contact = ok(await call(idaWork, 'POST', 'me/contacts', { name: 'Zoë Müller', numbers: [{ number: number() }, { number: to, kind: 'fax' }] }), 201);
  const card = await get(idaWork, `contacts/${contact.contact}/card`);
  assert.deepEqual(card.actions.find((one) => one.action === 'fax').targets.map((t) => t.number), [to]);
  const made = await draft(idaWork, { contact: contact.contact });
  assert.deepEqual([made.state, made.recipients.map((r) => [r.number, r.name]), made.card.id], ['draft', [[to, 'Zoë Müller']], contact.contact]);
  problem(await call(idaWork, 'POST', 'me/faxes', { contact: contact.contact, number: number() }), 404, 'not_found');
  problem(await call(rosa, 'POST', 'me/faxes', { contact: contact.contact }), 404, 'not_found');
  problem(await call(idaWork, 'POST', 'me/faxes', { contact: contact.contact, recipients: [] }), 422, 'invalid', '/recipients');
  for (const who of [rosa, adam]) {
    problem(await call(who, 'GET', `me/faxes/${made.id}`), 404, 'not_found');
    problem(await call(who, 'PATCH', `me/faxes/${made.id}`, { subject: 'x' }), 404, 'not_found');
    problem(await call(who, 'POST', `me/faxes/${made.id}/send`), 404, 'not_found');
    problem(await call(who, 'DELETE', `me/faxes/${made.id}`), 404, 'not_found');
  }
  assert.equal((await show(ida, made.id)).id, made.id, 'on both sides of the same user');
  assert.deepEqual((await get(idaWork, 'me/faxes?box=draft')).data.map((one) => one.id), [made.id]);
  assert.deepEqual((await get(rosa, 'me/faxes?box=draft')).data, []);
  problem(await call(idaWork, 'GET', 'me/faxes?box=bin'), 422, 'invalid');
  problem(await call(idaWork, 'GET', 'me/faxes'), 422, 'invalid');
  ok(await call(idaWork, 'DELETE', `me/faxes/${made.id}`), 204);
  problem(await call(idaWork, 'DELETE', `me/faxes/${made.id}`), 404, 'not_found');
});

test('recipients and files are judged, each by its place', async () => {
  const { id } = await draft(idaWork, {});
  const change = (body) => call(idaWork, 'PATCH', `me/faxes/${id}`, body);
  problem(await call(idaWork, 'POST', `me/faxes/${id}/send`), 409, 'fax_no_recipient');
  assert.deepEqual(ok(await change({ recipients: [{ number: `(202) ${digits % 10000 + 5550000}`.replace(/(\d{3})(\d{4})$/, '$1-$2'), name: 'X' }] })).recipients.map((r) => r.name), ['X'], 'in any notation');
  problem(await call(idaWork, 'POST', `me/faxes/${id}/send`), 409, 'fax_empty');
  problem(await change({ recipients: [{ number: number() }, { number: 'abc' }] }), 422, 'invalid', '/recipients/1/number');
  problem(await change({ recipients: [{ number: number(), colour: 'red' }] }), 422, 'invalid', '/recipients/0');
  problem(await change({ recipients: [{ number: number(), name: 5 }] }), 422, 'invalid', '/recipients/0/name');
  problem(await change({ recipients: Array(21).fill({ number: number() }) }), 422, 'invalid', '/recipients');
  problem(await change({ recipients: 'all' }), 422, 'invalid', '/recipients');
  problem(await change({ files: ['x'] }), 422, 'invalid', '/files');
  problem(await change({ subject: 'changed', files: [NOWHERE] }), 422, 'file_unknown', '/files');
  assert.equal((await show(idaWork, id)).subject, '', 'what is refused changes nothing');
  problem(await change({ cover: 'x'.repeat(4001) }), 422, 'invalid', '/cover');
  const theirs = await upload(rosa, pdf('theirs')), text = await upload(idaWork, Buffer.from('no page'), 'a.txt'), png = await upload(idaWork, Buffer.from('\x89PNG\r\n\x1a\nxx', 'latin1'), 'a.png');
  problem(await change({ files: [theirs] }), 422, 'file_unknown', '/files');
  problem(await change({ files: [text] }), 422, 'fax_file_kind', '/files');
  problem(await change({ files: [png, png] }), 422, 'invalid', '/files');
  const { id: coming } = ok(await call(idaWork, 'POST', 'files', { name: 'late.pdf', bytes: 10 }), 201);
  problem(await change({ files: [coming] }), 409, 'file_not_ready');
  problem(await call(idaWork, 'POST', 'me/faxes', { files: [coming] }), 409, 'file_not_ready');
  assert.deepEqual(ok(await change({ files: [png] })).files.map((f) => f.type), ['image/png']);
  problem(await call(idaWork, 'POST', `me/faxes/${id}/send`), 409, 'fax_file_not_taken');
  problem(await call(idaWork, 'POST', 'me/faxes', { files: [png] }), 409, 'file_attached');
  problem(await call(rosa, 'GET', `files/${png}/link`), 404, 'not_found');
  assert.deepEqual(ok(await change({ files: [] })).files, []);
  ok(await call(idaWork, 'DELETE', `me/faxes/${id}`), 204);
});

test('a fax goes to the provider as it wants it, which fetches cover and files, and reports by signed calls', async () => {
  const to = number(), other = number(), bytes = pdf('first'), second = pdf('second');
  const files = [await upload(idaWork, bytes), await upload(idaWork, second)];
  const sent = await send(idaWork, { subject: 'Offer (1)', cover: 'Dear Zoë,\n\nsee the pages.', recipients: [{ number: to, name: 'Zoë' }, { number: other }], files });
  assert.deepEqual([sent.box, sent.from], ['sent', line.number]);
  const fax = await taken(to);
  assert.deepEqual([fax.url, fax.headers.authorization, fax.connection_id, fax.from, fax.media_url.length], ['/faxes', 'Bearer KEY1', 'app-1', line.number, 3]);
  const pages = await Promise.all(fax.media_url.map(async (url) => { const page = await fetch(here(url)); return [page.status, page.headers.get('content-type'), Buffer.from(await page.arrayBuffer())]; }));
  assert.deepEqual(pages.map(([status, type]) => [status, type]), [[200, 'application/pdf'], [200, 'application/pdf'], [200, 'application/pdf']]);
  assert.ok(pages[0][2].toString('latin1').startsWith('%PDF-1.4'));
  for (const words of ['Offer \\(1\\)', 'Dear Zo\xeb,', to, line.number]) assert.ok(pages[0][2].toString('latin1').includes(words), words);
  assert.ok(pages[1][2].equals(bytes) && pages[2][2].equals(second));
  assert.equal((await fetch(here(fax.media_url[1]).replace(/[0-9a-f]{32}\/1$/, `${'0'.repeat(32)}/1`))).status, 404, 'not by another token');
  await call(adam, 'GET', here(fax.media_url[0]).slice(stack.base.length + '/api/v1/'.length));
  assert.equal((await fetch(here(fax.media_url[0]).replace(/0$/, '9'))).status, 404);
  await became(idaWork, sent.id, 'sending');
  problem(await call(idaWork, 'DELETE', `me/faxes/${sent.id}`), 409, 'fax_under_way');
  problem(await call(idaWork, 'POST', `me/faxes/${sent.id}/send`), 409, 'fax_sent');
  problem(await call(idaWork, 'PATCH', `me/faxes/${sent.id}`, { subject: 'y' }), 409, 'fax_sent');
  const address = here(fax.webhook_url), payload = { fax_id: fax.id, direction: 'outbound', from: line.number, to, status: 'delivered', page_count: 3 };
  // Whoever does not sign, signs with another key, or signed another day, reports nothing.
  assert.deepEqual([await provider.call(address, 'fax.delivered', payload, { signed: false }), await provider.call(address, 'fax.delivered', payload, { key: generateKeyPairSync('ed25519').privateKey }),
    await provider.call(address, 'fax.delivered', payload, { at: 1700000000 }), await provider.call(`${stack.base}/hooks/fax/${'0'.repeat(32)}`, 'fax.delivered', payload)], [403, 403, 403, 404]);
  assert.equal((await show(idaWork, sent.id)).recipients[0].state, 'sending');
  // What is new, is no JSON or names nobody is taken and does nothing.
  for (const [event, more, body] of [['fax.exploded', payload], ['fax.delivered', { ...payload, fax_id: undefined }], ['fax.delivered', { ...payload, direction: 'inbound' }], [null, null, 'no JSON'], [null, null, '[1,2']])
    assert.equal(await provider.call(address, event, more, body ? { body } : {}), 200);
  assert.equal(await provider.call(hook(sandbox, fax.webhook_url.split('ref=')[1]), 'fax.delivered', payload), 403, 'another account can\'t speak for it');
  assert.equal((await show(idaWork, sent.id)).recipients[0].state, 'sending');
  assert.equal(await provider.call(address, 'fax.delivered', payload), 200);
  assert.equal(await provider.call(address, 'fax.sending.started', payload), 200, 'late, and of no account');
  const failed = await taken(other);
  await until('its id is stored', async () => (await stack.asOwner('SELECT FROM sms.fax_send WHERE provider_id = $1', [failed.id])).length === 1);
  assert.equal(await provider.call(hook(line), 'fax.failed', { fax_id: failed.id, direction: 'outbound', failure_reason: 'user_busy' }), 200, 'by the provider\'s id alone');
  const done = await became(idaWork, sent.id, 'failed');
  assert.deepEqual(done.recipients.map((r) => [r.state, r.reason, r.pages]), [['sent', null, 3], ['failed', 'the number was busy', null]]);
  assert.equal((await fetch(here(fax.media_url[1]))).status, 404, 'its pages are fetched no more');
  // Once more goes to those who did not surely get it, as a fax of its own.
  const copy = await draft(idaWork, { copy_of: sent.id });
  assert.deepEqual([copy.copy_of, copy.recipients.map((r) => r.number), copy.files.length, copy.subject], [sent.id, [other], 2, 'Offer (1)']);
  problem(await call(idaWork, 'POST', 'me/faxes', { copy_of: NOWHERE }), 404, 'not_found');
  problem(await call(rosa, 'POST', 'me/faxes', { copy_of: sent.id }), 404, 'not_found');
  ok(await call(idaWork, 'DELETE', `me/faxes/${sent.id}`), 204);
  assert.equal((await show(idaWork, copy.id)).files.length, 2, 'the copy keeps its files');
});

test('fax states: a busy provider is asked again, a refusal is said in words, no answer and half an answer are unknown and never sent again', async () => {
  const before = provider.asked;
  provider.next = ['busy'];
  const again = await send(idaWork);
  const fax = await taken(again.recipients[0].number);
  assert.equal(provider.asked - before, 2, 'asked twice, taken once');
  assert.equal(await provider.call(here(fax.webhook_url), 'fax.delivered', { fax_id: fax.id, direction: 'outbound', page_count: 1 }), 200);
  await became(idaWork, again.id, 'sent');
  provider.next = ['refuse'];
  const refused = await became(idaWork, (await send(idaWork)).id, 'failed');
  assert.equal(refused.recipients[0].reason, 'the number is not ours');
  for (const how of ['hang', 'half']) {
    provider.next = [how];
    const asked = provider.asked;
    const { id, recipients: [{ number: to }] } = await send(idaWork);
    const unknown = await became(idaWork, id, 'unknown');
    assert.match(unknown.recipients[0].reason, /may have taken/, how);
    await stack.asOwner('SELECT sms.fax_due(10)');
    assert.equal(provider.asked - asked, 1, `${how}: asked once`);
    // The provider says later that it has it after all.
    const ref = (await stack.asOwner('SELECT s.id::text FROM sms.fax_send AS s WHERE s.number = $1', [to]))[0].id;
    assert.equal(await provider.call(hook(line, ref), 'fax.delivered', { fax_id: unique('late'), direction: 'outbound' }), 200);
    await became(idaWork, id, 'sent');
  }
  assert.equal(provider.error, undefined);
});

test('a fax that was being given when its gateway died is unknown; another gateway gives what waits, once', async () => {
  provider.next = ['hang'];
  const { asked } = provider, cut = await send(idaWork);
  await until('it is being given', () => provider.asked > asked);
  await stack.kill('smsgw');
  const { id } = cut;
  await stack.asOwner(`UPDATE sms.fax_send SET due_at = ops.clock() WHERE fax = $1`, [id]);
  const [waiting] = await stack.asOwner(`SELECT state FROM sms.fax_send WHERE fax = $1`, [id]);
  assert.equal(waiting.state, 'sending');
  await stack.ensure();
  const unknown = await became(idaWork, id, 'unknown');
  assert.match(unknown.recipients[0].reason, /cut off/);
  assert.equal(provider.asked - asked, 1, 'asked once, for good');
  const next = await send(idaWork);
  const fax = await taken(next.recipients[0].number);
  assert.equal(provider.taken.filter((one) => one.to === fax.to).length, 1);
});

test('a fax that comes is its number\'s owner\'s, with its file, once; what can\'t be fetched says why', async () => {
  const bytes = pdf('inbound'), from = number(), id = unique('in');
  provider.files.set('/files/a.pdf', bytes);
  const payload = { fax_id: id, direction: 'inbound', from, to: line.number, page_count: 2, media_url: `${provider.url}/files/a.pdf`, status: 'received' };
  for (let n = 0; n < 2; n++) assert.equal(await provider.call(hook(line), 'fax.received', payload), 200);
  const fax = await until('it is there', async () => (await get(idaWork, 'me/faxes?box=received')).data.find((one) => one.file_state === 'stored'));
  assert.deepEqual([fax.state, fax.from, fax.to, fax.pages, fax.read, fax.card.kind, fax.files.length], ['received', from, line.number, 2, false, 'number', 1]);
  assert.equal((await get(idaWork, 'me/faxes?box=received')).data.length, 1, 'once');
  for (const who of [idaWork, ida]) {
    const { url } = await get(who, `files/${fax.files[0].id}/link`);
    assert.ok(Buffer.from(await (await fetch(stack.base + url)).arrayBuffer()).equals(bytes));
  }
  problem(await call(rosa, 'GET', `files/${fax.files[0].id}/link`), 404, 'not_found');
  assert.deepEqual((await get(rosa, 'me/faxes?box=received')).data, []);
  assert.equal(ok(await call(idaWork, 'PUT', `me/faxes/${fax.id}/read`, { read: true })).read, true);
  problem(await call(rosa, 'PUT', `me/faxes/${fax.id}/read`, { read: true }), 404, 'not_found');
  problem(await call(idaWork, 'PUT', `me/faxes/${fax.id}/read`, {}), 422, 'invalid', '/read');
  problem(await call(idaWork, 'POST', `me/faxes/${fax.id}/send`), 409, 'fax_sent');
  // Another's number is nobody's, a file at another host is not fetched, one that is no page is not kept.
  assert.equal(await provider.call(hook(line), 'fax.received', { ...payload, fax_id: unique('in'), to: number() }), 200);
  provider.files.set('/files/page.html', Buffer.from('<html>'));
  for (const [url, why] of [['https://elsewhere.example/a.pdf', 'its address is none of the provider\'s'], [`${provider.url}/files/page.html`, null]]) {
    assert.equal(await provider.call(hook(line), 'fax.received', { ...payload, fax_id: unique('in'), media_url: url }), 200);
    const failed = await until('it is given up', async () => (await get(idaWork, 'me/faxes?box=received')).data.find((one) => one.file_state === 'failed'));
    assert.ok(failed.file_reason.length > 0 && (why === null || failed.file_reason === why), failed.file_reason);
    ok(await call(idaWork, 'DELETE', `me/faxes/${failed.id}`), 204);
  }
  ok(await call(idaWork, 'DELETE', `me/faxes/${fax.id}`), 204);
  assert.deepEqual(await stack.asOwner('SELECT id FROM messaging.file WHERE bytes = $1', [bytes.length]), []);
});

test('the file of a fax that came is tried again for a day, also while the provider refuses our login', async () => {
  const from = number(), path = '/files/late.pdf';
  const received = async () => (await get(idaWork, 'me/faxes?box=received')).data.find((one) => one.from === from);
  const hurry = (tries) => stack.asOwner('UPDATE sms.fax SET fetch_tries = GREATEST(fetch_tries, $2), due_at = ops.clock() WHERE from_number = $1', [from, tries]);
  provider.files.set(path, 401);
  assert.equal(await provider.call(hook(line), 'fax.received', { fax_id: unique('in'), direction: 'inbound', from, to: line.number, page_count: 1, media_url: provider.url + path, status: 'received' }), 200);
  await until('it says why it is not there', async () => (await received())?.file_reason === 'the carrier refused our login');
  await hurry(300);
  await until('it was tried again', async () => (await stack.asOwner('SELECT FROM sms.fax WHERE from_number = $1 AND fetch_tries = 301 AND due_at > ops.clock() + $2::interval', [from, '1 minute'])).length === 1);
  provider.files.set(path, pdf('late'));
  await hurry(0);
  const fax = await until('it is there', async () => { const it = await received(); return it.file_state === 'stored' && it; });
  assert.equal(fax.files.length, 1);
  ok(await call(idaWork, 'DELETE', `me/faxes/${fax.id}`), 204);
});

test('the sandbox sends by the number\'s last digits, and brings faxes', async () => {
  const prefix = `+1${String(base).slice(0, 8)}`;
  for (const [end, state, reason] of [['10', 'sent', null], ['01', 'failed', 'the number was busy'], ['02', 'failed', 'nobody answered']]) {
    const fax = await became(rosa, (await send(rosa, { subject: 'x', recipients: [{ number: prefix + end }] })).id, state);
    assert.equal(fax.recipients[0].reason, reason);
  }
  await became(rosa, (await send(rosa, { subject: 'x', recipients: [{ number: `${prefix}03` }] })).id, 'sending');
  const from = number();
  ok(await call(adam, 'POST', `fax-numbers/${sandbox.id}/sandbox/inbound`, { from }), 202);
  const [fax] = (await get(rosa, 'me/faxes?box=received')).data;
  assert.deepEqual([fax.from, fax.file_state, fax.files[0].type], [from, 'stored', 'application/pdf']);
  problem(await call(adam, 'POST', `fax-numbers/${line.id}/sandbox/inbound`, { from }), 404, 'not_found');
  problem(await call(adam, 'POST', `fax-numbers/${sandbox.id}/sandbox/inbound`, { from: 'x' }), 422, 'invalid', '/from');
  problem(await call(idaWork, 'PUT', `me/faxes/${NOWHERE}/read`, { read: true }), 404, 'not_found');
});

test('who has no number of their own sends from a shared one, or not at all', async () => {
  const other = await Client.login(stack, stack.user('agent', 0));
  const { id } = await draft(other, { subject: 'x', recipients: [{ number: number() }] });
  problem(await call(other, 'POST', `me/faxes/${id}/send`), 409, 'no_fax_number');
  const numbers = await get(adam, `fax-numbers/${sandbox.id}`);
  ok(await call(adam, 'PATCH', `fax-numbers/${sandbox.id}`, { shared: true }, etag(numbers)));
  assert.equal(ok(await call(other, 'POST', `me/faxes/${id}/send`)).from, sandbox.number);
  await became(other, id, 'sent');
  assert.deepEqual((await get(rosa, 'me/faxes?box=sent')).data.filter((one) => one.id === id), [], 'and only they see it');
});
