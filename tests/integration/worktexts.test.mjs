// Texts to a Work user's own number (CT-16), and whom that user has blocked (CT-12): theirs alone, in no queue.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client, replayed } from '../lib/client.mjs';
import { Files, PNG, mms } from '../lib/files.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, inboundParams, newNumber, postSigned, text } from '../lib/texts.mjs';

let stack, carrier, adam, ida, idaDesk, rosa, rosaDesk, key, lineOf;
const IDA = '+14155550171', ROSA = '+14155550172';
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // receivers of tests are at home
  stack = await Stack.start({ name: 'worktexts' });
  carrier = await startDemoCarrier(stack, [IDA, ROSA]);
  const named = (username) => stack.run.users.find((u) => u.username === username);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const [demo] = (await get(adam, `channels?user_id=${(await get(adam, 'users?username=ida')).data[0].id}`)).data; // hers at the sandbox
  for (const path of [`channel-carriers/${(await get(adam, `channel-carriers?channel_id=${demo.id}`)).data[0].id}`, `channels/${demo.id}`])
    ok(await adam.call('DELETE', `/api/v1/${path}`, undefined, etag(await get(adam, path))));
  await setUser('ida', { work_number: await claim(adam, IDA) });
  await setUser('rosa', { work_number: await claim(adam, ROSA) });
  [ida, rosa] = await Promise.all([Client.working(stack, named('ida')), Client.working(stack, named('rosa'))]);
  [idaDesk, rosaDesk] = await Promise.all([Client.ready(stack, named('ida')), Client.ready(stack, named('rosa'))]);
  key = new Client(stack, ok(await post(adam, 'api-keys', { name: 'Everything', scopes: (await stack.asOwner('SELECT name FROM directory.scopes()')).map(({ name }) => name) }), 201).key);
  lineOf = { ida: await line(ida, 'Texts of Ida', IDA), rosa: await line(rosa, 'Texts of Rosa', ROSA) };
});
after(async () => { await carrier?.close(); await stack?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const get = async (who, path) => ok(await who.call('GET', `/api/v1/${path}`));
const post = (who, path, body, more) => who.call('POST', `/api/v1/${path}`, body, more);
const etag = (thing) => ({ headers: { 'if-match': `"${thing.version}"` } });
const patch = async (path, body) => adam.call('PATCH', `/api/v1/${path}`, body, etag(await get(adam, path)));
const setUser = async (username, fields) => ok(await patch(`users/${(await get(adam, `users?username=${username}`)).data[0].id}`, fields));

// A channel of one user's on the demo's account at the carrier, and where that carrier calls it.
async function line(user, name, number) {
  const channel = ok(await post(adam, 'channels', { medium: 'sms', name, user_id: user.id, stop_text: 'Stopped.', start_text: 'Started.', help_text: 'Help.' }), 201);
  assert.equal(channel.number, number, 'the user\'s');
  ok(await post(adam, 'channel-carriers', { channel_id: channel.id, account_id: '1' }), 201);
  const demo = stack.channel('twilio');
  const made = { ...demo, id: channel.id, number, hook_url: demo.hook_url.replace(/[^/]+$/, channel.hook_key) };
  await until('the hook', async () => (await postSigned(made, inboundParams(made, 'NoNumber!', 'x'))).status !== 404);
  return made;
}
const list = (who, more = '') => get(who, `me/texts${more}`).then(({ data }) => data);
const withNumber = async (who, number, more) => (await list(who, more)).find((one) => one.state.number === number);
const said = async (who, conversation, more = '') => (await get(who, `conversations/${conversation}/messages${more}`)).data.map((one) => one.state);
const reply = (who, conversation, body, more) => post(who, `conversations/${conversation}/messages`, { text: body }, more);
// A text comes; answers its conversation as its owner's list has it.
async function arrived(who, on, number, body) {
  assert.equal((await text(on, number, body)).status, 200);
  await who.see('message', (s) => s.direction === 'in' && s.text === body);
  return withNumber(who, number);
}

test('a text to a user\'s own number stands in their list with its sender\'s card; the reply leaves from that number and shows what became of it', async () => {
  const number = newNumber(), name = unique('Nadia ');
  ok(await post(ida, 'me/contacts', { name, numbers: [{ number }] }), 201);
  const one = await arrived(ida, lineOf.ida, number, 'Are you in today?');
  assert.deepEqual([one.kind, one.state.kind, one.state.number, one.state.channel.number, one.state.state, one.state.blocked, one.unread, one.last.state.text],
    ['conversation', 'text', number, IDA, 'open', false, 1, 'Are you in today?']);
  assert.deepEqual([one.card.name, one.card.kind], [name, 'personal']);
  const sent = ok(await reply(ida, one.id, 'Yes, until five'), 201).state;
  assert.deepEqual([sent.direction, sent.author.id, sent.delivery.state], ['out', ida.id, 'queued']);
  await ida.see('message', (s) => s.message === sent.message && s.delivery.state === 'delivered');
  const left = carrier.sent.filter((m) => m.to === number);
  assert.deepEqual(left.map((m) => [m.from, m.body]), [[IDA, 'Yes, until five']]);
  assert.deepEqual((await said(ida, one.id)).map((m) => [m.seq, m.direction, m.text]), [[1, 'in', 'Are you in today?'], [2, 'out', 'Yes, until five']]);
  problem(await post(ida, `conversations/${one.id}/end`), 409, 'not_here');
  problem(await idaDesk.call('PUT', `/api/v1/conversations/${one.id}/customer`, { customer: '1' }), 404, 'not_found');
  // Read on one device, told to the other.
  const seen = ok(await ida.call('POST', `/api/v1/conversations/${one.id}/read`, { seq: 2 }));
  assert.equal(seen.state.seq, 2);
  await ida.see('reading', (s) => s.conversation === one.id && s.seq === 2);
  assert.equal((await withNumber(ida, number)).unread, 0);
});

test('the same text twice is one message, also at once; the same reply twice leaves once; texts of one person join one conversation', async () => {
  const number = newNumber();
  const params = inboundParams(lineOf.ida, number, 'Only once');
  for (const { status } of await Promise.all([1, 2, 3].map(() => postSigned(lineOf.ida, params)))) assert.equal(status, 200);
  assert.equal((await postSigned(lineOf.ida, params)).status, 200);
  for (const { status } of await Promise.all(['a', 'b', 'c'].map((word) => text(lineOf.ida, number, word)))) assert.equal(status, 200);
  const all = (await list(ida)).filter((one) => one.state.number === number);
  assert.equal(all.length, 1);
  assert.deepEqual((await said(ida, all[0].id)).map((m) => m.text).sort(), ['Only once', 'a', 'b', 'c']);
  const once = { headers: { 'idempotency-key': unique('reply') } };
  const twice = [ok(await reply(ida, all[0].id, 'Answered once', once), 201), ok(await reply(ida, all[0].id, 'Answered once', once), 201)];
  const paged = [ok(await post(ida, `conversations/${all[0].id}/messages`, { text: 'And once', client_id: 'c1' }), 201), ok(await post(ida, `conversations/${all[0].id}/messages`, { text: 'And once', client_id: 'c1' }), 201)];
  assert.equal(twice[0].id, twice[1].id);
  assert.equal(paged[0].id, paged[1].id);
  problem(await post(ida, `conversations/${all[0].id}/messages`, { text: 'And twice', client_id: 'c1' }), 409, 'client_id_reused', '/client_id');
  problem(await post(ida, 'me/texts', { number, text: 'And twice', client_id: 'c1' }), 409, 'client_id_reused', '/client_id');
  await ida.see('message', (m) => m.message === paged[0].id && m.delivery.state === 'delivered');
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), ['Answered once', 'And once'], 'in the order in which they were written');
});

test('parts of one text are one message; emoji stay; what can\'t be sent says why', async () => {
  const number = newNumber(), whole = 'Ünïcode 👩‍👩‍👧 and\nlines';
  const one = await arrived(ida, lineOf.ida, number, whole);
  assert.equal((await said(ida, one.id))[0].text, whole);
  problem(await reply(ida, one.id, 'x'.repeat(1601)), 422, 'invalid', '/text');
  problem(await reply(ida, one.id, '語'.repeat(700)), 422, 'invalid', '/text');
  problem(await post(ida, `conversations/${one.id}/messages`, { text: 'x', html: '<b>x</b>' }), 422, 'plain_only');
  problem(await post(ida, 'me/texts', { number: 'hello', text: 'x' }), 422, 'invalid', '/number');
  problem(await post(ida, 'me/texts', { number: IDA, text: 'x' }), 422, 'invalid', '/number');
  problem(await post(ida, 'me/texts', { number: newNumber(), text: '語'.repeat(700) }), 422, 'invalid', '/text');
  problem(await ida.call('GET', '/api/v1/me/texts?cursor=nonsense'), 400, 'bad_request');
});

test('a text that the user begins opens the conversation that the answer joins, in whatever notation the number was typed', async () => {
  const number = newNumber();
  const began = ok(await post(ida, 'me/texts', { number: `(${number.slice(2, 5)}) ${number.slice(5)}`, text: 'It is Ida', client_id: 'b1' }), 201);
  assert.deepEqual([began.state.number, began.state.kind, began.message.state.text], [number, 'text', 'It is Ida']);
  const again = await post(ida, 'me/texts', { number, text: 'It is Ida', client_id: 'b1' });
  assert.deepEqual([ok(again, 201).message.id, replayed(again)], [began.message.id, true], 'sent twice, stored once');
  await ida.see('message', (m) => m.message === began.message.id && m.delivery.state === 'delivered');
  assert.equal((await arrived(ida, lineOf.ida, number, 'Hello Ida')).id, began.id);
  assert.equal((await withNumber(ida, number)).unread, 1);
  const offers = (await get(ida, `card?number=${encodeURIComponent(number)}`)).actions;
  assert.deepEqual(offers.find((one) => one.action === 'text').targets.map((t) => t.number), [number]);
  assert.deepEqual((await get(ida, 'messages?of=texts&q=hello')).data.map((m) => m.state.text), ['Hello Ida']);
  assert.deepEqual((await get(ida, 'messages?of=chats&q=hello')).data, []);
  // The list by pages, the newest first, each once.
  const all = (await list(ida)).map((one) => one.id), seen = [];
  for (let next = ''; next !== null;) {
    const page = await get(ida, `me/texts?limit=1${next && `&cursor=${encodeURIComponent(next)}`}`);
    seen.push(...page.data.map((one) => one.id));
    next = page.next_cursor;
  }
  assert.ok(all.length >= 3);
  assert.deepEqual([seen, seen[0]], [all, began.id]);
});

test('STOP blocks replies with a clear error and is confirmed once; START lifts it; HELP is answered; no interaction arises', async () => {
  const number = newNumber(), [{ count: before }] = await stack.query('SELECT count(*) FROM routing.interaction');
  const one = await arrived(ida, lineOf.ida, number, 'Hi');
  assert.equal((await text(lineOf.ida, number, ' stop ')).status, 200);
  await ida.see('conversation', (c) => c.conversation === one.id && c.opted_out);
  problem(await reply(ida, one.id, 'But …'), 409, 'opted_out');
  problem(await post(ida, 'me/texts', { number, text: 'But …' }), 409, 'opted_out');
  assert.equal((await text(lineOf.ida, number, 'START')).status, 200);
  await ida.see('conversation', (c) => c.conversation === one.id && !c.opted_out);
  assert.equal((await text(lineOf.ida, number, 'HELP')).status, 200);
  const back = ok(await reply(ida, one.id, 'Welcome back'), 201);
  await ida.see('message', (m) => m.message === back.id && m.delivery.state === 'delivered');
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), ['Help.', 'Welcome back'], 'the carrier confirms STOP and START itself');
  assert.equal((await stack.query('SELECT count(*) FROM routing.interaction'))[0].count, before);
});

test('a blocked sender\'s text is stored, marked and kept out of sight; nobody else is touched; unblocked it is seen', async () => {
  const number = newNumber();
  const one = await arrived(ida, lineOf.ida, number, 'Before');
  ok(await ida.call('PUT', `/api/v1/me/blocks/sender/${encodeURIComponent(number)}`));
  const frames = ida.frames.length;
  for (const words of ['Nuisance', 'Nuisance again']) assert.equal((await text(lineOf.ida, number, words)).status, 200);
  const hidden = await until('it is kept', () => withNumber(ida, number, '?blocked=true'));
  assert.deepEqual([hidden.state.blocked, hidden.state.state], [true, 'closed']);
  assert.deepEqual((await said(ida, hidden.id)).map((m) => [m.text, m.blocked]), [['Nuisance', true], ['Nuisance again', true]]);
  assert.deepEqual((await withNumber(ida, number)).last.state.text, 'Before', 'what was said before stays where it was');
  problem(await reply(ida, hidden.id, 'x'), 409, 'conversation_closed');
  // Whom one has blocked one writes to by no mistake.
  const asked = await reply(ida, one.id, 'Stop that');
  problem(asked, 409, 'number_blocked');
  assert.equal(asked.body.detail, 'You have blocked the texts of this number.');
  problem(await post(ida, 'me/texts', { number, text: 'Stop that' }), 409, 'number_blocked');
  ok(await post(ida, 'me/texts', { number, text: 'Stop that', confirm_blocked: true }), 201);
  assert.deepEqual((await said(ida, one.id)).map((m) => m.text), ['Before', 'Stop that']);
  // The same number is nobody's nuisance elsewhere: at Rosa's, and in the contact center.
  assert.equal((await arrived(rosa, lineOf.rosa, number, 'To Rosa')).unread, 1);
  assert.equal((await text(stack.channel('twilio'), number, 'To the shop')).status, 200);
  await until('the interaction', async () => (await stack.query(`SELECT FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation WHERE c.number = $1`, [number])).length === 1);
  assert.ok(!JSON.stringify(ida.frames.slice(frames)).includes('Nuisance'), 'the page was told nothing');
  // A stop word of theirs counts; once unblocked they are heard again.
  assert.equal((await text(lineOf.ida, number, 'STOP')).status, 200);
  await ida.see('conversation', (c) => c.conversation === one.id && c.opted_out);
  assert.equal((await text(lineOf.ida, number, 'START')).status, 200);
  await ida.see('conversation', (c) => c.conversation === one.id && !c.opted_out);
  ok(await ida.call('DELETE', `/api/v1/me/blocks/sender/${encodeURIComponent(number)}`), 204);
  assert.equal((await arrived(ida, lineOf.ida, number, 'After')).id, one.id);
  // The contact center's block list does not act on a user's number.
  ok(await post(adam, 'blocked-numbers', { number, reason: 'rude in the shop' }), 201);
  assert.equal((await arrived(ida, lineOf.ida, number, 'Still heard')).id, one.id);
  ok(await reply(ida, one.id, 'Still answered'), 201);
  problem(await post(adam, 'blocked-numbers', { number: newNumber(), channel_id: lineOf.ida.id, reason: 'x' }), 422, 'invalid', '/channel_id');
});

test('the switch keeps texts of whoever is in no contacts out of sight, and theirs alone', async () => {
  const known = newNumber(), unknown = newNumber();
  ok(await post(rosa, 'me/contacts', { name: unique('Friend '), numbers: [{ number: known }] }), 201);
  ok(await rosa.call('PUT', '/api/v1/me/block-settings', { block_unknown_senders: true }));
  assert.equal((await text(lineOf.rosa, unknown, 'You have won')).status, 200);
  await until('it is kept', () => withNumber(rosa, unknown, '?blocked=true'));
  assert.equal(await withNumber(rosa, unknown), undefined);
  await arrived(rosa, lineOf.rosa, known, 'It is me');
  await arrived(ida, lineOf.ida, unknown, 'To Ida');
  ok(await rosa.call('PUT', '/api/v1/me/block-settings', { block_unknown_senders: false }));
  await arrived(rosa, lineOf.rosa, unknown, 'Now heard');
});

test('nobody but its owner: not the other user, not the same person\'s desk, no supervisor, administrator or key, no webhook, no event, no report', async () => {
  const number = newNumber(), secret = unique('secret');
  const receiver = await Receiver.start();
  try {
    ok(await post(adam, 'webhooks', { url: receiver.url, types: ['*'], description: 'all' }), 201);
    const [{ pos }] = await stack.query('SELECT max(pos) AS pos FROM ops.feed'), from = (await get(key, 'events?after=latest')).next_cursor;
    const one = await arrived(ida, lineOf.ida, number, secret);
    const sent = ok(await reply(ida, one.id, `${secret} too`), 201);
    await ida.see('message', (m) => m.message === sent.id && m.delivery.state === 'delivered');
    const theirs = [rosa, rosaDesk, idaDesk, adam, key];
    for (const who of theirs) {
      for (const path of [`conversations/${one.id}`, `conversations/${one.id}/messages`]) {
        const answer = await who.call('GET', `/api/v1/${path}`);
        assert.ok([403, 404].includes(answer.status), `${path}: ${answer.status}`);
      }
      for (const [path, body] of [[`conversations/${one.id}/messages`, { text: 'x' }], [`conversations/${one.id}/read`, { seq: 1 }], [`conversations/${one.id}/notes`, { text: 'x' }], [`conversations/${one.id}/monitor`, undefined], [`conversations/${one.id}/typing`, undefined]]) {
        const answer = await post(who, path, body);
        assert.ok([403, 404].includes(answer.status), `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      const found = await who.call('GET', `/api/v1/messages?q=${secret}`);
      assert.ok(found.status === 403 || found.body.data.length === 0);
    }
    for (const who of [idaDesk, rosaDesk, adam, key]) assert.equal((await who.call('GET', '/api/v1/me/texts')).status, 403);
    assert.equal(await withNumber(rosa, number), undefined);
    for (const who of [rosa, rosaDesk, idaDesk]) assert.ok(!JSON.stringify(who.frames).includes(secret));
    // A customer's record of this number shows and exports nothing of it.
    const customer = ok(await post(rosaDesk, 'customers', { name: unique('Customer '), number }), 201);
    const shown = JSON.stringify([await get(adam, `customers?number=${encodeURIComponent(number)}`), await get(adam, `customers/${customer.id}`),
      ok(await post(adam, `customers/${customer.id}/export`, {})), ok(await post(adam, `customers/${customer.id}/export`, { cursor: 'r:-infinity|0' }))]);
    assert.ok(!shown.includes(secret) && !Buffer.from(shown).includes(Buffer.from(secret).toString('base64').slice(4, -4)), shown);
    // Nothing is public, and a text of the contact center that came later is.
    const other = newNumber();
    assert.equal((await text(stack.channel('twilio'), other, 'public')).status, 200);
    const about = await until('the public one', async () => {
      const { data } = await get(key, `events?after=${from}&limit=200`);
      return receiver.events((e) => e.type.endsWith('message.received')).length > 0 && data.length > 0 && data;
    });
    const told = JSON.stringify([about, receiver.all.map((r) => r.text)]);
    assert.ok(!told.includes(secret) && !told.includes(number) && !told.includes(`"${one.id}"`) && !told.includes(`"${sent.id}"`), 'integrators');
    const types = await stack.query('SELECT e.type FROM ops.feed AS f JOIN ops.event AS e ON e.at = f.at AND e.xid = f.xid WHERE f.pos > $1 AND e.kind = 5 AND e.key = ANY ($2)', [pos ?? 0, [sent.id, one.last.id]]);
    assert.ok(types.length >= 4 && types.every((e) => e.type === null), JSON.stringify(types));
    assert.deepEqual(await stack.query('SELECT FROM messaging.v_text AS t WHERE t.channel = $1', [lineOf.ida.id]), [], 'reports');
  } finally { await receiver.close(); }
});

test('a file that comes with a text is its owner\'s alone; one that can\'t be fetched is fetched again', async () => {
  const files = await Files.start(), own = '+14155550173', sid = 'AC00000000000000000000000000000019', auth_token = 'token-of-files';
  const { id } = await setUser('tomas', { has_work: true, work_number: await claim(adam, own) });
  const tomas = await Client.working(stack, { username: 'tomas', password: stack.run.users.find((u) => u.username === 'tomas').password });
  try {
    const account = ok(await post(adam, 'carrier-accounts', { carrier: 'twilio', name: unique('Files '), settings: { account_sid: sid, base_url: files.url }, secrets: { auth_token } }), 201);
    const made = ok(await post(adam, 'channels', { medium: 'sms', name: unique('L'), user_id: id }), 201);
    ok(await post(adam, 'channel-carriers', { channel_id: made.id, account_id: account.id }), 201);
    const at = { number: own, account_sid: sid, auth_token, hook_url: stack.channel('twilio').hook_url.replace(/[^/]+$/, made.hook_key) };
    await until('the hook', async () => (await fetch(at.hook_url, { method: 'POST', body: 'x=1' })).status === 403);
    files.at['/m/1'] = { body: PNG, type: 'image/png' };
    const number = await mms(at, [`${files.url}/m/1`, `${files.url}/m/none`]);
    const shown = await tomas.see('message', (m) => m.attachments?.every((one) => one.state !== 'wanted'), 30000);
    assert.deepEqual(shown.state.attachments.map((one) => [one.state, one.type]), [['stored', 'image/png'], ['failed', null]]);
    const [good, bad] = shown.state.attachments;
    assert.equal((await tomas.call('GET', `/api/v1/attachments/${good.id}`)).status, 200);
    for (const who of [ida, idaDesk, rosaDesk, rosa, adam, key]) for (const [method, path] of [['GET', `attachments/${good.id}`], ['POST', `attachments/${bad.id}/retry`]])
      assert.ok([403, 404].includes((await who.call(method, `/api/v1/${path}`)).status), path);
    files.at['/m/none'] = { body: PNG, type: 'image/png' };
    ok(await tomas.call('POST', `/api/v1/attachments/${bad.id}/retry`));
    await tomas.see('message', (m) => m.attachments?.every((one) => one.state === 'stored'), 30000);
    assert.equal((await withNumber(tomas, number)).last.state.attachments.length, 2);
  } finally { tomas.close(); await files.close(); }
  ok(await patch(`users/${id}`, { has_work: false, work_number: null }));
});

test('the administrator says whose number is texted by which account; a number is one user\'s or a channel\'s', async () => {
  const people = (await get(adam, 'users?username=sam')).data[0];
  problem(await post(adam, 'channels', { medium: 'sms', name: unique('L'), user_id: ida.id }), 409, 'value_taken', '/user_id');
  problem(await post(adam, 'channels', { medium: 'chat', name: unique('L'), user_id: people.id }), 422, 'invalid');
  problem(await post(adam, 'channels', { medium: 'sms', name: unique('L'), user_id: people.id, number: '+14155550199' }), 422, 'invalid', '/number');
  problem(await post(adam, 'channels', { medium: 'sms', name: unique('L'), user_id: '999999999' }), 422, 'unknown_reference', '/user_id');
  problem(await post(adam, 'channels', { medium: 'sms', name: unique('L'), number: IDA }), 409, 'value_taken', '/number');
  const none = ok(await post(adam, 'channels', { medium: 'sms', name: unique('L'), user_id: people.id }), 201);
  assert.equal(none.number, null);
  assert.ok(none.warnings.some((w) => w.kind === 'channel_unread'), JSON.stringify(none.warnings));
  problem(await post(adam, 'channel-carriers', { channel_id: none.id, account_id: '1' }), 422, 'invalid', '/channel_id');
  problem(await patch(`users/${people.id}`, { work_number: stack.channel('twilio').number }), 409, 'value_taken', '/work_number');
  problem(await post(adam, 'route-rules', { channel_id: lineOf.ida.id, position: 1, auto_reply: 'x' }), 422, 'invalid', '/channel_id');
  problem(await patch(`channels/${lineOf.ida.id}`, { group_ids: ['1'] }), 422, 'invalid', '/group_ids');
  problem(await adam.call('DELETE', `/api/v1/channels/${lineOf.ida.id}`, undefined, etag(await get(adam, `channels/${lineOf.ida.id}`))), 409, 'referenced');
  ok(await adam.call('DELETE', `/api/v1/channels/${none.id}`, undefined, etag(await get(adam, `channels/${none.id}`))));
  assert.ok(!(await get(idaDesk, 'me/channels')).data.some((c) => c.id === lineOf.ida.id), 'no agent begins texts from it');
  problem(await post(idaDesk, 'me/interactions', { channel_id: lineOf.ida.id, number: newNumber(), text: 'x' }), 422, 'unknown_reference', '/channel_id');
  const wrong = newNumber();
  assert.equal((await text(lineOf.ida, wrong, 'STOP')).status, 200);
  assert.deepEqual((await get(adam, `opt-outs?number=${encodeURIComponent(wrong)}`)).data, [], 'whom she texts is hers to know');
  problem(await post(key, 'sms/interactions', { channel_id: lineOf.ida.id, number: newNumber(), direction: 'out', text: 'x' }), 422, 'unknown_reference', '/channel_id');
});

test('a gateway killed between a text and its answer loses neither and sends the answer once', async () => {
  const number = newNumber();
  const params = inboundParams(lineOf.ida, number, 'Before the crash');
  assert.equal((await postSigned(lineOf.ida, params)).status, 200);
  await stack.kill('smsgw');
  const one = await until('it is listed', async () => {
    const rows = await stack.query('SELECT id FROM messaging.conversation WHERE number = $1', [number]);
    return rows[0];
  });
  const sent = ok(await reply(ida, one.id, 'Written while it was away'), 201);
  assert.equal(sent.state.delivery.state, 'queued');
  stack.spawn('smsgw');
  await stack.untilReady('smsgw');
  await ida.see('message', (m) => m.message === sent.id && m.delivery.state === 'delivered', 40000);
  assert.equal((await postSigned(lineOf.ida, params)).status, 200, 'the carrier tries again');
  assert.deepEqual((await said(ida, one.id)).map((m) => m.text), ['Before the crash', 'Written while it was away']);
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => m.body), ['Written while it was away']);
});

test('without the licence texts are kept and are there when it is back; a number that moves leaves what was said with its former user', async () => {
  const number = newNumber();
  const one = await arrived(rosa, lineOf.rosa, number, 'Old words');
  await setUser('rosa', { has_work: false });
  assert.equal((await text(lineOf.rosa, number, 'While she was away')).status, 200);
  await setUser('rosa', { has_work: true });
  const named = stack.run.users.find((u) => u.username === 'rosa');
  rosa = await Client.working(stack, named);
  assert.deepEqual((await said(rosa, one.id)).map((m) => m.text), ['Old words', 'While she was away']);
  assert.equal(rosa.snapshot.texts.number, ROSA);

  // Her number becomes Ida's.
  problem(await patch(`users/${ida.id}`, { work_number: ROSA }), 409, 'value_taken', '/work_number');
  await setUser('rosa', { work_number: null });
  assert.equal((await get(adam, `channels/${lineOf.rosa.id}`)).number, null);
  const late = []; // taken before the gateway knew: they are still hers
  await until('its hook is closed', async () => {
    const { status } = await text(lineOf.rosa, number, 'To nobody');
    if (status === 200) late.push('To nobody');
    return status === 404;
  });
  problem(await reply(rosa, one.id, 'From where?'), 409, 'channel_cannot_send');
  problem(await post(rosa, 'me/texts', { number: newNumber(), text: 'From where?' }), 409, 'no_text_number');
  await setUser('ida', { work_number: ROSA });
  assert.equal((await get(adam, `channels/${lineOf.ida.id}`)).number, ROSA);
  const moved = { ...lineOf.ida, number: ROSA };
  await until('her hook takes them', async () => (await text(moved, number, 'New words')).status === 200 && withNumber(ida, number));
  const hers = await withNumber(ida, number);
  assert.ok(hers.id !== one.id);
  assert.ok((await said(ida, hers.id)).every((m) => m.text === 'New words'));
  assert.deepEqual((await said(rosa, one.id)).map((m) => m.text), ['Old words', 'While she was away', ...late]);
  assert.equal((await ida.call('GET', `/api/v1/conversations/${one.id}`)).status, 404);
});
