// Every carrier by HTTP, driven as it drives us: made over the API, its calls signed as its own library accepts them, what
// we send compared with what its own library sends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { carriers, make, signed } from '../lib/carriers.mjs';
import { accept, delivery, finish, send } from '../lib/desk.mjs';
import { ids } from '../lib/random.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { StandIn, shape } from '../lib/stand_in.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, maya, standIn;
before(async () => {
  stack = await Stack.start({ name: 'carriers', instances: 'presenced routerd smsgw smsgw-2 chatd' });
  standIn = await StandIn.start();
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
});
after(async () => { maya?.close(); await standIn?.close(); await stack?.stop(); });

let count = 0;
const newId = (carrier) => `${carrier.name}-${process.pid}-${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const post = (path, body) => adam.call('POST', `/api/v1/${path}`, body);
const settingsOf = (carrier) => ({ ...carrier.settings, base_url: standIn.url + carrier.path });
const messagesOf = (number) => stack.query(
  `SELECT m.* FROM messaging.message m JOIN messaging.conversation c ON c.tenant = m.tenant AND c.id = m.conversation
   WHERE c.number = $1 ORDER BY m.conversation, m.seq`, [number]);
const rawOf = async () => Number((await stack.query('SELECT count(*) AS n FROM sms.raw_inbound'))[0].n);
const parkedOf = async () => Number((await stack.query('SELECT count(*) AS n FROM sms.receipt_parked'))[0].n);
const hookAt = (name, url) => stack.run.http[name] + url.slice(stack.base.length);

// A channel at the carrier, as an administrator makes it.
const places = new Map();
async function place(carrier) {
  if (!places.has(carrier.name)) places.set(carrier.name, await newPlace(carrier, carrier.name, `+1415777${String(1000 + carriers.indexOf(carrier)).padStart(4, '0')}`));
  return places.get(carrier.name);
}
async function newPlace(carrier, name, number) {
  const channel = ok(await post('channels', { medium: 'sms', name: `At ${name}`, number }), 201);
  const account = ok(await post('carrier-accounts', { carrier: carrier.name, name: `Account at ${name}`, settings: settingsOf(carrier), secrets: carrier.secrets }), 201);
  const held = ok(await post('channel-carriers', { channel_id: channel.id, account_id: account.id }), 201);
  assert.equal(held.number, number);
  ok(await post('route-rules', { channel_id: channel.id, position: 1, conditions: {}, queue_id: '1', skills: [] }), 201);
  await stack.asOwner('UPDATE sms.sender_group SET rate_per_s = 100 WHERE name = $1', [`At ${name}`]);
  const made = { channel, account, held, number, hook: `${stack.base}/hooks/sms/${channel.hook_key}` };
  // Both gateways have heard of it: an unsigned call is refused, no longer unknown.
  for (const gateway of ['smsgw', 'smsgw-2'])
    await until(`${gateway} knows it`, async () => (await fetch(hookAt(gateway, made.hook), { method: 'POST', body: '{}' })).status !== 404);
  return made;
}

const call = (carrier, how, to) => make(signed(carrier, how), to);
const inbound = (carrier, at, more) => carrier.inbound({ hook: at.hook, to: at.number, ...more });

// A customer who texted and was answered by maya.
async function talk(carrier, at) {
  const from = newNumber();
  const answer = await call(carrier, inbound(carrier, at, { id: newId(carrier), from, text: 'hello' }));
  assert.equal(answer.status, 200, answer.text);
  return { from, interaction: await accept(maya, await maya.offerOf(from)) };
}

// The stand-in answers `answers` one after the other, the last for ever.
function answering(...answers) {
  const from = standIn.requests.length;
  standIn.answer = (request, n) => answers[Math.min(n - from, answers.length) - 1];
  return from;
}
const sentBy = async (from, n = 1) => (await until('the request', () => standIn.requests.length >= from + n && standIn.requests.slice(from, from + n))).at(-1);

async function say(carrier, at, interaction, id, text = 'an answer, with é') {
  const from = answering(carrier.taken(id));
  const message = await send(maya, interaction, text);
  assert.equal(message.status, 201, JSON.stringify(message.body));
  const request = await sentBy(from);
  await delivery(maya, message.body.id, 'sent');
  return { message, sent: shape(request), request };
}

for (const carrier of carriers)
test(`${carrier.name}: an account is made over the API; what lacks or is unknown is named, secrets are never shown`, async () => {
  const at = await place(carrier);
  assert.doesNotMatch(JSON.stringify(at.account), /secret|token-of|box/);
  const shown = ok(await adam.call('GET', `/api/v1/carrier-accounts/${at.account.id}`));
  for (const secret of Object.values(carrier.secrets)) assert.ok(!JSON.stringify(shown).includes(secret));
  const listed = ok(await adam.call('GET', '/api/v1/carriers')).data.find((one) => one.carrier === carrier.name);
  for (const { name, secret, required } of listed.credentials) {
    const settings = settingsOf(carrier), secrets = { ...carrier.secrets };
    delete (secret ? secrets : settings)[name];
    const answer = await post('carrier-accounts?dry_run=true', { carrier: carrier.name, name: 'Without', settings, secrets });
    assert.equal(answer.status, required ? 422 : 200, `${name}: ${JSON.stringify(answer.body)}`);
    if (required) assert.equal(answer.body.errors[0].pointer, `/${secret ? 'secrets' : 'settings'}/${name}`);
  }
  const extra = await post('carrier-accounts', { carrier: carrier.name, name: 'More', settings: { ...settingsOf(carrier), colour: 'red' }, secrets: carrier.secrets });
  assert.equal(extra.status, 422);
  assert.equal(extra.body.errors[0].pointer, '/settings/colour');
  const [stored] = await stack.query('SELECT secret, settings FROM sms.account WHERE id = $1', [at.account.id]);
  for (const secret of Object.values(carrier.secrets)) assert.ok(!stored.secret.includes(secret) && !JSON.stringify(stored.settings).includes(secret), 'sealed');
});

for (const carrier of carriers)
test(`${carrier.name}: a text that is signed as its own library accepts it becomes one message, however often it comes (SMS-30, SMS-33)`, async () => {
  const at = await place(carrier), from = newNumber(), id = newId(carrier), text = 'Grüße 👩‍👩‍👧 & = +';
  const how = inbound(carrier, at, { id, from, text }), first = signed(carrier, how);
  if (carrier.accepts) assert.equal(await carrier.accepts(first), true, 'its own library accepts it');
  // Signed for nobody, for other bytes, not at all: refused, and nothing is kept.
  const raw = await rawOf(), wrong = [];
  if (carrier.told) wrong.push({ ...first, headers: { ...first.headers, authorization: `${first.headers.authorization}x` } });
  else if (first.method === 'GET') wrong.push({ ...first, url: `${first.url}x` });
  else wrong.push({ ...first, body: how.json ? `${first.body} ` : first.body.replace('%26', '%25') });
  for (const one of wrong) {
    assert.notEqual(one.body === first.body && JSON.stringify(one.headers) === JSON.stringify(first.headers), true);
    if (carrier.accepts && carrier.acceptsBodies !== false) {
      const params = how.form && Object.fromEntries(new URLSearchParams(one.body));
      assert.equal(await carrier.accepts({ ...one, params: params ?? {} }), false, 'its own library refuses it');
    }
    const answer = await make(one);
    assert.equal(answer.status, 403, answer.text);
  }
  const bare = await make({ ...first, headers: { 'content-type': first.headers['content-type'] }, body: how.json ? JSON.stringify(how.json) : new URLSearchParams(how.form).toString() });
  assert.equal(bare.status, carrier.unsigned ?? 403, bare.text);
  assert.equal(await rawOf(), raw);
  assert.equal((await messagesOf(from)).length, 0);

  assert.equal((await make(first)).status, 200);
  assert.equal((await make(first)).status, 200, 'the same bytes again');
  const again = await Promise.all(Array.from({ length: 6 }, (_, i) => { const one = signed(carrier, how); return make(one, hookAt(i % 2 ? 'smsgw' : 'smsgw-2', one.url)); }));
  assert.deepEqual(again.map((a) => a.status), [200, 200, 200, 200, 200, 200], JSON.stringify(again));
  assert.deepEqual((await messagesOf(from)).map((m) => m.text), [text]);
  await finish(maya, await accept(maya, await maya.offerOf(from)));
});

for (const carrier of carriers)
test(`${carrier.name}: what we send is what its own library sends; receipts move it forward only`, async () => {
  const at = await place(carrier), { interaction } = await talk(carrier, at), id = newId(carrier);
  const { message, sent, request } = await say(carrier, at, interaction, id);
  if (carrier.sdk) {
    standIn.answer = () => carrier.taken(id);
    let theirs = shape(await standIn.of(() => carrier.sdk(sent)));
    if (carrier.older) theirs = carrier.older(theirs);
    for (const name of carrier.but ?? []) delete theirs.body[name];
    assert.deepEqual(sent, { ...theirs, path: carrier.path && !theirs.path.startsWith(carrier.path) ? carrier.path + theirs.path : theirs.path });
  }
  if (carrier.documented) {
    const { fields, ...rest } = carrier.documented;
    assert.deepEqual({ method: sent.method, path: sent.path, authorization: sent.authorization }, rest);
    assert.deepEqual(Object.keys(sent.body).sort(), fields);
  }
  carrier.verified?.(request);

  const receipt = (state, code) => call(carrier, carrier.receipt({ hook: at.hook, sent, id, state, code }));
  const parked = await parkedOf();
  for (const state of ['sent', 'delivered', 'sent', 'failed']) {
    const answer = await receipt(carrier.states[state]);
    assert.equal(answer.status, 200, answer.text);
    if (state === 'delivered') await delivery(maya, message.body.id, 'delivered');
  }
  const [stored] = await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.body.id]);
  assert.equal(stored.delivery, 'delivered', 'neither an earlier state nor a failure changes it');
  assert.equal(await parkedOf(), parked, 'each receipt found its message');
  await finish(maya, interaction);
});

for (const carrier of carriers)
test(`${carrier.name}: put off it is sent again after Retry-After; without an answer our reference finds it (SMS-31, SMS-34)`, async () => {
  const at = await place(carrier), { interaction } = await talk(carrier, at), id = newId(carrier);
  const from = answering(carrier.later, carrier.taken(id));
  const held = await send(maya, interaction, 'put off');
  const second = await sentBy(from, 2), first = standIn.requests[from];
  assert.ok(second.at - first.at >= (carrier.name === 'vonage_sms' ? 250 : 950), `sent again after ${second.at - first.at} ms`);
  await delivery(maya, held.body.id, 'sent');

  const cut = answering({ drop: true });
  const lost = await send(maya, interaction, 'cut off');
  const request = await sentBy(cut);
  await delivery(maya, lost.body.id, 'unknown');
  const answer = await call(carrier, carrier.receipt({ hook: at.hook, sent: shape(request), id: newId(carrier), state: carrier.states.delivered }));
  assert.equal(answer.status, 200, answer.text);
  await delivery(maya, lost.body.id, 'delivered');
  assert.equal(standIn.requests.length, cut + 1, 'it was never sent twice');
  await finish(maya, interaction);
});

for (const carrier of carriers.filter((one) => one.optedOut))
test(`${carrier.name}: who opted out at the carrier is blocked here, too (SMS-20)`, async () => {
  const at = await place(carrier), { interaction } = await talk(carrier, at), id = newId(carrier);
  const from = answering(carrier.optedOut.answer ?? carrier.taken(id));
  const message = await send(maya, interaction, 'to who wants none');
  const sent = shape(await sentBy(from));
  if (!carrier.optedOut.answer) {
    await delivery(maya, message.body.id, 'sent');
    const { state, code } = carrier.optedOut;
    assert.equal((await call(carrier, carrier.receipt({ hook: at.hook, sent, id, state, code }))).status, 200);
  }
  await delivery(maya, message.body.id, 'blocked');
  const next = await send(maya, interaction, 'and another');
  assert.equal(next.body.type, 'opted_out', JSON.stringify(next.body));
  await finish(maya, interaction);
});

// How the number stands with the channel, by the ledger's list.
const optOut = async (at, number) => ok(await adam.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).data.find((one) => one.channel === at.channel.id);
const interactionsOf = (number) => stack.query(
  'SELECT i.id FROM routing.interaction i JOIN messaging.conversation c ON c.tenant = i.tenant AND c.id = i.conversation WHERE c.number = $1', [number]);

test('a stop word of the country of the channel or of the customer blocks, however it is written; a text that holds one does not (SMS-20)', async () => {
  const plivo = carriers.find((one) => one.name === 'plivo'), telnyx = carriers.find((one) => one.name === 'telnyx');
  const german = await newPlace(plivo, 'plivo in Germany', '+4915735990001'), american = await newPlace(telnyx, 'telnyx in America', '+14157770997');
  const say = async (carrier, at, from, text) => assert.equal((await call(carrier, inbound(carrier, at, { id: newId(carrier), from, text }))).status, 200);
  for (const [carrier, at, from, text, word] of [
    [plivo, german, '+4915112345601', 'Stopp!!', 'stopp'],
    [plivo, german, '+33612345601', '«Arrêt !»', 'arret'],
    [plivo, german, '+33612345602', 'arre\u0302t', 'arret'],
    [plivo, german, '+34612345601', 'BAJA.', 'baja'],
    [plivo, german, '+972501234567', 'הסר', 'הסר'],
    [telnyx, american, '+14157770601', 'S\u200bTOP', 'stop'],
    [telnyx, american, '+14157770602', 'Opt-out', 'optout'],
    [telnyx, american, '+14157770603', '  parar\r\n', 'parar'],
    [telnyx, american, '+5511987654321', 'SAIR', 'sair'],
  ]) {
    await say(carrier, at, from, text);
    const { since, entries, ...stands } = await optOut(at, from) ?? {};
    assert.deepEqual(stands, { channel: at.channel.id, state: 'stopped', source: 'text', word, by: null }, text);
    assert.deepEqual(entries, [{ state: 'stopped', source: 'text', word, by: null, at: since }]);
    assert.deepEqual(await interactionsOf(from), [], `${text} is offered to nobody`);
    assert.deepEqual((await messagesOf(from)).map((m) => m.text), [text], 'and kept as it was written');
  }
  await say(plivo, german, '+34612345601', 'Alta');
  assert.deepEqual((await optOut(german, '+34612345601')).entries.map((e) => [e.state, e.word]), [['started', 'alta'], ['stopped', 'baja']]);
  for (const [carrier, at, from, text] of [
    [plivo, german, '+4915112345602', 'baja'], // of neither country
    [plivo, german, '+33612345603', 'Please don\'t stop'],
    [plivo, german, '+34612345602', '¿Baja?'],
    [telnyx, american, '+14157770604', 'Stopp'],
    [plivo, german, '+34612345603', 'Alta'], // lifts a block, and there is none
    [telnyx, american, '+14157770605', 'Ayuda'], // nothing would answer it: the channel has no text for it
  ]) {
    await say(carrier, at, from, text);
    await finish(maya, await accept(maya, await maya.offerOf(from)));
    assert.equal(await optOut(at, from), undefined, text);
  }
});

test('a channel has stop words of its own, which both gateways come to know (SMS-20)', async () => {
  const carrier = carriers.find((one) => one.name === 'plivo'), at = await newPlace(carrier, 'plivo with words', '+4915735990002');
  const kept = ok(await adam.call('PATCH', `/api/v1/channels/${at.channel.id}`, { stop_words: ['Kündigen', 'raus damit'] }, { headers: { 'if-match': at.channel.version } }));
  assert.deepEqual(kept.stop_words, ['Kündigen', 'raus damit']);
  assert.deepEqual(ok(await adam.call('GET', `/api/v1/channels/${at.channel.id}`)).stop_words, ['Kündigen', 'raus damit']);
  // A number on the block list is offered to nobody, whether its text is a word already or not; its stop words count.
  for (const gateway of ['smsgw', 'smsgw-2']) {
    const from = newNumber();
    ok(await post('blocked-numbers', { number: from, reason: 'A test' }), 201);
    await until(`${gateway} knows the words`, async () => {
      assert.equal((await call(carrier, inbound(carrier, at, { id: newId(carrier), from, text: 'Raus, damit!' }), hookAt(gateway, at.hook))).status, 200);
      return (await optOut(at, from))?.word === 'rausdamit';
    });
  }
  const from = newNumber();
  assert.equal((await call(carrier, inbound(carrier, at, { id: newId(carrier), from, text: 'KUNDIGEN' }))).status, 200);
  assert.equal((await optOut(at, from)).word, 'kundigen');
  assert.deepEqual(await interactionsOf(from), []);
  const elsewhere = await place(carriers.find((one) => one.name === 'telnyx')), other = newNumber(), telnyx = carriers.find((one) => one.name === 'telnyx');
  assert.equal((await call(telnyx, inbound(telnyx, elsewhere, { id: newId(telnyx), from: other, text: 'Kündigen' }))).status, 200);
  await finish(maya, await accept(maya, await maya.offerOf(other)));
  assert.equal(await optOut(elsewhere, other), undefined, 'another channel has its own');
});

test('a call that is signed but can not be read is kept as it came, acknowledged and listed, for JSON too (SMS-33)', async () => {
  const carrier = carriers.find((one) => one.name === 'telnyx'), at = await place(carrier);
  const odd = { data: { event_type: 'message.received', payload: { id: newId(carrier), text: 'from nobody' } } };
  for (const json of [odd, { data: { event_type: 'never.heard.of' } }])
    assert.equal((await call(carrier, { url: at.hook, json })).status, 200);
  const listed = ok(await adam.call('GET', '/api/v1/sms/raw?state=unparsed')).data;
  assert.match(listed[0].reason, /data\.event_type/);
  assert.match(listed[1].reason, /data\.payload\.from\.phone_number/);
  assert.deepEqual(JSON.parse(Buffer.from(ok(await adam.call('GET', `/api/v1/sms/raw/${listed[1].id}`)).raw, 'base64')), odd);
});

test('one call with several texts and receipts stores each, and those that can be read beside one that can not', async () => {
  const carrier = carriers.find((one) => one.name === 'bandwidth'), at = await place(carrier);
  const numbers = [newNumber(), newNumber()];
  const events = numbers.flatMap((from) => carrier.inbound({ hook: at.hook, to: at.number, id: newId(carrier), from, text: 'one of several' }).json);
  const before = ok(await adam.call('GET', '/api/v1/sms/raw?state=unparsed')).data.length;
  assert.equal((await call(carrier, { url: at.hook, json: [events[0], { type: 'message-received', message: { id: 'x' } }, events[1]] })).status, 200);
  for (const from of numbers) assert.deepEqual((await messagesOf(from)).map((m) => m.text), ['one of several']);
  assert.equal(ok(await adam.call('GET', '/api/v1/sms/raw?state=unparsed')).data.length, before + 1);
  for (const from of numbers) await finish(maya, await accept(maya, await maya.offerOf(from)));
});

test('a signature of ten minutes ago is refused, and a nonce that comes with other bytes', async () => {
  const carrier = carriers.find((one) => one.name === 'generic'), at = await place(carrier), from = newNumber();
  const { Webhook } = await import('standardwebhooks');
  const webhook = new Webhook(carrier.secrets.secret);
  const at_ = (id, time, text) => {
    const body = JSON.stringify({ type: 'sms.received', data: { id: `${id}-${text}`, from, to: at.number, text } });
    return make({ method: 'POST', url: `${at.hook}/generic`, body, headers: { 'content-type': 'application/json', 'webhook-id': id,
      'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': webhook.sign(id, time, body) } }, hookAt('smsgw', `${at.hook}/generic`));
  };
  assert.equal((await at_('msg_old', new Date(Date.now() - 600000), 'old')).status, 403);
  assert.equal((await at_('msg_once', new Date(), 'first')).status, 200);
  assert.equal((await at_('msg_once', new Date(), 'second')).status, 403);
  assert.deepEqual((await messagesOf(from)).map((m) => m.text), ['first']);
  await finish(maya, await accept(maya, await maya.offerOf(from)));
});

test('a signed form whose parameters are moved into its address is not taken with other JSON; what JSON its signature covers is (SMS-33)', async () => {
  for (const name of ['twilio', 'plivo']) {
    const carrier = carriers.find((one) => one.name === name), at = await place(carrier), from = newNumber();
    // What was signed for the address alone, as by a form without parameters, says nothing of a body.
    const { json } = { json: carrier.inbound({ hook: at.hook, to: at.number, id: newId(carrier), from, text: 'forged' }).form };
    const bare = signed(carrier, { url: `${at.hook}?ref=1.2.3ErrorCode30003`, form: {} });
    const answer = await make({ ...bare, headers: { ...bare.headers, 'content-type': 'application/json' }, body: JSON.stringify(json) });
    assert.equal(answer.status, 403, `${name}: ${answer.text}`);
    assert.deepEqual(await messagesOf(from), []);
  }
  const plivo = carriers.find((one) => one.name === 'plivo'), at = await place(plivo), path = `/api/v1/carrier-accounts/${at.account.id}`;
  // The second form, as Plivo's library has it, for a text that nobody signed.
  const second = (from) => {
    const how = inbound(plivo, at, { id: newId(plivo), from, text: 'by the second form' }), nonce = ids.uuid();
    return make({ method: 'POST', url: how.url, body: new URLSearchParams(how.form).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v2-nonce': nonce, 'x-plivo-signature-v2': createHmac('sha256', plivo.secrets.auth_token).update(how.url + nonce).digest('base64') } });
  };
  const change = async (settings) => {
    const { version } = ok(await adam.call('GET', path));
    return adam.call('PATCH', path, { settings }, { headers: { 'if-match': version } });
  };
  assert.equal((await second(newNumber())).status, 403);
  assert.equal((await change({ ...settingsOf(plivo), signature_v2: 'perhaps' })).body.errors[0].pointer, '/settings/signature_v2');
  ok(await change({ ...settingsOf(plivo), signature_v2: 'yes' }));
  const from = newNumber();
  await until('the account says so', async () => (await second(from)).status === 200);
  await finish(maya, await accept(maya, await maya.offerOf(from)));
  ok(await change(settingsOf(plivo)));
  await until('it does not any more', async () => (await second(newNumber())).status === 403);
});

test('an account is changed: new secrets count at once, its carrier stays; what has not its form is named', async () => {
  const carrier = carriers.find((one) => one.name === 'sinch'), at = await place(carrier), path = `/api/v1/carrier-accounts/${at.account.id}`;
  let account = ok(await adam.call('GET', path));
  const change = async (body) => adam.call('PATCH', path, body, { headers: { 'if-match': account.version } });
  assert.equal((await change({ carrier: 'twilio' })).status, 422);
  const missing = await change({ secrets: { webhook_secret: 'only this' } });
  assert.equal(missing.body.errors?.[0].pointer, '/secrets/api_token', JSON.stringify(missing.body));
  const from = newNumber(), how = inbound(carrier, at, { id: newId(carrier), from, text: 'signed with the former' });
  account = ok(await change({ secrets: { ...carrier.secrets, webhook_secret: 'another' } }));
  await until('the new secret counts', async () => (await call(carrier, how)).status === 403);
  account = ok(await change({ secrets: carrier.secrets }));
  await until('the former counts again', async () => (await call(carrier, how)).status === 200);
  await finish(maya, await accept(maya, await maya.offerOf(from)));
  assert.equal((await post('carrier-accounts', { carrier: 'bird', name: 'Not yet', settings: {}, secrets: {} })).body.errors[0].pointer, '/carrier', 'what was not driven end to end is not offered');
  assert.equal((await post('carrier-accounts', { carrier: 'infobip', name: 'Where', settings: {}, secrets: { api_key: 'k' } })).body.errors[0].pointer, '/settings/base_url');
  assert.equal((await post('carrier-accounts', { carrier: 'telnyx', name: 'Key', settings: { public_key: 'AAAA' }, secrets: { api_key: 'k' } })).body.errors[0].pointer, '/settings/public_key');
});

test('what signs a carrier\'s calls is needed; an account that says it goes without is taken, warned of and counted, until it does not', async () => {
  const sinch = carriers.find((one) => one.name === 'sinch'), { webhook_secret: signs, ...rest } = sinch.secrets;
  const open = (settings, secrets) => post('carrier-accounts', { carrier: 'sinch', name: `Unsigned ${newId(sinch)}`, settings: { ...settingsOf(sinch), ...settings }, secrets });
  const refused = await open({}, rest);
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/secrets/webhook_secret'], JSON.stringify(refused.body));
  const account = ok(await open({ unsigned: 'yes' }, rest), 201), path = `/api/v1/carrier-accounts/${account.id}`;
  const channel = ok(await post('channels', { medium: 'sms', name: 'Without a signature', number: `+1415778${String(1000 + carriers.length).padStart(4, '0')}` }), 201);
  ok(await post('route-rules', { channel_id: channel.id, position: 1, conditions: {}, queue_id: '1', skills: [] }), 201);
  const held = ok(await post('channel-carriers', { channel_id: channel.id, account_id: account.id }), 201);
  const warned = (thing) => thing.warnings.filter((one) => one.kind === 'carrier_unsigned').map((one) => one.id);
  assert.deepEqual(warned(held), [held.id]);
  const counted = (n) => until(`${n} are counted`, async () => (await stack.metrics('smsgw')).sms_channels_unsigned === n);
  await counted(1);
  const shown = async () => ok(await adam.call('GET', '/api/v1/sms/lines?limit=200')).data.find(({ id }) => id === channel.id).unsigned;
  assert.equal(await shown(), true, 'its line says so to who administers');
  const at = { channel, account, held, number: channel.number, hook: `${stack.base}/hooks/sms/${channel.hook_key}` }, from = newNumber();
  const how = inbound(sinch, at, { id: newId(sinch), from, text: 'by nobody knows whom' }), bare = (one) => signed({ ...sinch, sign: () => ({}) }, one);
  await until('it is taken', async () => (await make(bare(how))).status === 200);
  await finish(maya, await accept(maya, await maya.offerOf(from)));
  const change = async (body) => adam.call('PATCH', path, body, { headers: { 'if-match': ok(await adam.call('GET', path)).version } });
  assert.equal((await change({ settings: settingsOf(sinch) })).body.errors[0].pointer, '/secrets/webhook_secret', 'the sealed secrets lack it');
  const again = ok(await change({ settings: settingsOf(sinch), secrets: { ...rest, webhook_secret: signs } }));
  assert.deepEqual(warned(again), []);
  await counted(0);
  assert.equal(await shown(), false);
  await until('it is refused', async () => (await make(bare(inbound(sinch, at, { id: newId(sinch), from, text: 'and again' })))).status === 403);
  assert.equal((await change({ secrets: rest })).body.errors[0].pointer, '/secrets/webhook_secret');
});

test('secrets that were given for one address leave for no other, whether it is changed over the API or by a file', async () => {
  const carrier = carriers.find((one) => one.name === 'sinch'), at = await place(carrier);
  const smpp = ok(await post('carrier-accounts', { carrier: 'smpp', name: 'By SMPP', settings: { host: 'smsc.example', system_id: 'us' }, secrets: { password: 'secret' } }), 201);
  const evil = 'https://evil.example';
  const change = async (id, body) => {
    const path = `/api/v1/carrier-accounts/${id}`, { version } = ok(await adam.call('GET', path));
    return adam.call('PATCH', path, body, { headers: { 'if-match': version } });
  };
  const refused = (answer, ...pointers) => {
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    assert.deepEqual(answer.body.errors.map((e) => e.pointer), pointers);
  };
  refused(await change(at.account.id, { settings: { ...settingsOf(carrier), base_url: evil } }), '/settings/base_url');
  for (const [name, value] of [['host', 'evil.example'], ['port', '2777'], ['tls', 'no']])
    refused(await change(smpp.id, { settings: { ...smpp.settings, [name]: value } }), `/settings/${name}`);

  const { resources, ...file } = ok(await adam.call('GET', '/api/v1/export'));
  const load = (one) => post('import?mode=merge', { ...file, resources: { carrier_account: [one] } });
  const mine = resources.carrier_account.find((one) => one.name === at.account.name);
  for (const [name, value] of [['base_url', evil], ['base_url', 'file:///etc'], ['base_url', 'https://user@evil.example'], ['service_plan_id', 'a\nb'], ['service_plan_id', ['a']]])
    refused(await load({ ...mine, settings: { ...mine.settings, [name]: value } }), `/resources/carrier_account/0/settings/${name}`);
  assert.deepEqual(ok(await adam.call('GET', `/api/v1/carrier-accounts/${at.account.id}`)).settings, at.account.settings);

  const moved = ok(await change(at.account.id, { settings: { ...settingsOf(carrier), base_url: evil }, secrets: carrier.secrets }));
  assert.equal(moved.settings.base_url, evil);
  ok(await change(at.account.id, { settings: settingsOf(carrier), secrets: carrier.secrets }));
  ok(await change(smpp.id, { settings: { ...smpp.settings, tls: 'no' }, secrets: { password: 'secret' } }));
});

test('a channel gets another account: what the carrier before still brings is taken for 72 h, under its own account (SMS-33)', async () => {
  const [twilio, sinch] = ['twilio', 'sinch'].map((name) => carriers.find((one) => one.name === name)), other = await place(sinch);
  const at = await newPlace(twilio, 'Former', '+14157779001');
  const [{ from: customer, interaction }, id] = [await talk(twilio, at), newId(twilio)];
  const { message, sent } = await say(twilio, at, interaction, id);

  const { version } = ok(await adam.call('GET', `/api/v1/channel-carriers/${at.held.id}`));
  ok(await adam.call('PATCH', `/api/v1/channel-carriers/${at.held.id}`, { account_id: other.account.id }, { headers: { 'if-match': version } }));
  await until('it takes the calls of the new carrier', async () => (await call(sinch, inbound(sinch, at, { id: newId(sinch), from: customer, text: 'by the new one' }))).status === 200);
  const [{ left }] = await stack.asOwner('SELECT extract(epoch FROM until - ops.clock())::integer AS left FROM sms.channel_former WHERE channel = $1', [at.channel.id]);
  assert.ok(left > 71 * 3600 && left <= 72 * 3600, `${left} s`);

  const late = newId(twilio), former = inbound(twilio, at, { id: late, from: customer, text: 'by the former one' });
  const wrong = signed(twilio, former);
  assert.equal((await make({ ...wrong, body: `${wrong.body}x` })).status, 403);
  for (let i = 0; i < 2; i++) assert.equal((await call(twilio, former)).status, 200);
  assert.equal((await messagesOf(customer)).filter((m) => m.text === 'by the former one').length, 1);
  assert.deepEqual((await stack.query('SELECT account FROM sms.provider_seen WHERE provider_id = $1', [late])).map((s) => s.account), [at.account.id]);
  assert.equal((await call(twilio, twilio.receipt({ hook: at.hook, sent, id, state: 'delivered' }))).status, 200);
  await delivery(maya, message.body.id, 'delivered');

  await stack.asOwner(`DO $do$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE sms.channel_former SET until = ops.clock() - interval '1 s'; PERFORM ops.config_emit(1, 1); PERFORM ops.batch_end(); END $do$`);
  await until('its time is over', async () => (await call(twilio, former)).status === 403);
  await finish(maya, interaction);
});

test('an address in our own network, or without TLS, needs the operator\'s leave', async () => {
  await stack.kill('smsgw-2', 'SIGTERM');
  appendFileSync(join(stack.dir, 'trunkline.conf'), '\n[smsgw-2]\ncarrier_allow_private = 0\n');
  stack.spawn('smsgw-2');
  await stack.untilReady('smsgw-2');
  const judge = async (base_url) => {
    const answer = await fetch(`${stack.run.http['smsgw-2']}/api/v1/carrier-accounts?dry_run=true`, { method: 'POST', headers: { authorization: `Bearer ${adam.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ carrier: 'infobip', name: 'Where', settings: { base_url, unsigned: 'yes' }, secrets: { api_key: 'k' } }) });
    return [answer.status, (await answer.json()).errors?.[0].pointer];
  };
  for (const address of [standIn.url, 'https://10.0.0.1', 'http://api.infobip.com', 'ftp://api.infobip.com', 'nowhere']) assert.deepEqual(await judge(address), [422, '/settings/base_url'], address);
  assert.deepEqual(await judge('https://x.api.infobip.com'), [200, undefined]);
  // Accounts that were made under another rule, or came from a file, are judged again before they are used.
  await until('it uses none of theirs', async () => (await stack.metrics('smsgw-2')).sms_channels_unusable >= places.size);
  assert.equal((await stack.metrics('smsgw')).sms_channels_unusable, 0);
});

test('doctor knows a complete account of any carrier, and one that lost its secrets', async () => {
  const doctor = () => new Promise((done) => {
    execFile(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), ['doctor', '--tests', '--database', stack.conninfo('trunkline')], (error, out) => done(out));
  });
  const line = async () => (await doctor()).split('\n').find((one) => one.includes('carrier accounts'));
  const former = await line();
  assert.match(former, /^ok/);
  const at = await place(carriers[1]);
  const [{ secret }] = await stack.asOwner('SELECT secret FROM sms.account WHERE id = $1', [at.account.id]);
  await stack.asOwner('UPDATE sms.account SET secret = NULL WHERE id = $1', [at.account.id]);
  assert.match(await line(), /no secrets/);
  await stack.asOwner('UPDATE sms.account SET secret = $2 WHERE id = $1', [at.account.id, secret]);
  assert.equal(await line(), former);
});

test('a channel has one carrier, of a channel of texts with a number, which follows it', async () => {
  const carrier = carriers.find((one) => one.name === 'telnyx'), at = await place(carrier);
  const twice = await post('channel-carriers', { channel_id: at.channel.id, account_id: at.account.id });
  assert.equal(twice.status, 409);
  const bare = ok(await post('channels', { medium: 'sms', name: 'Bare' }), 201);
  const refused = await post('channel-carriers', { channel_id: bare.id, account_id: at.account.id });
  assert.equal(refused.body.errors[0].pointer, '/channel_id', JSON.stringify(refused.body));
  const named = ok(await adam.call('PATCH', `/api/v1/channels/${bare.id}`, { number: '+14157770999' }, { headers: { 'if-match': bare.version } }));
  const held = ok(await post('channel-carriers', { channel_id: bare.id, account_id: at.account.id }), 201);
  const moved = ok(await adam.call('PATCH', `/api/v1/channels/${bare.id}`, { number: '+14157770998' }, { headers: { 'if-match': named.version } }));
  assert.equal(ok(await adam.call('GET', `/api/v1/channel-carriers/${held.id}`)).number, '+14157770998');
  const without = await adam.call('PATCH', `/api/v1/channels/${bare.id}`, { number: null }, { headers: { 'if-match': moved.version } });
  assert.equal(without.status, 422, JSON.stringify(without.body));
  const used = await adam.call('DELETE', `/api/v1/carrier-accounts/${at.account.id}`, undefined, { headers: { 'if-match': at.account.version } });
  assert.equal(used.body.type, 'referenced', JSON.stringify(used.body));
});
