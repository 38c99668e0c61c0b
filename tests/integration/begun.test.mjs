// Texts that an agent begins (SMS-10 to SMS-12, SMS-15): who may, from where, to whom; how they are answered and how they end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, delivery, end, endAll, finish, send, status } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, twilio, sandbox, adam, maya, tomas, ida, all;
before(async () => {
  stack = await Stack.start({ name: 'begun', instances: 'presenced routerd routerd-2 smsgw chatd hookd' });
  [twilio, sandbox] = ['twilio', 'sandbox'].map((name) => stack.channel(name));
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, tomas, ida] = await Promise.all([0, 1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  all = [maya, tomas, ida];
  for (const agent of all) { await agent.open(); await status(agent, 'work_offline'); }
});
after(async () => { for (const agent of all ?? []) agent.close(); await stack?.stop(); });
afterEach(async () => {
  for (const agent of all) await endAll(agent);
});

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type, pointer, words) => {
  assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0]?.pointer], [status, type, pointer], JSON.stringify(answer.body));
  if (words) assert.match(answer.body.errors?.[0]?.detail ?? answer.body.detail, words);
  return answer.body;
};
const begin = (who, number, more = {}, options = {}) =>
  who.call('POST', '/api/v1/me/interactions', { channel_id: sandbox.id, number, text: 'Hello from the shop', ...more }, options);
const begun = async (...args) => ok(await begin(...args), 201);
const says = async (from, body) => ok(await adam.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from, text: body }), 202);
const change = async (path, item) => {
  const thing = ok(await adam.call('GET', `/api/v1/${path}`));
  return ok(await adam.call('PATCH', `/api/v1/${path}`, item, { headers: { 'if-match': `"${thing.version}"` } }));
};
const state = async (id) => (await stack.query('SELECT state, outcome, agent, case_id FROM routing.interaction WHERE id = $1', [id]))[0];
const offers = async (id) => (await stack.query(`SELECT count(*)::int AS n FROM routing.offer WHERE interaction = $1 AND kind = 'queue'`, [id]))[0].n;

test('an agent texts a customer on their own; the reply joins it without an offer; after the end a reply is a new interaction', async () => {
  await status(maya, 'available');
  const number = newNumber();
  const { interaction, conversation, message, taken } = await begun(maya, number);
  assert.deepEqual([interaction.state.state, interaction.state.queue, interaction.state.agent, interaction.state.begun_by, taken], ['assigned', null, maya.id, maya.id, false]);
  assert.deepEqual([conversation.state.state, conversation.state.number], ['open', number]);
  assert.deepEqual([message.state.text, message.state.author.id, message.state.delivery.state], ['Hello from the shop', maya.id, 'queued']);
  await delivery(maya, message.state.message, 'delivered');
  const sent = ok(await adam.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).data.filter((one) => one.to === number);
  assert.deepEqual(sent.map((one) => one.text), ['Hello from the shop']);
  await says(number, 'who is it?');
  const reply = await maya.see('message', (s) => s.text === 'who is it?');
  assert.equal(reply.state.conversation, conversation.id);
  assert.equal(await offers(interaction.id), 0);
  const early = await maya.call('POST', `/api/v1/interactions/${interaction.id}/end`, { last_seen_seq: 1 });
  assert.deepEqual([early.status, early.body.type], [409, 'newer_message']);
  ok(await send(maya, interaction, 'The shop. Goodbye.'), 201);
  assert.equal((await finish(maya, interaction)).state.state, 'ended');
  assert.equal((await state(interaction.id)).outcome, 'ended');
  await says(number, 'one more thing');
  const next = await accept(maya, await maya.offerOf(number));
  assert.notEqual(next.id, interaction.id);
  assert.equal(next.state.queue.name, 'Support');
});

test('the same Idempotency-Key begins one text, also at the same time', async () => {
  const number = newNumber(), options = { headers: { 'idempotency-key': `begun-${process.pid}` } };
  const answers = await Promise.all(Array.from({ length: 5 }, () => begin(maya, number, {}, options)));
  assert.equal(new Set(answers.map((answer) => ok(answer, 201).interaction.id)).size, 1);
  assert.equal((await stack.query('SELECT count(*)::int AS n FROM messaging.conversation WHERE number = $1', [number]))[0].n, 1);
  refused(await begin(maya, number, { text: 'another' }, options), 409, 'idempotency_key_reused');
});

test('two agents who begin to the same customer at the same time: one has it, the other is told who', async () => {
  const number = newNumber();
  const answers = await Promise.all([begin(maya, number), begin(tomas, number)]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409]);
  const [won, lost] = answers[0].status === 201 ? answers : [answers[1], answers[0]];
  const told = refused(lost, 409, 'open_conversation');
  assert.equal(told.agent.id, won.body.interaction.state.agent);
  assert.match(told.detail, /(Maya Okafor|Tomás Vega) has it/);
});

test('a text that is begun and one that comes in the same moment are one conversation, whichever was first (SMS-5)', async () => {
  const numbers = Array.from({ length: 6 }, newNumber);
  const answers = await Promise.all(numbers.map(async (number) => (await Promise.all([says(number, 'at the same time'), begin(maya, number)]))[1]));
  for (const [i, answer] of answers.entries()) {
    const talks = await stack.query(`SELECT c.state, count(m.id) FILTER (WHERE m.direction = 'in')::int AS came, count(m.id) FILTER (WHERE m.direction = 'out')::int AS said
      FROM messaging.conversation AS c JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id WHERE c.number = $1 GROUP BY c.id, c.state`, [numbers[i]]);
    assert.deepEqual(talks, [{ state: 'open', came: 1, said: answer.status === 201 ? 1 : 0 }]);
    if (answer.status === 201) continue;
    refused(answer, 409, 'open_conversation');
    await until('it waits in the queue, and is taken', async () => (await begin(maya, numbers[i], { take: true })).status === 200);
  }
});

test('without the permission it is 403, and there is no channel to choose', async () => {
  const { id } = ok(await adam.call('GET', '/api/v1/tenants')).data[0];
  assert.ok(ok(await maya.call('GET', '/api/v1/me/channels')).data.some((one) => one.id === sandbox.id && one.name && one.number));
  await change(`tenants/${id}`, { sms_initiate_roles: ['supervisor', 'administrator'] });
  try {
    refused(await begin(maya, newNumber()), 403, 'forbidden');
    assert.deepEqual(ok(await maya.call('GET', '/api/v1/me/channels')).data, []);
  } finally { await change(`tenants/${id}`, { sms_initiate_roles: ['agent', 'supervisor', 'administrator'] }); }
  assert.equal((await begin(maya, newNumber())).status, 201);
});

test('only channels granted to the agent\'s group; the group is then needed', async () => {
  const group = ok(await adam.call('POST', '/api/v1/agent-groups', { name: `Group ${process.pid}` }), 201);
  await change(`channels/${sandbox.id}`, { group_ids: [group.id] });
  try {
    refused(await begin(maya, newNumber()), 422, 'unknown_reference', '/channel_id', /your group/);
    assert.ok(!ok(await maya.call('GET', '/api/v1/me/channels')).data.some((one) => one.id === sandbox.id));
    const gone = await adam.call('DELETE', `/api/v1/agent-groups/${group.id}`, undefined, { headers: { 'if-match': `"${group.version}"` } });
    assert.deepEqual([gone.status, gone.body.type], [409, 'referenced']);
    const unknown = await adam.call('PATCH', `/api/v1/channels/${sandbox.id}`, { group_ids: ['999999'] }, { headers: { 'if-match': `"${ok(await adam.call('GET', `/api/v1/channels/${sandbox.id}`)).version}"` } });
    refused(unknown, 422, 'unknown_reference', '/group_ids');
    await change(`channels/${sandbox.id}`, { group_ids: ['1'] });
    assert.equal((await begin(maya, newNumber())).status, 201);
    refused(await begin(ida, newNumber()), 422, 'unknown_reference', '/channel_id');
  } finally { await change(`channels/${sandbox.id}`, { group_ids: [] }); }
});

test('a number is read as it is typed, or refused with a reason; so is what else can\'t be', async () => {
  const { interaction } = await begun(maya, '(415) 555-0188', { channel_id: twilio.id });
  assert.equal(interaction.state.number, '+14155550188', 'in the form of the channel\'s country');
  refused(await begin(maya, 'nobody'), 422, 'invalid', '/number');
  refused(await begin(maya, '+1 23'), 422, 'invalid', '/number');
  const cuba = ok(await adam.call('GET', '/api/v1/countries?iso2=CU')).data[0];
  await change(`countries/${cuba.id}`, { sms_outbound: false });
  refused(await begin(maya, '+5352123456'), 409, 'country_not_allowed', '/number', /Texts to Cuba are not allowed/);
  refused(await begin(maya, newNumber(), { text: 'x'.repeat(1590) + '😕' }), 422, 'invalid', '/text', /segments/);
  refused(await begin(maya, newNumber(), { interaction_id: '999999999' }), 422, 'unknown_reference', '/interaction_id');
  refused(await begin(maya, newNumber(), { case_id: '999999999' }), 404, 'case_not_found', '/case_id');
  refused(await begin(maya, newNumber(), { customer_id: '1' }), 422, 'invalid', '/customer_id');
  const stopped = newNumber();
  await text(twilio, stopped, 'STOP');
  refused(await begin(maya, stopped, { channel_id: twilio.id }), 409, 'opted_out');
});

test('the seventh is refused', async () => {
  for (let i = 0; i < 6; i++) await begun(maya, newNumber());
  refused(await begin(maya, newNumber()), 409, 'capacity_full');
});

test('one that waits in a queue of the agent may be taken', async () => {
  const number = newNumber();
  await text(twilio, number, 'is anybody there?');
  const told = await until('it waits', async () => {
    const answer = await begin(maya, number, { channel_id: twilio.id });
    assert.deepEqual([answer.status, answer.body.type], [409, 'open_conversation']);
    return answer.body.may_take && answer.body;
  });
  assert.deepEqual([told.agent, told.queue.name], [null, 'Orders']);
  const { interaction, conversation, taken } = ok(await begin(maya, number, { channel_id: twilio.id, take: true, text: 'I am' }));
  assert.deepEqual([interaction.id, interaction.state.state, interaction.state.agent, taken], [told.interaction, 'assigned', maya.id, true]);
  await maya.see('message', (s) => s.conversation === conversation.id && s.text === 'I am');
  await status(tomas, 'available');
  await assigned(tomas, twilio, newNumber());
  assert.equal(await offers(interaction.id), 0, 'nobody is offered it any more');
});

test('one that is begun on an interaction ends with its wrap-up, if no reply is unread', async () => {
  await status(maya, 'available');
  const [quiet, heard] = [newNumber(), newNumber()];
  const parent = await assigned(maya, twilio, '+15105550177');
  const { interaction: one } = await begun(maya, quiet, { interaction_id: parent.id });
  const { interaction: other } = await begun(maya, heard, { interaction_id: parent.id });
  assert.equal(one.state.linked_to, parent.id);
  await says(heard, 'wait');
  await maya.see('message', (s) => s.text === 'wait');
  ok(await end(maya, parent));
  assert.equal((await state(one.id)).state, 'assigned', 'not before the wrap-up is over');
  ok(await maya.call('POST', `/api/v1/interactions/${parent.id}/wrap-up/end`, {}));
  await maya.see('interaction', (s, f) => f.id === one.id && s.state === 'ended');
  assert.equal((await state(one.id)).case_id, (await state(parent.id)).case_id, 'in the same case');
  await until('the other was looked at', async () => (await stack.query('SELECT end_due FROM routing.interaction WHERE id = $1', [other.id]))[0].end_due === false);
  assert.equal((await state(other.id)).state, 'assigned', 'its reply is unread');
});

test('a text to one of the organisation\'s channels asks first; a channel never texts itself', async () => {
  await status(maya, 'available');
  refused(await begin(maya, twilio.number), 409, 'own_channel', undefined, /is the number of your channel "Shop line"/);
  refused(await begin(maya, sandbox.number, { confirm: true }), 422, 'invalid', '/number', /own number/);
  ok(await begin(maya, twilio.number, { confirm: true }), 201);
  const out = { channel_id: sandbox.id, number: twilio.number, direction: 'out', text: 'Is this line up?' };
  await endAll(maya);
  assert.equal((await adam.call('POST', '/api/v1/sms/interactions', out)).body.type, 'own_channel');
  refused(await adam.call('POST', '/api/v1/sms/interactions', { ...out, number: sandbox.number }), 422, 'invalid', '/number');
  ok(await adam.call('POST', '/api/v1/sms/interactions', { ...out, confirm: true }), 201);
});

test('a held text says until when and is cancelled; quiet hours that are switched off release what is held', async () => {
  await status(maya, 'available');
  const carrier = `channel-carriers/${ok(await adam.call('GET', `/api/v1/channel-carriers?channel_id=${sandbox.id}`)).data[0].id}`;
  const [hours] = await stack.asOwner(`SELECT to_char(t - interval '1 hour', 'HH24:MI') AS quiet_start, to_char(t + interval '2 hours', 'HH24:MI') AS quiet_end
    FROM (SELECT ops.clock() AT TIME ZONE 'America/Los_Angeles' AS t) AS now_`);
  const cancel = (who, message, more) => who.call('POST', `/api/v1/messages/${message}/cancel`, undefined, more);
  await change(carrier, { quiet_hours: 'hold', ...hours });
  const { interaction: one, message } = await begun(maya, newNumber());
  assert.equal(message.state.delivery.state, 'held');
  assert.ok(Date.parse(message.state.delivery.held_until) > Date.parse(message.state.at), JSON.stringify(message.state.delivery));
  refused(await cancel(tomas, message.id), 403, 'not_yours');
  refused(await cancel(maya, '999999999'), 404, 'not_found');
  const command = { headers: { 'idempotency-key': 'cancel-it' } };
  const cancelled = ok(await cancel(maya, message.id, command));
  assert.deepEqual(cancelled.state.delivery, { state: 'cancelled', reason: null });
  assert.deepEqual(ok(await cancel(maya, message.id, command)), cancelled);
  await delivery(maya, message.id, 'cancelled');
  const { interaction: two, message: other } = await begun(maya, newNumber());
  await change(carrier, { quiet_hours: 'off' });
  await stack.pass(3000);
  await delivery(maya, other.id, 'delivered');
  refused(await cancel(maya, other.id), 409, 'not_held');
  assert.deepEqual((await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.id])).map((m) => m.delivery), ['cancelled'], 'it never left');
  await change(carrier, { quiet_start: null, quiet_end: null });
  for (const interaction of [one, two]) await finish(maya, interaction);
});

test('one that is begun in a case ends there', async () => {
  await status(maya, 'available');
  const priya = '+15105550177';
  await finish(maya, await assigned(maya, twilio, priya));
  const { data: [card] } = ok(await maya.call('GET', `/api/v1/customers?number=${encodeURIComponent(priya)}`));
  const { interaction } = await begun(maya, priya, { case_id: card.cases[0].id, customer_id: card.id });
  assert.equal(interaction.state.customer.id, card.id);
  assert.equal((await finish(maya, interaction)).state.case.id, card.cases[0].id);
});

// They do not serve a queue, and so do not see its customers (SMS-6), while `run` runs. The routers are not told: nothing is to be offered then.
async function suspended(agent, queue, run) {
  const serve = (enabled) => stack.asOwner('UPDATE routing.member SET enabled = $3 WHERE agent = $1 AND queue = $2', [agent.id, queue, enabled]);
  await serve(false);
  try { return await run(); } finally { await serve(true); }
}

test('a case that is not there, or that the agent may not see, is 404 to the end, in wrap-up and to a text that is begun', async () => {
  await status(maya, 'available');
  const theirs = await assigned(maya, twilio, newNumber());
  const [{ tenant }] = await stack.asOwner(`SELECT directory.tenant_create('Elsewhere') AS tenant`);
  const [{ id: elsewhere }] = await stack.asOwner(`SELECT messaging.case_store($1, NULL, '+4915100000999', 'Not ours', NULL, ops.clock(), 'sms') AS id`, [tenant]);
  await status(maya, 'work_offline');
  await status(tomas, 'available');
  const unseen = (await finish(tomas, await assigned(tomas, twilio, newNumber()))).state.case.id;
  await status(tomas, 'work_offline');
  await status(maya, 'available');
  await suspended(maya, theirs.state.queue.id, async () => {
    for (const case_id of ['999999999', elsewhere, unseen]) {
      refused(await begin(maya, newNumber(), { case_id }), 404, 'case_not_found', '/case_id');
      refused(await end(maya, theirs, { case_id }), 404, 'case_not_found', '/case_id');
    }
    assert.equal((await state(theirs.id)).state, 'assigned', 'nothing has ended');
    ok(await end(maya, theirs));
    for (const case_id of ['999999999', elsewhere, unseen])
      refused(await maya.call('POST', `/api/v1/interactions/${theirs.id}/wrap-up/end`, { case_id }), 404, 'case_not_found', '/case_id');
  });
  ok(await maya.call('POST', `/api/v1/interactions/${theirs.id}/wrap-up/end`, {}));
  const seen = (await state(theirs.id)).case_id;
  const another = await assigned(maya, twilio, newNumber());
  refused(await end(maya, another, { case_id: seen }), 409, 'case_not_of_customer', '/case_id');
});

test('a case is closed and reopened by who may see it; it says who, when and why; nothing new goes to a closed one', async () => {
  await status(maya, 'available');
  const customer = newNumber();
  const it = await assigned(maya, twilio, customer), { id, number: name } = (await finish(maya, it)).state.case;
  const show = async (client = maya) => client.call('GET', `/api/v1/cases/${id}`);
  const set = (client, body, version, key) => client.call('PATCH', `/api/v1/cases/${id}`, body, { headers: { ...(version && { 'if-match': `"${version}"` }), ...(key && { 'idempotency-key': key }) } });
  const opened = (await show()).body;
  assert.deepEqual([opened.state, opened.created_by.id, opened.closed_at, opened.changes], ['open', maya.id, null, []]);
  await suspended(tomas, it.state.queue.id, async () => refused(await set(tomas, { state: 'closed' }, opened.version), 404, 'not_found'));
  refused(await set(maya, { state: 'done' }, opened.version), 422, 'invalid', '/state');
  refused(await set(maya, { note: 'why' }, opened.version), 422, 'invalid', '/note');
  const key = `close-${id}`, closed = await set(maya, { state: 'closed', note: 'Parcel found' }, opened.version, key);
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  assert.deepEqual([closed.body.state, closed.body.closed_by.id, closed.body.changes[0].note, closed.body.changes[0].at], ['closed', maya.id, 'Parcel found', closed.body.closed_at]);
  assert.deepEqual((await set(maya, { state: 'closed', note: 'Parcel found' }, opened.version, key)).body, closed.body, 'once, also asked twice');
  refused(await set(maya, { state: 'open' }, opened.version), 412, 'stale_version');
  refused(await begin(maya, customer, { case_id: id }), 409, 'case_closed', '/case_id');
  const again = (await set(maya, { state: 'open' }, closed.body.version)).body;
  assert.deepEqual([again.state, again.closed_at, again.reopened_by.id, again.changes.map((one) => one.state)], ['open', null, maya.id, ['open', 'closed']]);
  const audited = await stack.asOwner(`SELECT action FROM ops.audit WHERE detail ->> 'number' = $1 ORDER BY id`, [name]);
  assert.deepEqual(audited.map((row) => row.action), ['case_close', 'case_reopen']);
  await status(maya, 'work_offline');
});

test('it can be given to a colleague, and goes to its channel\'s queue when its agent leaves', async () => {
  const { interaction } = await begun(maya, newNumber());
  ok(await maya.call('POST', `/api/v1/interactions/${interaction.id}/transfer`, { agent: tomas.id }), 201);
  const offer = await tomas.see('offer', (s) => s.state === 'made' && s.interaction === interaction.id);
  assert.equal(offer.state.queue, null);
  assert.equal((await accept(tomas, offer)).state.agent, tomas.id);
  const left = await Client.ready(stack, stack.user('agent', 3));
  const { interaction: open } = await begun(left, newNumber());
  await left.call('DELETE', '/api/v1/sessions/me?return=true');
  left.close();
  await status(maya, 'available');
  const back = await maya.see('offer', (s) => s.state === 'made' && s.interaction === open.id);
  assert.equal(back.state.queue.name, 'Support');
  await accept(maya, back);
});

test('a queue that prefers the last agent offers a reply to who texted last, first, and then to the queue (SMS-15)', async () => {
  const queue = ok(await adam.call('GET', '/api/v1/queues?name=Support')).data[0];
  const since = new Date().toISOString();
  await change(`queues/${queue.id}`, { prefer_last_agent: true });
  const [{ revision }] = await stack.query('SELECT revision FROM routing.revision WHERE tenant = 1');
  // A reading of all tenants, as after changes in two of them, names no revision.
  const hasIt = (line) => line.event === 'configuration_loaded' && (line.revision >= Number(revision) || line.tenants === '' && line.at >= since);
  await until('the router has read it', () => ['routerd', 'routerd-2'].some((name) => readFileSync(stack.run.logs[name], 'utf8').split('\n')
    .some((line) => line.includes('"configuration_loaded"') && hasIt(JSON.parse(line)))));
  const number = newNumber();
  await status(maya, 'available'); // idle for longer: without the preference it would be hers
  await status(tomas, 'available');
  await finish(tomas, (await begun(tomas, number)).interaction);
  await says(number, 'I have a question');
  const offer = await tomas.offerOf(number);
  assert.match(offer.state.why, /served this customer last/);
  ok(await tomas.call('POST', `/api/v1/offers/${offer.id}/reject`, {}));
  await finish(maya, await accept(maya, await maya.offerOf(number)));
});
