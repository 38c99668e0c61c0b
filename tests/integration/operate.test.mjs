// Operating the gateway: calls that could not be read are looked at and taken again, receipts that found no message
// are listed (SMS-33); numbers are blocked (SMS-24).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { carriers, make, signed } from '../lib/carriers.mjs';
import { finish, status, taken } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, maya;
before(async () => {
  stack = await Stack.start({ name: 'operate', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
});
after(async () => { maya?.close(); await stack?.stop(); });

let count = 0;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type) => { assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(answer.body)); return answer.body; };
const post = (path, body, more) => adam.call('POST', `/api/v1/${path}`, body, more);
const get = async (path) => ok(await adam.call('GET', `/api/v1/${path}`));
const changed = async (path, body) => ok(await adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': (await get(path)).version } }));
const reprocess = (raw, more) => post(`sms/raw/${raw.id}/reprocess`, undefined, more);
const textsOf = async (number) => (await stack.query(`SELECT m.text FROM messaging.message m JOIN messaging.conversation c ON c.tenant = m.tenant AND c.id = m.conversation
  WHERE c.number = $1 ORDER BY m.conversation, m.seq`, [number])).map((row) => row.text);
const newId = (carrier) => `${carrier.name}-${process.pid}-${++count}`;
const call = (carrier, how) => make(signed(carrier, how));

// A channel of its own at a carrier, with an account of its own, in the queue that maya is in.
async function place(name) {
  const carrier = carriers.find((one) => one.name === name), number = `+1415776${String(1000 + ++count)}`;
  const channel = ok(await post('channels', { medium: 'sms', name: `${name} ${count}`, number }), 201);
  const account = ok(await post('carrier-accounts', { carrier: name, name: `${name} ${count}`, settings: { ...carrier.settings, base_url: 'http://127.0.0.1:9' }, secrets: carrier.secrets }), 201);
  const held = ok(await post('channel-carriers', { channel_id: channel.id, account_id: account.id }), 201);
  ok(await post('route-rules', { channel_id: channel.id, position: 1, conditions: {}, queue_id: '1', skills: [] }), 201);
  const hook = `${stack.base}/hooks/sms/${channel.hook_key}`;
  await until('it is known', async () => (await fetch(hook, { method: 'POST', body: '{}' })).status !== 404);
  return { carrier, channel, account, held, number, hook };
}

// A text to a number that the channel has not; answers its line of the list.
async function unreadable(at, from, to = newNumber()) {
  const how = at.carrier.inbound({ hook: at.hook, to, id: newId(at.carrier), from, text: 'a word of a customer' });
  assert.equal((await call(at.carrier, how)).status, 200);
  const [line] = (await get(`sms/raw?channel_id=${at.channel.id}&limit=1`)).data;
  return { ...line, how, to };
}

test('a call that could not be read is listed by channel and account, page by page, without its bytes', async () => {
  const at = await place('twilio'), other = await place('twilio');
  const lines = [];
  for (let i = 0; i < 3; i++) lines.unshift(await unreadable(at, newNumber()));
  const strange = await unreadable(other, newNumber());
  const page = await get(`sms/raw?channel_id=${at.channel.id}&limit=2`);
  assert.deepEqual(page.data.map((one) => one.id), lines.slice(0, 2).map((one) => one.id), 'the newest first');
  const rest = await get(`sms/raw?channel_id=${at.channel.id}&limit=2&cursor=${page.next_cursor}`);
  assert.deepEqual([rest.data.map((one) => one.id), rest.next_cursor], [[lines[2].id], null]);
  assert.deepEqual((await get(`sms/raw?account_id=${other.account.id}`)).data.map((one) => one.id), [strange.id]);
  assert.deepEqual((await get(`sms/raw?account_id=${other.account.id}&state=reprocessed`)).data, []);
  assert.ok(page.data.every((one) => one.state === 'unparsed' && one.bytes > 50 && !('raw' in one) && /^To: /.test(one.reason)), JSON.stringify(page));
});

test('who looks at the bytes of a call is in the audit log', async () => {
  const at = await place('twilio'), line = await unreadable(at, newNumber());
  const whole = await get(`sms/raw/${line.id}`);
  assert.equal(new URLSearchParams(Buffer.from(whole.raw, 'base64').toString()).get('Body'), 'a word of a customer');
  assert.equal((await adam.call('GET', '/api/v1/sms/raw/999999999999')).status, 404);
  const [audit] = (await get(`audit?action=raw_show&key=${line.id}`)).data;
  assert.equal(audit.actor_id, adam.id);
  assert.doesNotMatch(JSON.stringify(audit), /customer/);
});

test('a kept call is taken again as it came, once what it lacked is there, and becomes one text however often (SMS-33)', async () => {
  const at = await place('twilio'), from = newNumber(), line = await unreadable(at, from);
  problem(await reprocess(line), 409, 'still_unreadable');
  assert.equal((await get(`sms/raw/${line.id}`)).state, 'unparsed');
  assert.deepEqual(await textsOf(from), []);

  await changed(`channels/${at.channel.id}`, { number: line.to });
  const headers = { 'idempotency-key': `again-${line.id}` };
  const first = await until('it is read', async () => { const answer = await reprocess(line); return answer.status === 200 && answer.body; });
  assert.deepEqual([first.state, first.texts, first.known], ['reprocessed', 1, 0]);
  assert.ok(first.reprocessed_at);
  const once_more = await Promise.all([reprocess(line), reprocess(line, { headers }), reprocess(line, { headers })]);
  for (const answer of once_more) assert.deepEqual([ok(answer).state, answer.body.texts], ['reprocessed', 0]);
  assert.equal((await call(at.carrier, line.how)).status, 200, 'the carrier itself may come again');
  assert.deepEqual(await textsOf(from), ['a word of a customer']);
  await finish(maya, await taken(maya, from));

  assert.deepEqual((await get(`sms/raw?channel_id=${at.channel.id}`)).data, []);
  assert.deepEqual((await get(`sms/raw?channel_id=${at.channel.id}&state=reprocessed`)).data.map((one) => one.id), [line.id]);
  const audit = (await get(`audit?action=raw_reprocess&key=${line.id}`)).data.map((one) => [one.actor_id, one.detail.read, one.detail.texts]);
  assert.deepEqual([audit.at(0), audit.at(-1)].map(String).sort(), [[adam.id, false, 0], [adam.id, true, 1]].map(String));
});

test('of a call that was read in part the rest is taken, and nothing twice', async () => {
  const at = await place('bandwidth'), numbers = [newNumber(), newNumber()], later = newNumber();
  const event = (from, to) => at.carrier.inbound({ hook: at.hook, to, id: newId(at.carrier), from, text: 'one of two' }).json;
  assert.equal((await call(at.carrier, { url: at.hook, json: [...event(numbers[0], at.number), ...event(numbers[1], later)] })).status, 200);
  const [line] = (await get(`sms/raw?channel_id=${at.channel.id}`)).data;
  assert.deepEqual([await textsOf(numbers[0]), await textsOf(numbers[1])], [['one of two'], []]);
  problem(await reprocess(line), 409, 'still_unreadable');
  await changed(`channels/${at.channel.id}`, { number: later });
  // The first is now the one that is to another number: the call stays in the list, the second text is there.
  await until('the second is there', async () => { problem(await reprocess(line), 409, 'still_unreadable'); return (await textsOf(numbers[1])).length > 0; });
  assert.deepEqual([await textsOf(numbers[0]), await textsOf(numbers[1])], [['one of two'], ['one of two']]);
  for (const number of numbers) await finish(maya, await taken(maya, number));
});

test('a call by an account that the channel has left is not read by another carrier\'s table', async () => {
  const at = await place('twilio'), line = await unreadable(at, newNumber());
  const next = ok(await post('carrier-accounts', { carrier: 'sandbox', name: `next ${count}`, settings: {}, secrets: {} }), 201);
  await changed(`channel-carriers/${at.held.id}`, { account_id: next.id });
  await until('the gateway knows', async () => (await reprocess(line)).body.type === 'account_left');
  problem(await reprocess(line), 409, 'account_left');
});

test('receipts that found no message are listed by account, page by page; what is over 72 hours old is lost', async () => {
  const at = await place('twilio'), ids = [newId(at.carrier), newId(at.carrier)];
  for (const id of ids)
    assert.equal((await call(at.carrier, { url: `${at.hook}/receipt`, form: { MessageSid: id, MessageStatus: 'delivered' } })).status, 200);
  const list = (query) => get(`sms/parked-receipts?account_id=${at.account.id}&${query}`);
  const page = await list('limit=1');
  const { provider_id, account, account_name, carrier_state, state, sent, lost } = page.data[0];
  assert.deepEqual({ provider_id, account, account_name, carrier_state, state, sent, lost },
    { provider_id: ids[1], account: at.account.id, account_name: at.account.name, carrier_state: 'delivered', state: 'delivered', sent: false, lost: false });
  assert.deepEqual((await list(`limit=1&cursor=${page.next_cursor}`)).data.map((one) => one.provider_id), [ids[0]]);
  await stack.asOwner(`UPDATE sms.receipt_parked SET at = at - interval '73 hours' WHERE provider_id = $1`, [ids[0]]);
  assert.deepEqual([(await list('lost=true')).data, (await list('lost=false')).data].map((some) => some.map((one) => one.provider_id)), [[ids[0]], [ids[1]]]);
});

test('an operator sees the lists; agents and supervisors do not', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  for (const path of ['raw', 'raw/1', 'parked-receipts'])
    for (const client of [maya, rosa]) assert.equal((await client.call('GET', `/api/v1/sms/${path}`)).status, 403);
});

// ---- lines to the carriers ----

test('each line to a carrier tells what waits and what became of what was sent', async () => {
  const channel = stack.channel('sandbox'), lineOf = async () => (await get('sms/lines')).data.find((one) => one.id === channel.id);
  const before = await lineOf();
  assert.deepEqual([before.carrier, before.number, before.waiting, before.waiting_more], ['sandbox', channel.number, 0, false]);
  const send = async (number) => ok(await post('sms/interactions', { channel_id: channel.id, number, direction: 'out', text: 'a test' }), 201);
  await send('+15005552101');
  const [{ group_id }] = await stack.query('SELECT group_id FROM sms.channel_carrier WHERE channel = $1', [channel.id]);
  await until('it is counted', async () => (await lineOf()).sent > before.sent);
  // What waits: as if the carrier had put it off for an hour.
  const message = (await send('+15005552102')).message;
  await until('it has left', async () => (await stack.query('SELECT FROM sms.outbox WHERE message = $1', [message.id])).length === 0);
  await stack.asOwner(`INSERT INTO sms.outbox (tenant, group_id, channel, conversation, message, seq, message_at, number, not_before, valid_until)
    SELECT 1, $2, $1, 1, 1, 1, ops.clock(), '+1500555' || n, ops.clock() + interval '1 hour', ops.clock() + interval '1 day' FROM generate_series(1000, 1011) AS n`, [channel.id, group_id]);
  const now = await lineOf();
  assert.deepEqual([now.waiting, now.waiting_more], [12, false]);
  assert.ok(now.oldest_at && now.took_ms >= 0 && now.rate_per_s > 0);
  await stack.asOwner('DELETE FROM sms.outbox WHERE channel = $1', [channel.id]);
  assert.deepEqual((await get('sms/lines?limit=1')).data.length, 1);
});

// ---- block lists ----

const messagesOf = (number) => stack.query(`SELECT m.text, m.direction, m.blocked, c.state, c.interaction FROM messaging.message m
  JOIN messaging.conversation c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1 ORDER BY m.conversation, m.seq`, [number]);
const inbound = async (channel, from, text) => ok(await post(`channels/${channel.id}/sandbox/inbound`, { from, text }), 202).outcome;
const remove = async (who, thing) => ok(await who.call('DELETE', `/api/v1/blocked-numbers/${thing.id}`, undefined, { headers: { 'if-match': thing.version } }));

// A channel of the sandbox, in the queue that maya is in; what says "hours" is answered by a rule.
async function sandbox() {
  const name = `Sandbox ${process.pid} ${++count}`, channel = ok(await post('channels', { medium: 'sms', name, number: `+1415776${String(1000 + ++count)}` }), 201);
  const account = ok(await post('carrier-accounts', { carrier: 'sandbox', name, settings: {}, secrets: {} }), 201);
  ok(await post('channel-carriers', { channel_id: channel.id, account_id: account.id }), 201);
  ok(await post('route-rules', { channel_id: channel.id, position: 1, conditions: { keyword: ['hours'] }, auto_reply: 'From nine to five.' }), 201);
  ok(await post('route-rules', { channel_id: channel.id, position: 2, conditions: {}, queue_id: '1', skills: [] }), 201);
  await until('it is known', async () => (await adam.call('GET', `/api/v1/channels/${channel.id}/sandbox/outbox`)).status === 200);
  return channel;
}

test('a text of a blocked number is stored and marked, offered to nobody, not answered (SMS-24)', async () => {
  const [one, other] = [stack.channel('sandbox'), await sandbox()], number = '+15005551801';
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const block = ok(await rosa.call('POST', '/api/v1/blocked-numbers', { number: '(500) 555-1801', channel_id: other.id, reason: 'Threats' }), 201);
  assert.deepEqual([block.number, block.channel_id, block.reason], [number, other.id, 'Threats']);

  for (const text of ['hello', 'hours']) assert.equal(await inbound(other, number, text), 'blocked');
  assert.deepEqual(await messagesOf(number), ['hello', 'hours'].map((text) => ({ text, direction: 'in', blocked: true, state: 'closed', interaction: null })));
  // Through another channel the same number is a customer like any other.
  assert.equal(await inbound(one, number, 'may I?'), 'accepted');
  const interaction = await taken(maya, number);
  // One more by that channel while the other is talked to: it joins nothing.
  assert.equal(await inbound(other, number, 'again'), 'blocked');
  const everywhere = ok(await rosa.call('POST', '/api/v1/blocked-numbers', { number, reason: 'Threats everywhere' }), 201);
  assert.equal(await inbound(one, number, 'and now?'), 'blocked');
  const told = ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}/messages`)).data.map((m) => m.state.text);
  assert.deepEqual(told, ['may I?'], 'nor what came by a channel whose conversation is open');
  await finish(maya, interaction);
  assert.equal(new Set(maya.frames.filter((f) => f.kind === 'offer' && f.state?.number === number).map((f) => f.id)).size, 1, 'one offer: of the text that was allowed');
  assert.equal((await messagesOf(number)).filter((m) => m.direction === 'out').length, 0);

  await remove(rosa, everywhere);
  await remove(rosa, block);
  assert.equal(await inbound(other, number, 'hours'), 'accepted');
  await until('the rule answers again', async () => (await messagesOf(number)).some((m) => m.text === 'From nine to five.'));
  const audit = (await get(`audit?key=${block.id}&limit=200`)).data.filter((line) => line.detail.resource === 'blocked_number');
  assert.deepEqual(audit.map((line) => [line.action, line.actor_id]), [['blocked_number_create', rosa.id], ['blocked_number_delete', rosa.id]]);
  assert.equal(audit[0].detail.after.reason, 'Threats');
  assert.doesNotMatch(JSON.stringify(audit), /5551801/, 'the audit log has no number');
});

const rosas = async () => Client.login(stack, stack.user('supervisor'));
const asks = (answer, why) => assert.equal(problem(answer, 409, 'number_blocked').detail, why);

test('whoever texts a blocked number is asked first, and told why; nothing goes without a yes', async () => {
  const channel = await sandbox(), number = newNumber(), rosa = await rosas();
  const sent = async () => (await messagesOf(number)).filter((m) => m.direction === 'out').map((m) => m.text);
  const begin = (more) => maya.call('POST', '/api/v1/me/interactions', { channel_id: channel.id, number, text: 'from an agent', ...more });
  const bring = (more) => post('sms/interactions', { channel_id: channel.id, number, direction: 'out', text: 'from an integrator', ...more });
  const everywhere = ok(await rosa.call('POST', '/api/v1/blocked-numbers', { number, reason: 'Writes all night' }), 201);
  asks(await begin({}), 'This number is blocked: Writes all night');
  asks(await begin({ confirm: true }), 'This number is blocked: Writes all night');
  asks(await bring({}), 'This number is blocked: Writes all night');
  const own = ok(await rosa.call('POST', '/api/v1/blocked-numbers', { number, channel_id: channel.id, reason: 'Threats' }), 201);
  asks(await begin({}), 'This number is blocked: Threats');
  assert.deepEqual(await sent(), []);

  const { interaction } = ok(await begin({ confirm_blocked: true }), 201), reply = (more) => maya.call('POST', `/api/v1/conversations/${interaction.state.conversation}/messages`, { text: 'a reply', ...more });
  asks(await bring({}), 'This number is blocked: Threats');
  asks(await reply({}), 'This number is blocked: Threats');
  assert.deepEqual(await sent(), ['from an agent']);
  ok(await bring({ confirm_blocked: true }));
  const key = { headers: { 'idempotency-key': `confirmed-${number}` } }, said = { text: 'a reply', client_id: 'c1', confirm_blocked: true };
  const send = () => maya.call('POST', `/api/v1/conversations/${interaction.state.conversation}/messages`, said, key);
  assert.equal(ok(await send(), 201).id, ok(await send(), 201).id, 'the same again is the same message');
  await remove(rosa, own);
  asks(await reply({}), 'This number is blocked: Writes all night');
  await remove(rosa, everywhere);
  ok(await reply({ text: 'another' }), 201);
  assert.deepEqual(await sent(), ['from an agent', 'from an integrator', 'a reply', 'another']);
  await finish(maya, interaction);
});

test('an agent who takes what waits in a queue of theirs from a number that is blocked meanwhile is asked, too', async () => {
  const channel = await sandbox(), number = newNumber();
  ok(await status(maya, 'work_offline'));
  assert.equal(await inbound(channel, number, 'anybody there?'), 'accepted');
  await until('it waits', async () => (await stack.query(`SELECT FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
    WHERE c.number = $1 AND i.state = 'waiting'`, [number])).length === 1);
  const block = ok(await post('blocked-numbers', { number, reason: 'Since then' }), 201);
  const take = (more) => maya.call('POST', '/api/v1/me/interactions', { channel_id: channel.id, number, text: 'Here', take: true, ...more });
  asks(await take({}), 'This number is blocked: Since then');
  const { interaction, taken: was } = ok(await take({ confirm_blocked: true }));
  assert.equal(was, true);
  await remove(adam, block);
  await finish(maya, interaction);
  ok(await status(maya, 'available'));
});

test('what blocked numbers have written is for who maintains the block lists, page by page, and reading it is noted', async () => {
  const channel = await sandbox(), number = newNumber(), rosa = await rosas();
  const block = ok(await rosa.call('POST', '/api/v1/blocked-numbers', { number, channel_id: channel.id, reason: 'Threats' }), 201);
  for (const text of ['one', 'two', 'three']) assert.equal(await inbound(channel, number, text), 'blocked');
  const list = async (query) => ok(await rosa.call('GET', `/api/v1/blocked-texts?${query}`));
  const first = await list('limit=2'), next = await list(`limit=2&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.data, next.data[0]].map((one) => one.text), ['three', 'two', 'one'], 'the newest first');
  assert.deepEqual([first.data[0]].map(({ id, at, ...rest }) => rest), [{ channel_id: channel.id, channel_name: channel.name, number, customer: null, text: 'three', files: 0, block: { id: block.id, reason: 'Threats' } }]);
  const customer = ok(await maya.call('POST', '/api/v1/customers', { name: 'Nora Nuisance', number }), 201);
  assert.deepEqual((await list('limit=1')).data[0].customer, { id: customer.id, name: 'Nora Nuisance' });
  await remove(rosa, block);
  assert.equal((await list('limit=1')).data[0].block, null);
  assert.equal((await maya.call('GET', '/api/v1/blocked-texts')).status, 403);
  await until('reading it is noted', async () => (await get('audit?action=blocked_texts_read&limit=200')).data.some((line) => line.actor_id === rosa.id && line.detail.times >= 1));
  ok(await post(`customers/${customer.id}/erase`, {}));
  const gone = new Set([...first.data, ...next.data.slice(0, 1)].map((one) => one.id));
  assert.equal(gone.size, 3);
  await until('who is erased is in the list no more', async () => (await list('limit=200')).data.every((one) => !gone.has(one.id)));
});

test('a stop word of a blocked number counts, without confirmation', async () => {
  const channel = stack.channel('sandbox'), number = '+15005551802';
  const block = ok(await post('blocked-numbers', { number, reason: 'Noise' }), 201);
  assert.equal(await inbound(channel, number, 'STOP'), 'blocked');
  const outs = (await get(`opt-outs?number=${encodeURIComponent(number)}`)).data;
  assert.deepEqual(outs.map((one) => [one.channel, one.state]), [[channel.id, 'stopped']]);
  assert.equal((await messagesOf(number)).length, 1);
  await remove(adam, block);
});

test('senders\' names and short codes can be blocked; national numbers by their channel\'s country', async () => {
  const channel = stack.channel('sandbox'), made = [];
  for (const [number, kept] of [['PRIZES', 'PRIZES'], ['72404', '72404'], ['4670174060512', '+4670174060512']]) {
    const block = ok(await post('blocked-numbers', { number, reason: 'Spam' }), 201);
    assert.equal(block.number, kept);
    made.push(block);
  }
  assert.equal(await inbound(channel, 'PRIZES', 'you have won'), 'blocked');
  const wrong = await post('blocked-numbers', { number: '0701740605', reason: 'Spam' });
  assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/number']);
  assert.deepEqual((await get('blocked-numbers?number=PRIZES')).data.map((one) => one.id), [made[0].id]);
  const chat = ok(await post('channels', { medium: 'chat', name: `Chat ${process.pid}` }), 201);
  assert.equal((await post('blocked-numbers', { number: 'OTHER', channel_id: chat.id, reason: 'Spam' })).body.errors[0].pointer, '/channel_id');
  for (const block of made) await remove(adam, block);
});

test('block lists stand in no file of the configuration', async () => {
  const block = ok(await post('blocked-numbers', { number: '+15005551803', reason: 'Private' }), 201);
  const file = await adam.call('GET', '/api/v1/export');
  assert.ok(ok(file).resources.channel.length > 0);
  assert.doesNotMatch(JSON.stringify(file.body), /5551803|blocked_number/);
  await remove(adam, block);
});
